"""What to try next after a chunk has failed. [pure]

    usual → again → batch halved (not under 4, then 1) → chunk halved (not under 60 s) → float32
          → next recognizer → processor → gap

Each rung is tried in a fresh worker. Where on the ladder an error leads depends on what it says:
memory that ran out asks for a smaller batch, not for the same again; an accelerator that cannot do
something at all is left for the processor at once. What is no fault of the chunk ends the job.
"""

from __future__ import annotations

from collections.abc import Iterator
from typing import Literal

import msgspec

from engine.errors import (
    EngineFault,
    LongtakeError,
    MemoryExhausted,
    OperationMissing,
    SilentFault,
    WorkerDied,
    WorkerHung,
    WorkerStuck,
)

Rung = Literal[
    "usual",
    "again",
    "smaller-batch",
    "shorter-chunk",
    "float32",
    "next-recognizer",
    "processor",
    "gap",
    "stop",
]
"""How a chunk is tried; at the end: give it up and go on, or end the job."""

ATTEMPTS = 3
"""Tries of a stage that has no ladder of its own, such as decoding."""
DEVICE_FAULTS = 2
"""Faults of an accelerator in one job after which the rest of it is done without."""
SHORTEST_CHUNK = 60.0
"""Seconds under which a chunk is not halved."""
SMALLEST_BATCH = 4
"""Smaller ones but 1 save little memory and cost the accelerator's speed."""
SAME_WORDS = 3
"""Tries that leave the words as they are, before one with another number format or recognizer."""
HOPELESS = 2
"""Chunks given up in a row, none done between, after which the next are tried but twice."""
BACKOFF = (1.0, 2.0, 4.0)

_RECOGNIZERS = {"ct2": "whisperx", "mlx": "torch"}
"""Which recognizer reads the same model as another does."""


class Footing(msgspec.Struct, frozen=True):
    """How a chunk is to be recognised, as far as that differs from what was asked for.

    0 or "" means: as usual. `halvings` is how many times the chunk is cut in two.
    """

    batch_size: int = 0
    halvings: int = 0
    compute_type: str = ""
    recognizer: str = ""
    device: str = ""


class Ground(msgspec.Struct, frozen=True):
    """What the last try stood on, and what may be changed of it: the user may have fixed some.

    `length` is the longest piece of the chunk that is not done and can be cut, in seconds.
    """

    device: str = "cpu"
    batch_size: int = 1
    compute_type: str = ""
    recognizer: str = ""
    length: float = 0.0
    is_compute_type_free: bool = True
    is_recognizer_free: bool = True


def next_rung(error: LongtakeError, tried: tuple[Rung, ...], ground: Ground) -> Rung:
    """The rung after the `tried` ones, of which `error` ended the last."""
    if isinstance(error, WorkerStuck):
        return "processor" if "processor" not in tried else "gap"
    if not may_repeat(error):
        return "stop"
    if isinstance(error, OperationMissing) and ground.device != "cpu":
        return "processor"
    return next(_rungs(error, tried, ground), "gap")


def may_repeat(error: LongtakeError) -> bool:
    """Whether another try may end better. A bug may be one that a certain chunk alone meets."""
    return error.retryable or isinstance(error, EngineFault)


def stepped(footing: Footing, rung: Rung, ground: Ground) -> Footing:
    """The footing that a rung means."""
    match rung:
        case "smaller-batch":
            return msgspec.structs.replace(footing, batch_size=smaller(ground.batch_size))
        case "shorter-chunk":
            return msgspec.structs.replace(footing, halvings=footing.halvings + 1)
        case "float32":
            return msgspec.structs.replace(footing, compute_type="float32")
        case "next-recognizer":
            other = _RECOGNIZERS[ground.recognizer]
            return msgspec.structs.replace(footing, recognizer=other, compute_type="")
        case "processor":
            return msgspec.structs.replace(footing, device="cpu", compute_type="", batch_size=0)
    return footing


def smaller(batch_size: int) -> int:
    """Half a batch, but not under four; then one window at a time."""
    return max(SMALLEST_BATCH, batch_size // 2) if batch_size > SMALLEST_BATCH else 1


def backoff(attempts: int) -> float:
    """Seconds to rest after so many failed attempts."""
    return BACKOFF[min(attempts, len(BACKOFF)) - 1] if attempts > 0 else 0.0


def is_device_fault(error: LongtakeError, device: str) -> bool:
    """Whether this speaks against an accelerator, which may be broken for good."""
    return device not in ("cpu", "auto") and isinstance(
        error, SilentFault | WorkerDied | WorkerHung
    )


def _rungs(error: LongtakeError, tried: tuple[Rung, ...], ground: Ground) -> Iterator[Rung]:
    """What is left of the ladder above the highest rung tried, lowest first."""
    is_memory = isinstance(error, MemoryExhausted)
    last = max((_HEIGHT[rung] for rung in tried), default=0)
    if last < _HEIGHT["again"] and not is_memory:
        yield "again"
    if last <= _HEIGHT["smaller-batch"] and ground.batch_size > 1:
        yield "smaller-batch"
    if last <= _HEIGHT["shorter-chunk"] and ground.length >= 2 * SHORTEST_CHUNK:
        yield "shorter-chunk"
    if last <= _HEIGHT["shorter-chunk"] and len(tried) < SAME_WORDS:
        yield "again"  # where nothing can be made smaller
    if last < _HEIGHT["float32"] and _may_use_float32(ground) and not is_memory:
        yield "float32"
    if last < _HEIGHT["next-recognizer"] and _has_another(ground):
        yield "next-recognizer"
    if last < _HEIGHT["processor"] and ground.device != "cpu":
        yield "processor"


_HEIGHT: dict[Rung, int] = {
    "usual": 0,
    "again": 1,
    "smaller-batch": 2,
    "shorter-chunk": 3,
    "float32": 4,
    "next-recognizer": 5,
    "processor": 6,
    "gap": 7,
    "stop": 8,
}


def _may_use_float32(ground: Ground) -> bool:
    return ground.is_compute_type_free and ground.compute_type not in ("", "float32")


def _has_another(ground: Ground) -> bool:
    return ground.is_recognizer_free and ground.recognizer in _RECOGNIZERS
