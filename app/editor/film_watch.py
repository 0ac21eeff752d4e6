"""Whether a transcript's recording is where it was, and still the one that was transcribed.

    watch.look(path)
    watch.found                 `watch.trouble` may be another: a name of `film_sound`, or empty

Whoever comes back to the window may have put a recording back: then it is looked for again.
"""

from __future__ import annotations

from functools import partial
from pathlib import Path

from PySide6.QtCore import QObject, Qt, Signal

from app import theme
from app.editor import film_sound
from app.editor.transcript_document import TranscriptDocument
from app.errands import Errands
from engine.document import Source
from engine.errors import LongtakeError
from engine.kinds import is_text


class FilmWatch(QObject):
    """Looks for the recording of a document."""

    found = Signal()
    """It was looked for: `trouble` says how it stands."""

    def __init__(self, document: TranscriptDocument, parent: QObject | None = None) -> None:
        super().__init__(parent)
        self._document = document
        self._path: Path | None = None
        self._errands = Errands(self)
        self.trouble = ""
        theme.current().application.applicationStateChanged.connect(self._look_again)

    def look(self, path: Path | None) -> None:
        """See whether the recording is there; whether it is another is told later."""
        self._path = path
        if path is None or not path.is_file():
            self._tell(film_sound.NO_FILM)
        elif is_text(str(path)):
            self._tell(film_sound.TEXT_ONLY)
        else:
            self._tell("")
            self._compare(path)

    def _compare(self, path: Path) -> None:
        source = self._document.source
        if source is not None and Path(source.path) == path and not source.is_untouched():
            self._errands.send(partial(_is_same, source), partial(self._take_comparison, source))

    def _look_again(self, state: Qt.ApplicationState) -> None:
        if self.trouble and state == Qt.ApplicationState.ApplicationActive:
            self.look(self._path)

    def _take_comparison(self, source: Source, is_same: bool) -> None:
        if source == self._document.source and not is_same:
            self._tell(film_sound.OTHER_FILM)

    def _tell(self, trouble: str) -> None:
        self.trouble = trouble
        self.found.emit()


def _is_same(source: Source) -> bool:
    """Whether a recording is the one that it was."""
    try:
        return Source.of(Path(source.path)).content_id == source.content_id
    except LongtakeError:
        return True  # it went while it was being read; the next look will tell
