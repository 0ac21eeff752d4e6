"""What people type, and the words of a text that it means."""

from __future__ import annotations

import pytest
from hypothesis import example, given, settings
from hypothesis import strategies as st

from engine.query import (
    LONGEST_TOKEN,
    MOST_TOKENS,
    Query,
    Term,
    fold,
    folded,
    parse,
    tokens,
)


def found(typed: str, text: str) -> list[str]:
    return [text[start:end] for start, end in parse(typed).find(text)]


@pytest.mark.parametrize(
    ("typed", "text", "marked"),
    [
        ("river", "The River came back.", ["River"]),
        ("mill", "Two mills, one miller, a windmill.", ["mills", "miller"]),
        ("mill river", "The river and the mill.", ["river", "mill"]),
        ("mill river", "The mill alone.", []),
        ('"old mill"', "A mill, old; then the old, mill!", ["old, mill"]),
        ('"mill"', "Two mills.", []),
        ('"old mi', "The old mill.", ["old mill"]),
        ("„alte Mühle“", "Die alte Mühle steht.", ["alte Mühle"]),
        ("«старая мель»", "Там старая мель и мельница.", ["старая мель"]),
        ("strasse", "In der Hauptstraße und der Straße.", ["Straße"]),
        ("Muhle", "Die Mühle.", ["Mühle"]),
        ("елка", "Новогодняя ЁЛКА", ["ЁЛКА"]),
        ("мои", "мой дом, мои дома", ["мои"]),
        ("cafe", "cafe\u0301s", ["cafe\u0301s"]),
        ("don't", "We don’t know.", ["don’t"]),
        ("eau", "l'eau", ["eau"]),
        ("1968", "in 1968.", ["1968"]),
        ("校に", "学校に行く", ["校に"]),
        ("ไทย", "ภาษาไทย", ["ไทย"]),
        ("が", "か", []),
        ("학교", "학교에서", ["학교에서"]),
        ("a", "a later hour", ["a"]),
        ("हिन्दी", "यह हिन्दी है", ["हिन्दी"]),
        ("river river", "river", ["river"]),
        ("snake_case", "a snake_case", ["snake_case"]),
    ],
)
def test_what_is_typed_finds_what_is_meant(typed: str, text: str, marked: list[str]) -> None:
    assert found(typed, text) == marked


@pytest.mark.parametrize("typed", ["", " ", '"', '""', "-- ! …", "*", "🎬", "\x00", "\u0301"])
def test_what_has_no_letter_and_no_digit_finds_nothing(typed: str) -> None:
    assert not parse(typed)
    assert parse(typed).find("Anything, even this - ! * 🎬.") == ()


def test_no_sign_is_syntax() -> None:
    assert parse("NEAR(river) OR -mill* NOT") == parse("near-river or mill not")


def test_quotes_leave_nothing_open_and_bare_words_do() -> None:
    assert parse('old "big mill" ri').terms == (
        Term(("old",), True),
        Term(("big", "mill")),
        Term(("ri",), True),
    )


def test_only_so_many_words_count() -> None:
    typed = " ".join(f"word{number}" for number in range(100))
    assert len(parse(typed).terms) == MOST_TOKENS
    assert len(parse(f'"{typed}"').terms[0].tokens) == MOST_TOKENS


def test_a_word_that_never_ends_is_known_by_its_beginning() -> None:
    assert len(fold("x" * 999)) == len(fold("ж" * 999)) == LONGEST_TOKEN
    assert found("x" * 999, "y " + "x" * 500) == ["x" * 500]


def test_closer_queries_are_stricter() -> None:
    query = parse('mill "by the" riv')
    assert query.as_written.find("The mill by the riv") != ()
    assert query.as_written.find("The mill by the river") == ()
    assert query.as_phrase == Query((Term(("mill", "by", "the", "riv")),))
    assert parse("").as_phrase == Query()


def test_marks_that_overlap_are_one() -> None:
    assert found('"a b" "b c"', "a b c") == ["a b c"]


@settings(deadline=None)
@given(st.text(max_size=200))
@example("ﷺ ½ ﬁ ß İ ΐ")
def test_tokens_are_places_of_their_text_and_hold_no_space_or_quote(text: str) -> None:
    end = 0
    for token in tokens(text):
        assert end <= token.start < token.end <= len(text)
        end = token.end
        assert fold(text[token.start : token.end]) == token.text
        assert token.text
        assert all(sign > "\x7f" or sign.isalnum() for sign in token.text)
    assert folded(text).split(" ") == ([token.text for token in tokens(text)] or [""])


@settings(deadline=None)
@given(st.text(max_size=100), st.text(max_size=100))
def test_marks_are_whole_words_in_order(typed: str, text: str) -> None:
    edges = {token.start for token in tokens(text)}, {token.end for token in tokens(text)}
    end = -1
    for start, stop in parse(typed).find(text):
        assert start >= max(end, 0)
        assert start in edges[0] and stop in edges[1]
        end = stop


@settings(deadline=None)
@given(st.text(min_size=1, max_size=60))
def test_a_text_says_itself_where_it_says_anything(text: str) -> None:
    said = tokens(text)[:MOST_TOKENS]
    if said and len({token.text for token in said}) == len(said):
        assert parse(text).find(text)


@settings(deadline=None)
@given(st.text(alphabet="abcß éй", max_size=30), st.integers(0, 30), st.integers(0, 30))
def test_a_part_in_quotes_is_found_in_its_whole(text: str, start: int, end: int) -> None:
    words = text.split()[start:end]
    if words:
        assert parse(f'"{" ".join(words)}"').find(text)
