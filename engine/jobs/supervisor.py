"""Starts a worker, asks it for one thing at a time, watches it, sees it end, and ends it.

A worker is a process of its own session that may crash, hang, bloat or be killed at any moment; all
that is lost then is the request in hand. Its standard error goes to the job's log.

A worker is healthy while its work moves on (`deadlines`). At the first deadline its stacks are
written to the log, at the second its process group is killed. One that survives even that blocks
its device: until it is gone, nothing but the processor is used.
"""

from __future__ import annotations

import contextlib
import logging
import os
import selectors
import signal
import subprocess
import sys
import threading
from collections.abc import Iterator, Mapping, Sequence
from pathlib import Path
from typing import IO, Protocol

import msgspec

from engine import logs, programs, protocol
from engine.errors import Cancelled, LongtakeError, WorkerDied, WorkerHung, WorkerStuck
from engine.jobs import deadlines
from engine.jobs.deadlines import Clock, Limits, Watch, Work
from engine.protocol import (
    Align,
    AlignByAttention,
    AnyReply,
    Began,
    DetectLanguage,
    Failed,
    Finished,
    Loaded,
    Prepare,
    Progress,
    Ready,
    Recognise,
    RecognitionSettings,
    Request,
)

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
WINDOW = 30.0  # seconds of film that a recognizer hears at once
LANGUAGE_WINDOWS = 5
ALIGNED_TOGETHER = 240.0  # seconds of film that an aligner hears at once, at most
TAIL_SPEED = 50.0  # how fast the speech at the end of a film is looked for, at the least

_survivors: list[subprocess.Popen[bytes]] = []
"""Workers of this engine that could not be ended."""


class Worker(Protocol):
    """Who does the heavy work for a job: a process, or this very process when debugging."""

    def start(self) -> None:
        """Begin to warm up; `ask` does it too where this was not called."""

    def ask(self, request: Request) -> Iterator[AnyReply]:
        """Do `request`, yielding its replies up to and with `Finished`.

        Raises the `LongtakeError` that the work ended with, or `Cancelled`.
        """

    def rest(self, seconds: float) -> None:
        """Wait, unless the work is cancelled meanwhile: then raise `Cancelled`."""

    def memory(self) -> int:
        """Bytes in use by the worker now; 0 when it does not run."""

    def cancel(self) -> None:
        """From any thread: end the request in hand with `Cancelled`."""

    def close(self) -> None:
        """Let the worker go."""


