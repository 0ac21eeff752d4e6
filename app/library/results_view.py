"""The list of what was found: below each transcript its lines, with time, speaker and marks."""

from __future__ import annotations

from collections.abc import Sequence

from PySide6.QtCore import QPointF, QRect, QSize, Qt, Signal
from PySide6.QtGui import (
    QFont,
    QFontMetrics,
    QIcon,
    QKeyEvent,
    QPainter,
    QResizeEvent,
    QTextCharFormat,
    QTextLayout,
    QTextOption,
)
from PySide6.QtWidgets import (
    QAbstractItemView,
    QFrame,
    QListView,
    QStyle,
    QStyledItemDelegate,
    QStyleOptionViewItem,
    QWidget,
)

from app import theme
from app.editor.row_painter import span_rects
from app.editor.rows import units
from app.library.results import (
    Index,
    ResultRole,
    ResultRow,
    Results,
    how_many,
    how_many_more,
    speaker_of,
)
from app.wording import clock_time
from engine.findings import Excerpt, FoundLine, Span

TITLE = 40
MORE = 32
TIMES = 7 * theme.GRID
LINES = 2
"""So many lines of text are shown of what was said."""
LEADING = 20
SPEAKER = 16
PADDING = 6

_LEFT = Qt.AlignmentFlag.AlignLeft | Qt.AlignmentFlag.AlignVCenter
_RIGHT = Qt.AlignmentFlag.AlignRight | Qt.AlignmentFlag.AlignVCenter
_CUT_RIGHT = Qt.TextElideMode.ElideRight
_MAY_FIT = 0.9  # of a line, for words are not broken


