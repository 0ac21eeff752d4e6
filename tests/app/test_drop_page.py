from __future__ import annotations

import pytest
from PySide6.QtCore import Qt
from PySide6.QtWidgets import QLabel, QPushButton
from pytestqt.qtbot import QtBot

from app import theme
from app.drop_page import DropPage
from app.theme import Theme


@pytest.fixture
def page(qtbot: QtBot, dressed: Theme) -> DropPage:
    made = DropPage()
    qtbot.addWidget(made)
    made.resize(800, 600)
    return made


def press(qtbot: QtBot, page: DropPage, words: str) -> None:
    button = next(b for b in page.findChildren(QPushButton) if words in b.text())
    qtbot.mouseClick(button, Qt.MouseButton.LeftButton)


def test_it_says_in_one_line_what_to_do(page: DropPage) -> None:
    assert any("Drop a recording" in label.text() for label in page.findChildren(QLabel))


def test_the_one_button_chooses_files(page: DropPage, qtbot: QtBot) -> None:
    with qtbot.waitSignal(page.choose_asked):
        press(qtbot, page, "Choose")


def test_who_has_no_recording_can_try_the_sample(page: DropPage, qtbot: QtBot) -> None:
    with qtbot.waitSignal(page.sample_asked):
        press(qtbot, page, "sample")


def test_what_is_held_over_it_is_welcomed(page: DropPage) -> None:
    assert page.grab().toImage().pixelColor(400, 80) != theme.role("drop")
    page.show_over(True)
    assert page.grab().toImage().pixelColor(400, 80) == theme.role("drop")
    page.show_over(False)
    assert page.grab().toImage().pixelColor(400, 80) != theme.role("drop")


@pytest.mark.parametrize("scheme", ["light", "dark"])
def test_it_follows_the_colours(page: DropPage, scheme: theme.Scheme, dressed: Theme) -> None:
    theme.apply(dressed.application, scheme)
    assert not page.grab().isNull()
