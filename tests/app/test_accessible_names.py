"""Whoever cannot see the window hears what everything in it is: every screen is walked."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from pathlib import Path

import pytest
from PySide6.QtCore import Qt
from PySide6.QtGui import QAccessible
from PySide6.QtWidgets import (
    QAbstractScrollArea,
    QAbstractSpinBox,
    QComboBox,
    QDialogButtonBox,
    QScrollBar,
    QWidget,
)
from pytestqt.qtbot import QtBot

from app.editor.export_dialog import ExportDialog
from app.editor.voice_sheet import VoiceSheet
from app.jobs.job_queue import JobQueue
from app.jobs.job_report import JobReports
from app.jobs.new_job_dialog import NewJobDialog
from app.jobs.reading import Reader
from app.main_window import MainWindow
from app.preferences.dialog import PreferencesDialog
from app.settings import SettingsStore
from app.theme import Theme
from engine.errors import Problem
from engine.models_service import listed
from engine.options import Home, Options
from engine.protocol import JobsListed, JobState, JobSummary, OutputOptions
from tests.app.documents import document

HUNG = Problem("worker-hung", "It hung.")


def walked(root: QWidget) -> Iterator[QWidget]:
    """Everything that is shown and can have the focus, but for the inside of Qt's own controls."""
    for widget in [root, *root.findChildren(QWidget)]:
        owner = widget.parentWidget()
        is_inner = isinstance(owner, QComboBox | QAbstractSpinBox) or (
            isinstance(owner, QAbstractScrollArea) and widget is owner.viewport()
        )
        is_reached = widget.focusPolicy() != Qt.FocusPolicy.NoFocus
        if (
            widget.isVisible()
            and is_reached
            and not is_inner
            and not isinstance(widget, QScrollBar)
        ):
            yield widget


def nameless(root: QWidget) -> list[str]:
    """What a screen reader would call by no name, or for nothing at all."""
    found = []
    for widget in walked(root):
        heard = QAccessible.queryAccessibleInterface(widget)
        name = heard.text(QAccessible.Text.Name) if heard else ""
        if not name.strip() or (heard and heard.role() == QAccessible.Role.NoRole):
            found.append(type(widget).__name__)
    return sorted(found)


@pytest.fixture
def shown(dressed: Theme, qtbot: QtBot) -> Callable[[QWidget], QWidget]:
    def show(widget: QWidget) -> QWidget:
        qtbot.addWidget(widget)
        with qtbot.waitExposed(widget):
            widget.show()
        return widget

    return show


@pytest.fixture
def window(dressed: Theme, tmp_path: Path, qtbot: QtBot) -> Iterator[MainWindow]:
    reader = Reader()
    window = MainWindow(JobQueue(), JobReports(reader), SettingsStore(tmp_path / "s.json"))
    qtbot.addWidget(window)
    with qtbot.waitExposed(window):
        window.show()
    yield window
    window.page.leave()
    reader.close()


def fill(window: MainWindow, path: Path, state: JobState, problem: Problem | None = None) -> None:
    summary = JobSummary(str(path), "film", state, "/films/film.mp4", 2, 4, problem=problem)
    window._queue.take(JobsListed((summary,)))
    window.show_job(str(path))


def test_the_walk_finds_what_has_no_name(shown: Callable[[QWidget], QWidget]) -> None:
    box = QComboBox()
    shown(box)
    assert nameless(box) == ["QComboBox"]
    box.setAccessibleName("Language")
    assert nameless(box) == []


def test_the_empty_window_has_names(window: MainWindow) -> None:
    window.tell("Something", "happened", {"undo": "Undo"})
    assert nameless(window) == []


@pytest.mark.parametrize(
    ("state", "problem"),
    [("running", None), ("queued", None), ("failed", HUNG), ("paused", None), ("completed", None)],
)
def test_the_page_of_a_job_has_names(
    window: MainWindow, qtbot: QtBot, tmp_path: Path, state: JobState, problem: Problem | None
) -> None:
    fill(window, document(tmp_path / "docs"), state, problem)
    window.menus.inspector_action.setChecked(True)
    qtbot.waitUntil(lambda: window.page.editor is not None, timeout=30_000)
    editor = window.page.editor
    assert editor is not None
    qtbot.waitUntil(lambda: editor.document.is_open, timeout=30_000)
    editor.find_bar.open(True)
    editor.inspector_action.setChecked(True)
    assert nameless(window) == []


def test_the_sheets_have_names(
    shown: Callable[[QWidget], QWidget],
    home: Home,
    tmp_path: Path,
    window: MainWindow,
    qtbot: QtBot,
) -> None:
    new = NewJobDialog(["/films/film.mp4"], Options(), OutputOptions(), listed(home))
    new.more.click()
    assert nameless(shown(new)) == []
    assert nameless(shown(VoiceSheet("Anna"))) == []
    fill(window, document(tmp_path / "docs"), "completed")
    qtbot.waitUntil(lambda: window.page.editor is not None, timeout=30_000)
    editor = window.page.editor
    assert editor is not None
    qtbot.waitUntil(lambda: editor.document.is_open, timeout=30_000)
    assert nameless(shown(ExportDialog(editor.document, SettingsStore(tmp_path / "s.json")))) == []


def test_preferences_have_names(
    shown: Callable[[QWidget], QWidget], home: Home, tmp_path: Path
) -> None:
    dialog = PreferencesDialog(SettingsStore(tmp_path / "s.json"))
    dialog.hear(listed(home))
    shown(dialog)
    for name in dialog.pages:
        dialog.show_page(name)
        assert nameless(dialog) == [], name


def test_every_row_of_the_list_says_what_it_is(window: MainWindow, tmp_path: Path) -> None:
    fill(window, document(tmp_path / "docs"), "queued")
    index = window.jobs.model().index(0, 0)
    assert "film" in index.data(Qt.ItemDataRole.AccessibleTextRole)


def test_every_button_of_a_sheet_can_be_pressed_by_a_key(
    shown: Callable[[QWidget], QWidget], home: Home
) -> None:
    new = NewJobDialog(["/films/film.mp4"], Options(), OutputOptions(), listed(home))
    shown(new)
    for box in new.findChildren(QDialogButtonBox):
        for button in box.buttons():
            assert button.focusPolicy() != Qt.FocusPolicy.NoFocus
