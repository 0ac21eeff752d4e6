"""Carries a portion of the text away: a press that moves far enough is a drag, else a click."""

from __future__ import annotations

from collections.abc import Callable

from PySide6.QtCore import QObject, QPoint, QRectF, Qt
from PySide6.QtGui import QDrag, QFontMetrics, QMouseEvent, QPainter, QPen, QPixmap
from PySide6.QtWidgets import QApplication, QWidget

from app import theme
from app.editor.giving import Portion, as_mime

WIDEST = 240
"""Pixels of the text that is seen under the pointer."""


class Carrying(QObject):
    """Waits what becomes of a press."""

    def __init__(self, source: QWidget) -> None:
        super().__init__(source)
        self._source = source
        self._pressed: QPoint | None = None
        self._portion, self._text = Portion(), ""
        self._click: Callable[[], object] = lambda: None

    def press(
        self, event: QMouseEvent, portion: Portion, text: str, click: Callable[[], object]
    ) -> None:
        """The button went down on something that can be dragged; `click` is what else it does."""
        self._pressed = event.position().toPoint()
        self._portion, self._text, self._click = portion, text, click

    def move(self, event: QMouseEvent) -> bool:
        """Whether the pointer moves with something in hand; far enough, and it is a drag."""
        if self._pressed is None:
            return False
        moved = event.position().toPoint() - self._pressed
        if moved.manhattanLength() >= QApplication.startDragDistance():
            self._pressed = None
            self._drag()
        return True

    def release(self) -> bool:
        """Whether something was in hand that was not dragged; then it was a click."""
        if self._pressed is None:
            return False
        self._pressed = None
        self._click()
        return True

    def _drag(self) -> None:
        drag = QDrag(self._source)
        drag.setMimeData(as_mime(self._portion, self._text))
        drag.setPixmap(_picture(self._text, self._source.devicePixelRatioF()))
        drag.setHotSpot(QPoint(-theme.GRID, -theme.GRID))
        drag.exec(Qt.DropAction.CopyAction)


def _picture(text: str, ratio: float) -> QPixmap:
    """The first line on a card, to be seen under the pointer."""
    font = theme.font("small")
    metrics = QFontMetrics(font)
    line = text.partition("\n")[0] + (" …" if "\n" in text else "")
    shown = metrics.elidedText(line, Qt.TextElideMode.ElideRight, WIDEST)
    box = QRectF(0, 0, metrics.horizontalAdvance(shown) + 2 * theme.GRID, 3 * theme.GRID)
    pixmap = QPixmap((box.size() * ratio).toSize())
    pixmap.setDevicePixelRatio(ratio)
    pixmap.fill(Qt.GlobalColor.transparent)
    painter = QPainter(pixmap)
    painter.setRenderHint(QPainter.RenderHint.Antialiasing)
    painter.setBrush(theme.role("card"))
    painter.setPen(QPen(theme.role("control-border"), 1))
    painter.drawRoundedRect(box.adjusted(0.5, 0.5, -0.5, -0.5), theme.RADIUS, theme.RADIUS)
    painter.setFont(font)
    painter.setPen(theme.role("text"))
    painter.drawText(box, Qt.AlignmentFlag.AlignCenter, shown)
    painter.end()
    return pixmap
