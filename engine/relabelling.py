"""The same labels for the same people when the speakers of a film are told apart again.

Diarization numbers people anew each time: with another number of speakers, SPEAKER_00 may be
somebody else. Names and edits rest on labels, so whoever talks at the same times keeps the label.
"""

from __future__ import annotations

from bisect import bisect_right
from collections.abc import Iterable, Mapping, Sequence
from itertools import accumulate

from msgspec.structs import replace

from engine.transcript import Segment, Speaker, SpeakerTurn, Transcript, Word

_SAME = 0.3  # share of the talk of either one that both must have for them to be one person


def labels(before: Sequence[SpeakerTurn], now: Sequence[SpeakerTurn]) -> dict[str, str]:
    """For each label of `now` the one that it had `before`, or a new one that nobody had.

    Those who share the most time are matched first, each with one other at most.
    """
    shared = _shared(before, now)
    talk = {**_talk(before, 0), **_talk(now, 1)}
    matched: dict[str, str] = {}
    for (new, old), seconds in sorted(shared.items(), key=lambda item: (-item[1], item[0])):
        enough = _SAME * min(talk[0, old], talk[1, new])
        if new not in matched and old not in matched.values() and seconds >= enough:
            matched[new] = old
    taken = {turn.speaker for turn in before}
    for new in dict.fromkeys(turn.speaker for turn in now):
        if new not in matched:
            matched[new] = _free(new, taken | set(matched.values()))
    return matched


def relabelled(transcript: Transcript, names: Mapping[str, str]) -> Transcript:
    """The transcript with other labels for its speakers."""
    if all(new == old for new, old in names.items()):
        return transcript
    return replace(
        transcript,
        segments=tuple(_relabelled(said, names) for said in transcript.segments),
        turns=turns_relabelled(transcript.turns, names),
        speakers=tuple(
            Speaker(names.get(known.id, known.id), known.name) for known in transcript.speakers
        ),
    )


def turns_relabelled(
    turns: Iterable[SpeakerTurn], names: Mapping[str, str]
) -> tuple[SpeakerTurn, ...]:
    """The turns with other labels."""
    return tuple(
        SpeakerTurn(turn.start, turn.end, names.get(turn.speaker, turn.speaker)) for turn in turns
    )


def _shared(
    before: Sequence[SpeakerTurn], now: Sequence[SpeakerTurn]
) -> dict[tuple[str, str], float]:
    """How many seconds each of `now` talks at the same time as each of `before`."""
    known = sorted(before, key=lambda turn: turn.start)
    starts = [turn.start for turn in known]
    reach = [*accumulate((turn.end for turn in known), max)]  # how far any turn so far lasts
    seconds: dict[tuple[str, str], float] = {}
    for turn in now:
        place = bisect_right(starts, turn.end) - 1
        while place >= 0 and reach[place] > turn.start:
            old = known[place]
            both = min(turn.end, old.end) - max(turn.start, old.start)
            if both > 0:
                pair = turn.speaker, old.speaker
                seconds[pair] = seconds.get(pair, 0.0) + both
            place -= 1
    return seconds


def _talk(turns: Iterable[SpeakerTurn], side: int) -> dict[tuple[int, str], float]:
    seconds: dict[tuple[int, str], float] = {}
    for turn in turns:
        who = side, turn.speaker
        seconds[who] = seconds.get(who, 0.0) + turn.end - turn.start
    return seconds


def _free(wanted: str, taken: set[str]) -> str:
    """`wanted`, or else the first label of that kind that nobody has."""
    stem = wanted.rstrip("0123456789")
    number = 0
    while wanted in taken:
        wanted, number = f"{stem}{number:02}", number + 1
    return wanted


def _relabelled(said: Segment, names: Mapping[str, str]) -> Segment:
    words = tuple(_by(word, names) for word in said.words)
    return replace(said, words=words, speaker=_named(said.speaker, names))


def _by(word: Word, names: Mapping[str, str]) -> Word:
    speaker = _named(word.speaker, names)
    return Word(word.text, word.start, word.end, word.probability, speaker)


def _named(speaker: str | None, names: Mapping[str, str]) -> str | None:
    return None if speaker is None else names.get(speaker, speaker)
