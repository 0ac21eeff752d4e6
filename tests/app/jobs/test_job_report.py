from __future__ import annotations

from pathlib import Path

import pytest
from pytestqt.qtbot import QtBot

from app.jobs.job_report import JobReport, JobReports
from app.jobs.reading import Reader, read
from engine import notices as engine_notices
from engine.document import Document
from engine.errors import Problem
from engine.protocol import (
    ChunkChanged,
    Fetching,
    JobEnded,
    JobRemoved,
    JobStarted,
    Noticed,
    Planned,
    StageProgress,
)
from engine.transcript import Transcript
from tests.app.documents import add_failure, document, plan

HUNG = Problem("worker-hung", "It hung.")


class Clock:
    def __init__(self) -> None:
        self.now = 0.0

    def __call__(self) -> float:
        return self.now


@pytest.fixture
def clock() -> Clock:
    return Clock()


@pytest.fixture
def report(qtbot: QtBot, clock: Clock) -> JobReport:
    made = JobReport("job", clock)
    made.take(Planned("job", 40.0, 30.0, "en", plan(4), restored=(0,)))
    return made


def states(report: JobReport) -> list[str]:
    return [chunk.state for chunk in report.chunks]


def test_a_plan_shows_what_was_restored(report: JobReport) -> None:
    assert states(report) == ["restored", "waiting", "waiting", "waiting"]
    assert report.duration == 40.0


def test_chunks_go_through_their_states(report: JobReport) -> None:
    report.take(ChunkChanged("job", 1, "working"))
    report.take(ChunkChanged("job", 2, "retried", 1, HUNG))
    report.take(ChunkChanged("job", 3, "failed", 4, HUNG))
    assert states(report) == ["restored", "working", "retried", "failed"]
    assert [chunk.failures for chunk in report.chunks] == [0, 0, 1, 4]


def test_the_edge_is_what_is_done_behind_the_finished_chunks(report: JobReport) -> None:
    report.take(ChunkChanged("job", 1, "working"))
    report.take(StageProgress("job", "recognise", 13.5, 40.0))
    assert report.edge == pytest.approx(3.5)


def test_memory_and_speed_are_sampled_once_a_second(report: JobReport, clock: Clock) -> None:
    for step in range(200):
        clock.now = step / 20
        report.take(StageProgress("job", "recognise", step / 2, 400.0, 1000 + step))
    assert len(report.memory) == 10
    assert report.speed[-1] == pytest.approx(10.0)


def test_a_model_that_is_fetched_is_told_until_work_begins(report: JobReport) -> None:
    report.take(Fetching("base", 10, 100))
    assert report.fetch is not None
    assert (report.fetch.model, report.fetch.done) == ("base", 10)
    report.take(StageProgress("job", "prepare", 1.0, 40.0))
    assert report.fetch is None


def test_a_model_that_somebody_wants_in_preferences_is_not_this_jobs(report: JobReport) -> None:
    report.take(JobStarted("job", "/film", "Film"))
    report.take(StageProgress("job", "recognise", 1.0, 40.0))
    report.take(Fetching("large-v3", 10, 100))
    assert report.fetch is None
    report.take(JobStarted("job", "/film", "Film"))
    report.take(Fetching("base", 10, 100))
    assert report.fetch is not None


def test_a_job_that_rests_has_no_chunk_in_hand(report: JobReport) -> None:
    report.take(ChunkChanged("job", 1, "working"))
    report.take(JobEnded("job", "/film", "paused", 130))
    assert states(report) == ["restored", "waiting", "waiting", "waiting"]


def test_what_the_transcript_warns_of_is_told_after_the_app_was_closed(
    qtbot: QtBot, tmp_path: Path
) -> None:
    path = document(tmp_path)
    warning = engine_notices.INCOMPLETE("1:02:45")
    with Document.open(path) as opened:
        opened.save("transcript", 0, "", Transcript("en", 40.0, (), warnings=(warning,)), {})
        opened.set_state("completed")
    report = JobReport(str(path))
    report.read(read(path))
    told = [note.text for note in report.notes]
    assert told == ["The recording is incomplete: it breaks off at 1:02:45, as a broken copy does."]
    report.take(Noticed(str(path), warning))
    assert [note.text for note in report.notes] == told, "and only once"


def test_notices_are_kept_until_the_job_begins_anew(report: JobReport) -> None:
    report.take(Noticed("job", "The battery is low."))
    assert [note.text for note in report.notes] == ["The battery is low."]
    report.take(JobStarted("job", "/film", "Film"))
    assert report.notes == []


@pytest.mark.parametrize("state", ["done", "retried", "failed"])
def test_what_the_document_holds_now_is_asked_for(
    report: JobReport, qtbot: QtBot, state: str
) -> None:
    with qtbot.waitSignal(report.reading_wished) as wished:
        report.take(ChunkChanged("job", 1, state))  # type: ignore[arg-type]
    assert wished.args == ["job"]


def test_many_events_are_one_change(report: JobReport, qtbot: QtBot) -> None:
    changes: list[int] = []
    report.changed.connect(lambda: changes.append(1))
    for done in range(100):
        report.take(StageProgress("job", "recognise", float(done), 400.0))
    qtbot.waitUntil(lambda: len(changes) == 1, timeout=5000)


def test_a_document_tells_what_is_done_and_what_failed(qtbot: QtBot, tmp_path: Path) -> None:
    path = document(tmp_path)
    add_failure(path, 3, "usual", "again", given_up=True)
    report = JobReport(str(path))
    report.read(read(path))
    assert states(report) == ["done", "done", "waiting", "failed"]
    assert report.chunks[3].tries == ("as usual", "the same again", "left out")
    assert report.chunks[3].failures == 2
    assert len(report.peaks) > 0
    assert len(report.paragraphs) == 3


def test_a_reading_does_not_forget_that_a_chunk_was_restored(qtbot: QtBot, tmp_path: Path) -> None:
    path = document(tmp_path)
    report = JobReport(str(path))
    report.take(Planned(str(path), 40.0, 30.0, "en", plan(4), restored=(0, 1)))
    report.read(read(path))
    assert states(report)[:2] == ["restored", "restored"]


def test_without_an_engine_no_chunk_is_in_hand(report: JobReport) -> None:
    report.take(ChunkChanged("job", 1, "working"))
    report.rest()
    assert "working" not in states(report)


# --- all of them ----------------------------------------------------------------------------------


@pytest.fixture
def reports(qtbot: QtBot) -> JobReports:
    return JobReports(Reader())


def test_a_report_fills_itself_from_its_document(
    reports: JobReports, qtbot: QtBot, tmp_path: Path
) -> None:
    report = reports.of(str(document(tmp_path)))
    qtbot.waitUntil(lambda: report.reading is not None, timeout=10_000)
    assert reports.of(report.job) is report


def test_events_go_to_the_job_that_they_are_about(reports: JobReports, tmp_path: Path) -> None:
    one, other = reports.of("one"), reports.of("other")
    reports.take(Planned("one", 40.0, 30.0, "en", plan(4)))
    assert len(one.chunks) == 4
    assert other.chunks == ()


def test_a_model_is_fetched_for_the_job_that_runs(reports: JobReports) -> None:
    reports.take(JobStarted("one", "/film", "Film"))
    reports.take(Fetching("base", 10, 100))
    assert reports.of("one").fetch is not None


def test_a_job_that_is_removed_is_forgotten(reports: JobReports) -> None:
    one = reports.of("one")
    reports.take(JobRemoved("one", ""))
    reports.take(JobEnded("one", "/film", "failed", 1))
    assert reports.of("one") is not one
