from __future__ import annotations

import numpy as np
import pytest

from engine.worker.diarization.reconstruction import (
    NOBODY,
    VOTE,
    active,
    speakers_at_once,
    turns,
    votes,
)
from engine.worker.diarization.windows import FRAME_STEP, FRAMES, Grid

GRID = Grid()


def masks(windows: int) -> np.ndarray:
    return np.zeros((windows, 3, FRAMES), np.bool_)


def test_who_talks_in_all_windows_talks_in_the_film() -> None:
    heard = masks(3)
    heard[:, 0] = True
    counts = speakers_at_once(GRID, heard)
    assert set(counts[: GRID.first_frame(2) + FRAMES].tolist()) == {1}


def test_the_windows_decide_by_their_mean_how_many_talk() -> None:
    heard = masks(3)
    heard[0, :2, 200:] = True  # two, says one window of three
    heard[1:, 0] = True
    middle = GRID.first_frame(2) + 250
    assert speakers_at_once(GRID, heard)[middle] == 1
    heard[1, 1] = True
    assert speakers_at_once(GRID, heard)[middle] == 2


def test_no_more_talk_at_once_than_there_are() -> None:
    heard = masks(1)
    heard[0] = True
    assert speakers_at_once(GRID, heard).max() == 3
    assert speakers_at_once(GRID, heard, most=1).max() == 1


def test_each_window_votes_once_for_each_speaker() -> None:
    heard = masks(2)
    heard[:, :2, 100:200] = True
    labels = np.array([[0, 0, NOBODY], [0, 1, NOBODY]])
    found = votes(GRID, heard, labels, 2)
    assert (found[170] // VOTE).tolist() == [2, 1]
    assert found[50].tolist() == [0, 0]


def test_where_votes_are_equal_the_window_that_hears_it_in_its_middle_decides() -> None:
    heard = masks(6)
    heard[0, 0] = heard[5, 0] = True  # two windows, and two speakers in the seconds they share
    found = votes(GRID, heard, np.array([[0, -1, -1]] + 4 * [[-1, -1, -1]] + [[1, -1, -1]]), 2)
    early, late = GRID.first_frame(5) + 20, GRID.first_frame(5) + 270
    assert found[early].argmax() == 0
    assert found[late].argmax() == 1


def test_nearness_never_outweighs_a_window() -> None:
    heard = masks(10)
    heard[:, 0] = True
    found = votes(GRID, heard, np.tile([0, -1, -1], (10, 1)), 1)
    assert found.max() < 11 * VOTE


def test_as_many_are_active_as_talk_those_with_most_votes() -> None:
    found = np.array([[3, 1, 2], [0, 0, 0], [1, 1, 0], [5, 4, 3]], np.uint8)
    speaking = active(found, np.array([2, 0, 1, 3], np.uint8))
    assert speaking.tolist() == [
        [True, False, True],
        [False, False, False],
        [True, False, False],
        [True, True, True],
    ]


def test_runs_of_frames_are_turns_in_order_of_time() -> None:
    speaking = np.zeros((1000, 2), np.bool_)
    speaking[100:200, 1] = True
    speaking[150:400, 0] = True
    speaking[600:700, 1] = True
    found = turns(speaking, ("A", "B"), 30.0)
    assert [turn.speaker for turn in found] == ["B", "A", "B"]
    assert found[0].end - found[0].start == pytest.approx(100 * FRAME_STEP, abs=1e-3)
    assert found[1].start < found[0].end  # they overlap


def test_a_turn_ends_with_the_film() -> None:
    speaking = np.zeros((1000, 1), np.bool_)
    speaking[500:] = True
    (turn,) = turns(speaking, ("A",), 12.5)
    assert turn.end == 12.5


def test_a_turn_that_begins_after_the_film_is_none() -> None:
    speaking = np.zeros((1000, 1), np.bool_)
    speaking[900:] = True
    assert turns(speaking, ("A",), 12.5) == ()


def test_silence_has_no_turns() -> None:
    assert turns(np.zeros((10, 2), np.bool_), ("A", "B"), 10.0) == ()


def test_hours_of_film_with_forty_people_take_little_memory() -> None:
    import tracemalloc

    found = np.zeros((500_000, 40), np.uint16)
    found[::2, 7] = VOTE
    counts = np.ones(len(found), np.uint8)
    tracemalloc.start()
    told = turns(active(found, counts), tuple(map(str, range(40))), 9000.0)
    _, peak = tracemalloc.get_traced_memory()
    tracemalloc.stop()
    assert told
    assert peak < 150_000_000
