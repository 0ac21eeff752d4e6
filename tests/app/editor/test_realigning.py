"""Edited segments that are aligned again, as the page asks for it and takes the answer."""

from __future__ import annotations

from pathlib import Path

import pytest
from PySide6.QtCore import Qt
from PySide6.QtWidgets import QPushButton
from pytestqt.qtbot import QtBot

from app.editor.editor_page import EditorPage
from app.editor.realigning import Realigning
from app.editor.transcript_document import TranscriptDocument
from engine.edits import AlignSegments, SetText, Timing
from engine.errors import Problem
from engine.protocol import AlignAgain, AlignedAgain, AligningAgain, StopAligning
from engine.transcript import Segment
from tests.app.editor.conftest import Open, Page
from tests.app.editor.pages import RIVER, saying

TYPED = "The river never came back."


@pytest.fixture
def document(opening: Open, tmp_path: Path) -> TranscriptDocument:
    return opening(saying(tmp_path, *RIVER))


@pytest.fixture
def page(showing: Page, document: TranscriptDocument) -> EditorPage:
    return showing(document)


@pytest.fixture
def realigning(page: EditorPage) -> Realigning:
    return Realigning(page)


@pytest.fixture
def asked(realigning: Realigning) -> list[AlignAgain]:
    heard: list[AlignAgain] = []
    realigning.asked.connect(heard.append)
    return heard


def timing(said: Segment) -> Timing:
    """Its words, a tenth of a second each, from its start on."""
    starts = (said.start + 0.1 * n for n in range(len(said.words)))
    return Timing(said.id, said.text, tuple((start, start + 0.1) for start in starts))


def answer(to: AlignAgain, unaligned: int = 0) -> AlignedAgain:
    return AlignedAgain(to.job, AlignSegments(tuple(map(timing, to.segments))), unaligned)


def title(page: EditorPage) -> str:
    return "" if page.card.isHidden() or not page.card.isVisible() else page.card.accessibleName()


def starts(document: TranscriptDocument, place: int = 0) -> list[float]:
    return [word.start for word in document.segments[place].words]


def test_the_segment_with_the_caret_is_sent_as_it_reads(
    page: EditorPage, asked: list[AlignAgain], document: TranscriptDocument, qtbot: QtBot
) -> None:
    document.do(SetText("0.1", "Did it? Everybody saw it."))
    page.view.go_to("0.1")
    page.view.setFocus()
    held = Qt.KeyboardModifier.ControlModifier | Qt.KeyboardModifier.ShiftModifier
    qtbot.keyClick(page.view, Qt.Key.Key_A, held)
    assert asked == [AlignAgain(str(document.path), (document.segments[1],))]
    assert title(page) == "Aligning 1 segment"


def test_what_comes_back_is_one_edit_that_can_be_undone(
    realigning: Realigning, asked: list[AlignAgain], page: EditorPage, document: TranscriptDocument
) -> None:
    document.do(SetText("0.0", TYPED))
    before = starts(document)
    realigning.align_selected()
    realigning.take(answer(asked[0]))
    assert starts(document) == pytest.approx([0.0, 0.1, 0.2, 0.3, 0.4])
    assert document.segments[0].text == TYPED
    assert document.undo_title == "align again"
    assert title(page) == ""
    document.undo()
    assert starts(document) == before


def test_all_edited_segments_are_sent_and_those_alone(
    realigning: Realigning, asked: list[AlignAgain], page: EditorPage, document: TranscriptDocument
) -> None:
    realigning.align_edited()
    assert not asked and title(page) == "Nothing is to be aligned"
    document.do(SetText("0.0", TYPED))
    document.do(SetText("0.2", "We all did, from the mill."))
    realigning.align_edited()
    assert [said.id for said in asked[0].segments] == ["0.0", "0.2"]
    realigning.take(answer(asked[0]))
    realigning.align_edited()
    assert len(asked) == 1, "they are aligned now"
    document.undo()
    realigning.align_edited()
    assert len(asked) == 2, "what is undone does not count"


def test_what_was_changed_in_the_meantime_keeps_its_times(
    realigning: Realigning, asked: list[AlignAgain], page: EditorPage, document: TranscriptDocument
) -> None:
    document.do(SetText("0.0", TYPED))
    document.do(SetText("0.2", "We all did, from the mill."))
    realigning.align_edited()
    document.do(SetText("0.0", "The river came back twice."))
    before = starts(document)
    realigning.take(answer(asked[0]))
    assert starts(document) == before
    assert starts(document, 2) == pytest.approx([20.0, 20.1, 20.2, 20.3, 20.4, 20.5])
    assert title(page) == "1 segment was changed in the meantime"


