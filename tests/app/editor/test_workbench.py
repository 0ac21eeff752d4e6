from __future__ import annotations

from pathlib import Path

import pytest
from PySide6.QtCore import Qt
from pytestqt.qtbot import QtBot

from app.editor.transcript_document import TranscriptDocument
from app.editor.workbench import LOCATE, Workbench
from engine.edits import AssignTurn, RefuseVoice, RenameSpeaker
from engine.findings import FoundLine
from engine.protocol import KeepVoice, SuggestVoices, VoiceMatch
from tests.app.editor.conftest import Open, Page
from tests.app.editor.silent_sound import SilentSound


@pytest.fixture
def bench(paging: Page, talk: TranscriptDocument) -> Workbench:
    page = paging(talk)
    made = Workbench(page, sound=SilentSound(round(talk.transcript.duration * 1000)))
    page.show()
    return made


def sound_of(bench: Workbench) -> SilentSound:
    assert isinstance(bench.player._sound, SilentSound)
    return bench.player._sound


def test_the_recording_of_the_document_is_the_one_that_plays(
    bench: Workbench, talk: TranscriptDocument
) -> None:
    assert talk.source is not None
    assert bench.player.film == Path(talk.source.path)
    bench.player.play()
    assert sound_of(bench).film == Path(talk.source.path)


def test_a_word_that_is_clicked_is_heard(bench: Workbench) -> None:
    bench.page.view.time_clicked.emit(21.5)
    assert bench.player.is_playing and bench.player.position == pytest.approx(21.5)


def test_what_plays_is_marked_in_the_text_and_in_the_timeline(
    bench: Workbench, talk: TranscriptDocument
) -> None:
    said = talk.segments[4]
    bench.player.go_to(said.start + 0.1)
    canvas = bench.timeline.canvas
    assert canvas.scale.moment(canvas.x_of_position()) == pytest.approx(said.start + 0.1, abs=0.01)
    assert bench.page.view.is_playing


def test_the_player_stands_at_the_word_that_a_search_found(
    bench: Workbench, talk: TranscriptDocument
) -> None:
    said, word = talk.segments[9], talk.segments[9].words[2]
    start = said.text.index(word.text.strip())
    end = start + len(word.text.strip())
    bench.timeline.zoom(30)
    bench.page.show_found(
        FoundLine(said.id, said.start, word.start, 2, "", said.text, ((start, end),))
    )
    assert bench.player.position == pytest.approx(word.start) and not bench.player.is_playing
    assert 0 <= bench.timeline.canvas.x_of_position() <= bench.timeline.canvas.width()
    bench.page.show_found(FoundLine("gone", said.start, said.start, 0, "", "quite other words", ()))
    assert bench.player.position == pytest.approx(said.start)


def test_in_a_low_window_the_text_has_the_room_of_the_timeline(
    bench: Workbench, qtbot: QtBot
) -> None:
    page = bench.page
    page.setMinimumSize(320, 160)  # as in a window that has one of its own
    page.resize(640, 290)
    assert not bench.timeline.isVisible() and bench.player.isVisible()
    qtbot.waitUntil(lambda: page.view.height() > page.height() / 2)
    page.resize(640, 480)
    assert bench.timeline.isVisible()


def test_find_and_replace_beside_the_speakers_leaves_the_text_room_in_the_smallest_window(
    bench: Workbench, qtbot: QtBot
) -> None:
    page = bench.page
    page.setMinimumSize(320, 160)
    page.resize(592, 300)  # of a window of 640
    bar, inspector = page.find_bar, page.inspector
    assert inspector is not None
    bar.open(replaces=True)
    qtbot.waitUntil(lambda: page.view.height() >= 72 and bar.height() >= bar.sizeHint().height())
    assert bar.width() >= bar.minimumSizeHint().width()
    assert inspector.isVisible() and not bench.timeline.isVisible()
    bar.shut()
    qtbot.waitUntil(bench.timeline.isVisible)


def test_a_click_in_the_timeline_moves_the_player(bench: Workbench) -> None:
    bench.timeline.go_asked.emit(33.0)
    assert bench.player.position == pytest.approx(33.0)


