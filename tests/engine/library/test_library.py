"""The library follows its documents, whatever happens to them or to it."""

from __future__ import annotations

import os
import signal
import subprocess
import sys
import threading
from pathlib import Path

import pytest

from engine.document import Document, Source
from engine.edition import Editing
from engine.edits import RenameSpeaker, SetText
from engine.library import Library, Update
from engine.options import Home, Options
from tests.builders import chunk, heard, spoken
from tests.conftest import ROOT
from tests.engine.library.shelf import count_rows, indexed, saying, scan, settle, texts


def test_without_any_document_nothing_is_found_and_nothing_is_wrong(home: Home) -> None:
    library = Library(home)
    assert library.search("river").known == 0
    assert not library.update()
    assert library.search("river").known == 0


def test_only_what_has_changed_is_read_again(home: Home) -> None:
    saying(home, "one", "river")
    two = saying(home, "two", "river")
    library = indexed(home)
    assert library.update() == Update()
    with Document.open(two) as document:
        Editing(document).do(SetText("0.0", "mill"))
    settle(two, 1_100_000_000)
    assert library.update() == Update(read=1)
    assert texts(library.search("mill")) == ["mill"]
    assert texts(library.search("river")) == ["river"]


def test_what_was_written_to_just_now_is_looked_at_again(home: Home) -> None:
    path = saying(home, "talk", "river")
    os.utime(path)
    library = indexed(home)
    before = os.stat(path)
    with Document.open(path) as document:
        Editing(document).do(SetText("0.0", "mill"))
    os.utime(path, ns=(before.st_atime_ns, before.st_mtime_ns))
    library.update()
    assert texts(library.search("mill")) == ["mill"]


def test_edits_speakers_and_undo_are_followed(home: Home) -> None:
    path = saying(home, "talk", "The river.", "The mill.")
    library = indexed(home)
    with Document.open(path) as document:
        editing = Editing(document)
        editing.do(RenameSpeaker("SPEAKER_01", "Anna"))
        editing.do(SetText("0.0", "The lake."))
    library.update()
    assert library.search("mill").transcripts[0].lines[0].speaker == "Anna"
    assert (library.search("river").count, library.search("lake").count) == (0, 1)
    with Document.open(path) as document:
        Editing(document).undo()
    library.update()
    assert (library.search("river").count, library.search("lake").count) == (1, 0)
    assert count_rows(home) == 2


def test_a_transcript_in_progress_is_found_by_the_chunks_that_are_done(home: Home) -> None:
    film = home.root / "film.wav"
    film.write_bytes(b"film" * 100)
    path = home.documents / "film.longtake"
    with Document.create(path, Source.of(film), Options()) as document, document.hold("engine"):
        document.save_plan([chunk(0, 0.0, 10.0), chunk(1, 10.0, 20.0)])
        document.save_language("en")
        library = indexed(home)
        assert library.search("part").count == 0
        for index, number in enumerate(("one", "two")):
            words = spoken(f"This is part {number}.", index * 10.0 + 1)
            document.save("recognise", index, "key", heard(index, words), {})
            library.update()
            assert library.search("part").count == index + 1


def test_deleted_and_removed_documents_drop_out(home: Home) -> None:
    saying(home, "one", "river")
    two = saying(home, "two", "river")
    library = indexed(home)
    aside = home.documents / ".removed"
    aside.mkdir()
    os.rename(two, aside / two.name)
    assert library.update() == Update(removed=1)
    assert (library.search("river").count, count_rows(home)) == (1, 1)
    os.rename(aside / two.name, two)
    library.update()
    assert library.search("river").count == 2


def test_what_was_removed_is_not_to_be_read_in_the_file(home: Home) -> None:
    path = saying(home, "talk", "A confidential sentence.")
    library = indexed(home)
    assert b"confidential sentence" in home.library.read_bytes()
    path.unlink()
    library.update()
    assert b"confidential sentence" not in home.library.read_bytes()


def test_documents_elsewhere_are_searched_once_they_are_remembered(
    home: Home, tmp_path: Path
) -> None:
    saying(home, "here", "river")
    there = saying(home, "there", "river", folder=tmp_path / "elsewhere")
    library = indexed(home)
    assert library.search("river").documents == 1
    library.remember(there)
    library.remember(there)
    library.update()
    assert library.search("river").documents == 2
    library.discard()
    library.update()
    assert library.search("river").documents == 2
    there.unlink()
    library.update()
    assert library.search("river").documents == 1


