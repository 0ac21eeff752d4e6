"""What menus and buttons do to jobs, as the engine hears of it."""

from __future__ import annotations

import sys
from collections.abc import Iterator
from pathlib import Path

import pytest
from PySide6.QtCore import QObject, QUrl, Slot
from PySide6.QtGui import QDesktopServices
from PySide6.QtWidgets import QFileDialog, QMessageBox
from pytestqt.qtbot import QtBot

from app import wording
from app.application import Application
from app.jobs.job_acts import JobActs
from app.jobs.job_desk import JobDesk
from app.jobs.job_queue import JobQueue
from app.jobs.job_report import JobReports
from app.jobs.reading import Reader
from app.settings import SettingsStore
from app.theme import Theme
from app.windows import Windows
from engine.errors import Problem
from engine.protocol import Command, JobChanged, JobsListed, JobSummary, Remove, Resume, Submit
from tests.app.clients import Client
from tests.app.documents import document

PATIENCE = 30_000
MISSING = Problem("media-missing", "It is not there.")


class Desk:
    """Acts with all that they need."""

    def __init__(self, folder: Path) -> None:
        self.client = Client()
        self.queue = JobQueue()
        self.reader = Reader()
        self.reports = JobReports(self.reader)
        self.store = SettingsStore(folder / "settings.json")
        self.windows = Windows(self.queue, self.reports, self.store, lambda window: None)
        desk = JobDesk(self.client, self.queue)  # type: ignore[arg-type]  # all that it uses
        self.acts = JobActs(desk, self.queue, self.reports, self.windows, self.store)

    @property
    def told(self) -> list[Command]:
        return self.client.told

    def add(self, qtbot: QtBot, path: Path, problem: Problem | None = None, done: int = 0) -> str:
        state = "failed" if problem else "completed"
        summary = JobSummary(str(path), "film", state, "/gone/film.mp4", done, 4, problem=problem)
        self.queue.take(JobChanged(summary))
        report = self.reports.of(str(path))
        if path.suffix == ".longtake" and path.exists():
            qtbot.waitUntil(lambda: report.reading is not None, timeout=PATIENCE)
        return str(path)

    def sheet(self, kind: type[QObject]) -> QObject:
        return self.windows.current.findChildren(kind)[-1]


@pytest.fixture
def desk(dressed: Theme, tmp_path: Path, qtbot: QtBot) -> Iterator[Desk]:
    made = Desk(tmp_path)
    made.windows.open().show()
    yield made
    for window in made.windows.all:
        window.close()
    made.reader.close()


def test_every_button_that_a_problem_offers_does_something(desk: Desk) -> None:
    of_the_app = {"choose-film", "choose-model", "fetch-model", "open-settings"}
    assert set(wording.ACTIONS) - of_the_app <= desk.acts.names
    source = Path(Application.__module__.replace(".", "/") + ".py")
    text = (Path(__file__).parents[3] / source).read_text(encoding="utf-8")
    assert all(f'"{action}"' in text for action in of_the_app)


def test_what_is_nothing_of_a_job_is_left_to_others(desk: Desk) -> None:
    assert not desk.acts.act("preferences", [])
    assert desk.acts.act("pause", [])


def test_several_jobs_are_acted_on_together(desk: Desk) -> None:
    desk.acts.act("resume", ["/a.longtake", "/b.longtake"])
    desk.acts.act("remove", ["/a.longtake", "/b.longtake"])
    both = ("/a.longtake", "/b.longtake")
    assert desk.told == [Resume(both), Remove(both)]


def test_beginning_anew_is_asked_about_where_text_would_be_lost(
    desk: Desk, tmp_path: Path, qtbot: QtBot
) -> None:
    job = desk.add(qtbot, document(tmp_path / "docs"), done=2)
    desk.acts.act("restart", [job])
    assert desk.told == []
    asked = desk.sheet(QMessageBox)
    assert isinstance(asked, QMessageBox)
    asked.buttons()[0].click()
    assert desk.told == [Resume((job,), True)]


