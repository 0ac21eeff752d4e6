"""The file of the index: a SQLite database that any process may read, write to, or replace.

What SQLite cannot make sense of is thrown away. Whoever writes, or throws away, is alone in that,
so that no writer has the ground pulled from under it. A transaction that a kill cut short is undone
by SQLite.
"""

from __future__ import annotations

import logging
import sqlite3
import unicodedata
from collections.abc import Iterator
from contextlib import closing, contextmanager
from pathlib import Path
from zlib import crc32

import msgspec

from engine.errors import LongtakeError, NoSpace, NotWritable, StorageError, writing
from engine.library.lock import PATIENCE, alone, busy
from engine.sqlite_faults import fault_of

logger = logging.getLogger(__name__)

_LAYOUT = 2
# The tokens depend on what this Python knows of Unicode.
_VERSION = crc32(f"{_LAYOUT} {unicodedata.unidata_version}".encode()) >> 1 | 1


class Doubt(Exception):
    """The index cannot be what it should: it is to be made anew."""


class NotBegun(Exception):
    """There is no index yet."""


class IndexFile:
    """The index at `path`, whether it is there or not."""

    def __init__(self, path: Path) -> None:
        self.path = path

    @contextmanager
    def doubted(self) -> Iterator[None]:
        """What cannot be made sense of is thrown away, and the block left without an error."""
        try:
            yield
        except (Doubt, msgspec.ValidationError) as error:
            logger.warning("the index of the library is thrown away: %s", error)
            self.discard()
        except sqlite3.DatabaseError as error:
            if (problem := _problem(error)) is not None:
                raise problem from error
            logger.warning("the index of the library is damaged and thrown away: %s", error)
            self.discard()

    @contextmanager
    def writing(self) -> Iterator[sqlite3.Connection]:
        """A transaction; what is not there yet is made."""
        with alone(self.path), closing(self._connected("rwc")) as db:
            if _version(db) == 0:
                _lay_out(db)
            _require_ours(db)
            db.execute("PRAGMA secure_delete = 1")  # what was removed is to be read nowhere
            db.execute("BEGIN IMMEDIATE")
            yield db
            db.execute("COMMIT")

    @contextmanager
    def reading(self) -> Iterator[sqlite3.Connection]:
        """The index as it is at one moment; `NotBegun` where there is none."""
        if not self.path.exists():
            raise NotBegun
        with closing(self._connected("rw")) as db:  # "ro" could not undo what a kill left half done
            db.execute("BEGIN")
            if _version(db) == 0:
                raise NotBegun
            _require_ours(db)
            yield db

    def discard(self) -> None:
        """Throw the file away."""
        with alone(self.path), writing(self.path):
            # The journal first: it would be rolled back into the next index.
            for name in (f"{self.path.name}-journal", self.path.name):
                self.path.with_name(name).unlink(missing_ok=True)

    def _connected(self, mode: str) -> sqlite3.Connection:
        uri = f"{self.path.as_uri()}?mode={mode}"
        db = sqlite3.connect(uri, uri=True, timeout=PATIENCE, isolation_level=None)
        db.text_factory = lambda raw: raw.decode("utf-8", "replace")
        return db


def _version(db: sqlite3.Connection) -> int:
    return int(db.execute("PRAGMA user_version").fetchone()[0])


def _require_ours(db: sqlite3.Connection) -> None:
    if (version := _version(db)) != _VERSION:
        raise Doubt(f"it is of version {version}, not {_VERSION}")


def _lay_out(db: sqlite3.Connection) -> None:
    db.execute("BEGIN IMMEDIATE")
    db.execute(
        "CREATE TABLE document (id INTEGER PRIMARY KEY, path TEXT NOT NULL UNIQUE,"
        " size INTEGER NOT NULL, mtime_ns INTEGER NOT NULL, mark TEXT NOT NULL,"
        " title TEXT NOT NULL, duration REAL NOT NULL, updated_at TEXT NOT NULL,"
        " made_at TEXT NOT NULL, model TEXT NOT NULL,"
        " next INTEGER NOT NULL) STRICT"
    )
    db.execute(
        "CREATE TABLE segment (id INTEGER PRIMARY KEY, document INTEGER NOT NULL,"
        " name TEXT NOT NULL, start REAL NOT NULL, speaker TEXT NOT NULL, text TEXT NOT NULL,"
        " words BLOB NOT NULL) STRICT"
    )
    db.execute("CREATE INDEX in_order ON segment (document, start)")
    # Texts come as tokens with spaces between: for this tokenizer all that is not ASCII is a
    # letter. Beginnings of two and three letters have many words, and so an index of their own.
    db.execute(
        "CREATE VIRTUAL TABLE said USING"
        " fts5(text, content='', columnsize=0, prefix='2 3', tokenize='ascii')"
    )
    db.execute(f"PRAGMA user_version = {_VERSION}")
    db.execute("COMMIT")


def _problem(error: sqlite3.DatabaseError) -> LongtakeError | None:
    """What keeps the index from being used, unless it is the index itself."""
    match fault_of(error):
        case "full":
            return NoSpace("The disk is full: the library cannot be indexed.", "Free some space.")
        case "busy":
            return busy()
        case "refused":
            return NotWritable("The index of the library cannot be written.", "", str(error))
        case "disk":
            return StorageError("The disk failed under the index of the library.", "", str(error))
        case "moved" | "foreign" | "damaged":
            return None
