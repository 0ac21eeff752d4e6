"""What a screen reader finds on a page: the segments, one after another."""

from __future__ import annotations

import gc
import weakref
from pathlib import Path

import pytest
import shiboken6
from PySide6.QtGui import QAccessible, QAccessibleInterface
from pytestqt.qtbot import QtBot

from app.editor.pen import Place
from app.editor.transcript_view import TranscriptView
from app.theme import Theme
from engine.edits import DeleteSegments, JoinSegments, RenameSpeaker, SetText
from tests.app.editor.conftest import Open
from tests.app.editor.pages import RIVER, saying, shown

Name = QAccessible.Text.Name


@pytest.fixture
def view(opening: Open, tmp_path: Path, dressed: Theme, qtbot: QtBot) -> TranscriptView:
    return shown(opening(saying(tmp_path, *RIVER)), qtbot)


def page_of(view: TranscriptView) -> QAccessibleInterface:
    found = QAccessible.queryAccessibleInterface(view)
    assert found is not None
    return found


def item(view: TranscriptView, row: int) -> QAccessibleInterface:
    found = page_of(view).child(row)
    assert found is not None
    return found


def test_each_segment_is_an_item_that_says_when_by_whom_and_what(view: TranscriptView) -> None:
    assert page_of(view).role() == QAccessible.Role.List
    assert page_of(view).text(Name) == "Transcript"
    assert [item(view, row).text(Name) for row in range(3)] == [
        "0:00, Speaker 1, The river came back.",
        "0:10, Speaker 2, Did it? Nobody saw it.",
        "0:20, Speaker 1, We did, from the mill.",
    ]
    assert {item(view, row).role() for row in range(3)} == {QAccessible.Role.ListItem}


def test_what_else_is_on_the_page_comes_after_the_segments(view: TranscriptView) -> None:
    page = page_of(view)
    others = [page.child(n) for n in range(3, page.childCount())]
    assert view.viewport() in [other.object() for other in others if other is not None]
    assert [page.indexOfChild(other) for other in others if other is not None] == [
        *range(3, page.childCount())
    ]
    assert page.child(page.childCount()) is None and page.child(-1) is None


def test_an_item_is_where_its_segment_is(view: TranscriptView) -> None:
    middle = item(view, 1).rect().center()
    found = page_of(view).childAt(middle.x(), middle.y())
    assert found is not None and found.text(Name) == item(view, 1).text(Name)
    assert item(view, 0).rect().bottom() < item(view, 1).rect().top() + 1
    parent = item(view, 1).parent()
    assert parent is not None and parent.indexOfChild(item(view, 1)) == 1


def test_the_item_with_the_caret_has_the_focus(view: TranscriptView, qtbot: QtBot) -> None:
    view.pen.go(Place(2, 4))
    focused = page_of(view).focusChild()
    assert focused is not None and focused.text(Name) == item(view, 2).text(Name)
    assert [item(view, row).state().focused for row in range(3)] == [0, 0, 1]


def test_an_item_goes_along_with_its_segment(view: TranscriptView) -> None:
    last = item(view, 2)
    view.document.do(SetText("0.2", "We saw it."))
    view.document.do(RenameSpeaker("SPEAKER_00", "Anna"))
    assert last.text(Name) == "0:20, Anna, We saw it."
    view.document.do(DeleteSegments(("0.0",)))
    assert page_of(view).indexOfChild(last) == 1 and item(view, 1).text(Name) == last.text(Name)


def test_an_item_whose_segment_has_gone_says_so(view: TranscriptView) -> None:
    gone = item(view, 1)
    view.document.do(JoinSegments(("0.0", "0.1")))
    assert not gone.isValid() and gone.state().invalid
    assert gone.text(Name) == "" and gone.rect().isEmpty()
    view.document.undo()
    assert gone.isValid() and gone.text(Name).endswith("Nobody saw it.")


def test_what_is_far_below_is_off_the_screen(
    opening: Open, tmp_path: Path, dressed: Theme, qtbot: QtBot
) -> None:
    view = shown(opening(saying(tmp_path, *RIVER * 20)), qtbot)
    assert item(view, 59).state().offscreen and not item(view, 0).state().offscreen


def test_a_page_takes_its_items_along(opening: Open, tmp_path: Path, dressed: Theme) -> None:
    view = TranscriptView(opening(saying(tmp_path, *RIVER)))
    numbers = [QAccessible.uniqueId(item(view, row)) for row in range(3)]
    assert all(QAccessible.accessibleInterface(number) is not None for number in numbers)
    shiboken6.delete(view)
    assert all(QAccessible.accessibleInterface(number) is None for number in numbers)


def test_a_page_that_was_read_out_is_forgotten_like_any_other(
    opening: Open, tmp_path: Path, dressed: Theme
) -> None:
    view = TranscriptView(opening(saying(tmp_path, *RIVER)))
    assert item(view, 0) is not None
    page = weakref.ref(view)
    shiboken6.delete(view)
    del view
    gc.collect()
    assert page() is None
