"""What is searched, and what was found: asked of the engine, and asked again when there is more.

    desk.search("river")         soon: desk.changed, and desk.findings is the answer
    desk.look_again()            transcripts may have changed: the answer follows

The engine searches what it has read so far, at once, and reads what is new beside that.
"""

from __future__ import annotations

from collections.abc import Sequence
from itertools import count

import msgspec
from PySide6.QtCore import QObject, Signal

from engine.errors import Problem
from engine.findings import Findings, FoundTranscript
from engine.protocol import (
    ChunkChanged,
    Command,
    Event,
    JobChanged,
    JobEnded,
    JobRemoved,
    LibraryRead,
    LibraryReading,
    LibrarySearched,
    SearchLibrary,
    UpdateLibrary,
)

ALL_LINES = 500
"""So many lines of one transcript are shown when all are asked for."""

_askers = count(1)


class SearchDesk(QObject):
    """One search; every window has its own."""

    asked = Signal(object)
    """The engine is to be told this command."""
    changed = Signal()
    """There is another answer, or a problem in place of one."""
    reading_changed = Signal()

    def __init__(self, parent: QObject | None = None) -> None:
        super().__init__(parent)
        self.typed = ""
        self.findings: Findings | None = None
        self.problem: Problem | None = None
        self.reading: tuple[int, int] | None = None
        """How many of how many new transcripts are read, while that goes on."""
        self._asker = next(_askers)
        self._is_watched = False
        self._opened: dict[str, FoundTranscript | None] = {}

    @property
    def transcripts(self) -> Sequence[FoundTranscript]:
        """What was found; transcripts of which all lines were asked for have them all."""
        found = self.findings.transcripts if self.findings else ()
        return [self._opened.get(each.document) or each for each in found]

    def search(self, typed: str) -> None:
        """Search this from now on; the same again asks anew."""
        if typed.strip() != self.typed.strip():
            self._opened.clear()
        self.typed = typed
        self._ask()

    def show_all(self, document: str) -> None:
        """Ask for all lines of a transcript that was found."""
        self._opened.setdefault(document, None)
        self._ask_within(document)

    def look_again(self, documents: Sequence[str] = ()) -> None:
        """Transcripts are new or have changed; these lie elsewhere and are to be searched too."""
        self.asked.emit(UpdateLibrary(tuple(documents)))

    def watch(self, is_watched: bool) -> None:
        """Somebody looks at the answer from now on, or no more; then it follows the jobs."""
        self._is_watched = is_watched
        if is_watched:
            self.look_again()

    def hear(self, event: Event) -> None:
        """Learn from one event of the engine."""
        match event:
            case LibrarySearched(asker=self._asker):
                self._take(event)
            case LibraryReading(done=done, total=total):
                self._show_reading((done, total))
            case LibraryRead(has_changed=has_changed, problem=problem):
                self._show_reading(None)
                if problem is not None:
                    self._fail(problem)
                elif has_changed or self.problem is not None:
                    self._ask()
            case JobEnded() | JobRemoved() | JobChanged() | ChunkChanged(state="done"):
                if self._is_watched:
                    self.look_again()

    def start_anew(self) -> None:
        """Another engine listens now: ask it what the last one may not have answered."""
        self._show_reading(None)
        if self._is_watched:
            self.look_again()
            self._ask()

    def _take(self, event: LibrarySearched) -> None:
        if event.typed != self.typed:
            return
        if event.problem is not None or event.findings is None:
            self._fail(event.problem)
            return
        self.problem = None
        if not event.within:
            self.findings = event.findings
        elif event.within in self._opened:
            found = event.findings.transcripts
            self._opened[event.within] = found[0] if found else None
        self.changed.emit()

    def _ask(self) -> None:
        if not self.typed.strip():
            self.findings = self.problem = None
            self.changed.emit()
            return
        self._tell(SearchLibrary(self.typed))
        for document in self._opened:
            self._ask_within(document)

    def _ask_within(self, document: str) -> None:
        self._tell(SearchLibrary(self.typed, 1, ALL_LINES, document))

    def _tell(self, command: SearchLibrary) -> None:
        mine: Command = msgspec.structs.replace(command, asker=self._asker)
        self.asked.emit(mine)

    def _fail(self, problem: Problem | None) -> None:
        self.problem = problem
        self.changed.emit()

    def _show_reading(self, reading: tuple[int, int] | None) -> None:
        self.reading = reading
        self.reading_changed.emit()
