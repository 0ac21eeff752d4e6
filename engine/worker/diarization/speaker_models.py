"""The two networks that know speakers, whoever runs them: one says who talks when within ten
seconds, the other what a voice sounds like.

`SpeakerModels` is what the rest of this package asks of them; `onnx_models` and `pyannote_models`
are the two there are.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Protocol

import numpy as np

if TYPE_CHECKING:
    from numpy.typing import NDArray

    Floats = NDArray[np.float32]
    Masks = NDArray[np.bool_]


class SpeakerModels(Protocol):
    """Networks that are loaded; safe for as many threads as `abreast` says.

    `windows` and `stretches` are how many of each to give at once; `features` how many numbers a
    voice frame has; `is_exact` where stretches may be of any length.
    """

    is_exact: bool
    features: int
    abreast: int
    windows: int
    stretches: int

    def activity(self, sound: Floats, step: int) -> Masks:
        """Who talks in windows of ten seconds that begin every `step` samples of `sound`.

        The last ends where the sound does: (windows, 3 speakers, 589).
        """

    def frames(self, spectrograms: Floats) -> Floats:
        """Spectrograms (stretches, frames, 80) to voice frames (stretches, frames / 8, features).

        The values are those before the network averages over time.
        """

    def embeddings(self, statistics: Floats) -> Floats:
        """Mean and deviation of voice frames (voices, 2 x features) to vectors (voices, 256)."""


def pooled(frames: Floats, masks: Masks) -> Floats:
    """Mean and deviation of `frames` (frames, features) over each mask (masks, frames).

    That is what the network for voices does between its two halves (statistics pooling with
    weights, as pyannote.audio's WeSpeaker model has it). A mask without a frame gives zeros.
    """
    weights = masks.astype(np.float32)
    count = np.maximum(weights.sum(axis=1, keepdims=True), 1)
    means = weights @ frames / count
    squares = weights @ np.square(frames) / count
    spread = np.maximum(squares - np.square(means), 0) * count / np.maximum(count - 1, 1)
    return np.concatenate([means, np.sqrt(spread)], axis=1)


POWERSET = np.array(
    [[0, 0, 0], [1, 0, 0], [0, 1, 0], [0, 0, 1], [1, 1, 0], [1, 0, 1], [0, 1, 1]], dtype=np.bool_
)
"""What each class of the segmentation network means for three speakers (Plaquet and Bredin,
"Powerset multi-class cross entropy loss for neural speaker diarization", 2023)."""
