"""Builds everything and connects it; the only module that knows everyone.

Nothing here decides what is done to a recording: wishes go to the desk, what the engine tells goes
into the models, and the windows show the models.
"""

from __future__ import annotations

import logging
import sys
import traceback
from collections.abc import Callable, Sequence
from functools import partial
from pathlib import Path
from types import TracebackType

import msgspec
from PySide6.QtCore import QEvent, QObject, QProcess, Qt, QTimer, QUrl
from PySide6.QtGui import QDesktopServices, QFileOpenEvent, QGuiApplication
from PySide6.QtWidgets import QApplication, QFileDialog, QSystemTrayIcon

from app import languages, theme, wording
from app.collector import Collector
from app.dropping import Finder, Found
from app.editor.export_dialog import ExportDialog
from app.engine_client import EngineClient
from app.jobs import sentences
from app.jobs.job_desk import JobDesk
from app.jobs.job_queue import JobQueue, JobRow
from app.jobs.job_report import JobReports
from app.jobs.new_job_dialog import NewJobDialog
from app.jobs.reading import Reader, Reading
from app.main_window import MainWindow
from app.preferences.dialog import PageName, PreferencesDialog
from app.settings import Settings, SettingsStore
from engine import options
from engine.errors import EngineFault, Problem, UsageError
from engine.findings import FoundLine
from engine.options import Home, Options
from engine.protocol import (
    EngineFailed,
    Event,
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
        languages.install(qt, self.store.value.language)
        self.client = client or EngineClient(self.home.logs / "engine-stderr.log", parent=self)
        self.queue = JobQueue(sentences.described, parent=self)
        self.reader = Reader(self)
        self.reports = JobReports(self.reader, self)
        self.desk = JobDesk(self.client, self.queue, self)
        self.finder = Finder(self)
        self.models = ModelsListed(())
        self.windows: list[MainWindow] = []
        self.sheet: NewJobDialog | None = None
        self.preferences: PreferencesDialog | None = None
        self._tray: QSystemTrayIcon | None = None
        self._removed: list[tuple[str, str]] = []
        self._unfinished: list[str] = []
        self._opened: list[str] = []
        self._found: tuple[str, FoundLine | None] = ("", None)
        self._reads_library = QTimer(self, singleShot=True, interval=READS_LIBRARY_AFTER)
        self._ended = 0
        self._last_details = ""
        self._connect()

    def start(self, paths: Sequence[str] = ()) -> None:
        """Show the window, start the engine, and take in what was given on the command line."""
        self.open_window().show()
        self.client.start()
        if paths:
            self.finder.look(paths)

    def open_window(self, job: str = "") -> MainWindow:
        """Another window on the same jobs; with a job it shows that one alone."""
        name = "transcript" if job else "main"
        window = MainWindow(self.queue, self.reports, self.store, name)
        window.paths_given.connect(self.finder.look)
        window.job_acted.connect(self._act_on_jobs)
        window.app_acted.connect(self._act)
        window.page.asked.connect(self.client.send)
        window.search_desk.asked.connect(self.client.send)
        window.search.opened.connect(partial(self._open_found, window))
        window.closed.connect(lambda: self._forget(window))
        self.windows.append(window)
        if job:
            window.show_job(job)
            window.sidebar_action.setChecked(False)
        return window

    def close(self) -> None:
        """Let the engine go; what it did not finish is in the documents."""
        self.client.stop()
        self.finder.close()
        self.reader.close()
        self._collector.stop()

    @property
    def window(self) -> MainWindow:
        """The window that the user looks at, or a new one."""
        active = [window for window in self.windows if window.isActiveWindow()]
        return (active or self.windows or [self.open_window()])[0]

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
        self.reader.was_read.connect(self._adopt)
        self.reader.failed.connect(self._tell_unreadable)
        self.queue.modelReset.connect(self._read_opened)
        self._qt.applicationStateChanged.connect(self._notice_attention)
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
            case VoiceKept():
                self._tell_voice(event)
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

    def _apply(self, settings: Settings) -> None:
        theme.apply(self._qt, settings.appearance, settings.motion)

    def _forget(self, window: MainWindow) -> None:
        if window in self.windows:
            self.windows.remove(window)
            window.deleteLater()

    # --- new jobs -----------------------------------------------------------------------------

    def _take_found(self, found: Found) -> None:
        for document in found.documents:
            self._open_document(document)
        if found.media:
            self._ask_how(found.media)
        elif not found.documents:
            title = self.tr("Nothing there can be transcribed")
            self.window.tell(title, self.tr("Recordings and films can, and folders with them."))

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

    def _ask_how(self, sources: Sequence[str]) -> None:
        """Show the sheet; one that is open already gives way."""
        if self.sheet is not None:
            self.sheet.reject()
        value = self.store.value
        self.sheet = NewJobDialog(sources, value.options, value.output, self.models, self.window)
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
            window.search_desk.start_anew()
        if self._opened:
            self.client.send(UpdateLibrary(tuple(self._opened)))
        self._reads_library.start()

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

    def _show_submitted(self, job: str) -> None:
        if not self.window.shown_job:
            self.window.show_job(job)

    # --- what the user wants ------------------------------------------------------------------

    def _act_on_jobs(self, action: str, jobs: list[str]) -> None:
        desk = self.desk
        acts: dict[str, Callable[[], None]] = {
            "pause": lambda: desk.pause(jobs),
            "resume": lambda: desk.resume(jobs),
            "retry": lambda: desk.resume(jobs),
            "run-gaps": lambda: desk.resume(jobs),
            "restart": lambda: desk.resume(jobs, restart=True),
            "cancel": lambda: desk.cancel(jobs),
            "remove": lambda: desk.remove(jobs),
            "sooner": lambda: desk.move(jobs, -1),
            "later": lambda: desk.move(jobs, 1),
            "use-processor": lambda: self._again_with(jobs, device="cpu"),
            "reveal": lambda: self._reveal(jobs),
            "locate-film": lambda: self._locate(jobs),
            "choose-film": lambda: self.window.choose_files(),
            "copy-details": lambda: self._copy_details(jobs),
            "copy-text": lambda: self._copy_text(jobs),
            "export": lambda: self._export(jobs),
            "new-window": lambda: self._open_windows(jobs),
        }
        if (act := acts.get(action)) is not None:
            act()
        else:
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
            case "show-log":
                self._reveal_path(self.home.logs)
            case "copy-details":
                self._copy(self._last_details)
            case _:
                log.info("nobody does %r", action)

    def _show_preferences(self, page: PageName) -> None:
        if self.preferences is None:
            self.preferences = PreferencesDialog(self.store)
            self.preferences.asked.connect(self.client.send)
        self.preferences.show_page(page)

    def _open_windows(self, jobs: Sequence[str]) -> None:
        for job in jobs:
            self.open_window(job).show()

    def _export(self, jobs: Sequence[str]) -> None:
        """Ask for a format and a place for the transcript on the page."""
        window = next((each for each in self.windows if each.shown_job in jobs), None)
        if window is not None and window.page.editor is not None:
            dialog = ExportDialog(window.page.editor.document, self.store, window)
            dialog.setAttribute(Qt.WidgetAttribute.WA_DeleteOnClose)
            dialog.open()

    def _again_with(self, jobs: Sequence[str], **means: object) -> None:
        """Try these jobs again with other means."""
        for job in jobs:
            reading = self.reports.of(job).reading
            if reading is not None:
                changed = msgspec.structs.replace(reading.options, **means)
                self.desk.submit([Submit(reading.source, changed, reading.output, job)])

    def _locate(self, jobs: Sequence[str]) -> None:
        """Let the user say where the recording of a job is now."""
        row = self.queue.row_of(jobs[0]) if jobs else None
        if row is None:
            return
        title = self.tr("Where is %1?").replace("%1", Path(row.source).name)
        dialog = QFileDialog(self.window, title, str(Path(row.source).parent))
        dialog.fileSelected.connect(lambda path: self._move_film(row, path))
        dialog.open()

    def _move_film(self, row: JobRow, path: str) -> None:
        reading = self.reports.of(row.job).reading
        if reading is not None:
            self.desk.submit([Submit(path, reading.options, reading.output, row.job)])

    def _transcribe_sample(self) -> None:
        """The recording that comes with Longtake; nothing is written beside it."""
        chosen = self.store.value.options
        self.desk.submit([Submit(str(SAMPLE), chosen, OutputOptions(formats=()))])

    def _reveal(self, jobs: Sequence[str]) -> None:
        rows = (row for job in jobs if (row := self.queue.row_of(job)) is not None)
        for path in (Path(row.source or row.job) for row in rows):
            if sys.platform == "darwin":
                QProcess.startDetached("/usr/bin/open", ["-R", str(path)])
            else:
                self._reveal_path(path.parent)

    def _reveal_path(self, folder: Path) -> None:
        QDesktopServices.openUrl(QUrl.fromLocalFile(str(folder)))

    def _copy_text(self, jobs: Sequence[str]) -> None:
        readings = (self.reports.of(job).reading for job in jobs)
        texts = ("\n\n".join(p.text for p in r.paragraphs) for r in readings if r is not None)
        self._copy("\n\n".join(texts))

    def _copy_details(self, jobs: Sequence[str]) -> None:
        rows = (self.queue.row_of(job) for job in jobs)
        self._copy("\n\n".join(wording.details(r.problem) for r in rows if r and r.problem))

    def _copy(self, text: str) -> None:
        QGuiApplication.clipboard().setText(text)

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
        for window in self.windows:
            window.offer_undo(True)
        said = self.tr("“%1” is no longer in the list").replace("%1", title)
        self.window.tell(said, "", {"undo": self.tr("Undo")})

    def _undo(self) -> None:
        if self._removed:
            self.desk.put_back(self._removed.pop()[1])
            self.window.tell_nothing()
        for window in self.windows:
            window.offer_undo(bool(self._removed))

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
        is_seen = self._qt.applicationState() == Qt.ApplicationState.ApplicationActive
        if self.store.value.notifies and not is_seen and event.state in ("completed", "failed"):
            self._ended += 1
            self._qt.setBadgeNumber(self._ended)
            self._qt.alert(self.window)
            self._notify(event)

    def _notify(self, event: JobEnded) -> None:
        if not QSystemTrayIcon.isSystemTrayAvailable():
            return
        if self._tray is None:
            self._tray = QSystemTrayIcon(theme.app_icon(), self)
            self._tray.show()
        row = self.queue.row_of(event.job)
        if row is not None:
            self._tray.showMessage(row.title, sentences.ended(row), theme.app_icon())

    def _notice_attention(self, state: Qt.ApplicationState) -> None:
        """Whoever looks at the app has seen what ended."""
        if state == Qt.ApplicationState.ApplicationActive:
            self._ended = 0
            self._qt.setBadgeNumber(0)

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
