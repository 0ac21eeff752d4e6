"""The film as a strip of its chunks over its waveform: what is done, in hand, and still to come.

No state is told by colour alone: waiting is an outline, working has a moving edge, done is filled,
restored bears a small arrow, every failed try cuts a notch, and what failed for good is hatched.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence

from PySide6.QtCore import QEvent, QPointF, QRectF, QSize, Qt, QVariantAnimation, Signal
from PySide6.QtGui import (
    QAccessible,
    QAccessibleEvent,
    QBrush,
    QColor,
    QHelpEvent,
    QKeyEvent,
    QMouseEvent,
    QPainter,
    QPainterPath,
    QPaintEvent,
    QPen,
    QPolygonF,
)
from PySide6.QtWidgets import QSizePolicy, QToolTip, QWidget

from app import theme
from app.jobs.job_report import StripChunk
from app.wording import clock_time

HEIGHT = 88
SCALE = 16
"""Pixels under the strip for the times."""
GAP = 2.0
CORNER = 4.0
NOTCH = 7.0
EDGE_MS = 900
TICKS = (1, 5, 10, 15, 30, 60, 300, 600, 900, 1800, 3600, 7200)


class ChunkStrip(QWidget):
    """Draws a film's chunks; one can be chosen by a click or the arrow keys."""

    chunk_chosen = Signal(int)
    """The user wants to see the chunk with this index."""

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._duration = 0.0
        self._peaks: Sequence[tuple[int, int]] = ()
        self._chunks: tuple[StripChunk, ...] = ()
        self._edge = 0.0
        self._chosen = -1
        self._moving = QVariantAnimation(self)
        self._moving.setDuration(EDGE_MS)
        self._moving.valueChanged.connect(self._show_edge)
        self.setFocusPolicy(Qt.FocusPolicy.StrongFocus)
        self.setSizePolicy(QSizePolicy.Policy.Expanding, QSizePolicy.Policy.Fixed)
        self.setMouseTracking(True)
        self.setAccessibleName(self.tr("Parts of the recording"))

    def sizeHint(self) -> QSize:  # noqa: D102 - Qt's name
        return QSize(480, HEIGHT + SCALE)

    def minimumSizeHint(self) -> QSize:  # noqa: D102
        return QSize(160, HEIGHT + SCALE)

    def show_film(self, duration: float, peaks: Sequence[tuple[int, int]]) -> None:
        """Draw this waveform of a film of so many seconds."""
        if (duration, peaks) != (self._duration, self._peaks):
            self._duration, self._peaks = duration, peaks
            self.update()

    def show_chunks(self, chunks: tuple[StripChunk, ...], edge: float = 0.0) -> None:
        """Draw these chunks; in those that are worked on, so many seconds are done together."""
        if chunks != self._chunks:
            self._chunks = chunks
            self.setAccessibleDescription(self._in_words())
            self.update()
        self._move_edge(edge)

    def choose(self, index: int) -> None:
        """Let this chunk be the chosen one, and say so."""
        if 0 <= index < len(self._chunks):
            self._chosen = index
            self.setAccessibleDescription(self._tip(self._chunks[index]))
            QAccessible.updateAccessibility(
                QAccessibleEvent(self, QAccessible.Event.DescriptionChanged)
            )
            self.chunk_chosen.emit(index)
            self.update()

    # --- the moving edge ----------------------------------------------------------------------

    def _move_edge(self, edge: float) -> None:
        """Glide to where the work is now; back only at once, where a try begins anew."""
        self._moving.stop()
        if edge <= self._edge or theme.current().is_still:
            self._show_edge(edge)
            return
        self._moving.setStartValue(self._edge)
        self._moving.setEndValue(edge)
        self._moving.start()

    def _show_edge(self, edge: float) -> None:
        self._edge = edge
        self.update()

    # --- painting -----------------------------------------------------------------------------

    def paintEvent(self, event: QPaintEvent) -> None:  # noqa: D102
        painter = QPainter(self)
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        edge = self._edge
        for chunk in self._chunks or self._whole():
            rect = self._rect(chunk)
            edge = self._draw(painter, chunk, rect, edge)
            if chunk.index == max(0, self._chosen) and self.hasFocus():
                _outline(painter, rect, theme.role("accent"), 2.0)
        self._draw_times(painter)

    def _whole(self) -> tuple[StripChunk, ...]:
        """The film as one piece, while nobody knows its chunks."""
        return (StripChunk(0, 0.0, self._duration),) if self._duration else ()

    def _draw(self, painter: QPainter, chunk: StripChunk, rect: QRectF, edge: float) -> float:
        """Draw one chunk; the seconds of `edge` that are left for the next ones."""
        painter.save()
        painter.setClipPath(_notched(rect, chunk.failures))
        match chunk.state:
            case "done":
                self._fill(painter, rect, "chunk-done", "accent")
            case "restored":
                self._fill(painter, rect, "chunk-restored", "secondary")
                _draw_arrow(painter, rect)
            case "failed":
                _hatch(painter, rect)
                self._draw_wave(painter, rect, theme.role("failure"))
            case "working" | "retried":
                edge = self._draw_working(painter, chunk, rect, edge)
            case _:
                edge = self._draw_waiting(painter, chunk, rect, edge)
        painter.restore()
        colour = theme.role(
            {"working": "chunk-working", "failed": "chunk-failed"}.get(
                chunk.state, "separator" if chunk.state in ("done", "restored") else "chunk-waiting"
            )
        )
        painter.save()
        if chunk.state not in ("done", "restored"):
            painter.setPen(QPen(colour, 1.0))
            painter.setBrush(Qt.BrushStyle.NoBrush)
            painter.drawPath(_notched(rect.adjusted(0.5, 0.5, -0.5, -0.5), chunk.failures))
        painter.restore()
        return edge

    def _draw_working(
        self, painter: QPainter, chunk: StripChunk, rect: QRectF, edge: float
    ) -> float:
        self._draw_wave(painter, rect, theme.role("faint"))
        length = chunk.end - chunk.start
        done = min(edge, length)
        if done > 0:
            front = QRectF(rect)
            front.setWidth(rect.width() * done / length)
            painter.save()
            painter.setClipRect(front, Qt.ClipOperation.IntersectClip)
            self._fill(painter, rect, "chunk-done", "accent")
            painter.restore()
            painter.fillRect(
                QRectF(front.right() - 1.0, rect.top(), 2.0, rect.height()),
                theme.role("chunk-working"),
            )
        return edge - done

    def _draw_waiting(
        self, painter: QPainter, chunk: StripChunk, rect: QRectF, edge: float
    ) -> float:
        """Several chunks may be heard at once while one alone counts as begun."""
        if edge > 0 and any(other.state == "working" for other in self._chunks):
            return self._draw_working(painter, chunk, rect, edge)
        self._draw_wave(painter, rect, theme.role("faint"))
        return edge

    def _fill(self, painter: QPainter, rect: QRectF, ground: str, wave: str) -> None:
        painter.fillRect(rect, theme.role(ground))
        self._draw_wave(painter, rect, theme.role(wave))

    def _draw_wave(self, painter: QPainter, rect: QRectF, colour: QColor) -> None:
        shape = QPolygonF(list(self._outline_of_wave(rect)))
        painter.setPen(Qt.PenStyle.NoPen)
        painter.setBrush(colour)
        painter.drawPolygon(shape)

    def _outline_of_wave(self, rect: QRectF) -> Iterator[QPointF]:
        """The waveform within `rect`, along its upper side and back along the lower."""
        if not self._peaks or not self._duration:
            return
        columns = self._columns(rect)
        middle, half = rect.center().y(), rect.height() / 2 - 10
        for x, (_, high) in columns:
            yield QPointF(x, middle - max(0.5, half * high / 128))
        for x, (low, _) in reversed(columns):
            yield QPointF(x, middle + max(0.5, half * -low / 128))

    def _columns(self, rect: QRectF) -> list[tuple[float, tuple[int, int]]]:
        """For every other pixel of `rect`, how loud it is there."""
        count, width = len(self._peaks), max(1.0, self._inner_width())
        found = []
        x = rect.left()
        while x <= rect.right() + 2:
            first = int(count * (x - 0.5) / width)
            last = max(first + 1, int(count * (x + 1.5) / width))
            part = self._peaks[max(0, first) : last]
            if part:
                found.append((x, (min(p[0] for p in part), max(p[1] for p in part))))
            x += 2
        return found

    def _draw_times(self, painter: QPainter) -> None:
        if not self._duration:
            return
        painter.setFont(theme.font("small"))
        painter.setPen(theme.role("secondary"))
        wide = painter.fontMetrics().horizontalAdvance(clock_time(self._duration)) * 2.5
        room = self._inner_width() / max(wide, 1.0)
        step = next((tick for tick in TICKS if self._duration / tick <= room), TICKS[-1])
        at = 0.0
        while at <= self._duration - step * 0.6:
            self._draw_time(painter, at)
            at += step
        self._draw_time(painter, self._duration)

    def _draw_time(self, painter: QPainter, at: float) -> None:
        text = clock_time(at)
        wide = painter.fontMetrics().horizontalAdvance(text)
        x = min(self._x(at), self.width() - wide)
        painter.drawText(QPointF(x, HEIGHT + SCALE - 2.0), text)

    # --- where things are ---------------------------------------------------------------------

    def _inner_width(self) -> float:
        return float(self.width())

    def _x(self, seconds: float) -> float:
        return self._inner_width() * seconds / self._duration if self._duration else 0.0

    def _rect(self, chunk: StripChunk) -> QRectF:
        left, right = self._x(chunk.start), self._x(chunk.end)
        gap = min(GAP, (right - left) / 4)
        is_last = chunk.end >= self._duration
        return QRectF(left, 0.0, right - left - (0.0 if is_last else gap), float(HEIGHT) - 4)

    def _at(self, point: QPointF) -> StripChunk | None:
        return next((c for c in self._chunks if self._rect(c).contains(point)), None)

    # --- asked --------------------------------------------------------------------------------

    def event(self, event: QEvent) -> bool:  # noqa: D102
        if event.type() == QEvent.Type.ToolTip and isinstance(event, QHelpEvent):
            chunk = self._at(QPointF(event.pos()))
            QToolTip.showText(event.globalPos(), self._tip(chunk) if chunk else "", self)
            return True
        return super().event(event)

    def mousePressEvent(self, event: QMouseEvent) -> None:  # noqa: D102
        if (chunk := self._at(event.position())) is not None:
            self.choose(chunk.index)

    def keyPressEvent(self, event: QKeyEvent) -> None:  # noqa: D102
        steps = {Qt.Key.Key_Left: -1, Qt.Key.Key_Right: 1}
        if (step := steps.get(Qt.Key(event.key()))) is not None:
            self.choose(min(max(0, self._chosen + step), len(self._chunks) - 1))
        else:
            super().keyPressEvent(event)

    def _tip(self, chunk: StripChunk) -> str:
        """When, how it stands, and by which tries."""
        lines = [
            f"{clock_time(chunk.start)} – {clock_time(chunk.end)}",
            self._state_in_words(chunk),
        ]
        lines += [
            self.tr("Try %1: %2").replace("%1", str(number)).replace("%2", how)
            for number, how in enumerate(chunk.tries, start=1)
        ]
        return "\n".join(lines)

    def _state_in_words(self, chunk: StripChunk) -> str:
        words = {
            "waiting": self.tr("Waiting"),
            "working": self.tr("In progress"),
            "done": self.tr("Done"),
            "restored": self.tr("Done earlier"),
            "retried": self.tr("Tried again"),
            "failed": self.tr("Could not be recognised"),
        }
        return words[chunk.state]

    def _in_words(self) -> str:
        done = sum(chunk.state in ("done", "restored") for chunk in self._chunks)
        text = self.tr("%1 of %2 parts done")
        return text.replace("%1", str(done)).replace("%2", str(len(self._chunks)))


