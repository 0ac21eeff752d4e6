"""One process at a time: a lock of the system's, which goes with its process however that ends."""

from __future__ import annotations

import fcntl
import os
import time
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from engine.errors import StorageError, writing

PATIENCE = 10.0
"""Seconds to wait for another process."""

_PAUSE = 0.02


@contextmanager
def alone(path: Path) -> Iterator[None]:
    """Nobody else who asks writes to `path`, or replaces it, meanwhile."""
    with writing(path):
        path.parent.mkdir(parents=True, exist_ok=True)
        lock = os.open(path.with_suffix(".lock"), os.O_RDWR | os.O_CREAT, 0o600)
    try:
        _take(lock, time.monotonic() + PATIENCE)
        yield
    finally:
        os.close(lock)


def busy() -> StorageError:
    """Another process has it for too long."""
    return StorageError(
        "The index of the library is being written to by another process.", "Try again later."
    )


def _take(lock: int, until: float) -> None:
    while True:
        try:
            return fcntl.flock(lock, fcntl.LOCK_EX | fcntl.LOCK_NB)
        except BlockingIOError as error:
            if time.monotonic() > until:
                raise busy() from error
        time.sleep(_PAUSE)
