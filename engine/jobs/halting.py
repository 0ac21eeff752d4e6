"""When a job that is paused stops: with the chunk in hand where that is soon, else at once. [pure]

    halting.hear(event, now)               everything that the job tells
    halting.patience                       seconds to wait for the next checkpoint; 0: stop now

What is finished is on the disk in either case. Waiting a little saves the work on the chunk in
hand; waiting long would be no pause.
"""

from __future__ import annotations

from engine.protocol import ChunkChanged, Event, JobStarted, Planned, StageProgress
from engine.transcript import Chunk

SOON = 15.0
"""Seconds that somebody who presses Pause is made to wait at most, where the reckoning is right."""
_MARGIN = 1.5


class Halting:
    """Reckons from one job's events how long the chunk in hand will take still."""

    def __init__(self) -> None:
        self._left: dict[int, Chunk] = {}
        self._stage = ""
        self._done = self._finished = 0.0
        self._from = self._since = self._speed = 0.0

    def hear(self, event: Event, now: float) -> None:
        """Learn from what the job tells at this moment (seconds of any clock)."""
        match event:
            case JobStarted():
                self._left, self._stage = {}, ""
            case Planned(chunks=chunks, restored=restored):
                self._left = {chunk.index: chunk for chunk in chunks if chunk.index not in restored}
                self._finished = sum(c.duration for c in chunks if c.index in restored)
            case ChunkChanged(index=index) if is_checkpoint(event):
                chunk = self._left.pop(index, None)
                self._finished += chunk.duration if chunk else 0.0
            case StageProgress():
                self._learn_pace(event, now)
            case _:
                pass

    @property
    def patience(self) -> float:
        """For how long the end of the chunk in hand is worth waiting for, with some margin."""
        left = self._seconds_left()
        return left * _MARGIN + 1.0 if left is not None and left <= SOON else 0.0

    def _seconds_left(self) -> float | None:
        if self._stage != "recognise" or not self._left or self._speed <= 0:
            return None
        in_hand = next(iter(self._left.values()))
        return max(0.0, in_hand.duration - (self._done - self._finished)) / self._speed

    def _learn_pace(self, event: StageProgress, now: float) -> None:
        if event.stage != self._stage:
            self._stage, self._since, self._from = event.stage, now, event.done
            self._speed = 0.0
        elif now > self._since:
            self._speed = (event.done - self._from) / (now - self._since)
        self._done = event.done


def is_checkpoint(event: Event) -> bool:
    """Whether a chunk has just been put on the disk, so that stopping now loses nothing of it."""
    return isinstance(event, ChunkChanged) and event.state in ("done", "failed")
