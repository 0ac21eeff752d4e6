from __future__ import annotations

import logging
import os
import shutil
import socket
import subprocess
import sys
import threading
from collections.abc import Iterator
from pathlib import Path

import pytest

from engine import power
from engine.options import Options
from engine.power import Awake, Limits, Readings, kept_awake, reason_to_pause

LIMITS = Limits(battery=15, memory=95)


@pytest.mark.parametrize(
    "readings",
    [
        Readings(),
        Readings(battery=15, is_plugged=False, memory=95),
        Readings(battery=3, is_plugged=True, memory=20),
        Readings(battery=None, is_plugged=False, memory=None),
    ],
)
def test_a_machine_that_is_well_or_says_nothing_gives_no_reason(readings: Readings) -> None:
    assert reason_to_pause(readings, LIMITS) is None


@pytest.mark.parametrize(
    ("readings", "words"),
    [
        (Readings(battery=14.4, is_plugged=False), "The battery is at 14 %"),
        (Readings(memory=96.2), "96 % of this machine's memory"),
        (Readings(battery=1, is_plugged=False, memory=99), "The battery"),
    ],
)
def test_a_reason_is_told_in_plain_words(readings: Readings, words: str) -> None:
    reason = reason_to_pause(readings, LIMITS)
    assert reason is not None
    assert words in reason


def test_a_limit_of_nought_never_pauses() -> None:
    spent = Readings(battery=0, is_plugged=False, memory=100)
    assert reason_to_pause(spent, Limits(0, 0)) is None


def test_what_made_a_job_pause_must_become_clearly_better_and_nothing_else() -> None:
    on_battery = Readings(battery=10, is_plugged=False, memory=94)
    strained = LIMITS.strained(on_battery)
    assert reason_to_pause(Readings(battery=19, is_plugged=False), strained) is not None
    assert reason_to_pause(Readings(battery=20, is_plugged=False), strained) is None
    assert reason_to_pause(Readings(battery=19, is_plugged=True), strained) is None
    assert reason_to_pause(Readings(memory=94), strained) is None
    short = LIMITS.strained(Readings(memory=97))
    assert reason_to_pause(Readings(memory=91), short) is not None
    assert reason_to_pause(Readings(battery=16, is_plugged=False, memory=90), short) is None


def test_the_limits_are_what_the_user_chose() -> None:
    assert Limits.of(Options()) == LIMITS
    assert Limits.of(Options(pause_below_battery=40, pause_above_memory=0)) == Limits(40, 0)


def test_this_machine_can_be_read() -> None:
    readings = power.read()
    assert readings.memory is not None
    assert 0 < readings.memory <= 100
    assert readings.battery is None or 0 <= readings.battery <= 100


# --- keeping awake ----------------------------------------------------------------------------


class Heard(logging.Handler):
    """Waits for what the thread that keeps awake says of it."""

    def __init__(self) -> None:
        super().__init__()
        self.message = ""
        self.spoken = threading.Event()

    def emit(self, record: logging.LogRecord) -> None:
        self.message = record.getMessage()
        self.spoken.set()

    def wait(self) -> str:
        assert self.spoken.wait(30)
        self.spoken.clear()
        return self.message


@pytest.fixture
def heard() -> Iterator[Heard]:
    handler, log = Heard(), logging.getLogger("engine.power")
    level = log.level
    log.setLevel(logging.INFO)
    log.addHandler(handler)
    yield handler
    log.removeHandler(handler)
    log.setLevel(level)


def test_the_machine_is_kept_awake_from_hold_to_release(
    monkeypatch: pytest.MonkeyPatch, heard: Heard
) -> None:
    import wakepy

    monkeypatch.setenv("WAKEPY_FAKE_SUCCESS", "1")
    with kept_awake() as awake:
        assert "kept awake" in heard.wait()
        assert wakepy.modecount() == 1
        awake.hold()  # twice is the same as once
        awake.release()
        assert wakepy.modecount() == 0
        awake.hold()
        heard.wait()
        assert wakepy.modecount() == 1
    assert wakepy.modecount() == 0


