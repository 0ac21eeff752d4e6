"""New text over old words: which words keep their times, and where the new ones get theirs.

A word that the new text leaves alone stays what it was. New words share the time of those that
they replace, by their length; where they replace nothing they take the rest before the next word,
or, where there is none, a share of the word before them. What a person wrote is certain, so its
probability is 1. The words joined always give the new text.
"""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Iterator, Sequence
from difflib import SequenceMatcher
from itertools import accumulate

import msgspec

from engine.orthography import SPACELESS, plain
from engine.transcript import Word

_SHORTEST = 0.02  # seconds that a word should have
_SECONDS_A_CHARACTER = 0.07  # an inserted word takes no more of a rest than it takes to say it


class Change(msgspec.Struct, frozen=True):
    """Characters `start` to `end` of a phrase's text are to read `text`."""

    start: int
    end: int
    text: str


class Room(msgspec.Struct, frozen=True):
    """The segment that holds the words: its times, its language and who speaks in it."""

    start: float
    end: float
    language: str = ""
    speaker: str | None = None


def reworded(words: Sequence[Word], text: str, room: Room) -> tuple[Word, ...]:
    """The words of `text`, which a person made of `words`."""
    text = plain(text)
    old = _stripped(words)
    head = _kept_before(old, text, room.language)
    tail = _kept_after(old[head:], text[_length(old[:head]) :])
    middle = old[head : len(old) - tail]
    rest = text[_length(old[:head]) : len(text) - _length(old[len(old) - tail :])]
    said = _Rewording(old[:head], old[len(old) - tail :], room)
    return said.around(middle, _tokens(rest, room.language))


def respelled(words: Sequence[Word], changes: Sequence[Change], room: Room) -> tuple[Word, ...]:
    """The words with `changes`, which are in order and do not overlap, made in their text."""
    old: Sequence[Word] = _stripped(words)
    if _are_simple(changes, room.language):
        quick = _changed_inside(old, changes)
        if quick is not None:
            return quick
    for change in reversed(changes):
        old = list(_with_change(old, change, room))
    return _stripped(old)


def settled(
    words: Sequence[Word], first: int, last: int, text: str, room: Room
) -> tuple[Word, ...]:
    """The words of which those from `first` up to `last` read `text`, for certain."""
    apart = " " if words[first].text[:1].isspace() else ""
    tokens = _tokens(apart + plain(text), room.language)
    return _Rewording(words[:first], words[last:], room).of(words[first:last], tokens)


def shared_out(
    tokens: Sequence[str], start: float, end: float, speaker: str | None
) -> tuple[Word, ...]:
    """`tokens` as words one after another from `start` to `end`, each as long as its text."""
    weights = [max(len(token.strip()), 1) for token in tokens]
    step = max(end - start, 0.0) / max(sum(weights), 1)
    words, done = [], 0
    for token, weight in zip(tokens, weights, strict=True):
        began, done = start + step * done, done + weight
        words.append(Word(token, began, min(start + step * done, max(end, start)), 1.0, speaker))
    return tuple(words)


def in_order(words: Sequence[Word]) -> tuple[Word, ...]:
    """The words one after another: none starts before the one ahead of it, or lasts into the next.

    What is in order already is left alone.
    """
    starts = list(accumulate((word.start for word in words), max))
    limits = (*starts[1:], float("inf"))[: len(starts)]
    return tuple(
        _timed(word, start, max(start, min(word.end, limit)))
        for word, start, limit in zip(words, starts, limits, strict=True)
    )


def spaced(words: Sequence[Word], language: str) -> tuple[Word, ...]:
    """The words with a space before the first, where the language writes one between words."""
    if not words or language in SPACELESS or words[0].text[:1].isspace():
        return tuple(words)
    return (msgspec.structs.replace(words[0], text=" " + words[0].text), *words[1:])


def _timed(word: Word, start: float, end: float) -> Word:
    if (word.start, word.end) == (start, end):
        return word
    return msgspec.structs.replace(word, start=start, end=end)


def _stripped(words: Sequence[Word]) -> tuple[Word, ...]:
    """The words with no space before the first and after the last, as their text is read."""
    kept = list(words)
    while kept and not kept[0].text.strip():
        kept.pop(0)
    while kept and not kept[-1].text.strip():
        kept.pop()
    if kept and kept[0].text[:1].isspace():
        kept[0] = msgspec.structs.replace(kept[0], text=kept[0].text.lstrip())
    if kept and kept[-1].text[-1:].isspace():
        kept[-1] = msgspec.structs.replace(kept[-1], text=kept[-1].text.rstrip())
    return tuple(kept)


def _length(words: Sequence[Word]) -> int:
    return sum(len(word.text) for word in words)


def _kept_before(words: Sequence[Word], text: str, language: str) -> int:
    """How many words the text still begins with."""
    place, count = 0, 0
    for index, word in enumerate(words):
        if not text.startswith(word.text, place):
            break
        place += len(word.text)
        following = words[index + 1].text if index + 1 < len(words) else ""
        # "foo bar" that became "foobar" is one new word.
        if (
            language in SPACELESS
            or not text[place : place + 1].strip()
            or (following and not following[0].isspace() and text.startswith(following, place))
        ):
            count = index + 1
    return count


def _kept_after(words: Sequence[Word], text: str) -> int:
    """How many words the text still ends with."""
    end, count = len(text), 0
    for index, word in enumerate(reversed(words)):
        if not text.endswith(word.text, 0, end):
            break
        end -= len(word.text)
        inside = index + 1 < len(words) and not text[end - 1 : end].isspace()
        if end == 0 or word.text[:1].isspace() or inside:
            count = index + 1
    return count


