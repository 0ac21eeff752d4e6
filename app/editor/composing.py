"""Input methods: what is composed at the caret before it is text, and what they ask about it.

What is composed is shown in the row that holds the caret and goes when the caret goes elsewhere.
"""

from __future__ import annotations

from PySide6.QtCore import Qt
from PySide6.QtGui import QGuiApplication, QInputMethodEvent

from app.editor.pen import Pen
from app.editor.rows import characters, units
from app.editor.sheet import Sheet
from app.editor.transcript_document import TranscriptDocument

Query = Qt.InputMethodQuery


class Composing:
    """What an input method does on one page."""

    def __init__(self, document: TranscriptDocument, pen: Pen, sheet: Sheet) -> None:
        self._document = document
        self._pen = pen
        self._sheet = sheet
        self._text = self._segment = ""
        self.cursor = 0
        """UTF-16 units of what is composed that are before the cursor; -1 where it hides."""

    @property
    def is_on(self) -> bool:
        """Something is being composed."""
        return bool(self._text)

    def take(self, event: QInputMethodEvent) -> None:
        """Write what is finished, and show what is not."""
        self._show("", 0)
        if event.replacementLength():
            self._select_near(event.replacementStart(), event.replacementLength())
        if event.commitString():
            self._pen.insert(event.commitString())
        text = event.preeditString()
        self._show(text, _cursor(event, units(text)))

    def stop(self) -> None:
        """The caret has gone elsewhere: what was not text yet will never be."""
        self._text, self.cursor = "", 0
        if (row := self._document.place_of(self._segment)) is not None:
            self._sheet.rows.compose(row, 0, "")
        QGuiApplication.inputMethod().reset()

    def answer(self, query: Query) -> object | None:
        """What an input method asks about the page; None where that is nothing of ours."""
        pen, caret = self._pen, self._pen.caret
        if query == Query.ImEnabled:
            return not self._document.is_read_only
        if query == Query.ImFont:
            return self._sheet.ink.font
        if query == Query.ImCursorRectangle:
            return self._sheet.caret(caret)
        if query == Query.ImCurrentSelection:
            return pen.selected_text
        if not self._document.segments:
            return None
        if query == Query.ImCursorPosition:
            return units(pen.text_of(caret.row)[: caret.offset])
        return pen.text_of(caret.row) if query == Query.ImSurroundingText else None

    def _select_near(self, start: int, length: int) -> None:
        """Select so many UTF-16 units, from so many before (negative) or after the caret."""
        caret, text = self._pen.caret, self._pen.text_of(self._pen.caret.row)
        first = max(units(text[: caret.offset]) + start, 0)
        self._pen.select(caret.row, characters(text, first), characters(text, first + length))

    def _show(self, text: str, cursor: int) -> None:
        if not text and not self._text:
            return
        if text and self._pen.has_selection:
            self._pen.remove(1)
        caret = self._pen.caret
        self._text, self.cursor = text, cursor
        self._segment = self._document.segments[caret.row].id
        at = units(self._pen.text_of(caret.row)[: caret.offset])
        self._sheet.rows.compose(caret.row, at, text)


def _cursor(event: QInputMethodEvent, length: int) -> int:
    """Where in what is composed the cursor stands: at its end, unless the input method says so."""
    for told in event.attributes():
        if told.type == QInputMethodEvent.AttributeType.Cursor:
            return min(told.start, length) if told.length else -1
    return length
