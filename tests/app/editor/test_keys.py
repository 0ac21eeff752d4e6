from __future__ import annotations

from collections.abc import Callable
from pathlib import Path

import pytest
from PySide6.QtCore import QEvent, Qt
from PySide6.QtGui import QGuiApplication, QKeyEvent
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QLineEdit
from pytestqt.qtbot import QtBot

from app.editor.pen import Pen, Place
from app.editor.transcript_document import TranscriptDocument
from app.editor.transcript_view import TranscriptView
from app.theme import Theme
from engine.edits import SetText
from tests.app.editor import wounds
from tests.app.editor.pages import (
    ALT,
    CONTROL,
    NONE,
    RIVER,
    SHIFT,
    Key,
    press,
    saying,
    shown,
    texts,
)

Open = Callable[..., TranscriptDocument]


@pytest.fixture
def view(opening: Open, tmp_path: Path, dressed: Theme, qtbot: QtBot) -> TranscriptView:
    return shown(opening(saying(tmp_path, *RIVER)), qtbot)


@pytest.fixture
def pen(view: TranscriptView) -> Pen:
    return view.pen


# --- the caret ------------------------------------------------------------------------------------


def test_arrows_go_over_the_end_of_a_segment_and_back(view: TranscriptView, pen: Pen) -> None:
    pen.go(Place(0, len(RIVER[0])))
    press(view, Key.Key_Right)
    assert pen.caret == Place(1, 0)
    press(view, Key.Key_Left)
    assert pen.caret == Place(0, len(RIVER[0]))


def test_arrows_stop_at_both_ends_of_the_film(view: TranscriptView, pen: Pen) -> None:
    pen.go(Place(0, 1))
    press(view, Key.Key_Left, times=3)
    assert pen.caret == Place(0, 0)
    pen.go(Place(2, len(RIVER[2]) - 1))
    press(view, Key.Key_Right, times=3)
    assert pen.caret == Place(2, len(RIVER[2]))


def test_words_are_walked_one_at_a_time(view: TranscriptView, pen: Pen) -> None:
    pen.go(Place(1, 0))
    stops = []
    for _ in range(5):
        press(view, Key.Key_Right, CONTROL)
        stops.append(RIVER[1][: pen.caret.offset])
    assert stops == ["Did", "Did it", "Did it? Nobody", "Did it? Nobody saw", RIVER[1][:-1]]
    press(view, Key.Key_Left, CONTROL, times=3)
    assert RIVER[1][: pen.caret.offset] == "Did it? "


def test_shift_selects_and_a_plain_arrow_lets_go(view: TranscriptView, pen: Pen) -> None:
    pen.go(Place(0, 4))
    press(view, Key.Key_Right, SHIFT, times=5)
    assert pen.selected_text == "river"
    press(view, Key.Key_Right, SHIFT | CONTROL)
    assert pen.selected_text == "river came"
    press(view, Key.Key_Left, SHIFT, times=12)
    assert pen.selection == (Place(0, 2), Place(0, 4)) and pen.caret == Place(0, 2)
    press(view, Key.Key_Right)
    assert not pen.has_selection


def test_home_and_end_stay_in_the_line_and_select(view: TranscriptView, pen: Pen) -> None:
    pen.go(Place(1, 4))
    press(view, Key.Key_End)
    assert pen.caret == Place(1, len(RIVER[1]))
    press(view, Key.Key_Home, SHIFT)
    assert pen.selected_text == RIVER[1]


def test_a_wrapped_line_ends_before_the_next_begins(
    opening: Open, tmp_path: Path, dressed: Theme, qtbot: QtBot
) -> None:
    long = " ".join(["wandering"] * 30)
    view = shown(opening(saying(tmp_path, long)), qtbot)
    view.pen.go(Place(0, 3))
    top = view._sheet.caret(Place(0, 0)).top()
    press(view, Key.Key_End)
    assert view._sheet.caret(view.pen.caret).top() == top and view.pen.caret.offset > 20
    press(view, Key.Key_Down)
    assert view._sheet.caret(view.pen.caret).top() == top + view._sheet.ink.leading
    press(view, Key.Key_Home)
    assert long[view.pen.caret.offset - 1] == " "


