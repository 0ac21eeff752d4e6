"""The keys of a widget, each with what it does in words: pressed here, listed in the help.

    keys = KeyTable(self, self.tr("Timeline"))
    keys.add(self.tr("Closer"), self.closer, "+", "=")
    keys.take(event)                          in keyPressEvent: True if the key was one of them

What is not an action of a menu stands in such a table and nowhere else, so that the help cannot
tell anything but what is so.
"""

from __future__ import annotations

from collections.abc import Callable

import msgspec
from PySide6.QtCore import Qt
from PySide6.QtGui import QKeyEvent, QKeySequence
from PySide6.QtWidgets import QWidget

Act = Callable[[], object]


class Key(msgspec.Struct, frozen=True):
    """What one key does; the first of its `sequences` is the one to be shown."""

    words: str
    act: Act
    sequences: tuple[str, ...]


class KeyTable:
    """All keys of a widget, in the order in which they are told."""

    def __init__(self, title: str) -> None:
        self.title = title
        self.keys: list[Key] = []
        self._by_sequence: dict[str, Key] = {}

    def add(self, words: str, act: Act, *sequences: str) -> None:
        """From now on these key sequences do this."""
        key = Key(words, act, sequences)
        self.keys.append(key)
        self._by_sequence.update((_portable(QKeySequence(each)), key) for each in sequences)

    def find(self, event: QKeyEvent) -> Key | None:
        """What a key that is pressed does here, if anything."""
        held = event.modifiers() & ~Qt.KeyboardModifier.KeypadModifier
        return self._by_sequence.get(_portable(QKeySequence(held.value | event.key())))

    def take(self, event: QKeyEvent) -> bool:
        """Do what the key does; False where it is none of these."""
        key = self.find(event)
        if key is not None:
            key.act()
        return key is not None


def tables_in(window: QWidget) -> list[KeyTable]:
    """The tables of all widgets in a window that have one as `keys`, from the first to the last."""
    found = [getattr(each, "keys", None) for each in window.findChildren(QWidget)]
    return [table for table in found if isinstance(table, KeyTable)]


def native(sequence: QKeySequence) -> str:
    """A key sequence as it is written on this system."""
    return sequence.toString(QKeySequence.SequenceFormat.NativeText)


def _portable(sequence: QKeySequence) -> str:
    return sequence.toString(QKeySequence.SequenceFormat.PortableText)
