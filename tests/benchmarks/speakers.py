"""Who speaks when, beside pyannote.audio's own pipeline on the same weights; and who says what.

For each recording: diarization error rate (collar 0, and 0.25 s on each side; overlap scored),
speakers found, how fast. For recordings whose text and speakers are known, cpWER of the whole
product. `python -m tests.benchmarks speakers` also holds the result against what it must show.
"""

from __future__ import annotations

import sys
from collections.abc import Iterator, Mapping, Sequence
from math import ceil
from pathlib import Path

import msgspec

from engine.transcript import SpeakerTurn
from tests.benchmarks.diarization_scoring import (
    DiarizationErrors,
    diarization_errors,
    words_by_speaker_errors,
)
from tests.benchmarks.diarizers import Told
from tests.benchmarks.memory import looped
from tests.benchmarks.processes import Ended, measure
from tests.benchmarks.recordings import ROOT, Recording
from tests.benchmarks.report import MEGABYTE, Report, megabytes
from tests.benchmarks.scoring import words_of
from tests.benchmarks.systems import Setting, environment, longtake_command, new_folder

COLLAR = 0.25
WORSE_IN_ALL, WORSE_IN_ONE = 0.3, 2.0  # points of error rate beyond pyannote's
TIMES_AS_FAST = 20.0
REAL_TIME = 30.0
SHORT_MINUTES, LONG_MINUTES, MORE_MEMORY = 30, 150, 1.15

COLUMNS = ("recording", "speakers", "found", "DER %", "DER % 0.25", "RTFx")


class SpokenBy(msgspec.Struct, frozen=True):
    """A segment of the reference, with who says it."""

    text: str = ""
    speaker: str = ""


class Truth(msgspec.Struct, frozen=True):
    """Who speaks when in a recording, and what."""

    id: str
    file: str
    duration: float
    turns: tuple[SpeakerTurn, ...]
    segments: tuple[SpokenBy, ...] = ()
    lang: str = "en"

    @property
    def speakers(self) -> int:
        """How many people speak."""
        return len({turn.speaker for turn in self.turns})


class _Manifest(msgspec.Struct, frozen=True):
    items: tuple[Truth, ...]


class System(msgspec.Struct, frozen=True):
    """What one system said of every recording, and what its process cost."""

    name: str
    told: Mapping[str, Told]
    ended: Ended


def measure_speakers(
    folder: Path, models: Path, peer: Path | None, setting: Setting
) -> Iterator[Report]:
    """Tables for the recordings in `folder`; `peer` is the folder of pyannote's pipeline."""
    items = _read(folder)
    ours = _run("longtake", items, folder, models, setting)
    yield _report(ours, items, folder, _slow(ours, items, folder))
    if peer is not None:
        theirs = _run("pyannote", items, folder, peer, setting)
        yield _report(theirs, items, folder, [])
        yield _comparison(ours, theirs, items, folder)


def measure_who_says_what(folder: Path, setting: Setting) -> Report:
    """cpWER of the whole product on the recordings whose words and speakers are known."""
    known = [item for item in _read(folder) if all(each.speaker for each in item.segments)]
    known = [item for item in known if item.segments and item.lang == "en"]
    rows, errors, words = [], 0, 0
    for item in known:
        score = _who_says_what(item, folder, setting)
        if score is None:
            continue
        rows.append((item.id, str(score[1]), f"{100 * score[0] / max(score[1], 1):.2f}"))
        errors, words = errors + score[0], words + score[1]
    rows.append(("all", str(words), f"{100 * errors / max(words, 1):.2f}"))
    return Report(
        title=f"Words by speaker, model {setting.model.name}",
        columns=("recording", "words", "cpWER %"),
        rows=tuple(rows),
        figures={"cpwer": 100 * errors / max(words, 1)},
    )


def measure_speaker_memory(recording: Recording, models: Path, setting: Setting) -> Report:
    """Whether diarization needs more memory for 2.5 hours than for half an hour."""
    peaks = []
    for minutes in (SHORT_MINUTES, LONG_MINUTES):
        times = ceil(minutes * 60 / recording.duration)
        folder = new_folder(setting.folder)
        film = looped(recording.path, times, folder / f"{minutes}.mka")
        ended = _diarize("longtake", [film], models, folder / "told.json", setting)
        peaks.append((minutes, times * recording.duration, ended))
    short, long = (ended.usage.peak_memory for _, _, ended in peaks)
    return Report(
        title="Memory of diarization alone",
        columns=("minutes", "peak MB", "RTFx"),
        rows=tuple(
            (str(minutes), megabytes(ended.usage.peak_memory), f"{seconds / ended.usage.wall:.1f}")
            for minutes, seconds, ended in peaks
        ),
        notes=(f"long ÷ short: {long / short:.3f}",),
        failures=(
            *(ended.last_lines for _, _, ended in peaks if ended.exit_code),
            *(["memory grows with the film"] if long > MORE_MEMORY * short else []),
        ),
        figures={"short": short / MEGABYTE, "long": long / MEGABYTE},
    )


def _read(folder: Path) -> tuple[Truth, ...]:
    return msgspec.json.decode((folder / "manifest.json").read_bytes(), type=_Manifest).items


def _run(name: str, items: Sequence[Truth], folder: Path, models: Path, setting: Setting) -> System:
    out = new_folder(setting.folder) / "told.json"
    audio = [(folder / item.file).absolute() for item in items]
    ended = _diarize(name, audio, models, out, setting)
    told = msgspec.json.decode(out.read_bytes(), type=dict[str, Told]) if out.exists() else {}
    return System(name, told, ended)


