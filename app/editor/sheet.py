"""Where everything on the page is: the row and the character at a point, and the way back.

A sheet holds the rows as they are set now. `shift` is how far the page is scrolled; all points are
those of the viewport.
"""

from __future__ import annotations

from collections.abc import Iterator

import msgspec
from PySide6.QtCore import QPointF, QRectF
from PySide6.QtWidgets import QScrollBar

from app import theme
from app.editor.ink import Ink
from app.editor.pen import Pen, Place
from app.editor.readings import Reading, span_of
from app.editor.row_painter import (
    GUTTER,
    TIMES,
    Scene,
    chip_rect,
    gap_button,
    gap_rect,
    x_of,
)
from app.editor.rows import GAP_CARD, Rows, characters
from app.editor.transcript_document import TranscriptDocument

NARROWEST = 120.0
"""Pixels that a line of text has at least."""


class Spot(msgspec.Struct, frozen=True):
    """What is at a point: a row and what of it ("text", "time", "chip", "gap" or nothing)."""

    row: int
    kind: str = ""
    offset: int = 0
    chunk: int = -1

    @property
    def place(self) -> Place:
        """The place in the text."""
        return Place(self.row, self.offset)


class Sheet:
    """The rows of a document in the column of a page."""

    def __init__(self, document: TranscriptDocument, pen: Pen, bar: QScrollBar) -> None:
        self._document = document
        self._pen = pen
        self._bar = bar
        self.ink = Ink(0)
        self.rows = Rows(self.ink)
        self.left = 0.0
        self.width = self.ink.measure

    @property
    def shift(self) -> int:
        """Pixels of the page that are above the viewport."""
        return self._bar.value()

    def set_column(self, across: int) -> None:
        """Put the column of text in the middle of so many pixels."""
        beside = TIMES + GUTTER + theme.WIDE_MARGIN
        self.width = max(NARROWEST, min(self.ink.measure, across - beside))
        self.left = TIMES + GUTTER + max(0.0, (across - beside - self.width) / 2)
        self.rows.dress(self.ink, self.width)

    def scene(self, row: int) -> Scene:
        """A row as it stands, with nothing marked in it."""
        segment = self.rows[row].segment
        if segment is None:
            return Scene(self.left, self.width)
        name = self._document.name_of(segment.speaker)
        return Scene(self.left, self.width, name, self._document.colour_of(segment.speaker))

    def readings(self, row: int) -> tuple[Reading, ...]:
        """The words of a row that the glossary changed, as far as they stand there."""
        segment, spans = self.rows[row].segment, self.rows[row].spans
        known = self._document.readings_of(segment) if segment is not None else ()
        return tuple(each for each in known if span_of(spans, each)[1])

    def reading_at(self, place: Place) -> Reading | None:
        """The changed word that holds a place."""
        spans = self.rows[place.row].spans
        for each in self.readings(place.row):
            start, end = span_of(spans, each)
            if start <= place.offset <= end:
                return each
        return None

    # --- from the text to the page ------------------------------------------------------------

    def top(self, row: int) -> float:
        """Where a row begins."""
        return self.rows.top(row) - self.shift

    def text_top(self, row: int) -> float:
        """Where the first line of a row's text begins."""
        return self.rows.text_top(row) - self.shift

    def chip(self, row: int) -> QRectF:
        """The chip of the turn that begins with a row."""
        return chip_rect(self.scene(row), self.text_top(row), self.ink)

    def caret(self, place: Place) -> QRectF:
        """The caret at a place."""
        if not self._document.segments:
            return QRectF(self.left, 0, 2, self.ink.leading)
        unit = self.rows[place.row].units((0, place.offset))[1]
        line = self.rows.layout(place.row).lineForTextPosition(unit)
        x = x_of(line, unit) if line.isValid() else 0.0
        y = line.lineNumber() * self.ink.leading if line.isValid() else 0.0
        return QRectF(self.left + x, self.text_top(place.row) + y, 2, self.ink.leading)

    def end(self) -> Place:
        """The last place of the text."""
        row = len(self._document.segments) - 1
        return Place(row, len(self._pen.text_of(row))) if row >= 0 else Place(0, 0)

    def end_of_line(self, place: Place, is_end: bool) -> Place:
        """Where the line that holds a place ends, or begins."""
        row = self.rows[place.row]
        unit = row.units((0, place.offset))[1]
        line = self.rows.layout(place.row).lineForTextPosition(unit)
        unit = line.textStart() + (line.textLength() if is_end else 0)
        offset = characters(row.text, unit)
        return Place(place.row, offset - 1 if is_end and offset < len(row.text) else offset)

    def beyond(self, place: Place, by: float, x: float) -> Place:
        """The place at `x` so many pixels above (negative) or below another one."""
        y = self.caret(place).center().y() + by
        row, is_a_line = self.row_at(y), abs(by) <= self.ink.leading
        if row == place.row and is_a_line and not self._has_text_at(row, y):
            row += 1 if by > 0 else -1
        row = min(max(row, 0), len(self._document.segments) - 1)
        top = self.text_top(row) + 1
        last = top - 1 + (self.rows[row].lines - 0.5) * self.ink.leading
        y = min(max(y, top), last)
        if row != place.row and is_a_line:
            y = top if by > 0 else last
        return self.place_at(row, QPointF(x, y))

    def _has_text_at(self, row: int, y: float) -> bool:
        top = self.text_top(row)
        return top <= y < top + self.rows[row].lines * self.ink.leading

    # --- from the page to the text ------------------------------------------------------------

    def row_at(self, y: float) -> int:
        """The row at this height."""
        return self.rows.at(y + self.shift)

    def place_at(self, row: int, at: QPointF) -> Place:
        """The place in a row's text that is nearest to a point."""
        shown = self.rows[row]
        if shown.segment is None:
            return self.end()
        layout = self.rows.layout(row)
        number = int((at.y() - self.text_top(row)) // self.ink.leading)
        line = layout.lineAt(min(max(number, 0), layout.lineCount() - 1))
        unit = line.xToCursor(at.x() - self.left)
        last = line.lineNumber() == layout.lineCount() - 1
        if not last and unit == line.textStart() + line.textLength():
            unit -= 1  # behind the space that ends a line is already the next one
        return Place(row, characters(shown.text, unit))

    def spot(self, at: QPointF) -> Spot:
        """What is at a point."""
        row = self.row_at(at.y())
        for chunk, card, button in self._gaps(row):
            if card.contains(at):
                return Spot(row, "gap" if button.contains(at) else "", chunk=chunk)
        shown = self.rows[row]
        if shown.segment is None:
            return Spot(row)
        if shown.has_head and self.chip(row).contains(at):
            return Spot(row, "chip")
        if at.y() >= self.text_top(row) and at.x() < self.left - GUTTER:
            return Spot(row, "time")
        return Spot(row, "text", self.place_at(row, at).offset)

    def _gaps(self, row: int) -> Iterator[tuple[int, QRectF, QRectF]]:
        """The gaps above a row: chunk, card and button."""
        scene = Scene(self.left, self.width)
        for number, gap in enumerate(self.rows[row].gaps):
            card = gap_rect(scene, self.top(row) + number * GAP_CARD)
            yield gap.chunk, card, gap_button(scene, card, self.ink)
