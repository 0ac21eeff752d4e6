"""Are people known again in other recordings, and is nobody taken for somebody else?

Everybody in every recording is enrolled, by the stretches in which they talk alone. Then each
recording is shown to Longtake with all voices that were enrolled from the *others*: who is in
another recording too should be suggested, who is in none should be nobody.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping, Sequence
from contextlib import contextmanager
from itertools import chain
from pathlib import Path
from typing import Any

import msgspec

from engine.jobs.enrolment import Recording
from engine.jobs.speaker_models import locate
from engine.jobs.supervisor import WorkerProcess
from engine.options import Home, Options
from engine.transcript import Diarization, SpeakerTurn
from engine.voices import Policy, Sample, Span, Voice, bounded, mean, suggest
from tests.benchmarks.report import Report

_EDGE = 0.05  # seconds by which a turn's ends may be off


class Item(msgspec.Struct, frozen=True):
    """A recording of a set: who speaks in it, and when if there are several."""

    id: str
    file: str
    duration: float
    speakers: tuple[str, ...] | dict[str, Any] = ()
    turns: tuple[SpeakerTurn, ...] = ()


class Heard(msgspec.Struct, frozen=True):
    """One recording: for each person in it the samples of their voice."""

    name: str
    samples: dict[str, tuple[Sample, ...]]


class Outcome(msgspec.Struct, frozen=True):
    """What was suggested for the people of a recording: how many rightly, wrongly and not at all.

    `brief` are those who say too little to be judged, `strangers` those who are nowhere else.
    """

    known: int = 0
    found: int = 0
    brief: int = 0
    strangers: int = 0
    wrong: tuple[str, ...] = ()


class _Manifest(msgspec.Struct, frozen=True):
    items: tuple[Item, ...]


def measure_voices(folders: Sequence[Path], home: Home) -> Report:
    """One table: how many are known again in each set, and how many are mistaken."""
    with _listener(home) as listener:
        sets = {folder.name: [*_hear_all(folder, listener)] for folder in folders}
    everything = [heard for recordings in sets.values() for heard in recordings]
    rows, failures = [], []
    for name, recordings in sets.items():
        outcomes = [outcome(heard, everything) for heard in recordings]
        rows.append(_row(name, outcomes))
        failures += [wrong for each in outcomes for wrong in each.wrong]
    return Report(
        "Voices that are known again in other recordings",
        ("set", "recordings", "people known", "found", "too brief", "strangers", "mistaken"),
        tuple(rows),
        notes=(f"A voice is suggested at {Policy()}.",),
        failures=tuple(failures),
    )


def outcome(heard: Heard, everything: Iterable[Heard]) -> Outcome:
    """What is suggested for a recording by those who are enrolled from all others."""
    known = enrolled(other for other in everything if other is not heard)
    told, seconds = diarization(heard), spoken(heard)
    said = {each.speaker: each.name for each in suggest(told, known, seconds)}
    names = {voice.name for voice in known}
    judged = {who for who in told.speakers if seconds[who] >= Policy().seconds}
    return Outcome(
        known=len(judged & names),
        found=sum(1 for who, name in said.items() if who == name),
        brief=len(names & set(told.speakers) - judged),
        strangers=len(set(told.speakers) - names),
        wrong=tuple(
            f"{heard.name}: {who} is taken for {name}" for who, name in said.items() if who != name
        ),
    )


def enrolled(recordings: Iterable[Heard]) -> list[Voice]:
    """Everybody in these recordings, as they would be if they were enrolled from them."""
    samples: dict[str, list[Sample]] = {}
    for heard in recordings:
        for who, theirs in heard.samples.items():
            samples.setdefault(who, []).extend(theirs)
    return [Voice(who, who, "benchmark", "", tuple(theirs)) for who, theirs in samples.items()]


def diarization(heard: Heard) -> Diarization:
    """The people of a recording as diarization tells them apart at best."""
    vectors = {
        who: mean([sample.vector for sample in theirs], [sample.seconds for sample in theirs])
        for who, theirs in heard.samples.items()
    }
    model = next((sample.model for each in heard.samples.values() for sample in each), "")
    return Diarization(
        speakers=tuple(vectors),
        embeddings=tuple(vector or () for vector in vectors.values()),
        model=model,
    )


def spoken(heard: Heard) -> dict[str, float]:
    """How long everybody was heard."""
    return {who: sum(s.seconds for s in theirs) for who, theirs in heard.samples.items()}


def alone(item: Item) -> Mapping[str, tuple[Span, ...]]:
    """The stretches in which each person of a recording talks and nobody else does."""
    if not item.turns:
        return {who: ((0.0, item.duration),) for who in list(item.speakers)[:1]}
    found: dict[str, list[Span]] = {}
    for turn in item.turns:
        others = [other for other in item.turns if other.speaker != turn.speaker]
        found.setdefault(turn.speaker, []).extend(_free(turn, others))
    return {who: bounded(spans) for who, spans in found.items()}


def _free(turn: SpeakerTurn, others: Iterable[SpeakerTurn]) -> Iterator[Span]:
    """What is left of a turn when those of others are taken out of it."""
    now = turn.start + _EDGE
    for other in sorted(others, key=lambda each: each.start):
        if other.end > now and other.start < turn.end:
            if other.start > now:
                yield now, other.start
            now = max(now, other.end)
    if now < turn.end - _EDGE:
        yield now, turn.end - _EDGE


@contextmanager
def _listener(home: Home) -> Iterator[Recording]:
    cache = home.cache / "voices-benchmark.s16"
    cache.parent.mkdir(parents=True, exist_ok=True)
    worker = WorkerProcess(home.logs / "voices-benchmark.log")
    home.logs.mkdir(parents=True, exist_ok=True)
    try:
        model = locate(Options(), home, lambda progress: None)
        yield Recording(worker, cache, model, "")
    finally:
        worker.close()
        cache.unlink(missing_ok=True)


def _hear_all(folder: Path, listener: Recording) -> Iterator[Heard]:
    manifest = msgspec.json.decode((folder / "manifest.json").read_bytes(), type=_Manifest)
    for item in manifest.items:
        listener.decode(folder / item.file, Options())
        samples = {who: listener.samples(spans) for who, spans in alone(item).items()}
        yield Heard(item.id, {who: theirs for who, theirs in samples.items() if theirs})


def _row(name: str, outcomes: Sequence[Outcome]) -> tuple[str, ...]:
    def total(field: str) -> str:
        return str(sum(getattr(each, field) for each in outcomes))

    wrong = len([*chain.from_iterable(each.wrong for each in outcomes)])
    figures = (total(field) for field in ("known", "found", "brief", "strangers"))
    return name, str(len(outcomes)), *figures, str(wrong)
