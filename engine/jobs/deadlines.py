"""How long a worker may work without a sign of progress before it counts as hung. [pure]

Only the work itself is a sign of health: a window that is heard, a block that is decoded. What the
machine is known to need decides how long is too long, with room for a clock that ramps up and for
heat: something that is eight times slower than expected, but moves, is left alone.
"""

from __future__ import annotations

import time
from collections.abc import Callable
from typing import Literal

import msgspec

Phase = Literal["start", "load", "first", "steady"]
"""The process starts; the model loads; the first window (a GPU compiles its programs); the rest."""
Verdict = Literal["fine", "late", "hung"]

SLOWER = 12.0
"""How many times longer than expected the audio in hand may take. Apple's GPUs slow down to a
quarter after a rest and under heat; eight times slower is still a living worker."""
UNKNOWN = 2.0
"""Seconds that a second of audio may take on a machine of which nothing is known."""
HUNG = 1.5
"""Stacks are written down at the deadline, and the worker is killed at so many times that."""
SLEPT = 5.0
"""Seconds by which the clock on the wall and the steady one differ when the machine has slept."""
SHORTEST_START = 60.0
"""Seconds that a process and its libraries are given at least, however deadlines are scaled."""


class Limits(msgspec.Struct, frozen=True):
    """The shortest deadline of each phase, in seconds; `scale` makes all of them shorter."""

    start: float = 120.0
    load: float = 300.0
    first: float = 120.0
    steady: float = 60.0
    scale: float = 1.0

    def of(self, phase: Phase) -> float:
        """The shortest deadline of this phase."""
        least = {"start": self.start, "load": self.load, "first": self.first}
        limit = least.get(phase, self.steady)
        if phase in ("start", "load"):
            return max(limit * self.scale, min(limit, SHORTEST_START))
        return limit * self.scale


class Work(msgspec.Struct, frozen=True):
    """What a worker has in hand: the seconds of audio between two signs of progress, at most, and
    the RTFx at which it is expected to work (0: nobody knows)."""

    audio: float = 0.0
    speed: float = 0.0


def deadline(phase: Phase, work: Work, limits: Limits) -> float:
    """Seconds without progress after which a worker in this phase is late."""
    least = limits.of(phase)
    if phase in ("start", "load"):
        return least
    if work.speed:
        return max(least, SLOWER * work.audio / work.speed)
    return max(least, UNKNOWN * work.audio * limits.scale)


def expected(speed: float, hangs: int) -> float:
    """The RTFx to expect after so many hangs, of which each may have been only slowness."""
    if not hangs:
        return speed
    return (speed or SLOWER / UNKNOWN) * 0.5**hangs


def patience(work: Work, limits: Limits) -> float:
    """Seconds without progress after which a worker ends itself: its engine must be dead by then,
    or as stuck as the worker is."""
    phases: tuple[Phase, ...] = ("start", "load", "first", "steady")
    return 2 * HUNG * max(deadline(phase, work, limits) for phase in phases)


class Clock(msgspec.Struct, frozen=True):
    """Two clocks: one that never jumps but may stop while the machine sleeps; that on the wall."""

    steady: Callable[[], float] = time.monotonic
    wall: Callable[[], float] = time.time


class Watch:
    """Watches one request: told of every sign of progress, it says how long there was none."""

    def __init__(self, phase: Phase, work: Work, limits: Limits, clock: Clock) -> None:
        self._limits = limits
        self._clock = clock
        self._done: dict[str, float] = {}
        self._work = work
        self.enter(phase)

    def enter(self, phase: Phase, work: Work | None = None) -> None:
        """A new phase has begun, perhaps with other work in hand; that is progress."""
        self._phase = phase
        self._work = work or self._work
        self._speed = self._work.speed
        self._begun = self._clock.steady()
        self._rearm()

    def progressed(self, stage: str, done: float) -> bool:
        """So much of a stage is done; whether that is more than before, and so a sign of life."""
        if done <= self._done.get(stage, 0.0):
            return False
        self._done[stage] = done
        self._phase = "steady"
        self._measure(done)
        self._rearm()
        return True

    def moved(self) -> None:
        """A result has come, which is progress however little of the film it covers."""
        self._rearm()

    @property
    def silence(self) -> float:
        """Seconds since the last sign of progress."""
        return self._clock.steady() - self._since

    @property
    def deadline(self) -> float:
        """Seconds of silence after which the worker is late."""
        return deadline(self._phase, Work(self._work.audio, self._speed), self._limits)

    def remaining(self, is_late: bool) -> float:
        """Seconds until there is something to decide: is it late, or, if it is, is it hung."""
        limit = self.deadline * (HUNG if is_late else 1.0)
        return max(0.0, limit - self.silence)

    def verdict(self) -> Verdict:
        """What the silence means; while the machine slept, nobody could work."""
        if self._has_slept():
            self._rearm()
        if self.silence < self.deadline:
            return "fine"
        return "hung" if self.silence >= self.deadline * HUNG else "late"

    def _rearm(self) -> None:
        self._since, self._wall = self._clock.steady(), self._clock.wall()

    def _has_slept(self) -> bool:
        return abs((self._clock.wall() - self._wall) - self.silence) > SLEPT

    def _measure(self, done: float) -> None:
        """Expect no more of the machine than it shows, once it has shown enough."""
        seconds = self._clock.steady() - self._begun
        if seconds <= 0 or done < self._work.audio:
            return
        shown = done / seconds
        self._speed = min(self._work.speed or shown, shown)
