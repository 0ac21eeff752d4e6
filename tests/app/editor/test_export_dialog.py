from __future__ import annotations

from collections.abc import Callable
from pathlib import Path

import pytest
from PySide6.QtCore import QPoint, Qt
from PySide6.QtGui import QGuiApplication
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QApplication, QPushButton
from pytestqt.qtbot import QtBot

from app import languages
from app.editor.export_dialog import ExportDialog
from app.editor.exporting import rendered
from app.editor.transcript_document import TranscriptDocument
from app.settings import Export, SettingsStore
from app.theme import Theme
from engine.edits import RenameSpeaker, SetText
from engine.output import formats
from engine.output.formats import Context

Open = Callable[..., TranscriptDocument]


@pytest.fixture
def store(tmp_path: Path) -> SettingsStore:
    return SettingsStore(tmp_path / "home" / "settings.json")


@pytest.fixture
def dialog(
    dressed: Theme, talk: TranscriptDocument, store: SettingsStore, qtbot: QtBot
) -> ExportDialog:
    made = ExportDialog(talk, store, None)
    qtbot.addWidget(made)
    made.show()
    return made


def choose(dialog: ExportDialog, name: str) -> None:
    dialog.format.setCurrentIndex(dialog.format.findData(name))


def exported(dialog: ExportDialog, qtbot: QtBot) -> Path:
    with qtbot.waitSignal(dialog.exported) as heard:
        dialog.go.click()
    return Path(heard.args[0])


def offered(dialog: ExportDialog) -> dict[str, QPushButton]:
    """What the card above the buttons offers."""
    return {button.objectName(): button for button in dialog.card.findChildren(QPushButton)}


def test_every_format_is_offered_by_a_name_that_says_what_it_is_for(dialog: ExportDialog) -> None:
    found = [dialog.format.itemData(place) for place in range(dialog.format.count())]
    assert found == list(formats.FORMATS)
    assert "subtitles" in dialog.format.itemText(0)


@pytest.mark.parametrize("name", list(formats.FORMATS))
def test_the_preview_is_how_the_file_begins(
    dialog: ExportDialog, talk: TranscriptDocument, name: str, qtbot: QtBot
) -> None:
    choose(dialog, name)
    seen = dialog.preview.toPlainText().splitlines()
    path = exported(dialog, qtbot)
    assert path.parent == talk.path.parent and path.stem == talk.title
    if isinstance(formats.FORMATS[name].render(talk.transcript, Context()), str):
        kept = path.read_text(encoding="utf-8-sig").splitlines()
        assert seen[-1] == "…" and len(seen) > 5
        assert seen[:-1] == kept[: len(seen) - 1]
    else:
        assert "Anna Lindqvist" in "".join(seen)


def test_an_edit_shows_in_the_preview_and_in_the_file(
    dialog: ExportDialog, talk: TranscriptDocument, qtbot: QtBot
) -> None:
    choose(dialog, "txt")
    first = talk.segments[0]
    talk.do(SetText(first.id, "Corrected by hand."))
    talk.do(RenameSpeaker(first.speaker or "", "Zoë"))
    assert dialog.preview.toPlainText().startswith("Zoë: Corrected by hand.")
    assert exported(dialog, qtbot).read_text().startswith("Zoë: Corrected by hand.")


def test_without_speakers_no_name_is_left(
    dialog: ExportDialog, talk: TranscriptDocument, qtbot: QtBot
) -> None:
    dialog.speakers.setChecked(False)
    for name in ("srt", "txt", "json"):
        choose(dialog, name)
        assert "Anna" not in dialog.preview.toPlainText()
        assert "SPEAKER" not in exported(dialog, qtbot).read_text()
        dialog.show()
    assert talk.segments[0].speaker, "the transcript itself keeps them"


def test_the_gaps_are_a_choice_only_where_there_are_any(dialog: ExportDialog) -> None:
    assert not dialog.gaps.isVisible() and dialog.speakers.isEnabled()


def test_a_file_that_is_there_is_asked_about_and_stays_until_then(
    dialog: ExportDialog, talk: TranscriptDocument, qtbot: QtBot
) -> None:
    there = talk.path.parent / "talk.srt"
    there.write_text("mine")
    dialog.go.click()
    qtbot.waitUntil(dialog.card.isVisible)
    assert there.read_text() == "mine" and dialog.isVisible()
    with qtbot.waitSignal(dialog.exported):
        offered(dialog)["replace"].click()
    assert there.read_text().startswith("1\n00:00") and not dialog.isVisible()


def test_both_files_can_be_kept(
    dialog: ExportDialog, talk: TranscriptDocument, qtbot: QtBot
) -> None:
    for taken in ("talk.srt", "talk 2.srt"):
        (talk.path.parent / taken).write_text("mine")
    dialog.go.click()
    qtbot.waitUntil(dialog.card.isVisible)
    with qtbot.waitSignal(dialog.exported) as heard:
        offered(dialog)["both"].click()
    assert Path(heard.args[0]).name == "talk 3.srt"
    assert (talk.path.parent / "talk.srt").read_text() == "mine"


