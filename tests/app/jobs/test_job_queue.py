from __future__ import annotations

import random
from collections.abc import Callable

import msgspec
import pytest
from PySide6.QtCore import QMimeData, QModelIndex, Qt
from pytestqt.modeltest import ModelTester
from pytestqt.qtbot import QtBot

from app.jobs import sentences
from app.jobs.job_queue import MIME, JobQueue, JobRole
from app.jobs.job_row import JobRow, overall
from app.theme import Theme
from engine.errors import Problem
from engine.protocol import (
    ChunkChanged,
    Event,
    Fetching,
    JobChanged,
    JobEnded,
    JobRemoved,
    JobsListed,
    JobStarted,
    JobState,
    JobSummary,
    Planned,
    StageProgress,
)
from tests.builders import chunk

Check = Callable[[], None]


def summary(job: str, state: JobState = "queued", rank: float = 0.0, **more: object) -> JobSummary:
    values = {"source": f"/films/{job}.mp4", "rank": rank, **more}
    return JobSummary(job, job.title(), state, **values)  # type: ignore[arg-type]


@pytest.fixture
def queue(qtbot: QtBot) -> JobQueue:
    return JobQueue()


def filled(queue: JobQueue) -> JobQueue:
    queue.take(
        JobsListed(
            (
                summary("second", rank=2.0),
                summary("first", rank=1.0),
                summary("done", "completed", total=3, done=3, updated_at="2026-01-01"),
                summary("newer", "completed", total=3, done=2, updated_at="2026-02-01"),
                summary("bad", "failed", problem=Problem("media", "No.")),
                summary("now", "running"),
            )
        )
    )
    return queue


def jobs(queue: JobQueue) -> list[str]:
    return [row.job for row in queue.rows]


def row(queue: JobQueue, job: str) -> JobRow:
    found = queue.row_of(job)
    assert found is not None
    return found


# --- order ----------------------------------------------------------------------------------------


def test_work_comes_first_then_what_waits_then_what_ended(queue: JobQueue) -> None:
    assert jobs(filled(queue)) == ["now", "first", "second", "bad", "newer", "done"]


def test_a_job_that_begins_moves_to_the_top(queue: JobQueue) -> None:
    filled(queue).take(JobEnded("now", "/films/now.mp4", "completed", 0))
    queue.take(JobStarted("second", "/films/second.mp4", "Second"))
    assert jobs(queue)[:2] == ["second", "first"]
    assert row(queue, "now").is_done


def test_a_new_rank_moves_a_job(queue: JobQueue) -> None:
    filled(queue).take(JobChanged(summary("second", rank=0.5)))
    assert jobs(queue)[:3] == ["now", "second", "first"]


def test_a_paused_job_keeps_its_place(queue: JobQueue) -> None:
    filled(queue).take(JobEnded("first", "/films/first.mp4", "paused", 130))
    assert jobs(queue)[:3] == ["now", "first", "second"]
    assert row(queue, "first").state == "paused"


def test_a_job_that_is_removed_is_gone(queue: JobQueue) -> None:
    filled(queue).take(JobRemoved("first", "/kept"))
    assert "first" not in jobs(queue)
    assert not queue.index_of("first").isValid()
    assert [queue.index_of(job).row() for job in jobs(queue)] == list(range(5))


def test_what_nobody_knows_is_passed_over(queue: JobQueue) -> None:
    queue.take(StageProgress("strange", "recognise", 1.0, 2.0))
    queue.take(JobRemoved("strange", ""))
    assert jobs(queue) == []


# --- what a row says ------------------------------------------------------------------------------


def progressed(queue: JobQueue, clock: list[float], seconds: int, speed: float) -> None:
    for second in range(seconds):
        clock[0] += 1.0
        queue.take(StageProgress("now", "recognise", second * speed, 1000.0, 5_000_000))


def test_progress_speed_and_time_left_come_from_what_is_done(qtbot: QtBot) -> None:
    clock = [0.0]
    queue = filled(JobQueue(clock=lambda: clock[0]))
    progressed(queue, clock, 31, 10.0)
    shown = row(queue, "now")
    assert shown.speed == pytest.approx(10.0)
    assert shown.left == pytest.approx(70.0)
    assert shown.memory == 5_000_000
    assert shown.stage == "recognise"


def test_progress_never_goes_backwards(queue: JobQueue) -> None:
    filled(queue).take(StageProgress("now", "recognise", 900.0, 1000.0))
    before = row(queue, "now").progress
    queue.take(StageProgress("now", "recognise", 100.0, 1000.0))
    assert row(queue, "now").progress == before


def test_every_stage_moves_the_whole_forward() -> None:
    ends = [overall(stage, 1.0, 1.0) for stage in ("prepare", "language", "recognise", "export")]
    assert ends == sorted(ends)
    assert overall("prepare", 0.0, 1.0) == 0.0
    assert ends[-1] == 1.0
    assert overall("recognise", 5.0, 0.0) == overall("recognise", 0.0, 1.0)


