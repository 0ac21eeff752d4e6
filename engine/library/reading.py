"""What a document says, as lines for the index, and whether it may say something else by now."""

from __future__ import annotations

import logging
import os
import time
from array import array
from collections import Counter
from collections.abc import Iterable, Iterator
from pathlib import Path

import msgspec

from engine.document import Document
from engine.edition import edited
from engine.errors import DocumentHeld, DocumentMissing, LongtakeError
from engine.transcript import Segment, Transcript

logger = logging.getLogger(__name__)

UNSURE = -1
"""In place of the time of a document that is to be looked at again."""

_RECENT = 2.0  # seconds; FAT keeps times to two
_MOST = 0xFFFF
_BATCH_LINES = 4_000
_BATCH_SECONDS = 0.5


class Stamp(msgspec.Struct, frozen=True):
    """What tells without opening a document whether it was written to since."""

    size: int
    mtime_ns: int

    def is_as(self, known: Stamp | None) -> bool:
        """Whether nothing was written since."""
        return self == known and self.mtime_ns != UNSURE


class Line(msgspec.Struct, frozen=True):
    """A segment as it lies in the index."""

    name: str
    start: float
    speaker: str
    text: str
    words: bytes


class Reading(msgspec.Struct, frozen=True):
    """A document as it was read; without `lines` it says what it said before."""

    path: str
    stamp: Stamp
    mark: str = ""
    title: str = ""
    duration: float = 0.0
    updated_at: str = ""
    made_at: str = ""
    model: str = ""
    lines: tuple[Line, ...] | None = ()


def stamp_of(path: str) -> Stamp | None:
    """The document's size and time; of one that was written to just now the time says nothing,
    for clocks of file systems are coarse."""
    try:
        status = os.stat(path)
    except OSError:
        return None
    is_recent = abs(time.time() - status.st_mtime) < _RECENT
    return Stamp(status.st_size, UNSURE if is_recent else status.st_mtime_ns)


def read(path: str, known_mark: str) -> Reading | None:
    """What a document says; None where that cannot be known now."""
    stamp = stamp_of(path)
    if stamp is None:
        return None
    try:
        with Document.open(Path(path), read_only=True, verify=False, patience=1.0) as document:
            cursor, checksum = document.edit_mark
            mark = f"{document.updated_at} {cursor} {checksum}"
            is_known = mark == known_mark
            transcript = None if is_known else edited(document).transcript
            return Reading(
                path,
                stamp,
                mark,
                document.source.title,
                transcript.duration if transcript else 0.0,
                document.updated_at,
                document.created_at,
                document.options.model,
                tuple(_lines(transcript)) if transcript else None,
            )
    except (DocumentHeld, DocumentMissing):
        return None
    except LongtakeError as error:
        logger.info("%s is not searched: %s %s", Path(path).name, error.message, error.details)
        return Reading(path, stamp, title=Path(path).stem)


def _lines(transcript: Transcript) -> Iterator[Line]:
    names: Counter[str] = Counter()
    for said in transcript.segments:
        names[said.id] += 1
        name = said.id if names[said.id] == 1 else f"{said.id}#{names[said.id]}"
        yield Line(name, said.start, transcript.name_of(said.speaker), said.text, _words(said))


def _words(said: Segment) -> bytes:
    """Where each word begins: its place in the text, and hundredths of a second after the start."""
    whole = "".join(word.text for word in said.words)
    at = len(whole.lstrip()) - len(whole)
    places = array("H")
    for word in said.words:
        places.append(min(max(at, 0), _MOST))
        places.append(min(max(round(100 * (word.start - said.start)), 0), _MOST))
        at += len(word.text)
    return places.tobytes()


def batches(readings: Iterable[Reading | None]) -> Iterator[list[Reading | None]]:
    """As many at once as are worth a transaction, and no more than may be lost."""
    batch: list[Reading | None] = []
    began, lines = time.monotonic(), 0
    for reading in readings:
        batch.append(reading)
        lines += len(reading.lines or ()) if reading else 0
        if lines > _BATCH_LINES or time.monotonic() - began > _BATCH_SECONDS:
            yield batch
            batch, began, lines = [], time.monotonic(), 0
    if batch:
        yield batch
