from __future__ import annotations

import os
import subprocess
import sys
from pathlib import Path

import pytest

from engine.commands import app
from tests.commands import longtake
from tests.conftest import ROOT

SCREEN = {"DISPLAY": ":0"}


def test_no_arguments_open_the_app_where_there_is_a_screen(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    monkeypatch.setattr(sys, "platform", "linux")
    assert app.is_meant([], SCREEN)
    assert app.is_meant([], {"QT_QPA_PLATFORM": "offscreen"})
    assert not app.is_meant([], {})
    monkeypatch.setattr(sys, "platform", "darwin")
    assert app.is_meant([], {})


def test_files_and_folders_open_the_app(tmp_path: Path) -> None:
    film = tmp_path / "film.mp4"
    film.touch()
    assert app.is_meant([str(film), str(tmp_path)], SCREEN)


def test_commands_and_options_do_not(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.chdir(tmp_path)
    for words in (["transcribe", "film.mp4"], ["jobs"], ["--version"], ["no-such-file.mp4"]):
        assert not app.is_meant(words, SCREEN)


def test_the_app_gets_whole_paths(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    monkeypatch.chdir(tmp_path)
    assert app.command(["film.mp4"]) == [sys.executable, "-m", "app", str(tmp_path / "film.mp4")]


def test_a_frozen_app_starts_itself(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(sys, "frozen", True, raising=False)
    assert app.command(["/film.mp4"]) == [sys.executable, "/film.mp4"]


def test_without_a_screen_longtake_alone_says_what_it_can_do(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    if sys.platform == "darwin":
        pytest.skip("a Mac has a screen")
    for name in ("DISPLAY", "WAYLAND_DISPLAY", "QT_QPA_PLATFORM"):
        monkeypatch.delenv(name, raising=False)
    assert "transcribe" in longtake(check=2).stderr


BECOME = """
import sys
sys.argv = ["longtake"]
from engine import cli
from engine.commands import app
app.command = lambda paths: [sys.executable, "-c", "import os; print('the app', os.getpid())"]
print("before", __import__("os").getpid())
cli.main()
"""


def test_the_process_becomes_the_app() -> None:
    run = subprocess.run(
        [sys.executable, "-c", BECOME],
        capture_output=True,
        text=True,
        check=True,
        cwd=ROOT,
        env={**os.environ, "QT_QPA_PLATFORM": "offscreen"},
    )
    before, after = (line.split()[-1] for line in run.stdout.splitlines())
    assert before == after
