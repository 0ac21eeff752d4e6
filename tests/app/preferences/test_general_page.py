from __future__ import annotations

from pathlib import Path

import pytest
from PySide6.QtCore import Qt
from PySide6.QtWidgets import QComboBox
from pytestqt.qtbot import QtBot

from app.preferences.general_page import GeneralPage
from app.settings import SettingsStore
from app.theme import Theme


@pytest.fixture
def store(tmp_path: Path) -> SettingsStore:
    return SettingsStore(tmp_path / "settings.json")


@pytest.fixture
def page(dressed: Theme, store: SettingsStore, qtbot: QtBot) -> GeneralPage:
    made = GeneralPage(store)
    qtbot.addWidget(made)
    made.show()
    return made


def pick(box: QComboBox, data: str) -> None:
    index = box.findData(data)
    box.setCurrentIndex(index)
    box.activated.emit(index)


def test_every_choice_holds_at_once(page: GeneralPage, store: SettingsStore) -> None:
    pick(page.language, "ru")
    pick(page.appearance, "dark")
    page.stillness.click()
    page.resuming.click()
    page.notifying.click()
    page.text_size.setValue(20)
    chosen = SettingsStore(store.path).value
    assert (chosen.language, chosen.appearance, chosen.motion) == ("ru", "dark", "reduced")
    assert (chosen.resumes_by_itself, chosen.notifies, chosen.text_size) == (True, False, 20)


def test_what_is_chosen_elsewhere_is_shown(page: GeneralPage, store: SettingsStore) -> None:
    store.change(language="de", appearance="light", motion="reduced", text_size=12)
    assert page.language.currentText() == "Deutsch"
    assert page.appearance.currentData() == "light"
    assert page.stillness.isChecked()
    assert page.text_number.text() == "12"


def test_the_sample_has_the_size_of_the_transcript(page: GeneralPage) -> None:
    page.text_size.setValue(24)
    assert page.sample.font().pixelSize() == 24


def test_each_language_is_called_by_its_own_name(page: GeneralPage) -> None:
    names = [page.language.itemText(place) for place in range(page.language.count())]
    assert names[1:] == ["English", "Русский", "Deutsch"]


def test_a_label_takes_the_reader_to_its_control(page: GeneralPage, qtbot: QtBot) -> None:
    page.resuming.setFocus()
    qtbot.keyClick(page.resuming, Qt.Key.Key_Space)
    assert page.resuming.isChecked()
    assert page.resuming.accessibleName() == "Resume interrupted jobs"
    assert "cut short" in page.resuming.accessibleDescription()


def test_a_folder_can_be_watched_and_left_again(
    page: GeneralPage, store: SettingsStore, tmp_path: Path
) -> None:
    assert not page.watched_row.isVisible()
    page.watching.click()
    page.watched.dialog.reject()
    assert not page.watching.isChecked() and not store.value.watched
    page.watching.click()
    page.watched.chosen.emit(str(tmp_path))
    assert store.value.watched == str(tmp_path)
    assert page.watching.isChecked() and page.watched_row.isVisible()
    page.watching.click()
    assert not store.value.watched and not page.watched_row.isVisible()
