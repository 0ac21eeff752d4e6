from __future__ import annotations

from pathlib import Path

import pytest
from PySide6.QtWidgets import QMessageBox, QPushButton
from pytestqt.qtbot import QtBot

from app.preferences.form import Row
from app.preferences.voices_page import VoicesPage
from app.settings import SettingsStore
from app.theme import Theme
from engine.voices import Sample, VoiceLibrary


@pytest.fixture
def library(tmp_path: Path) -> VoiceLibrary:
    made = VoiceLibrary(tmp_path / "voices.json", now=lambda: "2026-03-05T10:00:00+00:00")
    for name, seconds in (("Anna", 70.0), ("Boris", 12.0)):
        sample = Sample("wespeaker", (1.0, 0.0), seconds)
        made.enrol(name, [sample], consent="asked on 3 May")
    return made


def page_of(folder: Path, qtbot: QtBot) -> VoicesPage:
    page = VoicesPage(SettingsStore(folder / "settings.json"))
    qtbot.addWidget(page)
    page.show()
    return page


def rows(page: VoicesPage) -> list[Row]:
    return [row for row in page.voices.rows() if isinstance(row, Row)]


def test_everybody_who_is_known_is_listed_with_their_consent(
    dressed: Theme, library: VoiceLibrary, tmp_path: Path, qtbot: QtBot
) -> None:
    page = page_of(tmp_path, qtbot)
    assert [row.label.text() for row in rows(page)] == ["Anna", "Boris"]
    facts = rows(page)[0].hint.text()
    assert "1 minute heard" in facts and "asked on 3 May" in facts and "26" in facts


def test_where_nobody_is_known_it_says_how_that_comes_about(
    dressed: Theme, tmp_path: Path, qtbot: QtBot
) -> None:
    page = page_of(tmp_path, qtbot)
    assert page.empty.isVisible() and not page.voices.isVisible()
    assert not page.export_button.isEnabled() and page.import_button.isEnabled()


def test_a_voice_is_forgotten_after_a_question(
    dressed: Theme, library: VoiceLibrary, tmp_path: Path, qtbot: QtBot
) -> None:
    page = page_of(tmp_path, qtbot)
    button = rows(page)[0].control
    assert isinstance(button, QPushButton) and button.accessibleName() == "Forget Anna"
    button.click()
    assert len(library.voices()) == 2
    box = page.question
    assert isinstance(box, QMessageBox)
    roles = {box.buttonRole(each): each for each in box.buttons()}
    roles[QMessageBox.ButtonRole.DestructiveRole].click()
    assert [voice.name for voice in library.voices()] == ["Boris"]
    assert [row.label.text() for row in rows(page)] == ["Boris"]


def test_voices_travel_to_another_machine(
    dressed: Theme, library: VoiceLibrary, tmp_path: Path, qtbot: QtBot
) -> None:
    page_of(tmp_path, qtbot).send(tmp_path / "moved.json")
    other = page_of(tmp_path / "elsewhere", qtbot)
    other.bring(tmp_path / "moved.json")
    assert [row.label.text() for row in rows(other)] == ["Anna", "Boris"]


def test_what_holds_no_voices_is_told_of_and_changes_nothing(
    dressed: Theme, library: VoiceLibrary, tmp_path: Path, qtbot: QtBot
) -> None:
    page = page_of(tmp_path, qtbot)
    (tmp_path / "film.json").write_text('{"segments": []')
    page.bring(tmp_path / "film.json")
    assert page.trouble.isVisible() and page.trouble.text()
    assert len(rows(page)) == 2


def test_a_voice_that_was_learnt_meanwhile_is_there_when_the_page_comes_back(
    dressed: Theme, tmp_path: Path, library: VoiceLibrary, qtbot: QtBot
) -> None:
    page = page_of(tmp_path, qtbot)
    page.hide()
    library.enrol("Clara", [Sample("wespeaker", (0.0, 1.0), 5.0)], consent="by mail")
    page.show()
    assert [row.label.text() for row in rows(page)] == ["Anna", "Boris", "Clara"]


def test_a_damaged_file_of_voices_is_told_of_and_kept(
    dressed: Theme, tmp_path: Path, qtbot: QtBot
) -> None:
    (tmp_path / "voices.json").write_text("{")
    page = page_of(tmp_path, qtbot)
    assert page.trouble.isVisible()
    assert (tmp_path / "voices.json").read_text() == "{"
