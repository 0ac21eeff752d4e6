"""The document: what is in it stays in it, and what cannot be trusted is not."""

from __future__ import annotations

import logging
import math
import os
import random
import shutil
import sqlite3
import subprocess
import sys
import tempfile
import threading
from collections.abc import Callable, Iterator
from concurrent.futures import ThreadPoolExecutor
from contextlib import closing, suppress
from pathlib import Path
from typing import IO

import msgspec
import psutil
import pytest
from hypothesis import HealthCheck, example, given, settings
from hypothesis import strategies as st

import engine.document_file
from engine.document import Attempt, Document, Source
from engine.edits import RenameSpeaker, SetText
from engine.errors import (
    DocumentDamaged,
    DocumentError,
    DocumentHeld,
    DocumentMissing,
    DocumentNewer,
    FileExists,
    LongtakeError,
    MediaChanged,
    MediaMissing,
    NoSpace,
    NotWritable,
    Problem,
)
from engine.options import Options
from engine.protocol import OutputOptions, ToldApart
from engine.transcript import Chunk, ChunkText, Diarization, Segment, SpeakerTurn, WindowText, Word
from tests.strangers import as_a_stranger, folder_for_all

ROOT = Path(__file__).parents[2]
SCRIPT = ROOT / "tests" / "data" / "document_process.py"

PLAN = (Chunk(0, 0.0, 300.0, 0.0, 304.0), Chunk(1, 300.0, 555.5, 296.0, 555.5))
TEXT = ChunkText(1, (WindowText(300.0, 312.5, (Word(" Привет", 300.1, 300.9, 0.93),), -0.3),))


def reading_files(max_examples: int) -> settings:
    """For properties of files: they may take their time, and each writes its file anew."""
    return settings(
        max_examples=max_examples,
        deadline=None,
        suppress_health_check=[HealthCheck.function_scoped_fixture, HealthCheck.too_slow],
    )


class Noise(msgspec.Struct, frozen=True):
    """What `document_process.py` saves."""

    round: int
    noise: bytes


def a_film(path: Path, content: bytes = b"moving pictures") -> Source:
    path.parent.mkdir(parents=True, exist_ok=True)
    path.write_bytes(content)
    return Source.of(path)


STARTED: list[subprocess.Popen[bytes]] = []


@pytest.fixture(autouse=True)
def nobody_is_left_behind() -> Iterator[None]:
    """Where a test fails, its processes must not be found by the next one."""
    yield
    while STARTED:
        with STARTED.pop() as process:
            process.kill()


def a_process(verb: str, path: Path, argument: object = "") -> subprocess.Popen[bytes]:
    process = subprocess.Popen(
        [sys.executable, str(SCRIPT), verb, str(path), str(argument)],
        bufsize=0,  # what a line read ahead would be lost to `communicate`
        stdin=subprocess.PIPE,
        stdout=subprocess.PIPE,
        env={**os.environ, "PYTHONPATH": str(ROOT)},
    )
    STARTED.append(process)
    return process


def lines(process: subprocess.Popen[bytes]) -> IO[bytes]:
    assert process.stdout
    return process.stdout


def next_line(process: subprocess.Popen[bytes]) -> str:
    return lines(process).readline().decode().strip()


def kill(process: subprocess.Popen[bytes]) -> list[str]:
    """Kill it as the out-of-memory killer does; what it had said and nobody had read."""
    process.kill()
    said, _ = process.communicate()
    return said.decode().split()


def damage(path: Path, offset: int, bits: int = 0x01) -> None:
    """Change some bits of one byte."""
    with path.open("r+b") as file:
        file.seek(offset)
        (byte,) = file.read(1)
        file.seek(offset)
        file.write(bytes([byte ^ bits]))


def damage_payload(path: Path, table: str, where: str) -> None:
    """Change a payload behind the document's back, as a failing disk does."""
    with closing(sqlite3.connect(path)) as db, db:
        changed = db.execute(
            f"UPDATE {table} SET payload = CAST(payload || x'00' AS BLOB) WHERE {where}"
        )
        assert changed.rowcount == 1


@pytest.fixture
def path(tmp_path: Path) -> Path:
    return tmp_path / "film.longtake"


@pytest.fixture
def film(tmp_path: Path) -> Source:
    return a_film(tmp_path / "films" / "film.mkv")


@pytest.fixture
def document(path: Path, film: Source) -> Iterator[Document]:
    with Document.create(path, film, Options(model="base")) as document:
        yield document


@pytest.fixture
def full(document: Document) -> Document:
    """A document with something of everything."""
    document.save_plan(PLAN)
    document.save_language("ru")
    document.add_warning("The film stops in the middle.")
    document.save("prepare", 0, "how", Noise(0, b"waveform" * 1500), {"device": "cpu"})
    document.save("recognise", 1, "key", TEXT, {"device": "cpu", "seconds": 9.5})
    document.add_attempt(Attempt("recognise", 1, 1, "same again", Problem("device", "It failed.")))
    document.set_state("failed", Problem("device", "It failed.", "Try again."))
    return document


# --- what is in it ----------------------------------------------------------------------------


def test_everything_is_still_there_when_it_is_opened_again(
    full: Document, film: Source, path: Path
) -> None:
    full.close()

    with Document.open(path) as again:
        assert again.source == film
        assert again.options == Options(model="base")
        assert again.output == OutputOptions()
        assert again.plan == PLAN
        assert again.language == "ru"
        assert again.warnings == ("The film stops in the middle.",)
        assert again.load("recognise", 1, "key", ChunkText) == TEXT
        assert again.state == "failed"
        assert again.problem == Problem("device", "It failed.", "Try again.")
        assert [attempt.rung for attempt in again.attempts] == ["same again"]
        assert again.attempts[0].problem == Problem("device", "It failed.")


def test_a_new_document_is_queued_and_knows_nothing_yet(document: Document) -> None:
    assert document.state == "queued"
    assert document.problem is None
    assert document.plan == ()
    assert document.language == ""
    assert document.warnings == ()
    assert document.attempts == ()
    assert document.holder is None
    assert document.checkpoints("recognise") == ()
    assert document.load("recognise", 0, "key", ChunkText) is None