def test_a_sample_of_a_voice_is_heard_and_ends(bench: Workbench, qtbot: QtBot) -> None:
    bench.speakers.play("SPEAKER_01")
    start, end = bench.speakers._speakers.rows[1].samples[0]
    assert bench.player.is_playing and bench.player.position == pytest.approx(start)
    for _ in range(400):
        sound_of(bench).advance(50)
        bench.player._tick()
    assert not bench.player.is_playing and bench.player.position == pytest.approx(end, abs=0.1)


def test_the_segment_with_the_caret_is_given_by_a_number_while_typing(
    bench: Workbench, talk: TranscriptDocument, qtbot: QtBot
) -> None:
    view, segment = bench.page.view, talk.segments[3]
    view.go_to(segment.id)
    bench.speakers.scope.setCurrentIndex(bench.speakers.scope.findData("turn"))
    view.setFocus()
    qtbot.keyClick(view, Qt.Key.Key_3, Qt.KeyboardModifier.ControlModifier)
    assert talk.history == [AssignTurn(segment.id, "SPEAKER_02")], "as far as the panel says"


def test_without_the_panel_a_number_gives_the_segment_alone(
    bench: Workbench, talk: TranscriptDocument, qtbot: QtBot
) -> None:
    view, segment = bench.page.view, talk.segments[3]
    bench.page.inspector_action.setChecked(False)
    view.go_to(segment.id)
    view.setFocus()
    qtbot.keyClick(view, Qt.Key.Key_3, Qt.KeyboardModifier.ControlModifier)
    assert len(talk.history) == 1
    moved = talk.segment(segment.id)
    assert moved is not None and moved.speaker == "SPEAKER_02"


def test_the_player_s_keys_work_while_typing(bench: Workbench, qtbot: QtBot) -> None:
    view = bench.page.view
    view.setFocus()
    qtbot.keyClick(view, Qt.Key.Key_Space, Qt.KeyboardModifier.ControlModifier)
    assert bench.player.is_playing
    held = Qt.KeyboardModifier.ControlModifier | Qt.KeyboardModifier.AltModifier
    qtbot.keyClick(view, Qt.Key.Key_Right, held)
    assert bench.player.position == pytest.approx(5.0)


def test_no_two_keys_of_the_page_are_the_same(bench: Workbench) -> None:
    keys = [
        key.toString()
        for action in bench.page.actions()
        if action.isVisible()
        for key in action.shortcuts()
    ]
    assert len(keys) == len(set(keys)), sorted(key for key in keys if keys.count(key) > 1)


def test_a_recording_that_is_gone_leaves_the_text_and_can_be_found_again(
    showing: Page, talk: TranscriptDocument, qtbot: QtBot
) -> None:
    assert talk.source is not None
    Path(talk.source.path).unlink()
    page = showing(talk)
    bench = Workbench(page)
    assert bench.player.message.isVisible() and not talk.is_read_only
    with qtbot.waitSignal(page.acted) as heard:
        bench.player.locate.click()
    assert heard.args == [LOCATE]


def test_closing_lets_go_of_the_recording(bench: Workbench) -> None:
    bench.player.play()
    bench.close()
    assert sound_of(bench).is_closed


def test_a_film_with_a_picture_shows_it_beside_the_text(
    showing: Page, talk: TranscriptDocument, qtbot: QtBot
) -> None:
    page = showing(talk)
    bench = Workbench(page, False, SilentSound(60_000, has_picture=True))
    assert not bench.player.pane.isVisible() and not bench.speakers.isVisible()
    bench.player.play()
    pane = bench.player.pane
    assert pane.isVisible() and page.inspector_action.isChecked()
    qtbot.waitUntil(lambda: pane.height() == round(pane.width() * 9 / 16))


# --- known voices ---------------------------------------------------------------------------------

THIRD = "SPEAKER_02"
BEA = VoiceMatch(THIRD, "Bea", 0.714)


def test_the_engine_is_asked_who_somebody_without_a_name_may_be(
    bench: Workbench, talk: TranscriptDocument, qtbot: QtBot
) -> None:
    with qtbot.waitSignal(bench.asked) as asked:
        talk.opened.emit()
    assert asked.args == [SuggestVoices(str(talk.path))]
    with qtbot.assertNotEmitted(bench.asked):
        talk.speakers_changed.emit()  # the same people


def test_where_everybody_has_a_name_nothing_is_asked(
    bench: Workbench, talk: TranscriptDocument, qtbot: QtBot
) -> None:
    talk.do(RenameSpeaker(THIRD, "Cora"))
    with qtbot.assertNotEmitted(bench.asked):
        talk.opened.emit()
        bench.ask_about_voices()


