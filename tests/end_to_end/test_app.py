"""The real window with the real engine and a real model, from the drop to the whole transcript."""

from __future__ import annotations

import os
import signal
import warnings
from collections.abc import Callable, Iterator
from pathlib import Path

import pytest

os.environ.setdefault("QT_QPA_PLATFORM", "offscreen")

from PySide6.QtCore import QMimeData, QPointF, Qt, QUrl
from PySide6.QtGui import QDragEnterEvent, QDropEvent
from PySide6.QtWidgets import QApplication, QPushButton
from pytestqt.qtbot import QtBot

from app.application import Application
from app.jobs.job_row import JobRow
from app.main_window import MainWindow
from engine.document import Document
from engine.options import Home
from engine.transcript import Transcript
from tests.app.running import leave
from tests.commands import longtake
from tests.films import speech_film

PATIENCE = 120_000
Opener = Callable[[], Application]


@pytest.fixture
def opened(qapp: QApplication, home: Home, tiny_en: Path) -> Iterator[Opener]:
    """Opens the app on the test's home, as often as it is asked; all are closed at the end."""
    made: list[Application] = []

    def open_app() -> Application:
        application = Application(qapp)
        made.append(application)
        application.store.change_options(chunk_seconds=10.0, model="tiny.en")
        application.store.change(output=application.store.value.output)
        application.start()
        return application

    yield open_app
    for application in made:
        leave(application)


def drop(window: MainWindow, *files: Path) -> None:
    data = QMimeData()
    data.setUrls([QUrl.fromLocalFile(str(file)) for file in files])
    where, none = QPointF(300, 300), Qt.KeyboardModifier.NoModifier
    button, action = Qt.MouseButton.LeftButton, Qt.DropAction.CopyAction
    with warnings.catch_warnings():  # PySide 6.12 knows another way, older ones do not
        warnings.simplefilter("ignore", DeprecationWarning)
        entering = QDragEnterEvent(where.toPoint(), action, data, button, none)
    QApplication.sendEvent(window, entering)
    QApplication.sendEvent(window, QDropEvent(where, action, data, button, none))


def accept_sheet(qtbot: QtBot, application: Application) -> None:
    qtbot.waitUntil(lambda: application.sheet is not None, timeout=PATIENCE)
    sheet = application.sheet
    assert sheet is not None
    qtbot.waitUntil(lambda: ":" in sheet.facts.text(), timeout=PATIENCE)
    qtbot.mouseClick(sheet.go, Qt.MouseButton.LeftButton)


def row_of(application: Application) -> JobRow | None:
    rows = application.queue.rows
    return rows[0] if rows else None


def wait_for_chunks(qtbot: QtBot, application: Application, count: int) -> None:
    def are_done() -> bool:
        row = row_of(application)
        return row is not None and row.state == "running" and row.done >= count

    qtbot.waitUntil(are_done, timeout=PATIENCE)


def wait_for_the_end(qtbot: QtBot, application: Application) -> JobRow:
    def is_over() -> bool:
        row = row_of(application)
        return row is not None and row.state in ("completed", "failed")

    qtbot.waitUntil(is_over, timeout=PATIENCE)
    row = row_of(application)
    assert row is not None
    return row


def kill_engine(qtbot: QtBot, application: Application) -> None:
    pid = application.client.pid
    with qtbot.waitSignal(application.client.ready, timeout=PATIENCE):
        os.kill(pid, signal.SIGKILL)
    assert application.client.pid != pid


def press(qtbot: QtBot, window: MainWindow, action: str) -> None:
    button = window.findChild(QPushButton, action)
    assert button is not None
    qtbot.mouseClick(button, Qt.MouseButton.LeftButton)


def text_of(window: MainWindow) -> str:
    editor = window.page.editor
    return editor.document.transcript.text if editor else ""


def words(document: Path) -> list[str]:
    with Document.open(document, read_only=True) as found:
        assert found.state == "completed"
        whole = found.load("transcript", 0, "", Transcript)
    assert whole is not None
    assert not whole.gaps
    return [word.text for word in whole.words()]


def test_a_dropped_recording_becomes_text_on_the_page(
    opened: Opener, qtbot: QtBot, tmp_path: Path
) -> None:
    application = opened()
    window = application.windows[0]
    drop(window, speech_film(tmp_path, seconds=15))
    accept_sheet(qtbot, application)
    row = wait_for_the_end(qtbot, application)
    assert (row.state, row.problem) == ("completed", None)
    assert window.shown_job == row.job
    qtbot.waitUntil(lambda: "country" in text_of(window), timeout=PATIENCE)
    assert (tmp_path / "film.srt").is_file()


def test_two_killed_engines_and_a_quit_in_the_middle_cost_no_word(
    opened: Opener, qtbot: QtBot, home: Home, tmp_path: Path
) -> None:
    film = speech_film(tmp_path, seconds=110)
    application = opened()
    drop(application.windows[0], film)
    accept_sheet(qtbot, application)
    wait_for_chunks(qtbot, application, 1)
    kill_engine(qtbot, application)
    wait_for_chunks(qtbot, application, 3)
    kill_engine(qtbot, application)
    wait_for_chunks(qtbot, application, 5)
    leave(application)

    again = opened()
    window = again.windows[0]
    qtbot.waitUntil(lambda: window.page.card.isVisible(), timeout=PATIENCE)
    press(qtbot, window, "resume")
    row = wait_for_the_end(qtbot, again)
    assert (row.state, row.problem) == ("completed", None)
    qtbot.waitUntil(lambda: "country" in text_of(window), timeout=PATIENCE)

    whole = tmp_path / "whole.longtake"
    longtake(
        "transcribe", film, "--document", whole, "--chunk-seconds", "10", "--model", "tiny.en",
        "--output-dir", tmp_path / "whole", check=0,
    )  # fmt: skip
    assert words(Path(row.job)) == words(whole)


def test_with_the_setting_what_was_interrupted_goes_on_by_itself(
    opened: Opener, qtbot: QtBot, tmp_path: Path
) -> None:
    application = opened()
    application.store.change(resumes_by_itself=True)
    drop(application.windows[0], speech_film(tmp_path, seconds=60))
    accept_sheet(qtbot, application)
    wait_for_chunks(qtbot, application, 1)
    leave(application)
    again = opened()
    assert wait_for_the_end(qtbot, again).state == "completed"
    assert again.windows[0].banner.isHidden()
