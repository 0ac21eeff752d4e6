"""The worker process itself: how it answers, and how it ends when its work stands still."""

from __future__ import annotations

import os
import signal
import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path

import pytest

from engine import protocol
from engine.protocol import AnyReply, Failed, Finished, Prepare, Ready
from engine.worker.__main__ import DeadMansSwitch
from tests.fakes import ROOT_OF_TESTS


@pytest.fixture
def process(tmp_path: Path) -> Iterator[subprocess.Popen[bytes]]:
    with (tmp_path / "worker.log").open("wb") as log:
        process = subprocess.Popen(
            [sys.executable, "-m", "engine.worker"],
            stdin=subprocess.PIPE,
            stdout=subprocess.PIPE,
            stderr=log,
            env={**os.environ, "LONGTAKE_PARENT": str(os.getpid())},
            cwd=ROOT_OF_TESTS,
        )
    yield process
    process.kill()
    process.wait()
    for pipe in (process.stdin, process.stdout):
        assert pipe is not None
        pipe.close()


def hear(process: subprocess.Popen[bytes]) -> AnyReply:
    assert process.stdout is not None
    reply: AnyReply = protocol.decode(process.stdout.readline(), AnyReply)
    return reply


def test_a_problem_is_answered_and_the_worker_stays(
    process: subprocess.Popen[bytes], tmp_path: Path
) -> None:
    assert isinstance(hear(process), Ready)
    assert process.stdin is not None
    for _ in range(2):
        request = Prepare(
            str(tmp_path / "none.wav"), str(tmp_path / "c"), -1, "silero", patience=60
        )
        protocol.send(process.stdin, request)
        reply = hear(process)
        assert isinstance(reply, Failed)
        assert reply.problem.code == "media-missing"
        assert reply.chunk is None


def test_a_worker_that_is_asked_shows_its_stacks_and_goes_on(
    process: subprocess.Popen[bytes], tmp_path: Path
) -> None:
    assert isinstance(hear(process), Ready)
    process.send_signal(signal.SIGUSR1)
    assert process.stdin is not None
    process.stdin.close()
    assert process.wait(timeout=60) == 0
    assert "most recent call first" in (tmp_path / "worker.log").read_text()


_STANDING_STILL = """
from engine.protocol import Began, Progress
from engine.worker.__main__ import DeadMansSwitch
from tests.fakes import hang_with_the_gil
switch = DeadMansSwitch()
switch.arm(0.5)
switch.notice(Progress("recognise", 1.0, 9.0))
switch.notice(Progress("recognise", 1.0, 9.0))
switch.notice(Began(3))
hang_with_the_gil()
"""


def test_a_worker_whose_work_stands_still_ends_itself_even_where_it_keeps_the_gil() -> None:
    run = subprocess.run(
        [sys.executable, "-c", _STANDING_STILL], capture_output=True, timeout=60, cwd=ROOT_OF_TESTS
    )
    assert run.returncode == 1
    assert b"hang_with_the_gil" in run.stderr


def test_a_worker_that_has_done_its_work_may_rest() -> None:
    switch = DeadMansSwitch()
    switch.arm(0.2)
    switch.notice(Finished())
    switch.disarm()
    subprocess.run([sys.executable, "-c", "import time; time.sleep(0.6)"], check=True)


def test_without_patience_nothing_is_armed() -> None:
    switch = DeadMansSwitch()
    switch.arm(0.0)
    switch.disarm()
