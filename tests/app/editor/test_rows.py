from __future__ import annotations

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from app.editor.ink import Ink
from app.editor.rows import GAP_CARD, HEAD, TOP, Rows, characters, gone, units, word_spans
from app.theme import Theme
from engine.transcript import Gap, Segment
from tests.app.editor import talks
from tests.builders import segment, word


@pytest.fixture
def rows(dressed: Theme) -> Rows:
    made = Rows(Ink(0))
    made.show(talks.talk(60).segments, ())
    return made


def test_rows_stand_one_below_the_other(rows: Rows) -> None:
    for place in range(len(rows) - 1):
        assert rows.top(place + 1) == rows.top(place) + rows.height_of(place)
        assert rows.at(rows.top(place)) == place
        assert rows.at(rows.top(place + 1) - 0.5) == place
    assert rows.at(-5) == 0 and rows.at(rows.height + 99) == len(rows) - 1


def test_a_head_stands_where_somebody_else_begins(rows: Rows) -> None:
    said = talks.talk(60).segments
    heads = [place for place in range(60) if rows[place].has_head]
    begins = [p for p in range(60) if not p or said[p].speaker != said[p - 1].speaker]
    assert heads == begins and len(heads) < 60
    assert rows[heads[0]].above == HEAD


def test_measuring_makes_every_height_that_of_its_layout(rows: Rows) -> None:
    while rows.measure_some(7):
        pass
    for place in range(len(rows) - 1):
        lines = rows[place].lines
        assert rows.layout(place).lineCount() == lines
        assert rows[place].is_exact


def test_a_gap_stands_above_what_is_said_after_it(rows: Rows) -> None:
    starts = [s.start for s in talks.talk(60).segments]
    before = rows.height
    rows.show_gaps([Gap(1, starts[5] - 0.1, starts[5], "why"), Gap(2, 1e6, 1e6 + 1, "why")])
    assert [gap.chunk for gap in rows[5].gaps] == [1] and rows[5].has_head
    assert [gap.chunk for gap in rows[60].gaps] == [2]
    assert rows.height >= before + 2 * GAP_CARD
    rows.show_gaps(())
    assert rows.height == before


@settings(deadline=None)
@given(st.lists(st.tuples(st.integers(0, 40), st.integers(0, 3), st.integers(0, 3)), max_size=8))
def test_splices_give_what_showing_anew_gives(steps: list[tuple[int, int, int]]) -> None:
    fresh = iter(talks.talk(60, seed=9).segments)
    said = list(talks.talk(45).segments)
    ink = Ink(0)
    rows = Rows(ink)
    rows.show(said, ())
    for first, removed, added in steps:
        first = min(first, len(said))
        removed = min(removed, len(said) - first)
        new = [next(fresh) for _ in range(added)]
        said[first : first + removed] = new
        rows.splice(first, removed, new)
    while rows.measure_some(10):
        pass
    anew = Rows(ink)
    anew.show(said, ())
    while anew.measure_some(10):
        pass
    assert len(rows) == len(anew)
    shown = [(rows[n].text, rows[n].has_head, rows.top(n)) for n in range(len(rows))]
    assert shown == [(anew[n].text, anew[n].has_head, anew.top(n)) for n in range(len(anew))]


def test_a_wider_page_and_larger_type_are_measured_anew(rows: Rows) -> None:
    high = rows.height
    rows.dress(Ink(24), 300.0)
    assert rows.height > high
    rows.dress(Ink(12), 2000.0)
    while rows.measure_some(10):
        pass
    assert all(rows[place].lines == 1 for place in range(60))


def test_words_are_found_in_what_is_shown() -> None:
    said = segment("So it is", number="1")
    assert word_spans(said, "So it is") == [(0, 2), (3, 5), (6, 8)]
    assert word_spans(said, "So  it  ") == [(0, 2), (4, 6), (0, 0)]
    empty = Segment("2", 0.0, 1.0, (word(" "),))
    assert word_spans(empty, "anything") == [(0, 0)]


@given(st.text(alphabet="aé中🎬𝄞 ", max_size=12), st.integers(0, 12))
def test_qt_counts_in_other_units(text: str, offset: int) -> None:
    offset = min(offset, len(text))
    assert characters(text, units(text[:offset])) == offset
    assert units(text) == len(text.encode("utf-16-le")) // 2


# --- what was recognised --------------------------------------------------------------------------


def test_an_original_makes_room_below_its_text_and_gives_it_back(rows: Rows) -> None:
    while rows.measure_some(10):
        pass
    leading, before = Ink(0).leading, [rows.height_of(row) for row in range(3)]
    said = [rows[row].segment for row in range(3)]
    older = {said[1]: "An older reading.", said[2]: "wandering " * 40}
    rows.compare(lambda segment: older.get(segment, ""))
    while rows.measure_some(10):
        pass
    assert rows.height_of(0) == before[0] and rows.height_of(1) == before[1] + leading
    assert rows.layout(1) and rows[1].under is not None
    assert rows[1].under.text() == "An older reading."
    assert rows.height_of(2) == before[2] + rows[2].below * leading and rows[2].below > 1
    rows.compare(None)
    while rows.measure_some(10):
        pass
    assert [rows.height_of(row) for row in range(3)] == before
    assert rows.layout(1) and rows[1].under is None


def test_nobody_has_a_head_only_where_somebody_spoke_before(dressed: Theme) -> None:
    rows, gap = Rows(Ink(0)), Gap(0, 15.0, 16.0, "why")
    said = [segment("It rains.", 10.0 * n, f"0.{n}") for n in range(4)]
    rows.show(said, (gap,))
    assert not any(rows[place].has_head for place in range(5)), "a text without speakers"
    anna = segment("I see.", 20.0, "0.2", speaker="SPEAKER_00")
    rows.splice(2, 1, [anna])
    assert [rows[place].has_head for place in range(5)] == [False, False, True, True, False]
    rows.splice(2, 1, [said[2]])
    assert not any(rows[place].has_head for place in range(5)), "taken back"


def test_the_first_row_does_not_touch_the_edge_of_the_page(dressed: Theme) -> None:
    rows = Rows(Ink(0))
    rows.show([segment("It rains.", 0.0, "0.0")], ())
    assert rows.text_top(0) == TOP > 0


@pytest.mark.parametrize(
    ("before", "now", "words"),
    [
        ("the mill at Kerfoot then", "the mill at Carefoot then", ["Kerfoot"]),
        ("one two three four", "one four", ["two three"]),
        ("one two", "one and two", []),
        ("one two", "one two", []),
        ("one two", "", ["one two"]),
        ("ein 🎬 Bild", "ein Bild", ["🎬"]),
    ],
)
def test_words_that_a_text_has_no_more_are_found(before: str, now: str, words: list[str]) -> None:
    assert [before[start:end] for start, end in gone(before, now)] == words


def test_below_a_changed_text_the_words_that_were_changed_are_marked(dressed: Theme) -> None:
    rows = Rows(Ink(0))
    rows.show([segment("The 🎬 Carefoot mill.", 0.0, "0.0")], ())
    rows.compare(lambda _: "The 🎬 Kerfoot mill.")
    rows.layout(0)
    under = rows[0].under
    assert under is not None
    (look,) = under.formats()
    assert (look.start, look.length) == (len("The 🎬 ") + 1, len("Kerfoot"))
    assert look.format.fontUnderline()
    rows.write(0, "The 🎬 Kerfoot mill!")
    rows.layout(0)
    (look,) = rows[0].under.formats() if rows[0].under else ()
    assert look.length == len("mill.")
