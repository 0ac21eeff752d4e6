"""The rows of the index: which documents it holds, and each line that they say.

A line's number tells its document: the upper part is the document's, of which the newest has the
highest, and the lower `ROOM` bits count its lines. What was said once keeps its number.
"""

from __future__ import annotations

import sqlite3
from array import array
from bisect import bisect_right
from collections.abc import Iterable, Iterator, Sequence
from typing import TypeVar

import msgspec

from engine.library.index_file import Doubt
from engine.library.reading import UNSURE, Line, Reading, Stamp
from engine.query import folded

ROOM = 24
"""Bits of a line's number that count the lines of one document."""

_T = TypeVar("_T", bound=msgspec.Struct)


class Row(msgspec.Struct, frozen=True):
    """A line of the index with its number, whose upper part is its document's."""

    id: int
    line: Line


class Shelved(msgspec.Struct, frozen=True):
    """A document of the index."""

    id: int
    path: str
    title: str
    duration: float
    updated_at: str
    made_at: str
    model: str


class Said(msgspec.Struct, frozen=True):
    """A line of the index, as it is found."""

    name: str
    start: float
    speaker: str
    text: str
    words: bytes

    def word_at(self, offset: int) -> tuple[int, float]:
        """The number of the word at a place of the text, and when it is said."""
        places = array("H", self.words)
        number = max(bisect_right(places[::2], offset) - 1, 0)
        return number, round(self.start + (places[2 * number + 1] / 100 if places else 0.0), 2)


def rows(db: sqlite3.Connection, kind: type[_T], sql: str, *values: int) -> Iterator[_T]:
    """What is asked for, as structs; a `ValidationError` says that the file is damaged."""
    names = kind.__struct_fields__
    for row in db.execute(sql, values):
        yield msgspec.convert(dict(zip(names, row, strict=True)), kind)


def stamps_known(db: sqlite3.Connection) -> dict[str, Stamp]:
    """For each document how it stood in its folder when it was read."""
    rows = db.execute("SELECT path, size, mtime_ns FROM document")
    return {path: Stamp(size, mtime_ns) for path, size, mtime_ns in rows}


def marks_known(db: sqlite3.Connection) -> dict[str, str]:
    """For each document what it was when it was read: see `Reading`."""
    return dict(db.execute("SELECT path, mark FROM document"))


def enrol(db: sqlite3.Connection, paths: Iterable[str]) -> None:
    """Give documents their numbers, before they are read."""
    db.executemany(
        "INSERT INTO document (path, size, mtime_ns, mark, title, duration, updated_at, made_at,"
        f" model, next) VALUES (?, 0, {UNSURE}, '', '', 0, '', '', '', 0)",
        [(path,) for path in paths],
    )


def forget(db: sqlite3.Connection, path: str) -> None:
    """Take a document and all its lines out."""
    found = db.execute("SELECT id FROM document WHERE path = ?", (path,)).fetchone()
    if found is not None:
        _strike(db, list(_rows_in(db, found[0]).values()))
        db.execute("DELETE FROM document WHERE id = ?", found)


def take(db: sqlite3.Connection, reading: Reading) -> None:
    """Bring the index up to date with a document: what is said otherwise than before."""
    sql = "SELECT id, next FROM document WHERE path = ?"
    found = db.execute(sql, (reading.path,)).fetchone()
    if found is None:
        return  # it was forgotten meanwhile
    document, free = found
    if reading.lines is not None:
        free = _take_lines(db, document, free, reading.lines)
        db.execute(
            "UPDATE document SET mark = ?, title = ?, duration = ?, updated_at = ?, made_at = ?,"
            " model = ?, next = ? WHERE id = ?",
            (
                reading.mark,
                reading.title,
                reading.duration,
                reading.updated_at,
                reading.made_at,
                reading.model,
                free,
                document,
            ),
        )
    stamp = (reading.stamp.size, reading.stamp.mtime_ns, document)
    db.execute("UPDATE document SET size = ?, mtime_ns = ? WHERE id = ?", stamp)


def _take_lines(db: sqlite3.Connection, document: int, free: int, lines: Sequence[Line]) -> int:
    """Bring the lines of a document into the index; the next number that is free."""
    before = _rows_in(db, document)
    now = {line.name: line for line in lines}
    others = [row for name, row in before.items() if now.get(name) != row.line]
    _strike(db, others)
    numbers = {row.line.name: row.id for row in others}
    unheard = [line.name for line in lines if line.name not in before]
    numbers |= {name: (document << ROOM) + free + n for n, name in enumerate(unheard)}
    _put(db, document, [Row(numbers[line.name], line) for line in lines if line.name in numbers])
    if (free := free + len(unheard)) >> ROOM:
        raise Doubt("it has run out of numbers")
    return free


def _put(db: sqlite3.Connection, document: int, rows: Sequence[Row]) -> None:
    db.executemany(
        "INSERT INTO segment VALUES (?, ?, ?, ?, ?, ?, ?)",
        [(row.id, document, *msgspec.structs.astuple(row.line)) for row in rows],
    )
    said = [(row.id, folded(row.line.text)) for row in rows]
    db.executemany("INSERT INTO said (rowid, text) VALUES (?, ?)", said)


def _rows_in(db: sqlite3.Connection, document: int) -> dict[str, Row]:
    sql = "SELECT id, name, start, speaker, text, words FROM segment WHERE document = ?"
    rows = db.execute(sql, (document,))
    return {name: Row(row, Line(name, *rest)) for row, name, *rest in rows}


def _strike(db: sqlite3.Connection, rows: Sequence[Row]) -> None:
    said = [(row.id, folded(row.line.text)) for row in rows]
    db.executemany("INSERT INTO said (said, rowid, text) VALUES ('delete', ?, ?)", said)
    db.executemany("DELETE FROM segment WHERE id = ?", [(row.id,) for row in rows])
