"""The mel spectrogram that the network for voices hears, as Kaldi defines it.

Frames of 25 ms every 10 ms, mean taken out, pre-emphasis 0.97, Hamming window, power spectrum of
512 points, 80 triangular mel filters from 20 Hz to 8 kHz, natural logarithm. Samples count as
16-bit numbers. (Povey et al., "The Kaldi Speech Recognition Toolkit", 2011; `compute-fbank-feats`.)
"""

from __future__ import annotations

from functools import cache
from typing import TYPE_CHECKING

import numpy as np

from engine.transcript import SAMPLE_RATE

if TYPE_CHECKING:
    from numpy.typing import NDArray

    Floats = NDArray[np.float32]

LENGTH = 400  # samples that a frame hears
HOP = 160  # samples from one frame to the next
BANDS = 80

_POINTS = 512
_LOWEST = 20.0  # Hz
_EMPHASIS = np.float32(0.97)
_FULL_SCALE = np.float32(1 << 15)


def spectrogram(samples: Floats) -> Floats:
    """Log mel energies (frames, 80) of mono samples at 16 kHz, -1 to 1; only whole frames count."""
    if len(samples) < LENGTH:
        return np.zeros((0, BANDS), np.float32)
    frames = np.lib.stride_tricks.sliding_window_view(samples, LENGTH)[::HOP] * _FULL_SCALE
    frames -= frames.mean(axis=1, keepdims=True)
    before = np.concatenate([frames[:, :1], frames[:, :-1]], axis=1)
    spectrum = np.fft.rfft((frames - _EMPHASIS * before) * _hamming(), _POINTS)[:, : _POINTS // 2]
    power = spectrum.real**2 + spectrum.imag**2
    energies: Floats = power.astype(np.float32) @ _filters()
    return np.asarray(np.log(np.maximum(energies, np.finfo(np.float32).eps)))


def centred(features: Floats, span: int) -> Floats:
    """`features` (frames, bands) without their running mean over `span` frames, which takes out
    what the microphone and the room colour; near the ends the mean is over what there is.
    """
    sums = np.concatenate([np.zeros((1, BANDS)), np.cumsum(features, axis=0, dtype=np.float64)])
    places = np.arange(len(features))
    low = np.maximum(places - span // 2, 0)
    high = np.minimum(places + span // 2 + 1, len(features))
    means = (sums[high] - sums[low]) / (high - low)[:, None]
    return np.asarray(features - means, np.float32)


@cache
def _hamming() -> Floats:
    return np.asarray(np.hamming(LENGTH), np.float32)


@cache
def _filters() -> Floats:
    """The mel filters (256 points, 80 bands): triangles of equal width on the mel scale."""
    low, high = _mel(np.array([_LOWEST, SAMPLE_RATE / 2]))
    width = (high - low) / (BANDS + 1)
    centres = low + width * np.arange(1, BANDS + 1)
    points = _mel(np.arange(_POINTS // 2) * SAMPLE_RATE / _POINTS)
    triangles = 1 - np.abs(points[:, None] - centres) / width
    return np.asarray(np.maximum(triangles, 0), np.float32)


def _mel(hertz: NDArray[np.float64]) -> NDArray[np.float64]:
    return 1127 * np.log1p(hertz / 700)
