"""What it means to drag the edge of a segment in the timeline.

Into silence, a segment grows or shrinks: its times change. Over words, the words on the way go to
the neighbour, or come from there: the boundary between the two moves to the nearest gap of words.
Between two speakers it goes on over whole segments, which are the neighbour's then.
"""

from __future__ import annotations

from bisect import bisect_left
from collections.abc import Iterator, Sequence
from itertools import takewhile
from typing import Literal

from engine.edits import AnyEdit, AssignSegments, ChangeTimes, MoveBoundary
from engine.transcript import Segment

Side = Literal["start", "end"]

SHORTEST = 0.1
"""Seconds that are left of a segment at least."""
TOUCHING = 0.5
"""Seconds between two segments that still share one boundary."""


def dragged(segments: Sequence[Segment], place: int, side: Side, to: float) -> tuple[AnyEdit, ...]:
    """The edits that put this edge of a segment at second `to`; none where nothing changes."""
    left, right = (place - 1, place) if side == "start" else (place, place + 1)
    edit: AnyEdit | None = None
    if left >= 0 and right < len(segments):
        if swallowed := _swallowed(segments, left, right, to):
            return swallowed
        edit = _boundary(segments[left], segments[right], side, to)
    edit = edit or _times(segments[place], side, max(0.0, to))
    return (edit,) if edit is not None else ()


def _swallowed(
    segments: Sequence[Segment], left: int, right: int, to: float
) -> tuple[AnyEdit, ...]:
    """Where the edge of a turn goes over whole segments, these change their speaker.

    In the one in which it comes to rest the words on the way do. Of a turn some words are left.
    """
    giver, taker = (right, left) if to > segments[right].start else (left, right)
    if segments[giver].speaker == segments[taker].speaker:
        return ()
    step = 1 if giver == right else -1
    turn = list(_turn(segments, giver, step))
    whole = list(takewhile(lambda n: _is_passed(segments[n], to, step), turn[:-1]))
    if not whole:
        return ()
    ids = tuple(segments[n].id for n in sorted(whole))
    given = AssignSegments(ids, segments[taker].speaker)
    last, rest = segments[whole[-1]], segments[whole[-1] + step]
    if not last.words or not rest.words:
        return (given,)
    one, other = (last, rest) if step == 1 else (rest, last)
    at = bisect_left([word.middle for word in (*one.words, *other.words)], to)
    at = min(max(at, 1), len(one.words) + len(other.words) - 1)
    moved = MoveBoundary(one.id, other.id, at)
    return (given,) if at == len(one.words) else (given, moved)


def _turn(segments: Sequence[Segment], place: int, step: int) -> Iterator[int]:
    """The places of a turn, from this one forward or back."""
    speaker = segments[place].speaker
    while 0 <= place < len(segments) and segments[place].speaker == speaker:
        yield place
        place += step


def _is_passed(segment: Segment, to: float, step: int) -> bool:
    """The edge has gone over all its words."""
    return all((word.middle < to) == (step == 1) for word in segment.words)


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