class WorkerProcess:
    """A worker in a process of its own, started when first asked and anew after each death."""

    def __init__(
        self,
        log_file: Path,
        command: Sequence[str] | None = None,
        limits: Limits | None = None,
        clock: Clock | None = None,
    ) -> None:
        self._log_file = log_file
        self._command = command or programs.command("worker")
        self._limits = limits or limits_from(os.environ)
        self._clock = clock or Clock()
        self._process: subprocess.Popen[bytes] | None = None
        self._wire: _Wire | None = None
        self._is_ready = False
        self._cancelled = threading.Event()

    def start(self) -> None:
        """Start the process if none runs; it warms up while the engine does other things."""
        if self._process is None:
            self._process = _launch(self._command, self._log_file)
            assert self._process.stdout is not None
            self._wire = _Wire(self._process.stdout)
            self._is_ready = False

    def ask(self, request: Request) -> Iterator[AnyReply]:
        """See `Worker.ask`; a process that ends without an answer raises `WorkerDied`, one that
        stops moving `WorkerHung`."""
        self._raise_if_cancelled()
        _require_free_device(request)
        self.start()
        process = self._process
        assert process is not None
        assert process.stdin is not None
        watch = self._watch(request)
        patience = deadlines.patience(work_of(request), self._limits)
        with contextlib.suppress(BrokenPipeError):  # a dead worker is seen by its missing replies
            protocol.send(process.stdin, msgspec.structs.replace(request, patience=patience))
        try:
            for reply in self._replies(request, watch):
                self._raise_if_cancelled()
                if isinstance(reply, Failed):
                    raise _failure(reply)
                yield reply
                if isinstance(reply, Finished):
                    return
        except GeneratorExit:  # nobody waits for the rest, which must not answer the next request
            self._end()
            raise
        self._raise_if_cancelled()
        raise self._obituary()

    def rest(self, seconds: float) -> None:
        """See `Worker.rest`."""
        self._cancelled.wait(seconds)
        self._raise_if_cancelled()

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

    def _watch(self, request: Request) -> Watch:
        phase: deadlines.Phase = "start"
        if self._is_ready:
            phase = "first" if isinstance(request, Prepare) else "load"
        return Watch(phase, work_of(request), self._limits, self._clock)

    def _replies(self, request: Request, watch: Watch) -> Iterator[AnyReply]:
        """What the worker says until its wire ends; silence that lasts too long ends it."""
        is_late = False
        assert self._wire is not None
        while True:
            line = self._wire.line(watch.remaining(is_late))
            if line is None:
                is_late = self._judge(request, watch, is_late)
            elif not line:
                return
            else:
                reply: AnyReply = protocol.decode(line, AnyReply)
                is_late = not observe(reply, request, watch) and is_late
                if not watch.remaining(is_late) and not self._wire.has_more():
                    is_late = self._judge(request, watch, is_late)  # it talks, but does nothing
                if isinstance(reply, Ready):
                    self._is_ready = True
                else:
                    yield reply

    def _judge(self, request: Request, watch: Watch, was_late: bool) -> bool:
        """Look at a silent worker: whether it is late now; raises `WorkerHung` if it is hung."""
        self._raise_if_cancelled()
        verdict = watch.verdict()
        if verdict == "hung" and was_late:
            raise self._end_hung(request, watch)
        if verdict != "fine" and not was_late:
            log.warning("no progress for %.1f s; the worker's stacks are asked for", watch.silence)
            self._ask_for_stacks()
        return verdict != "fine"

    def _ask_for_stacks(self) -> None:
        if self._process is not None and self._is_ready:
            show_stacks(self._process.pid, self._log_file)

    def _end_hung(self, request: Request, watch: Watch) -> WorkerHung:
        silence, limit = watch.silence, watch.deadline
        log.warning("no progress for %.1f s: the worker is killed", silence)
        if self._end() is None:
            return _stuck(last_words(self._log_file))
        return WorkerHung(
            f"The worker made no progress for {silence:.1f} s ({limit:.1f} s is its limit).",
            "Finished chunks are kept.",
            details=last_words(self._log_file),
        )

    def _raise_if_cancelled(self) -> None:
        if self._cancelled.is_set():
            raise Cancelled

    def _end(self) -> int | None:
        """Kill the worker; its exit status."""
        process, self._process = self._process, None
        if process is None:
            return None
        if not kill_group(process):
            _survivors.append(process)
        if self._wire is not None:
            self._wire.close()
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


def work_of(request: Request, placed: Loaded | None = None) -> Work:
    """How much audio a worker has in hand between two signs of progress, at most."""
    if isinstance(request, DetectLanguage):
        return Work(WINDOW * LANGUAGE_WINDOWS)
    if isinstance(request, Align):
        return Work(ALIGNED_TOGETHER)
    if isinstance(request, AlignByAttention):
        return Work(WINDOW * _width(request.settings, placed)[1])
    if not isinstance(request, Recognise):
        return Work()
    chunks = [task.chunk.heard_end - task.chunk.heard_start for task in request.tasks]
    longest = max(chunks, default=0.0)
    batch, abreast = _width(request.settings, placed)
    audio = min(min(longest, WINDOW) * batch * abreast, sum(chunks))
    # whisperx looks for the speech of the whole chunk before it hears the first window.
    recognizer = placed.recognizer if placed else request.settings.recognizer
    return Work(audio + (longest if recognizer == "whisperx" else 0.0), request.speed)


