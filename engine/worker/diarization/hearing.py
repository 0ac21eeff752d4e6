"""Hears part of a film: who talks in each of its windows, and each of those voices as a vector.

The same second lies in ten windows, with up to three speakers each. Run as it is published, the
network for voices would hear it thirty times. Its frames do not depend on the window, so here they
are computed once, over stretches with a little context on either side, and then averaged over each
window and local speaker.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator
from concurrent.futures import Future, ThreadPoolExecutor
from typing import TYPE_CHECKING, NamedTuple

import numpy as np

from engine.transcript import SAMPLE_RATE
from engine.worker.diarization.speaker_models import SpeakerModels, pooled
from engine.worker.diarization.spectrogram import HOP, LENGTH, centred, spectrogram
from engine.worker.diarization.windows import (
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
    Masks = NDArray[np.bool_]

Read = Callable[[float, float], "Floats"]
"""Gives the samples from one second of the film to another; fewer where it ends before."""
Beat = Callable[[], None]
"""Called whenever some work is done; what it raises ends the rest."""

STRETCH = 16  # seconds of voice frames computed at once
CONTEXT = 1.6  # seconds on either side: the network's frames hear 1.2 s each way
SPAN = 10  # seconds over which the spectrogram's mean is taken

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
            masks = _masks(models, read, windows, beat, pool)
            frames = _frames(models, read, windows, _is_spoken(masks, windows), beat, pool)
        except BaseException:
            pool.shutdown(wait=True, cancel_futures=True)
            raise
    return Voices(masks, _vectors(models, frames, masks, windows))


def _masks(
    models: SpeakerModels, read: Read, windows: range, beat: Beat, pool: ThreadPoolExecutor
) -> Masks:
    def activity(some: range) -> Masks:
        return models.activity(np.stack([_window(read, window) for window in some]))

    batches = (
        windows[place : place + models.windows] for place in range(0, len(windows), models.windows)
    )
    heard = [pool.submit(activity, batch) for batch in batches]
    return np.concatenate(list(_awaited(heard, beat)))


def _window(read: Read, window: int) -> Floats:
    samples = read(window * STEP, window * STEP + WINDOW)
    return np.pad(samples, (0, WINDOW_SAMPLES - len(samples)))


def _frames(models, read, windows, is_spoken, beat, pool):
    first = first_voice_frame(windows[0])
    last = first_voice_frame(windows[-1]) + VOICE_FRAMES
    size = round(STRETCH / VOICE_STEP)
    def one(start):
        return start, voice_frames(models, read, start, min(size, last - start))
    out = None
    jobs = [pool.submit(one, s) for s in range(first, last, size) if is_spoken[s-first:s-first+size].any()]
    for start, got in _awaited(jobs, beat):
        if out is None:
            out = np.zeros((last-first, got.shape[1]), np.float32)
        out[start-first:start-first+len(got)] = got
    return out


def voice_frames(models, read, start, count):
    context = round(CONTEXT / VOICE_STEP)
    before = min(context, start)
    margin = round((SPAN/2) / VOICE_STEP)+1
    lead = min(start, before + margin)
    t0 = (start - lead) * VOICE_STEP
    t1 = (start + count + context + margin) * VOICE_STEP + LENGTH/SAMPLE_RATE
    f = centred(spectrogram(read(t0, t1)), SPAN*100-3)
    a = (lead-before)*8
    f = f[a:a+(before+count+context)*8]
    if len(f) == 0:
        return np.zeros((count, 2560), np.float32)
    fr = models.frames(f[None])[0][before:before+count]
    return np.pad(fr, ((0, count-len(fr)), (0, 0)))


def _is_spoken(masks: Masks, windows: range):
    first = first_voice_frame(windows[0])
    out = np.zeros(first_voice_frame(windows[-1]) + VOICE_FRAMES - first, bool)
    for m, w in zip(masks, windows):
        at = first_voice_frame(w) - first
        out[at:at+VOICE_FRAMES] |= on_voice_frames(m, w).any(0)
    return out


def _vectors(models, frames, masks, windows):
    out = np.full((len(windows), 3, 256), np.nan, np.float32)
    if frames is None: return out
    first = first_voice_frame(windows[0])
    for i, w in enumerate(windows):
        at = first_voice_frame(w) - first
        m = on_voice_frames(cleaned(masks[i]), w)
        has = masks[i].any(1)
        if has.any():
            out[i, has] = models.embeddings(pooled(frames[at:at+VOICE_FRAMES], m[has]))
    return out


def _awaited(jobs: list[Future], beat: Beat) -> Iterator:
    for job in jobs:
        yield job.result()
        beat()
