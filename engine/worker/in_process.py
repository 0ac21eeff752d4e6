"""The worker's work in the engine's own process, for debugging: `longtake transcribe --in-process`.

Nothing is supervised here: what crashes, crashes the command.
"""

from __future__ import annotations

import os
import queue
import threading
from collections.abc import Iterator

from engine import telemetry
from engine.errors import Cancelled
from engine.jobs.supervisor import tree_memory
from engine.protocol import AnyReply, Finished, Request
from engine.worker.workshop import Workshop


class InProcessWorker:
    """A `supervisor.Worker` without a process; the work runs in a thread."""

    def __init__(self) -> None:
        telemetry.switch_off()
        self._workshop = Workshop()
        self._cancelled = threading.Event()

    def start(self) -> None:
        """Nothing to warm up."""

    def ask(self, request: Request) -> Iterator[AnyReply]:
        """See `supervisor.Worker.ask`."""
        replies: queue.Queue[AnyReply | BaseException] = queue.Queue()
        threading.Thread(target=self._work, args=(request, replies), daemon=True).start()
        while True:
            reply = replies.get()
            if isinstance(reply, BaseException):
                raise reply
            yield reply
            if isinstance(reply, Finished):
                return

    def rest(self, seconds: float) -> None:
        """Wait, unless cancelled."""
        if self._cancelled.wait(seconds):
            raise Cancelled

    def memory(self) -> int:
        """Resident bytes of this process."""
        return tree_memory(os.getpid())

    def cancel(self) -> None:
        """The work stops at its next reply."""
        self._cancelled.set()

    def close(self) -> None:
        """Nothing to end."""

    def _work(self, request: Request, replies: queue.Queue[AnyReply | BaseException]) -> None:
        def tell(reply: AnyReply) -> None:
            if self._cancelled.is_set():
                raise Cancelled
            replies.put(reply)

        try:
            self._workshop.handle(request, tell)
            replies.put(Finished())
        except BaseException as error:  # noqa: BLE001  it is raised again where it is awaited
            replies.put(error)
