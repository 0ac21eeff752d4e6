"""Documents that something has happened to, as real files."""

from __future__ import annotations

import sqlite3
from collections.abc import Iterator
from contextlib import closing, contextmanager
from pathlib import Path


def damage(path: Path) -> None:
    """Break the table of attempts, so that the file can be read but not written."""
    with closing(sqlite3.connect(path)) as db:
        page = db.execute("SELECT rootpage FROM sqlite_master WHERE name = 'attempt'").fetchone()[0]
        size = db.execute("PRAGMA page_size").fetchone()[0]
    raw = bytearray(path.read_bytes())
    raw[(page - 1) * size : (page - 1) * size + 40] = bytes(40)
    path.write_bytes(raw)


def make_newer(path: Path) -> None:
    """Let it be of a Longtake that is not written yet."""
    with closing(sqlite3.connect(path)) as db, db:
        db.execute("PRAGMA user_version = 99")


@contextmanager
def held(path: Path) -> Iterator[None]:
    """Somebody else writes in it, and does not come to an end before this does."""
    with closing(sqlite3.connect(path, isolation_level=None)) as db:
        db.execute("BEGIN IMMEDIATE")
        yield
        db.execute("ROLLBACK")
