from __future__ import annotations

import pytest
from PySide6.QtGui import QColor, QImage
from pytestqt.qtbot import QtBot

from app import theme
from app.jobs.plot import Plot
from app.theme import Theme


@pytest.fixture
def plot(qtbot: QtBot, dressed: Theme) -> Plot:
    made = Plot("Speed", lambda value: f"{value:.0f}×")
    qtbot.addWidget(made)
    made.resize(made.sizeHint())
    return made


def heights(image: QImage) -> list[int]:
    """For each column in which the line is, how high it is."""
    line = theme.role("accent").name()
    found = []
    for x in range(image.width()):
        rows = [y for y in range(image.height()) if QColor(image.pixel(x, y)).name() == line]
        if rows:
            found.append(image.height() - min(rows))
    return found


def test_a_line_rises_with_its_values(plot: Plot) -> None:
    plot.show_values([1.0, 2.0, 3.0, 4.0])
    found = heights(plot.grab().toImage())
    assert found
    assert found[0] < found[-1]


def test_one_value_is_no_line(plot: Plot) -> None:
    plot.show_values([1.0])
    assert heights(plot.grab().toImage()) == []


def test_nothing_at_all_can_be_shown(plot: Plot) -> None:
    plot.show_values([])
    plot.grab()
    assert plot.accessibleDescription() == "–"


def test_values_of_zero_do_no_harm(plot: Plot) -> None:
    plot.show_values([0.0, 0.0, 0.0])
    plot.grab()


def test_the_newest_value_is_told_in_words(plot: Plot) -> None:
    plot.show_values([10.0, 31.2])
    assert plot.accessibleName() == "Speed"
    assert plot.accessibleDescription() == "31×"
