"""The page goes along with what is playing, and through what should be looked at again."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path

import pytest
from PySide6.QtGui import QImage
from PySide6.QtTest import QTest
from pytestqt.qtbot import QtBot

from app.editor.pen import Place
from app.editor.playing import LATE, LEAVES_TYPISTS_ALONE
from app.editor.transcript_document import TranscriptDocument
from app.editor.transcript_view import TranscriptView
from app.theme import Theme
from engine.edits import DeleteSegments, SetText
from tests.app.editor import talks
from tests.app.editor.pages import RIVER, Key, press, saying, shown, unsure
from tests.builders import segment, transcript

Open = Callable[..., TranscriptDocument]


@pytest.fixture
def view(opening: Open, tmp_path: Path, dressed: Theme, qtbot: QtBot) -> TranscriptView:
    return shown(opening(saying(tmp_path, *RIVER)), qtbot)


@pytest.fixture
def doubtful(opening: Open, tmp_path: Path, dressed: Theme, qtbot: QtBot) -> TranscriptView:
    """The second segment is sure; the first and the last are not."""
    said = [segment(text, 10.0 * n, f"0.{n}") for n, text in enumerate(RIVER)]
    said = [unsure(said[0], 1, 3), said[1], unsure(said[2], 0)]
    return shown(opening(talks.document(tmp_path, transcript(*said))), qtbot)


def is_in_view(view: TranscriptView, row: int) -> bool:
    return 0 <= view._sheet.text_top(row) <= view.viewport().height()


# --- the word that is heard -----------------------------------------------------------------------


def test_each_word_is_marked_in_its_time(view: TranscriptView) -> None:
    for row, said in enumerate(view.document.segments):
        for number, word in enumerate(said.words):
            view.set_playing(word.start)
            assert view._playing.place == (row, number)
            assert view._scene(row).playing == number


def test_the_last_word_stays_marked_a_moment_and_no_longer(view: TranscriptView) -> None:
    end = view.document.segments[0].end
    view.set_playing(end + LATE / 2)
    assert view._playing.place == (0, 3)
    view.set_playing(end + LATE * 2)
    assert view._playing.place == (-1, -1) and view.is_playing


def test_a_word_stays_marked_until_the_next_begins(view: TranscriptView) -> None:
    words = view.document.segments[1].words
    view.set_playing(words[2].start - 0.001)
    assert view._playing.place == (1, 1)


def test_an_edit_keeps_the_mark_on_what_is_heard(view: TranscriptView) -> None:
    view.set_playing(20.1)
    assert view._playing.place == (2, 0)
    view.document.do(DeleteSegments(("0.0",)))
    assert view._playing.place == (1, 0)
    view.document.undo()
    assert view._playing.place == (2, 0)


def test_the_mark_goes_and_leaves_the_page_as_it_was(view: TranscriptView) -> None:
    def seen() -> QImage:
        return view.grab().toImage()

    plain = seen()
    view.set_playing(0.1)
    first = seen()
    view.set_playing(0.4)
    assert plain != first != seen()
    view.set_playing(-1)
    assert seen() == plain


# --- going along ----------------------------------------------------------------------------------


def test_who_types_is_left_alone(talk: TranscriptDocument, dressed: Theme, qtbot: QtBot) -> None:
    view = shown(talk, qtbot)
    view.pen.go(Place(0, 0))
    QTest.keyClicks(view, "x")
    assert not view._playing._last_key.hasExpired(LEAVES_TYPISTS_ALONE)
    view.set_playing(talk.segments[35].start)
    assert view.verticalScrollBar().value() == 0 and view.is_following
    view._playing._last_key.invalidate()
    view.set_playing(talk.segments[36].start)
    qtbot.waitUntil(lambda: is_in_view(view, 36))


def test_the_wheel_and_the_bar_leave_what_is_playing_only_while_it_plays(
    talk: TranscriptDocument, dressed: Theme, qtbot: QtBot
) -> None:
    view = shown(talk, qtbot)
    bar = view.verticalScrollBar()
    bar.triggerAction(bar.SliderAction.SliderPageStepAdd)
    assert view.is_following, "nothing is heard"
    view.set_playing(talk.segments[0].start)
    with qtbot.waitSignal(view.following_changed) as told:
        bar.triggerAction(bar.SliderAction.SliderPageStepAdd)
    assert told.args == [False] and not view.is_following


def test_a_row_that_is_in_view_is_not_scrolled(view: TranscriptView) -> None:
    for seconds in (0.1, 10.1, 20.1):
        view.set_playing(seconds)
        assert view.verticalScrollBar().value() == 0


def test_jumping_without_anything_playing_only_follows_again(
    talk: TranscriptDocument, dressed: Theme, qtbot: QtBot
) -> None:
    view = shown(talk, qtbot)
    bar = view.verticalScrollBar()
    bar.setValue(300)
    with qtbot.assertNotEmitted(view.following_changed):
        view.jump_to_playing()
    assert bar.value() == 300


# --- going there ----------------------------------------------------------------------------------


def test_a_time_is_found_with_the_caret_before_its_word(view: TranscriptView) -> None:
    view.go_to_time(10.65)
    assert view.pen.caret == Place(1, len("Did it? "))
    view.go_to_time(9.0)
    assert view.pen.caret == Place(0, len("The river came "))
    view.go_to_time(0.0)
    assert view.pen.caret == Place(0, 0)


def test_a_segment_is_shown_with_what_is_to_be_seen(
    talk: TranscriptDocument, dressed: Theme, qtbot: QtBot
) -> None:
    view = shown(talk, qtbot)
    view.go_to(talk.segments[33].id, 0, 4)
    assert view.pen.selection == (Place(33, 0), Place(33, 4))
    qtbot.waitUntil(lambda: is_in_view(view, 33))
    view.go_to("nowhere", 0, 2)
    assert view.pen.selection == (Place(33, 0), Place(33, 4))


def test_the_caret_is_kept_in_view_by_keys(
    talk: TranscriptDocument, dressed: Theme, qtbot: QtBot
) -> None:
    view = shown(talk, qtbot)
    view.pen.go(Place(0, 0))
    for _ in range(60):
        press(view, Key.Key_Down)
        rect = view._sheet.caret(view.pen.caret)
        assert rect.top() >= 0 and rect.bottom() <= view.viewport().height()
    assert view.pen.caret.row > 20
    for _ in range(60):
        press(view, Key.Key_Up)
        assert view._sheet.caret(view.pen.caret).top() >= 0
    assert view.pen.caret.row == 0


# --- doubtful words -------------------------------------------------------------------------------


def test_doubtful_words_are_found_forwards_and_the_last_is_the_end(
    doubtful: TranscriptView,
) -> None:
    doubtful.pen.go(Place(0, 0))
    found = []
    while doubtful.go_to_doubtful():
        found.append(doubtful.pen.selected_text)
    assert found == ["river", "back.", "We"]
    assert doubtful.pen.selected_text == "We", "it stays at the last one"


def test_doubtful_words_are_found_backwards_from_the_caret(doubtful: TranscriptView) -> None:
    doubtful.pen.go(Place(1, 5))
    found = []
    while doubtful.go_to_doubtful(back=True):
        found.append(doubtful.pen.selected_text)
    assert found == ["back.", "river"]


def test_a_word_that_was_mended_is_doubtful_no_more(doubtful: TranscriptView) -> None:
    doubtful.document.do(SetText("0.0", "The brook came back."))
    doubtful.pen.go(Place(0, 0))
    assert doubtful.go_to_doubtful()
    assert doubtful.pen.selected_text == "back."


def test_the_row_that_is_typed_in_is_searched_as_it_reads(doubtful: TranscriptView) -> None:
    doubtful.pen.go(Place(2, 0))
    QTest.keyClicks(doubtful, "Oh, ")
    doubtful.pen.go(Place(1, 0))
    assert doubtful.go_to_doubtful()
    assert doubtful.pen.selection == (Place(2, 4), Place(2, 6))
