from __future__ import annotations

import pytest
from PySide6.QtCore import QPoint, QRect, Qt
from PySide6.QtGui import QColor, QImage
from PySide6.QtWidgets import QLineEdit
from pytestqt.qtbot import QtBot

from app import theme
from app.editor.speaker_list import SpeakerList, SpeakerRow
from app.editor.speaker_view import SpeakerView, _Place
from app.theme import Theme

ROWS = (
    SpeakerRow("A", "Anna", 0, 60.0, 0.6, 4, "Good morning to you all.", ((0.0, 5.0),)),
    SpeakerRow("B", "B", 1, 40.0, 0.4, 3, "Thank you.", ((6.0, 9.0),)),
    SpeakerRow("C", "A very long name that no panel is wide enough for", 2),
)


@pytest.fixture
def view(dressed: Theme, qtbot: QtBot) -> SpeakerView:
    speakers = SpeakerList()
    speakers.show_rows(ROWS)
    made = SpeakerView(speakers)
    speakers.setParent(made)
    qtbot.addWidget(made)
    made.resize(260, 400)
    made.show()
    return made


def place(view: SpeakerView, row: int) -> _Place:
    return _Place(view.visualRect(view.model().index(row, 0)))


def seen(view: SpeakerView) -> QImage:
    return view.viewport().grab().toImage()


def share_of(image: QImage, box: QRect, colour: QColor) -> float:
    """How much of the middle line of a box has this colour."""
    y, width = box.center().y(), box.width()
    line = [image.pixelColor(box.left() + x, y) for x in range(width)]
    return sum(_near(each, colour) for each in line) / width


def _near(one: QColor, other: QColor) -> bool:
    pairs = zip(one.getRgb(), other.getRgb(), strict=True)
    return all(abs(int(a) - int(b)) <= 6 for a, b in pairs)


def test_the_bar_is_as_long_as_the_share(view: SpeakerView) -> None:
    image = seen(view)
    for row, spoken in enumerate(ROWS):
        found = share_of(image, place(view, row).bar, theme.speaker_colour(spoken.colour))
        assert found == pytest.approx(spoken.share, abs=0.03)


def test_nothing_in_a_row_stands_on_anything_else(view: SpeakerView) -> None:
    for row in range(len(ROWS)):
        found = place(view, row)
        whole = view.visualRect(view.model().index(row, 0))
        parts = (found.chip, found.name, found.button, found.share, found.bar, found.words)
        for number, part in enumerate(parts):
            assert whole.contains(part)
            assert not any(part.intersects(other) for other in parts[number + 1 :])


def test_a_selected_row_is_seen_to_be(view: SpeakerView) -> None:
    before = seen(view)
    view.setCurrentIndex(view.model().index(1, 0))
    assert seen(view) != before
    assert view.chosen == ["B"]


def test_the_one_with_the_focus_is_the_first_of_the_chosen(view: SpeakerView) -> None:
    view.selectAll()
    view.selectionModel().setCurrentIndex(
        view.model().index(2, 0), view.selectionModel().SelectionFlag.NoUpdate
    )
    assert view.chosen == ["C", "A", "B"]


def test_every_digit_is_told_and_searches_no_names(view: SpeakerView, qtbot: QtBot) -> None:
    told: list[int] = []
    view.number_pressed.connect(told.append)
    for number in range(10):
        qtbot.keyClick(view, Qt.Key(Qt.Key.Key_0 + number))
    assert told == list(range(10))
    qtbot.keyClick(view, Qt.Key.Key_1, Qt.KeyboardModifier.AltModifier)
    assert len(told) == 10, "with another key it means something else"


def test_space_plays_the_row_with_the_focus(view: SpeakerView, qtbot: QtBot) -> None:
    view.setCurrentIndex(view.model().index(1, 0))
    with qtbot.waitSignal(view.play_asked) as heard:
        qtbot.keyClick(view, Qt.Key.Key_Space)
    assert heard.args == ["B"]


def test_the_button_plays_and_neither_edits_nor_drags(view: SpeakerView, qtbot: QtBot) -> None:
    asked: list[str] = []
    view.play_asked.connect(asked.append)
    button = place(view, 0).button.center()
    qtbot.mouseClick(view.viewport(), Qt.MouseButton.LeftButton, pos=button)
    qtbot.mouseDClick(view.viewport(), Qt.MouseButton.LeftButton, pos=button)
    assert asked[0] == "A" and view.findChild(QLineEdit) is None
    beside = place(view, 0).name.center()
    count = len(asked)
    qtbot.mouseClick(view.viewport(), Qt.MouseButton.LeftButton, pos=beside)
    assert len(asked) == count


@pytest.mark.parametrize("key", [Qt.Key.Key_Return, Qt.Key.Key_Enter, Qt.Key.Key_F2])
def test_a_name_is_edited_where_it_stands(view: SpeakerView, qtbot: QtBot, key: Qt.Key) -> None:
    view.setCurrentIndex(view.model().index(0, 0))
    qtbot.keyClick(view, key)
    field = view.findChild(QLineEdit)
    assert field.text() == "Anna" and "Anna" in field.accessibleName()
    name = place(view, 0).name
    assert abs(field.geometry().center().y() - name.center().y()) <= 1
    assert field.geometry().right() < place(view, 0).button.left()


def test_without_a_row_the_keys_do_nothing(view: SpeakerView, qtbot: QtBot) -> None:
    view.setCurrentIndex(view.model().index(-1, 0))
    view.clearSelection()
    qtbot.keyClick(view, Qt.Key.Key_Return)
    qtbot.keyClick(view, Qt.Key.Key_Space)
    assert view.findChild(QLineEdit) is None and view.chosen == []


def test_a_right_click_asks_for_the_menu(view: SpeakerView, qtbot: QtBot) -> None:
    from PySide6.QtGui import QContextMenuEvent
    from PySide6.QtWidgets import QApplication

    where = QPoint(10, 10)
    reason = QContextMenuEvent.Reason.Keyboard
    with qtbot.waitSignal(view.menu_asked):
        QApplication.sendEvent(view.viewport(), QContextMenuEvent(reason, where, where))


@pytest.mark.parametrize("scheme", ["light", "dark"])
def test_chips_differ_in_light_and_dark(
    view: SpeakerView, dressed: Theme, scheme: theme.Scheme
) -> None:
    theme.apply(dressed.application, scheme)
    image = seen(view)
    grounds = [image.pixelColor(place(view, row).chip.topLeft() + QPoint(3, 12)) for row in (0, 1)]
    assert grounds[0] != grounds[1]
    assert _near(grounds[0], theme.speaker_ground(0))
