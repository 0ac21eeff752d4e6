from __future__ import annotations

import subprocess
import sys
from collections.abc import Callable
from pathlib import Path

import pytest
from PySide6.QtCore import Qt
from PySide6.QtWidgets import QToolButton, QWidget
from pytestqt.qtbot import QtBot

from app.editor.film_sound import NO_DEVICE, NO_MULTIMEDIA, Silence
from app.editor.player import LONG_JUMP, RUN_UP, SHORT_JUMP, SPEEDS, Player
from app.editor.transcript_document import TranscriptDocument
from app.theme import Theme
from engine.edits import RenameSpeaker, SetText
from engine.output.cues import make_cues
from tests.app.editor.silent_sound import SilentSound

Make = Callable[..., Player]


@pytest.fixture
def make(dressed: Theme, talk: TranscriptDocument, tmp_path: Path, qtbot: QtBot) -> Make:
    """Makes a player of a recording that is there."""
    film = tmp_path / "film.wav"
    film.write_bytes(b"a film")

    def made(sound: SilentSound | None = None, path: Path | None = film) -> Player:
        length = round(talk.transcript.duration * 1000)
        player = Player(talk, path, sound or SilentSound(length))
        qtbot.addWidget(player)
        qtbot.addWidget(player.pane)
        player.show()
        return player

    return made


@pytest.fixture
def player(make: Make) -> Player:
    return make()


def sound_of(player: Player) -> SilentSound:
    assert isinstance(player._sound, SilentSound)
    return player._sound


