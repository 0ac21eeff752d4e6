from __future__ import annotations

import gc
import weakref
from collections.abc import Iterator
from pathlib import Path

import pytest
from PySide6.QtCore import QCoreApplication, QEvent, QPoint, Qt
from PySide6.QtWidgets import QLabel, QPushButton
from pytestqt.qtbot import QtBot

from app.editor.transcript_document import TranscriptDocument
from app.jobs.job_details import JobDetails
from app.jobs.job_page import HIGH, JobPage
from app.jobs.job_report import JobReport
from app.jobs.job_row import JobRow, State
from app.jobs.reading import read
from app.settings import SettingsStore
from app.theme import Theme
from engine import notices
from engine.document import Document
from engine.errors import Problem
from engine.protocol import Fetching, Noticed, StageProgress
from engine.transcript import Transcript
from tests.app.documents import add_failure, document


def row(state: State = "running", **more: object) -> JobRow:
    return JobRow("/film.longtake", "The film", state, **more)  # type: ignore[arg-type]


@pytest.fixture
def page(qtbot: QtBot, dressed: Theme, tmp_path: Path) -> Iterator[JobPage]:
    made = JobPage(SettingsStore(tmp_path / "settings.json"))
    qtbot.addWidget(made)
    made.resize(880, 640)
    made.show()
    yield made
    made.leave()


def text_of(page: JobPage) -> str:
    return page.editor.document.transcript.text if page.editor else ""


@pytest.fixture
def report(qtbot: QtBot, tmp_path: Path) -> JobReport:
    path = document(tmp_path)
    made = JobReport(str(path))
    made.read(read(path))
    return made


def actions(page: JobPage) -> set[str]:
    found = page.card.findChildren(QPushButton)
    return set() if page.card.isHidden() else {button.objectName() for button in found}


def test_a_job_in_progress_is_a_picture_with_its_text(
    page: JobPage, report: JobReport, qtbot: QtBot
) -> None:
    page.show_job(row(stage="recognise", left=600.0), report)
    assert page.strip.isVisible()
    assert page.memory.isVisible()
    assert page.speed.isVisible()
    qtbot.waitUntil(lambda: "part number 0" in text_of(page), timeout=10_000)
    assert page.standing.text().startswith("Recognising")
    assert actions(page) == set()


def test_a_transcript_is_its_text_alone(page: JobPage, report: JobReport) -> None:
    page.show_job(row("completed", duration=40.0), report)
    assert page.editor is not None
    assert not page.strip.isVisible()
    assert not page.memory.isVisible()
    assert not page.notes.isVisible()


def test_the_timeline_comes_when_the_strip_has_gone(page: JobPage, report: JobReport) -> None:
    page.show_job(row(stage="recognise"), report)
    bench = page._workbench
    assert bench is not None
    assert bench.timeline.isHidden() and not bench.player.isHidden()
    page.show_row(row("completed"))
    assert not bench.timeline.isHidden() and page.strip.isHidden()
    page.leave()
    assert page._workbench is None


def test_a_transcript_with_a_gap_offers_to_try_again(page: JobPage, report: JobReport) -> None:
    page.show_job(row("completed", failed=1, total=4, done=3), report)
    assert not page.strip.isVisible(), "the timeline shows the gap, the text has its own card"
    assert actions(page) == {"resume"}


@pytest.mark.parametrize("state", ["paused", "interrupted", "cancelled"])
def test_what_rests_can_be_resumed_in_place(
    page: JobPage, report: JobReport, state: State, qtbot: QtBot
) -> None:
    page.show_job(row(state), report)
    button = page.card.findChild(QPushButton, "resume")
    assert button is not None
    with qtbot.waitSignal(page.acted) as acted:
        qtbot.mouseClick(button, Qt.MouseButton.LeftButton)
    assert acted.args == ["/film.longtake", "resume"]


def test_a_failure_is_told_in_place_with_its_remedy(page: JobPage, report: JobReport) -> None:
    page.show_job(row("failed", problem=Problem("media-missing", "x")), report)
    assert actions(page) == {"locate-film", "copy-details"}
    page.show_row(row("failed", problem=Problem("document-newer", "x")))
    assert "copy-details" in actions(page)


def test_the_text_begins_at_its_beginning(page: JobPage, qtbot: QtBot, tmp_path: Path) -> None:
    path = document(tmp_path / "long", chunks=60, done=60)
    report = JobReport(str(path))
    report.read(read(path))
    page.show_job(row(), report)
    qtbot.waitUntil(lambda: "part number 59" in text_of(page), timeout=20_000)
    assert page.editor is not None
    page.grab()
    assert page.editor.view.verticalScrollBar().maximum() > 0
    assert page.editor.view.verticalScrollBar().value() == 0


