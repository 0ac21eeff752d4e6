"""Qt's multimedia itself, on the sample recording; skipped where it cannot be loaded."""

from __future__ import annotations

import importlib
from collections.abc import Iterator
from pathlib import Path

import pytest
from PySide6.QtCore import QObject
from pytestqt.qtbot import QtBot

from app.editor.film_sound import (
    NO_DEVICE,
    NO_FILM,
    NO_FORMAT,
    NO_MULTIMEDIA,
    FilmSound,
    Silence,
    Sound,
    sound_of_system,
)

pytestmark = pytest.mark.qt_log_ignore(
    "No audio device", "PulseAudio", "Couldn't", "Could not open media", extend=True
)
SAMPLE = Path(__file__).parents[3] / "resources" / "sample.opus"


def multimedia_is_there() -> bool:
    try:
        importlib.import_module("PySide6.QtMultimedia")
    except ImportError:
        return False
    return True


needs_multimedia = pytest.mark.skipif(
    not multimedia_is_there(), reason="a library that QtMultimedia needs is not on this machine"
)


@pytest.fixture
def sound(qtbot: QtBot) -> Iterator[FilmSound]:
    made = FilmSound()
    yield made
    made.close()


def loaded(sound: Sound, qtbot: QtBot) -> Sound:
    with qtbot.waitSignal(sound.loaded):
        sound.load(SAMPLE)
    return sound


def test_there_is_always_something_that_takes_wishes(qtbot: QtBot) -> None:
    parent = QObject()
    sound = sound_of_system(parent)
    assert isinstance(sound, FilmSound if multimedia_is_there() else Silence)


def test_where_nothing_plays_every_wish_is_borne(qtbot: QtBot) -> None:
    sound = Silence()
    with qtbot.waitSignal(sound.troubled) as heard:
        sound.load(SAMPLE)
    assert heard.args == [NO_MULTIMEDIA]
    sound.play()
    sound.seek(1000)
    sound.set_rate(2.0)
    sound.pause()
    sound.close()
    assert (sound.position(), sound.duration(), sound.is_playing()) == (0, 0, False)
    assert sound.picture() is None


@needs_multimedia
def test_the_sample_is_loaded_with_its_length(sound: FilmSound, qtbot: QtBot) -> None:
    loaded(sound, qtbot)
    assert 59_000 < sound.duration() < 60_000
    assert sound.picture() is None and sound.position() == 0


@needs_multimedia
def test_it_plays_from_where_it_was_put(sound: FilmSound, qtbot: QtBot) -> None:
    loaded(sound, qtbot).seek(20_000)
    with qtbot.waitSignal(sound.started):
        sound.play()
    qtbot.waitUntil(lambda: sound.position() > 20_500)
    with qtbot.waitSignal(sound.stopped):
        sound.pause()
    stood = sound.position()
    assert 20_000 < stood < 59_000 and not sound.is_playing()


@needs_multimedia
def test_between_two_tellings_the_place_goes_on(sound: FilmSound, qtbot: QtBot) -> None:
    loaded(sound, qtbot)
    with qtbot.waitSignal(sound.started):
        sound.play()
    seen: list[int] = []
    told: set[int] = set()

    def look() -> bool:
        seen.append(sound.position())
        told.add(sound._told)
        return len(told) > 6

    qtbot.waitUntil(look)
    assert len(set(seen)) > len(told)
    assert seen == sorted(seen), "it never steps back"


@needs_multimedia
def test_the_end_is_a_stop(sound: FilmSound, qtbot: QtBot) -> None:
    loaded(sound, qtbot).seek(58_500)
    sound.set_rate(3.0)
    with qtbot.waitSignal(sound.stopped, timeout=20_000):
        sound.play()
    assert not sound.is_playing()


@needs_multimedia
def test_what_is_no_recording_is_told(sound: FilmSound, tmp_path: Path, qtbot: QtBot) -> None:
    told: list[str] = []
    sound.troubled.connect(told.append)
    sound.load(tmp_path / "none.wav")
    assert told == [NO_FILM]
    text = tmp_path / "text.wav"
    text.write_text("This is no sound.")
    sound.load(text)
    qtbot.waitUntil(lambda: NO_FORMAT in told)
    assert set(told) <= {NO_FILM, NO_FORMAT, NO_DEVICE, ""}
