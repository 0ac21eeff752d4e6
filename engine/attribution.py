"""Put speakers to words: who said what, given who speaks when.

A word belongs to the speaker in whose turn it is said. Neither words nor turns are exact, so within
a phrase the labels are chosen together: another speaker costs the more, the worse the place is to
cut the phrase there, and must have spoken enough of it. So a lone word at the border of two turns
does not change hands, and a phrase that one person says through another's "mhm" stays whole.
"""

from __future__ import annotations

import math
from bisect import bisect_left, bisect_right
from collections.abc import Iterable, Mapping, Sequence
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


def with_speakers(
    transcript: Transcript, diarization: Diarization, edited: frozenset[str] = frozenset()
) -> Transcript:
    """The transcript with a speaker for every word that is said in or near a turn.

    No word and no time changes. A segment in which two people speak becomes several: the first
    keeps its id, another is named after it and the number of its first word there. One whose id is
    in `edited` is never cut. Names that `transcript` has for speakers are kept.
    """
    if not diarization.turns and not diarization.exclusive:
        return transcript
    turns = _Turns(diarization)
    segments = (
        part
        for segment in transcript.segments
        for part in _parts(segment, turns, segment.id in edited, transcript.language)
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


def _parts(segment: Segment, turns: _Turns, is_edited: bool, language: str) -> tuple[Segment, ...]:
    """The segment, or its parts where somebody else goes on."""
    heard = [turns.evidence(word) for word in segment.words]
    speakers = turns.near(segment) if not any(heard) else _in_order(heard)
    if not speakers:
        return (segment,)
    if is_edited or len(speakers) == 1:
        speaker = max(speakers, key=lambda each: _seconds(heard, each))
        return (_part(segment, 0, len(segment.words), speaker, turns),)
    phrase = _Phrase(segment.words, heard, language)
    return tuple(
        _part(segment, run.first, run.last, run.speaker, turns) for run in phrase.runs(speakers)
    )


def _part(segment: Segment, first: int, last: int, speaker: str, turns: _Turns) -> Segment:
    """Some of a segment's words as a segment of their own, said by `speaker`."""
    words = tuple(
        msgspec.structs.replace(word, speaker=speaker) for word in segment.words[first:last]
    )
    is_whole = len(words) == len(segment.words)
    start = segment.start if is_whole else words[0].start
    end = segment.end if is_whole else words[-1].end
    return msgspec.structs.replace(
        segment,
        id=f"{segment.id}.{first}" if first else segment.id,
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

    def near(self, segment: Segment) -> tuple[str, ...]:
        """Who speaks nearest to a segment that lies outside all turns, if near enough."""
        return self._exclusive.nearest(segment.start, segment.end, _NEAR)

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
    """The words `first` up to `last` of a phrase, all of one speaker."""

    first: int
    last: int
    speaker: str


class _Phrase(msgspec.Struct, frozen=True):
    """Words, and how long each speaker talks in each of them."""

    words: Sequence[Word]
    heard: Sequence[Evidence]
    language: str

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
