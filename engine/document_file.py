"""The file of a document: a SQLite database that outlives kills and power cuts, in one of the
layouts that Longtake ever wrote, and what to say when it cannot be used.

`Document` keeps its rows; everything that is true of any of them is here.
"""

from __future__ import annotations

import os
import sqlite3
import uuid
from collections.abc import Callable, Iterator
from contextlib import closing, contextmanager
from hashlib import blake2b
from pathlib import Path

import msgspec

from engine.errors import (
    DocumentDamaged,
    DocumentError,
    DocumentHeld,
    DocumentMissing,
    DocumentNewer,
    FileExists,
    LongtakeError,
    NoSpace,
    NotWritable,
    StorageError,
)
from engine.sqlite_faults import Fault, fault_of
from engine.whole import to_disk


def connect(path: Path, mode: str, patience: float = 0.0) -> sqlite3.Connection:
    """Open a database in SQLite's `mode`; `patience` is how many seconds a step may wait."""
    uri = f"{path.as_uri()}?mode={mode}"
    db = sqlite3.connect(uri, uri=True, timeout=patience, isolation_level=None)
    # Damaged text must not raise where its checksum is about to tell.
    db.text_factory = lambda raw: raw.decode("utf-8", "replace")
    _make_durable(db)
    return db


def _make_durable(db: sqlite3.Connection) -> None:
    """Make a commit outlive a power cut.

    EXTRA is FULL and also syncs the folder once the journal is gone, without which the last commit
    may be undone. `fullfsync` empties the drive's own cache on macOS, where fsync does not;
    elsewhere it is void.
    """
    db.execute("PRAGMA synchronous = EXTRA")
    db.execute("PRAGMA fullfsync = 1")


def require_document(path: Path) -> None:
    """Say what is wrong with `path` as far as its status tells.

    The file is never opened here: closing it would drop every lock that SQLite has on it in this
    process (sqlite.org/howtocorrupt.html 2.2).
    """
    try:
        size = path.stat().st_size
    except FileNotFoundError as error:
        raise DocumentMissing(f"There is no document at {str(path)!r}.") from error
    except OSError as error:
        raise DocumentError(f"{str(path)!r} cannot be opened ({error.strerror}).") from error
    if not path.is_file():
        raise DocumentError(f"{str(path)!r} is not a Longtake document but a folder or device.")
    if size == 0:
        raise damaged(path, "it is empty")


def require_ours(db: sqlite3.Connection, path: Path) -> None:
    """Refuse what another program wrote, or a newer Longtake."""
    if db.execute("PRAGMA application_id").fetchone()[0] != _APPLICATION_ID:
        raise _foreign(path)
    if _version(db) > len(MIGRATIONS):
        raise DocumentNewer(
            f"{path.name!r} was written by a newer Longtake.", "Update Longtake to open it."
        )


def require_sound(db: sqlite3.Connection, path: Path) -> None:
    """Refuse what fails SQLite's own look at every page."""
    findings = [row[0] for row in db.execute("PRAGMA integrity_check")]
    if findings != ["ok"]:
        raise damaged(path, "; ".join(findings[:5]))


@contextmanager
def new_file_beside(path: Path) -> Iterator[Path]:
    """Where a document is begun, before it appears under its name; nothing is left of it."""
    fresh = path.with_name(f".{uuid.uuid4().hex}.new")
    try:
        yield fresh
    finally:
        fresh.unlink(missing_ok=True)


def put_in_place(fresh: Path, path: Path) -> None:
    """Let what was begun appear under its name, on the disk; a `FileExists` where there is
    something."""
    with fresh.open("rb+") as file:
        to_disk(file)
    # A journal whose document was deleted would be rolled back into the new one.
    path.with_name(path.name + "-journal").unlink(missing_ok=True)
    try:
        os.link(fresh, path)
    except FileExistsError as error:
        raise already_there(path) from error
    except OSError:  # no hard links on this file system
        fresh.rename(path)
    folder = os.open(path.parent, os.O_RDONLY)
    try:
        os.fsync(folder)
    finally:
        os.close(folder)


def checksum_of(*fields: str | int | bytes) -> bytes:
    """What tells whether a row is as it was written."""
    return blake2b(msgspec.msgpack.encode(fields), digest_size=16).digest()


# --- layouts -----------------------------------------------------------------------------------


def for_writing(db: sqlite3.Connection) -> sqlite3.Connection:
    """The database in today's layout."""
    # Not WAL, which before SQLite 3.51.3 could corrupt a file with two writers.
    db.execute("PRAGMA journal_mode = DELETE")
    migrate(db)
    return db


def for_reading(db: sqlite3.Connection) -> sqlite3.Connection:
    """The same, which cannot be written to; an older one is brought up to date in memory alone."""
    if _version(db) < len(MIGRATIONS):
        with closing(db) as older:
            db = connect(Path("/memory"), "memory")
            older.backup(db)
        migrate(db)
    db.execute("PRAGMA query_only = 1")
    return db