def test_chunks_are_counted(queue: JobQueue) -> None:
    plan = tuple(chunk(n, n * 10.0, n * 10.0 + 10) for n in range(4))
    filled(queue).take(Planned("now", 40.0, 30.0, "en", plan, restored=(0,)))
    queue.take(ChunkChanged("now", 1, "done"))
    queue.take(ChunkChanged("now", 2, "failed"))
    shown = row(queue, "now")
    assert (shown.done, shown.total, shown.failed, shown.duration) == (2, 4, 1, 40.0)


def test_a_completed_job_with_a_gap_can_be_resumed(queue: JobQueue) -> None:
    filled(queue)
    assert row(queue, "newer").failed == 1
    assert row(queue, "newer").can_resume
    assert not row(queue, "done").can_resume


def test_a_failure_says_why_and_can_be_tried_again(queue: JobQueue) -> None:
    problem = Problem("no-space", "The disk is full.")
    filled(queue).take(JobEnded("now", "/films/now.mp4", "failed", 1, problem=problem))
    assert row(queue, "now").problem == problem
    assert row(queue, "now").can_resume


def test_a_job_that_fails_before_it_has_a_document_is_shown_too(queue: JobQueue) -> None:
    queue.take(JobEnded("/films/gone.mp4", "/films/gone.mp4", "failed", 3))
    assert row(queue, "/films/gone.mp4").title == "gone"


def test_without_an_engine_nothing_runs(queue: JobQueue) -> None:
    filled(queue).lose_engine()
    assert row(queue, "now").state == "interrupted"
    assert not any(shown.state == "running" for shown in queue.rows)


def test_another_list_keeps_what_is_known_of_a_running_job(queue: JobQueue) -> None:
    filled(queue).take(StageProgress("now", "recognise", 500.0, 1000.0, 77))
    before = row(queue, "now").progress
    filled(queue)
    assert row(queue, "now").progress == before
    assert row(queue, "now").memory == 77


# --- as an item model -----------------------------------------------------------------------------


def test_the_model_keeps_to_qts_rules(queue: JobQueue, qtmodeltester: ModelTester) -> None:
    qtmodeltester.check(filled(queue))


def test_the_model_keeps_to_qts_rules_through_whatever_happens(
    queue: JobQueue, qtmodeltester: ModelTester
) -> None:
    filled(queue)
    qtmodeltester.check(queue)
    dice = random.Random(5)
    names = [f"job {number}" for number in range(12)]
    for _ in range(400):
        queue.take(anything(dice, dice.choice(names)))
        queue.announce()
        assert jobs(queue) == [
            queue.data(queue.index(n), JobRole.JOB) for n in range(len(jobs(queue)))
        ]


def anything(dice: random.Random, job: str) -> Event:
    state: JobState = dice.choice(["queued", "running", "paused", "completed", "failed"])
    return dice.choice(
        [
            JobChanged(summary(job, state, dice.random())),
            JobStarted(job, job, job),
            JobEnded(job, job, state, 0),
            JobRemoved(job, ""),
            StageProgress(job, "recognise", dice.random(), 1.0),
        ]
    )


def test_each_role_answers(queue: JobQueue) -> None:
    index = filled(queue).index(0)
    answers = {role: queue.data(index, role) for role in JobRole}
    assert answers[JobRole.JOB] == "now"
    assert answers[JobRole.STATE] == "running"
    assert isinstance(answers[JobRole.ROW], JobRow)
    assert index.data() == "Now"
    assert index.data(Qt.ItemDataRole.ToolTipRole) == "/films/now.mp4"
    assert index.data(Qt.ItemDataRole.DecorationRole) is None
    assert queue.data(QModelIndex()) is None


def test_a_screen_reader_is_told_by_whoever_words_it(qtbot: QtBot) -> None:
    queue = filled(JobQueue(lambda row, mark: f"{row.title}, {row.state}"))
    said = queue.data(queue.index(0), Qt.ItemDataRole.AccessibleTextRole)
    assert said == "Now, running"


def namesakes() -> tuple[JobSummary, JobSummary]:
    """Two transcripts of one film."""
    one = summary("talk", "completed", created_at="2026-05-03T08:00:00+00:00")
    return one, msgspec.structs.replace(one, path="again", created_at="2026-06-01T12:00:00+00:00")


