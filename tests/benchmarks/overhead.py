"""What supervision, documents and checkpoints cost: whole runs against the bare work.

The ways are interleaved. Processor seconds tell more than wall time on a machine that does other
things too; the engine process's own share of them is what its supervising cannot exceed.
"""

from __future__ import annotations

import sys
from collections.abc import Callable, Sequence
from statistics import median

import msgspec

from engine.jobs.supervisor import ALLOCATOR
from tests.benchmarks.processes import measure
from tests.benchmarks.recordings import ROOT, Recording
from tests.benchmarks.report import Report, spread
from tests.benchmarks.systems import (
    Run,
    Setting,
    environment,
    new_folder,
    read_transcription,
    run_longtake,
)

COLUMNS = ("way", "words", "wall s", "CPU s", "first process, CPU s", "its share %")


class Cost(msgspec.Struct, frozen=True):
    """What one run in one way cost, in seconds."""

    way: str
    words: int
    wall: float
    cpu: float
    own_cpu: float


def run_whole(recording: Recording, setting: Setting) -> Run:
    """As users have it: an engine with a worker."""
    return run_longtake(recording, setting, ["--language", recording.language])


def run_in_process(recording: Recording, setting: Setting) -> Run:
    """The engine with its document and checkpoints, but nothing supervised."""
    arguments = ["--language", recording.language, "--in-process"]
    return run_longtake(recording, setting, arguments, ALLOCATOR)


def run_bare(recording: Recording, setting: Setting) -> Run:
    """The stages alone."""
    folder = new_folder(setting.folder)
    out = folder / "heard.json"
    command = [sys.executable, "-m", "tests.benchmarks.bare", str(recording.path)]
    command += [str(setting.model), str(out), recording.language]
    ended = measure(command, environment(folder) | ALLOCATOR, folder / "bare.log", ROOT)
    return Run("bare work", ended, read_transcription(out))


WAYS: dict[str, Callable[[Recording, Setting], Run]] = {
    "whole": run_whole,
    "without supervision": run_in_process,
    "bare work": run_bare,
}


def measure_overhead(recording: Recording, setting: Setting, repeat: int) -> Report:
    """Run every way `repeat` times in turn and compare them pair by pair."""
    runs = [(way, run(recording, setting)) for _ in range(repeat) for way, run in WAYS.items()]
    costs = [_cost(way, run) for way, run in runs if not run.failure]
    return Report(
        title=f"{recording.id}: what supervision and checkpoints cost, {repeat} x each",
        columns=COLUMNS,
        rows=tuple(_row(way, costs) for way in WAYS),
        notes=tuple(_ratio(way, costs) for way in list(WAYS)[1:]),
        failures=tuple(run.failure for _, run in runs if run.failure),
        figures={"costs": [msgspec.to_builtins(cost) for cost in costs]},
    )


def _cost(way: str, run: Run) -> Cost:
    usage = run.ended.usage
    words = len(run.heard.text.split()) if run.heard else 0
    return Cost(way, words, usage.wall, usage.cpu, usage.own_cpu)


def _row(way: str, costs: Sequence[Cost]) -> tuple[str, ...]:
    mine = [cost for cost in costs if cost.way == way]
    return (
        way,
        str(mine[0].words) if mine else "-",
        spread((cost.wall for cost in mine), 1),
        spread((cost.cpu for cost in mine), 1),
        spread((cost.own_cpu for cost in mine), 2),
        spread((100 * cost.own_cpu / cost.cpu for cost in mine), 2),
    )


def _ratio(way: str, costs: Sequence[Cost]) -> str:
    whole = [cost for cost in costs if cost.way == "whole"]
    other = [cost for cost in costs if cost.way == way]
    pairs = list(zip(whole, other, strict=False))
    if not pairs:
        return f"nothing to compare with {way!r}"
    walls = [ours.wall / theirs.wall for ours, theirs in pairs]
    cpus = [ours.cpu / theirs.cpu for ours, theirs in pairs]
    return (
        f"whole ÷ {way}: wall {spread(walls, 3)} ({100 * (median(walls) - 1):+.1f} %), "
        f"CPU {spread(cpus, 3)} ({100 * (median(cpus) - 1):+.1f} %)"
    )
