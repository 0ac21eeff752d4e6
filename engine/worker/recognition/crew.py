"""Several threads hear the windows of several chunks; each chunk is handed on when it is whole.

Batches run across the borders of chunks, so that no core waits for another at the end of a chunk,
and grow smaller towards the end, so that all threads end at about the same time.
"""

from __future__ import annotations

import threading
from collections.abc import Callable, Iterator, Sequence
from concurrent.futures import FIRST_COMPLETED, Future, ThreadPoolExecutor, wait
from itertools import groupby
from typing import NamedTuple

from engine.bias import ChunkBias
from engine.protocol import ChunkTask
from engine.transcript import Chunk, ChunkText, SpeechMap, WindowText
from engine.worker.recognition import Report
from engine.worker.recognition.windows import Window, pack

NO_BIAS = ChunkBias()

_Placed = tuple[int, Window]  # the place of a window's task, and the window
_POLL = 0.4  # seconds between two reports


class Batch(NamedTuple):
    """Windows that are heard together, the place in the plan of the chunk of each, the prompt.

    `bias` is what all of them may use of the glossary.
    """

    windows: tuple[Window, ...]
    chunks: tuple[int, ...]
    prompt: str
    bias: ChunkBias = NO_BIAS


Check = Callable[[], None]
"""To be called between two steps of work: ends it when nobody waits for it any more."""
Listen = Callable[[Batch, Check], Sequence[Sequence[WindowText]]]
"""Hears a batch and gives, for each of its windows, the text in one piece or in several."""


class Stopped(Exception):
    """Nobody waits for this work any more; no one but the crew itself sees it."""


def hear_chunks(
    tasks: Sequence[ChunkTask],
    batches: Sequence[Batch],
    listen: Listen,
    workers: int,
    report: Report,
) -> Iterator[ChunkText]:
    """The text of each task, in their order; leaving early stops all work at its next step."""
    stopped = threading.Event()

    def check() -> None:
        if stopped.is_set():
            raise Stopped

    pool = ThreadPoolExecutor(workers, "recognise")
    try:
        work = _Work(tasks, batches, [pool.submit(listen, batch, check) for batch in batches])
        for place, task in enumerate(tasks):
            while not work.is_heard(place):
                report(work.seconds_done(place))
            yield ChunkText(task.chunk.index, work.texts(place))
        report(work.seconds_done(len(tasks)))
    finally:
        stopped.set()
        pool.shutdown(wait=False, cancel_futures=True)


def batches_of(
    tasks: Sequence[ChunkTask], speech: SpeechMap, largest: int, workers: int
) -> Iterator[Batch]:
    """The windows of all tasks in order, in batches of at most `largest` that share a prompt."""
    windows = list(_windows_of_all(tasks, speech))
    sizes = batch_sizes(len(windows), largest, workers)
    for alike in _alike(tasks, windows):
        while alike:
            size = next(sizes, 1)
            yield batch_of(tasks, alike[:size])
            del alike[:size]


def full_batches(tasks: Sequence[ChunkTask], speech: SpeechMap, size: int) -> Iterator[Batch]:
    """The windows of all tasks in order, in batches of `size` as long as prompts are the same."""
    for alike in _alike(tasks, list(_windows_of_all(tasks, speech))):
        for first in range(0, len(alike), size):
            yield batch_of(tasks, alike[first : first + size])


def chunk_batches(tasks: Sequence[ChunkTask], speech: SpeechMap) -> Iterator[Batch]:
    """One batch for each task, for those who hear a chunk's windows one after another."""
    for place, task in enumerate(tasks):
        windows = windows_of(task.chunk, speech)
        if windows:
            yield batch_of(tasks, [(place, window) for window in windows])


def windows_of(chunk: Chunk, speech: SpeechMap) -> tuple[Window, ...]:
    """What is to be heard for a chunk."""
    return pack(speech, chunk.heard_start, chunk.heard_end)


def batch_sizes(count: int, largest: int, workers: int) -> Iterator[int]:
    """Sizes that add up to `count`, the largest first.

    Method: Polychronopoulos and Kuck, "Guided self-scheduling", 1987, with batches half as large.
    """
    while count:
        size = min(largest, -(-count // (2 * workers)))
        yield size
        count -= size


def batch_of(tasks: Sequence[ChunkTask], placed: Sequence[_Placed]) -> Batch:
    """Windows of tasks that are told the same, as one batch."""
    chunks, windows = zip(*placed, strict=True)
    task = tasks[chunks[0]]
    return Batch(windows, chunks, task.prompt, task.bias)


def _windows_of_all(tasks: Sequence[ChunkTask], speech: SpeechMap) -> Iterator[_Placed]:
    for place, task in enumerate(tasks):
        for window in windows_of(task.chunk, speech):
            yield place, window


def _alike(tasks: Sequence[ChunkTask], placed: Sequence[_Placed]) -> Iterator[list[_Placed]]:
    """The windows in groups whose tasks are told the same."""
    for _, group in groupby(placed, key=lambda each: _told(tasks[each[0]])):
        yield list(group)


def _told(task: ChunkTask) -> tuple[str, ChunkBias]:
    return task.prompt, task.bias


class _Work:
    """What is being heard, and for which chunk."""

    def __init__(
        self,
        tasks: Sequence[ChunkTask],
        batches: Sequence[Batch],
        futures: Sequence[Future[Sequence[Sequence[WindowText]]]],
    ) -> None:
        self._tasks = tasks
        self._batches = batches
        self._futures = futures

    def is_heard(self, place: int) -> bool:
        """Wait a moment for a chunk; an error of any work so far is raised."""
        pending = {future for future in self._of(place) if not future.done()}
        if pending:
            wait(pending, timeout=_POLL, return_when=FIRST_COMPLETED)
        for batch, future in zip(self._batches, self._futures, strict=True):
            if future.done() and (error := future.exception()) is not None:
                self._charge(error, batch)
                raise error
        return all(future.done() for future in self._of(place))

    def texts(self, place: int) -> tuple[WindowText, ...]:
        """What was heard for a chunk, in order of time."""
        heard = [
            piece
            for batch, future in zip(self._batches, self._futures, strict=True)
            if place in batch.chunks
            for chunk, pieces in zip(batch.chunks, future.result(), strict=True)
            if chunk == place
            for piece in pieces
        ]
        return tuple(sorted(heard, key=lambda piece: piece.start))

    def seconds_done(self, place: int) -> float:
        """Seconds of the film that are done: the chunks before `place`, and of it as much as of
        its windows. What lies behind a window that hangs is no progress."""
        done = sum(task.chunk.duration for task in self._tasks[:place])
        if place < len(self._tasks):
            done += self._tasks[place].chunk.duration * self._share_done(place)
        return done

    def _charge(self, error: BaseException, batch: Batch) -> None:
        """Note the chunk in which an error arose, for whoever wants to try again."""
        if getattr(error, "chunk", None) is None:
            error.chunk = self._tasks[batch.chunks[0]].chunk.index  # type: ignore[attr-defined]

    def _share_done(self, place: int) -> float:
        sizes = [
            (window.duration, future.done())
            for batch, future in zip(self._batches, self._futures, strict=True)
            for window, chunk in zip(batch.windows, batch.chunks, strict=True)
            if chunk == place
        ]
        whole = sum(size for size, _ in sizes)
        return sum(size for size, is_done in sizes if is_done) / whole if whole else 1.0

    def _of(self, place: int) -> list[Future[Sequence[Sequence[WindowText]]]]:
        return [
            future
            for batch, future in zip(self._batches, self._futures, strict=True)
            if place in batch.chunks
        ]
