"""Where documents lie that are searched but not kept in the home.

A file of its own, for unlike the index it cannot be made from the documents.
"""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path

import msgspec

from engine.errors import writing
from engine.library.lock import alone
from engine.whole import write_whole


class Places:
    """The list in the file at `path`; one that is not there or damaged is empty."""

    def __init__(self, path: Path) -> None:
        self._path = path

    def add(self, place: str) -> None:
        """Keep a place."""
        if place in self._known():
            return
        with alone(self._path):
            self._write([*self._known(), place])

    def present(self) -> list[str]:
        """The places at which there may be a document.

        What was deleted is forgotten. A disk that is not connected may come back.
        """
        known = self._known()
        kept = [each for each in known if Path(each).exists() or not Path(each).parent.is_dir()]
        if kept != known:
            with alone(self._path):
                lost = set(known) - set(kept)
                self._write([each for each in self._known() if each not in lost])
        return kept

    def _known(self) -> list[str]:
        try:
            return msgspec.json.decode(self._path.read_bytes(), type=list[str])
        except (OSError, msgspec.DecodeError):
            return []

    def _write(self, places: Sequence[str]) -> None:
        with writing(self._path):
            write_whole(self._path, msgspec.json.encode(places))
