"""Says aloud, for whoever cannot see the page, where the caret has come to.

A screen reader would rather read the page itself, as a `QAccessibleTextInterface`. PySide 6.12
cannot give it one: whatever `interface_cast` returns for the kinds that a page is not (a table, a
value) is taken for one, and Qt reads through a wrong pointer. So segments are the items of a list
(`spoken_list`), and the page speaks: another segment with its time and speaker, else the word or
the character that the caret has reached.
"""

from __future__ import annotations

import msgspec
from PySide6.QtCore import QObject
from PySide6.QtGui import QAccessible, QAccessibleAnnouncementEvent
from PySide6.QtWidgets import QWidget

from app.editor.pen import Pen
from app.editor.transcript_document import TranscriptDocument
from app.wording import clock_time

LONGEST = 300
"""Characters of a selection that are read."""


class Stand(msgspec.Struct, frozen=True):
    """Where the caret stands: the segment's id and text, the place in it, and what is selected."""

    segment: str = ""
    text: str = ""
    offset: int = 0
    selected: str = ""


class Announcer(QObject):
    """Speaks for one page."""

    def __init__(self, page: QWidget, document: TranscriptDocument, pen: Pen) -> None:
        super().__init__(page)
        self._page = page
        self._document = document
        self._pen = pen
        self._stand = Stand()

    def tell(self) -> None:
        """The caret has moved, or what it stands in has changed."""
        if not QAccessible.isActive():
            self._page.setAccessibleDescription(self.where())
            return
        before, self._stand = self._stand, self._now()
        self._page.setAccessibleDescription(self.where())
        if said := self.said(before, self._stand):
            event = QAccessibleAnnouncementEvent(self._page, said)
            QAccessible.updateAccessibility(event)

    def where(self) -> str:
        """The segment with the caret: when, by whom and what."""
        return self.segment(self._pen.caret.row)

    def segment(self, row: int) -> str:
        """A segment: when, by whom and what; nothing where there is none."""
        if row >= len(self._document.segments):
            return ""
        segment = self._document.segments[row]
        name = self._document.name_of(segment.speaker)
        parts = clock_time(segment.start), name, self._pen.text_of(row)
        return ", ".join(part for part in parts if part)

    def said(self, before: Stand, now: Stand) -> str:
        """What is said when the caret goes from one stand to another."""
        if now.segment != before.segment:
            return self.where()
        if now.selected:
            return self.tr("%1, selected").replace("%1", now.selected[:LONGEST])
        if now.text != before.text:
            return ""  # the keyboard says itself what is typed
        if abs(now.offset - before.offset) == 1:
            here = now.text[now.offset : now.offset + 1]
            return self.tr("space") if here.isspace() else here
        behind = now.text[now.offset :].split(maxsplit=1)
        return behind[0] if behind and now.offset != before.offset else ""

    def _now(self) -> Stand:
        caret = self._pen.caret
        if caret.row >= len(self._document.segments):
            return Stand()
        segment, text = self._document.segments[caret.row], self._pen.text_of(caret.row)
        selected = self._pen.selected_text if self._pen.has_selection else ""
        return Stand(segment.id, text, caret.offset, selected)
