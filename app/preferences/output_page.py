"""Files: which ones a finished job writes, and where."""

from __future__ import annotations

from PySide6.QtCore import QCoreApplication
from PySide6.QtWidgets import QCheckBox, QComboBox, QGridLayout, QWidget

from app.preferences.folder_choice import FolderChoice
from app.preferences.form import CONTROL_WIDTH, Page, Row
from app.settings import Settings, SettingsStore
from app.theme import GRID, MARGIN
from engine.output.formats import FORMATS

COLUMNS = 2


class OutputPage(Page):
    """What new jobs write unless they are told otherwise."""

    def __init__(self, store: SettingsStore, parent: QWidget | None = None) -> None:
        super().__init__(self.tr("Files"), parent)
        self._store = store
        self._build_formats()
        self._build_place()
        self.finish()
        self.show_settings(store.value)
        store.changed.connect(self.show_settings)
        self._connect()

    def show_settings(self, settings: Settings) -> None:
        """Show what is chosen."""
        chosen = settings.output
        for name, box in self.formats.items():
            box.setChecked(name in chosen.formats)
        self.place.setCurrentIndex(1 if chosen.folder else 0)
        self.folder.show_folder(chosen.folder)
        self.folder_row.setVisible(bool(chosen.folder))
        self.replacing.setCurrentIndex(int(chosen.overwrite))
        self.nothing.setVisible(not chosen.formats)

    def _build_formats(self) -> None:
        group = self.add_group(self.tr("Write these files"))
        boxes = QWidget()
        grid = QGridLayout(boxes)
        grid.setContentsMargins(12, 12, 12, 12)  # a box stands 4 within its focus ring
        grid.setHorizontalSpacing(MARGIN)
        grid.setVerticalSpacing(GRID)
        self.formats = {name: QCheckBox(format_title(name)) for name in FORMATS}
        for place, box in enumerate(self.formats.values()):
            grid.addWidget(box, place // COLUMNS, place % COLUMNS)
        group.add(boxes)
        self.nothing = self.add_note(
            self.tr("No files are written. The transcript itself is always kept.")
        )

    def _build_place(self) -> None:
        group = self.add_group(self.tr("Where"))
        self.place = QComboBox()
        self.place.addItem(self.tr("Beside the recording"))
        self.place.addItem(self.tr("In one folder"))
        self.replacing = QComboBox()
        self.replacing.addItem(self.tr("Leave it, and say so"))
        self.replacing.addItem(self.tr("Replace it"))
        for box in (self.place, self.replacing):
            box.setFixedWidth(CONTROL_WIDTH)
        self.folder = FolderChoice(self.tr("Choose the folder for files"))
        self.folder_row = Row(self.tr("Folder"), self.folder)
        group.add(Row(self.tr("Put them"), self.place))
        group.add(self.folder_row)
        group.add(Row(self.tr("A file of that name is there"), self.replacing))

    def _connect(self) -> None:
        for box in self.formats.values():
            box.clicked.connect(self._take_formats)
        self.place.activated.connect(self._take_place)
        self.folder.chosen.connect(lambda folder: self._store.change_output(folder=folder))
        self.folder.left.connect(lambda: self.show_settings(self._store.value))
        self.replacing.activated.connect(
            lambda index: self._store.change_output(overwrite=bool(index))
        )

    def _take_formats(self) -> None:
        chosen = tuple(name for name, box in self.formats.items() if box.isChecked())
        self._store.change_output(formats=chosen)

    def _take_place(self, index: int) -> None:
        if index == 0:
            self._store.change_output(folder="")
        elif not self._store.value.output.folder:
            self.folder.ask()


def format_title(name: str) -> str:
    """What a format of files is called, and what it is for."""
    titles = {
        "srt": QCoreApplication.translate("OutputPage", "SRT, subtitles for players"),
        "vtt": QCoreApplication.translate("OutputPage", "VTT, subtitles for the web"),
        "ass": QCoreApplication.translate("OutputPage", "ASS, styled subtitles"),
        "ttml": QCoreApplication.translate("OutputPage", "TTML, subtitles for broadcasting"),
        "txt": QCoreApplication.translate("OutputPage", "TXT, plain text"),
        "md": QCoreApplication.translate("OutputPage", "Markdown"),
        "docx": QCoreApplication.translate("OutputPage", "DOCX, for word processors"),
        "json": QCoreApplication.translate("OutputPage", "JSON, with every word"),
        "csv": QCoreApplication.translate("OutputPage", "CSV, a table"),
        "tsv": QCoreApplication.translate("OutputPage", "TSV, a table"),
        "rttm": QCoreApplication.translate("OutputPage", "RTTM, who speaks when"),
        "textgrid": QCoreApplication.translate("OutputPage", "TextGrid, for Praat"),
    }
    return titles.get(name, name.upper())
