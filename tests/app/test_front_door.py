"""A second start hands its files to the app that runs."""

from __future__ import annotations

import os
import subprocess
import sys
from pathlib import Path

import pytest
from PySide6.QtCore import QObject
from PySide6.QtNetwork import QLocalServer, QLocalSocket
from pytestqt.qtbot import QtBot

from app import front_door
from app.front_door import FrontDoor
from tests.conftest import ROOT

UNCONNECTED = QLocalSocket.LocalSocketState.UnconnectedState
KNOCK = """
import sys
from pathlib import Path
from PySide6.QtCore import QCoreApplication
from app.front_door import FrontDoor
application = QCoreApplication([])
print(FrontDoor(Path(sys.argv[1])).enter(sys.argv[2:]), flush=True)
"""
STAY = KNOCK + "sys.stdin.read()\n"


@pytest.fixture
def home(tmp_path: Path) -> Path:
    return tmp_path / "home"


@pytest.fixture
def door(home: Path, qapp: QObject) -> FrontDoor:
    return FrontDoor(home)


def another(code: str, home: Path, *files: str) -> subprocess.Popen[str]:
    return subprocess.Popen(
        [sys.executable, "-c", code, str(home), *files],
        stdin=subprocess.PIPE,
        stdout=subprocess.PIPE,
        text=True,
        cwd=ROOT,
    )


def said_by(process: subprocess.Popen[str]) -> str:
    return process.communicate(timeout=120)[0].strip()


def test_the_first_one_enters(door: FrontDoor, home: Path) -> None:
    assert door.enter(["film.mp4"])
    door.close()


def test_a_second_one_hands_over_its_files_and_goes(
    door: FrontDoor, home: Path, qtbot: QtBot
) -> None:
    assert door.enter([])
    with qtbot.waitSignal(door.visited, timeout=60_000) as visited:
        process = another(KNOCK, home, "/films/a.mp4", "/films/ü\n.mp4")
    assert visited.args == [["/films/a.mp4", "/films/ü\n.mp4"]]
    assert said_by(process) == "False"
    door.close()


def test_other_homes_have_other_doors(door: FrontDoor, tmp_path: Path) -> None:
    assert door.enter([])
    process = another(KNOCK, tmp_path / "other")
    assert said_by(process) == "True"
    door.close()


def test_one_that_was_killed_is_in_nobodys_way(door: FrontDoor, home: Path) -> None:
    process = another(STAY, home)
    assert process.stdout is not None
    assert process.stdout.readline() == "True\n"
    process.kill()
    process.communicate()
    assert door.enter([])
    door.close()


def test_one_that_does_not_answer_is_in_nobodys_way(
    door: FrontDoor, home: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(front_door, "PATIENCE_MS", 300)
    process = another(STAY, home)  # it listens, but nothing in it hears
    assert process.stdout is not None
    assert process.stdout.readline() == "True\n"
    assert door.enter(["film.mp4"])
    process.communicate("")


def test_strangers_are_not_listened_to(door: FrontDoor, home: Path, qtbot: QtBot) -> None:
    assert door.enter([])
    heard: list[object] = []
    door.visited.connect(heard.append)
    (server,) = door.findChildren(QLocalServer)
    for words in (b"99 bottles\n", b"x" * (front_door.LONGEST_NOTE + 1)):
        stranger = QLocalSocket()
        stranger.connectToServer(server.fullServerName())
        assert stranger.waitForConnected(5000)
        stranger.write(words)
        qtbot.waitUntil(lambda one=stranger: one.state() == UNCONNECTED, timeout=30_000)
    assert heard == []
    door.close()


def test_only_the_user_may_knock(door: FrontDoor) -> None:
    assert door.enter([])
    (server,) = door.findChildren(QLocalServer)
    assert os.stat(server.fullServerName()).st_mode & 0o077 == 0
    door.close()


def test_where_nothing_can_be_written_the_app_starts_all_the_same(tmp_path: Path) -> None:
    (tmp_path / "file").touch()
    assert FrontDoor(tmp_path / "file" / "home").enter([])
