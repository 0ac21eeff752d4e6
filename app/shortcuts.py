"""The table of shortcuts in the help: what every key does in a window, as it is now.

    ShortcutsDialog(sections_of(window), window).open()

It is read off the menus, the actions and the key tables of the window's widgets, which are what
the keys act on: there is no list beside them that could be wrong.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from itertools import groupby

import msgspec
from PySide6.QtCore import QCoreApplication, QSize, Qt
from PySide6.QtGui import QAction, QKeySequence
from PySide6.QtWidgets import (
    QDialog,
    QDialogButtonBox,
    QFrame,
    QHeaderView,
    QLineEdit,
    QMainWindow,
    QMenu,
    QTreeWidget,
    QTreeWidgetItem,
    QVBoxLayout,
    QWidget,
)

from app import theme
from app.editor.editor_page import EditorPage
from app.keys import KeyTable, native, tables_in

WIDTH, HEIGHT = 560, 600


class Section(msgspec.Struct, frozen=True):
    """Shortcuts that belong together: what each does, and its keys as this system writes them."""

    title: str
    rows: tuple[tuple[str, str], ...]


def sections_of(window: QMainWindow) -> list[Section]:
    """Menus first, then the page with the text, then what keys do in single parts of it."""
    seen: set[QAction] = set()
    found = [
        _of_actions(plain(menu.title()), _actions(menu), seen)
        for action in window.menuBar().actions()
        if isinstance(menu := action.menu(), QMenu)
    ]
    for page in window.findChildren(EditorPage):
        found.append(
            _of_actions(QCoreApplication.translate("Shortcuts", "Text"), page.actions(), seen)
        )
    for table in tables_in(window):
        found.append(Section(table.title, tuple(_of_table(table))))
    return [section for section in found if section.rows]


def plain(text: str) -> str:
    """The text of an action without what marks its key in a menu."""
    return text.replace("&&", "\0").replace("&", "").replace("\0", "&").removesuffix("…")


def _actions(menu: QMenu) -> Iterator[QAction]:
    for action in menu.actions():
        inner = action.menu()
        if isinstance(inner, QMenu):
            yield from _actions(inner)
        else:
            yield action


def _of_actions(title: str, actions: Iterable[QAction], seen: set[QAction]) -> Section:
    """Those of the actions that have keys, each in one section only."""
    rows = []
    for action in actions:
        if action not in seen and action.isVisible() and not action.shortcut().isEmpty():
            seen.add(action)
            # What an action says may tell more than what it is: "Undo: typing".
            words = plain(action.whatsThis() or action.text())
            rows.append((words, native(action.shortcut())))
    return Section(title, tuple(rows))


def _of_table(table: KeyTable) -> Iterator[tuple[str, str]]:
    """What keys in a row all do is told once."""
    for words, keys in groupby(table.keys, key=lambda key: key.words):
        shown = [native(QKeySequence(key.sequences[0])) for key in keys]
        yield words, shown[0] if len(shown) == 1 else f"{shown[0]} – {shown[-1]}"


class ShortcutsDialog(QDialog):
    """Shows the table; typing finds what one looks for."""

    def __init__(self, sections: Iterable[Section], parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.setWindowTitle(self.tr("Keyboard shortcuts"))
        self.wanted = QLineEdit()
        self.wanted.setPlaceholderText(self.tr("Find"))
        self.wanted.setClearButtonEnabled(True)
        self.wanted.setAccessibleName(self.tr("Find a shortcut"))
        self.wanted.textChanged.connect(self._filter)
        self.table = QTreeWidget()
        self._heads: list[QTreeWidgetItem] = []
        self._build_table()
        for section in sections:
            self._add(section)
        self.table.expandAll()
        buttons = QDialogButtonBox()
        close = buttons.addButton(self.tr("Close"), QDialogButtonBox.ButtonRole.RejectRole)
        close.setAutoDefault(False)
        buttons.rejected.connect(self.reject)
        column = QVBoxLayout(self)
        column.setContentsMargins(*(theme.WIDE_MARGIN,) * 4)
        column.setSpacing(theme.MARGIN)
        column.addWidget(self.wanted)
        column.addWidget(self.table, 1)
        column.addWidget(buttons)
        self.resize(WIDTH, HEIGHT)

    def _build_table(self) -> None:
        table = self.table
        table.setColumnCount(2)
        table.setHeaderHidden(True)
        table.setRootIsDecorated(False)
        table.setIndentation(0)
        table.setProperty("sidebar", True)  # on the ground of the window
        table.setFrameShape(QFrame.Shape.NoFrame)
        table.viewport().setAutoFillBackground(False)
        table.setItemsExpandable(False)
        table.setSelectionMode(QTreeWidget.SelectionMode.NoSelection)
        table.setAccessibleName(self.tr("Shortcuts"))
        table.header().setStretchLastSection(False)
        table.header().setSectionResizeMode(0, QHeaderView.ResizeMode.Stretch)
        table.header().setSectionResizeMode(1, QHeaderView.ResizeMode.ResizeToContents)

    def _add(self, section: Section) -> None:
        head = QTreeWidgetItem([section.title])
        head.setFont(0, theme.font("heading"))
        head.setFlags(Qt.ItemFlag.ItemIsEnabled)
        head.setTextAlignment(0, Qt.AlignmentFlag.AlignBottom)
        head.setSizeHint(0, QSize(0, 5 * theme.GRID))
        self.table.addTopLevelItem(head)
        self._heads.append(head)
        head.setFirstColumnSpanned(True)
        for words, keys in section.rows:
            row = QTreeWidgetItem([words, keys])
            row.setSizeHint(0, QSize(0, 3 * theme.GRID))
            head.addChild(row)

    def _filter(self, text: str) -> None:
        """Show the rows that have these words or this key, and the sections of such rows."""
        wanted = text.casefold()
        for head in self._heads:
            places = range(head.childCount())
            rows = [row for place in places if (row := head.child(place)) is not None]
            for row in rows:
                row.setHidden(wanted not in f"{row.text(0)} {row.text(1)}".casefold())
            head.setHidden(all(row.isHidden() for row in rows))
