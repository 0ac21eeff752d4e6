"""Which of the voices heard in the windows of a film are the same person.

Agglomerative clustering with centroid linkage, as pyannote.audio 3.1 has it (Bredin, "pyannote.audio
2.1 speaker diarization pipeline", 2023): clusters are joined until their centroids are further
apart than a threshold; what is then smaller than a minimum goes to the nearest large cluster, and
at last every voice of every window to the nearest centroid.
"""

from __future__ import annotations

from collections.abc import Callable
from typing import TYPE_CHECKING

import msgspec
import numpy as np

if TYPE_CHECKING:
    from numpy.typing import NDArray

    Floats = NDArray[np.float32]
    Labels = NDArray[np.intp]
    Masks = NDArray[np.bool_]

ENOUGH_ALONE = 0.2
"""Part of a window that a speaker must fill alone for the voice to count in clustering."""
PER_CANDIDATE = 500
"""Voices that may stand for one candidate, chosen evenly."""
AT_ONCE = 4000
"""Voices that are compared with each other at once, which takes 64 MB."""


class Bounds(msgspec.Struct, frozen=True):
    """How many speakers there may be; 0 where that is not known."""

    least: int = 0
    most: int = 0


class Linkage(msgspec.Struct, frozen=True):
    """When two clusters are one person, and how many voices make a person.

    The figures are those of pyannote.audio 3.1 for these very models.
    """

    threshold: float = 0.7045654963945799
    smallest: int = 12


def clustered(vectors: Floats, linkage: Linkage, bounds: Bounds) -> Labels:
    """A label from 0 for each of `vectors` (voices, 256), every label used.

    More than `AT_ONCE` are first clustered piece by piece, and few of each candidate chosen.
    """
    units = unit(vectors)
    chosen = _chosen(units, linkage) if len(units) > AT_ONCE else np.arange(len(units))
    labels = _joined(units[chosen], linkage, bounds)
    if len(chosen) == len(units):
        return labels
    return nearest(units, centroids(units[chosen], labels))


def unit(vectors: Floats) -> Floats:
    """The same directions with length 1; a vector of zeros stays one."""
    lengths = np.linalg.norm(vectors, axis=-1, keepdims=True)
    return np.asarray(vectors / np.maximum(lengths, 1e-12), np.float32)


def centroids(vectors: Floats, labels: Labels) -> Floats:
    """The mean of each label's vectors."""
    return np.stack([vectors[labels == label].mean(axis=0) for label in range(labels.max() + 1)])


def nearest(vectors: Floats, centres: Floats) -> Labels:
    """The centre in the most similar direction for each vector."""
    return np.asarray((vectors @ unit(centres).T).argmax(axis=-1))


def _joined(units: Floats, linkage: Linkage, bounds: Bounds) -> Labels:
    from scipy.cluster.hierarchy import linkage as join

    count = len(units)
    if count < 2 or bounds.most == 1:
        return np.zeros(count, np.intp)
    smallest = min(linkage.smallest, max(1, round(0.1 * count)))
    tree = join(units, method="centroid", metric="euclidean")
    labels = _cut(tree, linkage.threshold)
    least, most = min(max(1, bounds.least), count), bounds.most or count
    wanted = min(max(_large(labels, smallest), least), most)
    if _large(labels, smallest) != wanted:
        labels = _cut_into(tree, wanted, linkage.threshold, smallest)
    return _without_small(units, labels, smallest)


def _cut(tree: NDArray[np.float64], height: float) -> Labels:
    from scipy.cluster.hierarchy import fcluster

    return np.asarray(fcluster(tree, height, criterion="distance") - 1, np.intp)


def _large(labels: Labels, smallest: int) -> int:
    return int((np.bincount(labels) >= smallest).sum())


def _cut_into(
    tree: NDArray[np.float64], wanted: int, threshold: float, smallest: int
) -> Labels:
    """The cut nearest to the threshold that leaves `wanted` large clusters, or almost so many.

    Heights in a centroid tree may fall, so it is cut by the order of joins.
    """
    ordered = tree.copy()
    ordered[:, 2] = np.arange(len(tree))
    best: tuple[float, Labels] = (np.inf, np.zeros(len(tree) + 1, np.intp))
    for step in np.argsort(np.abs(tree[:, 2] - threshold)):
        if tree[step, 3] < smallest:
            continue
        labels = _cut(ordered, step)
        missing = abs(_large(labels, smallest) - wanted)
        if missing < best[0]:
            best = (missing, labels)
        if not missing:
            break
    return best[1]


def _without_small(units: Floats, labels: Labels, smallest: int) -> Labels:
    sizes = np.bincount(labels)
    large = np.flatnonzero(sizes >= smallest)
    if not len(large):
        return np.zeros(len(units), np.intp)
    centres = np.stack([units[labels == label].mean(axis=0) for label in large])
    moved = labels.copy()
    for label in np.flatnonzero((sizes > 0) & (sizes < smallest)):
        own = units[labels == label].mean(axis=0, keepdims=True)
        moved[labels == label] = large[nearest(own, centres)[0]]
    return np.asarray(np.searchsorted(large, moved))


def _chosen(units: Floats, linkage: Linkage) -> Labels:
    """Places of the voices that stand for all: of each candidate at most `PER_CANDIDATE`, evenly
    chosen over the film, and all of those who speak little.
    """
    raise NotImplementedError
