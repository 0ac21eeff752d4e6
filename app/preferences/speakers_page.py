"""Speakers: the models that tell voices apart, and the token that some others ask for."""

from __future__ import annotations

from PySide6.QtCore import Signal
from PySide6.QtWidgets import QHBoxLayout, QLineEdit, QPushButton, QWidget

from app import wording
from app.preferences.form import CONTROL_WIDTH, Page, Row
from app.preferences.model_list import ModelList
from app.settings import SettingsStore
from app.theme import GRID
from engine.errors import Problem
from engine.protocol import Event, KeepToken, ModelsListed, TokenTold


class SpeakersPage(Page):
    """What is needed to say who speaks."""

    asked = Signal(object)
    """A command for the engine."""

    def __init__(self, store: SettingsStore, parent: QWidget | None = None) -> None:
        super().__init__(self.tr("Speakers"), parent)
        self._store = store
        self._build_models()
        self._build_token()
        self.finish()
        self._show_token(False)

    def hear(self, event: Event) -> None:
        """Take in what the engine tells."""
        match event:
            case ModelsListed(others=others):
                self.models.show_models(others)
                self.models.show()
            case TokenTold(is_there=is_there, problem=problem):
                self._show_token(is_there, problem)
            case _:
                self.models.hear(event)

    def _build_models(self) -> None:
        self.add_heading(self.tr("Telling speakers apart"))
        self.models = ModelList(is_choosable=False)
        self.models.asked.connect(self.asked)
        self.add(self.models)
        self.models.hide()
        self.add_note(self.tr("These models work without an account."))

    def _build_token(self) -> None:
        group = self.add_group(self.tr("Hugging Face"))
        self.token = QLineEdit()
        self.token.setEchoMode(QLineEdit.EchoMode.Password)
        self.token.setPlaceholderText("hf_…")
        self.token.setAccessibleName(self.tr("Token"))
        self.token.setFixedWidth(CONTROL_WIDTH)
        self.keep = QPushButton(self.tr("Keep"))
        self.forget = QPushButton(self.tr("Forget"))
        both = QWidget()
        beside = QHBoxLayout(both)
        beside.setContentsMargins(0, 0, 0, 0)
        beside.setSpacing(GRID)
        for control in (self.token, self.keep, self.forget):
            beside.addWidget(control)
        self.token_row = Row(self.tr("Token"), both)
        group.add(self.token_row)
        self.add_note(
            self.tr("Only some models of Hugging Face ask for a token. Longtake works without one.")
        )
        self.token.textChanged.connect(lambda text: self.keep.setEnabled(bool(text.strip())))
        self.token.returnPressed.connect(self._keep)
        self.keep.clicked.connect(self._keep)
        self.forget.clicked.connect(lambda: self.asked.emit(KeepToken("")))

    def _keep(self) -> None:
        token = self.token.text().strip()
        if token:
            self.token.clear()
            self.asked.emit(KeepToken(token))

    def _show_token(self, is_there: bool, problem: Problem | None = None) -> None:
        self.token.setVisible(not is_there)
        self.keep.setVisible(not is_there)
        self.keep.setEnabled(bool(self.token.text().strip()))
        self.forget.setVisible(is_there)
        self.token_row.hint.set_tone("failure" if problem else "secondary")
        if problem is not None:
            words = wording.worded(problem)
            self.token_row.show_hint(self.tr("The system's keyring does not take it."))
            self.token_row.hint.setToolTip(words.details)
        elif is_there:
            self.token_row.show_hint(self.tr("It is in the system's keyring."))
        else:
            self.token_row.show_hint(self.tr("It is kept in the system's keyring only."))