def test_up_and_down_come_back_to_the_same_column(view: TranscriptView, pen: Pen) -> None:
    pen.go(Place(1, len(RIVER[1])))
    press(view, Key.Key_Up)
    assert pen.caret == Place(0, len(RIVER[0])), "that line is shorter"
    press(view, Key.Key_Down)
    assert pen.caret == Place(1, len(RIVER[1]))


def test_shift_and_down_select_over_segments(view: TranscriptView, pen: Pen) -> None:
    pen.go(Place(0, 0))
    press(view, Key.Key_Down, SHIFT, times=2)
    assert pen.selected_text == "\n".join((*RIVER[:2], ""))
    press(view, Key.Key_End, SHIFT)
    assert pen.selected_text == "\n".join(RIVER)
    assert pen.selected_ids == ("0.0", "0.1", "0.2")


# --- writing --------------------------------------------------------------------------------------


def test_a_selected_word_is_typed_over(view: TranscriptView, pen: Pen) -> None:
    pen.select(0, 4, 9)
    QTest.keyClicks(view, "lake")
    assert texts(view)[0] == "The lake came back."
    assert [w.start for w in view.document.segments[0].words] == pytest.approx([0, 0.3, 0.6, 0.9])


def test_words_are_taken_away_with_control(view: TranscriptView, pen: Pen) -> None:
    pen.go(Place(0, 9))
    press(view, Key.Key_Backspace, CONTROL)
    assert texts(view)[0] == "The  came back."
    assert view.document.segments[0].text == "The came back."
    press(view, Key.Key_Delete, CONTROL)
    assert view.document.segments[0].text == "The back."


def test_backspace_at_the_very_start_and_delete_at_the_very_end_do_nothing(
    view: TranscriptView, pen: Pen
) -> None:
    pen.go(Place(0, 0))
    press(view, Key.Key_Backspace)
    pen.go(Place(2, len(RIVER[2])))
    press(view, Key.Key_Delete)
    assert texts(view) == list(RIVER) and not view.document.history


def test_backspace_at_a_start_joins_and_the_caret_is_at_the_seam(
    view: TranscriptView, pen: Pen
) -> None:
    pen.go(Place(1, 0))
    press(view, Key.Key_Backspace)
    assert texts(view) == [f"{RIVER[0]} {RIVER[1]}", RIVER[2]]
    assert texts(view)[0][pen.caret.offset :] == RIVER[1]
    press(view, Key.Key_Z, CONTROL)
    assert texts(view) == list(RIVER)


def test_enter_in_the_middle_of_a_word_leaves_the_word_whole(
    view: TranscriptView, pen: Pen
) -> None:
    pen.go(Place(0, 5))
    press(view, Key.Key_Return)
    assert texts(view)[:2] == ["The", "river came back."]
    pen.go(Place(1, 4))
    press(view, Key.Key_Enter)
    assert texts(view)[1:3] == ["river", "came back."]


def test_enter_at_the_start_splits_nothing(view: TranscriptView, pen: Pen) -> None:
    pen.go(Place(1, 0))
    press(view, Key.Key_Return)
    assert pen.caret == Place(1, 0) and not view.document.history


def test_enter_at_the_end_of_the_film_stays_there(view: TranscriptView, pen: Pen) -> None:
    pen.go(Place(2, len(RIVER[2])))
    press(view, Key.Key_Return)
    assert pen.caret == Place(2, len(RIVER[2])) and not view.document.history


def test_shift_and_enter_make_room_for_what_was_not_heard(view: TranscriptView, pen: Pen) -> None:
    pen.go(Place(2, 3))
    press(view, Key.Key_Return, SHIFT)
    QTest.keyClicks(view, "Indeed.")
    assert texts(view) == [*RIVER, "Indeed."]
    new = view.document.segments[3]
    assert new.start >= view.document.segments[2].end and new.speaker == "SPEAKER_00"


def test_alt_and_an_arrow_hand_words_over(view: TranscriptView, pen: Pen) -> None:
    pen.go(Place(1, len("Did it?")))
    press(view, Key.Key_Up, ALT)
    assert texts(view)[:2] == ["The river came back. Did it?", "Nobody saw it."]
    pen.go(Place(1, len("Nobody saw")))
    press(view, Key.Key_Down, ALT)
    assert texts(view)[1:] == ["Nobody saw", "it. We did, from the mill."]


