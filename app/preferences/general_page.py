"""General: the language of the interface, how it looks, and what happens around a job."""

from __future__ import annotations

from PySide6.QtCore import Qt
from PySide6.QtWidgets import QComboBox, QHBoxLayout, QSlider, QVBoxLayout, QWidget

from app import languages, theme, wording
from app.preferences.folder_choice import FolderChoice
from app.preferences.form import CONTROL_WIDTH, Page, Row, Words, tick
from app.settings import Settings, SettingsStore
from app.theme import GRID, MARGIN

SMALLEST_TEXT, LARGEST_TEXT = 12, 24


class GeneralPage(Page):
    """Choices that have nothing to do with any one recording."""

    def __init__(self, store: SettingsStore, parent: QWidget | None = None) -> None:
        super().__init__(self.tr("General"), parent)
        self._store = store
        self._build_interface()
        self._build_text()
        self._build_jobs()
        self.finish()
        self.show_settings(store.value)
        store.changed.connect(self.show_settings)
        self._connect()

    def show_settings(self, settings: Settings) -> None:
        """Show what is chosen."""
        self.language.setCurrentIndex(self.language.findData(settings.language))
        self.appearance.setCurrentIndex(self.appearance.findData(settings.appearance))
        self.stillness.setChecked(settings.motion == "reduced")
        self.text_size.setValue(settings.text_size)
        self.resuming.setChecked(settings.resumes_by_itself)
        self.notifying.setChecked(settings.notifies)
        self.watching.setChecked(bool(settings.watched))
        self.watched.show_folder(settings.watched)
        self.watched_row.setVisible(bool(settings.watched))
        self._show_sample(settings.text_size)

    def _build_interface(self) -> None:
        group = self.add_group(self.tr("Interface"))
        self.language = QComboBox()
        self.language.addItem(self.tr("Like the system"), "system")
        for code in languages.LANGUAGES:
            self.language.addItem(languages.NAMES[code], code)
        self.appearance = QComboBox()
        self.appearance.addItem(self.tr("Like the system"), "system")
        self.appearance.addItem(self.tr("Light"), "light")
        self.appearance.addItem(self.tr("Dark"), "dark")
        for box in (self.language, self.appearance):
            box.setFixedWidth(CONTROL_WIDTH)
        self.stillness = tick()
        group.add(Row(self.tr("Language"), self.language))
        group.add(Row(self.tr("Appearance"), self.appearance))
        group.add(Row(self.tr("Reduce movement"), self.stillness))

    def _build_text(self) -> None:
        group = self.add_group(self.tr("Transcript"))
        self.text_size = QSlider(Qt.Orientation.Horizontal)
        self.text_size.setRange(SMALLEST_TEXT, LARGEST_TEXT)
        self.text_size.setPageStep(1)
        self.text_size.setFixedWidth(CONTROL_WIDTH - 4 * GRID)
        self.text_number = Words()
        self.text_number.setAlignment(Qt.AlignmentFlag.AlignRight | Qt.AlignmentFlag.AlignVCenter)
        self.text_number.setFixedWidth(3 * GRID)
        both = QWidget()
        beside = QHBoxLayout(both)
        beside.setContentsMargins(0, 0, 0, 0)
        beside.setSpacing(GRID)
        beside.addWidget(self.text_size)
        beside.addWidget(self.text_number)
        self.text_size.setAccessibleName(self.tr("Text size"))
        group.add(Row(self.tr("Text size"), both))
        group.add(self._sample())

    def _sample(self) -> QWidget:
        self.sample = Words(
            self.tr("And then, after a long silence, she said that she would come.")
        )
        surface = QWidget()
        inside = QVBoxLayout(surface)
        inside.setContentsMargins(MARGIN, MARGIN, MARGIN, MARGIN)
        inside.addWidget(self.sample)
        return surface

    def _build_jobs(self) -> None:
        group = self.add_group(self.tr("Jobs"))
        self.resuming = tick()
        self.notifying = tick()
        self.watching = tick()
        self.watched = FolderChoice(self.tr("Choose the folder to watch"))
        self.watched_row = Row(self.tr("Folder"), self.watched)
        group.add(
            Row(
                self.tr("Resume interrupted jobs"),
                self.resuming,
                self.tr("When Longtake starts, it goes on by itself where a job was cut short."),
            )
        )
        group.add(Row(self.tr("Notify me when a job ends"), self.notifying))
        group.add(
            Row(
                self.tr("Watch a folder"),
                self.watching,
                self.tr("New recordings in it are transcribed as the last one was."),
            )
        )
        group.add(self.watched_row)

    def _connect(self) -> None:
        store = self._store
        self.language.activated.connect(lambda: store.change(language=self.language.currentData()))
        self.appearance.activated.connect(
            lambda: store.change(appearance=self.appearance.currentData())
        )
        self.stillness.toggled.connect(
            lambda on: store.change(motion="reduced" if on else "system")
        )
        self.text_size.valueChanged.connect(lambda size: store.change(text_size=size))
        self.resuming.toggled.connect(lambda on: store.change(resumes_by_itself=on))
        self.notifying.toggled.connect(lambda on: store.change(notifies=on))
        self.watching.clicked.connect(self._take_watching)
        self.watched.chosen.connect(lambda folder: store.change(watched=folder))
        self.watched.left.connect(lambda: self.show_settings(store.value))

    def _take_watching(self, is_on: bool) -> None:
        if is_on:
            self.watched.ask()
        else:
            self._store.change(watched="")

    def _show_sample(self, size: int) -> None:
        self.sample.setFont(theme.font("transcript", size))
        self.text_number.setText(wording.number(size))
