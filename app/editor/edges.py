"""What it means to drag the edge of a segment in the timeline.

Into silence, a segment grows or shrinks: its times change. Over words, the words on the way go to
the neighbour, or come from there: the boundary between the two moves to the nearest gap of words.
"""

from __future__ import annotations

from bisect import bisect_left
from collections.abc import Sequence
from typing import Literal

from engine.edits import AnyEdit, ChangeTimes, MoveBoundary
from engine.transcript import Segment

Side = Literal["start", "end"]

SHORTEST = 0.1
"""Seconds that are left of a segment at least."""
TOUCHING = 0.5
"""Seconds between two segments that still share one boundary."""


def dragged(segments: Sequence[Segment], place: int, side: Side, to: float) -> AnyEdit | None:
    """The edit that puts this edge of a segment at second `to`; None where nothing changes."""
    segment = segments[place]
    left, right = (place - 1, place) if side == "start" else (place, place + 1)
    if left >= 0 and right < len(segments):
        move = _boundary(segments[left], segments[right], side, to)
        if move is not None:
            return move
    return _times(segment, side, max(0.0, to))


def _boundary(left: Segment, right: Segment, side: Side, to: float) -> AnyEdit | None:
    """The words that change hands, if any do."""
    words = (*left.words, *right.words)
    if right.start - left.end > TOUCHING and not _is_beyond(left, right, side, to):
        return None
    middles = [word.middle for word in words]
    if len(words) < 2 or middles != sorted(middles):
        return None  # they talk at the same time: there is no boundary between them
    at = min(max(bisect_left(middles, to), 1), len(words) - 1)
    return None if at == len(left.words) else MoveBoundary(left.id, right.id, at)


def _is_beyond(left: Segment, right: Segment, side: Side, to: float) -> bool:
    """The edge was dragged across the silence into the other segment."""
    return to > right.start if side == "end" else to < left.end


def _times(segment: Segment, side: Side, to: float) -> AnyEdit | None:
    if side == "start":
        start, end = min(to, segment.end - SHORTEST), segment.end
    else:
        start, end = segment.start, max(to, segment.start + SHORTEST)
    start = max(0.0, round(start, 3))
    end = round(end, 3)
    is_same = abs(start - segment.start) < 0.001 and abs(end - segment.end) < 0.001
    return None if is_same or start >= end else ChangeTimes(segment.id, start, end)