def test_times_are_told_in_utc_and_move_with_every_write(path: Path, film: Source) -> None:
    now = 1_700_000_000.0

    with Document.create(path, film, Options(), clock=lambda: now) as document:
        now += 60
        document.save("recognise", 0, "key", TEXT, {})
        now += 60
        document.add_attempt(Attempt("recognise", 0, 1, "first"))
        now += 60
        document.save_language("en")

        assert document.created_at == "2023-11-14T22:13:20.000+00:00"
        assert document.checkpoints("recognise")[0].saved_at == "2023-11-14T22:14:20.000+00:00"
        assert document.attempts[0].at == "2023-11-14T22:15:20.000+00:00"
        assert document.updated_at == "2023-11-14T22:16:20.000+00:00"


def test_a_checkpoint_tells_whence_it_came(full: Document) -> None:
    (checkpoint,) = full.checkpoints("recognise")

    assert (checkpoint.part, checkpoint.key) == (1, "key")
    assert checkpoint.provenance == {"device": "cpu", "seconds": 9.5}


def test_checkpoints_come_in_order_and_each_part_once(document: Document) -> None:
    for part, key in ((10, "a"), (2, "a"), (2, "b"), (0, "a")):
        document.save("recognise", part, key, ChunkText(part), {})

    found = [(checkpoint.part, checkpoint.key) for checkpoint in document.checkpoints("recognise")]
    assert found == [(0, "a"), (2, "b"), (10, "a")]
    assert document.count("recognise") == 3
    assert document.count("prepare") == 0


@given(
    values=st.lists(
        st.tuples(
            st.sampled_from(["prepare", "recognise"]),
            st.integers(0, 3),
            st.text(max_size=5),
            st.floats(allow_nan=False),
            st.text(),
            st.binary(max_size=9000),
        ),
        max_size=12,
    )
)
@reading_files(max_examples=25)
def test_the_last_result_of_each_part_is_what_is_loaded(
    tmp_path: Path, film: Source, values: list[tuple[str, int, str, float, str, bytes]]
) -> None:
    path = Path(tempfile.mkdtemp(dir=tmp_path)) / "film.longtake"
    last: dict[tuple[str, int], tuple[str, tuple[float, str, bytes]]] = {}
    with Document.create(path, film, Options()) as document:
        for stage, part, key, *value in values:
            document.save(stage, part, key, tuple(value), {"key": key})
            last[stage, part] = key, tuple(value)

    with Document.open(path) as document:
        for (stage, part), (key, expected) in last.items():
            assert document.load(stage, part, key, tuple[float, str, bytes]) == expected
            assert document.load(stage, part, key + "?", tuple[float, str, bytes]) is None


def test_figures_that_json_cannot_write_are_kept(document: Document) -> None:
    document.save("recognise", 0, "key", WindowText(0.0, 1.0, avg_logprob=-math.inf), {})

    found = document.load("recognise", 0, "key", WindowText)
    assert found is not None
    assert found.avg_logprob == -math.inf


def test_a_warning_is_kept_once(document: Document) -> None:
    for sentence in ("First.", "Second.", "First."):
        document.add_warning(sentence)

    assert document.warnings == ("First.", "Second.")


def test_a_shorter_plan_forgets_the_chunks_that_are_no_more(document: Document) -> None:
    for part in range(3):
        document.save("recognise", part, "key", ChunkText(part), {})

    document.save_plan(PLAN)

    assert [checkpoint.part for checkpoint in document.checkpoints("recognise")] == [0, 1]


def test_discarded_results_are_computed_again(document: Document) -> None:
    for part in range(3):
        document.save("recognise", part, "key", ChunkText(part), {})

    document.discard("recognise", [0, 2, 5])

    assert [checkpoint.part for checkpoint in document.checkpoints("recognise")] == [1]


def test_new_options_keep_what_is_done(full: Document) -> None:
    full.set_options(Options(model="tiny.en"), OutputOptions(formats=("vtt",)))

    assert full.options.model == "tiny.en"
    assert full.output.formats == ("vtt",)
    assert full.load("recognise", 1, "key", ChunkText) == TEXT


def test_beginning_again_forgets_all_that_was_done(full: Document, tmp_path: Path) -> None:
    other = a_film(tmp_path / "other.mkv", b"another film")
    begun = full.created_at

    full.restart(other, Options(), OutputOptions())

    assert (full.source, full.options, full.state) == (other, Options(), "queued")
    assert (full.plan, full.language, full.warnings, full.attempts) == ((), "", (), ())
    assert full.problem is None
    assert full.count("recognise") == full.count("prepare") == 0
    assert full.created_at == begun


def test_options_of_a_newer_longtake_are_passed_over(document: Document, path: Path) -> None:
    options = {**msgspec.structs.asdict(Options(model="base")), "telepathy": True}
    document._put("options", options)

    assert document.options == Options(model="base")


def test_options_that_cannot_be_meant_are_damage(document: Document) -> None:
    document._put("options", {"batch_size": "many"})

    with pytest.raises(DocumentDamaged, match="damaged"):
        _ = document.options


# --- what cannot be trusted -------------------------------------------------------------------


def test_a_stale_checkpoint_is_not_there(
    document: Document, caplog: pytest.LogCaptureFixture
) -> None:
    document.save("recognise", 0, "tiny", TEXT, {})

    with caplog.at_level(logging.INFO):
        assert document.load("recognise", 0, "base", ChunkText) is None
    assert "recognise 0 is of another request" in caplog.text


def test_a_damaged_checkpoint_is_not_there_and_can_be_saved_again(
    document: Document, path: Path, caplog: pytest.LogCaptureFixture
) -> None:
    for part in range(3):
        document.save("recognise", part, "key", ChunkText(part), {})
    damage_payload(path, "checkpoint", "part = 1")

    assert document.load("recognise", 1, "key", ChunkText) is None
    assert [checkpoint.part for checkpoint in document.checkpoints("recognise")] == [0, 2]
    assert "recognise 1 is damaged" in caplog.text

    document.save("recognise", 1, "key", ChunkText(1), {})
    assert document.load("recognise", 1, "key", ChunkText) == ChunkText(1)


