"""When each token was said, from what the decoder attended to while it wrote the token.

Some heads of Whisper's decoder look at the sound of the very word that they write. Their attention,
sharpened and averaged, is a picture of tokens against frames, and the dearest path through it from
corner to corner gives each token its first frame.

Method: openai-whisper's timing.py (dynamic time warping after Giorgino 2009, over attention that is
normalised over the tokens and smoothed by a median). CTranslate2 has its own; this is for the
libraries that have none.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Sequence

    import numpy as np
    from numpy.typing import NDArray

    Scores = NDArray[np.float32]

_SMOOTHED = 7  # frames that a median is taken of
_NETWORK = (
    *((0, 5), (0, 3), (1, 6), (2, 4), (0, 1), (3, 5), (2, 6)),
    *((2, 3), (3, 6), (4, 5), (1, 4), (1, 3), (3, 4)),
)
"""Exchanges that bring the median of seven to place 3 (Devillard 1998)."""


def first_frames(scores: Scores, before: int) -> tuple[int, ...]:
    """The frame at which each text token begins, and the one at which the text ends.

    `scores` are (heads, tokens, frames), before any softmax, for the tokens that start a text
    (`before` of them come before the last such one), those of the text, and the end of text.
    """
    picture = _sharpened(scores).mean(axis=0)
    return warped(-picture[before:-1])


def warped(cost: Scores) -> tuple[int, ...]:
    """The first column of each row on the cheapest path from corner to corner of `cost`.

    A step goes one row down, one column on, or both. Row by row: with running sums S of a row, the
    cheapest way to its column j is S[j] + min over k <= j of (way to k from above - S[k - 1]).
    """
    import numpy as np

    columns = np.arange(cost.shape[1])
    reached = np.cumsum(cost[0], dtype=np.float64)
    entered: list[NDArray[np.int64]] = []
    cheapest = [reached]
    for row in cost[1:].astype(np.float64):
        sums = np.cumsum(row)
        gain = _from_above(reached) - (sums - row)
        best = np.minimum.accumulate(gain)
        entered.append(np.maximum.accumulate(np.where(gain == best, columns, 0)))
        reached = sums + best
        cheapest.append(reached)
    return _traced(entered, cheapest)


def median_of_seven(values: Scores) -> Scores:
    """Each value's median with its three neighbours on either side along the last axis."""
    import numpy as np

    margin = _SMOOTHED // 2
    length = values.shape[-1]
    if length <= margin:
        return values
    padded = np.pad(values, [(0, 0)] * (values.ndim - 1) + [(margin, margin)], mode="reflect")
    shifted = [padded[..., start : start + length] for start in range(_SMOOTHED)]
    for low, high in _NETWORK:
        shifted[low], shifted[high] = (
            np.minimum(shifted[low], shifted[high]),
            np.maximum(shifted[low], shifted[high]),
        )
    return shifted[_SMOOTHED // 2]


def _sharpened(scores: Scores) -> Scores:
    """Attention by which each frame stands out for the tokens that look at it most."""
    import numpy as np

    weights = np.exp(scores - scores.max(axis=-1, keepdims=True))
    weights /= weights.sum(axis=-1, keepdims=True)
    spread = weights.std(axis=-2, keepdims=True)
    weights = (weights - weights.mean(axis=-2, keepdims=True)) / np.maximum(spread, 1e-12)
    return median_of_seven(weights)


def _from_above(reached: NDArray[np.float64]) -> NDArray[np.float64]:
    """The cheapest way into each column from the row above: straight down, or down and on."""
    import numpy as np

    before = np.concatenate(([np.inf], reached[:-1]))
    return np.minimum(reached, before)


def _traced(
    entered: Sequence[NDArray[np.int64]], cheapest: Sequence[NDArray[np.float64]]
) -> tuple[int, ...]:
    """The path backwards, from the last row's last column."""
    column = len(cheapest[0]) - 1
    firsts = []
    for row in range(len(entered), 0, -1):
        column = int(entered[row - 1][column])
        firsts.append(column)
        above = cheapest[row - 1]
        if column and above[column - 1] <= above[column]:
            column -= 1
    return (0, *reversed(firsts))
