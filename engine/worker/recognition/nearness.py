"""Which words that were heard may be a term of the glossary, by spelling and by sound.

Sound is compared by a key in the manner of Metaphone (Philips 1990), coarser than most: all vowels
are one, and voiced consonants are as unvoiced ones, for that is what a small model mixes up. The
key knows how languages of the Latin alphabet are usually read; other scripts keep their letters.
"""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Callable, Iterator, Sequence
from typing import NamedTuple

from engine.bias import Term
from engine.transcript import Word

NEAR = 0.58
"""Likeness from which on a word may be a term: three letters or sounds of five."""
SURE = 0.75
"""An everyday word that the model gave at least this chance is no term in disguise."""

_LONGEST_SPAN = 3  # words that may be one term misheard
_SHORT = 4  # letters or sounds under which likeness means little
_SHORT_LIKENESS = 0.6  # of spelling, that short words need besides sounding the same
_STOPS = ".,;:!?"

_Readings = Sequence[tuple[re.Pattern[str], str]]


def _readings(*pairs: tuple[str, str]) -> _Readings:
    return [(re.compile(spelled), sound) for spelled, sound in pairs]


_SPELLINGS = _readings(
    (r"^[gkp]n", "n"),
    (r"^ps|^x", "s"),
    (r"^wr|^rh", "r"),
    (r"^wh", "w"),
    (r"mb$", "m"),
    (r"tch|sch|sh|ch|ti(?=o)|ci(?=[ao])|si(?=on)", "S"),
    (r"ph", "f"),
    (r"^gh", "g"),
    (r"gh", ""),
    (r"th", "t"),
    (r"dg(?=[eiy])|g(?=[eiy])", "j"),
    (r"ck|q", "k"),
    (r"c(?=[eiy])|z", "s"),
    (r"x", "ks"),
    (r"c", "k"),
    (r"(?<=.)[hw]", ""),
    (r"y", "i"),
    (r"(.)\1+", r"\1"),
    (r"(?<=.)e$", ""),
)
"""Letters that are read the same, and those that are not read at all."""
_MIXED_UP = _readings(
    (r"j", "S"),
    (r"v", "f"),
    (r"b", "p"),
    (r"d", "t"),
    (r"g", "k"),
    (r"[aeiou]+", "a"),
    (r"(.)\1+", r"\1"),
    (r"(?<=.)a$", ""),
)
"""Sounds that a small model takes for each other."""


IsEveryday = Callable[[str], bool]
"""Whether the model knows a word as one: a rare one it spells out of several tokens."""
Span = tuple[int, int, str]
"""The first and last (not included) of some words, and their letters together."""


class Near(NamedTuple):
    """Words `first` to `last` (not included) are like the term at place `term`, from 0 to 1.

    They are `declared` where the glossary itself says that the term is heard as just these words.
    """

    first: int
    last: int
    term: int
    likeness: float
    declared: bool = False


