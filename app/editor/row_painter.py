"""Draws a row of the transcript: time, the head of a turn, words with their marks, caret and gaps.

The painter decides nothing. What is playing, selected or found it is told in a `Scene`.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence

import msgspec
from PySide6.QtCore import QCoreApplication, QPointF, QRectF, Qt
from PySide6.QtGui import QColor, QPainter, QPen, QTextCharFormat, QTextLayout

from app import theme
from app.editor.ink import Ink
from app.editor.rows import CHIP, GAP_CARD, HEAD, Row
from app.wording import clock_time, duration
from engine.transcript import Gap, Segment

TIMES = 8 * theme.GRID
"""Pixels for the times, left of the text."""
RULE = 3.0
GUTTER = 20
"""Pixels between the times and the text, with the turn's rule in them."""
DOUBT = 0.6
"""A word that is less probable than this is doubtful."""
FAINTEST = 0.45
"""How much of its colour the ground of a word has that is only just doubtful."""


class Scene(msgspec.Struct):
    """What a row is drawn with beside its text.

    `selected`, `found` and `changed` (by the glossary) are spans of characters; `playing` is the
    number of a word, `caret` a place between characters, and -1 means none. `composed` is how much
    of what is composed there is before the caret, as Qt counts it; -1 hides the caret.
    """

    left: float
    width: float
    name: str = ""
    colour: int = -1
    selected: tuple[int, int] = (0, 0)
    found: Sequence[tuple[int, int]] = ()
    current: tuple[int, int] = (0, 0)
    changed: Sequence[tuple[int, int]] = ()
    playing: int = -1
    caret: int = -1
    composed: int = 0
    is_active: bool = False
    shows_doubts: bool = True
    hovered: str = ""
    is_focused: bool = True


def is_doubtful(probability: float) -> bool:
    """Whether a word should be looked at again."""
    return probability < DOUBT


def shade(ink: Ink, probability: float) -> QColor:
    """The ground of a doubtful word: the more of it, the less probable the word is."""
    doubt = min(max(1 - probability / DOUBT, 0.0), 1.0)
    ground = QColor(ink.role("doubtful-ground"))
    ground.setAlphaF(FAINTEST + (1 - FAINTEST) * doubt)
    return ground


