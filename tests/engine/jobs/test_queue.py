"""The library of documents: each film finds its own, and none of them can spoil the list."""

from __future__ import annotations

import os
import shutil
import subprocess
import sys
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from engine.document import SUFFIX, Document, Source
from engine.errors import (
    DocumentHeld,
    DocumentMissing,
    FileExists,
    MediaChanged,
    MediaMissing,
    Problem,
    UsageError,
)
from engine.jobs import queue
from engine.jobs.queue import Turn, find, interrupted, jobs, locate, place_for, summarise
from engine.options import Home, Options
from engine.protocol import OutputOptions, Submit
from engine.transcript import Chunk, ChunkText

ROOT = Path(__file__).parents[3]
SCRIPT = ROOT / "tests" / "data" / "document_process.py"

PLAN = (Chunk(0, 0.0, 300.0, 0.0, 304.0), Chunk(1, 300.0, 555.5, 296.0, 555.5))


@pytest.fixture
def home(tmp_path: Path) -> Home:
    return Home(tmp_path / "home")


@pytest.fixture
def films(tmp_path: Path) -> Path:
    folder = tmp_path / "films"
    folder.mkdir()
    return folder


def a_film(path: Path, content: str = "") -> Source:
    """A film whose content is its name, unless told otherwise."""
    path.parent.mkdir(parents=True, exist_ok=True)
    path.write_text(content or path.name)
    return Source.of(path)


def begin(source: Source, home: Home, at: float = 0.0) -> Document:
    """A document in its place, begun `at` seconds after 1970."""
    return Document.create(place_for(source, home), source, Options(), clock=lambda: at)


def titles(found: list) -> list[str]:
    return [job.title for job in found]


# --- where a document lies --------------------------------------------------------------------


def of_title(title: str) -> Source:
    return Source(f"/films/{title}.mkv", 1, 1, "0123456789abcdef" * 2)


@pytest.mark.parametrize(
    ("title", "name"),
    [
        ("film", "film"),
        ("Интервью с бабушкой", "Интервью с бабушкой"),
        ("東京物語", "東京物語"),
        ("it's 100% (final)", "it's 100% (final)"),
        ("line\nbreak\tand  tab", "line break and tab"),
        ('a\\b:c*d?"e"<f>|g', "a b c d e f g"),
        (".hidden", "hidden"),
        ("...", "film"),
        ("cafe\u0301", "caf\u00e9"),
        ("x" * 300, "x" * 100),
        ("x" * 99 + " and more", "x" * 99),
        ("ж" * 300, "ж" * 50),
    ],
)
def test_a_document_is_named_after_its_film(home: Home, title: str, name: str) -> None:
    assert place_for(of_title(title), home) == home.documents / f"{name}-01234567.longtake"


@given(st.text(st.characters(exclude_characters="/\0", exclude_categories=["Cs"]), min_size=1))
def test_every_title_makes_a_name_that_any_file_system_takes(title: str) -> None:
    documents = Home(Path("/home")).documents
    place = place_for(of_title(title), Home(Path("/home")))

    assert place.parent == documents
    assert place.suffix == SUFFIX
    assert not place.name.startswith((".", " "))
    assert len(os.fsencode(place.name + "-journal")) < 143
    assert place.name.isprintable() or not title.isprintable()


def test_films_of_one_name_have_documents_of_their_own(home: Home, films: Path) -> None:
    one = a_film(films / "one" / "film.mkv", "first")
    other = a_film(films / "other" / "film.mkv", "second")

    assert place_for(one, home) != place_for(other, home)
    assert find(other, home) is None
    begin(one, home).close()
    assert find(other, home) is None


# --- finding the document of a film -----------------------------------------------------------


def test_a_film_finds_its_document_again(home: Home, films: Path) -> None:
    film = a_film(films / "film.mkv")
    assert find(film, home) is None

    begin(film, home).close()

    assert find(film, home) == place_for(film, home)


