"""A morning with the queue, by mouse and keyboard, with the real engine and model."""

from __future__ import annotations

import os
from collections.abc import Iterator
from pathlib import Path

import pytest

os.environ.setdefault("QT_QPA_PLATFORM", "offscreen")

from PySide6.QtCore import QPoint, Qt
from PySide6.QtGui import QAction, QKeySequence
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QApplication
from pytestqt.qtbot import QtBot

from app.application import Application
from app.main_window import MainWindow
from engine.options import Home
from engine.protocol import OutputOptions, Submit
from tests.app.running import leave
from tests.films import speech_film

PATIENCE = 60_000


class Hands:
    """Somebody at the window: selects rows with the mouse, acts with the keys of the menus."""

    def __init__(self, application: Application, qtbot: QtBot) -> None:
        self.application = application
        self.qtbot = qtbot

    @property
    def window(self) -> MainWindow:
        return self.application.windows[0]

    @property
    def order(self) -> list[str]:
        return [row.title for row in self.application.queue.rows]

    @property
    def states(self) -> dict[str, str]:
        return {row.title: row.state for row in self.application.queue.rows}

    def transcribe(self, *films: Path) -> None:
        chosen = self.application.store.value.options
        self.application.desk.submit(Submit(str(f), chosen, OutputOptions(())) for f in films)
        self.until(lambda: len(self.order) == len(films))
        self.until(lambda: "running" in self.states.values())

    def select(self, *titles: str) -> None:
        held = Qt.KeyboardModifier.NoModifier
        for title in titles:
            job = next(row.job for row in self.application.queue.rows if row.title == title)
            view = self.window.jobs
            at = view.visualRect(self.application.queue.index_of(job)).bottomLeft() + QPoint(40, -9)
            QTest.mouseClick(view.viewport(), Qt.MouseButton.LeftButton, held, at)
            held = Qt.KeyboardModifier.ControlModifier

    def press(self, words: str) -> None:
        """The keys of this menu item, once it can be done."""
        window = self.window
        window.activateWindow()
        self.until(lambda: window.isActiveWindow() and self._action(words).isEnabled())
        QTest.keySequence(window, QKeySequence(self._action(words).shortcut()))

    def until(self, is_so: object) -> None:
        self.qtbot.waitUntil(is_so, timeout=PATIENCE)

    def _action(self, words: str) -> QAction:
        actions = self.window.findChildren(QAction)
        return next(each for each in actions if each.text().replace("&", "") == words)


@pytest.fixture
def hands(qapp: QApplication, home: Home, tiny_en: Path, qtbot: QtBot) -> Iterator[Hands]:
    application = Application(qapp)
    application.store.change_options(chunk_seconds=10.0, model="tiny.en")
    application.start()
    application.window.resize(1024, 640)
    yield Hands(application, qtbot)
    leave(application)


def test_several_jobs_are_paused_resumed_moved_stopped_removed_and_brought_back(
    hands: Hands, tmp_path: Path
) -> None:
    long = speech_film(tmp_path, seconds=900, name="long.wav")
    one, two = (speech_film(tmp_path, seconds=n, name=f"{n}.wav") for n in (12, 14))
    hands.transcribe(long, one, two)
    hands.select("12", "14")
    shown = hands.window.shown_job
    hands.press("Pause")
    hands.until(lambda: hands.states == {"long": "running", "12": "paused", "14": "paused"})
    assert hands.window.shown_job == shown, "to select another beside it changes no page"
    hands.press("Resume")
    hands.until(lambda: hands.states == {"long": "running", "12": "queued", "14": "queued"})
    hands.select("14")
    hands.press("Move Up")
    hands.until(lambda: hands.order == ["long", "14", "12"])
    hands.select("12")
    hands.press("Remove from List")
    hands.until(lambda: hands.order == ["long", "14"])
    hands.press("Undo")
    hands.until(lambda: sorted(hands.order) == ["12", "14", "long"])
    hands.select("long")
    hands.press("Stop")
    hands.until(lambda: hands.states["long"] == "cancelled")
    hands.until(lambda: hands.states["14"] == "completed")
    assert one.is_file() and two.is_file()
