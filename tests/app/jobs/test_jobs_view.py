from __future__ import annotations

import pytest
from PySide6.QtCore import QPoint, Qt
from PySide6.QtGui import QContextMenuEvent
from PySide6.QtWidgets import QApplication
from pytestqt.qtbot import QtBot

from app import theme
from app.jobs.job_queue import JobQueue
from app.jobs.jobs_view import CAPTION, ROW, JobsView
from app.theme import Theme
from engine.protocol import JobChanged, JobRemoved, JobsListed, JobState, JobSummary


def summary(job: str, state: JobState, rank: float = 0.0) -> JobSummary:
    return JobSummary(job, job.title(), state, f"/{job}.mp4", rank=rank, done=1, total=3)


@pytest.fixture
def queue(qtbot: QtBot, dressed: Theme) -> JobQueue:
    made = JobQueue()
    made.take(
        JobsListed(
            (
                summary("one", "running"),
                summary("two", "queued", 2.0),
                summary("three", "failed"),
                summary("four", "completed"),
                summary("five", "completed"),
            )
        )
    )
    return made


@pytest.fixture
def view(qtbot: QtBot, queue: JobQueue) -> JobsView:
    made = JobsView(queue)
    qtbot.addWidget(made)
    made.resize(theme.SIDEBAR, 500)
    made.show()
    return made


def height(view: JobsView, job: str) -> int:
    index = view.model().index(0, 0)
    rows = {view.model().index(n, 0).data(): n for n in range(view.model().rowCount())}
    return view.visualRect(index.siblingAtRow(rows[job])).height()


def test_each_group_begins_with_its_name(view: JobsView) -> None:
    names = [row.title for row in view._queue.rows]
    tall = [name for name in names if height(view, name) == ROW + CAPTION]
    assert tall == [names[0], names[3]]


def test_the_first_of_a_group_gets_the_name_when_another_goes(
    view: JobsView, queue: JobQueue, qtbot: QtBot
) -> None:
    first = next(row for row in queue.rows if row.is_done)
    queue.take(JobRemoved(first.job, ""))
    other = next(row for row in queue.rows if row.is_done)
    qtbot.waitUntil(lambda: height(view, other.title) == ROW + CAPTION, timeout=5000)


def test_selecting_one_opens_it(view: JobsView, qtbot: QtBot) -> None:
    with qtbot.waitSignal(view.opened) as opened:
        view.select("two")
    assert opened.args == ["two"]
    assert view.selected == ["two"]


def test_selecting_several_opens_none(view: JobsView, qtbot: QtBot) -> None:
    view.select("one")
    with qtbot.waitSignal(view.opened) as opened:
        view.selectAll()
    assert opened.args == [""]
    assert view.selected == [row.job for row in view._queue.rows]


def test_a_selection_follows_its_job(view: JobsView, queue: JobQueue) -> None:
    view.select("two")
    queue.take(JobChanged(summary("two", "completed")))
    assert view.selected == ["two"]


def test_what_is_not_there_cannot_be_selected(view: JobsView) -> None:
    view.select("nobody")
    assert view.selected == []


def test_delete_asks_to_remove_the_selected(view: JobsView, qtbot: QtBot) -> None:
    view.select("three")
    with qtbot.waitSignal(view.remove_asked) as asked:
        qtbot.keyClick(view, Qt.Key.Key_Delete)
    assert asked.args == [["three"]]


def test_the_menu_is_about_the_selected(view: JobsView, qtbot: QtBot) -> None:
    view.select("two")
    place = QPoint(20, 60)
    with qtbot.waitSignal(view.menu_asked) as asked:
        event = QContextMenuEvent(
            QContextMenuEvent.Reason.Mouse, place, view.viewport().mapToGlobal(place)
        )
        QApplication.sendEvent(view.viewport(), event)
    assert asked.args[0] == ["two"]


@pytest.mark.parametrize("scheme", ["light", "dark"])
def test_it_is_drawn_in_the_colours_of_now(
    view: JobsView, dressed: Theme, scheme: theme.Scheme
) -> None:
    theme.apply(dressed.application, scheme)
    view.select("one")
    image = view.grab().toImage()
    assert image.pixelColor(theme.GRID + 20, CAPTION + 4) == theme.role("selection")


def test_a_screen_reader_is_told_what_the_list_is(view: JobsView) -> None:
    assert view.accessibleName()
