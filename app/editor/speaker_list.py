"""Who speaks in a film, as rows of a list: name, share of the time, first words, samples to hear.

    rows_of(transcript, colour_of)        one `SpeakerRow` a speaker
    speakers.show_rows(rows)             the list shows them; what stays selected stays so

The list changes nothing itself: it says what was asked for by typing a name or dropping on a row.
"""

from __future__ import annotations

import json
from collections.abc import Callable, Sequence
from enum import IntEnum
from heapq import nlargest
from typing import Any

import msgspec
from PySide6.QtCore import (
    QAbstractListModel,
    QByteArray,
    QMimeData,
    QModelIndex,
    QObject,
    QPersistentModelIndex,
    Qt,
    Signal,
)

from app import wording
from app.editor import giving
from engine.transcript import Segment, Transcript

SPEAKERS_MIME = "application/x-longtake-speakers"
"""Ids of speakers that are dragged, as a JSON list."""

SAMPLES = 5
"""So many samples of a voice are played in turn."""
LONGEST_SAMPLE = 8.0
FIRST_WORDS = 90
"""Characters: more than a row of the panel is wide."""

Index = QModelIndex | QPersistentModelIndex
Span = tuple[float, float]


_EDITABLE = (
    Qt.ItemFlag.ItemIsEditable | Qt.ItemFlag.ItemIsDragEnabled | Qt.ItemFlag.ItemIsDropEnabled
)


class SpeakerRow(msgspec.Struct, frozen=True):
    """One speaker: `share` is of all that is said, `samples` are spans in seconds, best first."""

    id: str
    name: str
    colour: int = 0
    seconds: float = 0.0
    share: float = 0.0
    segments: int = 0
    words: str = ""
    samples: tuple[Span, ...] = ()


class SpeakerRole(IntEnum):
    """What else a row can be asked for."""

    ROW = Qt.ItemDataRole.UserRole
    ID = Qt.ItemDataRole.UserRole + 1


def rows_of(transcript: Transcript, colour_of: Callable[[str], int]) -> tuple[SpeakerRow, ...]:
    """Everybody in the transcript's list of speakers, in its order."""
    said: dict[str, list[Segment]] = {speaker.id: [] for speaker in transcript.speakers}
    for segment in transcript.segments:
        if segment.speaker is not None:
            said.setdefault(segment.speaker, []).append(segment)
    whole = _seconds(transcript.segments)
    return tuple(
        _row(speaker, wording.called(speaker, transcript), colour_of(speaker), theirs, whole)
        for speaker, theirs in said.items()
    )


def _row(speaker: str, name: str, colour: int, said: Sequence[Segment], whole: float) -> SpeakerRow:
    seconds = _seconds(said)
    words = next((text for segment in said if (text := segment.text)), "")
    return SpeakerRow(
        id=speaker,
        name=name,
        colour=colour,
        seconds=seconds,
        share=seconds / whole if whole > 0 else 0.0,
        segments=len(said),
        words=words[:FIRST_WORDS],
        samples=samples(said),
    )


def _seconds(said: Sequence[Segment]) -> float:
    return sum(segment.end - segment.start for segment in said)


def samples(said: Sequence[Segment]) -> tuple[Span, ...]:
    """Where a voice is heard best: alone, and for long enough to be known."""
    alone = [segment for segment in said if not segment.overlaps] or said
    best = nlargest(SAMPLES, alone, key=lambda said: min(said.end - said.start, LONGEST_SAMPLE))
    return tuple((s.start, min(s.end, s.start + LONGEST_SAMPLE)) for s in best)


