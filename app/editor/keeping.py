"""Reads and writes the file of an open document, on a thread of its own.

    keeper.read()                    soon: keeper.was_read(Content), or could_not_read(Problem)
    keeper.keep(wish)                soon: keeper.kept(), clashed(Content), could_not_keep(Problem)

What is told comes in the order in which it was done. The file's log of edits is the truth: where
somebody else has edited since, a wish is not kept but clashes, and brings what the file holds now.
One wish is written at a time, and of keys that are typed meanwhile only the last is the next wish:
whoever is killed loses what was typed during one write to the disk, which is the key being typed
unless fingers are quicker than the disk. The window never waits for it.

The keeper also looks whether the file changes by other hands, and tells it as `was_read`.
"""

from __future__ import annotations

import logging
import os
from collections.abc import Mapping, Sequence
from pathlib import Path
from typing import Any

import msgspec
from PySide6.QtCore import QObject, QTimer, Signal, Slot

from engine.document import Document, Source
from engine.edition import (
    NewText,
    bias_reports,
    edited_segments,
    laid_over,
    transcript_so_far,
)
from engine.edits import AnyEdit, History
from engine.errors import DocumentDamaged, DocumentHeld, LongtakeError
from engine.transcript import Segment, TermChange, Transcript

log = logging.getLogger(__name__)

PATIENCE = 2.0
"""Seconds to wait while another process writes, before it is told and tried again."""
LOOKS_EVERY = 700
"""Milliseconds between two looks at whether others have written."""


class Content(msgspec.Struct, frozen=True):
    """A document as it was read; the history has its present transcript worked out.

    `skipped` counts edits that fit no more, `new_texts` is what was recognised anew under edits.
    `why_read_only` is a code of `engine.errors`, and empty where edits can be kept.
    `others` counts how often edits of other hands were found; `changes` are the glossary's.
    """

    history: History
    title: str
    source: Source
    is_growing: bool = False
    skipped: int = 0
    new_texts: tuple[NewText, ...] = ()
    why_read_only: str = ""
    others: int = 0
    changes: tuple[TermChange, ...] = ()


class Keep(msgspec.Struct, frozen=True):
    """The wish to write an edit, or with `amend` to put it in place of the last one.

    `bases` are what it rests on, as `Document.append_edit` has them.
    """

    edit: AnyEdit
    amend: bool = False
    bases: Mapping[int, tuple[Segment, ...]] = {}


class Walk(msgspec.Struct, frozen=True):
    """The wish to take the last edit back, or to make it again."""

    back: bool


Wish = Keep | Walk


