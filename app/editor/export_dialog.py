"""The sheet that makes a file of a transcript: which format, with what in it, and how it begins.

    ExportDialog(document, store, window).open()

What is seen in the preview is what the file holds: both come from `engine.output`. The file is
written by a thread, whole or not at all; one that is there already is never replaced unasked.
"""

from __future__ import annotations

from collections.abc import Callable
from functools import partial
from pathlib import Path
from tempfile import TemporaryDirectory

import msgspec
from PySide6.QtCore import QMimeData, Qt, QUrl, Signal
from PySide6.QtGui import (
    QDrag,
    QFontDatabase,
    QGuiApplication,
)
from PySide6.QtWidgets import (
    QCheckBox,
    QComboBox,
    QDialog,
    QDialogButtonBox,
    QFileDialog,
    QFormLayout,
    QHBoxLayout,
    QPlainTextEdit,
    QPushButton,
    QVBoxLayout,
    QWidget,
)

from app import theme, wording
from app.card import Card
from app.editor.exporting import beginning, context_of, free_name, rendered, written
from app.editor.file_handle import FileHandle
from app.editor.transcript_document import TranscriptDocument
from app.errands import Errands
from app.label import Label
from app.preferences.output_page import format_title
from app.settings import Export, SettingsStore
from engine.errors import FileExists, LongtakeError, Problem
from engine.output import formats

WIDTH = 560

_handed_out: list[TemporaryDirectory[str]] = []
"""Files that were dragged away; whoever took them may read them late, so they go with the app."""


