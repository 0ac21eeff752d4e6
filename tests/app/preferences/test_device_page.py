from __future__ import annotations

from pathlib import Path

import pytest
from pytestqt.qtbot import QtBot

from app.preferences.device_page import DevicePage
from app.settings import SettingsStore
from app.theme import Theme


@pytest.fixture
def store(tmp_path: Path) -> SettingsStore:
    return SettingsStore(tmp_path / "settings.json")


def page_of(store: SettingsStore, qtbot: QtBot, platform: str = "linux") -> DevicePage:
    made = DevicePage(store, platform=platform)
    qtbot.addWidget(made)
    return made


def devices(page: DevicePage) -> list[str]:
    return [page.device.itemData(place) for place in range(page.device.count())]


def test_a_system_is_offered_the_devices_that_it_can_have(
    dressed: Theme, store: SettingsStore, qtbot: QtBot
) -> None:
    assert devices(page_of(store, qtbot, "darwin")) == ["auto", "mps", "cpu"]
    assert devices(page_of(store, qtbot, "linux")) == ["auto", "cuda", "cpu"]


def test_a_device_that_was_chosen_on_another_system_is_shown_not_lost(
    dressed: Theme, store: SettingsStore, qtbot: QtBot
) -> None:
    store.change_options(device="mps")
    page = page_of(store, qtbot, "linux")
    assert page.device.currentData() == "mps"
    assert store.value.options.device == "mps"


def test_every_choice_holds_at_once(dressed: Theme, store: SettingsStore, qtbot: QtBot) -> None:
    page = page_of(store, qtbot)
    page.device.setCurrentIndex(2)
    page.device.activated.emit(2)
    page.threads.setValue(3)
    page.batch.setValue(8)
    page.waking.click()
    page.battery.setValue(30)
    page.memory.setValue(80)
    options = SettingsStore(store.path).value.options
    assert (options.device, options.threads, options.batch_size) == ("cpu", 3, 8)
    assert (options.keep_awake, options.pause_below_battery) == (False, 30)
    assert options.pause_above_memory == 80


def test_nought_is_said_in_words(dressed: Theme, store: SettingsStore, qtbot: QtBot) -> None:
    page = page_of(store, qtbot)
    page.battery.setValue(0)
    assert page.battery.text() == "Never"
    assert page.threads.text() == "One per core"
    assert page.memory.text() == "95 %"
