"""Documents from anywhere come to the page."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import pytest
from PySide6.QtCore import Qt
from pytestqt.qtbot import QtBot

from app.herald import Herald
from app.jobs.job_queue import JobQueue
from app.jobs.job_report import JobReports
from app.jobs.reading import Reader
from app.main_window import MainWindow
from app.opening import Opening
from app.settings import SettingsStore
from app.theme import Theme
from app.windows import Windows
from engine.document import Document
from engine.errors import Problem
from engine.protocol import Imported, JobRemoved, JobsListed, UpdateLibrary
from tests.app.clients import Client
from tests.app.documents import document

PATIENCE = 30_000


class Door:
    """Opens documents for a window that nothing is shown in yet."""

    def __init__(self, folder: Path) -> None:
        self.reader, self.queue, self.client = Reader(), JobQueue(), Client()
        reports = JobReports(self.reader)
        store = SettingsStore(folder / "settings.json")
        self.windows = Windows(self.queue, reports, store, lambda window: None)
        herald = Herald(self.windows, self.client)  # type: ignore[arg-type]  # all it uses
        self.opening = Opening(
            self.client,  # type: ignore[arg-type]
            self.queue,
            self.reader,
            self.windows,
            herald,
        )

    @property
    def window(self) -> MainWindow:
        return self.windows.current


@pytest.fixture
def door(dressed: Theme, tmp_path: Path, qtbot: QtBot) -> Iterator[Door]:
    made = Door(tmp_path)
    yield made
    for window in made.windows.all:
        window.close()
    made.reader.close()


@pytest.fixture
def elsewhere(tmp_path: Path) -> str:
    return str(document(tmp_path / "elsewhere", done=4))


def open_elsewhere(door: Door, qtbot: QtBot, path: str) -> None:
    door.opening.open(path)
    qtbot.waitUntil(lambda: door.window.shown_job == path, timeout=PATIENCE)


def test_a_document_from_elsewhere_is_in_the_list_and_can_be_found(
    door: Door, qtbot: QtBot, elsewhere: str
) -> None:
    open_elsewhere(door, qtbot, elsewhere)
    assert [row.job for row in door.queue.rows] == [elsewhere]
    assert door.client.told == [UpdateLibrary((elsewhere,))]


def test_it_stays_when_the_engine_lists_what_it_knows(
    door: Door, qtbot: QtBot, elsewhere: str
) -> None:
    open_elsewhere(door, qtbot, elsewhere)
    door.queue.take(JobsListed(()))
    qtbot.waitUntil(lambda: door.queue.row_of(elsewhere) is not None, timeout=PATIENCE)


def test_of_several_the_last_is_on_the_page_and_the_others_never_were(
    door: Door, qtbot: QtBot, tmp_path: Path
) -> None:
    paths = [str(document(tmp_path / name, done=4)) for name in ("a", "b", "c")]
    shown: list[str] = []
    chosen = door.window.jobs.selectionModel().currentChanged
    chosen.connect(lambda now, _: shown.append(now.data(Qt.ItemDataRole.DisplayRole)))
    for path in paths:
        door.opening.open(path)
    qtbot.waitUntil(lambda: len(door.queue.rows) == 3, timeout=PATIENCE)
    qtbot.waitUntil(lambda: door.window.shown_job == paths[-1], timeout=PATIENCE)
    assert len(shown) == 1


def test_when_the_engine_lists_what_it_knows_every_window_shows_what_it_showed(
    door: Door, qtbot: QtBot, tmp_path: Path
) -> None:
    first, second = (str(document(tmp_path / name, done=4)) for name in ("a", "b"))
    open_elsewhere(door, qtbot, first)
    open_elsewhere(door, qtbot, second)
    other = door.windows.open(first)
    door.queue.take(JobsListed(()))
    assert door.window.shown_job == other.shown_job == ""
    qtbot.waitUntil(lambda: len(door.queue.rows) == 2, timeout=PATIENCE)
    qtbot.waitUntil(
        lambda: (door.window.shown_job, other.shown_job) == (second, first), timeout=PATIENCE
    )


def test_another_engine_is_told_of_it(door: Door, qtbot: QtBot, elsewhere: str) -> None:
    open_elsewhere(door, qtbot, elsewhere)
    door.client.told.clear()
    door.opening.ask_again()
    assert door.client.told == [UpdateLibrary((elsewhere,))]


def test_what_was_removed_does_not_come_back(door: Door, qtbot: QtBot, elsewhere: str) -> None:
    open_elsewhere(door, qtbot, elsewhere)
    door.client.told.clear()
    door.opening.hear(JobRemoved(elsewhere, ""))
    door.opening.ask_again()
    assert door.client.told == []


def test_a_document_of_the_list_is_shown_and_nobody_asked(
    door: Door, qtbot: QtBot, elsewhere: str
) -> None:
    open_elsewhere(door, qtbot, elsewhere)
    door.client.told.clear()
    door.window.jobs.clearSelection()
    door.opening.open(elsewhere)
    assert door.window.shown_job == elsewhere
    assert door.client.told == []


def test_what_is_no_document_is_told(door: Door, qtbot: QtBot, tmp_path: Path) -> None:
    broken = tmp_path / "broken.longtake"
    broken.write_bytes(b"no document")
    door.opening.open(str(broken))
    qtbot.waitUntil(lambda: "cannot be used" in door.window.banner.accessibleName())


def test_an_imported_text_comes_to_the_page(door: Door, qtbot: QtBot, elsewhere: str) -> None:
    with Document.open(Path(elsewhere)) as made:
        made.set_state("completed")
    open_elsewhere(door, qtbot, elsewhere)
    door.window.jobs.clearSelection()
    door.opening.hear(Imported("/talk.srt", elsewhere))
    assert door.window.shown_job == elsewhere


def test_an_import_that_failed_is_named(door: Door) -> None:
    door.opening.hear(Imported("/talks/old.srt", problem=Problem("text-unreadable", "None.")))
    assert "old.srt" in door.window.banner.accessibleName()


def test_what_a_search_found_elsewhere_opens_in_a_window_of_its_own(
    door: Door, qtbot: QtBot, elsewhere: str
) -> None:
    open_elsewhere(door, qtbot, elsewhere)
    door.opening.open_found(door.window, elsewhere, None, in_new_window=True)
    assert [window.shown_job for window in door.windows.all] == [elsewhere, elsewhere]
