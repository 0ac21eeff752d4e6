from __future__ import annotations

import sqlite3
from pathlib import Path

import pytest
from PySide6.QtCore import Qt
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QLabel, QPushButton
from pytestqt.qtbot import QtBot

from app.editor.editor_page import EditorPage
from app.editor.pen import Place
from app.editor.transcript_document import TranscriptDocument
from app.settings import SettingsStore
from app.theme import Theme
from engine.document import Document
from engine.edits import SetText, SplitSegment
from tests.app import documents
from tests.app.editor import talks
from tests.app.editor.conftest import Page
from tests.builders import heard, spoken


@pytest.fixture
def page(showing: Page, talk: TranscriptDocument) -> EditorPage:
    return showing(talk)


def press(page: EditorPage, key: Qt.Key, modifier: Qt.KeyboardModifier) -> None:
    QTest.keyClick(page.view, key, modifier)


def test_undo_says_what_it_takes_back(page: EditorPage) -> None:
    assert page.undo_action.text() == "Undo" and not page.undo_action.isEnabled()
    page.view.pen.insert("x")
    assert page.undo_action.text() == "Undo: typing"
    page.undo_action.trigger()
    assert page.redo_action.text() == "Redo: typing" and not page.undo_action.isEnabled()


def test_a_page_opens_its_document(
    tmp_path: Path, store: SettingsStore, dressed: Theme, qtbot: QtBot
) -> None:
    document = TranscriptDocument(talks.document(tmp_path, talks.talk(5)))
    page = EditorPage(document, store)
    qtbot.addWidget(page)
    qtbot.waitUntil(lambda: len(page.view._sheet.rows) == 6)
    page.view.pen.insert("Kept ")
    page.view.pen.insert("this")
    page.shut()
    with Document.open(document.path) as file:
        assert [type(edit) for edit in file.edits] == [SetText]


def test_settings_reach_the_text(page: EditorPage, store: SettingsStore) -> None:
    store.change(text_size=22)
    assert page.view._sheet.ink.font.pixelSize() == 22
    page.doubts_action.trigger()
    assert not store.value.marks_doubts and not page.view._shows_doubts


def test_find_and_replace_are_keys(page: EditorPage, qtbot: QtBot) -> None:
    page.view.setFocus()
    press(page, Qt.Key.Key_F, Qt.KeyboardModifier.ControlModifier)
    assert page.find_bar.isVisible() and page.find_bar.replacement.isHidden()
    page.replace_action.trigger()
    assert not page.find_bar.replacement.isHidden()


def test_the_next_doubtful_word_is_a_key(page: EditorPage) -> None:
    page.view.setFocus()
    press(page, Qt.Key.Key_D, Qt.KeyboardModifier.ControlModifier)
    assert page.view.pen.has_selection


def test_the_way_back_to_what_is_playing_is_offered(page: EditorPage) -> None:
    page.set_playing(page.document.segments[20].start + 0.01)
    assert page.jump_button.isHidden()
    bar = page.view.verticalScrollBar()
    bar.triggerAction(bar.SliderAction.SliderToMinimum)
    assert page.jump_button.isVisible()
    page.jump_button.click()
    assert page.jump_button.isHidden() and page.view.is_following


def test_other_parts_have_their_places(page: EditorPage) -> None:
    inspector, transport = QLabel("speakers"), QLabel("player")
    page.place_inspector(inspector)
    page.place_transport(transport)
    assert inspector.isVisible() and transport.isVisible()
    assert inspector.x() >= 0 and page.view.width() >= 400
    page.inspector_action.trigger()
    assert inspector.isHidden()


def test_what_the_text_asks_for_is_passed_on(page: EditorPage, qtbot: QtBot) -> None:
    with qtbot.waitSignals([page.time_clicked, page.run_again_asked]):
        page.view.time_clicked.emit(3.0)
        page.view.run_again_asked.emit(2)


def test_a_document_of_a_newer_longtake_is_refused_in_words(
    showing: Page, tmp_path: Path, qtbot: QtBot
) -> None:
    path = talks.document(tmp_path, talks.talk(3))
    with sqlite3.connect(path) as db:
        db.execute("PRAGMA user_version = 99")
    db.close()
    page = showing(TranscriptDocument(path))
    qtbot.waitUntil(page.card.isVisible)
    assert "newer Longtake" in page.card.accessibleName()


