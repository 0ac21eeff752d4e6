"""What is to be transcribed and has no document yet: kept in a file until the engine has made one.

    wishes = Wishes(home.root / "wishes.json")     with those that an earlier session left
    wishes.add(submissions)                        on the disk when this returns
    wishes.fulfil(source)                          the file follows soon

So nothing is lost that was accepted, however the app ends. What was fulfilled in the moment before
a kill may be wished again, which makes no second document.
"""

from __future__ import annotations

import logging
from collections.abc import Collection, Iterable
from itertools import islice
from pathlib import Path

import msgspec
from PySide6.QtCore import QObject, QTimer

from engine.protocol import Submit
from engine.whole import write_whole

log = logging.getLogger(__name__)

KEEPS_AFTER = 2_000
"""Milliseconds after which what was fulfilled is in the file no more."""


class Wishes(QObject):
    """The wishes, the oldest first; one for each recording. Without a path nothing is kept."""

    def __init__(self, path: Path | None = None, parent: QObject | None = None) -> None:
        super().__init__(parent)
        self._path = path
        self._wishes = {wish.source: wish for wish in _read(path)} if path else {}
        self._later = QTimer(self, singleShot=True, interval=KEEPS_AFTER)
        self._later.timeout.connect(self.keep)

    def __len__(self) -> int:
        return len(self._wishes)

    def __contains__(self, source: str) -> bool:
        return source in self._wishes

    def first(self, count: int, besides: Collection[str]) -> list[Submit]:
        """So many of the oldest, but none for these recordings."""
        others = (wish for source, wish in self._wishes.items() if source not in besides)
        return list(islice(others, count))

    def add(self, wishes: Iterable[Submit]) -> None:
        """Keep these too; of two for one recording, the later."""
        self._wishes |= {wish.source: wish for wish in wishes}
        self.keep()

    def fulfil(self, source: str) -> bool:
        """What was wished for this recording is done; whether anything was."""
        is_fulfilled = self._wishes.pop(source, None) is not None
        if is_fulfilled and not self._later.isActive():
            self._later.start()
        return is_fulfilled

    def keep(self) -> None:
        """Let the file hold what is wished now; there is none where nothing is."""
        self._later.stop()
        if self._path is None:
            return
        try:
            if self._wishes:
                write_whole(self._path, msgspec.json.encode(list(self._wishes.values())))
            else:
                self._path.unlink(missing_ok=True)
        except OSError as error:  # they hold until the app ends
            log.warning("what is to be transcribed could not be written down: %s", error)


def _read(path: Path) -> list[Submit]:
    try:
        return msgspec.json.decode(path.read_bytes(), type=list[Submit])
    except FileNotFoundError:
        return []
    except (OSError, msgspec.MsgspecError) as error:
        log.warning("what was to be transcribed could not be read: %s", error)
        return []
