"""Small builders of words, chunks and transcripts, for tests that care about other things."""

from __future__ import annotations

from collections.abc import Iterable, Sequence

from engine.transcript import (
    Chunk,
    ChunkText,
    Segment,
    Speaker,
    Transcript,
    WindowText,
    Word,
)


def word(text: str, start: float = 0.0, end: float | None = None, **fields: object) -> Word:
    """A word that lasts 0.3 s unless told."""
    values = {"probability": 0.9, **fields}
    return Word(text=text, start=start, end=start + 0.3 if end is None else end, **values)  # type: ignore[arg-type]


def spoken(
    text: str,
    start: float = 0.0,
    length: float = 0.3,
    speaker: str | None = None,
    spaced: bool = True,
) -> tuple[Word, ...]:
    """Words of `text` said one after another; a token such as "<0.8>" is a pause of that length.

    `spaced` gives each word the space before it; without it the tokens are parts of one run.
    """
    words, now = [], start
    for token in text.split():
        if token.startswith("<") and token.endswith(">"):
            now += float(token[1:-1])
            continue
        lead = " " if spaced else ""
        words.append(Word(lead + token, round(now, 3), round(now + length, 3), 0.9, speaker))
        now += length
    return tuple(words)


def chunk(index: int, start: float, end: float, before: float = 0.0, after: float = 0.0) -> Chunk:
    """A chunk that hears `before` and `after` seconds more than it owns."""
    return Chunk(index, start, end, start - before, end + after)


def heard(index: int, words: Iterable[Word]) -> ChunkText:
    """A chunk's text of one window."""
    words = tuple(words)
    if not words:
        return ChunkText(index)
    return ChunkText(index, (WindowText(words[0].start, words[-1].end, words),))


def segment(text: str, start: float = 0.0, number: str = "0.0", **options: object) -> Segment:
    """A segment of the words of `text`, as `spoken` says them."""
    words = spoken(text, start, **options)  # type: ignore[arg-type]
    return segment_of(words, number)


def segment_of(words: Sequence[Word], number: str = "0.0") -> Segment:
    """A segment of these very words."""
    return Segment(number, words[0].start, words[-1].end, tuple(words), speaker=words[0].speaker)


def transcript(*segments: Segment, language: str = "en", **fields: object) -> Transcript:
    """A transcript of these segments; speakers are taken from them unless given."""
    names = dict.fromkeys(s.speaker for s in segments if s.speaker)
    values = {
        "duration": max((s.end for s in segments), default=0.0) + 1.0,
        "speakers": tuple(Speaker(name) for name in names),
        **fields,
    }
    return Transcript(language=language, segments=segments, **values)  # type: ignore[arg-type]
