"""The page on which all transcripts are searched."""

from __future__ import annotations

from collections.abc import Iterator

import pytest
from PySide6.QtCore import Qt
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QPushButton
from pytestqt.qtbot import QtBot

from app.library.search_desk import SearchDesk
from app.library.search_page import SearchPage
from app.theme import Theme
from engine.errors import Problem
from engine.findings import Findings
from engine.protocol import (
    Command,
    LibraryRead,
    LibraryReading,
    LibrarySearched,
    SearchLibrary,
    UpdateLibrary,
)
from tests.app.library.answers import RIVER, findings, transcript

Key = Qt.Key
NONE = Qt.KeyboardModifier.NoModifier


class Searching:
    """A page with its desk, and what it asked."""

    def __init__(self, qtbot: QtBot) -> None:
        self.qtbot = qtbot
        self.desk = SearchDesk()
        self.page = SearchPage(self.desk)
        qtbot.addWidget(self.page)
        self.asked: list[Command] = []
        self.opened: list[tuple[str, object, bool]] = []
        self.desk.asked.connect(self.asked.append)
        self.page.opened.connect(lambda *what: self.opened.append(what))
        self.page.resize(800, 600)
        self.page.show()
        self.page.start()

    def type(self, text: str) -> None:
        """Type, and wait until it is asked for."""
        QTest.keyClicks(self.page.field, text)
        wanted = self.page.field.text()
        self.qtbot.waitUntil(lambda: self.desk.typed == wanted)

    def answer(self, found: Findings = RIVER) -> None:
        """What the engine found."""
        last = [each for each in self.asked if isinstance(each, SearchLibrary)][-1]
        self.desk.hear(LibrarySearched(last.typed, found, last.within, last.asker))

    def press(self, key: Qt.Key, held: Qt.KeyboardModifier = NONE) -> None:
        QTest.keyClick(self.page.field, key, held)

    @property
    def shows_results(self) -> bool:
        return self.page.view.isVisible()


@pytest.fixture
def searching(qtbot: QtBot, dressed: Theme) -> Iterator[Searching]:
    made = Searching(qtbot)
    yield made
    made.page.close()


def test_at_first_it_is_said_what_to_do(searching: Searching) -> None:
    assert searching.page.blank.isVisible()
    assert searching.page.blank.title.text() == "Search all that was said"
    assert searching.asked == [UpdateLibrary()]
    assert searching.page.focusProxy() is searching.page.field


def test_what_is_typed_is_found_and_counted(searching: Searching) -> None:
    searching.type("river")
    searching.answer()
    assert searching.shows_results
    assert searching.page.count.text() == "6 places in 3 transcripts"
    assert searching.page.view.currentIndex().row() == 1


def test_return_opens_the_best_line_and_control_return_a_window(searching: Searching) -> None:
    searching.type("river")
    searching.answer()
    searching.press(Key.Key_Return)
    searching.press(Key.Key_Down)
    searching.press(Key.Key_Return, Qt.KeyboardModifier.ControlModifier)
    mill = RIVER.transcripts[0]
    assert searching.opened == [
        (mill.document, mill.lines[0], False),
        (mill.document, mill.lines[1], True),
    ]


def test_a_title_opens_its_first_line_or_none(searching: Searching) -> None:
    searching.type("river")
    searching.answer()
    searching.press(Key.Key_Up)
    searching.press(Key.Key_Return)
    searching.page.view.go(4)
    searching.press(Key.Key_Return)
    mill, title, _ = RIVER.transcripts
    assert searching.opened == [
        (mill.document, mill.lines[0], False),
        (title.document, None, False),
    ]


def test_return_does_not_open_what_was_found_before(searching: Searching) -> None:
    searching.type("river")
    searching.answer()
    QTest.keyClicks(searching.page.field, "s")
    searching.press(Key.Key_Return)
    assert searching.desk.typed == "rivers"
    assert searching.opened == []


def test_more_lines_come_below_their_transcript(searching: Searching) -> None:
    searching.type("river")
    searching.answer()
    searching.page.view.go(2)
    searching.press(Key.Key_Return)
    assert searching.opened == []
    whole = transcript("Mill interview", "river", *(f"The river {n}." for n in range(5)))
    searching.answer(findings("river", whole))
    assert [row.text[-15:] for row in searching.page.results.rows[3:6]] == [
        "river 2. After.",
        "river 3. After.",
        "river 4. After.",
    ]
    assert searching.page.view.currentIndex().row() == 3


def test_nothing_found_is_said_with_what_helps(searching: Searching, qtbot: QtBot) -> None:
    searching.type("zebra")
    searching.answer(findings("zebra"))
    blank = searching.page.blank
    assert blank.title.text() == "Nobody says “zebra”"
    assert blank.anew.isVisible() and not blank.choose.isVisible()
    blank.anew.click()
    assert searching.page.field.selectedText() == "zebra"


def test_without_transcripts_there_is_the_button_that_makes_one(
    searching: Searching, qtbot: QtBot
) -> None:
    searching.type("zebra")
    searching.answer(findings("zebra", known=0))
    assert searching.page.blank.title.text() == "There are no transcripts yet"
    with qtbot.waitSignal(searching.page.choose_asked):
        searching.page.blank.choose.click()


def test_while_transcripts_are_read_nothing_is_given_up(searching: Searching) -> None:
    searching.desk.hear(LibraryReading(3, 9))
    searching.type("river")
    searching.answer(findings("river", known=3))
    assert searching.page.blank.title.text() == "Reading the transcripts"
    assert searching.page.count.text() == "Reading: 3 of 9 transcripts"
    searching.desk.hear(LibraryRead(True))
    searching.answer()
    assert searching.shows_results
    assert "Reading" not in searching.page.count.text()


def test_the_line_that_is_current_stays_so_when_more_is_found(searching: Searching) -> None:
    searching.type("river")
    searching.answer()
    searching.press(Key.Key_Down)
    searching.desk.hear(LibraryRead(True))
    more = transcript("New talk", "river", "The river again.")
    searching.answer(findings("river", more, *RIVER.transcripts))
    row = searching.page.results.rows[searching.page.view.currentIndex().row()]
    assert row.line == RIVER.transcripts[0].lines[1]


def test_what_is_found_in_titles_only_or_too_often_is_said(searching: Searching) -> None:
    searching.type("river")
    searching.answer(findings("river", transcript("River talk", "river")))
    assert searching.page.count.text() == "Found in 1 title"
    searching.answer(Findings("river", RIVER.transcripts, 10_000, 700, 900, True))
    assert searching.page.count.text() == "More than 10,000 places in 700 transcripts"


def test_escape_leaves(searching: Searching, qtbot: QtBot) -> None:
    with qtbot.waitSignal(searching.page.left):
        searching.press(Key.Key_Escape)


def test_a_problem_is_told_in_place_and_can_be_tried_again(searching: Searching) -> None:
    searching.desk.hear(LibraryRead(problem=Problem("no-space", "The disk is full.")))
    assert searching.page.card.isVisible()
    searching.page.card.findChild(QPushButton, "retry").click()
    assert searching.asked[-1] == UpdateLibrary()
    searching.type("river")
    searching.answer()
    assert not searching.page.card.isVisible()


def test_everything_has_a_name(searching: Searching) -> None:
    assert searching.page.field.accessibleName() == "Search all transcripts"
    assert searching.page.view.accessibleName() == "What was found"
