"""What the pointer has in hand in the timeline: an edge of a segment, or one out of its lane.

    hand.press(event)          True if there was something to take
    hand.paint(painter)        what is in hand, where it would be let go
    hand.release(event)        makes the edit

Segments that other parts of the editor let fall on a lane are given to its speaker too.
"""

from __future__ import annotations

from collections.abc import Sequence
from typing import TYPE_CHECKING

import msgspec
from PySide6.QtCore import QObject, QPointF, QRectF, Qt
from PySide6.QtGui import QFontMetricsF, QMouseEvent, QPainter, QPen

from app import theme
from app.editor import edges, timeline_picture
from app.editor.edges import Side
from app.editor.giving import Portion, Scope, given
from app.editor.transcript_document import TranscriptDocument
from app.wording import clock_time
from engine.transcript import Segment

if TYPE_CHECKING:
    from app.editor.timeline_canvas import Canvas

GRIP = 5
"""Pixels around an edge in which it can be taken."""
LABEL = 22
"""Pixels of height of what is said beside an edge in hand."""
SLACK = 3
"""Pixels that an edge must be dragged before it moves."""


class Grip(msgspec.Struct, frozen=True):
    """The edge of a segment under the pointer."""

    segment: str
    side: Side
    at: float


class Carried(msgspec.Struct, frozen=True):
    """A segment that was taken out of its speaker's lane, and the lane over which it is held."""

    segment: str
    speaker: str
    over: str
    has_left: bool = False


