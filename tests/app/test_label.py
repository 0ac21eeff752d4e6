from __future__ import annotations

import pytest
from PySide6.QtCore import Qt
from PySide6.QtGui import QColor
from PySide6.QtWidgets import QSizePolicy
from pytestqt.qtbot import QtBot

from app import theme
from app.label import Label, selectable
from app.theme import Theme

STEPS: tuple[theme.Step, ...] = ("small", "control", "heading")

pytestmark = pytest.mark.usefixtures("dressed")


@pytest.mark.parametrize("step", STEPS)
def test_a_label_is_as_large_as_its_step(qtbot: QtBot, step: theme.Step) -> None:
    label = Label("Words", step)
    qtbot.addWidget(label)
    assert label.font().pixelSize() == theme.font(step).pixelSize()
    assert label.font().weight() == theme.font(step).weight()


def test_a_long_text_takes_more_lines_where_there_is_less_room(qtbot: QtBot) -> None:
    label = Label("Several words that do not stand in one line of a narrow column. " * 3)
    qtbot.addWidget(label)
    assert label.heightForWidth(150) > 2 * label.heightForWidth(600)
    assert label.sizePolicy().verticalPolicy() == QSizePolicy.Policy.Maximum


@pytest.mark.parametrize("tint", ["text", "secondary", "failure"])
def test_the_words_are_drawn_in_the_colour_of_their_role(qtbot: QtBot, tint: str) -> None:
    label = Label("██████", "heading", tint)
    qtbot.addWidget(label)
    label.resize(200, 40)
    image = label.grab().toImage()
    seen = {
        QColor(image.pixel(x, y)).name()
        for x in range(image.width())
        for y in range(image.height())
    }
    assert theme.role(tint).name() in seen


def test_a_role_that_is_none_is_a_mistake(qtbot: QtBot) -> None:
    with pytest.raises(KeyError):
        Label("Words", tint="no such role")


def test_what_can_be_taken_is_the_same_label(qtbot: QtBot) -> None:
    label = Label("Words")
    qtbot.addWidget(label)
    plain = label.textInteractionFlags()
    assert not plain & Qt.TextInteractionFlag.TextSelectableByMouse
    assert selectable(label) is label
    assert label.textInteractionFlags() & Qt.TextInteractionFlag.TextSelectableByMouse


def test_new_colours_reach_a_label_of_every_tint(qtbot: QtBot, dressed: Theme) -> None:
    labels = {tint: Label("Words", tint=tint) for tint in ("text", "secondary", "failure")}
    for label in labels.values():
        qtbot.addWidget(label)
    theme.apply(dressed.application, "dark")
    for tint, label in labels.items():
        assert label.styleSheet() == f"color: {theme.role(tint).name()}"
