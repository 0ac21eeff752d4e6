"""The page of an empty window: where to drop a recording, and the one button that does the same."""

from __future__ import annotations

from PySide6.QtCore import QRectF, Qt, Signal
from PySide6.QtGui import QPainter, QPaintEvent, QPen
from PySide6.QtWidgets import QLabel, QPushButton, QVBoxLayout, QWidget

from app import theme
from app.label import Label

SIGN = 56


class DropPage(QWidget):
    """Invites; the window takes what is dropped, wherever that is."""

    choose_asked = Signal()
    sample_asked = Signal()

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._is_over = False
        self._sign = QLabel()
        title = Label(self.tr("Drop a recording or a film here"), "title")
        below = Label(
            self.tr("It becomes text on this computer, and stays on it."), tint="secondary"
        )
        choose = QPushButton(self.tr("Choose files…"))
        choose.setDefault(True)
        choose.clicked.connect(self.choose_asked)
        sample = QPushButton(self.tr("Try the sample recording"))
        sample.setFlat(True)
        sample.clicked.connect(self.sample_asked)
        column = QVBoxLayout(self)
        column.setSpacing(theme.GRID)
        column.addStretch(5)
        column.addWidget(self._sign, 0, Qt.AlignmentFlag.AlignHCenter)
        for label in (title, below):  # as wide as the page, or what wraps would be cut off
            label.setAlignment(Qt.AlignmentFlag.AlignHCenter)
            column.addWidget(label)
        column.addSpacing(theme.MARGIN)
        column.addWidget(choose, 0, Qt.AlignmentFlag.AlignHCenter)
        column.addWidget(sample, 0, Qt.AlignmentFlag.AlignHCenter)
        column.addStretch(6)
        theme.current().changed.connect(self._dress)
        self._dress()

    def show_over(self, is_over: bool) -> None:
        """Something is held over the window, or no more."""
        self._is_over = is_over
        self.update()

    def _dress(self) -> None:
        self._sign.setPixmap(theme.icon("film", "faint").pixmap(SIGN, SIGN))

    def paintEvent(self, event: QPaintEvent) -> None:  # noqa: D102 - Qt's name
        painter = QPainter(self)
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        inset = theme.WIDE_MARGIN
        box = QRectF(self.rect()).adjusted(inset, inset, -inset, -inset)
        pen = QPen(theme.role("accent" if self._is_over else "control-border"), 1.5)
        pen.setDashPattern([5, 4])
        painter.setPen(pen)
        painter.setBrush(theme.role("drop") if self._is_over else Qt.GlobalColor.transparent)
        painter.drawRoundedRect(box, 2 * theme.CARD_RADIUS, 2 * theme.CARD_RADIUS)