def _diarize(name: str, audio: Sequence[Path], models: Path, out: Path, setting: Setting) -> Ended:
    command = [sys.executable, "-m", "tests.benchmarks.diarizers", name, str(models.absolute())]
    command += [str(out), *map(str, audio), "--threads", str(setting.threads)]
    return measure(command, environment(out.parent), out.parent / f"{name}.log", ROOT)


def _errors(system: System, item: Truth, folder: Path, collar: float = 0.0) -> DiarizationErrors:
    told = system.told[str((folder / item.file).absolute())]
    return diarization_errors(item.turns, told.turns, item.duration, collar)


def _rate(system: System, items: Sequence[Truth], folder: Path, collar: float = 0.0) -> float:
    every = (_errors(system, item, folder, collar) for item in items)
    return sum(every, DiarizationErrors()).rate


def _speed(system: System, items: Sequence[Truth]) -> float:
    seconds = sum(told.seconds for told in system.told.values())
    return sum(item.duration for item in items) / max(seconds, 1e-9)


def _report(
    system: System, items: Sequence[Truth], folder: Path, failures: Sequence[str]
) -> Report:
    if not system.told:
        return Report(system.name, COLUMNS, (), failures=(system.ended.last_lines,))
    rows = [_row(system, item, folder) for item in items]
    off = sum(abs(int(row[2]) - int(row[1])) for row in rows)
    figures = {
        "der": _rate(system, items, folder),
        "der_collar": _rate(system, items, folder, COLLAR),
        "rtfx": _speed(system, items),
        "memory": system.ended.usage.peak_memory / MEGABYTE,
        "processor_seconds": system.ended.usage.cpu,
        "speakers_off": off / len(items),
    }
    rows.append(
        (
            "all",
            "",
            f"± {off / len(items):.2f}",
            f"{figures['der']:.2f}",
            f"{figures['der_collar']:.2f}",
            f"{figures['rtfx']:.1f}",
        )
    )
    usage = system.ended.usage
    note = (
        f"peak memory of the process: {megabytes(usage.peak_memory)} MB; "
        f"{usage.cpu:.0f} processor seconds with loading and decoding"
    )
    return Report(
        f"Who speaks when: {system.name}",
        COLUMNS,
        tuple(rows),
        (note,),
        tuple(failures),
        figures,
    )


def _row(system: System, item: Truth, folder: Path) -> tuple[str, ...]:
    told = system.told[str((folder / item.file).absolute())]
    return (
        item.id,
        str(item.speakers),
        str(len({turn.speaker for turn in told.turns})),
        f"{_errors(system, item, folder).rate:.2f}",
        f"{_errors(system, item, folder, COLLAR).rate:.2f}",
        f"{item.duration / told.seconds:.1f}",
    )


def _slow(ours: System, items: Sequence[Truth], folder: Path) -> list[str]:
    speed = _speed(ours, items)
    return [] if speed >= REAL_TIME or not ours.told else [f"{speed:.1f} x real time, not 30"]


def _comparison(ours: System, theirs: System, items: Sequence[Truth], folder: Path) -> Report:
    """Our error rate less theirs, in points, and how many times as fast."""
    if not ours.told or not theirs.told:
        return Report("Longtake beside pyannote", ("",), (), failures=("one of them failed",))
    apart = {
        item.id: _errors(ours, item, folder).rate - _errors(theirs, item, folder).rate
        for item in items
    }
    in_all = _rate(ours, items, folder) - _rate(theirs, items, folder)
    times = _speed(ours, items) / _speed(theirs, items)
    worst = max(apart, key=lambda name: apart[name])
    wrong = [f"{apart[worst]:+.2f} points in {worst}"] if apart[worst] > WORSE_IN_ONE else []
    wrong += [f"{in_all:+.2f} points in all"] if in_all > WORSE_IN_ALL else []
    wrong += [f"only {times:.1f} times as fast"] if times < TIMES_AS_FAST else []
    return Report(
        title="Longtake less pyannote.audio",
        columns=("DER points in all", "worst file", "points", "times as fast"),
        rows=((f"{in_all:+.2f}", worst, f"{apart[worst]:+.2f}", f"{times:.1f}"),),
        failures=tuple(wrong),
        figures={"points": in_all, "worst": apart[worst], "times": times},
    )


class _HeardSegment(msgspec.Struct, frozen=True):
    text: str = ""
    speaker: str | None = None


class _Heard(msgspec.Struct, frozen=True):
    segments: tuple[_HeardSegment, ...] = ()


def _who_says_what(item: Truth, folder: Path, setting: Setting) -> tuple[int, int] | None:
    """Errors and words of one recording, through `longtake transcribe --diarize`."""
    own, film = new_folder(setting.folder), (folder / item.file).absolute()
    (own / "home").mkdir()
    (own / "home" / "models").symlink_to(setting.model.parent, target_is_directory=True)
    options = ["--diarize", "--language", item.lang, "--document", str(own / "job.longtake")]
    command = longtake_command([film], own, setting, options)
    measure(command, environment(own), own / "longtake.log", ROOT)
    found = own / "out" / f"{film.stem}.json"
    if not found.exists():
        return None
    heard = msgspec.json.decode(found.read_bytes(), type=_Heard)
    return words_by_speaker_errors(
        _joined(((each.speaker, each.text) for each in item.segments), item.lang),
        _joined(((each.speaker or "?", each.text) for each in heard.segments), item.lang),
    )


def _joined(said: Iterator[tuple[str, str]], language: str) -> dict[str, str]:
    """All that each speaker says, as normalised words."""
    joined: dict[str, list[str]] = {}
    for speaker, text in said:
        joined.setdefault(speaker, []).append(text)
    return {
        speaker: " ".join(words_of(" ".join(texts), language)) for speaker, texts in joined.items()
    }
