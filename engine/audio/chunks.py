"""Where a film is cut into chunks: at pauses near every five minutes, so that no word is split.

Each mark lies `chunk_seconds` after the cut before it. The cut falls into the middle of the longest
pause within 20 s of the mark. Where nobody pauses (music, a crowd), it falls where speech is least
likely, and both neighbours hear 4 s beyond it, so that the words at the seam are heard whole by one
of them. The chunks' own stretches join without gap or overlap into the film, to the sample.
"""

from __future__ import annotations

from bisect import bisect_left
from collections.abc import Iterator, Sequence
from itertools import accumulate, pairwise
from typing import NamedTuple

from engine.transcript import SAMPLE_RATE, Chunk, SpeechMap

REACH = 20.0
"""Seconds on either side of a mark in which a cut is looked for."""
OVERLAP = 8.0
"""Seconds that two chunks both hear where there was no pause between them."""

_SHORTEST_CHUNK = 1.0
_SHORTEST_PAUSE = 0.2  # seconds; less is a breath inside a phrase
_SMOOTHING = 0.3  # seconds over which likelihood is averaged
_TAIL = 0.2  # of a chunk's length: a shorter rest stays with the chunk before it


class Cut(NamedTuple):
    """Where two chunks meet, and whether anybody may be speaking there."""

    at: float
    is_in_pause: bool


class _Pause(NamedTuple):
    start: float
    end: float


def plan(duration: float, speech: SpeechMap, chunk_seconds: float) -> tuple[Chunk, ...]:
    """The chunks of a film of `duration` seconds; `chunk_seconds` 0 makes one of it all.

    Starts and ends are whole samples. Only the last chunk may be shorter than three quarters of
    `chunk_seconds`, and none is longer than five quarters.
    """
    samples = round(duration * SAMPLE_RATE)
    if samples <= 0:
        return ()
    length = max(chunk_seconds, _SHORTEST_CHUNK) if chunk_seconds else duration
    end = samples / SAMPLE_RATE
    cuts = [Cut(0.0, True), *_cuts(end, speech, length), Cut(end, True)]
    overlap = min(OVERLAP / 2, length * _TAIL)
    return tuple(
        _chunk(index, first, last, overlap) for index, (first, last) in enumerate(pairwise(cuts))
    )


def best_cut(speech: SpeechMap, mark: float, earliest: float, latest: float) -> Cut:
    """Where to cut between two times, as near to `mark` as a good place allows."""
    return _best_cut(_pauses(speech, latest), speech, mark, earliest, latest)


def _cuts(duration: float, speech: SpeechMap, length: float) -> Iterator[Cut]:
    pauses = _pauses(speech, duration)
    reach = min(REACH, length / 4)
    cut = 0.0
    while duration - cut > length * (1 + _TAIL):
        mark = cut + length
        latest = min(mark + reach, duration - length * _TAIL)
        found = _best_cut(pauses, speech, mark, mark - reach, latest)
        cut = found.at
        yield found


def _chunk(index: int, first: Cut, last: Cut, overlap: float) -> Chunk:
    before = 0.0 if first.is_in_pause else overlap
    after = 0.0 if last.is_in_pause else overlap
    return Chunk(index, first.at, last.at, _whole(first.at - before), _whole(last.at + after))


def _pauses(speech: SpeechMap, duration: float) -> list[_Pause]:
    """The stretches without speech, in order; regions may touch, overlap or stand in any order."""
    pauses = []
    silent_since = 0.0
    for start, end in sorted(speech.regions):
        if start - silent_since >= _SHORTEST_PAUSE:
            pauses.append(_Pause(silent_since, start))
        silent_since = max(silent_since, end)
    if duration - silent_since >= _SHORTEST_PAUSE:
        pauses.append(_Pause(silent_since, duration))
    return pauses


def _best_cut(
    pauses: Sequence[_Pause], speech: SpeechMap, mark: float, earliest: float, latest: float
) -> Cut:
    near = list(_within(pauses, earliest, latest))
    if not near:
        return Cut(_whole(_quietest(speech, mark, earliest, latest)), False)
    longest = max(near, key=lambda pause: (pause.end - pause.start, -abs(_middle(pause) - mark)))
    return Cut(_whole(_middle(longest)), True)


def _within(pauses: Sequence[_Pause], earliest: float, latest: float) -> Iterator[_Pause]:
    """The pauses between two times, those that reach beyond them cut short."""
    first = bisect_left(pauses, earliest, key=lambda pause: pause.end)
    for index in range(first, len(pauses)):
        pause = pauses[index]
        if pause.start >= latest:
            return
        inside = _Pause(max(pause.start, earliest), min(pause.end, latest))
        if inside.end - inside.start >= _SHORTEST_PAUSE:
            yield inside


def _middle(pause: _Pause) -> float:
    return (pause.start + pause.end) / 2


def _quietest(speech: SpeechMap, mark: float, earliest: float, latest: float) -> float:
    """The moment where speech is least likely; of several, the one nearest to the mark."""
    moments = _moments(speech, earliest, latest)
    best = min(moments, key=lambda one: (one[0], abs(one[1] - mark)), default=None)
    return best[1] if best else min(mark, latest)


def _moments(speech: SpeechMap, earliest: float, latest: float) -> Iterator[tuple[int, float]]:
    """How likely speech is around each moment between two times, and the moment."""
    frame = speech.frame
    if frame <= 0:
        return
    first = max(0, int(earliest / frame))
    likelihood = speech.likelihood[first : int(latest / frame) + 1]
    width = max(1, round(_SMOOTHING / frame))
    sums = list(accumulate(likelihood, initial=0))
    for index in range(len(likelihood) - width + 1):
        moment = (first + index + width / 2) * frame
        if earliest <= moment <= latest:
            yield sums[index + width] - sums[index], moment


def _whole(seconds: float) -> float:
    """The nearest moment at which a sample begins."""
    return round(seconds * SAMPLE_RATE) / SAMPLE_RATE
