from __future__ import annotations

from concurrent.futures import ThreadPoolExecutor

import pytest
from hypothesis import given
from hypothesis import strategies as st

from engine.protocol import Began, ChunkTask
from engine.transcript import SpeechMap
from engine.worker.beginnings import announced, task_at
from engine.worker.recognition import Film
from tests.builders import chunk

TASKS = tuple(
    ChunkTask(chunk(index, index * 20, index * 20 + 20, before=4, after=4)) for index in range(5)
)
FILM = Film(lambda start, end: f"{start} to {end}", SpeechMap((), 0.032, b""))  # type: ignore[arg-type,return-value]
Struck = list[tuple[int, bool]]


def listening() -> tuple[Film, list[int], Struck]:
    begun: list[int] = []
    struck: Struck = []

    def tell(reply: Began) -> None:
        begun.append(reply.chunk)

    def strike(task: ChunkTask, start: float, end: float, is_first: bool) -> None:
        struck.append((task.chunk.index, is_first))

    return announced(FILM, TASKS, tell, strike), begun, struck


def test_a_chunk_is_announced_with_its_first_window_only() -> None:
    film, begun, struck = listening()
    for start, end in [(0.0, 9.0), (10.0, 19.0), (21.0, 30.0), (31.0, 39.0)]:
        assert film.hear(start, end) == f"{start} to {end}"  # type: ignore[comparison-overlap]
    assert begun == [0, 1]
    assert struck == [(0, True), (0, False), (1, True), (1, False)]


def test_threads_announce_each_chunk_once() -> None:
    film, begun, struck = listening()
    with ThreadPoolExecutor(8) as pool:
        list(pool.map(lambda n: film.hear(n % 5 * 20 + 1.0, n % 5 * 20 + 2.0), range(200)))
    assert sorted(begun) == [0, 1, 2, 3, 4]
    assert sum(is_first for _, is_first in struck) == 5


def test_seconds_that_two_chunks_hear_belong_to_the_one_that_owns_them() -> None:
    found = task_at(TASKS, 17.0, 19.0)
    assert found is TASKS[0]
    found = task_at(TASKS, 19.0, 23.5)
    assert found is TASKS[1]


def test_what_no_chunk_hears_is_announced_to_nobody() -> None:
    film, begun, struck = listening()
    film.hear(500.0, 510.0)
    assert (begun, struck) == ([], [])


def test_a_strike_keeps_the_window_from_being_heard() -> None:
    def strike(task: ChunkTask, start: float, end: float, is_first: bool) -> None:
        raise RuntimeError("struck")

    begun: list[Began] = []
    film = announced(FILM, TASKS, begun.append, strike)
    with pytest.raises(RuntimeError, match="struck"):
        film.hear(41.0, 45.0)
    assert begun == [Began(2)]


@given(st.floats(0, 99), st.floats(0.1, 20))
def test_a_window_is_charged_to_a_chunk_that_hears_all_of_it(start: float, length: float) -> None:
    found = task_at(TASKS, start, start + length)
    if found is not None:
        assert found.chunk.heard_start - 0.1 <= start
        assert start + length <= found.chunk.heard_end + 0.1
