from __future__ import annotations

import os
from collections.abc import Callable, Iterator
from pathlib import Path

import pytest
from PySide6.QtCore import QElapsedTimer
from pytestqt.qtbot import QtBot

from app.watched_folder import Stamp, WatchedFolder, arrivals, look_into

PATIENCE = 20_000
OFTEN = 20


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    made = tmp_path / "Recorder"
    made.mkdir()
    return made


@pytest.fixture
def opened(qtbot: QtBot, tmp_path: Path) -> Iterator[Callable[[], WatchedFolder]]:
    made: list[WatchedFolder] = []

    def open_one() -> WatchedFolder:
        made.append(WatchedFolder(tmp_path / "watched.json", every=OFTEN))
        return made[-1]

    yield open_one
    for each in made:
        each.close()


def recording(folder: Path, name: str, sound: bytes = b"sound") -> str:
    path = folder / name
    path.parent.mkdir(parents=True, exist_ok=True)
    path.write_bytes(sound)
    return str(path)


def look(qtbot: QtBot, watched: WatchedFolder, times: int = 3) -> list[str]:
    """What arrives while the folder is looked into so many times."""
    come: list[str] = []
    watched.arrived.connect(come.extend)
    for _ in range(times):
        with qtbot.waitSignal(watched.looked, timeout=PATIENCE):
            pass
    watched.arrived.disconnect(come.extend)
    return come


def test_what_was_there_before_is_left_alone(
    opened: Callable[[], WatchedFolder], folder: Path, qtbot: QtBot
) -> None:
    recording(folder, "old.wav")
    watched = opened()
    watched.watch(str(folder))
    assert look(qtbot, watched) == []


def test_what_comes_is_told_of_once(
    opened: Callable[[], WatchedFolder], folder: Path, qtbot: QtBot
) -> None:
    watched = opened()
    watched.watch(str(folder))
    look(qtbot, watched, 1)
    come = [recording(folder, "a.wav"), recording(folder, "trip/b.mp4")]
    recording(folder, "notes.txt")
    assert look(qtbot, watched) == come
    assert look(qtbot, watched) == []


def test_what_came_while_the_app_was_closed_is_told_of_and_the_rest_is_not(
    opened: Callable[[], WatchedFolder], folder: Path, qtbot: QtBot
) -> None:
    first = opened()
    first.watch(str(folder))
    look(qtbot, first, 1)
    recording(folder, "told.wav")
    assert len(look(qtbot, first)) == 1
    first.close()
    come = recording(folder, "new.wav")
    second = opened()
    second.watch(str(folder))
    assert look(qtbot, second) == [come]


def test_another_folder_begins_with_what_it_holds(
    opened: Callable[[], WatchedFolder], folder: Path, tmp_path: Path, qtbot: QtBot
) -> None:
    watched = opened()
    watched.watch(str(folder))
    look(qtbot, watched, 1)
    other = tmp_path / "Downloads"
    recording(other, "old.wav")
    watched.watch(str(other))
    assert look(qtbot, watched) == []
    come = recording(other, "new.wav")
    assert look(qtbot, watched) == [come]


def test_a_disk_that_was_away_has_nothing_new_when_it_is_back(
    opened: Callable[[], WatchedFolder], folder: Path, qtbot: QtBot
) -> None:
    recording(folder, "old.wav")
    watched = opened()
    watched.watch(str(folder))
    look(qtbot, watched, 1)
    folder.rename(folder.with_name("away"))
    look(qtbot, watched)
    folder.with_name("away").rename(folder)
    assert look(qtbot, watched) == []


def test_a_folder_that_comes_later_is_waited_for(
    opened: Callable[[], WatchedFolder], folder: Path, qtbot: QtBot
) -> None:
    watched = opened()
    late = folder / "late"
    watched.watch(str(late))
    look(qtbot, watched)
    recording(late, "old.wav")
    assert look(qtbot, watched) == []
    come = recording(late, "new.wav")
    assert look(qtbot, watched) == [come]


def test_nothing_is_told_once_nothing_is_watched(
    opened: Callable[[], WatchedFolder], folder: Path, qtbot: QtBot
) -> None:
    watched = opened()
    watched.watch(str(folder))
    look(qtbot, watched, 1)
    recording(folder, "new.wav")
    with qtbot.assertNotEmitted(watched.arrived):
        watched.watch("")
        clock = QElapsedTimer()
        clock.start()
        qtbot.waitUntil(lambda: clock.elapsed() > 10 * OFTEN)


def test_a_memory_that_is_damaged_begins_anew(
    opened: Callable[[], WatchedFolder], folder: Path, tmp_path: Path, qtbot: QtBot
) -> None:
    (tmp_path / "watched.json").write_text("{")
    recording(folder, "old.wav")
    watched = opened()
    watched.watch(str(folder))
    assert look(qtbot, watched) == []
    come = recording(folder, "new.wav")
    assert look(qtbot, watched) == [come]


def test_a_memory_that_cannot_be_written_holds_for_the_session(
    opened: Callable[[], WatchedFolder], folder: Path, tmp_path: Path, qtbot: QtBot
) -> None:
    (tmp_path / "watched.json").mkdir()
    watched = opened()
    watched.watch(str(folder))
    look(qtbot, watched, 1)
    come = recording(folder, "new.wav")
    assert look(qtbot, watched) == [come]
    assert look(qtbot, watched) == []


def test_a_recording_that_still_grows_has_not_arrived() -> None:
    grown, same = Stamp(2, 20), Stamp(5, 10)
    now = {"grows": grown, "whole": same, "new": same, "known": same, "empty": Stamp(0, 1)}
    before = {**now, "grows": Stamp(1, 10)}
    del before["new"]
    assert arrivals(before, now, {"known"}) == ("whole",)


def test_a_recording_that_vanishes_while_it_is_looked_at_is_none(folder: Path) -> None:
    os.symlink(folder / "gone", folder / "broken.wav")
    whole = recording(folder, "whole.wav")
    assert list(look_into(str(folder)) or {}) == [whole]
    assert look_into(str(folder / "nowhere")) is None
