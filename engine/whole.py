"""Writes a small file whole or not at all: whoever reads it finds the old content or the new."""

from __future__ import annotations

import os
import secrets
from pathlib import Path


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
            file.flush()
            os.fsync(file.fileno())
        fresh.replace(path)
    finally:
        fresh.unlink(missing_ok=True)
