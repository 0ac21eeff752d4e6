"""The list of speakers as it is seen: a chip with the key's number, the name, the share, the words.

The name is typed where it stands; the round button at the right plays a sample of the voice.
"""

from __future__ import annotations

from functools import partial

from PySide6.QtCore import (
    QAbstractItemModel,
    QEvent,
    QPoint,
    QRect,
    QRectF,
    QSize,
    Qt,
    Signal,
)
from PySide6.QtGui import (
    QColor,
    QContextMenuEvent,
    QFont,
    QFontMetrics,
    QKeyEvent,
    QMouseEvent,
    QPainter,
    QPen,
)
from PySide6.QtWidgets import (
    QAbstractItemView,
    QFrame,
    QLineEdit,
    QListView,
    QStyle,
    QStyledItemDelegate,
    QStyleOptionViewItem,
    QWidget,
)

from app import theme
from app.editor.speaker_list import Index, SpeakerList, SpeakerRole, SpeakerRow
from app.keys import KeyTable

CHIP = 24
BUTTON = 28
BAR = 4
NUMBERED = 9
"""So many speakers have a number key."""


class SpeakerView(QListView):
    """The list; several speakers can be selected, and dragged onto another."""

    play_asked = Signal(str)
    """Let this speaker be heard."""
    number_pressed = Signal(int)
    """A digit was pressed while the list has the keys: 1 to 9, or 0 for nobody."""
    menu_asked = Signal(QPoint)

    def __init__(self, speakers: SpeakerList, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._make_keys()
        self.setModel(speakers)
        self.setItemDelegate(_SpeakerDelegate(self))
        self.setProperty("sidebar", True)
        self.setFrameShape(QFrame.Shape.NoFrame)
        self.setUniformItemSizes(True)
        self.setSelectionMode(QAbstractItemView.SelectionMode.ExtendedSelection)
        self.setEditTriggers(
            QAbstractItemView.EditTrigger.DoubleClicked
            | QAbstractItemView.EditTrigger.EditKeyPressed
        )
        self.setDragDropMode(QAbstractItemView.DragDropMode.DragDrop)
        self.setDefaultDropAction(Qt.DropAction.MoveAction)
        self.setHorizontalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
        self.setVerticalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
        self.viewport().setAutoFillBackground(False)
        self.setMouseTracking(True)
        theme.current().changed.connect(self.viewport().update)

    def sizeHint(self) -> QSize:  # noqa: D102 - Qt's name
        return QSize(200, self.sizeHintForRow(0) * self.model().rowCount())

    def updateGeometries(self) -> None:
        """The list is as high as its rows; what is around it scrolls."""
        super().updateGeometries()
        if self.sizeHint().height() != self.height():
            self.setFixedHeight(max(0, self.sizeHint().height()))

    @property
    def chosen(self) -> list[str]:
        """The speakers that are selected, the one with the focus first."""
        current = self.currentIndex()
        indexes = sorted(self.selectedIndexes(), key=lambda each: (each != current, each.row()))
        return [index.data(SpeakerRole.ID) for index in indexes]

    def _make_keys(self) -> None:
        self.keys = KeyTable(self.tr("List of speakers"))
        give = self.tr("Give what is selected in the text to the speaker of this number")
        for number in range(1, NUMBERED + 1):
            self.keys.add(give, partial(self.number_pressed.emit, number), str(number))
        nobody = self.tr("Give what is selected in the text to nobody")
        self.keys.add(nobody, partial(self.number_pressed.emit, 0), "0")
        self.keys.add(self.tr("Play a sample"), self._play_current, "Space")
        self.keys.add(self.tr("Rename"), self._edit_current, "Return", "Enter", "F2")

    def keyPressEvent(self, event: QKeyEvent) -> None:  # noqa: D102 - Qt's name
        if not self.keys.take(event):
            super().keyPressEvent(event)

    def _play_current(self) -> None:
        if self.currentIndex().isValid():
            self.play_asked.emit(self.currentIndex().data(SpeakerRole.ID))

    def _edit_current(self) -> None:
        # The field lets Return through to the list when it takes it itself.
        is_editing = self.state() == QAbstractItemView.State.EditingState
        if self.currentIndex().isValid() and not is_editing:
            self.edit(self.currentIndex())

    def contextMenuEvent(self, event: QContextMenuEvent) -> None:  # noqa: D102
        self.menu_asked.emit(event.globalPos())


class _SpeakerDelegate(QStyledItemDelegate):
    """Paints a row, edits its name where it stands, and hears clicks on its button."""

    def __init__(self, view: SpeakerView) -> None:
        super().__init__(view)
        self._view = view

    def sizeHint(self, _option: QStyleOptionViewItem, _index: Index) -> QSize:
        return QSize(200, _name_height() + 2 * _line_height() + BAR + 4 * theme.GAP + theme.GRID)

    def paint(self, painter: QPainter, option: QStyleOptionViewItem, index: Index) -> None:
        row: SpeakerRow = index.data(SpeakerRole.ROW)
        painter.save()
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        place = _Place(option.rect)
        _paint_ground(painter, option, self._view)
        _paint_chip(painter, place.chip, row, index.row() + 1)
        self._paint_words(painter, place, row)
        is_chosen = bool(option.state & QStyle.StateFlag.State_Selected)
        _paint_bar(painter, place.bar, row, "chunk-restored" if is_chosen else "control-pressed")
        icon = theme.icon("play", "text" if row.samples else "faint")
        icon.paint(painter, place.button.adjusted(4, 4, -4, -4))
        painter.restore()

    def _paint_words(self, painter: QPainter, place: _Place, row: SpeakerRow) -> None:
        speakers = self._view.model()
        assert isinstance(speakers, SpeakerList)
        _write(painter, place.name, row.name, theme.font(), theme.role("text"))
        small = theme.font("small")
        _write(painter, place.share, speakers.in_words(row), small, theme.role("secondary"))
        _write(painter, place.words, row.words, small, theme.role("secondary"))

    def editorEvent(
        self,
        event: QEvent,
        model: QAbstractItemModel,
        option: QStyleOptionViewItem,
        index: Index,
    ) -> bool:
        clicks = (QEvent.Type.MouseButtonPress, QEvent.Type.MouseButtonDblClick)
        on_button = isinstance(event, QMouseEvent) and _Place(option.rect).button.contains(
            event.position().toPoint()
        )
        if on_button and event.type() == QEvent.Type.MouseButtonRelease:
            self._view.play_asked.emit(index.data(SpeakerRole.ID))
        # A click on the button is heard here alone: it begins no editing and no dragging.
        return (on_button and event.type() in clicks) or super().editorEvent(
            event, model, option, index
        )

    def createEditor(self, parent: QWidget, _option: QStyleOptionViewItem, index: Index) -> QWidget:
        field = QLineEdit(parent)
        field.setFont(theme.font())
        name = self.tr("Name of %1").replace("%1", index.data())
        field.setAccessibleName(name)
        return field

    def updateEditorGeometry(
        self, editor: QWidget, option: QStyleOptionViewItem, _index: Index
    ) -> None:
        name = _Place(option.rect).name
        height = editor.sizeHint().height()
        editor.setGeometry(name.left() - 9, name.center().y() - height // 2, name.width(), height)


class _Place:
    """Where in a row everything stands."""

    def __init__(self, row: QRect) -> None:
        inner = row.adjusted(theme.GRID, theme.GRID, -theme.GRID, -theme.GRID)
        height, line = _name_height(), _line_height()
        self.chip = QRect(inner.left(), inner.top() + (height - CHIP) // 2, CHIP, CHIP)
        left = self.chip.right() + 1 + theme.GRID
        self.button = QRect(
            inner.right() + 1 - BUTTON, inner.top() + (height - BUTTON) // 2, BUTTON, BUTTON
        )
        self.name = QRect(left, inner.top(), self.button.left() - theme.GAP - left, height)
        width = inner.right() + 1 - left
        self.share = QRect(left, self.name.bottom() + 1, width, line)
        self.bar = QRect(left, self.share.bottom() + 1 + theme.GAP, width, BAR)
        self.words = QRect(left, self.bar.bottom() + 1 + theme.GAP, width, line)


def _name_height() -> int:
    return max(BUTTON, QFontMetrics(theme.font()).height())


def _line_height() -> int:
    return QFontMetrics(theme.font("small")).height()


def _paint_ground(painter: QPainter, option: QStyleOptionViewItem, view: SpeakerView) -> None:
    box = QRectF(option.rect).adjusted(1, 1, -1, -1)
    is_chosen = bool(option.state & QStyle.StateFlag.State_Selected)
    is_under = bool(option.state & QStyle.StateFlag.State_MouseOver)
    painter.setPen(Qt.PenStyle.NoPen)
    if is_chosen or is_under:
        painter.setBrush(theme.role("control-pressed" if is_chosen else "hover"))
        painter.drawRoundedRect(box, theme.RADIUS, theme.RADIUS)
    if option.state & QStyle.StateFlag.State_HasFocus and view.hasFocus():
        painter.setBrush(Qt.BrushStyle.NoBrush)
        painter.setPen(QPen(theme.role("accent"), 2))
        painter.drawRoundedRect(box.adjusted(1, 1, -1, -1), theme.RADIUS, theme.RADIUS)


def _paint_chip(painter: QPainter, box: QRect, row: SpeakerRow, number: int) -> None:
    """The speaker's colour with the number of the key that gives segments to it."""
    painter.setPen(Qt.PenStyle.NoPen)
    painter.setBrush(theme.speaker_ground(row.colour))
    painter.drawRoundedRect(QRectF(box), theme.RADIUS, theme.RADIUS)
    painter.setPen(theme.speaker_colour(row.colour))
    painter.setFont(theme.font())
    text = str(number) if number <= NUMBERED else "•"
    painter.drawText(box, Qt.AlignmentFlag.AlignCenter, text)


def _paint_bar(painter: QPainter, box: QRect, row: SpeakerRow, ground: str) -> None:
    painter.setPen(Qt.PenStyle.NoPen)
    painter.setBrush(theme.role(ground))
    painter.drawRoundedRect(QRectF(box), BAR / 2, BAR / 2)
    if row.share > 0:
        full = QRectF(box)
        full.setWidth(max(float(BAR), box.width() * min(row.share, 1.0)))
        painter.setBrush(theme.speaker_colour(row.colour))
        painter.drawRoundedRect(full, BAR / 2, BAR / 2)


def _write(painter: QPainter, box: QRect, text: str, font: QFont, ink: QColor) -> None:
    painter.setFont(font)
    painter.setPen(ink)
    shown = QFontMetrics(font).elidedText(text, Qt.TextElideMode.ElideRight, box.width())
    painter.drawText(box, Qt.AlignmentFlag.AlignVCenter | Qt.AlignmentFlag.AlignLeft, shown)
