"""Lets edited segments be aligned again: words that were typed get their times from the sound.

    realigning = Realigning(page)
    realigning.asked                 what the engine is to be told
    realigning.take(event)           what it said: how far it is, or the times

The engine listens, which takes a while; meanwhile everything can be edited. What was changed in the
meantime keeps the times that it has. The times come as one edit, so that one undo takes them back.
"""

from __future__ import annotations

from collections.abc import Sequence

from PySide6.QtCore import QObject, Signal
from PySide6.QtGui import QAction

from app import wording
from app.editor.editor_page import EditorPage
from engine.edits import AlignSegments, to_align
from engine.errors import Problem
from engine.protocol import AlignAgain, AlignedAgain, AligningAgain, StopAligning
from engine.transcript import Segment

STOP = "stop-aligning"


class Realigning(QObject):
    """Asks for the segments of one page, and makes the edit that comes back."""

    asked = Signal(object)
    """The engine is to be told this command."""

    def __init__(self, page: EditorPage) -> None:
        super().__init__(page)
        self._page = page
        self._document = page.document
        self._asked: AlignAgain | None = None
        self._is_told = False
        self.align_action = self._action(self.tr("Align again"), "Ctrl+Shift+A")
        self.align_edited_action = self._action(
            self.tr("Align all edited segments"), "Ctrl+Shift+L"
        )
        self.align_action.triggered.connect(self.align_selected)
        self.align_edited_action.triggered.connect(self.align_edited)
        page.card.acted.connect(self._act)
        for changed in (self._document.state_changed, self._document.history_changed):
            changed.connect(self._fit)
        self._fit()

    def align_selected(self) -> None:
        """Time the words of the selected segments, or of the one with the caret."""
        chosen = (self._document.segment(each) for each in self._page.view.pen.selected_ids)
        self._ask([said for said in chosen if said is not None and said.text])

    def align_edited(self) -> None:
        """Time the words of every segment with words that were not recognised there."""
        found = self._edited()
        self._ask(found)
        if not found:
            self._page.say(self.tr("Nothing is to be aligned"), self._nothing_edited())

    def ask_again(self) -> None:
        """Another engine listens now: what the last one did not answer is asked again."""
        if self._asked is not None:
            self.asked.emit(self._asked)

    def take(self, event: AligningAgain | AlignedAgain) -> None:
        """Hear how far the engine is, or what it found."""
        if event.job != str(self._document.path) or self._asked is None:
            return
        if isinstance(event, AligningAgain):
            self._show_progress(event)
            return
        self._asked = None
        self._fit()
        if event.problem is not None:
            self._complain(event.problem)
        else:
            self._apply(event.edit, event.unaligned)

    # --- how it is done -----------------------------------------------------------------------

    def _ask(self, segments: Sequence[Segment]) -> None:
        """Have these aligned, unless others are on their way."""
        if not segments or self._asked is not None or self._document.is_read_only:
            return
        self._page.view.pen.pause()
        self._asked = AlignAgain(str(self._document.path), tuple(segments))
        self._is_told = True
        self._fit()
        self._say("")
        self.asked.emit(self._asked)

    def _apply(self, edit: AlignSegments | None, unaligned: int) -> None:
        """Make the edit as far as the text is still what was aligned, and say what was left."""
        wanted = edit.timings if edit else ()
        timings = tuple(timing for timing in wanted if self._reads(timing.segment) == timing.text)
        changed = len(wanted) - len(timings)
        self._page.hush()
        if timings:
            self._page.view.pen.pause()
            self._document.do(AlignSegments(timings))
        if changed:
            title = self.tr("%n segment(s) were changed in the meantime", "", changed)
            self._page.say(title, self.tr("They keep the times that they have."))
        elif unaligned:
            title = self.tr("%n segment(s) could not be aligned", "", unaligned)
            self._page.say(title, self.tr("Their words keep the times that they have."))

    def _reads(self, segment: str) -> str:
        said = self._document.segment(segment)
        return said.text if said is not None else ""

    def _edited(self) -> tuple[Segment, ...]:
        document = self._document
        counting = document.history[: document.position]
        return to_align(document.recognised, document.transcript, counting)

    # --- what is said -------------------------------------------------------------------------

    def _show_progress(self, event: AligningAgain) -> None:
        share = min(event.done / event.total, 1.0) if event.total > 0 else 0.0
        what = self.tr("Reading the recording: %1 %")
        if not event.is_decoding:
            what = self.tr("Listening: %1 %")
        self._say(what.replace("%1", str(round(100 * share))))

    def _say(self, text: str) -> None:
        """Say what is awaited, unless the user has put that away."""
        if self._is_told and self._asked is not None:
            count = len(self._asked.segments)
            title = self.tr("Aligning %n segment(s)", "", count)
            self._page.say(title, text, {STOP: self.tr("Stop")})

    def _complain(self, problem: Problem) -> None:
        said = wording.worded(problem)
        actions = {said.action: said.button} if said.button else {}
        self._page.say(said.title, said.sentence, actions, tint="warning")

    def _nothing_edited(self) -> str:
        return self.tr("No segment has words that were typed since it was recognised or aligned.")

    def _act(self, action: str) -> None:
        """The card was put away; or what is awaited is not wanted any more."""
        self._is_told = False
        if action == STOP and self._asked is not None:
            self.asked.emit(StopAligning(self._asked.job))

    # --- actions ------------------------------------------------------------------------------

    def _action(self, text: str, keys: str) -> QAction:
        """An action of the page, and of the menu in its text."""
        action = self._page.add_action(text, keys)
        self._page.view.addAction(action)
        return action

    def _fit(self) -> None:
        """Offer it where it can be done now."""
        can = not self._document.is_read_only and self._asked is None
        self.align_action.setEnabled(can)
        self.align_edited_action.setEnabled(can)
