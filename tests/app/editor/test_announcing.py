"""What is said aloud as the caret goes."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from pathlib import Path

import pytest
from PySide6.QtGui import QAccessible
from pytestqt.qtbot import QtBot

from app.editor.announcing import LONGEST
from app.editor.pen import Place
from app.editor.transcript_document import TranscriptDocument
from app.editor.transcript_view import TranscriptView
from app.theme import Theme
from engine.edits import RenameSpeaker
from tests.app.editor.pages import CONTROL, RIVER, SHIFT, Key, press, saying, shown

Open = Callable[..., TranscriptDocument]


@pytest.fixture
def view(opening: Open, tmp_path: Path, dressed: Theme, qtbot: QtBot) -> Iterator[TranscriptView]:
    QAccessible.setActive(True)
    yield shown(opening(saying(tmp_path, *RIVER)), qtbot)
    QAccessible.setActive(False)


@pytest.fixture
def said(view: TranscriptView, monkeypatch: pytest.MonkeyPatch) -> list[str]:
    """All that is worked out to be said."""
    heard: list[str] = []
    work_out = view._announcer.said

    def listen(before: object, now: object) -> str:
        heard.append(work_out(before, now))  # type: ignore[arg-type]  # handed on as it comes
        return heard[-1]

    monkeypatch.setattr(view._announcer, "said", listen)
    return heard


def test_another_segment_is_read_with_its_time_and_speaker(
    view: TranscriptView, said: list[str]
) -> None:
    view.document.do(RenameSpeaker("SPEAKER_01", "Anna"))
    view.pen.go(Place(0, 0))
    press(view, Key.Key_Down)
    assert said[-1] == f"0:10, Anna, {RIVER[1]}"
    assert view.accessibleName() == "Transcript" and view.accessibleDescription() == said[-1]


def test_steps_read_characters_and_jumps_read_words(view: TranscriptView, said: list[str]) -> None:
    view.pen.go(Place(0, 0))
    said.clear()
    press(view, Key.Key_Right, times=3)
    assert said == ["h", "e", "space"]
    press(view, Key.Key_Right, CONTROL)
    assert said[-1] == "came"
    press(view, Key.Key_Home)
    assert said[-1] == "The"
    press(view, Key.Key_End)
    assert said[-1] == ""


def test_what_is_selected_is_read(view: TranscriptView, said: list[str]) -> None:
    view.pen.go(Place(0, 4))
    press(view, Key.Key_Right, CONTROL | SHIFT)
    assert said[-1] == "river, selected"
    press(view, Key.Key_A, CONTROL)
    assert said[-1].startswith("0:20") or said[-1].endswith(", selected")
    assert len(said[-1]) < LONGEST + 20


def test_what_is_typed_the_keyboard_says(view: TranscriptView, said: list[str]) -> None:
    view.pen.go(Place(0, 0))
    said.clear()
    press(view, Key.Key_X)
    assert set(said) == {""} and view.accessibleDescription().endswith("x" + RIVER[0])


def test_nothing_is_worked_out_while_nobody_listens(view: TranscriptView, said: list[str]) -> None:
    QAccessible.setActive(False)
    said.clear()
    view.pen.go(Place(2, 0))
    assert not said and view.accessibleDescription().endswith(RIVER[2])


def test_a_page_without_text_has_nothing_to_say(
    opening: Open, tmp_path: Path, dressed: Theme, qtbot: QtBot
) -> None:
    view = shown(opening(saying(tmp_path)), qtbot)
    assert view._announcer.where() == ""
    view._announcer.tell()