def test_a_checkpoint_that_was_put_in_another_ones_place_is_not_there(
    document: Document, path: Path
) -> None:
    document.save("recognise", 0, "key", TEXT, {})
    with closing(sqlite3.connect(path)) as db, db:
        db.execute("UPDATE checkpoint SET part = 5")

    assert document.load("recognise", 5, "key", ChunkText) is None


def test_text_that_is_damaged_is_not_there_either(document: Document, path: Path) -> None:
    document.save("recognise", 0, "key", TEXT, {})
    with closing(sqlite3.connect(path)) as db, db:
        db.execute("UPDATE checkpoint SET key = CAST(x'6bff79' AS TEXT)")

    assert document.load("recognise", 0, "key", ChunkText) is None
    assert document.checkpoints("recognise") == ()


def test_a_result_of_another_shape_is_not_there(
    document: Document, caplog: pytest.LogCaptureFixture
) -> None:
    document.save("recognise", 0, "key", ["not", "a", "chunk"], {})

    assert document.load("recognise", 0, "key", ChunkText) is None
    assert "cannot be understood" in caplog.text


@pytest.mark.parametrize(
    ("fact", "read", "instead"),
    [
        ("plan", lambda document: document.plan, ()),
        ("language", lambda document: document.language, ""),
        ("warnings", lambda document: document.warnings, ()),
        ("output", lambda document: document.output, OutputOptions()),
        ("state", lambda document: document.state, "interrupted"),
        ("updated_at", lambda document: document.updated_at, ""),
    ],
)
def test_damage_to_what_can_be_found_out_again_stops_nothing(
    full: Document, path: Path, fact: str, read: Callable[[Document], object], instead: object
) -> None:
    damage_payload(path, "fact", f"name = '{fact}'")

    assert read(full) == instead


@pytest.mark.parametrize("fact", ["source", "options"])
def test_damage_to_what_was_asked_is_damage_to_the_document(
    full: Document, path: Path, fact: str
) -> None:
    damage_payload(path, "fact", f"name = '{fact}'")

    with pytest.raises(DocumentDamaged) as raised:
        getattr(full, fact)
    assert fact in raised.value.details
    assert raised.value.hint


def test_a_damaged_attempt_is_left_out(full: Document, path: Path) -> None:
    full.add_attempt(Attempt("recognise", 1, 2, "batch halved"))
    damage_payload(path, "attempt", "id = 1")

    assert [attempt.rung for attempt in full.attempts] == ["batch halved"]


def everything(path: Path) -> dict[str, object]:
    """All that a document tells, each thing read alone, but what ends with an error of ours."""
    readers: dict[str, Callable[[Document], object]] = {
        "source": lambda document: document.source,
        "options": lambda document: document.options,
        "plan": lambda document: document.plan,
        "language": lambda document: document.language,
        "warnings": lambda document: document.warnings,
        "attempts": lambda document: document.attempts,
        "text": lambda document: document.load("recognise", 1, "key", ChunkText),
        "noise": lambda document: document.load("prepare", 0, "how", Noise),
    }
    found: dict[str, object] = {}
    with suppress(LongtakeError), Document.open(path) as document:
        for name, read in readers.items():
            with suppress(LongtakeError):
                found[name] = read(document)
    return found


def assert_true_or_nothing(path: Path, truth: dict[str, object]) -> None:
    for name, value in everything(path).items():
        assert value in (truth[name], None, (), ""), f"{name} is {value!r}"


@pytest.fixture
def pristine(full: Document, path: Path) -> Path:
    """A sound copy of a document, to be damaged."""
    full.close()
    return Path(shutil.copy(path, path.with_suffix(".pristine")))


@given(place=st.floats(0, 1, exclude_max=True), bit=st.integers(0, 7))
@example(place=0.11, bit=7)  # in the names of the tables
@reading_files(max_examples=300)
def test_wherever_a_bit_is_flipped_the_document_tells_the_truth_or_nothing(
    path: Path, pristine: Path, place: float, bit: int
) -> None:
    shutil.copy(pristine, path)
    truth = everything(path)
    assert len(truth) == 8

    damage(path, int(place * path.stat().st_size), 1 << bit)

    assert_true_or_nothing(path, truth)


@given(part=st.floats(0, 1))
@reading_files(max_examples=100)
def test_a_document_that_lost_its_end_is_damaged_wherever_it_was_cut(
    path: Path, pristine: Path, part: float
) -> None:
    shutil.copy(pristine, path)
    os.truncate(path, int(part * (path.stat().st_size - 4096)))

    with pytest.raises(DocumentError), Document.open(path):
        pass


@given(lost=st.integers(1, 4095))
@reading_files(max_examples=50)
def test_a_document_that_lost_its_last_bytes_tells_the_truth_or_nothing(
    path: Path, pristine: Path, lost: int
) -> None:
    shutil.copy(pristine, path)
    truth = everything(path)

    os.truncate(path, path.stat().st_size - lost)

    assert_true_or_nothing(path, truth)


def test_damage_between_the_rows_is_found_on_opening(pristine: Path, path: Path) -> None:
    content = bytearray(pristine.read_bytes())
    pages = range(4096, len(content), 4096)
    overflow = max(pages, key=lambda page: content[page : page + 4096].count(b"waveform"))
    content[overflow : overflow + 4] = (0xFFFFFF).to_bytes(4)  # the page that follows
    path.write_bytes(content)

    with pytest.raises(DocumentDamaged) as raised, Document.open(path):
        pass
    assert raised.value.details
    assert "Move it away" in raised.value.hint


# --- what is no document ----------------------------------------------------------------------


def test_a_document_that_is_not_there_is_said_to_be_missing(path: Path) -> None:
    with pytest.raises(DocumentMissing, match=r"film\.longtake"):
        Document.open(path)
    assert not path.exists()


def test_an_empty_file_is_damaged(path: Path) -> None:
    path.touch()

    with pytest.raises(DocumentDamaged) as raised:
        Document.open(path)
    assert "empty" in raised.value.details


@pytest.mark.parametrize("content", [b"x", b"no document", b"text " * 9000])
def test_another_kind_of_file_is_not_a_document(path: Path, content: bytes) -> None:
    path.write_bytes(content)

    with pytest.raises(DocumentError, match="is not a Longtake document"):
        Document.open(path)
    assert path.read_bytes() == content


