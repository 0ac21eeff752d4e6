"""What is known of how languages are written."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from engine.orthography import (
    CONJUNCTIONS,
    LEANING,
    PREPOSITIONS,
    core,
    ends_clause,
    ends_sentence,
    leans_on_next,
    looks_like_a_beginning,
    may_begin_line,
    opens_clause,
    opens_phrase,
    plain,
    width,
)


@pytest.mark.parametrize(
    "text", ["end.", "end!", "end?", "end?!", 'end."', "end.)", "end…", "结束。", "終わり？", "अंत।"]
)
def test_a_sentence_ends_with_its_mark(text: str) -> None:
    assert ends_sentence(text, " Next", 0.0, "en")


@pytest.mark.parametrize("text", ["", " ", "word", "word,", "word-", "“"])
def test_no_sentence_ends_without_a_mark(text: str) -> None:
    assert not ends_sentence(text, " Next", 0.0, "en")


@pytest.mark.parametrize(
    ("text", "following", "language"),
    [
        (" Mr.", " Hale", "en"),
        (" Dr.", " Watson", "en"),
        (" J.", " Smith", "en"),
        (" U.S.", " Army", "en"),
        (" 3.", "5", "en"),
        (" e.g.", " this", "en"),
        (" Inc.", " of", "en"),
        (" 3.", " Oktober", "de"),
        (" z.B.", " so", "de"),
        (" M.", " Dupont", "fr"),
        (" т.е.", " так", "ru"),
        (" well...", " you know", "en"),
    ],
)
def test_a_point_that_belongs_to_the_word_ends_nothing(
    text: str, following: str, language: str
) -> None:
    assert not ends_sentence(text, following, 0.1, language)


@pytest.mark.parametrize(
    ("text", "following", "language"),
    [
        (" etc.", " Then", "en"),
        (" U.S.", " He", "en"),
        (" p.m.", " We", "en"),
        (" 1984.", " He", "en"),
        (" I.", " But", "en"),
        (" 1984.", " Er", "de"),
        (" well...", " You", "en"),
    ],
)
def test_the_same_point_before_a_rest_and_a_capital_ends_a_sentence(
    text: str, following: str, language: str
) -> None:
    assert ends_sentence(text, following, 0.5, language)


def test_a_title_stays_with_its_name_even_over_a_rest() -> None:
    assert not ends_sentence(" Mr.", " Hale", 0.6, "en")


@pytest.mark.parametrize("text", ["so,", "so;", "so:", "so —", 'so,"', "所以，", "それで、"])
def test_a_clause_ends_with_a_comma_or_its_like(text: str) -> None:
    assert ends_clause(text)


@pytest.mark.parametrize("text", ["", "so", "so.", "well-known"])
def test_a_bare_word_ends_no_clause(text: str) -> None:
    assert not ends_clause(text)


def test_articles_and_prepositions_lean_on_what_follows() -> None:
    assert leans_on_next(" the", "en")
    assert leans_on_next(" Of", "en")
    assert leans_on_next(" для", "ru")
    assert leans_on_next(" «", "fr")
    assert not leans_on_next(" house", "en")
    assert not leans_on_next(" the", "fi")


def test_conjunctions_open_a_clause_and_prepositions_a_phrase() -> None:
    assert opens_clause(" and", "en")
    assert opens_clause(" weil", "de")
    assert opens_phrase(" über", "de")
    assert not opens_clause(" of", "en")
    assert not opens_phrase(" sea", "en")


def test_a_little_word_with_a_capital_looks_like_a_beginning() -> None:
    assert looks_like_a_beginning(" The", "en")
    assert not looks_like_a_beginning(" the", "en")
    assert not looks_like_a_beginning(" I", "en")
    assert not looks_like_a_beginning(" London", "en")


def test_no_line_begins_with_a_closing_mark_or_a_small_kana() -> None:
    assert not any(map(may_begin_line, ["、", "。", "」", "ー", "ょ", ")", "…"]))
    assert all(map(may_begin_line, ["猫", "the", "「", ""]))


def test_full_width_characters_take_two_columns_and_accents_none() -> None:
    assert width("abc") == 3
    assert width("猫だ") == 4
    assert width("cafe\u0301") == 4
    assert width("กำลัง") == 4  # three consonants and a vowel; two marks above
    assert width("") == 0


def test_the_core_of_a_word_is_what_is_said() -> None:
    assert core(" “Don't,") == "don't"
    assert core("...") == ""
    assert core(" STRASSE") == core("straße.")


def test_plain_text_is_one_line_without_control_characters() -> None:
    assert plain("  a\tb\r\n\x00c\x07 \u2028d ") == "a b c d"
    assert plain("x\ud800y") == "x\ufffdy"


@given(st.text())
def test_plain_text_is_writable_and_stays_as_it_is(text: str) -> None:
    once = plain(text)
    once.encode("utf-8")
    assert len(once.splitlines()) <= 1
    assert plain(once) == once


def test_the_tables_hold_words_as_they_are_looked_up() -> None:
    for table in (CONJUNCTIONS, PREPOSITIONS, LEANING):
        for words in table.values():
            assert all(core(word) == word for word in words)
