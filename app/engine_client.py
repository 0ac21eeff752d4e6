"""The engine as a child of the app: started, spoken to, watched, started again, and ended.

It lives in a session of its own. When the app dies, however, its input ends and it goes by itself;
what it had done is in the documents, so that an engine that crashed is replaced without a loss. One
that crashes again and again is not: the user is told, with the end of its log.
"""

from __future__ import annotations

import contextlib
import logging
import os
import signal
import time
from collections import deque
from collections.abc import Callable, Sequence
from pathlib import Path
from typing import Literal

import msgspec
from PySide6.QtCore import QObject, QProcess, QProcessEnvironment, QTimer, Signal, Slot

import engine
from engine import programs, protocol
from engine.errors import EngineFault, Problem
from engine.protocol import AnyEvent, Command, EngineReady, Event, Hello, Ping, Pong, Shutdown

log = logging.getLogger(__name__)

State = Literal["stopped", "starting", "ready", "restarting", "given-up"]

LONGEST_LINE = 8 << 20
"""Bytes without an end of line, or waiting to be read, after which an engine counts as mad."""
SLICE_SECONDS = 0.008
"""How long messages may keep the window's thread at a time."""
GOODBYE_MS = 3000
LAST_WORDS = 4000


class Patience(msgspec.Struct, frozen=True):
    """Seconds that an engine may take to start; how often it is asked whether it hears, and how
    many times it may say nothing at all. Counting questions, not seconds, a machine may sleep."""

    start: float = 60.0
    ping: float = 15.0
    misses: int = 4


class RestartPolicy:
    """How often an engine may crash: so many times within so many seconds, and no more."""

    def __init__(
        self, limit: int = 3, seconds: float = 300.0, clock: Callable[[], float] = time.monotonic
    ) -> None:
        self._limit = limit
        self._seconds = seconds
        self._clock = clock
        self._crashes: deque[float] = deque()

    def may_restart(self) -> bool:
        """Take a crash in; whether another start is worth trying."""
        now = self._clock()
        self._crashes.append(now)
        while self._crashes[0] <= now - self._seconds:
            self._crashes.popleft()
        return len(self._crashes) < self._limit

    def forget(self) -> None:
        """The user asks for another try."""
        self._crashes.clear()


