"""The card that asks whether a speaker is somebody whose voice is known."""

from __future__ import annotations

import msgspec
from PySide6.QtCore import QRectF, Signal
from PySide6.QtGui import QPainter, QPaintEvent, QPen
from PySide6.QtWidgets import QPushButton, QSizePolicy, QVBoxLayout, QWidget

from app import theme
from app.label import Label


class Suggestion(msgspec.Struct, frozen=True):
    """A known voice that a speaker sounds like; `evidence` says why, in a line."""

    speaker: str
    name: str
    evidence: str = ""


class SuggestionCard(QWidget):
    """Asks whether a speaker is somebody whose voice is known."""

    answered = Signal(bool)
    """The user says whether it is."""

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.title = Label()
        self.evidence = Label(step="small", tint="secondary")
        self.accept = QPushButton(self.tr("That is right"))
        self.refuse = QPushButton(self.tr("Not the same person"))
        self.accept.clicked.connect(lambda: self.answered.emit(True))
        self.refuse.clicked.connect(lambda: self.answered.emit(False))
        column = QVBoxLayout(self)
        column.setContentsMargins(12, 12, 12, 12)
        column.setSpacing(theme.GAP)
        column.addWidget(self.title)
        column.addWidget(self.evidence)
        column.addSpacing(theme.GAP)
        column.addWidget(self.accept)
        column.addWidget(self.refuse)
        self.setSizePolicy(QSizePolicy.Policy.Preferred, QSizePolicy.Policy.Maximum)
        self.hide()

    def show_voice(self, speaker: str, suggestion: Suggestion, others: int) -> None:
        """Ask about this one; so many `others` wait."""
        text = self.tr("%1 sounds like %2").replace("%1", speaker)
        self.title.setText(text.replace("%2", suggestion.name))
        more = self.tr("%n more suggestion(s)", "", others) if others else ""
        self.evidence.setText("\n".join(filter(None, (suggestion.evidence, more))))
        self.setAccessibleName(self.title.text())
        self.setAccessibleDescription(self.evidence.text())
        self.show()

    def paintEvent(self, event: QPaintEvent) -> None:  # noqa: D102 - Qt's name
        painter = QPainter(self)
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        painter.setBrush(theme.role("card"))
        painter.setPen(QPen(theme.role("separator"), 1))
        box = QRectF(self.rect()).adjusted(0.5, 0.5, -0.5, -0.5)
        painter.drawRoundedRect(box, theme.CARD_RADIUS, theme.CARD_RADIUS)