class ExportDialog(QDialog):
    """Asks for a format and a place; remembers both."""

    exported = Signal(str)
    """The path of the file that was written."""

    def __init__(
        self, document: TranscriptDocument, store: SettingsStore, parent: QWidget | None = None
    ) -> None:
        super().__init__(parent)
        self._document = document
        self._store = store
        self._choice = store.value.export
        self._errands = Errands(self)
        self.setWindowModality(Qt.WindowModality.WindowModal)
        self.setWindowFlag(Qt.WindowType.Sheet)
        self.setWindowTitle(self.tr("Export"))
        self._build()
        self._choose(self._choice)
        self._connect()
        self.refresh()

    @property
    def choice(self) -> Export:
        """What is chosen now."""
        return self._choice

    @property
    def place(self) -> Path:
        """Where the file will be."""
        stem = self._document.title
        return self._folder / formats.file_name(stem, formats.FORMATS[self._choice.format].suffix)

    def refresh(self) -> None:
        """Show the file as it would be now."""
        transcript = self._document.transcript
        self.preview.setPlainText(beginning(transcript, self._choice, self._context))
        self.gaps.setVisible(bool(transcript.gaps))
        self.speakers.setEnabled(bool(transcript.speakers))
        self.file.show_file(self.place.name)
        self.folder.setText(_end_of(self._folder))
        self.folder.setToolTip(str(self._folder))
        self.card.hide()

    # --- what it does -------------------------------------------------------------------------

    def export(self, replace: bool = False) -> None:
        """Write the file, and close."""
        self._remember()
        self._wait_for(
            partial(written, self._document.transcript, self._choice, self.place),
            self._close_with,
            replace,
        )

    def copy(self) -> None:
        """Put the whole text into the clipboard."""
        self._remember()
        choice, transcript = self._choice, self._document.transcript
        self._wait_for(
            lambda context, _: rendered(transcript, choice, context), self._put_in_clipboard, False
        )

    def keep_both(self) -> None:
        """Write the file under a name that is free."""
        free = free_name(self.place)
        self._wait_for(
            partial(written, self._document.transcript, self._choice, free), self._close_with, False
        )

    def hand_out(self) -> Path:
        """The file in a folder of its own, for another program to take it from."""
        folder = TemporaryDirectory(prefix="longtake-", ignore_cleanup_errors=True)
        _handed_out.append(folder)
        place = Path(folder.name) / self.place.name
        return written(self._document.transcript, self._choice, place, self._context, True)

    def _drag(self) -> None:
        drag = QDrag(self.file)
        data = QMimeData()
        data.setUrls([QUrl.fromLocalFile(str(self.hand_out()))])
        drag.setMimeData(data)
        drag.setPixmap(self.file.grab())
        drag.exec(Qt.DropAction.CopyAction)

    def _remember(self) -> None:
        self._store.change(export=self._choice)

    # --- in another thread --------------------------------------------------------------------

    def _wait_for(
        self,
        work: Callable[[formats.Context, bool], object],
        then: Callable[[object], None],
        replace: bool,
    ) -> None:
        """Do this elsewhere, and go on with what comes of it."""
        for button in (self.go, self.copying):
            button.setEnabled(False)
        self.card.hide()
        path, source = self._document.path, self._context.source
        self._errands.send(partial(_made, work, path, source, replace), partial(self._go_on, then))

    def _go_on(self, then: Callable[[object], None], result: object) -> None:
        for button in (self.go, self.copying):
            button.setEnabled(True)
        if isinstance(result, Problem):
            self._tell(result)
        else:
            then(result)

    def _tell(self, problem: Problem) -> None:
        if problem.code == FileExists.code:
            title = self.tr("“%1” is there already.").replace("%1", self.place.name)
            actions = {"both": self.tr("Keep both"), "replace": self.tr("Replace")}
            self.card.say(title, "", actions, icon="warning", tint="warning")
        else:
            said = wording.worded(problem)
            self.card.say(said.title, said.sentence, icon="failure", tint="failure")

    def _act(self, action: str) -> None:
        if action == "replace":
            self.export(replace=True)
        else:
            self.keep_both()

    def _close_with(self, path: object) -> None:
        self.exported.emit(str(path))
        self.accept()

    def _put_in_clipboard(self, text: object) -> None:
        QGuiApplication.clipboard().setText(str(text))
        self.card.say(self.tr("The text is in the clipboard."), icon="check")

    # --- choosing -----------------------------------------------------------------------------

    @property
    def _folder(self) -> Path:
        if self._choice.folder:
            return Path(self._choice.folder)
        source = self._document.source
        return Path(source.path).parent if source else self._document.path.parent

    @property
    def _context(self) -> formats.Context:
        source = self._document.source
        return formats.Context(source=source.path if source else "")

    def _choose(self, choice: Export) -> None:
        self.format.setCurrentIndex(max(0, self.format.findData(choice.format)))
        self.speakers.setChecked(choice.has_speakers)
        self.gaps.setChecked(choice.has_gaps)
        self._take_choice()

    def _take_choice(self) -> None:
        self._choice = Export(
            self.format.currentData(),
            self.speakers.isChecked(),
            self.gaps.isChecked(),
            self._choice.folder,
        )

    def take_folder(self, folder: str) -> None:
        """Put the file into this folder."""
        self._choice = msgspec.structs.replace(self._choice, folder=folder)
        self.refresh()

    def _ask_for_folder(self) -> None:
        self._asking = QFileDialog(self, self.tr("Folder for the file"), str(self._folder))
        self._asking.setFileMode(QFileDialog.FileMode.Directory)
        self._asking.fileSelected.connect(self.take_folder)
        self._asking.open()

    # --- building -----------------------------------------------------------------------------

    def _connect(self) -> None:
        self.format.currentIndexChanged.connect(self._change)
        self.speakers.toggled.connect(self._change)
        self.gaps.toggled.connect(self._change)
        self.choose.clicked.connect(self._ask_for_folder)
        self.go.clicked.connect(lambda: self.export())
        self.copying.clicked.connect(self.copy)
        self.buttons.rejected.connect(self.reject)
        self.card.acted.connect(self._act)
        self.file.dragged.connect(self._drag)
        self._document.segments_changed.connect(self.refresh)
        self._document.speakers_changed.connect(self.refresh)

    def _change(self) -> None:
        self._take_choice()
        self.refresh()

    def _build(self) -> None:
        self.card = Card()
        self._make_preview()
        self._make_buttons()
        column = QVBoxLayout(self)
        column.setContentsMargins(*(theme.WIDE_MARGIN,) * 4)
        column.setSpacing(theme.MARGIN)
        column.addLayout(self._choices())
        column.addWidget(self.preview, 1)
        column.addLayout(self._place_row())
        column.addWidget(self.card)
        column.addWidget(self.buttons)
        self.go.setDefault(True)
        self.setMinimumWidth(WIDTH)

    def _choices(self) -> QFormLayout:
        self.format = QComboBox()
        for name in formats.FORMATS:
            self.format.addItem(format_title(name), name)
        self.speakers = QCheckBox(self.tr("Names of speakers"))
        self.gaps = QCheckBox(self.tr("Notes where something was not recognised"))
        form = QFormLayout()
        form.setFieldGrowthPolicy(QFormLayout.FieldGrowthPolicy.AllNonFixedFieldsGrow)
        form.setHorizontalSpacing(theme.GRID + theme.GAP)
        form.setVerticalSpacing(theme.GRID)
        form.addRow(self.tr("&Format:"), self.format)
        form.addRow("", self.speakers)
        form.addRow("", self.gaps)
        return form

    def _make_preview(self) -> None:
        self.preview = QPlainTextEdit()
        self.preview.setReadOnly(True)
        self.preview.setAccessibleName(self.tr("Preview"))
        self.preview.setLineWrapMode(QPlainTextEdit.LineWrapMode.NoWrap)
        self.preview.setTabChangesFocus(True)
        fixed = QFontDatabase.systemFont(QFontDatabase.SystemFont.FixedFont)
        fixed.setPixelSize(theme.font("small").pixelSize() + 1)
        self.preview.setFont(fixed)
        self.preview.document().setDocumentMargin(theme.GRID)
        self.preview.setMinimumHeight(28 * theme.GRID)

    def _place_row(self) -> QHBoxLayout:
        self.file = FileHandle()
        self.folder = Label(tint="secondary")
        self.choose = QPushButton(self.tr("Choose…"))
        self.choose.setAccessibleName(self.tr("Choose the folder for the file"))
        self.choose.setAutoDefault(False)
        row = QHBoxLayout()
        row.setSpacing(theme.GRID)
        row.addWidget(self.file)
        row.addWidget(self.folder, 1)
        row.addWidget(self.choose)
        return row

    def _make_buttons(self) -> None:
        self.buttons = QDialogButtonBox(QDialogButtonBox.StandardButton.Cancel)
        role = QDialogButtonBox.ButtonRole
        self.copying = self.buttons.addButton(self.tr("Copy as text"), role.ActionRole)
        # Accepting does not close: the file has to be there first.
        self.go = self.buttons.addButton(self.tr("Export"), role.AcceptRole)


def _made(
    work: Callable[[formats.Context, bool], object], path: Path, source: str, replace: bool
) -> object:
    """What comes of it: a value, or the `Problem`."""
    try:
        return work(context_of(path, source), replace)
    except LongtakeError as error:
        return error.problem()


def _end_of(folder: Path) -> str:
    """A folder as people know it: from their own on, and of a long way its end."""
    home = Path.home()
    text = str(Path("~") / folder.relative_to(home)) if folder.is_relative_to(home) else str(folder)
    return text if len(text) <= 40 else "…" + text[-39:]
