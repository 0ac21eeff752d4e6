from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from engine.jobs.deadlines import (
    HUNG,
    SHORTEST_START,
    SLOWER,
    Clock,
    Limits,
    Phase,
    Watch,
    Work,
    deadline,
    expected,
    patience,
)

PHASES: tuple[Phase, ...] = ("start", "load", "first", "steady")
BATCH = Work(audio=60.0, speed=30.0)
"""Two seconds of work at the speed that is expected."""
LIMITS = Limits(start=120, load=300, first=100, steady=10)


class Time:
    """Two clocks that a test turns."""

    def __init__(self) -> None:
        self.steady = 1000.0
        self.wall = 1e9
        self.clock = Clock(lambda: self.steady, lambda: self.wall)

    def passes(self, seconds: float) -> None:
        self.steady += seconds
        self.wall += seconds

    def sleeps(self, seconds: float) -> None:
        """The machine sleeps, and the steady clock with it."""
        self.wall += seconds


@pytest.fixture
def time() -> Time:
    return Time()


def watch(time: Time, phase: Phase = "steady", work: Work = BATCH) -> Watch:
    return Watch(phase, work, LIMITS, time.clock)


def test_a_start_and_a_load_take_what_they_take_whatever_the_audio() -> None:
    assert deadline("start", BATCH, LIMITS) == 120
    assert deadline("load", Work(1e6, 0.1), LIMITS) == 300


def test_the_audio_in_hand_has_many_times_what_the_machine_is_known_to_need() -> None:
    assert deadline("steady", Work(600.0, 30.0), LIMITS) == SLOWER * 600 / 30
    assert deadline("steady", BATCH, LIMITS) == SLOWER * 2.0


def test_short_work_has_the_shortest_deadline_of_its_phase() -> None:
    assert deadline("steady", Work(1.0, 30.0), LIMITS) == 10
    assert deadline("first", Work(1.0, 30.0), LIMITS) == 100


def test_a_machine_of_which_nothing_is_known_is_given_longer_than_the_film_lasts() -> None:
    assert deadline("steady", Work(60.0), LIMITS) > 60.0


@pytest.mark.parametrize("speed", [0.0, 30.0])
def test_what_hung_once_has_twice_the_time_the_next_time(speed: float) -> None:
    waits = [deadline("steady", Work(600.0, expected(speed, hangs)), LIMITS) for hangs in range(4)]
    assert waits == pytest.approx([waits[0] * 2**hangs for hangs in range(4)])


def test_tests_may_make_deadlines_short_but_not_for_what_the_machine_needs() -> None:
    short = Limits(scale=0.01)
    assert deadline("steady", Work(), short) == pytest.approx(0.6)
    assert deadline("start", Work(), short) == SHORTEST_START
    assert deadline("steady", BATCH, short) == SLOWER * 2.0


@given(st.floats(0, 1e5), st.just(0.0) | st.floats(0.01, 1e3), st.floats(0.001, 1))
def test_a_worker_ends_itself_only_after_every_deadline_of_its_engine(
    audio: float, speed: float, scale: float
) -> None:
    work, limits = Work(audio, speed), Limits(scale=scale)
    longest = max(deadline(phase, work, limits) for phase in PHASES)
    assert patience(work, limits) > HUNG * longest


@given(st.floats(0.1, 1e4), st.floats(0.1, 1e3))
def test_eight_times_slower_than_expected_is_never_late(audio: float, speed: float) -> None:
    assert deadline("steady", Work(audio, speed), LIMITS) > 8 * audio / speed


def test_silence_is_fine_then_late_then_hung(time: Time) -> None:
    watched = watch(time)
    time.passes(watched.deadline - 0.1)
    assert watched.verdict() == "fine"
    time.passes(0.1)
    assert watched.verdict() == "late"
    time.passes((HUNG - 1) * watched.deadline)
    assert watched.verdict() == "hung"


def test_a_hang_is_known_within_twice_its_deadline(time: Time) -> None:
    watched = watch(time)
    time.passes(watched.remaining(is_late=False))
    assert watched.verdict() == "late"
    time.passes(watched.remaining(is_late=True))
    assert watched.verdict() == "hung"
    assert watched.silence <= 2 * watched.deadline


def test_progress_arms_the_watch_anew(time: Time) -> None:
    watched = watch(time)
    for done in range(1, 100):
        time.passes(watched.deadline * 0.9)
        assert watched.verdict() == "fine"
        assert watched.progressed("recognise", float(done))


@pytest.mark.parametrize("done", [0.0, 4.0, 5.0])
def test_what_was_done_before_is_no_progress(time: Time, done: float) -> None:
    watched = watch(time)
    assert watched.progressed("recognise", 5.0)
    time.passes(7.0)
    assert not watched.progressed("recognise", done)
    assert watched.silence == 7.0


def test_a_new_stage_begins_to_count_at_nothing(time: Time) -> None:
    watched = watch(time)
    assert watched.progressed("prepare", 50.0)
    assert watched.progressed("recognise", 5.0)


def test_a_new_phase_is_progress_and_has_its_own_deadline(time: Time) -> None:
    watched = watch(time, "load")
    time.passes(299)
    watched.enter("first", Work(6000.0, 30.0))
    assert watched.silence == 0
    assert watched.deadline == SLOWER * 200
    watched.progressed("recognise", 1.0)
    assert watched.verdict() == "fine"


def test_a_machine_that_slept_all_night_has_done_nothing_wrong(time: Time) -> None:
    watched = watch(time)
    time.passes(5)
    time.sleeps(8 * 3600)
    time.passes(watched.deadline - 5)
    assert watched.verdict() == "fine"
    assert watched.silence == 0
    time.passes(watched.deadline)
    assert watched.verdict() == "late"


def test_a_clock_that_is_set_by_a_second_wakes_nobody(time: Time) -> None:
    watched = watch(time)
    time.wall -= 1.0
    time.passes(watched.deadline)
    assert watched.verdict() == "late"


def test_a_machine_that_proves_slower_is_expected_to_be_slow(time: Time) -> None:
    watched = watch(time)
    before = watched.deadline
    for done in range(30, 330, 30):
        time.passes(10.0)  # 3 s of film a second, ten times slower than expected
        watched.progressed("recognise", float(done))
    assert watched.deadline == pytest.approx(before * 10)


def test_a_first_little_progress_says_nothing_about_speed(time: Time) -> None:
    watched = watch(time, "first")
    before = deadline("steady", BATCH, LIMITS)
    time.passes(60.0)
    watched.progressed("recognise", 0.5)
    assert watched.deadline == before


def test_a_fast_machine_is_given_no_less_than_it_is_known_to_need(time: Time) -> None:
    watched = watch(time)
    before = watched.deadline
    time.passes(0.1)
    watched.progressed("recognise", 100.0)
    assert watched.deadline == before


def test_an_unknown_machine_shows_its_speed_at_work(time: Time) -> None:
    watched = watch(time, work=Work(60.0))
    time.passes(2.0)
    watched.progressed("recognise", 60.0)
    assert watched.deadline == pytest.approx(SLOWER * 2.0)


def test_a_result_is_progress_too(time: Time) -> None:
    watched = watch(time)
    time.passes(9.0)
    watched.moved()
    assert watched.silence == 0.0
