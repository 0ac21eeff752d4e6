"""From the voices heard in all parts of a film to its speakers: clusters, turns, vectors."""

from __future__ import annotations

from collections.abc import Iterable
from typing import TYPE_CHECKING

import numpy as np

from engine import notices
from engine.transcript import Diarization
from engine.worker.diarization.clustering import (
    ENOUGH_ALONE,
    Bounds,
    Clustering,
    nearest,
    unit,
)
from engine.worker.diarization.hearing import Voices
from engine.worker.diarization.reconstruction import (
    NOBODY,
    runs,
    speakers_at_once,
    turns,
    who_talks,
)
from engine.worker.diarization.windows import FRAME_STEP, FRAMES, Grid

if TYPE_CHECKING:
    from numpy.typing import NDArray

    Floats = NDArray[np.float32]
    Labels = NDArray[np.intp]
    Marks = NDArray[np.bool_]
    Masks = NDArray[np.bool_]

MOMENT = 0.25
"""Seconds within which nobody has begun to speak: turns are no more exact than that."""


def tell_apart(
    parts: Iterable[Voices], grid: Grid, duration: float, method: Clustering, bounds: Bounds
) -> tuple[Diarization, tuple[str, ...]]:
    """Who speaks when in a film of `duration` seconds; and what the user should know about it."""
    masks, vectors = map(np.concatenate, zip(*parts, strict=True))
    if not masks.any():
        return Diarization(), (notices.NOBODY_SPEAKS(),)
    clear = vectors[is_clear(masks, vectors)]
    if not len(clear):  # seconds of speech in all, or all of it at once
        clear = vectors[masks.any(axis=2)]
        bounds = Bounds(1, 1)
    centres = method.centres(clear, bounds)
    apart = _constrained(masks, vectors, centres)
    chosen = (apart if method.is_constrained else _assigned(masks, vectors, centres), apart)
    counts = speakers_at_once(grid, masks, bounds.most)
    people = max(len(centres), int(counts.max()))
    told = _reconstructed(who_talks(grid, masks, chosen, people, counts), centres, duration)
    return told, _doubts(len(told.speakers), bounds)


def is_clear(masks: Masks, vectors: Floats) -> Masks:
    """Which local speakers talk alone for long enough to be told by their voice: (windows, 3)."""
    alone = masks & (masks.sum(axis=1, keepdims=True) == 1)
    long_enough = alone.sum(axis=2) >= ENOUGH_ALONE * FRAMES
    return np.asarray(long_enough & ~np.isnan(vectors).any(axis=2))


def _assigned(masks: Masks, vectors: Floats, centres: Floats) -> Labels:
    """The cluster of each local speaker of each window, `NOBODY` where nobody talks."""
    labels = np.full(masks.shape[:2], NOBODY, np.intp)
    spoken = masks.any(axis=2)
    labels[spoken] = nearest(unit(vectors[spoken]), centres)
    return labels


def _constrained(masks: Masks, vectors: Floats, centres: Floats) -> Labels:
    """The same, but two who talk in a window are two people: the assignment that is best for all of
    them together; who is left over is counted with nobody."""
    from scipy.optimize import linear_sum_assignment

    labels = np.full(masks.shape[:2], NOBODY, np.intp)
    for window, mask in enumerate(masks):
        local = np.flatnonzero(mask.any(axis=1))
        likeness = unit(vectors[window, local]) @ unit(centres).T
        rows, columns = linear_sum_assignment(likeness, maximize=True)
        labels[window, local[rows]] = columns
    return labels


def _reconstructed(talking: tuple[Masks, Masks], centres: Floats, duration: float) -> Diarization:
    """The turns of all who talk, and of the foremost alone, by `who_talks`."""
    everybody, foremost = talking
    order = _in_order(everybody)
    vectors = _for_all(unit(centres), everybody.shape[1])[order]
    names = {f"SPEAKER_{place:02d}": column for place, column in enumerate(order.tolist())}
    return Diarization(
        turns=turns({name: everybody[:, column] for name, column in names.items()}, duration),
        exclusive=turns({name: foremost[:, column] for name, column in names.items()}, duration),
        speakers=tuple(names),
        embeddings=tuple(tuple(map(float, vector)) for vector in vectors),
    )


def _for_all(centres: Floats, speakers: int) -> Floats:
    """Somebody who was only ever heard while another spoke has a vector of zeros."""
    return np.pad(centres, ((0, speakers - len(centres)), (0, 0)))


def _in_order(speaking: Masks) -> Labels:
    """The columns of those who ever speak, in the order in which they begin to, as a listener
    hears it: a moment begins nothing, unless it is all that somebody says."""
    begins = ((_begin(marks), column) for column, marks in enumerate(speaking.T))
    return np.array([column for begin, column in sorted(begins) if begin >= 0], np.intp)


def _begin(marks: Marks) -> int:
    """The frame at which somebody begins to speak for more than a moment, or at all; else -1."""
    spoken = runs(marks)
    lasting = (first for first, last in spoken if (last - first) * FRAME_STEP >= MOMENT)
    return next(lasting, spoken[0][0] if spoken else -1)


def _doubts(found: int, bounds: Bounds) -> tuple[str, ...]:
    if found >= bounds.least and (not bounds.most or found <= bounds.most):
        return ()
    if bounds.most == 1:
        return (notices.ONE_SPEAKER(found),)
    if bounds.least == bounds.most:
        return (notices.OTHER_SPEAKERS(bounds.least, found),)
    if found < bounds.least:
        return (notices.FEWER_SPEAKERS(bounds.least, found),)
    return (notices.MORE_SPEAKERS(bounds.most, found),)
