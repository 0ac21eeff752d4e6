"""Models: which hear for new jobs, what each costs, and getting or removing them."""

from __future__ import annotations

from pathlib import Path

import msgspec
from PySide6.QtCore import QUrl, Signal
from PySide6.QtGui import QDesktopServices
from PySide6.QtWidgets import QFileDialog, QPushButton, QWidget

from app import wording
from app.preferences.form import Page, Row
from app.preferences.model_list import ModelList
from app.settings import Settings, SettingsStore
from engine.protocol import Event, ModelsListed, ModelState


class ModelsPage(Page):
    """Every model that turns speech into words."""

    asked = Signal(object)
    """A command for the engine."""

    def __init__(self, store: SettingsStore, parent: QWidget | None = None) -> None:
        super().__init__(self.tr("Models"), parent)
        self._store = store
        self._told = ModelsListed(())
        self.models = ModelList()
        self.waiting = self.add_note(self.tr("Asking the engine which models are here…"))
        self.add(self.models)
        self.advice = self.add_note()
        self._build_place()
        self.finish()
        self.models.hide()
        self.models.asked.connect(self.asked)
        self.models.chosen.connect(lambda name: store.change_options(model=name))
        store.changed.connect(self._show_chosen)

    def hear(self, event: Event) -> None:
        """Take in what the engine tells."""
        if isinstance(event, ModelsListed):
            self._show_models(event)
        else:
            self.models.hear(event)

    def take_folder(self, folder: str) -> None:
        """Use the model in a folder of the user's own from now on."""
        self._store.change_options(model=folder)

    def _show_models(self, told: ModelsListed) -> None:
        self._told = told
        self.waiting.hide()
        self.models.show()
        self._show_chosen(self._store.value)
        self.place.show_hint(told.folder)
        self.advice.setText(self._advice(told))

    def _show_chosen(self, settings: Settings) -> None:
        chosen = settings.options.model
        own = [] if self._is_known(chosen) else [_own(chosen)]
        self.models.show_models([*self._told.models, *own])
        self.models.choose(chosen)

    def _is_known(self, name: str) -> bool:
        return any(model.name == name for model in self._told.models)

    def _advice(self, told: ModelsListed) -> str:
        best = next((model for model in told.models if model.is_recommended), None)
        machine = self.tr("This machine has %1 of memory, and %2 are free on its disk.")
        machine = machine.replace("%1", wording.size(told.memory))
        machine = machine.replace("%2", wording.size(told.space))
        if best is None:
            return machine
        why = self.tr("%1 is the most exact that it can work with quickly.")
        return f"{machine} {why.replace('%1', wording.model_title(best.title))}"

    def _build_place(self) -> None:
        group = self.add_group(self.tr("Folders"))
        self.reveal = QPushButton(self.tr("Show in folder"))
        self.reveal.clicked.connect(self._show_folder)
        self.own = QPushButton(self.tr("Choose…"))
        self.own.clicked.connect(self._ask_for_folder)
        self.place = Row(self.tr("Models are kept in"), self.reveal)
        group.add(self.place)
        group.add(
            Row(
                self.tr("A model of your own"),
                self.own,
                self.tr("A folder with a Whisper, for CTranslate2 or Transformers."),
            )
        )

    def _show_folder(self) -> None:
        QDesktopServices.openUrl(QUrl.fromLocalFile(self._told.folder))

    def _ask_for_folder(self) -> None:
        self._dialog = QFileDialog(self, self.tr("Folder with a model"), str(Path.home()))
        self._dialog.setFileMode(QFileDialog.FileMode.Directory)
        self._dialog.fileSelected.connect(self.take_folder)
        self._dialog.open()


def _own(folder: str) -> ModelState:
    return msgspec.structs.replace(_UNKNOWN, name=folder, title=Path(folder).name or folder)


_UNKNOWN = ModelState(
    name="", title="", size=0, languages="", licence="", is_here=True, is_known=False
)
