"""The sheet that asks before a voice is remembered: whose it is, and how the person agreed to it.

    sheet = VoiceSheet("Anna", window)
    sheet.agreed.connect(...)        the name, and the note of consent

Without both, no voice is kept.
"""

from __future__ import annotations

from PySide6.QtCore import Signal
from PySide6.QtWidgets import (
    QDialog,
    QDialogButtonBox,
    QFormLayout,
    QLineEdit,
    QVBoxLayout,
    QWidget,
)

from app import theme
from app.label import Label

WIDTH = 420


class VoiceSheet(QDialog):
    """Asks for a name, which may be known already, and for a note of consent."""

    agreed = Signal(str, str)
    """A name, and how the person agreed."""

    def __init__(self, name: str = "", parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.setWindowTitle(self.tr("Remember this voice"))
        self.name = QLineEdit(name)
        self.consent = QLineEdit()
        self.consent.setPlaceholderText(self.tr("asked by mail on 3 May"))
        self._lay_out()
        self.name.textChanged.connect(self._fit)
        self.consent.textChanged.connect(self._fit)
        self._fit()
        (self.consent if name else self.name).setFocus()

    def accept(self) -> None:  # noqa: D102 - Qt's name
        if self.remember.isEnabled():
            self.agreed.emit(self.name.text().strip(), self.consent.text().strip())
            super().accept()

    def _fit(self) -> None:
        self.remember.setEnabled(bool(self.name.text().strip() and self.consent.text().strip()))

    def _lay_out(self) -> None:
        why = self.tr(
            "Longtake will suggest this name in other recordings. Of the voice only its pattern is"
            " kept, never a sound, on this machine alone. The person has to agree to that."
        )
        form = QFormLayout()
        form.addRow(self.tr("&Name:"), self.name)
        form.addRow(self.tr("How they &agreed:"), self.consent)
        buttons = QDialogButtonBox()
        self.remember = buttons.addButton(
            self.tr("Remember"), QDialogButtonBox.ButtonRole.AcceptRole
        )
        buttons.addButton(self.tr("Cancel"), QDialogButtonBox.ButtonRole.RejectRole)
        buttons.accepted.connect(self.accept)
        buttons.rejected.connect(self.reject)
        column = QVBoxLayout(self)
        column.setContentsMargins(*(theme.WIDE_MARGIN,) * 4)
        column.setSpacing(theme.MARGIN)
        column.addWidget(Label(why, tint="secondary"))
        column.addLayout(form)
        column.addWidget(buttons)
        self.setMinimumWidth(WIDTH)
