"""The film's picture with the subtitle of the moment over it: beside the text, or a window.

Detached it can stand on a second screen; closing that window puts the picture back.
"""

from __future__ import annotations

from PySide6.QtCore import QRect, QSize, Qt, Signal
from PySide6.QtGui import QCloseEvent, QColor, QKeyEvent, QPainter, QPaintEvent, QResizeEvent
from PySide6.QtWidgets import QSizePolicy, QToolButton, QVBoxLayout, QWidget

from app import theme

HIGHEST = 320
SHAPE = 9 / 16
"""Height over width; films of another shape have black beside them."""
WINDOW = QSize(960, 540)
LINES = 22
"""A subtitle's line is so high that this many would fill the picture."""


class VideoPane(QWidget):
    """Where the picture is while it is not a window of its own; hidden without a picture."""

    key_pressed = Signal(QKeyEvent)
    """A key that was pressed in the picture's own window."""
    appeared = Signal()
    """The film has a picture."""

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._window: _Window | None = None
        self._screen: _Screen | None = None
        self.setSizePolicy(QSizePolicy.Policy.Expanding, QSizePolicy.Policy.Fixed)
        self.setAccessibleName(self.tr("Picture of the film"))
        self.hide()

    @property
    def has_picture(self) -> bool:
        """The film has one."""
        return self._screen is not None

    @property
    def is_detached(self) -> bool:
        """The picture is a window of its own."""
        return self._window is not None

    def is_in(self, window: QWidget) -> bool:
        """Whether this is the window in which the picture is while it is detached."""
        return window is self._window

    @property
    def cue(self) -> str:
        """What stands over the picture."""
        return self._screen.cue.text if self._screen else ""

    def resizeEvent(self, event: QResizeEvent) -> None:  # noqa: D102 - Qt's name
        self.setFixedHeight(min(round(self.width() * SHAPE), HIGHEST))
        self._place_screen()
        super().resizeEvent(event)

    def _place_screen(self) -> None:
        if self._screen is not None and not self.is_detached:
            self._screen.setGeometry(self.rect())

    def show_picture(self, picture: QWidget) -> None:
        """Show this one from now on."""
        if self._screen is None:
            self._screen = _Screen(picture)
            self._screen.detach.clicked.connect(self.toggle)
            self._screen.detach.setToolTip(self.tr("Show the picture in a window"))
            self._screen.detach.setAccessibleName(self.tr("Picture in a window"))
            self._hold_screen(self._screen)
            self.appeared.emit()

    def show_cue(self, text: str) -> None:
        """Show these words over the picture."""
        if self._screen is not None:
            self._screen.show_cue(text)

    def toggle(self) -> None:
        """Detach, or put back."""
        if self.is_detached:
            self.attach()
        else:
            self.detach()

    def detach(self) -> None:
        """Make the picture a window."""
        if self._screen is None or self._window is not None:
            return
        self._window = _Window(self._screen)
        self._window.closed.connect(self.attach)
        self._window.key_pressed.connect(self.key_pressed)
        self._window.setWindowTitle(self.tr("Picture of the film"))
        self._screen.detach.setToolTip(self.tr("Put the picture back"))
        self.hide()
        self._window.show()

    def attach(self) -> None:
        """Put the picture back."""
        if self._window is None or self._screen is None:
            return
        window, self._window = self._window, None
        self._hold_screen(self._screen)
        self._screen.detach.setToolTip(self.tr("Show the picture in a window"))
        window.hide()
        window.deleteLater()

    def _hold_screen(self, screen: _Screen) -> None:
        screen.setParent(self)
        screen.show()
        self._place_screen()
        self.show()


class _Screen(QWidget):
    """The picture, the words over it, and the button that detaches both."""

    def __init__(self, picture: QWidget) -> None:
        super().__init__()
        self._picture = picture
        picture.setParent(self)
        self.cue = _CueLine(self)
        self.detach = QToolButton(self)
        self.detach.setIcon(theme.icon("detach"))
        picture.show()
        self.cue.raise_()
        self.detach.raise_()
        theme.current().changed.connect(self._dress)
        self._dress()

    def _dress(self) -> None:
        # A ground of its own: a film may be bright or dark just there.
        ground = theme.role("window").name()
        self.detach.setStyleSheet(f"QToolButton {{ background: {ground}; }}")

    def show_cue(self, text: str) -> None:
        self.cue.show_text(text)

    def resizeEvent(self, event: QResizeEvent) -> None:
        self._picture.setGeometry(self.rect())
        self.cue.setGeometry(self.rect())
        side = self.detach.sizeHint()
        corner = QRect(self.width() - side.width() - theme.GRID, theme.GRID, 0, 0)
        self.detach.setGeometry(QRect(corner.topLeft(), side))
        super().resizeEvent(event)


class _CueLine(QWidget):
    """Words at the picture's foot, white on a dark band, as players show them."""

    def __init__(self, parent: QWidget) -> None:
        super().__init__(parent)
        self.text = ""
        self.setAttribute(Qt.WidgetAttribute.WA_TransparentForMouseEvents)

    def show_text(self, text: str) -> None:
        if text != self.text:
            self.text = text
            self.update()

    def paintEvent(self, event: QPaintEvent) -> None:
        if not self.text:
            return
        painter = QPainter(self)
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        painter.setFont(theme.font("control", max(10, self.height() // LINES)))
        flags = Qt.AlignmentFlag.AlignHCenter | Qt.AlignmentFlag.AlignBottom
        room = self.rect().adjusted(theme.MARGIN, 0, -theme.MARGIN, -theme.MARGIN)
        words = painter.boundingRect(room, int(flags | Qt.TextFlag.TextWordWrap), self.text)
        painter.setPen(Qt.PenStyle.NoPen)
        painter.setBrush(QColor(0, 0, 0, 170))  # of the film, not of the window: the same always
        painter.drawRoundedRect(words.adjusted(-8, -4, 8, 4), theme.RADIUS, theme.RADIUS)
        painter.setPen(Qt.GlobalColor.white)
        painter.drawText(words, int(flags | Qt.TextFlag.TextWordWrap), self.text)


class _Window(QWidget):
    """The picture as a window."""

    closed = Signal()
    key_pressed = Signal(QKeyEvent)

    def __init__(self, screen: _Screen) -> None:
        super().__init__()
        column = QVBoxLayout(self)
        column.setContentsMargins(0, 0, 0, 0)
        column.addWidget(screen)
        self.resize(WINDOW)

    def keyPressEvent(self, event: QKeyEvent) -> None:
        if event.key() == Qt.Key.Key_Escape:
            self.close()
        else:
            self.key_pressed.emit(event)

    def closeEvent(self, event: QCloseEvent) -> None:
        self.closed.emit()
        super().closeEvent(event)
