"""Names proposed from scripts, subtitles and texts."""

from __future__ import annotations

from hypothesis import given
from hypothesis import strategies as st

from engine.extraction import extract

SUBTITLES = """1
00:00:01,000 --> 00:00:03,000
<i>Where is Marguerite?</i>

2
00:00:04,000 --> 00:00:06,000
With Deryck and
Professor Van Helsing.

3
00:00:07,000 --> 00:00:08,000
Nobody saw Deryck on Monday.
"""


def test_names_come_from_inside_sentences_the_most_frequent_first() -> None:
    text = "The man saw Ana. Then Ana met Bea, and Ana left."
    assert extract(text) == ["Ana", "Bea"]


def test_a_capital_at_the_beginning_of_a_sentence_says_nothing() -> None:
    assert extract("Window glass broke. “Nothing else,” he said. Nobody came.") == []


def test_what_is_also_written_small_is_no_name() -> None:
    assert extract("He said Hope was gone, but hope stays, and so does Xochitl.") == ["Xochitl"]


def test_names_of_several_words_stay_together() -> None:
    assert extract("we went to Del Mar with Ana") == ["Del Mar", "Ana"]


def test_subtitles_give_names_and_no_numbers_or_tags() -> None:
    assert extract(SUBTITLES) == ["Deryck", "Marguerite", "Professor Van Helsing"]


def test_everyday_capitals_are_left_out() -> None:
    assert extract("and then I saw him on Monday, Mr Xo, in March, and I'm glad") == ["Mr Xo"]


def test_the_genitive_belongs_to_no_name() -> None:
    assert extract("it was Ana's and Bea’s") == ["Ana", "Bea"]


def test_shouting_is_no_name() -> None:
    assert extract("and then HELP ME cried Ana") == ["Ana"]


def test_nouns_of_a_language_that_writes_them_all_with_capitals_are_no_names() -> None:
    text = "Da ging das Schiff unter, und Deryck sah ein Schiff, im Hafen, mit Ana und dem Koch."
    assert extract(text, "de") == ["Deryck", "Ana"]


@given(st.text(max_size=400))
def test_whatever_the_text_there_is_an_answer(text: str) -> None:
    found = extract(text)
    assert len(found) == len(set(found))
    assert all(name.strip() for name in found)