class EngineClient(QObject):
    """Speaks with one engine at a time."""

    event_received = Signal(object)
    """An `Event` that the engine told, but `EngineReady` and `Pong`."""
    ready = Signal()
    """An engine listens: the first one, or another after a crash."""
    state_changed = Signal(str)
    gave_up = Signal(object)
    """A `Problem`: the engine cannot be kept alive, or is of another version."""

    def __init__(
        self,
        log_file: Path,
        command: Sequence[str] | None = None,
        policy: RestartPolicy | None = None,
        patience: Patience | None = None,
        parent: QObject | None = None,
    ) -> None:
        super().__init__(parent)
        self._log_file = log_file
        self._command = list(command or programs.command("engine"))
        self._policy = policy or RestartPolicy()
        self._patience = patience or Patience()
        self._process: QProcess | None = None
        self._state: State = "stopped"
        self._misses = 0
        self._fault: EngineFault | None = None
        self._starting = _timer(self, self._give_start_up, self._patience.start, once=True)
        self._pinging = _timer(self, self._ping, self._patience.ping)
        self._reading = _timer(self, self._read, 0.0, once=True)

    @property
    def state(self) -> State:
        """How it stands."""
        return self._state

    @property
    def pid(self) -> int:
        """The engine's process id; 0 while none runs."""
        return self._process.processId() if self._process else 0

    def start(self) -> None:
        """Start an engine, if none runs."""
        if self._process is None:
            self._policy.forget()
            self._launch("starting")

    def send(self, command: Command) -> None:
        """Tell the engine something; while none listens it is lost, as `ready` says when to ask."""
        if self._process is not None and self._state == "ready":
            self._process.write(protocol.encode(command))

    def stop(self) -> None:
        """End the engine; the one place where the app waits for it."""
        process, self._process = self._process, None
        self._starting.stop()
        self._pinging.stop()
        self._reading.stop()
        self._set_state("stopped")
        if process is None:
            return
        process.readyReadStandardOutput.disconnect(self._read)
        process.finished.disconnect(self._mourn)
        process.errorOccurred.disconnect(self._fail_to_start)
        process.write(protocol.encode(Shutdown()))
        process.closeWriteChannel()
        if not process.waitForFinished(GOODBYE_MS):
            kill_session(process.processId())
            process.waitForFinished(GOODBYE_MS)
        process.deleteLater()

    # --- one engine's life --------------------------------------------------------------------

    def _launch(self, state: State) -> None:
        process = QProcess(self)
        flags = QProcess.UnixProcessFlag
        process.setUnixProcessParameters(flags.CreateNewSession | flags.ResetSignalHandlers)
        process.setProcessEnvironment(_environment())
        self._log_file.parent.mkdir(parents=True, exist_ok=True)
        process.setStandardErrorFile(str(self._log_file), QProcess.OpenModeFlag.Append)
        process.readyReadStandardOutput.connect(self._read)
        process.finished.connect(self._mourn)
        process.errorOccurred.connect(self._fail_to_start)
        self._process, self._fault, self._misses = process, None, 0
        self._set_state(state)
        self._starting.start()
        process.start(self._command[0], self._command[1:])
        process.write(protocol.encode(Hello(protocol.VERSION)))

    @Slot()
    def _read(self) -> None:
        """Take messages in for a moment; what is left comes after the window had its turn."""
        until = time.monotonic() + SLICE_SECONDS
        process = self._process
        while process is not None and process is self._process and process.canReadLine():
            self._hear(bytes(process.readLine().data()))
            if time.monotonic() >= until:
                break
        if self._process is None:
            return
        if self._process.bytesAvailable() > LONGEST_LINE:
            self._end_mad(EngineFault("The engine talks without end."))
        elif self._process.canReadLine():
            self._reading.start()

    def _hear(self, line: bytes) -> None:
        try:
            event: Event = protocol.decode(line, AnyEvent)
        except EngineFault as fault:
            self._end_mad(fault)
            return
        self._misses = 0  # who tells of one thing after another is too busy to answer, and lives
        match event:
            case EngineReady():
                self._welcome(event)
            case Pong():
                pass
            case _:
                self.event_received.emit(event)

    def _welcome(self, greeting: EngineReady) -> None:
        self._starting.stop()
        if greeting.version != protocol.VERSION:
            self._give_up(_other_version(greeting))
            return
        self._pinging.start()
        self._set_state("ready")
        self.ready.emit()

    @Slot()
    def _ping(self) -> None:
        if self._misses >= self._patience.misses:
            self._end_mad(EngineFault("The engine did not answer any more."))
            return
        self._misses += 1
        self.send(Ping())

    @Slot()
    def _give_start_up(self) -> None:
        self._end_mad(EngineFault("The engine did not start in time."))

    def _end_mad(self, fault: EngineFault) -> None:
        """Kill an engine of which nothing good is to be expected; `_mourn` sees its end."""
        if self._fault is not None:
            return  # it is dying already, which may take a while on a machine that is busy
        log.warning("%s %s", fault.message, fault.details)
        self._fault = fault
        self._starting.stop()
        self._pinging.stop()
        if self._process is not None:
            self._process.readyReadStandardOutput.disconnect(self._read)
            self._reading.stop()
            kill_session(self._process.processId())

    @Slot(QProcess.ProcessError)
    def _fail_to_start(self, error: QProcess.ProcessError) -> None:
        if error == QProcess.ProcessError.FailedToStart and self._process is not None:
            self._fault = EngineFault(
                "The engine could not be started.", self._process.errorString()
            )
            self._mourn(-1)

    @Slot(int)
    def _mourn(self, code: int) -> None:
        """An engine has ended without being asked to: start another, if that is worth it."""
        process, self._process = self._process, None
        if process is None:
            return
        self._starting.stop()
        self._pinging.stop()
        process.deleteLater()
        fault = self._fault or EngineFault("The engine ended unexpectedly.")
        log.warning("the engine ended (%d): %s", code, fault.message)
        if self._policy.may_restart():
            self._launch("restarting")
        else:
            self._give_up(fault)

    def _give_up(self, fault: EngineFault) -> None:
        if self._process is not None:
            self.stop()
        problem = fault.problem()
        details = "\n".join(filter(None, (problem.details, last_words(self._log_file))))
        self._set_state("given-up")
        self.gave_up.emit(msgspec.structs.replace(problem, details=details))

    def _set_state(self, state: State) -> None:
        if state != self._state:
            self._state = state
            self.state_changed.emit(state)


def kill_session(pid: int) -> None:
    """Kill a process that leads its session, and its group with it."""
    if pid > 0:
        with contextlib.suppress(ProcessLookupError, PermissionError):
            os.killpg(pid, signal.SIGKILL)


def last_words(log_file: Path) -> str:
    """The end of a log, for the details of a problem."""
    with contextlib.suppress(OSError), log_file.open("rb") as stream:
        stream.seek(0, os.SEEK_END)
        stream.seek(max(0, stream.tell() - LAST_WORDS))
        return stream.read().decode(errors="replace")
    return ""


def _other_version(greeting: EngineReady) -> EngineFault:
    return EngineFault(
        f"The app speaks version {protocol.VERSION} of the protocol, the engine"
        f" {greeting.version}.",
        "Install the app and the engine of the same Longtake.",
    )


def _environment() -> QProcessEnvironment:
    """Ours, in which the engine's modules are found from any folder."""
    environment = QProcessEnvironment.systemEnvironment()
    if not programs.is_frozen():
        places = [str(Path(engine.__file__).parents[1]), environment.value("PYTHONPATH")]
        environment.insert("PYTHONPATH", os.pathsep.join(filter(None, places)))
    return environment


def _timer(
    parent: QObject, slot: Callable[[], None], seconds: float, *, once: bool = False
) -> QTimer:
    timer = QTimer(parent)
    timer.setInterval(round(seconds * 1000))
    timer.setSingleShot(once)
    timer.timeout.connect(slot)
    return timer


__all__ = ["EngineClient", "Patience", "Problem", "RestartPolicy"]
