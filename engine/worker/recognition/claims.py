"""Tries terms of the glossary in the place of doubtful words, and lets the sound decide.

A claim says that some words of a window are a term. The model is given the window's text as it was
heard and with the term in it, without any prompt, and tells how likely each token is; the claim
holds where the term is about as likely as what was heard. "About": a model has read a name seldom
and finds it unlikely for that alone, so a claim may be the worse by so much as likeness makes up
for. Where it knows the term as an everyday word that sounds otherwise than what was heard, it is a
fair judge, and nothing is made up for: "blessed" is not put for "blessing" for being listed. This
is the rescoring of hypotheses (second pass) of speech recognition, at term-like spans.

Prompting alone was measured first: a small model follows a prompt in a quarter of the cases that
this finds (7 against 29 of 67 wrong rare words, tiny.en), and words far from any term change too.
"""

from __future__ import annotations

import math
import re
from collections.abc import Callable, Iterable, Iterator, Sequence
from itertools import accumulate, pairwise
from typing import NamedTuple

import msgspec

from engine.bias import Term
from engine.transcript import TermChange, WindowText, Word
from engine.worker.recognition.nearness import (
    Near,
    Spellings,
    is_homophone,
    joined,
    letters,
    sound,
)

Encode = Callable[[str], list[int]]
"""The model's tokens of a text."""
Score = Callable[[Sequence[int]], Sequence[float]]
"""How likely the model finds each token of a text for a window's sound, after those before it."""

ROUNDS = 4
"""Texts that are tried for a window; claims far from each other share one. Each takes a twentieth
of the time of the plain decoding; eight found one wrong word in thirty more than four."""

FAIR = 0.0
"""Allowance for a term that the model knows as well as what it heard, and that sounds otherwise."""

_APART = 4  # words between two claims of one text, so that neither is judged by the other
_AFTER = 4  # tokens after a claim that count with it: a wrong word makes the next ones unlikely
_RIVALS = 4  # claims for the same words
_LEAST = 1e-12
_DECLARED = 5.0  # more, where the user said that the term is heard as just these words


class Claim(NamedTuple):
    """Words `first` to `last` (not included) may be the term at place `term`.

    It may be less likely than what was heard by `allowance`. It is written as `text`; `tried` has
    the capital that a model expects of a name.
    """

    first: int
    last: int
    term: int
    allowance: float
    text: str
    tried: str


class Judged(NamedTuple):
    """A claim with what it gains, in natural logarithms: above 0 it holds."""

    claim: Claim
    gain: float
    probability: float


def allowance(likeness: float, declared: bool = False, is_fair: bool = False) -> float:
    """By how much less likely than the heard words a term may be.

    Nothing at a likeness of a third, which chance gives; e^6.5 for the very same spelling and
    sound, for so rare is a name beside everyday words (1 in 10⁶ against 1 in 10³). Nothing either
    where the comparison is fair as it is.
    """
    for_rarity = 10.0 * likeness - 3.5
    return min(for_rarity, FAIR if is_fair else for_rarity) + (_DECLARED if declared else 0.0)


def claims_of(
    text: WindowText, terms: Sequence[Term], spellings: Spellings, encode: Encode
) -> list[Claim]:
    """What to try for a window: for each span that may be a term those most like it."""
    found = spellings.near(text.words, lambda word: _is_everyday(word, encode))
    claims: list[Claim] = []
    possible = [claim_of(text.words, near, terms[near.term].text, encode) for near in found]
    promises = {claim: _promise(text.words, claim) for claim in possible}
    for claim in sorted(possible, key=lambda each: -promises[each]):
        rivals = sum(_clash(claim, other, 0) for other in claims)
        if promises[claim] > 0 and rivals < _RIVALS:
            claims.append(claim)
    return claims


def _is_everyday(word: str, encode: Encode) -> bool:
    """Whether the model knows a word as one; a rare one it spells out of several tokens."""
    return len(encode(f" {word.strip(_MARKS + _ENDS)}")) < 2


def _promise(words: Sequence[Word], claim: Claim) -> float:
    """What a claim would gain if the model found the term certain."""
    heard = (math.log(max(word.probability, _LEAST)) for word in words[claim.first : claim.last])
    return claim.allowance - sum(heard)


def rounds(claims: Iterable[Claim]) -> list[list[Claim]]:
    """The claims shared out over `ROUNDS` texts; those that find no room in any are left out."""
    texts: list[list[Claim]] = [[] for _ in range(ROUNDS)]
    for claim in claims:
        for text in texts:
            if not any(_clash(claim, other, _APART) for other in text):
                text.append(claim)
                break
    return [sorted(text) for text in texts if text]


def judged(
    words: Sequence[Word], claims: Sequence[Claim], encode: Encode, score: Score
) -> list[Judged]:
    """Every claim that was tried, with its gain."""
    tokens = [encode(word.text) for word in words]
    together_in = rounds(claims)
    furthest = max(claim.last for together in together_in for claim in together)
    as_heard = _Scored.of(_until(tokens, furthest), score)
    return [
        _judged(claim, place, as_heard, tried)
        for together in together_in
        for tried in [_Scored.of(_with(tokens, together, encode), score)]
        for place, claim in zip(_places(together), together, strict=True)
    ]


