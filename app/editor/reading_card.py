"""A small card below a word that the glossary changed: what was heard, and which of both stays."""

from __future__ import annotations

from PySide6.QtCore import QRect, QRectF, Qt, Signal
from PySide6.QtGui import QPainter, QPaintEvent, QPen
from PySide6.QtWidgets import QHBoxLayout, QPushButton, QWidget

from app import theme
from app.label import Label

LONGEST = 32
"""Characters of what was heard that are shown."""


class ReadingCard(QWidget):
    """Stands on the page until the caret goes on; leaves the keyboard to the text."""

    kept = Signal()
    """The glossary is right."""
    replaced = Signal()
    """What was heard is right."""

    def __init__(self, page: QWidget) -> None:
        super().__init__(page)
        self._heard = Label(tint="secondary")
        self._heard.setWordWrap(False)
        self.keep = QPushButton(self.tr("Keep"))
        self.replace = QPushButton(self.tr("Use what was heard"))
        row = QHBoxLayout(self)
        row.setContentsMargins(12, theme.GRID, theme.GRID, theme.GRID)
        row.setSpacing(theme.GRID)
        row.addWidget(self._heard)
        for button in (self.replace, self.keep):
            button.setFocusPolicy(Qt.FocusPolicy.NoFocus)
            row.addWidget(button)
        self.keep.clicked.connect(self.kept)
        self.replace.clicked.connect(self.replaced)
        self.setCursor(Qt.CursorShape.ArrowCursor)
        self.hide()

    def offer(self, heard: str, can_write: bool) -> None:
        """Say what was heard; who may not write is only told."""
        short = heard if len(heard) <= LONGEST else f"{heard[:LONGEST]}…"
        said = self.tr("Glossary. Heard: “%1”").replace("%1", short)
        self._heard.setText(said)
        self.setAccessibleName(said)
        for button in (self.replace, self.keep):
            button.setVisible(can_write)
        self.adjustSize()

    def stand_at(self, word: QRectF, page: QRect) -> None:
        """Stand below a word, or above it where the page ends; out of view with it."""
        if not word.intersects(QRectF(page)):
            self.hide()
            return
        left = min(max(round(word.left()) - 12, 0), max(page.width() - self.width(), 0))
        below = round(word.bottom()) + theme.GAP
        above = round(word.top()) - self.height() - theme.GAP
        self.move(left, below if below + self.height() <= page.height() else above)
        self.show()
        self.raise_()

    def paintEvent(self, event: QPaintEvent) -> None:  # noqa: D102 - Qt's name
        painter = QPainter(self)
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        painter.setPen(QPen(theme.role("control-border"), 1))
        painter.setBrush(theme.role("card"))
        rect = QRectF(self.rect()).adjusted(0.5, 0.5, -0.5, -0.5)
        painter.drawRoundedRect(rect, theme.CARD_RADIUS, theme.CARD_RADIUS)
