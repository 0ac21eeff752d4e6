"""Films made on the spot, with a sound that tells what time it is."""

from __future__ import annotations

import os
from collections.abc import Callable, Iterator
from fractions import Fraction
from functools import cache
from pathlib import Path
from typing import Any

import av
import numpy as np
import pytest
from numpy.typing import NDArray

Sound = NDArray[np.float32]
_CODECS = {
    ".aac": "aac",
    ".ac3": "ac3",
    ".aiff": "pcm_s16be",
    ".avi": "mp3",
    ".flac": "flac",
    ".m4a": "aac",
    ".mkv": "flac",
    ".mov": "pcm_s16le",
    ".mp3": "libmp3lame",
    ".mp4": "aac",
    ".ogg": "libopus",
    ".opus": "libopus",
    ".ts": "aac",
    ".wav": "pcm_s16le",
    ".webm": "libopus",
}


class Clock:
    """A sound that tells the time: in each second k from 1, a beep of 0.2 s and 500 + 50 k Hz."""

    @staticmethod
    @cache
    def sound(seconds: float, rate: int = 48_000, first: int = 0) -> Sound:
        """Shape (1, samples); begins in second `first`. Softer in between, never quite silent."""
        time = first + np.arange(round(seconds * rate)) / rate
        second = np.floor(time)
        beeping = (time - second < 0.2) & (second > 0)
        beeps = np.where(beeping, 0.5 * np.sin(2 * np.pi * (500 + 50 * second) * time), 0)
        hiss = np.random.default_rng(0).standard_normal(time.shape) * 0.001
        sound = (beeps + hiss).astype(np.float32)[None]
        sound.flags.writeable = False  # it is shared
        return sound

    @staticmethod
    def told(samples: NDArray[Any]) -> dict[int, float]:
        """When each second's beep begins in 16 kHz samples; a beep may be heard twice."""
        level = np.abs(samples.astype(np.float32))
        level = np.convolve(level, np.ones(80) / 80, "same")
        loud = level > 0.2 * level.max()
        told: dict[int, float] = {}
        for onset in np.flatnonzero(loud[1:] & ~loud[:-1]):
            beep = samples[onset + 320 : onset + 1920].astype(np.float32)
            if len(beep) == 1600 and loud[onset + 320 : onset + 1920].all():
                pitch = int(np.abs(np.fft.rfft(beep, 16_000)).argmax())
                told.setdefault(round((pitch - 500) / 50), onset / 16_000)
        return told


class Studio:
    """Makes films and recordings in a folder."""

    def __init__(self, folder: Path) -> None:
        self.folder = folder

    def record(
        self,
        name: str,
        *sounds: Sound,
        rate: int = 48_000,
        layout: str = "mono",
        codec: str = "",
        languages: tuple[str, ...] = (),
        default: int | None = None,
        pictures: float = 0.0,
        moved: Callable[[float], float] = lambda seconds: seconds,
    ) -> Path:
        """Write one file with an audio track for each sound, and so many seconds of pictures.

        `moved` says at which second a packet of a given second is stamped.
        """
        path = self.folder / name
        with av.open(str(path), "w") as film:
            video: Any = film.add_stream("mpeg4", rate=10) if pictures else None
            tracks: list[Any] = [
                film.add_stream(codec or _CODECS[path.suffix], rate) for _ in sounds
            ]
            for number, track in enumerate(tracks):
                track.codec_context.layout = layout
                if languages:
                    track.metadata["language"] = languages[number]
                if default is not None:
                    track.disposition = av.stream.Disposition.default if number == default else 0
            packets = [*_shot(video, pictures)] if video else []
            for track, sound in zip(tracks, sounds, strict=True):
                packets += _moved(_encoded(track, sound, rate, layout), moved)
            for packet in sorted(packets, key=lambda packet: packet.dts * packet.time_base):
                film.mux(packet)
        return path


def _shot(video: Any, seconds: float) -> Iterator[Any]:
    video.width, video.height, video.pix_fmt = 32, 32, "yuv420p"
    for number in range(round(seconds * 10)):
        picture = av.VideoFrame.from_ndarray(np.full((32, 32, 3), number % 200, np.uint8))
        picture.pts = number
        yield from video.encode(picture)
    yield from video.encode(None)


def _encoded(track: Any, sound: Sound, rate: int, layout: str) -> Iterator[Any]:
    resampler = av.AudioResampler(track.codec_context.format, layout, rate)
    for start in range(0, sound.shape[1], 1024):
        part = np.ascontiguousarray(sound[:, start : start + 1024].T).reshape(1, -1)
        frame = av.AudioFrame.from_ndarray(part, "flt", layout)
        frame.sample_rate, frame.pts, frame.time_base = rate, start, Fraction(1, rate)
        for ready in resampler.resample(frame):
            yield from track.encode(ready)
    for ready in resampler.resample(None):
        yield from track.encode(ready)
    yield from track.encode(None)


def _moved(packets: Iterator[Any], moved: Callable[[float], float]) -> Iterator[Any]:
    for packet in packets:
        seconds = float(packet.pts * packet.time_base)
        shift = round((moved(seconds) - seconds) / packet.time_base)
        packet.pts, packet.dts = packet.pts + shift, packet.dts + shift
        yield packet


@pytest.fixture
def studio(tmp_path: Path) -> Studio:
    """A maker of films in this test's own folder."""
    return Studio(tmp_path)


@pytest.fixture
def clock() -> Clock:
    """The sound that tells the time, and an ear for it."""
    return Clock()


@pytest.fixture(scope="session")
def shared_speech() -> Path:
    """The folder with real recorded speech beside the checkout."""
    beside = Path(__file__).resolve().parents[3].parent / "shared"
    folder = Path(os.environ.get("LONGTAKE_SHARED", beside)) / "speech"
    if not folder.is_dir():
        pytest.skip("the recordings in ../shared/speech are not here")
    return folder