def test_two_of_one_title_are_told_apart_to_the_eye_the_ear_and_the_mouse(
    qtbot: QtBot, dressed: Theme
) -> None:
    queue = filled(JobQueue(sentences.described))
    queue.take(JobsListed((*namesakes(), summary("done", "completed"))))
    rows = [queue.index_of(job) for job in ("talk", "again", "done")]
    assert [index.data(JobRole.MARK) for index in rows] == ["5/3/26", "6/1/26", ""]
    said = [index.data(Qt.ItemDataRole.AccessibleTextRole) for index in rows]
    assert said[0].startswith("Talk, 5/3/26") and said[2] == "Done"
    places = [index.data(Qt.ItemDataRole.ToolTipRole) for index in rows]
    assert places == ["/films/talk.mp4\ntalk", "/films/talk.mp4\nagain", "/films/done.mp4"]


def test_a_mark_comes_and_goes_with_the_other_of_the_title(queue: JobQueue) -> None:
    one, other = namesakes()
    queue.take(JobChanged(one))
    assert queue.index_of("talk").data(JobRole.MARK) == ""
    queue.take(JobChanged(other))
    assert queue.index_of("talk").data(JobRole.MARK) == "5/3/26"
    queue.take(JobRemoved("again", ""))
    assert queue.index_of("talk").data(JobRole.MARK) == ""


def test_a_title_that_others_bear_already_draws_them_anew(queue: JobQueue, qtbot: QtBot) -> None:
    one, other = namesakes()
    queue.take(JobsListed((one, msgspec.structs.replace(other, title="Panel"))))
    with qtbot.waitSignal(queue.dataChanged) as drawn:
        queue.take(JobChanged(other))
    assert drawn.args is not None
    assert [index.row() for index in drawn.args[:2]] == [0, 1]


def test_many_changes_are_announced_at_once(queue: JobQueue, qtbot: QtBot) -> None:
    filled(queue)
    spans: list[tuple[int, int]] = []
    queue.dataChanged.connect(lambda first, last: spans.append((first.row(), last.row())))
    with qtbot.waitSignal(queue.row_changed, timeout=5000):
        for number in range(200):
            queue.take(StageProgress("now", "recognise", number, 1000.0))
    assert spans == [(0, 0)]


# --- dragging -------------------------------------------------------------------------------------


def dragged(queue: JobQueue, *names: str) -> QMimeData:
    return queue.mimeData([queue.index_of(name) for name in names])


def test_only_what_waits_can_be_dragged(queue: JobQueue) -> None:
    filled(queue)
    draggable = Qt.ItemFlag.ItemIsDragEnabled
    can = {name: bool(queue.flags(queue.index_of(name)) & draggable) for name in jobs(queue)}
    assert [name for name, is_it in can.items() if is_it] == ["first", "second"]


def test_dropping_asks_for_a_move_and_moves_nothing(queue: JobQueue, qtbot: QtBot) -> None:
    filled(queue)
    data = dragged(queue, "second")
    assert queue.canDropMimeData(data, Qt.DropAction.MoveAction, 1, 0, QModelIndex())
    with qtbot.waitSignal(queue.move_asked) as asked:
        queue.dropMimeData(data, Qt.DropAction.MoveAction, 1, 0, QModelIndex())
    assert asked.args == [["second"], "first"]
    assert jobs(queue)[:3] == ["now", "first", "second"]


def test_dropping_below_all_that_waits_asks_for_the_end(queue: JobQueue, qtbot: QtBot) -> None:
    filled(queue)
    with qtbot.waitSignal(queue.move_asked) as asked:
        data = dragged(queue, "first")
        queue.dropMimeData(data, Qt.DropAction.MoveAction, -1, 0, QModelIndex())
    assert asked.args == [["first"], ""]


def test_other_things_are_not_taken(queue: JobQueue) -> None:
    data = QMimeData()
    data.setText("hello")
    assert not queue.canDropMimeData(data, Qt.DropAction.MoveAction, 0, 0, QModelIndex())
    assert not queue.dropMimeData(data, Qt.DropAction.MoveAction, 0, 0, QModelIndex())
    assert queue.mimeTypes() == [MIME]
    assert msgspec.json.decode(dragged(filled(queue), "first").data(MIME).data()) == ["first"]


def test_a_job_whose_model_is_on_its_way_says_so_until_its_work_begins(qtbot: QtBot) -> None:
    queue = JobQueue()
    queue.take(JobStarted("/d.longtake", "/film.mp4", "film"))
    queue.take(Fetching("base", 10, 100))
    assert queue.rows[0].stage == "fetch"
    queue.take(StageProgress("/d.longtake", "recognise", 10.0, 100.0))
    queue.take(Fetching("large-v3", 10, 100))
    assert queue.rows[0].stage == "recognise", "somebody fetches another one in Preferences"


def test_who_waits_in_a_line_that_is_no_more_is_interrupted(qtbot: QtBot) -> None:
    queue = JobQueue()
    waiting = (JobSummary(job, job, "queued", "/film.mp4") for job in ("/a", "/b"))
    queue.take(JobsListed(tuple(waiting)))
    queue.lose_turns(["/a", "/nobody"])
    assert {row.job: row.state for row in queue.rows} == {"/a": "interrupted", "/b": "queued"}
