from __future__ import annotations

import sys
from pathlib import Path

import pytest
from PySide6.QtCore import QPoint, Qt
from PySide6.QtTest import QTest
from PySide6.QtWidgets import (
    QAbstractButton,
    QAbstractSlider,
    QAbstractSpinBox,
    QApplication,
    QComboBox,
    QLabel,
    QLineEdit,
    QPushButton,
    QWidget,
)
from pytestqt.qtbot import QtBot

from app import languages, theme
from app.engine_client import EngineClient
from app.languages import LANGUAGES
from app.preferences.dialog import LEAST, PreferencesDialog
from app.preferences.models_page import ModelsPage
from app.settings import Language, SettingsStore
from app.theme import Theme
from engine.models_service import listed
from engine.options import Home
from engine.protocol import AskToken, ListModels

CONTROLS = (QAbstractButton, QComboBox, QAbstractSlider, QAbstractSpinBox, QLineEdit)


@pytest.fixture
def store(tmp_path: Path) -> SettingsStore:
    return SettingsStore(tmp_path / "settings.json")


@pytest.fixture
def dialog(dressed: Theme, store: SettingsStore, qtbot: QtBot, home: Home) -> PreferencesDialog:
    made = PreferencesDialog(store)
    qtbot.addWidget(made)
    made.hear(listed(home))
    return made


def test_return_in_a_field_presses_no_button(dialog: PreferencesDialog, qtbot: QtBot) -> None:
    dialog.show_page("speakers")
    pressed: list[str] = []
    for button in dialog.findChildren(QPushButton):
        button.clicked.connect(lambda _=False, button=button: pressed.append(button.text()))
    qtbot.keyClick(dialog.pages["speakers"].token, Qt.Key.Key_Return)  # type: ignore[attr-defined]
    assert pressed == []
    assert not any(button.isDefault() for button in dialog.findChildren(QPushButton))


def test_escape_closes_preferences(dialog: PreferencesDialog, qtbot: QtBot) -> None:
    dialog.show_page("general")
    with qtbot.waitActive(dialog):
        dialog.activateWindow()
    qtbot.keyClick(dialog, Qt.Key.Key_Escape)
    qtbot.waitUntil(dialog.isHidden)


def seen(parent: QWidget) -> list[QWidget]:
    """What is visible, but for the inside of Qt's own controls."""
    children = [child for child in parent.findChildren(QWidget) if child.isVisibleTo(parent)]
    return [child for child in children if not isinstance(child.parentWidget(), CONTROLS)]


def test_it_opens_on_the_first_page_and_turns_to_any(
    dialog: PreferencesDialog, qtbot: QtBot
) -> None:
    for name, page in dialog.pages.items():
        with qtbot.waitExposed(dialog):
            dialog.show_page(name)
        assert page.isVisible()
        assert [other for other in dialog.pages.values() if other.isVisible()] == [page]


def test_it_asks_the_engine_for_what_it_shows(dialog: PreferencesDialog, qtbot: QtBot) -> None:
    asked: list[object] = []
    dialog.asked.connect(asked.append)
    with qtbot.waitExposed(dialog):
        dialog.show()
    assert asked == [ListModels(), AskToken()]


def test_the_pages_can_be_walked_with_the_keyboard(dialog: PreferencesDialog, qtbot: QtBot) -> None:
    with qtbot.waitActive(dialog):
        dialog.show()
    for page in list(dialog.pages.values())[1:]:
        QTest.keyClick(dialog.focusWidget(), Qt.Key.Key_Down)
        assert page.isVisible()
    QTest.keyClick(dialog, Qt.Key.Key_Escape)
    assert not dialog.isVisible()


def test_every_control_says_what_it_is_to_who_cannot_see_it(
    dialog: PreferencesDialog, qtbot: QtBot
) -> None:
    for name, page in dialog.pages.items():
        dialog.show_page(name)
        for control in seen(page):
            if isinstance(control, CONTROLS) and control.focusPolicy() != Qt.FocusPolicy.NoFocus:
                text = control.text() if isinstance(control, QAbstractButton) else ""
                assert control.accessibleName() or text, (name, control)


