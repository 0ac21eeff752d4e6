from __future__ import annotations

from typing import get_args

from app.editor import edit_titles
from engine.edits import (
    AnyEdit,
    DeleteSegments,
    MergeSpeakers,
    RenameSpeaker,
    ReplaceEverywhere,
    SetText,
)


def name(speaker: str | None) -> str:
    return {"S1": "Anna"}.get(speaker or "", speaker or "nobody")


def test_every_edit_has_a_title() -> None:
    assert set(edit_titles._TITLES) == set(get_args(AnyEdit))


def test_titles_name_people_and_words() -> None:
    assert edit_titles.title(RenameSpeaker("S1", "Bea"), name) == "rename Anna to Bea"
    assert edit_titles.title(RenameSpeaker("S1", ""), name) == "remove name"
    assert edit_titles.title(MergeSpeakers(("S1", "S2"), "S1"), name) == "merge into Anna"
    assert edit_titles.title(ReplaceEverywhere("a", "b"), name) == "replace “a” by “b”"
    assert edit_titles.title(SetText("1", "x"), name) == "typing"
    assert edit_titles.title(DeleteSegments(("1", "2", "3")), name).startswith("delete 3 segment")
