"""What a document says, read away from the window's thread: its text so far, its picture, its past.

    reader.read(job)         soon: reader.was_read(job, Reading) or reader.failed(job, Problem)

The document is the truth; what the engine tells is only the reason to look again.
"""

from __future__ import annotations

import array
from collections.abc import Callable, Mapping, Sequence
from functools import partial
from itertools import pairwise
from pathlib import Path
from typing import TypeVar

import msgspec
from PySide6.QtCore import QObject, Signal

from app import wording
from app.errands import Errands
from engine.document import Attempt, Document
from engine.edition import edited
from engine.errors import DocumentDamaged, LongtakeError, Problem
from engine.options import Options
from engine.protocol import JobState, JobSummary, OutputOptions, Prepared
from engine.transcript import Chunk, Segment, Transcript

_T = TypeVar("_T")

COLUMNS = 1600
"""How many columns a waveform is kept in: more than a window is wide."""
PARAGRAPH_PAUSE = 1.6
LONGEST_PARAGRAPH = 650
ENDS = ".!?…。！？"


class Paragraph(msgspec.Struct, frozen=True):
    """Phrases that are read together; `start` in seconds."""

    start: float
    text: str
    speaker: str = ""
    is_gap: bool = False


class Reading(msgspec.Struct, frozen=True):
    """A document as it was when it was read; `done` holds the indices of finished chunks.

    `climbs` says of each chunk that has failed so far on which rung it is tried next.
    `imported` names the file of another program that the text comes from.
    `peaks` is the waveform: lowest and highest of each column, -128 to 127.
    """

    job: str
    title: str
    source: str
    options: Options
    output: OutputOptions
    duration: float = 0.0
    language: str = ""
    plan: tuple[Chunk, ...] = ()
    done: frozenset[int] = frozenset()
    attempts: tuple[Attempt, ...] = ()
    warnings: tuple[str, ...] = ()
    peaks: tuple[tuple[int, int], ...] = ()
    paragraphs: tuple[Paragraph, ...] = ()
    words: int = 0
    device: str = ""
    state: JobState = "completed"
    climbs: Mapping[int, str] = {}
    imported: str = ""

    def summary(self) -> JobSummary:
        """What the list of jobs shows of it."""
        return JobSummary(
            path=self.job,
            title=self.title,
            state=self.state,
            source=self.source,
            done=len(self.done),
            total=len(self.plan),
            duration=self.duration,
            language=self.language,
        )


class _Climb(msgspec.Struct, frozen=True):
    """What of a chunk's climb is shown: on which rung it is tried next."""

    rung: str = ""


class Reader(QObject):
    """Reads documents, one after another; of several wishes for the same one, the last counts."""

    was_read = Signal(str, object)
    failed = Signal(str, object)

    def __init__(self, parent: QObject | None = None) -> None:
        super().__init__(parent)
        self._errands = Errands(self)
        self._wanted: set[str] = set()
        self._peaks: dict[str, tuple[tuple[int, int], ...]] = {}

    def read(self, job: str) -> None:
        """Read a document soon."""
        if job not in self._wanted:
            self._wanted.add(job)
            work = partial(_read_wanted, job, self._wanted, self._peaks)
            self._errands.send(work, partial(self._tell, job))

    def close(self) -> None:
        """Read no more; waits for the document in hand."""
        self._errands.close()

    def _tell(self, job: str, found: Reading | Problem) -> None:
        if isinstance(found, Reading):
            self._peaks[job] = found.peaks
            self.was_read.emit(job, found)
        else:
            self.failed.emit(job, found)


def _read_wanted(
    job: str, wanted: set[str], peaks: Mapping[str, tuple[tuple[int, int], ...]]
) -> Reading | Problem:
    """What a document says now: from here on, it may be wanted anew."""
    wanted.discard(job)
    try:
        return read(Path(job), peaks.get(job, ()))
    except LongtakeError as error:
        return error.problem()


