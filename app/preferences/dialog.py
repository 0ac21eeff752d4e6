"""The window of Preferences: a list of pages at the left, the chosen one at the right.

dialog = PreferencesDialog(store, window)
dialog.asked.connect(client.send)             commands about models
client.event_received.connect(dialog.hear)    what the engine tells
dialog.show_page("models")
"""

from __future__ import annotations

from collections.abc import Callable
from typing import Literal

from PySide6.QtCore import QSize, Qt, Signal
from PySide6.QtGui import QKeySequence, QPainter, QPaintEvent, QShortcut, QShowEvent
from PySide6.QtWidgets import (
    QHBoxLayout,
    QListWidget,
    QListWidgetItem,
    QStackedWidget,
    QVBoxLayout,
    QWidget,
)

from app import theme
from app.preferences.device_page import DevicePage
from app.preferences.form import Page
from app.preferences.general_page import GeneralPage
from app.preferences.glossary_page import GlossaryPage
from app.preferences.models_page import ModelsPage
from app.preferences.output_page import OutputPage
from app.preferences.speakers_page import SpeakersPage
from app.preferences.voices_page import VoicesPage
from app.settings import SettingsStore
from app.theme import GRID
from engine.protocol import AskToken, Event, ListModels

PageName = Literal["general", "files", "models", "speakers", "voices", "glossary", "device"]
SIDE = 208
SIZE = QSize(880, 600)
LEAST = QSize(760, 480)


class PreferencesDialog(QWidget):
    """Everything that is chosen for good.

    A window and no `QDialog`, which would have Return press some button from any of its fields.
    """

    asked = Signal(object)
    """A command for the engine."""

    def __init__(self, store: SettingsStore, parent: QWidget | None = None) -> None:
        super().__init__(parent, Qt.WindowType.Dialog)
        self._store = store
        self.setWindowTitle(self.tr("Preferences"))
        self.setMinimumSize(LEAST)
        self.resize(SIZE)
        self.pages: dict[PageName, Page] = {}
        self._list = _PageList(self.tr("Pages of Preferences"))
        self._stack = QStackedWidget()
        self._arrange()
        self._fill()
        self._list.currentRowChanged.connect(self._stack.setCurrentIndex)
        self._list.setCurrentRow(0)
        self._list.setFocus()
        for keys in (QKeySequence.StandardKey.Close, QKeySequence.StandardKey.Cancel):
            QShortcut(keys, self, self.close)

    def show_page(self, name: PageName) -> None:
        """Turn to a page and come to the front."""
        self._list.setCurrentRow(list(self.pages).index(name))
        self.show()
        self.raise_()
        self.activateWindow()

    @property
    def page(self) -> PageName:
        """The page that is turned to."""
        return list(self.pages)[self._list.currentRow()]

    def hear(self, event: Event) -> None:
        """Take in what the engine tells."""
        for page in self.pages.values():
            if isinstance(page, ModelsPage | SpeakersPage):
                page.hear(event)

    def showEvent(self, event: QShowEvent) -> None:  # noqa: D102 - Qt's name
        super().showEvent(event)
        self.asked.emit(ListModels())
        self.asked.emit(AskToken())

    def paintEvent(self, event: QPaintEvent) -> None:  # noqa: D102 - Qt's name
        painter = QPainter(self)
        painter.fillRect(SIDE, 0, 1, self.height(), theme.role("separator"))

    def _arrange(self) -> None:
        side = QVBoxLayout()
        side.setContentsMargins(GRID, 2 * GRID, GRID, GRID)
        side.addWidget(self._list)
        self._list.setFixedWidth(SIDE - 2 * GRID)
        whole = QHBoxLayout(self)
        whole.setContentsMargins(0, 0, 0, 0)
        whole.setSpacing(1)
        whole.addLayout(side)
        whole.addWidget(self._stack, 1)

    def _fill(self) -> None:
        made: list[tuple[PageName, str, Callable[[SettingsStore], Page]]] = [
            ("general", "settings", GeneralPage),
            ("files", "output", OutputPage),
            ("models", "model", ModelsPage),
            ("speakers", "speakers", SpeakersPage),
            ("voices", "voice", VoicesPage),
            ("glossary", "glossary", GlossaryPage),
            ("device", "device", DevicePage),
        ]
        for name, icon, make in made:
            page = make(self._store)
            self.pages[name] = page
            self._stack.addWidget(page)
            self._list.add(page.title.text(), icon)
            if isinstance(page, ModelsPage | SpeakersPage):
                page.asked.connect(self.asked)


class _PageList(QListWidget):
    """Names of pages, each with its icon."""

    def __init__(self, name: str) -> None:
        super().__init__()
        self.setAccessibleName(name)
        self.setFrameShape(QListWidget.Shape.NoFrame)
        self.setIconSize(QSize(theme.ICON, theme.ICON))
        self.setHorizontalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
        self.setSpacing(1)
        self.setProperty("sidebar", True)
        self.viewport().setAutoFillBackground(False)

    def add(self, title: str, icon: str) -> None:
        item = QListWidgetItem(theme.icon(icon), title, self)
        item.setSizeHint(QSize(0, 4 * GRID))
