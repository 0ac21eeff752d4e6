"""Engines that misbehave, as real processes: `python -m tests.engines MANNER`.

Each greets as an engine does, unless its manner is not to, and then does what its manner says with
every command.
"""

from __future__ import annotations

import itertools
import os
import signal
import sys
import threading
from collections.abc import Callable
from pathlib import Path
from typing import BinaryIO

from engine import __version__, protocol
from engine.errors import Problem
from engine.protocol import (
    AnyCommand,
    Command,
    EngineReady,
    Import,
    Imported,
    JobChanged,
    JobEnded,
    JobsListed,
    JobSummary,
    ListJobs,
    Ping,
    Pong,
    Shutdown,
    StageProgress,
    Submit,
)

Manner = Callable[[BinaryIO, Command], None]


def command(manner: str, note: Path | None = None) -> list[str]:
    """How to start the engine with this manner; it writes a line for each start into `note`."""
    return [sys.executable, "-m", "tests.engines", manner, str(note or "")]


def obliging(wire: BinaryIO, heard: Command) -> None:
    """Answers everything, and does every job at once."""
    match heard:
        case Ping():
            protocol.send(wire, Pong())
        case ListJobs():
            protocol.send(wire, JobsListed(()))
        case Import(sources=sources):
            for source in sources:
                protocol.send(wire, Imported(source, problem=Problem("text-unreadable", "No.")))
        case Submit(source=source):
            document = f"{source}.longtake"
            summary = JobSummary(document, Path(source).stem, "queued", source)
            protocol.send(wire, JobChanged(summary))
            protocol.send(wire, JobEnded(document, source, "completed", 0))
        case Shutdown():
            sys.exit(0)


def crashing(wire: BinaryIO, heard: Command) -> None:
    """Dies as native code dies, as soon as it is to do something."""
    if isinstance(heard, Submit):
        print("the last words of the engine", file=sys.stderr, flush=True)
        os.kill(os.getpid(), signal.SIGSEGV)
    obliging(wire, heard)


def deaf(wire: BinaryIO, heard: Command) -> None:
    """Hears nothing, and does not notice the end of its input."""
    signal.signal(signal.SIGTERM, signal.SIG_IGN)
    threading.Event().wait()


def flooding(wire: BinaryIO, heard: Command) -> None:
    """Says more than anybody can read."""
    if isinstance(heard, Submit):
        for count in itertools.count():
            wire.write(protocol.encode(StageProgress("job", "recognise", count, 1e9)))
    obliging(wire, heard)


def endless(wire: BinaryIO, heard: Command) -> None:
    """Says a line that has no end."""
    if isinstance(heard, Submit):
        while True:
            wire.write(b"and " * 10_000)
    obliging(wire, heard)


def babbling(wire: BinaryIO, heard: Command) -> None:
    """Says what is no message."""
    if isinstance(heard, Submit):
        wire.write(b"99 bottles of beer\n")
        wire.flush()
    else:
        obliging(wire, heard)


def older(wire: BinaryIO, heard: Command) -> None:
    """Is of another version (see `main`)."""


def dead(wire: BinaryIO, heard: Command) -> None:
    """Ends before it greets (see `main`)."""


def mute(wire: BinaryIO, heard: Command) -> None:
    """Never greets (see `main`)."""


MANNERS: dict[str, Manner] = {
    manner.__name__: manner
    for manner in (obliging, crashing, deaf, flooding, endless, babbling, older, dead, mute)
}


def main() -> None:
    manner, note = sys.argv[1], sys.argv[2]
    if note:
        with open(note, "a", encoding="utf-8") as file:
            file.write(f"{os.getpid()} {os.getsid(0)}\n")
    wire = os.fdopen(os.dup(1), "wb")
    os.dup2(2, 1)
    if manner == "dead":
        sys.exit("there is no engine in this engine")
    if manner == "mute":
        threading.Event().wait()
    protocol.send(wire, EngineReady(__version__, 99 if manner == "older" else protocol.VERSION))
    for line in sys.stdin.buffer:
        MANNERS[manner](wire, protocol.decode(line, AnyCommand))


if __name__ == "__main__":
    main()
