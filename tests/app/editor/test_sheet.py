"""Points and places: the one found from the other, and back."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path

import pytest
from PySide6.QtCore import QPointF
from pytestqt.qtbot import QtBot

from app.editor.pen import Place
from app.editor.sheet import NARROWEST, Sheet, Spot
from app.editor.transcript_document import TranscriptDocument
from app.editor.transcript_view import TranscriptView
from app.theme import Theme
from engine.transcript import Gap
from tests.app.editor.pages import RIVER, saying, shown

Open = Callable[..., TranscriptDocument]
LONG = "It is a long way home and nobody wants to walk it after dark in winter. " * 3
GAP = Gap(1, 9.0, 9.9, "hung")


@pytest.fixture
def view(opening: Open, tmp_path: Path, dressed: Theme, qtbot: QtBot) -> TranscriptView:
    path = saying(tmp_path, RIVER[0], LONG.strip(), "Schön 🎬 war's", gaps=(GAP,))
    return shown(opening(path), qtbot)


@pytest.fixture
def sheet(view: TranscriptView) -> Sheet:
    return view._sheet


def test_every_place_is_found_where_its_caret_is(sheet: Sheet, view: TranscriptView) -> None:
    for row in range(3):
        for offset in range(len(view.pen.text_of(row))):
            caret = sheet.caret(Place(row, offset))
            at = QPointF(caret.left() + 0.5, caret.center().y())
            assert sheet.place_at(row, at) == Place(row, offset)
            assert sheet.spot(at) == Spot(row, "text", offset)


def test_lines_end_where_the_next_begins(sheet: Sheet) -> None:
    layout = sheet.rows.layout(1)
    assert layout.lineCount() > 2
    place = Place(1, 0)
    for number in range(layout.lineCount() - 1):
        line = layout.lineAt(number)
        end = sheet.end_of_line(place, is_end=True)
        assert end.offset == line.textStart() + line.textLength() - 1
        assert sheet.end_of_line(end, is_end=False).offset == line.textStart()
        place = Place(1, end.offset + 1)
    assert sheet.end_of_line(place, is_end=True) == Place(1, len(LONG.strip()))


def test_a_line_up_and_down_is_the_same_place_again(sheet: Sheet) -> None:
    start, leading = Place(1, 80), sheet.ink.leading
    x = sheet.caret(start).x()
    below = sheet.beyond(start, leading, x)
    assert below.row == 1 and below.offset > 80
    assert sheet.beyond(below, -leading, x) == start
    assert sheet.beyond(Place(0, 3), leading, sheet.caret(Place(0, 3)).x()).row == 1
    assert sheet.beyond(Place(0, 3), -leading, 0.0).row == 0


def test_a_row_has_its_parts_beside_each_other(sheet: Sheet) -> None:
    y = sheet.text_top(1) + 4
    assert sheet.spot(QPointF(sheet.left - 60, y)).kind == "time"
    assert sheet.spot(sheet.chip(1).center()).kind == "chip"
    ((chunk, card, button),) = sheet._gaps(1)
    assert chunk == 1 and card.contains(button.center())
    assert sheet.spot(button.center()) == Spot(1, "gap", chunk=1)
    assert sheet.spot(QPointF(card.left() + 4, card.center().y())) == Spot(1, "", chunk=1)


def test_beyond_the_last_row_is_the_end(sheet: Sheet) -> None:
    last = len(sheet.rows) - 1
    assert sheet.place_at(last, QPointF(0, 0)) == sheet.end() == Place(2, len("Schön 🎬 war's"))
    assert sheet.spot(QPointF(300, 590)).row == last


@pytest.mark.parametrize("across", [200, 700, 2400])
def test_the_column_is_in_the_middle_and_no_wider_than_reads_well(
    across: int, sheet: Sheet
) -> None:
    sheet.set_column(across)
    assert NARROWEST <= sheet.width <= sheet.ink.measure
    assert sheet.left >= 0
    if across == 2400:
        assert abs(sheet.left + sheet.width / 2 - across / 2) < 60


def test_an_empty_page_has_a_caret_too(
    opening: Open, tmp_path: Path, dressed: Theme, qtbot: QtBot
) -> None:
    sheet = shown(opening(saying(tmp_path)), qtbot)._sheet
    assert sheet.end() == Place(0, 0) and sheet.caret(Place(0, 0)).height() == sheet.ink.leading
