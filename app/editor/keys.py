"""What each key does in the text: moves and selects, splits and joins, assigns, writes.

action = keys.action(event)      None where the key means nothing here
"""

from __future__ import annotations

from collections.abc import Callable
from functools import partial

from PySide6.QtCore import QCoreApplication, Qt
from PySide6.QtGui import QGuiApplication, QKeyEvent, QKeySequence

from app.editor.pen import Pen, Place
from app.editor.sheet import Sheet
from app.editor.transcript_document import TranscriptDocument
from app.keys import KeyTable

translate = QCoreApplication.translate

Key = QKeySequence.StandardKey
Action = Callable[[], object]
Move = Callable[[], Place]

HAND_OVER = {True: "Alt+Up", False: "Alt+Down"}
"""Keys that move words to the segment before or after."""
FAR = 1 << 30
"""Characters: more than a segment has."""


class Keys:
    """The keyboard of one page; `height` says how high the page is."""

    def __init__(
        self, document: TranscriptDocument, pen: Pen, sheet: Sheet, height: Callable[[], int]
    ) -> None:
        self._document = document
        self._pen = pen
        self._sheet = sheet
        self._height = height
        self._goal_x = -1.0
        self.table = self._told()
        self._standard: dict[Key, Action] = {
            Key.Undo: pen.undo,
            Key.Redo: pen.redo,
            Key.Cut: self.cut,
            Key.Copy: self.copy,
            Key.Paste: self.paste,
            Key.SelectAll: pen.select_all,
            Key.Delete: lambda: pen.remove(1),
            Key.DeleteStartOfWord: lambda: pen.remove(-1, True),
            Key.DeleteEndOfWord: lambda: pen.remove(1, True),
            **self._moves(),
        }

    def action(self, event: QKeyEvent) -> Action | None:
        """What a key is for here, or None."""
        if _types(event):
            return None if self._document.is_read_only else partial(self._pen.insert, event.text())
        for key, action in self._standard.items():
            if event.matches(key):
                return action
        return self._with_control(event) or self._own(event)

    def claims(self, event: QKeyEvent) -> bool:
        """Whether a key is the text's before it is a shortcut; AltGr writes what no shortcut is."""
        has_control = bool(event.modifiers() & Qt.KeyboardModifier.ControlModifier)
        return self.action(event) is not None and not (has_control and _types(event))

    def forget_column(self) -> None:
        """Up and down keep to another column from now on: the caret was put elsewhere."""
        self._goal_x = -1.0

    def copy(self) -> None:
        """Put what is selected into the clipboard."""
        if self._pen.has_selection:
            QGuiApplication.clipboard().setText(self._pen.selected_text)

    def cut(self) -> None:
        """Move what is selected into the clipboard."""
        if self._pen.has_selection and not self._document.is_read_only:
            self.copy()
            self._pen.remove(1)

    def paste(self) -> None:
        """Write what is in the clipboard."""
        self._pen.insert(QGuiApplication.clipboard().text().strip("\n"))

    # --- keys of our own ----------------------------------------------------------------------

    def _with_control(self, event: QKeyEvent) -> Action | None:
        """A number gives what is selected to that speaker."""
        number = event.key() - Qt.Key.Key_0
        has_control = event.modifiers() == Qt.KeyboardModifier.ControlModifier
        if not has_control or not 1 <= number <= min(9, len(self._document.speakers)):
            return None
        return lambda: self._pen.assign(self._document.speakers[number - 1].id)

    def _own(self, event: QKeyEvent) -> Action | None:
        key = self.table.find(event)
        return key.act if key is not None else None

    def _told(self) -> KeyTable:
        """The keys that do not mean the same in every text."""
        table, pen = KeyTable(translate("Keys", "Typing")), self._pen
        table.add(translate("Keys", "Split the segment here"), pen.split, "Return", "Enter")
        join = translate("Keys", "At the start: join with the segment before")
        table.add(join, partial(pen.remove, -1), "Backspace", "Shift+Backspace")
        insert = translate("Keys", "Insert a segment after this")
        table.add(insert, pen.insert_segment, "Shift+Return", "Shift+Enter")
        before = translate("Keys", "Move what is before to the previous")
        table.add(before, partial(pen.hand_over, True), HAND_OVER[True])
        behind = translate("Keys", "Move what is behind to the next")
        table.add(behind, partial(pen.hand_over, False), HAND_OVER[False])
        return table

    # --- moving -------------------------------------------------------------------------------

    def _moves(self) -> dict[Key, Action]:
        """Every key that moves the caret, alone and selecting."""
        pen, sheet = self._pen, self._sheet
        across: dict[str, Move] = {
            "NextChar": lambda: pen.beside(1),
            "PreviousChar": lambda: pen.beside(-1),
            "NextWord": lambda: pen.beside(1, True),
            "PreviousWord": lambda: pen.beside(-1, True),
            "StartOfLine": lambda: sheet.end_of_line(pen.caret, False),
            "EndOfLine": lambda: sheet.end_of_line(pen.caret, True),
            "StartOfBlock": lambda: Place(pen.caret.row, 0),
            "EndOfBlock": lambda: Place(pen.caret.row, FAR),
            "StartOfDocument": lambda: Place(0, 0),
            "EndOfDocument": sheet.end,
        }
        down: dict[str, Move] = {
            "NextLine": lambda: self._below(sheet.ink.leading),
            "PreviousLine": lambda: self._below(-sheet.ink.leading),
            "NextPage": lambda: self._below(0.9 * self._height()),
            "PreviousPage": lambda: self._below(-0.9 * self._height()),
        }
        return {**_keyed(across, self._go), **_keyed(down, self._go_down)}

    def _below(self, by: float) -> Place:
        return self._sheet.beyond(self._pen.caret, by, self._goal_x)

    def _go(self, to: Move, selects: bool) -> None:
        if self._document.segments:
            self._pen.go(to(), selects)
            self.forget_column()

    def _go_down(self, to: Move, selects: bool) -> None:
        """Up or down, in the column in which that began."""
        if self._document.segments:
            if self._goal_x < 0:
                self._goal_x = self._sheet.caret(self._pen.caret).x()
            self._pen.go(to(), selects)


def _keyed(moves: dict[str, Move], go: Callable[[Move, bool], None]) -> dict[Key, Action]:
    found: dict[Key, Action] = {}
    for name, place in moves.items():
        found[_standard(f"MoveTo{name}")] = partial(go, place, False)
        found[_standard(f"Select{name}")] = partial(go, place, True)
    return found


def _standard(name: str) -> Key:
    return QKeySequence.StandardKey[name]


def _types(event: QKeyEvent) -> bool:
    """Whether a key writes something."""
    held = event.modifiers() & (
        Qt.KeyboardModifier.ControlModifier | Qt.KeyboardModifier.MetaModifier
    )
    is_alt_gr = bool(event.modifiers() & Qt.KeyboardModifier.AltModifier) and bool(held)
    return bool(event.text()) and event.text().isprintable() and (not held or is_alt_gr)
