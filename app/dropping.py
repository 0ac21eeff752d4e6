"""Finds what can be transcribed or opened among the files and folders that were dropped.

Folders are walked away from the window's thread; five thousand files are no reason to wait.
"""

from __future__ import annotations

import os
from collections.abc import Iterable, Iterator, Sequence
from functools import partial
from pathlib import Path

import msgspec
from PySide6.QtCore import QMimeData, QObject, Signal

from app.errands import Errands
from engine.kinds import MEDIA, TEXTS

DOCUMENT = ".longtake"


class Found(msgspec.Struct, frozen=True):
    """What lay there: recordings, Longtake's documents, texts of other programs.

    `strange` are files that were given themselves and are none of these.
    """

    media: tuple[str, ...] = ()
    documents: tuple[str, ...] = ()
    texts: tuple[str, ...] = ()
    strange: tuple[str, ...] = ()


class Finder(QObject):
    """Looks through what is given, one gift after another."""

    found = Signal(object)
    """A `Found`."""

    def __init__(self, parent: QObject | None = None) -> None:
        super().__init__(parent)
        self._errands = Errands(self)

    def look(self, paths: Sequence[str]) -> None:
        """Look soon, and tell by `found`."""
        self._errands.send(partial(sorted_out, tuple(paths)), self.found.emit)

    def close(self) -> None:
        """Look for nothing more."""
        self._errands.close()


def sorted_out(paths: Iterable[str]) -> Found:
    """What is what among these files, and recordings in these folders."""
    media: dict[str, None] = {}
    documents: list[str] = []
    texts: list[str] = []
    strange: list[str] = []
    for given in paths:
        path = os.path.abspath(given)
        suffix = Path(path).suffix.lower()
        if os.path.isdir(path):
            media.update(dict.fromkeys(recordings_in(path)))
        elif suffix == DOCUMENT:
            documents.append(path)
        elif suffix in TEXTS:
            texts.append(path)
        elif suffix in MEDIA or not suffix:
            media[path] = None
        else:
            strange.append(path)
    return Found(tuple(media), tuple(documents), tuple(texts), tuple(strange))


def recordings_in(folder: str) -> Iterator[str]:
    """Recordings in a folder and the folders in it, by name; hidden ones are left out."""
    for root, folders, names in os.walk(folder):
        folders[:] = sorted(name for name in folders if not name.startswith("."))
        for name in sorted(names):
            if not name.startswith(".") and Path(name).suffix.lower() in MEDIA:
                yield os.path.join(root, name)


def paths_in(data: QMimeData) -> list[str]:
    """The local files that are being dragged."""
    return [url.toLocalFile() for url in data.urls() if url.isLocalFile()]
