"""The very first start: nothing is here but the app, and a click makes text of a recording."""

from __future__ import annotations

import os
import re
from collections.abc import Iterator
from pathlib import Path

import pytest

os.environ.setdefault("QT_QPA_PLATFORM", "offscreen")

from PySide6.QtCore import Qt
from PySide6.QtWidgets import QApplication, QPushButton
from pytestqt.qtbot import QtBot

from app.application import Application
from app.main_window import MainWindow
from engine import models
from engine.models_catalogue import CATALOGUE
from engine.options import Home, Options
from tests.app.running import leave
from tests.engine.local_hub import LocalHub, serving

PATIENCE = 180_000
DEFAULT = next(entry for entry in CATALOGUE if entry.name == Options().model)
HALF = 40_000_000


@pytest.fixture
def bare_home(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Home:
    """A home in which nothing is, on a machine that nobody gave a token or a package index."""
    for name in ("LONGTAKE_OFFLINE", "HF_HUB_OFFLINE", "HF_TOKEN", "PIP_FIND_LINKS"):
        monkeypatch.delenv(name, raising=False)
    home = Home(tmp_path / "home")
    monkeypatch.setenv("LONGTAKE_HOME", str(home.root))
    monkeypatch.setenv("HF_HOME", str(tmp_path / "hub-cache"))
    monkeypatch.setenv("PIP_NO_INDEX", "1")
    monkeypatch.setenv("NO_PROXY", "127.0.0.1")
    return home


@pytest.fixture
def hub(bare_home: Home, tiny_en: Path, monkeypatch: pytest.MonkeyPatch) -> Iterator[LocalHub]:
    """The hub on this machine: it has the default model, and stalls in the middle of it."""
    assert DEFAULT.hub is not None
    files = {file.name: (tiny_en / file.name).read_bytes() for file in DEFAULT.files}
    with serving(files, DEFAULT.hub) as server:
        server.holds["model.bin"] = HALF
        monkeypatch.setenv("HF_ENDPOINT", server.endpoint)
        yield server


@pytest.fixture
def application(qapp: QApplication, hub: LocalHub) -> Iterator[Application]:
    made = Application(qapp)
    made.start()
    yield made
    hub.go_on.set()
    leave(made)


def click(qtbot: QtBot, window: MainWindow, words: str) -> None:
    (button,) = (each for each in window.findChildren(QPushButton) if each.text() == words)
    qtbot.mouseClick(button, Qt.MouseButton.LeftButton)


def test_one_click_fetches_the_model_with_progress_and_makes_text_of_the_sample(
    application: Application, hub: LocalHub, bare_home: Home, qtbot: QtBot
) -> None:
    window = application.window
    click(qtbot, window, "Try the sample recording")

    def is_half_here() -> bool:
        told = re.fullmatch(r"Fetching the model: (\d+) MB of 78 MB", window.page.standing.text())
        return told is not None and int(told[1]) >= HALF // 1_000_000 - 1

    qtbot.waitUntil(is_half_here, timeout=PATIENCE)
    assert not models.installed(bare_home), "half a model is none"
    hub.go_on.set()

    def is_text() -> bool:
        editor = window.page.editor
        return editor is not None and "what you can do for your country" in (
            editor.document.transcript.text
        )

    qtbot.waitUntil(is_text, timeout=PATIENCE)
    qtbot.waitUntil(
        lambda: [row.state for row in application.queue.rows] == ["completed"], timeout=PATIENCE
    )
    assert [model.name for model in models.installed(bare_home)] == [DEFAULT.name]
    assert not any(hub.tokens - {""}), "nothing asks for an account"
