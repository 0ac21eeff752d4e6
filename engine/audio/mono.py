"""Frames of any format -> 16 kHz mono."""

from __future__ import annotations

from collections.abc import Iterator
from typing import TYPE_CHECKING, Any

from engine.transcript import SAMPLE_RATE

if TYPE_CHECKING:
    import numpy as np
    from av.audio.frame import AudioFrame
    from numpy.typing import NDArray

    from engine.audio.cache import Block

# ITU-R BS.775 to mono; the low-frequency channel is kept, for six tracks are not always 5.1.
_WEIGHTS = {"FC": 0.71, "FL": 0.5, "FR": 0.5, "DL": 0.5, "DR": 0.5, "NONE": 0.5}
_OTHER_WEIGHT = 0.35


class Converter:
    """Frames of one format -> int16 mono at 16 kHz, about a second at a time.

    Frames are gathered first: one call of the resampler per 20 ms packet cost more than a third of
    the whole (4.5 against 2.7 s of processor time for 1950 s of Opus).
    """

    def __init__(self, first: AudioFrame) -> None:
        import av

        self._rate = first.sample_rate
        self._fifo = av.AudioFifo()
        self._resampler = av.AudioResampler("s16", "mono", SAMPLE_RATE)
        self._channels = first.layout.nb_channels
        self._downmix = _Downmix(first) if self._channels > 1 else None
        self._format = "flt" if self._downmix else first.format.name
        self._waiting = 0

    def took(self, frame: AudioFrame) -> bool:
        """Whether the frame is of this format; if so, it is taken."""
        if frame.layout.nb_channels != self._channels:
            return False  # PyAV's own check misses this, and the process dies
        frame.pts = None  # times are settled; the resampler is to see one endless stream
        try:
            self._fifo.write(frame)
        except ValueError:
            return False
        self._waiting += frame.samples
        return True

    @property
    def is_full(self) -> bool:
        """Whether it is time to call `ready`."""
        return self._waiting >= self._rate

    def ready(self) -> Iterator[Block]:
        """What the frames so far have become."""
        frame = self._fifo.read()
        self._waiting = 0
        if frame is not None:
            yield from self._resampled(self._downmix.mixed(frame) if self._downmix else frame)

    def silence(self, samples: int) -> Iterator[Block]:
        """So many samples of nothing, at the rate of the frames."""
        yield from self.ready()
        while samples:
            part = min(samples, self._rate)
            yield from self._resampled(_silent_frame(self._format, part, self._rate))
            samples -= part

    def rest(self) -> Iterator[Block]:
        """All that was held back; nothing may follow."""
        yield from self.ready()
        yield from self._resampled(None)

    def _resampled(self, mono: AudioFrame | None) -> Iterator[Block]:
        for frame in self._resampler.resample(mono):
            samples: Any = frame.to_ndarray()[0]
            yield samples


class _Downmix:
    """Several channels -> one, so that nobody who is heard in any of them is lost.

    Channels of opposite polarity (a cable soldered wrong, L = -R) would cancel each other: where
    less than a tenth of the power is left that unrelated channels would give, those that oppose
    the loudest are turned round. Decided for each second anew, so that no part is lost.
    """

    def __init__(self, first: AudioFrame) -> None:
        import av
        import numpy as np

        self._rate = first.sample_rate
        self._channels = first.layout.nb_channels
        # Packed: PyAV 18 miscounts the planes of frames with eight channels.
        self._floats = av.AudioResampler("flt", first.layout, self._rate)
        names = [channel.name for channel in first.layout.channels]
        self._weights = np.array([_WEIGHTS.get(name, _OTHER_WEIGHT) for name in names], np.float32)

    def mixed(self, frame: AudioFrame) -> AudioFrame:
        """The frame as one channel of floats."""
        import av
        import numpy as np

        packed: Any = np.concatenate(
            [part.to_ndarray()[0] for part in self._floats.resample(frame)]
        )
        channels = packed.reshape(-1, self._channels) * self._weights
        mono = np.einsum("ij->i", channels)
        if _power(mono) < 0.1 * _power(channels):
            mono = np.einsum("ij,j->i", channels, self._polarities(channels))
        loudest = float(np.abs(mono).max())
        if loudest > 1.0:  # turned down rather than clipped
            mono /= loudest
        output = av.AudioFrame.from_ndarray(mono[None], "flt", "mono")
        output.sample_rate = self._rate
        return output

    @staticmethod
    def _polarities(channels: NDArray[np.float32]) -> NDArray[np.float32]:
        import numpy as np

        loudest = channels[:, np.einsum("ij,ij->j", channels, channels).argmax()]
        opposes = np.einsum("ij,i->j", channels, loudest) < 0
        return np.where(opposes, np.float32(-1), np.float32(1))


def _power(samples: NDArray[np.float32]) -> float:
    import numpy as np

    flat = samples.reshape(-1)
    return float(np.einsum("i,i->", flat, flat))


def _silent_frame(kind: str, samples: int, rate: int) -> AudioFrame:
    import av

    frame = av.AudioFrame(kind, "mono", samples)
    frame.sample_rate = rate
    zero = b"\x80" if kind.startswith("u8") else b"\0"
    for plane in frame.planes:
        plane.update(zero * plane.buffer_size)
    return frame