def test_where_all_was_changed_there_is_no_edit(
    realigning: Realigning, asked: list[AlignAgain], document: TranscriptDocument
) -> None:
    realigning.align_selected()
    document.do(SetText("0.0", TYPED))
    realigning.take(answer(asked[0]))
    assert document.history == [SetText("0.0", TYPED)]


def test_while_one_answer_is_awaited_nothing_else_is_asked(
    realigning: Realigning, asked: list[AlignAgain], document: TranscriptDocument
) -> None:
    realigning.align_selected()
    assert not realigning.align_action.isEnabled()
    realigning.align_selected()
    realigning.align_edited()
    assert len(asked) == 1
    realigning.take(answer(asked[0]))
    assert realigning.align_action.isEnabled()


def test_how_far_it_is_is_told_until_the_user_puts_that_away(
    realigning: Realigning, asked: list[AlignAgain], page: EditorPage, document: TranscriptDocument
) -> None:
    realigning.align_selected()
    job = str(document.path)
    realigning.take(AligningAgain(job, 30.0, 60.0, True))
    assert page.card.accessibleDescription() == "Reading the recording: 50 %"
    realigning.take(AligningAgain(job, 1.0, 4.0))
    assert page.card.accessibleDescription() == "Listening: 25 %"
    button = page.card.findChild(QPushButton, "dismiss")
    assert button is not None
    button.click()
    realigning.take(AligningAgain(job, 2.0, 4.0))
    assert title(page) == ""


def test_what_takes_too_long_can_be_stopped(
    realigning: Realigning, page: EditorPage, document: TranscriptDocument
) -> None:
    told: list[object] = []
    realigning.asked.connect(told.append)
    realigning.align_selected()
    button = page.card.findChild(QPushButton, "stop-aligning")
    assert button is not None
    button.click()
    job = str(document.path)
    assert told[1:] == [StopAligning(job)]
    realigning.take(AlignedAgain(job))
    assert title(page) == "" and not document.history
    assert realigning.align_action.isEnabled()


@pytest.mark.parametrize(
    ("code", "button"), [("media-missing", "locate-film"), ("media-changed", "")]
)
def test_a_film_that_is_not_there_is_told_with_its_remedy(
    realigning: Realigning,
    asked: list[AlignAgain],
    page: EditorPage,
    document: TranscriptDocument,
    code: str,
    button: str,
) -> None:
    realigning.align_selected()
    realigning.take(AlignedAgain(str(document.path), problem=Problem(code, "")))
    assert title(page)
    offered = {each.objectName() for each in page.card.findChildren(QPushButton)}
    assert button in offered or not button
    assert not document.history
    assert realigning.align_action.isEnabled()


def test_what_could_not_be_aligned_is_said(
    realigning: Realigning, asked: list[AlignAgain], page: EditorPage, document: TranscriptDocument
) -> None:
    realigning.align_selected()
    realigning.take(AlignedAgain(str(document.path), None, 2))
    assert title(page) == "2 segments could not be aligned"


def test_another_engine_is_asked_again_for_what_the_last_one_owed(
    realigning: Realigning, asked: list[AlignAgain], document: TranscriptDocument
) -> None:
    realigning.ask_again()
    assert not asked
    realigning.align_selected()
    realigning.ask_again()
    assert asked[0] == asked[1]
    realigning.take(answer(asked[0]))
    realigning.take(answer(asked[0]))
    assert len(document.history) == 1, "an answer counts once"


def test_answers_about_other_transcripts_are_not_heard(
    realigning: Realigning, asked: list[AlignAgain], document: TranscriptDocument
) -> None:
    realigning.align_selected()
    realigning.take(AlignedAgain("/other.longtake", answer(asked[0]).edit))
    assert not document.history


def test_it_is_in_the_menu_of_the_text(page: EditorPage, realigning: Realigning) -> None:
    words = [action.text() for action in page.view.make_menu(0).actions()]
    assert "Align again" in words and "Align all edited segments" in words


def test_what_may_not_be_written_is_not_aligned(paging: Page, tmp_path: Path, qtbot: QtBot) -> None:
    unread = TranscriptDocument(saying(tmp_path, *RIVER))
    made = Realigning(paging(unread))
    assert not made.align_action.isEnabled()
    qtbot.waitUntil(lambda: unread.is_open)
    assert made.align_action.isEnabled()
