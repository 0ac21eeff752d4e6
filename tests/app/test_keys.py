from __future__ import annotations

import pytest
from PySide6.QtCore import QEvent, Qt
from PySide6.QtGui import QKeyEvent
from PySide6.QtWidgets import QWidget
from pytestqt.qtbot import QtBot

from app.keys import KeyTable, native, tables_in

NONE, SHIFT = Qt.KeyboardModifier.NoModifier, Qt.KeyboardModifier.ShiftModifier
KEYPAD = Qt.KeyboardModifier.KeypadModifier


def pressed(key: Qt.Key, held: Qt.KeyboardModifier = NONE) -> QKeyEvent:
    return QKeyEvent(QEvent.Type.KeyPress, key, held)


@pytest.fixture
def done() -> list[str]:
    return []


@pytest.fixture
def table(done: list[str]) -> KeyTable:
    made = KeyTable("Timeline")
    made.add("Closer", lambda: done.append("closer"), "+", "=", "Shift++")
    made.add("Split", lambda: done.append("split"), "Return", "Enter")
    made.add("Far back", lambda: done.append("back"), "Alt+Shift+Left")
    return made


@pytest.mark.parametrize(
    ("key", "held", "what"),
    [
        (Qt.Key.Key_Plus, NONE, "closer"),
        (Qt.Key.Key_Plus, SHIFT, "closer"),
        (Qt.Key.Key_Plus, KEYPAD, "closer"),
        (Qt.Key.Key_Equal, NONE, "closer"),
        (Qt.Key.Key_Enter, KEYPAD, "split"),
        (Qt.Key.Key_Left, SHIFT | Qt.KeyboardModifier.AltModifier, "back"),
    ],
)
def test_a_key_does_what_the_table_says(
    table: KeyTable, done: list[str], key: Qt.Key, held: Qt.KeyboardModifier, what: str
) -> None:
    assert table.take(pressed(key, held)) and done == [what]


@pytest.mark.parametrize(("key", "held"), [(Qt.Key.Key_Left, NONE), (Qt.Key.Key_Return, SHIFT)])
def test_another_key_is_left_to_others(
    table: KeyTable, done: list[str], key: Qt.Key, held: Qt.KeyboardModifier
) -> None:
    assert not table.take(pressed(key, held)) and not done


def test_the_first_sequence_is_the_one_to_be_told(table: KeyTable) -> None:
    assert [key.sequences[0] for key in table.keys] == ["+", "Return", "Alt+Shift+Left"]


def test_all_tables_of_a_window_are_found(qtbot: QtBot, table: KeyTable) -> None:
    window = QWidget()
    qtbot.addWidget(window)
    inner = QWidget(QWidget(window))
    inner.keys = table  # type: ignore[attr-defined] - as a widget's own class would
    assert tables_in(window) == [table]


def test_keys_are_written_as_the_system_writes_them() -> None:
    from PySide6.QtGui import QKeySequence

    assert native(QKeySequence("Ctrl+Space")) in ("Ctrl+Space", "⌘Space", "⌘␣")