def migrate(db: sqlite3.Connection) -> None:
    """Bring a database up to date, in one transaction; step n leads from version n to n + 1."""
    if _version(db) >= len(MIGRATIONS):
        return
    db.execute("BEGIN IMMEDIATE")
    try:
        # Asked again: another process may have done it while we waited.
        for step in MIGRATIONS[_version(db) :]:
            step(db)
        db.execute(f"PRAGMA user_version = {len(MIGRATIONS)}")
        db.execute("COMMIT")
    finally:
        if db.in_transaction:
            db.execute("ROLLBACK")


def _version(db: sqlite3.Connection) -> int:
    return int(db.execute("PRAGMA user_version").fetchone()[0])


def _first_schema(db: sqlite3.Connection) -> None:
    db.execute(f"PRAGMA application_id = {_APPLICATION_ID}")
    # Times and keys as text and provenance as JSON, for whoever looks in with a SQLite shell.
    db.execute(
        "CREATE TABLE fact (name TEXT PRIMARY KEY, payload BLOB NOT NULL, checksum BLOB NOT NULL)"
        " STRICT, WITHOUT ROWID"
    )
    db.execute(
        "CREATE TABLE checkpoint (stage TEXT, part INTEGER, key TEXT NOT NULL,"
        " saved_at TEXT NOT NULL, provenance TEXT NOT NULL, payload BLOB NOT NULL,"
        " checksum BLOB NOT NULL, PRIMARY KEY (stage, part)) STRICT"
    )
    db.execute(
        "CREATE TABLE attempt (id INTEGER PRIMARY KEY, payload BLOB NOT NULL,"
        " checksum BLOB NOT NULL) STRICT"
    )


def _add_edits(db: sqlite3.Connection) -> None:
    db.execute(
        "CREATE TABLE edit (number INTEGER PRIMARY KEY, at TEXT NOT NULL, payload BLOB NOT NULL,"
        " checksum BLOB NOT NULL) STRICT"
    )
    db.execute(
        "CREATE TABLE base (chunk INTEGER PRIMARY KEY, number INTEGER NOT NULL,"
        " payload BLOB NOT NULL, checksum BLOB NOT NULL) STRICT"
    )


MIGRATIONS: tuple[Callable[[sqlite3.Connection], None], ...] = (_first_schema, _add_edits)
_APPLICATION_ID = int.from_bytes(b"Ltke")


# --- sentences --------------------------------------------------------------------------------


@contextmanager
def speaking_of(path: Path) -> Iterator[None]:
    """Turn what SQLite says into errors of our tree; wrong use of it stays what it is, a bug."""
    try:
        yield
    except (sqlite3.ProgrammingError, sqlite3.IntegrityError):
        raise
    except sqlite3.DatabaseError as error:
        raise _as_ours(error, path) from error
    except UnicodeDecodeError as error:  # a message that quotes damaged names of tables
        raise damaged(path, str(error)) from error


def _as_ours(error: sqlite3.DatabaseError, path: Path) -> LongtakeError:
    details = f"{error} ({getattr(error, 'sqlite_errorname', 'SQLITE_ERROR')})"
    return _SENTENCES[fault_of(error)](path, details)


def _no_space(path: Path) -> NoSpace:
    return NoSpace(
        f"The disk is full, or its limit reached: {path.name!r} cannot grow.",
        "Free some space and run the same command again: finished chunks are kept.",
    )


def _gone(path: Path) -> DocumentMissing:
    return DocumentMissing(
        f"{path.name!r} was moved or deleted while Longtake worked on it.",
        "Put it back and run the same command again.",
    )


def held(path: Path, who: str) -> DocumentHeld:
    """Somebody else is at work on it."""
    return DocumentHeld(
        f"{path.name!r} is being worked on by {who}.", "Wait until that is done, or stop it."
    )


def damaged(path: Path, why: str) -> DocumentDamaged:
    """It cannot be trusted."""
    return DocumentDamaged(
        f"{path.name!r} is damaged.",
        "Move it away, or bring back a copy of it; without it the film is transcribed anew.",
        details=why,
    )


def _foreign(path: Path, why: str = "") -> DocumentError:
    return DocumentError(f"{path.name!r} is not a Longtake document.", details=why)


def _not_writable(path: Path, why: str) -> NotWritable:
    return NotWritable(
        f"{str(path)!r} cannot be written.", "Change its permissions, or copy it elsewhere.", why
    )


def _failing_disk(path: Path, why: str) -> StorageError:
    return StorageError(f"The disk failed under {path.name!r}.", "Check the disk.", why)


def already_there(path: Path) -> FileExists:
    """There is something under this name."""
    return FileExists(f"{str(path)!r} is there already.", "Open it, or choose another name.")


_SENTENCES: dict[Fault, Callable[[Path, str], LongtakeError]] = {
    "full": lambda path, _: _no_space(path),
    "moved": lambda path, _: _gone(path),
    "foreign": _foreign,
    "busy": lambda path, _: held(path, "another process"),
    "refused": _not_writable,
    "disk": _failing_disk,
    "damaged": damaged,
}
