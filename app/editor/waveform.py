"""A recording's waveform at any zoom: its peaks, and coarser and coarser summaries of them.

    wave = Waveform(peaks)
    wave.columns(first, per_column, count)    lowest and highest of each column

`peaks` are pairs of signed bytes (lowest, highest), a hundred a second. A column of the screen may
stand for a tenth of a pair or for thousands; a summary makes either a few steps of work.
"""

from __future__ import annotations

import array
from collections.abc import Callable, Sequence

PEAKS_PER_SECOND = 100
FACTOR = 16
"""Each summary holds one value for so many of the finer one."""

Level = tuple[Sequence[int], Sequence[int]]


class Waveform:
    """Lowest and highest values over time; made once, away from the window's thread."""

    def __init__(self, peaks: bytes = b"") -> None:
        values = array.array("b", peaks[: len(peaks) // 2 * 2])
        self._levels: list[Level] = [(values[0::2], values[1::2])]
        while len(self._levels[-1][0]) > FACTOR * FACTOR:
            self._levels.append(_summary(self._levels[-1]))

    @property
    def duration(self) -> float:
        """Seconds of sound."""
        return len(self._levels[0][0]) / PEAKS_PER_SECOND

    def columns(self, first: float, per_column: float, count: int) -> list[tuple[int, int]]:
        """(lowest, highest) of `count` columns, -128 to 127, from pair `first` on.

        `per_column` pairs are one column; beyond the ends of the recording it is silent.
        """
        (lows, highs), finer = self._level_for(per_column)
        start, step, total = first / finer, per_column / finer, len(lows)
        found = []
        for column in range(count):
            begin = int(start + column * step)
            end = max(begin + 1, int(start + (column + 1) * step))
            if begin >= total or end <= 0:
                found.append((0, 0))
            else:
                begin = max(begin, 0)
                found.append((min(lows[begin:end]), max(highs[begin:end])))
        return found

    def _level_for(self, per_column: float) -> tuple[Level, int]:
        """The coarsest summary that still has a value for each column, and its factor."""
        depth, factor = 0, 1
        while depth + 1 < len(self._levels) and factor * FACTOR <= per_column:
            depth, factor = depth + 1, factor * FACTOR
        return self._levels[depth], factor


def _summary(level: Level) -> Level:
    lows, highs = level
    return _coarser(lows, min), _coarser(highs, max)


def _coarser(values: Sequence[int], choose: Callable[..., int]) -> Sequence[int]:
    """One of each `FACTOR` values; strides are walked together, which is several times faster."""
    whole = len(values) // FACTOR * FACTOR
    strides = [values[offset:whole:FACTOR] for offset in range(FACTOR)]
    made = array.array("b", map(choose, *strides))
    if whole < len(values):
        made.append(choose(values[whole:]))
    return made
