"""The chaos benchmark's own arithmetic, without any model."""

from __future__ import annotations

import random
from collections import Counter
from itertools import cycle

import pytest

from engine.document import Attempt
from engine.errors import Problem
from engine.worker import faults
from tests.benchmarks import chaos
from tests.benchmarks.chaos import KINDS, Planned, Strike

FAILED = Problem("worker-hung", "The worker made no progress for 7.5 s (5.0 s is its limit).")


def tried(part: int, second: int, problem: Problem | None = None, rung: str = "again") -> Attempt:
    return Attempt("recognise", part, 1, rung, problem, at=f"2026-01-01T00:00:{second:02}+00:00")


def at(second: float) -> float:
    return chaos._when(tried(0, 0)) + second


def test_every_kind_of_fault_has_its_turn_in_a_chunk_of_its_own() -> None:
    kinds, chance = cycle(KINDS), random.Random(1)
    plans = [chaos._plan(chance, kinds, 15, 6) for _ in range(40)]
    struck = Counter(fault.kind for plan in plans for fault in plan)
    assert struck == dict.fromkeys(KINDS, 30)
    for plan in plans:
        assert len({fault.chunk for fault in plan}) == 6
    assert 4 < sum(any(fault.is_for_good for fault in plan) for plan in plans) < 18


def test_a_plan_is_one_that_the_worker_understands() -> None:
    plan = chaos._plan(random.Random(2), cycle(KINDS), 10, 8)
    told = {"LONGTAKE_FAULTS": ",".join(map(str, plan))}
    assert [(f.kind, f.chunk, f.times) for f in faults.planned(told)] == [
        (f.kind, f.chunk, f.times) for f in plan
    ]
    assert str(Planned("oom", 3, 1)) == "oom@3"


def test_a_strike_is_followed_to_the_try_that_mended_it() -> None:
    tries = [tried(2, 1, FAILED), tried(3, 5, FAILED), tried(3, 9, rung="smaller-batch")]
    found = chaos._followed(Strike("hang", 3, at(2)), tries)
    assert (found.detected, found.mended, found.rung) == (3.0, 4.0, "smaller-batch")


def test_a_strike_that_nobody_was_charged_with_has_no_times() -> None:
    found = chaos._followed(Strike("segv", 4, at(2)), [tried(3, 5, FAILED)])
    assert (found.detected, found.mended) == (None, None)
    slow = chaos._followed(Strike("slow", 3, at(2)), [tried(3, 5, FAILED)])
    assert slow.detected is None


def test_a_chunk_lost_for_good_was_detected_and_never_mended() -> None:
    found = chaos._followed(Strike("segv", 3, at(2)), [tried(3, 5, FAILED), tried(3, 6, FAILED)])
    assert (found.detected, found.mended) == (3.0, None)


def test_how_long_a_hang_lasted_is_in_its_message() -> None:
    assert chaos._silence(tried(3, 5, FAILED)) == (7.5, 5.0)
    assert chaos._silence(tried(3, 5)) == (0.0, 0.0)


def test_a_row_counts_only_its_own_kind() -> None:
    strikes = [
        Strike("oom", 1, 0.0, 2.0, 3.0, "again"),
        Strike("oom", 1, 0.0, 4.0, 5.0, "again"),
        Strike("oom", 2, 0.0),
        Strike("segv", 2, 0.0, 9.0),
    ]
    expected = ("oom", "3", "2", "3.00 (2.00–4.00)", "4.00 (3.00–5.00)", "2 again")
    assert chaos._row("oom", strikes) == expected


def test_the_log_of_a_worker_is_understood(caplog: pytest.LogCaptureFixture) -> None:
    from engine.protocol import ChunkTask
    from tests.builders import chunk

    faults.note("hang-gil", ChunkTask(chunk(12, 0, 20)))
    ((moment, kind, index),) = chaos._STRUCK.findall(caplog.text)
    assert float(moment) > 1e9
    assert (kind, index) == ("hang-gil", "12")
