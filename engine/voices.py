"""Voices that are known: people who gave their consent to be recognised in other films.

    library = VoiceLibrary(home.voices)
    library.enrol("Anna", vectors, consent="asked on 3 May")
    suggest(diarization, library.voices())        # who may be who; nothing is applied

A voice is kept as vectors of a speaker model, never as sound, in one file that nobody else may
read, together with what the person agreed to. `forget` takes it out of the file and overwrites
what the file was before. A suggestion is made only where a speaker and a voice are each other's
best match, alike enough, and clearly more alike than the next best on either side.
"""

from __future__ import annotations

import math
import os
import secrets
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from contextlib import contextmanager
from datetime import UTC, datetime
from pathlib import Path

import msgspec
from filelock import FileLock
from msgspec.structs import replace

from engine.errors import FileExists, StorageError, UsageError, writing
from engine.orthography import plain
from engine.transcript import Diarization, Transcript
from engine.whole import to_disk

Vector = tuple[float, ...]
Span = tuple[float, float]
Embed = Callable[[Sequence[Span]], Sequence[Vector]]
"""Turns stretches of a recording, in seconds, into unit vectors; an empty one was too short."""

BATCH = 8  # stretches that are embedded at once
MOST_SAMPLES = 32  # of a voice, for each model; the longest are kept
MOST_SECONDS = 90.0  # of a recording that go into one enrolment

_SHORTEST = 2.0  # seconds of a stretch that tell a voice
_LONGEST = 15.0  # seconds of a stretch; more of it tells no more
_BREATH = 1.0  # seconds of rest that a stretch may hold
_EDGE = 0.1  # seconds at either end of a stretch in which somebody else may still be heard


class Policy(msgspec.Struct, frozen=True):
    """When a speaker is taken for a known voice.

    `threshold` is the least cosine of the two, `margin` by how much both must prefer each other to
    the next best, `seconds` how long a speaker must have talked to be judged at all.

    The threshold is the lowest at which, of 27 speakers of one programme (WeSpeaker ResNet34),
    none was taken for another when their own voice was not known. In 100 recordings whose speakers
    Longtake told apart, each with the voices of all the rest known, it then found 67 people of 71
    and took none of 52 strangers for somebody (`python -m tests.benchmarks voices`).
    """

    threshold: float = 0.55
    margin: float = 0.1
    seconds: float = 3.0


class Sample(msgspec.Struct, frozen=True):
    """One stretch of a voice as the speaker model `model` hears it."""

    model: str
    vector: Vector
    seconds: float
    film: str = ""


class Voice(msgspec.Struct, frozen=True):
    """A person who is known across films; `consent` says what they agreed to."""

    id: str
    name: str
    consent: str
    enrolled_at: str
    samples: tuple[Sample, ...] = ()

    def vector(self, model: str) -> Vector | None:
        """What the voice is to a model: the mean of its samples, the longer ones counting more."""
        samples = [sample for sample in self.samples if sample.model == model]
        return mean([sample.vector for sample in samples], [sample.seconds for sample in samples])

    @property
    def seconds(self) -> float:
        """How much was heard of the voice."""
        return sum(sample.seconds for sample in self.samples)


class Suggestion(msgspec.Struct, frozen=True):
    """A speaker may be a known voice.

    `score` is their cosine; `lead` by how much it beats the next best voice for this speaker, and
    the next best speaker for this voice, whichever is closer.
    """

    speaker: str
    voice: str
    name: str
    score: float
    lead: float


def suggest(
    diarization: Diarization,
    voices: Iterable[Voice],
    seconds: Mapping[str, float] | None = None,
    policy: Policy | None = None,
) -> tuple[Suggestion, ...]:
    """Which speakers may be which voices, the surest first.

    `seconds` says how long each speaker talks, by default as the turns do.
    """
    policy = policy or Policy()
    talked = spoken_seconds(diarization) if seconds is None else seconds
    known = {
        voice.id: (voice, vector)
        for voice in voices
        if (vector := voice.vector(diarization.model)) is not None
    }
    heard = {
        speaker: vector
        for speaker, vector in zip(diarization.speakers, diarization.embeddings, strict=False)
        if vector
    }
    scores = {
        (speaker, voice): cosine(vector, other)
        for speaker, vector in heard.items()
        for voice, (_, other) in known.items()
    }
    found = []
    for (speaker, voice), score in scores.items():
        lead = score - _next_best(scores, speaker, voice)
        is_sure = score >= policy.threshold and lead >= policy.margin
        if is_sure and talked.get(speaker, 0.0) >= policy.seconds:
            found.append(Suggestion(speaker, voice, known[voice][0].name, score, lead))
    return tuple(sorted(found, key=lambda each: -each.score))


def spoken_seconds(diarization: Diarization) -> dict[str, float]:
    """How long each speaker talks alone."""
    seconds: dict[str, float] = {}
    for turn in diarization.exclusive or diarization.turns:
        seconds[turn.speaker] = seconds.get(turn.speaker, 0.0) + turn.end - turn.start
    return seconds


