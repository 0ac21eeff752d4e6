"""Where an exported file goes, what it holds when little is known, and what is said of it."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path

import pytest
from PySide6.QtCore import Qt
from PySide6.QtGui import QGuiApplication
from PySide6.QtWidgets import QDialogButtonBox, QFileDialog, QPushButton
from pytestqt.qtbot import QtBot

from app.editor.export_dialog import ExportDialog
from app.editor.transcript_document import TranscriptDocument
from app.settings import Export, SettingsStore
from app.theme import Theme
from engine.edits import DeleteSegments, RenameSpeaker
from engine.output import formats
from engine.output.formats import Context
from tests.app.editor import talks
from tests.builders import segment, transcript

Open = Callable[..., TranscriptDocument]
LEFT, RIGHT = Qt.MouseButton.LeftButton, Qt.MouseButton.RightButton


@pytest.fixture
def store(tmp_path: Path) -> SettingsStore:
    return SettingsStore(tmp_path / "home" / "settings.json")


@pytest.fixture
def dialog(
    dressed: Theme, talk: TranscriptDocument, store: SettingsStore, qtbot: QtBot
) -> ExportDialog:
    return sheet(talk, store, qtbot)


def sheet(document: TranscriptDocument, store: SettingsStore, qtbot: QtBot) -> ExportDialog:
    made = ExportDialog(document, store, None)
    qtbot.addWidget(made)
    made.show()
    return made


def choose(dialog: ExportDialog, name: str) -> None:
    dialog.format.setCurrentIndex(dialog.format.findData(name))


# --- the place ------------------------------------------------------------------------------------


@pytest.mark.parametrize("name", list(formats.FORMATS))
def test_every_format_has_its_ending_in_the_name_that_is_shown(
    dialog: ExportDialog, name: str
) -> None:
    choose(dialog, name)
    assert dialog.place.name == "talk" + formats.FORMATS[name].suffix
    assert dialog.file.accessibleName() == dialog.place.name


def test_a_long_folder_is_shown_by_its_end_and_whole_in_the_tip(
    dialog: ExportDialog, tmp_path: Path
) -> None:
    deep = tmp_path / ("a-long-name-" * 5) / "transcripts"
    dialog.take_folder(str(deep))
    assert dialog.folder.text().startswith("…") and dialog.folder.text().endswith("/transcripts")
    assert len(dialog.folder.text()) <= 40 and dialog.folder.toolTip() == str(deep)
    dialog.take_folder("/out")
    assert dialog.folder.text() == "/out"


def test_a_folder_that_is_not_there_yet_is_made(
    dialog: ExportDialog, tmp_path: Path, qtbot: QtBot
) -> None:
    dialog.take_folder(str(tmp_path / "new" / "folder"))
    with qtbot.waitSignal(dialog.exported) as heard:
        dialog.go.click()
    assert Path(heard.args[0]).parent == tmp_path / "new" / "folder"
    assert Path(heard.args[0]).stat().st_size > 0


def test_the_folder_is_chosen_in_the_dialog_for_folders(
    dialog: ExportDialog, tmp_path: Path, talk: TranscriptDocument
) -> None:
    dialog.choose.click()
    asking = dialog.findChild(QFileDialog)
    assert asking is not None and asking.fileMode() == QFileDialog.FileMode.Directory
    assert Path(asking.directory().absolutePath()) == talk.path.parent
    asking.fileSelected.emit(str(tmp_path / "chosen"))
    assert dialog.place.parent == tmp_path / "chosen"
    asking.close()


def test_leaving_the_choice_of_a_folder_changes_nothing(dialog: ExportDialog) -> None:
    before = dialog.place
    dialog.choose.click()
    asking = dialog.findChild(QFileDialog)
    assert asking is not None
    asking.reject()
    assert dialog.place == before and dialog.isVisible()


def test_cancel_writes_nothing(
    dialog: ExportDialog, talk: TranscriptDocument, store: SettingsStore
) -> None:
    before = sorted(talk.path.parent.iterdir())
    dialog.speakers.setChecked(False)
    dialog.buttons.button(QDialogButtonBox.StandardButton.Cancel).click()
    assert sorted(talk.path.parent.iterdir()) == before and not dialog.isVisible()
    assert store.value.export == Export()


# --- what is in it --------------------------------------------------------------------------------


def test_a_word_processor_s_text_is_previewed_and_copied_as_text(
    dialog: ExportDialog, talk: TranscriptDocument, qtbot: QtBot
) -> None:
    binary = [
        name
        for name, kind in formats.FORMATS.items()
        if not isinstance(kind.render(talk.transcript, Context()), str)
    ]
    assert binary
    choose(dialog, binary[0])
    assert dialog.preview.toPlainText().startswith("Anna Lindqvist: ")
    dialog.copying.click()
    qtbot.waitUntil(dialog.card.isVisible)
    assert QGuiApplication.clipboard().text().startswith("Anna Lindqvist: ")


def test_what_is_copied_is_what_was_chosen_and_chosen_the_next_time(
    dialog: ExportDialog, store: SettingsStore, qtbot: QtBot
) -> None:
    choose(dialog, "txt")
    dialog.speakers.setChecked(False)
    dialog.copying.click()
    qtbot.waitUntil(dialog.card.isVisible)
    assert "Anna" not in QGuiApplication.clipboard().text()
    assert store.value.export.format == "txt" and not store.value.export.has_speakers


def test_gaps_are_offered_where_there_are_any_and_go_from_the_preview(
    dressed: Theme, opening: Open, tmp_path: Path, store: SettingsStore, qtbot: QtBot
) -> None:
    document = opening(talks.document(tmp_path, talks.talk(8, gap=True)))
    dialog = sheet(document, store, qtbot)
    choose(dialog, "txt")
    assert dialog.gaps.isVisible() and "not recognised" in dialog.preview.toPlainText()
    dialog.gaps.setChecked(False)
    assert "not recognised" not in dialog.preview.toPlainText()
    assert not dialog.choice.has_gaps


def test_where_nobody_is_told_apart_no_names_are_offered(
    dressed: Theme, opening: Open, tmp_path: Path, store: SettingsStore, qtbot: QtBot
) -> None:
    document = opening(talks.document(tmp_path, transcript(segment("Who is it?"))))
    dialog = sheet(document, store, qtbot)
    choose(dialog, "txt")
    assert not dialog.speakers.isEnabled() and not dialog.gaps.isVisible()
    assert dialog.preview.toPlainText() == "Who is it?"


@pytest.mark.parametrize("name", list(formats.FORMATS))
def test_a_text_without_a_word_is_exported_all_the_same(
    dressed: Theme, opening: Open, tmp_path: Path, store: SettingsStore, qtbot: QtBot, name: str
) -> None:
    dialog = sheet(opening(talks.document(tmp_path, transcript(duration=9.0))), store, qtbot)
    choose(dialog, name)
    with qtbot.waitSignal(dialog.exported) as heard:
        dialog.go.click()
    assert Path(heard.args[0]).is_file()


def test_deleting_in_the_text_behind_shows_in_the_preview(
    dialog: ExportDialog, talk: TranscriptDocument
) -> None:
    choose(dialog, "txt")
    first = talk.segments[0]
    before = dialog.preview.toPlainText()
    talk.do(DeleteSegments((first.id,)))
    assert dialog.preview.toPlainText() != before
    talk.undo()
    assert dialog.preview.toPlainText() == before
    talk.do(RenameSpeaker(first.speaker or "", "Zoë"))
    assert dialog.preview.toPlainText().startswith("Zoë: ")


# --- what is said ---------------------------------------------------------------------------------


def test_while_it_is_being_written_no_button_writes_it_again(
    dialog: ExportDialog, qtbot: QtBot
) -> None:
    with qtbot.waitSignal(dialog.exported):
        dialog.go.click()
        assert not dialog.go.isEnabled() and not dialog.copying.isEnabled()
    assert dialog.go.isEnabled() and dialog.copying.isEnabled()


def test_another_choice_takes_the_warning_away(
    dialog: ExportDialog, talk: TranscriptDocument, qtbot: QtBot
) -> None:
    (talk.path.parent / "talk.srt").write_text("mine")
    dialog.go.click()
    qtbot.waitUntil(dialog.card.isVisible)
    assert "talk.srt" in dialog.card.accessibleName()
    assert len([b for b in dialog.card.findChildren(QPushButton) if b.isVisible()]) == 2
    choose(dialog, "vtt")
    assert not dialog.card.isVisible()
    with qtbot.waitSignal(dialog.exported) as heard:
        dialog.go.click()
    assert Path(heard.args[0]).name == "talk.vtt"
