"""The app's tests have no screen, and an application that each test finds undressed."""

from __future__ import annotations

import gc
import os
from collections.abc import Iterator

os.environ.setdefault("QT_QPA_PLATFORM", "offscreen")

import pytest
from PySide6.QtCore import QCoreApplication, QEvent
from pytestqt.qtbot import QtBot

from app import languages, theme


@pytest.fixture(autouse=True)
def garbage_stays_on_this_thread() -> Iterator[None]:
    """As in the app: no thread that a test started frees the widgets of the one before.

    And no test finds widgets of another. What was there before is not looked through every time.
    """
    gc.disable()
    gc.freeze()
    yield
    QCoreApplication.sendPostedEvents(None, QEvent.Type.DeferredDelete)
    gc.collect()
    gc.unfreeze()
    gc.enable()


@pytest.fixture
def dressed(qtbot: QtBot, qapp: object) -> Iterator[theme.Theme]:
    """The theme of the application, light and English; what a test changes is put back."""
    languages.install(theme.current().application, "en")
    yield theme.apply(theme.current().application)
    theme.apply(theme.current().application)
