"""Terms tried in the place of doubtful words, with a made-up model that knows what was said."""

from __future__ import annotations

import math
from collections.abc import Sequence
from itertools import pairwise

import pytest
from hypothesis import given
from hypothesis import strategies as st

from engine.bias import Term
from engine.transcript import WindowText, Word
from engine.worker.recognition import claims
from engine.worker.recognition.claims import Claim, claims_of, judged, rounds, settled
from engine.worker.recognition.nearness import Spellings

EVERYDAY = "we met there and he went in said a blessed Mark Steven steven tome".split()


def encode(text: str) -> list[int]:
    """Letters are tokens, but everyday words are one."""
    return [-1] if text.strip(" .,") in EVERYDAY else [ord(sign) for sign in text]


def window(text: str, probability: float = 0.4) -> WindowText:
    words = tuple(
        Word(f" {word}", float(place), place + 1.0, probability)
        for place, word in enumerate(text.split())
    )
    return WindowText(0.0, float(len(words)), words)


def claimed(text: WindowText, *terms: Term) -> list[Claim]:
    return claims_of(text, terms, Spellings(terms), encode)


def likely(*, when: str, chance: float, otherwise: float) -> claims.Score:
    """A model that finds every token as likely as told, by whether the text contains `when`."""
    wanted = encode(when)

    def score(tokens: Sequence[int]) -> list[float]:
        size = len(wanted)
        holds = any(list(tokens[i : i + size]) == wanted for i in range(len(tokens)))
        return [chance if holds else otherwise] * len(tokens)

    return score


def reworded(text: WindowText, score: claims.Score, *terms: Term) -> str:
    found, _ = settled(text, judged(text.words, claimed(text, *terms), encode, score))
    return "".join(word.text for word in found.words).strip()


def test_a_term_that_the_model_finds_likelier_takes_the_words_place() -> None:
    text = window("we met Derek there")
    score = likely(when="Deryck", chance=0.9, otherwise=0.3)
    assert reworded(text, score, Term("Deryck")) == "we met Deryck there"


def test_a_term_that_the_sound_speaks_against_is_refused() -> None:
    text = window("we met Derek there")
    score = likely(when="Deryck", chance=0.01, otherwise=0.9)
    assert reworded(text, score, Term("Deryck")) == "we met Derek there"


def test_a_little_less_likely_is_likely_enough_for_so_rare_a_word() -> None:
    text = window("we met Derek there")
    score = likely(when="Deryck", chance=0.6, otherwise=0.7)
    assert reworded(text, score, Term("Deryck")) == "we met Deryck there"


def allowed(text: str, term: Term) -> float:
    """By how much `term` may be less likely than the third word of a text."""
    return next(each.allowance for each in claimed(window(text), term) if each[:2] == (2, 3))


def test_an_everyday_word_that_sounds_otherwise_has_to_be_the_likelier_one() -> None:
    assert allowed("he said blessing there", Term("blessed")) == claims.FAIR
    assert allowed("he said blethering there", Term("bletherings")) > claims.FAIR


def test_an_everyday_word_that_sounds_the_same_is_for_the_glossary_to_say() -> None:
    assert allowed("we met Marc there", Term("Mark")) == claims.allowance(7 / 8)


def test_names_that_sound_about_the_same_are_so_too() -> None:
    assert allowed("we met Stephen there", Term("Steven")) > 2
    assert allowed("we met stephen there", Term("steven")) == claims.FAIR


def test_several_words_that_the_model_knows_are_not_one_for_being_spelled_alike() -> None:
    text = window("he came to me there")
    (claim,) = (each for each in claimed(text, Term("tome")) if each[:2] == (2, 4))
    assert claim.allowance == claims.FAIR


def test_what_the_glossary_declares_is_allowed_for_an_everyday_word_too() -> None:
    assert allowed("we met Marco there", Term("Mark", ("marco",))) > claims.FAIR


