"""Glossaries: names and words to expect, in a table that is checked as one types."""

from __future__ import annotations

from pathlib import Path

from PySide6.QtCore import QEvent, Qt
from PySide6.QtGui import QAction, QKeySequence, QShowEvent
from PySide6.QtWidgets import (
    QComboBox,
    QDialog,
    QFileDialog,
    QHBoxLayout,
    QHeaderView,
    QInputDialog,
    QMenu,
    QMessageBox,
    QPushButton,
    QTableView,
    QToolButton,
    QVBoxLayout,
    QWidget,
)

from app import theme, wording
from app.preferences import glossary_file
from app.preferences.form import CONTROL_WIDTH, Page, Symbol, Words
from app.preferences.glossary_table import GlossaryTableModel
from app.settings import SettingsStore
from app.theme import GRID
from engine.errors import LongtakeError, Problem, writing
from engine.glossary import SUFFIXES, general
from engine.options import Home

TABLE_HEIGHT = 296
WIDTHS = (144, 144, 80, 64, 80, 96)


class GlossaryPage(Page):
    """The glossaries that every job has."""

    def __init__(self, store: SettingsStore, parent: QWidget | None = None) -> None:
        super().__init__(self.tr("Glossary"), parent)
        self.folder = Home(store.path.parent).glossaries
        self.model = GlossaryTableModel(self)
        self.add_note(
            self.tr("Names and words that Longtake is to expect, and how they may sound.")
        )
        self.add(self._built_bar())
        self.add(self._built_table())
        self.add(self._built_foot())
        self.empty = self._built_empty()
        self.add(self.empty)
        self.finish()
        self._connect()
        self.question: QDialog | None = None
        self.show_files()

    # --- which glossary -----------------------------------------------------------------------

    def show_files(self, chosen: Path | None = None) -> None:
        """Offer the glossaries of the folder, and open one."""
        files = general(self.folder)
        self.names.clear()
        for file in files:
            self.names.addItem(file.stem, str(file))
        for part in (self.bar, self.table, self.foot):
            part.setVisible(bool(files))
        self.empty.setVisible(not files)
        if files:
            self.open(chosen if chosen and chosen in files else files[0])
        else:
            self.model.close()

    def open(self, file: Path) -> None:
        """Show one glossary."""
        self.names.setCurrentIndex(self.names.findData(str(file)))
        try:
            self.model.open(file)
        except LongtakeError as error:
            self.model.close()
            self._tell_unread(file, error.problem())

    def make(self, name: str) -> None:
        """A new glossary of this name, with a row to begin with."""
        file = glossary_file.free_name(self.folder, name)
        self._carefully(file, glossary_file.EMPTY)

    def bring(self, source: Path) -> None:
        """Take in a file as a new table; the file itself stays as it is."""
        try:
            sheet = glossary_file.read(source)
        except LongtakeError as error:
            self._tell_unread(source, error.problem())
            return
        if sheet.is_whole:
            self._carefully(glossary_file.free_name(self.folder, source.stem), *sheet.rows)
        else:
            self._say(sheet.faults[-1], "failure")

    def send(self, target: Path) -> None:
        """Write the glossary elsewhere; the name's end says in which form."""
        if target.suffix.lower() not in SUFFIXES:
            target = target.with_name(f"{target.name}.csv")
        try:
            glossary_file.save(self.model.rows, target)
        except LongtakeError as error:
            self._tell(error.problem())
        else:
            self._say(self.tr("Written to %1").replace("%1", str(target)))

    def put_away(self) -> None:
        """Take the open glossary out of use: it is renamed, so that it can be brought back."""
        file = self.model.path
        if file is None:
            return
        try:
            with writing(file):
                file.replace(file.with_name(f"{file.name}.removed"))
        except LongtakeError as error:
            self._tell(error.problem())
        else:
            self.show_files()

    def look_again(self) -> None:
        """Show what was written elsewhere since, as a word that was added from a transcript."""
        known = {self.names.itemData(place) for place in range(self.names.count())}
        if known != {str(file) for file in general(self.folder)}:
            self.show_files(self.model.path)
            return
        file = self.model.path or self.folder
        try:
            self.model.refresh()
        except LongtakeError as error:
            self.model.close()
            self._tell_unread(file, error.problem())

    def showEvent(self, event: QShowEvent) -> None:  # noqa: D102 - Qt's name
        super().showEvent(event)
        self.look_again()

    def changeEvent(self, event: QEvent) -> None:  # noqa: D102 - Qt's name
        super().changeEvent(event)
        if event.type() == QEvent.Type.ActivationChange and self.isActiveWindow():
            self.look_again()

    # --- rows ---------------------------------------------------------------------------------

    def add_row(self) -> None:
        """A new row, ready to be typed into."""
        index = self.model.index(self.model.add_row(), 0)
        self.table.setCurrentIndex(index)
        self.table.edit(index)

    def remove_rows(self) -> None:
        """Take the selected rows out."""
        places = {index.row() for index in self.table.selectedIndexes()}
        if places:
            self.model.remove_rows(sorted(places))

    def _carefully(self, file: Path, *rows: glossary_file.Row) -> None:
        try:
            glossary_file.save(rows, file)
        except LongtakeError as error:
            self._tell(error.problem())
            return
        self.show_files(file)
        if not any(any(row) for row in rows):
            self.add_row()

    # --- what is said -------------------------------------------------------------------------

    def _show_state(self) -> None:
        faults = self.model.faults
        for button in (self.add_button, self.remove_button):
            button.setEnabled(not self.model.is_locked)
        if not faults:
            count = len(self.model.rows)
            self._say(self.tr("%n term(s)", "", count))
            return
        first = min(faults)
        where = self.tr("Row %1: %2").replace("%1", str(first + 1)) if first >= 0 else "%2"
        kept = self.tr("It is not used until this is mended.")
        self._say(f"{where.replace('%2', faults[first])}. {kept}", "failure")

    def _say(self, text: str, tone: str = "secondary") -> None:
        self.status.setText(text)
        self.status.setToolTip("")
        self.status.set_tone(tone)
        self.sign.setVisible(tone != "secondary")
        if tone != "secondary":
            self.sign.show_icon(tone, tone)

    def _tell(self, problem: Problem) -> None:
        words = wording.worded(problem)
        self._say(f"{words.title}. {words.sentence}", "failure")

    def _tell_unread(self, file: Path, problem: Problem) -> None:
        """What the engine says of it is in the tooltip, for whoever wants to know more."""
        words = self.tr("“%1” cannot be read as a glossary.")
        self._say(words.replace("%1", file.name), "failure")
        self.status.setToolTip(wording.details(problem))

    # --- how it is made -----------------------------------------------------------------------

    def _built_bar(self) -> QWidget:
        self.bar = QWidget()
        self.names = QComboBox()
        self.names.setFixedWidth(CONTROL_WIDTH)
        self.names.setAccessibleName(self.tr("Glossary"))
        self.more = QToolButton()
        self.more.setIcon(theme.icon("more"))
        self.more.setToolTip(self.tr("More"))
        self.more.setAccessibleName(self.tr("More about this glossary"))
        self.more.setPopupMode(QToolButton.ToolButtonPopupMode.InstantPopup)
        self.more.setMenu(self._menu())
        row = QHBoxLayout(self.bar)
        row.setContentsMargins(0, 0, 0, 0)
        row.setSpacing(GRID)
        row.addWidget(self.names)
        row.addWidget(self.more)
        row.addStretch(1)
        return self.bar

    def _menu(self) -> QMenu:
        menu = QMenu(self.more)
        self.new_action = QAction(theme.icon("add"), self.tr("New glossary…"), menu)
        self.import_action = QAction(theme.icon("download"), self.tr("Import…"), menu)
        self.export_action = QAction(theme.icon("output"), self.tr("Export…"), menu)
        self.remove_action = QAction(theme.icon("remove"), self.tr("Remove…"), menu)
        menu.addActions([self.new_action, self.import_action, self.export_action])
        menu.addSeparator()
        menu.addAction(self.remove_action)
        return menu

    def _built_table(self) -> QTableView:
        self.table = QTableView()
        self.table.setModel(self.model)
        self.table.setProperty("framed", True)
        self.table.setAccessibleName(self.tr("Terms"))
        self.table.verticalHeader().hide()
        self.table.setSelectionBehavior(QTableView.SelectionBehavior.SelectRows)
        self.table.setMinimumHeight(TABLE_HEIGHT)
        self.table.setTabKeyNavigation(False)
        header = self.table.horizontalHeader()
        header.setHighlightSections(False)
        header.setStretchLastSection(True)
        header.setSectionResizeMode(QHeaderView.ResizeMode.Interactive)
        for place, width in enumerate(WIDTHS):
            self.table.setColumnWidth(place, width)
        return self.table

    def _built_foot(self) -> QWidget:
        self.foot = QWidget()
        self.add_button = _tool("add", self.tr("Add a term"))
        self.remove_button = _tool("remove", self.tr("Remove the selected terms"))
        self.undo_button = _tool("undo", self.tr("Undo"))
        self.status = Words(tone="secondary", step="small")
        self.sign = Symbol(side=theme.SMALL_ICON)
        row = QHBoxLayout(self.foot)
        row.setContentsMargins(0, 0, 0, 0)
        row.setSpacing(theme.GAP)
        for button in (self.add_button, self.remove_button, self.undo_button):
            row.addWidget(button)
        row.addSpacing(GRID)
        row.addWidget(self.sign)
        row.addWidget(self.status, 1)
        return self.foot

    def _built_empty(self) -> QWidget:
        place = QWidget()
        self.first = QPushButton(self.tr("New glossary…"))
        self.first_import = QPushButton(self.tr("Import…"))
        words = Words(self.tr("There is no glossary yet."), "secondary")
        words.setAlignment(Qt.AlignmentFlag.AlignCenter)
        buttons = QHBoxLayout()
        buttons.setSpacing(GRID)
        buttons.addStretch(1)
        buttons.addWidget(self.first)
        buttons.addWidget(self.first_import)
        buttons.addStretch(1)
        column = QVBoxLayout(place)
        column.setContentsMargins(0, 12 * GRID, 0, 0)
        column.setSpacing(2 * GRID)
        column.addWidget(Symbol("glossary", "faint", 4 * GRID), 0, Qt.AlignmentFlag.AlignCenter)
        column.addWidget(words)
        column.addLayout(buttons)
        return place

    def _connect(self) -> None:
        self.names.activated.connect(lambda: self.open(Path(self.names.currentData())))
        self.model.checked.connect(self._show_state)
        self.model.not_kept.connect(self._tell)
        self.add_button.clicked.connect(self.add_row)
        self.remove_button.clicked.connect(self.remove_rows)
        undo = self.model.undo_stack
        self.undo_button.clicked.connect(undo.undo)
        self.undo_button.setEnabled(False)
        undo.canUndoChanged.connect(self.undo_button.setEnabled)
        self.new_action.triggered.connect(self._ask_for_name)
        self.first.clicked.connect(self._ask_for_name)
        self.import_action.triggered.connect(self._ask_for_source)
        self.first_import.clicked.connect(self._ask_for_source)
        self.export_action.triggered.connect(self._ask_for_target)
        self.remove_action.triggered.connect(self._confirm_removal)
        for key, act in (
            (QKeySequence.StandardKey.Undo, undo.undo),
            (QKeySequence.StandardKey.Redo, undo.redo),
            (QKeySequence.StandardKey.Delete, self.remove_rows),
        ):
            action = QAction(self.table)
            action.setShortcuts(key)
            action.setShortcutContext(Qt.ShortcutContext.WidgetShortcut)
            action.triggered.connect(act)
            self.table.addAction(action)

    # --- questions ----------------------------------------------------------------------------

    def _ask_for_name(self) -> None:
        asking = QInputDialog(self)
        asking.setWindowTitle(self.tr("New glossary"))
        asking.setLabelText(self.tr("Its name:"))
        asking.textValueSelected.connect(self.make)
        asking.open()
        self.question = asking

    def _ask_for_source(self) -> None:
        asking = self._file_dialog(self.tr("Import a glossary"))
        asking.setFileMode(QFileDialog.FileMode.ExistingFile)
        asking.fileSelected.connect(lambda file: self.bring(Path(file)))
        asking.open()

    def _ask_for_target(self) -> None:
        asking = self._file_dialog(self.tr("Export the glossary"))
        asking.setAcceptMode(QFileDialog.AcceptMode.AcceptSave)
        asking.selectFile(f"{self.names.currentText()}.csv")
        asking.fileSelected.connect(lambda file: self.send(Path(file)))
        asking.open()

    def _file_dialog(self, title: str) -> QFileDialog:
        asking = QFileDialog(self, title, str(Path.home()))
        patterns = " ".join(f"*{suffix}" for suffix in SUFFIXES)
        kind = self.tr("Glossaries")
        asking.setNameFilter(f"{kind} ({patterns})")
        self.question = asking
        return asking

    def _confirm_removal(self) -> None:
        asking = QMessageBox(self)
        asking.setText(self.tr("Stop using “%1”?").replace("%1", self.names.currentText()))
        asking.setInformativeText(self.tr("Its file stays in the folder of glossaries, renamed."))
        removal = asking.addButton(self.tr("Remove"), QMessageBox.ButtonRole.DestructiveRole)
        asking.addButton(self.tr("Keep"), QMessageBox.ButtonRole.RejectRole)
        removal.clicked.connect(self.put_away)
        asking.open()
        self.question = asking


def _tool(icon: str, name: str) -> QToolButton:
    button = QToolButton()
    button.setIcon(theme.icon(icon))
    button.setToolTip(name)
    button.setAccessibleName(name)
    return button