def test_a_voice_that_is_known_is_offered_and_its_name_taken_in_one_edit(
    bench: Workbench, talk: TranscriptDocument
) -> None:
    talk.opened.emit()
    bench.suggest([BEA, VoiceMatch("SPEAKER_00", "Zoe", 0.9)])
    card = bench.speakers.suggestion
    assert "Speaker 3" in card.title.text() and "Bea" in card.title.text()
    assert card.evidence.text() == "The voices are 71 % alike.", "nobody asks who Anna is"
    card.accept.click()
    assert talk.history == [RenameSpeaker(THIRD, "Bea")]


def test_what_was_refused_is_not_offered_again(bench: Workbench, talk: TranscriptDocument) -> None:
    talk.opened.emit()
    bench.suggest([BEA])
    bench.speakers.suggestion.refuse.click()
    bench.suggest([BEA])
    assert bench.speakers.suggestion.isHidden() and talk.history == [RefuseVoice(THIRD, "Bea")]
    bench.suggest([VoiceMatch(THIRD, "Cora", 0.6)])
    assert "Cora" in bench.speakers.suggestion.title.text()


def test_a_refusal_can_be_taken_back_and_is_offered_again_then(
    bench: Workbench, talk: TranscriptDocument
) -> None:
    talk.opened.emit()
    bench.suggest([BEA])
    bench.speakers.suggestion.refuse.click()
    assert talk.undo_title == "Speaker 3 is not Bea"
    talk.undo()
    assert "Bea" in bench.speakers.suggestion.title.text()
    talk.redo()
    assert bench.speakers.suggestion.isHidden()


def test_what_was_refused_stays_so_when_the_transcript_is_opened_again(
    bench: Workbench, talk: TranscriptDocument, opening: Open, showing: Page
) -> None:
    talk.opened.emit()
    bench.suggest([BEA])
    bench.speakers.suggestion.refuse.click()
    talk.close()
    page = showing(opening(talk.path))
    again = Workbench(page, sound=SilentSound(1000))
    page.document.opened.emit()
    again.suggest([BEA, VoiceMatch(THIRD, "Cora", 0.6)])
    assert "Cora" in again.speakers.suggestion.title.text()
    again.close()


def test_a_name_that_was_taken_is_given_back_by_one_undo(
    bench: Workbench, talk: TranscriptDocument, qtbot: QtBot
) -> None:
    talk.opened.emit()
    bench.suggest([BEA])
    bench.speakers.suggestion.accept.click()
    with qtbot.waitSignal(bench.asked) as asked:
        talk.undo()
    assert talk.name_of(THIRD) == "Speaker 3"
    assert asked.args == [SuggestVoices(str(talk.path))], "who it may be is open again"


def test_a_voice_is_remembered_once_consent_is_noted(
    bench: Workbench, talk: TranscriptDocument, qtbot: QtBot
) -> None:
    bench.speakers.enrol_asked.emit("SPEAKER_00")
    assert bench.sheet is not None and bench.sheet.name.text() == "Anna Lindqvist"
    bench.sheet.consent.setText("asked on 3 May")
    with qtbot.waitSignal(bench.asked) as asked:
        bench.sheet.accept()
    kept = KeepVoice(str(talk.path), "SPEAKER_00", "Anna Lindqvist", "asked on 3 May")
    assert asked.args == [kept] and not talk.history


def test_whose_voice_is_remembered_has_that_name_in_the_film(
    bench: Workbench, talk: TranscriptDocument, qtbot: QtBot
) -> None:
    bench.speakers.enrol_asked.emit(THIRD)
    assert bench.sheet is not None and bench.sheet.name.text() == ""
    bench.sheet.name.setText("Bea")
    bench.sheet.consent.setText("asked on 3 May")
    bench.sheet.accept()
    assert talk.name_of(THIRD) == "Bea"


def test_what_the_engine_does_for_the_text_is_in_a_menu_of_the_window(bench: Workbench) -> None:
    menu = bench.page.menus[0]
    assert [each.text() for each in menu.actions() if not each.isSeparator()] == [
        "Align again",
        "Align all edited segments",
        "Run this part again…",
    ]
    assert all(each.shortcuts() for each in menu.actions() if not each.isSeparator())
