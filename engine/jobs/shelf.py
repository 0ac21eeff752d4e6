"""Which film each document is of, read once for as long as the document stays the same.

    for known in shelf.films(shelf.documents(home.documents)): …

A thousand recordings dropped at once are a thousand searches among the documents there are. What is
remembered belongs to this process, and only saves it the reading: a document that was written since
has another time, size or number of writes, and is read again.
"""

from __future__ import annotations

import os
import time
from collections.abc import Iterable, Iterator
from pathlib import Path
from typing import NamedTuple

from engine.document import SUFFIX, Document, Source
from engine.errors import LongtakeError

YOUNG = 2.0
"""Seconds within which two writes may leave a file with the same time, on the coarsest disks."""
_COUNTER = slice(24, 28)
"""Where an SQLite file counts the transactions that were written into it (its format, 1.3.9)."""

IMPORTED = "import"
"""Where a document keeps which text it was made of. It is the text's, not its film's: the film may
have another, and is never transcribed into this one unasked."""


class Known(NamedTuple):
    """A document, its film, and whether its job is done."""

    path: Path
    source: Source
    is_done: bool


_Stamp = tuple[int, int, int, bytes]
"""Inode, size, time of the last change, and of a young document the number of writes."""

_seen: dict[str | Path, tuple[_Stamp, Known | None]] = {}


def documents(folder: Path) -> list[str]:
    """The documents in a folder, by name; what begins with a dot is not whole yet."""
    try:
        names = sorted(os.listdir(folder))
    except FileNotFoundError:
        return []
    within = os.path.join(folder, "")
    return [within + name for name in names if name.endswith(SUFFIX) and name[0] != "."]


def films(documents: Iterable[str | Path]) -> Iterator[Known]:
    """The documents that are a film's, in this order; what cannot be read is left out."""
    for path in documents:
        try:
            known = _known(path)
        except (LongtakeError, OSError):
            continue  # listed by `queue.jobs` with what is wrong with it
        if known is not None:
            yield known


def _known(path: str | Path) -> Known | None:
    stamp, seen = _stamp(path), _seen.get(path)
    if seen is None or seen[0] != stamp:
        seen = _seen[path] = stamp, _read(path)
    return seen[1]


def _stamp(path: str | Path) -> _Stamp:
    """Taken before the reading: what is written meanwhile is read again the next time."""
    status = os.stat(path)
    is_young = abs(time.time() - status.st_mtime) < YOUNG
    writes = _head(path)[_COUNTER] if is_young else b""
    return status.st_ino, status.st_size, status.st_mtime_ns, writes


def _head(path: str | Path) -> bytes:
    with open(path, "rb", buffering=0) as file:
        return file.read(_COUNTER.stop)


def _read(path: str | Path) -> Known | None:
    with Document.open(Path(path), read_only=True, verify=False) as document:
        if document.count(IMPORTED):
            return None
        return Known(document.path, document.source, document.state == "completed")
