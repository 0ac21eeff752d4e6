"""Everything can be reached and done without a mouse."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import pytest
from PySide6.QtCore import Qt
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QAbstractButton, QApplication, QWidget
from pytestqt.qtbot import QtBot

from app.jobs.job_queue import JobQueue
from app.jobs.job_report import JobReports
from app.jobs.new_job_dialog import NewJobDialog
from app.jobs.reading import Reader
from app.main_window import MainWindow
from app.settings import SettingsStore
from app.theme import Theme
from engine.models_service import listed
from engine.options import Home, Options
from engine.protocol import JobsListed, JobState, JobSummary, OutputOptions
from tests.app.documents import document


@pytest.fixture
def window(dressed: Theme, tmp_path: Path, qtbot: QtBot) -> Iterator[MainWindow]:
    reader = Reader()
    made = MainWindow(JobQueue(), JobReports(reader), SettingsStore(tmp_path / "s.json"))
    qtbot.addWidget(made)
    with qtbot.waitActive(made):
        made.show()
    yield made
    made.page.leave()
    reader.close()


def fill(window: MainWindow, qtbot: QtBot, path: Path, *states: JobState) -> None:
    jobs = [
        JobSummary(f"{path}{number or ''}", "film", state, "/films/film.mp4", 2, 4)
        for number, state in enumerate(states)
    ]
    window._queue.take(JobsListed(tuple(jobs)))
    window.show_job(str(path))
    qtbot.waitUntil(lambda: window.page.editor is not None, timeout=30_000)
    editor = window.page.editor
    assert editor is not None
    qtbot.waitUntil(lambda: editor.document.is_open, timeout=30_000)


def reached(root: QWidget) -> list[QWidget]:
    """What the Tab key comes by, from one thing to the next until it begins anew."""
    found: list[QWidget] = []
    for _ in range(100):
        QTest.keyClick(QApplication.focusWidget() or root, Qt.Key.Key_Tab)
        here = QApplication.focusWidget()
        if here is None or here in found:
            break
        found.append(here)
    return found


def buttons(root: QWidget) -> set[QWidget]:
    """Every button that is shown and can be pressed, but for those of the window's own tools,
    which are in its menus."""
    return {
        button
        for button in root.findChildren(QAbstractButton)
        if button.isVisible()
        and button.isEnabled()
        and button.focusPolicy() & Qt.FocusPolicy.TabFocus
    }


def test_tab_comes_by_every_button_of_the_empty_window(window: MainWindow) -> None:
    found = reached(window)
    assert buttons(window) <= set(found)
    assert any(isinstance(each, QAbstractButton) for each in found)


@pytest.mark.parametrize("state", ["running", "paused", "completed"])
def test_tab_comes_by_everything_on_the_page_of_a_job(
    window: MainWindow, qtbot: QtBot, tmp_path: Path, state: JobState
) -> None:
    fill(window, qtbot, document(tmp_path / "docs"), state)
    window.jobs.setFocus()
    found = reached(window)
    assert window.page.editor is not None
    assert window.page.editor.view in found, "the text is reached"
    assert window.jobs in found, "and the list again"
    assert buttons(window) <= set(found)


def test_the_list_is_walked_and_selected_with_the_arrows(
    window: MainWindow, qtbot: QtBot, tmp_path: Path
) -> None:
    fill(window, qtbot, document(tmp_path / "docs"), "queued", "queued", "queued")
    window.jobs.setFocus()
    QTest.keyClick(window.jobs, Qt.Key.Key_Home)
    QTest.keyClick(window.jobs, Qt.Key.Key_Down, Qt.KeyboardModifier.ShiftModifier)
    assert len(window.jobs.selected) == 2
    QTest.keyClick(window.jobs, Qt.Key.Key_A, Qt.KeyboardModifier.ControlModifier)
    assert len(window.jobs.selected) == 3


def test_return_transcribes_and_escape_does_not(dressed: Theme, qtbot: QtBot, home: Home) -> None:
    for key, expected in ((Qt.Key.Key_Return, 1), (Qt.Key.Key_Escape, 0)):
        sheet = NewJobDialog(["/films/film.mp4"], Options(), OutputOptions(), listed(home))
        qtbot.addWidget(sheet)
        submitted: list[object] = []
        sheet.submitted.connect(lambda jobs, _, told=submitted: told.append(jobs))
        with qtbot.waitActive(sheet):
            sheet.show()
        QTest.keyClick(sheet, key)
        assert len(submitted) == expected


def test_tab_comes_by_everything_in_the_sheet(dressed: Theme, qtbot: QtBot, home: Home) -> None:
    sheet = NewJobDialog(["/films/film.mp4"], Options(), OutputOptions(), listed(home))
    qtbot.addWidget(sheet)
    with qtbot.waitActive(sheet):
        sheet.show()
    sheet.more.click()
    found = reached(sheet)
    assert buttons(sheet) <= set(found)
    fields = (sheet.language, sheet.model, sheet.prompt, sheet.glossary)
    assert {field for field in fields if field.isEnabled()} <= set(found)
