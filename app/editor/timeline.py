"""The recording as a picture: its waveform, who speaks when, the parts it was recognised in.

    timeline = Timeline(document)            reads peaks and chunks from the document's file
    timeline.show_position(61.5)             where it plays; the picture follows while it plays
    timeline.go_asked                        seconds: the user clicked there

The wheel scrolls, with Control (or a pinch) it zooms about the pointer. Edges of segments can be
dragged, and segments from one speaker's lane to another's. All but the playhead is painted once
into a picture that is kept, so that playing costs next to nothing however long the film is.
"""

from __future__ import annotations

from collections.abc import Sequence
from functools import partial
from pathlib import Path

import msgspec
from PySide6.QtCore import (
    QEvent,
    QPointF,
    QRectF,
    QRunnable,
    QSize,
    Qt,
    QThreadPool,
    Signal,
    SignalInstance,
)
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
from PySide6.QtWidgets import QHBoxLayout, QScrollBar, QSizePolicy, QVBoxLayout, QWidget

from app import theme
from app.editor import edges, timeline_picture
from app.editor.edges import Side
from app.editor.giving import Portion, Scope, given, in_mime
from app.editor.timeline_picture import Scale, height_for
from app.editor.transcript_document import TranscriptDocument
from app.editor.waveform import Waveform
from app.keys import KeyTable
from app.wording import clock_time
from engine.document import Document
from engine.errors import LongtakeError
from engine.protocol import Prepared
from engine.transcript import Chunk, Segment

CLOSEST = 400.0
"""Pixels a second at the closest look."""
ZOOM_STEP = 1.5
NAMES = 104
"""Pixels for the names of lanes."""
GRIP = 5
"""Pixels around an edge in which it can be taken."""
SLACK = 3
"""Pixels that an edge must be dragged before it moves."""
NUDGE = 0.1
"""Seconds by which a key moves an edge."""
PAGE_AT = 0.1
"""Where the playhead stands after the picture has turned a page."""


class Picture(msgspec.Struct, frozen=True):
    """What of a document's file is painted: the sound, and how it was cut."""

    wave: Waveform = Waveform()
    chunks: tuple[Chunk, ...] = ()


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


class Timeline(QWidget):
    """Shows the recording of a document, and lets segments be dragged, and their edges."""

    go_asked = Signal(float)
    """Go to this second."""
    drawn = Signal()
    """The waveform has been read."""

    _was_read = Signal(object)

    def __init__(
        self,
        document: TranscriptDocument,
        peaks: bytes | None = None,
        parent: QWidget | None = None,
    ) -> None:
        super().__init__(parent)
        self._document = document
        self._pool = QThreadPool(self)
        self.canvas = _Canvas(document)
        self.bar = QScrollBar(Qt.Orientation.Horizontal)
        self.bar.setFocusPolicy(Qt.FocusPolicy.NoFocus)
        column = QVBoxLayout(self)
        column.setContentsMargins(theme.MARGIN, theme.GRID, theme.MARGIN, 0)
        column.setSpacing(0)
        beside = QHBoxLayout()
        beside.setSpacing(theme.GRID)
        beside.addWidget(_Names(document))
        beside.addWidget(self.canvas, 1)
        column.addLayout(beside)
        column.addWidget(self.bar)
        room = self.bar.sizePolicy()
        room.setRetainSizeWhenHidden(True)
        self.bar.setSizePolicy(room)
        self.setSizePolicy(QSizePolicy.Policy.Preferred, QSizePolicy.Policy.Maximum)
        self.setFocusProxy(self.canvas)
        self._was_read.connect(self._take_picture)
        self.canvas.go_asked.connect(self.go_asked)
        self.canvas.view_changed.connect(self._fit_scroll)
        self.bar.valueChanged.connect(lambda value: self.canvas.scroll_to(value / 1000))
        document.opened.connect(self.read)
        if peaks is not None or document.is_open:
            self.read(peaks)

    def read(self, peaks: bytes | None = None) -> None:
        """Take the waveform from the document's file, or of these peaks, in a thread."""
        self._pool.start(_Reading(self._document.path, peaks, self._was_read))

    def show_position(self, seconds: float, follow: bool = False) -> None:
        """It plays or stands there; with `follow` the picture turns its page with it."""
        self.canvas.show_position(seconds, follow)

    def show_span(self, start: float, end: float) -> None:
        """Let this be seen, as large as there is room for."""
        self.canvas.show_span(start, end)

    def zoom(self, factor: float) -> None:
        """Closer by this factor about the playhead, or farther if it is less than one."""
        self.canvas.zoom(factor, self.canvas.x_of_position())

    def _take_picture(self, picture: Picture) -> None:
        self.canvas.show_picture(picture)
        self.drawn.emit()

    def _fit_scroll(self) -> None:
        """The bar counts milliseconds."""
        scale, whole = self.canvas.scale, self.canvas.duration
        seen = self.canvas.width() / scale.per_second
        self.bar.blockSignals(True)
        self.bar.setRange(0, max(0, round((whole - seen) * 1000)))
        self.bar.setVisible(self.bar.maximum() > 0)
        self.bar.setPageStep(round(seen * 1000))
        self.bar.setSingleStep(round(seen * 100))
        self.bar.setValue(round(scale.left * 1000))
        self.bar.blockSignals(False)


