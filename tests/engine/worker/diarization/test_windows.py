from __future__ import annotations

import numpy as np
import pytest

from engine.worker.diarization.windows import (
    FEWEST_FRAMES,
    FRAME_STEP,
    FRAMES,
    VOICE_FRAMES,
    VOICE_STEP,
    Grid,
    cleaned,
    frame_time,
)


def masks(**speaking: tuple[int, int]) -> np.ndarray:
    made = np.zeros((3, FRAMES), np.bool_)
    for name, (start, end) in speaking.items():
        made["abc".index(name), start:end] = True
    return made


@pytest.mark.parametrize("step", [1, 2])
def test_a_frame_of_a_window_lies_in_the_film_where_it_is_heard(step: int) -> None:
    grid = Grid(step)
    for window in (0, 1, 7, 500, 5000):
        place = grid.first_frame(window) * FRAME_STEP
        assert place == pytest.approx(window * step, abs=FRAME_STEP / 2)


def test_the_frames_of_all_windows_reach_the_end_of_the_last() -> None:
    grid = Grid(2)
    assert grid.frame_count(1) >= FRAMES
    assert grid.frame_count(40) * FRAME_STEP == pytest.approx(10 + 39 * 2, abs=0.1)
    assert grid.first_frame(39) + FRAMES <= grid.frame_count(40)


def test_the_first_frame_stands_for_the_middle_of_what_it_hears() -> None:
    assert frame_time(0) == pytest.approx(0.031, abs=1e-3)
    assert frame_time(100) - frame_time(0) == pytest.approx(100 * FRAME_STEP)


@pytest.mark.parametrize(("step", "window"), [(1, 0), (1, 1), (1, 13), (2, 1), (2, 60)])
def test_a_frame_for_voices_takes_the_mask_of_its_own_moment(step: int, window: int) -> None:
    grid = Grid(step)
    speaking = masks(a=(200, 400))
    own = grid.on_voice_frames(speaking, window)
    assert own.shape == (3, VOICE_FRAMES)
    late = grid.first_voice_frame(window) * VOICE_STEP - window * step
    moments = np.flatnonzero(own[0]) * VOICE_STEP + late
    assert moments[0] == pytest.approx(200 * 10 / FRAMES, abs=VOICE_STEP)
    assert moments[-1] == pytest.approx(400 * 10 / FRAMES, abs=VOICE_STEP)
    assert not own[1:].any()


def test_voices_are_known_where_nobody_else_talks() -> None:
    both = cleaned(masks(a=(0, 300), b=(200, 500)))
    assert np.flatnonzero(both[0]).tolist() == list(range(200))
    assert np.flatnonzero(both[1]).tolist() == list(range(300, 500))


def test_who_only_ever_talks_over_others_is_known_by_that() -> None:
    both = cleaned(masks(a=(0, 300), b=(100, 200)))
    assert both[1].sum() == 100
    assert both[0].sum() == 200


def test_a_moment_alone_is_too_short_to_know_a_voice_by() -> None:
    both = cleaned(masks(a=(0, 300), b=(100, 300 + FEWEST_FRAMES)))
    assert both[1].sum() == 200 + FEWEST_FRAMES
