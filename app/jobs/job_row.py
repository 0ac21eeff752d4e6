"""One line of the list of jobs: what it shows, where it stands among others. [no Qt]"""

from __future__ import annotations

from typing import Literal

import msgspec

from engine.errors import Problem
from engine.protocol import JobState, JobSummary

State = JobState | Literal["unreadable"]

FETCH = "fetch"
"""The stage of a job that has begun and whose model is still on its way."""
_PLACES: dict[State, int] = {"running": 0, "queued": 1, "paused": 1, "interrupted": 1}
_UNFINISHED: int = 2
_DONE = 3
_SHARES: dict[str, tuple[float, float]] = {
    "prepare": (0.0, 0.1),
    "load": (0.1, 0.1),
    "language": (0.1, 0.12),
    "recognise": (0.12, 0.95),
}
"""From where to where each stage moves a job's progress."""


class JobRow(msgspec.Struct, frozen=True):
    """What one line of the list shows.

    `done` of `total` chunks; `progress` 0 to 1; `duration` of the film, `left` until the end (None:
    nobody knows) in seconds; `speed` in seconds of audio a second; `memory` in bytes. While it
    `is_pausing`, it runs until the chunk in hand is done.
    """

    job: str
    title: str
    state: State
    source: str = ""
    stage: str = ""
    progress: float = 0.0
    left: float | None = None
    speed: float = 0.0
    memory: int = 0
    done: int = 0
    total: int = 0
    failed: int = 0
    duration: float = 0.0
    language: str = ""
    created_at: str = ""
    updated_at: str = ""
    rank: float = 0.0
    problem: Problem | None = None
    is_pausing: bool = False

    @property
    def is_working(self) -> bool:
        """Somebody is at work on it, or will be when its turn comes."""
        return self.state in ("running", "queued")

    @property
    def can_resume(self) -> bool:
        """There is something to go on with, or to try again."""
        ended = self.state in ("paused", "interrupted", "failed", "cancelled")
        return ended or self.is_pausing or (self.state == "completed" and self.failed > 0)

    @property
    def is_done(self) -> bool:
        """It belongs among the transcripts."""
        return self.state == "completed"


def overall(stage: str, done: float, total: float) -> float:
    """How far a job is, 0 to 1, when so much of a stage is done."""
    low, high = _SHARES.get(stage, (0.95, 1.0))
    share = min(1.0, done / total) if total > 0 else 0.0
    return low + (high - low) * share


def row_of(summary: JobSummary, known: JobRow | None) -> JobRow:
    """A row as the document says; of a job that runs, what is known beside stays."""
    fraction = summary.done / summary.total if summary.total else 0.0
    is_complete = summary.state == "completed"
    row = JobRow(
        job=summary.path,
        title=summary.title,
        state=summary.state,
        source=summary.source,
        progress=1.0 if is_complete else overall("recognise", fraction, 1.0) * bool(fraction),
        done=summary.done,
        total=summary.total,
        failed=max(0, summary.total - summary.done) if is_complete else 0,
        duration=summary.duration,
        language=summary.language,
        created_at=summary.created_at,
        updated_at=summary.updated_at,
        rank=summary.rank,
        problem=summary.problem,
    )
    if known is None or summary.state != "running":
        return row
    return msgspec.structs.replace(
        row,
        stage=known.stage,
        progress=known.progress,
        left=known.left,
        speed=known.speed,
        memory=known.memory,
        is_pausing=known.is_pausing,
    )


def key_of(row: JobRow) -> tuple[int, float, str, str]:
    """The running job, those that wait by their rank, those that ended badly, those that are done;
    the latter two by their last change, the newest first."""
    place = _DONE if row.is_done else _PLACES.get(row.state, _UNFINISHED)
    if place < _UNFINISHED:
        return place, row.rank, row.created_at, row.job
    return place, 0.0, _reversed(row.updated_at), row.job


def _reversed(text: str) -> str:
    """A key that sorts ISO times backwards."""
    return "".join(chr(0x7F - ord(sign)) if ord(sign) < 0x7F else sign for sign in text)
