"""The table of shortcuts, as it is read off a window."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import pytest
from PySide6.QtGui import QAction, QKeySequence
from PySide6.QtWidgets import QMainWindow, QWidget
from pytestqt.qtbot import QtBot

from app.editor.editor_page import EditorPage
from app.editor.transcript_document import TranscriptDocument
from app.editor.workbench import Workbench
from app.keys import KeyTable, native
from app.settings import SettingsStore
from app.shortcuts import Section, ShortcutsDialog, plain, sections_of
from app.theme import Theme
from tests.app.editor import talks
from tests.app.editor.silent_sound import SilentSound


@pytest.fixture
def talk(tmp_path: Path, qtbot: QtBot) -> Iterator[TranscriptDocument]:
    made = TranscriptDocument(talks.document(tmp_path, talks.talk(12)))
    with qtbot.waitSignal(made.opened):
        made.open()
    yield made
    made.close()


@pytest.fixture
def window(dressed: Theme, talk: TranscriptDocument, tmp_path: Path, qtbot: QtBot) -> QMainWindow:
    """A window with a menu and a transcript."""
    made = QMainWindow()
    qtbot.addWidget(made)
    page = EditorPage(talk, SettingsStore(tmp_path / "settings.json"))
    Workbench(page, sound=SilentSound())
    made.setCentralWidget(page)
    menu = made.menuBar().addMenu("&File")
    leave = menu.addAction("&Quit…")
    leave.setShortcut(QKeySequence("Ctrl+Q"))
    menu.addAction("No key")
    for each in page.menus:
        made.menuBar().addMenu(each)
    made.resize(1024, 700)
    made.show()
    return made


def titles(sections: list[Section]) -> list[str]:
    return [section.title for section in sections]


def test_menus_come_first_then_the_text_then_its_parts(window: QMainWindow) -> None:
    found = titles(sections_of(window))
    assert found[:6] == ["File", "Transcript", "Playback", "Speakers", "Review", "Text"]
    assert set(found[6:]) == {"Typing", "Timeline", "Player", "List of speakers"}


def test_what_has_no_key_is_not_told(window: QMainWindow) -> None:
    assert sections_of(window)[0].rows == (("Quit", native(QKeySequence("Ctrl+Q"))),)


def test_every_action_with_a_key_is_told_once(window: QMainWindow) -> None:
    page = window.findChild(EditorPage)
    assert page is not None
    rows = [row for section in sections_of(window) for row in section.rows]
    for action in page.actions():
        if action.isVisible() and not action.shortcut().isEmpty():
            row = (plain(action.whatsThis() or action.text()), native(action.shortcut()))
            assert rows.count(row) == 1, row


def test_every_key_of_every_part_is_told(window: QMainWindow) -> None:
    told = {words for section in sections_of(window) for words, _ in section.rows}
    tables = [getattr(each, "keys", None) for each in window.findChildren(QWidget)]
    keys = [key for table in tables if isinstance(table, KeyTable) for key in table.keys]
    assert len(keys) > 30 and {key.words for key in keys} <= told


def test_what_an_action_would_do_just_now_is_left_out(window: QMainWindow) -> None:
    menu = window.menuBar().addMenu("Edit")
    undo = menu.addAction("Undo: typing")
    undo.setWhatsThis("&Undo")
    undo.setShortcut(QKeySequence("Ctrl+F8"))
    rows = [row for section in sections_of(window) for row in section.rows]
    assert ("Undo", native(QKeySequence("Ctrl+F8"))) in rows


def test_keys_in_a_row_that_do_the_same_are_one_row(window: QMainWindow) -> None:
    rows = [row for section in sections_of(window) for row in section.rows]
    assert any(keys == "1 – 9" for _, keys in rows)


def test_a_key_that_an_action_gets_later_is_in_the_next_table(window: QMainWindow) -> None:
    action = window.menuBar().actions()[0].menu().actions()[1]  # type: ignore[union-attr]
    assert isinstance(action, QAction)
    action.setShortcut(QKeySequence("F9"))
    assert ("No key", "F9") in sections_of(window)[0].rows


def test_typing_finds_words_and_keys(dressed: Theme, qtbot: QtBot) -> None:
    sections = [
        Section("File", (("Open", "Ctrl+O"), ("Quit", "Ctrl+Q"))),
        Section("Playback", (("Play", "Space"),)),
    ]
    dialog = ShortcutsDialog(sections)
    qtbot.addWidget(dialog)
    heads = dialog._heads
    dialog.wanted.setText("quit")
    assert [head.isHidden() for head in heads] == [False, True]
    assert [heads[0].child(n).isHidden() for n in range(2)] == [True, False]
    dialog.wanted.setText("space")
    assert [head.isHidden() for head in heads] == [True, False]
    dialog.wanted.clear()
    assert not any(head.isHidden() for head in heads)


@pytest.mark.parametrize(
    ("text", "shown"), [("&Open…", "Open"), ("Cut && paste", "Cut & paste"), ("Plain", "Plain")]
)
def test_what_marks_a_key_in_a_menu_is_left_out(text: str, shown: str) -> None:
    assert plain(text) == shown
