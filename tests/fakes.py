"""Workers that misbehave, as real processes: `python -m tests.fakes MANNER`.

Each speaks the engine's protocol until it does what its manner says.
"""

from __future__ import annotations

import ctypes
import faulthandler
import itertools
import os
import signal
import sys
import threading
from collections.abc import Callable
from pathlib import Path
from typing import BinaryIO

from engine import protocol
from engine.errors import MediaUnreadable
from engine.protocol import Began, Failed, Finished, LanguageHeard, Progress, Ready

ROOT_OF_TESTS = Path(__file__).parents[1]
"""Where `python -m tests.fakes` works."""

Manner = Callable[[BinaryIO], None]


def command(manner: str) -> list[str]:
    """How to start the worker with this manner."""
    return [sys.executable, "-m", "tests.fakes", manner]


def obliging(wire: BinaryIO) -> None:
    """Hears English in everything."""
    protocol.send(wire, LanguageHeard("en", 0.9))
    protocol.send(wire, Finished())


def refusing(wire: BinaryIO) -> None:
    """Cannot read any film."""
    protocol.send(wire, Failed(MediaUnreadable("There is no audio.", "Try another.").problem()))


def segfaulting(wire: BinaryIO) -> None:
    """Dies as native code dies."""
    os.kill(os.getpid(), signal.SIGSEGV)


def quitting(wire: BinaryIO) -> None:
    """Says goodbye on stderr and ends."""
    print("I have had enough", file=sys.stderr, flush=True)
    os._exit(3)


def interrupted(wire: BinaryIO) -> None:
    """Is killed in the middle of a message."""
    wire.write(protocol.encode(LanguageHeard("en", 0.9))[:9])
    wire.flush()
    os.kill(os.getpid(), signal.SIGKILL)


def babbling(wire: BinaryIO) -> None:
    """Says what is no message."""
    wire.write(b"99 bottles of beer\n")
    wire.flush()


def hanging(wire: BinaryIO) -> None:
    """Never answers, and lets its child hang too."""
    child = os.fork()
    if child:
        protocol.send(wire, LanguageHeard(str(child), 0.0))
    threading.Event().wait()


def beating(wire: BinaryIO) -> None:
    """Speaks all the time and gets nothing done: a heart that beats in a body that lies still."""
    pause = threading.Event()
    for count in itertools.count():
        protocol.send(wire, Progress("recognise", 7.0, 100.0) if count % 2 else Began(count))
        pause.wait(0.05)


def creeping(wire: BinaryIO) -> None:
    """Gets very little done at a time, but goes on until it has finished."""
    pause = threading.Event()
    for done in range(1, 41):
        protocol.send(wire, Progress("recognise", float(done), 40.0))
        pause.wait(0.05)
    protocol.send(wire, Finished())


def frozen(wire: BinaryIO) -> None:
    """Hangs in native code that keeps the GIL, after a little work."""
    protocol.send(wire, Progress("recognise", 1.0, 100.0))
    hang_with_the_gil()


def hang_with_the_gil() -> None:
    library, lock = ctypes.PyDLL(None), ctypes.create_string_buffer(256)
    library.pthread_mutex_init(lock, None)
    library.pthread_mutex_lock(lock)
    library.pthread_mutex_lock(lock)


def mute(wire: BinaryIO) -> None:
    """Hangs before it says that it is ready (see `main`)."""


MANNERS: dict[str, Manner] = {
    manner.__name__: manner
    for manner in (
        obliging,
        refusing,
        segfaulting,
        quitting,
        interrupted,
        babbling,
        hanging,
        beating,
        creeping,
        frozen,
        mute,
    )
}


def main() -> None:
    wire = os.fdopen(os.dup(1), "wb")
    os.dup2(2, 1)
    faulthandler.register(signal.SIGUSR1, all_threads=True)
    if sys.argv[1] == "mute":
        threading.Event().wait()
    protocol.send(wire, Ready(os.getpid()))
    for _ in sys.stdin.buffer:
        MANNERS[sys.argv[1]](wire)


if __name__ == "__main__":
    main()
