"""The machine's sleep, battery and memory: kept awake while a job runs, and when to pause one.

    with kept_awake() as awake: ...           the machine does not fall asleep by itself
    reason_to_pause(read(), limits)           a sentence, or None                          [pure]

Nothing here can end or delay a job: what the system refuses is logged, what it does not tell is
taken for good.
"""

from __future__ import annotations

import logging
import threading
from collections.abc import Iterator
from contextlib import contextmanager

import msgspec

from engine import notices
from engine.notices import Sentence
from engine.options import Options

log = logging.getLogger(__name__)

RELIEF = 5.0
"""Percent by which a reading must be better than its limit before a paused job goes on."""

_GOODBYE_SECONDS = 2.0


class Readings(msgspec.Struct, frozen=True):
    """How the machine is: percent of the battery left and of the memory in use, None if unknown."""

    battery: float | None = None
    is_plugged: bool = True
    memory: float | None = None


class Limits(msgspec.Struct, frozen=True):
    """Percents beyond which work pauses: below this of the battery, above that of the memory.

    0 never pauses.
    """

    battery: float = 15.0
    memory: float = 95.0

    @classmethod
    def of(cls, options: Options) -> Limits:
        """The limits that the user has chosen."""
        return cls(options.pause_below_battery, options.pause_above_memory)

    def strained(self, readings: Readings) -> Limits:
        """The limits of a job that is paused, so that it does not go to and fro at the border.

        Only what is beyond its limit now has to become clearly better.
        """
        battery, memory = self.battery, self.memory
        if _is_low(readings, self):
            battery += RELIEF
        if _is_short(readings, self):
            memory = max(1.0, memory - RELIEF)
        return Limits(battery, memory)


def reason_to_pause(readings: Readings, limits: Limits) -> Sentence | None:
    """Why work should pause now, in plain words; what is unknown is no reason."""
    if _is_low(readings, limits):
        return notices.BATTERY_LOW(f"{readings.battery:.0f}")
    if _is_short(readings, limits):
        return notices.MEMORY_SHORT(f"{readings.memory:.0f}")
    return None


def _is_low(readings: Readings, limits: Limits) -> bool:
    if readings.battery is None or readings.is_plugged:
        return False
    return readings.battery < limits.battery


def _is_short(readings: Readings, limits: Limits) -> bool:
    return readings.memory is not None and 0 < limits.memory < readings.memory


def read() -> Readings:
    """The machine as it is now; what it does not tell is unknown."""
    import psutil

    try:
        battery = psutil.sensors_battery()
        memory = psutil.virtual_memory().percent
    except (AttributeError, OSError, RuntimeError, ValueError, psutil.Error) as error:
        log.info("battery and memory cannot be read: %s", error)
        return Readings()
    if battery is None:
        return Readings(memory=memory)
    return Readings(battery.percent, battery.power_plugged is not False, memory)


@contextmanager
def kept_awake(is_wished: bool = True) -> Iterator[Awake]:
    """Keep the machine from falling asleep by itself; the screen may go dark, a closed lid wins."""
    awake = Awake(is_wished)
    awake.hold()
    try:
        yield awake
    finally:
        awake.release()


class Awake:
    """A hold on the machine's wakefulness, which can be let go for a while.

    A thread of its own asks the system, whose message bus may not answer for minutes.
    """

    def __init__(self, is_wished: bool = True) -> None:
        self._is_wished = is_wished
        self._thread: threading.Thread | None = None
        self._released = threading.Event()

    def hold(self) -> None:
        """Keep the machine awake from now on; twice is the same as once."""
        if not self._is_wished or self._thread is not None:
            return
        self._released = threading.Event()
        self._thread = threading.Thread(
            target=_stay_awake, args=(self._released,), name="awake", daemon=True
        )
        self._thread.start()

    def release(self) -> None:
        """Let the machine sleep if it likes."""
        if self._thread is not None:
            self._released.set()
            self._thread.join(_GOODBYE_SECONDS)
            self._thread = None


def _stay_awake(released: threading.Event) -> None:
    from wakepy import keep

    with keep.running(on_fail="pass") as mode:
        if mode.active:
            log.info("the machine is kept awake by %s", mode.method and mode.method.name)
        else:
            tried = mode.result.list_methods(ignore_platform_fails=True)
            ways = ", ".join(way.method_name for way in tried)
            log.info("the machine is not kept awake: nothing answers (%s)", ways)
        released.wait()