def test_a_damaged_document_stands_in_nobodys_way(home: Home) -> None:
    saying(home, "sound", "river")
    broken = saying(home, "broken", "river")
    broken.write_bytes(broken.read_bytes()[:5000] + b"nonsense" * 100)
    settle(broken)
    (home.documents / "foreign.longtake").write_bytes(b"no document at all" * 100)
    settle(home.documents / "foreign.longtake")
    library = Library(home)
    assert library.update().read == 3
    assert [each.title for each in library.search("river").transcripts] == ["sound"]
    assert library.update() == Update()


def test_documents_are_only_read(home: Home) -> None:
    path = saying(home, "talk", "river")
    before = path.read_bytes(), os.stat(path).st_mtime_ns
    indexed(home).search("river")
    assert (path.read_bytes(), os.stat(path).st_mtime_ns) == before
    assert [each.name for each in home.documents.iterdir()] == [path.name]


def test_progress_is_told_and_stopping_loses_nothing(home: Home) -> None:
    paths = [saying(home, f"talk {number}", "river") for number in range(3)]
    library, told = Library(home), list[tuple[int, int]]()
    assert library.update(is_stopped=lambda: True) == Update(postponed=3)
    library.update(lambda done, total: told.append((done, total)))
    assert told[-1] == (3, 3)
    assert library.search("river").documents == len(paths)


@pytest.mark.parametrize(
    "wound",
    [
        lambda whole: b"",
        lambda whole: b"not a database at all" * 500,
        lambda whole: whole[: len(whole) // 2],
        lambda whole: whole[:4096] + b"\xff" * (len(whole) - 4096),
        lambda whole: whole[:60] + b"\x00\x00\x00\x07" + whole[64:],
    ],
    ids=["empty", "foreign", "cut", "overwritten", "other version"],
)
def test_an_index_that_cannot_be_trusted_is_made_anew(home: Home, wound: object) -> None:
    for number in range(2):
        saying(home, f"talk {number}", *(f"river {line}" for line in range(40)))
    library = indexed(home)
    assert callable(wound)
    home.library.write_bytes(wound(home.library.read_bytes()))
    library.search("river")  # may find nothing now, but fails with nothing
    library.update()
    assert library.search("river").count == 80


def test_a_damaged_index_is_made_anew_by_an_update_alone(home: Home) -> None:
    saying(home, "talk", "river")
    indexed(home)
    home.library.write_bytes(b"\xff" * 20_000)
    assert indexed(home).search("river").count == 1


@pytest.mark.parametrize("moment", range(3))
def test_a_kill_while_indexing_costs_nothing(home: Home, moment: int) -> None:
    paths = [
        saying(home, f"talk {n}", *(f"river {n} line {line}" for line in range(100)))
        for n in range(3)
    ]
    process = subprocess.Popen(
        [sys.executable, "-c", _INDEXER, str(home.root)], stdout=subprocess.PIPE, cwd=ROOT
    )
    assert process.stdout is not None
    for _ in range(moment + 1):
        process.stdout.readline()
    process.send_signal(signal.SIGKILL)
    process.wait()
    process.stdout.close()
    library = Library(home)
    library.search("river")
    library.update()
    found = library.search("river", documents=10, lines=1000)
    lines = {(each.document, line.segment) for each in found.transcripts for line in each.lines}
    assert lines == scan(paths, "river")
    assert count_rows(home) == 300


def test_two_processes_may_index_at_once(home: Home) -> None:
    paths = [saying(home, f"talk {n}", *[f"river {n}"] * 50) for n in range(6)]
    command = [sys.executable, "-c", _INDEXER, str(home.root)]
    processes = [subprocess.Popen(command, stdout=subprocess.DEVNULL, cwd=ROOT) for _ in range(2)]
    library = Library(home)
    while any(process.poll() is None for process in processes):
        assert library.search("river").count <= 300
    assert [process.returncode for process in processes] == [0, 0]
    assert library.update() == Update()
    assert library.search("river", documents=50).documents == len(paths)
    assert count_rows(home) == 300


def test_threads_search_while_another_updates(home: Home) -> None:
    for number in range(8):
        saying(home, f"talk {number}", *["river"] * 20)
    library = Library(home)
    updating = threading.Thread(target=library.update)
    updating.start()
    while updating.is_alive():
        assert library.search("river").count % 20 == 0
    updating.join()
    assert library.search("river").count == 160


_INDEXER = """
import sys
from pathlib import Path
from engine.library import Library, reading
from engine.options import Home
reading._BATCH_LINES = 1
print("begin", flush=True)
Library(Home(Path(sys.argv[1]))).update(lambda done, total: print(done, flush=True))
"""
