"""The timeline under fingers and keys: pinches, the right button, edges that vanish, the ends."""

from __future__ import annotations

import array
from collections.abc import Callable
from pathlib import Path

import pytest
from PySide6.QtCore import QEvent, QPoint, QPointF, Qt
from PySide6.QtGui import QImage, QKeyEvent, QNativeGestureEvent, QPointingDevice
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QApplication
from pytestqt.qtbot import QtBot

from app import theme
from app.editor.timeline import Timeline, _Names
from app.editor.timeline_canvas import CLOSEST
from app.editor.timeline_hand import SLACK
from app.editor.timeline_picture import RULER, WAVE
from app.editor.transcript_document import TranscriptDocument
from app.theme import Theme
from app.wording import clock_time
from engine.edits import AddSpeaker, DeleteSegments
from engine.transcript import Segment
from tests.app.editor import talks
from tests.builders import segment, transcript

Open = Callable[..., TranscriptDocument]
LEFT, RIGHT = Qt.MouseButton.LeftButton, Qt.MouseButton.RightButton


def shown(document: TranscriptDocument, qtbot: QtBot, seconds: float | None = None) -> Timeline:
    length = document.transcript.duration if seconds is None else seconds
    made = Timeline(document, array.array("b", [-90, 90] * round(length * 100)).tobytes())
    qtbot.addWidget(made)
    made.resize(800, 240)
    qtbot.waitSignal(made.drawn).wait()
    made.show()
    return made


@pytest.fixture
def timeline(dressed: Theme, talk: TranscriptDocument, qtbot: QtBot) -> Timeline:
    return shown(talk, qtbot)


