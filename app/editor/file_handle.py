"""A file that is yet to be made, as a thing to be dragged to where it is wanted."""

from __future__ import annotations

from PySide6.QtCore import QPoint, QRectF, Qt, Signal
from PySide6.QtGui import QMouseEvent, QPainter, QPaintEvent, QPen
from PySide6.QtWidgets import QApplication, QLabel, QWidget

from app import theme


class FileHandle(QLabel):
    """The file that is to be made, to be dragged to where it is wanted."""

    dragged = Signal()

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._pressed: QPoint | None = None
        self.setTextFormat(Qt.TextFormat.PlainText)
        self.setCursor(Qt.CursorShape.OpenHandCursor)
        inset = theme.GRID + theme.GAP
        self.setContentsMargins(inset + theme.SMALL_ICON, theme.GRID, inset, theme.GRID)
        self.setToolTip(self.tr("Drag the file to a folder or another program"))

    def show_file(self, name: str) -> None:
        """Bear this name."""
        self.setText(_short(name))
        self.setAccessibleName(name)

    def paintEvent(self, event: QPaintEvent) -> None:  # noqa: D102 - Qt's name
        painter = QPainter(self)
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        painter.setBrush(theme.role("card"))
        painter.setPen(QPen(theme.role("control-border"), 1))
        box = QRectF(self.rect()).adjusted(0.5, 0.5, -0.5, -0.5)
        painter.drawRoundedRect(box, theme.RADIUS, theme.RADIUS)
        side = theme.SMALL_ICON
        icon = theme.icon("transcript", "secondary")
        icon.paint(painter, theme.GRID, (self.height() - side) // 2, side, side)
        painter.end()
        super().paintEvent(event)

    def mousePressEvent(self, event: QMouseEvent) -> None:  # noqa: D102
        if event.button() == Qt.MouseButton.LeftButton:
            self._pressed = event.position().toPoint()

    def mouseMoveEvent(self, event: QMouseEvent) -> None:  # noqa: D102
        if self._pressed is None:
            return
        moved = event.position().toPoint() - self._pressed
        if moved.manhattanLength() >= QApplication.startDragDistance():
            self._pressed = None
            self.dragged.emit()

    def mouseReleaseEvent(self, event: QMouseEvent) -> None:  # noqa: D102
        self._pressed = None


def _short(name: str) -> str:
    return name if len(name) <= 40 else name[:28] + "…" + name[-11:]
