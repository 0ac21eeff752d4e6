"""What a glossary does to the text of a window, whatever library computes it.

The plain text comes first and stays, but for spans that may be terms:

1. Terms that are like doubtful words are tried in their place (`claims`).
2. Where the model is at a loss, or everywhere with `always`, the window is heard again after a
   prompt that holds the likeliest terms. A text that is an echo of the prompt, a loop, suddenly
   short or clearly less likely is refused as a whole (`quality.objection`); of any other only the
   spans that bring a term are taken, and each of these is a claim as in 1.

So no term enters the text that the model, without any prompt, does not find in the sound.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from difflib import SequenceMatcher
from functools import lru_cache
from typing import NamedTuple, Protocol

import msgspec

from engine.bias import ChunkBias, Prompt, Term, prompt
from engine.transcript import BiasReport, TermChange, WindowText, Word
from engine.worker.recognition.claims import (
    Claim,
    Judged,
    change,
    claim_of,
    claims_of,
    judged,
    settled,
)
from engine.worker.recognition.nearness import Near, Spellings, letters, likeness
from engine.worker.recognition.quality import objection
from engine.worker.recognition.windows import Window

AT_A_LOSS = 0.15
"""A refused claim on a word that the model gave less than this is worth hearing again: it takes
half of the time of the plain decoding, and mends one word for ten that rescoring does."""


class Ear(Protocol):
    """What a recognizer lends to its glossary."""

    def encode(self, text: str) -> list[int]:
        """The model's tokens of a text."""
        ...

    def score(self, window: Window, tokens: Sequence[int]) -> Sequence[float]:
        """How likely each token is for the sound of a window, without any prompt."""
        ...

    def hear(self, window: Window, prompt: str) -> WindowText:
        """The window's text after a prompt."""
        ...


class _Outcome(NamedTuple):
    """The text so far, which claims held, and which did not."""

    text: WindowText
    changed: tuple[TermChange, ...]
    refused: tuple[TermChange, ...]


def biased(text: WindowText, before: str, bias: ChunkBias, ear: Ear) -> WindowText:
    """`text` with the terms that were said; `before` is the user's own prompt."""
    window = Window(text.start, text.end)
    terms = bias.between(text.start, text.end)
    if not text.words or not terms:
        return text
    spellings = _spellings(terms)
    claims = claims_of(text, terms, spellings, ear.encode)
    outcome = _tried(text, claims, terms, window, ear)
    offered = _told(claims, terms, before, bias, ear)
    if offered.terms and (bias.mode == "always" or _is_at_a_loss(text, outcome)):
        outcome = _heard_again(outcome, offered, terms, window, ear)
    return _reported(outcome, offered, terms, spellings)


def _tried(
    text: WindowText, claims: Sequence[Claim], terms: Sequence[Term], window: Window, ear: Ear
) -> _Outcome:
    if not claims:
        return _Outcome(text, (), ())
    results = judged(text.words, claims, ear.encode, lambda tokens: ear.score(window, tokens))
    found, held = settled(text, results)
    lost = _worth_telling(results, held)
    return _Outcome(
        found,
        tuple(change(text.words, result, terms) for result in held),
        tuple(_refusal(text.words, result, terms) for result in lost),
    )


def _worth_telling(results: Sequence[Judged], held: Sequence[Judged]) -> list[Judged]:
    """What was refused and why it matters: the best claim of each term on words that stayed."""
    told: list[Judged] = []
    for result in sorted(results, key=lambda each: -each.gain):
        if not any(_shares_words(result, each) for each in held) and not any(
            _shares_words(result, each) and result.claim.term == each.claim.term for each in told
        ):
            told.append(result)
    return sorted(told, key=lambda each: each.claim.first)


def _shares_words(one: Judged, other: Judged) -> bool:
    return one.claim.first < other.claim.last and other.claim.first < one.claim.last


def _refusal(words: Sequence[Word], result: Judged, terms: Sequence[Term]) -> TermChange:
    refused = change(words, result, terms)
    return msgspec.structs.replace(refused, reason="less likely than what was heard")


def _told(
    claims: Sequence[Claim], terms: Sequence[Term], before: str, bias: ChunkBias, ear: Ear
) -> Prompt:
    """The prompt for a window: what is like its words first, then what the glossary puts first."""
    near = dict.fromkeys(claim.term for claim in claims)
    places = near if bias.mode == "guarded" else {**near, **dict.fromkeys(range(len(terms)))}
    likely = [terms[place] for place in list(places)[: bias.most]]
    return prompt(likely, before, lambda text: len(ear.encode(f" {text}")), bias.most)


def _is_at_a_loss(text: WindowText, outcome: _Outcome) -> bool:
    """Whether a word that is like a term, and is none, was little more than a guess."""
    guessed = [word for word in text.words if word.probability < AT_A_LOSS]
    return any(
        refused.start <= word.middle <= refused.end
        for refused in outcome.refused
        for word in guessed
        if not any(each.start <= word.middle <= each.end for each in outcome.changed)
    )


def _heard_again(
    outcome: _Outcome, offered: Prompt, terms: Sequence[Term], window: Window, ear: Ear
) -> _Outcome:
    heard = ear.hear(window, offered.text)
    text = outcome.text
    if reason := objection(heard, text, offered.terms):
        refused = TermChange("", "", window.start, window.end, reason=reason)
        return outcome._replace(refused=(*outcome.refused, refused))
    proposed = list(_proposals(text.words, heard.words, terms, ear))
    again = _tried(text, proposed, terms, window, ear)
    return _Outcome(
        again.text,
        (*outcome.changed, *again.changed),
        (*outcome.refused, *again.refused),
    )


def _proposals(
    words: Sequence[Word], prompted: Sequence[Word], terms: Sequence[Term], ear: Ear
) -> Iterator[Claim]:
    """The spans in which a prompted text differs from the plain one and brings a term."""
    plain, other = [[letters(word.text) for word in each] for each in (words, prompted)]
    matcher = SequenceMatcher(None, plain, other, autojunk=False)
    by_letters = {letters(term.text): place for place, term in reversed(list(enumerate(terms)))}
    for tag, first, last, begin, end in matcher.get_opcodes():
        if tag == "equal" or first == last:
            continue
        brought = _term_in(other[begin:end], by_letters)
        if brought is None:
            continue
        place, before, after = brought
        span = first + before, last - after  # the term alone; what stands around it stays as it was
        if span[0] < span[1]:
            heard = "".join(plain[slice(*span)])
            near = Near(*span, place, likeness(heard, letters(terms[place].text)))
            yield claim_of(words, near, terms[place].text, ear.encode)


def _term_in(spelled: Sequence[str], by_letters: dict[str, int]) -> tuple[int, int, int] | None:
    """The place of a term that some words hold, and how many words stand before and after it."""
    for first in range(len(spelled)):
        for last in range(len(spelled), first, -1):
            place = by_letters.get("".join(spelled[first:last]))
            if place is not None:
                return place, first, len(spelled) - last
    return None


def _reported(
    outcome: _Outcome, offered: Prompt, terms: Sequence[Term], spellings: Spellings
) -> WindowText:
    text = outcome.text
    found = tuple(terms[place].text for place in sorted(spellings.found(text.words)))
    report = BiasReport(offered.terms, found, outcome.changed, outcome.refused)
    verdict = "repaired" if outcome.changed else text.verdict
    return msgspec.structs.replace(text, bias=report, verdict=verdict)


@lru_cache(maxsize=16)
def _spellings(terms: tuple[Term, ...]) -> Spellings:
    return Spellings(terms)