class RowPainter:
    """Draws rows with one painter."""

    def __init__(self, painter: QPainter, ink: Ink) -> None:
        self._painter = painter
        self._ink = ink

    def draw(self, row: Row, layout: QTextLayout, top: float, scene: Scene) -> None:
        """Draw a row whose top is at `top`."""
        for number, gap in enumerate(row.gaps):
            self._draw_gap(gap, gap_rect(scene, top + number * GAP_CARD), scene)
        if row.segment is None:
            return
        y = top + row.above
        if scene.is_active:
            self._draw_ground(y, row, scene)
        if row.segment.speaker is not None:
            self._draw_rule(row, y, scene)
        if row.has_head:
            self._draw_chip(y, scene)
        self._draw_time(row.segment, y, scene)
        self._draw_text(row, layout, QPointF(scene.left, y), scene)
        if row.under is not None:
            self._painter.setPen(self._ink.role("secondary"))
            row.under.draw(self._painter, QPointF(scene.left, y + row.lines * self._ink.leading))

    def _draw_text(self, row: Row, layout: QTextLayout, at: QPointF, scene: Scene) -> None:
        painter, ink = self._painter, self._ink
        for span in scene.found:
            self._mark(layout, at, row.units(span), ink.role("control-pressed"))
        if scene.current[1] > scene.current[0]:
            span = row.units(scene.current)
            self._mark(layout, at, span, ink.role("control-pressed"), ink.role("accent"))
        if scene.shows_doubts:
            self._draw_doubts(row, layout, at)
        for span in scene.changed:
            self._underline(layout, at, row.units(span), QPen(ink.role("accent"), 1.6))
        if 0 <= scene.playing < len(row.spans):
            span = row.units(row.spans[scene.playing])
            self._mark(layout, at, span, ink.role("playing"))
        painter.setPen(ink.role("text"))
        layout.draw(painter, at, self._selection(row, scene))
        if scene.caret >= 0 and scene.composed >= 0:
            caret = row.units((0, scene.caret))[1] + scene.composed
            layout.drawCursor(painter, at, caret, 2)

    def _draw_doubts(self, row: Row, layout: QTextLayout, at: QPointF) -> None:
        assert row.segment is not None
        ink = self._ink
        for word, span in zip(row.segment.words, row.spans, strict=True):
            if is_doubtful(word.probability) and span[1] > span[0]:
                self._mark(layout, at, row.units(span), shade(ink, word.probability))
                self._dot(layout, at, row.units(span))

    def _dot(self, layout: QTextLayout, at: QPointF, span: tuple[int, int]) -> None:
        """Dots below a word: colour is never the only sign."""
        pen = QPen(self._ink.role("doubtful"), 1.6, Qt.PenStyle.CustomDashLine)
        pen.setDashPattern([0.1, 2.2])
        pen.setCapStyle(Qt.PenCapStyle.RoundCap)
        self._underline(layout, at, span, pen)

    def _underline(
        self, layout: QTextLayout, at: QPointF, span: tuple[int, int], pen: QPen
    ) -> None:
        self._painter.setPen(pen)
        for rect in span_rects(layout, span, self._ink.leading):
            y = at.y() + rect.bottom() - 3.5
            self._painter.drawLine(
                QPointF(at.x() + rect.left() + 1, y), QPointF(at.x() + rect.right() - 1, y)
            )

    def _mark(
        self,
        layout: QTextLayout,
        at: QPointF,
        span: tuple[int, int],
        fill: QColor,
        edge: QColor | None = None,
    ) -> None:
        self._painter.setPen(QPen(edge, 1) if edge else Qt.PenStyle.NoPen)
        self._painter.setBrush(fill)
        for rect in span_rects(layout, span, self._ink.leading):
            self._painter.drawRoundedRect(rect.translated(at).adjusted(-2, 2, 2, -2), 4, 4)

    def _selection(self, row: Row, scene: Scene) -> list[QTextLayout.FormatRange]:
        start, end = row.units(scene.selected)
        if end <= start:
            return []
        made = QTextLayout.FormatRange()
        made.start, made.length = start, end - start
        look = QTextCharFormat()
        role = "selection" if scene.is_focused else "separator"
        look.setBackground(self._ink.role(role))
        look.setForeground(self._ink.role("selection-text" if scene.is_focused else "text"))
        made.format = look
        return [made]

    # --- around the text ----------------------------------------------------------------------

    def _draw_ground(self, y: float, row: Row, scene: Scene) -> None:
        height = row.all_lines * self._ink.leading
        self._painter.setPen(Qt.PenStyle.NoPen)
        self._painter.setBrush(self._ink.role("card"))
        rect = QRectF(scene.left - 8, y, scene.width + 16, height)
        self._painter.drawRoundedRect(rect, theme.RADIUS, theme.RADIUS)

    def _draw_rule(self, row: Row, y: float, scene: Scene) -> None:
        """The turn's own colour along all its segments."""
        colour, _ = self._ink.speaker(scene.colour)
        top = y if row.has_head else y - theme.GAP
        height = row.all_lines * self._ink.leading + (0 if row.has_head else theme.GAP)
        self._painter.fillRect(QRectF(scene.left - 16, top, RULE, height), colour)

    def _draw_chip(self, y: float, scene: Scene) -> None:
        rect = chip_rect(scene, y, self._ink)
        colour, ground = self._ink.speaker(scene.colour)
        painter = self._painter
        painter.setPen(QPen(colour, 1) if scene.hovered == "chip" else Qt.PenStyle.NoPen)
        painter.setBrush(ground)
        painter.drawRoundedRect(rect, CHIP / 2, CHIP / 2)
        painter.setFont(self._ink.chip)
        painter.setPen(colour)
        name = self._ink.chip_metrics.elidedText(
            chip_text(scene.name), Qt.TextElideMode.ElideRight, rect.width() - 20
        )
        painter.drawText(rect, Qt.AlignmentFlag.AlignCenter, name)

    def _draw_time(self, segment: Segment, y: float, scene: Scene) -> None:
        painter = self._painter
        painter.setFont(self._ink.small)
        is_strong = scene.hovered == "time" or scene.is_active
        painter.setPen(self._ink.role("text" if is_strong else "secondary"))
        rect = QRectF(scene.left - GUTTER - TIMES, y, TIMES - 4, self._ink.leading)
        where = Qt.AlignmentFlag.AlignRight | Qt.AlignmentFlag.AlignVCenter
        painter.drawText(rect, where, clock_time(segment.start))

    def _draw_gap(self, gap: Gap, rect: QRectF, scene: Scene) -> None:
        painter, ink = self._painter, self._ink
        painter.setPen(QPen(ink.role("failure"), 1, Qt.PenStyle.DashLine))
        painter.setBrush(ink.role("failure-ground"))
        painter.drawRoundedRect(rect, theme.CARD_RADIUS, theme.CARD_RADIUS)
        button = gap_button(scene, rect, ink)
        painter.setFont(ink.control)
        painter.setPen(ink.role("text"))
        words = rect.adjusted(16, 0, button.left() - rect.right() - 8, 0)
        said = ink.control_metrics.elidedText(
            gap_text(gap), Qt.TextElideMode.ElideRight, words.width()
        )
        painter.drawText(words, Qt.AlignmentFlag.AlignLeft | Qt.AlignmentFlag.AlignVCenter, said)
        painter.setPen(QPen(ink.role("control-border"), 1))
        painter.setBrush(ink.role("control-pressed" if scene.hovered == "gap" else "control"))
        painter.drawRoundedRect(button, theme.RADIUS, theme.RADIUS)
        painter.setPen(ink.role("text"))
        painter.drawText(button, Qt.AlignmentFlag.AlignCenter, run_again_text())


