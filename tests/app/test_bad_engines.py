"""The whole app before engines that misbehave: the window lives, answers, and says what is so."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from pathlib import Path

import pytest
from PySide6.QtCore import QTimer
from PySide6.QtWidgets import QApplication
from pytestqt.qtbot import QtBot

from app.application import Application
from app.engine_client import EngineClient, Patience
from app.theme import Theme
from engine.options import Home
from engine.protocol import Submit
from tests import engines
from tests.app.running import leave

PATIENCE = 60_000
Opener = Callable[[str], Application]


@pytest.fixture
def opened(qapp: QApplication, dressed: Theme, home: Home, tmp_path: Path) -> Iterator[Opener]:
    made: list[Application] = []

    def open_app(manner: str) -> Application:
        patience = Patience(start=2.0, ping=0.2, misses=3)
        client = EngineClient(tmp_path / "log", engines.command(manner), patience=patience)
        application = Application(qapp, client=client)
        made.append(application)
        application.start()
        return application

    yield open_app
    for application in made:
        leave(application)


@pytest.mark.parametrize("manner", ["crashing", "babbling", "endless", "dead", "mute", "older"])
def test_an_engine_that_cannot_be_kept_is_told_of_in_the_window(
    opened: Opener, qtbot: QtBot, manner: str
) -> None:
    application = opened(manner)
    application.desk.submit([Submit("/a/film.mp4")])
    banner = application.windows[0].banner
    qtbot.waitUntil(lambda: application.client.state == "given-up", timeout=PATIENCE)
    assert not banner.isHidden()
    assert banner.accessibleName()


@pytest.mark.parametrize("manner", ["deaf", "flooding"])
def test_the_window_answers_while_its_engine_does_not(
    opened: Opener, qtbot: QtBot, manner: str
) -> None:
    application = opened(manner)
    application.desk.submit([Submit("/a/film.mp4")])
    ticks: list[int] = []
    timer = QTimer()
    timer.timeout.connect(lambda: ticks.append(1))
    timer.start(20)
    qtbot.waitUntil(lambda: len(ticks) > 50, timeout=PATIENCE)
    timer.stop()


def test_what_was_asked_is_done_by_an_engine_that_lives(opened: Opener, qtbot: QtBot) -> None:
    application = opened("obliging")
    application.desk.submit([Submit(f"/a/film {number}.mp4") for number in range(3)])
    qtbot.waitUntil(lambda: not application.desk.is_busy, timeout=PATIENCE)
    assert [row.state for row in application.queue.rows] == ["completed"] * 3
