"""What cutting a film into chunks costs in words: errors near the marks against elsewhere.

A few words stand near the marks, so chance alone makes their error rate differ. Two fairer
questions are therefore asked too: how many errors are in the very same words when the film is one
chunk, and how many are near marks when chunks a little shorter put the marks elsewhere (pooled)?
"""

from __future__ import annotations

from collections.abc import Sequence

import msgspec

from tests.benchmarks.recordings import Recording
from tests.benchmarks.report import Report
from tests.benchmarks.scoring import (
    Errors,
    JudgedWord,
    count_errors,
    elsewhere,
    judge,
    near,
    timed_words,
    total,
)
from tests.benchmarks.systems import Run, Setting, run_longtake

LONG = (300.0, 285.0, 270.0, 255.0, 240.0, 225.0)
"""About five minutes: the first is what users have, the others only put the marks elsewhere."""

SHORT = 60.0
WITHIN = 5.0

COLUMNS = (
    "chunk seconds",
    "seams",
    "WER % of all",
    "words near",
    "WER % near",
    "same words, one chunk",
    "WER % elsewhere",
)


class Cut(msgspec.Struct, frozen=True):
    """One recording recognised in chunks of one length; `whole_near` is the run without seams."""

    chunk_seconds: float
    seams: list[float]
    all: Errors
    near: Errors
    whole_near: Errors
    elsewhere: Errors


def measure_seams(recordings: Sequence[Recording], setting: Setting) -> list[Report]:
    """One report for each recording."""
    return [_measure(recording, setting) for recording in recordings]


def _measure(recording: Recording, setting: Setting) -> Report:
    lengths = (0.0, *LONG, SHORT)
    runs = [_run(recording, setting, length) for length in lengths]
    failures = tuple(run.failure for run in runs if run.failure)
    if failures:
        return Report(recording.id, COLUMNS, (), failures=failures)
    whole = _judged(recording, runs[0])
    cuts = [_cut(recording, *pair, whole) for pair in zip(lengths, runs, strict=True)]
    return Report(
        title=f"{recording.id}: words within {WITHIN:.0f} s of a seam, model {setting.model.name}",
        columns=COLUMNS,
        rows=(
            *map(_row, cuts),
            _pooled(
                f"{LONG[-1]:g} to {LONG[0]:g}", [cut for cut in cuts if cut.chunk_seconds in LONG]
            ),
            _pooled("all", cuts),
        ),
        notes=(_difference(cuts),),
        figures={"cuts": [msgspec.to_builtins(cut) for cut in cuts]},
    )


def _run(recording: Recording, setting: Setting, chunk_seconds: float) -> Run:
    return run_longtake(
        recording,
        setting,
        ["--chunk-seconds", f"{chunk_seconds:g}", "--language", recording.language],
    )


def _judged(recording: Recording, run: Run) -> list[JudgedWord]:
    assert run.heard is not None
    reference = timed_words(recording.segments, recording.language)
    return judge(reference, run.heard.text, recording.language)


def _cut(recording: Recording, chunk_seconds: float, run: Run, whole: Sequence[JudgedWord]) -> Cut:
    assert run.heard is not None
    seams, judged = run.heard.seams, _judged(recording, run)
    return Cut(
        chunk_seconds=chunk_seconds,
        seams=seams,
        all=count_errors(recording.text, run.heard.text, recording.language),
        near=near(judged, seams, WITHIN),
        whole_near=near(whole, seams, WITHIN),
        elsewhere=elsewhere(judged, seams, WITHIN),
    )


def _row(cut: Cut) -> tuple[str, ...]:
    return (
        f"{cut.chunk_seconds:g}" if cut.chunk_seconds else "one chunk",
        str(len(cut.seams)),
        f"{cut.all.rate:.2f}",
        str(cut.near.words),
        f"{cut.near.rate:.2f}" if cut.seams else "-",
        f"{cut.whole_near.rate:.2f}" if cut.seams else "-",
        f"{cut.elsewhere.rate:.2f}",
    )


def _pooled(which: str, cuts: Sequence[Cut]) -> tuple[str, ...]:
    """All marks of several cuts together."""
    near_marks, same_whole, away = (
        total(getattr(cut, name) for cut in cuts if cut.seams)
        for name in ("near", "whole_near", "elsewhere")
    )
    return (
        f"{which}, pooled",
        str(sum(len(cut.seams) for cut in cuts)),
        "-",
        str(near_marks.words),
        f"{near_marks.rate:.2f}",
        f"{same_whole.rate:.2f}",
        f"{away.rate:.2f}",
    )


def _difference(cuts: Sequence[Cut]) -> str:
    longest = next(cut for cut in cuts if cut.chunk_seconds == LONG[0])
    shortest = cuts[-1]
    points = shortest.all.rate - longest.all.rate
    return (
        f"WER with chunks of {shortest.chunk_seconds:g} s is {points:+.2f} points "
        f"from that with {longest.chunk_seconds:g} s"
    )
