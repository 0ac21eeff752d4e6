"""The transcript as a screen reader walks through it: a list, with an item for each segment.

    serve()        once; every page that a screen reader comes to is such a list from then on

An item says all of its segment at once: when, by whom and what. It cannot be read by the letter,
for which a page would need an interface that PySide has wrong (see `announcing`).
"""

from __future__ import annotations

from functools import cache, partial
from typing import TYPE_CHECKING, Any

from PySide6.QtCore import QObject, QPoint, QRect
from PySide6.QtGui import QAccessible, QAccessibleInterface, QColor
from PySide6.QtWidgets import QAccessibleWidget

if TYPE_CHECKING:
    from app.editor.transcript_view import TranscriptView


Told = Any
"""What Qt is told: something of its own, or None, of which its stubs know nothing."""


@cache
def serve() -> None:
    """Let screen readers find pages as lists."""
    QAccessible.installFactory(_interface_of)


def _interface_of(_: str, thing: QObject) -> QAccessibleInterface | None:
    from app.editor.transcript_view import TranscriptView

    if not isinstance(thing, TranscriptView):
        return None
    # Qt holds what is C++ of it, and lets go with the page; what is Python of it lives as long.
    thing.spoken = SpokenList(thing)
    return thing.spoken


class SpokenList(QAccessibleWidget):
    """A page; its items come before what else there is on it.

    PySide never lets go of a list, so that it lets go of its page when that is destroyed.
    """

    def __init__(self, view: TranscriptView) -> None:
        super().__init__(view, QAccessible.Role.List)
        self._page: list[TranscriptView] = [view]
        self._items: dict[str, SpokenItem] = {}
        view.destroyed.connect(partial(_let_go, self._items, self._page))

    def childCount(self) -> int:  # noqa: D102 - Qt's name
        return self._count + super().childCount()

    def child(self, index: int) -> Told:  # noqa: D102
        if not 0 <= index < self._count:
            return super().child(index - self._count)
        segment = self._view.document.segments[index].id
        if segment not in self._items:
            self._items[segment] = SpokenItem(self._view, segment)
            QAccessible.registerAccessibleInterface(self._items[segment])
        return self._items[segment]

    def indexOfChild(self, child: QAccessibleInterface) -> int:  # noqa: D102
        if isinstance(child, SpokenItem):
            return child.row
        index = super().indexOfChild(child)
        return index if index < 0 else index + self._count

    def childAt(self, x: int, y: int) -> Told:  # noqa: D102
        page = self._view.viewport()
        at = page.mapFromGlobal(QPoint(x, y))
        row = self._view.row_at(at) if page.rect().contains(at) else -1
        return self.child(row) if 0 <= row < self._count else super().childAt(x, y)

    def focusChild(self) -> Told:  # noqa: D102
        is_here = self._view.hasFocus() and self._count > 0
        return self.child(self._view.pen.caret.row) if is_here else super().focusChild()

    @property
    def _view(self) -> TranscriptView:
        (view,) = self._page
        return view

    @property
    def _count(self) -> int:
        return len(self._view.document.segments) if self._page else 0


class SpokenItem(QAccessibleInterface):
    """A segment; it stays the same item however it is edited, wherever it goes."""

    def __init__(self, view: TranscriptView, segment: str) -> None:
        super().__init__()
        self._view = view
        self._segment = segment

    @property
    def row(self) -> int:
        """Where it stands; -1 when it has gone."""
        place = self._view.document.place_of(self._segment)
        return -1 if place is None else place

    def isValid(self) -> bool:  # noqa: D102
        return self.row >= 0

    def object(self) -> Told:  # noqa: D102
        return None

    def window(self) -> Told:  # noqa: D102
        return self._view.window().windowHandle()

    def parent(self) -> Told:  # noqa: D102
        return QAccessible.queryAccessibleInterface(self._view)

    def child(self, index: int) -> Told:  # noqa: D102
        return None

    def childAt(self, x: int, y: int) -> Told:  # noqa: D102
        return None

    def childCount(self) -> int:  # noqa: D102
        return 0

    def indexOfChild(self, child: QAccessibleInterface) -> int:  # noqa: D102
        return -1

    def text(self, kind: QAccessible.Text) -> str:  # noqa: D102
        return self._view.said(self.row) if kind == QAccessible.Text.Name and self.isValid() else ""

    def setText(self, kind: QAccessible.Text, text: str) -> None:
        """It is typed into the page, not here."""

    def rect(self) -> QRect:  # noqa: D102
        if not self.isValid():
            return QRect()
        page, box = self._view.viewport(), self._view.box_of(self.row)
        return QRect(page.mapToGlobal(box.topLeft()), box.size())

    def role(self) -> QAccessible.Role:  # noqa: D102
        return QAccessible.Role.ListItem

    def state(self) -> QAccessible.State:  # noqa: D102
        state = QAccessible.State()
        if self.isValid():
            page = self._view.viewport().rect()
            state.focusable = state.selectable = True
            state.focused = self._view.hasFocus() and self._view.pen.caret.row == self.row
            state.selected = self._segment in self._view.pen.selected_ids
            state.offscreen = not page.intersects(self._view.box_of(self.row))
            state.readOnly = self._view.document.is_read_only
        else:
            state.invalid = True
        return state

    def foregroundColor(self) -> QColor:  # noqa: D102
        return QColor()

    def backgroundColor(self) -> QColor:  # noqa: D102
        return QColor()


def _let_go(items: dict[str, SpokenItem], page: list[TranscriptView]) -> None:
    """Of its widgets Qt lets go itself, but an item is none."""
    for item in items.values():
        QAccessible.deleteAccessibleInterface(QAccessible.uniqueId(item))
    items.clear()
    page.clear()
