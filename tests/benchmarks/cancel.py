"""How long each recognizer goes on after it is told to stop, at random moments of real speech.

A job that is cancelled kills its worker, which takes no time; this is about a worker that is asked
politely. The wish is made by a thread of its own; it is heard when the recognizer next reports.
"""

from __future__ import annotations

import importlib.util
import random
import threading
import time
from collections.abc import Iterator
from pathlib import Path
from statistics import median

import msgspec

from engine.audio.media import Decoder
from engine.errors import Cancelled
from engine.protocol import ChunkTask, Loaded, RecognitionSettings
from engine.transcript import Chunk
from engine.worker.recognition import Film, Recognizer, load
from tests.benchmarks.recordings import Recording, shared
from tests.benchmarks.report import Report
from tests.benchmarks.systems import Setting

ALLOWED = 2.0
WISHES = 8
SECONDS = 300.0  # of film
LATEST = 4.0  # seconds after the start at which the wish is made
NUMBERS = {"ct2": "int8", "whisperx": "int8", "torch": "float32", "mlx": "float32"}

COLUMNS = ("recognizer", "wishes", "stopped after s, median", "at worst")


class Stopped(msgspec.Struct, frozen=True):
    """How long one recognizer went on after each wish, in seconds."""

    recognizer: str
    seconds: tuple[float, ...]


def measure_cancel(recording: Recording, setting: Setting, seed: int) -> Report:
    """Every recognizer that is installed here, on the processor."""
    film = _beginning(recording)
    found = [_stopped(kind, film, setting, random.Random(seed)) for kind in _kinds()]
    return Report(
        title=f"{recording.id}: how long a recognizer goes on after it is told to stop",
        columns=COLUMNS,
        rows=tuple(_row(each) for each in found),
        failures=tuple(
            f"{each.recognizer} went on for {max(each.seconds):.1f} s"
            for each in found
            if max(each.seconds, default=0.0) > ALLOWED
        ),
        figures={"stopped": [msgspec.to_builtins(each) for each in found]},
    )


def _kinds() -> Iterator[str]:
    for kind in NUMBERS:
        if kind != "mlx" or importlib.util.find_spec("mlx_whisper") is not None:
            yield kind


def _beginning(recording: Recording) -> Film:
    import numpy as np

    from tests.hearing import film_of

    samples = np.concatenate(list(Decoder(recording.path).blocks()))
    return film_of(samples[: int(SECONDS * 16_000)])


def _stopped(kind: str, film: Film, setting: Setting, chance: random.Random) -> Stopped:
    is_ct2 = kind in ("ct2", "whisperx")
    folder = setting.model if is_ct2 else shared() / "models" / "whisper-tiny.en-hf"
    recognizer = load(Loaded(kind, "cpu", NUMBERS[kind], 3, 2), str(folder))
    moments = (chance.uniform(0.2, LATEST) for _ in range(WISHES))
    waited = [_wish(recognizer, film, _settings(kind, folder), moment) for moment in moments]
    recognizer.close()
    return Stopped(kind, tuple(seconds for seconds in waited if seconds is not None))


def _wish(
    recognizer: Recognizer, film: Film, settings: RecognitionSettings, after: float
) -> float | None:
    """Seconds from the wish to the end; None where the work was done before the wish."""
    wished: list[float] = []
    timer = threading.Timer(after, lambda: wished.append(time.monotonic()))

    def report(done: float) -> None:
        if wished:
            raise Cancelled

    task = ChunkTask(Chunk(0, 0.0, SECONDS, 0.0, SECONDS))
    timer.start()
    try:
        for _ in recognizer.recognise(film, [task], settings, report):
            pass
    except Cancelled:
        return time.monotonic() - wished[0]
    finally:
        timer.cancel()
    return None


def _settings(kind: str, folder: Path) -> RecognitionSettings:
    return RecognitionSettings(
        recognizer=kind,
        model_path=str(folder),
        device="cpu",
        compute_type=NUMBERS[kind],
        language="en",
        batch_size=3,
        beam_size=5,
        threads=2,
        decoding="batched",
        align="auto",
    )


def _row(found: Stopped) -> tuple[str, ...]:
    seconds = found.seconds
    return (
        found.recognizer,
        str(len(seconds)),
        f"{median(seconds):.2f}" if seconds else "-",
        f"{max(seconds):.2f}" if seconds else "-",
    )
