"""A number, or a word for its least value."""

from __future__ import annotations

from PySide6.QtCore import Qt
from pytestqt.qtbot import QtBot

from app import theme
from app.number_box import NumberBox
from app.theme import Theme


def test_the_least_value_says_something_else(dressed: Theme, qtbot: QtBot) -> None:
    box = NumberBox(0, 100, "Unknown", " %")
    qtbot.addWidget(box)
    assert box.text() == "Unknown"
    qtbot.keyClick(box, Qt.Key.Key_Up)
    assert (box.value(), box.text()) == (1, "1 %")
    assert box.maximum() == 100


def test_its_text_stands_as_far_in_as_that_of_other_fields(dressed: Theme, qtbot: QtBot) -> None:
    box = NumberBox(0, 100, "Unknown")
    qtbot.addWidget(box)
    expected = theme.GAP if dressed.draws_controls else 0
    assert box.lineEdit().textMargins().left() == expected
