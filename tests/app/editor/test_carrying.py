"""Segments and words that are dragged out of the text, onto a speaker or a lane."""

from __future__ import annotations

import pytest
from PySide6.QtCore import QMimeData, QPoint, QPointF, Qt
from PySide6.QtGui import QDrag, QDragEnterEvent, QDragMoveEvent, QDropEvent
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QApplication, QWidget
from pytestqt.qtbot import QtBot

from app.editor.carrying import WIDEST
from app.editor.giving import Portion, in_mime
from app.editor.pen import Place
from app.editor.row_painter import TIMES
from app.editor.speakers_panel import SpeakersPanel
from app.editor.timeline import Timeline
from app.editor.timeline_picture import lane_box
from app.editor.transcript_document import TranscriptDocument
from app.editor.transcript_view import TranscriptView
from app.theme import Theme
from tests.app.editor.pages import LEFT, at, shown

FAR = QPoint(60, 40)


@pytest.fixture
def view(dressed: Theme, talk: TranscriptDocument, qtbot: QtBot) -> TranscriptView:
    return shown(talk, qtbot)


@pytest.fixture
def carried(monkeypatch: pytest.MonkeyPatch) -> list[QMimeData]:
    """What was dragged; a real drag would wait for a mouse that is none."""
    found: list[QMimeData] = []
    kept: list[QDrag] = []

    def note(drag: QDrag, *_: object) -> Qt.DropAction:
        kept.append(drag)
        found.append(drag.mimeData())
        assert drag.pixmap().deviceIndependentSize().width() <= WIDEST + 20
        return Qt.DropAction.CopyAction

    monkeypatch.setattr(QDrag, "exec", note)
    return found


def drag(view: TranscriptView, start: QPoint, by: QPoint = FAR) -> None:
    QTest.mousePress(view.viewport(), LEFT, pos=start)
    QTest.mouseMove(view.viewport(), start + by)
    QTest.mouseRelease(view.viewport(), LEFT, pos=start + by)


def chip(view: TranscriptView, row: int) -> QPoint:
    return view._sheet.chip(row).center().toPoint()


def time_of(view: TranscriptView, row: int) -> QPoint:
    return QPoint(round(view._sheet.left) - TIMES, round(view._sheet.text_top(row)) + 8)


def test_a_chip_carries_its_turn(
    view: TranscriptView, talk: TranscriptDocument, carried: list[QMimeData]
) -> None:
    turn = talk.turn_at(0)
    drag(view, chip(view, 0))
    assert in_mime(carried[0]) == Portion(tuple(talk.segments[row].id for row in turn))
    assert carried[0].text().splitlines() == [talk.segments[row].text for row in turn]


def test_a_time_carries_its_segment(
    view: TranscriptView, talk: TranscriptDocument, carried: list[QMimeData]
) -> None:
    drag(view, time_of(view, 1))
    assert in_mime(carried[0]) == Portion((talk.segments[1].id,))


def test_selected_words_are_carried_without_the_rest(
    view: TranscriptView, talk: TranscriptDocument, carried: list[QMimeData]
) -> None:
    word = talk.segments[0].words[0].text.strip()
    view.pen.select(0, 0, len(word))
    drag(view, at(view, 0, 1))
    assert in_mime(carried[0]) == Portion((talk.segments[0].id,), (0, 1))
    assert carried[0].text() == word


def test_of_several_selected_segments_all_are_carried_by_any_handle(
    view: TranscriptView, talk: TranscriptDocument, carried: list[QMimeData]
) -> None:
    view.pen.select(0, 0, 0)
    view.pen.go(Place(2, 3), True)
    drag(view, time_of(view, 1))
    drag(view, at(view, 1, 4))
    three = Portion(tuple(said.id for said in talk.segments[:3]))
    assert [in_mime(data) for data in carried] == [three, three]


def test_a_hand_that_trembles_clicks(
    view: TranscriptView, talk: TranscriptDocument, carried: list[QMimeData], qtbot: QtBot
) -> None:
    with qtbot.waitSignal(view.time_clicked) as heard:
        drag(view, time_of(view, 1), QPoint(1, 1))
    assert heard.args == [talk.segments[1].start] and not carried
    view.pen.select(0, 0, 9)
    drag(view, at(view, 0, 4), QPoint(1, 0))
    assert not view.pen.has_selection and view.pen.caret.offset == 4


def test_a_click_after_a_drag_does_nothing_twice(
    view: TranscriptView, carried: list[QMimeData], qtbot: QtBot
) -> None:
    drag(view, time_of(view, 1))
    with qtbot.assertNotEmitted(view.time_clicked):
        QTest.mouseRelease(view.viewport(), LEFT, pos=time_of(view, 2))


def test_dropped_on_a_speaker_it_is_theirs(
    view: TranscriptView, talk: TranscriptDocument, carried: list[QMimeData], qtbot: QtBot
) -> None:
    panel = SpeakersPanel(talk)
    qtbot.addWidget(panel)
    panel.resize(264, 500)
    panel.show()
    said = talk.segments[1]
    other = next(row.id for row in panel._speakers.rows if row.id != said.speaker)
    drag(view, time_of(view, 1))
    place = panel.view.visualRect(panel._speakers.index(panel._speakers.place_of(other)))
    _drop(panel.view.viewport(), QPointF(place.center()), carried[0])
    moved = talk.segment(said.id)
    assert moved is not None and moved.speaker == other and len(talk.history) == 1


def test_dropped_on_a_lane_it_is_theirs(
    view: TranscriptView, talk: TranscriptDocument, carried: list[QMimeData], qtbot: QtBot
) -> None:
    timeline = Timeline(talk)
    qtbot.addWidget(timeline)
    timeline.resize(600, 200)
    timeline.show()
    said = talk.segments[1]
    other = next(each.id for each in talk.speakers if each.id != said.speaker)
    drag(view, time_of(view, 1))
    top, height = lane_box(talk.transcript, other)
    _drop(timeline.canvas, QPointF(200, top + height / 2), carried[0])
    moved = talk.segment(said.id)
    assert moved is not None and moved.speaker == other
    _drop(timeline.canvas, QPointF(200, 4), carried[0])
    assert len(talk.history) == 1, "the ruler is nobody's"


def _drop(onto: QWidget, where: QPointF, data: QMimeData) -> None:
    """Let it fall there, as the system would tell it."""
    copy, left, held = Qt.DropAction.CopyAction, LEFT, Qt.KeyboardModifier.NoModifier
    QApplication.sendEvent(onto, QDragEnterEvent(where, copy, data, left, held))
    QApplication.sendEvent(onto, QDragMoveEvent(where, copy, data, left, held))
    QApplication.sendEvent(onto, QDropEvent(where, copy, data, left, held))
