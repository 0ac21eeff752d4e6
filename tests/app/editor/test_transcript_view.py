from __future__ import annotations

from collections.abc import Callable
from pathlib import Path

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from PySide6.QtCore import QPoint, QPointF, Qt
from PySide6.QtGui import QColor, QGuiApplication, QInputMethodEvent
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QMenu
from pytestqt.qtbot import QtBot

from app import theme
from app.editor.pen import Place
from app.editor.row_painter import chip_rect, gap_button, gap_rect
from app.editor.transcript_document import TranscriptDocument
from app.editor.transcript_view import TranscriptView
from app.theme import Theme
from engine.edits import MergeSpeakers, RenameSpeaker, ReplaceEverywhere, SetText
from tests.app.editor import talks

Open = Callable[..., TranscriptDocument]
Key = Qt.Key
LEFT = Qt.MouseButton.LeftButton
CONTROL = Qt.KeyboardModifier.ControlModifier


@pytest.fixture
def view(talk: TranscriptDocument, dressed: Theme, qtbot: QtBot) -> TranscriptView:
    return shown(talk, qtbot)


def shown(document: TranscriptDocument, qtbot: QtBot) -> TranscriptView:
    made = TranscriptView(document)
    qtbot.addWidget(made)
    made.resize(760, 600)
    made.show()
    made.setFocus()
    qtbot.waitUntil(made.hasFocus)
    return made


def lines(view: TranscriptView) -> list[str]:
    """What the rows of the page read."""
    return [view._sheet.rows[row].text for row in range(len(view._sheet.rows) - 1)]


def held(view: TranscriptView) -> list[str]:
    """What the document holds, with what the pen has not finished."""
    return [view.pen.text_of(row) for row in range(len(view.document.segments))]


def click(
    view: TranscriptView,
    place: Place,
    held: Qt.KeyboardModifier = Qt.KeyboardModifier.NoModifier,
) -> None:
    at = view._sheet.caret(place).center().toPoint() + QPoint(1, 0)
    QTest.mouseClick(view.viewport(), LEFT, held, at)


def keys(view: TranscriptView, text: str) -> None:
    QTest.keyClicks(view, text)


# --- showing --------------------------------------------------------------------------------------


def test_the_page_reads_what_the_document_holds(view: TranscriptView) -> None:
    assert lines(view) == [segment.text for segment in view.document.segments]


def test_a_document_that_is_opened_later_fills_the_page(
    tmp_path: Path, dressed: Theme, qtbot: QtBot
) -> None:
    document = TranscriptDocument(talks.document(tmp_path, talks.talk(8)))
    view = shown(document, qtbot)
    assert lines(view) == []
    view.grab()
    with qtbot.waitSignal(document.opened):
        document.open()
    assert lines(view) == [segment.text for segment in document.segments]
    document.close()


def test_the_word_that_is_heard_is_marked(view: TranscriptView) -> None:
    segment = view.document.segments[1]
    plain = view.grab().toImage()
    view.set_playing(segment.words[1].start + 0.01)
    assert view._playing.place == (1, 1)
    assert view.grab().toImage() != plain
    view.set_playing(-1)
    assert view._playing.place == (-1, -1) and not view.is_playing


def test_a_long_pause_marks_no_word(view: TranscriptView) -> None:
    view.set_playing(0.5)
    assert view._playing.place == (-1, -1)
    last = view.document.segments[-1]
    view.set_playing(last.end + 1)
    assert view._playing.place == (-1, -1)


def test_the_page_follows_until_the_user_scrolls(view: TranscriptView, qtbot: QtBot) -> None:
    bar = view.verticalScrollBar()
    view.set_playing(view.document.segments[30].start + 0.01)
    qtbot.waitUntil(lambda: row_is_in_view(view, 30))
    bar.triggerAction(bar.SliderAction.SliderToMinimum)
    assert not view.is_following and bar.value() == 0
    view.set_playing(view.document.segments[31].start + 0.01)
    assert bar.value() == 0
    with qtbot.waitSignal(view.following_changed):
        view.jump_to_playing()
    qtbot.waitUntil(lambda: row_is_in_view(view, 31))


def row_is_in_view(view: TranscriptView, row: int) -> bool:
    return 0 <= view._sheet.text_top(row) <= view.viewport().height()


def test_a_doubtful_word_is_marked_by_a_setting(view: TranscriptView) -> None:
    view.pen.go(Place(39, 0))
    marked = view.grab().toImage()
    view.set_shows_doubts(False)
    assert view.grab().toImage() != marked


