"""A part of a finished transcript that is heard again, as the page asks for it."""

from __future__ import annotations

from pathlib import Path

import pytest
from PySide6.QtWidgets import QPushButton
from pytestqt.qtbot import QtBot

from app.editor.editor_page import EditorPage
from app.editor.rerunning import RUN, Rerunning
from app.editor.transcript_document import TranscriptDocument
from engine.document import Document
from engine.edits import HearAgain
from engine.protocol import RunAgain
from tests.app import documents
from tests.app.editor.conftest import Page
from tests.builders import heard, spoken


@pytest.fixture
def page(showing: Page, tmp_path: Path, qtbot: QtBot) -> EditorPage:
    """A finished film of two parts."""
    path = documents.document(tmp_path, chunks=2, done=2)
    with Document.open(path) as document:
        document.set_state("completed")
    made = showing(TranscriptDocument(path))
    qtbot.waitUntil(lambda: len(made.document.segments) == 2)
    return made


@pytest.fixture
def rerunning(page: EditorPage) -> Rerunning:
    return Rerunning(page)


@pytest.fixture
def asked(rerunning: Rerunning) -> list[RunAgain]:
    heard: list[RunAgain] = []
    rerunning.asked.connect(heard.append)
    return heard


def press(page: EditorPage, action: str) -> None:
    button = page.card.findChild(QPushButton, action)
    assert button is not None
    button.click()


def engine_hears(page: EditorPage, text: str, qtbot: QtBot) -> None:
    """What an engine would do with the second part."""
    document = page.document
    qtbot.waitUntil(lambda: document.is_saved)
    with Document.open(document.path) as engine:
        engine.set_state("queued")
    document.reload()
    qtbot.waitUntil(lambda: document.is_growing)
    with Document.open(document.path) as engine:
        engine.save("recognise", 1, "key", heard(1, spoken(text, 11.0)), {})
        engine.set_state("completed")
    document.reload()
    qtbot.waitUntil(lambda: not document.is_growing)


def test_the_part_with_the_caret_is_heard_again_once_the_user_agrees(
    page: EditorPage, rerunning: Rerunning, asked: list[RunAgain]
) -> None:
    page.view.go_to(page.document.segments[1].id)
    rerunning.action.trigger()
    assert page.card.accessibleName() == "Hear 0:11 to 0:12 again?" and not asked
    press(page, RUN)
    assert asked == [RunAgain(str(page.document.path), (1,))]
    assert page.document.history == [HearAgain(1, ("1.0",))]
    assert not page.card.isVisible()


def test_something_else_that_was_heard_is_asked_about(
    page: EditorPage, rerunning: Rerunning, asked: list[RunAgain], qtbot: QtBot
) -> None:
    document = page.document
    rerunning.run(1)
    engine_hears(page, "Quite another text.", qtbot)
    assert document.segments[1].text == "This is part number 1."
    qtbot.waitUntil(lambda: page.card.accessibleName() == "1 part was recognised anew")
    press(page, "use-new")
    assert document.segments[1].text == "Quite another text."
    document.undo()
    assert document.segments[1].text == "This is part number 1."


def test_who_waits_is_told_that_the_same_was_heard(
    page: EditorPage, rerunning: Rerunning, asked: list[RunAgain], qtbot: QtBot
) -> None:
    rerunning.run(1)
    engine_hears(page, "This is part number 1.", qtbot)
    qtbot.waitUntil(lambda: page.card.accessibleName() == "The same was heard again")


def test_who_closes_the_card_has_nothing_heard(
    page: EditorPage, rerunning: Rerunning, asked: list[RunAgain]
) -> None:
    rerunning.offer()
    press(page, "dismiss")
    page.card.acted.emit(RUN)
    assert not asked and not page.document.history


def test_while_the_film_is_worked_on_it_is_not_offered(
    page: EditorPage, rerunning: Rerunning, qtbot: QtBot
) -> None:
    assert rerunning.action.isEnabled()
    with Document.open(page.document.path) as engine:
        engine.set_state("queued")
    page.document.reload()
    qtbot.waitUntil(lambda: page.document.is_growing)
    assert not rerunning.action.isEnabled()


def test_it_is_in_the_menu_of_the_text(page: EditorPage, rerunning: Rerunning) -> None:
    assert "Run this part again…" in [each.text() for each in page.view.make_menu(0).actions()]


def test_where_there_is_no_text_there_is_nothing_to_hear_again(
    showing: Page, tmp_path: Path, qtbot: QtBot
) -> None:
    empty = showing(TranscriptDocument(documents.document(tmp_path, chunks=1, done=0)))
    qtbot.waitUntil(lambda: empty.document.is_open)
    Rerunning(empty).offer()
    assert empty.card.isHidden()
