from __future__ import annotations

from itertools import combinations

import pytest
from PySide6.QtCore import QPoint, QRect, Qt
from PySide6.QtTest import QTest
from PySide6.QtWidgets import (
    QAbstractButton,
    QApplication,
    QComboBox,
    QLineEdit,
    QVBoxLayout,
    QWidget,
)
from pytestqt.qtbot import QtBot

from app import languages
from app.editor.find_bar import NARROWEST, FindBar
from app.editor.transcript_document import TranscriptDocument
from app.editor.transcript_view import TranscriptView
from app.label import Label
from app.languages import LANGUAGES
from app.settings import Language
from app.theme import Theme
from engine.edits import DeleteSegments, ReplaceEverywhere


@pytest.fixture
def bar(talk: TranscriptDocument, dressed: Theme, qtbot: QtBot) -> FindBar:
    view = TranscriptView(talk)
    made = FindBar(view)
    qtbot.addWidget(view)
    qtbot.addWidget(made)
    view.resize(700, 500)
    view.show()
    made.open(replaces=True)
    return made


def find(bar: FindBar, text: str) -> None:
    bar.wanted.setText(text)
    bar.look()


def test_what_is_found_is_counted_and_marked(bar: FindBar) -> None:
    find(bar, "the")
    text = "\n".join(said.text.lower() for said in bar._document.segments)
    assert len(bar.matches) == text.count("the")
    assert bar.count.text() == f"1 of {len(bar.matches)}"
    assert bar.replace_all.text() == f"Replace all {len(bar.matches)}"
    assert sum(map(len, bar._view._found.values())) == len(bar.matches)


def test_typing_searches_by_itself(bar: FindBar, qtbot: QtBot) -> None:
    QTest.keyClicks(bar.wanted, "river")
    qtbot.waitUntil(lambda: bool(bar.matches))


def test_case_words_and_patterns_narrow_it(bar: FindBar) -> None:
    find(bar, "the")
    everything = len(bar.matches)
    bar.case.setChecked(True)
    small = len(bar.matches)
    bar.whole.setChecked(True)
    words = len(bar.matches)
    assert everything > small > words > 0
    bar.case.setChecked(False)
    bar.regex.setChecked(True)
    find(bar, "(the|a)")
    assert len(bar.matches) > words


def test_a_pattern_that_is_none_is_said_in_place(bar: FindBar) -> None:
    bar.regex.setChecked(True)
    find(bar, "(")
    assert bar.count.text() == "This is no regular expression"
    assert not bar.replace_all.isEnabled()


def test_it_may_search_in_what_one_person_says(bar: FindBar) -> None:
    find(bar, "the")
    everything = len(bar.matches)
    bar.speaker.setCurrentIndex(1)
    theirs = {bar._document.segment(found.segment).speaker for found in bar.matches}  # type: ignore[union-attr]
    assert theirs == {"SPEAKER_00"} and len(bar.matches) < everything


def test_steps_go_round(bar: FindBar) -> None:
    find(bar, "the")
    bar.step(-1)
    assert bar.count.text() == f"{len(bar.matches)} of {len(bar.matches)}"
    QTest.keyClick(bar.wanted, Qt.Key.Key_Return)
    assert bar.count.text().startswith("1 of")
    assert bar._view._current[0] == bar.matches[0].segment


def test_all_is_replaced_as_one_edit(bar: FindBar) -> None:
    find(bar, "river")
    count = len(bar.matches)
    assert count
    bar.replacement.setText("stream")
    bar.replace_all.click()
    assert bar.count.text() == "Not found"
    assert bar._document.transcript.text.count("stream") == count
    assert bar._document.history == [
        ReplaceEverywhere("river", "stream", whole_word=False, match_case=False)
    ]


def test_one_is_replaced_and_the_next_is_current(bar: FindBar) -> None:
    find(bar, "the")
    count, first = len(bar.matches), bar.matches[0]
    bar.replacement.setText("a")
    QTest.keyClick(bar.replacement, Qt.Key.Key_Return)
    assert len(bar.matches) == count - 1
    text = bar._document.segment(first.segment).text  # type: ignore[union-attr]
    assert text[first.start] == "a"
    assert bar.count.text() == f"1 of {count - 1}"


def test_escape_closes_it_and_selects_what_was_found(bar: FindBar) -> None:
    find(bar, "village")
    QTest.keyClick(bar.wanted, Qt.Key.Key_Escape)
    assert bar.isHidden() and not bar._view._found
    assert bar._view.pen.selected_text == "village"
    bar.open()
    assert bar.wanted.text() == "village" and bar.replacement.isHidden()


def test_an_edit_elsewhere_is_searched_again(bar: FindBar, qtbot: QtBot) -> None:
    find(bar, "river")
    before = len(bar.matches)
    bar._document.do(ReplaceEverywhere("river", "stream"))
    qtbot.waitUntil(lambda: len(bar.matches) < before)


def test_in_a_text_without_a_word_nothing_is_found_and_nothing_breaks(bar: FindBar) -> None:
    document = bar._document
    document.do(DeleteSegments(tuple(said.id for said in document.segments)))
    bar.shut()
    bar.open(replaces=True)
    find(bar, "river")
    bar.step(1)
    bar.do_one()
    bar.do_all()
    assert bar.count.text() == "Not found" and not bar.matches and document.position == 1


def controls(bar: FindBar) -> list[QWidget]:
    kinds = (QAbstractButton, QLineEdit, QComboBox, Label)
    return [each for each in bar.findChildren(QWidget) if isinstance(each, kinds)]


def in_the_way(bar: FindBar) -> list[str]:
    """Controls that are not seen whole, and pairs of them that overlap."""
    shown = [
        each for each in controls(bar) if each.isVisibleTo(bar) and each.parent() != bar.wanted
    ]
    places = {each: QRect(each.mapTo(bar, QPoint()), each.size()) for each in shown}
    found = [
        each.accessibleName() or type(each).__name__
        for each, place in places.items()
        if place.width() < least_width(each) or not bar.rect().contains(place)
    ]
    pairs = combinations(places.items(), 2)
    return found + [f"{a} over {b}" for (a, one), (b, two) in pairs if one.intersects(two)]


def least_width(control: QWidget) -> int:
    if isinstance(control, QLineEdit):
        return NARROWEST
    return control.minimumWidth() or control.minimumSizeHint().width()


@pytest.mark.parametrize("width", [1000, 700, 536, 400, 295, 241])
@pytest.mark.parametrize("language", LANGUAGES)
def test_beside_a_panel_nothing_overlaps_or_is_cut_off(
    talk: TranscriptDocument, speaking: QApplication, qtbot: QtBot, language: Language, width: int
) -> None:
    languages.install(speaking, language)
    view, page = TranscriptView(talk), QWidget()
    bar = FindBar(view)
    for each in (view, page):
        qtbot.addWidget(each)
    column = QVBoxLayout(page)
    column.setContentsMargins(0, 0, 0, 0)
    column.addWidget(bar)
    column.addStretch(1)
    page.resize(width, 400)
    page.show()
    bar.open(replaces=True)
    for text, is_pattern in (("the", False), ("(", True), ("", False)):
        bar.regex.setChecked(is_pattern)
        find(bar, text)
        qtbot.waitUntil(lambda: in_the_way(bar) == [] and bar.width() == width)
