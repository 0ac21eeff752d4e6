"""A speaker's name, typed in the place of its chip."""

from __future__ import annotations

from pathlib import Path

import pytest
from PySide6.QtCore import Qt
from PySide6.QtTest import QTest
from pytestqt.qtbot import QtBot

from app.editor.transcript_document import TranscriptDocument
from app.editor.transcript_view import TranscriptView
from app.theme import Theme
from engine.edits import AssignSegments
from tests.app.editor.conftest import Open
from tests.app.editor.pages import RIVER, Key, saying, shown


@pytest.fixture
def view(opening: Open, tmp_path: Path, dressed: Theme, qtbot: QtBot) -> TranscriptView:
    return shown(opening(saying(tmp_path, *RIVER)), qtbot)


def test_a_name_is_typed_on_the_chip(view: TranscriptView, qtbot: QtBot) -> None:
    speaker = view.document.segments[1].speaker
    view.rename_speaker(1)
    edit = view._naming.field
    assert edit is not None and edit.hasSelectedText()
    QTest.keyClicks(edit, "Bea")
    QTest.keyClick(edit, Key.Key_Return)
    assert view.document.name_of(speaker) == "Bea"
    assert view._naming.field is None and view.hasFocus()


def test_escape_leaves_a_name_as_it_was(view: TranscriptView) -> None:
    view.rename_speaker(0)
    assert view._naming.field is not None
    QTest.keyClicks(view._naming.field, "Bea")
    QTest.keyClick(view._naming.field, Key.Key_Escape)
    assert view._naming.field is None and not view.document.history


def test_scrolling_puts_a_half_typed_name_away(
    talk: TranscriptDocument, dressed: Theme, qtbot: QtBot
) -> None:
    view = shown(talk, qtbot)
    view.rename_speaker(0)
    assert view._naming.field is not None
    QTest.keyClicks(view._naming.field, "Bea")
    view.verticalScrollBar().setValue(200)
    assert view._naming.field is None and not talk.history


@pytest.mark.parametrize("typed", ["  ", "Speaker 1", " Speaker 1 "])
def test_no_name_or_the_same_is_no_edit(view: TranscriptView, typed: str) -> None:
    view.rename_speaker(0)
    assert view._naming.field is not None
    view._naming.field.setText(typed)
    QTest.keyClick(view._naming.field, Qt.Key.Key_Return)
    assert not view.document.history and view._naming.field is None


def test_nobody_has_no_name_to_be_typed(view: TranscriptView) -> None:
    view.document.do(AssignSegments(("0.0",), None))
    view.rename_speaker(0)
    assert view._naming.field is None


def test_another_name_takes_the_place_of_a_half_typed_one(view: TranscriptView) -> None:
    view.rename_speaker(0)
    first = view._naming.field
    view.rename_speaker(1)
    assert first is not None and view._naming.field is not first and first.isHidden()
    assert not view.document.history
