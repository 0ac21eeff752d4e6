"""Hears part of a film: who talks in each of its windows, and each of those voices as a vector.

The same second lies in ten windows, with up to three speakers each. Run as it is published, the
network for voices would hear it thirty times. Its frames do not depend on the window, so here they
are computed once, over stretches with a little context on either side, and then averaged over each
window and local speaker.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Sequence
from concurrent.futures import Future, ThreadPoolExecutor
from typing import TYPE_CHECKING, NamedTuple, TypeVar

import numpy as np

from engine.transcript import SAMPLE_RATE
from engine.worker.diarization.speaker_models import SpeakerModels, pooled
from engine.worker.diarization.spectrogram import BANDS, HOP, centred, spectrogram
from engine.worker.diarization.windows import (
    LOCAL_SPEAKERS,
    VOICE_FRAMES,
    VOICE_STEP,
    WINDOW,
    Grid,
    cleaned,
)

if TYPE_CHECKING:
    from numpy.typing import NDArray

    Floats = NDArray[np.float32]
    Marks = NDArray[np.bool_]
    Masks = NDArray[np.bool_]

T = TypeVar("T")

Read = Callable[[float, float], "Floats"]
"""Gives the samples from one second of the film to another; fewer where it ends before."""
Beat = Callable[[float], None]
"""Told which part of the work is done, 0 to 1; what it raises ends the rest."""

STRETCH_FRAMES = 300  # voice frames computed at once, at most: 24 s
CONTEXT_FRAMES = 15  # on either side: 1.2 s, as far as the network hears each way
SPAN = 10  # seconds over which the spectrogram's mean is taken
SHORTEST = 0.4  # seconds of a voice that a vector can be made of
LONGEST = 60  # seconds of a voice that a vector is made of; more makes it no better

_REDUCTION = 8  # frames of the spectrogram to a frame for voices
_MARGIN = 64  # voice frames beyond the context over which the mean is taken: half of `SPAN`


class Voices(NamedTuple):
    """What was heard in some windows in a row.

    `masks` is (windows, 3 speakers, 589 frames), `vectors` (windows, 3, 256), not a number where
    a local speaker says nothing.
    """

    masks: Masks
    vectors: Floats


def hear(models: SpeakerModels, read: Read, grid: Grid, windows: range, beat: Beat) -> Voices:
    """Hear these windows of a film."""
    with ThreadPoolExecutor(models.abreast, "speakers") as pool:
        hearing = _Hearing(models, read, grid, windows, pool)
        try:
            masks = hearing.masks(lambda part: beat(part / 2))
            marks = hearing.spoken(masks)
            frames = hearing.frames(marks, lambda part: beat((1 + part) / 2))
        except BaseException:
            pool.shutdown(wait=True, cancel_futures=True)
            raise
    return Voices(masks, hearing.vectors(frames, masks))


def embed(models: SpeakerModels, read: Read, start: float, end: float) -> Floats:
    """What the one voice from `start` to `end` seconds sounds like: a vector of length 1, empty
    where the stretch is too short to know a voice by."""
    features = spectrogram(read(start, min(end, start + LONGEST)))
    if len(features) < SHORTEST * SAMPLE_RATE / HOP:
        return np.zeros(0, np.float32)
    frames = models.frames((features - features.mean(axis=0))[None])[0]
    everywhere = np.ones((1, len(frames)), np.bool_)
    vector = models.embeddings(pooled(frames, everywhere))[0]
    return np.asarray(vector / max(float(np.linalg.norm(vector)), 1e-12), np.float32)


class _Hearing(NamedTuple):
    """What the steps of hearing some windows share."""

    models: SpeakerModels
    read: Read
    grid: Grid
    windows: range
    pool: ThreadPoolExecutor

    def masks(self, beat: Beat) -> Masks:
        """Who talks in each window."""

        def activity(some: Sequence[int]) -> Masks:
            return self.models.activity(self._samples(some), self.grid.step * SAMPLE_RATE)

        batches = _batches(self.windows, self.models.windows)
        heard = [self.pool.submit(activity, batch) for batch in batches]
        return np.concatenate(list(_awaited(heard, beat)))

    def _samples(self, some: Sequence[int]) -> Floats:
        """What these windows in a row hear together, filled up with silence at the film's end."""
        start, end = some[0] * self.grid.step, some[-1] * self.grid.step + WINDOW
        samples = self.read(start, end)
        return np.pad(samples, (0, (end - start) * SAMPLE_RATE - len(samples)))

    def spoken(self, masks: Masks) -> Marks:
        """Whether anybody speaks, for each voice frame from that at which the windows begin."""
        marks = np.zeros(self._place(self.windows[-1]) + VOICE_FRAMES, np.bool_)
        for mask, window in zip(masks, self.windows, strict=True):
            place = self._place(window)
            heard = self.grid.on_voice_frames(mask, window).any(axis=0)
            marks[place : place + VOICE_FRAMES] |= heard
        return marks

    def frames(self, marks: Marks, beat: Beat) -> Floats:
        """The voice frames of the windows in a row; zeros in stretches where nobody speaks."""
        first = self.grid.first_voice_frame(self.windows[0])

        def compute(some: Sequence[range]) -> Iterable[tuple[int, Floats]]:
            wanted = [
                stretch(self.read, first + each.start, len(each), self.models.is_exact)
                for each in some
            ]
            heard = self.models.frames(np.stack([features for features, _ in wanted]))
            return [
                (each.start, frames[before : before + len(each)])
                for each, frames, (_, before) in zip(some, heard, wanted, strict=True)
            ]

        if self.models.is_exact:
            wanted = evened(marks, self.models.abreast)
        else:
            wanted = stretches(marks, STRETCH_FRAMES, STRETCH_FRAMES)
        heard = [
            self.pool.submit(compute, some) for some in _batches(wanted, self.models.stretches)
        ]
        found = np.zeros((len(marks), self.models.features), np.float32)
        for results in _awaited(heard, beat):
            for start, frames in results:
                found[start : start + len(frames)] = frames
        return found

    def vectors(self, frames: Floats, masks: Masks) -> Floats:
        """What each local speaker of each window sounds like: (windows, 3, 256)."""
        shape = (len(masks), LOCAL_SPEAKERS, 2 * self.models.features)
        statistics = np.zeros(shape, np.float32)
        for row, (mask, window) in enumerate(zip(masks, self.windows, strict=True)):
            place = self._place(window)
            own = self.grid.on_voice_frames(cleaned(mask), window)
            statistics[row] = pooled(frames[place : place + VOICE_FRAMES], own)
        found = self.models.embeddings(statistics.reshape(-1, shape[2]))
        vectors = found.reshape(*shape[:2], -1)
        spoken = np.asarray(masks.any(axis=2))[..., None]
        return np.asarray(np.where(spoken, vectors, np.float32("nan")))

    def _place(self, window: int) -> int:
        """Where a window's voice frames begin among those of all windows here."""
        return self.grid.first_voice_frame(window) - self.grid.first_voice_frame(self.windows[0])


