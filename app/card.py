"""A card in the page: what is the matter in a line or two, and the buttons that help."""

from __future__ import annotations

from PySide6.QtCore import QRectF, QSize, Qt, Signal
from PySide6.QtGui import QPainter, QPaintEvent, QPen
from PySide6.QtWidgets import (
    QHBoxLayout,
    QLabel,
    QPushButton,
    QSizePolicy,
    QToolButton,
    QVBoxLayout,
    QWidget,
)

from app import theme
from app.label import Label

DISMISS = "dismiss"
"""The action of whoever has read it."""
GROUNDS = {"failure": "failure-ground", "warning": "warning-ground"}


class Card(QWidget):
    """Says something and offers actions; `tint` is "failure", "warning" or nothing."""

    acted = Signal(str)
    """The user pressed the button of this action."""

    def __init__(self, parent: QWidget | None = None, *, can_be_dismissed: bool = False) -> None:
        super().__init__(parent)
        self._tint = ""
        self._icon = QLabel()
        self._title = Label()
        self._sentence = Label(tint="secondary")
        self._buttons = QHBoxLayout()
        self._buttons.setSpacing(theme.GRID)
        words = QVBoxLayout()
        words.setSpacing(theme.GAP)
        words.addWidget(self._title)
        words.addWidget(self._sentence)
        row = QHBoxLayout(self)
        row.setContentsMargins(theme.MARGIN, 12, theme.MARGIN, 12)
        row.setSpacing(12)
        row.addWidget(self._icon)
        row.addLayout(words, 1)
        row.addLayout(self._buttons)
        if can_be_dismissed:
            row.addWidget(self._dismissal(), 0, Qt.AlignmentFlag.AlignTop)
        self.setSizePolicy(QSizePolicy.Policy.Preferred, QSizePolicy.Policy.Maximum)
        self.hide()

    def say(
        self,
        title: str,
        sentence: str = "",
        actions: dict[str, str] | None = None,
        *,
        icon: str = "info",
        tint: str = "",
    ) -> None:
        """Show this; `actions` are buttons as {action: words}, the first one the obvious."""
        self._tint = tint
        self._icon.setPixmap(theme.icon(icon, tint or "secondary").pixmap(theme.ICON, theme.ICON))
        self._title.setText(title)
        self._sentence.setText(sentence)
        self._sentence.setVisible(bool(sentence))
        top, middle = Qt.AlignmentFlag.AlignTop, Qt.AlignmentFlag.AlignVCenter
        self._icon.setAlignment(top if sentence else middle)  # always beside the title
        bold = theme.font("control")
        bold.setWeight(theme.font("title").weight())
        self._title.setFont(bold)
        self.setAccessibleName(title)
        self.setAccessibleDescription(sentence)
        self._offer(actions or {})
        self.show()

    def _dismissal(self) -> QToolButton:
        button = QToolButton()
        button.setAutoRaise(True)
        button.setIcon(theme.icon("cancel"))
        button.setIconSize(QSize(theme.SMALL_ICON, theme.SMALL_ICON))
        button.setAccessibleName(self.tr("Close this message"))
        button.setToolTip(self.tr("Close this message"))
        button.clicked.connect(lambda: self.acted.emit(DISMISS))
        return button

    def _offer(self, actions: dict[str, str]) -> None:
        while (item := self._buttons.takeAt(0)) is not None:
            if (widget := item.widget()) is not None:
                widget.hide()
                widget.deleteLater()
        for action, words in actions.items():
            button = QPushButton(words)
            button.setObjectName(action)
            button.clicked.connect(lambda _=False, action=action: self.acted.emit(action))
            self._buttons.addWidget(button)

    def paintEvent(self, event: QPaintEvent) -> None:  # noqa: D102 - Qt's name
        painter = QPainter(self)
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        painter.setBrush(theme.role(GROUNDS.get(self._tint, "card")))
        painter.setPen(QPen(theme.role("separator"), 1))
        box = QRectF(self.rect()).adjusted(0.5, 0.5, -0.5, -0.5)
        painter.drawRoundedRect(box, theme.CARD_RADIUS, theme.CARD_RADIUS)
