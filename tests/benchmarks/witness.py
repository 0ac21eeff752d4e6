"""What a document holds, seen from outside: of a copy, so that looking changes nothing in it.

A killed process may have left a journal; it belongs to the document and is copied with it.
"""

from __future__ import annotations

import shutil
import sqlite3
import tempfile
from contextlib import closing
from pathlib import Path

import msgspec

Checkpoints = dict[int, tuple[str, str, str]]
"""Of each finished chunk: its key, when it was saved, the checksum of its result."""


class Testimony(msgspec.Struct, frozen=True):
    """The finished chunks of a document, and what SQLite has against the file."""

    checkpoints: Checkpoints
    faults: tuple[str, ...]


def read_checkpoints(document: Path) -> Testimony:
    """Look into a copy of `document`."""
    with tempfile.TemporaryDirectory() as folder:
        copy = Path(folder) / document.name
        for path in (document, document.with_name(document.name + "-journal")):
            if path.exists():
                shutil.copy(path, copy.with_name(path.name))
        with closing(sqlite3.connect(copy)) as db:
            return _heard(db)


def _heard(db: sqlite3.Connection) -> Testimony:
    try:
        return Testimony(_checkpoints(db), _faults(db))
    except sqlite3.DatabaseError as error:
        return Testimony({}, (f"document: {error}",))


def _checkpoints(db: sqlite3.Connection) -> Checkpoints:
    query = "SELECT part, key, saved_at, hex(checksum) FROM checkpoint WHERE stage = 'recognise'"
    return {part: (key, saved_at, checksum) for part, key, saved_at, checksum in db.execute(query)}


def _faults(db: sqlite3.Connection) -> tuple[str, ...]:
    findings = [row[0] for row in db.execute("PRAGMA integrity_check")]
    return () if findings == ["ok"] else tuple(f"document: {finding}" for finding in findings[:5])
