from __future__ import annotations

import pytest

from app.editor.readings import Reading, Readings, span_of
from engine.edits import (
    AnyEdit,
    AssignSegments,
    JoinSegments,
    MoveBoundary,
    SetText,
    SplitSegment,
    apply,
    apply_all,
)
from engine.transcript import TermChange, Transcript
from tests.builders import segment, transcript

TALK = transcript(
    segment("Then Okafor went home.", 0.0, "0.0", speaker="A"),
    segment("Okafor, Okafor's wife and Saint Ives.", 10.0, "0.1", speaker="B"),
    segment("Nobody else.", 20.0, "0.2", speaker="A"),
)
CHANGES = (
    TermChange("Okafor", "oak a for", 0.3, 0.6, 2.0),
    TermChange("Okafor", "oak offers", 10.3, 10.6, 2.0),
    TermChange("Saint Ives", "sand hives.", 11.2, 11.8, 2.0),
    TermChange("Elsewhere", "else where", 20.0, 20.5, 2.0),
)


def found(talk: Transcript, *changes: TermChange) -> list[tuple[str, str]]:
    """What the glossary made of what, in all segments."""
    readings = Readings(TALK, changes or CHANGES)
    return [
        ("".join(w.text for w in said.words[each.first : each.last]).strip(), each.heard)
        for said in talk.segments
        for each in readings.of(said)
    ]


ALL = [("Okafor", "oak a for"), ("Okafor's", "oak offers"), ("Saint Ives.", "sand hives.")]


def test_changed_words_are_found_by_their_letters_and_their_time() -> None:
    assert found(TALK) == ALL


def test_without_a_glossary_nothing_is_changed() -> None:
    assert [Readings(TALK).of(said) for said in TALK.segments] == [(), (), ()]


def test_a_change_that_is_not_where_it_was_said_is_left_out() -> None:
    assert found(TALK, TermChange("Okafor", "oak", 5.0, 5.4)) == []


@pytest.mark.parametrize(
    "edit",
    [
        JoinSegments(("0.0", "0.1")),
        SplitSegment("0.1", 2),
        MoveBoundary("0.0", "0.1", 2),
        AssignSegments(("0.1",), "A"),
        SetText("0.2", "Everybody else."),
        SetText("0.1", "Okafor, Okafor's wife too and Saint Ives."),
    ],
    ids=lambda edit: type(edit).__name__,
)
def test_changed_words_are_known_wherever_edits_take_them(edit: AnyEdit) -> None:
    assert found(apply(TALK, edit)) == ALL


def test_what_the_user_wrote_over_is_the_users() -> None:
    talk = apply(TALK, SetText("0.1", "Obi, Obi's wife and Saint Ives."))
    assert found(talk) == [ALL[0], ALL[2]]


def test_what_the_user_keeps_is_not_asked_about_again() -> None:
    said = TALK.segments[1]
    reading = Readings(TALK, CHANGES).of(said)[1]
    talk = apply(TALK, reading.kept(said))
    assert talk.text == TALK.text and found(talk) == ALL[:2]


def test_what_was_heard_comes_back_in_the_time_of_the_term() -> None:
    said = TALK.segments[0]
    (reading,) = Readings(TALK, CHANGES).of(said)
    talk = apply(TALK, reading.plain(said))
    assert talk.segments[0].text == "Then oak a for went home."
    words = talk.segments[0].words
    assert words[1].start == said.words[1].start and words[3].end == said.words[1].end
    assert found(talk) == ALL[1:]


def test_two_readings_of_a_segment_are_settled_one_after_another() -> None:
    readings, talk = Readings(TALK, CHANGES), TALK
    for _ in range(2):
        said = talk.segments[1]
        talk = apply_all(talk, [readings.of(said)[0].plain(said)]).transcript
    assert talk.segments[1].text == "Okafor, oak offers wife and sand hives."
    assert readings.of(talk.segments[1]) == ()


def test_a_reading_reaches_from_its_first_word_to_its_last() -> None:
    spans = ((0, 4), (5, 10), (11, 14))
    assert span_of(spans, Reading(1, 3, "x")) == (5, 14)
    assert span_of(spans, Reading(0, 1, "x")) == (0, 4)
