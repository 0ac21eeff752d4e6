from __future__ import annotations

from pathlib import Path

import pytest
from pytestqt.qtbot import QtBot

from app.preferences.output_page import OutputPage
from app.settings import SettingsStore
from app.theme import Theme
from engine.output.formats import FORMATS


@pytest.fixture
def store(tmp_path: Path) -> SettingsStore:
    return SettingsStore(tmp_path / "settings.json")


@pytest.fixture
def page(dressed: Theme, store: SettingsStore, qtbot: QtBot) -> OutputPage:
    made = OutputPage(store)
    qtbot.addWidget(made)
    return made


def test_every_format_that_the_engine_writes_can_be_chosen(page: OutputPage) -> None:
    assert list(page.formats) == list(FORMATS)
    assert [name for name, box in page.formats.items() if box.isChecked()] == ["srt", "txt", "json"]


def test_every_format_says_what_it_is_for(page: OutputPage) -> None:
    assert all(box.text() != name.upper() for name, box in page.formats.items())


def test_formats_are_kept_in_their_order(page: OutputPage, store: SettingsStore) -> None:
    page.formats["vtt"].click()
    page.formats["txt"].click()
    assert store.value.output.formats == ("srt", "vtt", "json")


def test_without_any_format_it_is_said_that_nothing_is_lost(
    page: OutputPage, store: SettingsStore
) -> None:
    assert page.nothing.isHidden()
    store.change_output(formats=())
    assert not page.nothing.isHidden()


def test_files_go_beside_the_recording_or_into_a_folder(
    page: OutputPage, store: SettingsStore, tmp_path: Path
) -> None:
    assert page.folder_row.isHidden()
    page.folder.chosen.emit(str(tmp_path))
    assert store.value.output.folder == str(tmp_path)
    assert page.place.currentIndex() == 1 and not page.folder_row.isHidden()
    page.place.setCurrentIndex(0)
    page.place.activated.emit(0)
    assert store.value.output.folder == ""
    assert page.folder_row.isHidden()


def test_a_folder_that_is_not_chosen_after_all_changes_nothing(
    page: OutputPage, store: SettingsStore
) -> None:
    page.place.setCurrentIndex(1)
    page.place.activated.emit(1)
    page.folder.dialog.reject()
    assert store.value.output.folder == ""
    assert page.place.currentIndex() == 0


def test_a_file_that_is_there_is_replaced_only_if_asked(
    page: OutputPage, store: SettingsStore
) -> None:
    assert not store.value.output.overwrite
    page.replacing.activated.emit(1)
    assert store.value.output.overwrite