def observe(reply: AnyReply, request: Request, watch: Watch) -> bool:
    """Tell `watch` what a reply means for it; whether it was a sign of progress."""
    match reply:
        case Progress(stage=stage, done=done, total=total):
            moved = watch.progressed(stage, done)
            if moved and stage == "prepare" and done >= total:
                # The speech of the last minutes is still being looked for.
                watch.enter("first", Work(total, TAIL_SPEED * deadlines.SLOWER))
            return moved
        case Began():
            return False  # another thread may begin chunks while one hangs
        case Ready():
            watch.enter("first" if isinstance(request, Prepare) else "load")
        case Loaded():
            watch.enter("first", work_of(request, reply))
        case _:
            watch.moved()
    return True


def limits_from(environ: Mapping[str, str]) -> Limits:
    """The usual limits; LONGTAKE_DEADLINE_SCALE makes them shorter for tests."""
    with contextlib.suppress(ValueError):
        return Limits(scale=max(0.001, float(environ.get("LONGTAKE_DEADLINE_SCALE", "1"))))
    return Limits()


def survivors() -> int:
    """How many workers of this engine could not be ended and still block their device."""
    _survivors[:] = [process for process in _survivors if process.poll() is None]
    return len(_survivors)


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
            env={
                **ALLOCATOR,
                **os.environ,
                "LONGTAKE_PARENT": str(os.getpid()),
                logs.VARIABLE: str(log_file),
            },
            start_new_session=True,
        )


class _Wire:
    """Lines from a worker's pipe, waited for no longer than wished."""

    def __init__(self, pipe: IO[bytes]) -> None:
        self._file = pipe.fileno()
        self._kept = b""
        self._selector = selectors.DefaultSelector()
        self._selector.register(self._file, selectors.EVENT_READ)

    def line(self, seconds: float) -> bytes | None:
        """The next whole line; None if none comes in time, b"" at the end of the pipe.

        A killed worker may leave half a line, which is dropped.
        """
        while b"\n" not in self._kept:
            if not self._selector.select(seconds):
                return None
            part = os.read(self._file, 1 << 16)
            if not part:
                return b""
            self._kept += part
        line, _, self._kept = self._kept.partition(b"\n")
        return line + b"\n"

    def has_more(self) -> bool:
        """Whether something is there to be read at once."""
        return b"\n" in self._kept or bool(self._selector.select(0))

    def close(self) -> None:
        """Let go of the pipe, which somebody else closes."""
        self._selector.close()


def show_stacks(pid: int, log_file: Path) -> None:
    """Let a worker write where each of its threads is into its log; on macOS, native frames too."""
    with contextlib.suppress(ProcessLookupError):
        os.kill(pid, signal.SIGUSR1)
    if sys.platform == "darwin":
        with contextlib.suppress(OSError), log_file.open("ab") as out:
            subprocess.run(["sample", str(pid), "1"], stdout=out, stderr=out, timeout=10)


def _width(settings: RecognitionSettings, placed: Loaded | None) -> tuple[int, int]:
    """How many windows make a batch, and how many batches are heard at once."""
    chosen = placed or settings
    threads = chosen.threads or os.cpu_count() or 1
    return max(1, chosen.batch_size), threads if chosen.device in ("cpu", "auto") else 2


def _require_free_device(request: Request) -> None:
    settings = getattr(request, "settings", None)
    if settings is not None and settings.device != "cpu" and survivors():
        raise _stuck()


def _stuck(details: str = "") -> WorkerStuck:
    return WorkerStuck(
        "A worker hangs so deep in its device that it could not be ended.",
        "Longtake goes on with the processor; restart the machine to use the device again.",
        details=details,
    )


def _failure(reply: Failed) -> LongtakeError:
    error = LongtakeError.from_problem(reply.problem)
    error.chunk = reply.chunk
    return error


def _ending(returncode: int | None) -> str:
    if returncode is not None and returncode < 0:
        return f"was ended by {signal.Signals(-returncode).name}"
    return f"ended with exit code {returncode}"
