"""What is read of a document, and when."""

from __future__ import annotations

import os
import sqlite3
from array import array
from contextlib import closing

import msgspec

from engine.document import Document
from engine.library import reading
from engine.library.reading import UNSURE, Reading, Stamp, batches, read, stamp_of
from engine.options import Home
from tests.builders import segment, transcript
from tests.engine.library.shelf import LONG_AGO, keep, saying


def test_a_time_is_relied_on_only_when_it_is_past(home: Home) -> None:
    path = saying(home, "talk", "river")
    sure = stamp_of(str(path))
    assert sure == Stamp(path.stat().st_size, LONG_AGO * 10**9) and sure.is_as(sure)
    os.utime(path)
    unsure = stamp_of(str(path))
    assert unsure is not None and unsure.mtime_ns == UNSURE and not unsure.is_as(unsure)
    assert stamp_of(str(path.with_name("other"))) is None


def test_lines_hold_what_is_said_and_where_its_words_begin(home: Home) -> None:
    path = saying(home, "talk", "Then the river")
    found = read(str(path), "")
    assert found is not None and found.lines is not None
    (line,) = found.lines
    assert (line.name, line.start, line.speaker, line.text) == (
        "0.0",
        0.0,
        "SPEAKER_00",
        "Then the river",
    )
    assert array("H", line.words).tolist() == [0, 0, 4, 30, 8, 60]


def test_what_is_known_is_not_read_again(home: Home) -> None:
    path = saying(home, "talk", "river")
    first = read(str(path), "")
    assert first is not None
    again = read(str(path), first.mark)
    assert again is not None and again.lines is None and again.title == "talk"
    with Document.open(path) as document:
        document.add_warning("Something.")
    other = read(str(path), first.mark)
    assert other is not None and other.lines is not None


def test_segments_of_one_name_are_told_apart(home: Home) -> None:
    path = keep(home, "talk", transcript(segment("one"), segment("two", 9.0), segment("six", 20.0)))
    found = read(str(path), "")
    assert found is not None and found.lines is not None
    assert [line.name for line in found.lines] == ["0.0", "0.0#2", "0.0#3"]


def test_what_is_held_or_gone_is_left_for_later(home: Home) -> None:
    path = saying(home, "talk", "river")
    with closing(sqlite3.connect(path, isolation_level=None)) as db:
        db.execute("BEGIN EXCLUSIVE")
        assert read(str(path), "") is None
    assert read(str(path.with_name("gone.longtake")), "") is None


def test_what_cannot_be_read_says_nothing(home: Home) -> None:
    path = home.documents / "foreign.longtake"
    path.parent.mkdir()
    path.write_bytes(b"no document at all" * 100)
    found = read(str(path), "")
    assert found is not None and found.lines == () and found.title == "foreign"


def test_batches_hold_everything_in_order(home: Home) -> None:
    one = read(str(saying(home, "talk", *["river"] * 3)), "")
    assert one is not None
    readings = [msgspec.structs.replace(one, path=str(n)) for n in range(9)]
    many = [*readings[:4], None, *readings[4:]]
    assert [each for batch in batches(iter(many)) for each in batch] == many
    assert list(batches(iter(()))) == []


def test_a_batch_ends_when_it_is_large(home: Home) -> None:
    lines = (reading.Line("0", 0.0, "", "", b""),) * (reading._BATCH_LINES + 1)
    large = Reading("a", Stamp(0, 0), lines=lines)
    assert [len(batch) for batch in batches([large, large])] == [1, 1]
