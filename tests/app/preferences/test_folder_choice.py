from __future__ import annotations

from pathlib import Path

import pytest
from pytestqt.qtbot import QtBot

from app.preferences.folder_choice import LONGEST, FolderChoice
from app.theme import Theme


@pytest.fixture
def choice(dressed: Theme, qtbot: QtBot) -> FolderChoice:
    made = FolderChoice("Choose the folder to watch")
    qtbot.addWidget(made)
    return made


def test_a_long_path_shows_its_end_and_is_whole_in_the_tooltip(choice: FolderChoice) -> None:
    folder = "/volumes/" + "films/" * 20 + "transcripts"
    choice.show_folder(folder)
    shown = choice.name.text()
    assert shown.startswith("…") and shown.endswith("transcripts") and len(shown) == LONGEST
    assert choice.name.toolTip() == folder


def test_a_short_path_is_shown_whole(choice: FolderChoice) -> None:
    choice.show_folder("/films")
    assert choice.name.text() == "/films"


def test_the_dialog_begins_where_the_folder_is_and_tells_what_was_chosen(
    choice: FolderChoice, qtbot: QtBot, tmp_path: Path
) -> None:
    choice.show_folder(str(tmp_path))
    choice.button.click()
    assert choice.dialog.directory().path() == str(tmp_path)
    with qtbot.waitSignal(choice.chosen) as told:
        choice.dialog.accept()
    assert told.args == [str(tmp_path)]


def test_a_dialog_that_is_left_chooses_nothing(choice: FolderChoice, qtbot: QtBot) -> None:
    choice.ask()
    with qtbot.assertNotEmitted(choice.chosen), qtbot.waitSignal(choice.left):
        choice.dialog.reject()


def test_the_button_says_what_it_is_for(choice: FolderChoice) -> None:
    assert choice.button.accessibleName() == "Choose the folder to watch"
