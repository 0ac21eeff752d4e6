"""What one decoder call covers: up to 30 s of film, from the start of speech to the end of speech.

The sound between two regions of speech stays in its window: taken out, it costs a point of word
errors, for the recognizer hears phrases by the pauses between them. A window takes in as much as it
can: what is heard with more around it is heard better (30 s against 15 s: 6.2 against 6.9 % of the
words wrong), and windows of even length or cut at the longest pauses gained nothing.
"""

from __future__ import annotations

import math
from collections.abc import Iterator, Sequence
from itertools import pairwise

import msgspec

from engine.transcript import SpeechMap

LONGEST = 30.0
"""Seconds that Whisper hears at once."""
LONGEST_PAUSE = 5.0
"""Seconds without speech that a window may hold; in more (music, titles) words are made up."""
MAYBE_SPEECH = 64
"""Likelihood, of 255, from which a frame may be the soft start or end of a word."""
PADDING = 0.2
"""Seconds of sound kept around a region of speech, whose edges are soft."""


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
    windows: list[Window] = []
    for piece in _pieces(speech, start, end):
        if windows and _go_together(windows[-1], piece):
            windows[-1] = Window(windows[-1].start, piece.end)
        else:
            windows.append(piece)
    return tuple(windows)


def _go_together(window: Window, piece: Window) -> bool:
    pause = piece.start - window.end
    return piece.end - window.start <= LONGEST and pause <= LONGEST_PAUSE


def halves(speech: SpeechMap, window: Window, around: Window) -> tuple[Window, ...]:
    """`window` cut in two at its longest pause within `around`, or at the pause nearest to that.

    Nothing where it holds no pause with speech on both sides.
    """
    pieces = [*_pieces(speech, window.start, window.end)]
    if len(pieces) < 2:
        return ()
    before, after = max(pairwise(pieces), key=lambda pair: _fitness(pair[0], pair[1], around))
    return Window(window.start, before.end), Window(after.start, window.end)


def seconds_of_speech(speech: SpeechMap, start: float, end: float) -> float:
    """How long somebody speaks between two times, by frames more likely speech than not."""
    first, last = round(start / speech.frame), round(end / speech.frame)
    return speech.likelihood[max(0, first) : last].translate(_IS_SPEECH).count(1) * speech.frame


_IS_SPEECH = bytes(int(value >= 128) for value in range(256))


def _fitness(before: Window, after: Window, around: Window) -> tuple[float, float]:
    distance = max(around.start - after.start, before.end - around.end, 0.0)
    return -distance, after.start - before.end


def _pieces(speech: SpeechMap, start: float, end: float) -> Iterator[Window]:
    """The regions of speech between two times with a little sound around, none over `LONGEST`."""
    regions = [
        part for region in _clipped(speech, start, end) for part in _cut_where_long(speech, region)
    ]
    return _padded(regions, start, end)


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
    """`region` in parts that fit into a window, cut where speech is least likely."""
    longest = LONGEST - 2 * PADDING
    while region.duration > longest:
        cut = _quietest(speech, region.start + longest / 2, region.start + longest)
        yield Window(region.start, cut)
        region = Window(cut, region.end)
    yield region


def _quietest(speech: SpeechMap, start: float, end: float) -> float:
    frames = range(math.ceil(start / speech.frame), math.floor(end / speech.frame))
    known = [frame for frame in frames if frame < len(speech.likelihood)]
    if not known:
        return end
    return min(known, key=lambda frame: (speech.likelihood[frame], -frame)) * speech.frame
