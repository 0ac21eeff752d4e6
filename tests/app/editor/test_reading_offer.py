"""Words that the glossary changed: marked, and the plain reading a click away."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path

import pytest
from PySide6.QtCore import QPointF
from PySide6.QtTest import QTest
from pytestqt.qtbot import QtBot

from app.editor.pen import Place
from app.editor.transcript_document import TranscriptDocument
from app.editor.transcript_view import TranscriptView
from app.theme import Theme
from tests.app.editor import glossed, wounds
from tests.app.editor.pages import LEFT, at, shown, texts

Open = Callable[..., TranscriptDocument]


@pytest.fixture
def view(opening: Open, tmp_path: Path, dressed: Theme, qtbot: QtBot) -> TranscriptView:
    return shown(opening(glossed.document(tmp_path)), qtbot)


def click(view: TranscriptView, row: int, offset: int) -> None:
    QTest.mouseClick(view.viewport(), LEFT, pos=at(view, row, offset))


def test_words_of_the_glossary_are_marked(view: TranscriptView) -> None:
    assert view._scene(0).changed == ((5, 11),) and view._scene(2).changed == ()
    marked = view.grab().toImage()
    view._sheet.readings = lambda row: ()  # type: ignore[method-assign]  # nothing is marked
    assert view.grab().toImage() != marked


def test_a_click_tells_what_was_heard(view: TranscriptView, qtbot: QtBot) -> None:
    with qtbot.waitSignal(view.time_clicked):
        click(view, 0, 7)
    card = view._offer.card
    assert card.isVisible() and card.accessibleName() == "Glossary. Heard: “oak a for”"
    assert card.geometry().top() > at(view, 0, 7).y()
    click(view, 2, 3)
    assert not card.isVisible()


def test_what_was_heard_is_a_click_away_and_undone_like_any_edit(view: TranscriptView) -> None:
    click(view, 1, 13)
    view._offer.card.replace.click()
    assert texts(view)[1] == "Nobody saw okay for. Nobody."
    assert view.document.undo_title == "settle on “okay for.”"
    assert not view._offer.card.isVisible() and view._scene(1).changed == ()
    view.pen.undo()
    assert texts(view) == list(glossed.LINES) and view._scene(1).changed == ((11, 18),)


def test_what_is_kept_is_not_marked_any_more(
    view: TranscriptView, opening: Open, qtbot: QtBot
) -> None:
    click(view, 0, 7)
    view._offer.card.keep.click()
    assert texts(view) == list(glossed.LINES) and view._scene(0).changed == ()
    qtbot.waitUntil(lambda: view.document.is_saved)
    again = opening(view.document.path)
    assert [len(again.readings_of(said)) for said in again.segments] == [0, 1, 0]


def test_changed_words_are_gone_through_by_a_key(view: TranscriptView) -> None:
    view.pen.go(Place(0, 0))
    found = []
    while view.go_to_doubtful():
        found.append(view.pen.selected_text)
        assert view._offer.card.isVisible()
    assert found == ["Okafor", "Okafor."]
    assert view.go_to_doubtful(back=True) and view.pen.selected_text == "Okafor"


def test_the_menu_has_both_readings_for_who_has_no_mouse(view: TranscriptView) -> None:
    view.pen.go(Place(0, 8))
    menu = {action.text(): action for action in view.make_menu(0).actions()}
    assert "Keep “Okafor”" in menu
    menu["Read “oak a for”"].trigger()
    assert texts(view)[0] == "Then oak a for went home."
    assert not any(a.text().startswith("Read") for a in view.make_menu(0).actions())


def test_the_mouse_tells_it_where_it_rests(view: TranscriptView) -> None:
    point = QPointF(at(view, 0, 7))
    assert view._pointer.tip(point, True) == "From the glossary; heard: “oak a for”"
    assert view._pointer.tip(QPointF(at(view, 0, 1)), True) == ""


def test_who_may_not_write_is_only_told(
    opening: Open, tmp_path: Path, dressed: Theme, qtbot: QtBot
) -> None:
    path = glossed.document(tmp_path)
    wounds.damage(path)
    view = shown(opening(path), qtbot)
    click(view, 0, 7)
    card = view._offer.card
    assert card.isVisible() and not card.keep.isVisible() and not card.replace.isVisible()


def test_a_film_whose_report_is_lost_reads_on(
    opening: Open, tmp_path: Path, dressed: Theme, qtbot: QtBot
) -> None:
    path = glossed.document(tmp_path)
    glossed.without_report(path)
    view = shown(opening(path), qtbot)
    assert texts(view) == list(glossed.LINES) and view._scene(0).changed == ()
