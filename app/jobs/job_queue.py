"""The list of jobs as an item model: what waits and works first, then what is done.

It knows only what the engine tells. Progress may come as often as it likes: rows that changed are
announced a few times a second, all at once, so that a thousand jobs cost the window nothing.
"""

from __future__ import annotations

import time
from bisect import bisect_left
from collections.abc import Callable, Iterable, Sequence
from enum import IntEnum
from pathlib import Path
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
    QTimer,
    Signal,
)

from app.jobs.job_row import FETCH, JobRow, key_of, overall, row_of
from app.jobs.pace import Pace
from app.namesakes import Namesake, Namesakes
from engine.protocol import (
    ChunkChanged,
    Event,
    Fetching,
    JobChanged,
    JobEnded,
    JobRemoved,
    JobsListed,
    JobStarted,
    JobSummary,
    Planned,
    StageProgress,
)

Index = QModelIndex | QPersistentModelIndex
MIME = "application/x-longtake-jobs"
ANNOUNCE_MS = 120


class JobRole(IntEnum):
    """What the model can be asked for beside the roles of Qt."""

    ROW = Qt.ItemDataRole.UserRole + 1
    JOB = Qt.ItemDataRole.UserRole + 2
    STATE = Qt.ItemDataRole.UserRole + 3
    STAGE = Qt.ItemDataRole.UserRole + 4
    PROGRESS = Qt.ItemDataRole.UserRole + 5
    LEFT = Qt.ItemDataRole.UserRole + 6
    SPEED = Qt.ItemDataRole.UserRole + 7
    MARK = Qt.ItemDataRole.UserRole + 8
    """What tells a row from others of the same title."""


