"""From a word that somebody remembers to the place where it was said, with a real engine."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from pathlib import Path

import pytest
from PySide6.QtCore import Qt
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QApplication
from pytestqt.qtbot import QtBot

from app import application as module
from app.application import Application
from app.engine_client import EngineClient
from app.main_window import MainWindow
from app.theme import Theme
from engine.document import Document
from engine.edition import Editing
from engine.edits import SetText
from engine.options import Home
from tests.app.running import leave
from tests.engine.library.shelf import saying

PATIENCE = 60_000
Key = Qt.Key
Opener = Callable[[], Application]


@pytest.fixture
def opened(qapp: QApplication, dressed: Theme, home: Home, tmp_path: Path) -> Iterator[Opener]:
    made: list[Application] = []

    def open_app() -> Application:
        application = Application(qapp, client=EngineClient(tmp_path / "log"))
        made.append(application)
        application.start()
        return application

    yield open_app
    for application in made:
        leave(application)


def ready(qtbot: QtBot, application: Application, jobs: int) -> MainWindow:
    """The window, with its list of jobs."""
    qtbot.waitUntil(lambda: len(application.queue.rows) == jobs, timeout=PATIENCE)
    return application.windows[0]


def look_for(qtbot: QtBot, window: MainWindow, typed: str) -> None:
    """Search, and wait for something to be found."""
    window.menus.search_action.trigger()
    QTest.keyClicks(window.search.field, typed)
    desk = window.search_desk

    def is_found() -> bool:
        found = desk.findings
        return found is not None and found.typed == typed and bool(found.transcripts)

    qtbot.waitUntil(is_found, timeout=PATIENCE)


def selected(window: MainWindow) -> str:
    """What is selected in the text on the page."""
    editor = window.page.editor
    return editor.view.pen.selected_text if editor and editor.document.is_open else ""


def test_return_opens_the_transcript_at_the_word(opened: Opener, qtbot: QtBot, home: Home) -> None:
    saying(home, "other", "Nothing of it.")
    path = saying(home, "talk", *["Some words."] * 40, "Then the river came back.")
    application = opened()
    window = ready(qtbot, application, 2)
    look_for(qtbot, window, "rive")
    QTest.keyClick(window.search.field, Key.Key_Return)
    qtbot.waitUntil(lambda: selected(window) == "river", timeout=PATIENCE)
    assert window.shown_job == str(path)
    assert window.pages.currentWidget() is window.page
    editor = window.page.editor
    assert editor is not None
    assert editor.view.pen.caret.row == 40
    assert editor.view.hasFocus() or editor.view.focusProxy() is not None
    window.menus.search_action.trigger()
    assert window.search.field.selectedText() == "rive"
    assert window.search.view.isVisible()
    QTest.keyClick(window.search.field, Key.Key_Escape)
    assert window.pages.currentWidget() is window.page


def test_control_return_opens_a_window_of_its_own(opened: Opener, qtbot: QtBot, home: Home) -> None:
    path = saying(home, "talk", "Then the river came back.")
    application = opened()
    window = ready(qtbot, application, 1)
    look_for(qtbot, window, "river")
    QTest.keyClick(window.search.field, Key.Key_Return, Qt.KeyboardModifier.ControlModifier)
    assert len(application.windows) == 2
    other = application.windows[1]
    assert other.shown_job == str(path)
    qtbot.waitUntil(lambda: selected(other) == "river", timeout=PATIENCE)
    assert window.is_searching


def test_a_document_elsewhere_is_found_again_in_another_session(
    opened: Opener, qtbot: QtBot, home: Home, tmp_path: Path
) -> None:
    path = saying(home, "elsewhere", "Then the river came back.", folder=tmp_path / "mine")
    first = opened()
    first.finder.look([str(path)])
    qtbot.waitUntil(lambda: first.queue.row_of(str(path)) is not None, timeout=PATIENCE)
    look_for(qtbot, first.windows[0], "river")
    second = opened()
    window = second.windows[0]
    qtbot.waitUntil(lambda: second.client.state == "ready", timeout=PATIENCE)
    look_for(qtbot, window, "river")
    assert second.queue.row_of(str(path)) is None
    QTest.keyClick(window.search.field, Key.Key_Return)
    qtbot.waitUntil(lambda: selected(second.window) == "river", timeout=PATIENCE)


def test_what_was_corrected_since_is_shown_where_it_was_said(
    opened: Opener, qtbot: QtBot, home: Home
) -> None:
    path = saying(home, "talk", "One.", "Then the river came.", "Two.")
    application = opened()
    window = ready(qtbot, application, 1)
    look_for(qtbot, window, "river")
    with Document.open(path) as document:
        Editing(document).do(SetText("0.1", "Then the lake came."))
    QTest.keyClick(window.search.field, Key.Key_Return)
    qtbot.waitUntil(lambda: window.page.editor is not None, timeout=PATIENCE)
    editor = window.page.editor
    assert editor is not None
    qtbot.waitUntil(lambda: editor.view.pen.caret.row == 1, timeout=PATIENCE)
    assert selected(window) == ""


def test_transcripts_are_read_before_anybody_searches(
    opened: Opener, qtbot: QtBot, home: Home, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(module, "READS_LIBRARY_AFTER", 10)
    saying(home, "talk", "Then the river came back.")
    application = opened()
    ready(qtbot, application, 1)
    qtbot.waitUntil(home.library.exists, timeout=PATIENCE)
