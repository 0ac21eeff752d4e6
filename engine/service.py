"""The engine as the app's subprocess: commands on stdin, events on stdout, one JSON object a line.

    python -m engine.service

Jobs run one after another on the main thread, in the order of their submission unless `Arrange`
says otherwise; a second thread listens for commands meanwhile, a third answers questions. A job
that waits has its document already: the queue is what the documents say, and outlives any kill.
When its input ends (the app has quit, or died), the engine stops its worker and ends.
"""

from __future__ import annotations

import logging
import os
import threading
import time
from collections.abc import Callable
from functools import partial
from pathlib import Path
from typing import IO

import msgspec

from engine import __version__, options, protocol, telemetry
from engine.aligning import Aligning
from engine.errors import EngineFault, ExitCode, LongtakeError, understood
from engine.inquiries import Inquiries
from engine.jobs import queue, runner
from engine.jobs.halting import Halting, is_checkpoint
from engine.jobs.line import Line, is_job
from engine.jobs.queue import Turn
from engine.jobs.supervisor import Worker, WorkerProcess
from engine.library_service import LibraryService
from engine.logs import log_to
from engine.models_service import ModelsService
from engine.options import Home
from engine.protocol import (
    AlignAgain,
    AnyCommand,
    Arrange,
    AskToken,
    Cancel,
    EngineFailed,
    EngineReady,
    Event,
    FetchModel,
    Hello,
    Import,
    JobChanged,
    JobEnded,
    JobRemoved,
    JobState,
    KeepToken,
    KeepVoice,
    ListJobs,
    ListModels,
    Pause,
    PauseFetch,
    Ping,
    Pong,
    Probe,
    PutBack,
    Remove,
    RemoveModel,
    Resume,
    RunAgain,
    SearchLibrary,
    Shutdown,
    StopAligning,
    Submit,
    SuggestVoices,
    UpdateLibrary,
    VerifyModel,
)
from engine.token_service import TokenService

log = logging.getLogger(__name__)


