"""A pause waits for the chunk in hand, where that is soon."""

from __future__ import annotations

import pytest

from engine.jobs.halting import SOON, Halting, is_checkpoint
from engine.protocol import ChunkChanged, JobStarted, Planned, StageProgress
from tests.builders import chunk

PLAN = tuple(chunk(n, n * 300.0, (n + 1) * 300.0) for n in range(3))


def halting(*, restored: tuple[int, ...] = ()) -> Halting:
    made = Halting()
    made.hear(JobStarted("j", "s", "t"), 0.0)
    made.hear(Planned("j", 900.0, 900.0, "en", PLAN, restored), 0.0)
    return made


def told(made: Halting, done: float, now: float) -> None:
    made.hear(StageProgress("j", "recognise", done, 900.0), now)


def test_the_end_of_a_chunk_that_is_near_is_waited_for() -> None:
    made = halting()
    told(made, 0.0, 0.0)
    told(made, 200.0, 20.0)  # ten seconds a second, a hundred left
    assert made.patience == pytest.approx(10.0 * 1.5 + 1.0)


def test_one_that_is_far_is_not() -> None:
    made = halting()
    told(made, 0.0, 0.0)
    told(made, 100.0, 100.0)  # 200 s to go
    assert made.patience == 0.0


def test_whoever_pauses_never_waits_longer_than_is_soon() -> None:
    made = halting()
    told(made, 0.0, 0.0)
    for second in range(1, 300):
        told(made, float(second), float(second))
        assert made.patience <= SOON * 1.5 + 1.0


def test_what_is_done_already_counts() -> None:
    made = halting(restored=(1,))
    told(made, 300.0, 0.0)
    made.hear(ChunkChanged("j", 0, "done"), 30.0)
    told(made, 850.0, 55.0)  # ten a second, 50 left of the last chunk
    assert made.patience == pytest.approx(5.0 * 1.5 + 1.0)


@pytest.mark.parametrize("stage", ["prepare", "diarize"])
def test_outside_of_recognition_nothing_is_waited_for(stage: str) -> None:
    made = halting()
    for now in range(3):
        made.hear(StageProgress("j", stage, 299.0 + now / 10, 900.0), float(now))  # type: ignore[arg-type]
    assert made.patience == 0.0


def test_nothing_is_known_of_another_job() -> None:
    made = halting()
    told(made, 0.0, 0.0)
    told(made, 299.0, 10.0)
    assert made.patience
    made.hear(JobStarted("k", "s", "t"), 11.0)
    assert made.patience == 0.0


def test_only_what_is_on_the_disk_is_a_checkpoint() -> None:
    assert is_checkpoint(ChunkChanged("j", 0, "done"))
    assert not is_checkpoint(ChunkChanged("j", 0, "working"))
    assert not is_checkpoint(JobStarted("j", "s", "t"))
