"""The file of the index: begun, trusted, thrown away."""

from __future__ import annotations

import sqlite3
from pathlib import Path

import pytest

from engine.errors import NotWritable
from engine.library.index_file import Doubt, IndexFile, NotBegun


@pytest.fixture
def file(tmp_path: Path) -> IndexFile:
    return IndexFile(tmp_path / "home" / "index.sqlite")


def add(file: IndexFile, path: str) -> None:
    with file.writing() as db:
        db.execute(_ADD, (path,))


def paths(file: IndexFile) -> list[str]:
    with file.reading() as db:
        return [path for (path,) in db.execute("SELECT path FROM document")]


def test_there_is_no_index_before_something_is_written(file: IndexFile) -> None:
    with pytest.raises(NotBegun), file.reading():
        pass
    add(file, "a")
    assert paths(file) == ["a"]


def test_an_empty_file_is_one_that_somebody_is_about_to_begin(file: IndexFile) -> None:
    file.path.parent.mkdir()
    file.path.touch()
    with pytest.raises(NotBegun), file.reading():
        pass
    add(file, "a")
    assert paths(file) == ["a"]


def test_what_fails_half_way_is_not_written(file: IndexFile) -> None:
    add(file, "a")
    with pytest.raises(sqlite3.IntegrityError), file.writing() as db:
        db.executemany(_ADD, [("b",), ("a",)])
    assert paths(file) == ["a"]


def test_a_reader_sees_one_moment(file: IndexFile) -> None:
    add(file, "a")
    with file.reading() as db:
        before = db.execute("SELECT count(*) FROM document").fetchone()
        assert db.execute("PRAGMA user_version").fetchone()[0] != 0
        assert db.in_transaction
        assert before == (1,)


def test_another_version_is_doubted_and_thrown_away(file: IndexFile) -> None:
    add(file, "a")
    with sqlite3.connect(file.path) as db:
        db.execute("PRAGMA user_version = 7")
    db.close()
    with pytest.raises(Doubt), file.reading():
        pass
    with file.doubted(), file.reading():
        pass
    assert not file.path.exists()


def test_nonsense_is_thrown_away_with_its_journal(file: IndexFile) -> None:
    file.path.parent.mkdir()
    file.path.write_bytes(b"nonsense" * 1000)
    journal = file.path.with_name("index.sqlite-journal")
    journal.write_bytes(b"nonsense")
    with file.doubted(), file.writing():
        pass
    assert not file.path.exists() and not journal.exists()
    add(file, "a")
    assert paths(file) == ["a"]


def test_what_is_wrong_with_the_folder_is_no_doubt(file: IndexFile) -> None:
    file.path.mkdir(parents=True)
    with pytest.raises(NotWritable), file.doubted(), file.writing():
        pass
    assert file.path.is_dir()


_ADD = (
    "INSERT INTO document"
    " (path, size, mtime_ns, mark, title, duration, updated_at, made_at, model, next)"
    " VALUES (?, 0, 0, '', '', 0, '', '', '', 0)"
)
