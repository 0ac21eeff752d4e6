"""What stands over the picture at a moment: the subtitles as they will be exported.

subtitles.text_at(61.5)
subtitles.changed                the text is another, or who is named in it
"""

from __future__ import annotations

from PySide6.QtCore import QObject, Signal

from app.editor.transcript_document import TranscriptDocument
from engine.output.cues import Cue, make_cues

AROUND = 12
"""So many segments before and after are made into cues with the one at the moment."""


class Subtitles(QObject):
    """The cues of a document; only those around a moment are made, for a film's take too long."""

    changed = Signal()

    def __init__(self, document: TranscriptDocument, parent: QObject | None = None) -> None:
        super().__init__(parent)
        self._document = document
        self._names_speakers = True
        self._cues: tuple[Cue, ...] = ()
        self._made: tuple[int, int] | None = None
        document.segments_changed.connect(self._forget)
        document.speakers_changed.connect(self._forget)

    def name_speakers(self, names: bool) -> None:
        """Whether they say who speaks, as their file will."""
        self._names_speakers = names
        self.changed.emit()

    def text_at(self, seconds: float) -> str:
        """The words of the cue then, after the name of who says them."""
        cue = self.cue_at(seconds)
        if cue is None:
            return ""
        name = self._document.name_of(cue.speaker) if self._names_speakers else ""
        return f"{name}: {cue.text}" if name else cue.text

    def cue_at(self, seconds: float) -> Cue | None:
        """What stands on the screen then."""
        place = self._document.place_at(seconds)
        if place < 0:
            return None
        self._make_around(place)
        return next((cue for cue in self._cues if cue.start <= seconds < cue.end), None)

    def _make_around(self, place: int) -> None:
        if self._made is not None and self._made[0] <= place <= self._made[1]:
            return
        first, last = max(0, place - AROUND), place + AROUND
        transcript = self._document.transcript
        segments = transcript.segments[first : last + 1]
        self._cues = make_cues(segments, transcript.language, transcript.duration)
        # At the edges a cue may be another one, for want of its neighbour.
        self._made = (first + 2 if first else 0, last - 2)

    def _forget(self, *_: int) -> None:
        self._made = None
        self.changed.emit()
