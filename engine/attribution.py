"""Put speakers to words: who said what, given who speaks when.

A word belongs to the speaker in whose turn it is said. Neither words nor turns are exact, so within
a phrase the labels are chosen together: another speaker costs the more, the worse the place is to
cut the phrase there, and must have spoken enough of it. So a lone word at the border of two turns
does not change hands, and a phrase that one person says through another's "mhm" stays whole.
"""

from __future__ import annotations

import math
from bisect import bisect_left, bisect_right
from collections.abc import Iterable, Iterator, Mapping, Sequence
from itertools import accumulate, groupby, pairwise

import msgspec

from engine.orthography import ends_sentence
from engine.phrases import strength
from engine.transcript import Diarization, Segment, Speaker, SpeakerTurn, Transcript, Word

_CHANGE = 0.5
"""Seconds of speech that outweigh a change of speaker in the middle of a phrase: turns are exact to
a quarter of a second on either side, word times to less."""
_EASIEST_CHANGE = 0.1  # the same where a sentence ends
_INSIDE_A_WORD = -1.0  # how bad a place to cut must be for nobody else ever to go on there
_SHARED = 0.5  # what a second counts that a speaker shares with the one who is louder
_LONGEST = 1.0  # seconds that a word counts at most: what is longer holds a rest
_NEAR = 1.0  # seconds from a turn within which speech outside all turns belongs to it

# What a part of a phrase needs to be another speaker's: words, seconds, share of what is spoken.
_ENOUGH = (2, 0.4, 0.6)
_ENOUGH_FOR_A_SENTENCE = (1, 0.15, 0.8)

_DOUBLE = 0.3  # seconds, or half of a shorter phrase, in which two speak for it to overlap

Evidence = Mapping[str, float]
"""How many seconds of a word each speaker talks."""

_Span = tuple[int, int]  # the numbers of a first word and of the one after the last


def with_speakers(
    transcript: Transcript,
    diarization: Diarization,
    edited: Iterable[str] = (),
    before: Transcript | None = None,
) -> Transcript:
    """The transcript with a speaker for every word that is said in or near a turn.

    No word and no time changes. A segment in which two people speak becomes several: the first
    keeps its id, another is named after it and the number of its first word there. Those whose id
    is in `edited` are never cut, and stay the very segments that they are in `before`, the result
    of an earlier diarization. Names that `transcript` has for speakers are kept.
    """
    if not diarization.turns and not diarization.exclusive:
        return transcript
    turns = _Turns(diarization)
    locked = _locked(transcript, frozenset(edited), before or transcript)
    segments = (
        part
        for segment in transcript.segments
        for part in _parts(segment, turns, locked.get(segment.id, ()), transcript.language)
    )
    return msgspec.structs.replace(
        transcript,
        segments=tuple(segments),
        turns=diarization.turns or diarization.exclusive,
        speakers=_speakers(transcript.speakers, diarization),
    )


def _speakers(known: Iterable[Speaker], diarization: Diarization) -> tuple[Speaker, ...]:
    """Everybody who was told apart, with the names that are known."""
    names = {speaker.id: speaker.name for speaker in known}
    turns = (*diarization.turns, *diarization.exclusive)
    heard = dict.fromkeys((*diarization.speakers, *(turn.speaker for turn in turns)))
    return tuple(Speaker(each, names.get(each, "")) for each in heard)


def _locked(
    transcript: Transcript, edited: frozenset[str], before: Transcript
) -> dict[str, list[_Span]]:
    """The words of each segment that are to stay together, as they did before."""
    lengths = {segment.id: len(segment.words) for segment in transcript.segments}
    begins: dict[str, list[int]] = {}
    for part in before.segments:
        whole, first = _origin(part.id, lengths)
        begins.setdefault(whole, []).append(first)
    locked: dict[str, list[_Span]] = {}
    for whole, firsts in begins.items():
        borders = sorted({*firsts, lengths.get(whole, 0)})
        for span in pairwise(border for border in borders if border <= lengths.get(whole, 0)):
            if (f"{whole}.{span[0]}" if span[0] else whole) in edited:
                locked.setdefault(whole, []).append(span)
    return locked


def _origin(part: str, known: Mapping[str, int]) -> tuple[str, int]:
    """The segment that a part was cut from, and the number of its first word there."""
    whole, _, first = part.rpartition(".")
    return (whole, int(first)) if part not in known and first.isdecimal() else (part, 0)


