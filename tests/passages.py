"""A document of the sample recording, a phrase of which was heard wrong: something to align."""

from __future__ import annotations

from pathlib import Path

from engine.document import Document, Source
from engine.edits import SetText
from engine.options import Options
from engine.transcript import Segment, Transcript
from tests.builders import chunk, segment, transcript
from tests.films import SAMPLE

SAID = "ask what you can do for your country."
STARTS = (8.54, 8.96, 9.29, 9.61, 9.83, 10.08, 10.25, 10.56)
"""When the words of this phrase are said in the sample."""
PHRASE = "0.1"


def heard_wrong() -> Transcript:
    """What was recognised: the second of three phrases is another."""
    return transcript(
        timed("Not what your country can do for you.", 6.0, 8.3, "0.0"),
        timed("A task of the kind that nobody has counted.", 8.5, 10.95, PHRASE),
        timed("Enough has been said,", 12.1, 13.2, "0.2"),
        duration=59.2,
    )


def timed(text: str, start: float, end: float, number: str) -> Segment:
    """A segment whose words share its time evenly."""
    words = text.split()
    return segment(text, start, number, length=(end - start) / len(words))


def document(folder: Path, film: Path = SAMPLE, **wishes: object) -> Path:
    """The finished job, in which nothing is edited."""
    path = folder / "sample.longtake"
    options = Options(model="tiny.en", **wishes)  # type: ignore[arg-type]
    talk = heard_wrong()
    with Document.create(path, Source.of(film), options) as made:
        made.save_plan([chunk(0, 0.0, talk.duration)])
        made.save_language("en")
        made.save("transcript", 0, "", talk, {})
        made.set_state("completed")
    return path


def correct(path: Path) -> None:
    """Let the wrong phrase read what is said."""
    with Document.open(path) as opened:
        opened.append_edit(SetText(PHRASE, SAID))


def late(segment: Segment) -> float:
    """By how much the word that is farthest from its time misses it, in seconds."""
    starts = [word.start for word in segment.words]
    assert len(starts) == len(STARTS)
    return max(abs(start - wanted) for start, wanted in zip(starts, STARTS, strict=True))
