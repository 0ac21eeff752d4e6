"""Proposes terms of a glossary from a text: names in a script or an old subtitle file. [pure]

A word with a capital that no beginning of a sentence gave it is a name, unless the text has it
without a capital too; where every noun has a capital, as in German, those that mostly follow an
article are none. Names that follow each other are one name. What is proposed is for people to keep
or drop: it errs on the side of too much.
"""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Iterator, Sequence
from itertools import groupby, pairwise

from engine.orthography import CONJUNCTIONS, LEANING, PREPOSITIONS, core

_TIMES = re.compile(r"^\s*(\d+|(\d+:)?\d+:\d+[.,]\d+\s+-->.*|WEBVTT.*|NOTE\b.*|STYLE|REGION)\s*$")
_TAGS = re.compile(r"<[^>]*>|\{[^}]*\}|\[[^\]]*\]")
_TOKEN = re.compile(r"[^\W_]+(?:['’.-][^\W_]+)*|[.?!…:]+|[\"“”«»(),;\n]")
_ENDS = frozenset('.?!…:\n"“”«»()')
_EVERYDAY = {
    "en": "monday tuesday wednesday thursday friday saturday sunday january february march april "
    "june july august september october november december english god mr mrs ms dr sir "
    "i i'm i'll i've i'd ok okay tv usa",
}

_BEFORE_NOUNS = {
    "de": "der die das des dem den ein eine eines einem einen einer kein keine keinem keinen "
    "keiner mein meine meinem meinen meiner dein deine sein seine seinem seinen seiner ihr ihre "
    "ihrem ihren ihrer unser unsere dieser diese dieses diesem diesen jeder jede jedes jedem jeden "
    "im am ans ins zum zur vom beim",
}
"""Where all nouns have capitals: what stands before a noun and seldom before a name."""


def extract(text: str, language: str = "en") -> list[str]:
    """The names in `text`, the most frequent first."""
    tokens = [match.group() for line in _spoken_lines(text) for match in _TOKEN.finditer(line)]
    small = {token.casefold() for token in tokens if token[:1].islower()}
    small |= _nouns(tokens, language)
    counted = Counter(
        name for name in _names(tokens) if not _is_everyday(name.split(), small, language)
    )
    return [name for name, _ in counted.most_common()]


def _spoken_lines(text: str) -> Iterator[str]:
    """The lines without numbers, times and tags of subtitles; each cue begins a new sentence."""
    for line in text.splitlines():
        if _TIMES.match(line):
            yield "\n"
        else:
            yield _TAGS.sub(" ", line) + ("\n" if not line.strip() else " ")


def _nouns(tokens: Sequence[str], language: str) -> set[str]:
    """The words that follow an article at least every second time."""
    articles = _BEFORE_NOUNS.get(language, "").split()
    counted = Counter(map(str.casefold, tokens))
    led = Counter(
        token.casefold() for before, token in pairwise(tokens) if before.casefold() in articles
    )
    return {word for word, times in led.items() if 2 * times >= counted[word]}


def _names(tokens: Sequence[str]) -> Iterator[str]:
    """Runs of words with capitals inside sentences."""
    places = range(len(tokens))
    for is_name, run in groupby(places, key=lambda place: _has_capital(tokens, place)):
        if is_name:
            yield " ".join(tokens[place].removesuffix("'s").removesuffix("’s") for place in run)


def _has_capital(tokens: Sequence[str], place: int) -> bool:
    token = tokens[place]
    begins = place == 0 or tokens[place - 1][-1:] in _ENDS
    is_shouted = token.isupper() and len(token) > 1
    return token[:1].isupper() and not begins and not is_shouted and len(token) > 1


def _is_everyday(words: Sequence[str], small: set[str], language: str) -> bool:
    tables = (LEANING, CONJUNCTIONS, PREPOSITIONS)
    known = {word for table in tables for word in table.get(language, ())}
    known |= set(_EVERYDAY.get(language, "").split())
    return all(core(word) in known or word.casefold() in small for word in words)
