"""Undo and redo of a window: of the field, the text or the list, wherever the user is.

A field of text has an undo of its own, the transcript on the page has its history, and the app can
bring back what was removed from the list. The two actions always say what they would do.
"""

from __future__ import annotations

from collections.abc import Callable

from PySide6.QtCore import QObject, QTimer, Signal
from PySide6.QtGui import QAction, QKeySequence
from PySide6.QtWidgets import QLineEdit, QMenu, QPlainTextEdit, QTextEdit, QWidget

from app.editor.editor_page import EditorPage

Field = QLineEdit | QTextEdit | QPlainTextEdit


class Undoing(QObject):
    """The first two actions of the Edit menu, and the history of the text below them."""

    put_back_asked = Signal()
    """The app is to bring back what was removed last."""

    def __init__(self, menu: QMenu, window: QWidget) -> None:
        super().__init__(window)
        self._menu = menu
        self._window = window
        self._editor: EditorPage | None = None
        self._history: QAction | None = None
        self._can_put_back = False
        keys = QKeySequence.StandardKey
        self.undo_action = self._action(self.tr("&Undo"), keys.Undo, self._undo)
        self.redo_action = self._action(self.tr("&Redo"), keys.Redo, self._redo)
        self._below = menu.addSeparator()
        menu.aboutToShow.connect(self._fit_to_field)
        # What was chosen is done only after the menu is gone, and must be possible until then.
        menu.aboutToHide.connect(lambda: QTimer.singleShot(0, self, self._fit))
        self._fit()

    def offer_put_back(self, is_offered: bool) -> None:
        """Whether there is something that the app can take back, as a job that was removed."""
        self._can_put_back = is_offered
        self._fit()

    def take_editor(self, editor: EditorPage | None) -> None:
        """Undo and redo are those of this transcript now; its keys are the window's."""
        self._editor = editor
        if self._history is not None:
            self._menu.removeAction(self._history)
            self._history = None
        if editor is not None:
            for action in (editor.undo_action, editor.redo_action):
                action.setShortcuts([])  # the window has the same, and Qt would choose neither
                action.changed.connect(self._fit)
            self._history = self._menu.insertMenu(self._below, editor.history_menu)
        self._fit()

    def _action(
        self, words: str, keys: QKeySequence.StandardKey, act: Callable[[], None]
    ) -> QAction:
        action = QAction(words, self._window)
        action.setShortcuts(QKeySequence.keyBindings(keys))
        action.setWhatsThis(words)
        action.triggered.connect(lambda _=False: act())
        self._menu.addAction(action)
        return action

    def _undo(self) -> None:
        if (field := self._field()) is not None:
            field.undo()
        elif self._editor is not None and self._editor.undo_action.isEnabled():
            self._editor.undo_action.trigger()
        else:
            self.put_back_asked.emit()

    def _redo(self) -> None:
        if (field := self._field()) is not None:
            field.redo()
        elif self._editor is not None:
            self._editor.redo_action.trigger()

    def _field(self) -> Field | None:
        """The text field that has the focus, if the user can write in it."""
        widget = self._window.focusWidget()
        if not isinstance(widget, Field) or widget.isReadOnly() or not widget.isVisible():
            return None
        return widget

    def _fit(self) -> None:
        """Offer what can be taken back, and say what it is."""
        if self._editor is None:
            _name(self.undo_action, self.tr("&Undo"), self._can_put_back)
            _name(self.redo_action, self.tr("&Redo"), False)
            return
        undo, redo = self._editor.undo_action, self._editor.redo_action
        is_typed = undo.isEnabled()
        words = undo.text() if is_typed else self.tr("&Undo")
        _name(self.undo_action, words, is_typed or self._can_put_back)
        _name(self.redo_action, redo.text(), redo.isEnabled())

    def _fit_to_field(self) -> None:
        """While the menu is open: a field has keys of its own, but the menu is for it as well."""
        if (field := self._field()) is not None:
            kept = field if isinstance(field, QLineEdit) else field.document()
            _name(self.undo_action, self.tr("&Undo"), kept.isUndoAvailable())
            _name(self.redo_action, self.tr("&Redo"), kept.isRedoAvailable())


def _name(action: QAction, words: str, is_possible: bool) -> None:
    action.setText(words)
    action.setEnabled(is_possible)
