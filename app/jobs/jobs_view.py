"""The sidebar's list: jobs that wait and work, below them the transcripts.

It shows what the model says and asks for what its menu offers; it decides nothing.
"""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from PySide6.QtCore import (
    QCoreApplication,
    QEvent,
    QItemSelectionModel,
    QModelIndex,
    QPersistentModelIndex,
    QRect,
    QRectF,
    QSize,
    Qt,
    Signal,
)
from PySide6.QtGui import QContextMenuEvent, QFontMetrics, QIcon, QKeyEvent, QPainter
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
from app.jobs import sentences
from app.jobs.job_queue import JobQueue, JobRole
from app.jobs.job_row import JobRow

ROW = 48
NARROWEST = 160
CAPTION = 32
RADIUS = theme.RADIUS
Index = QModelIndex | QPersistentModelIndex

_ICONS = {
    "running": "recording",
    "queued": "waiting",
    "paused": "pause",
    "interrupted": "resume",
    "failed": "failure",
    "unreadable": "failure",
    "cancelled": "stop",
    "completed": "transcript",
}


class JobsView(QListView):
    """The list. Its signals carry the documents of the selected jobs."""

    opened = Signal(str)
    """Another job alone is selected now, or none. Several leave the page as it is."""
    menu_asked = Signal(list, object)
    remove_asked = Signal(list)

    def __init__(self, queue: JobQueue, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._queue = queue
        self.setModel(queue)
        self.setItemDelegate(JobDelegate(self))
        self.setSelectionMode(QAbstractItemView.SelectionMode.ExtendedSelection)
        self.setFrameShape(QFrame.Shape.NoFrame)
        self.setStyleSheet("QListView { background: palette(window) }")
        self.setVerticalScrollMode(QAbstractItemView.ScrollMode.ScrollPerPixel)
        self.setHorizontalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
        self.setDragDropMode(QAbstractItemView.DragDropMode.InternalMove)
        self.setDefaultDropAction(Qt.DropAction.MoveAction)
        self.setMouseTracking(True)
        self.setMinimumWidth(NARROWEST)
        self.setAccessibleName(self.tr("Jobs and transcripts"))
        self.selectionModel().selectionChanged.connect(self._tell_selection)
        for signal in (queue.rowsInserted, queue.rowsRemoved, queue.rowsMoved, queue.modelReset):
            signal.connect(self.scheduleDelayedItemsLayout)  # captions may be elsewhere now

    @property
    def selected(self) -> list[str]:
        """The documents of the selected jobs, from top to bottom."""
        rows = sorted(index.row() for index in self.selectionModel().selectedIndexes())
        return [self._queue.rows[row].job for row in rows]

    def select(self, job: str) -> None:
        """Select this job alone, if it is in the list."""
        index = self._queue.index_of(job)
        if index.isValid():
            alone = QItemSelectionModel.SelectionFlag.ClearAndSelect
            self.selectionModel().setCurrentIndex(index, alone)

    def dataChanged(  # noqa: D102 - Qt's name
        self, first: Index, last: Index, roles: Sequence[int] = ()
    ) -> None:
        # Qt's own would measure every row again, but no change of a job makes a row higher.
        for row in range(first.row(), last.row() + 1):
            self.viewport().update(self.visualRect(self._queue.index(row)))

    def _tell_selection(self) -> None:
        selected = self.selected
        if len(selected) <= 1:
            self.opened.emit(selected[0] if selected else "")

    def contextMenuEvent(self, event: QContextMenuEvent) -> None:  # noqa: D102 - Qt's name
        if selected := self.selected:
            self.menu_asked.emit(selected, event.globalPos())

    def keyPressEvent(self, event: QKeyEvent) -> None:  # noqa: D102
        if event.key() in (Qt.Key.Key_Delete, Qt.Key.Key_Backspace) and self.selected:
            self.remove_asked.emit(self.selected)
        else:
            super().keyPressEvent(event)

    def event(self, event: QEvent) -> bool:  # noqa: D102
        if event.type() == QEvent.Type.PaletteChange:
            self.viewport().update()
        return super().event(event)


class JobDelegate(QStyledItemDelegate):
    """Draws a job: what it is, how it stands, and how far it is; a caption where a group begins."""

    def sizeHint(self, option: QStyleOptionViewItem, index: Index) -> QSize:  # noqa: D102
        return QSize(theme.SIDEBAR - 2, ROW + (CAPTION if _begins_group(index) else 0))

    def paint(  # noqa: D102
        self, painter: QPainter, option: QStyleOptionViewItem, index: Index
    ) -> None:
        row: JobRow = index.data(JobRole.ROW)
        rect: QRect = option.rect
        state: QStyle.StateFlag = option.state
        painter.save()
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        if _begins_group(index):
            _draw_caption(painter, rect, _group_name(row))
            rect = rect.adjusted(0, CAPTION, 0, 0)
        body = rect.adjusted(theme.GRID, 1, -theme.GRID, -1)
        is_selected = bool(state & QStyle.StateFlag.State_Selected)
        _draw_ground(painter, body, is_selected, bool(state & QStyle.StateFlag.State_MouseOver))
        mark: str = index.data(JobRole.MARK)
        _draw_row(painter, body.adjusted(theme.GRID, 0, -theme.GRID, 0), row, mark, is_selected)
        painter.restore()


def _draw_ground(painter: QPainter, body: QRect, is_selected: bool, is_hovered: bool) -> None:
    if is_selected or is_hovered:
        painter.setPen(Qt.PenStyle.NoPen)
        painter.setBrush(theme.role("selection" if is_selected else "hover"))
        painter.drawRoundedRect(body, RADIUS, RADIUS)


def _draw_row(painter: QPainter, rect: QRect, row: JobRow, mark: str, is_selected: bool) -> None:
    mode = QIcon.Mode.Selected if is_selected else QIcon.Mode.Normal
    side = theme.SMALL_ICON
    icon_at = QRect(rect.left(), rect.top() + 7, side, side)
    tint = "failure" if row.state in ("failed", "unreadable") else "secondary"
    theme.icon(_ICONS[row.state], tint).paint(painter, icon_at, Qt.AlignmentFlag.AlignCenter, mode)
    left = side + theme.GRID
    text = rect.adjusted(left, 4, 0, 0)
    _draw_title(painter, text, row.title, mark, is_selected)
    below = text.adjusted(0, 19, 0, 0)
    quiet = "selection-text" if is_selected else ("failure" if tint == "failure" else "secondary")
    _write(painter, below, _fitting(row, below.width()), "small", quiet)
    if row.state in ("running", "paused", "interrupted") and row.progress > 0:
        _draw_bar(painter, rect.adjusted(left, 0, 0, 0), row.progress, is_selected)


def _draw_title(painter: QPainter, rect: QRect, title: str, mark: str, is_selected: bool) -> None:
    """The title, and what tells it from others: that has the room, for titles read alike."""
    ink = "selection-text" if is_selected else ""
    needed = QFontMetrics(theme.font("small")).horizontalAdvance(mark) + theme.MARGIN
    room = min(needed, rect.width() * 2 // 3) if mark else 0
    shown = _write(painter, rect.adjusted(0, 0, -room, 0), title, "control", ink or "text")
    if mark:
        left = QFontMetrics(theme.font("control")).horizontalAdvance(shown) + theme.GRID
        place = rect.adjusted(left, 2, 0, 0)
        _write(painter, place, mark, "small", ink or "secondary", Qt.TextElideMode.ElideLeft)


def _fitting(row: JobRow, width: int) -> str:
    """How a job stands, in more words where there is room for them."""
    said = sentences.standing(row)
    fits = QFontMetrics(theme.font("small")).horizontalAdvance(said) <= width
    return said if fits else sentences.brief(row)


def _draw_bar(painter: QPainter, rect: QRect, progress: float, is_selected: bool) -> None:
    track = QRectF(rect.left(), rect.bottom() - 4, rect.width(), 2)
    painter.setPen(Qt.PenStyle.NoPen)
    painter.setOpacity(0.35 if is_selected else 1.0)
    painter.setBrush(theme.role("selection-text" if is_selected else "separator"))
    painter.drawRoundedRect(track, 1, 1)
    painter.setOpacity(1.0)
    track.setWidth(track.width() * progress)
    painter.setBrush(theme.role("selection-text" if is_selected else "accent"))
    painter.drawRoundedRect(track, 1, 1)


def _draw_caption(painter: QPainter, rect: QRect, text: str) -> None:
    painter.setFont(theme.font("small"))
    painter.setPen(theme.role("secondary"))
    place = QRect(rect.left() + 2 * theme.GRID, rect.top() + 10, rect.width(), CAPTION - 12)
    painter.drawText(place, Qt.AlignmentFlag.AlignLeft | Qt.AlignmentFlag.AlignVCenter, text)


def _write(
    painter: QPainter,
    rect: QRect,
    text: str,
    step: Any,
    colour: str,
    cut: Qt.TextElideMode = Qt.TextElideMode.ElideRight,
) -> str:
    """Write a line; what there was room for."""
    painter.setFont(theme.font(step))
    painter.setPen(theme.role(colour))
    shown = painter.fontMetrics().elidedText(text, cut, rect.width())
    painter.drawText(rect, Qt.AlignmentFlag.AlignLeft | Qt.AlignmentFlag.AlignTop, shown)
    return shown


def _begins_group(index: Index) -> bool:
    queue = index.model()
    assert isinstance(queue, JobQueue)
    return queue.begins_group(index.row())


def _group_name(row: JobRow) -> str:
    if row.is_done:
        return QCoreApplication.translate("JobsView", "Transcripts")
    return QCoreApplication.translate("JobsView", "In progress")
