"""Plain text on the page, in a step of the scale and the colour of a role."""

from __future__ import annotations

from PySide6.QtCore import Qt
from PySide6.QtWidgets import QLabel, QSizePolicy, QWidget

from app import theme


class Label(QLabel):
    """Text that wraps, is never taken for markup, and follows the colours."""

    def __init__(
        self,
        text: str = "",
        step: theme.Step = "control",
        tint: str = "text",
        parent: QWidget | None = None,
    ) -> None:
        super().__init__(text, parent)
        self._tint = tint
        self.setFont(theme.font(step))
        self.setWordWrap(True)
        self.setTextFormat(Qt.TextFormat.PlainText)
        self.setSizePolicy(QSizePolicy.Policy.Preferred, QSizePolicy.Policy.Maximum)
        theme.current().changed.connect(self._dress)
        self._dress()

    def _dress(self) -> None:
        # A palette would be undone by the application's style sheet.
        self.setStyleSheet(f"color: {theme.role(self._tint).name()}")


def selectable(label: Label) -> Label:
    """The same label, of which the mouse may take text."""
    label.setTextInteractionFlags(Qt.TextInteractionFlag.TextSelectableByMouse)
    return label
