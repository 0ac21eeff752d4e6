"""Says which chunk a recognizer begins, so that the engine knows whom to charge with a failure.

Every recognizer hears its windows through `Film.hear`; this stands in between. It is also where
faults made on purpose strike.
"""

from __future__ import annotations

import threading
from collections.abc import Callable, Sequence
from typing import Any

import msgspec

from engine.protocol import Began, ChunkTask
from engine.worker.recognition import Film

Strike = Callable[[ChunkTask, float, float, bool], None]
"""Told of each window (its task, start, end, is it the first of its chunk) before it is heard."""

_SLACK = 0.01  # seconds by which a window may reach beyond what its chunk hears


def announced(
    film: Film, tasks: Sequence[ChunkTask], tell: Callable[[Began], None], strike: Strike
) -> Film:
    """The same film; whoever hears the first window of a chunk lets `tell` know, in any thread."""
    begun: set[int] = set()
    lock = threading.Lock()

    def begins(index: int) -> bool:
        with lock:
            is_first = index not in begun
            begun.add(index)
            if is_first:
                tell(Began(index))
        return is_first

    def hear(start: float, end: float) -> Any:
        task = task_at(tasks, start, end)
        if task is not None:
            strike(task, start, end, begins(task.chunk.index))
        return film.hear(start, end)

    return msgspec.structs.replace(film, hear=hear)


def task_at(tasks: Sequence[ChunkTask], start: float, end: float) -> ChunkTask | None:
    """The task whose window this is; where two hear the same seconds, the one that owns them."""
    middle = (start + end) / 2
    able = [
        task
        for task in tasks
        if task.chunk.heard_start - _SLACK <= start and end <= task.chunk.heard_end + _SLACK
    ]
    own = [task for task in able if task.chunk.start <= middle < task.chunk.end]
    return next(iter(own or able), None)
