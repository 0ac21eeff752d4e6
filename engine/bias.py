"""From a glossary to what a recognizer is told about a chunk. [pure]

The film is covered by windows of 45 s, one every 15 s; each has the terms that apply there. A chunk
is offered the terms of its windows, the likeliest first; as many of them as fit become its prompt,
the likeliest last, for a decoder trusts what it read last. Counting tokens is left to a function
that is given, so that nothing here knows a tokenizer.
"""

from __future__ import annotations

import math
from collections.abc import Callable, Collection, Iterator, Mapping, Sequence
from typing import Literal

import msgspec

from engine.orthography import core
from engine.transcript import ChunkText, Segment, Transcript, Word

WINDOW = 45.0
"""Seconds of film that one window covers."""
STRIDE = 15.0
"""Seconds from the start of one window to the start of the next."""
LONGEST_PROMPT = 223
"""Tokens of a prompt: what Whisper's decoder keeps of the text before (448 / 2 - 1)."""
USUAL_TERMS = 20
"""Terms in one prompt. More of them are heard where nobody said them (facts: 14.7 % of the words
wrong with few terms, 21.2 % with long lists)."""
MOST_OFFERED = 2000
"""Terms that one chunk is offered; those beyond are cut, the unlikeliest first."""

CONFIDENT = 0.5
"""Likelihood of each of its words from which on a term counts as recognised for later chunks."""

_EARLIER_TEXT = LONGEST_PROMPT // 2  # tokens that the user's own prompt may keep from the terms

Mode = Literal["off", "guarded", "always"]
Count = Callable[[str], int]
"""How many tokens of the model a text has."""


class Term(msgspec.Struct, frozen=True):
    """A name or word of a glossary, as it is to be written.

    `spoken` says how it may sound where the spelling does not tell; `weight` (1 is usual) makes it
    likelier than others; `language` and `times` (seconds) say where alone it is to be expected.
    """

    text: str
    spoken: tuple[str, ...] = ()
    category: str = ""
    weight: float = 1.0
    language: str = ""
    times: tuple[tuple[float, float], ...] = ()

    def is_spoken_in(self, language: str) -> bool:
        """Whether the term is for films in `language` (a code; "en" also serves "en-GB")."""
        return not self.language or self.language.split("-")[0] == language.split("-")[0]

    def applies(self, start: float, end: float) -> bool:
        """Whether the term is to be expected somewhere between two times."""
        return not self.times or any(first < end and last > start for first, last in self.times)


class BiasWindow(msgspec.Struct, frozen=True):
    """A stretch of the film with the places of its terms in the glossary; `id` counts from 0."""

    id: int
    start: float
    end: float
    terms: tuple[int, ...] = ()


class ChunkBias(msgspec.Struct, frozen=True):
    """What a recognizer may use of the glossary in a chunk: terms, the likeliest first.

    At most `most` of them go into one prompt.
    """

    mode: Mode = "off"
    terms: tuple[Term, ...] = ()
    most: int = USUAL_TERMS

    @property
    def is_active(self) -> bool:
        """Whether there is anything to do."""
        return self.mode != "off" and bool(self.terms)

    def between(self, start: float, end: float) -> tuple[Term, ...]:
        """The terms of all windows that a stretch of the film touches, the likeliest first."""
        first, last = _reach(start, end)
        return tuple(term for term in self.terms if term.applies(first, last))


class Prompt(msgspec.Struct, frozen=True):
    """What the decoder reads before it writes, and the terms in it, the likeliest first."""

    text: str
    terms: tuple[str, ...] = ()


def windows(duration: float, terms: Sequence[Term]) -> Iterator[BiasWindow]:
    """The windows of a film of `duration` seconds with the terms that apply in each."""
    for number in range(max(1, math.ceil(duration / STRIDE))):
        start = number * STRIDE
        end = min(start + WINDOW, max(duration, STRIDE))
        yield BiasWindow(number, start, end, _applying(terms, start, end))


def window_ids(start: float, end: float) -> tuple[int, ...]:
    """The windows that touch a stretch of the film."""
    first = max(0, math.floor((start - WINDOW) / STRIDE) + 1)
    return tuple(range(first, max(first + 1, math.ceil(end / STRIDE))))


