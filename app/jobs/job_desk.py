"""Where the user's wishes for jobs are taken, told to the engine, and told again to another one.

An engine may crash before it has written a wish down. What was asked for and not seen answered is
asked for again, by the next session if need be; everything else is in the documents. Of thousands
of recordings only some are asked for at a time, so that the engine hears what else is said to it.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from pathlib import Path

from PySide6.QtCore import QObject, Signal

from app.engine_client import EngineClient
from app.jobs.job_queue import JobQueue
from app.jobs.job_row import JobRow
from app.jobs.wishes import Wishes
from engine.protocol import (
    Arrange,
    Cancel,
    Command,
    Event,
    Import,
    Imported,
    JobChanged,
    JobEnded,
    JobRemoved,
    JobsListed,
    JobStarted,
    JobSummary,
    ListJobs,
    ListModels,
    Pause,
    PutBack,
    Remove,
    Resume,
    Submit,
)

AT_ONCE = 32
"""How many recordings the engine is asked for before it has answered; a second's work or less."""


class JobDesk(QObject):
    """Takes wishes; the answers come through the queue, as everything does.

    Recordings that have no document yet are kept in the file `kept_in`.
    """

    unfinished_found = Signal(list)
    """At the start: the `JobRow`s that an earlier session did not finish."""
    submitted = Signal(str)
    """A job that was asked for has its document now."""
    removed = Signal(str, str)
    """A job was taken out of the list: its title, and where its document is kept."""

    def __init__(
        self,
        client: EngineClient,
        queue: JobQueue,
        parent: QObject | None = None,
        kept_in: Path | None = None,
    ) -> None:
        super().__init__(parent)
        self._client = client
        self._queue = queue
        self._wishes = Wishes(kept_in, self)
        self._sent: set[str] = set()
        self._unread: dict[str, None] = {}
        self._wanted: set[str] = set()
        self._has_greeted = False
        client.event_received.connect(self.take)
        client.ready.connect(self._ask_how_things_are)
        client.state_changed.connect(self._notice_engine)
        queue.move_asked.connect(self.arrange)

    @property
    def is_busy(self) -> bool:
        """Something works, or waits for its turn."""
        return bool(self._wishes) or any(row.is_working for row in self._queue.rows)

    def close(self) -> None:
        """Leave to the next session what has no answer."""
        self._wishes.keep()

    # --- wishes -------------------------------------------------------------------------------

    def submit(self, submissions: Iterable[Submit]) -> None:
        """Transcribe these."""
        wishes = list(submissions)
        self._wishes.add(wishes)
        self._sent.difference_update(wish.source for wish in wishes)
        self._send_more()

    def resume(self, jobs: Sequence[str], restart: bool = False) -> None:
        """Go on with these jobs, or try again what failed of them; `restart` begins anew."""
        self._wanted.update(jobs)
        self._queue.expect_pause(jobs, False)
        self._tell(Resume(tuple(jobs), restart), jobs)

    def pause(self, jobs: Sequence[str]) -> None:
        """Let these jobs rest."""
        self._wanted.difference_update(jobs)
        self._queue.expect_pause(jobs, True)
        self._tell(Pause(tuple(jobs)), jobs)

    def cancel(self, jobs: Sequence[str]) -> None:
        """Stop these jobs; what is done stays."""
        self._wanted.difference_update(jobs)
        for job in jobs:
            self._client.send(Cancel(job))

    def remove(self, jobs: Sequence[str]) -> None:
        """Take these jobs out of the list."""
        self._wanted.difference_update(jobs)
        self._tell(Remove(tuple(jobs)), jobs)

    def put_back(self, kept: str) -> None:
        """Bring back what was removed."""
        self._client.send(PutBack(kept))

    def arrange(self, jobs: Sequence[str], before: str = "") -> None:
        """Let these waiting jobs come right before another, or last."""
        self._tell(Arrange(tuple(jobs), before), jobs)

    def move(self, jobs: Sequence[str], by: int) -> None:
        """Let these waiting jobs come one place sooner (-1) or later (1)."""
        waiting = [row.job for row in self._queue.rows if row.state == "queued"]
        places = [place for place, job in enumerate(waiting) if job in jobs]
        if not places:
            return
        at = places[0] - 1 if by < 0 else places[-1] + 2
        others = (job for job in waiting[max(0, at) :] if job not in jobs)
        self.arrange([waiting[place] for place in places], next(others, ""))

    def import_texts(self, sources: Sequence[str]) -> None:
        """Make documents of what other programs wrote."""
        self._unread.update(dict.fromkeys(sources))
        self._tell(Import(tuple(sources)), sources)

    # --- what the engine tells ----------------------------------------------------------------

    def take(self, event: Event) -> None:
        """Learn from one event, and let the list learn from it."""
        if isinstance(event, JobRemoved) and (row := self._queue.row_of(event.job)) is not None:
            self.removed.emit(row.title, event.kept)
        self._queue.take(event)
        match event:
            case JobChanged(summary=summary) if self._is_answer(summary):
                self._answered(summary.source, summary.path)
            case JobStarted(job=job, source=source):
                self._answered(source, job)
            case JobEnded(job=job, source=source):
                self._answered(source, job)
                self._wanted.discard(job)
            case Imported(source=source):
                self._unread.pop(source, None)
            case JobsListed():
                self._go_on()
            case _:
                pass

    def _is_answer(self, summary: JobSummary) -> bool:
        """Whether this tells of what was asked for: it waits, or needed nothing but its film."""
        return summary.state == "queued" or summary.source in self._wishes

    def _answered(self, source: str, job: str) -> None:
        self._wanted.add(job)
        self._sent.discard(source)
        if self._wishes.fulfil(source):
            self.submitted.emit(job)
            self._send_more()

    def _send_more(self) -> None:
        """Ask for as many recordings as the engine is to have in hand."""
        for wish in self._wishes.first(AT_ONCE - len(self._sent), self._sent):
            self._sent.add(wish.source)
            self._client.send(wish)

    def _ask_how_things_are(self) -> None:
        self._client.send(ListModels())
        self._client.send(ListJobs())

    def _notice_engine(self, state: str) -> None:
        if state != "ready":
            self._queue.lose_engine()

    def _go_on(self) -> None:
        """After a list: at the start, greet with what is unfinished; later, ask again for what
        this session wants and an engine that crashed has lost."""
        unfinished = [row.job for row in self._queue.rows if is_unfinished(row)]
        left_over = [job for job in unfinished if job not in self._wanted]
        self._queue.lose_turns(left_over)
        if not self._has_greeted:
            self._has_greeted = True
            if left_over:
                self.unfinished_found.emit(list(map(self._queue.row_of, left_over)))
        elif lost := [job for job in unfinished if job in self._wanted]:
            self._tell(Resume(tuple(lost)), lost)
        self._sent.clear()
        self._send_more()
        self._tell(Import(tuple(self._unread)), tuple(self._unread))

    def _tell(self, command: Command, jobs: Sequence[str]) -> None:
        if jobs:
            self._client.send(command)


def is_unfinished(row: JobRow) -> bool:
    """Nobody stopped it on purpose, and yet nobody works on it."""
    return row.state in ("queued", "interrupted")
