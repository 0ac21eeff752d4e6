"""What went wrong when SQLite raised, in few words: ours or the machine's fault, or the file's.

Documents and the index of the library each have their own sentences for it.
"""

from __future__ import annotations

import sqlite3
from typing import Literal

Fault = Literal["full", "moved", "foreign", "busy", "refused", "disk", "damaged"]
"""The disk is full · the file was moved away · it is no database · another process has it · it may
not be written · the disk failed · or else the file itself is not what it should be."""


def fault_of(error: sqlite3.DatabaseError) -> Fault:
    """Why SQLite raised this."""
    code = getattr(error, "sqlite_errorcode", sqlite3.SQLITE_ERROR)
    return _BY_CODE.get(code) or _BY_PRIMARY_CODE.get(code & 0xFF, "damaged")


_BY_CODE: dict[int, Fault] = {
    # A write, unlike a sync, is refused with "I/O error" where a quota or limit is reached.
    sqlite3.SQLITE_IOERR_WRITE: "full",
    sqlite3.SQLITE_READONLY_DBMOVED: "moved",
}
_BY_PRIMARY_CODE: dict[int, Fault] = {
    sqlite3.SQLITE_FULL: "full",
    sqlite3.SQLITE_NOTADB: "foreign",
    sqlite3.SQLITE_BUSY: "busy",
    sqlite3.SQLITE_LOCKED: "busy",
    sqlite3.SQLITE_READONLY: "refused",
    sqlite3.SQLITE_CANTOPEN: "refused",
    sqlite3.SQLITE_PERM: "refused",
    sqlite3.SQLITE_IOERR: "disk",
}
