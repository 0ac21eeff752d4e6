"""The app as a program: `python -m app`."""

from __future__ import annotations

import os
import signal
import subprocess
import sys
from pathlib import Path

import psutil
import pytest

from app.__main__ import main
from engine import protocol
from engine.options import Home
from engine.protocol import AnyEvent, EngineReady
from tests.conftest import ROOT


def started(*arguments: str, home: Home) -> subprocess.Popen[bytes]:
    return subprocess.Popen(
        [sys.executable, "-m", "app", *arguments],
        stdin=subprocess.PIPE,
        stdout=subprocess.PIPE,
        stderr=subprocess.DEVNULL,
        cwd=ROOT,
        env={**os.environ, "QT_QPA_PLATFORM": "offscreen", "LONGTAKE_HOME": str(home.root)},
    )


def end(process: subprocess.Popen[bytes]) -> None:
    process.kill()
    process.communicate()


def test_a_frozen_app_is_its_own_engine(home: Home) -> None:
    process = started("--engine", home=home)
    assert process.stdout is not None
    assert isinstance(protocol.decode(process.stdout.readline(), AnyEvent), EngineReady)
    out, _ = process.communicate()
    assert process.returncode == 0
    assert out == b""


def test_a_frozen_app_is_its_own_worker(home: Home) -> None:
    process = started("--worker", home=home)
    assert process.stdout is not None
    assert b'"ready"' in process.stdout.readline()
    process.communicate()
    assert process.returncode == 0


def test_a_second_start_ends_at_once_and_leaves_the_first_one_running(home: Home) -> None:
    first = started(home=home)
    while not psutil.Process(first.pid).children():
        assert first.poll() is None
    second = started(str(home.root), home=home)
    second.communicate(timeout=120)
    assert second.returncode == 0
    assert first.poll() is None
    end(first)


@pytest.mark.parametrize("number", [signal.SIGKILL, signal.SIGTERM])
def test_an_app_that_is_killed_leaves_no_engine_behind(home: Home, number: int) -> None:
    process = started(home=home)
    app = psutil.Process(process.pid)
    while not (children := app.children(recursive=True)):
        assert process.poll() is None
    os.kill(process.pid, number)
    process.communicate()
    assert psutil.wait_procs(children, timeout=30)[1] == []


def test_engine_and_worker_are_asked_for_by_the_first_word_only(
    monkeypatch: pytest.MonkeyPatch, tmp_path: Path
) -> None:
    given: list[list[str]] = []
    monkeypatch.setattr("app.__main__._run_app", lambda paths: given.append(list(paths)) or 0)
    assert main([str(tmp_path), "--engine"]) == 0
    assert given == [[str(tmp_path), "--engine"]]
