"""What every page of Preferences is made of: a title, and cards of rows with their controls."""

from __future__ import annotations

from PySide6.QtCore import QRectF, QSize, Qt
from PySide6.QtGui import QPainter, QPaintEvent, QPalette, QPen, QShowEvent
from PySide6.QtWidgets import (
    QCheckBox,
    QFrame,
    QHBoxLayout,
    QLabel,
    QScrollArea,
    QSizePolicy,
    QVBoxLayout,
    QWidget,
)

from app import theme
from app.theme import GRID, MARGIN, WIDE_MARGIN, Step

WIDEST = 640
"""A row that is wider than this has its control too far from its words."""
CONTROL_WIDTH = 224
LEAST_HEIGHT = 5 * GRID


class Words(QLabel):
    """Text in a role's colour and a step of the scale; it follows both by itself."""

    def __init__(
        self, text: str = "", tone: str = "text", step: Step = "control", is_heavy: bool = False
    ) -> None:
        super().__init__(text)
        self._tone = tone
        self._step = step
        self._is_heavy = is_heavy
        self.setTextFormat(Qt.TextFormat.PlainText)
        self.setWordWrap(True)
        self._dress()
        theme.current().changed.connect(self._dress)

    def set_tone(self, tone: str) -> None:
        """Another role for the text."""
        self._tone = tone
        self._dress()

    def showEvent(self, event: QShowEvent) -> None:  # noqa: D102 - Qt's name
        self._dress()  # a style sheet takes colours back when a widget gets another parent
        super().showEvent(event)

    def _dress(self) -> None:
        font = theme.font(self._step)
        if self._is_heavy:
            font.setWeight(theme.font("title").weight())
        self.setFont(font)
        palette = self.palette()
        palette.setColor(QPalette.ColorRole.WindowText, theme.role(self._tone))
        self.setPalette(palette)


class Symbol(QLabel):
    """An icon of the family beside words."""

    def __init__(self, name: str = "", tone: str = "secondary", side: int = theme.ICON) -> None:
        super().__init__()
        self._name, self._tone, self._side = name, tone, side
        self.setFixedSize(QSize(side, side))
        theme.current().changed.connect(self._draw)
        self._draw()

    def show_icon(self, name: str, tone: str = "secondary") -> None:
        """Another icon."""
        self._name, self._tone = name, tone
        self._draw()

    def _draw(self) -> None:
        if self._name:
            icon = theme.icon(self._name, self._tone)
            self.setPixmap(icon.pixmap(QSize(self._side, self._side), self.devicePixelRatioF()))


def tick() -> QCheckBox:
    """A check box whose words stand elsewhere."""
    box = QCheckBox()
    box.setProperty("bare", True)
    return box


class Group(QWidget):
    """A card of rows that belong together, with hairlines between them."""

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._rows = QVBoxLayout(self)
        self._rows.setContentsMargins(0, 0, 0, 0)
        self._rows.setSpacing(0)
        theme.current().changed.connect(self.update)

    def add(self, row: QWidget) -> None:
        """One more row at the end."""
        self._rows.addWidget(row)

    def clear(self) -> None:
        """No rows at all."""
        while (item := self._rows.takeAt(0)) is not None:
            if (row := item.widget()) is not None:
                row.hide()
                row.setParent(None)
                row.deleteLater()

    def rows(self) -> list[QWidget]:
        """From the top."""
        found = (self._rows.itemAt(place) for place in range(self._rows.count()))
        return [row for item in found if item and (row := item.widget()) is not None]

    def paintEvent(self, event: QPaintEvent) -> None:  # noqa: D102 - Qt's name
        painter = QPainter(self)
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        painter.setBrush(theme.role("page"))
        painter.setPen(QPen(theme.role("separator"), 1))
        box = QRectF(self.rect()).adjusted(0.5, 0.5, -0.5, -0.5)
        painter.drawRoundedRect(box, theme.CARD_RADIUS, theme.CARD_RADIUS)
        shown = [row for row in self.rows() if not row.isHidden()]
        for row in shown[1:]:
            top = row.y()
            painter.fillRect(MARGIN, top, self.width() - 2 * MARGIN, 1, theme.role("separator"))


class Row(QWidget):
    """Words at the left, with a hint below them where that helps; the control at the right."""

    def __init__(self, label: str, control: QWidget, hint: str = "") -> None:
        super().__init__()
        self.label = Words(label)
        self.hint = Words(hint, "secondary", "small")
        self.control = control
        self.label.setBuddy(control)
        self._name(label, hint)
        self._arrange()
        self.show_hint(hint)

    def show_hint(self, hint: str) -> None:
        """Other words below the label, or none."""
        self.hint.setText(hint)
        self.hint.setVisible(bool(hint))

    def _name(self, label: str, hint: str) -> None:
        if not self.control.accessibleName():
            self.control.setAccessibleName(label)
        self.control.setAccessibleDescription(hint)

    def _arrange(self) -> None:
        words = QVBoxLayout()
        words.setSpacing(2)
        words.addStretch(1)
        words.addWidget(self.label)
        words.addWidget(self.hint)
        words.addStretch(1)
        whole = QHBoxLayout(self)
        whole.setContentsMargins(MARGIN, 10, MARGIN, 10)
        whole.setSpacing(MARGIN)
        whole.addLayout(words, 1)
        whole.addWidget(self.control)
        self.setMinimumHeight(LEAST_HEIGHT)


class Page(QScrollArea):
    """One page: a title, then groups under their headings, never wider than can be read."""

    def __init__(self, title: str, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.title = Words(title, step="title")
        self.setFrameShape(QFrame.Shape.NoFrame)
        self.setWidgetResizable(True)
        self.setHorizontalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
        self.setFocusPolicy(Qt.FocusPolicy.NoFocus)
        self.setAccessibleName(title)
        self._body = self._built()
        self._body.addWidget(self.title)
        self._body.addSpacing(GRID)

    def add_group(self, heading: str = "") -> Group:
        """A new group at the end of the page."""
        if heading:
            self.add_heading(heading)
        group = Group()
        self.add(group)
        return group

    def add_heading(self, text: str) -> None:
        """What the next group is about."""
        self._body.addSpacing(MARGIN)
        self._body.addWidget(Words(text, "secondary", is_heavy=True))

    def add_note(self, text: str = "") -> Words:
        """A remark below a group."""
        note = Words(text, "secondary", "small")
        self._body.addSpacing(GRID)
        self._body.addWidget(note)
        return note

    def add(self, widget: QWidget, stretch: int = 0) -> None:
        """Anything else, at the end of the page."""
        self._body.addSpacing(GRID)
        self._body.addWidget(widget, stretch)

    def finish(self) -> None:
        """What is there stays at the top."""
        self._body.addStretch(1)

    def _built(self) -> QVBoxLayout:
        inner, column = QWidget(), QWidget()
        column.setMaximumWidth(WIDEST)
        column.setSizePolicy(QSizePolicy.Policy.Expanding, QSizePolicy.Policy.Preferred)
        beside = QHBoxLayout(inner)
        beside.setContentsMargins(WIDE_MARGIN, WIDE_MARGIN, WIDE_MARGIN, WIDE_MARGIN)
        beside.addWidget(column, 1)
        body = QVBoxLayout(column)
        body.setContentsMargins(0, 0, 0, 0)
        body.setSpacing(0)
        for surface in (inner, self.viewport()):
            surface.setAutoFillBackground(False)
        self.setWidget(inner)
        inner.setAutoFillBackground(False)
        return body
