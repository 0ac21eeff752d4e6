"""A walk through the editor without a mouse: every key goes to whatever has the focus."""

from __future__ import annotations

from pathlib import Path

import pytest
from PySide6.QtCore import QPoint, Qt
from PySide6.QtGui import QContextMenuEvent, QKeySequence
from PySide6.QtTest import QTest
from PySide6.QtWidgets import (
    QAbstractButton,
    QApplication,
    QComboBox,
    QLineEdit,
    QMenu,
    QToolButton,
    QWidget,
)
from pytestqt.qtbot import QtBot

from app.editor.editor_page import EditorPage
from app.editor.export_dialog import ExportDialog
from app.editor.reading_card import ReadingCard
from app.editor.transcript_document import TranscriptDocument
from app.editor.workbench import Workbench
from app.settings import SettingsStore
from app.theme import Theme
from engine.edits import AssignTurn, MergeSpeakers
from tests.app.editor.pages import ALT, CONTROL, NONE, SHIFT, Key
from tests.app.editor.silent_sound import SilentSound

MOST_TABS = 60


@pytest.fixture
def bench(
    dressed: Theme, talk: TranscriptDocument, store: SettingsStore, qtbot: QtBot
) -> Workbench:
    page = EditorPage(talk, store)
    qtbot.addWidget(page)
    sound = SilentSound(round(talk.transcript.duration * 1000), has_picture=True)
    made = Workbench(page, sound=sound)
    page.resize(1024, 720)
    page.show()
    page.activateWindow()
    page.view.setFocus()
    qtbot.waitUntil(page.view.hasFocus)
    return made


def here() -> QWidget:
    """Where the next key goes."""
    widget = QApplication.focusWidget()
    assert widget is not None, "nothing has the keys"
    return widget


def press(key: Qt.Key, held: Qt.KeyboardModifier = NONE, times: int = 1) -> None:
    for _ in range(times):
        QTest.keyClick(here(), key, held)


def write(text: str) -> None:
    QTest.keyClicks(here(), text)


def tab_to(wanted: QWidget) -> None:
    """Go on by Tab until this has the focus."""
    for _ in range(MOST_TABS):
        if here() is wanted:
            return
        press(Key.Key_Tab)
    raise AssertionError(f"Tab does not come to {wanted}")


def open_menu() -> QMenu:
    """Press the key for the menu of what has the focus; offscreen, no system makes it of one."""
    widget = here()
    reason = QContextMenuEvent.Reason.Keyboard
    QApplication.sendEvent(widget, QContextMenuEvent(reason, QPoint(5, 5), QPoint(5, 5)))
    menu = QApplication.activePopupWidget()
    assert isinstance(menu, QMenu)
    return menu


def choose(menu: QMenu, words: str) -> None:
    """Go down to an entry of the menu, and take it."""
    for _ in range(len(menu.actions()) + 1):
        active = menu.activeAction()
        if active is not None and active.text() == words:
            QTest.keyClick(menu, Key.Key_Return)
            return
        QTest.keyClick(menu, Key.Key_Down)
    raise AssertionError(f"{words!r} is not in {[each.text() for each in menu.actions()]}")


def test_tab_comes_to_every_part_and_back_to_the_text(bench: Workbench) -> None:
    page = bench.page
    seen = set()
    for _ in range(MOST_TABS):
        press(Key.Key_Tab)
        seen.add(here())
        if here() is page.view:
            break
    assert here() is page.view
    assert {bench.timeline.canvas, bench.speakers.view, bench.player.speed} <= seen


def test_whatever_the_mouse_can_press_a_key_can_press_too(bench: Workbench) -> None:
    bench.player.play()
    acting = [*bench.page.actions(), *(a for menu in bench.page.menus for a in menu.actions())]
    for button in bench.page.findChildren(QAbstractButton):
        by_tab = bool(button.focusPolicy() & Qt.FocusPolicy.TabFocus)
        action = button.defaultAction() if isinstance(button, QToolButton) else None
        by_action = action in acting
        by_clear = isinstance(button.parent(), QLineEdit)  # the cross that empties a field
        by_menu = isinstance(button.parent(), ReadingCard)  # the menu of the segment has the same
        by_jump = button is bench.page.jump_button and bench.page.jump_action in acting
        assert by_tab or by_action or by_clear or by_menu or by_jump, button


def test_every_action_has_a_name_for_the_menu(bench: Workbench) -> None:
    for action in [each for menu in bench.page.menus for each in menu.actions()]:
        assert action.isSeparator() or action.text()


def test_a_text_is_corrected_split_joined_and_put_back(
    bench: Workbench, talk: TranscriptDocument
) -> None:
    before = [said.text for said in talk.segments]
    press(Key.Key_Down, times=2)
    press(Key.Key_Home)
    write("Well, ")
    press(Key.Key_Return)
    assert len(talk.segments) == len(before) + 1
    press(Key.Key_Backspace)
    assert len(talk.segments) == len(before)
    press(Key.Key_Right, CONTROL, times=2)
    press(Key.Key_Up, ALT)
    changed = [said.text for said in talk.segments]
    assert changed != before
    while talk.position:
        press(Key.Key_Z, CONTROL)
    assert [said.text for said in talk.segments] == before
    while talk.position < len(talk.history):
        QTest.keySequence(here(), QKeySequence(QKeySequence.StandardKey.Redo))
    assert [said.text for said in talk.segments] == changed