def test_a_folder_is_not_a_document(path: Path) -> None:
    path.mkdir()

    with pytest.raises(DocumentError, match="folder"):
        Document.open(path)


@pytest.mark.parametrize("mode", ["delete", "wal"])
def test_somebody_elses_database_is_refused_and_left_alone(path: Path, mode: str) -> None:
    with closing(sqlite3.connect(path)) as db, db:
        db.execute(f"PRAGMA journal_mode = {mode}")
        db.execute("CREATE TABLE bookmark (url)")
    before = path.read_bytes()

    with pytest.raises(DocumentError, match="is not a Longtake document"):
        Document.open(path)
    assert path.read_bytes() == before


def test_a_broken_link_is_a_missing_document(path: Path) -> None:
    path.symlink_to(path.with_name("nowhere.longtake"))

    with pytest.raises(DocumentMissing):
        Document.open(path)


# --- beginning one ----------------------------------------------------------------------------


def test_a_document_is_not_begun_over_another(full: Document, film: Source, path: Path) -> None:
    with pytest.raises(FileExists, match="there already"):
        Document.create(path, film, Options())
    assert full.load("recognise", 1, "key", ChunkText) == TEXT


def test_of_many_who_begin_a_document_at_once_one_succeeds(path: Path, film: Source) -> None:
    together = threading.Barrier(6)

    def begin(number: int) -> str:
        together.wait()
        try:
            Document.create(path, film, Options(model=str(number))).close()
        except FileExists:
            return "there already"
        return str(number)

    with ThreadPoolExecutor(6) as people:
        answers = set(people.map(begin, range(6)))

    (winner,) = answers - {"there already"}
    with Document.open(path) as document:
        assert document.options.model == winner
    assert [file.name for file in path.parent.iterdir() if file.is_file()] == [path.name]


def test_beginning_a_document_leaves_nothing_beside_it(document: Document, path: Path) -> None:
    assert [file.name for file in path.parent.iterdir() if file.is_file()] == [path.name]


def test_a_document_is_begun_in_a_folder_that_is_not_there_yet(
    tmp_path: Path, film: Source
) -> None:
    path = tmp_path / "new" / "deeper" / "film.longtake"

    Document.create(path, film, Options()).close()

    assert path.is_file()


def test_a_folder_that_cannot_be_made_is_named(tmp_path: Path, film: Source) -> None:
    (tmp_path / "file").touch()

    with pytest.raises(NotWritable, match="film"):
        Document.create(tmp_path / "file" / "film.longtake", film, Options())


@pytest.mark.parametrize(
    "name",
    ["two words", 'it\'s "quoted"', "line\nbreak", "100%25 ?mode=ro#x&y", "Кино 映画 🎬", "a;b'--"],
)
def test_any_name_that_a_file_can_have_does(tmp_path: Path, film: Source, name: str) -> None:
    path = tmp_path / name / f"{name}.longtake"

    with Document.create(path, film, Options()) as document:
        document.save_language("en")
    with Document.open(path) as document:
        assert document.language == "en"
    assert [file.name for file in path.parent.iterdir()] == [path.name]


def test_a_journal_whose_document_was_deleted_does_not_spoil_the_next(
    full: Document, path: Path, film: Source
) -> None:
    full.close()
    die_writing(path)
    path.unlink()

    with Document.create(path, film, Options(model="fresh")) as document:
        assert document.options.model == "fresh"
        assert document.count("recognise") == 0


# --- surviving --------------------------------------------------------------------------------


def die_writing(path: Path) -> None:
    """Leave the document half written: with a journal that has to be rolled back."""
    process = a_process("die_writing", path)
    process.communicate()
    assert process.returncode == -9
    assert path.with_name(path.name + "-journal").stat().st_size > 4096


@pytest.mark.parametrize("read_only", [False, True])
def test_a_write_that_was_cut_short_is_undone_on_opening(
    full: Document, path: Path, read_only: bool
) -> None:
    full.close()
    truth = everything(path)
    before = path.read_bytes()
    die_writing(path)
    assert path.read_bytes() != before

    with Document.open(path, read_only=read_only) as document:
        assert document.load("recognise", 1, "key", ChunkText) == TEXT
    assert everything(path) == truth


def test_nothing_that_was_announced_is_lost_in_fifty_kills(document: Document, path: Path) -> None:
    dice = random.Random(20_240_501)
    announced: dict[int, int] = {}
    following = 0

    for _ in range(50):
        process = a_process("save", path, following)
        said = [next_line(process) for _ in range(dice.randint(1, 8))]
        with suppress(subprocess.TimeoutExpired):
            process.wait(timeout=dice.uniform(0, 0.02))
        rounds = [int(line) for line in said + kill(process)]

        assert process.returncode == -9
        assert rounds == list(range(following, following + len(rounds)))
        announced |= {number % 7: number for number in rounds}
        following += len(rounds)
        assert_kept(path, announced, following)


def assert_kept(path: Path, announced: dict[int, int], following: int) -> None:
    with Document.open(path) as document:  # which checks its integrity
        found = {entry.part: int(entry.key) for entry in document.checkpoints("recognise")}
        for part, key in found.items():
            noise = document.load("recognise", part, str(key), Noise)
            assert noise is not None
            assert noise.round == key
        assert document.holder is None
    # The very last one may have been committed and killed before it was announced.
    unannounced = {following % 7: following} if following in found.values() else {}
    assert found == announced | unannounced


def test_a_document_is_there_whole_or_not_at_all_when_its_beginning_is_killed(
    tmp_path: Path,
) -> None:
    dice = random.Random(7)
    for first in range(0, 15_000, 1_000):
        process = a_process("create", tmp_path, first)
        said = [next_line(process) for _ in range(dice.randint(1, 3))]
        with suppress(subprocess.TimeoutExpired):
            process.wait(timeout=dice.uniform(0, 0.02))
        names = {f"{line}.longtake" for line in said + kill(process)}

        assert names <= {file.name for file in tmp_path.iterdir()}
        for path in tmp_path.glob(f"{first // 1000}*.longtake"):
            with Document.open(path) as document:
                assert document.state == "queued"


