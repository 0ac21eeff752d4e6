"""What can be done to jobs, by the names that menus and buttons give it.

    acts.act("pause", jobs)       True where it is one of these

What needs an answer of the user first is asked in a sheet of the current window.
"""

from __future__ import annotations

import sys
from collections.abc import Callable, Sequence
from functools import partial
from pathlib import Path

import msgspec
from PySide6.QtCore import QObject, QProcess, Qt, QUrl
from PySide6.QtGui import QDesktopServices, QGuiApplication
from PySide6.QtWidgets import QFileDialog, QMessageBox

from app import wording
from app.jobs.job_desk import JobDesk
from app.jobs.job_queue import JobQueue
from app.jobs.job_report import JobReports
from app.jobs.job_row import JobRow
from app.settings import SettingsStore
from app.windows import Windows
from engine.kinds import is_text
from engine.protocol import Submit

Act = Callable[[Sequence[str]], object]


class JobActs(QObject):
    """Does to jobs what the user wants."""

    def __init__(
        self,
        desk: JobDesk,
        queue: JobQueue,
        reports: JobReports,
        windows: Windows,
        store: SettingsStore,
        parent: QObject | None = None,
    ) -> None:
        super().__init__(parent)
        self._desk = desk
        self._queue = queue
        self._reports = reports
        self._windows = windows
        self._store = store
        self._acts: dict[str, Act] = {
            "pause": desk.pause,
            "resume": desk.resume,
            "retry": desk.resume,
            "run-gaps": desk.resume,
            "restart": self._begin_anew,
            "cancel": desk.cancel,
            "remove": desk.remove,
            "sooner": partial(desk.move, by=-1),
            "later": partial(desk.move, by=1),
            "use-processor": self._use_processor,
            "choose-folder": self._write_elsewhere,
            "reveal": self._reveal,
            "locate-film": self._locate,
            "copy-details": self._copy_details,
            "copy-text": self._copy_text,
            "export": self._export,
            "new-window": self._open_windows,
        }

    @property
    def names(self) -> frozenset[str]:
        """All that can be done."""
        return frozenset(self._acts)

    def act(self, action: str, jobs: Sequence[str]) -> bool:
        """Do it; False where it is nothing that is done to jobs."""
        if (act := self._acts.get(action)) is None:
            return False
        act(jobs)
        return True

    # --- again, but otherwise -----------------------------------------------------------------

    def _begin_anew(self, jobs: Sequence[str]) -> None:
        """What was recognised is thrown away, which is asked about where there is something."""
        rows = self._rows(jobs)
        if not any(row.done for row in rows):
            self._restart(jobs)
            return
        asked = QMessageBox(self._windows.current)
        asked.setAttribute(Qt.WidgetAttribute.WA_DeleteOnClose)
        asked.setIcon(QMessageBox.Icon.Question)
        asked.setText(self.tr("Begin anew with %n recording(s)?", "", len(rows)))
        asked.setInformativeText(
            self.tr("The text so far is replaced. What you changed in it can be redone afterwards.")
        )
        go = asked.addButton(self.tr("Begin anew"), QMessageBox.ButtonRole.AcceptRole)
        asked.addButton(QMessageBox.StandardButton.Cancel)
        go.clicked.connect(lambda: self._restart(jobs))
        asked.open()

    def _restart(self, jobs: Sequence[str]) -> None:
        """A job whose document is gone is a new one of the same recording."""
        gone = [row for row in self._rows(jobs) if _is_gone(row)]
        self._desk.resume([job for job in jobs if job not in {row.job for row in gone}], True)
        self._desk.submit(self._request(row) for row in gone)

    def _use_processor(self, jobs: Sequence[str]) -> None:
        for row in self._rows(jobs):
            request = self._request(row)
            options = msgspec.structs.replace(request.options, device="cpu")
            self._desk.submit([msgspec.structs.replace(request, options=options)])

    def _write_elsewhere(self, jobs: Sequence[str]) -> None:
        """The files cannot be written where they should be: let the user choose where."""
        dialog = self._sheet(QFileDialog(self._windows.current, self.tr("Where to write")))
        dialog.setFileMode(QFileDialog.FileMode.Directory)
        dialog.fileSelected.connect(lambda folder: self._write_into(folder, jobs))
        dialog.open()

    def _write_into(self, folder: str, jobs: Sequence[str]) -> None:
        for row in self._rows(jobs):
            request = self._request(row)
            output = msgspec.structs.replace(request.output, folder=folder)
            self._desk.submit([msgspec.structs.replace(request, output=output)])

    def _locate(self, jobs: Sequence[str]) -> None:
        """Let the user say where the recording of a job is now."""
        for row in self._rows(jobs[:1]):
            title = self.tr("Where is %1?").replace("%1", Path(row.source).name)
            if is_text(row.source):
                title = self.tr("Which recording is this the text of?")
            place = str(Path(row.source).parent)
            dialog = self._sheet(QFileDialog(self._windows.current, title, place))
            dialog.fileSelected.connect(partial(self._move_film, row))
            dialog.open()

    def _move_film(self, row: JobRow, path: str) -> None:
        request = self._request(row)
        self._desk.submit([msgspec.structs.replace(request, source=path)])
        if not request.document:
            self._desk.remove([row.job])  # it never was more than a name

    def _request(self, row: JobRow) -> Submit:
        """A job as it was asked for; one without a document as new ones are."""
        reading = self._reports.of(row.job).reading
        if reading is None or _is_gone(row):
            return Submit(row.source, self._store.value.options, self._store.value.output)
        return Submit(reading.source, reading.options, reading.output, row.job)

    # --- out of the app -----------------------------------------------------------------------

    def _reveal(self, jobs: Sequence[str]) -> None:
        for path in (Path(row.source or row.job) for row in self._rows(jobs)):
            if sys.platform == "darwin":
                QProcess.startDetached("/usr/bin/open", ["-R", str(path)])
            else:
                QDesktopServices.openUrl(QUrl.fromLocalFile(str(path.parent)))

    def _copy_text(self, jobs: Sequence[str]) -> None:
        readings = (self._reports.of(job).reading for job in jobs)
        texts = ("\n\n".join(p.text for p in r.paragraphs) for r in readings if r is not None)
        QGuiApplication.clipboard().setText("\n\n".join(texts))

    def _copy_details(self, jobs: Sequence[str]) -> None:
        problems = (row.problem for row in self._rows(jobs) if row.problem)
        QGuiApplication.clipboard().setText("\n\n".join(map(wording.details, problems)))

    def _export(self, jobs: Sequence[str]) -> None:
        """Ask for a format and a place for the transcript on the page."""
        from app.editor.export_dialog import ExportDialog  # a window is there sooner without

        window = self._windows.showing(jobs)
        if window is not None and window.page.editor is not None:
            dialog = ExportDialog(window.page.editor.document, self._store, window)
            dialog.setAttribute(Qt.WidgetAttribute.WA_DeleteOnClose)
            dialog.open()

    def _open_windows(self, jobs: Sequence[str]) -> None:
        for job in jobs:
            self._windows.open(job).show()

    # --- inside -------------------------------------------------------------------------------

    def _rows(self, jobs: Sequence[str]) -> list[JobRow]:
        return [row for job in jobs if (row := self._queue.row_of(job)) is not None]

    def _sheet(self, dialog: QFileDialog) -> QFileDialog:
        dialog.setAttribute(Qt.WidgetAttribute.WA_DeleteOnClose)
        return dialog


def _is_gone(row: JobRow) -> bool:
    """There is no document of it: it was refused, or its file is missing."""
    is_missing = row.problem is not None and row.problem.code == "document-missing"
    return is_missing or not row.job.endswith(".longtake")
