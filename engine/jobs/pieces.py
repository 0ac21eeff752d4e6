"""A chunk in smaller pieces, each recognised and kept by itself. [pure]

It is cut between two windows, never through one, so that every window is heard just as it would
have been in the whole chunk: a chunk that had to be halved has the same words.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator
from itertools import pairwise

import msgspec

from engine.transcript import Chunk, ChunkText, SpeechMap
from engine.worker.recognition.windows import pack

SHORTEST = 60.0
"""Seconds under which nothing is cut in two."""


def pieces(
    chunk: Chunk, speech: SpeechMap, halvings: int, is_done: Callable[[Chunk], bool]
) -> Iterator[Chunk]:
    """`chunk` cut in two so many times over; what is done already stays in one piece."""
    parts = halved(chunk, speech) if halvings > 0 and not is_done(chunk) else ()
    if not parts:
        yield chunk
    for part in parts:
        yield from pieces(part, speech, halvings - 1, is_done)


def halved(chunk: Chunk, speech: SpeechMap) -> tuple[Chunk, ...]:
    """Two pieces that meet between two windows near the middle; nothing where that cannot be."""
    if chunk.end - chunk.start < 2 * SHORTEST:
        return ()
    windows = pack(speech, chunk.heard_start, chunk.heard_end)
    places = [(before.end + after.start) / 2 for before, after in pairwise(windows)]
    inside = [place for place in places if chunk.start < place < chunk.end]
    if not inside:
        return ()
    middle = (chunk.start + chunk.end) / 2
    at = min(inside, key=lambda place: abs(place - middle))
    return (
        msgspec.structs.replace(chunk, end=at, heard_end=at),
        msgspec.structs.replace(chunk, start=at, heard_start=at),
    )


def joined(index: int, texts: Iterator[ChunkText]) -> ChunkText:
    """The text of a chunk from those of its pieces."""
    windows = (window for text in texts for window in text.windows)
    return ChunkText(index, tuple(sorted(windows, key=lambda window: window.start)))
