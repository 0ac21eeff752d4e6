"""Portions of a text and the edits that give them away."""

from __future__ import annotations

import pytest
from PySide6.QtCore import QMimeData

from app.editor.giving import MIME, Portion, Scope, as_mime, given, in_mime
from app.editor.transcript_document import TranscriptDocument
from engine.edits import (
    AnyEdit,
    AssignFromHere,
    AssignSegments,
    AssignTurn,
    AssignWords,
    MergeSpeakers,
)

ANNA, OKAFOR = "SPEAKER_00", "SPEAKER_01"


def of(talk: TranscriptDocument, speaker: str | None) -> tuple[str, ...]:
    return tuple(said.id for said in talk.segments if said.speaker == speaker)


@pytest.mark.parametrize("portion", [Portion(("0.0", "0.1")), Portion(("0.3",), (1, 4))])
def test_what_is_dragged_arrives_as_it_was(portion: Portion) -> None:
    data = as_mime(portion, "The words.")
    assert in_mime(data) == portion and data.text() == "The words."


@pytest.mark.parametrize("content", [b"", b"\xff", b"[1]", b'{"segments": []}', b'{"a": 1}'])
def test_what_other_programs_drag_is_no_portion(content: bytes) -> None:
    data = QMimeData()
    data.setData(MIME, content)
    assert in_mime(data) is None


def test_words_alone_are_given_as_words() -> None:
    edit = Portion(("0.3",), (1, 4)).given_to(ANNA)
    assert isinstance(edit, AssignWords)
    assert (edit.segment, edit.first, edit.last, edit.speaker) == ("0.3", 1, 4, ANNA)
    assert Portion(("0.1", "0.2")).given_to(None) == AssignSegments(("0.1", "0.2"), None)


def test_the_scope_says_how_far_around_it_goes(talk: TranscriptDocument) -> None:
    first = of(talk, ANNA)[1]
    edits: dict[Scope, AnyEdit] = {
        "segments": AssignSegments((first,), OKAFOR),
        "turn": AssignTurn(first, OKAFOR),
        "onwards": AssignFromHere(first, OKAFOR),
        "all": MergeSpeakers((ANNA,), OKAFOR),
    }
    for scope, edit in edits.items():
        assert given(talk, Portion((first,)), scope, OKAFOR) == edit


def test_all_of_a_voice_can_be_nobody_s(talk: TranscriptDocument) -> None:
    theirs = of(talk, ANNA)
    assert given(talk, Portion(theirs[:1]), "all", None) == AssignSegments(theirs, None)


def test_what_is_theirs_already_is_no_edit(talk: TranscriptDocument) -> None:
    assert given(talk, Portion(of(talk, ANNA)[:1]), "all", ANNA) is None
    assert given(talk, Portion(("gone",)), "all", ANNA) is None