def evened(marks: Marks, abreast: int) -> list[range]:
    """Stretches of any length, the longest of which is such that they are done first where so many
    are computed at a time. A rest is passed over where it is longer than another context."""
    lengths = range(STRETCH_FRAMES, STRETCH_FRAMES // 3, -10)
    ways = (stretches(marks, length, 2 * CONTEXT_FRAMES) for length in lengths)
    return min(ways, key=lambda way: _busiest(way, abreast))


def _busiest(way: Sequence[range], abreast: int) -> int:
    """Frames that the busiest of so many threads computes, each taking what comes next."""
    loads = [0] * abreast
    for each in way:
        loads[loads.index(min(loads))] += len(each) + 2 * CONTEXT_FRAMES
    return max(loads)


def stretches(marks: Marks, longest: int, rest: int) -> list[range]:
    """The voice frames to compute, so that every mark is among them.

    A stretch has `longest` frames at most, and goes on over `rest` frames where nobody speaks.
    """
    found: list[range] = []
    places = np.flatnonzero(marks)
    reached = 0
    while reached < len(places):
        start = int(places[reached])
        end = reached + int(np.searchsorted(places[reached:], start + longest))
        gaps = np.flatnonzero(np.diff(places[reached:end]) > rest + 1)
        end = reached + int(gaps[0]) + 1 if len(gaps) else end
        found.append(range(start, int(places[end - 1]) + 1))
        reached = end
    return found


def stretch(read: Read, first: int, length: int, is_exact: bool) -> tuple[Floats, int]:
    """The centred spectrogram for so many voice frames from the film's `first` on, with context on
    either side; and how many voice frames of context come before.

    Where the film ends it is shorter. If not `is_exact`, or beyond the end, it is filled up to one
    shape for all.
    """
    before = min(CONTEXT_FRAMES, first)
    margin = min(_MARGIN, first - before)
    start = (first - before - margin) * VOICE_STEP
    wanted = (before + length + CONTEXT_FRAMES) * _REDUCTION
    end = start + (margin * _REDUCTION + wanted) * HOP / SAMPLE_RATE + _MARGIN * VOICE_STEP
    features = centred(spectrogram(read(start, end)), round(SPAN * SAMPLE_RATE / HOP))
    features = features[margin * _REDUCTION :][:wanted]
    if is_exact and len(features):
        return features, before
    filled = np.zeros(((STRETCH_FRAMES + 2 * CONTEXT_FRAMES) * _REDUCTION, BANDS), np.float32)
    filled[: len(features)] = features
    return filled, before


def _batches(everything: Sequence[T], size: int) -> Iterator[Sequence[T]]:
    return (everything[place : place + size] for place in range(0, len(everything), size))


def _awaited(work: list[Future[T]], beat: Beat) -> Iterator[T]:
    """The results in order; each is let go as soon as it is used."""
    count = len(work)
    work.reverse()
    while work:
        yield work.pop().result()
        beat((count - len(work)) / count)
