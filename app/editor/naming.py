"""Lets the user type a speaker's name in the place of the chip that bears it."""

from __future__ import annotations

from PySide6.QtCore import QObject, QRect, QSize
from PySide6.QtWidgets import QAbstractScrollArea

from app.editor.name_field import NameField
from app.editor.sheet import Sheet
from app.editor.transcript_document import TranscriptDocument
from engine.edits import RenameSpeaker

NARROWEST = QSize(200, 26)
"""Pixels of the field in which the name is typed."""


class Naming(QObject):
    """One name at a time; the keyboard goes back to the text afterwards."""

    def __init__(
        self, document: TranscriptDocument, sheet: Sheet, area: QAbstractScrollArea
    ) -> None:
        super().__init__(area)
        self._document = document
        self._sheet = sheet
        self._area = area
        self.field: NameField | None = None

    def begin(self, row: int) -> None:
        """Put a field in the place of the chip above this row."""
        speaker = self._document.segments[row].speaker
        if speaker is None:
            return
        self.end()
        chip = self._sheet.chip(row).toRect()
        size = QSize(max(chip.width(), NARROWEST.width()), NARROWEST.height())
        rect, name = QRect(chip.topLeft(), size), self._document.name_of(speaker)
        field = self.field = NameField(name, rect, self._sheet.ink.chip, self._area.viewport())
        field.taken.connect(lambda name: self._document.do(RenameSpeaker(speaker, name)))
        field.left.connect(self._area.setFocus)
        field.editingFinished.connect(self.end)

    def end(self) -> None:
        """Let the field go, with the name as it was."""
        if self.field is not None:
            self.field.go()
            self.field = None
