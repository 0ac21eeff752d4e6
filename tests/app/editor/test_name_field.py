from __future__ import annotations

import pytest
from PySide6.QtCore import QRect
from PySide6.QtTest import QSignalSpy, QTest
from PySide6.QtWidgets import QWidget
from pytestqt.qtbot import QtBot

from app.editor.name_field import NameField
from app.theme import Theme, font
from tests.app.editor.pages import Key


@pytest.fixture
def page(dressed: Theme, qtbot: QtBot) -> QWidget:
    made = QWidget()
    qtbot.addWidget(made)
    made.resize(300, 100)
    made.show()
    return made


@pytest.fixture
def field(page: QWidget, qtbot: QtBot) -> NameField:
    made = NameField("Anna", QRect(10, 10, 200, 26), font("control"), page)
    qtbot.waitUntil(made.hasFocus)
    return made


def test_it_holds_the_name_ready_to_be_typed_over(field: NameField) -> None:
    assert field.isVisible() and field.selectedText() == "Anna"
    assert field.accessibleName() == "Name of the speaker"


def test_return_takes_another_name_and_leaves(field: NameField) -> None:
    taken, left = QSignalSpy(field.taken), QSignalSpy(field.left)
    QTest.keyClicks(field, " Bea ")
    QTest.keyClick(field, Key.Key_Return)
    assert taken.at(0) == ["Bea"] and left.count() == 1


@pytest.mark.parametrize("name", ["Anna", "   ", ""])
def test_the_same_name_or_none_is_no_other(name: str, field: NameField) -> None:
    taken, left = QSignalSpy(field.taken), QSignalSpy(field.left)
    field.clear()
    QTest.keyClicks(field, name)
    QTest.keyClick(field, Key.Key_Enter)
    assert taken.count() == 0 and left.count() == 1


def test_escape_takes_nothing(field: NameField) -> None:
    taken, left = QSignalSpy(field.taken), QSignalSpy(field.left)
    QTest.keyClicks(field, "Bea")
    QTest.keyClick(field, Key.Key_Escape)
    assert taken.count() == 0 and left.count() == 1


def test_once_gone_it_says_no_more(field: NameField) -> None:
    finished = QSignalSpy(field.editingFinished)
    field.go()
    assert not field.isVisible() and finished.count() == 0
