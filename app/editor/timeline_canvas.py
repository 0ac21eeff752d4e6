"""The timeline's picture: painted once and kept, with the playhead over it, at any zoom.

All but the playhead is painted once into a picture that is kept, so that playing costs next to
nothing however long the film is.
"""

from __future__ import annotations

from collections.abc import Sequence
from functools import partial

import msgspec
from PySide6.QtCore import QEvent, QPointF, QRectF, QSize, Qt, Signal
from PySide6.QtGui import (
    QDragEnterEvent,
    QDragMoveEvent,
    QDropEvent,
    QKeyEvent,
    QMouseEvent,
    QNativeGestureEvent,
    QPainter,
    QPaintEvent,
    QPen,
    QPixmap,
    QPolygonF,
    QResizeEvent,
    QWheelEvent,
)
from PySide6.QtWidgets import QSizePolicy, QWidget

from app import theme
from app.editor import timeline_picture
from app.editor.giving import in_mime
from app.editor.timeline_hand import Hand
from app.editor.timeline_picture import Scale, height_for
from app.editor.transcript_document import TranscriptDocument
from app.editor.waveform import Waveform
from app.keys import KeyTable
from app.wording import clock_time
from engine.transcript import Chunk, Segment

CLOSEST = 400.0
"""Pixels a second at the closest look."""
ZOOM_STEP = 1.5
NUDGE = 0.1
"""Seconds by which a key moves an edge."""
PAGE_AT = 0.1
"""Where the playhead stands after the picture has turned a page."""


class Picture(msgspec.Struct, frozen=True):
    """What of a document's file is painted: the sound, and how it was cut."""

    wave: Waveform = Waveform()
    chunks: tuple[Chunk, ...] = ()


