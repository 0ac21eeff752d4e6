"""How fast and how true each backend of this machine has proved, kept between jobs.

A backend is a recognizer on a device. The self-test lets each hear the same clip: one whose words
differ from the processor's is not used, and of the others the fastest is what `auto` means. What
was measured holds for one machine, system and set of libraries; under others it is forgotten.
"""

from __future__ import annotations

import contextlib
import os
import platform
import re
from collections.abc import Sequence
from importlib import metadata
from pathlib import Path

import msgspec

from engine import options
from engine.options import Home
from engine.whole import write_whole

VERSION = 1
MOST_DIFFERENCE = 0.1
"""Share of words that may differ from the processor's: number formats change a word now and then,
a faulty device nearly all."""
WEIGHT_OF_NEWEST = 0.3
"""In the moving average of the speed, so that one hot afternoon does not set the deadlines."""

_COMPUTING = ("torch", "ctranslate2", "transformers", "mlx")
_WORD = re.compile(r"[^\W_]+(?:['’][^\W_]+)*")


class Measurement(msgspec.Struct, frozen=True):
    """One backend with one model (by its identity); `rtfx` is audio time ÷ processing time.

    `rtfx` is that of the self-test, by which backends are compared; `seen` the average of jobs.
    `difference` is the word error rate against the processor; `problem` says why there is none.
    A backend that was only watched at work, never compared, is not `is_tested`.
    """

    recognizer: str
    device: str
    model: str
    rtfx: float = 0.0
    difference: float = 0.0
    problem: str = ""
    is_tested: bool = True
    seen: float = 0.0

    @property
    def is_trusted(self) -> bool:
        """Nothing speaks against its words."""
        return not self.problem and self.difference <= MOST_DIFFERENCE

    @property
    def speed(self) -> float:
        """The RTFx to be expected: that of jobs or, before there was one, of the self-test."""
        return self.seen or self.rtfx

    @property
    def backend(self) -> tuple[str, str]:
        """Recognizer and device."""
        return self.recognizer, self.device


class Calibration(msgspec.Struct, frozen=True):
    """Everything measured under `conditions`."""

    conditions: str = ""
    measurements: tuple[Measurement, ...] = ()

    def of(self, recognizer: str, device: str, model: str) -> Measurement | None:
        """What is known of a backend with a model."""
        wanted = (recognizer, device, model)
        return next((each for each in self.measurements if _key(each) == wanted), None)

    def speed(self, device: str, recognizer: str, model: str) -> float | None:
        """The RTFx to be expected of a backend, if anything is known of it."""
        found = self.of(recognizer, device, model)
        return (found.speed or None) if found else None

    def tested(self, recognizer: str, device: str, model: str) -> Measurement | None:
        """The result of a self-test, if there was one."""
        found = self.of(recognizer, device, model)
        return found if found and found.is_tested else None

    def having(self, measurement: Measurement) -> Calibration:
        """The same with this instead of what was known of its backend."""
        others = (each for each in self.measurements if _key(each) != _key(measurement))
        return msgspec.structs.replace(self, measurements=(*others, measurement))

    def observing(self, device: str, recognizer: str, model: str, rtfx: float) -> Calibration:
        """The same after some work was done at this speed: a moving average."""
        known = self.of(recognizer, device, model)
        if known is None:
            known = Measurement(recognizer, device, model, is_tested=False)
        before = known.speed or rtfx
        mean = before + WEIGHT_OF_NEWEST * (rtfx - before)
        return self.having(msgspec.structs.replace(known, seen=mean))


def speed(
    device: str, recognizer: str, model_identity: str, home: Home | None = None
) -> float | None:
    """The RTFx measured on this machine, if there is one."""
    return read(home or options.home()).speed(device, recognizer, model_identity)


def observe(device: str, recognizer: str, model_identity: str, rtfx: float, home: Home) -> None:
    """Keep how fast a job went, for the next one."""
    keep(read(home).observing(device, recognizer, model_identity, rtfx), home)


def read(home: Home, now: str | None = None) -> Calibration:
    """What is known under the conditions of `now`; a file that cannot be read holds nothing."""
    now = conditions() if now is None else now
    with contextlib.suppress(OSError, msgspec.DecodeError):
        kept = msgspec.json.decode(file(home).read_bytes(), type=Calibration)
        if kept.conditions == now:
            return kept
    return Calibration(now)


def keep(calibration: Calibration, home: Home) -> None:
    """Write it down, whole or not at all; what cannot be kept is measured again another time."""
    target = file(home)
    with contextlib.suppress(OSError):
        write_whole(target, msgspec.json.format(msgspec.json.encode(calibration)))


def file(home: Home) -> Path:
    """Where it is kept; may be deleted at any time."""
    return home.cache / "calibration.json"


def conditions() -> str:
    """What a measurement depends on: machine, build of the system, libraries that compute."""
    libraries = (f"{name} {_version(name)}" for name in _COMPUTING)
    system = (platform.machine(), platform.system(), platform.release(), platform.version())
    return " · ".join((str(VERSION), *system, f"{os.cpu_count()} cores", *libraries))


def difference(heard: str, reference: str) -> float:
    """Word error rate of one text against another, 0 or more; case and signs do not count."""
    ours, theirs = words(heard), words(reference)
    return edit_distance(ours, theirs) / len(theirs) if theirs else float(bool(ours))


def words(text: str) -> list[str]:
    """A text's words as they are compared."""
    return _WORD.findall(text.replace("’", "'").lower())


def edit_distance(ours: Sequence[str], theirs: Sequence[str]) -> int:
    """Fewest words to put in, take out or change. Method: Wagner and Fischer, 1974."""
    row = list(range(len(theirs) + 1))
    for place, word in enumerate(ours, start=1):
        diagonal, row[0] = row[0], place
        for column, other in enumerate(theirs, start=1):
            cost = min(row[column] + 1, row[column - 1] + 1, diagonal + (word != other))
            diagonal, row[column] = row[column], cost
    return row[-1]


def _key(measurement: Measurement) -> tuple[str, str, str]:
    return measurement.recognizer, measurement.device, measurement.model


def _version(library: str) -> str:
    try:
        return metadata.version(library)
    except metadata.PackageNotFoundError:
        return "none"
