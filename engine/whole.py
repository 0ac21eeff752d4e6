"""Writes a small file whole or not at all: whoever reads it finds the old content or the new."""

from __future__ import annotations

import fcntl
import os
import secrets
from contextlib import suppress
from pathlib import Path
from typing import IO


def write_whole(path: Path, data: bytes) -> None:
    """Let `path` hold `data`, on the disk when this returns; its folder is made if need be.

    A link is followed. Nothing is left beside the file where that fails. Raises `OSError`; see
    `engine.errors.writing`.
    """
    path = path.resolve()
    path.parent.mkdir(parents=True, exist_ok=True)
    fresh = path.with_name(f".{secrets.token_hex(8)}.part")
    try:
        with fresh.open("xb") as file:
            file.write(data)
            to_disk(file)
        fresh.replace(path)
    finally:
        fresh.unlink(missing_ok=True)


def to_disk(file: IO[bytes]) -> None:
    """Wait until a file is on the disk itself; on macOS fsync alone leaves it in the drive."""
    file.flush()
    command = getattr(fcntl, "F_FULLFSYNC", None)
    if command is not None:
        with suppress(OSError):  # network volumes do not know it
            fcntl.fcntl(file.fileno(), command)
            return
    os.fsync(file.fileno())