def test_beginning_anew_is_not_asked_about_where_nothing_is_done(
    desk: Desk, tmp_path: Path, qtbot: QtBot
) -> None:
    job = desk.add(qtbot, document(tmp_path / "docs", done=0))
    desk.acts.act("restart", [job])
    assert desk.told == [Resume((job,), True)]


def test_a_job_whose_document_is_gone_is_begun_as_a_new_one(desk: Desk, qtbot: QtBot) -> None:
    gone = Problem("document-missing", "It is not there.")
    job = desk.add(qtbot, Path("/gone/film.longtake"), gone)
    desk.acts.act("restart", [job])
    (request,) = desk.told
    assert isinstance(request, Submit)
    assert (request.source, request.document) == ("/gone/film.mp4", "")


def test_a_moved_film_is_located(desk: Desk, tmp_path: Path, qtbot: QtBot) -> None:
    job = desk.add(qtbot, document(tmp_path / "docs"), MISSING)
    desk.acts.act("locate-film", [job])
    dialog = desk.sheet(QFileDialog)
    assert isinstance(dialog, QFileDialog)
    dialog.fileSelected.emit("/here/film.mp4")
    (request,) = desk.told
    assert isinstance(request, Submit)
    assert (request.source, request.document) == ("/here/film.mp4", job)


def test_a_film_that_vanished_before_it_had_a_document_is_located(desk: Desk, qtbot: QtBot) -> None:
    job = desk.add(qtbot, Path("/gone/film.mp4"), MISSING)
    desk.acts.act("locate-film", [job])
    dialog = desk.sheet(QFileDialog)
    assert isinstance(dialog, QFileDialog)
    dialog.fileSelected.emit("/here/film.mp4")
    assert desk.told == [
        Submit("/here/film.mp4", desk.store.value.options, desk.store.value.output),
        Remove((job,)),
    ]


def test_what_the_accelerator_cannot_do_the_processor_does(
    desk: Desk, tmp_path: Path, qtbot: QtBot
) -> None:
    job = desk.add(qtbot, document(tmp_path / "docs"), Problem("device", "It failed."))
    desk.acts.act("use-processor", [job])
    (request,) = desk.told
    assert isinstance(request, Submit)
    assert (request.document, request.options.device) == (job, "cpu")


def test_results_that_cannot_be_written_go_elsewhere(
    desk: Desk, tmp_path: Path, qtbot: QtBot
) -> None:
    job = desk.add(qtbot, document(tmp_path / "docs"), Problem("not-writable", "No."))
    desk.acts.act("choose-folder", [job])
    dialog = desk.sheet(QFileDialog)
    assert isinstance(dialog, QFileDialog)
    dialog.fileSelected.emit("/elsewhere")
    (request,) = desk.told
    assert isinstance(request, Submit)
    assert (request.document, request.output.folder) == (job, "/elsewhere")


class Shown(QObject):
    """Stands for the file manager."""

    def __init__(self) -> None:
        super().__init__()
        self.folders: list[str] = []

    @Slot(QUrl)
    def show_folder(self, url: QUrl) -> None:
        self.folders.append(url.toLocalFile())


@pytest.mark.skipif(sys.platform == "darwin", reason="there it is the Finder that shows it")
def test_a_film_is_shown_where_it_lies(desk: Desk, tmp_path: Path, qtbot: QtBot) -> None:
    job = desk.add(qtbot, document(tmp_path / "docs"))
    shown = Shown()
    QDesktopServices.setUrlHandler("file", shown, "show_folder")
    desk.acts.act("reveal", [job])
    QDesktopServices.unsetUrlHandler("file")
    assert shown.folders == ["/gone"]


def test_waiting_jobs_change_places(desk: Desk) -> None:
    jobs = [JobSummary(f"/{n}.longtake", n, "queued", rank=float(p)) for p, n in enumerate("abc")]
    desk.queue.take(JobsListed(tuple(jobs)))
    desk.acts.act("later", ["/a.longtake"])
    (told,) = desk.told
    assert getattr(told, "before", None) == "/c.longtake"