class _Canvas(QWidget):
    """What is painted."""

    go_asked = Signal(float)
    view_changed = Signal()

    def __init__(self, document: TranscriptDocument) -> None:
        super().__init__()
        self._document = document
        self._picture = Picture()
        self._position = 0.0
        self._kept: QPixmap | None = None
        self._segments = document.segments
        self._grip: Grip | None = None
        self._dragged_to: float | None = None
        self._carried: Carried | None = None
        self._pressed = 0.0
        self._is_scrubbing = False
        self._shows_all = True
        self.scale = Scale(0.0, 1.0)
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
    def duration(self) -> float:
        """Seconds from the left end to the right one."""
        return max(self._document.transcript.duration, self._picture.wave.duration, 1.0)

    def sizeHint(self) -> QSize:
        return QSize(640, height_for(self._lanes()))

    def _lanes(self) -> int:
        return len(timeline_picture.lanes(self._document.transcript))

    # --- the view -----------------------------------------------------------------------------

    def show_picture(self, picture: Picture) -> None:
        self._picture = picture
        self._grow()
        self._see(self.scale)

    def show_position(self, seconds: float, follow: bool) -> None:
        before, self._position = self.x_of_position(), seconds
        x = self.x_of_position()
        if follow and not self._is_scrubbing and not 0 <= x < self.width():
            self._see(Scale(seconds - PAGE_AT * self._seen, self.scale.per_second))
        elif round(before) != round(x):
            for place in (before, x):
                self.update(round(place) - 6, 0, 12, self.height())
        else:
            return
        self._describe()

    def show_span(self, start: float, end: float) -> None:
        room = max(end - start, 0.1) * 1.2
        self._shows_all = False
        self._see(Scale(start - room / 12, self.width() / room))

    def scroll_to(self, left: float) -> None:
        self._see(Scale(left, self.scale.per_second))

    def zoom(self, factor: float, x: float) -> None:
        """Closer about the pixel `x`, which keeps its moment."""
        moment = self.scale.moment(x)
        per_second = min(max(self.scale.per_second * factor, self._farthest), CLOSEST)
        self._shows_all = per_second <= self._farthest * 1.001
        self._see(Scale(moment - x / per_second, per_second))

    def x_of_position(self) -> float:
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

    def resizeEvent(self, event: QResizeEvent) -> None:
        self._kept = None
        self._see(self.scale)
        super().resizeEvent(event)

    # --- painting -----------------------------------------------------------------------------

    def paintEvent(self, event: QPaintEvent) -> None:
        painter = QPainter(self)
        if self._kept is None or self._kept.devicePixelRatio() != self.devicePixelRatioF():
            self._kept = self._painted()
        painter.drawPixmap(0, 0, self._kept)
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        self._paint_drag(painter)
        self._paint_carried(painter)
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

    def _paint_drag(self, painter: QPainter) -> None:
        """The edge in hand, and the time at which it would be."""
        if self._dragged_to is None:
            return
        x = self.scale.x(self._dragged_to)
        painter.setPen(QPen(theme.role("accent"), 2, Qt.PenStyle.DashLine))
        painter.drawLine(QPointF(x, 0), QPointF(x, self.height()))
        painter.setFont(theme.font("small"))
        painter.setPen(theme.role("accent-text"))
        seconds = self._dragged_to
        text = f"{clock_time(seconds)}.{int(seconds * 10) % 10}  {self._words_at(seconds)}"
        painter.drawText(QPointF(x + 4, 2 * timeline_picture.RULER), text)

    def _words_at(self, seconds: float) -> str:
        """The word on each side of a moment, so that an edge is let go at the right one."""
        segments, place = self._document.segments, self._document.place_at(seconds)
        around = segments[max(0, place - 1) : place + 2]
        words = sorted((w for said in around for w in said.words), key=lambda word: word.middle)
        before = [word.text.strip() for word in words if word.middle < seconds]
        after = [word.text.strip() for word in words if word.middle >= seconds]
        return f"{(before or [''])[-1]} | {(after or [''])[0]}"

    def _paint_carried(self, painter: QPainter) -> None:
        """The segment in hand, in the lane over which it is held."""
        carried = self._carried
        if carried is None or carried.over == carried.speaker:
            return
        said, transcript = self._document.segment(carried.segment), self._document.transcript
        if said is not None and carried.over in timeline_picture.lanes(transcript):
            top, height = timeline_picture.lane_box(transcript, carried.over)
            left, right = self.scale.x(said.start), self.scale.x(said.end)
            box = QRectF(left, top, max(right - left, 4.0), height)
            painter.setPen(QPen(theme.role("accent"), 2))
            painter.setBrush(theme.speaker_ground(self._document.colour_of(carried.over)))
            painter.drawRoundedRect(box, theme.GAP, theme.GAP)

    def _paint_playhead(self, painter: QPainter) -> None:
        x = self.x_of_position()
        painter.setPen(QPen(theme.role("accent"), 1.5))
        painter.drawLine(QPointF(x, 0), QPointF(x, self.height()))
        painter.setBrush(theme.role("accent"))
        painter.setPen(Qt.PenStyle.NoPen)
        painter.drawPolygon(QPolygonF([QPointF(x - 5, 0), QPointF(x + 5, 0), QPointF(x, 7)]))

    # --- the pointer --------------------------------------------------------------------------

    def mousePressEvent(self, event: QMouseEvent) -> None:
        if event.button() != Qt.MouseButton.LeftButton:
            return
        self._grip = self._grip_at(event.position())
        self._pressed = event.position().x()
        if self._grip is None:
            self._carried = self._carried_at(event.position())
            self._is_scrubbing = True
            self._ask(event.position().x())

    def mouseMoveEvent(self, event: QMouseEvent) -> None:
        x = event.position().x()
        if self._grip is not None:
            self._drag(self._grip, x)
        elif self._carried is not None and self._hold_over(self._carried, event.position()):
            self._is_scrubbing = False
        elif self._is_scrubbing:
            self._ask(x)
        else:
            on_edge = self._grip_at(event.position()) is not None
            self.setCursor(Qt.CursorShape.SplitHCursor if on_edge else Qt.CursorShape.ArrowCursor)

    def _drag(self, grip: Grip, x: float) -> None:
        """Take the edge along; a hand that only trembles moves nothing."""
        if self._dragged_to is None and abs(x - self._pressed) < SLACK:
            return
        to = grip.at + (x - self._pressed) / self.scale.per_second
        self._dragged_to = min(max(0.0, to), self.duration)
        self.update()

    def mouseReleaseEvent(self, event: QMouseEvent) -> None:
        grip, to, carried = self._grip, self._dragged_to, self._carried
        self._let_go()
        if grip is not None and to is not None:
            self.move_edge(grip.segment, grip.side, to)
        elif carried is not None and carried.over != carried.speaker:
            is_turn = bool(event.modifiers() & Qt.KeyboardModifier.ShiftModifier)
            scope: Scope = "turn" if is_turn else "segments"
            self._give(Portion((carried.segment,)), carried.over, scope)

    def _let_go(self) -> None:
        self._grip = self._dragged_to = self._carried = None
        self._is_scrubbing = False
        self.unsetCursor()
        self.update()

    # --- from lane to lane --------------------------------------------------------------------

    def _carried_at(self, point: QPointF) -> Carried | None:
        """The segment in whose bar the pointer is."""
        speaker = self._speaker_at(point)
        if speaker is None or self._document.is_read_only:
            return None
        moment = self.scale.moment(point.x())
        last = self._document.place_at(moment)
        for said in reversed(self._document.segments[max(0, last - 3) : last + 1]):
            if said.speaker == speaker and said.end >= moment:
                return Carried(said.id, speaker, speaker)
        return None

    def _hold_over(self, carried: Carried, point: QPointF) -> bool:
        """Whether a segment has left its lane; from then on it is in hand until it is let go."""
        over = self._speaker_at(point) or carried.over
        if over != carried.over:
            self._carried = msgspec.structs.replace(carried, over=over)
            self.setCursor(Qt.CursorShape.ClosedHandCursor)
            self.update()
        return over != carried.speaker or not self._is_scrubbing

    def _speaker_at(self, point: QPointF) -> str | None:
        """Whose lane is at a point."""
        return timeline_picture.speaker_at(self._document.transcript, point.y())

    def _give(self, portion: Portion, speaker: str, scope: Scope = "segments") -> None:
        edit = given(self._document, portion, scope, speaker)
        if edit is not None:
            self._document.do(edit)

    def dragEnterEvent(self, event: QDragEnterEvent) -> None:
        event.setAccepted(in_mime(event.mimeData()) is not None)

    def dragMoveEvent(self, event: QDragMoveEvent) -> None:
        can_take = self._speaker_at(event.position()) is not None
        event.setAccepted(can_take and not self._document.is_read_only)

    def dropEvent(self, event: QDropEvent) -> None:
        portion, speaker = in_mime(event.mimeData()), self._speaker_at(event.position())
        if portion is not None and speaker is not None:
            self._give(portion, speaker)
            event.acceptProposedAction()

    def wheelEvent(self, event: QWheelEvent) -> None:
        turned, moved = event.angleDelta(), event.pixelDelta()
        if event.modifiers() & Qt.KeyboardModifier.ControlModifier:
            self.zoom(2 ** (turned.y() / 240), event.position().x())
        else:
            by = moved if not moved.isNull() else turned / 2
            step = by.x() if abs(by.x()) > abs(by.y()) else by.y()
            self.scroll_to(self.scale.left - step / self.scale.per_second)
        event.accept()

    def event(self, event: QEvent) -> bool:
        if isinstance(event, QNativeGestureEvent):
            if event.gestureType() == Qt.NativeGestureType.ZoomNativeGesture:
                self.zoom(1 + event.value(), event.position().x())
            return True
        return super().event(event)

    def _ask(self, x: float) -> None:
        self.go_asked.emit(min(max(0.0, self.scale.moment(x)), self.duration))

    # --- edges --------------------------------------------------------------------------------

    def move_edge(self, segment: str, side: Side, to: float) -> None:
        """Put the edge of a segment at this second."""
        place = self._document.place_of(segment)
        if place is not None:
            moved = edges.dragged(self._document.segments, place, side, to)
            if moved:
                self._document.do_all(moved)

    def _grip_at(self, point: QPointF) -> Grip | None:
        """The edge nearest to the pointer, where segments are drawn wide enough to have any."""
        if self._document.is_read_only or point.y() < timeline_picture.RULER:
            return None
        near = GRIP / self.scale.per_second
        moment = self.scale.moment(point.x())
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
        return [each for each in found if self.scale.per_second * each.duration > 3 * GRIP]

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
        nudge = self._nudge
        add(self.tr("Segment begins earlier"), lambda: nudge("start", -NUDGE), "Alt+Left")
        add(self.tr("Segment begins later"), lambda: nudge("start", NUDGE), "Alt+Right")
        add(self.tr("Segment ends earlier"), lambda: nudge("end", -NUDGE), "Alt+Shift+Left")
        add(self.tr("Segment ends later"), lambda: nudge("end", NUDGE), "Alt+Shift+Right")
        add(self.tr("Let go of what is dragged"), self._let_go, "Esc")

    def keyPressEvent(self, event: QKeyEvent) -> None:
        if not self.keys.take(event):
            super().keyPressEvent(event)

    def _zoom_here(self, factor: float) -> None:
        self.zoom(factor, self.x_of_position())

    def _step(self, by: float) -> None:
        self.go_asked.emit(min(max(0.0, self._position + by), self.duration))

    def _nudge(self, side: Side, by: float) -> None:
        place = self._document.place_at(self._position)
        if place >= 0 and not self._document.is_read_only:
            segment = self._document.segments[place]
            at = segment.start if side == "start" else segment.end
            self.move_edge(segment.id, side, at + by)

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


