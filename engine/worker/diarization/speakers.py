"""From the voices heard in all parts of a film to its speakers: clusters, turns, vectors."""

from __future__ import annotations

from collections.abc import Sequence
from typing import TYPE_CHECKING

import numpy as np

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
    speakers_at_once,
    turns,
    who_talks,
)
from engine.worker.diarization.windows import FRAMES, Grid

if TYPE_CHECKING:
    from numpy.typing import NDArray

    Floats = NDArray[np.float32]
    Labels = NDArray[np.intp]
    Masks = NDArray[np.bool_]


def tell_apart(
    parts: Sequence[Voices], grid: Grid, duration: float, method: Clustering, bounds: Bounds
) -> tuple[Diarization, tuple[str, ...]]:
    """Who speaks when in a film of `duration` seconds; and what the user should know about it."""
    masks = np.concatenate([part.masks for part in parts])
    vectors = np.concatenate([part.vectors for part in parts])
    if not masks.any():
        return Diarization(), ("Nobody was heard speaking, so there are no speakers.",)
    clear = vectors[is_clear(masks, vectors)]
    if not len(clear):  # seconds of speech in all, or all of it at once
        clear = vectors[masks.any(axis=2)]
        bounds = Bounds(1, 1)
    centres = method.centres(clear, bounds)
    assign = _constrained if method.is_constrained else _assigned
    labels = assign(masks, vectors, centres)
    counts = speakers_at_once(grid, masks, bounds.most)
    people = max(len(centres), int(counts.max()))
    told = _reconstructed(who_talks(grid, masks, labels, people, counts), centres, duration)
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
    order = _by_first_word(everybody)
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


def _by_first_word(speaking: Masks) -> Labels:
    """The columns of those who ever speak, in the order in which they begin to."""
    ever = np.flatnonzero(speaking.any(axis=0))
    begins = speaking[:, ever].argmax(axis=0)
    return np.asarray(ever[np.argsort(begins, kind="stable")])


def _doubts(found: int, bounds: Bounds) -> tuple[str, ...]:
    if found < bounds.least or (bounds.most and found > bounds.most):
        wished = f"{bounds.least} or more" if found < bounds.least else f"{bounds.most} or fewer"
        return (f"{wished} speakers were wished for, but {found} could be told apart.",)
    return ()
