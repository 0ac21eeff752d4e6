from __future__ import annotations

import msgspec
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from app.editor.edges import SHORTEST, Side, dragged
from engine.edits import ChangeTimes, MoveBoundary, apply, apply_all
from engine.transcript import Segment
from tests.app.editor.talks import talk
from tests.builders import segment, spoken, transcript

# Three words of 0.3 s each: A until 0.9, B from 1.0 to 1.9, and C after a long rest from 10 on.
A = segment("one two three", 0.0, "a", speaker="X")
B = segment("four five six", 1.0, "b", speaker="Y")
C = segment("seven eight nine", 10.0, "c", speaker="X")
ALL = (A, B, C)


@pytest.mark.parametrize(
    ("place", "side", "to", "at"),
    [
        (0, "end", 1.20, 4),  # beyond the middle of "four"
        (0, "end", 1.10, 3),  # not beyond it: nothing changes hands
        (0, "end", 0.50, 2),  # before the middle of "three"
        (1, "start", 0.70, 2),
        (1, "start", 1.80, 5),
        (0, "end", 100.0, 5),  # the last word stays where it is
        (1, "start", -5.0, 1),  # and so does the first
    ],
)
def test_over_words_the_boundary_moves(place: int, side: Side, to: float, at: int) -> None:
    edit = dragged(ALL, place, side, to)
    if at == len(A.words):
        assert not any(isinstance(each, MoveBoundary) for each in edit)
    else:
        assert edit == (MoveBoundary("a", "b", at),)


def test_into_silence_a_segment_grows() -> None:
    assert dragged(ALL, 1, "end", 4.0) == (ChangeTimes("b", 1.0, 4.0),)
    assert dragged(ALL, 2, "start", 8.5) == (ChangeTimes("c", 8.5, C.end),)


def test_a_segment_alone_shrinks_but_never_to_nothing() -> None:
    assert dragged(ALL, 2, "end", 10.5) == (ChangeTimes("c", 10.0, 10.5),)
    assert dragged(ALL, 2, "end", 3.0) == (ChangeTimes("c", 10.0, 10.0 + SHORTEST),)
    assert dragged(ALL, 2, "start", 99.0) == (ChangeTimes("c", round(C.end - SHORTEST, 3), C.end),)


def test_across_a_long_rest_words_come_over_too() -> None:
    assert dragged(ALL, 1, "end", 10.4) == (MoveBoundary("b", "c", 4),)
    assert dragged(ALL, 2, "start", 1.5) == (MoveBoundary("b", "c", 2),)


def test_before_the_first_and_after_the_last_there_is_only_silence() -> None:
    late = (msgspec.structs.replace(A, start=0.0),)
    assert dragged(late, 0, "end", 20.0) == (ChangeTimes("a", 0.0, 20.0),)
    assert dragged((C,), 0, "start", -3.0) == (ChangeTimes("c", 0.0, C.end),)


def test_where_nothing_has_moved_nothing_is_edited() -> None:
    assert dragged(ALL, 2, "end", C.end) == ()
    assert dragged(ALL, 1, "end", B.end) == ()


def test_two_who_talk_at_once_have_no_boundary_between_them() -> None:
    over = segment("ten eleven", 0.1, "d", speaker="Y")
    edit = dragged((A, over), 0, "end", 0.5)
    assert edit == (ChangeTimes("a", 0.0, 0.5),)


def test_a_segment_without_words_has_times_all_the_same() -> None:
    empty = Segment("e", 2.5, 3.5, ())
    assert dragged((B, empty), 1, "end", 5.0) == (ChangeTimes("e", 2.5, 5.0),)
    assert dragged((empty, C), 0, "start", 2.0) == (ChangeTimes("e", 2.0, 3.5),)


def test_words_keep_their_order_and_none_is_lost() -> None:
    both = transcript(A, B, C)
    (edit,) = dragged(both.segments, 0, "end", 1.2)
    moved = apply(both, edit)
    assert [said.text for said in moved.segments[:2]] == ["one two three four", "five six"]
    assert all(word.speaker == "X" for word in moved.segments[0].words)


@settings(deadline=None)
@given(st.integers(0, 19), st.sampled_from(["start", "end"]), st.floats(-10, 200))
def test_whatever_is_dragged_wherever_the_edit_fits(place: int, side: Side, to: float) -> None:
    conversation = talk(20)
    edits = dragged(conversation.segments, place, side, to)
    if edits:
        done = apply_all(conversation, edits)
        after = done.transcript
        assert not done.skipped
        words = [word.text.strip() for word in conversation.words()]
        assert sorted(word.text.strip() for word in after.words()) == sorted(words)
        assert all(said.start < said.end for said in after.segments)


def test_the_words_of_the_examples_are_where_they_are_thought_to_be() -> None:
    assert [word.middle for word in spoken("four five six", 1.0)] == pytest.approx(
        [1.15, 1.45, 1.75]
    )


# --- the edge of a turn ---------------------------------------------------------------------------

TURNS = (
    segment("one two", 0.0, "a", speaker="X"),  # until 0.6
    segment("three four", 1.0, "b", speaker="Y"),  # until 1.6
    segment("five six", 2.0, "c", speaker="Y"),
    segment("seven eight", 3.0, "d", speaker="Y"),  # until 3.6
    segment("nine ten", 4.0, "e", speaker="X"),
)


def turns_after(place: int, side: Side, to: float) -> list[tuple[str | None, str]]:
    """Who says what after an edge was dragged."""
    both = transcript(*TURNS)
    done = apply_all(both, dragged(both.segments, place, side, to))
    assert not done.skipped
    return [(said.speaker, said.text) for said in done.transcript.segments]


def test_the_edge_of_a_turn_is_dragged_over_whole_segments_to_the_right_word() -> None:
    assert turns_after(0, "end", 2.3) == [
        ("X", "one two"),
        ("X", "three four five"),
        ("Y", "six"),
        ("Y", "seven eight"),
        ("X", "nine ten"),
    ]


def test_it_may_come_to_rest_between_two_segments() -> None:
    said = turns_after(1, "start", 1.9)
    assert [speaker for speaker, _ in said] == ["X", "X", "Y", "Y", "X"]
    assert [text for _, text in said] == [each.text for each in TURNS]


def test_a_turn_that_begins_earlier_takes_from_the_one_before() -> None:
    assert turns_after(4, "start", 2.3)[1:] == [
        ("Y", "three four"),
        ("Y", "five"),
        ("X", "six seven eight"),
        ("X", "nine ten"),
    ] or turns_after(4, "start", 2.3)[1:] == [
        ("Y", "three four"),
        ("Y", "five"),
        ("X", "six"),
        ("X", "seven eight"),
        ("X", "nine ten"),
    ]


@pytest.mark.parametrize(("place", "side", "to"), [(0, "end", 99.0), (4, "start", -1.0)])
def test_of_a_turn_something_is_always_left(place: int, side: Side, to: float) -> None:
    assert "Y" in {speaker for speaker, _ in turns_after(place, side, to)}


def test_inside_a_turn_only_words_change_hands() -> None:
    (edit,) = dragged(TURNS, 1, "end", 3.5)
    assert edit == MoveBoundary("b", "c", 3)
