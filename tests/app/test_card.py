from __future__ import annotations

import pytest
from PySide6.QtCore import Qt
from PySide6.QtWidgets import QPushButton
from pytestqt.qtbot import QtBot

from app import theme
from app.card import Card
from app.label import Label, selectable
from app.theme import Theme


@pytest.fixture
def card(qtbot: QtBot, dressed: Theme) -> Card:
    made = Card()
    qtbot.addWidget(made)
    return made


def buttons(card: Card) -> list[str]:
    return [button.text() for button in card.findChildren(QPushButton) if not button.isHidden()]


def test_a_card_with_nothing_to_say_is_not_there(card: Card) -> None:
    assert card.isHidden()


def test_a_card_says_what_is_the_matter_and_what_helps(card: Card) -> None:
    card.say("The disk is full", "Free some space.", {"retry": "Try again", "copy": "Copy"})
    assert not card.isHidden()
    assert buttons(card) == ["Try again", "Copy"]
    assert card.accessibleName() == "The disk is full"
    assert card.accessibleDescription() == "Free some space."


def test_a_button_says_which_action_is_wanted(card: Card, qtbot: QtBot) -> None:
    card.say("Stopped", actions={"resume": "Resume"})
    button = card.findChild(QPushButton, "resume")
    assert button is not None
    with qtbot.waitSignal(card.acted) as acted:
        qtbot.mouseClick(button, Qt.MouseButton.LeftButton)
    assert acted.args == ["resume"]


def test_other_words_bring_other_buttons(card: Card, qtbot: QtBot) -> None:
    card.say("One", actions={"a": "A", "b": "B"})
    card.say("Two", actions={"c": "C"})
    qtbot.waitUntil(lambda: buttons(card) == ["C"], timeout=5000)


@pytest.mark.parametrize("tint", ["", "warning", "failure"])
def test_a_card_is_painted_on_the_ground_of_what_it_says(card: Card, tint: str) -> None:
    card.say("Words", tint=tint)
    card.resize(300, 60)
    ground = {"": "card", "warning": "warning-ground", "failure": "failure-ground"}[tint]
    assert card.grab().toImage().pixelColor(150, 4) == theme.role(ground)


def test_a_label_takes_its_text_for_text(qtbot: QtBot, dressed: Theme) -> None:
    label = Label("<b>not bold</b>")
    qtbot.addWidget(label)
    assert label.textFormat() == Qt.TextFormat.PlainText
    assert selectable(label).textInteractionFlags() & Qt.TextInteractionFlag.TextSelectableByMouse


def test_a_label_follows_the_colours(qtbot: QtBot, dressed: Theme) -> None:
    label = Label("Words", tint="secondary")
    qtbot.addWidget(label)
    theme.apply(dressed.application, "light")
    light = label.styleSheet()
    theme.apply(dressed.application, "dark")
    assert theme.role("secondary").name() in label.styleSheet()
    assert label.styleSheet() != light
