"""Device and memory: where it is computed, how much may be taken, and when to rest."""

from __future__ import annotations

import sys

from PySide6.QtWidgets import QComboBox, QWidget

from app.number_box import NumberBox
from app.preferences.form import CONTROL_WIDTH, Page, Row, tick
from app.settings import Settings, SettingsStore

DEVICES = {"darwin": ("auto", "mps", "cpu")}
"""What a system can have; elsewhere a card of NVIDIA's instead of Apple's GPU."""
OTHERWISE = ("auto", "cuda", "cpu")


class DevicePage(Page):
    """Choices about the machine, which change no word of a transcript."""

    def __init__(
        self,
        store: SettingsStore,
        parent: QWidget | None = None,
        platform: str = sys.platform,
    ) -> None:
        super().__init__(self.tr("Device and memory"), parent)
        self._store = store
        self._build_device(DEVICES.get(platform, OTHERWISE))
        self._build_rest()
        self.finish()
        self.show_settings(store.value)
        store.changed.connect(self.show_settings)
        self._connect()

    def show_settings(self, settings: Settings) -> None:
        """Show what is chosen."""
        options = settings.options
        if self.device.findData(options.device) < 0:
            self.device.addItem(self._device_title(options.device), options.device)
        self.device.setCurrentIndex(self.device.findData(options.device))
        self.threads.setValue(options.threads)
        self.batch.setValue(options.batch_size)
        self.waking.setChecked(options.keep_awake)
        self.battery.setValue(options.pause_below_battery)
        self.memory.setValue(options.pause_above_memory)

    def _build_device(self, devices: tuple[str, ...]) -> None:
        group = self.add_group(self.tr("Computing"))
        self.device = QComboBox()
        for device in devices:
            self.device.addItem(self._device_title(device), device)
        self.device.setFixedWidth(CONTROL_WIDTH)
        self.threads = _number(0, 256, self.tr("One per core"))
        self.batch = _number(0, 64, self.tr("By itself"))
        group.add(
            Row(
                self.tr("Compute on"),
                self.device,
                self.tr("By itself, Longtake takes the fastest that computes without faults."),
            )
        )
        group.add(Row(self.tr("Processor threads"), self.threads))
        group.add(
            Row(
                self.tr("Windows at a time"),
                self.batch,
                self.tr("More is faster and needs more memory. A window is 30 seconds of sound."),
            )
        )

    def _device_title(self, device: str) -> str:
        titles = {
            "auto": self.tr("Chosen by itself"),
            "mps": self.tr("Graphics chip (Metal)"),
            "cuda": self.tr("Graphics card (CUDA)"),
            "cpu": self.tr("Processor"),
        }
        return titles.get(device, device)

    def _build_rest(self) -> None:
        group = self.add_group(self.tr("While a job runs"))
        self.waking = tick()
        self.battery = _number(0, 100, self.tr("Never"), " %")
        self.memory = _number(0, 100, self.tr("Never"), " %")
        group.add(Row(self.tr("Keep the machine awake"), self.waking))
        group.add(
            Row(
                self.tr("Pause when the battery is below"),
                self.battery,
                self.tr("The job goes on when the machine is charging again."),
            )
        )
        group.add(
            Row(
                self.tr("Pause when memory is used above"),
                self.memory,
                self.tr("Other programs get the chance to finish first."),
            )
        )

    def _connect(self) -> None:
        take = self._store.change_options
        self.device.activated.connect(lambda: take(device=self.device.currentData()))
        self.threads.valueChanged.connect(lambda number: take(threads=number))
        self.batch.valueChanged.connect(lambda number: take(batch_size=number))
        self.waking.toggled.connect(lambda on: take(keep_awake=on))
        self.battery.valueChanged.connect(lambda percent: take(pause_below_battery=percent))
        self.memory.valueChanged.connect(lambda percent: take(pause_above_memory=percent))


def _number(least: int, most: int, none: str, unit: str = "") -> NumberBox:
    box = NumberBox(least, most, none, unit)
    box.setFixedWidth(CONTROL_WIDTH)
    return box
