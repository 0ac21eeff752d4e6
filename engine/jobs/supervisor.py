"""Starts a worker, asks it for one thing at a time, sees it end, and ends it.

A worker is a process of its own session that may crash, bloat or be killed at any moment; all that
is lost then is the request in hand. Its standard error goes to the job's log.
"""

from __future__ import annotations

import contextlib
import logging
import os
import signal
import subprocess
import sys
import threading
from collections.abc import Iterator, Sequence
from pathlib import Path
from typing import IO, Protocol

from engine import protocol
from engine.errors import Cancelled, LongtakeError, WorkerDied
from engine.protocol import AnyReply, Failed, Finished, Ready, Request

log = logging.getLogger(__name__)

ALLOCATOR = {
    "GLIBC_TUNABLES": "glibc.malloc.hugetlb=1",
    "MALLOC_ARENA_MAX": "1",
    "MALLOC_MMAP_MAX_": "0",
    "MALLOC_TOP_PAD_": str(64 << 20),
    "MALLOC_TRIM_THRESHOLD_": str(4 << 30),
}
"""How glibc's malloc serves a worker; it reads these only as a process starts.

Each call of the encoder takes 54 MB and more for its attention and gives it back. By default every
such block is mapped anew, page by page: a sixth of all processor time went there. Kept, in one
arena and on huge pages, encoder and decoder took 7.4 s instead of 9.8 s (tiny.en, 300 s of film,
two cores) in the same memory. Other systems ignore these names.
"""

LAST_WORDS = 4000
GOODBYE_SECONDS = 2.0
REAP_SECONDS = 5.0


class Worker(Protocol):
    """Who does the heavy work for a job: a process, or this very process when debugging."""

    def start(self) -> None:
        """Begin to warm up; `ask` does it too where this was not called."""

    def ask(self, request: Request) -> Iterator[AnyReply]:
        """Do `request`, yielding its replies up to and with `Finished`.

        Raises the `LongtakeError` that the work ended with, or `Cancelled`.
        """

    def memory(self) -> int:
        """Bytes in use by the worker now; 0 when it does not run."""

    def cancel(self) -> None:
        """From any thread: end the request in hand with `Cancelled`."""

    def close(self) -> None:
        """Let the worker go."""


class WorkerProcess:
    """A worker in a process of its own, started when first asked and anew after each death."""

    def __init__(self, log_file: Path, command: Sequence[str] | None = None) -> None:
        self._log_file = log_file
        self._command = command or worker_command()
        self._process: subprocess.Popen[bytes] | None = None
        self._cancelled = threading.Event()

    def start(self) -> None:
        """Start the process if none runs; it warms up while the engine does other things."""
        if self._process is None:
            self._process = _launch(self._command, self._log_file)

    def ask(self, request: Request) -> Iterator[AnyReply]:
        """See `Worker.ask`; a process that ends without an answer raises `WorkerDied`."""
        self._raise_if_cancelled()
        self.start()
        process = self._process
        assert process is not None
        assert process.stdin is not None
        assert process.stdout is not None
        with contextlib.suppress(BrokenPipeError):  # a dead worker is seen by its missing replies
            protocol.send(process.stdin, request)
        try:
            for reply in _replies(process.stdout):
                self._raise_if_cancelled()
                if isinstance(reply, Failed):
                    raise LongtakeError.from_problem(reply.problem)
                yield reply
                if isinstance(reply, Finished):
                    return
        except GeneratorExit:  # nobody waits for the rest, which must not answer the next request
            self._end()
            raise
        self._raise_if_cancelled()
        raise self._obituary()

    def memory(self) -> int:
        """Resident bytes of the worker's process tree."""
        return 0 if self._process is None else tree_memory(self._process.pid)

    def cancel(self) -> None:
        """Kill the worker, so that whoever waits for its replies gets `Cancelled`."""
        self._cancelled.set()
        if self._process is not None:
            kill_group(self._process)

    def close(self) -> None:
        """Ask the worker to go by closing its input; kill what does not go."""
        process = self._process
        if process is not None and process.stdin is not None:
            with contextlib.suppress(OSError):
                process.stdin.close()
            with contextlib.suppress(subprocess.TimeoutExpired):
                process.wait(GOODBYE_SECONDS)
        self._end()

    def _raise_if_cancelled(self) -> None:
        if self._cancelled.is_set():
            raise Cancelled

    def _end(self) -> int | None:
        """Kill the worker; its exit status."""
        process, self._process = self._process, None
        if process is None:
            return None
        kill_group(process)
        for pipe in (process.stdin, process.stdout):
            with contextlib.suppress(OSError):
                pipe.close()  # type: ignore[union-attr]
        return process.returncode

    def _obituary(self) -> WorkerDied:
        end = _ending(self._end())
        log.warning("the worker %s", end)
        return WorkerDied(
            f"The worker {end} in the middle of its work.",
            "Finished chunks are kept.",
            details=last_words(self._log_file),
        )


def worker_command() -> list[str]:
    """How to start a worker, also from within a frozen app, where `python -m` does not exist."""
    if getattr(sys, "frozen", False):
        return [sys.executable, "--worker"]
    return [sys.executable, "-m", "engine.worker"]


def kill_group(process: subprocess.Popen[bytes]) -> bool:
    """Kill a process started in its own session with all its children; False if it stays."""
    with contextlib.suppress(ProcessLookupError, PermissionError):
        os.killpg(process.pid, signal.SIGKILL)
    try:
        process.wait(REAP_SECONDS)
    except subprocess.TimeoutExpired:
        log.error("process %d survives SIGKILL", process.pid)
        return False
    return True


def tree_memory(pid: int) -> int:
    """Resident bytes of a process and its children; 0 when it is gone."""
    import psutil

    try:
        root = psutil.Process(pid)
        family = [root, *root.children(recursive=True)]
        return sum(process.memory_info().rss for process in family)
    except psutil.NoSuchProcess:
        return 0


def last_words(log_file: Path) -> str:
    """The end of a log, for the details of an error."""
    with contextlib.suppress(OSError), log_file.open("rb") as stream:
        stream.seek(0, os.SEEK_END)
        stream.seek(max(0, stream.tell() - LAST_WORDS))
        return stream.read().decode(errors="replace")
    return ""


def _launch(command: Sequence[str], log_file: Path) -> subprocess.Popen[bytes]:
    log_file.parent.mkdir(parents=True, exist_ok=True)
    with log_file.open("ab") as stderr:
        return subprocess.Popen(
            command,
            stdin=subprocess.PIPE,
            stdout=subprocess.PIPE,
            stderr=stderr,
            env={**ALLOCATOR, **os.environ, "LONGTAKE_PARENT": str(os.getpid())},
            start_new_session=True,
        )


def _replies(wire: IO[bytes]) -> Iterator[AnyReply]:
    for line in wire:
        if line.endswith(b"\n"):  # a killed worker may leave half a line
            reply: AnyReply = protocol.decode(line, AnyReply)
            if not isinstance(reply, Ready):
                yield reply


def _ending(returncode: int | None) -> str:
    if returncode is not None and returncode < 0:
        return f"was ended by {signal.Signals(-returncode).name}"
    return f"ended with exit code {returncode}"
