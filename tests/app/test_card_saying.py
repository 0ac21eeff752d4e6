"""What a card says when it has spoken before, and how it looks and sounds."""

from __future__ import annotations

import pytest
from PySide6.QtCore import QPoint, Qt
from PySide6.QtGui import QColor
from PySide6.QtWidgets import QLabel, QPushButton
from pytestqt.qtbot import QtBot

from app import theme
from app.card import Card
from app.theme import Theme


@pytest.fixture
def card(qtbot: QtBot, dressed: Theme) -> Card:
    made = Card()
    qtbot.addWidget(made)
    made.resize(420, 80)
    return made


def offered(card: Card) -> list[QPushButton]:
    return [button for button in card.findChildren(QPushButton) if not button.isHidden()]


def test_a_title_alone_leaves_no_room_for_a_sentence(card: Card) -> None:
    card.say("The text is in the clipboard.")
    alone = card.sizeHint().height()
    assert not card._sentence.isVisibleTo(card) and card.accessibleDescription() == ""
    card.say("The disk is full", "Free some space, and try again.")
    assert card.sizeHint().height() > alone and card._sentence.isVisibleTo(card)
    card.say("The text is in the clipboard.")
    assert not card._sentence.isVisibleTo(card)


def test_buttons_go_below_words_that_would_become_a_column(card: Card, qtbot: QtBot) -> None:
    card.say("There already", "It was not replaced.", {"both": "Keep both", "copy": "Copy details"})
    card.show()
    (first, _), words = offered(card), card._sentence

    def is_below() -> bool:
        return first.mapTo(card, QPoint()).y() >= words.geometry().bottom()

    card.resize(700, 80)
    qtbot.waitUntil(lambda: not is_below())
    card.resize(380, 120)
    qtbot.waitUntil(is_below)
    assert words.width() > 240
    card.resize(700, 80)
    qtbot.waitUntil(lambda: not is_below())


def test_buttons_stand_in_the_order_in_which_they_help(card: Card, qtbot: QtBot) -> None:
    card.say("There already", actions={"both": "Keep both", "replace": "Replace"})
    card.show()
    qtbot.waitUntil(lambda: all(button.width() > 20 for button in offered(card)))
    assert [each.objectName() for each in offered(card)] == ["both", "replace"]
    assert offered(card)[0].x() < offered(card)[1].x()


def test_a_button_of_what_was_said_before_is_gone(card: Card, qtbot: QtBot) -> None:
    acted: list[str] = []
    card.acted.connect(acted.append)
    card.say("One", actions={"old": "Old"})
    card.say("Two", actions={"new": "New"})
    qtbot.waitUntil(lambda: [button.objectName() for button in offered(card)] == ["new"])
    offered(card)[0].click()
    assert acted == ["new"]
    card.say("Three")
    assert offered(card) == []


def test_the_title_is_weightier_than_the_sentence(card: Card) -> None:
    card.say("The disk is full", "Free some space.")
    assert card._title.font().weight() > card._sentence.font().weight()
    assert card._title.font().pixelSize() == card._sentence.font().pixelSize()


@pytest.mark.parametrize("tint", ["warning", "failure"])
def test_its_sign_bears_the_colour_of_what_it_says(card: Card, tint: str) -> None:
    card.say("Words", icon="warning", tint=tint)
    image = card._icon.pixmap().toImage()
    seen = {
        image.pixelColor(x, y).name()
        for x in range(image.width())
        for y in range(image.height())
        if image.pixelColor(x, y).alpha() == 255
    }
    assert theme.role(tint).name() in seen


def test_a_sign_that_is_none_is_a_mistake(card: Card) -> None:
    with pytest.raises(KeyError):
        card.say("Words", icon="no such sign")


def test_another_tint_is_another_ground(card: Card) -> None:
    for tint, role in (("failure", "failure-ground"), ("", "card"), ("warning", "warning-ground")):
        card.say("Words", tint=tint)
        assert card.grab().toImage().pixelColor(210, 5) == theme.role(role)


def test_in_the_dark_the_card_is_dark(card: Card, dressed: Theme) -> None:
    card.say("Words")
    theme.apply(dressed.application, "dark")
    ground = card.grab().toImage().pixelColor(210, 5)
    assert ground == theme.role("card") and ground.lightness() < QColor("gray").lightness()


def test_what_it_says_is_never_taken_for_markup(card: Card) -> None:
    card.say("“<b>talk</b>.srt” is there", "<i>Really.</i>")
    labels = [label for label in card.findChildren(QLabel) if label.text()]
    assert [label.text() for label in labels] == ["“<b>talk</b>.srt” is there", "<i>Really.</i>"]
    assert all(label.textFormat() == Qt.TextFormat.PlainText for label in labels)
