"""The list of results: its keys, and what is drawn."""

from __future__ import annotations

import pytest
from PySide6.QtCore import Qt
from PySide6.QtGui import QImage
from PySide6.QtTest import QTest
from pytestqt.qtbot import QtBot

from app import theme
from app.library.results import ResultRow, Results
from app.library.results_view import LEADING, LINES, ResultsView, _laid_out
from app.theme import Theme
from engine.findings import FoundTranscript
from tests.app.library.answers import RIVER, line, transcript

Key = Qt.Key


class Shown:
    """A view of an answer, and what was chosen in it."""

    def __init__(self, qtbot: QtBot, *transcripts: FoundTranscript) -> None:
        self.results = Results()
        self.view = ResultsView(self.results)
        qtbot.addWidget(self.view)
        self.view.resize(600, 400)
        self.results.show(transcripts)
        self.chosen: list[tuple[ResultRow, bool]] = []
        self.view.chosen.connect(lambda row, apart: self.chosen.append((row, apart)))
        self.view.show()

    def picture(self) -> QImage:
        return self.view.viewport().grab().toImage()

    def has(self, role: str) -> bool:
        """Whether this colour is drawn somewhere."""
        image, wanted = self.picture(), theme.role(role).rgb()
        places = ((x, y) for x in range(image.width()) for y in range(image.height()))
        return any(image.pixel(x, y) == wanted for x, y in places)


@pytest.fixture
def shown(qtbot: QtBot, dressed: Theme) -> Shown:
    return Shown(qtbot, *RIVER.transcripts)


def test_keys_walk_and_open(shown: Shown) -> None:
    shown.view.setCurrentIndex(shown.results.index(0))
    shown.view.go(1)
    assert shown.view.currentIndex().row() == 1
    QTest.keyClick(shown.view, Key.Key_Return)
    QTest.keyClick(shown.view, Key.Key_Down)
    QTest.keyClick(shown.view, Key.Key_Enter, Qt.KeyboardModifier.ControlModifier)
    rows = shown.results.rows
    assert shown.chosen == [(rows[1], False), (rows[2], True)]


def test_walking_stops_at_both_ends(shown: Shown) -> None:
    shown.view.go(-9)
    assert shown.view.currentIndex().row() == 0
    shown.view.go(99)
    assert shown.view.currentIndex().row() == len(shown.results.rows) - 1


def test_nothing_is_chosen_where_nothing_is(qtbot: QtBot, dressed: Theme) -> None:
    shown = Shown(qtbot)
    shown.view.go(1)
    shown.view.choose_current()
    assert shown.chosen == []


def test_a_click_opens(shown: Shown) -> None:
    at = shown.view.visualRect(shown.results.index(1)).center()
    QTest.mouseClick(shown.view.viewport(), Qt.MouseButton.LeftButton, pos=at)
    assert [row for row, _ in shown.chosen] == [shown.results.rows[1]]


@pytest.mark.parametrize("scheme", ["light", "dark"])
def test_marks_and_the_current_row_are_drawn_in_their_colours(
    qtbot: QtBot, dressed: Theme, scheme: theme.Scheme
) -> None:
    theme.apply(dressed.application, scheme)
    shown = Shown(qtbot, RIVER.transcripts[2])
    shown.view.clearSelection()
    assert shown.has("playing")
    assert not shown.has("selection")
    shown.view.setCurrentIndex(shown.results.index(0))
    assert shown.has("selection")


def test_a_long_line_takes_two_lines_and_shows_its_mark(dressed: Theme) -> None:
    said = line(f"{'long before ' * 30} river {'and after ' * 30}", "river")
    layout, excerpt = _laid_out(said, 400)
    assert layout.lineCount() == LINES
    last = layout.lineAt(LINES - 1)
    assert excerpt.marks[0][1] <= last.textStart() + last.textLength()
    assert layout.boundingRect().width() <= 400


def test_a_line_is_shown_in_full_where_there_is_room(qtbot: QtBot, dressed: Theme) -> None:
    said = transcript("a", "river", "The river 🎬 came back.")
    shown = Shown(qtbot, said)
    narrow = shown.view.sizeHintForRow(1)
    assert narrow >= LEADING
    shown.view.resize(220, 400)
    qtbot.waitUntil(lambda: shown.view.sizeHintForRow(1) > narrow)


def test_a_title_that_is_too_long_is_cut(qtbot: QtBot, dressed: Theme) -> None:
    shown = Shown(qtbot, transcript("river " * 60, "river", "river"))
    shown.view.resize(300, 200)
    assert not shown.picture().isNull()
    assert not shown.view.horizontalScrollBar().isVisible()
