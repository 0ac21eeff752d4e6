"""Lets a part of a finished transcript be heard again, in another way than it was.

What it reads stays until the user has decided: where something else was heard, the page asks which
text is to stand, and either answer is an edit. A part that failed has a button of its own.
"""

from __future__ import annotations

from PySide6.QtCore import QObject, Signal

from app import wording
from app.editor.editor_page import EditorPage
from engine.edits import HearAgain
from engine.protocol import RunAgain

RUN = "run-part"


class Rerunning(QObject):
    """Asks for parts of one page."""

    asked = Signal(object)
    """The engine is to be told this command."""

    def __init__(self, page: EditorPage) -> None:
        super().__init__(page)
        self._page = page
        self._document = page.document
        self._chosen = -1
        self._awaited = -1
        self._has_begun = False
        self.action = page.add_action(self.tr("Run this part again…"), "Ctrl+Shift+H")
        page.view.addAction(self.action)
        self.action.triggered.connect(self.offer)
        page.card.acted.connect(self._act)
        self._document.state_changed.connect(self._follow)
        self._fit()

    def offer(self) -> None:
        """Say what would be heard again, and let the user decide."""
        segment = self._document.segment(next(iter(self._page.view.pen.selected_ids), ""))
        if segment is None:
            return
        self._chosen = segment.chunk
        start, end = self._span(self._chosen)
        title = self.tr("Hear %1 to %2 again?")
        title = title.replace("%1", wording.clock_time(start)).replace(
            "%2", wording.clock_time(end)
        )
        text = self.tr("It is heard in another way. Your text stands until you decide.")
        self._page.say(title, text, {RUN: self.tr("Run again")})

    def run(self, chunk: int) -> None:
        """Have a part heard again."""
        held = tuple(said.id for said in self._document.recognised.segments if said.chunk == chunk)
        self._page.view.pen.pause()
        self._page.hush()
        if held:
            self._document.do(HearAgain(chunk, held))
        self._awaited, self._has_begun = chunk, False
        self.asked.emit(RunAgain(str(self._document.path), (chunk,)))

    # --- how it is done -----------------------------------------------------------------------

    def _act(self, action: str) -> None:
        chosen, self._chosen = self._chosen, -1
        if action == RUN and chosen >= 0:
            self.run(chosen)

    def _follow(self) -> None:
        """The job works on it, or is done: who waits is told where nothing else was heard."""
        self._fit()
        if self._awaited < 0:
            return
        if self._document.is_growing:
            self._has_begun = True
        elif self._has_begun:
            awaited, self._awaited = self._awaited, -1
            if all(new.chunk != awaited for new in self._document.new_texts):
                self._page.say(self.tr("The same was heard again"))

    def _fit(self) -> None:
        document = self._document
        self.action.setEnabled(not document.is_read_only and not document.is_growing)

    def _span(self, chunk: int) -> tuple[float, float]:
        """From when to when a part lasts, as far as somebody speaks in it."""
        document = self._document
        known = [s for s in (*document.recognised.segments, *document.segments) if s.chunk == chunk]
        return min(said.start for said in known), max(said.end for said in known)
