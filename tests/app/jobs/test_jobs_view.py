from __future__ import annotations

import pytest
from PySide6.QtCore import QPoint, Qt
from PySide6.QtGui import QContextMenuEvent
from PySide6.QtWidgets import QApplication
from pytestqt.qtbot import QtBot

from app import theme
from app.jobs.job_queue import JobQueue
from app.jobs.jobs_view import CAPTION, NARROWEST, ROW, JobsView
from app.theme import Theme
from engine.protocol import (
    JobChanged,
    JobRemoved,
    JobsListed,
    JobState,
    JobSummary,
    StageProgress,
)


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


def test_selecting_several_leaves_the_page_as_it_is(view: JobsView, qtbot: QtBot) -> None:
    view.select("one")
    with qtbot.assertNotEmitted(view.opened):
        view.selectAll()
    assert view.selected == [row.job for row in view._queue.rows]


def test_one_of_several_is_selected_alone_though_the_user_still_holds_a_key(
    view: JobsView, qtbot: QtBot
) -> None:
    view.select("one")
    at = view.visualRect(view._queue.index_of("two")).center()
    held = Qt.KeyboardModifier.ControlModifier
    qtbot.mouseClick(view.viewport(), Qt.MouseButton.LeftButton, held, at)
    assert view.selected == ["one", "two"]
    view.select("two")
    assert view.selected == ["two"]


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


# --- every kind of row ----------------------------------------------------------------------------

EVERY: tuple[JobState, ...] = (
    "running",
    "queued",
    "paused",
    "interrupted",
    "failed",
    "cancelled",
    "completed",
)


@pytest.mark.parametrize("state", EVERY)
@pytest.mark.parametrize("scheme", ["light", "dark"])
def test_every_state_can_be_drawn(
    qtbot: QtBot, dressed: Theme, state: JobState, scheme: theme.Scheme
) -> None:
    theme.apply(dressed.application, scheme)
    queue = JobQueue()
    queue.take(JobsListed((summary("only", state),)))
    view = JobsView(queue)
    qtbot.addWidget(view)
    view.resize(theme.SIDEBAR, 120)
    image = view.grab().toImage()
    ground = theme.role("window").rgb()
    drawn = sum(
        image.pixel(x, y) != ground for x in range(image.width()) for y in range(image.height())
    )
    assert drawn > 200


def test_a_title_that_is_too_long_ends_in_an_ellipsis_not_outside(
    qtbot: QtBot, dressed: Theme
) -> None:
    queue = JobQueue()
    queue.take(JobsListed((JobSummary("x", "A very long title " * 20, "queued"),)))
    view = JobsView(queue)
    qtbot.addWidget(view)
    view.resize(theme.SIDEBAR, 120)
    image = view.grab().toImage()
    ground = theme.role("window").rgb()
    edge = image.width() - theme.GRID
    assert all(
        image.pixel(x, y) == ground
        for x in range(edge, image.width())
        for y in range(CAPTION, CAPTION + ROW)
    )


@pytest.mark.parametrize("width", [NARROWEST, theme.SIDEBAR])
def test_two_of_one_title_look_different_and_stay_within(
    qtbot: QtBot, dressed: Theme, width: int
) -> None:
    queue = JobQueue()
    films = (f"/films/{name}/A rather long name of a film.mp4" for name in ("Monday", "Sunday"))
    queue.take(
        JobsListed(
            tuple(
                JobSummary(f"/docs/{n}.longtake", "A rather long name of a film", "queued", film)
                for n, film in enumerate(films)
            )
        )
    )
    view = JobsView(queue)
    qtbot.addWidget(view)
    view.resize(width, 160)
    image = view.grab().toImage()
    first, second = (image.copy(0, CAPTION + n * ROW, width, ROW) for n in range(2))
    assert first != second
    ground = theme.role("window").rgb()
    edge = range(width - theme.GRID, width)
    assert all(image.pixel(x, y) == ground for x in edge for y in range(CAPTION, CAPTION + ROW))


def test_a_change_draws_the_row_anew(view: JobsView, queue: JobQueue, qtbot: QtBot) -> None:
    before = view.grab().toImage()
    queue.take(StageProgress("one", "recognise", 500.0, 1000.0))
    queue.announce()
    assert view.grab().toImage() != before


def test_an_empty_list_selects_nothing(qtbot: QtBot, dressed: Theme) -> None:
    view = JobsView(JobQueue())
    qtbot.addWidget(view)
    view.selectAll()
    assert view.selected == []
    with qtbot.assertNotEmitted(view.remove_asked):
        qtbot.keyClick(view, Qt.Key.Key_Delete)
    with qtbot.assertNotEmitted(view.menu_asked):
        event = QContextMenuEvent(QContextMenuEvent.Reason.Keyboard, QPoint(5, 5), QPoint(5, 5))
        QApplication.sendEvent(view.viewport(), event)
