from __future__ import annotations

import array
import random

import pytest
from hypothesis import given
from hypothesis import strategies as st

from app.editor.waveform import FACTOR, PEAKS_PER_SECOND, Waveform


def noise(pairs: int, seed: int = 1) -> bytes:
    chance = random.Random(seed)
    values = [v for _ in range(pairs) for v in (-chance.randrange(129), chance.randrange(128))]
    return array.array("b", values).tobytes()


def test_it_lasts_as_long_as_its_peaks() -> None:
    assert Waveform(noise(250)).duration == 250 / PEAKS_PER_SECOND
    assert Waveform().duration == 0.0
    assert Waveform(b"\x00\x01\x02").duration == 1 / PEAKS_PER_SECOND, "half a pair is none"


def test_one_pair_is_one_column_at_its_own_scale() -> None:
    peaks = array.array("b", [-3, 4, -128, 127, 0, 0])
    assert Waveform(peaks.tobytes()).columns(0, 1, 3) == [(-3, 4), (-128, 127), (0, 0)]


def test_close_by_a_pair_is_several_columns() -> None:
    peaks = array.array("b", [-3, 4, -5, 6])
    assert Waveform(peaks.tobytes()).columns(0, 0.5, 4) == [(-3, 4), (-3, 4), (-5, 6), (-5, 6)]


def test_beyond_the_ends_it_is_silent() -> None:
    peaks = array.array("b", [-3, 4]).tobytes()
    assert Waveform(peaks).columns(-2, 1, 5) == [(0, 0), (0, 0), (-3, 4), (0, 0), (0, 0)]
    assert Waveform().columns(0, 10, 3) == [(0, 0)] * 3


@given(st.integers(1, 9000), st.integers(1, 600), st.integers(1, 40))
def test_no_peak_is_lost_however_far_away(pairs: int, per_column: int, start: int) -> None:
    """At whole multiples of a summary a column is exactly what it stands for."""
    values = array.array("b", noise(pairs))
    level = max(f for f in (1, FACTOR, FACTOR**2) if f <= per_column)
    per_column -= per_column % level
    first = start * level
    columns = Waveform(values.tobytes()).columns(first, per_column, 20)
    for number, (low, high) in enumerate(columns):
        begin = first + number * per_column
        part = values[2 * begin : 2 * (begin + per_column)]
        assert (low, high) == ((min(part[0::2]), max(part[1::2])) if part else (0, 0))


@pytest.mark.parametrize("per_column", [0.1, 0.9, 7.3, 16, 100.5, 255, 4096, 20_000])
def test_at_any_zoom_the_whole_is_as_loud_as_its_loudest_moment(per_column: float) -> None:
    pairs = 40_000
    values = array.array("b", [0] * (2 * pairs))
    values[2 * 31_234], values[2 * 31_234 + 1] = -99, 101
    first = max(0.0, 31_234 - per_column * 5)
    columns = Waveform(values.tobytes()).columns(first, per_column, 11)
    assert (-99, 101) in columns


def test_far_away_few_values_are_looked_at() -> None:
    wave = Waveform(noise(100_000))
    for per_column in (1, 15, 16, 255, 256, 5000):
        (lows, _), factor = wave._level_for(per_column)
        assert factor <= per_column or factor == 1
        assert per_column / factor <= FACTOR or len(lows) <= FACTOR * FACTOR
