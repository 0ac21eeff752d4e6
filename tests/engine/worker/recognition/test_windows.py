"""Packing speech into windows."""

from __future__ import annotations

from itertools import pairwise

import pytest
from hypothesis import given
from hypothesis import strategies as st

from engine.transcript import SpeechMap
from engine.worker.recognition.windows import (
    LONGEST,
    PADDING,
    Window,
    halves,
    pack,
    seconds_of_speech,
)

FRAME = 0.032


def spoken(*regions: tuple[float, float], calm: float | None = None) -> SpeechMap:
    """A map of speech in these regions, a little less likely for a moment at `calm`."""
    likelihood = bytearray(round(max((end for _, end in regions), default=0) / FRAME) + 1)
    for start, end in regions:
        for frame in range(round(start / FRAME), round(end / FRAME)):
            likelihood[frame] = 255
    if calm is not None:
        likelihood[round(calm / FRAME)] = 150
    return SpeechMap(regions, FRAME, bytes(likelihood))


def spans(windows: tuple[Window, ...]) -> list[tuple[float, float]]:
    return [(round(window.start, 3), round(window.end, 3)) for window in windows]


maps = st.lists(st.tuples(st.floats(0.04, 8), st.floats(0.1, 70)), max_size=30).map(
    lambda turns: spoken(*_laid_out(turns))
)


def _laid_out(turns: list[tuple[float, float]]) -> list[tuple[float, float]]:
    regions, now = [], 0.0
    for pause, length in turns:
        regions.append((now + pause, now + pause + length))
        now += pause + length
    return regions


def test_speech_near_together_is_heard_in_one_window_with_the_pauses_in_it() -> None:
    assert spans(pack(spoken((1, 4), (6, 9), (10, 20)), 0, 30)) == [(0.8, 20.2)]


def test_a_window_takes_in_as_much_as_it_can() -> None:
    speech = spoken((1, 12), (13, 24), (25, 36), (37, 48))
    assert spans(pack(speech, 0, 50)) == [(0.8, 24.2), (24.8, 48.2)]


def test_a_long_pause_is_in_no_window() -> None:
    assert spans(pack(spoken((1, 3), (12, 14)), 0, 20)) == [(0.8, 3.2), (11.8, 14.2)]


def test_neighbours_share_a_short_pause() -> None:
    windows = pack(spoken((0.5, 20), (20.1, 40)), 0, 60)
    assert spans(windows) == [(0.3, 20.05), (20.05, 40.2)]


def test_speech_without_a_pause_is_cut_where_it_is_least_likely() -> None:
    first, second = pack(spoken((1, 41), calm=24.0), 0, 50)
    assert first.end == second.start == pytest.approx(24.0, abs=2 * FRAME)


def test_without_speech_there_are_no_windows() -> None:
    assert pack(SpeechMap((), FRAME, b""), 0, 300) == ()


def test_a_chunk_takes_its_part_of_the_speech_alone() -> None:
    speech = spoken((10, 20), (95, 105), (190, 200))
    assert spans(pack(speech, 100, 150)) == [(100, 105.2)]


@given(maps, st.floats(0, 100), st.floats(1, 400))
def test_windows_cover_all_speech_of_a_chunk_in_order_and_nothing_twice(
    speech: SpeechMap, start: float, length: float
) -> None:
    end = start + length
    windows = pack(speech, start, end)
    assert all(window.duration <= LONGEST + 1e-6 for window in windows)
    assert all(start <= window.start < window.end <= end for window in windows)
    assert all(one.end <= other.start + 1e-9 for one, other in pairwise(windows))
    for first, last in speech.regions:
        if last > start and first < end:
            assert _is_covered(windows, max(first, start), min(last, end))


def _is_covered(windows: tuple[Window, ...], start: float, end: float) -> bool:
    for window in windows:
        if window.start <= start + 1e-6:
            start = max(start, window.end)
    return start >= end - 1e-6


@given(maps)
def test_windows_hold_a_little_of_the_sound_around_speech(speech: SpeechMap) -> None:
    for window in pack(speech, -1, 1000):
        spoken_in_it = [r for r in speech.regions if r[0] < window.end and r[1] > window.start]
        assert window.start >= spoken_in_it[0][0] - PADDING - 1e-6
        assert window.end <= spoken_in_it[-1][1] + PADDING + 1e-6


def test_a_window_is_cut_in_two_at_the_longest_pause_in_reach() -> None:
    speech = spoken((1, 5), (5.5, 10), (11, 15), (17, 20))
    both = halves(speech, Window(0.8, 20.2), Window(4, 12))
    assert spans(both) == [(0.8, 10.2), (10.8, 20.2)]


def test_where_no_pause_is_in_reach_the_nearest_is_taken() -> None:
    speech = spoken((1, 5), (6, 20))
    assert spans(halves(speech, Window(0.8, 20.2), Window(12, 13))) == [(0.8, 5.2), (5.8, 20.2)]


def test_a_window_without_a_pause_has_no_halves() -> None:
    assert halves(spoken((1, 20)), Window(0.8, 20.2), Window(5, 6)) == ()


def test_seconds_of_speech_are_counted_by_frames() -> None:
    speech = spoken((1, 3), (5, 6))
    assert seconds_of_speech(speech, 0, 10) == pytest.approx(3, abs=2 * FRAME)
    assert seconds_of_speech(speech, 2, 5.5) == pytest.approx(1.5, abs=2 * FRAME)
    assert seconds_of_speech(speech, 8, 9) == 0
