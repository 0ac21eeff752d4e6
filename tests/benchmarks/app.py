"""The window: how soon it is there, what it holds, and whether it ever stops answering.

Each run is a process of its own (`python -m tests.benchmarks.app WHAT`), without a screen. A bare
window of PySide6 is started in turn with the app, so that both meet the same machine.
"""

from __future__ import annotations

import os
import subprocess
import sys
import tempfile
import time
from collections.abc import Callable
from pathlib import Path
from statistics import median

import msgspec

from engine import options, protocol
from engine.protocol import JobsListed, JobState, JobSummary, StageProgress
from tests.benchmarks.recordings import ROOT
from tests.benchmarks.report import Report, megabytes, spread

SLOWEST_START = 4.0
"""Times a bare window's start that the app's may take."""
MOST_MEMORY = 150_000_000
LONGEST_PAUSE = 0.05
JOBS = 1000
MESSAGES = 50
SECONDS = 10.0
COLUMNS = ("what", "is", "at most")


class Answer(msgspec.Struct, frozen=True):
    """What a run found of itself: bytes, seconds, and model libraries that it loaded."""

    memory: int = 0
    pauses: tuple[float, ...] = ()
    busy: tuple[float, ...] = ()
    libraries: tuple[str, ...] = ()


def measure_app(repeat: int) -> Report:
    """Starts in turn, memory and pauses with a full queue."""
    rounds = max(3, repeat)
    pairs = [(_start("bare"), _start("app")) for _ in range(rounds)]
    ratio = median(ours for _, ours in pairs) / median(bare for bare, _ in pairs)
    loaded = _ask("busy")
    longest = max(loaded.busy, default=0.0)
    return Report(
        title=f"The window, {JOBS} jobs, {MESSAGES} messages a second for {SECONDS:.0f} s",
        columns=COLUMNS,
        rows=(
            ("bare window, s to its first picture", spread(bare for bare, _ in pairs), "-"),
            ("app, s to its first picture", spread(ours for _, ours in pairs), "-"),
            ("app ÷ bare window", f"{ratio:.2f}", f"{SLOWEST_START:.0f}"),
            ("memory, MB", megabytes(loaded.memory), megabytes(MOST_MEMORY)),
            ("longest turn of the event loop, ms of work", _ms(longest), _ms(LONGEST_PAUSE)),
            ("longest turn, ms on the clock", _ms(max(loaded.pauses, default=0.0)), "-"),
            ("model libraries loaded", ", ".join(loaded.libraries) or "none", "none"),
        ),
        notes=("On the clock a turn also waits for whatever else the machine does.",),
        failures=tuple(_failures(ratio, loaded, longest)),
        figures={"starts": pairs, "busy": msgspec.to_builtins(loaded)},
    )


def _failures(ratio: float, loaded: Answer, longest: float) -> list[str]:
    found = []
    if ratio > SLOWEST_START:
        found.append(f"the app takes {ratio:.1f} times as long to start as a bare window")
    if loaded.memory > MOST_MEMORY:
        found.append(f"the app holds {megabytes(loaded.memory)} MB")
    if longest > LONGEST_PAUSE:
        found.append(f"the event loop was busy for {_ms(longest)} ms at once")
    if loaded.libraries:
        found.append(f"the app loads {', '.join(loaded.libraries)}")
    return found


def _ms(seconds: float) -> str:
    return f"{seconds * 1000:.1f}"


# --- runs -----------------------------------------------------------------------------------------


def _start(what: str) -> float:
    """Seconds from nothing to the first picture."""
    begun = time.monotonic()
    with _process(what) as process:
        assert process.stdout is not None
        process.stdout.readline()
        seconds = time.monotonic() - begun
        process.communicate()
    return seconds


def _ask(what: str) -> Answer:
    with _process(what) as process:
        out, _ = process.communicate()
    return msgspec.json.decode(out.splitlines()[-1], type=Answer)


def _process(what: str) -> subprocess.Popen[bytes]:
    folder = tempfile.mkdtemp(prefix="longtake-app-")
    environment = {**os.environ, "QT_QPA_PLATFORM": "offscreen", "LONGTAKE_HOME": folder}
    return subprocess.Popen(
        [sys.executable, "-m", "tests.benchmarks.app", what],
        stdout=subprocess.PIPE,
        stderr=subprocess.DEVNULL,
        cwd=ROOT,
        env=environment,
    )


# --- what the runs do -----------------------------------------------------------------------------