def settled(text: WindowText, results: Iterable[Judged]) -> tuple[WindowText, list[Judged]]:
    """The window with the claims that hold, the best first where two want the same words."""
    held: list[Judged] = []
    for result in sorted(results, key=lambda result: -result.gain):
        if result.gain > 0 and not any(_clash(result.claim, each.claim, 0) for each in held):
            held.append(result)
    words = list(text.words)
    for result in sorted(held, key=lambda each: -each.claim.first):
        claim = result.claim
        words[claim.first : claim.last] = _reworded(words[claim.first : claim.last], result)
    return (msgspec.structs.replace(text, words=tuple(words)) if held else text), held


def change(words: Sequence[Word], result: Judged, terms: Sequence[Term]) -> TermChange:
    """A claim for the report: which term, instead of which words, when."""
    claim = result.claim
    span = words[claim.first : claim.last]
    heard = "".join(word.text for word in span).strip()
    return TermChange(
        terms[claim.term].text, heard, span[0].start, span[-1].end, round(result.gain, 2)
    )


class _Scored(NamedTuple):
    """A text's tokens' log-probabilities, and where each of its words begins among them."""

    likely: list[float]
    starts: list[int]

    @staticmethod
    def of(tokens: Sequence[Sequence[int]], score: Score) -> _Scored:
        likely = score([token for word in tokens for token in word])
        logs = [math.log(max(chance, _LEAST)) for chance in likely]
        return _Scored(logs, list(accumulate(map(len, tokens), initial=0)))

    def around(self, first: int, last: int) -> float:
        """How likely words `first` to `last` are, together with a little of what follows."""
        return sum(self.likely[self.starts[first] : self.starts[last] + _AFTER])

    def of_words(self, first: int, last: int) -> Sequence[float]:
        return self.likely[self.starts[first] : self.starts[last]]


def _judged(claim: Claim, place: int, as_heard: _Scored, tried: _Scored) -> Judged:
    gain = tried.around(place, place + 1) - as_heard.around(claim.first, claim.last)
    own = tried.of_words(place, place + 1)
    probability = sum(map(math.exp, own)) / max(1, len(own))
    return Judged(claim, gain + claim.allowance, round(probability, 4))


def _with(
    tokens: Sequence[Sequence[int]], together: Sequence[Claim], encode: Encode
) -> list[Sequence[int]]:
    """The tokens of each word of a text in which these claims hold; a claim is one word.

    The text ends where nothing is judged by it any more.
    """
    found: list[Sequence[int]] = []
    now = 0
    for claim in together:
        found += [*tokens[now : claim.first], encode(claim.tried)]
        now = claim.last
    return [*found, *_until(tokens, now)[now:]]


def _until(tokens: Sequence[Sequence[int]], last: int) -> Sequence[Sequence[int]]:
    """The tokens of the words up to `last`, and of as many after it as count with it."""
    return tokens[: last + _AFTER]


def _places(together: Sequence[Claim]) -> Iterator[int]:
    """Where each claim's word stands in the text that they are tried in."""
    fewer = 0
    for claim in together:
        yield claim.first - fewer
        fewer += claim.last - claim.first - 1


def claim_of(words: Sequence[Word], near: Near, term: str, encode: Encode) -> Claim:
    """The claim that some words are `term`, with the marks around them."""
    span = words[near.first : near.last]
    lead = _leading(span[0].text)
    tail = _closing(span[-1].text)
    begins = near.first == 0 or words[near.first - 1].text.strip()[-1:] in ".?!…"
    is_capital = span[0].text.strip(_MARKS)[:1].isupper()
    raised = term[:1].upper() + term[1:] if is_capital else term
    written = raised if begins else term
    is_known = _is_everyday(raised, encode)
    is_fair = is_known and not _is_for_the_glossary(span, term, is_capital)
    allowed = allowance(near.likeness, near.declared, is_fair)
    place = (near.first, near.last, near.term)
    return Claim(*place, allowed, f"{lead}{written}{tail}", f"{lead}{raised}{tail}")


def _is_for_the_glossary(span: Sequence[Word], term: str, is_capital: bool) -> bool:
    """Whether the sound cannot tell a term of one word from what was heard.

    That is so where both are read the same; names need only sound about the same, for their
    spelling is free: Steven and Stephen, Alan and Allen. Several words are told from one ("to me"
    from "tome").
    """
    if len(span) > 1:
        return False
    heard, spelled = joined(span), letters(term)
    is_name = is_capital and term[:1].isupper()
    return is_homophone(heard, spelled) or (is_name and sound(heard) == sound(spelled))


_MARKS = " \"'“”‘’([{-"
_ENDS = ".,;:!?…)]}"


def _leading(text: str) -> str:
    """The space and marks before a word; the hyphen of a compound gives way to a space."""
    found = re.match(r"[^\w]*", text)
    lead = found.group() if found else ""
    return lead if not lead or lead.startswith(" ") else f" {lead.strip('-')}"


def _closing(text: str) -> str:
    found = re.search(r"(['’]s)?[^\w]*$", text)
    return found.group() if found else ""


def _reworded(span: Sequence[Word], result: Judged) -> list[Word]:
    """The words of a term in the time of those that it takes the place of."""
    texts = re.findall(r"\s*\S+", result.claim.text)
    start, end = span[0].start, span[-1].end
    bounds = list(accumulate(map(len, texts), initial=0))
    scale = (end - start) / max(1, bounds[-1])
    return [
        Word(text, start + scale * first, start + scale * last, result.probability)
        for text, (first, last) in zip(texts, pairwise(bounds), strict=True)
    ]


def _clash(one: Claim, other: Claim, apart: int) -> bool:
    return one.first < other.last + apart and other.first < one.last + apart