class Spellings:
    """The terms of a glossary as they are written and sound, to find words that are like them."""

    def __init__(self, terms: Sequence[Term]) -> None:
        forms = [
            (place, letters(form))
            for place, term in enumerate(terms)
            for form in (term.text, *term.spoken)
        ]
        self._places = [place for place, spelled in forms if spelled]
        self._letters = [spelled for _, spelled in forms if spelled]
        self._sounds = [sound(spelled) for spelled in self._letters]
        self._written = [tuple(map(letters, term.text.split())) for term in terms]
        self._words = {word for written in self._written for word in written}
        whole = {"".join(written) for written in self._written}
        self._declared = set(self._letters) - whole

    def near(self, words: Sequence[Word], is_everyday: IsEveryday) -> list[Near]:
        """Words that are like a term and are none, the likest first.

        Everyday words of which the model is sure are left alone, unless the glossary itself names
        them; a name that it is sure of may be its usual spelling of a name that sounds the same.
        """
        spans = list(
            self._spans(words, [_is_open(words, i, is_everyday) for i in range(len(words))])
        )
        if not spans or not self._letters:
            return []
        found = [
            Near(first, last, self._places[column], likeness, self._says(column, joined))
            for row, column, likeness in self._likenesses([joined for _, _, joined in spans])
            for first, last, joined in [spans[row]]
        ]
        return sorted(found, key=lambda near: (-near.declared, -near.likeness))

    def found(self, words: Sequence[Word]) -> set[int]:
        """The places of the terms that the words contain as they are written."""
        whole = " ".join(letters(word.text) for word in words)
        said = f" {whole} | {' '.join(letters(owned(word.text)) for word in words)} "
        return {
            place for place, written in enumerate(self._written) if f" {' '.join(written)} " in said
        }

    def _says(self, column: int, joined: str) -> bool:
        """Whether the glossary itself gives `joined` as what the term of a form is heard as."""
        return joined == self._letters[column] and joined in self._declared

    def _spans(self, words: Sequence[Word], is_open: Sequence[bool]) -> Iterator[Span]:
        spelled = [letters(word.text) for word in words]
        bare = [letters(owned(word.text)) for word in words]
        for first in range(len(words)):
            for last in range(first + 1, min(first + _LONGEST_SPAN, len(words)) + 1):
                if self._holds_a_term([*spelled[first:last], *bare[first:last]]):
                    break
                joined = "".join([*spelled[first : last - 1], bare[last - 1]])
                if joined and (any(is_open[first:last]) or joined in self._declared):
                    yield first, last, joined
                if words[last - 1].text.strip()[-1:] in _STOPS:
                    break

    def _holds_a_term(self, spelled: Sequence[str]) -> bool:
        """Whether a word in a span is a term or part of one already: then it needs no help."""
        return any(word in self._words for word in spelled)

    def _likenesses(self, spans: Sequence[str]) -> Iterator[tuple[int, int, float]]:
        """Each span and form that are near, by place, and how near."""
        import numpy as np
        from rapidfuzz.distance import Levenshtein
        from rapidfuzz.process import cdist

        alike = Levenshtein.normalized_similarity
        spelling = cdist(spans, self._letters, scorer=alike, dtype=np.float32)
        sounds = [sound(span) for span in spans]
        sounding = cdist(sounds, self._sounds, scorer=alike, dtype=np.float32)
        likeness = (spelling + sounding) / 2
        for row, column in zip(*np.nonzero(likeness >= NEAR), strict=True):
            shortest = min(map(len, (sounds[row], self._sounds[column])))
            is_alike = sounding[row, column] == 1 and spelling[row, column] >= _SHORT_LIKENESS
            if shortest >= _SHORT or is_alike:
                yield int(row), int(column), float(likeness[row, column])


def _is_open(words: Sequence[Word], place: int, is_everyday: IsEveryday) -> bool:
    """Whether a word may be another: a doubtful one, a rare one, a name."""
    word = words[place]
    return word.probability < SURE or _is_name(words, place) or not is_everyday(word.text)


def _is_name(words: Sequence[Word], place: int) -> bool:
    """Whether a word has a capital that no beginning of a sentence gave it."""
    text = words[place].text.strip(" \"'“”‘’([{-")
    begins = place == 0 or words[place - 1].text.strip()[-1:] in ".?!…"
    return not begins and len(text) > 2 and text[0].isupper()


def letters(text: str) -> str:
    """Letters and digits alone, small, without accents."""
    parts = unicodedata.normalize("NFKD", text.casefold())
    return "".join(sign for sign in parts if sign.isalnum())


def sound(spelled: str) -> str:
    """What `letters` are read as, roughly: equal for "Deryck" and "Derek"."""
    return _read(_read(spelled, _SPELLINGS), _MIXED_UP)


def is_homophone(one: str, other: str) -> bool:
    """Whether `letters` are read the same, as those of "Catherine" and "Katherine"."""
    return _read(one, _SPELLINGS) == _read(other, _SPELLINGS)


def joined(words: Sequence[Word]) -> str:
    """The letters of some words together, without the "'s" that says that something is theirs."""
    return "".join([*(letters(word.text) for word in words[:-1]), letters(owned(words[-1].text))])


def _read(spelled: str, readings: _Readings) -> str:
    if not spelled.isascii():
        return spelled
    for spelling, reading in readings:
        spelled = spelling.sub(reading, spelled)
    return spelled


def owned(text: str) -> str:
    """A word without the "'s" that says that something is its."""
    return re.sub(r"['’]s(?=[^\w]*$)", "", text)


def likeness(one: str, other: str) -> float:
    """How like two words are, given as `letters`, by spelling and sound together: 0 to 1."""
    from rapidfuzz.distance import Levenshtein

    spelling = Levenshtein.normalized_similarity(one, other)
    return (spelling + Levenshtein.normalized_similarity(sound(one), sound(other))) / 2