def at(timeline: Timeline, seconds: float) -> QPoint:
    return QPoint(round(timeline.canvas.scale.x(seconds)), RULER + WAVE // 2)


def seen(timeline: Timeline) -> QImage:
    return timeline.canvas.grab().toImage()


def close_up(timeline: Timeline, talk: TranscriptDocument, place: int = 10) -> Segment:
    """Show one segment so large that its edges can be taken."""
    said = talk.segments[place]
    timeline.show_span(said.start, said.end)
    return said


def pinch(timeline: Timeline, value: float, x: float, kind: Qt.NativeGestureType) -> None:
    where = QPointF(x, 40)
    device = QPointingDevice.primaryPointingDevice()
    event = QNativeGestureEvent(kind, device, 2, where, where, where, value, QPointF())
    QApplication.sendEvent(timeline.canvas, event)


def test_a_pinch_zooms_about_the_fingers(timeline: Timeline) -> None:
    canvas = timeline.canvas
    moment, before = canvas.scale.moment(250), canvas.scale.per_second
    pinch(timeline, 0.5, 250, Qt.NativeGestureType.ZoomNativeGesture)
    assert canvas.scale.per_second == pytest.approx(before * 1.5)
    assert canvas.scale.moment(250) == pytest.approx(moment)


def test_turning_two_fingers_turns_nothing(timeline: Timeline) -> None:
    before = timeline.canvas.scale
    pinch(timeline, 30.0, 250, Qt.NativeGestureType.RotateNativeGesture)
    assert timeline.canvas.scale == before


def test_the_right_button_neither_goes_nor_drags(
    timeline: Timeline, talk: TranscriptDocument
) -> None:
    asked: list[float] = []
    timeline.go_asked.connect(asked.append)
    said = close_up(timeline, talk)
    QTest.mousePress(timeline.canvas, RIGHT, pos=at(timeline, said.end))
    QTest.mouseMove(timeline.canvas, at(timeline, said.start))
    QTest.mouseRelease(timeline.canvas, RIGHT, pos=at(timeline, said.start))
    assert not asked and not talk.history


def test_a_drag_beyond_the_window_asks_for_nothing_beyond_the_recording(
    timeline: Timeline,
) -> None:
    asked: list[float] = []
    timeline.go_asked.connect(asked.append)
    canvas, row = timeline.canvas, RULER // 2
    QTest.mousePress(canvas, LEFT, pos=QPoint(400, row))
    QTest.mouseMove(canvas, QPoint(-300, row))
    QTest.mouseMove(canvas, QPoint(5000, row))
    QTest.mouseRelease(canvas, LEFT, pos=QPoint(5000, row))
    assert asked[1:] == [0.0, canvas.duration]


def test_after_a_release_the_pointer_asks_for_nothing_more(timeline: Timeline) -> None:
    asked: list[float] = []
    timeline.go_asked.connect(asked.append)
    QTest.mouseClick(timeline.canvas, LEFT, pos=QPoint(400, RULER // 2))
    QTest.mouseMove(timeline.canvas, QPoint(500, RULER // 2))
    assert len(asked) == 1


def test_a_trembling_hand_moves_no_edge(timeline: Timeline, talk: TranscriptDocument) -> None:
    said = close_up(timeline, talk)
    start = at(timeline, said.end)
    QTest.mousePress(timeline.canvas, LEFT, pos=start)
    QTest.mouseMove(timeline.canvas, start + QPoint(SLACK - 1, 0))
    QTest.mouseRelease(timeline.canvas, LEFT, pos=start + QPoint(SLACK - 1, 0))
    assert not talk.history


def test_the_edge_in_hand_is_shown_with_its_second(
    timeline: Timeline, talk: TranscriptDocument
) -> None:
    said = close_up(timeline, talk)
    before = seen(timeline)
    goal = at(timeline, said.start + said.duration / 2)
    QTest.mousePress(timeline.canvas, LEFT, pos=at(timeline, said.end))
    QTest.mouseMove(timeline.canvas, goal)
    during = seen(timeline)
    column = [during.pixelColor(goal.x(), y) for y in range(during.height())]
    assert theme.role("accent") in column
    beside = range(goal.x() + 4, goal.x() + 40)
    rows = range(RULER, 2 * RULER)
    assert any(during.pixel(x, y) != before.pixel(x, y) for x in beside for y in rows)
    QTest.mouseRelease(timeline.canvas, LEFT, pos=goal)
    assert timeline.canvas.hand.dragged_to is None and len(talk.history) == 1


def test_a_segment_that_is_deleted_while_its_edge_is_in_hand_stays_deleted(
    timeline: Timeline, talk: TranscriptDocument
) -> None:
    said = close_up(timeline, talk)
    QTest.mousePress(timeline.canvas, LEFT, pos=at(timeline, said.end))
    QTest.mouseMove(timeline.canvas, at(timeline, said.start + 0.2))
    delete = DeleteSegments((said.id,))
    talk.do(delete)
    QTest.mouseRelease(timeline.canvas, LEFT, pos=at(timeline, said.start + 0.2))
    assert talk.history == [delete]


def test_in_the_ruler_no_edge_is_taken(timeline: Timeline, talk: TranscriptDocument) -> None:
    said = close_up(timeline, talk)
    place = QPoint(at(timeline, said.end).x(), RULER // 2)
    QTest.mouseMove(timeline.canvas, place)
    assert timeline.canvas.cursor().shape() == Qt.CursorShape.ArrowCursor


def test_of_two_edges_the_nearer_one_is_taken(
    dressed: Theme, opening: Open, tmp_path: Path, qtbot: QtBot
) -> None:
    both = transcript(
        segment("one two three", 10.0, "0.0", speaker="A"),
        segment("four five six", 11.0, "0.1", speaker="B"),
        duration=40.0,
    )
    document = opening(talks.document(tmp_path, both))
    timeline = shown(document, qtbot)
    timeline.show_span(10.0, 30.0)
    near_end, near_start = (
        QPointF(timeline.canvas.scale.x(moment), 40.0) for moment in (10.93, 10.97)
    )
    first, second = timeline.canvas.hand.grip_at(near_end), timeline.canvas.hand.grip_at(near_start)
    assert first is not None and second is not None
    assert (first.segment, first.side) == ("0.0", "end")
    assert (second.segment, second.side) == ("0.1", "start")


def test_where_nothing_may_be_written_no_edge_can_be_taken_or_nudged(
    dressed: Theme, tmp_path: Path, qtbot: QtBot
) -> None:
    unread = TranscriptDocument(tmp_path / "none.longtake")
    timeline = shown(unread, qtbot, 30.0)
    assert timeline.canvas.hand.grip_at(QPointF(10.0, 40.0)) is None
    qtbot.keyClick(timeline.canvas, Qt.Key.Key_Right, Qt.KeyboardModifier.AltModifier)
    assert not unread.history


# --- keys -----------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("stands", "key", "held", "asked"),
    [
        (0.5, Qt.Key.Key_Left, Qt.KeyboardModifier.NoModifier, 0.0),
        (0.5, Qt.Key.Key_Left, Qt.KeyboardModifier.ShiftModifier, 0.0),
        (30.0, Qt.Key.Key_Right, Qt.KeyboardModifier.ShiftModifier, 35.0),
        (30.0, Qt.Key.Key_Left, Qt.KeyboardModifier.NoModifier, 29.0),
    ],
)
def test_arrows_go_by_one_second_and_by_five(
    timeline: Timeline,
    qtbot: QtBot,
    stands: float,
    key: Qt.Key,
    held: Qt.KeyboardModifier,
    asked: float,
) -> None:
    timeline.show_position(stands)
    with qtbot.waitSignal(timeline.go_asked) as heard:
        qtbot.keyClick(timeline.canvas, key, held)
    assert heard.args == [pytest.approx(asked)]


def test_end_goes_to_the_end_and_right_not_beyond_it(timeline: Timeline, qtbot: QtBot) -> None:
    whole = timeline.canvas.duration
    asked: list[float] = []
    timeline.go_asked.connect(asked.append)
    qtbot.keyClick(timeline.canvas, Qt.Key.Key_End)
    timeline.show_position(whole)
    qtbot.keyClick(timeline.canvas, Qt.Key.Key_Right)
    assert asked == [whole, whole]


def test_a_key_that_means_nothing_here_is_left_to_others(timeline: Timeline) -> None:
    event = QKeyEvent(QEvent.Type.KeyPress, Qt.Key.Key_F7, Qt.KeyboardModifier.NoModifier)
    event.accept()
    timeline.canvas.keyPressEvent(event)
    assert not event.isAccepted()


def test_before_the_first_segment_no_edge_is_nudged(
    timeline: Timeline, talk: TranscriptDocument, qtbot: QtBot
) -> None:
    timeline.show_position(0.0)
    qtbot.keyClick(timeline.canvas, Qt.Key.Key_Left, Qt.KeyboardModifier.AltModifier)
    assert not talk.history


def test_who_works_by_keys_sees_where_they_are(timeline: Timeline, qtbot: QtBot) -> None:
    timeline.show_position(40.0)
    timeline.activateWindow()
    timeline.setFocus()
    qtbot.waitUntil(timeline.canvas.hasFocus)
    framed = seen(timeline)
    timeline.canvas.clearFocus()
    bare, middle = seen(timeline), framed.height() // 2
    assert framed.pixelColor(1, middle) == theme.role("accent")
    assert bare.pixelColor(1, middle) != theme.role("accent")


# --- where it stands, in words --------------------------------------------------------------------


def test_a_turned_page_is_told_in_words_too(timeline: Timeline, talk: TranscriptDocument) -> None:
    timeline.show_span(5.0, 15.0)
    said = talk.segments[20]
    timeline.show_position(said.start + 0.1)
    told = timeline.canvas.accessibleDescription()
    assert told.startswith(clock_time(said.start)) and talk.name_of(said.speaker) in told


def test_before_anybody_speaks_only_the_time_is_told(timeline: Timeline) -> None:
    timeline.show_position(50.0)
    timeline.show_position(1.0)
    assert timeline.canvas.accessibleDescription() == "0:01"


# --- the whole and its parts ----------------------------------------------------------------------


def test_a_recording_longer_than_its_text_is_seen_to_its_end(
    dressed: Theme, talk: TranscriptDocument, qtbot: QtBot
) -> None:
    longer = talk.transcript.duration + 100.0
    canvas = shown(talk, qtbot, longer).canvas
    assert canvas.duration == pytest.approx(longer, abs=0.01)
    assert canvas.scale.x(longer) == pytest.approx(canvas.width(), abs=1)


def test_a_moment_s_recording_fills_the_width_however_short(
    dressed: Theme, opening: Open, tmp_path: Path, qtbot: QtBot
) -> None:
    document = opening(talks.document(tmp_path, transcript(duration=0.4)))
    timeline = shown(document, qtbot)
    assert timeline.canvas.scale.x(1.0) == pytest.approx(timeline.canvas.width())
    timeline.zoom(1000.0)
    assert timeline.canvas.scale.per_second <= max(CLOSEST, timeline.canvas.width())


def test_what_was_enlarged_stays_so_when_the_window_grows(timeline: Timeline) -> None:
    timeline.show_span(30.0, 40.0)
    before = timeline.canvas.scale.per_second
    timeline.resize(1000, 240)
    assert timeline.canvas.scale.per_second == before


def test_the_bar_s_page_is_what_is_seen(timeline: Timeline) -> None:
    timeline.show_span(30.0, 40.0)
    canvas = timeline.canvas
    assert timeline.bar.pageStep() == round(canvas.width() / canvas.scale.per_second * 1000)
    timeline.bar.setValue(timeline.bar.maximum())
    assert canvas.scale.moment(canvas.width()) == pytest.approx(canvas.duration, abs=0.01)


def test_a_span_at_the_very_end_is_shown_whole(timeline: Timeline) -> None:
    whole = timeline.canvas.duration
    timeline.show_span(whole - 3.0, whole)
    assert timeline.canvas.scale.x(whole) == pytest.approx(timeline.canvas.width(), abs=0.5)
    assert timeline.canvas.scale.x(whole - 3.0) >= 0


def test_a_playhead_that_scrubs_turns_no_page(timeline: Timeline) -> None:
    timeline.show_span(20.0, 30.0)
    left = timeline.canvas.scale.left
    QTest.mousePress(timeline.canvas, LEFT, pos=QPoint(300, RULER // 2))
    timeline.show_position(80.0)
    assert timeline.canvas.scale.left == left
    QTest.mouseRelease(timeline.canvas, LEFT, pos=QPoint(300, RULER // 2))
    timeline.show_position(80.0)
    assert timeline.canvas.scale.left > left


def test_names_go_where_there_is_no_room_for_them(
    timeline: Timeline, talk: TranscriptDocument
) -> None:
    names = timeline.findChild(_Names)
    assert names is not None and names.isVisible()
    for number in range(5):
        talk.do(AddSpeaker(f"Guest {number}"))
    assert not names.isVisible()
    for _ in range(5):
        talk.undo()
    assert names.isVisible()
