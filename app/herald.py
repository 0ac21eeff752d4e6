"""Says above the page what concerns the whole app: a problem, a greeting, a voice that is kept now.

It keeps what the engine said of the last problem, for whoever wants to copy it.
"""

from __future__ import annotations

import logging
import sys
import traceback
from collections.abc import Sequence
from pathlib import Path
from types import TracebackType

from PySide6.QtCore import QObject

from app import wording
from app.engine_client import EngineClient
from app.jobs.job_row import JobRow
from app.windows import Windows
from engine.errors import EngineFault, Problem, UsageError
from engine.protocol import VoiceKept

log = logging.getLogger(__name__)


class Herald(QObject):
    """Speaks in the window that the user looks at."""

    def __init__(
        self, windows: Windows, client: EngineClient, parent: QObject | None = None
    ) -> None:
        super().__init__(parent)
        self._windows = windows
        self._client = client
        self.details = ""

    def tell_problem(self, problem: Problem) -> None:
        """Something went wrong that belongs to no job."""
        said = wording.worded(problem)
        self.details = said.details
        actions = self._copying()
        if self._client.state == "given-up":
            actions = {"restart-engine": self.tr("Try again"), **actions}
        self._windows.current.tell(said.title, said.sentence, actions, "failure")

    def tell_unopened(self, source: str, problem: Problem) -> None:
        """A text of another program cannot be edited."""
        said = wording.worded(problem)
        self.details = said.details
        title = self.tr("“%1” cannot be opened").replace("%1", Path(source).name)
        self._windows.current.tell(title, said.sentence, self._copying(), "warning")

    def tell_useless(self) -> None:
        """Of all that was given, nothing is sound or text."""
        title = self.tr("Nothing there can be transcribed")
        what = self.tr("Recordings and films can; transcripts and subtitles can be edited.")
        self._windows.current.tell(title, what)

    def tell_removed(self, title: str) -> None:
        """A job was taken out of the list, which can be undone."""
        said = self.tr("“%1” is no longer in the list").replace("%1", title)
        self._windows.current.tell(said, "", {"undo": self.tr("Undo")})

    def tell_arrived(self, paths: Sequence[str]) -> None:
        """Recordings have come into the watched folder."""
        title = self.tr("“%1” has arrived").replace("%1", Path(paths[0]).name)
        if len(paths) > 1:
            title = self.tr("%n recording(s) have arrived", "", len(paths))
        what = self.tr("What comes into the watched folder is transcribed.")
        self._windows.current.tell(title, what)

    def tell_voice(self, kept: VoiceKept) -> None:
        """A voice will be known again, or why it will not."""
        if kept.problem is None:
            said = self.tr("The voice of %1 will be known again").replace("%1", kept.name)
            self._windows.current.tell(said, self.tr("Preferences show whom Longtake knows."))
            return
        self.details = wording.details(kept.problem)
        said = self.tr("The voice of %1 could not be remembered").replace("%1", kept.name)
        why = self.tr("It takes some seconds in which nobody else talks, and speakers told apart.")
        is_unheard = kept.problem.code == UsageError.code
        sentence = why if is_unheard else wording.worded(kept.problem).sentence
        self._windows.current.tell(said, sentence, self._copying(), "warning")

    def greet(self, rows: Sequence[JobRow]) -> None:
        """Jobs of an earlier session are not finished, and can go on together."""
        title = self.tr("%n recording(s) were not finished", "", len(rows))
        how_far = self.tr("“%1” is %2 % done. Nothing that was done is lost.")
        first = max(rows, key=lambda row: row.progress)
        text = how_far.replace("%1", first.title).replace("%2", str(int(first.progress * 100)))
        self._windows.current.tell(title, text, {"resume-all": self.tr("Resume all")})

    def tell_crash(
        self, kind: type[BaseException], error: BaseException, trace: TracebackType | None
    ) -> None:
        """The app's crash hook: what nobody foresaw is logged whole and told, and ends nothing."""
        if not issubclass(kind, Exception):
            sys.__excepthook__(kind, error, trace)
            return
        log.critical("a bug in the app", exc_info=(kind, error, trace))
        details = "".join(traceback.format_exception(kind, error, trace))
        fault = EngineFault("Longtake met an error that it does not know.", details=details)
        self.tell_problem(fault.problem())

    def _copying(self) -> dict[str, str]:
        return {"copy-details": self.tr("Copy details")}