def _tokens(text: str, language: str) -> list[str]:
    """`text` cut into words, each with the space before it."""
    if language not in SPACELESS:
        return re.findall(r"\s*\S+", text)
    return list(_characters(text))


def _characters(text: str) -> Iterator[str]:
    """A word for each wide character, and one for every run of others."""
    run = ""
    for character in text:
        wide = unicodedata.east_asian_width(character) in "WF"
        if run.strip() and (wide or character.isspace()):
            yield run
            run = ""
        run += character
        if wide:
            yield run
            run = ""
    if run.strip():
        yield run


def _are_simple(changes: Sequence[Change], language: str) -> bool:
    """Whether each leaves a word where one was, if it is inside one word."""
    texts = {change.text for change in changes}
    return language not in SPACELESS and all(text.split() == [text] for text in texts)


def _changed_inside(words: Sequence[Word], changes: Sequence[Change]) -> tuple[Word, ...] | None:
    """The words with simple changes made; None if one of these is not inside one word.

    A film has thousands of them when everything is replaced: each word is looked at once.
    """
    changed: list[Word] = []
    place, done = 0, 0
    for word in words:
        if done == len(changes):
            changed += words[len(changed) :]
            break
        start, place = place, place + len(word.text)
        text, until = "", start
        while done < len(changes) and changes[done].start < place:
            change = changes[done]
            lost_space = change.start == start and word.text[:1].isspace()
            if change.end > place or lost_space:
                return None
            text += word.text[until - start : change.start - start] + change.text
            until, done = change.end, done + 1
        if until > start:
            text += word.text[until - start :]
            word = Word(text, word.start, word.end, 1.0, word.speaker)
        changed.append(word)
    return tuple(changed)


def _with_change(words: Sequence[Word], change: Change, room: Room) -> Iterator[Word]:
    """The words with one change made in them."""
    place, touched, before, after = 0, [], "", ""
    left: list[Word] = []
    right: list[Word] = []
    for word in words:
        start, place = place, place + len(word.text)
        if place <= change.start:
            left.append(word)
        elif start >= change.end:
            right.append(word)
        else:
            touched.append(word)
            before += word.text[: max(change.start - start, 0)]
            after += word.text[max(change.end - start, 0) :] if place > change.end else ""
    said = before + change.text + after
    if left and touched and not before and _lost_its_space(touched[0], said, room.language):
        touched.insert(0, left.pop())
        said = touched[0].text + said
    tokens = _tokens(said, room.language)
    yield from _Rewording(left, right, room).of(touched, tokens)


def _lost_its_space(word: Word, said: str, language: str) -> bool:
    """Whether what becomes of `word` is written together with the word before it."""
    was_apart = word.text[:1].isspace() and language not in SPACELESS
    return was_apart and bool(said) and not said[0].isspace()


class _Rewording:
    """Words that change between words that stay."""

    def __init__(self, left: Sequence[Word], right: Sequence[Word], room: Room) -> None:
        self._left = list(left)
        self._right = list(right)
        self._room = room

    def around(self, middle: Sequence[Word], tokens: Sequence[str]) -> tuple[Word, ...]:
        """All words, `middle` having become `tokens`; those of it that are the same are kept."""
        if self._room.language in SPACELESS:
            middle = [part for word in middle for part in _exploded(word)]
        names = [word.text.strip() for word in middle]
        steps = SequenceMatcher(None, names, [token.strip() for token in tokens], False)
        for kind, first, last, begin, end in steps.get_opcodes():
            if kind == "equal":
                kept = zip(middle[first:last], tokens[begin:end], strict=True)
                self._left += [_spelled(word, token) for word, token in kept]
            elif kind != "delete":
                self._replace(middle[first:last], tokens[begin:end], middle[last:])
        return (*self._left, *self._right)

    def of(self, touched: Sequence[Word], tokens: Sequence[str]) -> tuple[Word, ...]:
        """All words, every one of `touched` having become `tokens`."""
        self._replace(touched, tokens, ())
        return (*self._left, *self._right)

    def _replace(self, old: Sequence[Word], tokens: Sequence[str], then: Sequence[Word]) -> None:
        if not tokens:
            return
        if not old:
            self._insert(tokens, (*then, *self._right))
        elif len(old) == len(tokens):
            pairs = zip(old, tokens, strict=True)
            self._left += [Word(text, w.start, w.end, 1.0, w.speaker) for w, text in pairs]
        else:
            self._left += shared_out(tokens, old[0].start, old[-1].end, old[0].speaker)

    def _insert(self, tokens: Sequence[str], right: Sequence[Word]) -> None:
        """Put new words after those on the left, in a rest or in a share of the last word."""
        room, last = self._room, self._left[-1] if self._left else None
        start = last.end if last else room.start
        limit = right[0].start if right else room.end
        speaker = last.speaker if last else right[0].speaker if right else room.speaker
        if last and limit - start < _SHORTEST * len(tokens):
            self._left.pop()
            first, *new = shared_out([last.text, *tokens], last.start, max(start, limit), speaker)
            kept = msgspec.structs.replace(last, start=first.start, end=first.end)
            self._left += [kept, *new]
            return
        if last:
            limit = min(limit, start + _SECONDS_A_CHARACTER * sum(map(len, tokens)))
        self._left += shared_out(tokens, start, limit, speaker)


def _spelled(word: Word, text: str) -> Word:
    return word if word.text == text else msgspec.structs.replace(word, text=text)


def _exploded(word: Word) -> Iterator[Word]:
    """A word of a language without spaces as the characters that it is written with."""
    parts = list(_characters(word.text))
    if len(parts) < 2:
        yield word
        return
    for part in shared_out(parts, word.start, word.end, word.speaker):
        yield msgspec.structs.replace(part, probability=word.probability)
