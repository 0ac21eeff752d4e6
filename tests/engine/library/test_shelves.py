"""The rows of the index stay those of the documents."""

from __future__ import annotations

import sqlite3
from array import array
from collections.abc import Sequence
from pathlib import Path

import msgspec
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from engine.library.index_file import IndexFile
from engine.library.reading import Line, Reading, Stamp
from engine.library.shelves import (
    ROOM,
    Said,
    Shelved,
    enrol,
    forget,
    marks_known,
    rows,
    stamps_known,
    take,
)

STAMP = Stamp(1, 2)


@pytest.fixture
def file(tmp_path: Path) -> IndexFile:
    return IndexFile(tmp_path / "index.sqlite")


def line(name: str, text: str = "river", start: float = 0.0) -> Line:
    return Line(name, start, "Anna", text, b"")


def lines_of(db: sqlite3.Connection) -> list[tuple[int, str, str]]:
    found: Sequence[tuple[int, str, str]] = db.execute("SELECT id, name, text FROM segment")  # type: ignore[assignment] - a cursor is read like one
    return sorted(found)


def found(db: sqlite3.Connection, token: str) -> list[int]:
    sql = "SELECT rowid FROM said WHERE said MATCH ? ORDER BY rowid"
    return [row for (row,) in db.execute(sql, (f'"{token}"',))]


def test_the_newest_document_has_the_highest_numbers(file: IndexFile) -> None:
    with file.writing() as db:
        enrol(db, ["old", "new"])
        for path in ("new", "old"):
            take(db, Reading(path, STAMP, "mark", lines=(line("0"), line("1"))))
        assert [row >> ROOM for row in found(db, "river")] == [1, 1, 2, 2]
        assert stamps_known(db) == {"old": STAMP, "new": STAMP}
        assert marks_known(db) == {"old": "mark", "new": "mark"}


def test_what_is_said_as_before_keeps_its_number(file: IndexFile) -> None:
    with file.writing() as db:
        enrol(db, ["a"])
        take(db, Reading("a", STAMP, lines=(line("0"), line("1"), line("2"))))
        before = lines_of(db)
        take(db, Reading("a", STAMP, lines=(line("0"), line("1", "mill"), line("3"))))
        now = lines_of(db)
        assert [row for row, *_ in now[:2]] == [row for row, *_ in before[:2]]
        assert now[2][0] == before[2][0] + 1
        assert (len(found(db, "river")), len(found(db, "mill"))) == (2, 1)


def test_a_reading_without_lines_changes_the_stamp_alone(file: IndexFile) -> None:
    with file.writing() as db:
        enrol(db, ["a"])
        take(db, Reading("a", STAMP, "mark", "title", lines=(line("0"),)))
        take(db, Reading("a", Stamp(5, 6), "mark", "title", lines=None))
        assert stamps_known(db) == {"a": Stamp(5, 6)}
        assert len(found(db, "river")) == 1


def test_what_was_forgotten_meanwhile_stays_forgotten(file: IndexFile) -> None:
    with file.writing() as db:
        enrol(db, ["a"])
        take(db, Reading("a", STAMP, lines=(line("0"),)))
        forget(db, "a")
        forget(db, "a")
        take(db, Reading("a", STAMP, lines=(line("0"),)))
        assert lines_of(db) == [] and found(db, "river") == []


def test_the_word_at_a_place_is_the_one_that_begins_there_or_before() -> None:
    said = Said("0", 100.0, "", "Then the river", array("H", [0, 0, 4, 30, 8, 60]).tobytes())
    assert [said.word_at(place) for place in (0, 3, 4, 9, 99)] == [
        (0, 100.0),
        (0, 100.0),
        (1, 100.3),
        (2, 100.6),
        (2, 100.6),
    ]
    assert Said("0", 100.0, "", "", b"").word_at(3) == (0, 100.0)


def test_rows_of_another_kind_are_not_believed(file: IndexFile) -> None:
    with file.writing() as db, pytest.raises(msgspec.ValidationError):
        list(rows(db, Shelved, "SELECT 'one', 'a', 'b', 0.0, '', '', ''"))


@settings(deadline=None, max_examples=40)
@given(
    st.lists(
        st.dictionaries(
            st.sampled_from("abcdef"), st.sampled_from(["river", "the mill", "Ürß", "!"])
        ),
        min_size=1,
        max_size=6,
    )
)
def test_after_any_changes_the_index_holds_the_last(
    tmp_path_factory: pytest.TempPathFactory, states: list[dict[str, str]]
) -> None:
    file = IndexFile(tmp_path_factory.mktemp("index") / "index.sqlite")
    with file.writing() as db:
        enrol(db, ["a"])
        for state in states:
            said = tuple(line(name, text) for name, text in state.items())
            take(db, Reading("a", STAMP, lines=said))
        assert {name: text for _, name, text in lines_of(db)} == states[-1]
        for token, text in (("river", "river"), ("mill", "the mill"), ("urss", "Ürß")):
            assert len(found(db, token)) == list(states[-1].values()).count(text)
        db.execute("INSERT INTO said (said) VALUES ('integrity-check')")
