"""What one decoder call covers: up to 30 s of film, from the start of speech to the end of speech.

The sound between two regions of speech stays in its window: taken out, it costs a point of word
errors, for the recognizer hears phrases by the pauses between them. Long windows are heard better
than short ones, so there are as few as possible, of about the same length, cut at long pauses.
"""

from __future__ import annotations

import math
from collections.abc import Iterator, Sequence
from itertools import pairwise

import msgspec

from engine.protocol import SpeechMap

LONGEST = 30.0
"""Seconds that Whisper hears at once."""
PADDING = 0.2
"""Seconds of sound kept around a region of speech, whose edges are soft."""

_EVEN = 0.5  # weight of windows of even length, against 1 for each further window
_PAUSED = 0.1  # weight of a cut without any pause
_PAUSE = 0.4  # seconds of pause after which the weight of a cut has fallen to a third


class Window(msgspec.Struct, frozen=True, order=True):
    """A stretch of the film, in seconds."""

    start: float
    end: float

    @property
    def duration(self) -> float:
        """Length in seconds."""
        return self.end - self.start


def pack(speech: SpeechMap, start: float, end: float) -> tuple[Window, ...]:
    """The windows that cover all speech between `start` and `end`, in order."""
    return best_grouping([*_pieces(speech, start, end)])


def best_grouping(pieces: Sequence[Window]) -> tuple[Window, ...]:
    """Pieces of speech, each shorter than `LONGEST`, joined with their neighbours into windows.

    The cheapest of all groupings, by dynamic programming over where the last window begins.
    """
    costs, begins = [0.0], [0]
    for last, piece in enumerate(pieces):
        options = [
            (costs[first] + _cost(pieces, first, piece.end), first)
            for first in range(last, -1, -1)
            if piece.end - pieces[first].start <= LONGEST
        ]
        cost, begin = min(options)
        costs.append(cost)
        begins.append(begin)
    return tuple(_grouped(pieces, begins))[::-1]


def halves(speech: SpeechMap, window: Window, around: Window | None = None) -> tuple[Window, ...]:
    """`window` cut in two at its longest pause, or that nearest to `around`.

    Nothing where it holds no pause with speech on both sides.
    """
    pieces = [*_pieces(speech, window.start, window.end)]
    if len(pieces) < 2:
        return ()
    wanted = around or Window(window.start + window.duration / 4, window.end - window.duration / 4)
    first, second = max(pairwise(pieces), key=lambda pair: _fitness(*pair, wanted))
    return Window(window.start, first.end), Window(second.start, window.end)


def seconds_of_speech(speech: SpeechMap, start: float, end: float) -> float:
    """How long somebody speaks between two times: the frames that are more likely speech than not."""
    first, last = round(start / speech.frame), round(end / speech.frame)
    return speech.likelihood[max(0, first) : last].translate(_IS_SPEECH).count(1) * speech.frame


_IS_SPEECH = bytes(int(value >= 128) for value in range(256))


def _cost(pieces: Sequence[Window], first: int, end: float) -> float:
    length = end - pieces[first].start
    cost = 1.0 + _EVEN * (length / LONGEST) ** 2
    if first:
        pause = pieces[first].start - pieces[first - 1].end
        cost += _PAUSED * math.exp(-pause / _PAUSE)
    return cost


def _grouped(pieces: Sequence[Window], begins: Sequence[int]) -> Iterator[Window]:
    last = len(pieces)
    while last:
        first = begins[last]
        yield Window(pieces[first].start, pieces[last - 1].end)
        last = first


def _fitness(first: Window, second: Window, wanted: Window) -> tuple[bool, float, float]:
    pause = second.start - first.end
    cut = (first.end + second.start) / 2
    distance = max(wanted.start - cut, cut - wanted.end, 0.0)
    return (distance == 0, -distance, pause) if distance else (True, 0.0, pause)


def _pieces(speech: SpeechMap, start: float, end: float) -> Iterator[Window]:
    """The regions of speech between two times with a little sound around, none over `LONGEST`."""
    for region in _padded([*_clipped(speech, start, end)], start, end):
        yield from _cut_where_long(speech, region)


def _clipped(speech: SpeechMap, start: float, end: float) -> Iterator[Window]:
    for first, last in speech.regions:
        if last > start and first < end:
            yield Window(max(first, start), min(last, end))


def _padded(regions: Sequence[Window], start: float, end: float) -> Iterator[Window]:
    """Each region with `PADDING` on both sides, or half of the pause where that is shorter."""
    for index, region in enumerate(regions):
        before = regions[index - 1].end if index else start - PADDING
        after = regions[index + 1].start if index + 1 < len(regions) else end + PADDING
        yield Window(
            max(start, region.start - PADDING, (before + region.start) / 2),
            min(end, region.end + PADDING, (region.end + after) / 2),
        )


def _cut_where_long(speech: SpeechMap, region: Window) -> Iterator[Window]:
    """`region` in parts no longer than `LONGEST`, cut where speech is least likely."""
    while region.duration > LONGEST:
        cut = _quietest(speech, region.start + LONGEST / 2, region.start + LONGEST)
        yield Window(region.start, cut)
        region = Window(cut, region.end)
    yield region


def _quietest(speech: SpeechMap, start: float, end: float) -> float:
    frames = range(math.ceil(start / speech.frame), math.floor(end / speech.frame))
    known = [frame for frame in frames if frame < len(speech.likelihood)]
    if not known:
        return end
    return min(known, key=lambda frame: (speech.likelihood[frame], -frame)) * speech.frame