class Canvas(QWidget):
    """The picture, the playhead over it, and what the pointer and the keys do there."""

    go_asked = Signal(float)
    """Go to this second."""
    view_changed = Signal()
    """Another part of the recording is seen, or more of it, or less."""

    def __init__(self, document: TranscriptDocument) -> None:
        super().__init__()
        self._document = document
        self._picture = Picture()
        self._position = 0.0
        self._kept: QPixmap | None = None
        self._segments = document.segments
        self._is_scrubbing = False
        self._shows_all = True
        self.scale = Scale(0.0, 1.0)
        self.hand = Hand(document, self)
        self.keys = KeyTable(self.tr("Timeline"))
        self._make_keys()
        self.setMouseTracking(True)
        self.setAcceptDrops(True)
        self.setFocusPolicy(Qt.FocusPolicy.StrongFocus)
        self.setSizePolicy(QSizePolicy.Policy.Expanding, QSizePolicy.Policy.Fixed)
        self.setAccessibleName(self.tr("Timeline"))
        document.segments_changed.connect(self._take_segments)
        document.speakers_changed.connect(self._grow)
        document.gaps_changed.connect(self._repaint)
        theme.current().changed.connect(self._repaint)

    @property
    def position(self) -> float:
        """The second at which the playhead stands."""
        return self._position

    @property
    def duration(self) -> float:
        """Seconds from the left end to the right one."""
        return max(self._document.transcript.duration, self._picture.wave.duration, 1.0)

    def sizeHint(self) -> QSize:  # noqa: D102 - Qt's name
        return QSize(640, height_for(self._lanes()))

    def _lanes(self) -> int:
        return len(timeline_picture.lanes(self._document.transcript))

    # --- the view -----------------------------------------------------------------------------

    def show_picture(self, picture: Picture) -> None:
        """Paint this sound, cut like this."""
        self._picture = picture
        self._grow()
        self._see(self.scale)

    def show_position(self, seconds: float) -> None:
        """The playhead stands there; where that is not seen, the picture turns its page."""
        before, self._position = self.x_of_position(), seconds
        x = self.x_of_position()
        if not self._is_scrubbing and not 0 <= x < self.width():
            self._see(Scale(seconds - PAGE_AT * self._seen, self.scale.per_second))
        elif round(before) != round(x):
            for place in (before, x):
                self.update(round(place) - 6, 0, 12, self.height())
        else:
            return
        self._describe()

    def show_span(self, start: float, end: float) -> None:
        """Let this be seen, as large as there is room for."""
        room = max(end - start, 0.1) * 1.2
        self._shows_all = False
        self._see(Scale(start - room / 12, self.width() / room))

    def scroll_to(self, left: float) -> None:
        """Let this second stand at the left."""
        self._see(Scale(left, self.scale.per_second))

    def zoom(self, factor: float, x: float) -> None:
        """Closer about the pixel `x`, which keeps its moment."""
        moment = self.scale.moment(x)
        per_second = min(max(self.scale.per_second * factor, self._farthest), CLOSEST)
        self._shows_all = per_second <= self._farthest * 1.001
        self._see(Scale(moment - x / per_second, per_second))

    def x_of_position(self) -> float:
        """Where the playhead stands, in pixels."""
        return self.scale.x(self._position)

    @property
    def _seen(self) -> float:
        """Seconds that are seen now."""
        return self.width() / self.scale.per_second

    @property
    def _farthest(self) -> float:
        return self.width() / self.duration

    def _see(self, wanted: Scale) -> None:
        """Look there, but never beyond the ends of the recording."""
        per_second = self._farthest if self._shows_all else wanted.per_second
        per_second = min(max(per_second, self._farthest), max(CLOSEST, self._farthest))
        last = max(0.0, self.duration - self.width() / per_second)
        scale = Scale(min(max(0.0, wanted.left), last), per_second)
        if scale != self.scale or self._kept is None:
            self.scale = scale
            self._repaint()
        self.view_changed.emit()

    def _take_segments(self, first: int, removed: int, added: int) -> None:
        """Paint anew what is said when, and by whom; who only types waits for no picture."""
        before, now = self._segments, self._document.segments
        self._segments = now
        if _shapes(before[first : first + removed]) != _shapes(now[first : first + added]):
            self._repaint()

    def _repaint(self, *_: int) -> None:
        self._kept = None
        self.update()

    def _grow(self) -> None:
        """There are more speakers, or fewer: another height."""
        self.setFixedHeight(height_for(self._lanes()))
        self._repaint()

    def resizeEvent(self, event: QResizeEvent) -> None:  # noqa: D102
        self._kept = None
        self._see(self.scale)
        super().resizeEvent(event)

    # --- painting -----------------------------------------------------------------------------

    def paintEvent(self, event: QPaintEvent) -> None:  # noqa: D102
        painter = QPainter(self)
        if self._kept is None or self._kept.devicePixelRatio() != self.devicePixelRatioF():
            self._kept = self._painted()
        painter.drawPixmap(0, 0, self._kept)
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        self.hand.paint(painter)
        self._paint_playhead(painter)
        if self.hasFocus():
            painter.setPen(QPen(theme.role("accent"), 2))
            painter.setBrush(Qt.BrushStyle.NoBrush)
            box = QRectF(self.rect()).adjusted(1, 1, -1, -1)
            painter.drawRoundedRect(box, theme.RADIUS, theme.RADIUS)

    def _painted(self) -> QPixmap:
        """All that does not move."""
        ratio = self.devicePixelRatioF()
        kept = QPixmap(self.size() * ratio)
        kept.setDevicePixelRatio(ratio)
        kept.fill(Qt.GlobalColor.transparent)
        painter = QPainter(kept)
        timeline_picture.paint(
            painter,
            self.size(),
            self.scale,
            self._document,
            self._picture.wave,
            self._picture.chunks,
        )
        painter.end()
        return kept

    def _paint_playhead(self, painter: QPainter) -> None:
        x = self.x_of_position()
        painter.setPen(QPen(theme.role("accent"), 1.5))
        painter.drawLine(QPointF(x, 0), QPointF(x, self.height()))
        painter.setBrush(theme.role("accent"))
        painter.setPen(Qt.PenStyle.NoPen)
        painter.drawPolygon(QPolygonF([QPointF(x - 5, 0), QPointF(x + 5, 0), QPointF(x, 7)]))

    # --- the pointer --------------------------------------------------------------------------

    def mousePressEvent(self, event: QMouseEvent) -> None:  # noqa: D102
        if event.button() == Qt.MouseButton.LeftButton and not self.hand.press(event):
            self._is_scrubbing = True
            self._ask(event.position().x())

    def mouseMoveEvent(self, event: QMouseEvent) -> None:  # noqa: D102
        if self.hand.move(event):
            self._is_scrubbing = False
        elif self._is_scrubbing:
            self._ask(event.position().x())
        else:
            on_edge = self.hand.grip_at(event.position()) is not None
            self.setCursor(Qt.CursorShape.SplitHCursor if on_edge else Qt.CursorShape.ArrowCursor)

    def mouseReleaseEvent(self, event: QMouseEvent) -> None:  # noqa: D102
        self._is_scrubbing = False
        self.hand.release(event)

    def dragEnterEvent(self, event: QDragEnterEvent) -> None:  # noqa: D102
        event.setAccepted(in_mime(event.mimeData()) is not None)

    def dragMoveEvent(self, event: QDragMoveEvent) -> None:  # noqa: D102
        can_take = self.hand.speaker_at(event.position()) is not None
        event.setAccepted(can_take and not self._document.is_read_only)

    def dropEvent(self, event: QDropEvent) -> None:  # noqa: D102
        portion, speaker = in_mime(event.mimeData()), self.hand.speaker_at(event.position())
        if portion is not None and speaker is not None:
            self.hand.give(portion, speaker)
            event.acceptProposedAction()

    def wheelEvent(self, event: QWheelEvent) -> None:  # noqa: D102
        turned, moved = event.angleDelta(), event.pixelDelta()
        if event.modifiers() & Qt.KeyboardModifier.ControlModifier:
            self.zoom(2 ** (turned.y() / 240), event.position().x())
        else:
            by = moved if not moved.isNull() else turned / 2
            step = by.x() if abs(by.x()) > abs(by.y()) else by.y()
            self.scroll_to(self.scale.left - step / self.scale.per_second)
        event.accept()

    def event(self, event: QEvent) -> bool:  # noqa: D102
        if isinstance(event, QNativeGestureEvent):
            if event.gestureType() == Qt.NativeGestureType.ZoomNativeGesture:
                self.zoom(1 + event.value(), event.position().x())
            return True
        return super().event(event)

    def _ask(self, x: float) -> None:
        self.go_asked.emit(min(max(0.0, self.scale.moment(x)), self.duration))

    # --- keys ---------------------------------------------------------------------------------

    def _make_keys(self) -> None:
        add, by = self.keys.add, self._step
        add(self.tr("Forward 1 second"), lambda: by(1.0), "Right")
        add(self.tr("Back 1 second"), lambda: by(-1.0), "Left")
        add(self.tr("Forward 5 seconds"), lambda: by(5.0), "Shift+Right")
        add(self.tr("Back 5 seconds"), lambda: by(-5.0), "Shift+Left")
        add(self.tr("To the beginning"), lambda: self.go_asked.emit(0.0), "Home")
        add(self.tr("To the end"), lambda: self.go_asked.emit(self.duration), "End")
        closer, farther = (
            partial(self._zoom_here, ZOOM_STEP),
            partial(self._zoom_here, 1 / ZOOM_STEP),
        )
        add(self.tr("Closer"), closer, "+", "=", "Shift++", "Shift+=")
        add(self.tr("Farther"), farther, "-", "Shift+-")
        nudge = self.hand.nudge
        add(self.tr("Segment begins earlier"), lambda: nudge("start", -NUDGE), "Alt+Left")
        add(self.tr("Segment begins later"), lambda: nudge("start", NUDGE), "Alt+Right")
        add(self.tr("Segment ends earlier"), lambda: nudge("end", -NUDGE), "Alt+Shift+Left")
        add(self.tr("Segment ends later"), lambda: nudge("end", NUDGE), "Alt+Shift+Right")
        add(self.tr("Let go of what is dragged"), self.hand.let_go, "Esc")

    def keyPressEvent(self, event: QKeyEvent) -> None:  # noqa: D102
        if not self.keys.take(event):
            super().keyPressEvent(event)

    def _zoom_here(self, factor: float) -> None:
        self.zoom(factor, self.x_of_position())

    def _step(self, by: float) -> None:
        self.go_asked.emit(min(max(0.0, self._position + by), self.duration))

    def _describe(self) -> None:
        """Where it stands and who speaks, for those who hear the window."""
        place = self._document.place_at(self._position)
        said = self._document.segments[place] if place >= 0 else None
        name = self._document.name_of(said.speaker) if said else ""
        text = " · ".join(filter(None, (clock_time(self._position), name)))
        if text != self.accessibleDescription():
            self.setAccessibleDescription(text)


def _shapes(segments: Sequence[Segment]) -> list[tuple[float, float, str | None]]:
    """What is seen of segments here."""
    return [(said.start, said.end, said.speaker) for said in segments]
