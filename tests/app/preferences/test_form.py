from __future__ import annotations

import pytest
from PySide6.QtCore import QPoint, QSize, Qt
from PySide6.QtGui import QColor, QImage
from PySide6.QtWidgets import QComboBox, QPushButton, QStackedWidget, QVBoxLayout, QWidget
from pytestqt.qtbot import QtBot

from app import theme
from app.preferences.form import LEAST_HEIGHT, WIDEST, Group, Page, Row, Symbol, Words, tick
from app.theme import MARGIN, Theme


def picture(widget: QWidget) -> QImage:
    return widget.grab().toImage()


def ink(words: Words) -> QColor:
    return words.palette().windowText().color()


def shows(image: QImage, wanted: QColor) -> bool:
    points = ((x, y) for x in range(image.width()) for y in range(image.height()))
    return any(image.pixelColor(x, y) == wanted for x, y in points)


# --- words ----------------------------------------------------------------------------------------


def test_words_have_the_colour_of_their_meaning(dressed: Theme, qtbot: QtBot) -> None:
    words = Words("Nothing was lost.", "secondary")
    qtbot.addWidget(words)
    assert ink(words) == theme.role("secondary")
    words.set_tone("failure")
    assert ink(words) == theme.role("failure")


def test_words_keep_their_colour_when_they_are_put_into_a_window(
    dressed: Theme, qtbot: QtBot
) -> None:
    words = Words("The disk is full.", "secondary")
    holder = QWidget()
    QVBoxLayout(holder).addWidget(words)
    words.set_tone("failure")
    window = QStackedWidget()
    qtbot.addWidget(window)
    window.addWidget(holder)
    window.show()
    assert ink(words) == theme.role("failure")


def test_words_follow_the_colours(dressed: Theme, qtbot: QtBot) -> None:
    words = Words("Recognising", "secondary")
    qtbot.addWidget(words)
    words.show()
    theme.apply(dressed.application, "dark")
    assert ink(words) == theme.role("secondary")


def test_words_are_never_taken_for_markup(dressed: Theme, qtbot: QtBot) -> None:
    words = Words("<b>film</b>.mp4")
    qtbot.addWidget(words)
    assert words.textFormat() == Qt.TextFormat.PlainText


@pytest.mark.parametrize("step", list(theme.TYPE))
def test_words_stand_on_a_step_of_the_scale(dressed: Theme, qtbot: QtBot, step: theme.Step) -> None:
    words = Words("1:02:45", step=step)
    qtbot.addWidget(words)
    assert words.font().pixelSize() == theme.TYPE[step][0]


def test_headings_are_of_the_heavier_of_two_weights(dressed: Theme, qtbot: QtBot) -> None:
    plain, heavy = Words("Files"), Words("Files", is_heavy=True)
    for words in (plain, heavy):
        qtbot.addWidget(words)
    assert heavy.font().weight() == theme.font("title").weight() > plain.font().weight()
    assert heavy.font().pixelSize() == plain.font().pixelSize()


# --- symbols --------------------------------------------------------------------------------------


def test_a_symbol_follows_the_colours(dressed: Theme, qtbot: QtBot) -> None:
    symbol = Symbol("stop", "failure")
    qtbot.addWidget(symbol)
    theme.apply(dressed.application, "dark")
    assert shows(symbol.pixmap().toImage(), theme.role("failure"))
    symbol.show_icon("warning", "warning")
    assert shows(symbol.pixmap().toImage(), theme.role("warning"))


def test_a_symbol_takes_the_same_room_whatever_it_shows(dressed: Theme, qtbot: QtBot) -> None:
    symbol = Symbol(side=16)
    qtbot.addWidget(symbol)
    assert symbol.size() == QSize(16, 16)
    symbol.show_icon("done")
    assert symbol.size() == QSize(16, 16)


# --- rows and groups ------------------------------------------------------------------------------


def test_a_row_names_its_control_for_who_cannot_see_it(dressed: Theme, qtbot: QtBot) -> None:
    box = QComboBox()
    row = Row("Appearance", box, "Light or dark.")
    qtbot.addWidget(row)
    assert box.accessibleName() == "Appearance"
    assert box.accessibleDescription() == "Light or dark."
    assert row.label.buddy() is box


