"""Which words may be a term in disguise."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from engine.bias import Term
from engine.transcript import Word
from engine.worker.recognition.nearness import (
    Spellings,
    is_homophone,
    joined,
    letters,
    likeness,
    sound,
)


def doubtful(text: str, probability: float = 0.5) -> list[Word]:
    return [Word(f" {word}", i, i + 1, probability) for i, word in enumerate(text.split())]


def everyday(word: str) -> bool:
    return word.strip(" .,").islower()


def near(text: str, *terms: str, probability: float = 0.5) -> list[tuple[str, str]]:
    """The spans of `text` that are near a term, with the term, the likest first."""
    words = doubtful(text, probability)
    found = Spellings([Term(term) for term in terms]).near(words, everyday)
    return [
        (" ".join(word.text.strip() for word in words[each.first : each.last]), terms[each.term])
        for each in found
    ]


@pytest.mark.parametrize(
    ("heard", "meant"),
    [
        ("Derek", "Deryck"),
        ("Pailings", "palings"),
        ("lintches", "lynches"),
        ("Daptors", "debtors"),
        ("fone", "phone"),
        ("nife", "knife"),
        ("rite", "wright"),
    ],
)
def test_what_sounds_alike_has_the_same_key(heard: str, meant: str) -> None:
    assert sound(letters(heard)) == sound(letters(meant))


@pytest.mark.parametrize(("one", "other"), [("Ana", "Tom"), ("gullet", "window"), ("sail", "fail")])
def test_what_sounds_different_has_another_key(one: str, other: str) -> None:
    assert sound(letters(one)) != sound(letters(other))


@pytest.mark.parametrize(
    ("one", "other"),
    [("Catherine", "Katherine"), ("Marc", "Mark"), ("Philip", "Phillip"), ("Anne", "Ann")],
)
def test_names_that_are_read_the_same_are_homophones(one: str, other: str) -> None:
    assert is_homophone(letters(one), letters(other))


@pytest.mark.parametrize(("one", "other"), [("heart", "hearts"), ("sing", "sang"), ("bad", "pat")])
def test_what_may_be_mixed_up_is_no_homophone_for_that(one: str, other: str) -> None:
    assert not is_homophone(one, other)


def test_the_letters_of_words_are_joined_without_the_genitive() -> None:
    assert joined(doubtful("the O'Neil's,")) == "theoneil"


def test_a_misheard_name_is_near_its_term() -> None:
    assert near("we met Derek there", "Deryck", "Marguerite") == [("Derek", "Deryck")]


def test_one_name_may_be_heard_as_several_words() -> None:
    spellings = Spellings([Term("Xochitl", ("so cheetle",))])
    assert (spellings.near(doubtful("and so cheatle said"), everyday)[0][:3]) == (1, 3, 0)
    assert near("the morph in is", "morphine")[0] == ("morph in", "morphine")


def test_what_the_glossary_says_it_is_heard_as_needs_no_doubt() -> None:
    spellings = Spellings([Term("Xochitl", ("so cheetle",))])
    (found, *_) = spellings.near(doubtful("and so cheetle said", 0.99), everyday)
    assert (found.first, found.last, found.declared) == (1, 3, True)


def test_words_that_are_spelled_like_a_term_are_not_declared_for_that() -> None:
    (found,) = Spellings([Term("tome")]).near(doubtful("to me"), everyday)
    assert (found.first, found.last, found.declared) == (0, 2, False)


def test_words_that_the_model_is_sure_of_are_left_alone() -> None:
    assert near("we met derek", "Deryck", probability=0.9) == []


def test_a_name_or_a_rare_word_may_be_another_however_sure_the_model_is() -> None:
    assert near("we met Derek", "Deryck", probability=0.99) == [("Derek", "Deryck")]
    spellings = Spellings([Term("palings")])
    rare = spellings.near(doubtful("the pailings", 0.99), lambda word: "pailings" not in word)
    assert rare[0][:2] == (1, 2)


def test_the_genitive_is_no_part_of_a_name() -> None:
    assert near("in Derek's house", "Deryck") == [("Derek's", "Deryck")]
    assert near("in Deryck's house, at McDonald's", "Deryck", "McDonald's") == []
    spellings = Spellings([Term("Deryck"), Term("McDonald's")])
    assert spellings.found(doubtful("in Deryck's house, at McDonald's")) == {0, 1}


def test_a_term_that_is_there_already_needs_nothing() -> None:
    assert near("we met Deryck.", "Deryck") == []
    assert near("a coward", "coward", "cowards") == []


def test_a_span_does_not_run_over_the_end_of_a_sentence() -> None:
    assert near("the morph. in is", "morphine") == [("morph.", "morphine")]


def test_short_words_are_near_only_when_they_sound_the_same() -> None:
    assert near("he went in", "inn") == [("in", "inn")]
    assert near("he went on", "inn") == []


def test_terms_are_found_as_they_are_written() -> None:
    spellings = Spellings([Term("Del Mar"), Term("Ana", ("Hannah",)), Term("Bea")])
    assert spellings.found(doubtful("come on, del Mar, said Hannah, bea.")) == {0, 2}


def test_words_of_other_scripts_are_compared_as_they_are_written() -> None:
    assert near("там была Саня", "Соня") == [("Саня", "Соня")]


def test_without_words_or_terms_nothing_is_near() -> None:
    assert near("", "Ana") == []
    assert near("Ana") == []


@given(st.text(max_size=20), st.text(max_size=20))
def test_likeness_is_between_nothing_and_all_and_the_same_both_ways(one: str, other: str) -> None:
    first, second = letters(one), letters(other)
    assert 0 <= likeness(first, second) <= 1
    assert likeness(first, second) == likeness(second, first)
    assert likeness(first, first) == 1
