"""What supervision, documents and checkpoints cost: whole runs against the bare work.

Ways are interleaved. Processor seconds tell more than wall time on a machine that does other things
too; the engine process's own share of them is what its supervising cannot exceed.
"""

from __future__ import annotations

from collections.abc import Sequence
from statistics import median

import msgspec

from tests.benchmarks.recordings import Recording
from tests.benchmarks.report import Report, spread
from tests.benchmarks.systems import Run, Setting, run_longtake

WAYS: dict[str, tuple[str, ...]] = {
    "engine and worker": (),
    "one process": ("--in-process",),
    "one process, one chunk": ("--in-process", "--chunk-seconds", "0"),
}
COLUMNS = ("way", "wall s", "CPU s", "engine's own CPU s", "engine's share %")


class Cost(msgspec.Struct, frozen=True):
    """What one run in one way cost, in seconds."""

    way: str
    wall: float
    cpu: float
    own_cpu: float


def measure_overhead(recording: Recording, setting: Setting, repeat: int) -> Report:
    """Run every way `repeat` times in turn and compare them pair by pair."""
    runs = [
        (way, run_longtake(recording, setting, ["--language", recording.language, *options]))
        for _ in range(repeat)
        for way, options in WAYS.items()
    ]
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
    return Cost(way, usage.wall, usage.cpu, usage.own_cpu)


def _row(way: str, costs: Sequence[Cost]) -> tuple[str, ...]:
    mine = [cost for cost in costs if cost.way == way]
    return (
        way,
        spread((cost.wall for cost in mine), 1),
        spread((cost.cpu for cost in mine), 1),
        spread((cost.own_cpu for cost in mine), 2),
        spread((100 * cost.own_cpu / cost.cpu for cost in mine), 2),
    )


def _ratio(way: str, costs: Sequence[Cost]) -> str:
    whole = [cost for cost in costs if cost.way == next(iter(WAYS))]
    other = [cost for cost in costs if cost.way == way]
    walls = [a.wall / b.wall for a, b in zip(whole, other, strict=False)]
    cpus = [a.cpu / b.cpu for a, b in zip(whole, other, strict=False)]
    if not walls:
        return f"nothing to compare with {way!r}"
    return (
        f"engine and worker ÷ {way}: wall {spread(walls, 3)}, CPU {spread(cpus, 3)} "
        f"(median {100 * (median(cpus) - 1):+.1f} %)"
    )
