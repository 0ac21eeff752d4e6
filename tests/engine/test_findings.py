"""Excerpts of lines: what is shown around a mark."""

from __future__ import annotations

from hypothesis import given, settings
from hypothesis import strategies as st

from engine.findings import CUT, Excerpt, FoundLine
from engine.query import parse


def line(text: str, typed: str, before: str = "", after: str = "") -> FoundLine:
    return FoundLine("0.1", 10.0, 10.5, 1, "Anna", text, parse(typed).find(text), before, after)


def marked(excerpt: Excerpt) -> list[str]:
    return [excerpt.text[start:end] for start, end in excerpt.marks]


def test_a_short_line_is_shown_with_what_is_said_around_it() -> None:
    said = line("The river came back.", "river", "So when?", "Nobody saw it.")
    excerpt = said.excerpt(200)
    assert excerpt.text == "So when? The river came back. Nobody saw it."
    assert excerpt.text[slice(*excerpt.own)] == "The river came back."
    assert marked(excerpt) == ["river"]


def test_a_long_line_is_cut_between_words_around_its_first_mark() -> None:
    said = line(f"{'before ' * 30}the river {'after ' * 30}", "river")
    excerpt = said.excerpt(60)
    assert excerpt.text.startswith(f"{CUT}before") and excerpt.text.endswith(f"after{CUT}")
    assert marked(excerpt) == ["river"]
    assert len(excerpt.text) <= 62


def test_a_title_without_marks_is_shown_from_its_beginning() -> None:
    said = FoundLine("0.1", 0.0, 0.0, 0, "", "word " * 40, ())
    assert said.excerpt(20).text.startswith("word word")


def test_marks_outside_of_the_excerpt_are_left_out() -> None:
    said = line(f"river {'and ' * 60}river", "river")
    assert marked(said.excerpt(40)) == ["river"]


@settings(deadline=None)
@given(
    st.lists(st.sampled_from(["river", "x", "long-word", "ü", "don't"]), min_size=1, max_size=40),
    st.text(max_size=80),
    st.text(max_size=80),
    st.integers(10, 120),
)
def test_marks_of_an_excerpt_are_what_was_marked(
    words: list[str], before: str, after: str, room: int
) -> None:
    said = line(" ".join(words), "river", before, after)
    excerpt = said.excerpt(room)
    assert all(each == "river" for each in marked(excerpt))
    assert bool(excerpt.marks) == ("river" in words)
    assert len(excerpt.text) <= room + 2
    start, end = excerpt.own
    assert excerpt.text[start:end] in said.text
    assert all(start <= mark[0] < mark[1] <= end for mark in excerpt.marks)
