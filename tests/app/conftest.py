"""The app's tests have no screen, and an application that each test finds undressed."""

from __future__ import annotations

import os
from collections.abc import Iterator

os.environ.setdefault("QT_QPA_PLATFORM", "offscreen")

import pytest
from PySide6.QtCore import QCoreApplication, QEvent
from PySide6.QtWidgets import QApplication
from pytestqt.qtbot import QtBot

from app import languages, theme


@pytest.fixture(autouse=True)
def what_was_to_go_has_gone() -> Iterator[None]:
    """No test finds widgets of another that only wait to be deleted."""
    yield
    QCoreApplication.sendPostedEvents(None, QEvent.Type.DeferredDelete)


@pytest.fixture
def speaking(qapp: QApplication) -> Iterator[QApplication]:
    """Gives English back, whatever a test made the app speak."""
    languages.install(qapp, "en")
    yield qapp
    languages.install(qapp, "en")


@pytest.fixture
def german(speaking: QApplication) -> None:
    """The interface is German."""
    languages.install(speaking, "de")


@pytest.fixture
def dressed(qtbot: QtBot, qapp: object) -> Iterator[theme.Theme]:
    """The theme of the application, light and English; what a test changes is put back."""
    languages.install(theme.current().application, "en")
    yield theme.apply(theme.current().application)
    theme.apply(theme.current().application)
