"""Pages with text that a test can read aloud, and fingers for them."""

from __future__ import annotations

from pathlib import Path

from PySide6.QtCore import QPoint, Qt
from PySide6.QtTest import QTest
from pytestqt.qtbot import QtBot

from app.editor.pen import Place
from app.editor.transcript_document import TranscriptDocument
from app.editor.transcript_view import TranscriptView
from engine.transcript import Gap, Segment, Word
from tests.app.editor import talks
from tests.builders import segment, transcript

Key = Qt.Key
NONE = Qt.KeyboardModifier.NoModifier
SHIFT = Qt.KeyboardModifier.ShiftModifier
CONTROL = Qt.KeyboardModifier.ControlModifier
ALT = Qt.KeyboardModifier.AltModifier
LEFT = Qt.MouseButton.LeftButton

RIVER = ("The river came back.", "Did it? Nobody saw it.", "We did, from the mill.")


def saying(folder: Path, *texts: str, gaps: tuple[Gap, ...] = ()) -> Path:
    """A document whose segments read so, by two people in turns, ten seconds each."""
    said = [
        segment(text, 10.0 * n, f"0.{n}", speaker=f"SPEAKER_{n % 2:02}")
        for n, text in enumerate(texts)
    ]
    return talks.document(folder, transcript(*said, gaps=gaps))


def unsure(said: Segment, *numbers: int) -> Segment:
    """The segment with some of its words doubtful."""
    words = tuple(
        Word(w.text, w.start, w.end, 0.3 if n in numbers else 0.95, w.speaker)
        for n, w in enumerate(said.words)
    )
    return Segment(said.id, said.start, said.end, words, speaker=said.speaker)


def shown(document: TranscriptDocument, qtbot: QtBot) -> TranscriptView:
    """The page of a document, ready for keys."""
    made = TranscriptView(document)
    qtbot.addWidget(made)
    made.resize(760, 600)
    made.show()
    made.setFocus()
    qtbot.waitUntil(made.hasFocus)
    return made


def press(
    view: TranscriptView, key: Qt.Key, held: Qt.KeyboardModifier = NONE, times: int = 1
) -> None:
    """Press a key."""
    for _ in range(times):
        QTest.keyClick(view, key, held)


def texts(view: TranscriptView) -> list[str]:
    """What the segments read on the page."""
    return [view._sheet.rows[row].text for row in range(len(view.document.segments))]


def at(view: TranscriptView, row: int, offset: int) -> QPoint:
    """A point just right of a place in the text."""
    return view._sheet.caret(Place(row, offset)).center().toPoint() + QPoint(1, 0)
