"""From tokens and the frames at which the model attended to them, to words with times.

The times come from cross-attention: CTranslate2 finds the cheapest path through the attention of
the model's timing heads (dynamic time warping, as in openai-whisper's timing.py), and says for each
token at which frame of 20 ms it begins. A word lasts until the next one begins, so the rests of a
speaker are inside of words; they are taken out again where the speech map knows of them.

Attention often turns to a word late, when part of it has sounded: a mark before it ("six, one") is
given the pause and the first sounds after it. So a word begins where the speech map hears speech
begin, if that is shortly before. On isolated digits that took the median error of word starts from
66 to 23 ms.
"""

from __future__ import annotations

import math
from collections.abc import Iterable, Iterator, Sequence
from itertools import accumulate, groupby, pairwise

import msgspec

from engine.transcript import SpeechMap, Word
from engine.worker.recognition.windows import MAYBE_SPEECH, Window

FRAME = 0.02
"""Seconds between two frames that the decoder can attend to."""
SHORTEST = 0.02
"""Seconds that any word lasts at least."""

LATE = 0.25
"""Seconds by which attention may turn to a word after it has begun."""

_OPENING = frozenset("\"'“¿([{-«„")
_MAYBE = bytes([MAYBE_SPEECH])
_CLOSING = frozenset("\"'.。,，!！?？:：”)]}、»…;；")


class Spelled(msgspec.Struct, frozen=True):
    """A word as the tokenizer splits it: its text and how many tokens it has."""

    text: str
    tokens: int


class Attended(msgspec.Struct, frozen=True):
    """What the model attended to: for each token its first frame, and how likely it was.

    `starts` has one entry more than there are tokens: where the text ends.
    """

    starts: tuple[int, ...]
    probabilities: tuple[float, ...]


def timed(
    spelled: Sequence[Spelled], attended: Attended, window: Window, speech: SpeechMap
) -> tuple[Word, ...]:
    """The words of a window at their times in the film: in order, inside the window."""
    begun = _from_onsets(_heard(spelled, attended, window), speech)
    trimmed = (_without_rests(word, speech) for word in joined_punctuation(begun))
    return tuple(in_order(trimmed, window))


def placed(
    spelled: Sequence[Spelled], attended: Attended, window: Window, speech: SpeechMap
) -> tuple[Word, ...]:
    """As `timed`, where the words are given: marks that stand alone stay alone."""
    begun = _from_onsets(_heard(spelled, attended, window), speech)
    return tuple(in_order((_without_rests(word, speech) for word in begun), window))


def spread(
    texts: Sequence[str], probability: float, window: Window, speech: SpeechMap | None = None
) -> tuple[Word, ...]:
    """Words without any attention to go by: the window's time shared out by length of text.

    Where the speech map knows of speech in the window, only that is shared out, not the rests.
    """
    runs = _spoken(window, speech) if speech else []
    runs = runs or [(window.start, window.end)]
    bounds = list(accumulate((len(text) for text in texts), initial=0))
    scale = sum(end - start for start, end in runs) / max(1, bounds[-1])
    words = (
        Word(text, _moment(runs, scale * first), _moment(runs, scale * last, True), probability)
        for text, (first, last) in zip(texts, pairwise(bounds), strict=True)
    )
    return tuple(in_order(words, window)) if speech else tuple(words)


def _heard(spelled: Sequence[Spelled], attended: Attended, window: Window) -> list[Word]:
    """The words from where attention turns to each until it turns to the next."""
    bounds = list(accumulate((word.tokens for word in spelled), initial=0))
    return [
        Word(
            word.text,
            window.start + FRAME * attended.starts[first],
            window.start + FRAME * attended.starts[last],
            _mean(attended.probabilities[first:last]),
        )
        for word, (first, last) in zip(spelled, pairwise(bounds), strict=True)
    ]


def _spoken(window: Window, speech: SpeechMap) -> list[tuple[float, float]]:
    """The stretches of a window in which there may be speech."""
    runs: list[tuple[float, float]] = []
    first, last = round(window.start / speech.frame), round(window.end / speech.frame)
    for is_speech, group in groupby(range(first, last), lambda frame: _is_speech(speech, frame)):
        frames = list(group)
        if is_speech:
            runs.append((frames[0] * speech.frame, (frames[-1] + 1) * speech.frame))
    return runs