def bare() -> None:
    """The least that a window can be."""
    from PySide6.QtCore import QTimer
    from PySide6.QtWidgets import QApplication, QMainWindow

    qt = QApplication([])
    window = QMainWindow()
    window.resize(1120, 720)
    window.show()
    QTimer.singleShot(0, lambda: _tell_first_picture(window.grab, qt.quit))
    qt.exec()


def app() -> None:
    """The app as it starts."""
    from PySide6.QtCore import QTimer
    from PySide6.QtWidgets import QApplication

    from app.application import Application
    from app.front_door import FrontDoor

    qt = QApplication([])
    FrontDoor(options.home().root, qt).enter([])
    application = Application(qt)
    application.start()
    window = application.windows[0]
    QTimer.singleShot(0, lambda: _tell_first_picture(window.grab, qt.quit))
    qt.exec()


def busy() -> None:
    """The app with a full queue and an engine that tells a lot."""
    from PySide6.QtCore import QTimer
    from PySide6.QtWidgets import QApplication

    from app.application import Application
    from app.engine_client import EngineClient
    from app.front_door import FrontDoor

    qt = QApplication([])
    FrontDoor(options.home().root, qt).enter([])
    teller = [sys.executable, "-m", "tests.benchmarks.app", "engine"]
    client = EngineClient(Path(os.environ["LONGTAKE_HOME"]) / "log", teller)
    application = Application(qt, client=client)
    application.start()
    loop = Loop()
    application.queue.modelReset.connect(
        lambda: QTimer.singleShot(1000, lambda: _watch(application.windows[0], loop))
    )

    def leave() -> None:
        loop.end()  # first: quitting waits for the engine
        print(msgspec.json.encode(_answer(loop)).decode(), flush=True)
        qt.quit()

    QTimer.singleShot(round(SECONDS * 1000) + 5000, leave)
    qt.exec()


def _watch(window: object, loop: Loop) -> None:
    window.show_job("/jobs/0.longtake")  # type: ignore[attr-defined]
    loop.begin()


def engine() -> None:
    """An engine that has many jobs and tells of progress without end."""
    wire = os.fdopen(os.dup(1), "wb")
    from engine import __version__

    protocol.send(wire, protocol.EngineReady(__version__))
    protocol.send(wire, JobsListed(tuple(_summary(number) for number in range(JOBS))))
    done = 0.0
    while True:
        time.sleep(1 / MESSAGES)
        done += 0.5
        job = f"/jobs/{int(done * 2) % 4}.longtake"
        protocol.send(wire, StageProgress(job, "recognise", done, 9000.0, 500_000_000))


def _summary(number: int) -> JobSummary:
    state: JobState = "running" if number == 0 else "queued" if number < 300 else "completed"
    path = f"/jobs/{number}.longtake"
    return JobSummary(path, f"Film {number}", state, done=3, total=9, rank=float(number))


class Loop:
    """Watches the event loop: a timer that is due all the time sees how long each turn takes."""

    def __init__(self) -> None:
        from PySide6.QtCore import QTimer

        self.pauses: list[float] = []
        self.busy: list[float] = []
        self._timer = QTimer()
        self._timer.setInterval(1)
        self._timer.timeout.connect(self._tick)
        self._last = (0.0, 0.0)

    def begin(self) -> None:
        """From now on."""
        self._last = time.monotonic(), time.thread_time()
        self._timer.start()

    def end(self) -> None:
        """Until now."""
        self._timer.stop()

    def _tick(self) -> None:
        now = time.monotonic(), time.thread_time()
        self.pauses.append(now[0] - self._last[0])
        self.busy.append(now[1] - self._last[1])
        self._last = now


def _answer(loop: Loop) -> Answer:
    import psutil

    heavy = {"torch", "numpy", "av", "ctranslate2", "faster_whisper", "onnxruntime", "whisperx"}
    return Answer(
        memory=psutil.Process().memory_info().rss,
        pauses=tuple(sorted(loop.pauses)[-20:]),
        busy=tuple(sorted(loop.busy)[-20:]),
        libraries=tuple(sorted(heavy & set(sys.modules))),
    )


def _tell_first_picture(grab: Callable[[], object], leave: Callable[[], None]) -> None:
    grab()
    print("here", flush=True)
    leave()


if __name__ == "__main__":
    {"bare": bare, "app": app, "busy": busy, "engine": engine}[sys.argv[1]]()
