from __future__ import annotations

import pytest
from PySide6.QtGui import QTextCursor
from pytestqt.qtbot import QtBot

from app.jobs.live_text import MEASURE, PORTION, LiveText
from app.jobs.reading import Paragraph
from app.theme import Theme

LINE = "Some words that were said, one after the other, until the line is full. "


def said(count: int, text: str = LINE) -> list[Paragraph]:
    return [Paragraph(n * 30.0, f"{n} {text * 3}".strip()) for n in range(count)]


@pytest.fixture
def text(qtbot: QtBot, dressed: Theme) -> LiveText:
    made = LiveText()
    qtbot.addWidget(made)
    made.resize(800, 400)
    made.show()
    return made


def shown(text: LiveText) -> list[str]:
    return text.toPlainText().split("\n")


def wait_for(qtbot: QtBot, text: LiveText, count: int) -> None:
    qtbot.waitUntil(lambda: text.document().blockCount() == count, timeout=10_000)


def test_paragraphs_are_shown_in_order(text: LiveText) -> None:
    paragraphs = said(5)
    text.show_paragraphs(paragraphs)
    assert shown(text) == [paragraph.text for paragraph in paragraphs]


def test_new_paragraphs_do_not_move_the_page(text: LiveText, qtbot: QtBot) -> None:
    text.show_paragraphs(said(30))
    bar = text.verticalScrollBar()
    bar.setValue(200)
    text.show_paragraphs(said(60))
    wait_for(qtbot, text, 60)
    assert bar.value() == 200


def test_a_page_begins_at_its_beginning_however_it_is_resized(text: LiveText) -> None:
    text.show_paragraphs(said(30))
    text.resize(700, 300)
    text.grab()
    assert text.verticalScrollBar().value() == 0


def test_what_changed_is_shown_anew_and_the_rest_stays(text: LiveText) -> None:
    paragraphs = said(4)
    text.show_paragraphs(paragraphs)
    first = text.document().firstBlock()
    changed = [*paragraphs[:2], Paragraph(65.0, "Another."), Paragraph(95.0, "And the last.")]
    text.show_paragraphs(changed)
    assert shown(text) == [paragraph.text for paragraph in changed]
    assert text.document().firstBlock() == first


def test_a_selection_outlives_new_text(text: LiveText) -> None:
    text.show_paragraphs(said(3))
    cursor = text.textCursor()
    cursor.setPosition(2)
    cursor.setPosition(12, QTextCursor.MoveMode.KeepAnchor)
    text.setTextCursor(cursor)
    before = text.textCursor().selectedText()
    text.show_paragraphs(said(6))
    assert text.textCursor().selectedText() == before != ""


def test_a_long_text_comes_in_portions(text: LiveText, qtbot: QtBot) -> None:
    count = 5 * PORTION
    text.show_paragraphs(said(count))
    assert text.document().blockCount() < count
    wait_for(qtbot, text, count)


def test_less_text_than_before_is_shown_too(text: LiveText) -> None:
    text.show_paragraphs(said(5))
    text.show_paragraphs(said(2))
    assert len(shown(text)) == 2
    text.show_paragraphs(())
    assert text.toPlainText() == ""


def test_a_speaker_is_named_and_a_gap_is_marked(text: LiveText) -> None:
    text.show_paragraphs(
        [Paragraph(0.0, "Hello.", "Anna"), Paragraph(9.0, "It failed.", is_gap=True)]
    )
    assert shown(text) == ["Anna  Hello.", "[It failed.]"]


def test_the_page_goes_to_a_moment_of_the_film(text: LiveText, qtbot: QtBot) -> None:
    text.show_paragraphs(said(30))
    text.go_to(600.0)
    top = text.cursorForPosition(text.viewport().rect().topLeft()).block().blockNumber()
    assert 18 <= top <= 20


def test_lines_are_no_longer_than_what_is_pleasant_to_read(text: LiveText) -> None:
    text.resize(1600, 400)
    text.show_paragraphs(said(3))
    text.grab()
    layout = text.document().firstBlock().layout()
    longest = max(layout.lineAt(n).textLength() for n in range(layout.lineCount()))
    assert 50 <= longest <= MEASURE + 15


def test_another_size_keeps_the_text(text: LiveText) -> None:
    text.show_paragraphs(said(3))
    small = text.fontMetrics().height()
    text.set_text_size(24)
    assert text.fontMetrics().height() > small
    assert len(shown(text)) == 3


def test_it_can_be_read_but_not_written(text: LiveText, qtbot: QtBot) -> None:
    text.show_paragraphs(said(1))
    before = text.toPlainText()
    qtbot.keyClicks(text, "x")
    assert text.toPlainText() == before
    assert text.accessibleName()