def _moment(runs: Sequence[tuple[float, float]], seconds: float, ends: bool = False) -> float:
    """When so much of all stretches has passed: as one begins, or as one ends."""
    for start, end in runs:
        length = end - start
        if seconds < length or (ends and seconds <= length + 1e-9):
            return min(start + seconds, end)
        seconds -= length
    return runs[-1][1]


def in_order(words: Iterable[Word], window: Window) -> Iterator[Word]:
    """The words with times inside the window and in order, each a moment long at least."""
    now = window.start
    for word in words:
        start = min(max(word.start, now), max(window.start, window.end - SHORTEST))
        end = max(start + SHORTEST, min(word.end, window.end))
        yield msgspec.structs.replace(word, start=start, end=end)
        now = start


def joined_punctuation(words: Iterable[Word]) -> Iterator[Word]:
    """The words with loose punctuation put to the word that it belongs to."""
    held: Word | None = None
    for word in words:
        if held is not None and _is_closing(word.text) and held.text.strip() not in _OPENING:
            held = msgspec.structs.replace(held, text=held.text + word.text)
        elif held is not None and _is_opening(held.text):
            held = msgspec.structs.replace(word, text=held.text + word.text)
        else:
            if held is not None:
                yield held
            held = word
    if held is not None:
        yield held


def _is_closing(text: str) -> bool:
    """Marks that follow a word without a space; Whisper splits "..." and "?!" off as one word."""
    return bool(text) and not text.startswith(" ") and all(sign in _CLOSING for sign in text)


def _is_opening(text: str) -> bool:
    return text.startswith(" ") and text.strip() in _OPENING


def _from_onsets(words: Sequence[Word], speech: SpeechMap) -> list[Word]:
    """The words, each from where the speech in which it begins begins, if attention came late.

    The word before must have been heard before that; marks between the two have no sound.
    """
    found: list[Word] = []
    spoken: int | None = None
    for index, word in enumerate(words):
        if not any(sign.isalnum() for sign in word.text):
            found.append(word)
            continue
        if spoken is not None:
            before = words[spoken].start
            earliest = max(before, min(word.start - LATE, words[spoken + 1].start))
            start = _onset(speech, earliest, word.start, before)
            found[spoken] = _ended(found[spoken], start)
            word = msgspec.structs.replace(word, start=start)
        found.append(word)
        spoken = index
    return found


def _onset(speech: SpeechMap, earliest: float, at: float, before: float) -> float:
    """Where the speech that goes on at `at` begins, if not before `earliest`; else `at`.

    Between `before` and the rest before it something must be heard, which is the word before.
    """
    lowest, first = math.ceil(earliest / speech.frame), int(before / speech.frame)
    frame = here = int(at / speech.frame)
    while frame >= lowest and _is_speech(speech, frame):
        frame -= 1
    if frame < lowest or frame == here:
        return at
    is_between = any(_is_speech(speech, each) for each in range(first, frame))
    return min(at, (frame + 1) * speech.frame) if is_between else at


def _is_speech(speech: SpeechMap, frame: int) -> bool:
    return speech.likelihood[frame : frame + 1] >= _MAYBE


def _ended(word: Word, by: float) -> Word:
    return msgspec.structs.replace(word, end=max(min(word.end, by), word.start))


def _without_rests(word: Word, speech: SpeechMap) -> Word:
    """The word without the silence at either end of it; as it was where it is all silence."""
    first, last = round(word.start / speech.frame), round(word.end / speech.frame)
    spoken = [
        frame
        for frame, likelihood in enumerate(speech.likelihood[first:last], first)
        if likelihood >= MAYBE_SPEECH
    ]
    if not spoken:
        return word
    start = max(word.start, spoken[0] * speech.frame)
    end = min(word.end, (spoken[-1] + 1) * speech.frame)
    return msgspec.structs.replace(word, start=start, end=end) if start < end else word


def _mean(values: Sequence[float]) -> float:
    return round(sum(values) / len(values), 4) if values else 0.0
