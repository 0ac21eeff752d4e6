"""A line in which a speaker's name is typed where its chip stands: Return takes it, Escape not."""

from __future__ import annotations

from PySide6.QtCore import QRect, Qt, Signal
from PySide6.QtGui import QFont, QKeyEvent
from PySide6.QtWidgets import QLineEdit, QWidget


class NameField(QLineEdit):
    """Has the keyboard from the start; whoever made it lets it go when that is lost."""

    taken = Signal(str)
    """Another name was typed."""
    left = Signal()
    """Return or Escape: the keyboard is to be given back."""

    def __init__(self, name: str, rect: QRect, font: QFont, parent: QWidget) -> None:
        super().__init__(name, parent)
        self._before = name
        self.setFont(font)
        self.setAccessibleName(self.tr("Name of the speaker"))
        self.setGeometry(rect)
        self.selectAll()
        self.show()
        self.setFocus()

    def go(self) -> None:
        """Be gone, with the name as it was."""
        self.blockSignals(True)
        self.hide()
        self.deleteLater()

    def keyPressEvent(self, event: QKeyEvent) -> None:  # noqa: D102 - Qt's name
        match event.key():
            case Qt.Key.Key_Return | Qt.Key.Key_Enter:
                name = self.text().strip()
                if name and name != self._before:
                    self.taken.emit(name)
                self.left.emit()
            case Qt.Key.Key_Escape:
                self.left.emit()
            case _:
                super().keyPressEvent(event)