@pytest.mark.parametrize("language", LANGUAGES)
def test_no_words_are_cut_off_in_any_language(
    dressed: Theme,
    store: SettingsStore,
    qtbot: QtBot,
    home: Home,
    speaking: QApplication,
    language: Language,
) -> None:
    languages.install(speaking, language)
    dialog = PreferencesDialog(store)
    qtbot.addWidget(dialog)
    dialog.hear(listed(home))
    dialog.resize(LEAST)
    for name, page in dialog.pages.items():
        dialog.show_page(name)
        speaking.processEvents()
        inner = page.widget()
        assert inner.width() <= page.viewport().width(), f"{name} is wider than the window"
        for child in seen(inner):
            corner = child.mapTo(inner, QPoint(0, 0))
            assert corner.x() >= 0 and corner.x() + child.width() <= inner.width(), (name, child)
            if isinstance(child, QLabel) and not child.wordWrap() and child.text():
                assert child.width() >= child.sizeHint().width(), (name, child.text())
            if isinstance(child, QLabel) and child.wordWrap() and child.text():
                assert child.height() >= child.heightForWidth(child.width()), (name, child.text())
            if isinstance(child, QAbstractButton):
                assert child.width() >= child.sizeHint().width(), (name, child.text())
            if isinstance(child, QComboBox):
                widest = max(
                    child.fontMetrics().horizontalAdvance(child.itemText(place))
                    for place in range(child.count())
                )
                assert child.width() - 32 >= widest, (name, child.currentText())


def test_it_fits_the_smallest_screen(dialog: PreferencesDialog) -> None:
    assert dialog.minimumWidth() <= 1024 and dialog.minimumHeight() <= 640
    assert dialog.width() <= 1024 and dialog.height() <= 640


@pytest.mark.parametrize("scheme", ["light", "dark"])
def test_words_follow_the_colours_while_the_window_is_open(
    dialog: PreferencesDialog, dressed: Theme, scheme: theme.Scheme, qtbot: QtBot
) -> None:
    page = dialog.pages["general"]
    theme.apply(dressed.application, scheme)
    ink = page.title.palette().windowText().color()
    assert ink == theme.role("text")


def test_a_real_engine_tells_of_its_models(
    dressed: Theme, store: SettingsStore, qtbot: QtBot, home: Home, tmp_path: Path
) -> None:
    client = EngineClient(tmp_path / "engine.log", [sys.executable, "-m", "engine.service"])
    dialog = PreferencesDialog(store)
    qtbot.addWidget(dialog)
    client.event_received.connect(dialog.hear)
    dialog.asked.connect(client.send)
    try:
        with qtbot.waitSignal(client.ready, timeout=60_000):
            client.start()
        page = dialog.pages["models"]
        assert isinstance(page, ModelsPage)
        dialog.show_page("models")
        qtbot.waitUntil(lambda: bool(page.models.rows()), timeout=60_000)
        assert page.models.row("large-v3").title.text() == "Whisper large v3"
    finally:
        client.stop()


def test_text_of_twice_the_size_can_still_be_used(
    dressed: Theme,
    store: SettingsStore,
    qtbot: QtBot,
    home: Home,
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    monkeypatch.setattr(theme, "_scale", lambda: 2.0)
    theme.apply(dressed.application)
    dialog = PreferencesDialog(store)
    qtbot.addWidget(dialog)
    dialog.hear(listed(home))
    dialog.resize(1024, 640)
    for name, page in dialog.pages.items():
        dialog.show_page(name)
        dressed.application.processEvents()
        for child in seen(page.widget()):
            if isinstance(child, QLabel) and child.wordWrap() and child.text():
                assert child.height() >= child.heightForWidth(child.width()), (name, child.text())
    assert dialog.width() <= 1024 and dialog.height() <= 640
