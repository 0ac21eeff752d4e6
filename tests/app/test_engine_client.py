from __future__ import annotations

import os
import subprocess
import sys
import time
from collections.abc import Callable, Iterator
from pathlib import Path

import psutil
import pytest
from PySide6.QtCore import QTimer
from pytestqt.qtbot import QtBot

from app.engine_client import EngineClient, Patience, RestartPolicy
from engine import programs
from engine.options import Home
from engine.protocol import JobEnded, JobsListed, ListJobs, Submit
from tests import engines

ROOT = Path(__file__).parents[2]
QUICK = Patience(start=20.0, ping=0.1, misses=3)
Maker = Callable[..., EngineClient]


@pytest.fixture
def note(tmp_path: Path) -> Path:
    return tmp_path / "starts"


@pytest.fixture
def client_of(qtbot: QtBot, tmp_path: Path, note: Path) -> Iterator[Maker]:
    made: list[EngineClient] = []

    def make(manner: str, patience: Patience | None = None) -> EngineClient:
        client = EngineClient(
            tmp_path / "engine.log", engines.command(manner, note), RestartPolicy(), patience
        )
        made.append(client)
        return client

    yield make
    for client in made:
        client.stop()


def starts(note: Path) -> list[list[int]]:
    """The process and session of every engine that came so far as to write it down."""
    if not note.exists():
        return []
    return [[int(word) for word in line.split()] for line in note.read_text().splitlines()]


def is_gone(pid: int) -> bool:
    return not psutil.pid_exists(pid) or psutil.Process(pid).status() == psutil.STATUS_ZOMBIE


# --- the policy -----------------------------------------------------------------------------------


def test_three_crashes_in_five_minutes_are_too_many() -> None:
    now = [0.0]
    policy = RestartPolicy(limit=3, seconds=300, clock=lambda: now[0])
    assert policy.may_restart()
    now[0] = 100.0
    assert policy.may_restart()
    now[0] = 299.0
    assert not policy.may_restart()


def test_crashes_of_long_ago_do_not_count() -> None:
    now = [0.0]
    policy = RestartPolicy(limit=3, seconds=300, clock=lambda: now[0])
    for _ in range(10):
        assert policy.may_restart()
        now[0] += 151.0


def test_whoever_asks_for_another_try_gets_all_of_them() -> None:
    policy = RestartPolicy(limit=2, clock=lambda: 0.0)
    assert policy.may_restart()
    assert not policy.may_restart()
    policy.forget()
    assert policy.may_restart()


# --- a good engine --------------------------------------------------------------------------------


def test_an_engine_starts_and_answers(qtbot: QtBot, client_of: Maker) -> None:
    client = client_of("obliging")
    with qtbot.waitSignal(client.ready, timeout=20_000):
        client.start()
    assert client.state == "ready"
    with qtbot.waitSignal(client.event_received, timeout=20_000) as heard:
        client.send(ListJobs())
    assert heard.args == [JobsListed(())]


def test_an_engine_leads_a_session_of_its_own(qtbot: QtBot, client_of: Maker, note: Path) -> None:
    client = client_of("obliging")
    with qtbot.waitSignal(client.ready, timeout=20_000):
        client.start()
    pid, session = starts(note)[0]
    assert pid == session == client.pid
    assert session != os.getsid(0)


def test_stopping_ends_the_engine(qtbot: QtBot, client_of: Maker, note: Path) -> None:
    client = client_of("obliging")
    with qtbot.waitSignal(client.ready, timeout=20_000):
        client.start()
    client.stop()
    assert client.state == "stopped"
    assert is_gone(starts(note)[0][0])


