"""The player and its recording: another one in its place, one that comes back, subtitles."""

from __future__ import annotations

import os
from collections.abc import Callable
from pathlib import Path

import pytest
from PySide6.QtCore import Qt
from pytestqt.qtbot import QtBot

from app import theme
from app.editor.player import RUN_UP, Player
from app.editor.transcript_document import TranscriptDocument
from app.theme import Theme
from engine.edits import RenameSpeaker, SetText
from engine.output import formats
from tests.app.editor import talks
from tests.app.editor.silent_sound import SilentSound

Make = Callable[[], Player]


@pytest.fixture
def film(talk: TranscriptDocument) -> Path:
    assert talk.source is not None
    return Path(talk.source.path)


@pytest.fixture
def make(dressed: Theme, talk: TranscriptDocument, film: Path, qtbot: QtBot) -> Make:
    """Makes a player of the document's own recording."""

    def made() -> Player:
        sound = SilentSound(round(talk.transcript.duration * 1000), has_picture=True)
        player = Player(talk, film, sound)
        qtbot.addWidget(player)
        qtbot.addWidget(player.pane)
        player.show()
        return player

    return made


def come_back() -> None:
    """The user was in another program and is here again."""
    theme.current().application.applicationStateChanged.emit(Qt.ApplicationState.ApplicationActive)


def test_the_recording_itself_is_no_matter_for_words(make: Make, film: Path, qtbot: QtBot) -> None:
    os.utime(film, (1, 1))
    player = make()
    qtbot.waitUntil(lambda: player._watch._errands.is_idle)
    assert not player.message.isVisible()


def test_another_recording_in_its_place_is_told_and_can_be_heard_and_the_text_written(
    make: Make, film: Path, talk: TranscriptDocument, qtbot: QtBot
) -> None:
    film.write_bytes(b"somebody put another film here")
    player = make()
    qtbot.waitUntil(player.message.isVisible)
    assert "not the recording that was transcribed" in player.message.text()
    assert player.locate.isVisible() and player.play_action.isEnabled()
    player.play()
    assert player.is_playing and player.message.isVisible()
    assert talk.do(SetText(talk.segments[0].id, "Written all the same."))


def test_what_the_sound_tells_does_not_hide_that_it_is_another(
    make: Make, film: Path, qtbot: QtBot
) -> None:
    film.write_bytes(b"somebody put another film here")
    player = make()
    qtbot.waitUntil(player.message.isVisible)
    player.play()
    assert player._sound is not None
    player._sound.troubled.emit("")
    assert "not the recording" in player.message.text()


def test_a_recording_that_is_put_back_plays_again_by_itself(make: Make, film: Path) -> None:
    content = film.read_bytes()
    film.unlink()
    player = make()
    come_back()
    assert player.message.isVisible() and not player.play_action.isEnabled()
    film.write_bytes(content)
    come_back()
    assert not player.message.isVisible() and player.play_action.isEnabled()


def test_the_text_is_written_while_the_recording_is_missing(
    make: Make, film: Path, talk: TranscriptDocument
) -> None:
    film.unlink()
    player = make()
    assert "not where it was" in player.message.text()
    assert not talk.is_read_only and talk.do(SetText(talk.segments[0].id, "Written."))


# --- from the cursor ------------------------------------------------------------------------------


def test_it_plays_from_a_bit_before_the_cursor(make: Make) -> None:
    player = make()
    player.go_to(5.0)
    player.cursor_time = lambda: 30.0
    player.again_action.trigger()
    assert player.is_playing and player.position == pytest.approx(30.0 - RUN_UP)


# --- subtitles ------------------------------------------------------------------------------------


def written(talk: TranscriptDocument) -> list[tuple[float, float, str]]:
    """The subtitles of the exported file: from, to and words."""
    found = []
    text = formats.render_srt(talk.transcript.introduced("Speaker"), formats.Context())
    for block in text.strip().split("\n\n"):
        _, times, words = block.split("\n", 2)
        start, end = (seconds(each) for each in times.split(" --> "))
        found.append((start, end, words))
    return found


def seconds(stamp: str) -> float:
    hours, minutes, rest = stamp.split(":")
    return int(hours) * 3600 + int(minutes) * 60 + float(rest.replace(",", "."))


def test_over_the_picture_stands_what_the_exported_file_says(
    make: Make, talk: TranscriptDocument
) -> None:
    player = make()
    cues = written(talk)
    assert len(cues) > len(talk.segments) / 2
    for start, end, words in cues:
        assert player.subtitles.text_at((start + end) / 2) == words


def test_a_correction_is_in_the_subtitle_at_once(make: Make, talk: TranscriptDocument) -> None:
    player = make()
    player.play()
    said = talk.segments[0]
    player.go_to(said.start + 0.2)
    talk.do(SetText(said.id, "Entirely other words."))
    talk.do(RenameSpeaker(said.speaker or "", "Zoe"))
    assert player.pane.cue == "Zoe: Entirely other words."


def test_where_the_export_names_nobody_nor_do_the_subtitles(
    make: Make, talk: TranscriptDocument
) -> None:
    player = make()
    player.play()
    said = talk.segments[0]
    player.go_to(said.start + 0.2)
    assert player.pane.cue.startswith(talk.name_of(said.speaker) + ": ")
    player.subtitles.name_speakers(False)
    assert not player.pane.cue.startswith(talk.name_of(said.speaker))


def test_between_subtitles_nothing_stands_there(make: Make) -> None:
    assert make().subtitles.text_at(0.0) == ""


# --- the picture ----------------------------------------------------------------------------------


def test_the_picture_is_put_into_a_window_and_back_by_a_key(make: Make) -> None:
    player = make()
    assert not player.detach_action.isEnabled(), "nobody knows yet whether there is a picture"
    player.play()
    assert player.detach_action.isEnabled()
    player.detach_action.trigger()
    assert player.pane.is_detached
    player.detach_action.trigger()
    assert not player.pane.is_detached


def test_a_long_film_s_subtitles_are_made_around_the_moment(
    dressed: Theme, opening: Callable[[Path], TranscriptDocument], tmp_path: Path, qtbot: QtBot
) -> None:
    document = opening(talks.document(tmp_path, talks.talk(120)))
    player = Player(document, None, SilentSound())
    qtbot.addWidget(player)
    for start, end, words in written(document)[40:60]:
        assert player.subtitles.text_at((start + end) / 2) == words
