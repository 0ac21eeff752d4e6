from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from engine.errors import (
    DeviceError,
    DeviceMissing,
    EngineFault,
    LongtakeError,
    MediaUnreadable,
    MemoryExhausted,
    ModelMissing,
    NoSpace,
    OperationMissing,
    SilentFault,
    WorkerDied,
    WorkerHung,
    WorkerStuck,
)
from engine.jobs.ladder import (
    BACKOFF,
    SAME_WORDS,
    SHORTEST_CHUNK,
    Footing,
    Ground,
    Rung,
    backoff,
    is_device_fault,
    may_repeat,
    next_rung,
    smaller,
    stepped,
)

APPLE = Ground("mps", 8, "float16", "mlx", 300.0)
PROCESSOR = Ground("cpu", 2, "int8", "ct2", 20.0)
NARROW = Ground("cpu", 1, "float32", "whisperx", 20.0)

grounds = st.builds(
    Ground,
    st.sampled_from(["cpu", "mps", "cuda", "auto"]),
    st.integers(0, 64),
    st.sampled_from(["", "int8", "float16", "float32"]),
    st.sampled_from(["auto", "ct2", "whisperx", "torch", "mlx"]),
    st.floats(0, 7200),
    st.booleans(),
    st.booleans(),
)
retryable = st.sampled_from(
    [WorkerDied, WorkerHung, MemoryExhausted, SilentFault, DeviceError, EngineFault, WorkerStuck]
)


def climb(error: LongtakeError, ground: Ground) -> list[Rung]:
    """The whole way up, where every try ends with the same error."""
    tried: tuple[Rung, ...] = ("usual",)
    while (rung := next_rung(error, tried, ground)) not in ("gap", "stop"):
        tried = (*tried, rung)
        ground = changed(ground, stepped(Footing(), rung, ground), rung)
    return [*tried, rung]


def changed(ground: Ground, footing: Footing, rung: Rung) -> Ground:
    """The ground that the next try will find."""
    return Ground(
        footing.device or ground.device,
        footing.batch_size or ground.batch_size,
        footing.compute_type or ground.compute_type,
        footing.recognizer or ground.recognizer,
        ground.length / 2 if rung == "shorter-chunk" else ground.length,
        ground.is_compute_type_free,
        ground.is_recognizer_free,
    )


def test_a_crash_is_tried_on_every_rung_in_the_order_of_the_design() -> None:
    batches: list[Rung] = ["smaller-batch", "smaller-batch"]  # 8, 4, 1
    halves: list[Rung] = ["shorter-chunk", "shorter-chunk"]  # 300, 150, 75 s
    upper: list[Rung] = ["float32", "next-recognizer", "processor", "gap"]
    assert climb(WorkerDied("died"), APPLE) == ["usual", "again", *batches, *halves, *upper]


def test_on_a_processor_the_rungs_that_change_nothing_are_left_out() -> None:
    expected = ["usual", "again", "smaller-batch", "float32", "next-recognizer", "gap"]
    assert climb(WorkerHung("hung"), PROCESSOR) == expected
    assert climb(WorkerDied("died"), NARROW) == ["usual", "again", "again", "gap"]


def test_memory_that_ran_out_asks_for_a_smaller_batch_at_once() -> None:
    assert next_rung(MemoryExhausted("full"), ("usual",), APPLE) == "smaller-batch"
    assert "float32" not in climb(MemoryExhausted("full"), APPLE)


def test_memory_that_ran_out_where_nothing_can_be_smaller_is_tried_again() -> None:
    assert climb(MemoryExhausted("full"), NARROW) == ["usual", "again", "again", "gap"]


@given(grounds, retryable)
def test_what_may_change_the_words_comes_after_three_tries_that_do_not(
    ground: Ground, kind: type[LongtakeError]
) -> None:
    rungs = climb(kind("it failed"), ground)
    places = [place for place, rung in enumerate(rungs) if rung in ("float32", "next-recognizer")]
    assert all(place >= SAME_WORDS for place in places)


