"""What an export writes: the transcript with what was chosen of it, as text, and as a file.

beginning(transcript, choice, context)              how the file begins, for a preview
written(transcript, choice, place, context, False)  the file; one that is there is not replaced
"""

from __future__ import annotations

from itertools import takewhile
from pathlib import Path

import msgspec

from app import wording
from app.settings import Export
from engine.document import Document
from engine.errors import LongtakeError
from engine.output import formats
from engine.transcript import Segment, Transcript

PREVIEW = 14
"""So many segments are shown as they will be in the file."""
PREVIEW_LINES = 60


def shown(transcript: Transcript, choice: Export) -> Transcript:
    """The transcript with what was chosen of it."""
    made = transcript
    if formats.FORMATS[choice.format].is_read:
        made = made.introduced(wording.speaker_word())
    if not choice.has_speakers:
        segments = tuple(_unsigned(said) for said in made.segments)
        made = msgspec.structs.replace(made, segments=segments, speakers=(), turns=())
    return made if choice.has_gaps else msgspec.structs.replace(made, gaps=())


def rendered(transcript: Transcript, choice: Export, context: formats.Context) -> str:
    """The file's text, or where a file is none (a word processor's), the text that is in it."""
    content = formats.FORMATS[choice.format].render(shown(transcript, choice), context)
    if isinstance(content, str):
        return content
    return formats.render_txt(shown(transcript, choice), context)


def beginning(transcript: Transcript, choice: Export, context: formats.Context) -> str:
    """How the file begins: the lines that stay the same whatever follows them."""
    first = _lines(transcript, PREVIEW, choice, context)
    if len(transcript.segments) > PREVIEW:
        more = _lines(transcript, 2 * PREVIEW, choice, context)
        pairs = takewhile(lambda pair: pair[0] == pair[1], zip(first, more, strict=False))
        same = [line for line, _ in pairs]
        return "\n".join([*same[:PREVIEW_LINES], "…"])
    return "\n".join(first[:PREVIEW_LINES] + ["…"] * (len(first) > PREVIEW_LINES))


def _lines(
    transcript: Transcript, count: int, choice: Export, context: formats.Context
) -> list[str]:
    """The file's lines if the film ended with so many segments."""
    segments = transcript.segments[:count]
    end = segments[-1].end if segments else transcript.duration
    gaps = tuple(gap for gap in transcript.gaps if gap.start < end)
    first = msgspec.structs.replace(transcript, segments=segments, gaps=gaps)
    return rendered(first, choice, context).removeprefix("\ufeff").splitlines()


def written(
    transcript: Transcript, choice: Export, place: Path, context: formats.Context, replace: bool
) -> Path:
    """Write the file as `place`; `FileExists` where one is there that may not be replaced."""
    paths = formats.export(
        shown(transcript, choice),
        (choice.format,),
        place.parent,
        place.name.removesuffix(formats.FORMATS[choice.format].suffix),
        overwrite=replace,
        context=context,
    )
    return paths[0]


def context_of(path: Path, source: str) -> formats.Context:
    """What the document knows of how the words were made; a file without it is a file too."""
    try:
        with Document.open(path, read_only=True, verify=False) as document:
            return formats.Context(source=source, chunks=document.plan)
    except LongtakeError:
        return formats.Context(source=source)


def free_name(place: Path) -> Path:
    """The same name with a number that no file has."""
    numbers = range(2, 10_000)
    names = (place.with_name(f"{place.stem} {number}{place.suffix}") for number in numbers)
    return next(name for name in names if not name.exists())


def _unsigned(said: Segment) -> Segment:
    """The segment without who says it."""
    words = tuple(msgspec.structs.replace(word, speaker=None) for word in said.words)
    return msgspec.structs.replace(said, speaker=None, words=words)
