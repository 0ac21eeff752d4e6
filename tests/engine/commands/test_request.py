from __future__ import annotations

import subprocess
import sys

import pytest

from engine import protocol
from engine.options import Home
from engine.protocol import AnyEvent, EngineFailed, EngineReady, JobsListed, ListJobs, Ping, Pong
from tests.commands import longtake
from tests.conftest import ROOT

pytestmark = pytest.mark.usefixtures("home")


def kinds(out: str) -> list[type]:
    return [type(protocol.decode(line.encode(), AnyEvent)) for line in out.splitlines()]


def test_messages_on_the_command_line_are_answered() -> None:
    run = longtake("request", '{"type": "ping"}', '{"type": "listjobs"}', check=0)
    assert sorted(kinds(run.stdout), key=str) == sorted([EngineReady, Pong, JobsListed], key=str)


def test_messages_on_standard_input_are_answered(home: Home) -> None:
    lines = protocol.encode(Ping()) + protocol.encode(ListJobs())
    run = subprocess.run(
        [sys.executable, "-m", "engine.cli", "request"],
        input=lines,
        capture_output=True,
        check=True,
        cwd=ROOT,
    )
    assert set(kinds(run.stdout.decode())) == {EngineReady, Pong, JobsListed}


def test_what_is_no_message_is_told_and_the_rest_is_done() -> None:
    run = longtake("request", "nonsense", '{"type": "ping"}', check=0)
    assert {EngineFailed, Pong} <= set(kinds(run.stdout))


def test_nothing_but_messages_is_on_standard_output() -> None:
    run = longtake("request", check=0)
    assert kinds(run.stdout) == [EngineReady]
