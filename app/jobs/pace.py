"""How fast a stage goes, and how long it will still take, by what was done when. [pure]"""

from __future__ import annotations

import math

SETTLED_SECONDS = 4.0
"""Nothing is foretold from less than this."""
MEMORY_SECONDS = 45.0
"""What was longer ago counts less and less: a machine that has got hot does not cool at once."""


class Pace:
    """The pace of one stage; times in seconds of any steady clock, work in seconds of audio."""

    def __init__(self) -> None:
        self._first: tuple[float, float] | None = None
        self._last = (0.0, 0.0)
        self._speed = 0.0

    def add(self, now: float, done: float) -> None:
        """So much is done at this moment."""
        if self._first is None:
            self._first = self._last = (now, done)
            return
        seconds, work = now - self._last[0], done - self._last[1]
        if seconds <= 0 or work < 0:
            return
        newest = work / seconds
        weight = 1 - math.exp(-seconds / MEMORY_SECONDS)
        mean = self._mean(now, done)
        before = self._speed or mean
        self._speed = mean if self._is_young(now) else before + weight * (newest - before)
        self._last = (now, done)

    @property
    def speed(self) -> float:
        """Seconds of audio in a second; 0 while nobody knows."""
        return self._speed if self._is_known() else 0.0

    def left(self, total: float) -> float | None:
        """Seconds until `total` is done; None while nobody knows."""
        if not self._is_known() or self._speed <= 0:
            return None
        return max(0.0, total - self._last[1]) / self._speed

    def _is_known(self) -> bool:
        return self._first is not None and self._last[0] - self._first[0] >= SETTLED_SECONDS

    def _is_young(self, now: float) -> bool:
        return self._first is None or now - self._first[0] < MEMORY_SECONDS

    def _mean(self, now: float, done: float) -> float:
        assert self._first is not None
        return max(0.0, done - self._first[1]) / (now - self._first[0])
