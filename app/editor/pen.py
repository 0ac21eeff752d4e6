"""What writes in the transcript: a caret, a selection, and what keys make of the text under them.

The pen knows no widget. It names places by segment and character, turns typing into edits of the
document, and keeps the text of the segment being typed as it was typed (`text_of`), with spaces at
its end that the document has no use for.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from contextlib import contextmanager

import msgspec
from PySide6.QtCore import QObject, QTextBoundaryFinder, QTimer, Signal

from app.editor.rows import characters, units, word_spans
from app.editor.trail import Mark, Marks, Step, Trail
from app.editor.transcript_document import TranscriptDocument
from engine.edits import (
    AnyEdit,
    AssignSegments,
    AssignWords,
    DeleteSegments,
    InsertSegment,
    JoinSegments,
    MoveBoundary,
    SetText,
    SplitSegment,
)

NEW = 2.0
"""Seconds of a new segment that none follows."""
PAUSE = 2000
"""Milliseconds without a key after which typing begins to be another edit."""
_WORD_AHEAD = re.compile(r"\W*\w+")
_WORD_BEHIND = re.compile(r"\w+\W*$")


class Place(msgspec.Struct, frozen=True, order=True):
    """A place between two characters: the number of a segment, and how many are before it."""

    row: int
    offset: int


class Pen(QObject):
    """Writes at the caret of one view."""

    moved = Signal()
    """The caret or the selection is another."""
    rewritten = Signal(int)
    """A segment of this number shows another text, though the document holds the same."""

    def __init__(self, document: TranscriptDocument, parent: QObject | None = None) -> None:
        super().__init__(parent)
        self._document = document
        self._caret = self._anchor = Place(0, 0)
        self._caret_id = self._anchor_id = ""
        self._draft: tuple[str, str] | None = None
        self._trail = Trail()
        self._changed = (-1, 0, 0)
        self._goes_on = False
        self._pause = QTimer(self, singleShot=True, interval=PAUSE)
        self._pause.timeout.connect(self.pause)
        document.segments_changed.connect(self._follow)

    # --- where it is --------------------------------------------------------------------------

    @property
    def caret(self) -> Place:
        """Where is written."""
        return self._caret

    @property
    def selection(self) -> tuple[Place, Place]:
        """From where to where is selected; the same place twice where nothing is."""
        return min(self._anchor, self._caret), max(self._anchor, self._caret)

    @property
    def has_selection(self) -> bool:
        """Something is selected."""
        return self._anchor != self._caret

    @property
    def selected_ids(self) -> tuple[str, ...]:
        """The segments that the selection touches, or the one with the caret."""
        first, last = self.selection
        return tuple(s.id for s in self._document.segments[first.row : last.row + 1])

    @property
    def selected_text(self) -> str:
        """What is selected, one segment a line."""
        if not self.has_selection:
            return ""
        first, last = self.selection
        spans = (self.selected_in(row) for row in range(first.row, last.row + 1))
        rows = range(first.row, last.row + 1)
        return "\n".join(
            self.text_of(row)[start:end] for row, (start, end) in zip(rows, spans, strict=True)
        )

    def selected_in(self, row: int) -> tuple[int, int]:
        """Which characters of a segment are selected."""
        first, last = self.selection
        if not first.row <= row <= last.row:
            return 0, 0
        start = first.offset if row == first.row else 0
        return start, last.offset if row == last.row else len(self.text_of(row))

    def text_of(self, row: int) -> str:
        """A segment's text as it is shown."""
        segment = self._document.segments[row]
        if self._draft is not None and self._draft[0] == segment.id:
            return self._draft[1]
        return segment.text

    # --- moving -------------------------------------------------------------------------------

    def go(self, place: Place, selects: bool = False) -> None:
        """Put the caret there, with `selects` from where the selection began."""
        self.pause()
        self._put(place, selects)

    def select(self, row: int, start: int, end: int) -> None:
        """Select characters of a segment."""
        self.select_between(Place(row, start), Place(row, end))

    def select_between(self, start: Place, end: Place) -> None:
        """Select from one place to another, where the caret is then."""
        self.pause()
        self._put(start)
        self._put(end, True)

    def select_all(self) -> None:
        """Select the whole transcript."""
        last = len(self._document.segments) - 1
        if last >= 0:
            self.select_between(Place(0, 0), Place(last, len(self.text_of(last))))

    def beside(self, by: int, is_word: bool = False) -> Place:
        """The place one character, or one word, before (-1) or after (1) the caret."""
        row, offset = self._caret.row, self._caret.offset
        text = self.text_of(row)
        if by > 0 and offset >= len(text):
            return self._start_of(row + 1)
        if by < 0 and offset == 0:
            return self._end_of(row - 1)
        step = _by_word if is_word else _by_character
        return Place(row, step(text, offset, by))

    def word_around(self, place: Place) -> tuple[int, int]:
        """Where the word at a place begins and ends."""
        text = self.text_of(place.row)
        for found in re.finditer(r"\w[\w'’\-]*|\s+|[^\w\s]+", text):
            if found.start() <= place.offset <= found.end():
                return found.span()
        return place.offset, place.offset

    def pause(self) -> None:
        """Whatever is typed next is another edit."""
        self._goes_on = False

    # --- writing ------------------------------------------------------------------------------

    def insert(self, text: str) -> None:
        """Write at the caret, in place of what is selected; lines become one."""
        text = re.sub(r"[\s\x00-\x1f\x7f]+", " ", text)
        if not self._can_write or not text:
            return
        first, last = self.selection
        if first.row != last.row:
            self._overwrite_rows(first, last, text)
        else:
            self._rewrite(first.row, first.offset, last.offset, text)

    def remove(self, by: int, is_word: bool = False) -> None:
        """Take away what is selected, or a character or word before (-1) or after (1) the caret."""
        if not self._can_write:
            return
        first, last = self.selection
        if first.row != last.row:
            self._overwrite_rows(first, last, "")
        elif first != last:
            self._rewrite(first.row, first.offset, last.offset, "")
        else:
            self._remove_beside(self.beside(by, is_word))

    def split(self) -> None:
        """End the segment at the caret; what comes after it is a new one."""
        if not self._can_write:
            return
        row = self._caret.row
        segment = self._document.segments[row]
        at = self._words_before(row, self._caret.offset)
        if 0 < at < len(segment.words):
            with self._step():
                if self._document.do(SplitSegment(segment.id, at)):
                    self._put(Place(row + 1, 0))
        elif at:
            self.go(self._start_of(row + 1))

    def join(self, left: int) -> None:
        """Make one of a segment and the one after it; the caret is where they meet."""
        segments = self._document.segments
        if not 0 <= left < len(segments) - 1 or self._document.is_read_only:
            return
        rest = len(segments[left + 1].text)
        with self._step():
            if self._document.do(JoinSegments((segments[left].id, segments[left + 1].id))):
                self._put(Place(left, max(len(self.text_of(left)) - rest, 0)))

    def insert_segment(self) -> None:
        """A new, empty segment after this one, to be typed into."""
        if self._document.is_read_only:
            return
        edit = self._empty_segment()
        with self._step():
            if self._document.do(edit):
                self._put(Place(self._document.place_of(edit.new) or 0, 0))

    def _empty_segment(self) -> InsertSegment:
        """From the end of the segment with the caret to the next one; the first of a text."""
        segments, row = self._document.segments, self._caret.row
        if not segments:
            return InsertSegment(0.0, NEW, "")
        here = segments[row]
        following = segments[row + 1].start if row + 1 < len(segments) else here.end + NEW
        return InsertSegment(here.end, max(following, here.end + 0.5), "", here.speaker)

    def delete_segments(self) -> None:
        """Take out the selected segments."""
        self._do(DeleteSegments(self.selected_ids))

    def assign(self, speaker: str | None) -> None:
        """What is selected was said by this speaker: words of a segment, or whole segments."""
        self._do(self.giving(speaker))

    def giving(self, speaker: str | None) -> AnyEdit:
        """The edit that gives what is selected, or the segment with the caret, to a speaker."""
        ids = self.selected_ids
        if (words := self.selected_words) is None:
            return AssignSegments(ids, speaker)
        return AssignWords(ids[0], words[0], words[1], speaker)

    @property
    def selected_words(self) -> tuple[int, int] | None:
        """From which word up to which is selected, where that is a part of one segment."""
        first, last = self.selection
        if first == last or first.row != last.row:
            return None
        spans = word_spans(self._document.segments[first.row], self.text_of(first.row))
        touched = [n for n, (a, b) in enumerate(spans) if a < last.offset and b > first.offset]
        if not touched or len(touched) == len(spans):
            return None
        return touched[0], touched[-1] + 1

    def hand_over(self, back: bool) -> None:
        """Move the words before the caret to the segment before, or those after it to the next."""
        row, segments = self._caret.row, self._document.segments
        left = row - 1 if back else row
        if not self._can_write or not 0 <= left < len(segments) - 1:
            return
        at = self._words_before(row, self._caret.offset)
        at += len(segments[left].words) if back else 0
        with self._step():
            if self._document.do(MoveBoundary(segments[left].id, segments[left + 1].id, at)):
                self._put(Place(row, 0 if back else len(self.text_of(row))))

    def undo(self) -> None:
        """Take back the last edit, and go where it was."""
        self._walk(True)

    def redo(self) -> None:
        """Make it again, and go there."""
        self._walk(False)

    # --- how it is written --------------------------------------------------------------------

    @property
    def _can_write(self) -> bool:
        return not self._document.is_read_only and bool(self._document.segments)

    def _do(self, edit: AnyEdit) -> None:
        if self._can_write:
            with self._step():
                self._document.do(edit)

    def _rewrite(self, row: int, start: int, end: int, text: str) -> None:
        """Put `text` in place of some characters of a segment."""
        segment, old = self._document.segments[row], self.text_of(row)
        before, began = (self._draft, self._caret, self._anchor), self._marks
        new = old[:start] + text + old[end:]
        goes_on = self._goes_on and before[0] is not None and before[0][0] == segment.id
        last = self._last_edit
        self._draft = (segment.id, new)
        self._set(Place(row, start + len(text)))
        if new.split() == old.split():  # a space more or less: the document knows no such thing
            self.rewritten.emit(row)
        elif not self._document.type_text(segment.id, new, goes_on):
            self._draft, self._caret, self._anchor = before
        else:
            self._note(began, last if goes_on else None)
            self._goes_on = True
            self._pause.start()
        self.moved.emit()

    @contextmanager
    def _step(self) -> Iterator[None]:
        """Make an edit that is none of typing, and remember from where to where it led."""
        self.pause()
        began, position, last = self._marks, self._document.position, self._last_edit
        self._forget_draft()
        yield
        if self._document.position > position or self._last_edit is not last:
            self._note(began)

    def _note(self, began: Marks, amended: AnyEdit | None = None) -> None:
        if (edit := self._last_edit) is not None:
            step = Step(edit, began, self._marks)
            self._trail.note(self._document.position, step, amended)

    @property
    def _last_edit(self) -> AnyEdit | None:
        position = self._document.position
        return self._document.history[position - 1] if position else None

    @property
    def _marks(self) -> Marks:
        return (
            Mark(self._anchor_id, self._anchor.row, self._anchor.offset),
            Mark(self._caret_id, self._caret.row, self._caret.offset),
        )

    def _remove_beside(self, other: Place) -> None:
        here = self._caret
        if other.row == here.row:
            self._rewrite(
                here.row, min(here.offset, other.offset), max(here.offset, other.offset), ""
            )
        else:
            self.join(min(here.row, other.row))

    def _overwrite_rows(self, first: Place, last: Place, text: str) -> None:
        """Several segments become one, in which the selected text is replaced."""
        kept = self.text_of(first.row)[: first.offset], self.text_of(last.row)[last.offset :]
        ids = tuple(s.id for s in self._document.segments[first.row : last.row + 1])
        with self._step():
            edits = (JoinSegments(ids), SetText(ids[0], kept[0] + text + kept[1]))
            if self._document.do_all(edits):
                self._put(Place(first.row, first.offset + len(text)))

    def _words_before(self, row: int, offset: int) -> int:
        """How many words of a segment are before a place, the one that holds it by its halves."""
        spans = word_spans(self._document.segments[row], self.text_of(row))
        return sum(1 for start, end in spans if start + end < 2 * offset)

    def _walk(self, back: bool) -> None:
        self.pause()
        before, row = self._document.segments, self._caret.row
        texts = {row: self.text_of(row)} if before else {}
        number = self._document.position + (0 if back else 1)
        self._forget_draft()
        self._changed = (-1, 0, 0)
        walked = self._document.undo() if back else self._document.redo()
        marks = None if walked is None else self._trail.marks(number, walked, back)
        row, removed, added = self._changed
        if marks is not None:
            self.select_between(*map(self._at, marks))
        elif 0 <= row < len(self._document.segments):
            old = texts.get(row) or (before[row].text if row < len(before) else "")
            new = self._document.segments[row].text
            place = _end_of_change(old, new) if removed == added else _common_start(old, new)
            self._put(Place(row, place))
        else:
            self.moved.emit()

    def _at(self, mark: Mark) -> Place:
        row = self._document.place_of(mark.segment)
        return Place(mark.row if row is None else row, mark.offset)

    # --- places -------------------------------------------------------------------------------

    def _put(self, place: Place, selects: bool = False) -> None:
        segments = self._document.segments
        if self._draft is not None and place.row != self._document.place_of(self._draft[0]):
            self._forget_draft()
        if not segments:
            return
        row = min(max(place.row, 0), len(segments) - 1)
        self._set(Place(row, min(max(place.offset, 0), len(self.text_of(row)))), selects)
        self.moved.emit()

    def _set(self, place: Place, selects: bool = False) -> None:
        self._caret = place
        self._caret_id = self._document.segments[place.row].id
        if not selects:
            self._anchor, self._anchor_id = place, self._caret_id

    def _forget_draft(self) -> None:
        """The segment that was typed in shows again what the document holds."""
        if self._draft is None:
            return
        row, self._draft = self._document.place_of(self._draft[0]), None
        if row is not None:
            self.rewritten.emit(row)

    def _start_of(self, row: int) -> Place:
        last = len(self._document.segments) - 1
        return Place(row, 0) if row <= last else Place(last, len(self.text_of(last)))

    def _end_of(self, row: int) -> Place:
        return Place(row, len(self.text_of(row))) if row >= 0 else Place(0, 0)

    def _follow(self, first: int, removed: int, added: int) -> None:
        """The document has changed: stay in the segment, wherever it is now."""
        self._changed = (first, removed, added)
        document = self._document
        if self._draft is not None:
            segment = document.segment(self._draft[0])
            if segment is None or segment.text.split() != self._draft[1].split():
                self._draft = None
        self._caret = self._found(self._caret, self._caret_id)
        self._anchor = self._found(self._anchor, self._anchor_id)

    def _found(self, place: Place, segment: str) -> Place:
        row = self._document.place_of(segment)
        segments: Sequence[object] = self._document.segments
        if row is None:
            row = min(place.row, max(len(segments) - 1, 0))
        length = len(self.text_of(row)) if segments else 0
        return Place(row, min(place.offset, length))


def _by_character(text: str, offset: int, by: int) -> int:
    finder = QTextBoundaryFinder(QTextBoundaryFinder.BoundaryType.Grapheme, text)
    finder.setPosition(units(text[:offset]))
    found = finder.toNextBoundary() if by > 0 else finder.toPreviousBoundary()
    return offset + by if found < 0 else characters(text, found)


def _by_word(text: str, offset: int, by: int) -> int:
    if by > 0:
        found = _WORD_AHEAD.match(text, offset)
        return found.end() if found else len(text)
    found = _WORD_BEHIND.search(text[:offset])
    return found.start() if found else 0


def _common_start(one: str, other: str) -> int:
    both = zip(one, other, strict=False)
    return next((n for n, (a, b) in enumerate(both) if a != b), min(len(one), len(other)))


def _end_of_change(old: str, new: str) -> int:
    """The place in `new` behind what is not as it was in `old`."""
    start = _common_start(old, new)
    rest = min(len(old), len(new)) - start
    ends = enumerate(zip(reversed(old), reversed(new), strict=False))
    same = next((n for n, (a, b) in ends if a != b or n == rest), rest)
    return len(new) - same
