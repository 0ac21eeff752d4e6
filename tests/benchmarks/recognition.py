"""The main table: how right, how fast and how large each system is, side by side in one run.

Runs are interleaved (A B C A B C …) so that whatever else the machine does hits all alike, and
speeds are compared pair by pair within a round.
"""

from __future__ import annotations

from collections.abc import Sequence
from statistics import median

import msgspec

from tests.benchmarks.recordings import Recording
from tests.benchmarks.report import Report, megabytes, spread
from tests.benchmarks.scoring import Errors, count_errors
from tests.benchmarks.systems import LONGTAKE, Run, Setting, transcribe

COLUMNS = (
    "system",
    "WER %",
    "ins",
    "del",
    "sub",
    "words",
    "RTFx whole run",
    "RTFx work only",
    "CPU s",
    "peak MB",
    "PSS MB",
    "segments",
)


class Figures(msgspec.Struct, frozen=True):
    """What one run of one system came to; speeds are audio time over time."""

    system: str
    errors: Errors
    rate: float
    whole_speed: float
    work_speed: float | None
    cpu: float
    peak_memory: int
    peak_proportional: int
    segments: int


def compare(
    recordings: Sequence[Recording], systems: Sequence[str], setting: Setting, repeat: int
) -> list[Report]:
    """One report for each recording."""
    return [_compare_on(recording, systems, setting, repeat) for recording in recordings]


def _compare_on(
    recording: Recording, systems: Sequence[str], setting: Setting, repeat: int
) -> Report:
    runs = [transcribe(name, recording, setting) for _ in range(repeat) for name in systems]
    figures = [_figures(run, recording) for run in runs if not run.failure]
    return Report(
        title=f"{recording.id}: {recording.duration:.0f} s, model {setting.model.name}, "
        f"{setting.threads} threads, {repeat} x each",
        columns=COLUMNS,
        rows=tuple(_row(name, figures) for name in systems),
        notes=_ratios(figures),
        failures=tuple(run.failure for run in runs if run.failure),
        figures={"runs": [msgspec.to_builtins(figure) for figure in figures]},
    )


def _figures(run: Run, recording: Recording) -> Figures:
    assert run.heard is not None
    errors = count_errors(recording.text, run.heard.text, recording.language)
    inside = run.heard.seconds
    return Figures(
        system=run.system,
        errors=errors,
        rate=errors.rate,
        whole_speed=recording.duration / run.ended.usage.wall,
        work_speed=recording.duration / inside.work if inside else None,
        cpu=run.ended.usage.cpu,
        peak_memory=run.ended.usage.peak_memory,
        peak_proportional=run.ended.usage.peak_proportional,
        segments=len(run.heard.segments),
    )


def _row(name: str, figures: Sequence[Figures]) -> tuple[str, ...]:
    mine = [figure for figure in figures if figure.system == name]
    if not mine:
        return (name, *("-" for _ in COLUMNS[1:]))
    first = mine[0]
    return (
        name,
        spread({round(figure.rate, 2) for figure in mine}),
        str(first.errors.insertions),
        str(first.errors.deletions),
        str(first.errors.substitutions),
        str(first.errors.words),
        spread((figure.whole_speed for figure in mine), 1),
        spread((figure.work_speed for figure in mine if figure.work_speed), 1),
        spread((figure.cpu for figure in mine), 1),
        megabytes(max(figure.peak_memory for figure in mine)),
        megabytes(max(figure.peak_proportional for figure in mine)),
        str(first.segments),
    )


def _ratios(figures: Sequence[Figures]) -> tuple[str, ...]:
    own = [figure for figure in figures if figure.system == LONGTAKE]
    peers = dict.fromkeys(figure.system for figure in figures if figure.system != LONGTAKE)
    if not own:
        return ()
    return tuple(_ratio(own, [f for f in figures if f.system == peer]) for peer in peers)


def _ratio(own: Sequence[Figures], peer: Sequence[Figures]) -> str:
    pairs = list(zip(own, peer, strict=False))
    whole = [ours.whole_speed / theirs.whole_speed for ours, theirs in pairs]
    harsh = [ours.whole_speed / theirs.work_speed for ours, theirs in pairs if theirs.work_speed]
    memory = median(ours.peak_memory / theirs.peak_memory for ours, theirs in pairs)
    return (
        f"longtake ÷ {peer[0].system}: {spread(whole)} x its speed (whole run), "
        f"{spread(harsh)} x with its imports and model load not counted, {memory:.2f} x its memory"
    )
