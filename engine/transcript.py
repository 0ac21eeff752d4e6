"""What Longtake knows about a recording, as frozen values.

Times are seconds of the film as float; audio is mono at 16 000 Hz. Recognition gives words inside
windows, windows make a chunk's text, and merging makes one transcript of all chunks:

    Word -> WindowText -> ChunkText   (what a worker returns and a checkpoint keeps)
    Word -> Segment -> Transcript     (what people read, edit and export)

A film has tens of thousands of the smallest values. They cannot be part of a cycle, so the garbage
collector need not look at them (`gc=False`): it would hold up a window for tens of milliseconds.
"""

from __future__ import annotations

import re
from collections.abc import Iterator

import msgspec

from engine.errors import UsageError

SAMPLE_RATE = 16_000
SPEAKER = "Speaker"
"""What people call somebody who has no name, before the number."""

_LABEL = re.compile(r"SPEAKER_(\d+)")
_ADDED = re.compile(r"u[0-9a-f]{12}")  # as `edits.fresh_id` makes them


class Word(msgspec.Struct, frozen=True, gc=False):
    """One word as it was heard; `text` keeps the space before it where the language writes one."""

    text: str
    start: float
    end: float
    probability: float
    speaker: str | None = None

    @property
    def middle(self) -> float:
        """The moment that decides to which side of a seam the word belongs."""
        return (self.start + self.end) / 2

    def shifted(self, by: float) -> Word:
        """The same word `by` seconds later."""
        return msgspec.structs.replace(self, start=self.start + by, end=self.end + by)


class SpeechMap(msgspec.Struct, frozen=True):
    """Where speech is: regions in seconds, and for each frame of `frame` seconds how likely.

    `likelihood` holds one byte a frame, 0 to 255 for probability 0 to 1.
    """

    regions: tuple[tuple[float, float], ...]
    frame: float
    likelihood: bytes


class Chunk(msgspec.Struct, frozen=True):
    """A stretch of the film that is recognised and checkpointed as one.

    `start` to `end` is what it owns; it may hear a little more on either side (`heard_start` to
    `heard_end`) where the film offered no pause to cut at.
    """

    index: int
    start: float
    end: float
    heard_start: float
    heard_end: float

    @property
    def duration(self) -> float:
        """Seconds of the film that belong to this chunk alone."""
        return self.end - self.start


class TermChange(msgspec.Struct, frozen=True):
    """A term of the glossary that was put, or was not put, in the place of words that were heard.

    `gain` is how much likelier the term is, in natural logarithms; `reason`: why it was refused.
    """

    term: str
    heard: str
    start: float
    end: float
    gain: float = 0.0
    reason: str = ""


class BiasReport(msgspec.Struct, frozen=True):
    """What the glossary did in a window: the terms that were offered to it, those that it has in
    the end, and what was changed and refused."""

    offered: tuple[str, ...] = ()
    found: tuple[str, ...] = ()
    changed: tuple[TermChange, ...] = ()
    refused: tuple[TermChange, ...] = ()


class WindowText(msgspec.Struct, frozen=True):
    """What one decoder call heard, with the figures by which it was judged.

    `verdict` says what quality control did: "kept", "repaired" (decoded again, better) or
    "dropped" (no speech, or a loop); `avg_logprob` is per token, natural logarithm.
    """

    start: float
    end: float
    words: tuple[Word, ...] = ()
    avg_logprob: float = 0.0
    compression_ratio: float = 0.0
    no_speech_probability: float = 0.0
    temperature: float = 0.0
    verdict: str = "kept"
    bias: BiasReport | None = None


class ChunkText(msgspec.Struct, frozen=True):
    """The recognised windows of one chunk, in order of time."""

    index: int
    windows: tuple[WindowText, ...] = ()

    @property
    def words(self) -> tuple[Word, ...]:
        """Every word of the chunk in order of time."""
        return tuple(word for window in self.windows for word in window.words)


def bias_of(text: ChunkText) -> BiasReport | None:
    """What the glossary did in a chunk; nothing where it was not used."""
    reports = [window.bias for window in text.windows if window.bias is not None]
    if not reports:
        return None
    return BiasReport(
        offered=tuple(dict.fromkeys(term for report in reports for term in report.offered)),
        found=tuple(dict.fromkeys(term for report in reports for term in report.found)),
        changed=tuple(change for report in reports for change in report.changed),
        refused=tuple(change for report in reports for change in report.refused),
    )