def test_a_folder_that_cannot_be_written_is_told_in_place(
    dialog: ExportDialog, tmp_path: Path, qtbot: QtBot
) -> None:
    blocked = tmp_path / "a file"
    blocked.write_text("")
    dialog.take_folder(str(blocked))
    dialog.go.click()
    qtbot.waitUntil(dialog.card.isVisible)
    assert dialog.isVisible() and dialog.go.isEnabled()
    assert not offered(dialog)


def test_what_was_chosen_is_chosen_the_next_time(
    dialog: ExportDialog,
    talk: TranscriptDocument,
    store: SettingsStore,
    tmp_path: Path,
    qtbot: QtBot,
) -> None:
    dialog.take_folder(str(tmp_path / "out"))
    dialog.speakers.setChecked(False)
    choose(dialog, "vtt")
    assert exported(dialog, qtbot) == tmp_path / "out" / "talk.vtt"
    again = ExportDialog(talk, SettingsStore(store.path), None)
    qtbot.addWidget(again)
    assert again.choice == Export("vtt", False, True, str(tmp_path / "out"))
    assert again.format.currentData() == "vtt" and not again.speakers.isChecked()


def test_what_is_only_looked_at_is_not_remembered(
    dialog: ExportDialog, store: SettingsStore, qtbot: QtBot
) -> None:
    choose(dialog, "json")
    dialog.reject()
    assert store.value.export == Export()


def test_a_format_that_is_gone_gives_way_to_the_first(
    dressed: Theme, talk: TranscriptDocument, store: SettingsStore, qtbot: QtBot
) -> None:
    store.change(export=Export("wordstar"))
    dialog = ExportDialog(talk, store, None)
    qtbot.addWidget(dialog)
    assert dialog.choice.format == "srt"


def test_the_text_can_be_copied_instead(
    dialog: ExportDialog, talk: TranscriptDocument, qtbot: QtBot
) -> None:
    choose(dialog, "txt")
    dialog.copying.click()
    qtbot.waitUntil(dialog.card.isVisible)
    copied = QGuiApplication.clipboard().text()
    assert len(copied.splitlines()) == len(talk.segments)
    assert copied.startswith("Anna Lindqvist: ") and dialog.isVisible()
    assert not (talk.path.parent / "talk.txt").exists()


def test_the_file_is_dragged_out_as_it_would_be_written(
    dialog: ExportDialog, talk: TranscriptDocument, qtbot: QtBot
) -> None:
    choose(dialog, "vtt")
    handed = dialog.hand_out()
    assert handed.name == "talk.vtt" and handed.parent != talk.path.parent
    exact = exported(dialog, qtbot)
    assert handed.read_text() == exact.read_text()


def test_only_a_drag_takes_the_file_along_not_a_click(dialog: ExportDialog, qtbot: QtBot) -> None:
    dialog.file.dragged.disconnect()  # the drag itself would wait for a mouse that is none
    drags: list[None] = []
    dialog.file.dragged.connect(lambda: drags.append(None))
    button, start = Qt.MouseButton.LeftButton, QPoint(10, 10)
    QTest.mouseMove(dialog.file, QPoint(80, 10))
    QTest.mouseClick(dialog.file, button, pos=start)
    QTest.mouseMove(dialog.file, start)
    assert not drags
    QTest.mousePress(dialog.file, button, pos=start)
    QTest.mouseMove(dialog.file, start + QPoint(1, 0))
    assert not drags
    QTest.mouseMove(dialog.file, start + QPoint(60, 0))
    assert len(drags) == 1


def test_a_long_name_is_shown_by_its_ends(dialog: ExportDialog) -> None:
    dialog.file.show_file("An interview that has a very long name indeed.srt")
    assert "…" in dialog.file.text() and dialog.file.text().endswith(".srt")
    assert dialog.file.accessibleName().startswith("An interview that has a very long name")


def test_the_key_that_confirms_exports(dialog: ExportDialog, qtbot: QtBot) -> None:
    assert dialog.go.isDefault() and not dialog.choose.autoDefault()
    with qtbot.waitSignal(dialog.exported):
        qtbot.keyClick(dialog.speakers, Qt.Key.Key_Return)


def test_whoever_has_no_name_has_a_number_where_people_read(
    dialog: ExportDialog, talk: TranscriptDocument
) -> None:
    choose(dialog, "txt")
    assert "Speaker 3: " in dialog.preview.toPlainText()
    assert "SPEAKER_" not in dialog.preview.toPlainText()
    choose(dialog, "tsv")
    assert "SPEAKER_02" in dialog.preview.toPlainText()


def test_numbers_of_speakers_are_in_the_language_of_the_interface(
    dialog: ExportDialog, talk: TranscriptDocument, qapp: QApplication
) -> None:
    languages.install(qapp, "de")
    try:
        assert "Sprecher 3: " in rendered(talk.transcript, Export("srt"), Context())
        assert "Sprecher" not in rendered(talk.transcript, Export("json"), Context())
    finally:
        languages.install(qapp, "en")