def test_what_an_accelerator_cannot_do_goes_to_the_processor_at_once() -> None:
    assert climb(OperationMissing("no"), APPLE) == ["usual", "processor", "gap"]


def test_a_worker_that_cannot_be_ended_leaves_its_device_to_itself() -> None:
    assert next_rung(WorkerStuck("stuck"), ("usual",), APPLE) == "processor"


def test_a_bug_met_by_one_chunk_does_not_end_the_job() -> None:
    assert next_rung(EngineFault("bug"), ("usual",), PROCESSOR) == "again"
    assert climb(EngineFault("bug"), PROCESSOR)[-1] == "gap"


@pytest.mark.parametrize("error", [MediaUnreadable("no"), ModelMissing("no"), NoSpace("no")])
def test_what_every_chunk_would_meet_ends_the_job_at_once(error: LongtakeError) -> None:
    assert next_rung(error, ("usual",), APPLE) == "stop"
    assert not may_repeat(error)


def test_what_the_user_has_chosen_is_not_changed() -> None:
    fixed = Ground("mps", 8, "float16", "mlx", 300.0, False, False)
    rungs = climb(WorkerDied("died"), fixed)
    assert "float32" not in rungs
    assert "next-recognizer" not in rungs


def test_a_batch_is_halved_down_to_four_and_then_to_one() -> None:
    sizes = [16]
    while sizes[-1] > 1:
        sizes.append(smaller(sizes[-1]))
    assert sizes == [16, 8, 4, 1]


def test_a_rung_changes_its_own_part_of_the_footing_and_keeps_the_rest() -> None:
    footing = Footing(batch_size=4)
    assert stepped(footing, "shorter-chunk", APPLE) == Footing(batch_size=4, halvings=1)
    assert stepped(footing, "float32", APPLE) == Footing(batch_size=4, compute_type="float32")
    assert stepped(footing, "next-recognizer", APPLE).recognizer == "torch"
    assert stepped(footing, "smaller-batch", APPLE).batch_size == 4
    assert stepped(footing, "again", APPLE) == footing
    assert stepped(footing, "processor", APPLE).device == "cpu"


def test_each_rest_is_longer_than_the_one_before_up_to_four_seconds() -> None:
    assert [backoff(attempts) for attempts in range(6)] == [0.0, *BACKOFF, 4.0, 4.0]


def test_only_an_accelerator_can_have_the_faults_of_one() -> None:
    assert is_device_fault(WorkerDied("died"), "mps")
    assert is_device_fault(SilentFault("zeros"), "cuda")
    assert not is_device_fault(WorkerDied("died"), "cpu")
    assert not is_device_fault(WorkerDied("died"), "auto")
    assert not is_device_fault(MemoryExhausted("full"), "mps")
    assert not is_device_fault(DeviceMissing("none"), "mps")


@given(grounds, retryable)
def test_every_ladder_ends_and_never_goes_down(ground: Ground, kind: type[LongtakeError]) -> None:
    rungs = climb(kind("it failed"), ground)
    assert rungs[-1] == "gap"
    assert len(rungs) < 20
    singles = [rung for rung in rungs if rung in ("float32", "next-recognizer", "processor")]
    assert len(set(singles)) == len(singles)


@given(grounds, st.lists(retryable, min_size=30, max_size=30))
def test_a_ladder_ends_whatever_goes_wrong_on_its_rungs(
    ground: Ground, kinds: list[type[LongtakeError]]
) -> None:
    tried: tuple[Rung, ...] = ("usual",)
    for kind in kinds:
        rung = next_rung(kind("it failed"), tried, ground)
        if rung == "gap":
            return
        tried = (*tried, rung)
        ground = changed(ground, stepped(Footing(), rung, ground), rung)
    raise AssertionError(tried)


@given(grounds)
def test_no_chunk_is_cut_below_the_shortest_length(ground: Ground) -> None:
    if next_rung(MemoryExhausted("full"), ("usual", "smaller-batch"), ground) == "shorter-chunk":
        assert ground.length / 2 >= SHORTEST_CHUNK