def test_the_time_of_the_words_is_shared_by_the_words_of_the_term() -> None:
    text = window("we met delmer there")
    score = likely(when="Del Mar", chance=0.9, otherwise=0.3)
    found, held = settled(text, judged(text.words, claimed(text, Term("Del Mar")), encode, score))
    assert [word.text for word in found.words] == [" we", " met", " Del", " Mar", " there"]
    _, _, first, second, _ = found.words
    assert (first.start, second.end) == (2.0, 3.0)
    assert first.end == second.start
    assert held[0].probability == pytest.approx(0.9, abs=1e-3)


def test_several_words_become_one_term() -> None:
    text = window("and he went so cheetle in")
    term = Term("Xochitl", ("so cheetle",))
    score = likely(when="Xochitl", chance=0.5, otherwise=0.5)
    assert reworded(text, score, term) == "and he went Xochitl in"


@pytest.mark.parametrize(
    ("heard", "written"),
    [
        ("we met Derek, there", "we met Deryck, there"),
        ("we met Derek's there", "we met Deryck's there"),
        ("we met “Derek” there", "we met “Deryck” there"),
    ],
)
def test_marks_and_the_genitive_stay(heard: str, written: str) -> None:
    score = likely(when="Deryck", chance=0.9, otherwise=0.3)
    assert reworded(window(heard), score, Term("Deryck")) == written


def test_at_the_beginning_of_a_sentence_a_term_has_a_capital() -> None:
    score = likely(when="Palings", chance=0.9, otherwise=0.3)
    assert reworded(window("Pailings went in"), score, Term("palings")) == "Palings went in"


def test_elsewhere_it_is_written_as_the_glossary_has_it() -> None:
    score = likely(when="Palings", chance=0.9, otherwise=0.3)
    assert reworded(window("we met Pailings"), score, Term("palings")) == "we met palings"


def test_of_two_terms_for_the_same_words_the_likelier_is_taken() -> None:
    text = window("we met Derek there")
    score = likely(when="Dereck", chance=0.9, otherwise=0.5)
    assert reworded(text, score, Term("Deryck"), Term("Dereck")) == "we met Dereck there"


def test_what_cannot_gain_is_not_tried() -> None:
    assert claimed(window("we met Derik there", 0.99), Term("mortis")) == []


def test_claims_close_to_each_other_are_tried_in_different_texts() -> None:
    near = Claim(0, 1, 0, 1.0, " a", " a")
    close = Claim(3, 4, 1, 1.0, " b", " b")
    far = Claim(9, 11, 2, 1.0, " c", " c")
    assert rounds([near, close, far]) == [[near, far], [close]]


spans = st.lists(
    st.tuples(st.integers(0, 60), st.integers(1, 3)).map(
        lambda span: Claim(span[0], span[0] + span[1], 0, 1.0, " x", " x")
    ),
    max_size=60,
)


@given(spans)
def test_a_text_is_tried_a_few_times_only_and_its_claims_do_not_touch(found: list[Claim]) -> None:
    texts = rounds(found)
    assert len(texts) <= claims.ROUNDS
    for text in texts:
        assert all(one.last < two.first for one, two in pairwise(text))


@given(spans, st.floats(1e-9, 1), st.floats(1e-9, 1))
def test_no_word_outside_of_a_claim_is_ever_touched(
    found: list[Claim], chance: float, otherwise: float
) -> None:
    text = window(" ".join(["word"] * 70))
    score = likely(when=" x", chance=chance, otherwise=otherwise)
    results = judged(text.words, found, encode, score) if found else []
    told, held = settled(text, results)
    taken = sum(each.claim.last - each.claim.first for each in held)
    assert len(told.words) == 70 - taken + len(held)
    assert [word.text for word in told.words].count(" x") == len(held)
    assert all(one.start <= two.start for one, two in pairwise(told.words))


def test_the_allowance_grows_with_likeness_and_with_the_users_word() -> None:
    assert claims.allowance(0.35) == pytest.approx(0.0)
    assert claims.allowance(0.5) < claims.allowance(1.0) < claims.allowance(1.0, declared=True)
    assert math.exp(claims.allowance(1.0)) == pytest.approx(665, rel=0.01)
    assert claims.allowance(1.0, is_fair=True) == claims.FAIR
    assert claims.allowance(0.1, is_fair=True) == claims.allowance(0.1) < claims.FAIR
