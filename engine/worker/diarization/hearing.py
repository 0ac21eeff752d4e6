"""Hears part of a film: who talks in each of its windows, and each of those voices as a vector.

The same second lies in ten windows, with up to three speakers each. Run as it is published, the
network for voices would hear it thirty times. Its frames do not depend on the window, so here they
are computed once, over stretches with a little context on either side, and then averaged over each
window and local speaker.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Sequence
from concurrent.futures import Future, ThreadPoolExecutor
from itertools import chain
from typing import TYPE_CHECKING, NamedTuple, TypeVar

import numpy as np

from engine.transcript import SAMPLE_RATE
from engine.worker.diarization.speaker_models import SpeakerModels, pooled
from engine.worker.diarization.spectrogram import BANDS, HOP, centred, spectrogram
from engine.worker.diarization.windows import (
    LOCAL_SPEAKERS,
    STEP,
    VOICE_FRAMES,
    VOICE_STEP,
    WINDOW,
    WINDOW_SAMPLES,
    cleaned,
    first_voice_frame,
    on_voice_frames,
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

STRETCH = 16  # seconds of voice frames computed at once
CONTEXT = 1.6  # seconds on either side: the network's frames hear 1.2 s each way
SPAN = 10  # seconds over which the spectrogram's mean is taken
SHORTEST = 0.4  # seconds of a voice that a vector can be made of
LONGEST = 60  # seconds of a voice that a vector is made of; more makes it no better

_REDUCTION = 8  # frames of the spectrogram to a frame for voices


class Voices(NamedTuple):
    """What was heard in some windows in a row.

    `masks` is (windows, 3 speakers, 589 frames), `vectors` (windows, 3, 256), not a number where
    a local speaker says nothing.
    """

    masks: Masks
    vectors: Floats


def hear(models: SpeakerModels, read: Read, windows: range, beat: Beat) -> Voices:
    """Hear these windows of a film; window n begins n seconds into it."""
    with ThreadPoolExecutor(models.abreast, "speakers") as pool:
        try:
            masks = _masks(models, read, windows, lambda part: beat(part / 2), pool)
            marks = _is_spoken(masks, windows)
            frames = _frames(models, read, windows, marks, lambda part: beat((1 + part) / 2), pool)
        except BaseException:
            pool.shutdown(wait=True, cancel_futures=True)
            raise
    return Voices(masks, _vectors(models, frames, masks, windows))


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


def _masks(
    models: SpeakerModels, read: Read, windows: range, beat: Beat, pool: ThreadPoolExecutor
) -> Masks:
    def activity(some: Sequence[int]) -> Masks:
        return models.activity(np.stack([_window(read, window) for window in some]))

    heard = [pool.submit(activity, batch) for batch in _batches(windows, models.windows)]
    return np.concatenate(list(_awaited(heard, beat)))


def _window(read: Read, window: int) -> Floats:
    samples = read(window * STEP, window * STEP + WINDOW)
    return np.pad(samples, (0, WINDOW_SAMPLES - len(samples)))


def _frames(
    models: SpeakerModels,
    read: Read,
    windows: range,
    is_spoken: Marks,
    beat: Beat,
    pool: ThreadPoolExecutor,
) -> Floats:
    """The voice frames of these windows in a row; zeros in stretches where nobody speaks."""
    first, size = first_voice_frame(windows[0]), round(STRETCH / VOICE_STEP)

    def stretches(starts: Sequence[int]) -> Iterable[tuple[int, Floats]]:
        spectrograms = [stretch(read, first + start, size) for start in starts]
        heard = models.frames(np.stack([features for features, _ in spectrograms]))
        return [
            (start, frames[before : before + size])
            for start, frames, (_, before) in zip(starts, heard, spectrograms, strict=True)
        ]

    starts = [
        start for start in range(0, len(is_spoken), size) if is_spoken[start : start + size].any()
    ]
    heard = [pool.submit(stretches, batch) for batch in _batches(starts, models.stretches)]
    found = np.zeros((len(is_spoken), models.features), np.float32)
    for start, frames in chain.from_iterable(_awaited(heard, beat)):
        found[start : start + size] = frames[: len(found) - start]
    return found


def stretch(read: Read, first: int, count: int) -> tuple[Floats, int]:
    """The centred spectrogram for `count` voice frames from the film's `first` on, with context;
    and how many voice frames of context come before.

    Every stretch has the same shape; beyond the film's ends it is filled up with nothing.
    """
    before = min(round(CONTEXT / VOICE_STEP), first)
    margin = min(round(SPAN / 2 / VOICE_STEP), first - before)
    start = (first - before - margin) * VOICE_STEP
    wanted = (before + count + round(CONTEXT / VOICE_STEP)) * _REDUCTION
    end = start + (margin * _REDUCTION + wanted) * HOP / SAMPLE_RATE + SPAN / 2
    features = centred(spectrogram(read(start, end)), round(SPAN * SAMPLE_RATE / HOP))
    features = features[margin * _REDUCTION :][:wanted]
    shape = (round((2 * CONTEXT + STRETCH) / VOICE_STEP) * _REDUCTION, BANDS)
    filled = np.zeros(shape, np.float32)
    filled[: len(features)] = features
    return filled, before


def _is_spoken(masks: Masks, windows: range) -> Marks:
    """Whether anybody speaks, for each voice frame from that at which `windows` begin."""
    first = first_voice_frame(windows[0])
    marks = np.zeros(first_voice_frame(windows[-1]) + VOICE_FRAMES - first, np.bool_)
    for mask, window in zip(masks, windows, strict=True):
        place = first_voice_frame(window) - first
        marks[place : place + VOICE_FRAMES] |= on_voice_frames(mask, window).any(axis=0)
    return marks


def _vectors(models: SpeakerModels, frames: Floats, masks: Masks, windows: range) -> Floats:
    """What each local speaker of each window sounds like: (windows, 3, 256)."""
    first = first_voice_frame(windows[0])
    shape = (len(windows), LOCAL_SPEAKERS, 2 * models.features)
    statistics = np.zeros(shape, np.float32)
    for row, (mask, window) in enumerate(zip(masks, windows, strict=True)):
        place = first_voice_frame(window) - first
        own = on_voice_frames(cleaned(mask), window)
        statistics[row] = pooled(frames[place : place + VOICE_FRAMES], own)
    found = models.embeddings(statistics.reshape(-1, 2 * models.features))
    vectors = found.reshape(len(windows), LOCAL_SPEAKERS, -1)
    spoken = np.asarray(masks.any(axis=2))[..., None]
    return np.asarray(np.where(spoken, vectors, np.float32("nan")))


def _batches(everything: Sequence[T], size: int) -> Iterator[Sequence[T]]:
    return (everything[place : place + size] for place in range(0, len(everything), size))


def _awaited(work: Sequence[Future[T]], beat: Beat) -> Iterator[T]:
    for done, each in enumerate(work, start=1):
        yield each.result()
        beat(done / len(work))
