"""Searching in the window: how one comes to the page, and from it."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import pytest
from PySide6.QtCore import Qt
from PySide6.QtGui import QKeySequence
from PySide6.QtTest import QTest
from pytestqt.qtbot import QtBot

from app.theme import Theme
from engine.protocol import JobsListed
from tests.app.documents import document
from tests.app.test_main_window import Desk, is_shown, summary


@pytest.fixture
def desk(qtbot: QtBot, dressed: Theme, tmp_path: Path) -> Iterator[Desk]:
    made = Desk(qtbot, tmp_path)
    yield made
    made.window.page.leave()
    made.reader.close()


def test_the_search_is_a_key_a_menu_and_a_tool_away(desk: Desk, qtbot: QtBot) -> None:
    action = desk.action("Search All Transcripts…")
    assert action is desk.window.menus.search_action
    assert action.shortcut() == QKeySequence("Ctrl+Shift+F")
    action.trigger()
    assert desk.window.is_searching
    qtbot.waitUntil(desk.window.search.field.hasFocus)


def test_escape_goes_back_to_what_was_shown(desk: Desk, tmp_path: Path) -> None:
    window = desk.window
    window.show_search()
    QTest.keyClick(window.search.field, Qt.Key.Key_Escape)
    assert is_shown(window, window.drop)
    job = str(document(tmp_path))
    desk.fill(summary(job, "completed"))
    window.show_job(job)
    window.show_search()
    QTest.keyClick(window.search.field, Qt.Key.Key_Escape)
    assert is_shown(window, window.page)


def test_a_new_list_does_not_end_the_search(desk: Desk, tmp_path: Path) -> None:
    job = str(document(tmp_path))
    desk.fill(summary(job, "completed"))
    desk.window.show_job(job)
    desk.window.show_search()
    desk.queue.take(JobsListed((summary(job, "completed"), summary("/b.longtake", "queued"))))
    assert desk.window.is_searching
    assert desk.window.shown_job == job


def test_choosing_a_transcript_ends_the_search(desk: Desk, tmp_path: Path) -> None:
    one, other = str(document(tmp_path, name="one")), str(document(tmp_path, name="other"))
    desk.fill(summary(one, "completed"), summary(other, "completed"))
    window = desk.window
    window.show_job(one)
    window.show_search()
    window.jobs.select(other)
    assert is_shown(window, window.page) and window.shown_job == other
    window.show_search()
    index = desk.queue.index_of(other)
    at = window.jobs.visualRect(index).center()
    QTest.mouseClick(window.jobs.viewport(), Qt.MouseButton.LeftButton, pos=at)
    assert is_shown(window, window.page)