class Segment(msgspec.Struct, frozen=True, gc=False):
    """A phrase of one speaker: what is shown on a line; `id` never changes once given.

    `overlaps`: somebody else talks at the same time.
    Where a glossary was used, `windows` are the ids of its windows here (`bias.window_ids`), and
    `offered` the terms that the recognizer was offered.
    """

    id: str
    start: float
    end: float
    words: tuple[Word, ...]
    chunk: int = 0
    origins: tuple[str, ...] = ()
    """Ids of the recognised segments that an edit made it of; empty where it is one itself."""
    speaker: str | None = None
    overlaps: bool = False
    windows: tuple[int, ...] = ()
    offered: tuple[str, ...] = ()

    @property
    def text(self) -> str:
        """The phrase as it is read."""
        return "".join([word.text for word in self.words]).strip()

    @property
    def duration(self) -> float:
        """Length in seconds."""
        return self.end - self.start


class SpeakerTurn(msgspec.Struct, frozen=True, gc=False):
    """A stretch in which one speaker talks; turns of different speakers may overlap."""

    start: float
    end: float
    speaker: str


class Diarization(msgspec.Struct, frozen=True):
    """Who speaks when: `turns` may overlap, in `exclusive` one speaker has each moment.

    `embeddings` holds a unit vector for each of `speakers`, as the model `model` hears the voice.
    """

    turns: tuple[SpeakerTurn, ...] = ()
    exclusive: tuple[SpeakerTurn, ...] = ()
    speakers: tuple[str, ...] = ()
    embeddings: tuple[tuple[float, ...], ...] = ()
    model: str = ""


class Speaker(msgspec.Struct, frozen=True, gc=False):
    """Someone heard in this film: a stable `id` from diarization and the name that people gave."""

    id: str
    name: str = ""


def unnamed(speaker: str, word: str = SPEAKER) -> str:
    """What people read for a speaker without a name: "Speaker 1" for the label SPEAKER_00.

    `word` is "Speaker" in their language. A label of another kind is read as it is.
    """
    if label := _LABEL.fullmatch(speaker):
        return f"{word} {int(label[1]) + 1}"
    return word if _ADDED.fullmatch(speaker) else speaker


class Gap(msgspec.Struct, frozen=True, gc=False):
    """A chunk that could not be recognised; it can be run again alone."""

    chunk: int
    start: float
    end: float
    reason: str


class Transcript(msgspec.Struct, frozen=True):
    """The whole film as text."""

    language: str
    duration: float
    segments: tuple[Segment, ...] = ()
    turns: tuple[SpeakerTurn, ...] = ()
    speakers: tuple[Speaker, ...] = ()
    gaps: tuple[Gap, ...] = ()
    warnings: tuple[str, ...] = ()

    @property
    def text(self) -> str:
        """All phrases, one a line."""
        return "\n".join(segment.text for segment in self.segments)

    def name_of(self, speaker: str | None) -> str:
        """What programs call a speaker: the name given, or else the label; nothing for nobody."""
        names = (known.name for known in self.speakers if known.id == speaker)
        return next(names, "") or speaker or ""

    def called(self, speaker: str | None, word: str = SPEAKER) -> str:
        """What people call a speaker: the name given, or else a number; nothing for nobody."""
        name = self.name_of(speaker)
        return unnamed(name, word) if name == speaker else name

    def introduced(self, word: str = SPEAKER) -> Transcript:
        """The same with a name for everybody, as people who read it call them."""
        people = tuple(Speaker(each, self.called(each, word)) for each in self._ids())
        return msgspec.structs.replace(self, speakers=people)

    def id_of(self, name: str) -> str:
        """The id of a speaker by label, by name, or by what people read for want of a name.

        A `UsageError` where there is none.
        """
        ids = self._ids()
        if name in ids:
            return name
        wanted = name.strip().casefold()
        called = [known.id for known in self.speakers if known.name.casefold() == wanted]
        called = called or [each for each in ids if self.called(each).casefold() == wanted]
        if len(called) == 1:
            return called[0]
        if called:
            raise UsageError(f"Several are called {name!r}.", f"One of: {', '.join(called)}.")
        known = ", ".join(map(self._listed, ids))
        known = known or "none, for nobody was told apart (--diarize)"
        raise UsageError(f"There is no speaker {name!r}.", f"Those that are: {known}.")

    def _listed(self, speaker: str) -> str:
        name = self.name_of(speaker)
        return speaker if name == speaker else f"{speaker} ({name})"

    def _ids(self) -> tuple[str, ...]:
        """Everybody who is known or heard."""
        heard = (said.speaker for said in self.segments if said.speaker)
        return tuple(dict.fromkeys((*(speaker.id for speaker in self.speakers), *heard)))

    def words(self) -> Iterator[Word]:
        """Every word in order of segments."""
        for segment in self.segments:
            yield from segment.words
