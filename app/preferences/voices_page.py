"""Known voices: whom Longtake may recognise in other films, and taking them out again."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path

from PySide6.QtCore import QDateTime, QLocale, Qt
from PySide6.QtGui import QShowEvent
from PySide6.QtWidgets import (
    QDialog,
    QFileDialog,
    QHBoxLayout,
    QMessageBox,
    QPushButton,
    QVBoxLayout,
    QWidget,
)

from app import wording
from app.preferences.form import Group, Page, Row, Symbol, Words
from app.settings import SettingsStore
from app.theme import GRID
from engine.errors import LongtakeError
from engine.options import Home
from engine.voices import Voice, VoiceLibrary

FILTER = "*.json"


class VoicesPage(Page):
    """Everybody whose voice is kept."""

    def __init__(self, store: SettingsStore, parent: QWidget | None = None) -> None:
        super().__init__(self.tr("Voices"), parent)
        self.library = VoiceLibrary(Home(store.path.parent).voices)
        self.question: QDialog | None = None
        self.add_note(
            self.tr(
                "People who agreed to be known again. Of a voice only its pattern is kept, never a"
                " sound, on this machine alone."
            )
        )
        self.voices = Group()
        self.add(self.voices)
        self.add(self._built_foot())
        self.empty = self._built_empty()
        self.add(self.empty)
        self.finish()
        self.show_voices()

    def show_voices(self) -> None:
        """Read the file of voices and show who is in it."""
        self.voices.clear()
        self.trouble.hide()
        try:
            known = self.library.voices()
        except LongtakeError as error:
            known = ()
            self._tell(error)
        for voice in known:
            self.voices.add(self._row(voice))
        self.voices.setVisible(bool(known))
        self.export_button.setEnabled(bool(known))
        self.empty.setVisible(not known)

    def forget(self, voice: Voice) -> None:
        """Take a voice out for good."""
        self._carefully(lambda: self.library.forget(voice.id))

    def bring(self, file: Path) -> None:
        """Take in voices that were exported elsewhere."""
        self._carefully(lambda: self.library.bring(file))

    def send(self, file: Path) -> None:
        """Write all voices into a file."""
        self._carefully(lambda: self.library.export(file))

    def showEvent(self, event: QShowEvent) -> None:  # noqa: D102 - Qt's name
        super().showEvent(event)
        self.show_voices()

    def _carefully(self, act: Callable[[], object]) -> None:
        try:
            act()
        except LongtakeError as error:
            self.show_voices()
            self._tell(error)
        else:
            self.show_voices()

    def _tell(self, error: LongtakeError) -> None:
        words = wording.worded(error.problem())
        self.trouble.setText(f"{words.title}. {words.sentence}")
        self.trouble.setToolTip(words.details)
        self.trouble.show()

    def _row(self, voice: Voice) -> Row:
        button = QPushButton(self.tr("Forget…"))
        button.setAccessibleName(self.tr("Forget %1").replace("%1", voice.name))
        button.clicked.connect(lambda: self._confirm(voice))
        row = Row(voice.name, button, self._facts(voice))
        row.hint.setToolTip(voice.consent)
        return row

    def _facts(self, voice: Voice) -> str:
        heard = self.tr("%1 heard").replace("%1", wording.duration(voice.seconds))
        since = QDateTime.fromString(voice.enrolled_at, Qt.DateFormat.ISODate)
        day = QLocale().toString(since.date(), QLocale.FormatType.ShortFormat)
        parts = [heard, self.tr("known since %1").replace("%1", day) if since.isValid() else ""]
        consent = self.tr("agreed: %1").replace("%1", voice.consent)
        return " · ".join(part for part in (*parts, consent) if part)

    def _built_foot(self) -> QWidget:
        foot = QWidget()
        self.import_button = QPushButton(self.tr("Import…"))
        self.export_button = QPushButton(self.tr("Export…"))
        self.import_button.clicked.connect(self._ask_for_source)
        self.export_button.clicked.connect(self._ask_for_target)
        self.trouble = Words(tone="failure", step="small")
        row = QHBoxLayout(foot)
        row.setContentsMargins(0, GRID, 0, 0)
        row.setSpacing(GRID)
        row.addWidget(self.import_button)
        row.addWidget(self.export_button)
        row.addWidget(self.trouble, 1)
        row.addStretch(0)
        return foot

    def _built_empty(self) -> QWidget:
        place = QWidget()
        words = Words(self.tr("Nobody is known yet. Name a speaker in a transcript first."))
        words.set_tone("secondary")
        words.setAlignment(Qt.AlignmentFlag.AlignCenter)
        column = QVBoxLayout(place)
        column.setContentsMargins(0, 8 * GRID, 0, 0)
        column.setSpacing(2 * GRID)
        column.addWidget(Symbol("voice", "faint", 4 * GRID), 0, Qt.AlignmentFlag.AlignCenter)
        column.addWidget(words)
        return place

    def _confirm(self, voice: Voice) -> None:
        asking = QMessageBox(self)
        asking.setText(self.tr("Forget the voice of %1?").replace("%1", voice.name))
        asking.setInformativeText(
            self.tr("Names in transcripts stay. The voice itself cannot be brought back.")
        )
        removal = asking.addButton(self.tr("Forget"), QMessageBox.ButtonRole.DestructiveRole)
        asking.addButton(self.tr("Keep"), QMessageBox.ButtonRole.RejectRole)
        removal.clicked.connect(lambda: self.forget(voice))
        asking.open()
        self.question = asking

    def _ask_for_source(self) -> None:
        asking = self._file_dialog(self.tr("Import voices"))
        asking.setFileMode(QFileDialog.FileMode.ExistingFile)
        asking.fileSelected.connect(lambda file: self.bring(Path(file)))
        asking.open()

    def _ask_for_target(self) -> None:
        asking = self._file_dialog(self.tr("Export voices"))
        asking.setAcceptMode(QFileDialog.AcceptMode.AcceptSave)
        asking.selectFile("voices.json")
        asking.fileSelected.connect(lambda file: self.send(Path(file)))
        asking.open()

    def _file_dialog(self, title: str) -> QFileDialog:
        asking = QFileDialog(self, title, str(Path.home()))
        kind = self.tr("Voices")
        asking.setNameFilter(f"{kind} ({FILTER})")
        self.question = asking
        return asking
