"""Faults made on purpose, for tests: LONGTAKE_FAULTS says which, and in which chunks.

    LONGTAKE_FAULTS=oom@0,hang@2x3,segv@5     comma-separated KIND@CHUNK[xTIMES]

A fault strikes inside the worker when the first window of its chunk is about to be heard, once
unless told, each time the chunk is begun anew. All are real: a hang is a lock in native code that
nobody opens, a crash is a signal, and errors carry the very words of the libraries.
"""

from __future__ import annotations

import contextlib
import ctypes
import logging
import os
import re
import threading
import time
from collections.abc import Callable, Mapping, Sequence
from typing import Any, NoReturn

import msgspec

from engine.errors import UsageError
from engine.protocol import ChunkTask
from engine.worker.recognition import Recognizer

log = logging.getLogger(__name__)

NAME = "LONGTAKE_FAULTS"
KINDS = ("oom", "hang", "hang-gil", "segv", "abort", "gpu-zero", "error", "slow")
SLOWER = 8.0
USUAL_SPEED = 20.0  # RTFx of one window, where the engine does not know it

_ONE = re.compile(r"([a-z-]+)@(\d+)(?:x(\d+))?")
_LOCK_SIZE = 256  # bytes: more than pthread_mutex_t takes anywhere


class Fault(msgspec.Struct, frozen=True):
    """What strikes in which chunk, and how often."""

    kind: str
    chunk: int
    times: int = 1


class OutOfMemoryError(RuntimeError):
    """Named as torch names its own, which is not loaded where CTranslate2 computes."""


OUT_OF_MEMORY: tuple[RuntimeError, ...] = (
    OutOfMemoryError(
        "CUDA out of memory. Tried to allocate 2.00 GiB. GPU 0 has a total capacity of 7.79 GiB"
    ),
    RuntimeError(
        "MPS backend out of memory (MPS allocated: 17.77 GB, other allocations: 1.42 GB,"
        " max allowed: 18.13 GB). Tried to allocate 108.00 MB on private pool."
    ),
    RuntimeError("CUDA failed with error out of memory"),
)


def planned(environ: Mapping[str, str] = os.environ) -> tuple[Fault, ...]:
    """The faults that the environment asks for; what cannot be meant is a `UsageError`."""
    wished = filter(None, (part.strip() for part in environ.get(NAME, "").split(",")))
    return tuple(map(_read, wished))


def due(faults: Sequence[Fault], task: ChunkTask) -> str | None:
    """The kind of fault that strikes when `task` is begun, after it was begun before."""
    kinds = [
        fault.kind
        for fault in faults
        if fault.chunk == task.chunk.index
        for _ in range(min(fault.times, task.begun + 1))
    ]
    return kinds[task.begun] if task.begun < len(kinds) else None


class Saboteur:
    """Does the harm that is planned, as chunks are begun. Threads of the recognizer call it."""

    def __init__(self, faults: Sequence[Fault], speed: float = 0.0) -> None:
        """`speed` is the RTFx that slowness is measured by."""
        self._faults = faults
        self._speed = speed or USUAL_SPEED
        self._here = threading.local()

    def strike(self, task: ChunkTask, start: float, end: float, is_first: bool) -> None:
        """See `beginnings.Strike`."""
        kind = self._here.kind = due(self._faults, task)
        if kind == "slow":
            if is_first:
                note(kind, task)
            time.sleep((SLOWER - 1) * (end - start) / self._speed)
        elif kind is not None and is_first:
            strike(kind, task)

    def tamper(self, recognizer: Recognizer) -> None:
        """Let a recognizer's encoder give zeros, as a dead GPU does, where that is planned."""
        if not any(fault.kind == "gpu-zero" for fault in self._faults):
            return
        model: Any = getattr(recognizer, "_model", None)
        if callable(encode := getattr(model, "encode", None)):
            model.encode = self._zeroing(encode)

    def _zeroing(self, encode: Callable[..., Any]) -> Callable[..., Any]:
        def perhaps_zero(*arguments: Any, **options: Any) -> Any:
            output = encode(*arguments, **options)
            return _zeros_like(output) if getattr(self._here, "kind", "") == "gpu-zero" else output

        return perhaps_zero


def strike(kind: str, task: ChunkTask) -> None:
    """Do the harm of a kind, here and now."""
    note(kind, task)
    match kind:
        case "oom":
            error = OUT_OF_MEMORY[(task.chunk.index + task.begun) % len(OUT_OF_MEMORY)]
            raise _noted(error, task.chunk.index)
        case "error":
            raise _noted(RuntimeError("an error made on purpose"), task.chunk.index)
        case "hang":
            hang(ctypes.CDLL(None))
        case "hang-gil":
            hang(ctypes.PyDLL(None))
        case "segv":
            ctypes.string_at(0)
        case "abort":
            ctypes.CDLL(None).abort()


def note(kind: str, task: ChunkTask) -> None:
    """Let the log say what is about to happen, and when, for whoever measures what follows."""
    log.warning("a fault on purpose at %.3f: %s in chunk %d", time.time(), kind, task.chunk.index)


def hang(library: ctypes.CDLL) -> NoReturn:
    """Wait in native code for a lock that this very thread holds; `PyDLL` keeps the GIL."""
    lock = ctypes.create_string_buffer(_LOCK_SIZE)
    library.pthread_mutex_init(lock, None)
    while True:
        library.pthread_mutex_lock(lock)


def _noted(error: RuntimeError, chunk: int) -> RuntimeError:
    fresh = type(error)(*error.args)
    fresh.chunk = chunk  # type: ignore[attr-defined]
    return fresh


def _zeros_like(output: Any) -> Any:
    import numpy as np

    zeros = np.zeros_like(np.asarray(output))
    with contextlib.suppress(AttributeError):
        return type(output).from_array(zeros)
    return zeros


def _read(text: str) -> Fault:
    found = _ONE.fullmatch(text)
    if found is None or found[1] not in KINDS:
        raise UsageError(
            f"{NAME} cannot hold {text!r}.",
            f"KIND@CHUNK[xTIMES], separated by commas; KIND is one of: {', '.join(KINDS)}.",
        )
    return Fault(found[1], int(found[2]), int(found[3] or 1))
