"""Small films for tests of diarization: voices that are noises of their own colour, and scoring."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from typing import TYPE_CHECKING, Any

import numpy as np

from engine.transcript import SAMPLE_RATE, SpeakerTurn
from engine.worker.diarization.hearing import Voices
from engine.worker.diarization.windows import FRAMES, LOCAL_SPEAKERS, WINDOW, Grid
from tests.benchmarks.diarization_scoring import diarization_errors

if TYPE_CHECKING:
    from numpy.typing import NDArray

    Floats = NDArray[np.float32]

Read = Callable[[float, float], Any]
"""Gives the samples of a film from one second to another."""

SIZE = 256


def reader(samples: Floats) -> Read:
    """Reads a film that is in memory."""
    return lambda start, end: samples[round(start * SAMPLE_RATE) : round(end * SAMPLE_RATE)]


def voice(number: int, size: int = SIZE) -> Floats:
    """The vector of a person: each is at right angles to all others."""
    vector = np.zeros(size, np.float32)
    vector[number] = 1.0
    return vector


def around(number: int, count: int, scatter: float = 0.02, seed: int = 0) -> Floats:
    """So many voices of one person, scattered a little."""
    noise = np.random.default_rng([seed, number]).standard_normal((count, SIZE))
    return np.asarray(3 * (voice(number) + scatter * noise), np.float32)


def heard(
    said: Sequence[tuple[float, float, int]], duration: float, grid: Grid | None = None
) -> Voices:
    """What perfect networks would hear of these (start, end, person) in a film."""
    grid = grid or Grid()
    windows = 1 + int(np.ceil(max(0.0, duration - WINDOW) / grid.step))
    masks = np.zeros((windows, LOCAL_SPEAKERS, FRAMES), np.bool_)
    vectors = np.full((windows, LOCAL_SPEAKERS, SIZE), np.nan, np.float32)
    for window in range(windows):
        start = window * grid.step
        inside = [each for each in said if each[0] < start + WINDOW and each[1] > start]
        people = sorted({person for _, _, person in inside})[:LOCAL_SPEAKERS]
        for place, person in enumerate(people):
            for first, last in ((a - start, b - start) for a, b, who in inside if who == person):
                low, high = (round(moment / WINDOW * FRAMES) for moment in (first, last))
                masks[window, place, max(0, low) : max(0, high)] = True
            if masks[window, place].any():
                vectors[window, place] = around(person, 1, seed=window)[0]
    return Voices(masks, vectors)


def error_rate(reference: Sequence[SpeakerTurn], found: Sequence[SpeakerTurn]) -> float:
    """Diarization error rate without a collar, 0 to 1."""
    end = max(turn.end for turn in (*reference, *found))
    return diarization_errors(reference, found, end).rate / 100


def read_rttm(text: str) -> list[SpeakerTurn]:
    """The turns of an RTTM file."""
    fields = [line.split() for line in text.splitlines() if line.startswith("SPEAKER")]
    return [
        SpeakerTurn(float(each[3]), float(each[3]) + float(each[4]), each[7]) for each in fields
    ]
