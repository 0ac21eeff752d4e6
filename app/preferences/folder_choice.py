"""A control that shows a folder and lets the user choose another."""

from __future__ import annotations

from pathlib import Path

from PySide6.QtCore import Signal
from PySide6.QtWidgets import QFileDialog, QHBoxLayout, QPushButton, QWidget

from app.preferences.form import Words

LONGEST = 36
"""Of a longer path only the end is shown, where its name is; the tooltip has the whole."""


class FolderChoice(QWidget):
    """The end of a path, and a button; `title` says to a screen reader and the dialog what for."""

    chosen = Signal(str)
    """Another folder was chosen."""
    left = Signal()
    """The dialog was closed without a choice."""

    def __init__(self, title: str, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._title = title
        self._folder = ""
        self.name = Words(tone="secondary")
        self.name.setWordWrap(False)
        self.button = QPushButton(self.tr("Choose…"))
        self.button.setAccessibleName(title)
        self.button.setAutoDefault(False)  # Return in another field is no wish to choose
        self.button.clicked.connect(self.ask)
        beside = QHBoxLayout(self)
        beside.setContentsMargins(0, 0, 0, 0)
        beside.setSpacing(12)
        beside.addWidget(self.name)
        beside.addWidget(self.button)

    def show_folder(self, folder: str) -> None:
        """Show what is chosen; nothing where that is empty."""
        self._folder = folder
        self.name.setText(folder if len(folder) <= LONGEST else "…" + folder[1 - LONGEST :])
        self.name.setToolTip(folder)

    def ask(self) -> None:
        """Let the user choose."""
        dialog = QFileDialog(self, self._title, self._folder or str(Path.home()))
        dialog.setFileMode(QFileDialog.FileMode.Directory)
        dialog.fileSelected.connect(self.chosen)
        dialog.rejected.connect(self.left)
        dialog.finished.connect(dialog.deleteLater)
        self.dialog = dialog
        dialog.open()
