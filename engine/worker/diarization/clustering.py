"""Which of the voices heard in the windows of a film are the same person.

Agglomerative clustering with centroid linkage, as pyannote.audio has it (Bredin, "pyannote.audio
2.1 speaker diarization pipeline", 2023): clusters are joined until their centroids are further
apart than a threshold; what is then smaller than a minimum goes to the nearest large cluster, and
at last every voice of every window to the nearest centroid.

One thing is different. A person who speaks little, or in noise, may lie in two clusters at the
threshold, each too small to be kept, and would be given away to others. Whether that happens hangs
on a thousandth of a distance, and on where in the film the windows begin. But the centroid of few
voices lies beside that of the person by chance, as far as that person's voices scatter: two of n
and m voices, which scatter by s², are s²/n + s²/m further apart (squared) than in truth. So in a
film that is long enough for the minimum to be in force, two clusters that are too small alone may
join that much above the threshold.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Protocol

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
AT_ONCE = 2000
"""Voices that are compared with each other at once, which takes 32 MB, however long the film."""
PIECE = 1000
"""Voices in a piece in which candidates are looked for."""


class Bounds(msgspec.Struct, frozen=True):
    """How many speakers there may be; 0 where that is not known."""

    least: int = 0
    most: int = 0


class Clustering(Protocol):
    """A way to find the people in a film; `is_constrained` where two who talk in the same window
    are never the same person."""

    @property
    def is_constrained(self) -> bool:
        """Whether the local speakers of a window are different people for certain."""

    def centres(self, vectors: Floats, bounds: Bounds) -> Floats:
        """What each person sounds like (people, 256), from clear voices (voices, 256)."""


class Agglomerative(msgspec.Struct, frozen=True):
    """See the top of this module. The figures are pyannote.audio 3.1's for these networks."""

    threshold: float = 0.7045654963945799
    smallest: int = 12

    def every(self, step: int) -> Agglomerative:
        """The same where a voice is heard every `step` seconds: half as many make a person."""
        return msgspec.structs.replace(self, smallest=max(1, self.smallest // step))

    @property
    def is_constrained(self) -> bool:
        """A voice goes to whom it is like, whoever else is in the window."""
        return False

    def centres(self, vectors: Floats, bounds: Bounds) -> Floats:
        """See `Clustering`."""
        units = unit(vectors)
        some = chosen(units, self.threshold)
        return centroids(vectors[some], self._labels(units[some], bounds))

    def _labels(self, units: Floats, bounds: Bounds) -> Labels:
        count = len(units)
        if count < 2 or bounds.most == 1:
            return np.zeros(count, np.intp)
        smallest = min(self.smallest, max(1, round(0.1 * count)))
        tree = joins(units)
        labels = cut(tree, self.threshold)
        if smallest == self.smallest:
            labels = _cut_with_leave(tree, self.threshold, smallest, scatter(units, labels))
        least, most = min(max(1, bounds.least), count), bounds.most or count
        wanted = min(max(_large(labels, smallest), least), most)
        while _large(labels, smallest) != wanted:
            labels = _cut_into(tree, wanted, self.threshold, smallest)
            if smallest == 1 or _large(labels, smallest) >= wanted:
                break
            smallest //= 2  # so many people were asked for that some of them say little
        return _without_small(units, labels, smallest)


def chosen(units: Floats, threshold: float) -> Labels:
    """Places of the voices that stand for all, for no more than `AT_ONCE` can be compared.

    Of each candidate at most `PER_CANDIDATE`, evenly chosen over the film, and all of those who
    speak little.
    """
    if len(units) <= PER_CANDIDATE:
        return np.arange(len(units))
    candidates = _candidates(units, threshold)
    sizes = np.bincount(candidates)
    limit = _fair_limit(sizes)
    some = [_evenly(np.flatnonzero(candidates == each), limit) for each in range(len(sizes))]
    return np.sort(np.concatenate(some))


def unit(vectors: Floats) -> Floats:
    """The same directions with length 1; a vector of zeros stays one."""
    lengths = np.linalg.norm(vectors, axis=-1, keepdims=True)
    return np.asarray(vectors / np.maximum(lengths, 1e-12), np.float32)


def centroids(vectors: Floats, labels: Labels) -> Floats:
    """The mean of each label's vectors."""
    return np.stack([vectors[labels == label].mean(axis=0) for label in range(labels.max() + 1)])


def scatter(vectors: Floats, labels: Labels) -> float:
    """How far voices lie from the centroid of their cluster: the variance, over all dimensions."""
    apart = np.square(vectors - centroids(vectors, labels)[labels]).sum()
    return float(apart / max(len(vectors) - labels.max() - 1, 1))


def nearest(vectors: Floats, centres: Floats) -> Labels:
    """The centre in the most similar direction for each vector."""
    return np.asarray((vectors @ unit(centres).T).argmax(axis=-1))


def joins(units: Floats) -> NDArray[np.float64]:
    """The tree of joins of unit vectors, by the distance of centroids, in scipy's form."""
    from scipy.cluster.hierarchy import linkage

    return np.asarray(linkage(units, method="centroid", metric="euclidean"))


def cut(tree: NDArray[np.float64], height: float) -> Labels:
    """The clusters of a tree below a height."""
    from scipy.cluster.hierarchy import fcluster

    return np.asarray(fcluster(tree, height, criterion="distance") - 1, np.intp)


def _cut_with_leave(
    tree: NDArray[np.float64], threshold: float, smallest: int, scattered: float
) -> Labels:
    """The clusters at the threshold, and joins above it of two that are both too small, as far as
    chance explains their distance where voices of one person are `scattered` so much."""
    count = len(tree) + 1
    sizes, heights = np.ones(2 * count - 1, np.intp), np.zeros(2 * count - 1)
    is_whole = np.ones(2 * count - 1, np.bool_)
    root = np.arange(2 * count - 1)
    for node, (left, right, height, size) in enumerate(tree, start=count):
        pair = [int(left), int(right)]
        sizes[node], heights[node] = size, max(height, *heights[pair])
        by_chance = scattered * (1 / sizes[pair]).sum() if max(sizes[pair]) < smallest else 0.0
        is_near = heights[node] <= np.sqrt(threshold**2 + by_chance)
        is_whole[node] = is_whole[pair].all() and is_near
    for node in range(2 * count - 2, count - 1, -1):
        if is_whole[node]:
            root[tree[node - count, :2].astype(np.intp)] = root[node]
    return np.asarray(np.unique(root[:count], return_inverse=True)[1])


def _large(labels: Labels, smallest: int) -> int:
    return int((np.bincount(labels) >= smallest).sum())


def _cut_into(tree: NDArray[np.float64], wanted: int, threshold: float, smallest: int) -> Labels:
    """The cut nearest to the threshold that leaves `wanted` large clusters, or almost so many.

    Heights in a centroid tree may fall, so it is cut by the order of joins.
    """
    ordered = tree.copy()
    ordered[:, 2] = np.arange(len(tree))
    best: tuple[float, Labels] = (np.inf, np.zeros(len(tree) + 1, np.intp))
    for step in np.argsort(np.abs(tree[:, 2] - threshold)):
        if tree[step, 3] < smallest:
            continue
        labels = cut(ordered, step)
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


def _candidates(units: Floats, threshold: float) -> Labels:
    """Who might be one person, found piece by piece and then joined by their centroids."""
    labels = np.empty(len(units), np.intp)
    centres: list[Floats] = []
    for piece in np.array_split(np.arange(len(units)), -(-len(units) // PIECE)):
        own = cut(joins(units[piece]), threshold)
        labels[piece] = own + len(centres)
        centres += list(centroids(units[piece], own))
    return cut(joins(unit(np.stack(centres))), threshold)[labels]


def _fair_limit(sizes: Labels) -> int:
    """How many voices each candidate may keep, for all of them to be `AT_ONCE` at most."""
    limits = range(PER_CANDIDATE, 0, -1)
    return next((each for each in limits if np.minimum(sizes, each).sum() <= AT_ONCE), 1)


def _evenly(places: Labels, most: int) -> Labels:
    if len(places) <= most:
        return places
    return np.asarray(places[np.linspace(0, len(places) - 1, most).round().astype(int)])