class ResultsView(QListView):
    """Shows results; one row is current, and is opened by Return or a click."""

    chosen = Signal(object, bool)
    """This row is to be opened; True: in a window of its own."""

    def __init__(self, results: Results, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._results = results
        self.setModel(results)
        self.setItemDelegate(ResultDelegate(self))
        self.setFrameShape(QFrame.Shape.NoFrame)
        self.setStyleSheet("QListView { background: palette(base) }")
        self.setResizeMode(QListView.ResizeMode.Adjust)
        self.setVerticalScrollMode(QAbstractItemView.ScrollMode.ScrollPerPixel)
        self.setHorizontalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
        self.setMouseTracking(True)
        self.setAccessibleName(self.tr("What was found"))
        self.clicked.connect(lambda index: self._choose(index, False))
        theme.current().changed.connect(self.scheduleDelayedItemsLayout)

    def choose_current(self, in_new_window: bool = False) -> None:
        """Open the row that is current."""
        if self.currentIndex().isValid():
            self._choose(self.currentIndex(), in_new_window)

    def go(self, by: int) -> None:
        """Make another row current, so many further down."""
        last = len(self._results.rows) - 1
        if last >= 0:
            row = min(max(self.currentIndex().row() + by, 0), last)
            self.setCurrentIndex(self._results.index(row))

    def rows_on_page(self) -> int:
        """About how many rows fit into the view."""
        return max(self.viewport().height() // (2 * TITLE), 1)

    def keyPressEvent(self, event: QKeyEvent) -> None:  # noqa: D102 - Qt's name
        if event.key() in (Qt.Key.Key_Return, Qt.Key.Key_Enter):
            self.choose_current(bool(event.modifiers() & Qt.KeyboardModifier.ControlModifier))
        else:
            super().keyPressEvent(event)

    def resizeEvent(self, event: QResizeEvent) -> None:  # noqa: D102
        super().resizeEvent(event)
        self.scheduleDelayedItemsLayout()

    def _choose(self, index: Index, in_new_window: bool) -> None:
        self.chosen.emit(index.data(ResultRole.ROW), in_new_window)


class ResultDelegate(QStyledItemDelegate):
    """Draws a row."""

    def __init__(self, view: ResultsView) -> None:
        super().__init__(view)
        self._view = view

    def sizeHint(self, option: QStyleOptionViewItem, index: Index) -> QSize:  # noqa: D102 - Qt's
        row: ResultRow = index.data(ResultRole.ROW)
        width = self._view.viewport().width()
        if row.line is None:
            is_first = index.row() == 0
            return QSize(width, MORE if row.more else TITLE + (0 if is_first else theme.MARGIN))
        layout, _ = _laid_out(row.line, _text_rect(QRect(0, 0, width, 0), row.line).width())
        speaker = SPEAKER if row.line.speaker else 0
        return QSize(width, layout.lineCount() * LEADING + speaker + 2 * PADDING)

    def paint(  # noqa: D102
        self, painter: QPainter, option: QStyleOptionViewItem, index: Index
    ) -> None:
        row: ResultRow = index.data(ResultRole.ROW)
        rect: QRect = option.rect
        state: QStyle.StateFlag = option.state
        is_current = bool(state & QStyle.StateFlag.State_Selected)
        painter.save()
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        if row.is_title:
            rect = rect.adjusted(0, rect.height() - TITLE, 0, 0)
        _draw_ground(painter, rect, is_current, bool(state & QStyle.StateFlag.State_MouseOver))
        ink = "selection-text" if is_current else ""
        if row.line is not None:
            _draw_line(painter, rect, row.line, ink)
        elif row.more:
            place = rect.adjusted(theme.GRID + TIMES + theme.MARGIN, 0, 0, 0)
            _write(painter, place, how_many_more(row.more), ink or "accent-text")
        else:
            _draw_title(painter, rect, row, ink)
        painter.restore()


def _draw_ground(painter: QPainter, rect: QRect, is_current: bool, is_hovered: bool) -> None:
    if is_current or is_hovered:
        painter.setPen(Qt.PenStyle.NoPen)
        painter.setBrush(theme.role("selection" if is_current else "hover"))
        painter.drawRoundedRect(rect.adjusted(0, 1, 0, -1), theme.RADIUS, theme.RADIUS)


def _draw_title(painter: QPainter, rect: QRect, row: ResultRow, ink: str) -> None:
    side = theme.SMALL_ICON
    inner = rect.adjusted(theme.GRID, 0, -theme.GRID, 0)
    icon_at = QRect(inner.left(), inner.center().y() - side // 2 + 1, side, side)
    mode = QIcon.Mode.Selected if ink else QIcon.Mode.Normal
    theme.icon("transcript", "secondary").paint(
        painter, icon_at, Qt.AlignmentFlag.AlignCenter, mode
    )
    found = row.transcript
    count = how_many(found.count) if found.count else ""
    room = QFontMetrics(theme.font("control")).horizontalAdvance(count) + theme.MARGIN
    line = QRect(inner.left(), inner.top() + (TITLE - LEADING) // 2, inner.width(), LEADING)
    _write(painter, line, count, ink or "secondary", _RIGHT)
    place = line.adjusted(side + theme.GRID, 0, -room, 0)
    metrics = QFontMetrics(bold())
    for_mark = min(
        QFontMetrics(theme.font("control")).horizontalAdvance(row.mark), place.width() // 2
    )
    title = metrics.elidedText(found.title, _CUT_RIGHT, place.width() - for_mark - theme.GRID)
    beside = place.adjusted(metrics.horizontalAdvance(title) + theme.GRID, 0, 0, 0)
    _write(painter, beside, row.mark, ink or "secondary")
    layout = QTextLayout(title, bold())
    _lay_out(layout, place.width(), 1)
    marks = [mark for mark in found.title_marks if mark[1] < len(title) or title == found.title]
    _draw_text(painter, layout, QPointF(place.topLeft()), marks, ink or "text")


def _draw_line(painter: QPainter, rect: QRect, line: FoundLine, ink: str) -> None:
    place = _text_rect(rect, line)
    times = QRect(rect.left() + theme.GRID, place.top(), TIMES, LEADING)
    _write(painter, times, clock_time(line.at), ink or "secondary", _RIGHT)
    if speaker := speaker_of(line):
        above = QRect(place.left(), rect.top() + PADDING, place.width(), SPEAKER)
        _write(painter, above, speaker, ink or "secondary", _LEFT, "small")
    layout, excerpt = _laid_out(line, place.width(), "" if ink else "secondary")
    _draw_text(painter, layout, QPointF(place.topLeft()), excerpt.marks, ink or "text")


def _text_rect(rect: QRect, line: FoundLine) -> QRect:
    left = theme.GRID + TIMES + theme.MARGIN
    top = PADDING + (SPEAKER if line.speaker else 0)
    return rect.adjusted(left, top, -theme.GRID, -PADDING)


def _laid_out(line: FoundLine, width: int, ink: str = "") -> tuple[QTextLayout, Excerpt]:
    """What is said around the first mark, in so many lines.

    What is said before and after the line itself is in the colour `ink`, if there is one.
    """
    font = theme.font("control")
    letter = max(QFontMetrics(font).averageCharWidth(), 1)
    excerpt = line.excerpt(max(int(_MAY_FIT * LINES * width / letter), 20))
    heavy, quiet = QTextCharFormat(), QTextCharFormat()
    heavy.setFontWeight(bold().weight())
    formats = [_format(excerpt, mark, heavy) for mark in excerpt.marks]
    if ink:
        quiet.setForeground(theme.role(ink))
        around = ((0, excerpt.own[0]), (excerpt.own[1], len(excerpt.text)))
        formats += [_format(excerpt, span, quiet) for span in around]
    layout = QTextLayout(excerpt.text, font)
    layout.setFormats(formats)
    _lay_out(layout, width, LINES)
    return layout, excerpt


def _in_units(text: str, span: Span) -> Span:
    return units(text[: span[0]]), units(text[: span[1]])


def _format(excerpt: Excerpt, span: Span, look: QTextCharFormat) -> QTextLayout.FormatRange:
    start, end = _in_units(excerpt.text, span)
    made = QTextLayout.FormatRange()
    made.start, made.length = start, end - start
    made.format = look
    return made


def _lay_out(layout: QTextLayout, width: float, lines: int) -> None:
    option = QTextOption()
    option.setWrapMode(QTextOption.WrapMode.WrapAtWordBoundaryOrAnywhere)
    layout.setTextOption(option)
    layout.beginLayout()
    for number in range(lines):
        made = layout.createLine()
        if not made.isValid():
            break
        made.setLineWidth(max(width, 1))
        made.setPosition(QPointF(0, number * LEADING + (LEADING - made.height()) // 2))
    layout.endLayout()


def _draw_text(
    painter: QPainter, layout: QTextLayout, at: QPointF, marks: Sequence[Span], ink: str
) -> None:
    if ink == "text":
        painter.setPen(Qt.PenStyle.NoPen)
        painter.setBrush(theme.role("playing"))
        for mark in marks:
            for rect in span_rects(layout, _in_units(layout.text(), mark), LEADING):
                painter.drawRoundedRect(rect.translated(at).adjusted(-2, 1, 2, -1), 3, 3)
    painter.setPen(theme.role(ink))
    layout.draw(painter, at)


def _write(
    painter: QPainter,
    rect: QRect,
    text: str,
    ink: str,
    align: Qt.AlignmentFlag = _LEFT,
    step: theme.Step = "control",
) -> None:
    painter.setFont(theme.font(step))
    painter.setPen(theme.role(ink))
    metrics = painter.fontMetrics()
    shown = metrics.elidedText(text, _CUT_RIGHT, rect.width())
    # On the line that a layout of the same height has.
    top = rect.top() + (rect.height() - metrics.height()) // 2
    painter.drawText(QRect(rect.left(), top, rect.width(), metrics.height()), align, shown)


def bold() -> QFont:
    """The font of titles and marks."""
    made = theme.font("control")
    made.setWeight(theme.font("heading").weight())
    return made