def _parts(
    segment: Segment, turns: _Turns, locked: Sequence[_Span], language: str
) -> Iterator[Segment]:
    """The segment, or its parts where somebody else goes on."""
    phrase = _Phrase(segment.words, [turns.evidence(word) for word in segment.words], language)
    for first, last in _spans(locked, len(segment.words)):
        piece = phrase.between(first, last)
        speakers = _in_order(piece.heard) or turns.near(segment, first, last)
        if len(speakers) < 2 or (first, last) in locked:
            runs = [_Run(0, last - first, piece.main(speakers))]
        else:
            runs = piece.runs(speakers)
        for run in runs:
            yield _part(segment, _Run(first + run.first, first + run.last, run.speaker), turns)


def _spans(locked: Sequence[_Span], count: int) -> list[_Span]:
    """All words of a segment in order, those locked together in spans of their own."""
    borders = sorted({0, count, *(border for span in locked for border in span)})
    return [*pairwise(borders)] or [(0, 0)]


def _part(segment: Segment, run: _Run, turns: _Turns) -> Segment:
    """Some of a segment's words as a segment of their own."""
    speaker = run.speaker or None
    words = tuple(
        msgspec.structs.replace(word, speaker=speaker)
        for word in segment.words[run.first : run.last]
    )
    is_whole = len(words) == len(segment.words)
    start = segment.start if is_whole else words[0].start
    end = segment.end if is_whole else words[-1].end
    return msgspec.structs.replace(
        segment,
        id=f"{segment.id}.{run.first}" if run.first else segment.id,
        start=start,
        end=end,
        words=words,
        speaker=speaker,
        overlaps=turns.is_doubled(start, end),
    )


def _in_order(heard: Iterable[Evidence]) -> tuple[str, ...]:
    """The speakers of a phrase in the order in which they begin."""
    return tuple(dict.fromkeys(speaker for word in heard for speaker in word))


def _seconds(heard: Iterable[Evidence], speaker: str) -> float:
    return sum(word.get(speaker, 0.0) for word in heard)


# --- who talks at a time --------------------------------------------------------------------------


class _Turns:
    """The turns of a film, to be asked about stretches of it."""

    def __init__(self, diarization: Diarization) -> None:
        self._exclusive = _Line(diarization.exclusive or diarization.turns)
        self._all = _Line(diarization.turns)
        self._doubled = _Line(_doubled(diarization.turns))

    def evidence(self, word: Word) -> Evidence:
        """How many seconds of a word each speaker talks; less for who is not the loudest."""
        shared = self._all.seconds(word.start, word.end)
        alone = self._exclusive.seconds(word.start, word.end)
        scale = min(1.0, _LONGEST / max(word.end - word.start, 1e-9))
        return {
            speaker: scale * max(alone.get(speaker, 0.0), _SHARED * (shared.get(speaker, 0.0)))
            for speaker in {**alone, **shared}
        }

    def near(self, segment: Segment, first: int, last: int) -> tuple[str, ...]:
        """Who speaks nearest to words that lie outside all turns, if near enough."""
        words = segment.words[first:last]
        start, end = (words[0].start, words[-1].end) if words else (segment.start, segment.end)
        return self._exclusive.nearest(start, end, _NEAR)

    def is_doubled(self, start: float, end: float) -> bool:
        """Whether several people talk in enough of a stretch."""
        seconds = self._doubled.seconds(start, end).get("", 0.0)
        return 0 < min(_DOUBLE, (end - start) / 2) <= seconds


class _Line:
    """Turns in order of their starts, to be found by time."""

    def __init__(self, turns: Iterable[SpeakerTurn]) -> None:
        self._turns = sorted(turns, key=lambda turn: (turn.start, turn.end, turn.speaker))
        self._starts = [turn.start for turn in self._turns]
        self._ended = [*accumulate((turn.end for turn in self._turns), max)]

    def seconds(self, start: float, end: float) -> dict[str, float]:
        """How long each speaker talks between two times."""
        found: dict[str, float] = {}
        for turn in self._turns[bisect_right(self._ended, start) : bisect_left(self._starts, end)]:
            length = min(turn.end, end) - max(turn.start, start)
            if length > 0:
                found[turn.speaker] = found.get(turn.speaker, 0.0) + length
        return found

    def nearest(self, start: float, end: float, limit: float) -> tuple[str, ...]:
        """The speaker of the turn nearest to a stretch that no turn touches, as the only one."""
        first, last = bisect_right(self._ended, start), bisect_left(self._starts, end)
        around = [
            (max(turn.start - end, start - turn.end), turn.speaker)
            for turn in self._turns[max(0, first - 1) : last + 1]
        ]
        distance, speaker = min(around, default=(limit, ""))
        return (speaker,) if distance < limit else ()