def test_a_limit_reached_in_the_middle_leaves_all_before_it(document: Document, path: Path) -> None:
    process = a_process("fill", path, 200_000)
    said, _ = process.communicate()
    *saved, last = said.decode().splitlines()

    assert len(saved) > 3
    assert last.startswith("no-space: ")
    with Document.open(path) as again:
        assert again.count("recognise") == len(saved)
        for part in range(len(saved)):
            assert again.load("recognise", part, "key", Noise) == Noise(part, bytes(20_000))
        again.save("recognise", len(saved), "key", Noise(0, bytes(200_000)), {})


@pytest.fixture
def small_disk(tmp_path: Path) -> Iterator[Path]:
    folder = tmp_path / "disk"
    folder.mkdir()
    command = ["mount", "-t", "tmpfs", "-o", "size=400k", "tmpfs", str(folder)]
    if not shutil.which("mount") or subprocess.run(command, capture_output=True).returncode:
        pytest.skip("a disk of our own can be mounted by root on Linux only")
    yield folder
    subprocess.run(["umount", str(folder)], check=True)


def test_a_disk_that_fills_up_is_said_and_leaves_all_before_it(
    small_disk: Path, film: Source
) -> None:
    path = small_disk / "film.longtake"
    ballast = small_disk / "ballast"
    ballast.write_bytes(bytes(60_000))
    part = 0
    with Document.create(path, film, Options()) as document, document.hold("engine"):
        with suppress(NoSpace):
            for part in range(100):
                document.save("recognise", part, "key", Noise(part, bytes(30_000)), {})
        assert 2 < part < 99
        with pytest.raises(NoSpace, match="disk is full"):
            document.save("recognise", part, "key", Noise(part, bytes(90_000)), {})
        assert document.count("recognise") == part

    with Document.open(path) as document:
        for done in range(part):
            assert document.load("recognise", done, "key", Noise) == Noise(done, bytes(30_000))
        ballast.unlink()
        document.save("recognise", part, "key", Noise(part, bytes(30_000)), {})


def test_on_a_full_disk_no_document_is_begun_and_no_file_left(
    small_disk: Path, film: Source
) -> None:
    ballast = small_disk / "ballast"
    with suppress(OSError), ballast.open("wb", buffering=0) as file:
        while file.write(bytes(4096)):
            pass

    with pytest.raises(NoSpace):
        Document.create(small_disk / "film.longtake", film, Options())
    assert list(small_disk.iterdir()) == [ballast]


def test_a_claim_that_could_not_be_given_back_is_void(
    small_disk: Path, film: Source, caplog: pytest.LogCaptureFixture
) -> None:
    path = small_disk / "film.longtake"
    ballast = small_disk / "ballast"
    with Document.create(path, film, Options()) as document:
        with document.hold("engine"), suppress(OSError), ballast.open("wb", buffering=0) as file:
            while file.write(bytes(4096)):
                pass
        assert "could not be released" in caplog.text
        assert document.holder is None

        ballast.unlink()
        with document.hold("engine"):
            assert document.holder is not None


def test_a_commit_is_made_to_outlive_a_power_cut(document: Document) -> None:
    asked = ("journal_mode", "synchronous", "fullfsync")
    found = {name: document._db.execute(f"PRAGMA {name}").fetchone()[0] for name in asked}

    assert found == {"journal_mode": "delete", "synchronous": 3, "fullfsync": 1}


def test_a_document_that_is_moved_away_during_work_is_missed_not_lost(
    document: Document, path: Path
) -> None:
    document.save("recognise", 0, "key", TEXT, {})
    moved = path.rename(path.with_name("moved.longtake"))

    with pytest.raises(DocumentMissing, match="moved or deleted"):
        document.save("recognise", 1, "key", TEXT, {})
    assert not path.exists()
    with Document.open(moved) as again:
        assert again.load("recognise", 0, "key", ChunkText) == TEXT


# --- only to be read --------------------------------------------------------------------------


@pytest.fixture
def foreign_folder() -> Iterator[Path]:
    with folder_for_all() as folder:
        yield folder


@pytest.fixture
def sealed(foreign_folder: Path, film: Source) -> Path:
    """A document that may be read but neither be written nor have a journal beside it."""
    path = foreign_folder / "film.longtake"
    with Document.create(path, film, Options(model="base")) as document:
        document.save("recognise", 1, "key", TEXT, {})
    seal(path)
    return path


def seal(path: Path) -> None:
    for file in path.parent.iterdir():
        file.chmod(0o444)
    path.parent.chmod(0o555)


@pytest.mark.parametrize("read_only", [True, False])
def test_a_write_protected_document_can_be_read(sealed: Path, read_only: bool) -> None:
    with as_a_stranger(), Document.open(sealed, read_only=read_only) as document:
        assert document.options.model == "base"
        assert document.load("recognise", 1, "key", ChunkText) == TEXT


def test_a_write_protected_document_says_so_when_it_is_to_be_worked_on(sealed: Path) -> None:
    with as_a_stranger(), Document.open(sealed) as document:
        with pytest.raises(NotWritable, match="cannot be written"), document.hold("engine"):
            pass
        with pytest.raises(NotWritable):
            document.save("recognise", 0, "key", TEXT, {})


def test_a_write_protected_document_in_the_middle_of_a_write_is_not_shown_half_written(
    foreign_folder: Path, film: Source
) -> None:
    path = foreign_folder / "film.longtake"
    with Document.create(path, film, Options()) as document:
        document.save("recognise", 1, "key", TEXT, {})
    die_writing(path)
    seal(path)

    with as_a_stranger(), pytest.raises(NotWritable), Document.open(path, read_only=True):
        pass


def test_a_document_without_permission_is_named(sealed: Path) -> None:
    sealed.chmod(0)

    with as_a_stranger(), pytest.raises(NotWritable, match=r"film\.longtake"):
        Document.open(sealed)


def test_what_is_opened_for_reading_is_not_written(full: Document, path: Path) -> None:
    full.close()
    before = path.read_bytes()

    with Document.open(path, read_only=True) as document:
        with pytest.raises(NotWritable):
            document.save("recognise", 0, "key", TEXT, {})
        with pytest.raises(NotWritable), document.hold("app"):
            pass
        assert document.plan == PLAN
    assert path.read_bytes() == before