def _edges(segment: Segment) -> tuple[tuple[Side, float], tuple[Side, float]]:
    return ("start", segment.start), ("end", segment.end)


class _Names(QWidget):
    """Whose lane is which, where there is room to say so."""

    def __init__(self, document: TranscriptDocument) -> None:
        super().__init__()
        self._document = document
        self.setFixedWidth(NAMES)
        document.speakers_changed.connect(self._fit)
        document.opened.connect(self._fit)
        theme.current().changed.connect(self.update)
        self._fit()

    def _fit(self) -> None:
        self.setVisible(timeline_picture.has_names(self._document.transcript))
        self.update()

    def paintEvent(self, event: QPaintEvent) -> None:
        timeline_picture.paint_names(QPainter(self), self.width(), self._document)


class _Reading(QRunnable):
    """Reads what is painted; a file that cannot be read has no waveform."""

    def __init__(self, path: Path, peaks: bytes | None, tell: SignalInstance) -> None:
        super().__init__()
        self._path, self._peaks, self._tell = path, peaks, tell

    def run(self) -> None:
        """Called by the pool."""
        peaks, chunks = _read(self._path)
        wave = Waveform(peaks if self._peaks is None else self._peaks)
        self._tell.emit(Picture(wave, chunks))


def _read(path: Path) -> tuple[bytes, tuple[Chunk, ...]]:
    try:
        with Document.open(path, read_only=True, verify=False) as document:
            made = document.checkpoints("prepare")
            found = document.load("prepare", made[0].part, made[0].key, Prepared) if made else None
            return found.peaks if found else b"", document.plan
    except LongtakeError:
        return b"", ()
