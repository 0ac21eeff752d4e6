"""Shows documents from anywhere: dropped ones, those of "Open with", those that a search found.

What does not lie in the list is read first, and is in the list as long as the app runs.
"""

from __future__ import annotations

from PySide6.QtCore import QObject

from app.engine_client import EngineClient
from app.herald import Herald
from app.jobs.job_queue import JobQueue
from app.jobs.reading import Reader, Reading
from app.main_window import MainWindow
from app.windows import Windows
from engine.errors import Problem
from engine.findings import FoundLine
from engine.protocol import Event, Imported, JobChanged, JobRemoved, UpdateLibrary


class Opening(QObject):
    """Opens documents, wherever they are."""

    def __init__(
        self,
        client: EngineClient,
        queue: JobQueue,
        reader: Reader,
        windows: Windows,
        herald: Herald,
        parent: QObject | None = None,
    ) -> None:
        super().__init__(parent)
        self._client = client
        self._queue = queue
        self._reader = reader
        self._windows = windows
        self._herald = herald
        self._opened: list[str] = []
        self._awaited: dict[MainWindow, str] = {}
        self._found: tuple[str, FoundLine | None] = ("", None)
        reader.was_read.connect(self._adopt)
        reader.failed.connect(self._tell_unreadable)
        queue.modelReset.connect(self._read_again)

    def open(self, path: str) -> None:
        """Show a document; one that is not in the list is read first."""
        window = self._windows.current
        if self._queue.row_of(path) is not None:
            self._awaited.pop(window, None)
            window.show_job(path)
        else:
            self._awaited[window] = path  # of several that come at once, the last
            self._opened.append(path)
            self._reader.read(path)
            self._client.send(UpdateLibrary((path,)))

    def open_found(
        self, window: MainWindow, job: str, line: FoundLine | None, in_new_window: bool
    ) -> None:
        """Show a transcript that was found, at the line that says it."""
        if self._queue.row_of(job) is None:
            self._found = (job, line)
            self.open(job)
            return
        if in_new_window:
            window = self._windows.open(job)
            window.show()
        else:
            window.show_job(job)
        if line is not None:
            window.page.show_line(line)

    def ask_again(self) -> None:
        """Another engine listens: what was opened from elsewhere is to be found by it too."""
        if self._opened:
            self._client.send(UpdateLibrary(tuple(self._opened)))

    def hear(self, event: Event) -> None:
        """Learn from what the engine tells."""
        match event:
            case Imported(job=job, problem=None):
                self._windows.current.show_job(job)
            case Imported(source=source, problem=Problem() as problem):
                self._herald.tell_unopened(source, problem)
            case JobRemoved(job=job) if job in self._opened:
                self._opened.remove(job)
            case _:
                pass

    def _read_again(self) -> None:
        """The list is new: what was opened from elsewhere is not in it, and on no page."""
        shown = {window: window.shown_job for window in self._windows.all}
        self._awaited |= {window: job for window, job in shown.items() if job in self._opened}
        for path in self._opened:
            self._reader.read(path)

    def _adopt(self, job: str, reading: Reading) -> None:
        if job not in self._opened or self._queue.row_of(job) is not None:
            return
        self._queue.take(JobChanged(reading.summary()))
        for window in [each for each in self._windows.all if self._awaited.get(each) == job]:
            del self._awaited[window]
            window.show_job(job)
            found, line = self._found
            if found == job and line is not None:
                window.page.show_line(line)

    def _tell_unreadable(self, job: str, problem: Problem) -> None:
        if job in self._opened:
            self._opened.remove(job)
            self._herald.tell_problem(problem)
