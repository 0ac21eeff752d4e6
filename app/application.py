"""Builds everything and connects it; the only module that knows everyone.

Nothing here decides what is done to a recording: wishes go to the desk, what the engine tells goes
into the models, and the windows show the models.
"""

from __future__ import annotations

import logging
import sys
import traceback
from collections.abc import Sequence
from functools import partial
from pathlib import Path
from types import TracebackType

from PySide6.QtCore import QEvent, QObject, QTimer, QUrl
from PySide6.QtGui import QDesktopServices, QFileOpenEvent, QGuiApplication
from PySide6.QtWidgets import QApplication

from app import languages, theme, wording
from app.announcing import Announcer
from app.collector import Collector
from app.dropping import Finder, Found
from app.engine_client import EngineClient
from app.jobs import sentences
from app.jobs.job_acts import JobActs
from app.jobs.job_desk import JobDesk
from app.jobs.job_queue import JobQueue
from app.jobs.job_report import JobReports
from app.jobs.job_row import JobRow
from app.jobs.new_job_dialog import NewJobDialog
from app.jobs.reading import Reader, Reading
from app.main_window import MainWindow
from app.preferences.dialog import PageName, PreferencesDialog
from app.settings import Settings, SettingsStore
from app.watched_folder import WatchedFolder
from app.windows import Windows
from engine import options
from engine.errors import EngineFault, Problem, UsageError
from engine.findings import FoundLine
from engine.options import Home, Options
from engine.protocol import (
    AlignedAgain,
    AligningAgain,
    EngineFailed,
    Event,
    Imported,
    JobChanged,
    JobEnded,
    JobRemoved,
    ModelsListed,
    OutputOptions,
    Probe,
    Probed,
    Submit,
    UpdateLibrary,
    VoiceKept,
    VoicesSuggested,
)

log = logging.getLogger(__name__)

