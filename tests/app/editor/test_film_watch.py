"""Whether the recording is where it was, and the one that it was."""

from __future__ import annotations

import os
from pathlib import Path

import pytest
from PySide6.QtCore import Qt
from pytestqt.qtbot import QtBot

from app import theme
from app.editor import film_sound
from app.editor.film_watch import FilmWatch
from app.editor.transcript_document import TranscriptDocument
from app.theme import Theme


@pytest.fixture
def film(talk: TranscriptDocument) -> Path:
    assert talk.source is not None
    return Path(talk.source.path)


@pytest.fixture
def watch(dressed: Theme, talk: TranscriptDocument) -> FilmWatch:
    return FilmWatch(talk)


def come_back() -> None:
    """The user comes back to the window."""
    application = theme.current().application
    application.applicationStateChanged.emit(Qt.ApplicationState.ApplicationActive)


def test_a_recording_in_its_place_is_no_trouble(watch: FilmWatch, film: Path) -> None:
    watch.look(film)
    assert watch.trouble == ""


def test_a_recording_that_is_gone_is_found_again_when_the_user_comes_back(
    watch: FilmWatch, film: Path, qtbot: QtBot
) -> None:
    aside = film.rename(film.with_name("aside"))
    watch.look(film)
    assert watch.trouble == film_sound.NO_FILM
    come_back()
    assert watch.trouble == film_sound.NO_FILM, "it is gone still"
    aside.rename(film)
    with qtbot.waitSignal(watch.found):
        come_back()
    assert watch.trouble == ""


def test_who_comes_back_to_a_recording_that_is_there_has_nothing_looked_for(
    watch: FilmWatch, film: Path, qtbot: QtBot
) -> None:
    watch.look(film)
    with qtbot.assertNotEmitted(watch.found):
        come_back()


def test_another_recording_in_its_place_is_told_apart(
    watch: FilmWatch, film: Path, qtbot: QtBot
) -> None:
    film.write_bytes(b"another one, and longer" * 99)
    watch.look(film)
    qtbot.waitUntil(lambda: watch.trouble == film_sound.OTHER_FILM)


def test_the_same_recording_copied_anew_is_the_same(
    watch: FilmWatch, film: Path, qtbot: QtBot
) -> None:
    content = film.read_bytes()
    film.write_bytes(content)
    os.utime(film, (1, 1))
    watch.look(film)
    qtbot.waitUntil(lambda: watch._errands.is_idle)
    assert watch.trouble == ""


@pytest.mark.parametrize(("path", "trouble"), [(None, "NO_FILM"), ("talk.srt", "TEXT_ONLY")])
def test_what_is_no_recording_is_said(
    watch: FilmWatch, tmp_path: Path, path: str | None, trouble: str
) -> None:
    if path:
        (tmp_path / path).touch()
    watch.look(tmp_path / path if path else None)
    assert watch.trouble == getattr(film_sound, trouble)
