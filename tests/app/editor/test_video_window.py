"""The film's picture as a window, and as it lies under its subtitle and its button."""

from __future__ import annotations

from collections.abc import Iterator

import pytest
from PySide6.QtCore import QPoint, Qt
from PySide6.QtGui import QColor, QImage
from PySide6.QtWidgets import QToolButton, QVBoxLayout, QWidget
from pytestqt.qtbot import QtBot

from app import theme
from app.editor.video_pane import WINDOW, VideoPane
from app.theme import Theme

BLUE = QColor(0, 0, 255)


@pytest.fixture
def pane(dressed: Theme, qtbot: QtBot) -> Iterator[VideoPane]:
    """A pane with a blue picture in a window of 480 pixels' width."""
    window = QWidget()
    qtbot.addWidget(window)
    column = QVBoxLayout(window)
    column.setContentsMargins(0, 0, 0, 0)
    made = VideoPane()
    column.addWidget(made)
    column.addStretch(1)
    window.resize(480, 400)
    window.show()
    made.show_picture(blue())
    qtbot.waitUntil(lambda: made.height() == 270)
    yield made
    made.attach()
    window.close()


def blue() -> QWidget:
    picture = QWidget()
    picture.setAutoFillBackground(True)
    palette = picture.palette()
    palette.setColor(picture.backgroundRole(), BLUE)
    picture.setPalette(palette)
    return picture


def button(pane: VideoPane) -> QToolButton:
    screen = pane._screen
    assert screen is not None
    return screen.detach


def words(image: QImage) -> list[tuple[int, int]]:
    """Where the subtitle's white is, left of the button."""
    right = image.width() - 60
    return [
        (x, y)
        for y in range(image.height())
        for x in range(right)
        if image.pixelColor(x, y).lightness() > 200
    ]


def test_the_button_is_in_the_upper_right_corner_wherever_that_is(
    pane: VideoPane, qtbot: QtBot
) -> None:
    def distance() -> tuple[int, int]:
        box = button(pane).geometry()
        return pane.width() - box.right() - 1, box.top()

    before = distance()
    assert before == (theme.GRID, theme.GRID)
    pane.window().resize(300, 400)
    qtbot.waitUntil(lambda: pane.width() == 300 and distance() == before)


def test_the_subtitle_never_lies_over_the_button(pane: VideoPane) -> None:
    pane.show_cue("A subtitle of many words. " * 20)
    middle = button(pane).geometry().center()
    assert pane.childAt(middle) is button(pane)


def test_a_click_on_the_subtitle_goes_to_the_picture(pane: VideoPane) -> None:
    pane.show_cue("Right.")
    below = pane.childAt(QPoint(pane.width() // 2, pane.height() - 20))
    assert below is not None and below.palette().color(below.backgroundRole()) == BLUE


def test_a_subtitle_is_in_the_middle_and_within_the_picture(pane: VideoPane) -> None:
    pane.show_cue("Nobody believed him at first, " * 6)
    image = pane.grab().toImage()
    found = words(image)
    left, right = min(x for x, _ in found), max(x for x, _ in found)
    assert left >= theme.MARGIN - 8 and right <= image.width() - theme.MARGIN + 8
    assert max(y for _, y in found) < image.height() - 8
    assert abs((left + right) / 2 - image.width() / 2) < 20


def test_the_same_words_again_are_not_painted_anew(pane: VideoPane) -> None:
    pane.show_cue("Right.")
    first = pane.grab().toImage()
    pane.show_cue("Right.")
    assert pane.grab().toImage() == first and pane.cue == "Right."


def test_a_larger_window_has_larger_words(pane: VideoPane, qtbot: QtBot) -> None:
    pane.show_cue("Right.")
    small = len(words(pane.grab().toImage()))
    pane.detach()
    window = pane._window
    assert window is not None and window.size() == WINDOW
    screen = pane._screen
    assert screen is not None
    qtbot.waitUntil(lambda: screen.size() == WINDOW)
    assert len(words(screen.grab().toImage())) > 2 * small


def test_words_go_on_changing_in_the_window_and_after_it(pane: VideoPane) -> None:
    pane.detach()
    pane.show_cue("In the window.")
    assert pane.cue == "In the window."
    pane.attach()
    pane.show_cue("Back again.")
    assert pane.cue == "Back again." and pane.isVisible()


def test_detaching_twice_makes_one_window(pane: VideoPane) -> None:
    pane.detach()
    window = pane._window
    pane.detach()
    assert pane._window is window
    pane.attach()
    pane.attach()
    assert not pane.is_detached and pane.isVisible()


def test_it_can_go_and_come_as_often_as_one_likes(pane: VideoPane, qtbot: QtBot) -> None:
    for _ in range(3):
        button(pane).click()
        assert pane.is_detached and not pane.isVisible()
        button(pane).click()
        assert not pane.is_detached and pane.isVisible()
    image = pane.grab().toImage()
    assert image.pixelColor(4, 4) == BLUE and pane.has_picture


def test_a_window_that_is_resized_keeps_the_picture_whole(pane: VideoPane, qtbot: QtBot) -> None:
    pane.detach()
    window, screen = pane._window, pane._screen
    assert window is not None and screen is not None
    window.resize(640, 480)
    qtbot.waitUntil(lambda: screen.size() == window.size())
    image = window.grab().toImage()
    for x, y in ((2, 2), (2, 477), (637, 477)):
        assert image.pixelColor(x, y) == BLUE


def test_the_window_of_a_pane_has_a_name(pane: VideoPane) -> None:
    pane.detach()
    window = pane._window
    assert window is not None and window.windowTitle() == pane.accessibleName() != ""


def test_escape_is_not_passed_on(pane: VideoPane, qtbot: QtBot) -> None:
    heard: list[object] = []
    pane.key_pressed.connect(heard.append)
    pane.detach()
    qtbot.keyClick(pane._window, Qt.Key.Key_Escape)
    assert not heard and not pane.is_detached


def test_the_button_has_the_ground_of_the_window_in_the_dark_too(
    pane: VideoPane, dressed: Theme
) -> None:
    for scheme in ("light", "dark"):
        theme.apply(dressed.application, scheme)
        assert theme.role("window").name() in button(pane).styleSheet()
