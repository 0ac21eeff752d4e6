from __future__ import annotations

import numpy as np
import pytest

from engine.worker.diarization import reconstruction
from engine.worker.diarization.reconstruction import (
    NOBODY,
    VOTE,
    most_voted,
    speakers_at_once,
    turns,
    votes,
    who_talks,
)
from engine.worker.diarization.windows import FRAME_STEP, FRAMES, Grid

GRID = Grid()


EVERYTHING = range(GRID.frame_count(12))


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
    found = votes(GRID, heard, labels, 2, EVERYTHING)
    assert (found[170] // VOTE).tolist() == [2, 1]
    assert found[50].tolist() == [0, 0]


def test_where_votes_are_equal_the_window_that_hears_it_in_its_middle_decides() -> None:
    heard = masks(6)
    heard[0, 0] = heard[5, 0] = True  # two windows, and two speakers in the seconds they share
    labels = np.array([[0, -1, -1]] + 4 * [[-1, -1, -1]] + [[1, -1, -1]])
    found = votes(GRID, heard, labels, 2, EVERYTHING)
    early, late = GRID.first_frame(5) + 20, GRID.first_frame(5) + 270
    assert found[early].argmax() == 0
    assert found[late].argmax() == 1


def test_nearness_never_outweighs_a_window() -> None:
    heard = masks(10)
    heard[:, 0] = True
    found = votes(GRID, heard, np.tile([0, -1, -1], (10, 1)), 1, EVERYTHING)
    assert found.max() < 11 * VOTE


def test_as_many_are_active_as_talk_those_with_most_votes() -> None:
    found = np.array([[3, 1, 2], [0, 0, 0], [1, 1, 0], [5, 4, 3]], np.uint8)
    speaking = most_voted(found, np.array([2, 0, 1, 3], np.uint8))
    assert speaking.tolist() == [
        [True, False, True],
        [False, False, False],
        [True, False, False],
        [True, True, True],
    ]


@pytest.mark.parametrize("step", [1, 2])
@pytest.mark.parametrize(
    ("start", "stop"), [(0, 1), (0, 700), (583, 590), (600, 1300), (1200, 1900)]
)
def test_some_frames_have_the_votes_that_they_have_among_all(
    step: int, start: int, stop: int
) -> None:
    grid, random = Grid(step), np.random.default_rng(0)
    heard = random.random((20, 3, FRAMES)) > 0.5
    labels = random.integers(-1, 4, (20, 3))
    everything = votes(grid, heard, labels, 4, range(grid.frame_count(20)))
    some = votes(grid, heard, labels, 4, range(start, stop))
    beyond = max(0, stop - len(everything))
    assert (some == np.pad(everything, ((0, beyond), (0, 0)))[start:stop]).all()


def test_a_film_in_blocks_has_the_same_speakers(monkeypatch: pytest.MonkeyPatch) -> None:
    random = np.random.default_rng(1)
    heard, labels = random.random((30, 3, FRAMES)) > 0.6, random.integers(-1, 5, (30, 3))
    counts = speakers_at_once(GRID, heard)
    whole = who_talks(GRID, heard, (labels, labels), 5, counts)
    monkeypatch.setattr(reconstruction, "_BLOCK", 333)
    parts = who_talks(GRID, heard, (labels, labels), 5, counts)
    assert all((a == b).all() for a, b in zip(whole, parts, strict=True))
    everybody, foremost = whole
    assert (everybody.sum(axis=1) == counts).all()
    assert (foremost.sum(axis=1) == np.minimum(counts, 1)).all()
    assert not (foremost & ~everybody).any()


def test_where_two_voices_are_taken_for_one_the_other_is_the_next_likeliest() -> None:
    heard = masks(10)
    heard[:, :2] = True
    taken, apart = np.tile([2, 2, NOBODY], (10, 1)), np.tile([2, 1, NOBODY], (10, 1))
    counts = speakers_at_once(GRID, heard)
    everybody, foremost = who_talks(GRID, heard, (taken, apart), 3, counts)
    middle = GRID.first_frame(9) + 100
    assert everybody[middle].tolist() == [False, True, True]
    assert foremost[middle].tolist() == [False, False, True]


def test_runs_of_frames_are_turns_in_order_of_time() -> None:
    speaking = {name: np.zeros(1000, np.bool_) for name in "AB"}
    speaking["B"][100:200] = True
    speaking["A"][150:400] = True
    speaking["B"][600:700] = True
    found = turns(speaking, 30.0)
    assert [turn.speaker for turn in found] == ["B", "A", "B"]
    assert found[0].end - found[0].start == pytest.approx(100 * FRAME_STEP, abs=1e-3)
    assert found[1].start < found[0].end  # they overlap


def test_a_turn_ends_with_the_film() -> None:
    speaking = np.arange(1000) >= 500
    (turn,) = turns({"A": speaking}, 12.5)
    assert turn.end == 12.5


def test_a_turn_that_begins_after_the_film_is_none() -> None:
    assert turns({"A": np.arange(1000) >= 900}, 12.5) == ()


def test_silence_has_no_turns() -> None:
    silence = np.zeros(10, np.bool_)
    assert turns({"A": silence, "B": silence}, 10.0) == ()


def test_hours_of_film_with_forty_people_take_little_memory() -> None:
    import tracemalloc

    grid, windows, people = Grid(2), 4500, 40
    heard = np.zeros((windows, 3, FRAMES), np.bool_)
    heard[:, :2] = True
    labels = np.stack(
        [np.arange(windows) % people, np.arange(windows) % 7, np.full(windows, -1)], 1
    )
    tracemalloc.start()
    counts = speakers_at_once(grid, heard)
    everybody, _ = who_talks(grid, heard, (labels, labels), people, counts)
    told = turns({str(each): everybody[:, each] for each in range(people)}, 9000.0)
    _, peak = tracemalloc.get_traced_memory()
    tracemalloc.stop()
    assert told
    assert peak < 75_000_000