class Service:
    """Hears commands, runs jobs, tells events.

    `is_patient`: the end of the input lets the work that waits be done first.
    """

    def __init__(
        self, commands: IO[bytes], wire: IO[bytes], home: Home, *, is_patient: bool = False
    ) -> None:
        self._commands = commands
        self._wire = wire
        self._home = home
        self._is_patient = is_patient
        self._speaking = threading.Lock()
        self._changed = threading.Condition()
        self._line = Line()
        self._current: Submit | None = None
        self._worker: Worker | None = None
        self._wish: JobState | None = None
        self._halting = Halting()
        self._waiting: threading.Timer | None = None
        self._removals: set[str] = set()
        self._is_cancelled = False
        self._is_closing = False
        self._is_deaf = False
        self._models = ModelsService(home, self.tell)
        self._token = TokenService(self.tell)
        self._inquiries = Inquiries(home, self.tell, WorkerProcess)
        self._aligning = Aligning(home, self.tell, WorkerProcess, self._has_job)
        self._library = LibraryService(home, self.tell)

    def run(self) -> None:
        """Serve until the input ends or a `Shutdown` comes."""
        self.tell(EngineReady(__version__))
        threading.Thread(target=self._listen, name="commands", daemon=True).start()
        while (submission := self._next()) is not None:
            runner.run(submission, self._home, self._tell_of_job, self._make_worker)
        self._models.close()
        self._inquiries.close(finish=self._is_patient)
        self._aligning.close(finish=self._is_patient)
        self._library.close(finish=self._is_patient)

    def tell(self, event: Event) -> None:
        """Send one event, from any thread; an app that has gone hears nothing."""
        try:
            with self._speaking:
                protocol.send(self._wire, event)
        except BrokenPipeError:
            self._close()

    def _has_job(self) -> bool:
        return self._current is not None

    # --- running ------------------------------------------------------------------------------

    def _next(self) -> Submit | None:
        with self._changed:
            self._current = self._worker = None
            self._changed.wait_for(lambda: self._line or self._is_closing or self._is_deaf)
            if self._is_closing or not self._line:
                return None
            self._current = self._line.take()
            self._is_cancelled = False
            self._wish = None
            return self._current

    def _make_worker(self, log_file: Path) -> Worker:
        worker = WorkerProcess(log_file)
        with self._changed:
            self._worker = worker
            if self._is_cancelled or self._is_closing:
                worker.cancel()
        return worker

    def _tell_of_job(self, event: Event) -> None:
        """Tell what a job tells; one that was stopped on purpose has not been interrupted."""
        self._halting.hear(event, time.monotonic())
        if not isinstance(event, JobEnded):
            self.tell(event)
            if is_checkpoint(event):
                self._stop_at_checkpoint()
            return
        with self._changed:
            self._wait_no_more()
            wish = self._wish if event.state == "interrupted" else None
            self._current = None  # whoever hears of its end may ask for it again
        if wish is not None:
            self._carefully(partial(queue.stop, Path(event.job), wish))
            event = msgspec.structs.replace(event, state=wish)
        self.tell(event)
        if self._removals & {event.job, event.source}:
            self._removals -= {event.job, event.source}
            self._carefully(partial(self._put_aside, event.job))

    def _stop_current(self, wish: JobState | None = None) -> None:
        self._wait_no_more()
        self._wish = wish
        self._is_cancelled = True
        if self._worker is not None:
            self._worker.cancel()

    def _pause_current(self) -> None:
        """Stop the running job with the chunk in hand, where that is soon, or else now."""
        patience = self._halting.patience
        self._wish = "paused"
        if not patience:
            self._stop_current("paused")
            return
        self._waiting = threading.Timer(patience, self._stop_at_checkpoint)
        self._waiting.daemon = True
        self._waiting.start()

    def _stop_at_checkpoint(self) -> None:
        """The chunk that a pause waited for is done, or has been waited for long enough."""
        with self._changed:
            if self._waiting is not None:
                self._stop_current("paused")

    def _go_on_after_all(self, job: str) -> bool:
        """Forget a pause that has not begun yet."""
        with self._changed:
            is_current = self._current is not None and is_job(self._current, job)
            if self._waiting is None or not is_current:
                return False
            self._wait_no_more()
            self._wish = None
            return True

    def _wait_no_more(self) -> None:
        if self._waiting is not None:
            self._waiting.cancel()
            self._waiting = None

    def _close(self) -> None:
        with self._changed:
            self._is_closing = True
            self._stop_current()
            self._changed.notify()

    # --- commands -----------------------------------------------------------------------------

    def _listen(self) -> None:
        for line in self._commands:
            self._carefully(partial(self._hear, line))
        if self._is_patient:
            with self._changed:
                self._is_deaf = True
                self._changed.notify()
        else:
            self._close()

    def _carefully(self, act: Callable[[], None]) -> None:
        """Do something whose failure is told and ends nothing, a bug included."""
        try:
            act()
        except Exception as error:
            log.warning("a command is not obeyed", exc_info=True)
            self.tell(EngineFailed(understood(error).problem()))

    def _hear(self, line: bytes) -> None:
        self._obey(protocol.decode(line, AnyCommand))

    def _obey(self, command: AnyCommand) -> None:
        match command:
            case Hello(version=version):
                _check_version(version)
            case Ping():
                self.tell(Pong())
            case Shutdown():
                self._close()
            case Probe(sources=sources):
                self._inquiries.probe(sources)
            case Import(sources=sources):
                self._inquiries.import_texts(sources)
            case ListJobs():
                self._inquiries.list_jobs()
            case ListModels():
                self._inquiries.list_models()
            case SuggestVoices(job=job):
                self._inquiries.suggest_voices(job)
            case KeepVoice():
                self._inquiries.keep_voice(command)
            case AlignAgain():
                self._aligning.align(command)
            case StopAligning(job=job):
                self._aligning.stop(job)
            case SearchLibrary() | UpdateLibrary():
                self._library.obey(command)
            case FetchModel() | PauseFetch() | VerifyModel() | RemoveModel():
                self._models.obey(command)
            case AskToken() | KeepToken():
                self._token.obey(command)
            case _:
                self._change_queue(command)

    def _change_queue(self, command: AnyCommand) -> None:
        match command:
            case Submit():
                self._submit(command)
            case Resume(jobs=jobs, restart=restart):
                for job in jobs:
                    self._resume(job, restart)
            case RunAgain(job=job, chunks=chunks):
                self._run_again(job, chunks)
            case Pause(jobs=jobs):
                for job in jobs:
                    self._stop(job, "paused")
            case Cancel(job=job):
                self._stop(job, "cancelled")
            case Arrange(jobs=jobs, before=before):
                self._arrange(jobs, before)
            case Remove(jobs=jobs):
                for job in jobs:
                    self._remove(job)
            case PutBack(kept=kept):
                self._tell_standing(queue.put_back(Path(kept), self._home))

    # --- the line -----------------------------------------------------------------------------

    def _submit(self, submission: Submit) -> None:
        """Let a job wait for its turn, unless it does already."""
        try:
            if _is_about_an_import(submission):
                queue.attach_film(Path(submission.document), Path(submission.source))
                self._tell_standing(Path(submission.document))
                return
            with self._changed:
                rank = self._line.last_rank() + 1.0
            entered = queue.enter(submission, self._home, self._is_known, rank)
            if entered is not None:
                self._wait_in_line(entered, rank)
            else:
                self._tell_known(submission)
        except LongtakeError as error:
            self._refuse(submission, error)

    def _resume(self, job: str, restart: bool) -> None:
        if not restart and self._go_on_after_all(job):
            return
        try:
            submission = queue.resumption(Path(job), restart)
        except LongtakeError as error:
            self._refuse(Submit(job, document=job), error)
        else:
            self._submit(submission)

    def _run_again(self, job: str, chunks: tuple[int, ...]) -> None:
        try:
            submission = queue.rerun(Path(job), chunks)
        except LongtakeError as error:
            self._refuse(Submit(job, document=job), error)
        else:
            self._submit(submission)

    def _wait_in_line(self, submission: Submit, rank: float) -> None:
        self._tell_standing(Path(submission.document))
        with self._changed:
            self._line.add(submission, rank)
            self._changed.notify()

    def _tell_known(self, submission: Submit) -> None:
        """Who asks hears that it is there, by the name that was asked for, which may be a copy's,
        and need not ask again."""
        summary = queue.summarise(queue.document_of(submission, self._home))
        self.tell(JobChanged(msgspec.structs.replace(summary, source=submission.source)))

    def _is_known(self, document: str) -> bool:
        with self._changed:
            is_current = self._current is not None and is_job(self._current, document)
            return is_current or self._line.has(document)

    def _refuse(self, submission: Submit, error: LongtakeError) -> None:
        job = submission.document or submission.source
        code, problem = error.exit_code, error.problem()
        self.tell(JobEnded(job, submission.source, "failed", code, problem=problem))

    def _stop(self, job: str, state: JobState) -> None:
        """Stop the job with this document or source, whether it runs, waits or lies unfinished."""
        with self._changed:
            if self._current is not None and is_job(self._current, job):
                if state == "paused":
                    self._pause_current()
                else:
                    self._stop_current(state)
                return
            stopped = self._line.drop(job)
        documents = [each.document for each in stopped]
        if not stopped and queue.is_unfinished(Path(job)):
            documents = [job]
        for document in documents:
            queue.stop(Path(document), state)
            summary = queue.summarise(Path(document))
            self.tell(JobEnded(document, summary.source, state, ExitCode.INTERRUPTED))

    def _arrange(self, jobs: tuple[str, ...], before: str) -> None:
        with self._changed:
            ranks = self._line.move(jobs, before)
        for document, rank in ranks.items():
            queue.take_turn(Path(document), Turn(rank))
            self._tell_standing(Path(document))

    def _remove(self, job: str) -> None:
        with self._changed:
            if self._current is not None and is_job(self._current, job):
                self._removals.add(job)
                self._stop_current("cancelled")
                return
            dropped = self._line.drop(job)
        self._put_aside(dropped[0].document if dropped else job)

    def _put_aside(self, document: str) -> None:
        """A job without a document in the list is forgotten, and its file left where it is."""
        path, kept = Path(document), ""
        if queue.is_listed(path, self._home):
            kept = str(queue.put_aside(path, self._home))
        self.tell(JobRemoved(document, kept))

    def _tell_standing(self, document: Path) -> None:
        self.tell(JobChanged(queue.summarise(document)))


def main() -> None:
    """Serve on stdin and stdout; whatever else prints goes to stderr."""
    wire = claim_wire()
    telemetry.switch_off()
    log_to(options.home())
    # Unbuffered: a thread that waits in a buffered reader would hold its lock when Python ends.
    commands = os.fdopen(os.dup(0), "rb", buffering=0)
    Service(commands, wire, options.home()).run()


def claim_wire() -> IO[bytes]:
    """Keep stdout for the protocol alone: whatever prints from now on goes to stderr."""
    wire = os.fdopen(os.dup(1), "wb")
    os.dup2(2, 1)
    return wire


def _is_about_an_import(submission: Submit) -> bool:
    """Whether this would recognise what was imported; only a restart is meant to."""
    is_new = not submission.document or not Path(submission.document).exists()
    return not is_new and not submission.restart and queue.is_imported(Path(submission.document))


def _check_version(version: int) -> None:
    if version != protocol.VERSION:
        raise EngineFault(
            f"The app speaks version {version} of the protocol, the engine {protocol.VERSION}.",
            "Install the app and the engine of the same Longtake.",
        )


if __name__ == "__main__":
    main()
