"""The card below a word that the glossary changed."""

from __future__ import annotations

from collections.abc import Callable, Iterator

import pytest
from PySide6.QtCore import QRect, QRectF
from PySide6.QtWidgets import QWidget
from pytestqt.qtbot import QtBot

from app.editor.reading_card import LONGEST, ReadingCard
from app.editor.transcript_document import TranscriptDocument
from app.theme import Theme

Open = Callable[..., TranscriptDocument]


@pytest.fixture
def card(dressed: Theme, qtbot: QtBot) -> Iterator[ReadingCard]:
    page = QWidget()
    qtbot.addWidget(page)
    page.resize(600, 400)
    page.show()
    yield ReadingCard(page)
    page.close()


def test_the_card_stays_on_the_page_and_goes_with_its_word(card: ReadingCard) -> None:
    page = QRect(0, 0, 600, 400)
    card.offer("oak a for", True)
    card.stand_at(QRectF(580, 20, 2, 24), page)
    assert card.isVisible() and page.contains(card.geometry())
    card.stand_at(QRectF(100, 370, 2, 24), page)
    assert card.geometry().bottom() < 370
    card.stand_at(QRectF(100, -60, 2, 24), page)
    assert not card.isVisible()


def test_long_words_are_cut(card: ReadingCard) -> None:
    card.offer("long " * 40, True)
    assert card.accessibleName().endswith("…”")
    assert len(card.accessibleName()) < LONGEST + 24
