"""Hears a short clip on one backend: are its words true, and how fast does it hear them?

A first hearing of one window pays for compiled kernels and cold caches; the speed is taken from a
second one of a whole batch, unless the first was so slow that a second would try anyone's patience.
"""

from __future__ import annotations

import time
from collections.abc import Callable
from pathlib import Path
from typing import TYPE_CHECKING

from engine.audio import media, speech
from engine.errors import SilentFault
from engine.protocol import ChunkTask, Loaded, RecognitionSettings, SelfTested
from engine.transcript import SAMPLE_RATE, Chunk
from engine.worker.recognition import Film, Recognizer
from engine.worker.recognition.sanity import check_text

if TYPE_CHECKING:
    import numpy as np
    from numpy.typing import NDArray

CLIP_SECONDS = 28.0
"""One window of Whisper's, which packs into it whole."""
PATIENCE = 8.0
"""Seconds that a first hearing may take for there to be a second."""

Report = Callable[[float], None]


def run(
    clip: Path,
    recognizer: Recognizer,
    placement: Loaded,
    settings: RecognitionSettings,
    report: Report = lambda done: None,
    clock: Callable[[], float] = time.monotonic,
) -> SelfTested:
    """Hear `clip` once, then as many times over as a batch holds.

    Raises `SilentFault` where the two hearings of the same sound differ in length as no
    recognizer's do, or where either can be no text.
    """
    sound = read(clip)
    once = len(sound) / SAMPLE_RATE
    first, seconds = _timed(lambda: hear(sound, 1, recognizer, settings, report), clock)
    if seconds > PATIENCE:
        return SelfTested(first, once / seconds)
    copies = max(2, placement.batch_size)

    def report_on(done: float) -> None:
        report(once + done)

    text, seconds = _timed(lambda: hear(sound, copies, recognizer, settings, report_on), clock)
    _compare(first, text, copies)
    return SelfTested(first, copies * once / seconds)


def read(clip: Path) -> NDArray[np.int16]:
    """The first seconds of a recording as 16-bit samples, 16 kHz mono."""
    import numpy as np

    blocks: list[NDArray[np.int16]] = []
    wanted = round(CLIP_SECONDS * SAMPLE_RATE)
    for block in media.Decoder(clip).blocks():
        blocks.append(block)
        if sum(map(len, blocks)) >= wanted:
            break
    return np.concatenate(blocks)[:wanted]


def hear(
    sound: NDArray[np.int16],
    copies: int,
    recognizer: Recognizer,
    settings: RecognitionSettings,
    report: Report,
) -> str:
    """The text of `copies` of the clip, one after another, as one chunk."""
    film, duration = _film(sound, copies)
    task = ChunkTask(Chunk(0, 0.0, duration, 0.0, duration))
    (text,) = recognizer.recognise(film, [task], settings, report)
    check_text(text, duration)
    return "".join(word.text for word in text.words)


def _film(sound: NDArray[np.int16], copies: int) -> tuple[Film, float]:
    import numpy as np

    samples = np.tile(sound, copies)
    as_float = samples.astype(np.float32) / np.float32(32768)

    def between(start: float, end: float) -> NDArray[np.float32]:
        return as_float[round(start * SAMPLE_RATE) : round(end * SAMPLE_RATE)]

    return Film(between, speech.find([samples])), len(samples) / SAMPLE_RATE


def _timed(work: Callable[[], str], clock: Callable[[], float]) -> tuple[str, float]:
    since = clock()
    text = work()
    return text, max(clock() - since, 1e-3)


def _compare(first: str, text: str, copies: int) -> None:
    """A batch has to give each window what it gets alone, or nearly so."""
    alone, together = len(first.split()) * copies, len(text.split())
    if abs(together - alone) > alone / 2:
        raise SilentFault(
            "The accelerator gave a result that cannot be true.",
            "Use --device cpu.",
            details=f"{together} words in a batch of {copies}, where there should be {alone}",
        )