def spans_of(transcript: Transcript, speaker: str) -> tuple[Span, ...]:
    """The stretches of a film to know a speaker by: long, of that speaker alone, bounded in all."""
    said = [(each.start, each.end, each.speaker) for each in transcript.segments if each.words]
    turns = [(turn.start, turn.end, turn.speaker) for turn in transcript.turns]
    theirs = joined((start, end) for start, end, who in said if who == speaker)
    others = sorted((start, end) for start, end, who in (*said, *turns) if who != speaker)
    alone = (part for span in theirs for part in _without(others, span))
    return bounded(each for first, last in alone for each in stretches(first, last))


def bounded(spans: Iterable[Span]) -> tuple[Span, ...]:
    """The longest of these stretches, as many and as much as is needed, in order of time."""
    chosen: list[Span] = []
    left = MOST_SECONDS
    for start, end in sorted(spans, key=lambda span: span[0] - span[1]):
        if min(end - start, left) < _SHORTEST or len(chosen) == MOST_SAMPLES:
            break
        chosen.append((start, min(end, start + left)))
        left -= end - start
    return tuple(sorted(chosen))


def joined(spans: Iterable[Span]) -> tuple[Span, ...]:
    """Stretches of one voice, those with but a breath between them as one."""
    found: list[Span] = []
    for start, end in spans:
        if found and start - found[-1][1] <= _BREATH:
            found[-1] = found[-1][0], end
        else:
            found.append((start, end))
    return tuple(found)


def stretches(start: float, end: float) -> tuple[Span, ...]:
    """A recording of one voice in stretches of equal length, bounded in all."""
    end = min(end, start + MOST_SECONDS)
    count = max(1, math.ceil((end - start) / _LONGEST))
    step = (end - start) / count
    return tuple((start + step * n, start + step * (n + 1)) for n in range(count))


def samples_of(
    spans: Sequence[Span], embed: Embed, model: str, film: str = ""
) -> tuple[Sample, ...]:
    """The stretches of a recording as samples, a few at a time; too short ones are left out."""
    vectors: list[Vector] = []
    for first in range(0, len(spans), BATCH):
        vectors += embed(spans[first : first + BATCH])
    return tuple(
        Sample(model, unit(vector), end - start, film)
        for (start, end), vector in zip(spans, vectors, strict=True)
        if vector
    )


# --- vectors --------------------------------------------------------------------------------------


def cosine(one: Vector, other: Vector) -> float:
    """How alike two unit vectors are, from -1 to 1; those of different lengths are not."""
    if len(one) != len(other):
        return -1.0
    return _dot(one, other)


def unit(vector: Sequence[float]) -> Vector:
    """The vector with a length of 1."""
    length = math.sqrt(_dot(vector, vector))
    return tuple(round(value / length, 6) for value in vector) if length else tuple(vector)


def mean(vectors: Sequence[Vector], weights: Sequence[float]) -> Vector | None:
    """The unit vector between unit vectors; None where there is none."""
    if not vectors:
        return None
    columns = zip(*vectors, strict=True)
    return unit([_dot(column, weights) for column in columns])


def _dot(one: Sequence[float], other: Sequence[float]) -> float:
    return sum(a * b for a, b in zip(one, other, strict=True))


def _next_best(scores: Mapping[tuple[str, str], float], speaker: str, voice: str) -> float:
    """The best score that this speaker has with another voice, or this voice with another speaker.

    Where there is no other, nobody at all: a score of 0.
    """
    rivals = (
        score for (one, other), score in scores.items() if (one == speaker) != (other == voice)
    )
    return max(rivals, default=0.0)


def _without(others: Iterable[Span], span: Span) -> Iterator[Span]:
    """What is left of a stretch when these others, in order, are taken out with some room."""
    now, end = span[0] + _EDGE, span[1] - _EDGE
    for first, last in others:
        if first < span[1] and last > span[0]:
            if first - _EDGE > now:
                yield now, first - _EDGE
            now = max(now, last + _EDGE)
    if now < end:
        yield now, end


# --- the file -------------------------------------------------------------------------------------


class _File(msgspec.Struct, frozen=True):
    version: int
    voices: tuple[Voice, ...] = ()


_VERSION = 1


