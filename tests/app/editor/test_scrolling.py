"""The page stays where its reader is; and what is drawn in parts is what would be drawn whole."""

from __future__ import annotations

import random
from collections.abc import Callable
from pathlib import Path

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from PySide6.QtCore import QCoreApplication, QPoint
from PySide6.QtGui import QImage
from PySide6.QtTest import QTest
from pytestqt.qtbot import QtBot

from app.editor.pen import Place
from app.editor.transcript_document import TranscriptDocument
from app.editor.transcript_view import TranscriptView
from app.theme import Theme
from engine.edits import DeleteSegments, RenameSpeaker
from tests.app.editor import talks
from tests.app.editor.pages import LEFT, Key, shown

Open = Callable[..., TranscriptDocument]


@pytest.fixture
def view(opening: Open, tmp_path: Path, dressed: Theme, qtbot: QtBot) -> TranscriptView:
    return shown(opening(talks.document(tmp_path, talks.talk(120, gap=True))), qtbot)


def on_screen(view: TranscriptView) -> QImage:
    """What the window shows, as it came about bit by bit."""
    for _ in range(4):
        QCoreApplication.processEvents()
    return (
        view.screen().grabWindow(view.winId()).toImage().convertToFormat(QImage.Format.Format_RGB32)
    )


def drawn_whole(view: TranscriptView) -> QImage:
    return view.grab().toImage().convertToFormat(QImage.Format.Format_RGB32)


def at_top(view: TranscriptView) -> tuple[int, float]:
    return view._scrolling.at_top


def test_measuring_what_is_above_leaves_the_page_where_it_is(
    view: TranscriptView, qtbot: QtBot
) -> None:
    bar = view.verticalScrollBar()
    bar.setValue(bar.maximum() // 2)
    before = at_top(view)
    view._sheet.rows.dress(view._sheet.ink, view._sheet.width - 60)
    view._scrolling.settle(before)
    view._scrolling.measure()
    qtbot.waitUntil(lambda: view._sheet.rows.is_measured)
    assert at_top(view) == before


def test_a_segment_that_goes_above_leaves_the_page_where_it_is(view: TranscriptView) -> None:
    view.go_to(view.document.segments[60].id)
    row, offset = at_top(view)
    view.document.do(DeleteSegments(tuple(said.id for said in view.document.segments[3:6])))
    assert at_top(view) == (row - 3, offset)


def test_a_near_row_is_glided_to_and_a_far_one_is_there_at_once(
    view: TranscriptView, qtbot: QtBot
) -> None:
    bar = view.verticalScrollBar()
    view._scrolling.bring_into_view(100)
    assert view._sheet.top(100) >= 0 and bar.value() > view.viewport().height()
    target = bar.value()
    view._scrolling.bring_into_view(90)
    view._scrolling.stop()
    assert bar.value() <= target
    view._scrolling.bring_into_view(90)
    qtbot.waitUntil(lambda: 0 <= view._sheet.top(90) < view.viewport().height())


DEEDS = ("notch", "back", "page", "type", "space", "word", "split", "undo", "select", "playing",
         "rename", "arrow", "click", "measure", "delete")  # fmt: skip


@given(
    deeds=st.lists(st.sampled_from(DEEDS), min_size=1, max_size=12),
    chance=st.integers(0, 2**32).map(random.Random),
)
@settings(
    max_examples=25, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture]
)
def test_what_is_drawn_in_parts_is_what_is_drawn_whole(
    deeds: list[str], chance: random.Random, view: TranscriptView
) -> None:
    view._blinking.stop()
    for deed in deeds:
        do(view, deed, chance)
        view._scrolling.stop()
        assert on_screen(view) == drawn_whole(view), deed


def do(view: TranscriptView, deed: str, chance: random.Random) -> None:
    bar, pen, document = view.verticalScrollBar(), view.pen, view.document
    row = view._sheet.row_at(chance.uniform(0, view.viewport().height()))
    row = min(row, len(document.segments) - 1)
    match deed:
        case "notch" | "back":
            bar.setValue(bar.value() + (72 if deed == "notch" else -72))
        case "page":
            bar.setValue(chance.randrange(bar.maximum() + 1))
        case "type" | "space" | "word":
            pen.go(Place(row, chance.randrange(12)))
            QTest.keyClicks(view, {"type": "x", "space": " "}.get(deed, "several more words "))
        case "split":
            pen.go(Place(row, 9))
            pen.split()
        case "undo":
            pen.undo()
        case "select":
            pen.go(Place(row, 2))
            pen.go(Place(row + chance.randrange(4), 7), selects=True)
        case "playing":
            view.set_playing(document.segments[row].start + chance.random())
        case "rename":
            document.do(RenameSpeaker("SPEAKER_00", f"Anna {chance.randrange(9)}"))
        case "arrow":
            QTest.keyClick(view, chance.choice((Key.Key_Down, Key.Key_Up, Key.Key_Right)))
        case "click":
            QTest.mouseClick(view.viewport(), LEFT, pos=QPoint(300, chance.randrange(500)))
        case "measure":
            view._scrolling._measure_some()
        case "delete":
            document.do(DeleteSegments((document.segments[row].id,)))
