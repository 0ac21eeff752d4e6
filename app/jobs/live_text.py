"""The text so far, to be read while it grows: paragraphs with their times in the margin.

New paragraphs are put in where they belong; what is there already is not touched, so that nobody
loses the line being read. A long text comes in portions, between which the window has its turn.
"""

from __future__ import annotations

from collections.abc import Sequence

from PySide6.QtCore import QSize, Qt, QTimer
from PySide6.QtGui import (
    QPainter,
    QPaintEvent,
    QResizeEvent,
    QTextBlock,
    QTextBlockFormat,
    QTextBlockUserData,
    QTextCharFormat,
    QTextCursor,
)
from PySide6.QtWidgets import QFrame, QTextEdit, QWidget

from app import theme
from app.jobs.reading import Paragraph
from app.wording import clock_time

PORTION = 40
"""Paragraphs that are put in at a time: some 10 ms."""
MEASURE = 68
"""Characters in a line, at most."""
MARGIN = 64
"""Pixels for the times, left of the text."""


class LiveText(QTextEdit):
    """Shows paragraphs; `show_paragraphs` may be called as often as there is more."""

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._wanted: Sequence[Paragraph] = ()
        self._shown: list[Paragraph] = []
        self._filling = QTimer(self)
        self._filling.setInterval(0)
        self._filling.timeout.connect(self._fill)
        self.setReadOnly(True)
        self.setUndoRedoEnabled(False)
        self.setFrameShape(QFrame.Shape.NoFrame)
        self.setStyleSheet("QTextEdit, QTextEdit:focus { border: none; background: transparent }")
        self.setTextInteractionFlags(
            Qt.TextInteractionFlag.TextSelectableByMouse
            | Qt.TextInteractionFlag.TextSelectableByKeyboard
        )
        self.setHorizontalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
        self.setAccessibleName(self.tr("Transcript"))
        self.set_text_size(0)

    def set_text_size(self, pixels: int) -> None:
        """Write in this size; 0 is the usual one."""
        self.setFont(theme.font("transcript", pixels))
        self._lay_out()
        self._show_anew()

    def show_paragraphs(self, paragraphs: Sequence[Paragraph]) -> None:
        """Show these; those that are shown already stay as they are."""
        self._wanted = paragraphs
        kept = _common(self._shown, paragraphs)
        self._remove_from(kept)
        if len(self._shown) < len(paragraphs):
            self._filling.start()
            self._fill()

    def go_to(self, seconds: float) -> None:
        """Scroll to the paragraph that is read at this moment of the film."""
        places = [n for n, shown in enumerate(self._shown) if shown.start <= seconds + 0.5]
        block = self.document().findBlockByNumber(places[-1] if places else 0)
        top = self.document().documentLayout().blockBoundingRect(block).top()
        self.verticalScrollBar().setValue(round(top) - 2 * theme.GRID)

    # --- filling ------------------------------------------------------------------------------

    def _fill(self) -> None:
        at = len(self._shown)
        portion = self._wanted[at : at + PORTION]
        scroll, reading = self.verticalScrollBar().value(), self.textCursor()
        place = reading.anchor(), reading.position()
        cursor = QTextCursor(self.document())
        cursor.movePosition(QTextCursor.MoveOperation.End)
        cursor.beginEditBlock()
        for paragraph in portion:
            if self._shown:
                cursor.insertBlock()
            self._write(cursor, paragraph)
            self._shown.append(paragraph)
        cursor.endEditBlock()
        # A cursor at the end would go along with what is put in there, and the page with it.
        reading.setPosition(place[0])
        reading.setPosition(place[1], QTextCursor.MoveMode.KeepAnchor)
        self.setTextCursor(reading)
        self.verticalScrollBar().setValue(scroll)
        if len(self._shown) >= len(self._wanted):
            self._filling.stop()

    def _write(self, cursor: QTextCursor, paragraph: Paragraph) -> None:
        cursor.setBlockFormat(_block_format(self.font().pixelSize()))
        if paragraph.speaker:
            name = QTextCharFormat()
            name.setFontWeight(theme.font("heading").weight())
            cursor.insertText(f"{paragraph.speaker}  ", name)
        text = QTextCharFormat()
        if paragraph.is_gap:
            text.setForeground(theme.role("failure"))
        cursor.insertText(_gap_text(paragraph) if paragraph.is_gap else paragraph.text, text)
        cursor.block().setUserData(_Start(paragraph.start))

    def _remove_from(self, kept: int) -> None:
        if kept == len(self._shown):
            return
        del self._shown[kept:]
        if not kept:
            self.clear()
            return
        cursor = QTextCursor(self.document().findBlockByNumber(kept - 1))
        cursor.movePosition(QTextCursor.MoveOperation.EndOfBlock)
        cursor.movePosition(QTextCursor.MoveOperation.End, QTextCursor.MoveMode.KeepAnchor)
        cursor.removeSelectedText()

    def _show_anew(self) -> None:
        wanted, self._wanted = self._wanted, ()
        self._shown.clear()
        self.clear()
        if wanted:
            self.show_paragraphs(wanted)

    # --- looks --------------------------------------------------------------------------------

    def sizeHint(self) -> QSize:  # noqa: D102 - Qt's name
        return QSize(640, 320)

    def resizeEvent(self, event: QResizeEvent) -> None:  # noqa: D102
        self._lay_out()
        super().resizeEvent(event)

    def paintEvent(self, event: QPaintEvent) -> None:  # noqa: D102
        super().paintEvent(event)
        painter = QPainter(self.viewport())
        painter.setFont(theme.font("small"))
        painter.setPen(theme.role("secondary"))
        shift = self.verticalScrollBar().value()
        layout = self.document().documentLayout()
        block = self.cursorForPosition(event.rect().topLeft()).block()
        while block.isValid():
            rect = layout.blockBoundingRect(block).translated(0, -shift)
            if rect.top() > event.rect().bottom():
                break
            self._draw_time(painter, block, rect.top())
            block = block.next()

    def _draw_time(self, painter: QPainter, block: QTextBlock, top: float) -> None:
        mark = block.userData()
        if isinstance(mark, _Start):
            line = block.layout().lineAt(0)
            base = top + line.y() + line.ascent() if line.isValid() else top
            painter.drawText(0, round(base), clock_time(mark.seconds))

    def _lay_out(self) -> None:
        """A measure that is pleasant to read, however wide the window is."""
        measure = self.fontMetrics().averageCharWidth() * MEASURE
        right = max(theme.GRID, self.viewport().width() - MARGIN - measure)
        frame = self.document().rootFrame()
        shape = frame.frameFormat()
        if (shape.leftMargin(), shape.rightMargin()) != (MARGIN, right):
            shape.setLeftMargin(MARGIN)
            shape.setRightMargin(right)
            shape.setTopMargin(theme.GRID)
            shape.setBottomMargin(theme.WIDE_MARGIN)
            frame.setFrameFormat(shape)


class _Start(QTextBlockUserData):
    """When a paragraph begins."""

    def __init__(self, seconds: float) -> None:
        super().__init__()
        self.seconds = seconds


def _gap_text(paragraph: Paragraph) -> str:
    return f"[{paragraph.text}]"


def _block_format(size: int) -> QTextBlockFormat:
    made = QTextBlockFormat()
    height = QTextBlockFormat.LineHeightTypes.FixedHeight.value
    made.setLineHeight(round(size * theme.TRANSCRIPT_LEADING), height)
    made.setBottomMargin(1.5 * theme.GRID)
    return made


def _common(shown: Sequence[Paragraph], wanted: Sequence[Paragraph]) -> int:
    """How many paragraphs at the beginning are the same."""
    for number, (ours, theirs) in enumerate(zip(shown, wanted, strict=False)):
        if ours != theirs:
            return number
    return min(len(shown), len(wanted))