# --- edits ------------------------------------------------------------------------------------

HELLO, BYE = SetText("0.0", "Hello."), SetText("0.1", "Good bye.")
NAME = RenameSpeaker("SPEAKER_00", "Анна")
RECOGNISED = (Segment("1.0", 300.1, 300.9, TEXT.words, chunk=1),)


def test_edits_are_there_again_after_the_document_was_closed(
    document: Document, path: Path
) -> None:
    assert [document.append_edit(edit) for edit in (HELLO, NAME)] == [1, 2]
    document.close()

    with Document.open(path) as again:
        assert again.edits == (HELLO, NAME)
        assert again.edit_cursor == 2
        assert [logged.number for logged in again.edit_log] == [1, 2]
        assert all(logged.at.startswith("20") for logged in again.edit_log)


def test_what_is_undone_stays_undone_and_can_be_redone_after_reopening(
    document: Document, path: Path
) -> None:
    for edit in (HELLO, BYE, NAME):
        document.append_edit(edit)

    assert [document.undo(), document.undo()] == [NAME, BYE]
    with Document.open(path) as again:
        assert again.edits == (HELLO,)
        assert again.redo() == BYE
    assert document.edits == (HELLO, BYE)
    assert [document.redo(), document.redo()] == [NAME, None]
    assert [document.undo() for _ in range(4)] == [NAME, BYE, HELLO, None]


def test_a_new_edit_drops_what_was_undone(document: Document) -> None:
    for edit in (HELLO, BYE):
        document.append_edit(edit)
    document.undo()
    document.undo()

    assert document.append_edit(NAME) == 1
    assert document.redo() is None
    assert document.edits == (NAME,)


def test_typing_that_goes_on_takes_the_place_of_the_last_edit(document: Document) -> None:
    document.append_edit(HELLO)
    document.append_edit(SetText("0.1", "Good"))

    assert document.append_edit(BYE, amend=True) == 2
    assert document.edits == (HELLO, BYE)
    document.undo()
    assert document.append_edit(NAME, amend=True) == 1
    assert document.edits == (NAME,)


def test_somebody_who_edits_elsewhere_is_noticed(document: Document, path: Path) -> None:
    document.append_edit(HELLO, after=0)
    with Document.open(path) as other:
        other.append_edit(BYE, after=1)

    with pytest.raises(DocumentHeld, match="another window"):
        document.append_edit(NAME, after=1)
    assert document.edits == (HELLO, BYE)


def test_a_damaged_edit_is_left_out_and_passed_over_by_undo(
    document: Document, path: Path, caplog: pytest.LogCaptureFixture
) -> None:
    for edit in (HELLO, BYE, NAME):
        document.append_edit(edit)
    damage_payload(path, "edit", "number = 2")

    assert document.edits == (HELLO, NAME)
    assert "edit 2 is damaged" in caplog.text
    assert [document.undo(), document.undo(), document.undo()] == [NAME, HELLO, None]
    assert [document.redo(), document.redo(), document.redo()] == [HELLO, NAME, None]


def test_a_lost_cursor_counts_every_edit(document: Document, path: Path) -> None:
    for edit in (HELLO, BYE):
        document.append_edit(edit)
    document.undo()
    damage_payload(path, "fact", "name = 'edit_cursor'")

    assert document.edits == (HELLO, BYE)


def test_what_an_edit_rests_on_is_kept_as_it_was_first(document: Document) -> None:
    changed = (msgspec.structs.replace(RECOGNISED[0], end=301.0),)
    document.append_edit(NAME)
    document.append_edit(HELLO, bases={1: RECOGNISED})
    document.append_edit(BYE, bases={1: changed})

    assert document.bases == {1: RECOGNISED}
    document.undo()
    document.undo()
    assert document.bases == {}
    document.redo()
    assert document.bases == {1: RECOGNISED}


def test_what_only_dropped_edits_rested_on_is_forgotten(document: Document) -> None:
    document.append_edit(HELLO, bases={1: RECOGNISED})
    document.undo()
    document.append_edit(NAME)
    assert document.bases == {}

    document.append_edit(BYE, bases={1: RECOGNISED, 2: ()})
    assert document.bases == {1: RECOGNISED, 2: ()}


def test_whose_labels_an_edit_means_is_kept_as_it_was_first(document: Document) -> None:
    before, later = (SpeakerTurn(0.0, 5.0, "A"),), (SpeakerTurn(0.0, 5.0, "B"),)
    assert document.told_apart is None
    document.append_edit(NAME)
    document.save("diarize", 0, "key", ToldApart(Diarization(before)), {})
    document.append_edit(HELLO, bases={1: RECOGNISED})
    assert document.base_turns == ()
    document.append_edit(NAME)
    document.save("diarize", 0, "key", ToldApart(Diarization((), later)), {})
    document.append_edit(NAME)

    assert document.told_apart == Diarization((), later)
    assert document.base_turns == before
    assert document.bases == {1: RECOGNISED}
    document.undo()
    document.undo()
    assert document.base_turns == ()
    document.append_edit(NAME)
    assert document.base_turns == later


def test_a_job_that_is_begun_again_takes_its_edits_back(
    document: Document, film: Source, tmp_path: Path
) -> None:
    document.append_edit(HELLO)
    document.restart(film, Options(), OutputOptions())
    assert document.edits == ()
    assert document.redo() == HELLO

    document.restart(a_film(tmp_path / "other.mkv", b"another film"), Options(), OutputOptions())
    assert document.edit_log == ()


def test_an_edit_of_a_newer_longtake_is_passed_over(
    document: Document, path: Path, caplog: pytest.LogCaptureFixture
) -> None:
    document.append_edit(HELLO)
    payload = msgspec.msgpack.encode({"type": "SingSong", "tune": "la"})
    checksum = engine.document_file.checksum_of(1, document.edit_log[0].at, payload)
    with closing(sqlite3.connect(path)) as db, db:
        db.execute("UPDATE edit SET payload = ?, checksum = ?", (payload, checksum))

    assert document.edits == ()
    assert "cannot be understood" in caplog.text


