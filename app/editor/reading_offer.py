"""Lets the user settle a word that the glossary changed; what was heard is on a card below it."""

from __future__ import annotations

from collections.abc import Callable

from PySide6.QtCore import QObject
from PySide6.QtWidgets import QWidget

from app.editor.pen import Place
from app.editor.reading_card import ReadingCard
from app.editor.readings import Reading, span_of
from app.editor.sheet import Sheet
from app.editor.transcript_document import TranscriptDocument
from engine.edits import SettleWords
from engine.transcript import Segment


class ReadingOffer(QObject):
    """One word at a time; either answer is an edit."""

    def __init__(self, document: TranscriptDocument, sheet: Sheet, page: QWidget) -> None:
        super().__init__(page)
        self._document = document
        self._sheet = sheet
        self._page = page
        self._offered: tuple[str, Reading] | None = None
        self.card = ReadingCard(page)
        self.card.kept.connect(lambda: self._settle(Reading.kept))
        self.card.replaced.connect(lambda: self._settle(Reading.plain))

    def make(self, place: Place) -> None:
        """Below the word at a place, if the glossary changed it, show what was heard."""
        reading = self._sheet.reading_at(place)
        if reading is not None:
            self._offered = self._document.segments[place.row].id, reading
            self.card.offer(reading.heard, not self._document.is_read_only)
            self.follow()

    def follow(self) -> None:
        """The card goes where its word goes."""
        if self._offered is None or (row := self._document.place_of(self._offered[0])) is None:
            self.card.hide()
            return
        start, _ = span_of(self._sheet.rows[row].spans, self._offered[1])
        self.card.stand_at(self._sheet.caret(Place(row, start)), self._page.rect())

    def put_away(self) -> None:
        """Nothing is offered any more."""
        self._offered = None
        self.card.hide()

    def _settle(self, choose: Callable[[Reading, Segment], SettleWords]) -> None:
        segment = self._document.segment(self._offered[0]) if self._offered else None
        if self._offered is not None and segment is not None:
            self._document.do(choose(self._offered[1], segment))
        self.put_away()