def test_a_document_that_must_not_be_written_says_so(
    page: EditorPage, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(TranscriptDocument, "why_read_only", "document-damaged")
    page.document.state_changed.emit()
    assert page.card.accessibleName() == "This transcript can be read but not changed"
    page.view.pen.go(Place(0, 0))
    page.view.pen.insert("x")
    assert not page.document.history


def test_a_problem_is_told_and_put_away(page: EditorPage) -> None:
    page.document.do(SetText("nowhere", "x"))
    assert page.card.isVisible()
    button = page.card.findChild(QPushButton, "dismiss")
    assert button is not None
    button.click()
    assert not page.card.isVisible()


@pytest.fixture
def asking(showing: Page, tmp_path: Path, qtbot: QtBot) -> EditorPage:
    """A page on which a part was edited, and then recognised anew."""
    document = TranscriptDocument(documents.document(tmp_path, chunks=2, done=2))
    page = showing(document)
    qtbot.waitUntil(lambda: len(document.segments) == 2)
    document.do(SetText(document.segments[0].id, "Mended."))
    qtbot.waitUntil(lambda: document.is_saved)
    with Document.open(document.path) as engine:
        engine.save("recognise", 0, "new key", heard(0, spoken("Quite another text.", 2.0)), {})
    document.reload()
    qtbot.waitUntil(lambda: bool(document.new_texts))
    return page


def answer(page: EditorPage, action: str) -> None:
    button = page.card.findChild(QPushButton, action)
    assert button is not None
    button.click()


def test_text_recognised_anew_takes_the_place_of_edits_when_asked_and_gives_it_back(
    asking: EditorPage,
) -> None:
    document = asking.document
    assert document.segments[0].text == "Mended." and asking.card.isVisible()
    assert "“Quite another text.”" in asking.card.accessibleDescription()
    answer(asking, "use-new")
    assert document.segments[0].text == "Quite another text."
    assert not asking.card.isVisible() and document.undo_title == "use new text"
    document.undo()
    assert document.segments[0].text == "Mended." and asking.card.isVisible()
    document.redo()
    assert not asking.card.isVisible()


def test_what_was_heard_is_shown_from_where_it_reads_otherwise(
    asking: EditorPage, qtbot: QtBot
) -> None:
    document, shown = asking.document, asking.card.accessibleDescription
    same = "And so they went all the way down to the river"
    document.do(SetText(document.segments[0].id, f"{same} and the mill."))
    qtbot.waitUntil(lambda: document.is_saved)
    text = f"{same} or the hill, where nobody had been before them."
    with Document.open(document.path) as engine:
        engine.save("recognise", 0, "newer key", heard(0, spoken(text, 2.0)), {})
    document.reload()
    expected = "“… the river or the hill, where nobody had …”"
    qtbot.waitUntil(lambda: expected in shown())


def test_who_keeps_the_edited_text_is_asked_once(
    asking: EditorPage, showing: Page, qtbot: QtBot
) -> None:
    document = asking.document
    answer(asking, "keep-old")
    assert document.segments[0].text == "Mended." and not asking.card.isVisible()
    assert document.undo_title == "keep my text"
    asking.shut()
    again = showing(TranscriptDocument(document.path))
    qtbot.waitUntil(lambda: again.document.is_open)
    assert not again.card.isVisible()
    again.document.undo()
    assert again.card.isVisible(), "nothing is decided any more"


def test_typing_does_not_take_the_question_away(asking: EditorPage) -> None:
    asking.document.do(SetText(asking.document.segments[1].id, "Typed."))
    assert asking.card.isVisible()
    assert asking.card.findChild(QPushButton, "use-new") is not None


def test_history_offers_every_moment(page: EditorPage) -> None:
    texts = [page.document.segments[0].text]
    for number in range(3):
        page.document.do(SetText(page.document.segments[0].id, f"Line {number}"))
        texts.append(f"Line {number}")
    page.history_menu.aboutToShow.emit()
    moments = [action for action in page.history_menu.actions() if action.text()]
    assert [action.text() for action in moments] == ["Typing"] * 3 + ["What was recognised"]
    assert [action.isChecked() for action in moments] == [True, False, False, False]
    moments[1].trigger()
    assert page.document.segments[0].text == texts[2]
    moments[3].trigger()
    assert page.document.segments[0].text == texts[0]


def test_what_could_not_be_opened_is_tried_again(
    showing: Page, tmp_path: Path, qtbot: QtBot
) -> None:
    path = talks.document(tmp_path, talks.talk(3))
    aside = path.rename(tmp_path / "aside")
    page = showing(TranscriptDocument(path))
    qtbot.waitUntil(page.card.isVisible)
    aside.rename(path)
    with qtbot.waitSignal(page.document.opened), qtbot.assertNotEmitted(page.acted):
        page.card.acted.emit("retry")
    assert len(page.document.segments) == 3 and not page.card.isVisible()


def test_what_was_recognised_is_shown_beside_what_was_made_of_it(
    page: EditorPage, qtbot: QtBot
) -> None:
    document, view = page.document, page.view
    here, other = document.segments[1], document.segments[3]
    document.do(SetText(here.id, "They read otherwise now."))
    document.do(SplitSegment(other.id, 1))
    plain = view.grab().toImage()
    page.compare_action.trigger()
    rows = view._sheet.rows
    assert rows[1].under is not None and rows[1].under.text() == here.text
    assert view.grab().toImage() != plain
    assert {n for n in range(len(rows)) if rows[n].original} == {1}
    document.restore(here.id)
    assert not rows[1].original
    document.undo()
    page.compare_action.trigger()
    assert rows[1].under is None and view.grab().toImage() == plain


def test_what_helps_to_review_a_text_is_in_a_menu(page: EditorPage) -> None:
    (menu,) = page.menus
    offered = [action.text() for action in menu.actions() if action.text()]
    assert menu.title() == "&Review" and offered[0] == "Find…"
    wanted = {"Next doubtful word", "Mark doubtful words", "Compare with what was recognised"}
    assert wanted <= set(offered)
    marks = next(action for action in menu.actions() if action.text() == "Mark doubtful words")
    marks.trigger()
    assert not page.view._shows_doubts
