"""A recording that plays by hand, for tests: no device, no clock, a picture if it is told so."""

from __future__ import annotations

from pathlib import Path

from PySide6.QtWidgets import QWidget

from app.editor.film_sound import NO_FORMAT, Sound


class SilentSound(Sound):
    """Moves only by `advance`; `length` in milliseconds."""

    def __init__(self, length: int = 60_000, has_picture: bool = False, fits: bool = True) -> None:
        super().__init__()
        self.length = length
        self.rate = 1.0
        self.film: Path | None = None
        self.is_closed = False
        self._picture = QWidget() if has_picture else None
        self._fits = fits
        self._at = 0
        self._plays = False

    def load(self, path: Path) -> None:
        self.film = path
        if self._fits:
            self.loaded.emit()
        else:
            self.troubled.emit(NO_FORMAT)

    def play(self) -> None:
        if not self._plays:
            self._plays = True
            self.started.emit()

    def pause(self) -> None:
        if self._plays:
            self._plays = False
            self.stopped.emit()

    def seek(self, position: int) -> None:
        assert isinstance(position, int), "whole milliseconds, as the system has them"
        self._at = position

    def set_rate(self, rate: float) -> None:
        self.rate = rate

    def position(self) -> int:
        return self._at

    def duration(self) -> int:
        return self.length if self.film else 0

    def is_playing(self) -> bool:
        return self._plays

    def picture(self) -> QWidget | None:
        return self._picture

    def close(self) -> None:
        self.pause()
        self.is_closed = True

    def advance(self, milliseconds: int) -> None:
        """So much time passes while it plays; at the end it stops by itself."""
        if self._plays:
            self._at = min(self.length, self._at + round(milliseconds * self.rate))
            if self._at == self.length:
                self.pause()