def test_what_the_watchdog_did_is_told(page: JobPage, qtbot: QtBot, tmp_path: Path) -> None:
    path = document(tmp_path)
    add_failure(path, 2, "usual", "again")
    report = JobReport(str(path))
    report.read(read(path))
    page.show_job(row(), report)
    assert "Recognition stopped answering at 0:20." in page.notes.text()
    report.take(Noticed("/film", "The battery is low."))
    qtbot.waitUntil(lambda: "battery" in page.notes.text(), timeout=5000)


def test_what_a_transcript_warns_of_stays_with_it(
    page: JobPage, qtbot: QtBot, tmp_path: Path
) -> None:
    path = document(tmp_path, done=4)
    add_failure(path, 3, "usual", "again")
    warning = notices.INCOMPLETE("0:40")
    with Document.open(path) as opened:
        opened.save("transcript", 0, "", Transcript("en", 40.0, warnings=(warning,)), {})
        opened.set_state("completed")
    report = JobReport(str(path))
    report.read(read(path))
    page.show_job(row("completed"), report)
    assert page.notes.isVisible()
    assert page.notes.text().startswith("The recording is incomplete")
    assert "Recognition" not in page.notes.text(), "how it came about is in the details"


def test_a_low_window_leaves_the_room_to_the_text(page: JobPage, report: JobReport) -> None:
    page.setMinimumSize(1, 1)  # in a window, it is the window that says how small it gets
    page.show_job(row(), report)
    assert page.strip.isVisible()
    page.resize(880, HIGH - 1)
    assert not page.strip.isVisible()
    page.resize(880, HIGH)
    assert page.strip.isVisible()


def test_while_there_is_no_text_the_page_says_what_is_awaited(page: JobPage, qtbot: QtBot) -> None:
    page.show_job(row(), JobReport("/film.longtake"))
    assert page.editor is None
    assert "soon" in page.waiting.text()
    page.show_row(row("queued"))
    assert "begins" in page.waiting.text()


def test_a_model_that_is_fetched_is_told(page: JobPage, qtbot: QtBot) -> None:
    report = JobReport("/film.longtake")
    page.show_job(row(), report)
    report.take(Fetching("base", 40_000_000, 145_000_000))
    qtbot.waitUntil(lambda: "Fetching" in page.standing.text(), timeout=5000)
    assert "145" in page.standing.text()


def test_another_job_on_the_page_leaves_the_first_alone(
    page: JobPage, report: JobReport, qtbot: QtBot
) -> None:
    page.show_job(row(), report)
    other = JobReport("/other.longtake")
    page.show_job(JobRow("/other.longtake", "Other", "queued"), other)
    assert page.editor is None
    report.text_changed.emit()
    assert page.editor is None
    assert page.job == "/other.longtake"


def test_a_text_that_is_left_is_forgotten_with_all_its_words(
    page: JobPage, report: JobReport, qtbot: QtBot, tmp_path: Path
) -> None:
    page.show_job(row("completed"), report)
    qtbot.waitUntil(lambda: "part number 0" in text_of(page), timeout=10_000)
    assert page.editor is not None
    words = weakref.ref(page.editor.document)
    page.leave()
    QCoreApplication.sendPostedEvents(None, QEvent.Type.DeferredDelete)
    gc.collect()
    assert words() is None
    assert not page.findChildren(TranscriptDocument)


def test_a_chunk_that_is_chosen_brings_its_text(
    page: JobPage, report: JobReport, qtbot: QtBot
) -> None:
    page.show_job(row(), report)
    with qtbot.waitSignal(page.strip.chunk_chosen):
        place = QPoint(round(page.strip.width() * 0.4), 30)
        qtbot.mouseClick(page.strip, Qt.MouseButton.LeftButton, pos=place)


def test_plots_show_the_newest(page: JobPage, report: JobReport, qtbot: QtBot) -> None:
    page.show_job(row(), report)
    report.take(StageProgress("/film", "recognise", 1.0, 40.0, 1_600_000_000))
    qtbot.waitUntil(lambda: "1.6" in page.memory.accessibleDescription(), timeout=5000)


# --- the inspector --------------------------------------------------------------------------------


@pytest.fixture
def details(qtbot: QtBot, dressed: Theme) -> JobDetails:
    made = JobDetails()
    qtbot.addWidget(made)
    return made


def words(details: JobDetails) -> list[str]:
    return [label.text() for label in details.findChildren(QLabel)]


def test_details_are_drawn_only_where_they_are_seen(details: JobDetails, report: JobReport) -> None:
    details.watch(row(duration=40.0, total=4, done=2), report)
    assert "0:40" not in words(details)
    details.show()
    assert "0:40" in words(details)
    assert "2 / 4" in words(details)


def test_details_follow_the_job(details: JobDetails, report: JobReport) -> None:
    details.show()
    details.watch(row(total=4, done=2), report)
    details.watch(row(total=4, done=3), report)
    assert "3 / 4" in words(details)
    assert "2 / 4" not in words(details)