def test_a_film_that_was_moved_and_renamed_finds_its_document(home: Home, films: Path) -> None:
    film = a_film(films / "film.mkv")
    begin(film, home).close()
    moved = Source.of(Path(film.path).rename(films / "renamed.mkv"))

    found = find(moved, home)

    assert found == place_for(film, home) != place_for(moved, home)
    with Document.open(found) as document:
        document.relocate(moved)
        assert document.verify_source() == moved


def test_a_document_that_was_renamed_is_found(home: Home, films: Path) -> None:
    film = a_film(films / "film.mkv")
    begin(film, home).close()
    renamed = place_for(film, home).rename(home.documents / "my interview.longtake")

    assert find(film, home) == renamed


def test_a_film_that_changed_finds_its_unfinished_document_which_refuses_it(
    home: Home, films: Path
) -> None:
    film = a_film(films / "film.mkv")
    begin(film, home).close()
    changed = a_film(films / "film.mkv", "cut anew")

    found = find(changed, home)

    assert found == place_for(film, home)
    with Document.open(found) as document, pytest.raises(MediaChanged):
        document.relocate(changed)


def test_a_finished_document_stands_in_no_new_films_way(home: Home, films: Path) -> None:
    with begin(a_film(films / "recording.wav", "monday"), home) as document:
        document.set_state("completed")

    assert find(a_film(films / "recording.wav", "tuesday"), home) is None


def test_the_same_film_comes_before_the_same_place(home: Home, films: Path) -> None:
    old = a_film(films / "recording.wav", "monday")
    begin(old, home).close()
    kept = a_film(films / "kept.wav", "tuesday")
    begin(kept, home).close()

    today = a_film(films / "recording.wav", "tuesday")

    assert find(today, home) == place_for(kept, home)


def test_a_damaged_document_in_its_place_is_found_so_that_it_can_be_told(
    home: Home, films: Path
) -> None:
    film = a_film(films / "film.mkv")
    begin(film, home).close()
    place_for(film, home).write_bytes(b"")

    assert find(film, home) == place_for(film, home)


def test_damaged_documents_hinder_no_search(home: Home, films: Path) -> None:
    film = a_film(films / "film.mkv")
    begin(film, home).close()
    place_for(film, home).rename(home.documents / "z.longtake")
    (home.documents / "a.longtake").write_text("no document")
    (home.documents / "b.longtake").mkdir()

    assert find(film, home) == home.documents / "z.longtake"


# --- the list of jobs -------------------------------------------------------------------------


def test_there_are_no_jobs_before_the_first(home: Home) -> None:
    assert jobs(home) == []
    assert interrupted(home) == []


def test_a_job_tells_how_far_it_is(home: Home, films: Path) -> None:
    film = a_film(films / "film.mkv")
    with begin(film, home, at=1_700_000_000) as document:
        document.save_plan(PLAN)
        document.save_language("ru")
        document.save("prepare", 0, "key", ChunkText(0), {})
        document.save("recognise", 0, "key", ChunkText(0), {})
        document.set_state("failed", Problem("device", "It failed."))

    (job,) = jobs(home)

    assert job.path == str(place_for(film, home))
    assert (job.title, job.source) == ("film", film.path)
    assert (job.state, job.problem) == ("failed", Problem("device", "It failed."))
    assert (job.done, job.total, job.duration) == (1, 2, 555.5)
    assert job.language == "ru"
    assert job.created_at == job.updated_at == "2023-11-14T22:13:20.000+00:00"


def test_a_job_that_is_not_planned_yet_has_no_length(home: Home, films: Path) -> None:
    begin(a_film(films / "film.mkv"), home).close()

    (job,) = jobs(home)

    assert (job.state, job.done, job.total, job.duration) == ("queued", 0, 0, 0.0)


def test_the_job_that_was_last_worked_on_comes_first(home: Home, films: Path) -> None:
    for at, name in ((200, "middle"), (100, "oldest"), (300, "newest")):
        begin(a_film(films / f"{name}.mkv"), home, at).close()

    assert titles(jobs(home)) == ["newest", "middle", "oldest"]


