"""Are people known again in other recordings, and is nobody taken for somebody else?

Every recording goes the way of a film: Longtake tells its speakers apart, and everybody is enrolled
from the turns that it found, as if the user had named each speaker rightly. Then each recording is
shown to Longtake with all voices that were enrolled from the *others*: who is in another recording
too should be suggested, who is in none should be nobody. Whose voice a speaker is, is whose
reference turns it shares most time with.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from contextlib import contextmanager
from itertools import chain
from pathlib import Path
from typing import Any

import msgspec

from engine.audio.cache import Samples
from engine.jobs.diarization import BATCH, step_of, tasks
from engine.jobs.enrolment import Recording, sample_of
from engine.jobs.speaker_models import SpeakerModel, locate
from engine.jobs.supervisor import Worker, WorkerProcess
from engine.options import Home, Options
from engine.protocol import HearVoices, SpeakerSettings, TellApart, ToldApart, VoicesHeard
from engine.transcript import Diarization, SpeakerTurn
from engine.voices import Policy, Sample, Voice, spoken_seconds, suggest
from tests.benchmarks.report import Report


class Item(msgspec.Struct, frozen=True):
    """A recording of a set: who speaks in it, and when if there are several."""

    id: str
    file: str
    duration: float
    speakers: tuple[str, ...] | dict[str, Any] = ()
    turns: tuple[SpeakerTurn, ...] = ()


class Heard(msgspec.Struct, frozen=True):
    """One recording: its speakers as Longtake tells them apart, and who each of them is."""

    name: str
    told: Diarization
    people: dict[str, str]


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
    said = {each.speaker: each.name for each in suggest(heard.told, known)}
    names, seconds = {voice.name for voice in known}, spoken_seconds(heard.told)
    there = {label: who for label, who in heard.people.items() if who in names}
    judged = {who for label, who in there.items() if seconds[label] >= Policy().seconds}
    return Outcome(
        known=len(judged),
        found=len({who for label, who in there.items() if said.get(label) == who}),
        brief=len({*there.values()} - judged),
        strangers=len({*heard.people.values()} - names),
        wrong=tuple(
            f"{heard.name}: {heard.people.get(label, 'noise')} is taken for {name}"
            for label, name in said.items()
            if heard.people.get(label) != name
        ),
    )


def enrolled(recordings: Iterable[Heard]) -> list[Voice]:
    """Everybody in these recordings, as the window keeps a voice: by what was heard of the speaker
    when speakers were told apart."""
    samples: dict[str, list[Sample]] = {}
    for heard in recordings:
        for label, who in heard.people.items():
            if (sample := sample_of(heard.told, label, heard.name)) is not None:
                samples.setdefault(who, []).append(sample)
    return [Voice(who, who, "benchmark", "", tuple(theirs)) for who, theirs in samples.items()]


def reference(item: Item) -> tuple[SpeakerTurn, ...]:
    """Who speaks when in a recording; one without turns is of one person."""
    alone = (SpeakerTurn(0.0, item.duration, who) for who in list(item.speakers)[:1])
    return item.turns or tuple(alone)


def people(told: Diarization, real: Sequence[SpeakerTurn]) -> dict[str, str]:
    """For each speaker who was told apart the person with whom most time is shared."""
    shared: dict[str, dict[str, float]] = {}
    for turn in told.exclusive:
        for other in real:
            seconds = min(turn.end, other.end) - max(turn.start, other.start)
            if seconds > 0:
                of = shared.setdefault(turn.speaker, {})
                of[other.speaker] = of.get(other.speaker, 0.0) + seconds
    return {label: max(of, key=lambda who: of[who]) for label, of in shared.items()}


class _Listener:
    """Hears recordings as the product does."""

    def __init__(self, worker: Worker, cache: Path, model: SpeakerModel) -> None:
        self._worker = worker
        self._cache = cache
        self._model = model

    def hear(self, item: Item, folder: Path) -> Heard:
        recording = Recording(self._worker, self._cache, self._model, item.id)
        recording.decode(folder / item.file, Options())
        told = self._told_apart()
        return Heard(item.id, told, people(told, reference(item)))

    def _told_apart(self) -> Diarization:
        with Samples(self._cache) as samples:
            count, duration = samples.count, samples.duration
        settings = SpeakerSettings(self._model.diarizer, str(self._model.path), "cpu", 2, BATCH)
        step = step_of(duration, self._model.diarizer)
        cache = str(self._cache)
        asked = HearVoices(cache=cache, settings=settings, tasks=tasks(count, step), step=step)
        replies = [each for each in self._worker.ask(asked) if isinstance(each, VoicesHeard)]
        request = TellApart(
            settings=settings,
            voices=tuple(each.voices for each in replies),
            duration=duration,
            step=step,
            model=self._model.identity,
        )
        (told,) = (each for each in self._worker.ask(request) if isinstance(each, ToldApart))
        return told.diarization


@contextmanager
def _listener(home: Home) -> Iterator[_Listener]:
    cache = home.cache / "voices-benchmark.s16"
    cache.parent.mkdir(parents=True, exist_ok=True)
    home.logs.mkdir(parents=True, exist_ok=True)
    worker = WorkerProcess(home.logs / "voices-benchmark.log")
    try:
        yield _Listener(worker, cache, locate(Options(), home, lambda progress: None))
    finally:
        worker.close()
        cache.unlink(missing_ok=True)


def _hear_all(folder: Path, listener: _Listener) -> Iterator[Heard]:
    manifest = msgspec.json.decode((folder / "manifest.json").read_bytes(), type=_Manifest)
    return (listener.hear(item, folder) for item in manifest.items)


def _row(name: str, outcomes: Sequence[Outcome]) -> tuple[str, ...]:
    def total(field: str) -> str:
        return str(sum(getattr(each, field) for each in outcomes))

    wrong = len([*chain.from_iterable(each.wrong for each in outcomes)])
    figures = (total(field) for field in ("known", "found", "brief", "strangers"))
    return name, str(len(outcomes)), *figures, str(wrong)