def _notched(rect: QRectF, notches: int) -> QPainterPath:
    """A rounded rectangle with so many notches in its upper edge."""
    path = QPainterPath()
    path.addRoundedRect(rect, CORNER, CORNER)
    most = int((rect.width() - 2 * CORNER) / (NOTCH + 3))
    for number in range(min(notches, max(most, 1) if notches else 0)):
        left = rect.left() + CORNER + 2 + number * (NOTCH + 3)
        cut = QPainterPath()
        cut.moveTo(left, rect.top() - 1)
        cut.lineTo(left + NOTCH, rect.top() - 1)
        cut.lineTo(left + NOTCH / 2, rect.top() + NOTCH + 1)
        cut.closeSubpath()
        path = path.subtracted(cut)
    return path


def _outline(painter: QPainter, rect: QRectF, colour: QColor, width: float) -> None:
    painter.setPen(QPen(colour, width))
    painter.setBrush(Qt.BrushStyle.NoBrush)
    inset = width / 2
    painter.drawRoundedRect(rect.adjusted(inset, inset, -inset, -inset), CORNER, CORNER)


def _hatch(painter: QPainter, rect: QRectF) -> None:
    painter.fillRect(rect, theme.role("failure-ground"))
    painter.fillRect(rect, QBrush(theme.role("chunk-failed"), Qt.BrushStyle.BDiagPattern))


def _draw_arrow(painter: QPainter, rect: QRectF) -> None:
    """The sign that this was done earlier, where there is room for it."""
    side = 12
    if rect.width() >= side + 6:
        corner = rect.toRect().adjusted(3, 3, 0, 0).topLeft()
        theme.icon("restored", "secondary").paint(painter, corner.x(), corner.y(), side, side)
