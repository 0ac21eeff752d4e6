"""From voices in windows that overlap to the turns of speakers in the film."""

from __future__ import annotations

from collections.abc import Mapping
from typing import TYPE_CHECKING

import numpy as np

from engine.transcript import SpeakerTurn
from engine.worker.diarization.windows import FRAMES, LOCAL_SPEAKERS, Grid, frame_time

if TYPE_CHECKING:
    from numpy.typing import NDArray

    Counts = NDArray[np.uint8]
    Votes = NDArray[np.uint16]
    Labels = NDArray[np.intp]
    Marks = NDArray[np.bool_]
    Masks = NDArray[np.bool_]

NOBODY = -1
VOTE = 1000

_NEARNESS = 99  # of ten windows together, less than a vote
_BLOCK = 20_000  # frames voted on at once: hours of film with forty speakers take no more memory


def speakers_at_once(grid: Grid, masks: Masks, most: int = 0) -> Counts:
    """How many talk in each frame of the film, by the mean of the windows that hear it."""
    total = np.zeros(grid.frame_count(len(masks)), np.float32)
    heard = np.zeros_like(total)
    for window, mask in enumerate(masks):
        place = grid.first_frame(window)
        total[place : place + FRAMES] += mask.sum(axis=0)
        heard[place : place + FRAMES] += 1
    counts = np.rint(total / np.maximum(heard, 1)).astype(np.uint8)
    return np.minimum(counts, min(most, LOCAL_SPEAKERS)) if most else counts


def who_talks(
    grid: Grid, masks: Masks, chosen: tuple[Labels, Labels], speakers: int, counts: Counts
) -> tuple[Masks, Masks]:
    """In each frame those who talk, as many as `counts` says, and the one of them whom the most
    windows hear: twice (frames, speakers).

    `chosen` are labels (windows, 3 local speakers) twice, `NOBODY` not counted: who it is, and who
    it is if two who talk in one window are two people. The latter are asked where more talk than
    the former know: where two voices at once are taken for one person, who is the other?
    """
    everybody = np.empty((len(counts), speakers), np.bool_)
    foremost = np.empty_like(everybody)
    for start in range(0, len(counts), _BLOCK):
        block = range(start, min(start + _BLOCK, len(counts)))
        found, spare = (votes(grid, masks, labels, speakers, block) for labels in chosen)
        found = np.where(found, found, spare // VOTE)
        talking = counts[block.start : block.stop]
        everybody[block.start : block.stop] = most_voted(found, talking)
        foremost[block.start : block.stop] = most_voted(found, np.minimum(talking, 1))
    return everybody, foremost


def votes(grid: Grid, masks: Masks, labels: Labels, speakers: int, frames: range) -> Votes:
    """The votes of windows for each speaker in some frames of the film: (frames, speakers).

    Every window that hears a speaker counts `VOTE`; among speakers with as many windows it decides
    who is heard nearer to the middle of theirs, where the network knows more.
    """
    found = np.zeros((len(frames), speakers), np.uint16)
    weights = (VOTE + _NEARNESS * (1 - np.abs(np.linspace(-1, 1, FRAMES)))).astype(np.uint16)
    for window in grid.windows_over(frames, len(masks)):
        place = grid.first_frame(window) - frames.start
        inside = slice(max(0, -place), max(0, len(frames) - place))
        mask, of = masks[window, :, inside], labels[window]
        for speaker in set(of.tolist()) - {NOBODY}:
            heard = mask[of == speaker].any(axis=0)
            rows = slice(max(0, place), max(0, place) + len(heard))
            found[rows, speaker] += weights[inside] * heard
    return found


def most_voted(found: Votes, counts: Counts) -> Masks:
    """In each frame the speakers with the most votes, as many as talk there: (frames, speakers)."""
    order = np.argsort(-found.astype(np.int32), axis=1, kind="stable")
    places = np.empty_like(order)
    np.put_along_axis(places, order, np.arange(found.shape[1])[None], axis=1)
    return np.asarray(places < counts[:, None])


def turns(speaking: Mapping[str, Marks], duration: float) -> tuple[SpeakerTurn, ...]:
    """Runs of frames as turns in order of time; `speaking` says for each speaker in which frames
    of a film of `duration` seconds they do."""
    found = [
        SpeakerTurn(_moment(start, duration), _moment(end, duration), name)
        for name, marks in speaking.items()
        for start, end in runs(marks)
    ]
    lasting = (turn for turn in found if turn.end > turn.start)
    return tuple(sorted(lasting, key=lambda turn: (turn.start, turn.end)))


def runs(marks: Marks) -> list[tuple[int, int]]:
    """Where runs of marks begin and end, the end being the first frame behind."""
    nothing = np.zeros(1, np.int8)
    edges = np.diff(marks.astype(np.int8), prepend=nothing, append=nothing)
    begins, ends = (np.flatnonzero(edges == edge).tolist() for edge in (1, -1))
    return list(zip(begins, ends, strict=True))


def _moment(frame: int, duration: float) -> float:
    return round(min(frame_time(frame), duration), 3)
