from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from app.jobs.pace import SETTLED_SECONDS, Pace


def paced(speed: float, seconds: int, start: float = 0.0) -> Pace:
    pace = Pace()
    for second in range(seconds + 1):
        pace.add(100.0 + second, start + speed * second)
    return pace


def test_nothing_is_foretold_of_a_stage_that_has_hardly_begun() -> None:
    pace = paced(30.0, int(SETTLED_SECONDS) - 1)
    assert pace.speed == 0
    assert pace.left(1000) is None


def test_a_steady_pace_is_what_it_is() -> None:
    pace = paced(30.0, 120)
    assert pace.speed == pytest.approx(30.0)
    assert pace.left(7200.0) == pytest.approx((7200 - 3600) / 30)


def test_what_was_done_before_does_not_make_it_faster() -> None:
    assert paced(10.0, 60, start=5000.0).speed == pytest.approx(10.0)


def test_a_machine_that_slows_down_is_believed_soon() -> None:
    pace = paced(30.0, 120)
    for second in range(1, 121):
        pace.add(220.0 + second, 3600.0 + 10.0 * second)
    assert 10.0 < pace.speed < 13.0


def test_a_stage_without_progress_has_no_end_in_sight() -> None:
    assert paced(0.0, 60).left(100.0) is None


def test_work_that_is_done_takes_no_time() -> None:
    assert paced(10.0, 60).left(100.0) == 0.0


@given(st.lists(st.tuples(st.floats(0.01, 50), st.floats(0, 900)), min_size=2, max_size=40))
def test_speed_and_time_left_are_never_negative(steps: list[tuple[float, float]]) -> None:
    pace, now, done = Pace(), 0.0, 0.0
    for seconds, work in steps:
        now, done = now + seconds, done + work
        pace.add(now, done)
    assert pace.speed >= 0
    left = pace.left(done + 100)
    assert left is None or left >= 0
