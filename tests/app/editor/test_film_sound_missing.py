"""A computer on which no recording can be played, whatever is on this one."""

from __future__ import annotations

import subprocess
import sys
from pathlib import Path

import pytest

ROOT = Path(__file__).parents[3]
WITHOUT = """
import sys
sys.modules["PySide6.QtMultimedia"] = None  # as if a library of the system were missing
from PySide6.QtCore import QCoreApplication, QObject
from app.editor.film_sound import NO_MULTIMEDIA, FilmSound, Silence, sound_of_system
application = QCoreApplication([])
parent = QObject()
"""


def on_such_a_computer(code: str) -> str:
    """What this code prints where the multimedia cannot be loaded."""
    done = subprocess.run(
        [sys.executable, "-c", WITHOUT + code],
        cwd=ROOT,
        capture_output=True,
        text=True,
        timeout=60,
        check=False,
    )
    assert done.returncode == 0, done.stderr
    return done.stdout.strip()


def test_what_plays_nothing_takes_the_place_of_what_would_play() -> None:
    code = "sound = sound_of_system(parent); print(type(sound).__name__, sound.parent() is parent)"
    assert on_such_a_computer(code) == "Silence True"


def test_the_multimedia_itself_says_that_it_is_not_there() -> None:
    code = """
try:
    FilmSound(parent)
except ImportError:
    print("not there")
"""
    assert on_such_a_computer(code) == "not there"


@pytest.mark.parametrize("wish", ["play()", "pause()", "seek(100)", "set_rate(2.0)", "close()"])
def test_wishes_are_neither_fulfilled_nor_complained_of(wish: str) -> None:
    code = f"""
told = []
sound = sound_of_system(parent)
for signal in (sound.started, sound.stopped, sound.loaded, sound.troubled):
    signal.connect(lambda *_: told.append(1))
sound.{wish}
print(told, sound.is_playing(), sound.position())
"""
    assert on_such_a_computer(code) == "[] False 0"
