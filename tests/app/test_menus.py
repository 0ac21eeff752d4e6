"""What the menus of a window offer, and whom they ask."""

from __future__ import annotations

import pytest
from PySide6.QtCore import QPoint
from PySide6.QtGui import QAction
from PySide6.QtWidgets import QMainWindow, QMenu, QSplitter, QWidget
from pytestqt.qtbot import QtBot

from app.jobs.job_row import JobRow, State
from app.menus import Menus, can_be_done
from app.theme import Theme

SIGNALS = ("window_asked", "app_asked", "job_asked")
BY_THEMSELVES = ("Sidebar", "Details", "Undo", "Redo")


class House:
    """A window with two panes and its menus."""

    def __init__(self) -> None:
        self.window = QMainWindow()
        self.sidebar, self.inspector = QWidget(), QWidget()
        panes = QSplitter()
        panes.addWidget(self.sidebar)
        panes.addWidget(self.inspector)
        self.inspector.hide()
        self.window.setCentralWidget(panes)
        self.menus = Menus(self.window, self.sidebar, self.inspector)
        self.asked: list[tuple[str, str]] = []
        for signal in SIGNALS:
            getattr(self.menus, signal).connect(
                lambda name, signal=signal: self.asked.append((signal, name))
            )

    @property
    def actions(self) -> list[QAction]:
        menus = self.window.menuBar().actions()
        every = (action for top in menus for action in top.menu().actions())  # type: ignore[attr-defined]  # PySide types it as object
        return [action for action in every if not action.isSeparator()]

    def named(self, words: str) -> QAction:
        return next(action for action in self.actions if action.text().replace("&", "") == words)


@pytest.fixture
def house(dressed: Theme, qtbot: QtBot) -> House:
    made = House()
    qtbot.addWidget(made.window)
    made.window.show()
    return made


def row(state: State, **more: object) -> JobRow:
    return JobRow("/d.longtake", "film", state, "/film.mp4", **more)  # type: ignore[arg-type]


def test_every_action_asks_for_one_thing_of_its_own(house: House) -> None:
    for action in house.actions:
        if action.text().replace("&", "") not in BY_THEMSELVES:
            action.setEnabled(True)
            action.trigger()
    assert len(house.asked) == len(house.actions) - len(BY_THEMSELVES)
    assert len(set(house.asked)) == len(house.asked)


def test_no_two_actions_have_the_same_keys(house: House) -> None:
    keys = [key.toString() for action in house.actions for key in action.shortcuts()]
    assert sorted(keys) == sorted(set(keys))


def test_a_pane_is_shown_and_hidden(house: House) -> None:
    assert house.menus.sidebar_action.isChecked() and house.sidebar.isVisible()
    house.menus.sidebar_action.trigger()
    assert house.sidebar.isHidden()
    house.menus.inspector_action.trigger()
    assert house.inspector.isVisible()


@pytest.mark.parametrize(
    ("action", "state", "is_offered"),
    [
        ("pause", "running", True),
        ("pause", "queued", True),
        ("pause", "paused", False),
        ("resume", "paused", True),
        ("resume", "interrupted", True),
        ("resume", "running", False),
        ("cancel", "paused", True),
        ("cancel", "completed", False),
        ("restart", "completed", True),
        ("restart", "queued", False),
        ("sooner", "queued", True),
        ("later", "running", False),
        ("export", "queued", False),
        ("remove", "unreadable", True),
    ],
)
def test_what_can_be_done_to_a_job(action: str, state: State, is_offered: bool) -> None:
    assert can_be_done(action, row(state)) == is_offered


def test_what_is_done_in_part_can_be_exported(house: House) -> None:
    assert can_be_done("export", row("paused", done=1))


def test_a_text_of_another_program_has_nothing_to_begin_anew_with() -> None:
    assert not can_be_done("restart", JobRow("/d.longtake", "t", "completed", "/talk.srt"))


def test_pause_and_resume_share_their_place(house: House) -> None:
    pause, resume = house.named("Pause"), house.named("Resume")
    house.menus.fit([row("running")])
    assert (pause.isVisible(), resume.isVisible(), pause.isEnabled()) == (True, False, True)
    house.menus.fit([row("paused")])
    assert (pause.isVisible(), resume.isVisible(), resume.isEnabled()) == (False, True, True)


def test_a_pause_that_has_not_begun_can_be_taken_back(house: House) -> None:
    house.menus.fit([row("running", is_pausing=True)])
    assert house.named("Resume").isVisible() and house.named("Resume").isEnabled()


def test_of_several_jobs_what_can_be_done_to_one_of_them_is_offered(house: House) -> None:
    house.menus.fit([row("completed"), row("queued")])
    assert house.named("Move Up").isEnabled()
    house.menus.fit([row("completed")])
    assert not house.named("Move Up").isEnabled()


def test_the_menu_of_a_job_offers_what_the_menu_bar_does(house: House) -> None:
    house.menus.popup(QPoint(5, 5))
    (shown,) = (menu for menu in house.window.findChildren(QMenu) if menu.isVisible())
    texts = [action.text() for action in shown.actions()]
    assert set(texts) > {action.text() for action in house.menus.job_menu.actions()}
    assert "&Show in Folder" in texts
    shown.close()
