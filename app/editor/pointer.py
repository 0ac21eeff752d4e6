"""The mouse on the page: hears words, selects, and presses what is drawn there to be pressed."""

from __future__ import annotations

from collections.abc import Callable
from functools import partial

from PySide6.QtCore import QObject, QPoint, QPointF, Qt, QTimer, Signal
from PySide6.QtGui import QGuiApplication, QMouseEvent
from PySide6.QtWidgets import QAbstractScrollArea

from app.editor.carrying import Carrying
from app.editor.giving import Portion
from app.editor.pen import Pen, Place
from app.editor.row_painter import is_doubtful
from app.editor.sheet import Sheet, Spot
from app.editor.transcript_document import TranscriptDocument

HANDS = ("chip", "time", "gap")
"""What can be pressed."""
SCROLLS_EVERY = 30
"""Milliseconds between two steps while the mouse is held beyond the edge."""


class Pointer(QObject):
    """Takes the mouse's events from the page."""

    time_clicked = Signal(float)
    gap_clicked = Signal(int)
    chip_clicked = Signal(int, QPoint)
    """The row, and where on the screen a menu should be."""
    word_clicked = Signal(object)
    """The `Place` in a word that was only clicked."""
    hovered_changed = Signal(int, int)
    """What is under the mouse was in this row and is in that one."""
    caret_put = Signal()

    def __init__(
        self, area: QAbstractScrollArea, document: TranscriptDocument, pen: Pen, sheet: Sheet
    ) -> None:
        super().__init__(area)
        self._area = area
        self._document = document
        self._pen = pen
        self._sheet = sheet
        self._is_dragging = False
        self._carrying = Carrying(area)
        self.hovered = Spot(-1)
        self.scrolling_on = QTimer(self, interval=SCROLLS_EVERY)
        self.scrolling_on.timeout.connect(self._drag_on)

    def press(self, event: QMouseEvent) -> None:
        """A button goes down."""
        spot = self._sheet.spot(event.position())
        match spot.kind:
            case "chip":
                where = event.globalPosition().toPoint()
                self._take(event, spot, partial(self.chip_clicked.emit, spot.row, where))
            case "time" if (said := self._sheet.rows[spot.row].segment) is not None:
                self._take(event, spot, partial(self.time_clicked.emit, said.start))
            case "gap":
                self.gap_clicked.emit(spot.chunk)
            case "text" if self._is_selected(spot.place) and not event.modifiers():
                self._take(event, spot, partial(self._click_word, spot.place))
            case _:
                self._put(spot.row, event)

    def move(self, event: QMouseEvent) -> None:
        """The mouse goes over the page, selects, or carries something away."""
        if self._carrying.move(event):
            return
        if not self._is_dragging:
            self._hover(self._sheet.spot(event.position()))
            return
        self._drag_to(event.position())
        is_outside = not self._area.viewport().rect().contains(event.position().toPoint())
        self.scrolling_on.start() if is_outside else self.scrolling_on.stop()

    def release(self, event: QMouseEvent) -> None:
        """The button goes up: a word that was only clicked is to be heard."""
        if self._carrying.release() or not self._is_dragging:
            return
        self._is_dragging = False
        self.scrolling_on.stop()
        spot = self._sheet.spot(event.position())
        if not self._pen.has_selection and spot.kind == "text":
            self._hear(spot.place)
            self.word_clicked.emit(spot.place)

    def double_click(self, event: QMouseEvent) -> None:
        """Select the word."""
        spot = self._sheet.spot(event.position())
        if spot.kind == "text":
            self._pen.select(spot.row, *self._pen.word_around(spot.place))

    def forget(self) -> None:
        """Rows have come or gone under the mouse."""
        self.hovered = Spot(-1)

    def tip(self, at: QPointF, shows_doubts: bool) -> str:
        """What is told of a point where the mouse rests."""
        spot = self._sheet.spot(at)
        if spot.kind == "chip":
            return self.tr("Who says this: rename, or give it to somebody else")
        if spot.kind != "text":
            return ""
        if (reading := self._sheet.reading_at(spot.place)) is not None:
            return self.tr("From the glossary; heard: “%1”").replace("%1", reading.heard)
        return self._doubt(spot.place) if shows_doubts else ""

    def _doubt(self, place: Place) -> str:
        row = self._sheet.rows[place.row]
        number, words = row.word_at(place.offset), row.segment.words if row.segment else ()
        if not 0 <= number < len(words) or not is_doubtful(sure := words[number].probability):
            return ""
        return self.tr("Heard with %1 % certainty").replace("%1", str(round(sure * 100)))

    def _put(self, row: int, event: QMouseEvent) -> None:
        """Put the caret under the mouse, or select up to there."""
        QGuiApplication.inputMethod().commit()
        selects = bool(event.modifiers() & Qt.KeyboardModifier.ShiftModifier)
        self.caret_put.emit()
        self._pen.go(self._sheet.place_at(row, event.position()), selects)
        self._is_dragging = True

    # --- what can be carried away -------------------------------------------------------------

    def _take(self, event: QMouseEvent, spot: Spot, click: Callable[[], object]) -> None:
        """What was pressed is carried away if the mouse moves now, or else clicked."""
        portion = self._portion(spot)
        if portion.words is not None:
            text = self._pen.selected_text
        else:
            text = "\n".join(
                said.text for said in map(self._document.segment, portion.segments) if said
            )
        self._carrying.press(event, portion, text, click)

    def _portion(self, spot: Spot) -> Portion:
        """All that is selected, where that is pressed; else the turn of a chip, or the segment."""
        pen, segments = self._pen, self._document.segments
        first, last = pen.selection
        if pen.has_selection and first.row <= spot.row <= last.row:
            return Portion(pen.selected_ids, pen.selected_words)
        rows = self._document.turn_at(spot.row) if spot.kind == "chip" else (spot.row,)
        return Portion(tuple(segments[row].id for row in rows))

    def _is_selected(self, place: Place) -> bool:
        first, last = self._pen.selection
        return first < place < last

    def _click_word(self, place: Place) -> None:
        """Nothing was dragged: the caret goes there, and the word is heard."""
        self._pen.go(place)
        self._hear(place)
        self.word_clicked.emit(place)

    def _hover(self, spot: Spot) -> None:
        before = self.hovered
        if (spot.row, spot.kind) == (before.row, before.kind):
            return
        self.hovered = spot
        is_hand = spot.kind in HANDS
        shape = Qt.CursorShape.PointingHandCursor if is_hand else Qt.CursorShape.IBeamCursor
        self._area.viewport().setCursor(shape)
        self.hovered_changed.emit(before.row, spot.row)

    def _hear(self, place: Place) -> None:
        shown = self._sheet.rows[place.row]
        number = shown.word_at(place.offset)
        if shown.segment is not None and 0 <= number < len(shown.segment.words):
            self.time_clicked.emit(shown.segment.words[number].start)

    def _drag_to(self, at: QPointF) -> None:
        y = min(max(at.y(), 0.0), float(self._area.viewport().height()))
        self._pen.go(self._sheet.place_at(self._sheet.row_at(y), at), True)

    def _drag_on(self) -> None:
        """The mouse is held beyond the edge: go on that way."""
        viewport, bar = self._area.viewport(), self._area.verticalScrollBar()
        at = QPointF(viewport.mapFromGlobal(self._area.cursor().pos()))
        beyond = at.y() if at.y() < 0 else max(0.0, at.y() - viewport.height())
        bar.setValue(bar.value() + round(beyond / 2))
        self._drag_to(at)
