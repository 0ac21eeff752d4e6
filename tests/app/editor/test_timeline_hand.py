"""Segments that are dragged from one speaker's lane of the timeline to another's."""

from __future__ import annotations

import array

import pytest
from PySide6.QtCore import QPoint, QPointF, Qt
from PySide6.QtTest import QTest
from pytestqt.qtbot import QtBot

from app import theme
from app.editor.timeline import Timeline
from app.editor.timeline_picture import RULER, lane_box, speaker_at
from app.editor.transcript_document import TranscriptDocument
from app.theme import Theme
from engine.edits import AddSpeaker, AssignSegments, AssignTurn
from engine.transcript import Segment
from tests.app.editor.pages import LEFT, NONE, SHIFT


@pytest.fixture
def timeline(dressed: Theme, talk: TranscriptDocument, qtbot: QtBot) -> Timeline:
    length = round(talk.transcript.duration * 100)
    made = Timeline(talk, array.array("b", [-90, 90] * length).tobytes())
    qtbot.addWidget(made)
    made.resize(800, 240)
    qtbot.waitSignal(made.drawn).wait()
    made.show()
    made.show_span(talk.segments[8].start, talk.segments[12].end)
    return made


def bar(timeline: Timeline, talk: TranscriptDocument, said: Segment, over: str) -> QPoint:
    """The middle of a segment, in the lane of a speaker."""
    top, height = lane_box(talk.transcript, over)
    middle = timeline.canvas.scale.x((said.start + said.end) / 2)
    return QPoint(round(middle), round(top + height / 2))


def other_than(talk: TranscriptDocument, said: Segment) -> str:
    return next(each.id for each in talk.speakers if each.id != said.speaker)


def carry(
    timeline: Timeline,
    talk: TranscriptDocument,
    said: Segment,
    over: str,
    held: Qt.KeyboardModifier = NONE,
) -> None:
    start, goal = (bar(timeline, talk, said, who) for who in (said.speaker or "", over))
    QTest.mousePress(timeline.canvas, LEFT, held, start)
    QTest.mouseMove(timeline.canvas, (start + goal) / 2)
    QTest.mouseMove(timeline.canvas, goal)
    QTest.mouseRelease(timeline.canvas, LEFT, held, goal)


def test_a_segment_dragged_to_another_lane_is_theirs(
    timeline: Timeline, talk: TranscriptDocument
) -> None:
    said = talk.segments[10]
    carry(timeline, talk, said, other := other_than(talk, said))
    assert talk.history == [AssignSegments((said.id,), other)]


def test_with_shift_the_whole_turn_goes_along(timeline: Timeline, talk: TranscriptDocument) -> None:
    said = talk.segments[10]
    carry(timeline, talk, said, other := other_than(talk, said), SHIFT)
    assert talk.history == [AssignTurn(said.id, other)]


def test_what_comes_back_to_its_lane_was_only_looked_at(
    timeline: Timeline, talk: TranscriptDocument
) -> None:
    said = talk.segments[10]
    start = bar(timeline, talk, said, said.speaker or "")
    away = bar(timeline, talk, said, other_than(talk, said))
    QTest.mousePress(timeline.canvas, LEFT, pos=start)
    QTest.mouseMove(timeline.canvas, away)
    QTest.mouseMove(timeline.canvas, start)
    QTest.mouseRelease(timeline.canvas, LEFT, pos=start)
    assert not talk.history


def test_escape_leaves_the_segment_where_it_was(
    timeline: Timeline, talk: TranscriptDocument, qtbot: QtBot
) -> None:
    said = talk.segments[10]
    away = bar(timeline, talk, said, other_than(talk, said))
    QTest.mousePress(timeline.canvas, LEFT, pos=bar(timeline, talk, said, said.speaker or ""))
    QTest.mouseMove(timeline.canvas, away)
    qtbot.keyClick(timeline.canvas, Qt.Key.Key_Escape)
    QTest.mouseRelease(timeline.canvas, LEFT, pos=away)
    assert not talk.history


def test_the_segment_in_hand_is_seen_in_the_lane_below_it(
    timeline: Timeline, talk: TranscriptDocument
) -> None:
    said = talk.segments[10]
    away = bar(timeline, talk, said, other_than(talk, said))
    before = timeline.canvas.grab().toImage().pixelColor(away)
    QTest.mousePress(timeline.canvas, LEFT, pos=bar(timeline, talk, said, said.speaker or ""))
    QTest.mouseMove(timeline.canvas, away)
    during = timeline.canvas.grab().toImage().pixelColor(away)
    assert timeline.canvas.cursor().shape() == Qt.CursorShape.ClosedHandCursor
    QTest.mouseRelease(timeline.canvas, LEFT, pos=away)
    assert during != before
    assert timeline.canvas.cursor().shape() == Qt.CursorShape.ArrowCursor


def test_along_its_lane_the_pointer_scrubs_as_anywhere(
    timeline: Timeline, talk: TranscriptDocument
) -> None:
    said = talk.segments[10]
    asked: list[float] = []
    timeline.go_asked.connect(asked.append)
    start = bar(timeline, talk, said, said.speaker or "")
    QTest.mousePress(timeline.canvas, LEFT, pos=start)
    QTest.mouseMove(timeline.canvas, start + QPoint(30, 0))
    QTest.mouseRelease(timeline.canvas, LEFT, pos=start + QPoint(30, 0))
    assert len(asked) == 2 and not talk.history


def test_between_segments_nothing_is_taken(timeline: Timeline, talk: TranscriptDocument) -> None:
    silent = talk.do(AddSpeaker("Silent", "u1"))
    assert silent
    top, height = lane_box(talk.transcript, "u1")
    assert timeline.canvas.hand.carried_at(QPointF(200, top + height / 2)) is None
    assert timeline.canvas.hand.carried_at(QPointF(200, RULER / 2)) is None


def test_every_lane_is_found_where_it_stands(talk: TranscriptDocument) -> None:
    for speaker in talk.speakers:
        top, height = lane_box(talk.transcript, speaker.id)
        for y in (top, top + height - 0.1):
            assert speaker_at(talk.transcript, y) == speaker.id
    last = lane_box(talk.transcript, talk.speakers[-1].id)
    assert speaker_at(talk.transcript, sum(last)) is None and speaker_at(talk.transcript, 0) is None


def test_the_words_beside_the_edge_in_hand_are_shown(
    timeline: Timeline, talk: TranscriptDocument
) -> None:
    said = talk.segments[10]
    words = [word.text.strip() for word in said.words]
    between = (said.words[0].middle + said.words[1].middle) / 2
    assert timeline.canvas.hand.words_at(between) == f"{words[0]} | {words[1]}"


@pytest.mark.parametrize(("share", "side"), [(0.3, 1), (0.99, -1)])
def test_what_is_said_beside_an_edge_stands_where_there_is_room(
    timeline: Timeline, share: float, side: int
) -> None:
    canvas = timeline.canvas
    x = share * canvas.width()
    canvas.hand.dragged_to = canvas.scale.moment(x)
    picture = canvas.grab().toImage()
    beside = {
        each: picture.pixelColor(round(x) + each * (theme.GAP + theme.RADIUS), RULER + 2)
        for each in (-1, 1)
        if 0 <= round(x) + each * (theme.GAP + theme.RADIUS) < picture.width()
    }
    grounds = [each for each, colour in beside.items() if colour == theme.role("page")]
    assert grounds == [side]