def test_everything_can_be_selected_and_taken_away(view: TranscriptView, pen: Pen) -> None:
    press(view, Key.Key_A, CONTROL)
    press(view, Key.Key_Backspace)
    assert [text for text in texts(view) if text] == []
    press(view, Key.Key_Z, CONTROL)
    assert texts(view) == list(RIVER)


# --- undo -----------------------------------------------------------------------------------------


def test_typing_is_one_edit_until_the_hands_rest(
    view: TranscriptView, pen: Pen, monkeypatch: pytest.MonkeyPatch, qtbot: QtBot
) -> None:
    pen._pause.setInterval(0)
    pen.go(Place(0, 0))
    with qtbot.waitSignal(pen._pause.timeout):
        QTest.keyClicks(view, "Ah")
    QTest.keyClicks(view, "So")
    assert len(view.document.history) == 2
    press(view, Key.Key_Z, CONTROL)
    assert texts(view)[0] == "Ah" + RIVER[0] and pen.caret == Place(0, 2)


def test_each_segment_that_is_typed_in_is_an_edit_of_its_own(
    view: TranscriptView, pen: Pen
) -> None:
    for row in (0, 1, 0):
        pen.go(Place(row, 0))
        QTest.keyClicks(view, "ab")
    assert [edit.segment for edit in view.document.history if isinstance(edit, SetText)] == [
        "0.0",
        "0.1",
        "0.0",
    ]


def test_looking_elsewhere_ends_an_edit(view: TranscriptView, pen: Pen, qtbot: QtBot) -> None:
    other = QLineEdit(view)
    other.show()
    pen.go(Place(0, 0))
    QTest.keyClicks(view, "ab")
    other.setFocus()
    view.setFocus()
    QTest.keyClicks(view, "cd")
    assert texts(view)[0] == "abcd" + RIVER[0] and len(view.document.history) == 2


def test_undo_goes_to_where_it_changed_something(view: TranscriptView, pen: Pen) -> None:
    pen.go(Place(0, 6))
    QTest.keyClicks(view, "xyz")
    pen.go(Place(2, 6))
    press(view, Key.Key_Z, CONTROL)
    assert pen.caret == Place(0, 6) and texts(view) == list(RIVER)
    pen.go(Place(2, 6))
    press(view, Key.Key_Z, CONTROL | SHIFT)
    assert pen.caret == Place(0, 9)


def test_undo_with_nothing_to_take_back_leaves_the_caret(view: TranscriptView, pen: Pen) -> None:
    pen.go(Place(1, 3))
    press(view, Key.Key_Z, CONTROL)
    press(view, Key.Key_Z, CONTROL | SHIFT)
    assert pen.caret == Place(1, 3) and texts(view) == list(RIVER)


def test_what_is_typed_after_an_undo_ends_the_way_forward(view: TranscriptView, pen: Pen) -> None:
    pen.go(Place(0, 0))
    QTest.keyClicks(view, "ab")
    press(view, Key.Key_Z, CONTROL)
    QTest.keyClicks(view, "cd")
    assert not view.document.redo_title
    press(view, Key.Key_Z, CONTROL)
    assert texts(view) == list(RIVER)


# --- the clipboard --------------------------------------------------------------------------------


def test_copying_nothing_leaves_the_clipboard_alone(view: TranscriptView, pen: Pen) -> None:
    QGuiApplication.clipboard().setText("before")
    pen.go(Place(0, 3))
    press(view, Key.Key_C, CONTROL)
    press(view, Key.Key_X, CONTROL)
    assert QGuiApplication.clipboard().text() == "before" and texts(view) == list(RIVER)


def test_lines_are_pasted_as_one(view: TranscriptView, pen: Pen) -> None:
    QGuiApplication.clipboard().setText("\nold\n\twide\r\ndeep \n")
    pen.go(Place(0, 4))
    press(view, Key.Key_V, CONTROL)
    assert texts(view)[0] == "The old wide deep river came back."


