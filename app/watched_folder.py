"""Waits for new recordings in a folder, as a recorder or a download leaves them.

    watched = WatchedFolder(home.root / "watched.json")
    watched.arrived.connect(take)           the paths of recordings that are whole
    watched.watch("/home/me/Recorder")

What lies there when the folder is chosen stays as it is. What comes later is told of once, also if
it came while the app was closed. Recordings are written for a long time: one has arrived when two
looks in a row find it the same. A disk that is away for a while has not lost what was on it.
"""

from __future__ import annotations

import logging
import os
from collections.abc import Collection
from functools import partial
from pathlib import Path
from typing import NamedTuple

import msgspec
from PySide6.QtCore import QObject, QTimer, Signal

from app.dropping import recordings_in
from app.errands import Errands
from engine.whole import write_whole

log = logging.getLogger(__name__)

LOOKS_EVERY = 10_000
"""Milliseconds between two looks."""


class Stamp(NamedTuple):
    """How a file stands: its size in bytes and when it was changed, in nanoseconds."""

    size: int
    changed: int


Look = dict[str, Stamp]
"""The recordings in a folder, by path."""


class Kept(msgspec.Struct, frozen=True):
    """What is remembered until the next session; no folder where none was looked into yet."""

    folder: str = ""
    known: frozenset[str] = frozenset()


class WatchedFolder(QObject):
    """Looks into one folder from time to time, away from the window's thread."""

    arrived = Signal(tuple)
    """The paths of recordings that have come, by name."""
    looked = Signal()
    """The folder has been looked into, and what came was told."""

    def __init__(self, path: Path, every: int = LOOKS_EVERY, parent: QObject | None = None) -> None:
        super().__init__(parent)
        self._path = path
        self._kept = _read(path)
        self._folder = ""
        self._before: Look = {}
        self._errands = Errands(self)
        self._timer = QTimer(self, singleShot=True, interval=every)
        self._timer.timeout.connect(self._look)

    def watch(self, folder: str) -> None:
        """Watch this folder from now on, or none."""
        if folder == self._folder:
            return
        self._folder = folder
        self._before = {}
        self._timer.stop()
        if folder:
            self._look()

    def close(self) -> None:
        """Watch nothing more."""
        self.watch("")
        self._errands.close()

    def _look(self) -> None:
        folder = self._folder
        self._errands.send(partial(look_into, folder), partial(self._take, folder))

    def _take(self, folder: str, look: Look | None) -> None:
        if folder != self._folder:
            return
        if look is not None and folder != self._kept.folder:
            self._keep(look)
        elif look is not None and (come := arrivals(self._before, look, self._kept.known)):
            self._keep([*self._kept.known, *come])
            self.arrived.emit(come)
        self._before = look or {}
        self._timer.start()
        self.looked.emit()

    def _keep(self, known: Collection[str]) -> None:
        self._kept = Kept(self._folder, frozenset(known))
        try:
            write_whole(self._path, msgspec.json.encode(self._kept))
        except OSError as error:  # it holds until the app ends
            log.warning("what has arrived could not be written down: %s", error)


def look_into(folder: str) -> Look | None:
    """The recordings in a folder and the folders in it; None where there is no such folder."""
    if not os.path.isdir(folder):
        return None
    look: Look = {}
    for path in recordings_in(folder):
        try:
            found = os.stat(path)
        except OSError:  # it went away just now, or its disk did
            continue
        look[path] = Stamp(found.st_size, found.st_mtime_ns)
    return look


def arrivals(before: Look, now: Look, known: Collection[str]) -> tuple[str, ...]:
    """What is new and whole: there are bytes in it, and as many as a look ago."""
    return tuple(
        path
        for path, stamp in now.items()
        if stamp.size and stamp == before.get(path) and path not in known
    )


def _read(path: Path) -> Kept:
    try:
        return msgspec.json.decode(path.read_bytes(), type=Kept)
    except (OSError, msgspec.MsgspecError):
        return Kept()
