"""A small live plot: a line, what it shows, and its newest value."""

from __future__ import annotations

from collections.abc import Callable, Sequence

from PySide6.QtCore import QPointF, QRectF, QSize, Qt
from PySide6.QtGui import QColor, QPainter, QPainterPath, QPaintEvent, QPen
from PySide6.QtWidgets import QSizePolicy, QWidget

from app import theme

WIDTH, HEIGHT = 128, 48
LINE_TOP = 20


class Plot(QWidget):
    """Draws the last values of something that is never negative."""

    def __init__(
        self, caption: str, worded: Callable[[float], str], parent: QWidget | None = None
    ) -> None:
        super().__init__(parent)
        self._caption = caption
        self._worded = worded
        self._values: tuple[float, ...] = ()
        self.setSizePolicy(QSizePolicy.Policy.Fixed, QSizePolicy.Policy.Fixed)
        self.setAccessibleName(caption)

    def sizeHint(self) -> QSize:  # noqa: D102 - Qt's name
        return QSize(WIDTH, HEIGHT)

    def show_values(self, values: Sequence[float]) -> None:
        """Draw these, the newest last."""
        self._values = tuple(values)
        self.setAccessibleDescription(self._newest())
        self.update()

    def paintEvent(self, event: QPaintEvent) -> None:  # noqa: D102
        painter = QPainter(self)
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        painter.setFont(theme.font("small"))
        row = QRectF(0, 0, self.width(), 16)
        painter.setPen(theme.role("secondary"))
        painter.drawText(row, Qt.AlignmentFlag.AlignLeft, self._caption)
        painter.setPen(theme.role("text"))
        painter.drawText(row, Qt.AlignmentFlag.AlignRight, self._newest())
        if len(self._values) > 1:
            self._draw_line(painter)
        else:
            base = float(self.height()) - 1.5
            painter.setPen(QPen(theme.role("separator"), 1))
            painter.drawLine(QPointF(0, base), QPointF(self.width(), base))

    def _newest(self) -> str:
        return self._worded(self._values[-1]) if self._values else "–"

    def _draw_line(self, painter: QPainter) -> None:
        points = self._points()
        line = QPainterPath(points[0])
        for point in points[1:]:
            line.lineTo(point)
        ground = QPainterPath(line)
        ground.lineTo(points[-1].x(), self.height())
        ground.lineTo(points[0].x(), self.height())
        ground.closeSubpath()
        painter.fillPath(ground, theme.role("drop"))
        pen = QPen(QColor(theme.role("accent")), 1.5)
        pen.setJoinStyle(Qt.PenJoinStyle.RoundJoin)
        painter.strokePath(line, pen)

    def _points(self) -> list[QPointF]:
        top, bottom = float(LINE_TOP), self.height() - 1.5
        most = max(self._values) * 1.1 or 1.0
        step = self.width() / max(1, len(self._values) - 1)
        return [
            QPointF(number * step, bottom - (bottom - top) * value / most)
            for number, value in enumerate(self._values)
        ]