def test_what_is_cut_over_segments_can_be_pasted_again(view: TranscriptView, pen: Pen) -> None:
    pen.go(Place(0, 10))
    pen.go(Place(1, 8), True)
    press(view, Key.Key_X, CONTROL)
    assert QGuiApplication.clipboard().text() == "came back.\nDid it? "
    assert texts(view) == ["The river Nobody saw it.", RIVER[2]]
    press(view, Key.Key_V, CONTROL)
    assert texts(view)[0] == "The river came back. Did it? Nobody saw it."
    assert len(view.document.history) == 2


def test_an_empty_clipboard_writes_nothing(view: TranscriptView, pen: Pen) -> None:
    QGuiApplication.clipboard().clear()
    pen.select(0, 0, 3)
    press(view, Key.Key_V, CONTROL)
    assert pen.selected_text == "The" and not view.document.history


# --- keys that are not for the text ---------------------------------------------------------------


def asks(view: TranscriptView, key: Qt.Key, held: Qt.KeyboardModifier, text: str = "") -> bool:
    """Whether the page wants a key before any shortcut of the window gets it."""
    event = QKeyEvent(QEvent.Type.ShortcutOverride, key, held, text)
    event.ignore()
    QGuiApplication.sendEvent(view, event)
    return event.isAccepted()


def test_the_page_wants_its_own_keys_and_leaves_the_rest(view: TranscriptView) -> None:
    assert asks(view, Key.Key_Z, CONTROL) and asks(view, Key.Key_X, NONE, "x")
    assert asks(view, Key.Key_Space, NONE, " ") and asks(view, Key.Key_2, CONTROL)
    assert not asks(view, Key.Key_S, CONTROL) and not asks(view, Key.Key_Escape, NONE, "\x1b")
    assert not asks(view, Key.Key_3, CONTROL, "3"), "only two people are heard"


def test_number_keys_give_what_is_selected_to_the_speakers_in_order(
    view: TranscriptView, pen: Pen
) -> None:
    pen.go(Place(0, 0))
    pen.go(Place(1, 2), True)
    press(view, Key.Key_2, CONTROL)
    assert [said.speaker for said in view.document.segments] == [
        "SPEAKER_01",
        "SPEAKER_01",
        "SPEAKER_00",
    ]
    pen.select(2, 0, len("We did,"))
    press(view, Key.Key_2, CONTROL)
    assert texts(view)[2:] == ["We did,", "from the mill."]
    assert [s.speaker for s in view.document.segments[2:]] == ["SPEAKER_01", "SPEAKER_00"]


def test_a_number_without_control_is_written(view: TranscriptView, pen: Pen) -> None:
    pen.go(Place(0, 0))
    press(view, Key.Key_2)
    assert texts(view)[0].startswith("2The")


def test_what_alt_gr_writes_is_written(view: TranscriptView, pen: Pen) -> None:
    pen.go(Place(0, 0))
    typed = QKeyEvent(QEvent.Type.KeyPress, Key.Key_Q, CONTROL | ALT, "@")
    QGuiApplication.sendEvent(view, typed)
    held = QKeyEvent(QEvent.Type.KeyPress, Key.Key_Q, CONTROL, "q")
    QGuiApplication.sendEvent(view, held)
    assert texts(view)[0] == "@" + RIVER[0]


def test_a_page_that_is_for_reading_moves_and_copies_but_takes_no_key(
    opening: Open, tmp_path: Path, dressed: Theme, qtbot: QtBot
) -> None:
    path = saying(tmp_path, *RIVER)
    wounds.damage(path)
    view = shown(opening(path), qtbot)
    view.pen.go(Place(0, 4))
    for key in (Key.Key_X, Key.Key_Return, Key.Key_Backspace, Key.Key_Delete):
        press(view, key)
    press(view, Key.Key_Return, SHIFT)
    for key in (Key.Key_V, Key.Key_2, Key.Key_Z):
        press(view, key, CONTROL)
    press(view, Key.Key_Up, ALT)
    assert texts(view) == list(RIVER) and view.pen.caret == Place(0, 4)
    press(view, Key.Key_Right, SHIFT | CONTROL)
    press(view, Key.Key_X, CONTROL)
    press(view, Key.Key_C, CONTROL)
    assert QGuiApplication.clipboard().text() == "river" and texts(view) == list(RIVER)
    labels = [action.text() for action in view.make_menu(0).actions()]
    assert labels == ["Cut", "Copy", "Paste"]
