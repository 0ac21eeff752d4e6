"""Which word is heard now, and whether the page goes along with it.

playing.go(seconds)              a negative one says that nothing is heard
playing.moved                    rows that look different now
"""

from __future__ import annotations

from PySide6.QtCore import QElapsedTimer, QObject, Signal

from app.editor.transcript_document import TranscriptDocument

LEAVES_TYPISTS_ALONE = 5000
"""Milliseconds after a key in which the page does not run after what is playing."""
LATE = 0.25
"""Seconds after its end for which a word stays marked while nothing follows."""
NOWHERE = (-1, -1)


class Playing(QObject):
    """The place in a document that is heard."""

    moved = Signal(int, int)
    """From this row to that one; -1 is none."""
    following_changed = Signal(bool)
    """Whether the page goes along."""

    def __init__(self, document: TranscriptDocument, parent: QObject | None = None) -> None:
        super().__init__(parent)
        self._document = document
        self._last_key = QElapsedTimer()
        self.seconds = -1.0
        self.place: tuple[int, int] = NOWHERE
        """Row and number of the word; (-1, -1) in a pause."""
        self.is_following = True

    @property
    def is_heard(self) -> bool:
        """Something is heard."""
        return self.seconds >= 0

    def go(self, seconds: float) -> None:
        """This moment is heard."""
        self.seconds = seconds
        before = self.place
        self.find()
        if self.place != before:
            self.moved.emit(before[0], self.place[0])

    def find(self) -> None:
        """Find the word again: the text may be another."""
        self.place = self._word_at(self.seconds)

    def follow(self, follows: bool) -> None:
        """Go along, or not."""
        if follows != self.is_following:
            self.is_following = follows
            self.following_changed.emit(follows)

    def leave(self) -> None:
        """The user looks elsewhere."""
        if self.is_heard:
            self.follow(False)

    def note_key(self) -> None:
        """The user types, and wants the page to stay for a while."""
        self._last_key.start()

    @property
    def leads(self) -> bool:
        """The page should show the place that is heard."""
        is_typed = self._last_key.isValid() and self._last_key.elapsed() < LEAVES_TYPISTS_ALONE
        return self.is_following and self.place[0] >= 0 and not is_typed

    def _word_at(self, seconds: float) -> tuple[int, int]:
        row = self._document.place_at(seconds) if seconds >= 0 else -1
        if row < 0:
            return NOWHERE
        words = self._document.segments[row].words
        number = max((n for n, word in enumerate(words) if word.start <= seconds), default=-1)
        if number < 0 or seconds > max(words[number].end, words[-1].end) + LATE:
            return NOWHERE
        return row, number
