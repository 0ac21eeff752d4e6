"""The `longtake` command as tests run it: a real process, its exit code and its words."""

from __future__ import annotations

import json
import signal
import subprocess
import sys
from pathlib import Path

import psutil

from engine import protocol
from engine.protocol import AnyEvent, ChunkChanged, Event


def longtake(*arguments: object, check: int | None = None) -> subprocess.CompletedProcess[str]:
    """Run the command to its end; `check` is the exit code that it must have."""
    run = subprocess.run(
        [sys.executable, "-m", "engine.cli", *map(str, arguments)],
        capture_output=True,
        text=True,
        check=False,
    )
    if check is not None:
        assert run.returncode == check, run.stderr
    return run


def words(file: Path) -> list[str]:
    segments = json.loads(file.read_text())["segments"]
    return [word["word"] for segment in segments for word in segment["words"]]


class Running:
    """`longtake transcribe --events` on its way."""

    def __init__(self, *arguments: object) -> None:
        self.process = subprocess.Popen(
            [sys.executable, "-m", "engine.cli", "transcribe", "--events", *map(str, arguments)],
            stdout=subprocess.PIPE,
            stderr=subprocess.DEVNULL,
            # A test run in the background of a shell would hand on that Ctrl-C is ignored.
            preexec_fn=lambda: signal.signal(signal.SIGINT, signal.SIG_DFL),
        )

    def events(self) -> list[Event]:
        assert self.process.stdout is not None
        return [protocol.decode(line, AnyEvent) for line in self.process.stdout]

    def wait_for_chunks(self, count: int) -> None:
        """Until this many chunks are done."""
        assert self.process.stdout is not None
        done = 0
        while done < count:
            event = protocol.decode(self.process.stdout.readline(), AnyEvent)
            done += isinstance(event, ChunkChanged) and event.state == "done"

    def wait(self) -> int:
        """The exit code, once the command has ended by itself or by a signal."""
        code = self.process.wait(timeout=120)
        assert self.process.stdout is not None
        self.process.stdout.close()
        return code

    def workers(self) -> list[psutil.Process]:
        return psutil.Process(self.process.pid).children(recursive=True)
