"""What people type to search texts, and where a text says it.

    wanted = parse('river "old mill"')
    wanted.find("The old mill by the rivers.")     ((4, 12), (20, 26))

Every word must be said, in whatever order; a bare word stands for all that begin with it, what is
in quotes is meant as it is. (Until the second quote comes it is still being typed.) Case, accents
and punctuation do not count. There is no syntax to get wrong: any text is a query, and one without
a letter or a digit finds nothing.

Texts are compared token by token. In scripts that write no spaces every sign is a token, so that a
word is found in the middle of a line.
"""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Iterator, Sequence
from functools import lru_cache

import msgspec

MOST_TOKENS = 24
"""So many words of a query count."""
LONGEST_TOKEN = 64
"""So many letters of a word count."""
SHORTEST_BEGINNING = 2
"""A single letter is not the beginning of a word, but one."""

Span = tuple[int, int]

# Scripts without spaces: Thai, Lao, Burmese, Khmer, kana, Chinese characters.
_UNSPACED = "\u0e00-\u0eff\u1000-\u109f\u1780-\u17ff\u3040-\u30ff\u31f0-\u31ff\u3400-\u4dbf"
_UNSPACED += "\u4e00-\u9fff\uf900-\ufaff\uff66-\uff9f\U00020000-\U0003ffff"
# Signs that belong to the letter before them, and that `\w` does not know.
_MARKS = "\u0300-\u036f\u0483-\u0487\u0591-\u05bd\u05bf-\u05c7\u0610-\u061a\u064b-\u065f\u0670"
_MARKS += (
    "\u0900-\u0963\u0970-\u0dff\u0e31\u0e34-\u0e3a\u0e47-\u0e4e\u0eb1\u0eb4-\u0ebc\u0ec8-\u0ece"
)
_MARKS += "\u102b-\u103e\u17b4-\u17d3\u200c\u200d\u3099\u309a"

_TOKEN = re.compile(
    f"(?=\\w)[{_UNSPACED}][{_MARKS}]*"
    f"|(?![{_UNSPACED}])[^\\W_](?:(?![{_UNSPACED}])[^\\W_]|[{_MARKS}])*"
)
_ALONE = re.compile(f"[{_UNSPACED}]")
# What is not written everywhere: accents, and vowel signs of Hebrew and Arabic.
_ACCENTS = re.compile("[\u0300-\u036f\u0483-\u0487\u0591-\u05c7\u0610-\u061a\u064b-\u065f\u0670]")
_LIKE = str.maketrans("łøđħıŧ", "lodhit")
_QUOTES = re.compile('["“”„‟«»「」『』]')


class Token(msgspec.Struct, frozen=True):
    """A word as it is compared, and where it stands in its text."""

    text: str
    start: int
    end: int


class Term(msgspec.Struct, frozen=True):
    """Words that must follow each other; with `is_open` the last may be the beginning of one."""

    tokens: tuple[str, ...]
    is_open: bool = False

    def find(self, said: Sequence[Token]) -> Iterator[Span]:
        """Where it is said: numbers of the first token and of the one behind the last."""
        length = len(self.tokens)
        for first in range(len(said) - length + 1):
            if self._is_at(first, said):
                yield first, first + length

    def _is_at(self, first: int, said: Sequence[Token]) -> bool:
        *whole, last = self.tokens
        if any(said[first + n].text != token for n, token in enumerate(whole)):
            return False
        found = said[first + len(whole)].text
        return found.startswith(last) if self.is_open else found == last


class Query(msgspec.Struct, frozen=True):
    """Terms that must all be said in a text; without any, nothing is found."""

    terms: tuple[Term, ...] = ()

    def __bool__(self) -> bool:
        return bool(self.terms)

    @property
    def as_written(self) -> Query:
        """The same words, none of them the beginning of another."""
        return Query(tuple(Term(term.tokens) for term in self.terms))

    @property
    def as_phrase(self) -> Query:
        """The same words, one right after the other."""
        tokens = tuple(token for term in self.terms for token in term.tokens)
        return Query((Term(tokens),)) if tokens else Query()

    def find(self, text: str) -> tuple[Span, ...]:
        """Where a text says it, in order and without overlap; nothing unless it says all of it."""
        said = tokens(text)
        found = [list(term.find(said)) for term in self.terms]
        if not found or not all(found):
            return ()
        spans = sorted({(said[a].start, said[b - 1].end) for each in found for a, b in each})
        return tuple(_joined(spans))


def parse(typed: str) -> Query:
    """What somebody means who types this."""
    terms: list[Term] = []
    left = MOST_TOKENS
    parts = _QUOTES.split(typed)
    for number, part in enumerate(parts):
        is_quoted = number % 2 == 1
        is_closed = is_quoted and number < len(parts) - 1
        for words in [part] if is_quoted else part.split():
            said = [token.text for token in tokens(words)][:left]
            left -= len(said)
            if said:
                terms.append(Term(tuple(said), not is_closed and _can_go_on(said[-1])))
    return Query(tuple(dict.fromkeys(terms)))


def tokens(text: str) -> list[Token]:
    """The words of a text, as they are compared."""
    found = _TOKEN.finditer(text)
    return [Token(fold(match[0]), match.start(), match.end()) for match in found]


def folded(text: str) -> str:
    """The words of a text as they are compared, with a space between two."""
    return " ".join([fold(word) for word in _TOKEN.findall(text)])


def fold(word: str) -> str:
    """A word without case and accents; what is written as one letter or two becomes the same."""
    if word.isascii():
        return word.lower()[:LONGEST_TOKEN]
    return _fold(word)


@lru_cache(maxsize=20_000)
def _fold(word: str) -> str:
    parts = unicodedata.normalize("NFKD", word.casefold()).replace("и\u0306", "й")
    bare = unicodedata.normalize("NFKC", _ACCENTS.sub("", parts)).casefold().translate(_LIKE)
    # Some letters stand for whole phrases, with spaces in them.
    solid = "".join(sign for sign in bare if sign > "\x7f" or sign.isalnum())
    return solid[:LONGEST_TOKEN] or word[:LONGEST_TOKEN]


def _can_go_on(token: str) -> bool:
    return len(token) >= SHORTEST_BEGINNING and not _ALONE.match(token)


def _joined(spans: Sequence[Span]) -> Iterator[Span]:
    """Spans in order, those that overlap made one."""
    start, end = spans[0]
    for begin, stop in spans[1:]:
        if begin >= end:
            yield start, end
            start = begin
        end = max(end, stop)
    yield start, end