def chunk_bias(
    terms: Sequence[Term],
    span: tuple[float, float],
    language: str,
    mode: Mode,
    most: int = USUAL_TERMS,
    seen: Collection[str] = (),
) -> ChunkBias:
    """What a chunk that is heard from `span[0]` to `span[1]` is offered of a glossary.

    `seen` are terms that earlier chunks had.
    """
    if mode == "off":
        return ChunkBias()
    start, end = _reach(*span)
    fitting = [term for term in terms if term.is_spoken_in(language) and term.applies(start, end)]
    return ChunkBias(mode, tuple(ranked(fitting, seen)[:MOST_OFFERED]), most)


def ranked(terms: Sequence[Term], seen: Collection[str] = ()) -> list[Term]:
    """Each term once, the likeliest to be needed first.

    Those for these very times come before those for the whole film, then the heavier, then those
    that earlier chunks had, then the rarer. Long words are rare words (Zipf 1935), and a model
    needs most help with what it seldom read.
    """
    once: dict[str, Term] = {}
    for term in terms:
        once.setdefault(term.text, term)
    return sorted(
        once.values(),
        key=lambda term: (not term.times, -term.weight, term.text not in seen, -_rarity(term.text)),
    )


def prompt(terms: Sequence[Term], before: str, count: Count, most: int = USUAL_TERMS) -> Prompt:
    """The user's own text and as many `terms` (the likeliest first) as fit after it.

    All together have no more than `LONGEST_PROMPT` tokens. Where there is not room for all, the
    user's text keeps its end, half of the room at least, and the unlikeliest terms are left out.
    """
    before = " ".join(before.split())
    room = LONGEST_PROMPT - min(count(before), _EARLIER_TEXT)
    chosen: list[str] = []
    for term in terms[:most]:
        if count(_listed([*chosen, term.text])) <= room:
            chosen.append(term.text)
    listed = _listed(chosen)
    text = _fitted(before, listed, count)
    return Prompt(text, tuple(chosen))


def recognised(text: ChunkText) -> Iterator[str]:
    """The terms that a chunk has and of whose words the model was sure, for later chunks."""
    for window in text.windows:
        found = window.bias.found if window.bias else ()
        yield from (term for term in found if _is_sure(term, window.words))


def noted(transcript: Transcript, texts: Mapping[int, ChunkText]) -> Transcript:
    """The transcript whose segments know their windows and the terms that were offered there.

    `texts` are those of its chunks by their index; without any term in them nothing is noted.
    """
    if not any(window.bias for text in texts.values() for window in text.windows):
        return transcript
    segments = tuple(_noted(segment, texts.get(segment.chunk)) for segment in transcript.segments)
    return msgspec.structs.replace(transcript, segments=segments)


def _noted(segment: Segment, text: ChunkText | None) -> Segment:
    heard = (
        window.bias
        for window in (text.windows if text else ())
        if window.bias and window.start < segment.end and window.end > segment.start
    )
    offered = tuple(dict.fromkeys(term for report in heard for term in report.offered))
    ids = window_ids(segment.start, segment.end)
    return msgspec.structs.replace(segment, windows=ids, offered=offered)


def _is_sure(term: str, words: Sequence[Word]) -> bool:
    wanted = [core(word) for word in term.split()]
    spans = (words[first : first + len(wanted)] for first in range(len(words)))
    return any(
        [core(word.text).removesuffix("'s") for word in span] == wanted
        and min(word.probability for word in span) >= CONFIDENT
        for span in spans
    )


def _reach(start: float, end: float) -> tuple[float, float]:
    """From where to where the windows reach that touch a stretch of the film."""
    touched = window_ids(start, end)
    return touched[0] * STRIDE, touched[-1] * STRIDE + WINDOW


def _applying(terms: Sequence[Term], start: float, end: float) -> tuple[int, ...]:
    return tuple(place for place, term in enumerate(terms) if term.applies(start, end))


def _rarity(text: str) -> int:
    return max((len(word) for word in text.split()), default=0)


def _listed(terms: Sequence[str]) -> str:
    """Terms, the likeliest first, as a list that ends with the likeliest."""
    return f"{', '.join(reversed(terms))}." if terms else ""


def _fitted(before: str, listed: str, count: Count) -> str:
    """Both texts, without as many of the first one's first words as is too much."""
    words = before.split()
    low, high = 0, len(words)
    while low < high:
        middle = (low + high) // 2
        if count(_joined(words[middle:], listed)) <= LONGEST_PROMPT:
            high = middle
        else:
            low = middle + 1
    return _joined(words[low:], listed)


def _joined(words: Sequence[str], listed: str) -> str:
    return " ".join([*words, listed]).strip()
