"""Words that the glossary changed, and what they read without it.

    readings = Readings(recognised, changes)
    readings.of(segment)             those that the user has neither kept nor changed

A word is known by the segment in which it was recognised, its letters and its time, so that it is
found again wherever that segment was cut or joined. A word that the user settled is certain.
"""

from __future__ import annotations

from bisect import bisect_left
from collections.abc import Iterator, Sequence

import msgspec

from engine.edits import SettleWords
from engine.transcript import Segment, TermChange, Transcript, Word

STRAY = 1.0
"""Seconds by which a word may have been moved since the glossary changed it."""
LONGEST = 6
"""Words that a term has at most."""


class Reading(msgspec.Struct, frozen=True):
    """Words `first` up to `last` of a segment are the glossary's; `heard` is what they were."""

    first: int
    last: int
    heard: str

    def plain(self, segment: Segment) -> SettleWords:
        """The edit that brings back what was heard."""
        return SettleWords(segment.id, self.first, self.last, self.heard)

    def kept(self, segment: Segment) -> SettleWords:
        """The edit that says that the glossary is right."""
        text = "".join(word.text for word in segment.words[self.first : self.last])
        return SettleWords(segment.id, self.first, self.last, text.strip())


def span_of(spans: Sequence[tuple[int, int]], reading: Reading) -> tuple[int, int]:
    """From where to where in a text a reading reaches, by where each of its words does."""
    return spans[reading.first][0], spans[reading.last - 1][1]


class _Change(msgspec.Struct, frozen=True):
    """A change where it was recognised: the letters of its words, when, and what was heard."""

    letters: tuple[str, ...]
    start: float
    heard: str


class Readings:
    """What a glossary did in a whole film."""

    def __init__(self, recognised: Transcript, changes: Sequence[TermChange] = ()) -> None:
        self._known: dict[str, list[_Change]] = {}
        for change in changes:
            if (found := _placed(recognised.segments, change)) is not None:
                self._known.setdefault(found[0].id, []).append(found[1])

    def of(self, segment: Segment) -> tuple[Reading, ...]:
        """The changed words of a segment as it is now."""
        if not self._known:
            return ()
        found: dict[int, Reading] = {}
        for origin in segment.origins or (segment.id,):
            for change in self._known.get(origin, ()):
                place = _nearest(segment.words, change, found)
                if place >= 0:
                    found[place] = Reading(place, place + len(change.letters), change.heard)
        return tuple(found[place] for place in sorted(found))


def _placed(segments: Sequence[Segment], change: TermChange) -> tuple[Segment, _Change] | None:
    """The segment in which a change was made, and which of its words; None if it is not found."""
    wanted = _letters(change.term)
    best: tuple[float, Segment, Sequence[Word]] | None = None
    for segment in _around(segments, change):
        for run in _runs(segment.words, wanted):
            distance = abs(run[0].start - change.start)
            if distance <= STRAY and (best is None or distance < best[0]):
                best = distance, segment, run
    if best is None:
        return None
    _, segment, run = best
    return segment, _Change(tuple(map(_of_word, run)), run[0].start, change.heard)


def _around(segments: Sequence[Segment], change: TermChange) -> Iterator[Segment]:
    """The segments that may hold a change."""
    place = bisect_left(segments, change.start - STRAY, key=lambda said: said.start)
    for segment in segments[max(place - 1, 0) :]:
        if segment.start > change.end + STRAY:
            return
        yield segment


def _runs(words: Sequence[Word], wanted: str) -> Iterator[Sequence[Word]]:
    """Every run of words that has these letters, with or without an "s" behind them."""
    for first in range(len(words)):
        letters = ""
        for last in range(first, min(first + LONGEST, len(words))):
            letters += _of_word(words[last])
            if letters in (wanted, f"{wanted}s"):
                yield words[first : last + 1]
                break
            if not wanted.startswith(letters):
                break


def _nearest(words: Sequence[Word], change: _Change, taken: dict[int, Reading]) -> int:
    """The number of the first of the words that a change is about; -1 where they are not there."""
    count = len(change.letters)
    places = (
        place
        for place in range(len(words) - count + 1)
        if place not in taken
        if tuple(map(_of_word, words[place : place + count])) == change.letters
        if abs(words[place].start - change.start) <= STRAY
        if any(word.probability < 1 for word in words[place : place + count])
    )
    return min(places, key=lambda place: abs(words[place].start - change.start), default=-1)


def _of_word(word: Word) -> str:
    return _letters(word.text)


def _letters(text: str) -> str:
    return "".join(filter(str.isalnum, text.casefold()))
