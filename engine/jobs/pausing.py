"""Pauses a job between two chunks while the battery or the memory is nearly spent.

    pausing.up_to_a_pause(replies)   ends the request in hand once a pause is due
    pausing.rest(begin, say)         waits before the next request, if there is a reason to

Ending a request ends its worker, whose memory is then free; what it had done is in the document.
A pause may not stop a job for good: memory is waited for only so long, and a machine that is
always short of it is let alone for a while after each pause, so that every one is paid for by work.
"""

from __future__ import annotations

import time
from collections.abc import Callable, Generator
from contextlib import AbstractContextManager, closing
from dataclasses import dataclass, field

from engine import notices, power
from engine.notices import Sentence
from engine.power import Awake, Limits, Readings
from engine.protocol import Aligned, AnyReply, Recognised, VoicesHeard

LOOK_AGAIN = 10.0  # seconds
LONGEST_FOR_MEMORY = 600.0
SHORTEST_BETWEEN = 120.0
NEVER = Limits(0, 0)

Wait = Callable[[float], None]
"""Lets so many seconds pass; raises `Cancelled` as soon as the work is no longer wanted."""


@dataclass
class Pausing:
    """When one job pauses, and for how long."""

    limits: Limits = NEVER
    awake: Awake = field(default_factory=lambda: Awake(False))
    wait: Wait = time.sleep
    read: Callable[[], Readings] = power.read
    now: Callable[[], float] = time.monotonic
    _not_before: float = field(default=float("-inf"), init=False)
    _is_due: bool = field(default=False, init=False)

    @property
    def is_due(self) -> bool:
        """Whether `up_to_a_pause` ended a request, and nobody has rested since."""
        return self._is_due

    def up_to_a_pause(
        self, replies: Generator[AnyReply, None, None]
    ) -> Generator[AnyReply, None, None]:
        """All of `replies`, or those up to a finished chunk behind which a pause is due."""
        with closing(replies):
            for reply in replies:
                yield reply
                if isinstance(reply, Recognised | Aligned | VoicesHeard) and self._reason():
                    self._is_due = True
                    return

    def rest(
        self, paused: Callable[[], AbstractContextManager[None]], say: Callable[[Sentence], None]
    ) -> None:
        """Wait while there is a reason to; `paused` surrounds the wait, `say` tells why and when.

        The machine may sleep meanwhile: a battery is not saved by keeping it awake.
        """
        reason = self._reason()
        if reason is not None:
            say(notices.joined(reason, notices.PAUSES()))
            with paused():
                self.awake.release()
                self._wait_for_relief()
                self.awake.hold()
            say(notices.GOES_ON())
        if reason is not None or self._is_due:
            self._not_before = self.now() + SHORTEST_BETWEEN
        self._is_due = False

    def _reason(self) -> Sentence | None:
        limits = self.limits
        if self.now() < self._not_before:
            limits = Limits(limits.battery, 0)
        if limits == NEVER:
            return None
        return power.reason_to_pause(self.read(), limits)

    def _wait_for_relief(self) -> None:
        """Until the battery is better, and until memory is or has been waited for long enough."""
        limits = self.limits.strained(self.read())
        give_up = self.now() + LONGEST_FOR_MEMORY
        while power.reason_to_pause(self.read(), limits):
            self.wait(LOOK_AGAIN)
            if self.now() >= give_up:
                limits = Limits(limits.battery, 0)