def read(path: Path, peaks: tuple[tuple[int, int], ...] = ()) -> Reading:
    """All that the window shows of a document; `peaks` where they are known already."""
    with Document.open(path, read_only=True, verify=False) as document:
        film = None if peaks and document.plan else _whole(lambda: _film(document), None)
        transcript = text_so_far(document)
        made = document.checkpoints("recognise")
        return Reading(
            job=str(path),
            title=document.source.title,
            source=document.source.path,
            options=document.options,
            output=document.output,
            duration=film.duration if film else transcript.duration,
            language=document.language,
            plan=document.plan,
            done=frozenset(part.part for part in made),
            attempts=_whole(lambda: document.attempts, ()),
            warnings=tuple(dict.fromkeys((*document.warnings, *transcript.warnings))),
            peaks=columns(film.peaks, COLUMNS) if film else peaks,
            paragraphs=tuple(paragraphs(transcript)),
            words=sum(1 for _ in transcript.words()),
            state=document.state,
            climbs=_whole(lambda: _climbs(document), {}),
            imported=_whole(lambda: document.load("import", 0, "", str) or "", ""),
            device=str(made[-1].provenance.get("device", "")) if made else "",
        )


def _whole(part: Callable[[], _T], instead: _T) -> _T:
    """What is told of a document beside its text, or nothing of it where that is damaged."""
    try:
        return part()
    except DocumentDamaged:
        return instead


def text_so_far(document: Document) -> Transcript:
    """What a document holds as text, as its user has edited it, whether its job is done or not.

    What is not done yet is no gap; what was given up is.
    """
    found = edited(document).transcript
    if document.state == "completed":
        return found
    given_up = {attempt.part for attempt in document.attempts if attempt.rung == "gap"}
    gaps = tuple(gap for gap in found.gaps if gap.chunk in given_up)
    return msgspec.structs.replace(found, gaps=gaps)


def paragraphs(transcript: Transcript) -> list[Paragraph]:
    """Segments gathered into what is read in one go: until a pause, another voice, or enough."""
    said = transcript.introduced(wording.speaker_word())
    names = {speaker.id: speaker.name for speaker in said.speakers}
    gathered: list[list[Segment]] = []
    for segment in transcript.segments:
        if not gathered or _begins_anew(gathered[-1], segment):
            gathered.append([])
        gathered[-1].append(segment)
    found = [
        Paragraph(
            group[0].start,
            " ".join(segment.text for segment in group),
            names.get(group[0].speaker or "", group[0].speaker or ""),
        )
        for group in gathered
    ]
    reasons = [
        Paragraph(gap.start, gap.reason, is_gap=True) for gap in transcript.gaps if gap.reason
    ]
    return sorted([*found, *reasons], key=lambda paragraph: paragraph.start)


def columns(peaks: bytes, count: int) -> tuple[tuple[int, int], ...]:
    """A waveform of (lowest, highest) pairs, as so many columns at most."""
    values = array.array("b", peaks)
    pairs = len(values) // 2
    count = min(count, pairs)
    edges = [2 * (pairs * number // count) for number in range(count + 1)] if count else []
    return tuple(
        (min(values[start:end:2]), max(values[start + 1 : end : 2]))
        for start, end in pairwise(edges)
    )


def _begins_anew(group: Sequence[Segment], segment: Segment) -> bool:
    last = group[-1]
    if segment.speaker != last.speaker or segment.start - last.end >= PARAGRAPH_PAUSE:
        return True
    is_long = sum(len(part.text) for part in group) >= LONGEST_PARAGRAPH
    return is_long and last.text.endswith(tuple(ENDS))


def _climbs(document: Document) -> dict[int, str]:
    found = {
        made.part: document.load("climb", made.part, made.key, _Climb)
        for made in document.checkpoints("climb")
    }
    return {part: climb.rung for part, climb in found.items() if climb is not None}


def _film(document: Document) -> Prepared | None:
    for made in document.checkpoints("prepare"):
        return document.load("prepare", made.part, made.key, Prepared)
    return None
