"""What lies under the mouse: words, times, chips, gaps and the empty page around them."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path

import msgspec
import pytest
from PySide6.QtCore import QEvent, QPoint, QPointF, Qt
from PySide6.QtGui import QContextMenuEvent, QGuiApplication, QHelpEvent
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QMenu, QToolTip
from pytestqt.qtbot import QtBot

from app.editor.pen import Place
from app.editor.row_painter import TIMES, chip_rect, gap_button, gap_rect
from app.editor.rows import GAP_CARD
from app.editor.transcript_document import TranscriptDocument
from app.editor.transcript_view import TranscriptView
from app.theme import Theme
from engine.document import Document
from engine.transcript import Gap
from tests.app.editor import talks, wounds
from tests.app.editor.pages import LEFT, RIVER, SHIFT, at, saying, shown, texts, unsure
from tests.builders import segment, transcript

Open = Callable[..., TranscriptDocument]

GAPS = (Gap(1, 10.0, 15.0, "hung"), Gap(2, 15.0, 19.0, "hung"))


@pytest.fixture
def view(opening: Open, tmp_path: Path, dressed: Theme, qtbot: QtBot) -> TranscriptView:
    return shown(opening(saying(tmp_path, *RIVER)), qtbot)


@pytest.fixture
def gapped(opening: Open, tmp_path: Path, dressed: Theme, qtbot: QtBot) -> TranscriptView:
    """Two gaps between the first segment and the last, and one after all of them."""
    gaps = (*GAPS, Gap(3, 90.0, 99.0, "hung"))
    anna = "SPEAKER_00"
    said = (
        segment(RIVER[0], 0.0, "0.0", speaker=anna),
        segment(RIVER[2], 20.0, "0.2", speaker=anna),
    )
    path = talks.document(tmp_path, transcript(*said, gaps=gaps))
    return shown(opening(path), qtbot)


def kind(view: TranscriptView, at: QPointF | QPoint) -> tuple[int, str]:
    spot = view._sheet.spot(QPointF(at))
    return spot.row, spot.kind


def edge(view: TranscriptView, row: int, offset: int) -> QPointF:
    """The left edge of a character, however narrow it is."""
    rect = view._sheet.caret(Place(row, offset))
    return QPointF(rect.x() + 0.5, rect.center().y())


def chip(view: TranscriptView, row: int) -> QPoint:
    return (
        chip_rect(view._scene(row), view._sheet.text_top(row), view._sheet.ink).center().toPoint()
    )


def cards(view: TranscriptView, row: int) -> list[tuple[QPoint, QPoint]]:
    """Of each gap above a row, a point on its card and one on its button."""
    top, found = view._sheet.rows.top(row) - view.verticalScrollBar().value(), []
    for number in range(len(view._sheet.rows[row].gaps)):
        card = gap_rect(view._scene(row), top + number * GAP_CARD)
        button = gap_button(view._scene(row), card, view._sheet.ink)
        found.append((card.topLeft().toPoint() + QPoint(30, 10), button.center().toPoint()))
    return found


# --- where things are -----------------------------------------------------------------------------


def test_every_character_is_where_it_is_drawn(view: TranscriptView) -> None:
    for row, text in enumerate(RIVER):
        for offset in range(len(text)):
            spot = view._sheet.spot(edge(view, row, offset))
            assert (spot.kind, spot.place) == ("text", Place(row, offset))


def test_characters_of_two_units_are_found_too(
    opening: Open, tmp_path: Path, dressed: Theme, qtbot: QtBot
) -> None:
    view = shown(opening(saying(tmp_path, "A 🎬 film 🎬🎬 ends")), qtbot)
    for offset in (0, 2, 3, 4, 9, 10, 12, 16):
        assert view._sheet.spot(edge(view, 0, offset)).place == Place(0, offset)


def test_right_of_a_line_is_its_end_and_below_all_is_the_end_of_the_film(
    view: TranscriptView,
) -> None:
    beyond = QPointF(view.viewport().width() - 3, at(view, 0, 0).y())
    assert view._sheet.spot(beyond).place == Place(0, len(RIVER[0]))
    QTest.mouseClick(view.viewport(), LEFT, pos=QPoint(300, view.viewport().height() - 5))
    assert view.pen.caret == Place(2, len(RIVER[2]))


def test_left_of_the_text_is_its_time(view: TranscriptView) -> None:
    y = at(view, 1, 0).y()
    assert kind(view, QPointF(view._sheet.left - TIMES / 2, y)) == (1, "time")
    assert kind(view, QPointF(view._sheet.left - 2, y)) == (1, "text")


def test_only_the_first_row_of_a_turn_has_a_chip(
    opening: Open, tmp_path: Path, dressed: Theme, qtbot: QtBot
) -> None:
    said = [segment(text, 10.0 * n, f"0.{n}", speaker="S1") for n, text in enumerate(RIVER)]
    view = shown(opening(talks.document(tmp_path, transcript(*said))), qtbot)
    assert kind(view, chip(view, 0)) == (0, "chip")
    assert [kind(view, chip(view, row))[1] for row in (1, 2)] == ["text", "text"]


def test_a_gap_and_its_button_are_two_things(gapped: TranscriptView) -> None:
    first, second = cards(gapped, 1)
    for (card, button), chunk in ((first, 1), (second, 2)):
        assert kind(gapped, card) == (1, "")
        assert kind(gapped, button) == (1, "gap")
        assert gapped._sheet.spot(QPointF(button)).chunk == chunk


def test_a_gap_after_all_that_is_said_can_be_run_again(
    gapped: TranscriptView, qtbot: QtBot
) -> None:
    ((card, button),) = cards(gapped, 2)
    with qtbot.assertNotEmitted(gapped.run_again_asked):
        QTest.mouseClick(gapped.viewport(), LEFT, pos=card)
    with qtbot.waitSignal(gapped.run_again_asked) as told:
        QTest.mouseClick(gapped.viewport(), LEFT, pos=button)
    assert told.args == [3]


def test_a_gap_that_was_recognised_goes_from_the_page(gapped: TranscriptView, qtbot: QtBot) -> None:
    high = gapped._sheet.rows.height
    path = gapped.document.path
    with Document.open(path) as engine, qtbot.waitSignal(gapped.document.gaps_changed):
        now = gapped.document.recognised
        engine.save("transcript", 0, "", msgspec.structs.replace(now, gaps=GAPS[:1]), {})
    assert [len(gapped._sheet.rows[row].gaps) for row in range(3)] == [0, 1, 0]
    assert gapped._sheet.rows.height == high - 2 * GAP_CARD


# --- clicks ---------------------------------------------------------------------------------------


def test_a_click_on_the_last_letter_of_a_word_is_to_hear_that_word(
    view: TranscriptView, qtbot: QtBot
) -> None:
    words = view.document.segments[1].words
    for number, (_, end) in enumerate(view._sheet.rows[1].spans):
        with qtbot.waitSignal(view.time_clicked) as told:
            QTest.mouseClick(view.viewport(), LEFT, pos=at(view, 1, end - 1))
        assert told.args == [words[number].start]


def test_a_click_where_nothing_is_written_is_to_hear_nothing(
    gapped: TranscriptView, qtbot: QtBot
) -> None:
    bottom = QPoint(round(gapped._sheet.left) + 50, gapped.viewport().height() - 4)
    with qtbot.assertNotEmitted(gapped.time_clicked):
        QTest.mouseClick(gapped.viewport(), LEFT, pos=bottom)
        QTest.mouseClick(gapped.viewport(), LEFT, pos=cards(gapped, 1)[0][0])
        QTest.mouseClick(gapped.viewport(), Qt.MouseButton.RightButton, pos=at(gapped, 0, 2))


def test_a_click_with_shift_is_to_select_and_not_to_hear(
    view: TranscriptView, qtbot: QtBot
) -> None:
    view.pen.go(Place(0, 4))
    with qtbot.assertNotEmitted(view.time_clicked):
        QTest.mouseClick(view.viewport(), LEFT, SHIFT, at(view, 0, 9))
    assert view.pen.selected_text == "river"


def test_a_double_click_takes_words_spaces_and_marks_apart(view: TranscriptView) -> None:
    for offset, expected in ((5, "it"), (6, "it"), (9, "Nobody")):
        QTest.mouseDClick(view.viewport(), LEFT, pos=at(view, 1, offset))
        QTest.mouseRelease(view.viewport(), LEFT, pos=at(view, 1, offset))
        assert view.pen.selected_text == expected


def test_dragging_upwards_selects_backwards(view: TranscriptView) -> None:
    QTest.mousePress(view.viewport(), LEFT, pos=at(view, 2, 6))
    QTest.mouseMove(view.viewport(), at(view, 0, 4))
    QTest.mouseRelease(view.viewport(), LEFT, pos=at(view, 0, 4))
    assert view.pen.selection == (Place(0, 4), Place(2, 6)) and view.pen.caret == Place(0, 4)


def test_dragging_beyond_the_page_goes_on_until_the_button_is_let_go(
    talk: TranscriptDocument, dressed: Theme, qtbot: QtBot
) -> None:
    view = shown(talk, qtbot)
    QTest.mousePress(view.viewport(), LEFT, pos=at(view, 0, 0))
    QTest.mouseMove(view.viewport(), QPoint(300, view.viewport().height() + 40))
    assert view._pointer.scrolling_on.isActive() and view.pen.selection[1].row > 5
    QTest.mouseMove(view.viewport(), at(view, 1, 3))
    assert not view._pointer.scrolling_on.isActive() and view.pen.selection[1] == Place(1, 3)
    QTest.mouseMove(view.viewport(), QPoint(300, -20))
    QTest.mouseRelease(view.viewport(), LEFT, pos=QPoint(300, 5))
    assert not view._pointer.scrolling_on.isActive()
    QTest.mouseMove(view.viewport(), at(view, 2, 3))
    assert view.pen.caret.row == 0, "it is let go"


# --- hovering -------------------------------------------------------------------------------------


def test_the_mouse_is_a_hand_over_what_can_be_pressed(gapped: TranscriptView) -> None:
    shapes = []
    button = cards(gapped, 1)[0][1]
    time = QPoint(round(gapped._sheet.left - TIMES / 2), at(gapped, 0, 0).y())
    for point in (chip(gapped, 0), at(gapped, 0, 3), button, at(gapped, 1, 3), time):
        QTest.mouseMove(gapped.viewport(), point)
        shapes.append(gapped.viewport().cursor().shape())
    hand, text = Qt.CursorShape.PointingHandCursor, Qt.CursorShape.IBeamCursor
    assert shapes == [hand, text, hand, text, hand]


def test_what_is_hovered_looks_otherwise(view: TranscriptView) -> None:
    QTest.mouseMove(view.viewport(), at(view, 0, 3))
    plain = view.grab().toImage()
    QTest.mouseMove(view.viewport(), chip(view, 1))
    assert view._scene(1).hovered == "chip" and view._scene(0).hovered == ""
    assert view.grab().toImage() != plain


def tip(view: TranscriptView, point: QPoint) -> str:
    event = QHelpEvent(QEvent.Type.ToolTip, point, view.viewport().mapToGlobal(point))
    QGuiApplication.sendEvent(view.viewport(), event)
    return QToolTip.text()


def told(view: TranscriptView, point: QPoint) -> str:
    return view._pointer.tip(QPointF(point), view._shows_doubts)


@pytest.mark.qt_log_ignore("This plugin does not support")  # of raising a window
def test_a_doubtful_word_says_how_sure_it_is(
    opening: Open, tmp_path: Path, dressed: Theme, qtbot: QtBot
) -> None:
    said = unsure(segment(RIVER[0], 0.0, "0.0", speaker="S1"), 1)
    view = shown(opening(talks.document(tmp_path, transcript(said))), qtbot)
    assert tip(view, at(view, 0, 6)) == "Heard with 30 % certainty"
    assert told(view, at(view, 0, 1)) == ""
    assert "rename" in told(view, chip(view, 0))
    view.set_shows_doubts(False)
    assert told(view, at(view, 0, 6)) == ""
    QToolTip.hideText()


# --- menus ----------------------------------------------------------------------------------------


def context(view: TranscriptView, point: QPoint, by_key: bool = False) -> list[str]:
    """Ask for a menu, and close it again: what it offered."""
    reason = QContextMenuEvent.Reason.Keyboard if by_key else QContextMenuEvent.Reason.Mouse
    there = view.viewport().mapToGlobal(point)
    view.contextMenuEvent(QContextMenuEvent(reason, point, there))
    menus = [m for m in view.findChildren(QMenu) if m.parent() is view and m.isVisible()]
    offered = [action.text() for menu in menus for action in menu.actions()]
    for menu in menus:
        menu.close()
    return offered


@pytest.mark.qt_log_ignore("This plugin does not support")
def test_the_other_button_keeps_what_is_selected_there_and_else_moves_the_caret(
    view: TranscriptView,
) -> None:
    assert "Split here" in context(view, at(view, 1, 4))
    assert view.pen.caret == Place(1, 4)
    view.pen.select(0, 4, 9)
    assert "Give the selection to" in context(view, at(view, 0, 6))
    assert view.pen.selected_text == "river"
    assert "Give the selection to" not in context(view, at(view, 2, 4))
    assert view.pen.caret == Place(2, 4) and not view.pen.has_selection


@pytest.mark.qt_log_ignore("This plugin does not support")
def test_the_menu_key_opens_the_menu_at_the_caret(view: TranscriptView) -> None:
    view.pen.go(Place(2, 3))
    assert "Join with the next" in context(view, QPoint(0, 0), by_key=True)
    assert view.pen.caret == Place(2, 3)


@pytest.mark.qt_log_ignore("This plugin does not support")
def test_the_other_button_on_a_chip_is_about_its_speaker(view: TranscriptView) -> None:
    offered = context(view, chip(view, 1))
    assert offered[0] == "Rename “Speaker 2”…" and "Split here" not in offered


@pytest.mark.qt_log_ignore("This plugin does not support")
def test_below_the_text_there_is_no_menu(view: TranscriptView) -> None:
    assert context(view, QPoint(300, view.viewport().height() - 5)) == []


def test_a_chip_of_what_is_for_reading_opens_nothing(
    opening: Open, tmp_path: Path, dressed: Theme, qtbot: QtBot
) -> None:
    path = saying(tmp_path, *RIVER)
    wounds.damage(path)
    view = shown(opening(path), qtbot)
    QTest.mouseClick(view.viewport(), LEFT, pos=chip(view, 0))
    assert not [menu for menu in view.findChildren(QMenu) if menu.isVisible()]
    view.rename_speaker(0)
    assert view._naming.field is None and texts(view) == list(RIVER)
