"""Keeps the page where its reader is, while rows above grow, shrink, come and go.

    scrolling.settle()               lay out what is in view, and keep the row at the top
    scrolling.bring_into_view(row)

Only what is in view is laid out; the rest is measured bit by bit while nothing else happens, so
that the scroll bar comes to tell the truth.
"""

from __future__ import annotations

from PySide6.QtCore import QObject, QPropertyAnimation, QTimer
from PySide6.QtWidgets import QAbstractScrollArea

from app import theme
from app.editor.pen import Place
from app.editor.rows import HEAD
from app.editor.sheet import Sheet

A_PORTION = 60
"""Rows that are measured at a time while nothing else happens: one or two milliseconds."""


class Scrolling(QObject):
    """Scrolls the area in which a sheet is shown."""

    def __init__(self, area: QAbstractScrollArea, sheet: Sheet) -> None:
        super().__init__(area)
        self._area = area
        self._bar = area.verticalScrollBar()
        self._sheet = sheet
        self._measuring = QTimer(self, interval=0)
        self._measuring.timeout.connect(self._measure_some)
        self._gliding = QPropertyAnimation(self._bar, b"value", self)

    @property
    def at_top(self) -> tuple[int, float]:
        """The row at the top of the page, and how much of it is above that."""
        value, rows = self._bar.value(), self._sheet.rows
        row = rows.at(value)
        return row, value - rows.top(row)

    def measure(self) -> None:
        """Begin to make the heights of all rows exact."""
        if not self._sheet.rows.is_measured:
            self._measuring.start()

    def settle(self, at_top: tuple[int, float] | None = None) -> None:
        """Lay out what is in view, and keep the row at the top where it stands, or stood."""
        sheet, rows = self._sheet, self._sheet.rows
        first, offset = at_top or self.at_top
        y, place, end, count = -offset, first, self._height + sheet.ink.leading, len(rows)
        while place < count and y < end:
            if rows[place].segment is not None:
                rows.layout(place)
            y += rows.height_of(place)
            place += 1
        self._set_range()
        if self._bar.value() != (value := round(rows.top(first) + offset)):
            self._bar.setValue(value)

    def bring_into_view(self, row: int) -> None:
        """Scroll to a row if it is not in view: a third from the top, without a jump if near."""
        top = self._sheet.rows.top(row)
        bottom = top + self._sheet.rows.height_of(row)
        value, height = self._bar.value(), self._height
        if value <= top and bottom <= value + height:
            return
        self._set_range()
        target = max(0, min(self._bar.maximum(), round(top - height / 3)))
        self.stop()
        is_near = abs(target - value) < 2 * height
        if is_near and theme.duration(1) and self._area.isVisible():
            self._gliding.setDuration(theme.duration(theme.SLOW))
            self._gliding.setEndValue(target)
            self._gliding.start()
        else:
            self._bar.setValue(target)

    def show_caret(self, place: Place) -> None:
        """Scroll as little as shows the line of a place."""
        bar, rect = self._bar, self._sheet.caret(place)
        if rect.top() < 0:
            bar.setValue(bar.value() + round(rect.top() - HEAD - theme.GRID))
        elif rect.bottom() > self._height:
            bar.setValue(bar.value() + round(rect.bottom() - self._height + theme.WIDE_MARGIN))

    def stop(self) -> None:
        """Stay where the page is now."""
        self._gliding.stop()

    @property
    def _height(self) -> int:
        return self._area.viewport().height()

    def _set_range(self) -> None:
        whole, height = round(self._sheet.rows.height + theme.WIDE_MARGIN), self._height
        self._bar.setRange(0, max(0, whole - height))
        self._bar.setPageStep(height)
        self._bar.setSingleStep(round(self._sheet.ink.leading))

    def _measure_some(self) -> None:
        at_top = self.at_top
        if not self._sheet.rows.measure_some(A_PORTION):
            self._measuring.stop()
        self.settle(at_top)
