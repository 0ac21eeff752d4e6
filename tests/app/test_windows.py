"""Windows that come, go, and are built anew as they stood."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import pytest
from PySide6.QtCore import QRect
from PySide6.QtWidgets import QApplication
from pytestqt.qtbot import QtBot

from app import languages
from app.jobs.job_queue import JobQueue
from app.jobs.job_report import JobReports
from app.jobs.reading import Reader
from app.main_window import MainWindow
from app.settings import SettingsStore
from app.theme import Theme
from app.windows import Windows
from engine.edits import SetText
from engine.protocol import JobsListed, JobSummary
from tests.app.documents import document

PATIENCE = 30_000


@pytest.fixture
def windows(dressed: Theme, tmp_path: Path, qapp: QApplication) -> Iterator[Windows]:
    reader, queue = Reader(), JobQueue()
    made = Windows(
        queue, JobReports(reader), SettingsStore(tmp_path / "s.json"), lambda window: None
    )
    path = document(tmp_path / "docs", done=4)
    queue.take(JobsListed((JobSummary(str(path), "film", "completed", "/film.mp4", 4, 4, 40.0),)))
    yield made
    for window in made.all:
        window.close()
    reader.close()
    languages.install(qapp, "en")


def job_of(windows: Windows) -> str:
    return windows._queue.rows[0].job


def text_of(window: MainWindow) -> str:
    editor = window.page.editor
    return editor.document.transcript.text if editor else ""


def wait_for_text(window: MainWindow, qtbot: QtBot, words: str) -> None:
    qtbot.waitUntil(lambda: words in text_of(window), timeout=PATIENCE)


def test_where_there_is_no_window_one_is_opened(windows: Windows) -> None:
    assert windows.all == ()
    assert windows.come_forward().isVisible()
    assert len(windows.all) == 1


def test_a_closed_window_is_forgotten(windows: Windows) -> None:
    windows.open().close()
    assert windows.all == ()


def test_a_window_is_known_by_the_job_on_its_page(windows: Windows) -> None:
    job = job_of(windows)
    windows.open()
    window = windows.open(job)
    assert windows.showing([job]) is window
    assert windows.showing(["another"]) is None


def test_windows_built_anew_stand_as_they_stood_in_the_new_language(
    windows: Windows, qtbot: QtBot, qapp: QApplication
) -> None:
    main, other = windows.open(), windows.open(job_of(windows))
    main.setGeometry(QRect(20, 40, 780, 540))
    main.menus.inspector_action.setChecked(True)
    main.tell("Told", "before")
    for window in (main, other):
        window.show()
    wait_for_text(other, qtbot, "part number 3")
    assert other.page.editor is not None
    other.page.editor.view.go_to_time(31.0)
    languages.install(qapp, "de")
    windows.build_anew()
    new_main, new_other = windows.all
    assert (new_main is main, new_other is other) == (False, False)
    assert new_main.menuBar().actions()[0].text() == "&Datei"
    assert new_main.geometry() == QRect(20, 40, 780, 540)
    assert new_main.menus.inspector_action.isChecked()
    assert new_main.banner.accessibleName() == "Told"
    assert new_main.isVisible() and new_other.isVisible()
    assert new_other.shown_job == job_of(windows)
    assert not new_other.menus.sidebar_action.isChecked()
    wait_for_text(new_other, qtbot, "part number 3")
    qtbot.waitUntil(lambda: new_other.page.moment >= 30.0, timeout=PATIENCE)


def test_what_was_typed_a_moment_ago_is_in_the_new_window(windows: Windows, qtbot: QtBot) -> None:
    window = windows.open(job_of(windows))
    window.show()
    wait_for_text(window, qtbot, "part number 3")
    assert window.page.editor is not None
    open_document = window.page.editor.document
    open_document.do(SetText(open_document.segments[0].id, "Typed just now."))
    windows.build_anew()
    wait_for_text(windows.all[0], qtbot, "Typed just now.")


def test_building_anew_does_not_end_the_app(windows: Windows, qapp: QApplication) -> None:
    windows.open().show()
    ended: list[object] = []
    qapp.aboutToQuit.connect(lambda: ended.append(1))
    windows.build_anew()
    qapp.processEvents()
    assert ended == []
    assert qapp.quitOnLastWindowClosed()
