"""The recording as a picture: its waveform, who speaks when, the parts it was recognised in.

    timeline = Timeline(document)            reads peaks and chunks from the document's file
    timeline.show_position(61.5)             where it plays or stands; the picture follows
    timeline.go_asked                        seconds: the user clicked there

The wheel scrolls, with Control (or a pinch) it zooms about the pointer. Edges of segments can be
dragged, and segments from one speaker's lane to another's. `timeline_canvas` is the picture,
`timeline_hand` what the pointer takes in it.
"""

from __future__ import annotations

from functools import partial
from pathlib import Path

from PySide6.QtCore import Qt, Signal
from PySide6.QtGui import QPainter, QPaintEvent
from PySide6.QtWidgets import QHBoxLayout, QScrollBar, QSizePolicy, QVBoxLayout, QWidget

from app import theme
from app.editor import timeline_picture
from app.editor.timeline_canvas import Canvas, Picture
from app.editor.transcript_document import TranscriptDocument
from app.editor.waveform import Waveform
from app.errands import Errands
from engine.document import Document
from engine.errors import LongtakeError
from engine.protocol import Prepared
from engine.transcript import Chunk

NAMES = 104
"""Pixels for the names of lanes."""


class Timeline(QWidget):
    """Shows the recording of a document, and lets segments be dragged, and their edges."""

    go_asked = Signal(float)
    """Go to this second."""
    drawn = Signal()
    """The waveform has been read."""

    def __init__(
        self,
        document: TranscriptDocument,
        peaks: bytes | None = None,
        parent: QWidget | None = None,
    ) -> None:
        super().__init__(parent)
        self._document = document
        self._errands = Errands(self)
        self.canvas = Canvas(document)
        self.bar = QScrollBar(Qt.Orientation.Horizontal)
        self.bar.setFocusPolicy(Qt.FocusPolicy.NoFocus)
        column = QVBoxLayout(self)
        column.setContentsMargins(theme.MARGIN, theme.GRID, theme.MARGIN, 0)
        column.setSpacing(0)
        beside = QHBoxLayout()
        beside.setSpacing(theme.GRID)
        beside.addWidget(_Names(document))
        beside.addWidget(self.canvas, 1)
        column.addLayout(beside)
        column.addWidget(self.bar)
        room = self.bar.sizePolicy()
        room.setRetainSizeWhenHidden(True)
        self.bar.setSizePolicy(room)
        self.setSizePolicy(QSizePolicy.Policy.Preferred, QSizePolicy.Policy.Maximum)
        self.setFocusProxy(self.canvas)
        self.canvas.go_asked.connect(self.go_asked)
        self.canvas.view_changed.connect(self._fit_scroll)
        self.bar.valueChanged.connect(lambda value: self.canvas.scroll_to(value / 1000))
        document.opened.connect(self.read)
        if peaks is not None or document.is_open:
            self.read(peaks)

    def read(self, peaks: bytes | None = None) -> None:
        """Take the waveform from the document's file, or of these peaks, in a thread."""
        self._errands.send(partial(_picture, self._document.path, peaks), self._take_picture)

    def show_position(self, seconds: float) -> None:
        """It plays or stands there; where that is not seen, the picture turns its page."""
        self.canvas.show_position(seconds)

    def show_span(self, start: float, end: float) -> None:
        """Let this be seen, as large as there is room for."""
        self.canvas.show_span(start, end)

    def zoom(self, factor: float) -> None:
        """Closer by this factor about the playhead, or farther if it is less than one."""
        self.canvas.zoom(factor, self.canvas.x_of_position())

    def _take_picture(self, picture: Picture) -> None:
        self.canvas.show_picture(picture)
        self.drawn.emit()

    def _fit_scroll(self) -> None:
        """The bar counts milliseconds."""
        scale, whole = self.canvas.scale, self.canvas.duration
        seen = self.canvas.width() / scale.per_second
        self.bar.blockSignals(True)
        self.bar.setRange(0, max(0, round((whole - seen) * 1000)))
        self.bar.setVisible(self.bar.maximum() > 0)
        self.bar.setPageStep(round(seen * 1000))
        self.bar.setSingleStep(round(seen * 100))
        self.bar.setValue(round(scale.left * 1000))
        self.bar.blockSignals(False)


class _Names(QWidget):
    """Whose lane is which, where there is room to say so."""

    def __init__(self, document: TranscriptDocument) -> None:
        super().__init__()
        self._document = document
        self.setFixedWidth(NAMES)
        document.speakers_changed.connect(self._fit)
        document.opened.connect(self._fit)
        theme.current().changed.connect(self.update)
        self._fit()

    def _fit(self) -> None:
        self.setVisible(timeline_picture.has_names(self._document.transcript))
        self.update()

    def paintEvent(self, event: QPaintEvent) -> None:
        timeline_picture.paint_names(QPainter(self), self.width(), self._document)


def _picture(path: Path, peaks: bytes | None) -> Picture:
    """What is painted; a file that cannot be read has no waveform."""
    found, chunks = _read(path)
    return Picture(Waveform(found if peaks is None else peaks), chunks)


def _read(path: Path) -> tuple[bytes, tuple[Chunk, ...]]:
    try:
        with Document.open(path, read_only=True, verify=False) as document:
            made = document.checkpoints("prepare")
            found = document.load("prepare", made[0].part, made[0].key, Prepared) if made else None
            return found.peaks if found else b"", document.plan
    except LongtakeError:
        return b"", ()
