"""A card in the page: what is the matter in a line or two, and the buttons that help."""

from __future__ import annotations

from PySide6.QtCore import QRectF, QSize, Qt, Signal
from PySide6.QtGui import QPainter, QPaintEvent, QPen, QResizeEvent
from PySide6.QtWidgets import (
    QGridLayout,
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
ROOMY = 240
"""Pixels that words need beside buttons; where there are fewer, the buttons come below."""


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
        self._actions = QWidget()
        self._buttons = QHBoxLayout(self._actions)
        self._buttons.setContentsMargins(0, 0, 0, 0)
        self._buttons.setSpacing(theme.GRID)
        words = QVBoxLayout()
        words.setSpacing(theme.GAP)
        words.addWidget(self._title)
        words.addWidget(self._sentence)
        self._grid = grid = QGridLayout(self)
        grid.setContentsMargins(theme.MARGIN, 12, theme.MARGIN, 12)
        grid.setSpacing(12)
        grid.setColumnStretch(1, 1)
        grid.addWidget(self._icon, 0, 0)
        grid.addLayout(words, 0, 1)
        if can_be_dismissed:
            grid.addWidget(self._dismissal(), 0, 3, Qt.AlignmentFlag.AlignTop)
        self._place_buttons()
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
        self._place_buttons()
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

    def _place_buttons(self) -> None:
        """Beside the words or, where these would become a column, below them."""
        self._actions.setVisible(self._buttons.count() > 0)
        others = self._icon.sizeHint().width() + 2 * theme.MARGIN + 6 * theme.GRID
        is_narrow = self.width() - others - self._buttons.sizeHint().width() < ROOMY
        self._grid.removeWidget(self._actions)
        if is_narrow:
            self._grid.addWidget(self._actions, 1, 1, 1, 3, Qt.AlignmentFlag.AlignLeft)
        else:
            self._grid.addWidget(self._actions, 0, 2)

    def resizeEvent(self, event: QResizeEvent) -> None:  # noqa: D102 - Qt's name
        super().resizeEvent(event)
        self._place_buttons()

    def paintEvent(self, event: QPaintEvent) -> None:  # noqa: D102 - Qt's name
        painter = QPainter(self)
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        painter.setBrush(theme.role(GROUNDS.get(self._tint, "card")))
        painter.setPen(QPen(theme.role("separator"), 1))
        box = QRectF(self.rect()).adjusted(0.5, 0.5, -0.5, -0.5)
        painter.drawRoundedRect(box, theme.CARD_RADIUS, theme.CARD_RADIUS)
