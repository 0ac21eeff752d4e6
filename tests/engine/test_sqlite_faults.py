"""What SQLite raises is understood, from real databases."""

from __future__ import annotations

import sqlite3
from collections.abc import Callable
from contextlib import closing
from pathlib import Path

import pytest

from engine.sqlite_faults import Fault, fault_of
from tests.strangers import as_a_stranger, folder_for_all


def made(path: Path) -> Path:
    with closing(sqlite3.connect(path)) as db:
        db.execute("CREATE TABLE word (text TEXT)")
        db.executemany("INSERT INTO word VALUES (?)", [("river" * 200,)] * 100)
        db.commit()
    return path


def fault(path: Path, act: Callable[[sqlite3.Connection], object]) -> Fault:
    db = sqlite3.connect(path, timeout=0)
    with closing(db), pytest.raises(sqlite3.DatabaseError) as raised:
        act(db)
    return fault_of(raised.value)


def read(db: sqlite3.Connection) -> object:
    return db.execute("SELECT count(text) FROM word").fetchone()


def write(db: sqlite3.Connection) -> object:
    return db.execute("INSERT INTO word VALUES ('mill')")


def test_what_is_no_database_is_foreign(tmp_path: Path) -> None:
    path = tmp_path / "text"
    path.write_bytes(b"no database at all " * 100)
    assert fault(path, read) == "foreign"


def test_pages_that_were_overwritten_are_damage(tmp_path: Path) -> None:
    path = made(tmp_path / "db")
    whole = path.read_bytes()
    path.write_bytes(whole[:4096] + b"\xff" * (len(whole) - 4096))
    assert fault(path, read) == "damaged"


def test_what_another_has_is_busy(tmp_path: Path) -> None:
    path = made(tmp_path / "db")
    with closing(sqlite3.connect(path)) as other:
        other.execute("BEGIN EXCLUSIVE")
        assert fault(path, read) == "busy"


def test_what_may_not_be_written_is_refused() -> None:
    with folder_for_all() as folder:
        path = made(folder / "db")
        path.chmod(0o444)
        with as_a_stranger():
            assert fault(path, write) == "refused"


def test_a_database_that_may_not_grow_is_full(tmp_path: Path) -> None:
    def grow(db: sqlite3.Connection) -> object:
        db.execute("PRAGMA max_page_count = 1")
        return db.executemany("INSERT INTO word VALUES (?)", [("mill" * 1000,)] * 1000)

    assert fault(made(tmp_path / "db"), grow) == "full"


def test_a_database_that_was_moved_is_missed(tmp_path: Path) -> None:
    path = made(tmp_path / "db")

    def move_and_write(db: sqlite3.Connection) -> object:
        read(db)
        path.rename(tmp_path / "elsewhere")
        return write(db)

    assert fault(path, move_and_write) == "moved"