def test_words_are_found_and_replaced(
    bench: Workbench, talk: TranscriptDocument, qtbot: QtBot
) -> None:
    QTest.keySequence(here(), QKeySequence(QKeySequence.StandardKey.Replace))
    bar = bench.page.find_bar
    assert here() is bar.wanted
    write("the")
    tab_to(bar.replacement)
    write("that")
    qtbot.waitUntil(bar.replace_all.isEnabled)
    tab_to(bar.replace_all)
    press(Key.Key_Space)
    assert len(talk.history) == 1 and "that" in talk.transcript.text
    press(Key.Key_Escape)
    assert here() is bench.page.view


def test_a_turn_is_given_by_a_number_after_its_reach_was_chosen(
    bench: Workbench, talk: TranscriptDocument
) -> None:
    panel = bench.speakers
    press(Key.Key_Down)
    segment = talk.segments[bench.page.view.pen.caret.row]
    tab_to(panel.scope)
    press(Key.Key_Down)
    tab_to(bench.page.view)
    number = 1 if segment.speaker != "SPEAKER_00" else 2
    press(Qt.Key(Key.Key_0 + number), CONTROL)
    assert talk.history == [AssignTurn(segment.id, f"SPEAKER_0{number - 1}")]


def test_speakers_are_named_heard_merged_and_added(
    bench: Workbench, talk: TranscriptDocument, qtbot: QtBot
) -> None:
    view = bench.speakers.view
    tab_to(view)
    press(Key.Key_Home)
    press(Key.Key_Space)
    assert bench.player.is_playing, "a sample of the first voice"
    press(Key.Key_Down)
    press(Key.Key_Return)
    assert isinstance(here(), QLineEdit)
    press(Key.Key_A, CONTROL)
    write("Bea")
    press(Key.Key_Return)
    qtbot.waitUntil(lambda: talk.name_of("SPEAKER_01") == "Bea")
    qtbot.waitUntil(view.hasFocus)
    menu = open_menu()
    choose(menu, "Merge into")
    into = QApplication.activePopupWidget()
    assert isinstance(into, QMenu) and into is not menu
    choose(into, "Anna Lindqvist")
    assert talk.history[-1] == MergeSpeakers(("SPEAKER_01",), "SPEAKER_00")
    qtbot.waitUntil(lambda: QApplication.activePopupWidget() is None)
    choose(open_menu(), "Add speaker")
    assert len(talk.speakers) == 3


def test_the_film_is_heard_from_the_text(bench: Workbench, talk: TranscriptDocument) -> None:
    player = bench.player
    press(Key.Key_Space, CONTROL)
    assert player.is_playing
    press(Key.Key_Right, CONTROL | ALT)
    assert player.position == pytest.approx(5.0)
    press(Key.Key_Down, CONTROL | ALT)
    assert player.position == pytest.approx(talk.segments[talk.place_at(5.0) + 1].start, abs=0.01)
    press(Key.Key_L, CONTROL | ALT)
    press(Key.Key_Period, CONTROL | ALT)
    assert player.loop_action.isChecked() and player.speed.currentData() == 1.25
    press(Key.Key_P, CONTROL | ALT)
    assert player.pane.is_detached
    player.pane.attach()
    press(Key.Key_Space, CONTROL)
    assert not player.is_playing


def test_from_a_bit_before_the_cursor(bench: Workbench, talk: TranscriptDocument) -> None:
    bench.page.view.go_to_time(talk.segments[9].start)
    press(Key.Key_Space, CONTROL | SHIFT)
    assert bench.player.is_playing
    assert bench.player.position == pytest.approx(talk.segments[9].start - 1.5)


def test_in_the_timeline_keys_go_zoom_and_move_edges(
    bench: Workbench, talk: TranscriptDocument
) -> None:
    canvas = bench.timeline.canvas
    tab_to(canvas)
    press(Key.Key_Plus, times=3)
    seen = canvas.scale.per_second
    press(Key.Key_Minus)
    assert canvas.scale.per_second < seen
    bench.player.go_to(talk.segments[4].start + 0.1)
    press(Key.Key_Right, ALT | SHIFT, times=3)
    assert talk.history


def test_a_transcript_is_exported(
    bench: Workbench, talk: TranscriptDocument, store: SettingsStore, qtbot: QtBot
) -> None:
    dialog = ExportDialog(talk, store, bench.page)
    dialog.open()
    qtbot.waitUntil(lambda: QApplication.activeWindow() is dialog)
    tab_to(dialog.format)
    assert isinstance(here(), QComboBox)
    press(Key.Key_Down)
    tab_to(dialog.speakers)
    press(Key.Key_Space)
    with qtbot.waitSignal(dialog.exported) as told:
        press(Key.Key_Return)
    written = Path(told.args[0])
    assert written.suffix == ".vtt" and "<v " not in written.read_text(encoding="utf-8")
