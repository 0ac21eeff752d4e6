"""The parts of the editor's page as they hear of one another."""

from __future__ import annotations

from pathlib import Path

import pytest
from PySide6.QtCore import QPoint, Qt
from PySide6.QtTest import QTest
from pytestqt.qtbot import QtBot

from app.editor.editor_page import EditorPage
from app.editor.giving import Portion
from app.editor.pen import Place
from app.editor.timeline_picture import RULER
from app.editor.transcript_document import TranscriptDocument
from app.editor.workbench import Workbench
from engine.edits import DeleteSegments, MergeSpeakers, RenameSpeaker
from tests.app.editor import talks, wounds
from tests.app.editor.conftest import Open, Page
from tests.app.editor.silent_sound import SilentSound

CONTROL = Qt.KeyboardModifier.ControlModifier


@pytest.fixture
def page(paging: Page, talk: TranscriptDocument) -> EditorPage:
    return paging(talk)


@pytest.fixture
def sound(talk: TranscriptDocument) -> SilentSound:
    return SilentSound(round(talk.transcript.duration * 1000))


@pytest.fixture
def bench(page: EditorPage, sound: SilentSound) -> Workbench:
    made = Workbench(page, sound=sound)
    page.show()
    return made


def test_playing_carries_timeline_and_text_along(
    bench: Workbench, sound: SilentSound, talk: TranscriptDocument
) -> None:
    first, later = talk.segments[2], talk.segments[6]
    bench.player.play_from(first.start)
    while bench.player.position < later.start + 0.1:
        sound.advance(50)
        bench.player._tick()
    canvas = bench.timeline.canvas
    assert canvas.scale.moment(canvas.x_of_position()) == pytest.approx(bench.player.position)
    assert talk.name_of(later.speaker) in canvas.accessibleDescription()


def test_wherever_the_player_goes_the_timeline_shows_it(bench: Workbench) -> None:
    bench.timeline.show_span(5.0, 15.0)
    bench.player.go_to(60.0)
    canvas = bench.timeline.canvas
    assert 0 <= canvas.x_of_position() <= canvas.width()


def test_a_click_in_the_timeline_plays_on_from_there(bench: Workbench) -> None:
    bench.player.play()
    canvas = bench.timeline.canvas
    ruler = QPoint(200, RULER // 2)  # where no edge can be taken
    QTest.mouseClick(canvas, Qt.MouseButton.LeftButton, pos=ruler)
    assert bench.player.is_playing
    assert bench.player.position == pytest.approx(canvas.scale.moment(200), abs=0.1)


def test_keys_in_the_timeline_move_the_player(bench: Workbench, qtbot: QtBot) -> None:
    bench.player.go_to(30.0)
    qtbot.keyClick(bench.timeline.canvas, Qt.Key.Key_Right)
    assert bench.player.position == pytest.approx(31.0)
    qtbot.keyClick(bench.timeline.canvas, Qt.Key.Key_Home)
    assert bench.player.position == 0.0


def test_what_is_selected_in_the_text_is_what_the_panel_gives(
    bench: Workbench, talk: TranscriptDocument
) -> None:
    bench.page.view.go_to(talk.segments[7].id)
    assert bench.speakers._selected == Portion((talk.segments[7].id,))
    bench.speakers.give("SPEAKER_01")
    moved = talk.segment(talk.segments[7].id)
    assert moved is not None and moved.speaker == "SPEAKER_01"


def test_an_undo_on_the_page_takes_back_what_the_panel_did(
    bench: Workbench, talk: TranscriptDocument
) -> None:
    bench.speakers.rename("SPEAKER_02", "Bea")
    bench.speakers.merge(["SPEAKER_01"], "SPEAKER_00")
    assert talk.history == [
        RenameSpeaker("SPEAKER_02", "Bea"),
        MergeSpeakers(("SPEAKER_01",), "SPEAKER_00"),
    ]
    talk.undo()
    assert [row.name for row in bench.speakers._speakers.rows][1:] == ["Mr Okafor", "Bea"]


def test_a_recording_that_is_found_elsewhere_is_taken_from_there(
    showing: Page, tmp_path: Path, qtbot: QtBot
) -> None:
    path = talks.document(tmp_path / "talk", talks.talk(6))
    document = TranscriptDocument(path)
    bench = Workbench(showing(document), sound=SilentSound())
    assert bench.player.film is None and not bench.player.play_action.isEnabled()
    with qtbot.waitSignal(document.opened):
        document.open()
    assert bench.player.film == tmp_path / "talk" / "talk.wav"
    assert bench.player.play_action.isEnabled()
    bench.close()


def test_a_state_that_changes_does_not_load_the_same_recording_again(
    bench: Workbench, sound: SilentSound, talk: TranscriptDocument
) -> None:
    bench.player.play_from(20.0)
    talk.state_changed.emit()
    assert bench.player.is_playing and bench.player.position == pytest.approx(20.0)


def test_an_edit_is_seen_in_all_parts_at_once(
    bench: Workbench, talk: TranscriptDocument, qtbot: QtBot
) -> None:
    before = bench.timeline.canvas.grab().toImage()
    theirs = tuple(said.id for said in talk.segments if said.speaker == "SPEAKER_02")
    talk.do(DeleteSegments(theirs))
    assert bench.timeline.canvas.grab().toImage() != before
    rows = bench.speakers._speakers
    qtbot.waitUntil(lambda: all(row.segments == 0 for row in rows.rows if row.id == "SPEAKER_02"))


def test_other_keys_with_control_stay_the_text_s_own(
    bench: Workbench, talk: TranscriptDocument, qtbot: QtBot
) -> None:
    view = bench.page.view
    view.go_to(talk.segments[3].id)
    view.setFocus()
    for key in (Qt.Key.Key_9, Qt.Key.Key_C):
        qtbot.keyClick(view, key, CONTROL)
    assert not talk.history, "nobody has the number nine"


def test_where_nobody_types_space_plays_and_stops(
    bench: Workbench,
) -> None:
    canvas = bench.timeline.canvas
    QTest.keyClick(canvas, Qt.Key.Key_Space)
    assert bench.player.is_playing
    QTest.keyClick(canvas, Qt.Key.Key_Space)
    assert not bench.player.is_playing


def test_space_is_typed_where_a_text_is_written_and_plays_where_it_is_only_read(
    bench: Workbench, paging: Page, opening: Open, tmp_path: Path
) -> None:
    view = bench.page.view
    view.pen.go(Place(0, 2))
    QTest.keyClick(view, Qt.Key.Key_Space)
    assert not bench.player.is_playing and view.pen.text_of(0)[2] == " "
    path = talks.document(tmp_path / "hurt", talks.talk(5))
    wounds.damage(path)
    only_read = Workbench(paging(opening(path)), sound=SilentSound(9000))
    QTest.keyClick(only_read.page.view, Qt.Key.Key_Space)
    assert only_read.player.is_playing
