"""Who talks when within ten seconds, by windows that overlap: what they share is computed once.

The network brings a window to mean 0 and deviation 1 and then filters it: a quarter of its work.
A filter is linear, so the stretch that holds several windows is filtered once, and each window gets
its own mean and deviation afterwards. What comes behind depends on the window as a whole.
"""

from __future__ import annotations

import logging
import math
from collections.abc import Callable
from typing import TYPE_CHECKING, Any, NamedTuple, Protocol

import numpy as np

from engine.worker.diarization import onnx_graph
from engine.worker.diarization.windows import WINDOW_SAMPLES

if TYPE_CHECKING:
    from numpy.typing import NDArray

    Floats = NDArray[np.float32]

Open = Callable[[bytes], Any]
"""Loads a model into a session of onnxruntime."""

STRIDE = 10  # samples from one filtered value to the next
VALUES = 15975  # of them in a window
TOGETHER = 2  # windows that go through the rest of the network at once; more are no faster
FAR_QUIETER = 1e-4
"""A window with less than this part of the stretch's power is filtered alone: in single precision
its values would be lost in those of the rest."""

log = logging.getLogger(__name__)

_EPSILON = 1e-5  # what the network adds to a variance before it divides by it
_LIKE = 0.02  # by so much scores (logarithms) may differ from the whole network's


class Segmentation(Protocol):
    """The network for who talks when, as onnxruntime runs it; safe for several threads."""

    def scores(self, sound: Floats, step: int) -> Floats:
        """Scores (windows, 589, 7) of windows of 10 s that begin every `step` samples of `sound`.

        The last window ends where the sound does, or before.
        """


def load(model: bytes, open_: Open, *, is_cut: bool) -> Segmentation:
    """The network in a file.

    `is_cut`: its filters are computed once for all windows, which then have to begin at
    multiples of ten samples. A network that cannot be cut there, or then says something else, is
    asked for each window alone.
    """
    whole = Whole(open_(model))
    if not is_cut:
        return whole
    try:
        edge = next(inputs[0] for name, inputs, _ in onnx_graph.nodes(model) if name == "Abs")
        parts = onnx_graph.before(model, edge), onnx_graph.after(model, edge)
    except (StopIteration, ValueError):
        return whole
    split = Split(*map(open_, parts))
    if _agree(split, whole):
        return split
    log.warning("the network for who talks is not the known one; each window is heard alone")
    return whole


class Whole:
    """Every window for itself, all of them at once."""

    def __init__(self, session: Any) -> None:
        self._session = session

    def scores(self, sound: Floats, step: int) -> Floats:
        """See `Segmentation`."""
        windows = [sound[start : start + WINDOW_SAMPLES] for start in _starts(sound, step)]
        return _run(self._session, np.stack(windows)[:, None])


class Split:
    """The filters once for a stretch, the rest of the network for every window.

    `constant` is what the filters give for silence, `sums` what they would give for a constant 1
    that is not normalised: both (filters, 1).
    """

    def __init__(self, filters: Any, rest: Any) -> None:
        self._filters = filters
        self._rest = rest
        silence, step = map(self._filtered, _PROBES)
        self.constant = silence[:, :1]
        self.sums = (step[:, :1] - self.constant) * Level.of(_PROBES[1]).deviation

    def scores(self, sound: Floats, step: int) -> Floats:
        """See `Segmentation`."""
        values = self._filtered(sound)
        level = Level.of(sound)
        found = []
        starts = _starts(sound, step)
        for some in (starts[at : at + TOGETHER] for at in range(0, len(starts), TOGETHER)):
            windows = np.empty((len(some), len(values), VALUES), np.float32)
            for window, start in zip(windows, some, strict=True):
                samples = sound[start : start + WINDOW_SAMPLES]
                own = Level.of(samples)
                if own.variance < FAR_QUIETER * level.variance:
                    window[:] = self._filtered(samples)
                else:
                    self._relevel(values[:, start // STRIDE :][:, :VALUES], level, own, window)
            found.append(_run(self._rest, windows))
        return np.concatenate(found)

    def _filtered(self, sound: Floats) -> Floats:
        return np.asarray(_run(self._filters, sound[None, None])[0])

    def _relevel(self, values: Floats, level: Level, own: Level, out: Floats) -> None:
        """Filtered values of sound that was normalised by `level`, as if it had been by `own`."""
        gain = np.float32(level.deviation / own.deviation)
        shift = np.float32((level.mean - own.mean) / own.deviation)
        np.multiply(values, gain, out=out)
        out += self.constant * (1 - gain) + self.sums * shift


class Level(NamedTuple):
    """What sound is normalised by."""

    mean: float
    variance: float

    @classmethod
    def of(cls, sound: Floats) -> Level:
        """Those of `sound`."""
        mean = float(sound.mean(dtype=np.float64))
        variance = float(np.square(sound, dtype=np.float64).mean()) - mean * mean
        return cls(mean, max(0.0, variance))

    @property
    def deviation(self) -> float:
        """What the network divides by."""
        return math.sqrt(self.variance + _EPSILON)


def _agree(split: Split, whole: Whole) -> bool:
    """Whether two windows, one far quieter than the other, get the same scores from both."""
    noise = np.random.default_rng(0).standard_normal(2 * WINDOW_SAMPLES)
    sound = (noise * np.linspace(0.001, 0.3, len(noise)) + 0.01).astype(np.float32)
    ours, theirs = (each.scores(sound, WINDOW_SAMPLES) for each in (split, whole))
    return float(np.abs(ours - theirs).max()) < _LIKE


def _starts(sound: Floats, step: int) -> range:
    return range(0, len(sound) - WINDOW_SAMPLES + 1, step)


def _run(session: Any, value: Floats) -> Floats:
    (found,) = session.run(None, {session.get_inputs()[0].name: value})
    return np.asarray(found)


_PROBES = (
    np.zeros(8000, np.float32),
    np.repeat(np.array([1, -1], np.float32), 4000),
)
"""Silence, and a sound of mean 0 and deviation 1 that is constant as far as a filter hears."""
