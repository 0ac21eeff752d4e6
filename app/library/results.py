"""What was found, as rows of a list: a transcript, its lines, and how many more there are."""

from __future__ import annotations

from collections.abc import Sequence
from enum import IntEnum
from typing import Any

import msgspec
from PySide6.QtCore import (
    QAbstractListModel,
    QCoreApplication,
    QModelIndex,
    QObject,
    QPersistentModelIndex,
    Qt,
)

from app import wording
from app.namesakes import Namesake, marks_of
from engine.findings import FoundLine, FoundTranscript
from engine.transcript import unnamed

Index = QModelIndex | QPersistentModelIndex

SPOKEN = 200
"""Signs of a line that are read aloud."""


class ResultRow(msgspec.Struct, frozen=True):
    """A transcript's title; with a `line` that line; with `more` how many are not here.

    `mark` tells the transcript from others of the same title.
    """

    transcript: FoundTranscript
    line: FoundLine | None = None
    more: int = 0
    mark: str = ""

    @property
    def is_title(self) -> bool:
        """Whether it stands for the transcript itself."""
        return self.line is None and not self.more

    def is_same(self, other: ResultRow) -> bool:
        """Whether it stands for the same, of however many lines that is one now."""
        if self.transcript.document != other.transcript.document:
            return False
        if self.line is None or other.line is None:
            return self.is_title and other.is_title
        return self.line.segment == other.line.segment

    @property
    def text(self) -> str:
        """The row in words, as it is read aloud."""
        if self.line is not None:
            time, speaker = wording.clock_time(self.line.at), speaker_of(self.line)
            return ", ".join(filter(None, (time, speaker, self.line.excerpt(SPOKEN).text)))
        if self.more:
            return how_many_more(self.more)
        return ", ".join(filter(None, (self.transcript.title, self.mark)))


class ResultRole(IntEnum):
    """Data of a row beside its text."""

    ROW = Qt.ItemDataRole.UserRole + 1


class Results(QAbstractListModel):
    """The rows."""

    def __init__(self, parent: QObject | None = None) -> None:
        super().__init__(parent)
        self.rows: Sequence[ResultRow] = ()

    def show(self, transcripts: Sequence[FoundTranscript]) -> bool:
        """Take another answer; whether it is another one."""
        marks = marks_of(map(_namesake, transcripts))
        rows = [row for each in transcripts for row in _rows_of(each, marks[each.document])]
        if rows == self.rows:
            return False
        self.beginResetModel()
        self.rows = rows
        self.endResetModel()
        return True

    def place_of(self, row: ResultRow | None) -> int:
        """Where a row is now that was shown before; that of the best line where it is gone."""
        places = (n for n, each in enumerate(self.rows) if row and each.is_same(row))
        best = (n for n, each in enumerate(self.rows) if each.line is not None)
        return next(places, next(best, 0))

    def rowCount(self, parent: Index | None = None) -> int:  # noqa: D102 - Qt's name
        return 0 if parent is not None and parent.isValid() else len(self.rows)

    def data(self, index: Index, role: int = Qt.ItemDataRole.DisplayRole) -> Any:  # noqa: D102
        if not index.isValid():
            return None
        row = self.rows[index.row()]
        if role == ResultRole.ROW:
            return row
        spoken = (Qt.ItemDataRole.DisplayRole, Qt.ItemDataRole.AccessibleTextRole)
        return row.text if role in spoken else None


def speaker_of(line: FoundLine) -> str:
    """What people call whoever says it; nothing for nobody."""
    return unnamed(line.speaker, wording.speaker_word()) if line.speaker else ""


def how_many(count: int) -> str:
    """How often a transcript says it."""
    return QCoreApplication.translate("Results", "%n place(s)", "", count)


def how_many_more(count: int) -> str:
    """How often a transcript says it beside what is shown."""
    return QCoreApplication.translate("Results", "Show %n more", "", count)


def _namesake(found: FoundTranscript) -> Namesake:
    return Namesake(found.document, found.title, found.made_at, found.model)


def _rows_of(found: FoundTranscript, mark: str) -> list[ResultRow]:
    rows = [ResultRow(found, mark=mark), *(ResultRow(found, line) for line in found.lines)]
    if (more := found.count - len(found.lines)) > 0 and found.lines:
        rows.append(ResultRow(found, more=more))
    return rows
