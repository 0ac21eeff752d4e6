"""What the formats are made of: who said what when, as people and programs write it."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from typing import Any
from xml.sax.saxutils import escape

import msgspec

from engine.orthography import SPACELESS, plain
from engine.output.cues import Cue, make_cues
from engine.transcript import BiasReport, Chunk, Gap, Segment, Transcript

_LONGEST_PARAGRAPH = 700  # characters, after which the next sentence begins a new one
_REST = 3.0  # seconds of rest that end a paragraph


class Context(msgspec.Struct, frozen=True):
    """What a file can say besides the words: the recording, its chunks, and what made it.

    `engine` holds versions, device and model; Longtake's own version is added to it. `bias` is
    what the glossary did in chunks, by their index.
    """

    source: str = ""
    chunks: tuple[Chunk, ...] = ()
    engine: Mapping[str, Any] = {}
    bias: Mapping[int, BiasReport] = {}


def spoken(transcript: Transcript) -> list[Segment]:
    """The segments that say something; a user may have emptied others to write in them later."""
    return [segment for segment in transcript.segments if plain(segment.text)]


def cues(transcript: Transcript) -> tuple[Cue, ...]:
    """What stands on the screen, in order of time."""
    return make_cues(transcript.segments, transcript.language, transcript.duration)


def called(speaker: str | None, transcript: Transcript) -> str:
    """What people call this speaker, on one line."""
    return plain(transcript.called(speaker))


def label(speaker: str | None, transcript: Transcript) -> str:
    """What programs call this speaker, on one line: the name, or the id that never changes."""
    return plain(transcript.name_of(speaker))


def gap_note(gap: Gap) -> str:
    """A sentence about a chunk that failed."""
    return f"{clock(gap.start)}–{clock(gap.end)} not recognised"


def clock(seconds: float) -> str:
    """Hours, minutes and seconds."""
    minutes, second = divmod(round(seconds), 60)
    return f"{minutes // 60:02}:{minutes % 60:02}:{second:02}"


def timestamp(seconds: float, comma: str) -> str:
    """Hours, minutes, seconds and, after `comma`, milliseconds."""
    minutes, milliseconds = divmod(round(seconds * 1000), 60_000)
    hours, minutes = divmod(minutes, 60)
    whole, thousandths = divmod(milliseconds, 1000)
    return f"{hours:02}:{minutes:02}:{whole:02}{comma}{thousandths:03}"


class Paragraph(msgspec.Struct, frozen=True):
    """What one person says in a row, or what is to be said of a gap, where `is_gap`."""

    start: float
    speaker: str
    text: str
    is_gap: bool = False


def paragraphs(transcript: Transcript) -> tuple[Paragraph, ...]:
    """The transcript as people read it: cut where the speaker changes, rests, or has said much."""
    said = [_paragraph(run, transcript) for run in _runs(spoken(transcript))]
    gaps = [Paragraph(gap.start, "", gap_note(gap), True) for gap in transcript.gaps]
    return tuple(sorted([*said, *gaps], key=lambda paragraph: paragraph.start))


def _runs(segments: Sequence[Segment]) -> Iterator[list[Segment]]:
    run: list[Segment] = []
    for segment in segments:
        if run and _begins_anew(run, segment):
            yield run
            run = []
        run.append(segment)
    if run:
        yield run


def _begins_anew(run: Sequence[Segment], segment: Segment) -> bool:
    last = run[-1]
    return (
        segment.speaker != last.speaker
        or segment.start - last.end >= _REST
        or sum(len(said.text) for said in run) >= _LONGEST_PARAGRAPH
    )


def _paragraph(run: Sequence[Segment], transcript: Transcript) -> Paragraph:
    between = "" if transcript.language in SPACELESS else " "
    text = between.join(plain(said.text) for said in run)
    return Paragraph(run[0].start, called(run[0].speaker, transcript), text)


def xml(text: str) -> str:
    """`text` inside an element or attribute, without the characters that XML does not have."""
    kept = "".join(c for c in text if c in "\t\n\r" or (c >= " " and c not in "\ufffe\uffff"))
    return escape(kept.encode("utf-8", "replace").decode(), {'"': "&quot;"})
