"""Hearing the windows of several chunks in several threads."""

from __future__ import annotations

import threading
from collections.abc import Sequence
from itertools import pairwise

import pytest
from hypothesis import given
from hypothesis import strategies as st

from engine.errors import Cancelled
from engine.protocol import ChunkTask
from engine.transcript import Chunk, SpeechMap, WindowText
from engine.worker.recognition.crew import (
    Batch,
    Check,
    Stopped,
    batch_sizes,
    batches_of,
    chunk_batches,
    hear_chunks,
)

MINUTE_OF_TALK = tuple((start + 0.5, start + 19.5) for start in range(0, 400, 20))
SPEECH = SpeechMap(MINUTE_OF_TALK, 0.032, b"\xff" * 12_500)


def tasks(*bounds: float, prompt: str = "") -> tuple[ChunkTask, ...]:
    """Chunks between these times."""
    return tuple(
        ChunkTask(Chunk(index, start, end, start, end), prompt)
        for index, (start, end) in enumerate(pairwise(bounds))
    )


def echo(batch: Batch, check: Check) -> list[tuple[WindowText, ...]]:
    """Hears every window at once, without words."""
    check()
    return [(WindowText(window.start, window.end),) for window in batch.windows]


def ignore(done: float) -> None:
    """Nobody listens to the progress."""


@given(st.integers(0, 500), st.integers(1, 16), st.integers(1, 8))
def test_batch_sizes_add_up_and_never_grow(count: int, largest: int, workers: int) -> None:
    sizes = list(batch_sizes(count, largest, workers))
    assert sum(sizes) == count
    assert sizes == sorted(sizes, reverse=True)
    assert all(1 <= size <= largest for size in sizes)
    assert not sizes or sizes[-1] == 1


def test_batches_run_across_the_borders_of_chunks() -> None:
    batches = list(batches_of(tasks(0, 60, 120, 180), SPEECH, largest=4, workers=1))
    assert [len(batch.windows) for batch in batches] == [4, 3, 1, 1]
    assert batches[0].chunks == (0, 0, 0, 1)


def test_a_batch_has_one_prompt() -> None:
    two = (*tasks(0, 60, prompt="Nadal"), *tasks(60, 120, prompt="Hale"))
    batches = list(batches_of(two, SPEECH, largest=8, workers=1))
    assert {batch.prompt for batch in batches} == {"Nadal", "Hale"}
    assert sum(len(batch.windows) for batch in batches) == 6


def test_for_hearing_one_after_another_each_chunk_is_a_batch() -> None:
    batches = list(chunk_batches(tasks(0, 60, 61, 120), SPEECH))
    assert [len(batch.windows) for batch in batches] == [3, 1, 3]


def test_chunks_come_in_order_with_all_their_windows() -> None:
    asked = tasks(0, 60, 120, 200, 400)
    batches = list(batches_of(asked, SPEECH, largest=3, workers=2))
    texts = list(hear_chunks(asked, batches, echo, 2, ignore))
    assert [text.index for text in texts] == [0, 1, 2, 3]
    assert [len(text.windows) for text in texts] == [3, 3, 4, 10]
    for text in texts:
        assert list(text.windows) == sorted(text.windows, key=lambda window: window.start)


def test_a_chunk_is_handed_on_before_the_next_is_heard() -> None:
    asked = tasks(0, 60, 120)
    may_go_on = threading.Event()

    def slow(batch: Batch, check: Check) -> list[tuple[WindowText, ...]]:
        if batch.chunks[0] == 1:
            assert may_go_on.wait(20)
        return echo(batch, check)

    heard = hear_chunks(asked, list(chunk_batches(asked, SPEECH)), slow, 1, ignore)
    assert next(heard).index == 0
    may_go_on.set()
    assert next(heard).index == 1


def test_a_chunk_without_speech_is_empty() -> None:
    asked = tasks(1000, 1060)
    (text,) = hear_chunks(asked, list(batches_of(asked, SPEECH, 4, 2)), echo, 2, ignore)
    assert text.windows == ()


def test_progress_ends_with_all_seconds_of_all_chunks() -> None:
    asked = tasks(0, 60, 120, 1060)
    told: list[float] = []
    list(hear_chunks(asked, list(batches_of(asked, SPEECH, 4, 2)), echo, 2, told.append))
    assert told == sorted(told)
    assert told[-1] == pytest.approx(1060)


def test_windows_of_one_call_may_come_in_several_pieces() -> None:
    def cutting(batch: Batch, check: Check) -> list[tuple[WindowText, ...]]:
        return [
            (WindowText(window.start + 5, window.end), WindowText(window.start, window.start + 5))
            for window in batch.windows
        ]

    asked = tasks(0, 60)
    (text,) = hear_chunks(asked, list(batches_of(asked, SPEECH, 4, 2)), cutting, 2, ignore)
    assert len(text.windows) == 6
    assert list(text.windows) == sorted(text.windows, key=lambda window: window.start)


def test_an_error_in_a_thread_ends_the_work_with_that_error() -> None:
    def failing(batch: Batch, check: Check) -> Sequence[Sequence[WindowText]]:
        raise MemoryError("no more")

    asked = tasks(0, 60, 120)
    with pytest.raises(MemoryError, match="no more"):
        list(hear_chunks(asked, list(batches_of(asked, SPEECH, 4, 2)), failing, 2, ignore))


def test_who_cancels_in_a_report_stops_all_threads_at_their_next_step() -> None:
    asked = tasks(0, 60, 120)
    ended = threading.Semaphore(0)

    def endless(batch: Batch, check: Check) -> list[tuple[WindowText, ...]]:
        try:
            while True:
                check()
        except Stopped:
            ended.release()
            raise

    def cancel(done: float) -> None:
        raise Cancelled

    with pytest.raises(Cancelled):
        list(hear_chunks(asked, list(chunk_batches(asked, SPEECH)), endless, 2, cancel))
    assert ended.acquire(timeout=20)