def test_a_machine_without_a_message_bus_lets_the_job_run_and_says_why_in_the_log(
    monkeypatch: pytest.MonkeyPatch, heard: Heard, tmp_path: Path, capfd: pytest.CaptureFixture[str]
) -> None:
    monkeypatch.setenv("DBUS_SESSION_BUS_ADDRESS", f"unix:path={tmp_path}/nobody")
    monkeypatch.setenv("WAKEPY_FORCE_FAILURE", "1")
    with kept_awake():
        assert "not kept awake" in heard.wait()
    assert capfd.readouterr() == ("", "")


def test_who_does_not_wish_it_is_not_kept_awake() -> None:
    before = threading.active_count()
    with kept_awake(is_wished=False):
        assert threading.active_count() == before


def test_a_hold_that_was_never_taken_can_be_released() -> None:
    Awake().release()


@pytest.mark.skipif(sys.platform != "linux", reason="only Linux asks a message bus")
def test_a_message_bus_that_never_answers_does_not_hold_up_the_job(tmp_path: Path) -> None:
    code = (
        "from engine import power; power._GOODBYE_SECONDS = 0.1\n"
        "with power.kept_awake(): print('at work')\n"
        "print('done')"
    )
    with socket.socket(socket.AF_UNIX) as bus:
        bus.bind(str(tmp_path / "bus"))
        bus.listen()
        environ = {**os.environ, "DBUS_SESSION_BUS_ADDRESS": f"unix:path={tmp_path}/bus"}
        run = subprocess.run(
            [sys.executable, "-c", code], env=environ, capture_output=True, text=True, check=True
        )
    assert (run.stdout, run.stderr) == ("at work\ndone\n", "")


@pytest.fixture
def message_bus(monkeypatch: pytest.MonkeyPatch) -> Iterator[None]:
    """A real session bus of the test's own."""
    program = shutil.which("dbus-daemon")
    if program is None:
        pytest.skip("needs dbus-daemon")
    command = [program, "--session", "--nofork", "--print-address=1"]
    with subprocess.Popen(command, stdout=subprocess.PIPE, text=True) as bus:
        assert bus.stdout is not None
        monkeypatch.setenv("DBUS_SESSION_BUS_ADDRESS", bus.stdout.readline().strip())
        yield
        bus.terminate()


def desktop(calls: list[str], is_ready: threading.Event) -> None:
    """Answers on the bus as a desktop does, until it was told to let the machine sleep."""
    from jeepney import DBusAddress, HeaderFields, new_method_call, new_method_return
    from jeepney.io.blocking import open_dbus_connection

    name = "org.freedesktop.PowerManagement"
    with open_dbus_connection(bus="SESSION") as connection:
        daemon = DBusAddress("/org/freedesktop/DBus", "org.freedesktop.DBus")
        daemon = daemon.with_interface("org.freedesktop.DBus")
        connection.send_and_get_reply(new_method_call(daemon, "RequestName", "su", (name, 0)))
        is_ready.set()
        while "UnInhibit" not in calls:
            message = connection.receive()
            member = message.header.fields.get(HeaderFields.member, "")
            calls.append(member)  # before the answer, after which nobody waits for this thread
            if member == "Inhibit":
                connection.send(new_method_return(message, "u", (7,)))
            elif member == "UnInhibit":
                connection.send(new_method_return(message))


@pytest.mark.skipif(sys.platform != "linux", reason="only Linux asks a message bus")
def test_a_desktop_is_asked_to_stay_awake_and_told_when_it_may_sleep(
    message_bus: None, heard: Heard
) -> None:
    calls, is_ready = list[str](), threading.Event()
    thread = threading.Thread(target=desktop, args=(calls, is_ready), daemon=True)
    thread.start()
    assert is_ready.wait(30)
    with kept_awake():
        assert "kept awake by org.freedesktop.PowerManagement" in heard.wait()
        assert "Inhibit" in calls
        assert "UnInhibit" not in calls
    thread.join(30)
    assert calls[-1] == "UnInhibit"


def test_the_engine_does_not_load_what_keeps_awake_before_a_job_runs() -> None:
    code = "import sys, engine.service, engine.cli; print('wakepy' in sys.modules)"
    run = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=True)
    assert run.stdout == "False\n"