class SpeakerList(QAbstractListModel):
    """The rows of a panel of speakers."""

    rename_asked = Signal(str, str)
    """A speaker, and the name that was typed."""
    merge_asked = Signal(list, str)
    """Speakers who were dropped on another one, and that one."""
    portion_dropped = Signal(object, str)
    """A `Portion` of the text that was dropped on a speaker, and that one."""

    def __init__(self, parent: QObject | None = None) -> None:
        super().__init__(parent)
        self._rows: list[SpeakerRow] = []
        self.is_fixed = False
        """Nobody can be renamed or merged."""

    @property
    def rows(self) -> tuple[SpeakerRow, ...]:
        """All rows, from the top."""
        return tuple(self._rows)

    def show_rows(self, rows: Sequence[SpeakerRow]) -> None:
        """Show these rows now."""
        new = [row.id for row in rows]
        stay = [row.id for row in self._rows if row.id in new]
        if stay != [each for each in new if each in stay]:
            self.beginResetModel()
            self._rows = list(rows)
            self.endResetModel()
            return
        self._take_out(set(new))
        self._put_in(rows)

    def place_of(self, speaker: str) -> int:
        """In which row a speaker is; -1 if in none."""
        return next((place for place, row in enumerate(self._rows) if row.id == speaker), -1)

    def _take_out(self, stay: set[str]) -> None:
        for place in reversed(range(len(self._rows))):
            if self._rows[place].id not in stay:
                self.beginRemoveRows(QModelIndex(), place, place)
                del self._rows[place]
                self.endRemoveRows()

    def _put_in(self, rows: Sequence[SpeakerRow]) -> None:
        for place, row in enumerate(rows):
            if place >= len(self._rows) or self._rows[place].id != row.id:
                self.beginInsertRows(QModelIndex(), place, place)
                self._rows.insert(place, row)
                self.endInsertRows()
            elif self._rows[place] != row:
                self._rows[place] = row
                self.dataChanged.emit(self.index(place), self.index(place))

    # --- what Qt asks -------------------------------------------------------------------------

    def rowCount(self, parent: Index = QModelIndex()) -> int:  # noqa: B008, D102 - Qt's default
        return 0 if parent.isValid() else len(self._rows)

    def data(self, index: Index, role: int = Qt.ItemDataRole.DisplayRole) -> Any:  # noqa: D102
        if not index.isValid() or index.row() >= len(self._rows):
            return None
        row = self._rows[index.row()]
        if role in (Qt.ItemDataRole.DisplayRole, Qt.ItemDataRole.EditRole):
            return row.name
        if role in (Qt.ItemDataRole.ToolTipRole, Qt.ItemDataRole.AccessibleDescriptionRole):
            return self.in_words(row)
        if role == Qt.ItemDataRole.AccessibleTextRole:
            return f"{row.name}, {self.in_words(row)}"
        if role == SpeakerRole.ROW:
            return row
        return row.id if role == SpeakerRole.ID else None

    def setData(  # noqa: D102
        self, index: Index, value: Any, role: int = Qt.ItemDataRole.EditRole
    ) -> bool:
        if role != Qt.ItemDataRole.EditRole or not index.isValid():
            return False
        row, name = self._rows[index.row()], str(value).strip()
        if name != row.name:
            self.rename_asked.emit(row.id, name)
        return True

    def flags(self, index: Index) -> Qt.ItemFlag:  # noqa: D102
        if not index.isValid():
            return Qt.ItemFlag.NoItemFlags
        shown = (
            Qt.ItemFlag.ItemIsEnabled
            | Qt.ItemFlag.ItemIsSelectable
            | Qt.ItemFlag.ItemNeverHasChildren
        )
        return shown if self.is_fixed else shown | _EDITABLE

    def in_words(self, row: SpeakerRow) -> str:
        """How much a speaker says."""
        if not row.segments:
            return self.tr("Says nothing yet")
        return f"{share_in_words(row.share)} · {wording.duration(row.seconds)}"

    # --- dragging -----------------------------------------------------------------------------

    def supportedDropActions(self) -> Qt.DropAction:  # noqa: D102
        return Qt.DropAction.CopyAction | Qt.DropAction.MoveAction

    def mimeTypes(self) -> list[str]:  # noqa: D102
        return [SPEAKERS_MIME, giving.MIME]

    def mimeData(self, indexes: Sequence[QModelIndex]) -> QMimeData:  # noqa: D102
        return ids_as_mime([self._rows[index.row()].id for index in indexes])

    def canDropMimeData(  # noqa: D102
        self, data: QMimeData, _action: Qt.DropAction, _row: int, _column: int, parent: Index
    ) -> bool:
        if not parent.isValid():
            return False
        onto = self._rows[parent.row()].id
        return data.hasFormat(giving.MIME) or bool(set(ids_in(data)) - {onto})

    def dropMimeData(  # noqa: D102
        self, data: QMimeData, action: Qt.DropAction, row: int, column: int, parent: Index
    ) -> bool:
        if not self.canDropMimeData(data, action, row, column, parent):
            return False
        onto = self._rows[parent.row()].id
        if (portion := giving.in_mime(data)) is not None:
            self.portion_dropped.emit(portion, onto)
        elif speakers := ids_in(data):
            self.merge_asked.emit(speakers, onto)
        # Not "moved": the view would take the dragged row out by itself.
        return False


def share_in_words(share: float) -> str:
    """A part of a whole in percent, of which a little is never nothing."""
    percent = round(share * 100)
    return "< 1 %" if share > 0 and percent == 0 else f"{percent} %"


def ids_as_mime(speakers: Sequence[str]) -> QMimeData:
    """Speakers to be dragged."""
    data = QMimeData()
    data.setData(SPEAKERS_MIME, QByteArray(json.dumps(list(speakers)).encode()))
    return data


def ids_in(data: QMimeData) -> list[str]:
    """The speakers that are dragged; none where something else is."""
    try:
        return msgspec.json.decode(data.data(SPEAKERS_MIME).data(), type=list[str])
    except msgspec.MsgspecError:
        return []
