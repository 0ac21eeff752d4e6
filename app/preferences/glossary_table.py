"""The terms of one glossary as a table that can be edited, checked as one types, and undone."""

from __future__ import annotations

from collections.abc import Sequence
from contextlib import suppress
from pathlib import Path
from typing import Any

from PySide6.QtCore import (
    QAbstractTableModel,
    QModelIndex,
    QObject,
    QPersistentModelIndex,
    Qt,
    Signal,
)
from PySide6.QtGui import QUndoCommand, QUndoStack

from app import theme
from app.preferences import glossary_file
from app.preferences.glossary_file import EMPTY, FIELDS, Row, Rows
from engine.errors import LongtakeError

Index = QModelIndex | QPersistentModelIndex
_NOWHERE = QModelIndex()


class GlossaryTableModel(QAbstractTableModel):
    """One glossary. Every change is checked and, where all is well, written at once."""

    checked = Signal()
    """What is wrong with the rows is known anew."""

    not_kept = Signal(object)
    """The `Problem` for which a change could not be written."""

    def __init__(self, parent: QObject | None = None) -> None:
        super().__init__(parent)
        self.path: Path | None = None
        self.rows: Rows = ()
        self.faults: dict[int, str] = {}
        self.repeats: set[int] = set()
        self.is_locked = False
        self.undo_stack = QUndoStack(self)
        self._columns = len(FIELDS)
        self._stamp = (0, 0)

    # --- the glossary -------------------------------------------------------------------------

    def open(self, path: Path) -> None:
        """Show a glossary. Raises `UsageError` for a file that is none."""
        self._stamp = _stamp(path)
        sheet = glossary_file.read(path)
        self.beginResetModel()
        self.path, self.rows, self.faults = path, sheet.rows, sheet.faults
        self.repeats = glossary_file.repeats_in(sheet.rows)
        self.is_locked = not sheet.is_whole
        self._columns = glossary_file.fields_in(path.suffix)
        self.undo_stack.clear()
        self.endResetModel()
        self.checked.emit()

    def refresh(self) -> None:
        """Show the file as it is now, if somebody else has written it; rows that could not be
        written yet stay. Raises `UsageError`."""
        is_typing = not self.is_sound and self.undo_stack.canUndo()
        if self.path is not None and not is_typing and self._stamp != _stamp(self.path):
            self.open(self.path)

    def close(self) -> None:
        """Show nothing."""
        self.beginResetModel()
        self.path, self.rows, self.faults, self.repeats = None, (), {}, set()
        self.undo_stack.clear()
        self.endResetModel()
        self.checked.emit()

    @property
    def is_sound(self) -> bool:
        """Nothing is wrong with any row."""
        return not self.faults

    def add_row(self) -> int:
        """A blank row at the end; the place of the last one."""
        self._change((*self.rows, EMPTY))
        return len(self.rows) - 1

    def remove_rows(self, places: Sequence[int]) -> None:
        """Take rows out."""
        gone = set(places)
        self._change(tuple(row for place, row in enumerate(self.rows) if place not in gone))

    def set_rows(self, rows: Rows) -> None:
        """Show these rows instead: what every change, and taking one back, comes to."""
        self._replace(rows)
        self._check()
        self._keep()
        self.dataChanged.emit(self.index(0, 0), self.index(len(self.rows) - 1, self._columns - 1))

    # --- Qt's questions -----------------------------------------------------------------------

    def rowCount(self, parent: Index = _NOWHERE) -> int:  # noqa: D102 - Qt's name
        return 0 if parent.isValid() else len(self.rows)

    def columnCount(self, parent: Index = _NOWHERE) -> int:  # noqa: D102 - Qt's name
        return 0 if parent.isValid() else self._columns

    def flags(self, index: Index) -> Qt.ItemFlag:  # noqa: D102 - Qt's name
        can_edit = index.isValid() and not self.is_locked
        edit = Qt.ItemFlag.ItemIsEditable if can_edit else Qt.ItemFlag.NoItemFlags
        return super().flags(index) | edit

    def data(self, index: Index, role: int = Qt.ItemDataRole.DisplayRole) -> Any:  # noqa: D102
        if not index.isValid() or index.row() >= len(self.rows):
            return None
        if role in (Qt.ItemDataRole.DisplayRole, Qt.ItemDataRole.EditRole):
            return self.rows[index.row()][index.column()]
        if role == Qt.ItemDataRole.ToolTipRole:
            return self._remark(index.row())
        if role == Qt.ItemDataRole.AccessibleDescriptionRole:
            return self._remark(index.row()) or None
        if role == Qt.ItemDataRole.DecorationRole and index.column() == 0:
            return self._sign(index.row())
        if role == Qt.ItemDataRole.ForegroundRole and index.row() in self.faults:
            return theme.role("failure")
        return None

    def headerData(  # noqa: D102 - Qt's name
        self,
        section: int,
        orientation: Qt.Orientation,
        role: int = Qt.ItemDataRole.DisplayRole,
    ) -> Any:
        if orientation == Qt.Orientation.Vertical or section >= len(FIELDS):
            return None
        if role == Qt.ItemDataRole.DisplayRole:
            return self._titles()[section]
        if role == Qt.ItemDataRole.ToolTipRole:
            return self._hints()[section]
        if role == Qt.ItemDataRole.TextAlignmentRole:
            return Qt.AlignmentFlag.AlignLeft | Qt.AlignmentFlag.AlignVCenter
        return None

    def setData(  # noqa: D102 - Qt's name
        self, index: Index, value: Any, role: int = Qt.ItemDataRole.EditRole
    ) -> bool:
        if role != Qt.ItemDataRole.EditRole or not index.isValid():
            return False
        before = self.rows[index.row()]
        typed = " ".join(str(value).split())
        if before[index.column()] == typed:
            return False
        after = _with(before, index.column(), typed)
        rows = self.rows
        self._change((*rows[: index.row()], after, *rows[index.row() + 1 :]))
        return True

    # --- inside -------------------------------------------------------------------------------

    def _change(self, rows: Rows) -> None:
        if not self.is_locked:
            self.undo_stack.push(_Change(self, self.rows, rows))

    def _replace(self, rows: Rows) -> None:
        """Without taking the place of whoever types away from them, where that can be."""
        before = len(self.rows)
        if len(rows) == before:
            self.rows = rows
        elif rows[:before] == self.rows:
            self.beginInsertRows(_NOWHERE, before, len(rows) - 1)
            self.rows = rows
            self.endInsertRows()
        else:
            self.beginResetModel()
            self.rows = rows
            self.endResetModel()

    def _check(self) -> None:
        suffix = self.path.suffix if self.path else ".csv"
        self.faults = glossary_file.faults_of(self.rows, suffix)
        self.repeats = glossary_file.repeats_in(self.rows)
        self.checked.emit()

    def _keep(self) -> None:
        if self.path is None or not self.is_sound:
            return
        try:
            glossary_file.save(self.rows, self.path)
            self._stamp = _stamp(self.path)
        except LongtakeError as error:
            self.not_kept.emit(error.problem())

    def _remark(self, place: int) -> str:
        if place in self.faults:
            return self.faults[place]
        return self.tr("This term is there already") if place in self.repeats else ""

    def _sign(self, place: int) -> Any:
        if place in self.faults:
            return theme.icon("failure", "failure")
        return theme.icon("warning", "warning") if place in self.repeats else None

    def _titles(self) -> tuple[str, ...]:
        return (
            self.tr("Term"),
            self.tr("Sounds like"),
            self.tr("Kind"),
            self.tr("Weight"),
            self.tr("Language"),
            self.tr("From – to"),
        )

    def _hints(self) -> tuple[str, ...]:
        return (
            self.tr("As it is to be written"),
            self.tr("How it may sound, where the spelling does not tell; with | between several"),
            self.tr("Name, place, product: for you alone"),
            self.tr("More than 1 makes it likelier than others"),
            self.tr("A code such as en or ru; expected in every language without one"),
            self.tr("Where in the film it occurs, such as 0:10:00-0:12:30"),
        )


def _stamp(path: Path) -> tuple[int, int]:
    """By which one sees that a file was written since."""
    with suppress(OSError):
        known = path.stat()
        return known.st_mtime_ns, known.st_size
    return 0, 0


class _Change(QUndoCommand):
    """Rows before and after."""

    def __init__(self, model: GlossaryTableModel, before: Rows, after: Rows) -> None:
        super().__init__()
        self._model, self._before, self._after = model, before, after

    def redo(self) -> None:
        self._model.set_rows(self._after)

    def undo(self) -> None:
        self._model.set_rows(self._before)


def _with(row: Row, place: int, value: str) -> Row:
    return (*row[:place], value, *row[place + 1 :])