def test_a_document_that_may_only_be_read_takes_no_edit(document: Document, path: Path) -> None:
    with Document.open(path, read_only=True) as reader, pytest.raises(NotWritable):
        reader.append_edit(HELLO)


def test_no_edit_that_was_announced_is_lost_in_a_kill(document: Document, path: Path) -> None:
    following = 0
    for _ in range(8):
        process = a_process("edit", path, following)
        said = [next_line(process) for _ in range(5)]
        following = int([*said, *kill(process)][-1]) + 1
        texts = [edit.text for edit in document.edits if isinstance(edit, SetText)]
        assert texts[:following] == [str(number) for number in range(following)]
        assert len(texts) <= following + 1
        following = len(texts)


# --- versions ---------------------------------------------------------------------------------


def add_notes(db: sqlite3.Connection) -> None:
    db.execute("CREATE TABLE note (id INTEGER PRIMARY KEY)")


def fail(db: sqlite3.Connection) -> None:
    add_notes(db)
    raise sqlite3.OperationalError("the disk is on fire")


def in_the_next_version(monkeypatch: pytest.MonkeyPatch, *steps: object) -> None:
    files = engine.document_file
    monkeypatch.setattr(files, "MIGRATIONS", (*files.MIGRATIONS, *steps))


def version(path: Path) -> int:
    with closing(sqlite3.connect(path)) as db:
        return int(db.execute("PRAGMA user_version").fetchone()[0])


