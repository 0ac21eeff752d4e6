"""Builds everything and connects it; the only module that knows everyone.

Nothing here decides what is done to a recording: wishes go to the desk, what the engine tells goes
into the models, and the windows show the models.
"""

from __future__ import annotations

import logging
from collections.abc import Sequence
from functools import partial
from types import TracebackType
from typing import TYPE_CHECKING

from PySide6.QtCore import QEvent, QObject, QTimer, QUrl
from PySide6.QtGui import QDesktopServices, QFileOpenEvent, QGuiApplication
from PySide6.QtWidgets import QApplication

from app import languages, theme
from app.announcing import Announcer
from app.collector import Collector
from app.dropping import Finder, Found
from app.engine_client import EngineClient
from app.herald import Herald
from app.jobs import sentences
from app.jobs.job_acts import JobActs
from app.jobs.job_desk import JobDesk
from app.jobs.job_queue import JobQueue
from app.jobs.job_report import JobReports
from app.jobs.job_row import JobRow
from app.jobs.new_job_dialog import NewJobDialog
from app.jobs.new_jobs import NewJobs
from app.jobs.reading import Reader
from app.main_window import MainWindow
from app.opening import Opening
from app.settings import Settings, SettingsStore
from app.watched_folder import WatchedFolder
from app.windows import Windows
from engine import options
from engine.options import Home
from engine.protocol import (
    AlignedAgain,
    AligningAgain,
    EngineFailed,
    Event,
    JobEnded,
    UpdateLibrary,
    VoiceKept,
    VoicesSuggested,
)

if TYPE_CHECKING:  # a window is there sooner without what is opened later
    from app.preferences.dialog import PageName, PreferencesDialog

log = logging.getLogger(__name__)

READS_LIBRARY_AFTER = 5_000
"""Milliseconds of peace for an engine that has just begun, before it reads what may be searched."""