def test_doubtful_words_are_gone_through_there_and_back(view: TranscriptView) -> None:
    found = []
    view.pen.go(Place(0, 0))
    while view.go_to_doubtful():
        found.append(view.pen.selected_text)
    expected = [w.text.strip() for w in view.document.transcript.words() if w.probability < 0.6]
    assert found == expected and len(found) > 3
    assert view.go_to_doubtful(back=True)
    assert view.pen.selected_text == expected[-2]


def test_larger_type_keeps_the_place(view: TranscriptView) -> None:
    bar = view.verticalScrollBar()
    bar.setValue(bar.maximum() // 2)
    first = view._sheet.rows.at(bar.value())
    view.set_text_size(22)
    assert abs(view._sheet.rows.at(bar.value()) - first) <= 1


def test_every_colour_comes_from_the_theme(view: TranscriptView, dressed: Theme) -> None:
    light = view.grab().toImage()
    theme.apply(dressed.application, "dark")
    dark = view.grab().toImage()
    assert light.pixelColor(2, 2) == QColor("#fffefd")
    assert dark.pixelColor(2, 2) == QColor("#1b1b1d")


# --- the mouse ------------------------------------------------------------------------------------


def test_a_click_on_a_word_is_to_hear_it(view: TranscriptView, qtbot: QtBot) -> None:
    segment = view.document.segments[2]
    start, end = view._sheet.rows[2].spans[3]
    with qtbot.waitSignal(view.time_clicked) as told:
        click(view, Place(2, (start + end) // 2))
    assert told.args == [segment.words[3].start]
    assert view.pen.caret.row == 2


def test_a_click_on_a_time_is_to_hear_the_segment(view: TranscriptView, qtbot: QtBot) -> None:
    with qtbot.waitSignal(view.time_clicked) as told:
        at = QPointF(view._sheet.left - 60, view._sheet.text_top(3) + 8).toPoint()
        QTest.mouseClick(view.viewport(), LEFT, pos=at)
    assert told.args == [view.document.segments[3].start]


def test_dragging_selects_and_is_not_to_hear_anything(view: TranscriptView, qtbot: QtBot) -> None:
    with qtbot.assertNotEmitted(view.time_clicked):
        QTest.mousePress(view.viewport(), LEFT, pos=centre(view, Place(0, 2)))
        QTest.mouseMove(view.viewport(), centre(view, Place(1, 5)))
        QTest.mouseRelease(view.viewport(), LEFT, pos=centre(view, Place(1, 5)))
    assert view.pen.selection == (Place(0, 2), Place(1, 5))


def centre(view: TranscriptView, place: Place) -> QPoint:
    return view._sheet.caret(place).center().toPoint()


def test_a_double_click_selects_a_word(view: TranscriptView) -> None:
    at = centre(view, Place(0, 1))
    QTest.mouseDClick(view.viewport(), LEFT, pos=at)
    assert view.pen.selected_text == view.document.segments[0].text.split()[0]


def test_a_click_with_shift_selects_up_to_there(view: TranscriptView) -> None:
    click(view, Place(0, 0))
    click(view, Place(2, 4), Qt.KeyboardModifier.ShiftModifier)
    assert view.pen.selection == (Place(0, 0), Place(2, 4))


def test_a_gap_can_be_run_again(
    opening: Open, tmp_path: Path, dressed: Theme, qtbot: QtBot
) -> None:
    view = shown(opening(talks.document(tmp_path, talks.talk(12, gap=True))), qtbot)
    row = next(n for n in range(len(view._sheet.rows)) if view._sheet.rows[n].gaps)
    view._scrolling.bring_into_view(row)
    top = view._sheet.rows.top(row) - view.verticalScrollBar().value()
    card = gap_rect(view._scene(row), top)
    button = gap_button(view._scene(row), card, view._sheet.ink)
    with qtbot.waitSignal(view.run_again_asked) as told:
        QTest.mouseClick(view.viewport(), LEFT, pos=button.center().toPoint())
    assert told.args == [1]


@pytest.mark.qt_log_ignore("This plugin does not support")  # of raising and grabbing
def test_a_chip_opens_what_can_be_done_about_its_speaker(
    view: TranscriptView, qtbot: QtBot
) -> None:
    chip = chip_rect(view._scene(0), view._sheet.text_top(0), view._sheet.ink).center().toPoint()
    QTest.mouseClick(view.viewport(), LEFT, pos=chip)
    qtbot.waitUntil(lambda: view.findChild(QMenu) is not None)
    menu = view.findChild(QMenu)
    said = view.document.name_of(view.document.segments[0].speaker)
    assert said in menu.actions()[0].text()
    menu.close()


def test_the_menu_offers_what_fits(view: TranscriptView) -> None:
    view.pen.go(Place(4, 0))
    labels = [action.text() for action in view.make_menu(4).actions()]
    assert "Split here" in labels and "Give this turn to" in labels
    restore = [a for a in view.make_menu(4).actions() if a.text().startswith("Restore")]
    assert not restore[0].isEnabled()
    view.document.do(SetText(view.document.segments[4].id, "changed"))
    restore = [a for a in view.make_menu(4).actions() if a.text().startswith("Restore")]
    restore[0].trigger()
    assert view.document.segments[4] in view.document.recognised.segments


def test_somebody_new_can_be_given_a_turn(view: TranscriptView) -> None:
    menu = view.make_menu(0)
    turn = next(a.menu() for a in menu.actions() if a.text() == "Give this turn to")
    turn.actions()[-1].trigger()
    assert view.document.name_of(view.document.segments[0].speaker) == "Speaker 4"
    view.document.undo()
    assert len(view.document.speakers) == 3


# --- the keyboard ---------------------------------------------------------------------------------


def test_typing_shows_at_once_and_is_held(view: TranscriptView) -> None:
    view.pen.go(Place(1, 0))
    keys(view, "Indeed, ")
    assert lines(view)[1].startswith("Indeed, ")
    assert view.document.segments[1].text.startswith("Indeed, ")
    QTest.keyClick(view, Key.Key_Backspace)
    assert lines(view)[1].startswith("Indeed,") and lines(view) == held(view)


def test_enter_and_backspace_split_and_join(view: TranscriptView) -> None:
    before = lines(view)
    view.pen.go(Place(0, before[0].index(" ", 5)))
    QTest.keyClick(view, Key.Key_Return)
    assert len(lines(view)) == 41 and " ".join(lines(view)[:2]) == before[0]
    QTest.keyClick(view, Key.Key_Backspace)
    assert lines(view) == before


def test_undo_and_redo_are_keys_of_the_page(view: TranscriptView) -> None:
    before = lines(view)
    view.pen.go(Place(3, 2))
    keys(view, "xy")
    after = lines(view)
    QTest.keyClick(view, Key.Key_Z, CONTROL)
    assert lines(view) == before and view.pen.caret.row == 3
    QTest.keyClick(view, Key.Key_Z, CONTROL | Qt.KeyboardModifier.ShiftModifier)
    assert lines(view) == after


def test_a_number_key_gives_the_segment_to_a_speaker(view: TranscriptView) -> None:
    view.pen.go(Place(0, 0))
    QTest.keyClick(view, Key.Key_3, CONTROL)
    assert view.document.segments[0].speaker == "SPEAKER_02"
    QTest.keyClick(view, Key.Key_9, CONTROL)
    assert len(view.document.history) == 1


def test_text_is_copied_cut_and_pasted(view: TranscriptView) -> None:
    text = lines(view)[0]
    view.pen.select(0, 0, 5)
    QTest.keyClick(view, Key.Key_X, CONTROL)
    assert QGuiApplication.clipboard().text() == text[:5]
    assert view.document.segments[0].text == text[5:].strip()
    QTest.keyClick(view, Key.Key_V, CONTROL)
    assert lines(view)[0] == text
    QTest.keyClick(view, Key.Key_A, CONTROL)
    QTest.keyClick(view, Key.Key_C, CONTROL)
    assert QGuiApplication.clipboard().text() == "\n".join(lines(view))


def test_arrows_walk_through_the_lines(view: TranscriptView) -> None:
    view.pen.go(Place(0, 0))
    rows = [view.pen.caret.row]
    total = sum(view._sheet.rows.layout(row).lineCount() for row in range(6))
    for _ in range(total):
        QTest.keyClick(view, Key.Key_Down)
        rows.append(view.pen.caret.row)
    assert rows == sorted(rows) and rows[-1] == 6
    for _ in range(total):
        QTest.keyClick(view, Key.Key_Up)
    assert view.pen.caret == Place(0, 0)


def test_ends_of_line_and_film_are_keys(view: TranscriptView) -> None:
    view.pen.go(Place(0, 3))
    QTest.keyClick(view, Key.Key_End, CONTROL)
    assert view.pen.caret == Place(39, len(lines(view)[39]))
    assert row_is_in_view(view, 39)
    QTest.keyClick(view, Key.Key_Home)
    assert view._sheet.caret(view.pen.caret).x() == view._sheet.left
    QTest.keyClick(view, Key.Key_Home, CONTROL | Qt.KeyboardModifier.ShiftModifier)
    assert view.pen.selection[0] == Place(0, 0) and view.verticalScrollBar().value() == 0


def test_pages_are_turned_by_keys(view: TranscriptView) -> None:
    view.pen.go(Place(0, 0))
    QTest.keyClick(view, Key.Key_PageDown)
    assert view.pen.caret.row > 5
    QTest.keyClick(view, Key.Key_PageUp)
    assert view.pen.caret.row <= 1


def test_an_input_method_composes_before_it_writes(view: TranscriptView) -> None:
    text = lines(view)[0]
    view.pen.go(Place(0, 0))
    QGuiApplication.sendEvent(view, QInputMethodEvent("にほ", []))
    assert view.document.segments[0].text == text and not view.document.history
    view.grab()
    done = QInputMethodEvent("", [])
    done.setCommitString("日本")
    QGuiApplication.sendEvent(view, done)
    assert view.pen.text_of(0) == "日本" + text
    assert view.inputMethodQuery(Qt.InputMethodQuery.ImCursorPosition) == 2
    assert view.inputMethodQuery(Qt.InputMethodQuery.ImSurroundingText) == "日本" + text


def test_a_page_without_text_takes_keys_calmly(
    opening: Open, tmp_path: Path, dressed: Theme, qtbot: QtBot
) -> None:
    view = shown(opening(talks.document(tmp_path, talks.talk(0))), qtbot)
    for key in (Key.Key_Down, Key.Key_A, Key.Key_Return, Key.Key_Backspace, Key.Key_End):
        QTest.keyClick(view, key)
    QTest.mouseClick(view.viewport(), LEFT, pos=QPoint(200, 100))
    QTest.keyClick(view, Key.Key_A, CONTROL)
    view.set_playing(3.0)
    view.go_to_time(3.0)
    assert not view.go_to_doubtful() and not view.pen.has_selection


# --- what is on the screen is what is held --------------------------------------------------------

DEEDS = (
    *("x", "some words ", "<Return>", "<Backspace>", "<Delete>", "<Undo>", "<Redo>", "<Down>"),
    *("<Select>", "<Word>", "<merge>", "<rename>", "<replace>", "<assign>"),
)


@given(deeds=st.lists(st.tuples(st.integers(0, 39), st.sampled_from(DEEDS)), max_size=14))
@settings(
    max_examples=15, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture]
)
def test_the_screen_shows_what_the_document_holds(
    deeds: list[tuple[int, str]], view: TranscriptView
) -> None:
    for number, deed in deeds:
        do(view, number, deed)
        assert lines(view) == held(view)
        for row, segment in enumerate(view.document.segments):
            assert lines(view)[row].split() == segment.text.split()
            assert view._sheet.rows[row].segment is segment
    view.grab()


def do(view: TranscriptView, number: int, deed: str) -> None:
    document, speakers = view.document, view.document.speakers
    count = len(document.segments)
    if deed in ("x", "some words ", "<Return>", "<Backspace>", "<Delete>") and count:
        view.pen.go(Place(number % count, number % 9))
    match deed:
        case "<Return>" | "<Backspace>" | "<Delete>" | "<Down>":
            QTest.keyClick(view, Key[f"Key_{deed.strip('<>')}"])
        case "<Undo>":
            view.pen.undo()
        case "<Redo>":
            view.pen.redo()
        case "<Select>":
            view.pen.go(Place((number + 1) % count, 3), True)
        case "<Word>":
            QTest.keyClick(view, Key.Key_Backspace, CONTROL)
        case "<merge>" if len(speakers) > 1:
            document.do(MergeSpeakers((speakers[0].id, speakers[1].id), speakers[1].id))
        case "<rename>":
            document.do(RenameSpeaker(speakers[0].id, f"Name {number}"))
        case "<replace>":
            document.do(ReplaceEverywhere("the", f"that{number}"))
        case "<assign>":
            view.pen.assign(speakers[number % len(speakers)].id)
        case _:
            keys(view, deed if not deed.startswith("<") else "")
