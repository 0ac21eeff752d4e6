"""A page when its file is shared, held, damaged, newer, moved away or still growing."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from pathlib import Path

import pytest
from PySide6.QtGui import QGuiApplication
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QLabel
from pytestqt.qtbot import QtBot

from app.editor import keeping, transcript_document
from app.editor.editor_page import EditorPage
from app.editor.pen import Place
from app.editor.transcript_document import TranscriptDocument
from app.settings import SettingsStore
from app.theme import Theme
from engine.document import Document
from engine.edition import edited
from engine.edits import RenameSpeaker, SetText, SplitSegment
from tests.app import documents
from tests.app.editor import wounds
from tests.app.editor.pages import CONTROL, RIVER, SHIFT, Key, saying, texts
from tests.builders import heard, spoken

PATIENCE = 30_000
"""Milliseconds: of two that write one file, who finds it held tries again some seconds later."""

Turn = Callable[[Path], EditorPage]


@pytest.fixture
def turn(
    store: SettingsStore, dressed: Theme, qtbot: QtBot, monkeypatch: pytest.MonkeyPatch
) -> Iterator[Turn]:
    """Opens the page of a file, and waits until it says something: its text or what is wrong."""
    monkeypatch.setattr(keeping, "PATIENCE", 0.05)
    monkeypatch.setattr(transcript_document, "TRIES_AGAIN_AFTER", 200)
    pages = []

    def turned(path: Path) -> EditorPage:
        page = EditorPage(TranscriptDocument(path), store)
        pages.append(page)
        qtbot.addWidget(page)
        page.resize(1024, 640)
        page.show()
        qtbot.waitUntil(lambda: page.document.is_open or page.card.isVisible(), timeout=PATIENCE)
        return page

    yield turned
    for page in pages:
        page.shut()


@pytest.fixture
def path(tmp_path: Path) -> Path:
    return saying(tmp_path, *RIVER)


def written(path: Path) -> list[str]:
    """What the file says its segments read."""
    with Document.open(path, read_only=True) as file:
        return [said.text for said in edited(file).transcript.segments]


# --- two pages on one file ------------------------------------------------------------------------


def test_what_is_typed_on_one_page_is_read_on_the_other(
    turn: Turn, path: Path, qtbot: QtBot
) -> None:
    one, other = turn(path), turn(path)
    other.view.pen.go(Place(2, 6))
    one.view.pen.go(Place(0, 0))
    QTest.keyClicks(one.view, "Well, ")
    qtbot.waitUntil(lambda: texts(other.view)[0] == "Well, The river came back.", timeout=PATIENCE)
    assert other.view.pen.caret == Place(2, 6)
    one.view.pen.go(Place(1, 8))
    QTest.keyClick(one.view, Key.Key_Return)
    qtbot.waitUntil(lambda: len(texts(other.view)) == 4, timeout=PATIENCE)
    assert other.view.pen.caret == Place(3, 6), "it stays in its segment"


def test_two_who_type_in_different_segments_lose_nothing(
    turn: Turn, path: Path, qtbot: QtBot
) -> None:
    one, other = turn(path), turn(path)
    one.view.pen.go(Place(0, 0)), other.view.pen.go(Place(2, 0))
    for letter in "abc":
        QTest.keyClicks(one.view, letter)
        QTest.keyClicks(other.view, letter)
    expected = ["abc" + RIVER[0], RIVER[1], "abc" + RIVER[2]]
    for page in (one, other):
        qtbot.waitUntil(
            lambda page=page: texts(page.view) == expected and page.document.is_saved,
            timeout=PATIENCE,
        )
    assert written(path) == expected


def test_a_page_takes_back_what_the_other_did_last(turn: Turn, path: Path, qtbot: QtBot) -> None:
    one, other = turn(path), turn(path)
    one.document.do(SplitSegment("0.0", 2))
    qtbot.waitUntil(lambda: other.undo_action.text() == "Undo: split", timeout=PATIENCE)
    other.undo_action.trigger()
    qtbot.waitUntil(lambda: texts(one.view) == list(RIVER), timeout=PATIENCE)
    assert one.redo_action.text() == "Redo: split" and not one.undo_action.isEnabled()


def test_a_name_given_on_one_page_is_on_the_chips_of_the_other(
    turn: Turn, path: Path, qtbot: QtBot
) -> None:
    one, other = turn(path), turn(path)
    one.document.do(RenameSpeaker("SPEAKER_00", "Anneli"))
    qtbot.waitUntil(lambda: other.view._scene(0).name == "Anneli", timeout=PATIENCE)
    assert [other.view._scene(row).name for row in (1, 2)] == ["Speaker 2", "Anneli"]


def test_a_segment_that_is_deleted_under_the_caret_leaves_it_in_the_text(
    turn: Turn, path: Path, qtbot: QtBot
) -> None:
    one, other = turn(path), turn(path)
    other.view.pen.go(Place(2, len(RIVER[2])))
    one.view.pen.go(Place(2, 0))
    one.view.pen.delete_segments()
    qtbot.waitUntil(lambda: len(texts(other.view)) == 2, timeout=PATIENCE)
    assert other.view.pen.caret.row == 1
    QTest.keyClicks(other.view, "x")
    qtbot.waitUntil(lambda: "x" in texts(one.view)[1], timeout=PATIENCE)


# --- writing that does not succeed ----------------------------------------------------------------


def test_what_cannot_be_written_stays_on_the_page_and_is_told_until_it_is(
    turn: Turn, path: Path, qtbot: QtBot
) -> None:
    page = turn(path)
    page.view.pen.go(Place(0, 0))
    with wounds.held(path):
        QTest.keyClicks(page.view, "Not lost. ")
        qtbot.waitUntil(page.card.isVisible, timeout=PATIENCE)
        assert not page.document.is_saved and texts(page.view)[0].startswith("Not lost. The")
        QTest.keyClicks(page.view, "Nor this. ")
    page.card.acted.emit("retry")
    qtbot.waitUntil(lambda: page.document.is_saved, timeout=PATIENCE)
    assert not page.card.isVisible()
    assert written(path)[0] == "Not lost. Nor this. The river came back."


def test_what_could_not_be_written_does_not_take_the_place_of_what_others_wrote_since(
    turn: Turn, path: Path, qtbot: QtBot, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(transcript_document, "TRIES_AGAIN_AFTER", 60_000)
    page = turn(path)
    page.document.type_text("0.0", "M", goes_on=False)
    qtbot.waitUntil(lambda: page.document.is_saved, timeout=PATIENCE)
    with wounds.held(path):
        page.document.type_text("0.0", "Mine", goes_on=True)
        qtbot.waitUntil(page.card.isVisible, timeout=PATIENCE)
    with Document.open(path) as other:
        other.append_edit(SetText("0.1", "Theirs"))
    qtbot.waitUntil(lambda: texts(page.view) == ["Mine", "Theirs", RIVER[2]], timeout=PATIENCE)
    page.document.try_again()
    qtbot.waitUntil(lambda: page.document.is_saved, timeout=PATIENCE)
    assert written(path) == ["Mine", "Theirs", RIVER[2]] == texts(page.view)


def test_undo_works_while_nothing_can_be_written(turn: Turn, path: Path, qtbot: QtBot) -> None:
    page = turn(path)
    with wounds.held(path):
        page.document.do(SetText("0.0", "One"))
        page.document.do(SetText("0.1", "Two"))
        qtbot.waitUntil(page.card.isVisible, timeout=PATIENCE)
        page.undo_action.trigger()
        assert texts(page.view) == ["One", *RIVER[1:]]
    page.document.try_again()
    qtbot.waitUntil(lambda: page.document.is_saved, timeout=PATIENCE)
    assert written(path) == ["One", *RIVER[1:]]


def test_a_page_that_is_shut_while_it_could_not_write_writes_then(
    turn: Turn, path: Path, qtbot: QtBot
) -> None:
    page = turn(path)
    with wounds.held(path):
        page.document.do(SetText("0.0", "One"))
        qtbot.waitUntil(page.card.isVisible, timeout=PATIENCE)
    page.shut()
    assert written(path)[0] == "One"


def test_the_details_of_a_problem_can_be_copied(turn: Turn, path: Path) -> None:
    page = turn(path)
    page.document.do(SetText("nowhere", "x"))
    page.card.acted.emit("copy-details")
    assert "edit-misfit" in QGuiApplication.clipboard().text()


def test_what_the_page_does_not_know_is_passed_on(turn: Turn, path: Path, qtbot: QtBot) -> None:
    page = turn(path)
    with qtbot.waitSignal(page.acted) as told:
        page.card.acted.emit("open-settings")
    assert told.args == ["open-settings"]


# --- files that cannot be edited ------------------------------------------------------------------


def test_a_damaged_file_is_read_with_a_card_and_nothing_to_undo(turn: Turn, path: Path) -> None:
    with Document.open(path) as file:
        file.append_edit(SetText("0.0", "Mended."))
    wounds.damage(path)
    before = path.read_bytes()
    page = turn(path)
    assert page.card.accessibleName() == "This transcript can be read but not changed"
    assert texts(page.view)[0] == "Mended." and page.undo_action.text() == "Undo"
    assert not page.undo_action.isEnabled()
    page.undo_action.trigger(), page.view.pen.insert("x")
    page.history_menu.aboutToShow.emit()
    assert not any(moment.isEnabled() for moment in page.history_menu.actions() if moment.text())
    page.shut()
    assert path.read_bytes() == before


def test_a_newer_file_is_not_touched_and_takes_no_key(turn: Turn, path: Path) -> None:
    wounds.make_newer(path)
    before = path.read_bytes()
    page = turn(path)
    assert page.document.is_read_only and texts(page.view) == []
    for key in (Key.Key_X, Key.Key_Return, Key.Key_Backspace):
        QTest.keyClick(page.view, key)
    QTest.keyClick(page.view, Key.Key_R, CONTROL)
    page.shut()
    assert path.read_bytes() == before


def test_a_page_grows_with_its_job_and_keeps_the_caret(
    turn: Turn, tmp_path: Path, qtbot: QtBot
) -> None:
    path = documents.document(tmp_path, chunks=3, done=2)
    page = turn(path)
    page.view.pen.go(Place(1, 4))
    QTest.keyClicks(page.view, "really ")
    qtbot.waitUntil(lambda: page.document.is_saved, timeout=PATIENCE)
    with Document.open(path) as engine:
        engine.save("recognise", 2, "key", heard(2, spoken("Later text.", 21.0)), {})
    qtbot.waitUntil(lambda: len(texts(page.view)) == 3, timeout=PATIENCE)
    assert page.view.pen.caret == Place(1, 11) and texts(page.view)[1][4:11] == "really "


# --- the page's own keys --------------------------------------------------------------------------


def test_keys_of_the_page_work_from_the_text(turn: Turn, path: Path) -> None:
    page = turn(path)
    page.view.setFocus()
    page.view.pen.go(Place(1, 0))
    QTest.keyClick(page.view, Key.Key_R, CONTROL)
    assert page.view._naming.field is not None
    QTest.keyClick(page.view._naming.field, Key.Key_Escape)
    QTest.keyClick(page.view, Key.Key_K, CONTROL | SHIFT)
    assert texts(page.view) == [RIVER[0], RIVER[2]]


def test_find_next_is_a_key_while_the_bar_is_shut(turn: Turn, path: Path) -> None:
    page = turn(path)
    page.view.setFocus()
    page.view.pen.go(Place(0, 0))
    page.find_bar.wanted.setText("it")
    assert page.find_bar.isHidden()
    QTest.keyClick(page.view, Key.Key_F3)
    assert page.view.pen.selection == (Place(1, 4), Place(1, 6))
    QTest.keyClick(page.view, Key.Key_F3)
    assert page.view.pen.selection == (Place(1, 19), Place(1, 21))
    QTest.keyClick(page.view, Key.Key_F3, SHIFT)
    assert page.view.pen.selection == (Place(1, 4), Place(1, 6))


def test_an_inspector_that_is_hidden_stays_hidden_until_asked_for(turn: Turn, path: Path) -> None:
    page, inspector = turn(path), QLabel("speakers")
    assert not page.inspector_action.isVisible()
    page.place_inspector(inspector, shows=False)
    assert inspector.isHidden() and not page.inspector_action.isChecked()
    page.inspector_action.trigger()
    assert inspector.isVisible()


def test_history_names_the_latest_moments_and_no_more(turn: Turn, path: Path) -> None:
    page = turn(path)
    for number in range(40):
        page.document.do(SetText("0.0", f"Line {number}"))
    page.document.do(RenameSpeaker("SPEAKER_00", "A & B"))
    page.history_menu.aboutToShow.emit()
    moments = [action.text() for action in page.history_menu.actions() if action.text()]
    assert len(moments) == 31 and moments[1:] == ["Typing"] * 29 + ["What was recognised"]
    assert moments[0].endswith("to A && B")
