"""Clustering of voices by variational Bayes, as pyannote's community-1 pipeline has it.

Every voice is seen in a space in which one person's voices scatter equally in all directions and
people differ by known amounts (PLDA). A mixture with one Gaussian a person is fitted to them, from
the clusters of agglomerative clustering on; persons whom the data do not need vanish.

Method: Landini, Profant, Diez, Burget, "Bayesian HMM clustering of x-vector sequences (VBx) in
speaker diarization", 2022, without the HMM; numbers in brackets are its equations.
"""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING, NamedTuple

import numpy as np

from engine.errors import ModelDamaged
from engine.worker.diarization.clustering import (
    Bounds,
    centroids,
    chosen,
    cut,
    joins,
    unit,
)

if TYPE_CHECKING:
    from numpy.typing import NDArray

    Doubles = NDArray[np.float64]
    Floats = NDArray[np.float32]

_ROUNDS = 20
_CERTAINTY = 7.0  # how sure the first clusters are, before the softmax
_GAIN = 1e-4  # of the bound, below which a further round is not worth it
_NOBODY = 1e-7  # prior below which a person has vanished


class Plda(NamedTuple):
    """The way from a voice into the space where people can be compared.

    `centre`, `lda`, `second_centre`: whitening and reduction; `mean`, `transform`, `between`: PLDA.
    """

    centre: Doubles
    lda: Doubles
    second_centre: Doubles
    mean: Doubles
    transform: Doubles
    between: Doubles

    @classmethod
    def read(cls, folder: Path) -> Plda:
        """From `xvec_transform.npz` and `plda.npz`; arrays of objects are refused."""
        from scipy.linalg import eigh

        try:
            first, second = (np.load(folder / name) for name in _FILES)
            mean, scatter, spread = (second[name] for name in ("mu", "tr", "psi"))
            within = np.linalg.inv(scatter.T @ scatter)
            across = np.linalg.inv((scatter.T / spread) @ scatter)
            between, directions = eigh(across, within)
            order = slice(None, None, -1)
            return cls(
                centre=first["mean1"],
                lda=first["lda"],
                second_centre=first["mean2"],
                mean=mean,
                transform=directions.T[order],
                between=between[order],
            )
        except (OSError, ValueError, KeyError, np.linalg.LinAlgError) as error:
            raise ModelDamaged(
                f"The PLDA in {str(folder)!r} is damaged.",
                "Copy the folder again from where it came from, or use --diarizer onnx.",
                details=repr(error),
            ) from error

    def seen(self, vectors: Floats) -> Doubles:
        """Voices (voices, 256) in that space (voices, 128)."""
        wide, narrow = self.lda.shape
        whitened = np.sqrt(wide) * _normal(vectors - self.centre)
        reduced = np.sqrt(narrow) * _normal(whitened @ self.lda - self.second_centre)
        return np.asarray((reduced - self.mean) @ self.transform.T)


_FILES = ("xvec_transform.npz", "plda.npz")


class Variational(NamedTuple):
    """A `Clustering`: `fa` is how much a voice counts, `fb` how hard it is to be a person."""

    plda: Plda
    threshold: float
    fa: float
    fb: float

    @property
    def is_constrained(self) -> bool:
        """Two who talk in the same window are two people."""
        return True

    def centres(self, vectors: Floats, bounds: Bounds) -> Floats:
        """See `Clustering`."""
        if len(vectors) < 2:
            return np.asarray(vectors.mean(axis=0, keepdims=True))
        units = unit(vectors)
        some = chosen(units, self.threshold)
        first = np.unique(cut(joins(units[some]), self.threshold), return_inverse=True)[1]
        weights = self._responsibilities(self.plda.seen(vectors[some]), first)
        found = (weights.T @ vectors[some]) / weights.sum(axis=0)[:, None]
        wanted = min(max(len(found), bounds.least), bounds.most or len(found), len(some))
        if wanted != len(found):
            found = _means(units[some], vectors[some], wanted)
        return np.asarray(found, np.float32)

    def _responsibilities(self, seen: Doubles, first: NDArray[np.intp]) -> Doubles:
        """How far each voice belongs to each person who is left: (voices, people)."""
        from scipy.special import logsumexp, softmax

        ratio, between = self.fa / self.fb, self.plda.between
        scaled = seen * np.sqrt(between)  # (18)
        constant = -0.5 * (np.square(seen).sum(axis=1) + seen.shape[1] * np.log(2 * np.pi))
        belongs = softmax(_CERTAINTY * np.eye(first.max() + 1)[first], axis=1)
        prior, bound = np.full(belongs.shape[1], 1 / belongs.shape[1]), -np.inf
        for _ in range(_ROUNDS):
            variance = 1 / (1 + ratio * belongs.sum(axis=0)[:, None] * between)  # (17)
            means = ratio * variance * (belongs.T @ scaled)  # (16)
            fit = scaled @ means.T - 0.5 * (variance + np.square(means)) @ between  # (23)
            score = self.fa * (fit + constant[:, None]) + np.log(prior + 1e-8)
            total = logsumexp(score, axis=1)
            belongs = np.exp(score - total[:, None])
            prior = belongs.sum(axis=0) / len(seen)
            cost = np.log(variance) - variance - np.square(means) + 1
            before, bound = bound, total.sum() + 0.5 * self.fb * cost.sum()  # (25)
            if bound - before < _GAIN:
                break
        return np.asarray(belongs[:, prior > _NOBODY])


def _means(units: Floats, vectors: Floats, count: int) -> Floats:
    """Centres of so many people, where their number is known better than the model finds it."""
    from scipy.cluster.vq import kmeans2

    _, labels = kmeans2(units, count, minit="++", rng=0, missing="warn")
    labels = np.unique(labels, return_inverse=True)[1]
    return centroids(vectors, labels)


def _normal(rows: Doubles) -> Doubles:
    return np.asarray(rows / np.maximum(np.linalg.norm(rows, axis=1, keepdims=True), 1e-12))
