"""Undo and redo mean what the user is at. With a transcript on the page: see test_main_window."""

from __future__ import annotations

import pytest
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QLineEdit, QMainWindow, QPlainTextEdit, QVBoxLayout, QWidget
from pytestqt.qtbot import QtBot

from app.theme import Theme
from app.undoing import Undoing


class Stage:
    """A window with fields and an Edit menu."""

    def __init__(self) -> None:
        self.window = QMainWindow()
        self.line, self.text = QLineEdit(), QPlainTextEdit()
        page = QWidget()
        column = QVBoxLayout(page)
        column.addWidget(self.line)
        column.addWidget(self.text)
        self.window.setCentralWidget(page)
        self.menu = self.window.menuBar().addMenu("Edit")
        self.undoing = Undoing(self.menu, self.window)
        self.asked = 0
        self.undoing.put_back_asked.connect(self._count)

    def _count(self) -> None:
        self.asked += 1


@pytest.fixture
def stage(dressed: Theme, qtbot: QtBot) -> Stage:
    made = Stage()
    qtbot.addWidget(made.window)
    with qtbot.waitActive(made.window):
        made.window.show()
    return made


def test_with_nothing_to_take_back_nothing_is_offered(stage: Stage) -> None:
    assert not stage.undoing.undo_action.isEnabled()
    assert not stage.undoing.redo_action.isEnabled()


def test_what_the_app_removed_is_brought_back_where_nothing_else_is_at_hand(stage: Stage) -> None:
    stage.undoing.offer_put_back(True)
    stage.line.setReadOnly(True)
    stage.line.setFocus()
    stage.undoing.undo_action.trigger()
    assert stage.asked == 1
    stage.undoing.offer_put_back(False)
    assert not stage.undoing.undo_action.isEnabled()


@pytest.mark.parametrize("name", ["line", "text"])
def test_in_a_field_they_are_the_fields(stage: Stage, name: str) -> None:
    field = getattr(stage, name)
    stage.undoing.offer_put_back(True)
    field.setFocus()
    QTest.keyClicks(field, "typed")
    words = field.text if name == "line" else field.toPlainText
    stage.undoing.undo_action.trigger()
    assert words() == ""
    stage.menu.aboutToShow.emit()
    stage.undoing.redo_action.trigger()
    assert words() == "typed"
    assert stage.asked == 0


def test_the_menu_says_what_the_field_can_do(stage: Stage) -> None:
    stage.line.setFocus()
    QTest.keyClicks(stage.line, "typed")
    stage.menu.aboutToShow.emit()
    assert stage.undoing.undo_action.isEnabled()
    assert not stage.undoing.redo_action.isEnabled()