def test_an_older_document_is_brought_up_to_date_with_all_that_is_in_it(
    full: Document, path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    full.close()
    truth = everything(path)
    in_the_next_version(monkeypatch, add_notes)

    assert everything(path) == truth
    assert version(path) == 3
    with closing(sqlite3.connect(path)) as db:
        assert db.execute("SELECT count(*) FROM note").fetchone() == (0,)


def test_an_older_document_opened_for_reading_is_read_as_a_new_one_and_stays_as_it_is(
    full: Document, path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    full.close()
    before = path.read_bytes()
    in_the_next_version(monkeypatch, add_notes)

    with Document.open(path, read_only=True) as document:
        assert document.load("recognise", 1, "key", ChunkText) == TEXT
        assert document._db.execute("SELECT count(*) FROM note").fetchone() == (0,)
        with pytest.raises(NotWritable):
            document.save_language("en")
    assert path.read_bytes() == before


def test_a_migration_that_fails_changes_nothing(
    full: Document, path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    full.close()
    truth = everything(path)
    with monkeypatch.context() as patch:
        in_the_next_version(patch, add_notes, fail)
        with pytest.raises(DocumentError):
            Document.open(path)

    assert version(path) == 2
    assert everything(path) == truth


def make_it_of_the_first_version(path: Path) -> None:
    """As Longtake wrote documents before it knew edits."""
    with closing(sqlite3.connect(path)) as db, db:
        db.execute("DROP TABLE edit")
        db.execute("DROP TABLE base")
        db.execute("PRAGMA user_version = 1")


def test_a_document_from_before_there_were_edits_can_be_edited(full: Document, path: Path) -> None:
    full.close()
    truth = everything(path)
    make_it_of_the_first_version(path)

    with Document.open(path, read_only=True) as document:
        assert document.edits == ()
    with Document.open(path) as document:
        assert document.append_edit(HELLO) == 1
    with Document.open(path) as document:
        assert document.edits == (HELLO,)
        assert document.load("recognise", 1, "key", ChunkText) == TEXT
        assert document.plan == PLAN
    assert everything(path) == truth


def test_a_document_of_a_newer_longtake_is_not_touched(
    full: Document, path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    full.close()
    with monkeypatch.context() as patch:
        in_the_next_version(patch, add_notes)
        Document.open(path).close()
    before = path.read_bytes()

    with pytest.raises(DocumentNewer) as raised:
        Document.open(path)
    assert "Update" in raised.value.hint
    assert path.read_bytes() == before


# --- who is at work on it ---------------------------------------------------------------------


def test_a_second_process_is_told_who_holds_the_document(document: Document, path: Path) -> None:
    process = a_process("hold", path, "engine")
    assert next_line(process) == "held"

    with pytest.raises(DocumentHeld) as raised, document.hold("app"):
        pass
    assert f"the engine (process {process.pid}) since 20" in raised.value.message
    assert document.holder is not None
    assert document.holder.pid == process.pid

    process.communicate()  # its stdin ends, and with it the claim
    with document.hold("app"):
        assert document.holder.pid == os.getpid()
    assert document.holder is None


def test_only_one_of_many_gets_the_document(document: Document, path: Path) -> None:
    processes = [a_process("hold", path, f"engine {number}") for number in range(4)]
    answers = [next_line(process) for process in processes]
    for process in processes:
        process.communicate()

    assert sorted(answer.split(":")[0] for answer in answers) == ["document-held"] * 3 + ["held"]


def test_a_holder_that_was_killed_is_replaced(document: Document, path: Path) -> None:
    process = a_process("hold", path, "engine")
    assert next_line(process) == "held"
    kill(process)

    with document.hold("app"):
        assert document.holder is not None
        assert document.holder.role == "app"


def test_a_holder_that_died_and_was_not_yet_waited_for_is_replaced(
    document: Document, path: Path
) -> None:
    process = a_process("hold", path, "engine")
    assert next_line(process) == "held"
    psutil.Process(process.pid).kill()
    assert lines(process).read() == b""  # it is gone, though its parent has not looked yet
    os.waitid(os.P_PID, process.pid, os.WEXITED | os.WNOWAIT)

    with document.hold("app"):
        pass
    process.communicate()


def test_a_holder_that_is_stopped_still_holds(document: Document, path: Path) -> None:
    process = a_process("hold", path, "engine")
    assert next_line(process) == "held"
    psutil.Process(process.pid).suspend()

    with pytest.raises(DocumentHeld), document.hold("app"):
        pass
    kill(process)


def test_a_process_that_got_the_number_of_a_dead_holder_holds_nothing(
    document: Document, path: Path
) -> None:
    process = a_process("hold", path, "engine")
    assert next_line(process) == "held"
    assert document.holder is not None
    document._put(
        "holder", msgspec.structs.replace(document.holder, started=document.holder.started - 3600)
    )

    assert document.holder is None
    process.communicate()


def test_a_claim_that_was_taken_over_is_not_given_back_by_the_former_holder(
    document: Document,
) -> None:
    with document.hold("engine"):
        assert document.holder is not None
        other = msgspec.structs.replace(document.holder, token="of somebody else", host="mars")
        document._put("holder", other)

    assert document.holder == other


def test_the_document_is_held_once_even_within_a_process(document: Document, path: Path) -> None:
    with document.hold("engine"), Document.open(path) as again:
        with pytest.raises(DocumentHeld), again.hold("engine"):
            pass
        assert again.holder == document.holder


def test_who_was_refused_the_document_can_still_read_and_write_it(
    document: Document, path: Path
) -> None:
    with document.hold("engine"), Document.open(path, patience=0) as app:
        with pytest.raises(DocumentHeld), app.hold("app"):
            pass
        app.save_language("en")
        document.save("recognise", 0, "key", TEXT, {})

        assert document.language == "en"
        assert app.load("recognise", 0, "key", ChunkText) == TEXT


def test_a_claim_ends_with_an_error(document: Document) -> None:
    with pytest.raises(ZeroDivisionError), document.hold("engine"):
        _ = 1 // 0

    assert document.holder is None


def test_another_computer_holds_a_document_until_it_was_quiet_for_an_hour(
    path: Path, film: Source
) -> None:
    now = 1_700_000_000.0
    with (
        Document.create(path, film, Options(), clock=lambda: now) as document,
        document.hold("engine"),
    ):
        assert document.holder is not None
        document._put("holder", msgspec.structs.replace(document.holder, host="mars"))

        now += 3_599
        with (
            pytest.raises(DocumentHeld, match="on 'mars'"),
            Document.open(path, clock=lambda: now) as again,
            again.hold("app"),
        ):
            pass
        now += 2
        assert document.holder is None


def test_running_without_anybody_at_work_is_interrupted(document: Document, path: Path) -> None:
    process = a_process("hold", path, "engine")
    assert next_line(process) == "held"
    document.set_state("running")
    assert document.state == "running"

    kill(process)

    assert document.state == "interrupted"
    document.set_state("completed")
    assert document.state == "completed"


def test_two_processes_can_write_to_one_document(document: Document, path: Path) -> None:
    process = a_process("save", path, 0)
    with Document.open(path, patience=120.0) as patient:  # who waits and who writes is chance
        for number in range(30):
            next_line(process)
            patient.add_warning(f"Warning {number}.")
            patient.add_attempt(Attempt("recognise", number, 1, "first"))
    said = kill(process)

    assert len(document.warnings) == len(document.attempts) == 30
    assert document.count("recognise") == 7
    assert said == [] or int(said[-1]) >= 30


def test_a_writer_that_takes_too_long_is_said_to_hold_the_document(
    document: Document, path: Path
) -> None:
    with closing(sqlite3.connect(path, isolation_level=None)) as other:
        other.execute("BEGIN IMMEDIATE")

        with Document.open(path, patience=0, read_only=True) as reader:
            assert reader.state == "queued"
        with Document.open(path, patience=0) as writer, pytest.raises(DocumentHeld):
            writer.save_language("en")


def test_looking_at_a_document_takes_no_lock_from_who_writes_it(
    document: Document, path: Path
) -> None:
    with closing(sqlite3.connect(path, isolation_level=None)) as writer:
        writer.execute("BEGIN IMMEDIATE")
        for verify in (True, False):
            Document.open(path, read_only=True, verify=verify).close()

        said, _ = a_process("write", path, "Made by another process.").communicate()
        assert said.startswith(b"document-held")
        writer.execute("COMMIT")

    said, _ = a_process("write", path, "Made by another process.").communicate()
    assert said == b"written\n"


# --- the film ---------------------------------------------------------------------------------


def test_the_film_where_it_was_is_known_without_reading_it(
    document: Document, film: Source
) -> None:
    Path(film.path).write_bytes(b"MOVING PICTURES")
    os.utime(film.path, ns=(film.mtime_ns, film.mtime_ns))

    assert document.verify_source() == film


def test_a_film_that_was_only_touched_is_the_same(document: Document, film: Source) -> None:
    os.utime(film.path, ns=(0, 0))

    found = document.verify_source()

    assert found.content_id == film.content_id
    assert found.mtime_ns == 0
    assert not film.is_untouched()


def test_a_film_that_changed_is_refused(document: Document, film: Source) -> None:
    a_film(Path(film.path), b"a newer cut of it")

    with pytest.raises(MediaChanged, match="is not the film") as raised:
        document.verify_source()
    assert film.path in raised.value.message
    assert "--restart" in raised.value.hint


def test_a_film_that_is_gone_is_missed_where_it_was(document: Document, film: Source) -> None:
    Path(film.path).unlink()

    with pytest.raises(MediaMissing, match="no longer where it was") as raised:
        document.verify_source()
    assert film.path in raised.value.message
    assert raised.value.hint


def test_a_film_that_moved_is_followed(full: Document, film: Source, tmp_path: Path) -> None:
    moved = Path(film.path).rename(tmp_path / "moved.mkv")

    full.relocate(Source.of(moved))

    assert full.source.path == str(moved)
    assert full.verify_source().content_id == film.content_id
    assert full.load("recognise", 1, "key", ChunkText) == TEXT


def test_another_film_does_not_take_its_place(
    document: Document, film: Source, tmp_path: Path
) -> None:
    other = a_film(tmp_path / "other.mkv", b"another film")

    with pytest.raises(MediaChanged):
        document.relocate(other)
    assert document.source == film


# --- the module -------------------------------------------------------------------------------


def test_the_module_loads_nothing_heavy() -> None:
    code = (
        "import sys, engine.document, engine.jobs.queue\n"
        "print(*{'numpy', 'psutil', 'torch', 'platformdirs', 'av'} & set(sys.modules))"
    )
    found = subprocess.run(
        [sys.executable, "-c", code], cwd=ROOT, capture_output=True, text=True, check=True
    )
    assert found.stdout.strip() == ""