READS_LIBRARY_AFTER = 5_000
"""Milliseconds of peace for an engine that has just begun, before it reads what may be searched."""
SAMPLE = theme.RESOURCES / "sample.opus"


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
        self.queue = JobQueue(sentences.described, parent=self)
        self.reader = Reader(self)
        self.reports = JobReports(self.reader, self)
        self.desk = JobDesk(self.client, self.queue, self)
        self.finder = Finder(self)
        self.watched = WatchedFolder(self.home.root / "watched.json", parent=self)
        self.models = ModelsListed(())
        self._windows = Windows(self.queue, self.reports, self.store, self._connect_window, self)
        self.acts = JobActs(self.desk, self.queue, self.reports, self._windows, self.store, self)
        self.announcer = Announcer(qt)
        self.sheet: NewJobDialog | None = None
        self.preferences: PreferencesDialog | None = None
        self._removed: list[tuple[str, str]] = []
        self._unfinished: list[str] = []
        self._opened: list[str] = []
        self._found: tuple[str, FoundLine | None] = ("", None)
        self._reads_library = QTimer(self, singleShot=True, interval=READS_LIBRARY_AFTER)
        self._last_details = ""
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
        self.client.stop()
        self.finder.close()
        self.watched.close()
        self.reader.close()
        self._collector.stop()

    @property
    def window(self) -> MainWindow:
        """The window that the user looks at, or a new one."""
        return self._windows.current

    @property
    def windows(self) -> Sequence[MainWindow]:
        """Every window that is open."""
        return self._windows.all

    # --- connections --------------------------------------------------------------------------

    def _connect(self) -> None:
        self.client.event_received.connect(self._take)
        self.client.state_changed.connect(self._notice_engine)
        self.client.ready.connect(self._ask_about_files)
        self.client.gave_up.connect(self._tell_problem)
        self._reads_library.timeout.connect(lambda: self.client.send(UpdateLibrary()))
        self.desk.unfinished_found.connect(self._greet)
        self.desk.submitted.connect(self._show_submitted)
        self.desk.removed.connect(self._offer_undo)
        self.finder.found.connect(self._take_found)
        self.watched.arrived.connect(self._take_arrived)
        self.reader.was_read.connect(self._adopt)
        self.reader.failed.connect(self._tell_unreadable)
        self.queue.modelReset.connect(self._read_opened)
        self.store.changed.connect(self._apply)
        self.store.not_kept.connect(self._tell_problem)
        self._qt.aboutToQuit.connect(self.close)
        self._qt.installEventFilter(self)

    def eventFilter(self, watched: QObject, event: QEvent) -> bool:  # noqa: D102 - Qt's name
        if isinstance(event, QFileOpenEvent):  # the dock icon, "Open with"
            self.finder.look([event.file()])
            return True
        return False

    def _take(self, event: Event) -> None:
        self.reports.take(event)
        if self.preferences is not None:
            self.preferences.hear(event)
        for window in self.windows:
            window.search_desk.hear(event)
        match event:
            case ModelsListed():
                self.models = event
                if self.sheet is not None:
                    self.sheet.show_models(event)
            case Probed() if self.sheet is not None:
                self.sheet.show_probed(event)
            case VoicesSuggested():
                for window in self.windows:
                    window.page.suggest_voices(event)
            case AligningAgain() | AlignedAgain():
                for window in self.windows:
                    window.page.take_alignment(event)
            case VoiceKept():
                self._tell_voice(event)
            case Imported():
                self._show_imported(event)
            case EngineFailed(problem=problem):
                self._tell_problem(problem)
            case JobEnded():
                self._announce(event)
            case JobRemoved(job=job) if job in self._opened:
                self._opened.remove(job)
            case _:
                pass

    def _notice_engine(self, state: str) -> None:
        if state != "ready":
            self.reports.lose_engine()

    def _connect_window(self, window: MainWindow) -> None:
        window.paths_given.connect(self.finder.look)
        window.job_acted.connect(self._act_on_jobs)
        window.app_acted.connect(self._act)
        window.page.asked.connect(self.client.send)
        window.search_desk.asked.connect(self.client.send)
        window.search.opened.connect(partial(self._open_found, window))

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
        asked = self.sheet
        if asked is not None:
            asked.reject()
        self._windows.build_anew()
        self._windows.offer_undo(bool(self._removed))
        for window in self.windows:
            self.reader.read(window.shown_job)
        if asked is not None:
            self._ask_how(asked.sources, asked.options)
        self._reopen_preferences()

    def _reopen_preferences(self) -> None:
        before, self.preferences = self.preferences, None
        if before is None:
            return
        if before.isVisible():
            self._show_preferences(before.page).setGeometry(before.geometry())
        before.close()
        before.deleteLater()

    # --- new jobs -----------------------------------------------------------------------------

    def _take_found(self, found: Found) -> None:
        for document in found.documents:
            self._open_document(document)
        self.desk.import_texts(found.texts)
        if found.media:
            self._ask_how(found.media)
        elif not found.documents and not found.texts:
            title = self.tr("Nothing there can be transcribed")
            what = self.tr("Recordings and films can; transcripts and subtitles can be edited.")
            self.window.tell(title, what)

    def _open_document(self, path: str) -> None:
        """Show a document, wherever it lies; one that is not in the list is read first."""
        if self.queue.row_of(path) is not None:
            self.window.show_job(path)
        else:
            self._opened.append(path)
            self.reader.read(path)
            self.client.send(UpdateLibrary((path,)))

    def _open_found(
        self, window: MainWindow, job: str, line: FoundLine | None, in_new_window: bool
    ) -> None:
        """Show a transcript that was found, at the line that says it."""
        if self.queue.row_of(job) is None:
            self._found = (job, line)
            self._open_document(job)
            return
        if in_new_window:
            window = self.open_window(job)
            window.show()
        else:
            window.show_job(job)
        if line is not None:
            window.page.show_line(line)

    def _read_opened(self) -> None:
        """The list is new: what was opened from elsewhere is not in it."""
        for path in self._opened:
            self.reader.read(path)

    def _adopt(self, job: str, reading: Reading) -> None:
        if job in self._opened and self.queue.row_of(job) is None:
            self.queue.take(JobChanged(reading.summary()))
            self.window.show_job(job)
            found, line = self._found
            if found == job and line is not None:
                self.window.page.show_line(line)

    def _tell_unreadable(self, job: str, problem: Problem) -> None:
        if job in self._opened:
            self._opened.remove(job)
            self._tell_problem(problem)

    def _show_imported(self, told: Imported) -> None:
        """A text of another program can be edited now, or it is said what the matter is."""
        if told.problem is None:
            self.window.show_job(told.job)
            return
        said = wording.worded(told.problem)
        self._last_details = said.details
        title = self.tr("“%1” cannot be opened").replace("%1", Path(told.source).name)
        actions = {"copy-details": self.tr("Copy details")}
        self.window.tell(title, said.sentence, actions, "warning")

    def _ask_how(self, sources: Sequence[str], options: Options | None = None) -> None:
        """Show the sheet; one that is open already gives way."""
        if self.sheet is not None:
            self.sheet.reject()
        value = self.store.value
        self.sheet = NewJobDialog(
            sources, options or value.options, value.output, self.models, self.window
        )
        self.sheet.submitted.connect(self._submit)
        self.sheet.probe_asked.connect(lambda files: self.client.send(Probe(tuple(files))))
        self.sheet.finished.connect(self._put_sheet_away)
        self.sheet.open()
        self.sheet.ask_about_files()

    def _ask_about_files(self) -> None:
        """An engine listens now: what the last one was asked and did not answer is asked again."""
        if self.sheet is not None:
            self.sheet.ask_about_files()
        for window in self.windows:
            window.page.ask_about_voices()
            window.page.ask_again()
            window.search_desk.start_anew()
        if self._opened:
            self.client.send(UpdateLibrary(tuple(self._opened)))
        self._reads_library.start()
        self.watched.watch(self.store.value.watched)

    def _put_sheet_away(self) -> None:
        if self.sheet is not None:
            self.sheet.deleteLater()
            self.sheet = None
            self.client.send(Probe(()))

    def _submit(self, submissions: list[Submit], chosen: Options) -> None:
        self.store.change_options(
            model=chosen.model,
            language=chosen.language,
            diarize=chosen.diarize,
            glossary=chosen.glossary,
        )
        self.desk.submit(submissions)

    def _take_arrived(self, paths: tuple[str, ...]) -> None:
        """New recordings lie in the watched folder: they are transcribed as the last ones were."""
        chosen = self.store.value
        self.desk.submit(Submit(path, chosen.options, chosen.output) for path in paths)
        title = self.tr("“%1” has arrived").replace("%1", Path(paths[0]).name)
        if len(paths) > 1:
            title = self.tr("%n recording(s) have arrived", "", len(paths))
        self.window.tell(title, self.tr("What comes into the watched folder is transcribed."))

    def _show_submitted(self, job: str) -> None:
        if not self.window.shown_job:
            self.window.show_job(job)

    # --- what the user wants ------------------------------------------------------------------

    def _act_on_jobs(self, action: str, jobs: list[str]) -> None:
        if not self.acts.act(action, jobs):
            self._act(action)

    def _act(self, action: str) -> None:
        match action:
            case "quit":
                self._qt.closeAllWindows()
                self._qt.quit()
            case "sample":
                self._transcribe_sample()
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
                QGuiApplication.clipboard().setText(self._last_details)
            case _:
                log.info("nobody does %r", action)

    def _show_preferences(self, page: PageName) -> PreferencesDialog:
        if self.preferences is None:
            self.preferences = PreferencesDialog(self.store)
            self.preferences.asked.connect(self.client.send)
        self.preferences.show_page(page)
        return self.preferences

    def _transcribe_sample(self) -> None:
        """The recording that comes with Longtake; nothing is written beside it."""
        chosen = self.store.value.options
        self.desk.submit([Submit(str(SAMPLE), chosen, OutputOptions(formats=()))])

    # --- what the user is told ----------------------------------------------------------------

    def _greet(self, rows: list[JobRow]) -> None:
        """Jobs of an earlier session are not finished: go on by itself, or offer it."""
        self._unfinished = [row.job for row in rows]
        self.window.show_job(max(rows, key=lambda row: row.progress).job)
        if self.store.value.resumes_by_itself:
            self.desk.resume(self._unfinished)
            return
        self.window.tell(*_greeting(rows), {"resume-all": self.tr("Resume")})

    def _offer_undo(self, title: str, kept: str) -> None:
        if not kept:
            return
        self._removed.append((title, kept))
        self._windows.offer_undo(True)
        said = self.tr("“%1” is no longer in the list").replace("%1", title)
        self.window.tell(said, "", {"undo": self.tr("Undo")})

    def _undo(self) -> None:
        if self._removed:
            self.desk.put_back(self._removed.pop()[1])
            self.window.tell_nothing()
        self._windows.offer_undo(bool(self._removed))

    def _tell_problem(self, problem: Problem) -> None:
        said = wording.worded(problem)
        self._last_details = said.details
        actions = {"copy-details": self.tr("Copy details")}
        if self.client.state == "given-up":
            actions = {"restart-engine": self.tr("Try again"), **actions}
        self.window.tell(said.title, said.sentence, actions, "failure")

    def _tell_voice(self, kept: VoiceKept) -> None:
        if kept.problem is None:
            said = self.tr("The voice of %1 will be known again").replace("%1", kept.name)
            self.window.tell(said, self.tr("Preferences show whom Longtake knows."))
            return
        self._last_details = wording.details(kept.problem)
        said = self.tr("The voice of %1 could not be remembered").replace("%1", kept.name)
        why = self.tr("It takes some seconds in which nobody else talks, and speakers told apart.")
        is_unheard = kept.problem.code == UsageError.code
        sentence = why if is_unheard else wording.worded(kept.problem).sentence
        self.window.tell(said, sentence, {"copy-details": self.tr("Copy details")}, "warning")

    def _announce(self, event: JobEnded) -> None:
        """Somebody who looks elsewhere learns that a job has ended."""
        row = self.queue.row_of(event.job)
        if self.store.value.notifies and row and event.state in ("completed", "failed"):
            self.announcer.announce(row, self.window)

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
        self._tell_problem(fault.problem())


def _greeting(rows: Sequence[JobRow]) -> tuple[str, str]:
    translate = QApplication.translate
    title = translate("Application", "%n recording(s) were not finished", "", len(rows))
    how_far = translate("Application", "“%1” is %2 % done. Nothing that was done is lost.")
    first = max(rows, key=lambda row: row.progress)
    text = how_far.replace("%1", first.title).replace("%2", str(round(first.progress * 100)))
    return title, text
