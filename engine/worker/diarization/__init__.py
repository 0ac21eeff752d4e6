"""Who speaks when, without a word being known.

    hear         who talks in each window of a part of a film, and what each voice sounds like
    tell_apart   from the voices of all parts to the speakers of the film and their turns
    embed        stretches of one voice each, as vectors to know people by

Inside, in the order of their work: `hearing` (with `windows`, `spectrogram`, and the networks,
`onnx_models` or `pyannote_models`), `clustering`, `reconstruction`.
"""

from __future__ import annotations

import os
import time
from collections.abc import Callable, Iterator
from functools import lru_cache
from pathlib import Path
from typing import TYPE_CHECKING

import msgspec

from engine.protocol import (
    AnyReply,
    EmbedVoices,
    HeardVoices,
    HearVoices,
    Progress,
    SpeakerSettings,
    TellApart,
    ToldApart,
    VoicesEmbedded,
    VoicesHeard,
)

if TYPE_CHECKING:
    import numpy as np
    from numpy.typing import NDArray

    from engine.worker.diarization.clustering import Clustering
    from engine.worker.diarization.hearing import Voices
    from engine.worker.diarization.speaker_models import SpeakerModels

    Read = Callable[[float, float], NDArray[np.float32]]


def hear(
    request: HearVoices, read: Read, tell: Callable[[AnyReply], None]
) -> Iterator[VoicesHeard]:
    """Hear the parts of a request one after another; `read` gives samples from second to second."""
    from engine.worker.diarization import hearing
    from engine.worker.diarization.windows import Grid

    models, grid = load(request.settings), Grid(request.step)
    total = request.step * sum(task.last - task.first for task in request.tasks)
    done, since = 0, time.monotonic()
    for task in request.tasks:
        windows = range(task.first, task.last)
        size = request.step * len(windows)

        def beat(part: float, done: int = done, size: int = size) -> None:
            tell(Progress("diarize", done + part * size, total))

        voices = hearing.hear(models, read, grid, windows, beat)
        now = time.monotonic()
        yield VoicesHeard(task.part, packed(voices), now - since)
        done, since = done + size, now


def tell_apart(request: TellApart) -> ToldApart:
    """The speakers of a film whose parts are heard."""
    from engine.worker.diarization import speakers
    from engine.worker.diarization.clustering import Bounds
    from engine.worker.diarization.windows import Grid

    bounds = Bounds(request.least, request.most)
    voices = map(unpacked, request.voices)
    method, grid = clustering_of(request.settings, request.step), Grid(request.step)
    told, warnings = speakers.tell_apart(voices, grid, request.duration, method, bounds)
    return ToldApart(msgspec.structs.replace(told, model=request.model), warnings)


def embed(request: EmbedVoices, read: Read) -> VoicesEmbedded:
    """Vectors of stretches of one voice each, by the models in a folder."""
    from engine.worker.diarization import hearing

    folder = Path(request.model_path)
    diarizer = "onnx" if any(folder.glob("*.onnx")) else "pyannote"
    models = load(SpeakerSettings(diarizer, request.model_path, "cpu", 0, 1))
    vectors = (hearing.embed(models, read, start, end) for start, end in request.spans)
    return VoicesEmbedded(tuple(tuple(map(float, vector)) for vector in vectors))


def clustering_of(settings: SpeakerSettings, step: int) -> Clustering:
    """How voices of these networks are clustered, heard every `step` seconds."""
    if settings.diarizer == "pyannote":
        from engine.worker.diarization import pyannote_models

        return pyannote_models.clustering(Path(settings.model_path), step)
    from engine.worker.diarization.clustering import Agglomerative

    return Agglomerative().every(step)


@lru_cache(maxsize=1)
def load(settings: SpeakerSettings) -> SpeakerModels:
    """The networks for these settings, and what clusters their voices; those last loaded stay."""
    import scipy.cluster.hierarchy
    import scipy.optimize  # noqa: F401  half a second, which nobody should wait for at the end

    threads = settings.threads or os.cpu_count() or 1
    folder = Path(settings.model_path)
    if settings.diarizer == "pyannote":
        from engine.worker.diarization.pyannote_models import PyannoteModels

        return PyannoteModels(folder, settings.device, threads, settings.batch_size)
    from engine.worker.diarization.onnx_models import OnnxModels

    return OnnxModels(folder, settings.device, threads, settings.batch_size)


def packed(voices: Voices) -> HeardVoices:
    """Voices for the wire and the document: bits, and half precision, which changes no angle by
    more than a thousandth."""
    import numpy as np

    spoken = voices.masks.any(axis=2)
    return HeardVoices(
        windows=len(voices.masks),
        size=voices.vectors.shape[2],
        masks=np.packbits(voices.masks).tobytes(),
        vectors=voices.vectors[spoken].astype("<f2").tobytes(),
    )


def unpacked(heard: HeardVoices) -> Voices:
    """The voices that were `packed`."""
    import numpy as np

    from engine.worker.diarization.hearing import Voices
    from engine.worker.diarization.windows import FRAMES, LOCAL_SPEAKERS

    shape = (heard.windows, LOCAL_SPEAKERS, FRAMES)
    bits = np.unpackbits(np.frombuffer(heard.masks, np.uint8), count=int(np.prod(shape)))
    masks = bits.reshape(shape).astype(np.bool_)
    spoken = masks.any(axis=2)
    vectors = np.full((*shape[:2], heard.size), np.nan, np.float32)
    vectors[spoken] = np.frombuffer(heard.vectors, "<f2").reshape(-1, heard.size)
    return Voices(masks, vectors)
