"""The windows and frames in which a film is searched for speakers: pure arithmetic.

Segmentation hears windows of ten seconds, one beginning every one or two seconds, and says for each
of 589 frames which of up to three local speakers talk. The network for voices has a frame every
80 ms, on one grid for the whole film, so that each is computed once however many windows it lies
in.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, NamedTuple

import numpy as np

from engine.transcript import SAMPLE_RATE

if TYPE_CHECKING:
    from numpy.typing import NDArray

    Masks = NDArray[np.bool_]

WINDOW = 10  # seconds
WINDOW_SAMPLES = WINDOW * SAMPLE_RATE
LOCAL_SPEAKERS = 3

FRAMES = 589
FRAME_STEP = 270 / SAMPLE_RATE  # seconds from one frame of the segmentation to the next
FRAME_LENGTH = 991 / SAMPLE_RATE  # seconds that one frame hears

VOICE_STEP = 0.08  # seconds from one frame of the network for voices to the next
VOICE_FRAMES = 125  # of them lie in a window


class Grid(NamedTuple):
    """Windows that begin every `step` seconds, and where frames of the film lie in them."""

    step: int = 1

    def first_frame(self, window: int) -> int:
        """The frame of the film at which this window's first frame lies."""
        return round(window * self.step / FRAME_STEP)

    def frame_count(self, windows: int) -> int:
        """How many frames of the film so many windows cover."""
        return round((WINDOW + (windows - 1) * self.step) / FRAME_STEP) + 1

    def windows_over(self, frames: range, windows: int) -> range:
        """Those of the film's `windows` that cover any of these frames."""
        first = int((frames.start - FRAMES) * FRAME_STEP / self.step)
        last = int(frames.stop * FRAME_STEP / self.step) + 1
        return range(max(0, first), min(windows, last + 1))

    def first_voice_frame(self, window: int) -> int:
        """The first frame for voices that lies in this window."""
        return int(np.ceil(window * self.step / VOICE_STEP - 1e-9))

    def on_voice_frames(self, masks: Masks, window: int) -> Masks:
        """Masks of a window (speakers, 589), one value for each of its 125 frames for voices."""
        late = self.first_voice_frame(window) - window * self.step / VOICE_STEP
        places = (np.arange(VOICE_FRAMES) + late) * FRAMES / VOICE_FRAMES
        return masks[..., np.minimum(places.astype(int), FRAMES - 1)]


def frame_time(frame: int) -> float:
    """The moment in seconds that a frame of the film stands for: the middle of what it hears."""
    return frame * FRAME_STEP + FRAME_LENGTH / 2


def cleaned(masks: Masks) -> Masks:
    """For each local speaker the frames to know the voice by: those where nobody else talks, or
    all where too few are left.

    `masks` is (speakers, frames) of one window.
    """
    alone = masks & (masks.sum(axis=0) < 2)
    enough = alone.sum(axis=-1, keepdims=True) > FEWEST_FRAMES
    return np.where(enough, alone, masks)


FEWEST_FRAMES = int(np.ceil(FRAMES * 400 / WINDOW_SAMPLES))
"""The network for voices needs 25 ms of sound at least (pyannote's rule)."""