class VoiceLibrary:
    """The file of known voices; processes take turns to change it."""

    def __init__(self, path: Path, now: Callable[[], str] | None = None) -> None:
        self.path = path
        self._now = now or _now

    def voices(self) -> tuple[Voice, ...]:
        """Everybody who is known, by name."""
        return tuple(sorted(_read(self.path), key=lambda voice: voice.name.casefold()))

    def find(self, name: str) -> Voice:
        """The voice of that name or id; a `UsageError` names those that are known."""
        known = self.voices()
        for voice in known:
            if voice.id == name or voice.name.casefold() == plain(name).casefold():
                return voice
        names = ", ".join(voice.name for voice in known) or "nobody"
        raise UsageError(f"The voice of {name!r} is not known.", f"Known: {names}.")

    def enrol(self, name: str, samples: Sequence[Sample], consent: str) -> Voice:
        """Keep samples of a person's voice, beside those that are known of the same name.

        Without a note of consent, or without a sample, it is a `UsageError`.
        """
        name, consent = plain(name), plain(consent)
        if not name or not consent:
            raise UsageError(
                "A voice is kept only with a name and a note of the person's consent.",
                'Say how they agreed, as in --consent "asked by mail on 3 May".',
            )
        if not samples:
            raise UsageError(
                f"Nothing was heard by which {name!r} could be known again.",
                f"It takes {_SHORTEST:.0f} s or more of one voice alone.",
            )
        with self._changing() as voices:
            before = next((v for v in voices if v.name.casefold() == name.casefold()), None)
            kept = before or Voice("v" + secrets.token_hex(6), name, consent, self._now())
            kept = replace(kept, consent=consent, samples=_bounded((*kept.samples, *samples)))
            voices[:] = [v for v in voices if v.id != kept.id] + [kept]
        return kept

    def forget(self, name: str) -> Voice:
        """Take a voice out of the file, and overwrite what the file was."""
        gone = self.find(name)
        with self._changing() as voices:
            voices[:] = [voice for voice in voices if voice.id != gone.id]
        return gone

    def forget_all(self) -> None:
        """Overwrite and remove the whole file."""
        with writing(self.path), _overwriting(self.path):
            self.path.unlink(missing_ok=True)

    def export(self, target: Path, names: Sequence[str] = ()) -> tuple[Voice, ...]:
        """Write voices, or those of these names, into a file that nobody else may read."""
        chosen = tuple(self.find(name) for name in names) if names else self.voices()
        if target.exists():
            raise FileExists(f"{str(target)!r} is there already.", "Choose another name.")
        with writing(target):
            _write(target, chosen)
        return chosen

    def bring(self, source: Path) -> tuple[Voice, ...]:
        """Take in what `export` wrote; of a voice that is known, the samples that are new."""
        brought = _read(source, must_exist=True)
        with self._changing() as voices:
            known = {voice.id: voice for voice in voices}
            for voice in brought:
                before = known.get(voice.id, voice)
                samples = _bounded(dict.fromkeys((*before.samples, *voice.samples)))
                known[voice.id] = replace(before, samples=samples)
            voices[:] = known.values()
        return brought

    @contextmanager
    def _changing(self) -> Iterator[list[Voice]]:
        """The voices as a list; what it is at the end is written, by one process at a time."""
        with writing(self.path):
            self.path.parent.mkdir(parents=True, exist_ok=True)
            with FileLock(self.path.with_suffix(".lock")):
                voices = list(_read(self.path))
                yield voices
                _write(self.path, tuple(voices))


def _now() -> str:
    return datetime.now(UTC).isoformat(timespec="seconds")


def _bounded(samples: Iterable[Sample]) -> tuple[Sample, ...]:
    """The longest samples of each model."""
    kept: list[Sample] = []
    for sample in sorted(samples, key=lambda sample: -sample.seconds):
        if sum(1 for other in kept if other.model == sample.model) < MOST_SAMPLES:
            kept.append(sample)
    return tuple(kept)


def _read(path: Path, must_exist: bool = False) -> tuple[Voice, ...]:
    try:
        content = path.read_bytes()
    except FileNotFoundError:
        if must_exist:
            raise UsageError(f"{str(path)!r} is not there.") from None
        return ()
    except OSError as error:
        raise StorageError(f"{str(path)!r} cannot be read ({error.strerror}).") from error
    try:
        file = msgspec.json.decode(content, type=_File)
    except msgspec.DecodeError as error:
        raise _damaged(path, str(error)) from error
    if file.version > _VERSION:
        raise StorageError(f"{path.name!r} was written by a newer Longtake.", "Update Longtake.")
    return file.voices


def _damaged(path: Path, why: str) -> StorageError:
    return StorageError(
        f"{str(path)!r} is damaged, or no file of voices.",
        "Bring back a copy of it, or move it away and enrol the voices anew.",
        why,
    )


def _write(path: Path, voices: tuple[Voice, ...]) -> None:
    """Write the file whole or not at all, for its owner only; what it was is overwritten."""
    fresh = path.with_name(f".{path.name}.{secrets.token_hex(4)}.part")
    try:
        descriptor = os.open(fresh, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600)
        with open(descriptor, "wb") as file:
            file.write(msgspec.json.encode(_File(_VERSION, voices)))
            to_disk(file)
        with _overwriting(path):
            fresh.replace(path)
    finally:
        fresh.unlink(missing_ok=True)


@contextmanager
def _overwriting(path: Path) -> Iterator[None]:
    """Write zeros over what `path` holds now, once another file stands in its place."""
    if not path.exists():
        yield
        return
    with path.open("r+b") as former:
        yield
        size = former.seek(0, os.SEEK_END)
        former.seek(0)
        former.write(bytes(size))
        to_disk(former)
