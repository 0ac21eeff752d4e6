"""What one job has done so far, gathered from its document and its events, ready to be drawn."""

from __future__ import annotations

import time
from collections import deque
from collections.abc import Callable, Sequence

import msgspec
from PySide6.QtCore import QObject, QTimer, Signal

from app.jobs import notices
from app.jobs.pace import Pace
from app.jobs.reading import Paragraph, Reader, Reading
from app.jobs.telling import Note, notes_of, rung_in_words
from engine.document import Attempt
from engine.errors import Problem
from engine.protocol import (
    ChunkChanged,
    ChunkState,
    Event,
    Fetching,
    JobEnded,
    JobRemoved,
    JobStarted,
    Noticed,
    Planned,
    StageProgress,
)
from engine.transcript import Chunk

SAMPLES = 240
ANNOUNCE_MS = 100


class StripChunk(msgspec.Struct, frozen=True):
    """One chunk as the strip draws it: from `start` to `end` in seconds, after `failures` tries."""

    index: int
    start: float
    end: float
    state: ChunkState = "waiting"
    failures: int = 0
    tries: tuple[str, ...] = ()


class Fetch(msgspec.Struct, frozen=True):
    """A model that is being fetched, in bytes."""

    model: str
    done: int
    total: int


class JobReport(QObject):
    """One job's story; `changed` comes a few times a second at most."""

    changed = Signal()
    text_changed = Signal()
    reading_wished = Signal(str)
    """The document holds something new."""

    def __init__(
        self,
        job: str,
        clock: Callable[[], float] = time.monotonic,
        parent: QObject | None = None,
    ) -> None:
        super().__init__(parent)
        self.job = job
        self.reading: Reading | None = None
        self.fetch: Fetch | None = None
        self.memory: deque[float] = deque(maxlen=SAMPLES)
        self.speed: deque[float] = deque(maxlen=SAMPLES)
        self._clock = clock
        self._plan: tuple[Chunk, ...] = ()
        self._states: dict[int, ChunkState] = {}
        self._failures: dict[int, int] = {}
        self._told: dict[str, Problem | None] = {}
        self._done = 0.0
        self._has_begun = False
        self._pace = Pace()
        self._sampled_at = float("-inf")
        self._announcing = QTimer(self)
        self._announcing.setSingleShot(True)
        self._announcing.setInterval(ANNOUNCE_MS)
        self._announcing.timeout.connect(self.changed)

    @property
    def duration(self) -> float:
        """Seconds of film."""
        return self.reading.duration if self.reading and self.reading.duration else self._end()

    @property
    def peaks(self) -> Sequence[tuple[int, int]]:
        """The waveform."""
        return self.reading.peaks if self.reading else ()

    @property
    def paragraphs(self) -> Sequence[Paragraph]:
        """The text so far."""
        return self.reading.paragraphs if self.reading else ()

    @property
    def chunks(self) -> tuple[StripChunk, ...]:
        """The film's chunks with how they stand."""
        return tuple(self._chunk(chunk) for chunk in self._plan)

    @property
    def edge(self) -> float:
        """Seconds of the film that are done behind what is finished, for the moving edge."""
        finished = (chunk.duration for chunk in self._plan if self._is_done(chunk.index))
        return max(0.0, self._done - sum(finished))

    @property
    def warnings(self) -> list[Note]:
        """What the user should know of the transcript for as long as there is one."""
        said = self.reading.warnings if self.reading else ()
        return [Note(notices.told(each, self._told.get(each))) for each in said]

    @property
    def notes(self) -> list[Note]:
        """What the user should know: of the document, then what was told since."""
        known = notes_of(self.reading) if self.reading else []
        kept = self.reading.warnings if self.reading else ()
        told = [(each, problem) for each, problem in self._told.items() if each not in kept]
        return [
            *self.warnings,
            *known,
            *(Note(notices.told(each, problem)) for each, problem in told),
        ]

    def take(self, event: Event) -> None:
        """Learn from an event about this job."""
        match event:
            case JobStarted():
                self._begin()
            case Planned():
                self._learn_plan(event)
            case ChunkChanged():
                self._learn_chunk(event)
            case StageProgress():
                self._learn_progress(event)
            case Fetching(model=model, done=done, total=total) if not self._has_begun:
                self.fetch = Fetch(model, done, total)
            case Noticed(message=message, problem=problem):
                self._told.pop(message, None)  # what is told again is the newest
                self._told[message] = problem
            case JobEnded():
                self.rest()
                self.reading_wished.emit(self.job)
            case _:
                return
        if not self._announcing.isActive():
            self._announcing.start()

    def read(self, reading: Reading) -> None:
        """Learn what the document says."""
        self.reading = reading
        self._plan = reading.plan or self._plan
        for index in reading.done:
            if self._states.get(index) not in ("done", "restored"):
                self._states[index] = "done"
        for attempt in reading.attempts:
            if attempt.rung == "gap" and attempt.part not in reading.done:
                self._states[attempt.part] = "failed"
        self.changed.emit()
        self.text_changed.emit()

    def rest(self) -> None:
        """Nobody works on it now: no chunk is in hand."""
        for index, state in self._states.items():
            if state in ("working", "retried"):
                self._states[index] = "waiting"
        self.changed.emit()

    # --- learning -----------------------------------------------------------------------------

    def _begin(self) -> None:
        self._states.clear()
        self._failures.clear()
        self._told.clear()
        self._done = 0.0
        self._has_begun = False
        self._pace = Pace()
        self.fetch = None
        self.reading_wished.emit(self.job)

    def _learn_plan(self, event: Planned) -> None:
        self.fetch = None
        self._plan = event.chunks
        self._states = dict.fromkeys(event.restored, "restored")
        self.reading_wished.emit(self.job)

    def _learn_chunk(self, event: ChunkChanged) -> None:
        self._states[event.index] = event.state
        if event.state in ("retried", "failed"):
            self._failures[event.index] = event.attempt
        if event.state in ("done", "retried", "failed"):
            self.reading_wished.emit(self.job)

    def _learn_progress(self, event: StageProgress) -> None:
        """Models that are fetched from now on are others, as somebody wants them in Preferences."""
        self._has_begun = True
        self.fetch = None
        now = self._clock()
        if event.stage == "recognise":
            self._done = event.done
            self._pace.add(now, event.done)
        if now - self._sampled_at >= 1.0:
            self._sampled_at = now
            self.memory.append(float(event.memory))
            if self._pace.speed:
                self.speed.append(self._pace.speed)

    # --- telling ------------------------------------------------------------------------------

    def _chunk(self, chunk: Chunk) -> StripChunk:
        tries = self._tries(chunk.index)
        failures = sum(1 for attempt in tries if attempt.problem and attempt.rung != "gap")
        return StripChunk(
            index=chunk.index,
            start=chunk.start,
            end=chunk.end,
            state=self._states.get(chunk.index, "waiting"),
            failures=max(failures, self._failures.get(chunk.index, 0)),
            tries=tuple(rung_in_words(attempt.rung) for attempt in tries),
        )

    def _tries(self, index: int) -> list[Attempt]:
        attempts = self.reading.attempts if self.reading else ()
        return [attempt for attempt in attempts if attempt.part == index]

    def _is_done(self, index: int) -> bool:
        return self._states.get(index) in ("done", "restored")

    def _end(self) -> float:
        return self._plan[-1].end if self._plan else 0.0


class JobReports(QObject):
    """The reports of all jobs that anybody asked about or that have run."""

    def __init__(self, reader: Reader, parent: QObject | None = None) -> None:
        super().__init__(parent)
        self._reader = reader
        self._reports: dict[str, JobReport] = {}
        self._running = ""
        reader.was_read.connect(self._hand_on)

    def of(self, job: str) -> JobReport:
        """The report of a job, which fills as soon as its document is read."""
        if job not in self._reports:
            report = self._reports[job] = JobReport(job, parent=self)
            report.reading_wished.connect(self._reader.read)
            self._reader.read(job)
        return self._reports[job]

    def take(self, event: Event) -> None:
        """Give an event to the report of its job."""
        if isinstance(event, JobStarted):
            self._running = event.job
        job = self._running if isinstance(event, Fetching) else getattr(event, "job", "")
        if isinstance(event, JobRemoved):
            self._reports.pop(job, None)
        elif job in self._reports or isinstance(event, JobStarted):
            self.of(job).take(event)

    def lose_engine(self) -> None:
        """No chunk is in hand any more."""
        for report in self._reports.values():
            report.rest()

    def _hand_on(self, job: str, reading: Reading) -> None:
        if job in self._reports:
            self._reports[job].read(reading)
