"""Runs a program and watches what it costs: time, processor, memory of its whole process tree.

Memory is the sum over the tree of resident sizes, which counts a shared page once for each process
that maps it. Where the system tells (Linux), proportional sizes are told too: they count it once.
"""

from __future__ import annotations

import resource
import subprocess
import time
from collections.abc import Mapping, Sequence
from contextlib import suppress
from pathlib import Path

import msgspec
import psutil

INTERVAL = 0.1
PROPORTIONAL_EVERY = 10


class Usage(msgspec.Struct, frozen=True):
    """What a run cost: seconds, processor seconds (all and the first process's own), peak bytes."""

    wall: float
    cpu: float
    own_cpu: float
    peak_memory: int
    peak_proportional: int
    processes: int


class Ended(msgspec.Struct, frozen=True):
    """How a program ended, what it cost and what it said."""

    exit_code: int
    usage: Usage
    log: Path

    @property
    def last_lines(self) -> str:
        """The end of what it said, to show where it failed."""
        return "\n".join(self.log.read_text(errors="replace").splitlines()[-12:])


class TreeWatch:
    """Samples a process and its descendants, and remembers the peaks."""

    def __init__(self, pid: int) -> None:
        self.own_cpu = 0.0
        self.peak_memory = 0
        self.peak_proportional = 0
        self.processes = 0
        self._first = psutil.Process(pid)
        self._samples = 0

    def sample(self) -> None:
        """Look once; processes that end meanwhile count for nothing."""
        tree = _tree(self._first)
        self.processes = max(self.processes, len(tree))
        self.peak_memory = max(self.peak_memory, sum(map(_resident, tree)))
        self.own_cpu = max(self.own_cpu, _processor(self._first))
        if self._samples % PROPORTIONAL_EVERY == 0:
            self.peak_proportional = max(self.peak_proportional, sum(map(_proportional, tree)))
        self._samples += 1


def measure(
    command: Sequence[str | Path], environment: Mapping[str, str], log: Path, folder: Path
) -> Ended:
    """Run `command` in `folder` to its end, its output going to `log` and `log`.out, watched."""
    cpu_before = _children_cpu()
    began = time.perf_counter()
    with log.open("wb") as errors, stdout_of(log).open("wb") as out:
        process = subprocess.Popen(
            command, env=dict(environment), cwd=folder, stdout=out, stderr=errors
        )
        watch = _watch_to_the_end(process)
    wall = time.perf_counter() - began
    usage = Usage(
        wall=wall,
        cpu=_children_cpu() - cpu_before,
        own_cpu=watch.own_cpu,
        peak_memory=watch.peak_memory,
        peak_proportional=watch.peak_proportional,
        processes=watch.processes,
    )
    return Ended(process.returncode, usage, log)


def stdout_of(log: Path) -> Path:
    """Where the standard output of the run with this `log` is kept."""
    return log.with_suffix(".out")


def _watch_to_the_end(process: subprocess.Popen[bytes]) -> TreeWatch:
    watch = TreeWatch(process.pid)
    try:
        while process.poll() is None:
            watch.sample()
            with suppress(subprocess.TimeoutExpired):
                process.wait(INTERVAL)
    finally:
        process.terminate()
        process.wait()
    return watch


def _tree(first: psutil.Process) -> list[psutil.Process]:
    try:
        return [first, *first.children(recursive=True)]
    except psutil.Error:
        return []


def _resident(process: psutil.Process) -> int:
    try:
        return int(process.memory_info().rss)
    except psutil.Error:
        return 0


def _proportional(process: psutil.Process) -> int:
    try:
        return int(getattr(process.memory_full_info(), "pss", 0))
    except psutil.Error:
        return 0


def _processor(process: psutil.Process) -> float:
    try:
        times = process.cpu_times()
    except psutil.Error:
        return 0.0
    return float(times.user + times.system)


def _children_cpu() -> float:
    spent = resource.getrusage(resource.RUSAGE_CHILDREN)
    return spent.ru_utime + spent.ru_stime
