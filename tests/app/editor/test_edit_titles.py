from __future__ import annotations

from typing import get_args

from app.editor import edit_titles
from engine.edits import (
    AddSpeaker,
    AnyEdit,
    AssignFromHere,
    AssignSegments,
    AssignTurn,
    AssignWords,
    ChangeTimes,
    DeleteSegments,
    InsertSegment,
    JoinSegments,
    MergeSpeakers,
    MoveBoundary,
    RenameSpeaker,
    ReplaceEverywhere,
    SetText,
    SettleWords,
    SplitSegment,
    Together,
)


def name(speaker: str | None) -> str:
    return {"S1": "Anna"}.get(speaker or "", speaker or "nobody")


def test_every_edit_has_a_title() -> None:
    assert set(edit_titles._TITLES) == set(get_args(AnyEdit))


def test_titles_name_people_and_words() -> None:
    assert edit_titles.title(RenameSpeaker("S1", "Bea"), name) == "rename Anna to Bea"
    assert edit_titles.title(RenameSpeaker("S1", "Anna"), name) == "rename to Anna"
    assert edit_titles.title(RenameSpeaker("S1", ""), name) == "remove name"
    assert edit_titles.title(MergeSpeakers(("S1", "S2"), "S1"), name) == "merge into Anna"
    assert edit_titles.title(ReplaceEverywhere("a", "b"), name) == "replace “a” by “b”"
    assert edit_titles.title(SetText("1", "x"), name) == "typing"
    assert edit_titles.title(DeleteSegments(("1", "2", "3")), name).startswith("delete 3 segment")


def test_giving_is_named_by_what_is_given_and_to_whom() -> None:
    assert edit_titles.title(AssignSegments(("1",), "S1"), name) == "give to Anna"
    assert edit_titles.title(AssignSegments(("1",), None), name) == "give to nobody"
    assert edit_titles.title(AssignTurn("1", "S1"), name) == "give turn to Anna"
    assert edit_titles.title(AssignFromHere("1", "S2"), name) == "give all from here to S2"
    assert edit_titles.title(AssignWords("1", 0, 2, "S1"), name) == "give words to Anna"


def test_cuts_are_named_by_what_they_do() -> None:
    assert edit_titles.title(SplitSegment("1", 2), name) == "split"
    assert edit_titles.title(JoinSegments(("1", "2")), name) == "join"
    assert edit_titles.title(MoveBoundary("1", "2", 3), name) == "move boundary"
    assert edit_titles.title(ChangeTimes("1", 0.0, 1.0), name) == "change times"
    assert edit_titles.title(InsertSegment(0.0, 1.0, "x", None), name) == "insert segment"
    assert edit_titles.title(DeleteSegments(("1",)), name).startswith("delete 1 segment")


def test_edits_made_together_are_named_by_the_last() -> None:
    new = AddSpeaker("Bea")
    assert edit_titles.title(Together((new, AssignTurn("1", "S1"))), name) == "give turn to Anna"
    assert edit_titles.title(SettleWords("1", 0, 1, "Okafor"), name) == "settle on “Okafor”"


def test_a_new_speaker_is_named_as_it_was_given() -> None:
    assert edit_titles.title(AddSpeaker("Bea"), name) == "add Bea"
    unnamed = AddSpeaker("")
    assert edit_titles.title(unnamed, name) == f"add {unnamed.new}"


def test_what_was_typed_is_never_taken_for_a_place_to_fill_in() -> None:
    assert edit_titles.title(ReplaceEverywhere("%2", "%1"), name) == "replace “%2” by “%1”"