def test_unreadable_documents_are_listed_with_what_is_wrong(home: Home, films: Path) -> None:
    for name in ("sound", "cut", "foreign"):
        begin(a_film(films / f"{name}.mkv"), home).close()
    cut, foreign, _ = sorted(home.documents.iterdir())
    os.truncate(cut, 5000)
    foreign.write_text("something else entirely")
    (home.documents / "folder.longtake").mkdir()
    (home.documents / "link.longtake").symlink_to(films / "gone.longtake")

    found = {job.title: job for job in jobs(home)}

    assert found["sound"].state == "queued"
    codes = {Path(path).stem: job.problem.code for path, job in found.items() if job.problem}
    assert codes == {
        cut.stem: "document-damaged",
        foreign.stem: "document",
        "folder": "document",
        "link": "document-missing",
    }
    assert {job.state for title, job in found.items() if title != "sound"} == {"unreadable"}


def test_other_files_in_the_folder_are_no_jobs(home: Home, films: Path) -> None:
    begin(a_film(films / "film.mkv"), home).close()
    for name in (".film.longtake.77.new", ".hidden.longtake", "film.longtake-journal", "notes.txt"):
        (home.documents / name).write_text("nothing to see")

    assert titles(jobs(home)) == ["film"]


def test_listing_jobs_writes_nothing(home: Home, films: Path) -> None:
    begin(a_film(films / "film.mkv"), home).close()
    place = place_for(Source.of(films / "film.mkv"), home)
    before = place.stat()

    jobs(home)

    assert place.stat().st_mtime_ns == before.st_mtime_ns
    assert list(home.documents.iterdir()) == [place]


def held_by_a_process(path: Path) -> subprocess.Popen[bytes]:
    process = subprocess.Popen(
        [sys.executable, str(SCRIPT), "hold", str(path), "engine"],
        stdin=subprocess.PIPE,
        stdout=subprocess.PIPE,
        env={**os.environ, "PYTHONPATH": str(ROOT)},
    )
    assert process.stdout
    assert process.stdout.readline() == b"held\n"
    return process


def test_a_job_whose_engine_was_killed_is_interrupted(home: Home, films: Path) -> None:
    with begin(a_film(films / "film.mkv"), home) as document:
        process = held_by_a_process(document.path)
        document.set_state("running")
        assert [job.state for job in jobs(home)] == ["running"]
        assert interrupted(home) == []

        process.kill()
        process.communicate()

    assert [job.state for job in jobs(home)] == ["interrupted"]
    assert titles(interrupted(home)) == ["film"]


def test_interrupted_jobs_come_in_the_order_they_were_begun(home: Home, films: Path) -> None:
    states = {"third": "running", "first": "running", "second": "interrupted", "other": "completed"}
    for at, (name, state) in zip((300, 100, 200, 50), states.items(), strict=True):
        with begin(a_film(films / f"{name}.mkv"), home, at) as document:
            document.set_state(state)

    assert titles(interrupted(home)) == ["first", "second", "third"]


def test_one_document_can_be_told_of_alone(home: Home, films: Path, tmp_path: Path) -> None:
    with begin(a_film(films / "film.mkv"), home) as document:
        document.set_state("completed")
    elsewhere = shutil.move(document.path, tmp_path / "elsewhere.longtake")

    assert summarise(Path(elsewhere)).state == "completed"
    assert summarise(tmp_path / "nowhere.longtake").state == "unreadable"


# --- a film that moved ------------------------------------------------------------------------


def test_a_moved_film_is_located_by_its_content(home: Home, films: Path) -> None:
    film = a_film(films / "film.mkv", "the very film")
    a_film(films / "deep" / "film.mkv", "a decoy, man!")
    a_film(films / "deep" / "longer.mkv", "the very film, and more")
    (films / "deep" / "link.mkv").symlink_to(films / "gone.mkv")
    moved = films / "deep" / "er" / "renamed.mov"
    moved.parent.mkdir()
    Path(film.path).rename(moved)

    with begin(film, home) as document:
        found = locate(document, films)
        assert found == Source.of(moved)
        document.relocate(found)
        assert document.verify_source() == found