# --- where things are -----------------------------------------------------------------------------


def span_rects(layout: QTextLayout, span: tuple[int, int], leading: float) -> Iterator[QRectF]:
    """The boxes of a span of characters, one on each line that it touches."""
    start, end = span
    number = layout.lineForTextPosition(start).lineNumber() if end > start else layout.lineCount()
    while 0 <= number < layout.lineCount():
        line = layout.lineAt(number)
        first, last = line.textStart(), line.textStart() + line.textLength()
        if first >= end:
            return
        left, right = x_of(line, max(start, first)), x_of(line, min(end, last))
        yield QRectF(min(left, right), number * leading, abs(right - left), leading)
        number += 1


def x_of(line: object, offset: int) -> float:
    """Where on its line a place in the text is; PySide gives a pair, its stubs say otherwise."""
    found = line.cursorToX(offset)  # type: ignore[attr-defined]  # see above
    return float(found[0] if isinstance(found, tuple) else found)


def chip_rect(scene: Scene, y: float, ink: Ink) -> QRectF:
    """The chip of a turn whose text begins at `y`."""
    width = min(ink.chip_metrics.horizontalAdvance(chip_text(scene.name)) + 20, scene.width)
    top = y - HEAD + (HEAD - CHIP) - theme.GAP / 2 - 2
    return QRectF(scene.left - 16, top, width, CHIP)


def gap_rect(scene: Scene, top: float) -> QRectF:
    """The card of a gap."""
    return QRectF(scene.left - 16, top + theme.GRID, scene.width + 16, GAP_CARD - 2 * theme.GRID)


def gap_button(scene: Scene, rect: QRectF, ink: Ink) -> QRectF:
    """The button on the card of a gap."""
    width = ink.control_metrics.horizontalAdvance(run_again_text()) + 24
    return QRectF(rect.right() - width - 8, rect.top() + 6, width, rect.height() - 12)


def chip_text(name: str) -> str:
    """A speaker's name, or that nobody is named."""
    return name or QCoreApplication.translate("TranscriptView", "Nobody")


def gap_text(gap: Gap) -> str:
    """What a gap says of itself."""
    said = QCoreApplication.translate("TranscriptView", "%1 from %2 on could not be recognised")
    return said.replace("%1", duration(gap.end - gap.start)).replace("%2", clock_time(gap.start))


def run_again_text() -> str:
    """On the button of a gap."""
    return QCoreApplication.translate("TranscriptView", "Run again")