class Keeper(QObject):
    """Lives on a thread of its own and has the file open there."""

    was_read = Signal(object)
    could_not_read = Signal(object)
    kept = Signal()
    clashed = Signal(object)
    could_not_keep = Signal(object)

    def __init__(self, path: Path) -> None:
        super().__init__()
        self._path = path
        self._document: Document | None = None
        self._why_read_only = ""
        self._mark = (0, "")
        self._others = 0
        self._refused: Wish | None = None
        self._stamp = ""
        self._seen: Any = None
        self._recognised: Transcript | None = None
        self._changes: tuple[TermChange, ...] = ()

    @Slot()
    def read(self) -> None:
        """Open the file if it is not open, and tell what is in it."""
        try:
            if self._document is None:
                self._open()
            self.was_read.emit(self._content())
        except LongtakeError as error:
            self.could_not_read.emit(error.problem())
            return
        if not hasattr(self, "_looks"):
            self._looks = QTimer(self)
            self._looks.setInterval(LOOKS_EVERY)
            self._looks.timeout.connect(self.look)
            self._looks.start()

    @Slot(object, int)
    def keep(self, wish: Wish, others: int) -> None:
        """Write down what the user did, who knew these `others` of the last `Content`.

        What others did since must not be taken for the user's own and amended or undone.
        """
        self._refused = wish
        try:
            if others != self._others or self._required.edit_mark != self._mark:
                self.clashed.emit(self._content())
                return
            self._write(wish)
            self._refused = None
        except DocumentHeld as error:
            self._clash_or_fail(error)
        except LongtakeError as error:
            self.could_not_keep.emit(error.problem())
        else:
            self.kept.emit()

    @Slot()
    def look(self) -> None:
        """Tell what the file holds if others have changed it."""
        try:
            is_edited = self._required.edit_mark != self._mark
            stamp = self._required.updated_at
            if is_edited or (stamp != self._stamp and self._seen != self._what_is_seen()):
                self.was_read.emit(self._content())
            self._stamp = stamp
        except LongtakeError:
            return  # busy, or gone for the moment; who wants to write will be told

    @Slot(bool, object, int)
    def finish(self, is_waiting: bool, wishes: Sequence[Wish], others: int) -> None:
        """Write what is left, close the file and end the thread.

        `is_waiting`: nobody has heard yet what became of the last wish.
        """
        refused = (self._refused,) if is_waiting and self._refused is not None else ()
        if hasattr(self, "_looks"):
            self._looks.stop()
        try:
            if self._document is not None:
                for wish in (*refused, *wishes):
                    self._write_last(wish, others)
                    others = self._others
                self._document.close()
        finally:
            self.thread().quit()

    # --- reading ------------------------------------------------------------------------------

    @property
    def _required(self) -> Document:
        assert self._document is not None, "read it first"
        return self._document

    def _open(self) -> None:
        path = self._path
        try:
            can_write = os.access(path, os.W_OK) and os.access(path.parent, os.W_OK)
            self._document = Document.open(path, read_only=not can_write, patience=PATIENCE)
            self._why_read_only = "" if can_write else "not-writable"
        except DocumentDamaged as error:
            # What the damage did not reach is better than nothing.
            self._document = Document.open(path, read_only=True, verify=False)
            self._why_read_only = error.code

    def _content(self) -> Content:
        document = self._required
        self._stamp = document.updated_at
        seen = self._what_is_seen()
        if self._recognised is None or seen != self._seen:
            self._recognised = _same_where_equal(recognised(document), self._recognised)
            self._changes = _term_changes(document, self._recognised)
        self._seen = seen
        edition = laid_over(document, self._recognised)
        if document.edit_mark != self._mark:
            self._mark, self._others = document.edit_mark, self._others + 1
        log = document.edit_log
        done = sum(1 for logged in log if logged.number <= self._mark[0])
        history = History(
            edition.recognised, [logged.edit for logged in log], done, edition.transcript
        )
        return Content(
            history,
            document.source.title,
            document.source,
            document.state in ("queued", "running", "paused", "interrupted"),
            len(edition.skipped),
            edition.new_texts,
            self._why_read_only,
            self._others,
            self._changes,
        )

    def _what_is_seen(self) -> tuple[Any, ...]:
        """All on which the text rests but the edits."""
        document = self._required
        stages = ("recognise", "align", "diarize", "transcript")
        saved = tuple((s, c.part, c.saved_at) for s in stages for c in document.checkpoints(s))
        # Where people are told apart, an edited segment is not cut between two of them.
        edited = edited_segments(document) if document.options.diarize else frozenset()
        return document.state, document.language, saved, edited

    # --- writing ------------------------------------------------------------------------------

    def _write(self, wish: Wish) -> None:
        document = self._required
        if isinstance(wish, Keep):
            document.append_edit(
                wish.edit,
                amend=wish.amend,
                after=self._mark[0],
                bases=wish.bases,
            )
        elif wish.back:
            document.undo()
        else:
            document.redo()
        self._mark = document.edit_mark
        self._stamp = document.updated_at

    def _write_last(self, wish: Wish, known: int) -> None:
        """Nobody listens any more: lay it over whatever the file holds, if it is an edit."""
        try:
            others = known != self._others or self._required.edit_mark != self._mark
            self._mark = self._required.edit_mark
            if isinstance(wish, Keep):
                amends = wish.amend and not others
                self._write(msgspec.structs.replace(wish, amend=amends))
            elif not others:
                self._write(wish)
        except LongtakeError as error:
            log.error("an edit of %s could not be written: %s", self._path.name, error)

    def _clash_or_fail(self, error: DocumentHeld) -> None:
        """Somebody has edited since, or only writes for long."""
        try:
            if self._required.edit_mark != self._mark:
                self.clashed.emit(self._content())
                return
        except LongtakeError:
            pass
        self.could_not_keep.emit(error.problem())


def recognised(document: Document) -> Transcript:
    """What was recognised so far; what is still to come is no gap, but what was given up."""
    found = transcript_so_far(document)
    if document.state == "completed":
        return found
    given_up = {attempt.part for attempt in document.attempts if attempt.rung == "gap"}
    gaps = tuple(gap for gap in found.gaps if gap.chunk in given_up)
    return msgspec.structs.replace(found, gaps=gaps)


def _term_changes(document: Document, found: Transcript) -> tuple[TermChange, ...]:
    """What the glossary changed; without one, nothing more is read."""
    if not any(said.offered for said in found.segments):
        return ()
    reports = bias_reports(document).values()
    return tuple(change for report in reports for change in report.changed)


def _same_where_equal(now: Transcript, before: Transcript | None) -> Transcript:
    """A transcript that has grown, with the very segments of before where they are the same.

    So a page draws anew only what is new.
    """
    known = {said.id: said for said in before.segments} if before else {}
    both = ((known.get(said.id, said), said) for said in now.segments)
    kept = tuple(old if old == said else said for old, said in both)
    return msgspec.structs.replace(now, segments=kept)