def test_of_two_copies_the_one_with_the_name_is_taken(home: Home, films: Path) -> None:
    film = a_film(films / "z" / "film.mkv", "the very film")
    a_film(films / "a" / "copy.mkv", "the very film")

    with begin(film, home) as document:
        assert locate(document, films) == film


def test_a_film_that_is_nowhere_is_not_located(home: Home, films: Path) -> None:
    film = a_film(films / "film.mkv", "the very film")
    Path(film.path).unlink()
    a_film(films / "other.mkv", "not this film")

    with begin(film, home) as document:
        assert locate(document, films) is None
        assert locate(document, films / "nowhere") is None


# --- waiting for a turn -----------------------------------------------------------------------


def unknown(job: str) -> bool:
    return False


def entered(source: Source, home: Home, **more: object) -> Path:
    found = queue.enter(Submit(source.path, **more), home, unknown)  # type: ignore[arg-type]
    assert found is not None
    return Path(found.document)


def test_a_job_that_enters_the_queue_is_in_the_list(home: Home, films: Path) -> None:
    source = a_film(films / "film.mkv")
    options = Options(language="de")
    path = entered(source, home, options=options)
    assert path == place_for(source, home)
    assert [(job.path, job.state) for job in jobs(home)] == [(str(path), "queued")]
    with Document.open(path) as document:
        assert document.options == options


def test_entering_again_asks_for_what_is_wanted_now(home: Home, films: Path) -> None:
    source = a_film(films / "film.mkv")
    path = entered(source, home)
    with Document.open(path) as document:
        document.save_plan(PLAN)
        document.set_state("completed")
    assert entered(source, home, options=Options(language="ru")) == path
    with Document.open(path) as document:
        assert (document.state, document.options.language) == ("queued", "ru")
        assert document.plan == PLAN


def test_a_restart_forgets_what_was_done_at_once(home: Home, films: Path) -> None:
    source = a_film(films / "film.mkv")
    path = entered(source, home)
    with Document.open(path) as document:
        document.save_plan(PLAN)
    again = queue.enter(Submit(source.path, restart=True), home, unknown)
    assert again is not None
    assert not again.restart
    with Document.open(path) as document:
        assert document.plan == ()


def test_what_waits_already_is_not_entered_twice(home: Home, films: Path) -> None:
    source = a_film(films / "film.mkv")
    path = entered(source, home)
    assert queue.enter(Submit(source.path), home, lambda job: job == str(path)) is None


def test_a_document_somebody_works_on_is_not_entered(home: Home, films: Path) -> None:
    source = a_film(films / "film.mkv")
    path = entered(source, home)
    with Document.open(path) as document, document.hold("engine"), pytest.raises(DocumentHeld):
        entered(source, home)


def test_a_film_that_is_not_there_cannot_enter(home: Home, films: Path) -> None:
    with pytest.raises(MediaMissing):
        queue.enter(Submit(str(films / "gone.mkv")), home, unknown)
    assert jobs(home) == []


def test_turns_are_kept_in_documents(home: Home, films: Path) -> None:
    first, second = (entered(a_film(films / name), home) for name in ("a.mkv", "b.mkv"))
    queue.take_turn(first, Turn(2.0))
    queue.take_turn(second, Turn(1.5))
    ranks = {job.path: job.rank for job in jobs(home)}
    assert ranks == {str(first): 2.0, str(second): 1.5}


@pytest.mark.parametrize("state", ["paused", "cancelled"])
def test_what_was_stopped_on_purpose_stays_so(home: Home, films: Path, state: str) -> None:
    path = entered(a_film(films / "film.mkv"), home)
    queue.take_turn(path, Turn(3.0))
    queue.stop(path, state)  # type: ignore[arg-type]
    assert summarise(path).state == state
    assert summarise(path).rank == 3.0
    assert interrupted(home) == []