def test_a_control_that_has_a_name_keeps_it(dressed: Theme, qtbot: QtBot) -> None:
    button = QPushButton("Forget…")
    button.setAccessibleName("Forget Anna")
    row = Row("Anna", button)
    qtbot.addWidget(row)
    assert button.accessibleName() == "Forget Anna"


def test_a_hint_takes_no_room_while_there_is_none(dressed: Theme, qtbot: QtBot) -> None:
    row = Row("Folder", QPushButton("Choose…"))
    qtbot.addWidget(row)
    row.show()
    assert row.hint.isHidden()
    assert row.minimumHeight() == LEAST_HEIGHT
    low = row.sizeHint().height()
    row.show_hint("Every job writes there.")
    assert not row.hint.isHidden() and row.sizeHint().height() >= low
    row.show_hint("")
    assert row.hint.isHidden()


def test_a_label_stands_in_the_middle_of_its_row(dressed: Theme, qtbot: QtBot) -> None:
    row = Row("Text size", QPushButton("Choose…"))
    qtbot.addWidget(row)
    row.resize(400, 60)
    row.show()
    middle = row.label.mapTo(row, row.label.rect().center()).y()
    assert abs(middle - 30) <= 1


def test_controls_end_at_the_same_line(dressed: Theme, qtbot: QtBot) -> None:
    group = Group()
    qtbot.addWidget(group)
    controls: list[QWidget] = [QPushButton("Choose…"), QComboBox(), tick()]
    for number, control in enumerate(controls):
        group.add(Row(f"Row {number}", control))
    group.resize(480, 200)
    group.show()
    ends = {each.mapTo(group, QPoint(each.width(), 0)).x() for each in controls}
    assert ends == {480 - MARGIN}


def test_hairlines_stand_between_rows_and_nowhere_else(dressed: Theme, qtbot: QtBot) -> None:
    group = Group()
    qtbot.addWidget(group)
    rows = [Row(f"Row {number}", tick()) for number in range(3)]
    for row in rows:
        group.add(row)
    group.resize(320, 150)
    group.show()

    def lines() -> list[int]:
        image, found = picture(group), theme.role("separator")
        column = group.width() // 2
        inside = range(2, group.height() - 2)
        return [y for y in inside if image.pixelColor(column, y) == found]

    assert lines() == [row.y() for row in rows[1:]]
    rows[1].hide()
    qtbot.waitUntil(lambda: len(lines()) == 1)


def test_a_cleared_group_is_empty_at_once(dressed: Theme, qtbot: QtBot) -> None:
    group = Group()
    qtbot.addWidget(group)
    group.add(Row("Anna", tick()))
    assert len(group.rows()) == 1
    group.clear()
    assert group.rows() == []


def test_a_tick_without_words_has_no_room_for_any(dressed: Theme, qtbot: QtBot) -> None:
    box = tick()
    qtbot.addWidget(box)
    box.ensurePolished()
    assert box.sizeHint().width() <= 24


# --- pages ----------------------------------------------------------------------------------------


def test_a_page_is_never_wider_than_can_be_read(dressed: Theme, qtbot: QtBot) -> None:
    page = Page("Files")
    qtbot.addWidget(page)
    group = page.add_group("Where")
    group.add(Row("Put them", tick()))
    page.finish()
    page.resize(1600, 600)
    page.show()
    assert group.width() <= WIDEST
    assert page.accessibleName() == "Files"


def test_a_page_that_is_too_low_can_be_scrolled(dressed: Theme, qtbot: QtBot) -> None:
    page = Page("Models")
    qtbot.addWidget(page)
    group = page.add_group()
    for number in range(30):
        group.add(Row(f"Model {number}", tick()))
    page.finish()
    page.resize(600, 400)
    page.show()
    qtbot.waitUntil(lambda: page.verticalScrollBar().maximum() > 0)
    assert page.horizontalScrollBar().maximum() == 0


def test_what_is_on_a_page_stays_at_its_top(dressed: Theme, qtbot: QtBot) -> None:
    page = Page("Voices")
    qtbot.addWidget(page)
    note = page.add_note("Nobody is known yet.")
    page.finish()
    page.resize(600, 900)
    page.show()
    assert note.mapTo(page, QPoint(0, 0)).y() < 150