def pass_time(player: Player, milliseconds: int) -> None:
    """Let it play on, tick by tick."""
    for _ in range(milliseconds // 50):
        sound_of(player).advance(50)
        player._tick()


def test_it_plays_and_stands_still(player: Player, qtbot: QtBot) -> None:
    with qtbot.waitSignal(player.playing_changed) as heard:
        player.play_action.trigger()
    assert heard.args == [True] and player.is_playing and player.play_action.text() == "Pause"
    pass_time(player, 1000)
    assert player.position == pytest.approx(1.0)
    player.play_action.trigger()
    assert not player.is_playing and player.play_action.text() == "Play"


def test_nothing_is_loaded_before_somebody_wants_to_hear(player: Player, tmp_path: Path) -> None:
    player.go_to(12.5)
    assert sound_of(player).film is None and player.position == 12.5
    player.play()
    assert sound_of(player).film == tmp_path / "film.wav"
    assert sound_of(player).position() == 12_500


def test_it_tells_where_it_is_sixty_times_a_second(player: Player, qtbot: QtBot) -> None:
    told: list[float] = []
    player.moved.connect(told.append)
    player.play()
    assert player._clock.isActive() and player._clock.interval() == 16
    pass_time(player, 200)
    assert told[-4:] == pytest.approx([0.05, 0.1, 0.15, 0.2])
    player.pause()
    assert not player._clock.isActive()


def test_no_place_is_before_the_start_or_after_the_end(
    player: Player, talk: TranscriptDocument
) -> None:
    player.go_to(-3.0)
    assert player.position == 0.0
    player.go_to(1e9)
    assert player.position == pytest.approx(talk.transcript.duration, abs=0.001)


def test_at_the_end_it_begins_anew(player: Player) -> None:
    player.play()
    player.go_to(player.duration)
    pass_time(player, 50)
    assert not player.is_playing
    player.play()
    assert player.position == 0.0 and player.is_playing


@pytest.mark.parametrize("by", [-LONG_JUMP, -SHORT_JUMP, SHORT_JUMP, LONG_JUMP])
def test_it_jumps_by_one_second_and_by_five(player: Player, by: float) -> None:
    player.go_to(20.0)
    actions = dict(zip((-5.0, -1.0, 1.0, 5.0), player.jump_actions, strict=True))
    actions[by].trigger()
    assert player.position == pytest.approx(20.0 + by)


def test_it_goes_from_segment_to_segment(player: Player, talk: TranscriptDocument) -> None:
    starts = [segment.start for segment in talk.segments]
    player.go_to(starts[3] + 1.0)
    player.next_action.trigger()
    assert player.position == pytest.approx(starts[4])
    player.next_action.trigger()
    assert player.position == pytest.approx(starts[5])
    player.go_to(starts[5] + 1.0)
    player.previous_action.trigger()
    assert player.position == pytest.approx(starts[5]), "first to where this one begins"
    player.previous_action.trigger()
    assert player.position == pytest.approx(starts[4])


def test_before_the_first_and_after_the_last_there_is_nothing(
    player: Player, talk: TranscriptDocument
) -> None:
    player.previous_segment()
    assert player.position == 0.0
    player.go_to(talk.segments[-1].start + 0.1)
    before = player.position
    player.next_segment()
    assert player.position == before


def test_a_segment_is_repeated_until_one_has_heard_it(
    player: Player, talk: TranscriptDocument
) -> None:
    segment = talk.segments[2]
    player.go_to(segment.start + 0.2)
    player.loop_action.setChecked(True)
    player.play()
    length = round(segment.duration * 1000)
    pass_time(player, length * 3)
    assert segment.start <= player.position <= segment.end + 0.1
    player.loop_action.setChecked(False)
    pass_time(player, length)
    assert player.position > segment.end


def test_a_segment_that_ends_with_the_recording_is_repeated_too(
    player: Player, talk: TranscriptDocument
) -> None:
    last = talk.segments[-1]
    sound_of(player).length = round(last.end * 1000) - 40
    player.loop_action.setChecked(True)
    player.play_from(last.start)
    pass_time(player, round(last.duration * 1000) * 3)
    assert player.is_playing and last.start <= player.position <= last.end
    player.pause()
    assert not player.is_playing
    player.loop_action.setChecked(False)
    player.play()
    pass_time(player, round(last.duration * 1000) + 100)
    assert not player.is_playing, "without it the end is the end"


def test_the_loop_goes_along_to_another_segment(player: Player, talk: TranscriptDocument) -> None:
    player.loop_action.setChecked(True)
    other = talk.segments[7]
    player.play_from(other.start)
    pass_time(player, round(other.duration * 1000) * 2)
    assert other.start <= player.position <= other.end + 0.1


def test_a_sample_ends_where_it_should(player: Player) -> None:
    player.play_span(10.0, 12.0)
    pass_time(player, 1500)
    assert player.is_playing
    pass_time(player, 3000)
    assert not player.is_playing and player.position == pytest.approx(12.0, abs=0.1)
    player.play()
    pass_time(player, 1000)
    assert player.is_playing, "the end of the sample holds for the sample only"


def test_after_a_correction_it_plays_from_a_bit_before(player: Player) -> None:
    player.play_before(30.0)
    assert player.position == pytest.approx(30.0 - RUN_UP) and player.is_playing
    player.play_before(0.5)
    assert player.position == 0.0


def test_every_speed_from_half_to_three_times(player: Player) -> None:
    assert (SPEEDS[0], SPEEDS[-1]) == (0.5, 3.0)
    player.play()
    for speed in SPEEDS:
        player.set_speed(speed)
        assert sound_of(player).rate == speed
    player.change_speed(1)
    assert sound_of(player).rate == 3.0
    player.change_speed(-1)
    assert sound_of(player).rate == 2.5
    assert player.speed.currentText().startswith("2")


def test_a_speed_chosen_before_the_first_sound_holds(player: Player) -> None:
    player.set_speed(2.0)
    player.play()
    assert sound_of(player).rate == 2.0


@pytest.mark.parametrize(
    ("key", "shift", "place"),
    [
        (Qt.Key.Key_Right, False, 21.0),
        (Qt.Key.Key_Right, True, 25.0),
        (Qt.Key.Key_Left, False, 19.0),
        (Qt.Key.Key_Left, True, 15.0),
    ],
)
def test_the_arrows_move_it(
    player: Player, qtbot: QtBot, key: Qt.Key, shift: bool, place: float
) -> None:
    player.go_to(20.0)
    held = Qt.KeyboardModifier.ShiftModifier if shift else Qt.KeyboardModifier.NoModifier
    qtbot.keyClick(player, key, held)
    assert player.position == pytest.approx(place)


def test_space_plays_and_stops(player: Player, qtbot: QtBot) -> None:
    qtbot.keyClick(player, Qt.Key.Key_Space)
    assert player.is_playing
    qtbot.keyClick(player, Qt.Key.Key_Space)
    assert not player.is_playing


def test_every_button_is_named_and_tells_its_key(player: Player) -> None:
    buttons = [button for button in player.findChildren(QToolButton) if button.defaultAction()]
    assert len(buttons) == 6
    for button in buttons:
        assert button.accessibleName() and "(" in button.toolTip()
    keys = [action.shortcut().toString() for action in player.actions()]
    assert all(keys) and len(set(keys)) == len(keys)
    assert player.speed.accessibleName()


# --- what cannot be -------------------------------------------------------------------------------


def test_a_recording_that_is_gone_is_told_and_can_be_shown(
    make: Make, tmp_path: Path, qtbot: QtBot
) -> None:
    player = make(path=tmp_path / "moved away.wav")
    assert "not where it was" in player.message.text() and not player.play_action.isEnabled()
    with qtbot.waitSignal(player.locate_asked):
        player.locate.click()
    player.play()
    assert not player.is_playing
    player.go_to(5.0)
    player.show_film(tmp_path / "film.wav")
    assert not player.message.isVisible() and player.play_action.isEnabled()
    player.play()
    assert player.is_playing and player.position == 5.0


def test_a_recording_that_vanishes_while_it_is_open_is_told(player: Player, tmp_path: Path) -> None:
    (tmp_path / "film.wav").unlink()
    player.play()
    assert not player.is_playing and "not where it was" in player.message.text()


def test_no_recording_at_all_is_told_too(make: Make) -> None:
    player = make(path=None)
    player.toggle()
    assert "not where it was" in player.message.text()


def test_a_recording_that_no_player_can_read_is_told(make: Make) -> None:
    player = make(SilentSound(fits=False))
    player.play()
    assert "cannot be played" in player.message.text() and not player.is_playing
    player.go_to(7.0)
    assert player.position == 7.0, "the place is kept all the same"


def test_without_a_device_it_plays_silently_and_says_so(player: Player) -> None:
    player.play()
    sound_of(player).troubled.emit(NO_DEVICE)
    assert "no sound device" in player.message.text()
    assert player.is_playing and player.play_action.isEnabled()
    sound_of(player).troubled.emit("")
    assert not player.message.isVisible()


def test_where_nothing_can_play_one_line_says_so(
    dressed: Theme, talk: TranscriptDocument, tmp_path: Path, qtbot: QtBot
) -> None:
    film = tmp_path / "film.wav"
    film.write_bytes(b"a film")
    player = Player(talk, film, Silence())
    qtbot.addWidget(player)
    player.show()
    player.play_before(20.0)
    assert player._sound_trouble == NO_MULTIMEDIA and player.message.isVisible()
    assert player.position == pytest.approx(20.0 - RUN_UP)
    assert not player.play_action.isEnabled() and not player.is_playing


def test_closing_lets_go_of_the_recording(player: Player) -> None:
    player.play()
    player.close_film()
    assert sound_of(player).is_closed and not player._clock.isActive()


def test_the_editor_loads_no_multimedia_until_it_is_wanted() -> None:
    code = (
        "import sys, app.editor.player; "
        "sys.exit(any(name.startswith('PySide6.QtMultimedia') for name in sys.modules))"
    )
    assert subprocess.run([sys.executable, "-c", code], check=False).returncode == 0


# --- the picture ----------------------------------------------------------------------------------


def test_sound_alone_has_no_picture(player: Player) -> None:
    player.play()
    assert not player.pane.isVisible() and not player.pane.has_picture


def test_a_film_s_picture_bears_its_subtitles_as_they_are_exported(
    make: Make, talk: TranscriptDocument
) -> None:
    player = make(SilentSound(600_000, has_picture=True))
    player.play()
    assert player.pane.isVisible()
    cues = make_cues(talk.segments, "en", talk.transcript.duration)
    for cue in cues:
        player.go_to((cue.start + cue.end) / 2)
        assert player.pane.cue == f"{talk.name_of(cue.speaker)}: {cue.text}"
    player.go_to(0.0)
    assert player.pane.cue == ""


def test_an_edit_shows_over_the_picture_at_once(make: Make, talk: TranscriptDocument) -> None:
    player = make(SilentSound(600_000, has_picture=True))
    segment = talk.segments[0]
    player.play_from(segment.start + 0.1)
    talk.do(SetText(segment.id, "Put right."))
    assert player.pane.cue.endswith(": Put right.")
    talk.do(RenameSpeaker(segment.speaker or "", "Zoë"))
    assert player.pane.cue == "Zoë: Put right."


def test_the_picture_can_be_a_window_and_comes_back(make: Make, qtbot: QtBot) -> None:
    player = make(SilentSound(600_000, has_picture=True))
    player.play()
    pane = player.pane
    pane.toggle()
    assert pane.is_detached and not pane.isVisible()
    window = pane._window
    assert isinstance(window, QWidget) and window.isVisible()
    qtbot.keyClick(window, Qt.Key.Key_Space)
    assert not player.is_playing, "the keys work there too"
    qtbot.keyClick(window, Qt.Key.Key_Escape)
    assert not pane.is_detached and pane.isVisible()
    pane.toggle()
    player.close_film()
    assert not pane.is_detached