def test_an_engine_that_does_not_go_is_killed(
    qtbot: QtBot, client_of: Maker, note: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("app.engine_client.GOODBYE_MS", 200)
    client = client_of("deaf")
    with qtbot.waitSignal(client.ready, timeout=20_000):
        client.start()
    client.stop()
    assert is_gone(starts(note)[0][0])


def test_starting_twice_starts_one(qtbot: QtBot, client_of: Maker, note: Path) -> None:
    client = client_of("obliging")
    with qtbot.waitSignal(client.ready, timeout=20_000):
        client.start()
        client.start()
    assert len(starts(note)) == 1


def test_an_engine_is_found_from_any_folder(
    qtbot: QtBot, tmp_path: Path, home: Home, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.chdir(tmp_path)
    client = EngineClient(tmp_path / "log", programs.command("engine"))
    with qtbot.waitSignal(client.ready, timeout=30_000):
        client.start()
    client.stop()


# --- engines that are not -------------------------------------------------------------------------


def test_an_engine_that_crashes_is_replaced(qtbot: QtBot, client_of: Maker, note: Path) -> None:
    client = client_of("crashing")
    with qtbot.waitSignal(client.ready, timeout=20_000):
        client.start()
    with qtbot.waitSignal(client.ready, timeout=20_000):
        client.send(Submit("film"))
    assert len(starts(note)) == 2
    assert client.state == "ready"


def test_after_three_crashes_the_user_is_told_with_the_end_of_the_log(
    qtbot: QtBot, client_of: Maker, note: Path
) -> None:
    client = client_of("crashing")
    client.ready.connect(lambda: client.send(Submit("film")))
    with qtbot.waitSignal(client.gave_up, timeout=30_000) as told:
        client.start()
    (problem,) = told.args
    assert "the last words of the engine" in problem.details
    assert client.state == "given-up"
    assert len(starts(note)) == 3


def test_after_giving_up_another_start_is_another_try(
    qtbot: QtBot, client_of: Maker, note: Path
) -> None:
    client = client_of("dead")
    with qtbot.waitSignal(client.gave_up, timeout=30_000):
        client.start()
    with qtbot.waitSignal(client.gave_up, timeout=30_000):
        client.start()
    assert len(starts(note)) == 6


def test_an_engine_that_never_greets_is_not_waited_for(
    qtbot: QtBot, client_of: Maker, note: Path
) -> None:
    client = client_of("mute", Patience(start=0.5))
    with qtbot.waitSignal(client.gave_up, timeout=30_000) as told:
        client.start()
    assert "did not start" in told.args[0].message
    assert all(is_gone(pid) for pid, _ in starts(note))


def test_an_engine_that_hangs_is_noticed_and_replaced(
    qtbot: QtBot, client_of: Maker, note: Path
) -> None:
    client = client_of("deaf", QUICK)
    with qtbot.waitSignals([client.ready, client.ready], timeout=30_000):
        client.start()
    assert is_gone(starts(note)[0][0])


BUSY = """
import sys
from engine import protocol
from engine.protocol import EngineReady, JobRemoved
wire = sys.stdout.buffer
protocol.send(wire, EngineReady("1"))
for line in sys.stdin.buffer:
    if b'"ping"' in line:
        protocol.send(wire, JobRemoved("a", ""))
"""


def test_an_engine_that_has_too_much_to_tell_to_answer_lives(qtbot: QtBot, tmp_path: Path) -> None:
    command = [sys.executable, "-c", BUSY]
    client = EngineClient(tmp_path / "log", command, RestartPolicy(), QUICK)
    heard: list[object] = []
    client.event_received.connect(heard.append)
    with qtbot.waitSignal(client.ready, timeout=30_000):
        client.start()
    first = client.pid
    qtbot.waitUntil(lambda: len(heard) > 3 * QUICK.misses, timeout=30_000)
    assert client.pid == first
    client.stop()


def test_an_engine_that_dies_slowly_is_killed_once(
    qtbot: QtBot, client_of: Maker, note: Path
) -> None:
    client = client_of("obliging", Patience(ping=60.0, misses=0))
    with qtbot.waitSignal(client.ready, timeout=30_000):
        client.start()
    first = client.pid
    with qtbot.waitSignal(client.ready, timeout=30_000):
        client._ping()
        client._ping()  # its end has not been seen yet
        assert client.pid == first
    assert is_gone(first)


@pytest.mark.parametrize("manner", ["babbling", "endless"])
def test_an_engine_that_speaks_nonsense_is_replaced(
    qtbot: QtBot, client_of: Maker, note: Path, manner: str
) -> None:
    client = client_of(manner)
    with qtbot.waitSignal(client.ready, timeout=20_000):
        client.start()
    with qtbot.waitSignal(client.ready, timeout=60_000):
        client.send(Submit("film"))
    assert is_gone(starts(note)[0][0])


def test_a_flood_does_not_hold_up_the_window(qtbot: QtBot, client_of: Maker) -> None:
    client = client_of("flooding")
    heard: list[object] = []
    ticks: list[float] = []
    client.event_received.connect(heard.append)
    with qtbot.waitSignal(client.ready, timeout=20_000):
        client.start()
    timer = QTimer()
    timer.timeout.connect(lambda: ticks.append(time.monotonic()))
    timer.start(10)
    client.send(Submit("film"))
    qtbot.waitUntil(lambda: len(heard) > 3000 and len(ticks) > 20, timeout=60_000)
    timer.stop()


def test_an_engine_of_another_version_is_not_tried_again(
    qtbot: QtBot, client_of: Maker, note: Path
) -> None:
    client = client_of("older")
    with qtbot.waitSignal(client.gave_up, timeout=20_000) as told:
        client.start()
    assert "99" in told.args[0].message
    assert len(starts(note)) == 1
    assert is_gone(starts(note)[0][0])


def test_an_engine_that_cannot_be_started_is_told_of(qtbot: QtBot, tmp_path: Path) -> None:
    client = EngineClient(tmp_path / "log", [str(tmp_path / "no-such-program")])
    with qtbot.waitSignal(client.gave_up, timeout=20_000):
        client.start()
    assert client.state == "given-up"


def test_what_is_said_to_nobody_breaks_nothing(client_of: Maker) -> None:
    client_of("obliging").send(ListJobs())


# --- orphans --------------------------------------------------------------------------------------

APP = """
import sys
from pathlib import Path
from PySide6.QtCore import QCoreApplication
from app.engine_client import EngineClient
qt = QCoreApplication([])
client = EngineClient(Path(sys.argv[1]))
client.ready.connect(lambda: print(client.pid, flush=True))
client.start()
qt.exec()
"""


def test_when_the_app_is_killed_its_engine_goes_too(home: Home, tmp_path: Path) -> None:
    app = subprocess.Popen(
        [sys.executable, "-c", APP, str(tmp_path / "log")],
        stdout=subprocess.PIPE,
        cwd=ROOT,
        env={**os.environ, "PYTHONPATH": str(ROOT)},
    )
    assert app.stdout is not None
    engine = psutil.Process(int(app.stdout.readline()))
    app.kill()
    app.wait()
    app.stdout.close()
    assert psutil.wait_procs([engine], timeout=20)[1] == []


def test_a_job_is_done_by_the_engine_that_is_asked(qtbot: QtBot, client_of: Maker) -> None:
    client = client_of("obliging")
    heard: list[object] = []
    client.event_received.connect(heard.append)
    with qtbot.waitSignal(client.ready, timeout=20_000):
        client.start()
    client.send(Submit("/a/film.mp4"))
    qtbot.waitUntil(lambda: any(isinstance(event, JobEnded) for event in heard), timeout=20_000)
