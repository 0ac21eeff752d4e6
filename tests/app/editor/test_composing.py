"""What input methods write: for languages that are composed before they are text."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path

import pytest
from PySide6.QtCore import Qt
from PySide6.QtGui import QGuiApplication, QInputMethodEvent
from PySide6.QtTest import QTest
from pytestqt.qtbot import QtBot

from app.editor.pen import Place
from app.editor.row_painter import x_of
from app.editor.rows import units
from app.editor.transcript_document import TranscriptDocument
from app.editor.transcript_view import TranscriptView
from app.theme import Theme
from tests.app.editor import wounds
from tests.app.editor.pages import LEFT, RIVER, at, saying, shown, texts

Open = Callable[..., TranscriptDocument]
Query = Qt.InputMethodQuery


@pytest.fixture
def view(opening: Open, tmp_path: Path, dressed: Theme, qtbot: QtBot) -> TranscriptView:
    return shown(opening(saying(tmp_path, *RIVER)), qtbot)


def compose(
    view: TranscriptView, preedit: str, commit: str = "", start: int = 0, length: int = 0
) -> None:
    event = QInputMethodEvent(preedit, [])
    event.setCommitString(commit, start, length)
    QGuiApplication.sendEvent(view, event)


def composed(view: TranscriptView, row: int) -> str:
    """What is shown in a row without being text."""
    return view._sheet.rows.layout(row).preeditAreaText()


def test_what_is_composed_is_shown_where_the_caret_is(view: TranscriptView) -> None:
    view.pen.go(Place(0, 4))
    plain = view.grab().toImage()
    compose(view, "にほ")
    assert composed(view, 0) == "にほ" and view._sheet.rows.layout(0).preeditAreaPosition() == 4
    scene = view._scene(0)
    assert (scene.caret, scene.composed) == (4, 2) and view.grab().toImage() != plain
    compose(view, "")
    assert composed(view, 0) == "" and view.grab().toImage() == plain


def test_what_is_committed_in_parts_is_one_edit(view: TranscriptView) -> None:
    view.pen.go(Place(0, 0))
    compose(view, "に")
    compose(view, "ほん", commit="日")
    assert texts(view)[0] == "日" + RIVER[0] and composed(view, 0) == "ほん"
    compose(view, "", commit="本")
    assert texts(view)[0] == "日本" + RIVER[0] and composed(view, 0) == ""
    assert len(view.document.history) == 1


def test_composing_takes_the_place_of_what_is_selected(view: TranscriptView) -> None:
    view.pen.select(0, 4, 9)
    compose(view, "かわ")
    assert texts(view)[0] == "The  came back." and composed(view, 0) == "かわ"
    compose(view, "", commit="川")
    assert texts(view)[0] == "The 川 came back."


def test_an_accent_that_comes_after_its_letter_replaces_it(view: TranscriptView) -> None:
    view.pen.go(Place(1, 2))
    compose(view, "", commit="í", start=-1, length=1)
    assert texts(view)[1] == "Díd it? Nobody saw it." and view.pen.caret == Place(1, 2)


def test_places_are_told_and_meant_as_qt_counts_them(view: TranscriptView) -> None:
    view.pen.go(Place(0, 0))
    QTest.keyClicks(view, "a")
    compose(view, "", commit="🎬🎬b")
    text = texts(view)[0]
    assert view.inputMethodQuery(Query.ImSurroundingText) == text
    assert view.inputMethodQuery(Query.ImCursorPosition) == units("a🎬🎬b") == 6
    compose(view, "", commit="c", start=-3, length=3)
    assert texts(view)[0] == "a🎬c" + RIVER[0]


@pytest.mark.parametrize("before", ["abc", "a🎬🎬"])
def test_the_caret_follows_what_is_composed_after_an_emoji(
    before: str, view: TranscriptView
) -> None:
    view.pen.go(Place(0, 0))
    compose(view, "", commit=before)
    bare = view._sheet.caret(view.pen.caret)
    compose(view, "🎬に")
    drawn = caret_x(view)
    assert bare.x() < drawn < view._sheet.left + view._sheet.width
    assert view._sheet.rows.layout(0).preeditAreaPosition() == units(before)
    compose(view, "", commit="🎬に")
    assert abs(view._sheet.caret(view.pen.caret).x() - drawn) < 2


def caret_x(view: TranscriptView) -> float:
    """Where the caret is drawn in the first row."""
    row, scene = view._sheet.rows[0], view._scene(0)
    line = view._sheet.rows.layout(0).lineAt(0)
    return view._sheet.left + x_of(line, row.units((0, scene.caret))[1] + scene.composed)


def test_what_is_marked_moves_aside_for_what_is_composed(view: TranscriptView) -> None:
    view.pen.go(Place(0, 4))
    row = view._sheet.rows[0]
    assert row.units((0, 3)) == (0, 3) and row.units((4, 9)) == (4, 9)
    compose(view, "🎬に")
    row = view._sheet.rows[0]
    assert row.units((0, 3)) == (0, 3) and row.units((4, 9)) == (7, 12)
    compose(view, "")
    assert view._sheet.rows[0].units((4, 9)) == (4, 9)


def test_an_input_method_says_where_in_its_text_the_cursor_is(view: TranscriptView) -> None:
    view.pen.go(Place(0, 0))
    kind = QInputMethodEvent.AttributeType.Cursor
    for place, shows, expected in ((1, 1, 1), (9, 1, 3), (2, 0, -1)):
        told = QInputMethodEvent.Attribute(kind, place, shows, None)
        QGuiApplication.sendEvent(view, QInputMethodEvent("にほん", [told]))
        assert view._scene(0).composed == expected
        view.grab()


def test_a_click_elsewhere_ends_what_was_being_composed(view: TranscriptView) -> None:
    view.pen.go(Place(0, 4))
    compose(view, "にほ")
    QTest.mouseClick(view.viewport(), LEFT, pos=at(view, 2, 3))
    assert composed(view, 0) == "" and view._scene(2).caret == view.pen.caret.offset
    compose(view, "か")
    assert composed(view, 2) == "か"


def test_going_elsewhere_ends_what_was_being_composed(view: TranscriptView) -> None:
    view.pen.go(Place(0, 4))
    compose(view, "にほ")
    view.go_to("0.1", 2, 2)
    assert composed(view, 0) == "" and view._scene(1).caret == 2


def test_the_window_of_candidates_stands_at_the_caret(view: TranscriptView) -> None:
    view.pen.go(Place(1, 4))
    assert view.inputMethodQuery(Query.ImCursorRectangle) == view._sheet.caret(Place(1, 4))
    assert view.inputMethodQuery(Query.ImFont) == view._sheet.ink.font
    view.pen.select(0, 4, 9)
    assert view.inputMethodQuery(Query.ImCurrentSelection) == "river"


def test_nothing_is_composed_into_what_is_for_reading(
    opening: Open, tmp_path: Path, dressed: Theme, qtbot: QtBot
) -> None:
    path = saying(tmp_path, *RIVER)
    wounds.damage(path)
    view = shown(opening(path), qtbot)
    assert view.inputMethodQuery(Query.ImEnabled) is False
    compose(view, "に", commit="日")
    assert texts(view) == list(RIVER) and composed(view, 0) == ""
