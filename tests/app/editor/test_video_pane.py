from __future__ import annotations

from collections.abc import Iterator

import pytest
from PySide6.QtCore import Qt
from PySide6.QtGui import QColor, QImage, QKeyEvent
from PySide6.QtWidgets import QToolButton, QVBoxLayout, QWidget
from pytestqt.qtbot import QtBot

from app.editor.video_pane import HIGHEST, SHAPE, VideoPane
from app.theme import Theme


@pytest.fixture
def pane(dressed: Theme, qtbot: QtBot) -> Iterator[VideoPane]:
    """A pane in a window of 320 pixels' width."""
    window = QWidget()
    qtbot.addWidget(window)
    column = QVBoxLayout(window)
    column.setContentsMargins(0, 0, 0, 0)
    made = VideoPane()
    column.addWidget(made)
    column.addStretch(1)
    window.resize(320, 400)
    window.show()
    yield made
    window.close()


def blue() -> QWidget:
    """A picture of which every pixel is known."""
    picture = QWidget()
    picture.setAutoFillBackground(True)
    palette = picture.palette()
    palette.setColor(picture.backgroundRole(), QColor(0, 0, 255))
    picture.setPalette(palette)
    return picture


def seen(pane: VideoPane) -> QImage:
    return pane.grab().toImage()


def whites(image: QImage) -> int:
    """How many pixels are those of words."""
    found = 0
    for y in range(image.height()):
        found += sum(image.pixelColor(x, y).lightness() > 200 for x in range(image.width()))
    return found


def test_without_a_picture_there_is_no_pane(pane: VideoPane) -> None:
    assert not pane.isVisible() and not pane.has_picture
    pane.show_cue("Nobody reads this.")
    assert pane.cue == ""
    pane.detach()
    pane.attach()
    assert not pane.is_detached


def test_a_picture_fills_it_and_is_told_once(pane: VideoPane, qtbot: QtBot) -> None:
    told: list[None] = []
    pane.appeared.connect(lambda: told.append(None))
    pane.show_picture(blue())
    pane.show_picture(blue())
    assert len(told) == 1 and pane.isVisible()
    qtbot.waitUntil(lambda: pane.height() == round(320 * SHAPE))
    image = seen(pane)
    for x, y in ((4, 4), (160, 90), (4, image.height() - 4)):
        assert image.pixelColor(x, y) == QColor(0, 0, 255)


def test_a_wide_pane_does_not_eat_the_page(pane: VideoPane, qtbot: QtBot) -> None:
    pane.show_picture(blue())
    pane.window().resize(1600, 700)
    qtbot.waitUntil(lambda: pane.height() == HIGHEST)


def test_the_subtitle_stands_at_the_foot_and_goes(pane: VideoPane, qtbot: QtBot) -> None:
    pane.show_picture(blue())
    qtbot.waitUntil(lambda: pane.height() == round(320 * SHAPE))
    without = whites(seen(pane))
    pane.show_cue("Right.")
    with_words = seen(pane)
    half = with_words.copy(0, 0, with_words.width(), with_words.height() // 2)
    assert whites(with_words) > without + 20
    assert whites(half) == without, "the button alone is in the upper half"
    pane.show_cue("")
    assert whites(seen(pane)) == without


def test_two_lines_take_more_room_than_one(pane: VideoPane, qtbot: QtBot) -> None:
    pane.show_picture(blue())
    qtbot.waitUntil(lambda: pane.height() == round(320 * SHAPE))
    pane.show_cue("One line")
    one = whites(seen(pane))
    pane.show_cue("One line\nand another one")
    assert whites(seen(pane)) > one


def test_the_button_detaches_and_closing_puts_back(pane: VideoPane, qtbot: QtBot) -> None:
    pane.show_picture(blue())
    pane.show_cue("Still there.")
    button = pane.findChild(QToolButton)
    assert button.accessibleName() and "window" in button.toolTip()
    button.click()
    window = pane._window
    assert pane.is_detached and window is not None and window.isVisible()
    assert pane.cue == "Still there." and "back" in button.toolTip()
    window.close()
    assert not pane.is_detached and pane.isVisible() and pane.cue == "Still there."
    assert "window" in button.toolTip()


def test_keys_in_the_window_are_passed_on(pane: VideoPane, qtbot: QtBot) -> None:
    pane.show_picture(blue())
    pane.detach()
    heard: list[int] = []
    pane.key_pressed.connect(lambda event: heard.append(QKeyEvent.key(event)))
    window = pane._window
    qtbot.keyClick(window, Qt.Key.Key_Right)
    qtbot.keyClick(window, Qt.Key.Key_Space)
    assert heard == [Qt.Key.Key_Right, Qt.Key.Key_Space]
    qtbot.keyClick(window, Qt.Key.Key_Escape)
    assert not pane.is_detached
