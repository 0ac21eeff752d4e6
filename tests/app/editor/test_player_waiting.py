"""The player while its recording is still being loaded, replaced or looked for."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path

import pytest
from PySide6.QtCore import QEvent, Qt
from PySide6.QtGui import QKeyEvent
from PySide6.QtWidgets import QApplication, QToolButton
from pytestqt.qtbot import QtBot

from app.editor.film_sound import NO_FORMAT
from app.editor.player import SPEEDS, Player
from app.editor.transcript_document import TranscriptDocument
from app.theme import Theme
from engine.edits import MergeSpeakers
from engine.output.cues import make_cues
from tests.app.editor import talks
from tests.app.editor.silent_sound import SilentSound
from tests.builders import transcript

Open = Callable[..., TranscriptDocument]


class SlowSound(SilentSound):
    """Takes its time: the recording is there when `arrive` says so."""

    def load(self, path: Path) -> None:
        self.film = path

    def arrive(self) -> None:
        self.loaded.emit()

    def fail(self) -> None:
        self.troubled.emit(NO_FORMAT)


@pytest.fixture
def film(tmp_path: Path) -> Path:
    made = tmp_path / "film.wav"
    made.write_bytes(b"a film")
    return made


@pytest.fixture
def slow(talk: TranscriptDocument) -> SlowSound:
    return SlowSound(round(talk.transcript.duration * 1000))


@pytest.fixture
def player(
    dressed: Theme, talk: TranscriptDocument, film: Path, slow: SlowSound, qtbot: QtBot
) -> Player:
    made = Player(talk, film, slow)
    qtbot.addWidget(made)
    qtbot.addWidget(made.pane)
    made.show()
    return made


def tick(player: Player, sound: SilentSound, milliseconds: int) -> None:
    for _ in range(milliseconds // 50):
        sound.advance(50)
        player._tick()


def test_who_asked_to_hear_hears_as_soon_as_it_is_loaded(player: Player, slow: SlowSound) -> None:
    player.play()
    assert not player.is_playing
    slow.arrive()
    assert player.is_playing


def test_who_has_changed_their_mind_meanwhile_hears_nothing(
    player: Player, slow: SlowSound
) -> None:
    player.play()
    player.pause()
    slow.arrive()
    assert not player.is_playing
    player.play()
    assert player.is_playing


def test_a_second_press_while_it_loads_takes_the_first_one_back(
    player: Player, slow: SlowSound
) -> None:
    player.play_action.trigger()
    player.play_action.trigger()
    slow.arrive()
    assert not player.is_playing
    player.play_action.trigger()
    assert player.is_playing


def test_the_last_place_asked_for_while_it_loads_is_where_it_begins(
    player: Player, slow: SlowSound
) -> None:
    player.play_from(12.0)
    player.go_to(30.0)
    assert player.position == 30.0
    slow.arrive()
    assert player.position == 30.0 and player.is_playing
    tick(player, slow, 500)
    assert player.position == pytest.approx(30.5)


def test_a_sample_asked_for_while_it_loads_ends_where_it_should(
    player: Player, slow: SlowSound
) -> None:
    player.play_span(10.0, 11.0)
    slow.arrive()
    tick(player, slow, 2000)
    assert not player.is_playing and player.position == pytest.approx(11.0, abs=0.1)


def test_loading_begins_once_however_often_play_is_asked(player: Player, slow: SlowSound) -> None:
    player.play()
    slow.film = None
    player.play()
    assert slow.film is None


def test_the_length_of_the_text_stands_until_that_of_the_recording_is_known(
    player: Player, slow: SlowSound, talk: TranscriptDocument
) -> None:
    assert player.duration == talk.transcript.duration
    slow.length = 3_600_000
    player.play()
    slow.arrive()
    assert player.duration == 3600.0 and player.time.text().endswith(" / 1:00:00")


def test_a_recording_that_fails_lets_the_next_one_play_from_there(
    player: Player, slow: SlowSound, tmp_path: Path
) -> None:
    player.play_from(9.0)
    slow.fail()
    assert "cannot be played" in player.message.text() and not player.locate.isVisible()
    other = tmp_path / "other.wav"
    other.write_bytes(b"another")
    player.show_film(other)
    assert slow.film == other and player.film == other
    assert not player.message.isVisible()
    slow.arrive()
    assert player.position == 9.0


def test_another_recording_takes_over_at_the_same_place(
    player: Player, slow: SlowSound, tmp_path: Path
) -> None:
    player.play_from(20.0)
    slow.arrive()
    player.pause()
    moved = tmp_path / "moved.wav"
    moved.write_bytes(b"a film")
    player.show_film(moved)
    slow.seek(0)  # a player that loads begins at the start
    assert player.position == 20.0
    slow.arrive()
    assert slow.position() == 20_000 and not player.is_playing


def test_a_recording_shown_that_is_not_there_either_is_told(player: Player, tmp_path: Path) -> None:
    player.show_film(tmp_path / "nowhere.wav")
    assert player.locate.isVisible() and not player.play_action.isEnabled()
    assert "not where it was" in player.message.text()


def test_the_time_is_shown_beside_the_length(player: Player) -> None:
    player.go_to(61.0)
    assert player.time.text().startswith("1:01 / ")


def test_the_place_is_told_once_for_every_wish(player: Player, qtbot: QtBot) -> None:
    told: list[float] = []
    player.moved.connect(told.append)
    player.go_to(5.0)
    player.jump(-2.0)
    player.jump(-60.0)
    assert told == [5.0, 3.0, 0.0]


# --- keys and buttons -----------------------------------------------------------------------------


def test_up_and_down_go_from_segment_to_segment(
    player: Player, talk: TranscriptDocument, qtbot: QtBot
) -> None:
    player.go_to(talk.segments[3].start + 0.1)
    qtbot.keyClick(player, Qt.Key.Key_Down)
    assert player.position == pytest.approx(talk.segments[4].start)
    qtbot.keyClick(player, Qt.Key.Key_Up)
    assert player.position == pytest.approx(talk.segments[3].start)


def test_a_key_that_means_nothing_here_is_left_to_others(player: Player) -> None:
    event = QKeyEvent(QEvent.Type.KeyPress, Qt.Key.Key_F7, Qt.KeyboardModifier.NoModifier)
    event.accept()
    QApplication.sendEvent(player, event)
    assert not event.isAccepted() and player.position == 0.0


def test_again_plays_from_just_before(player: Player, slow: SlowSound) -> None:
    player.go_to(30.0)
    player.again_action.trigger()
    slow.arrive()
    assert player.is_playing and player.position == pytest.approx(28.5)


def test_slower_and_faster_end_at_the_slowest_and_the_fastest(player: Player) -> None:
    actions = {action.text(): action for action in player.actions()}
    for _ in range(2 * len(SPEEDS)):
        actions["Slower"].trigger()
    assert player.speed.currentData() == SPEEDS[0]
    for _ in range(2 * len(SPEEDS)):
        actions["Faster"].trigger()
    assert player.speed.currentData() == SPEEDS[-1]


@pytest.mark.parametrize(("wanted", "given"), [(1.1, 1.0), (0.0, 0.5), (10.0, 3.0), (1.2, 1.25)])
def test_a_speed_that_is_not_offered_gives_way_to_the_nearest(
    player: Player, wanted: float, given: float
) -> None:
    player.set_speed(wanted)
    assert player.speed.currentData() == given


def test_the_button_repeats_the_segment_and_shows_that_it_does(player: Player) -> None:
    button = next(
        each
        for each in player.findChildren(QToolButton)
        if each.defaultAction() is player.loop_action
    )
    button.click()
    assert player.loop_action.isChecked() and button.isChecked()


def test_a_sample_ends_the_repeating(player: Player, slow: SlowSound) -> None:
    player.play()
    slow.arrive()
    player.loop_action.setChecked(True)
    player.play_span(10.0, 11.0)
    assert not player.loop_action.isChecked()
    tick(player, slow, 1500)
    assert not player.is_playing


# --- a text without segments, and subtitles -------------------------------------------------------


def test_without_segments_there_is_nothing_to_go_to_and_nothing_to_repeat(
    dressed: Theme, opening: Open, tmp_path: Path, film: Path, qtbot: QtBot
) -> None:
    empty = opening(talks.document(tmp_path / "empty", transcript(duration=60.0)))
    sound = SilentSound(60_000, has_picture=True)
    player = Player(empty, film, sound)
    qtbot.addWidget(player)
    qtbot.addWidget(player.pane)
    player.play_from(10.0)
    player.loop_action.setChecked(True)
    player.next_segment()
    tick(player, sound, 1000)
    assert player.position == pytest.approx(11.0) and player.subtitles.cue_at(10.5) is None
    player.previous_segment()
    assert player.position == 0.0 and player.pane.cue == ""


def test_subtitles_are_the_exported_ones_wherever_one_looks_first(
    player: Player, talk: TranscriptDocument
) -> None:
    cues = make_cues(talk.segments, "en", talk.transcript.duration)
    for cue in reversed(cues):
        assert player.subtitles.cue_at((cue.start + cue.end) / 2) == cue


def test_before_the_first_word_there_is_no_subtitle(
    player: Player, talk: TranscriptDocument
) -> None:
    assert player.subtitles.cue_at(talk.segments[0].start / 2) is None


def test_a_subtitle_follows_whom_it_belongs_to(player: Player, talk: TranscriptDocument) -> None:
    said = next(each for each in talk.segments if each.speaker == "SPEAKER_02")
    talk.do(MergeSpeakers(("SPEAKER_02",), "SPEAKER_00"))
    cue = player.subtitles.cue_at(said.start + 0.1)
    assert cue is not None and cue.speaker == "SPEAKER_00"


def test_closing_before_anything_was_heard_does_no_harm(
    dressed: Theme, talk: TranscriptDocument, film: Path, qtbot: QtBot
) -> None:
    player = Player(talk, film)
    qtbot.addWidget(player)
    player.close_film()
    assert player.position == 0.0 and not player.is_playing


def test_what_was_closed_while_it_loaded_stays_silent(player: Player, slow: SlowSound) -> None:
    player.play()
    player.close_film()
    slow.arrive()
    assert slow.is_closed and not player.is_playing


def test_the_length_is_shown_as_soon_as_the_document_is_open(
    dressed: Theme, tmp_path: Path, film: Path, qtbot: QtBot
) -> None:
    document = TranscriptDocument(talks.document(tmp_path, talks.talk(40)))
    player = Player(document, film)
    qtbot.addWidget(player)
    qtbot.addWidget(player.pane)
    assert player.time.text().endswith("/ 0:00")
    with qtbot.waitSignal(document.opened):
        document.open()
    shown = player.time.text()
    document.close()
    assert not shown.endswith("/ 0:00")