class Application(QObject):
    """The running app. `client` may be given by tests that bring an engine of their own."""

    def __init__(
        self,
        qt: QApplication,
        home: Home | None = None,
        client: EngineClient | None = None,
    ) -> None:
        super().__init__(qt)
        self._qt = qt
        self._collector = Collector(self)
        self.home = home or options.home()
        self.store = SettingsStore(self.home.root / "settings.json", self)
        theme.apply(qt, self.store.value.appearance, self.store.value.motion)
        self._language = self.store.value.language
        languages.install(qt, self._language)
        self.client = client or EngineClient(self.home.logs / "engine-stderr.log", parent=self)
        self._build_models()
        self._build_windows()
        self._removed: list[str] = []
        self._unfinished: list[str] = []
        self._reads_library = QTimer(self, singleShot=True, interval=READS_LIBRARY_AFTER)
        self._connect()

    def start(self, paths: Sequence[str] = ()) -> None:
        """Show the window, start the engine, and take in what was given on the command line."""
        self.open_window().show()
        self.client.start()
        if paths:
            self.finder.look(paths)

    def welcome(self, files: Sequence[str]) -> None:
        """Longtake was started once more: come to the front, and take in what was given."""
        self._windows.come_forward()
        if files:
            self.finder.look(files)

    def open_window(self, job: str = "") -> MainWindow:
        """Another window on the same jobs; with a job it shows that one alone."""
        return self._windows.open(job)

    def close(self) -> None:
        """Let the engine go; what it did not finish is in the documents."""
        self._qt.removeEventFilter(self)
        self.client.stop()
        self.desk.close()
        self.finder.close()
        self.watched.close()
        self.reader.close()
        self._collector.stop()

    def tell_crash(
        self, kind: type[BaseException], error: BaseException, trace: TracebackType | None
    ) -> None:
        """The app's crash hook."""
        self.herald.tell_crash(kind, error, trace)

    @property
    def window(self) -> MainWindow:
        """The window that the user looks at, or a new one."""
        return self._windows.current

    @property
    def windows(self) -> Sequence[MainWindow]:
        """Every window that is open."""
        return self._windows.all

    @property
    def sheet(self) -> NewJobDialog | None:
        """What asks how recordings are to be transcribed, while it does."""
        return self.new_jobs.sheet

    # --- connections --------------------------------------------------------------------------

    def _build_models(self) -> None:
        self.queue = JobQueue(sentences.described, parent=self)
        self.reader = Reader(self)
        self.reports = JobReports(self.reader, self)
        self.desk = JobDesk(self.client, self.queue, self, self.home.root / "wishes.json")
        self.finder = Finder(self)
        self.watched = WatchedFolder(self.home.root / "watched.json", parent=self)
        self.announcer = Announcer(self._qt)

    def _build_windows(self) -> None:
        windows = Windows(self.queue, self.reports, self.store, self._connect_window, self)
        self._windows = windows
        self.herald = herald = Herald(windows, self.client, self)
        self.opening = Opening(self.client, self.queue, self.reader, windows, herald, self)
        self.new_jobs = NewJobs(self.client, self.desk, self.store, lambda: windows.current, self)
        self.acts = JobActs(self.desk, self.queue, self.reports, windows, self.store, self)
        self.preferences: PreferencesDialog | None = None

    def _connect(self) -> None:
        self.client.event_received.connect(self._take)
        self.client.state_changed.connect(self._notice_engine)
        self.client.ready.connect(self._ask_again)
        self.client.gave_up.connect(self.herald.tell_problem)
        self._reads_library.timeout.connect(lambda: self.client.send(UpdateLibrary()))
        self.desk.unfinished_found.connect(self._greet)
        self.desk.submitted.connect(self._show_submitted)
        self.desk.removed.connect(self._offer_undo)
        self.finder.found.connect(self._take_found)
        self.watched.arrived.connect(self._take_arrived)
        self.store.changed.connect(self._apply)
        self.store.not_kept.connect(self.herald.tell_problem)
        self._qt.aboutToQuit.connect(self.close)
        self._qt.installEventFilter(self)

    def _connect_window(self, window: MainWindow) -> None:
        window.paths_given.connect(self.finder.look)
        window.job_acted.connect(self._act_on_jobs)
        window.app_acted.connect(self._act)
        window.page.asked.connect(self.client.send)
        window.search_desk.asked.connect(self.client.send)
        window.search.opened.connect(partial(self.opening.open_found, window))

    def eventFilter(self, watched: QObject, event: QEvent) -> bool:  # noqa: D102 - Qt's name
        if isinstance(event, QFileOpenEvent):  # the dock icon, "Open with"
            self.finder.look([event.file()])
            return True
        return False

    # --- what the engine tells ----------------------------------------------------------------

    def _take(self, event: Event) -> None:
        self.reports.take(event)
        self.new_jobs.hear(event)
        self.opening.hear(event)
        if self.preferences is not None:
            self.preferences.hear(event)
        for window in self.windows:
            window.search_desk.hear(event)
        match event:
            case VoicesSuggested():
                for window in self.windows:
                    window.page.suggest_voices(event)
            case AligningAgain() | AlignedAgain():
                for window in self.windows:
                    window.page.take_alignment(event)
            case VoiceKept():
                self.herald.tell_voice(event)
            case EngineFailed(problem=problem):
                self.herald.tell_problem(problem)
            case JobEnded():
                self._announce(event)
            case _:
                pass

    def _notice_engine(self, state: str) -> None:
        if state != "ready":
            self.reports.lose_engine()

    def _ask_again(self) -> None:
        """An engine listens now: what the last one was asked and did not answer is asked again."""
        self.new_jobs.ask_again()
        self.opening.ask_again()
        for window in self.windows:
            window.page.ask_about_voices()
            window.page.ask_again()
            window.search_desk.start_anew()
        self._reads_library.start()
        self.watched.watch(self.store.value.watched)

    def _announce(self, event: JobEnded) -> None:
        """Somebody who looks elsewhere learns that a job has ended."""
        row = self.queue.row_of(event.job)
        if self.store.value.notifies and row and event.state in ("completed", "failed"):
            self.announcer.announce(row, self.window)

    # --- what the user gives and wants --------------------------------------------------------

    def _take_found(self, found: Found) -> None:
        for document in found.documents:
            self.opening.open(document)
        self.desk.import_texts(found.texts)
        if found.media:
            self.new_jobs.ask_how(found.media)
        elif not found.documents and not found.texts:
            self.herald.tell_useless()

    def _take_arrived(self, paths: tuple[str, ...]) -> None:
        """New recordings lie in the watched folder: they are transcribed as the last ones were."""
        self.new_jobs.transcribe(paths)
        self.herald.tell_arrived(paths)

    def _show_submitted(self, job: str) -> None:
        if not self.window.shown_job:
            self.window.show_job(job)

    def _act_on_jobs(self, action: str, jobs: list[str]) -> None:
        if not self.acts.act(action, jobs):
            self._act(action)

    def _act(self, action: str) -> None:
        match action:
            case "quit":
                self._qt.closeAllWindows()
                self._qt.quit()
            case "sample":
                self.new_jobs.transcribe_sample()
            case "resume-all":
                self.desk.resume(self._unfinished)
            case "undo":
                self._undo()
            case "preferences" | "open-settings":
                self._show_preferences("general")
            case "choose-model" | "fetch-model":
                self._show_preferences("models")
            case "restart-engine":
                self.client.start()
            case "choose-film":
                self.window.choose_files()
            case "show-log":
                QDesktopServices.openUrl(QUrl.fromLocalFile(str(self.home.logs)))
            case "copy-details":
                QGuiApplication.clipboard().setText(self.herald.details)
            case _:
                log.info("nobody does %r", action)

    def _greet(self, rows: list[JobRow]) -> None:
        """Jobs of an earlier session are not finished: go on by itself, or offer it.

        The page of a job offers that for this one, so a single job needs no more than its page.
        """
        self._unfinished = [row.job for row in rows]
        if not self.window.shown_job:
            self.window.show_job(max(rows, key=lambda row: row.progress).job)
        if self.store.value.resumes_by_itself:
            self.desk.resume(self._unfinished)
        elif self._unfinished != [self.window.shown_job]:
            self.herald.greet(rows)

    def _offer_undo(self, title: str, kept: str) -> None:
        if kept:
            self._removed.append(kept)
            self._windows.offer_undo(True)
            self.herald.tell_removed(title)

    def _undo(self) -> None:
        if self._removed:
            self.desk.put_back(self._removed.pop())
            self.window.tell_nothing()
        self._windows.offer_undo(bool(self._removed))

    # --- settings -----------------------------------------------------------------------------

    def _apply(self, settings: Settings) -> None:
        theme.apply(self._qt, settings.appearance, settings.motion)
        self.watched.watch(settings.watched)
        if settings.language != self._language:
            # Not at once: what announces the change is a widget that is about to be replaced.
            QTimer.singleShot(0, self, self._speak_anew)

    def _speak_anew(self) -> None:
        """Show everything in the language that was chosen; nothing that works is touched."""
        if self._language == self.store.value.language:
            return
        self._language = self.store.value.language
        languages.install(self._qt, self._language)
        show_sheet = self.new_jobs.take_sheet()
        self._windows.build_anew()
        self._windows.offer_undo(bool(self._removed))
        for window in self.windows:
            self.reader.read(window.shown_job)
        show_sheet()
        self._reopen_preferences()

    def _show_preferences(self, page: PageName) -> PreferencesDialog:
        from app.preferences.dialog import PreferencesDialog

        if self.preferences is None:
            self.preferences = PreferencesDialog(self.store)
            self.preferences.asked.connect(self.client.send)
        self.preferences.show_page(page)
        return self.preferences

    def _reopen_preferences(self) -> None:
        before, self.preferences = self.preferences, None
        if before is None:
            return
        if before.isVisible():
            self._show_preferences(before.page).setGeometry(before.geometry())
        before.close()
        before.deleteLater()