def _doubled(turns: Sequence[SpeakerTurn]) -> list[SpeakerTurn]:
    """The stretches in which at least two people talk, as turns of nobody."""
    changes = sorted(
        change
        for turn in turns
        if turn.end > turn.start
        for change in ((turn.start, 1, turn.speaker), (turn.end, -1, turn.speaker))
    )
    talking: dict[str, int] = {}
    found: list[SpeakerTurn] = []
    for (time, step, speaker), (until, *_) in pairwise(changes):
        talking[speaker] = talking.get(speaker, 0) + step
        if until > time and sum(count > 0 for count in talking.values()) > 1:
            found.append(SpeakerTurn(time, until, ""))
    return found


# --- one phrase of several speakers ---------------------------------------------------------------


class _Run(msgspec.Struct, frozen=True):
    """The words `first` up to `last` of a phrase, all of one speaker; "" is nobody."""

    first: int
    last: int
    speaker: str


class _Phrase(msgspec.Struct, frozen=True):
    """Words, and how long each speaker talks in each of them."""

    words: Sequence[Word]
    heard: Sequence[Evidence]
    language: str

    def between(self, first: int, last: int) -> _Phrase:
        """Some of its words."""
        return _Phrase(self.words[first:last], self.heard[first:last], self.language)

    def main(self, speakers: Sequence[str]) -> str:
        """Who speaks most of it; of nobody, nobody."""
        return max(speakers, key=lambda each: _seconds(self.heard, each), default="")

    def runs(self, speakers: Sequence[str]) -> list[_Run]:
        """The phrase in parts of one speaker each, every one with enough evidence."""
        labels = self._likeliest(speakers)
        while True:
            runs = _runs(labels)
            weak = [run for run in runs if not self._is_enough(run)]
            if len(runs) == 1 or not weak:
                return runs
            weakest = min(weak, key=lambda run: self._seconds(run, run.speaker))
            labels[weakest.first : weakest.last] = [self._neighbour(weakest, runs)] * (
                weakest.last - weakest.first
            )

    def _likeliest(self, speakers: Sequence[str]) -> list[str]:
        """A speaker for each word: most speech for fewest changes, in the manner of Viterbi."""
        score = {speaker: self.heard[0].get(speaker, 0.0) for speaker in speakers}
        origins: list[dict[str, str]] = []
        for index in range(1, len(self.words)):
            leader = max(speakers, key=lambda each: score[each])
            changed = score[leader] - self._cost(index)
            origins.append({each: each if score[each] >= changed else leader for each in speakers})
            score = {
                each: max(score[each], changed) + self.heard[index].get(each, 0.0)
                for each in speakers
            }
        labels = [max(speakers, key=lambda each: score[each])]
        for origin in reversed(origins):
            labels.append(origin[labels[-1]])
        return labels[::-1]

    def _cost(self, index: int) -> float:
        """Seconds of speech that it takes for somebody else to go on with this word."""
        if self._is_end(index):
            return _EASIEST_CHANGE
        place = strength(self.words[index - 1], self.words[index], self.language)
        if place <= _INSIDE_A_WORD:
            return math.inf
        return max(_EASIEST_CHANGE, _CHANGE * (1.0 - max(place, 0.0)))

    def _is_end(self, index: int) -> bool:
        """Whether a sentence ends before this word."""
        left, right = self.words[index - 1], self.words[index]
        return ends_sentence(left.text, right.text, right.start - left.end, self.language)

    def _is_enough(self, run: _Run) -> bool:
        own = self._seconds(run, run.speaker)
        others = _in_order(self.heard[run.first : run.last])
        rival = max((self._seconds(run, each) for each in others if each != run.speaker), default=0)
        share = own / max(own + rival, 1e-9)
        words, seconds, needed = _ENOUGH_FOR_A_SENTENCE if self._is_sentence(run) else _ENOUGH
        return run.last - run.first >= words and own >= seconds and share >= needed

    def _is_sentence(self, run: _Run) -> bool:
        """Whether a run begins and ends where sentences do."""
        return all(
            self._is_end(place) for place in (run.first, run.last) if 0 < place < len(self.words)
        )

    def _neighbour(self, run: _Run, runs: Sequence[_Run]) -> str:
        """Who speaks before or after a run: the one heard more in it, or else in the phrase."""
        place = runs.index(run)
        beside = [*runs[max(0, place - 1) : place], *runs[place + 1 : place + 2]]
        best = max(
            beside,
            key=lambda each: (self._seconds(run, each.speaker), self._seconds(each, each.speaker)),
        )
        return best.speaker

    def _seconds(self, run: _Run, speaker: str) -> float:
        return _seconds(self.heard[run.first : run.last], speaker)


def _runs(labels: Sequence[str]) -> list[_Run]:
    runs: list[_Run] = []
    for speaker, group in groupby(labels):
        first = runs[-1].last if runs else 0
        runs.append(_Run(first, first + len(list(group)), speaker))
    return runs
