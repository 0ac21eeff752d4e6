"""From voices in windows that overlap to the turns of speakers in the film."""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np

from engine.transcript import SpeakerTurn
from engine.worker.diarization.windows import FRAMES, Grid, frame_time

if TYPE_CHECKING:
    from numpy.typing import NDArray

    Counts = NDArray[np.uint8]
    Labels = NDArray[np.intp]
    Masks = NDArray[np.bool_]

NOBODY = -1


def speakers_at_once(grid: Grid, masks: Masks, most: int = 0) -> Counts:
    """How many talk in each frame of the film, by the mean of the windows that hear it."""
    total = np.zeros(grid.frame_count(len(masks)), np.float32)
    heard = np.zeros_like(total)
    for window, mask in enumerate(masks):
        place = grid.first_frame(window)
        total[place : place + FRAMES] += mask.sum(axis=0)
        heard[place : place + FRAMES] += 1
    counts = np.rint(total / np.maximum(heard, 1)).astype(np.uint8)
    return np.minimum(counts, most) if most else counts


def votes(grid: Grid, masks: Masks, labels: Labels, speakers: int) -> Counts:
    """How many windows hear each speaker in each frame of the film: (frames, speakers).

    `labels` is (windows, 3 local speakers); `NOBODY` is not counted.
    """
    found = np.zeros((grid.frame_count(len(masks)), speakers), np.uint8)
    for window, (mask, of) in enumerate(zip(masks, labels, strict=True)):
        place = grid.first_frame(window)
        for speaker in set(of.tolist()) - {NOBODY}:
            found[place : place + FRAMES, speaker] += mask[of == speaker].any(axis=0)
    return found


def active(found: Counts, counts: Counts) -> Masks:
    """In each frame the speakers with the most votes, as many as talk there: (frames, speakers)."""
    order = np.argsort(-found.astype(np.int16), axis=1, kind="stable")
    places = np.empty_like(order)
    np.put_along_axis(places, order, np.arange(found.shape[1])[None], axis=1)
    return places < counts[:, None]


def turns(speaking: Masks, names: tuple[str, ...], duration: float) -> tuple[SpeakerTurn, ...]:
    """Runs of frames as turns in order of time; `speaking` is (frames, speakers) of a film of
    `duration` seconds."""
    edges = np.diff(speaking.astype(np.int8), axis=0, prepend=0, append=0)
    found = [
        SpeakerTurn(_moment(start, duration), _moment(end, duration), name)
        for name, column in zip(names, edges.T, strict=True)
        for start, end in _runs(column)
    ]
    lasting = (turn for turn in found if turn.end > turn.start)
    return tuple(sorted(lasting, key=lambda turn: (turn.start, turn.end)))


def _runs(edges: NDArray[np.int8]) -> list[tuple[int, int]]:
    begins, ends = (np.flatnonzero(edges == edge).tolist() for edge in (1, -1))
    return list(zip(begins, ends, strict=True))


def _moment(frame: int, duration: float) -> float:
    return round(min(frame_time(frame), duration), 3)