def test_a_paused_job_that_enters_again_is_paused_no_more(home: Home, films: Path) -> None:
    source = a_film(films / "film.mkv")
    path = entered(source, home)
    queue.stop(path, "paused")
    entered(source, home)
    queue.take_turn(path, Turn(1.0))
    assert summarise(path).state == "queued"


# --- going on -----------------------------------------------------------------------------------


def test_a_job_is_resumed_as_it_was_asked_for(home: Home, films: Path) -> None:
    source = a_film(films / "film.mkv")
    output = OutputOptions(("srt",), "/out")
    path = entered(source, home, options=Options(language="de"), output=output)
    assert queue.resumption(path) == Submit(source.path, Options(language="de"), output, str(path))
    assert queue.resumption(path, restart=True).restart


def test_a_film_that_was_renamed_is_found_again(home: Home, films: Path) -> None:
    path = entered(a_film(films / "film.mkv"), home)
    (films / "archive").mkdir()
    (films / "film.mkv").rename(films / "archive" / "old film.mkv")
    a_film(films / "filn.mkv")
    assert queue.resumption(path).source == str(films / "archive" / "old film.mkv")


def test_a_film_that_is_nowhere_is_asked_for_where_it_was(home: Home, films: Path) -> None:
    source = a_film(films / "film.mkv")
    path = entered(source, home)
    Path(source.path).unlink()
    assert queue.resumption(path).source == source.path
    films.rmdir()
    assert queue.resumption(path).source == source.path


def test_only_what_nobody_finished_is_unfinished(home: Home, films: Path) -> None:
    path = entered(a_film(films / "film.mkv"), home)
    assert queue.is_unfinished(path)
    queue.stop(path, "cancelled")
    assert not queue.is_unfinished(path)
    assert not queue.is_unfinished(films / "film.mkv")


# --- out of the list ------------------------------------------------------------------------------


def test_what_is_put_aside_is_not_listed_and_not_lost(home: Home, films: Path) -> None:
    path = entered(a_film(films / "film.mkv"), home)
    kept = queue.put_aside(path, home)
    assert jobs(home) == []
    assert kept.is_file()
    assert queue.put_back(kept, home) == path
    assert titles(jobs(home)) == ["film"]


def test_two_of_one_name_can_be_put_aside(home: Home, films: Path) -> None:
    source = a_film(films / "film.mkv")
    kept = {queue.put_aside(entered(source, home), home) for _ in range(2)}
    assert len(kept) == 2
    assert all(place.is_file() for place in kept)


def test_what_somebody_works_on_stays(home: Home, films: Path) -> None:
    path = entered(a_film(films / "film.mkv"), home)
    with Document.open(path) as document, document.hold("engine"), pytest.raises(DocumentHeld):
        queue.put_aside(path, home)
    assert path.exists()


def test_a_damaged_document_can_be_put_aside(home: Home, films: Path) -> None:
    path = entered(a_film(films / "film.mkv"), home)
    path.write_bytes(path.read_bytes()[:3000])
    assert queue.put_aside(path, home).is_file()


def test_putting_back_replaces_nothing(home: Home, films: Path) -> None:
    source = a_film(films / "film.mkv")
    kept = queue.put_aside(entered(source, home), home)
    entered(source, home)
    with pytest.raises(FileExists):
        queue.put_back(kept, home)
    assert kept.is_file()
    with pytest.raises(DocumentMissing):
        queue.put_back(home.documents / ".removed" / "0-other.longtake", home)


def test_what_is_not_in_the_list_is_never_moved(home: Home, films: Path) -> None:
    source = a_film(films / "film.mkv")
    elsewhere = films / "own.longtake"
    Document.create(elsewhere, source, Options()).close()
    for path in (Path(source.path), elsewhere, films):
        with pytest.raises(UsageError):
            queue.put_aside(path, home)
        assert path.exists()


def test_what_is_put_aside_takes_its_sound_off_the_disk(home: Home, films: Path) -> None:
    path = entered(a_film(films / "film.mkv"), home)
    home.cache.mkdir()
    home.sound_of(path).write_bytes(b"sound")
    queue.put_aside(path, home)
    assert not list(home.cache.iterdir())
