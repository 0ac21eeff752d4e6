"""The engine as the app's subprocess: commands on stdin, events on stdout, one JSON object a line.

    python -m engine.service

Jobs run one after another in the order of their submission, on the main thread; a second thread
listens for commands meanwhile. When its input ends (the app has quit, or died), the engine stops
its worker and ends; what was recognised is in the documents.
"""

from __future__ import annotations

import os
import threading
from collections import deque
from pathlib import Path
from typing import IO

from engine import __version__, options, protocol, telemetry
from engine.errors import EngineFault, ExitCode, LongtakeError
from engine.jobs import runner
from engine.jobs.supervisor import Worker, WorkerProcess
from engine.logs import log_to
from engine.options import Home
from engine.protocol import (
    AnyCommand,
    Cancel,
    EngineFailed,
    EngineReady,
    Event,
    Hello,
    JobEnded,
    Shutdown,
    Submit,
)


class Service:
    """Hears commands, runs jobs, tells events."""

    def __init__(self, commands: IO[bytes], wire: IO[bytes], home: Home) -> None:
        self._commands = commands
        self._wire = wire
        self._home = home
        self._speaking = threading.Lock()
        self._changed = threading.Condition()
        self._waiting: deque[Submit] = deque()
        self._current: Submit | None = None
        self._worker: Worker | None = None
        self._is_cancelled = False
        self._is_closing = False

    def run(self) -> None:
        """Serve until the input ends or a `Shutdown` comes."""
        self.tell(EngineReady(__version__))
        threading.Thread(target=self._listen, name="commands", daemon=True).start()
        while (submission := self._next()) is not None:
            runner.run(submission, self._home, self.tell, self._make_worker)

    def tell(self, event: Event) -> None:
        """Send one event, from any thread; an app that has gone hears nothing."""
        try:
            with self._speaking:
                protocol.send(self._wire, event)
        except BrokenPipeError:
            self._close()

    def _next(self) -> Submit | None:
        with self._changed:
            self._current = self._worker = None
            self._changed.wait_for(lambda: self._waiting or self._is_closing)
            if self._is_closing:
                return None
            self._current = self._waiting.popleft()
            self._is_cancelled = False
            return self._current

    def _make_worker(self, log_file: Path) -> Worker:
        worker = WorkerProcess(log_file)
        with self._changed:
            self._worker = worker
            if self._is_cancelled or self._is_closing:
                worker.cancel()
        return worker

    def _listen(self) -> None:
        for line in self._commands:
            try:
                self._obey(protocol.decode(line, AnyCommand))
            except LongtakeError as error:
                self.tell(EngineFailed(error.problem()))
        self._close()

    def _obey(self, command: AnyCommand) -> None:
        match command:
            case Hello(version=version):
                _check_version(version)
            case Submit():
                with self._changed:
                    self._waiting.append(command)
                    self._changed.notify()
            case Cancel(job=job):
                self._cancel(job)
            case Shutdown():
                self._close()

    def _cancel(self, job: str) -> None:
        """Stop the job with this document or source, whether it waits or runs."""
        with self._changed:
            if self._current is not None and _is_job(self._current, job):
                self._stop_current()
            cancelled = [waiting for waiting in self._waiting if _is_job(waiting, job)]
            for waiting in cancelled:
                self._waiting.remove(waiting)
        for waiting in cancelled:
            self.tell(_cancelled(waiting))

    def _close(self) -> None:
        with self._changed:
            self._is_closing = True
            self._stop_current()
            self._changed.notify()

    def _stop_current(self) -> None:
        self._is_cancelled = True
        if self._worker is not None:
            self._worker.cancel()


def main() -> None:
    """Serve on stdin and stdout; whatever else prints goes to stderr."""
    wire = os.fdopen(os.dup(1), "wb")
    os.dup2(2, 1)
    telemetry.switch_off()
    log_to(options.home())
    # Unbuffered: a thread that waits in a buffered reader would hold its lock when Python ends.
    commands = os.fdopen(os.dup(0), "rb", buffering=0)
    Service(commands, wire, options.home()).run()


def _is_job(submission: Submit, job: str) -> bool:
    return job in (submission.document, submission.source)


def _cancelled(submission: Submit) -> JobEnded:
    job = submission.document or submission.source
    return JobEnded(job, submission.source, "cancelled", ExitCode.INTERRUPTED)


def _check_version(version: int) -> None:
    if version != protocol.VERSION:
        raise EngineFault(
            f"The app speaks version {version} of the protocol, the engine {protocol.VERSION}.",
            "Install the app and the engine of the same Longtake.",
        )


if __name__ == "__main__":
    main()