class JobQueue(QAbstractListModel):
    """Every job, in the order in which it is shown."""

    row_changed = Signal(str)
    """The job of this document shows something else than before."""
    move_asked = Signal(list, str)
    """The user wants these jobs to come right before another, or last."""

    def __init__(
        self,
        describe: Callable[[JobRow, str], str] = lambda row, mark: row.title,
        clock: Callable[[], float] = time.monotonic,
        parent: QObject | None = None,
    ) -> None:
        super().__init__(parent)
        self._describe = describe
        self._clock = clock
        self._rows: list[JobRow] = []
        self._places: dict[str, int] = {}
        self._namesakes = Namesakes()
        self._paces: dict[str, tuple[str, Pace]] = {}
        self._dirty: set[str] = set()
        self._announcing = QTimer(self)
        self._announcing.setSingleShot(True)
        self._announcing.setInterval(ANNOUNCE_MS)
        self._announcing.timeout.connect(self.announce)

    # --- what views ask -----------------------------------------------------------------------

    def rowCount(self, parent: Index = QModelIndex()) -> int:  # noqa: B008, D102 - Qt's name
        return 0 if parent.isValid() else len(self._rows)

    def data(self, index: Index, role: int = Qt.ItemDataRole.DisplayRole) -> Any:  # noqa: D102
        if not index.isValid() or not self.checkIndex(index):
            return None
        row = self._rows[index.row()]
        match role:
            case Qt.ItemDataRole.DisplayRole:
                return row.title
            case Qt.ItemDataRole.ToolTipRole:
                return self._place(row)
            case Qt.ItemDataRole.AccessibleTextRole:
                return self._describe(row, self._namesakes.mark_of(row.job))
            case JobRole.MARK:
                return self._namesakes.mark_of(row.job)
            case _:
                return _ROLES[role](row) if role in _ROLES else None

    def _place(self, row: JobRow) -> str:
        """Where the film is; of rows with one title, which may be of one film, the document too."""
        is_alone = not self._namesakes.mark_of(row.job)
        return row.source or row.job if is_alone else "\n".join(filter(None, (row.source, row.job)))

    def flags(self, index: Index) -> Qt.ItemFlag:  # noqa: D102
        flags = super().flags(index)
        if not index.isValid():
            return flags | Qt.ItemFlag.ItemIsDropEnabled
        if self._rows[index.row()].state in ("queued", "paused"):
            flags |= Qt.ItemFlag.ItemIsDragEnabled
        return flags

    def supportedDropActions(self) -> Qt.DropAction:  # noqa: D102
        return Qt.DropAction.MoveAction

    def mimeTypes(self) -> list[str]:  # noqa: D102
        return [MIME]

    def mimeData(self, indexes: Sequence[QModelIndex]) -> QMimeData:  # noqa: D102
        jobs = [self._rows[row].job for row in sorted({index.row() for index in indexes})]
        data = QMimeData()
        data.setData(MIME, QByteArray(msgspec.json.encode(jobs)))
        return data

    def canDropMimeData(  # noqa: D102
        self, data: QMimeData, action: Qt.DropAction, row: int, column: int, parent: Index
    ) -> bool:
        return data.hasFormat(MIME)

    def dropMimeData(
        self, data: QMimeData, action: Qt.DropAction, row: int, column: int, parent: Index
    ) -> bool:
        """Ask for the move; the model shows it once the engine has done it."""
        if not data.hasFormat(MIME):
            return False
        jobs = msgspec.json.decode(data.data(MIME).data(), type=list[str])
        at = parent.row() if parent.isValid() else row
        self.move_asked.emit(jobs, self._next_queued(at, jobs))
        return False  # the view is to remove nothing

    # --- what the app asks --------------------------------------------------------------------

    @property
    def rows(self) -> Sequence[JobRow]:
        """Every row, in order."""
        return tuple(self._rows)

    def row_of(self, job: str) -> JobRow | None:
        """What is known of a job, by its document."""
        place = self._places.get(job)
        return None if place is None else self._rows[place]

    def begins_group(self, place: int) -> bool:
        """Whether the row there is the first of those that are done, or of those that are not.

        The list asks this of every row whenever one has come.
        """
        return place == 0 or self._rows[place - 1].is_done != self._rows[place].is_done

    def index_of(self, job: str) -> QModelIndex:
        """Where a job is; invalid where it is not."""
        place = self._places.get(job)
        return QModelIndex() if place is None else self.index(place)

    # --- what the engine tells ----------------------------------------------------------------

    def take(self, event: Event) -> None:
        """Learn from one event."""
        match event:
            case JobsListed(jobs=jobs):
                self._fill(jobs)
            case JobChanged(summary=summary):
                self._put(row_of(summary, self.row_of(summary.path)))
            case JobStarted():
                self._begin(event)
            case Planned() | ChunkChanged() | StageProgress():
                if (row := self.row_of(event.job)) is not None:
                    self._put(self._after(row, event))
            case Fetching():
                self._tell_fetching()
            case JobEnded():
                self._end(event)
            case JobRemoved(job=job):
                self._remove(job)
            case _:
                pass

    def expect_pause(self, jobs: Iterable[str], is_expected: bool) -> None:
        """Running jobs of these are about to pause, or are not after all."""
        for row in map(self.row_of, jobs):
            if row is not None and row.state == "running":
                self._put(msgspec.structs.replace(row, is_pausing=is_expected))

    def lose_engine(self) -> None:
        """Nothing runs any more: whatever did is interrupted until an engine says otherwise."""
        self._interrupt(row for row in self._rows if row.state == "running")
        self._paces.clear()

    def lose_turns(self, jobs: Iterable[str]) -> None:
        """Their documents say that these wait, but no engine has them in its line."""
        rows = [row for job in jobs if (row := self.row_of(job)) is not None]
        self._interrupt(row for row in rows if row.state == "queued")

    def _interrupt(self, rows: Iterable[JobRow]) -> None:
        for row in list(rows):
            lost = {"state": "interrupted", "left": None, "speed": 0.0, "is_pausing": False}
            self._put(msgspec.structs.replace(row, **lost))

    def announce(self) -> None:
        """Say which rows have changed since the last time."""
        self._announcing.stop()
        dirty, self._dirty = self._dirty, set()
        places = sorted(self._places[job] for job in dirty if job in self._places)
        for first, last in _runs(places):
            self.dataChanged.emit(self.index(first), self.index(last))
        for job in dirty:
            self.row_changed.emit(job)

    def _fill(self, summaries: Iterable[JobSummary]) -> None:
        self.beginResetModel()
        rows = (row_of(summary, self.row_of(summary.path)) for summary in summaries)
        self._rows = sorted(rows, key=key_of)
        self._namesakes = Namesakes()
        for row in self._rows:
            self._namesakes.put(_namesake(row))
        self._number_from(0)
        self._dirty.clear()
        self.endResetModel()

    def _begin(self, event: JobStarted) -> None:
        known = self.row_of(event.job) or JobRow(event.job, event.title, "running")
        self._paces.pop(event.job, None)
        self._put(
            msgspec.structs.replace(
                known,
                state="running",
                source=event.source,
                title=event.title,
                stage="",
                problem=None,
                failed=0,
                is_pausing=False,
            )
        )

    def _tell_fetching(self) -> None:
        """A job that has just begun waits for its model; later ones are nobody's here."""
        for row in [row for row in self._rows if row.state == "running" and not row.stage]:
            self._put(msgspec.structs.replace(row, stage=FETCH))

    def _after(self, row: JobRow, event: Planned | ChunkChanged | StageProgress) -> JobRow:
        match event:
            case Planned():
                return msgspec.structs.replace(
                    row,
                    duration=event.duration,
                    language=event.language,
                    total=len(event.chunks),
                    done=len(event.restored),
                    state="running",
                )
            case ChunkChanged(state="done"):
                return msgspec.structs.replace(row, done=row.done + 1)
            case ChunkChanged(state="failed"):
                return msgspec.structs.replace(row, failed=row.failed + 1)
            case StageProgress():
                return self._moved(row, event)
            case _:
                return row

    def _moved(self, row: JobRow, event: StageProgress) -> JobRow:
        stage, pace = self._paces.get(row.job, ("", Pace()))
        if stage != event.stage:
            pace = Pace()
        self._paces[row.job] = (event.stage, pace)
        pace.add(self._clock(), event.done)
        is_main = event.stage == "recognise"
        return msgspec.structs.replace(
            row,
            stage=event.stage,
            progress=max(row.progress, overall(event.stage, event.done, event.total)),
            speed=pace.speed if is_main else 0.0,
            left=pace.left(event.total) if is_main else None,
            memory=event.memory or row.memory,
        )

    def _end(self, event: JobEnded) -> None:
        row = self.row_of(event.job) or JobRow(event.job, Path(event.source).stem, event.state)
        self._paces.pop(event.job, None)
        is_complete = event.state == "completed"
        self._put(
            msgspec.structs.replace(
                row,
                state=event.state,
                source=event.source or row.source,
                problem=event.problem,
                failed=event.failed_chunks,
                duration=event.duration or row.duration,
                progress=1.0 if is_complete else row.progress,
                stage="",
                speed=0.0,
                left=None,
                is_pausing=False,
                updated_at=_now(),
            )
        )

    # --- rows ---------------------------------------------------------------------------------

    def _put(self, row: JobRow) -> None:
        """Insert, replace or move one row; where it only changed, that is announced later."""
        at = self._places.get(row.job)
        if at is None:
            self._insert(row)
            return
        if row == self._rows[at]:
            return
        if self._namesakes.put(_namesake(row)):
            self._dirty.update(each.job for each in self._rows if each.title == row.title)
        if key_of(row) != key_of(self._rows[at]):
            self._move(at, row)
        else:
            self._rows[at] = row
        self._dirty.add(row.job)
        if not self._announcing.isActive():
            self._announcing.start()

    def _insert(self, row: JobRow) -> None:
        at = bisect_left(self._rows, key_of(row), key=key_of)
        self.beginInsertRows(QModelIndex(), at, at)
        self._rows.insert(at, row)
        self._namesakes.put(_namesake(row))
        self._number_from(at)
        self.endInsertRows()

    def _move(self, at: int, row: JobRow) -> None:
        others = self._rows[:at] + self._rows[at + 1 :]
        to = bisect_left(others, key_of(row), key=key_of)
        if to == at:
            self._rows[at] = row
            return
        self.beginMoveRows(QModelIndex(), at, at, QModelIndex(), to + 1 if to > at else to)
        self._rows = [*others[:to], row, *others[to:]]
        self._number_from(min(at, to))
        self.endMoveRows()

    def _remove(self, job: str) -> None:
        at = self._places.get(job)
        if at is None:
            return
        self.beginRemoveRows(QModelIndex(), at, at)
        del self._rows[at]
        del self._places[job]
        self._namesakes.drop(job)
        self._number_from(at)
        self.endRemoveRows()

    def _number_from(self, at: int) -> None:
        if at == 0:
            self._places = {}
        for place in range(at, len(self._rows)):
            self._places[self._rows[place].job] = place

    def _next_queued(self, at: int, without: Sequence[str]) -> str:
        rows = self._rows[at:] if at >= 0 else []
        fitting = (row.job for row in rows if row.state == "queued" and row.job not in without)
        return next(fitting, "")


def _namesake(row: JobRow) -> Namesake:
    return Namesake(row.job, row.title, row.created_at, source=row.source)


def _now() -> str:
    return time.strftime("%Y-%m-%dT%H:%M:%S", time.gmtime())


def _runs(places: Sequence[int]) -> Iterable[tuple[int, int]]:
    """Neighbouring numbers as (first, last)."""
    first = last = -2
    for place in places:
        if place == last + 1:
            last = place
            continue
        if first >= 0:
            yield first, last
        first = last = place
    if first >= 0:
        yield first, last


_ROLES: dict[int, Callable[[JobRow], Any]] = {
    JobRole.ROW: lambda row: row,
    JobRole.JOB: lambda row: row.job,
    JobRole.STATE: lambda row: row.state,
    JobRole.STAGE: lambda row: row.stage,
    JobRole.PROGRESS: lambda row: row.progress,
    JobRole.LEFT: lambda row: row.left,
    JobRole.SPEED: lambda row: row.speed,
}
