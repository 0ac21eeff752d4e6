"""What a plot's line says of its values, to eyes and ears."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st
from PySide6.QtGui import QColor, QImage
from pytestqt.qtbot import QtBot

from app import theme
from app.jobs.plot import HEIGHT, LINE_TOP, WIDTH, Plot
from app.theme import Theme


@pytest.fixture
def plot(qtbot: QtBot, dressed: Theme) -> Plot:
    return made(qtbot)


def made(qtbot: QtBot, caption: str = "Memory") -> Plot:
    plot = Plot(caption, lambda value: f"{value:.1f} GB")
    qtbot.addWidget(plot)
    plot.resize(plot.sizeHint())
    return plot


def rows_of(image: QImage, colour: str) -> list[int]:
    return [
        y
        for y in range(image.height())
        if any(QColor(image.pixel(x, y)).name() == colour for x in range(image.width()))
    ]


@given(st.lists(st.floats(0, 1e12), min_size=2, max_size=200))
def test_every_line_stays_between_its_top_and_the_foot(values: list[float]) -> None:
    plot = Plot("Memory", str)
    plot.resize(WIDTH, HEIGHT)
    plot.show_values(values)
    points = plot._points()
    assert len(points) == len(values)
    assert all(LINE_TOP <= point.y() <= HEIGHT for point in points)
    assert (points[0].x(), points[-1].x()) == (0.0, pytest.approx(WIDTH))
    highest = min(range(len(points)), key=lambda n: points[n].y())
    assert values[highest] == pytest.approx(max(values), rel=1e-6)
    plot.deleteLater()


def test_twice_as_much_is_twice_as_high(plot: Plot) -> None:
    plot.show_values([1.0, 2.0, 4.0])
    foot = HEIGHT - 1.5
    one, two, four = (foot - point.y() for point in plot._points())
    assert two == pytest.approx(2 * one) and four == pytest.approx(4 * one)


def test_what_stays_the_same_is_a_level_line_near_the_top(plot: Plot) -> None:
    plot.show_values([3.0] * 20)
    rows = rows_of(plot.grab().toImage(), theme.role("accent").name())
    assert rows and max(rows) - min(rows) <= 2 and max(rows) < HEIGHT / 2


def test_nothing_at_all_is_a_line_at_the_foot(plot: Plot) -> None:
    plot.show_values([0.0, 0.0])
    assert all(point.y() == HEIGHT - 1.5 for point in plot._points())


def test_until_there_are_two_values_there_is_a_base_line_alone(plot: Plot) -> None:
    plot.show_values([2.0])
    image = plot.grab().toImage()
    line = theme.role("separator").name()
    assert line in {QColor(image.pixel(60, y)).name() for y in range(HEIGHT - 4, HEIGHT)}
    plot.show_values([2.0, 2.0])
    assert plot.grab().toImage() != image


def test_the_caption_is_at_the_left_and_the_value_at_the_right(plot: Plot) -> None:
    plot.show_values([2.5])
    full = plot.grab().toImage()
    plot.show_values([7.5])
    other = plot.grab().toImage()
    changed = {x for x in range(WIDTH) for y in range(16) if full.pixel(x, y) != other.pixel(x, y)}
    assert changed and min(changed) > WIDTH / 2


def test_values_that_come_later_take_the_place_of_the_first(plot: Plot) -> None:
    values = [1.0, 2.0]
    plot.show_values(values)
    values.append(9.0)
    assert plot.accessibleDescription() == "2.0 GB" and len(plot._points()) == 2
    plot.show_values(values)
    assert plot.accessibleDescription() == "9.0 GB" and len(plot._points()) == 3
    plot.show_values([])
    assert plot.accessibleDescription() == "–"


def test_in_the_dark_the_line_has_the_colour_of_the_dark(plot: Plot, dressed: Theme) -> None:
    plot.show_values([3.0] * 20)
    theme.apply(dressed.application, "dark")
    assert rows_of(plot.grab().toImage(), theme.role("accent").name())


def test_plots_beside_one_another_are_of_one_size(plot: Plot, qtbot: QtBot) -> None:
    other = made(qtbot, "A caption that is rather long")
    assert other.sizeHint() == plot.sizeHint() and other.accessibleName().startswith("A caption")