class Hand(QObject):
    """Takes edges and segments of a canvas, and puts them elsewhere."""

    def __init__(self, document: TranscriptDocument, canvas: Canvas) -> None:
        super().__init__(canvas)
        self._document = document
        self._canvas = canvas
        self._grip: Grip | None = None
        self._carried: Carried | None = None
        self._pressed = 0.0
        self.dragged_to: float | None = None
        """The second at which the edge in hand would be let go."""

    def press(self, event: QMouseEvent) -> bool:
        """Whether an edge is in hand now; a segment is only once it has left its lane."""
        self._pressed = event.position().x()
        self._grip = self.grip_at(event.position())
        self._carried = None if self._grip else self.carried_at(event.position())
        return self._grip is not None

    def move(self, event: QMouseEvent) -> bool:
        """Whether something is in hand, which goes along with the pointer."""
        if self._grip is not None:
            self._drag(self._grip, event.position().x())
            return True
        return self._carried is not None and self._hold_over(self._carried, event.position())

    def release(self, event: QMouseEvent) -> None:
        """Let go of what is in hand, where it is now."""
        grip, to, carried = self._grip, self.dragged_to, self._carried
        self.let_go()
        if grip is not None and to is not None:
            self.move_edge(grip.segment, grip.side, to)
        elif carried is not None and carried.over != carried.speaker:
            is_turn = bool(event.modifiers() & Qt.KeyboardModifier.ShiftModifier)
            scope: Scope = "turn" if is_turn else "segments"
            self.give(Portion((carried.segment,)), carried.over, scope)

    def let_go(self) -> None:
        """Nothing is in hand any more, and nothing has changed."""
        self._grip = self.dragged_to = self._carried = None
        self._canvas.unsetCursor()
        self._canvas.update()

    # --- edges --------------------------------------------------------------------------------

    def move_edge(self, segment: str, side: Side, to: float) -> None:
        """Put the edge of a segment at this second."""
        place = self._document.place_of(segment)
        if place is not None:
            moved = edges.dragged(self._document.segments, place, side, to)
            if moved:
                self._document.do_all(moved)

    def nudge(self, side: Side, by: float) -> None:
        """Move an edge of the segment at the playhead by so many seconds."""
        place = self._document.place_at(self._canvas.position)
        if place >= 0 and not self._document.is_read_only:
            segment = self._document.segments[place]
            at = segment.start if side == "start" else segment.end
            self.move_edge(segment.id, side, at + by)

    def grip_at(self, point: QPointF) -> Grip | None:
        """The edge nearest to the pointer, where segments are drawn wide enough to have any."""
        if self._document.is_read_only or point.y() < timeline_picture.RULER:
            return None
        near = GRIP / self._canvas.scale.per_second
        moment = self._canvas.scale.moment(point.x())
        best: tuple[float, Grip] | None = None
        for segment in self._around(moment, near):
            for side, at in _edges(segment):
                distance = abs(at - moment)
                if distance <= near and (best is None or distance < best[0]):
                    best = (distance, Grip(segment.id, side, at))
        return best[1] if best else None

    def _around(self, moment: float, near: float) -> Sequence[Segment]:
        """Segments with an edge that could be meant; of those too narrow to be seen, none."""
        segments = self._document.segments
        last = self._document.place_at(moment + near)
        found = segments[max(0, last - 3) : last + 1]
        return [each for each in found if self._canvas.scale.per_second * each.duration > 3 * GRIP]

    def _drag(self, grip: Grip, x: float) -> None:
        """Take the edge along; a hand that only trembles moves nothing."""
        if self.dragged_to is None and abs(x - self._pressed) < SLACK:
            return
        to = grip.at + (x - self._pressed) / self._canvas.scale.per_second
        self.dragged_to = min(max(0.0, to), self._canvas.duration)
        self._canvas.update()

    # --- from lane to lane --------------------------------------------------------------------

    def carried_at(self, point: QPointF) -> Carried | None:
        """The segment in whose bar the pointer is."""
        speaker = self.speaker_at(point)
        if speaker is None or self._document.is_read_only:
            return None
        moment = self._canvas.scale.moment(point.x())
        last = self._document.place_at(moment)
        for said in reversed(self._document.segments[max(0, last - 3) : last + 1]):
            if said.speaker == speaker and said.end >= moment:
                return Carried(said.id, speaker, speaker)
        return None

    def _hold_over(self, carried: Carried, point: QPointF) -> bool:
        """Whether a segment has left its lane; from then on it is in hand until it is let go."""
        over = self.speaker_at(point) or carried.over
        if over != carried.over:
            self._carried = Carried(carried.segment, carried.speaker, over, True)
            self._canvas.setCursor(Qt.CursorShape.ClosedHandCursor)
            self._canvas.update()
        return self._carried is not None and self._carried.has_left

    def speaker_at(self, point: QPointF) -> str | None:
        """Whose lane is at a point."""
        return timeline_picture.speaker_at(self._document.transcript, point.y())

    def give(self, portion: Portion, speaker: str, scope: Scope = "segments") -> None:
        """Let a speaker have this, and as much around it as `scope` says."""
        edit = given(self._document, portion, scope, speaker)
        if edit is not None:
            self._document.do(edit)

    # --- what is seen of it -------------------------------------------------------------------

    def paint(self, painter: QPainter) -> None:
        """Show what is in hand, and where it would be."""
        if self.dragged_to is not None:
            self._paint_edge(painter, self.dragged_to)
        elif self._carried is not None and self._carried.over != self._carried.speaker:
            self._paint_carried(painter, self._carried)

    def _paint_edge(self, painter: QPainter, seconds: float) -> None:
        """The edge in hand, its time, and the words on both sides of it."""
        x = self._canvas.scale.x(seconds)
        painter.setPen(QPen(theme.role("accent"), 2, Qt.PenStyle.DashLine))
        painter.drawLine(QPointF(x, 0), QPointF(x, self._canvas.height()))
        text = f"{clock_time(seconds)}.{int(seconds * 10) % 10}  {self.words_at(seconds)}"
        self._paint_label(painter, x, text)

    def _paint_label(self, painter: QPainter, x: float, text: str) -> None:
        """A text beside a line, on a ground of its own, where there is room for it."""
        painter.setFont(theme.font("small"))
        width = QFontMetricsF(painter.font()).horizontalAdvance(text) + 2 * theme.GRID
        has_room = x + theme.GAP + width <= self._canvas.width()
        left = x + theme.GAP if has_room else x - theme.GAP - width
        box = QRectF(left, timeline_picture.RULER, width, LABEL)
        painter.setPen(QPen(theme.role("control-border"), 1))
        painter.setBrush(theme.role("page"))
        painter.drawRoundedRect(box, theme.RADIUS, theme.RADIUS)
        painter.setPen(theme.role("text"))
        painter.drawText(box, Qt.AlignmentFlag.AlignCenter, text)

    def words_at(self, seconds: float) -> str:
        """The word on each side of a moment, so that an edge is let go at the right one."""
        segments, place = self._document.segments, self._document.place_at(seconds)
        around = segments[max(0, place - 1) : place + 2]
        words = sorted((w for said in around for w in said.words), key=lambda word: word.middle)
        before = [word.text.strip() for word in words if word.middle < seconds]
        after = [word.text.strip() for word in words if word.middle >= seconds]
        return f"{(before or [''])[-1]} | {(after or [''])[0]}"

    def _paint_carried(self, painter: QPainter, carried: Carried) -> None:
        """The segment in hand, in the lane over which it is held."""
        said, transcript = self._document.segment(carried.segment), self._document.transcript
        if said is None or carried.over not in timeline_picture.lanes(transcript):
            return
        top, height = timeline_picture.lane_box(transcript, carried.over)
        left, right = self._canvas.scale.x(said.start), self._canvas.scale.x(said.end)
        painter.setPen(QPen(theme.role("accent"), 2))
        painter.setBrush(theme.speaker_ground(self._document.colour_of(carried.over)))
        box = QRectF(left, top, max(right - left, 4.0), height)
        painter.drawRoundedRect(box, theme.GAP, theme.GAP)


def _edges(segment: Segment) -> tuple[tuple[Side, float], tuple[Side, float]]:
    return ("start", segment.start), ("end", segment.end)
