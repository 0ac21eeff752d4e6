"""What of the text is to be given to another speaker, and how far around it that reaches.

    portion = Portion(("0.3", "0.4"))            these segments
    portion = Portion(("0.3",), (2, 5))          three words of a segment
    given(document, portion, "turn", "SPEAKER_01")   the edit; None where nothing would change

A portion can be dragged: out of the text, onto a speaker or a lane of the timeline.
"""

from __future__ import annotations

from typing import Literal

import msgspec
from PySide6.QtCore import QByteArray, QMimeData

from app.editor.transcript_document import TranscriptDocument
from engine.edits import (
    AnyEdit,
    AssignFromHere,
    AssignSegments,
    AssignTurn,
    AssignWords,
    MergeSpeakers,
)

MIME = "application/x-longtake-segments"
Scope = Literal["segments", "turn", "onwards", "all"]


class Portion(msgspec.Struct, frozen=True):
    """Segments in the order of the text; of a single one maybe only `words` from one up to one."""

    segments: tuple[str, ...] = ()
    words: tuple[int, int] | None = None

    def given_to(self, speaker: str | None) -> AnyEdit:
        """The edit that gives it, and no more, to a speaker."""
        if self.words is None:
            return AssignSegments(self.segments, speaker)
        return AssignWords(self.segments[0], *self.words, speaker)


def given(
    document: TranscriptDocument, portion: Portion, scope: Scope, speaker: str | None
) -> AnyEdit | None:
    """The edit that gives a portion, and as much around its beginning as `scope` says."""
    first = portion.segments[0]
    match scope:
        case "turn":
            return AssignTurn(first, speaker)
        case "onwards":
            return AssignFromHere(first, speaker)
        case "all":
            return _all_given(document, first, speaker)
        case _:
            return portion.given_to(speaker)


def _all_given(document: TranscriptDocument, first: str, speaker: str | None) -> AnyEdit | None:
    """All that the speaker of this segment says, before it and after it."""
    said = document.segment(first)
    if said is None or said.speaker == speaker:
        return None
    if said.speaker is not None and speaker is not None:
        return MergeSpeakers((said.speaker,), speaker)
    theirs = (each.id for each in document.segments if each.speaker == said.speaker)
    return AssignSegments(tuple(theirs), speaker)


def as_mime(portion: Portion, text: str = "") -> QMimeData:
    """A portion to be dragged; `text` is what other programs get."""
    data = QMimeData()
    data.setData(MIME, QByteArray(msgspec.json.encode(portion)))
    if text:
        data.setText(text)
    return data


def in_mime(data: QMimeData) -> Portion | None:
    """The portion that is dragged; None where something else is."""
    try:
        portion = msgspec.json.decode(data.data(MIME).data(), type=Portion)
    except msgspec.MsgspecError:
        return None
    return portion if portion.segments else None
