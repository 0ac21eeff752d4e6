"""The menu of the text, for who has no mouse and for who has."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path

import pytest
from PySide6.QtGui import QAction, QGuiApplication
from pytestqt.qtbot import QtBot

from app.editor.pen import Place
from app.editor.transcript_document import TranscriptDocument
from app.editor.transcript_view import TranscriptView
from app.theme import Theme
from engine.edits import SetText
from tests.app.editor import talks, wounds
from tests.app.editor.pages import RIVER, saying, shown, texts, unsure
from tests.builders import segment, transcript

Open = Callable[..., TranscriptDocument]


@pytest.fixture
def view(opening: Open, tmp_path: Path, dressed: Theme, qtbot: QtBot) -> TranscriptView:
    return shown(opening(saying(tmp_path, *RIVER)), qtbot)


def menu(view: TranscriptView) -> dict[str, QAction]:
    """What the menu at the caret offers."""
    return {action.text(): action for action in view.make_menu(view.pen.caret.row).actions()}


def test_what_is_selected_can_be_moved_about(view: TranscriptView) -> None:
    view.pen.select(0, 4, 10)
    offered = menu(view)
    offered["Cut"].trigger()
    assert texts(view)[0] == "The came back." and QGuiApplication.clipboard().text() == "river "
    view.pen.go(Place(1, 0))
    menu(view)["Paste"].trigger()
    assert texts(view)[1] == f"river {RIVER[1]}"
    assert not menu(view)["Cut"].isEnabled() and not menu(view)["Copy"].isEnabled()


def test_segments_are_cut_and_joined(view: TranscriptView) -> None:
    view.pen.go(Place(1, 8))
    menu(view)["Split here"].trigger()
    assert texts(view)[1:3] == ["Did it?", "Nobody saw it."]
    view.pen.go(Place(1, 0))
    menu(view)["Join with the next"].trigger()
    assert texts(view) == list(RIVER)
    menu(view)["Insert a segment after this"].trigger()
    assert texts(view)[2] == "" and view.pen.caret == Place(2, 0)
    menu(view)["Delete"].trigger()
    assert texts(view) == list(RIVER)


@pytest.mark.parametrize(
    ("offered", "expected"),
    [
        ("Move what is before to the previous", "The river came back. Did it?"),
        ("Move what is behind to the next", "Nobody saw it. We did, from the mill."),
    ],
)
def test_words_are_handed_over(offered: str, expected: str, view: TranscriptView) -> None:
    view.pen.go(Place(1, 8))
    menu(view)[offered].trigger()
    assert expected in texts(view)


def test_what_was_recognised_is_compared_and_brought_back(view: TranscriptView) -> None:
    assert not menu(view)["Restore what was recognised"].isEnabled()
    view.document.do(SetText("0.0", "Something & else."))
    offered = menu(view)
    assert not offered[f"Recognised: “{RIVER[0]}”"].isEnabled()
    offered["Restore what was recognised"].trigger()
    assert texts(view) == list(RIVER)


def test_a_doubtful_word_can_be_said_to_be_right(
    opening: Open, tmp_path: Path, dressed: Theme, qtbot: QtBot
) -> None:
    said = unsure(segment(RIVER[0], 0.0, "0.0", speaker="S1"), 1)
    view = shown(opening(talks.document(tmp_path, transcript(said))), qtbot)
    view.go_to_doubtful()
    menu(view)["“river” is right"].trigger()
    assert texts(view) == [RIVER[0]] and not view.go_to_doubtful()
    assert "“river” is right" not in menu(view)
    view.pen.undo()
    view.pen.go(Place(0, 0))
    assert view.go_to_doubtful()


def test_what_is_for_reading_can_be_copied_only(
    opening: Open, tmp_path: Path, dressed: Theme, qtbot: QtBot
) -> None:
    path = saying(tmp_path, *RIVER)
    wounds.damage(path)
    view = shown(opening(path), qtbot)
    view.pen.select(0, 0, 3)
    assert [text for text, action in menu(view).items() if action.isEnabled()] == ["Copy"]
