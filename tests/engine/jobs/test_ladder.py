from __future__ import annotations

import pytest

from engine.errors import (
    LongtakeError,
    MediaUnreadable,
    MemoryExhausted,
    ModelMissing,
    NoSpace,
    WorkerDied,
)
from engine.jobs.ladder import ATTEMPTS, next_rung


@pytest.mark.parametrize("error", [WorkerDied("died"), MemoryExhausted("full")])
def test_what_a_fresh_worker_may_mend_is_tried_again_until_a_gap_is_left(
    error: LongtakeError,
) -> None:
    rungs = [next_rung(error, attempts) for attempts in range(1, ATTEMPTS + 1)]
    assert rungs == ["again"] * (ATTEMPTS - 1) + ["gap"]


@pytest.mark.parametrize("error", [MediaUnreadable("no"), ModelMissing("no"), NoSpace("no")])
def test_what_every_chunk_would_meet_ends_the_job_at_once(error: LongtakeError) -> None:
    assert next_rung(error, 1) == "stop"
