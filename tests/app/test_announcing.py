"""Whoever looks elsewhere learns that a job has ended."""

from __future__ import annotations

import pytest
from PySide6.QtCore import Qt
from PySide6.QtWidgets import QApplication, QWidget
from pytestqt.qtbot import QtBot

from app.announcing import Announcer, SystemBell
from app.jobs.job_row import JobRow
from app.theme import Theme

DONE = JobRow("/film.longtake", "The film", "completed")
ACTIVE = Qt.ApplicationState.ApplicationActive


class Noted:
    """A bell that writes down how it was rung."""

    def __init__(self) -> None:
        self.badges: list[int] = []
        self.said: list[tuple[str, str]] = []
        self.alerts = 0

    def show_badge(self, number: int) -> None:
        self.badges.append(number)

    def alert(self, window: QWidget) -> None:
        self.alerts += 1

    def notify(self, title: str, sentence: str) -> None:
        self.said.append((title, sentence))


@pytest.fixture
def bell() -> Noted:
    return Noted()


@pytest.fixture
def announcer(dressed: Theme, qapp: QApplication, bell: Noted) -> Announcer:
    return Announcer(qapp, bell)


def look(monkeypatch: pytest.MonkeyPatch, qapp: QApplication, state: Qt.ApplicationState) -> None:
    monkeypatch.setattr(type(qapp), "applicationState", lambda *_: state)


def test_each_end_is_told_and_counted_until_somebody_looks(
    announcer: Announcer,
    bell: Noted,
    qtbot: QtBot,
    qapp: QApplication,
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    look(monkeypatch, qapp, Qt.ApplicationState.ApplicationInactive)
    window = QWidget()
    qtbot.addWidget(window)
    announcer.announce(DONE, window)
    announcer.announce(DONE, window)
    assert bell.badges == [1, 2]
    assert bell.alerts == 2
    assert bell.said[0] == ("The film", "The transcript is done")
    announcer.notice_attention(ACTIVE)
    announcer.notice_attention(ACTIVE)
    assert bell.badges == [1, 2, 0]


def test_whoever_looks_is_told_nothing(
    announcer: Announcer,
    bell: Noted,
    qtbot: QtBot,
    qapp: QApplication,
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    look(monkeypatch, qapp, ACTIVE)
    window = QWidget()
    qtbot.addWidget(window)
    announcer.announce(DONE, window)
    assert (bell.badges, bell.said, bell.alerts) == ([], [], 0)


def test_the_bell_of_the_system_can_be_rung(
    dressed: Theme, qapp: QApplication, qtbot: QtBot
) -> None:
    window = QWidget()
    qtbot.addWidget(window)
    bell = SystemBell(qapp)
    bell.show_badge(3)
    bell.alert(window)
    bell.notify("The film", "The transcript is done")
    bell.show_badge(0)
