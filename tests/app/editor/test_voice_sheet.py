from __future__ import annotations

import pytest
from PySide6.QtCore import Qt
from pytestqt.qtbot import QtBot

from app.editor.voice_sheet import VoiceSheet
from app.theme import Theme


@pytest.fixture
def sheet(dressed: Theme, qtbot: QtBot) -> VoiceSheet:
    made = VoiceSheet("Anna")
    qtbot.addWidget(made)
    made.show()
    return made


@pytest.mark.parametrize(("name", "consent"), [("Anna", ""), ("Anna", "  "), ("", "by mail")])
def test_no_voice_is_kept_without_a_name_and_a_note_of_consent(
    sheet: VoiceSheet, qtbot: QtBot, name: str, consent: str
) -> None:
    sheet.name.setText(name)
    sheet.consent.setText(consent)
    assert not sheet.remember.isEnabled()
    with qtbot.assertNotEmitted(sheet.agreed):
        sheet.accept()
    assert sheet.isVisible()


def test_with_both_it_is_agreed(sheet: VoiceSheet, qtbot: QtBot) -> None:
    assert sheet.name.text() == "Anna"
    qtbot.keyClicks(sheet.consent, " asked on 3 May ")
    with qtbot.waitSignal(sheet.agreed) as heard:
        qtbot.mouseClick(sheet.remember, Qt.MouseButton.LeftButton)
    assert heard.args == ["Anna", "asked on 3 May"]
    assert not sheet.isVisible()


def test_escape_keeps_nothing(sheet: VoiceSheet, qtbot: QtBot) -> None:
    sheet.consent.setText("asked on 3 May")
    with qtbot.assertNotEmitted(sheet.agreed):
        qtbot.keyClick(sheet, Qt.Key.Key_Escape)
    assert not sheet.isVisible()
