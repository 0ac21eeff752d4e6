"""The card that asks whether a voice is known."""

from __future__ import annotations

import pytest
from PySide6.QtGui import QColor
from PySide6.QtWidgets import QPushButton
from pytestqt.qtbot import QtBot

from app import theme
from app.editor.suggestion_card import Suggestion, SuggestionCard
from app.theme import Theme


@pytest.fixture
def card(dressed: Theme, qtbot: QtBot) -> SuggestionCard:
    made = SuggestionCard()
    qtbot.addWidget(made)
    return made


def test_it_asks_who_somebody_is_and_says_why(card: SuggestionCard) -> None:
    card.show_voice("Speaker 3", Suggestion("SPEAKER_02", "Jonas", "The voices are alike."), 2)
    assert card.title.text() == card.accessibleName() == "Speaker 3 sounds like Jonas"
    assert card.evidence.text().splitlines()[0] == "The voices are alike."
    assert "2" in card.evidence.text().splitlines()[1]
    card.show_voice("Speaker 3", Suggestion("SPEAKER_02", "Jonas"), 0)
    assert card.evidence.text() == ""


@pytest.mark.parametrize("is_right", [True, False])
def test_each_answer_is_a_button(card: SuggestionCard, qtbot: QtBot, is_right: bool) -> None:
    button = card.accept if is_right else card.refuse
    with qtbot.waitSignal(card.answered) as answered:
        button.click()
    assert answered.args == [is_right] and isinstance(button, QPushButton)


def test_the_card_is_drawn_on_the_ground_of_cards(card: SuggestionCard) -> None:
    card.show_voice("Anna", Suggestion("SPEAKER_00", "Bea"), 0)
    card.resize(240, 140)
    picture = card.grab().toImage()
    assert picture.pixelColor(120, 4) == theme.role("card")
    assert picture.pixelColor(0, 0) != QColor(theme.role("card")), "its corners are round"
