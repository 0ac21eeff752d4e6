"""How quickly the editor answers with a film of three hours: a generated one, on the real widgets.

The film has 25 000 words, 4 000 segments and 8 speakers. Each round is a process of its own, in
which every step is timed from the key or the call to the end of the painting that shows it.
"""

from __future__ import annotations

import json
import os
import subprocess
import sys
import time
from collections.abc import Callable, Sequence
from functools import partial
from pathlib import Path
from statistics import median
from typing import Any

from tests.app.editor import talks
from tests.benchmarks.report import Report

LIMITS = {
    "open to first paint": 300.0,
    "a keystroke": 16.0,
    "a keystroke with all panels": 16.0,
    "rename a speaker": 100.0,
    "merge two speakers": 100.0,
    "replace everywhere": 100.0,
    "undo that": 100.0,
    "search": 50.0,
    "scroll by a wheel's notch": 16.7,
    "jump anywhere": 33.0,
    "follow the playing word": 16.7,
}
"""Milliseconds at the median; nothing may take over `LONGEST_PAUSE` at its worst but what may."""
LONGEST_PAUSE = 33.0
MOVING = ("scroll by a wheel's notch", "follow the playing word")
MEMORY = 250.0
COLUMNS = ("step", "median ms", "worst ms", "processor ms", "at worst", "times", "may take")
Step = tuple[float, float]
"""Milliseconds by the clock, and of the processor's time."""


def measure_editor(folder: Path, rounds: int = 1) -> Report:
    """Open the film and work on it, in so many processes; the median round is shown."""
    folder.mkdir(parents=True, exist_ok=True)
    path = talks.document(folder, talks.film(), "three hours")
    found = [_round(path, folder / f"{number}.longtake") for number in range(max(rounds, 1))]
    steps = {name: [each["steps"][name] for each in found] for name in LIMITS}
    memory = median(each["memory"] for each in found)
    return Report(
        title="The editor on a film of three hours: 25 000 words, 4 000 segments, 8 speakers",
        columns=COLUMNS,
        rows=tuple(_row(name, runs) for name, runs in steps.items()),
        notes=(
            f"memory: {memory:.0f} MB of {MEMORY:.0f} MB; Qt without a screen; processor ms, of"
            " writing to the disk too, are what a step takes where nothing else runs",
        ),
        failures=tuple(_failures(steps, memory)),
        figures={"steps": steps, "memory": memory},
    )


def _round(source: Path, copy: Path) -> dict[str, Any]:
    copy.write_bytes(source.read_bytes())
    here = Path(__file__).parents[2]
    environment = {**os.environ, "QT_QPA_PLATFORM": "offscreen", "PYTHONPATH": str(here)}
    command = [sys.executable, "-m", "tests.benchmarks.editor", str(copy)]
    ended = subprocess.run(
        command, env=environment, cwd=here, stdout=subprocess.PIPE, check=True, timeout=300
    )
    told: dict[str, Any] = json.loads(ended.stdout)
    return told


def _row(name: str, runs: Sequence[Sequence[Step]]) -> tuple[str, ...]:
    busy = median(median(step[1] for step in run) for run in runs)
    busiest = median(max(step[1] for step in run) for run in runs)
    figures = (_middle(runs), _worst(runs), busy, busiest)
    return name, *(f"{each:.1f}" for each in figures), str(len(runs[0])), f"{LIMITS[name]:.0f}"


def _middle(runs: Sequence[Sequence[Step]]) -> float:
    return median(median(step[0] for step in run) for run in runs)


def _worst(runs: Sequence[Sequence[Step]]) -> float:
    return median(max(step[0] for step in run) for run in runs)


def _failures(steps: dict[str, list[list[Step]]], memory: float) -> list[str]:
    slow = [
        f"{name} takes {middle:.1f} ms, more than {LIMITS[name]:.0f}"
        for name, runs in steps.items()
        if (middle := _middle(runs)) > LIMITS[name]
    ]
    paused = [
        f"{name} paused for {worst:.1f} ms"
        for name in MOVING
        if (worst := _worst(steps[name])) > LONGEST_PAUSE
    ]
    fat = [f"{memory:.0f} MB are more than {MEMORY:.0f}"] if memory > MEMORY else []
    return [*slow, *paused, *fat]


# --- in the child ---------------------------------------------------------------------------------


def _work(path: Path) -> dict[str, Any]:
    from PySide6.QtWidgets import QApplication

    from app import theme
    from app.collector import Collector

    application = QApplication([])
    theme.apply(application)
    collector = Collector()
    bench = _Bench(application, path)
    steps = {
        "open to first paint": [bench.opened],
        "a keystroke": bench.type(),
        "rename a speaker": bench.rename(),
        "search": bench.search(),
        "replace everywhere": bench.replace(),
        "merge two speakers": bench.merge(),
        "undo that": bench.undo(),
        "scroll by a wheel's notch": bench.scroll(),
        "jump anywhere": bench.jump(),
        "follow the playing word": bench.follow(),
    }
    memory = _memory()
    steps["a keystroke with all panels"] = bench.type_beside_panels()
    bench.document.close()
    collector.stop()
    return {"steps": steps, "memory": memory}


class _Bench:
    """An open editor, and a stopwatch."""

    def __init__(self, application: Any, path: Path) -> None:
        from PySide6.QtCore import QEventLoop

        from app.editor.transcript_document import TranscriptDocument
        from app.editor.transcript_view import TranscriptView

        self._application = application
        began = _now()
        self.document = TranscriptDocument(path)
        waiting = QEventLoop()
        self.document.opened.connect(waiting.quit)
        self.document.open()
        waiting.exec()
        self.view = TranscriptView(self.document)
        self.view.resize(1000, 760)
        self.view.show()
        self.view.viewport().repaint()
        self.opened = _since(began)
        self.view.setFocus()
        self._settle()

    def type(self) -> list[Step]:
        """Keys at three places of the film."""
        from PySide6.QtTest import QTest

        from app.editor.pen import Place

        found = []
        for share in (0.0, 0.5, 0.98):
            row = round(share * len(self.document.segments))
            self.view.pen.go(Place(row, 3))
            self.view.go_to(self.document.segments[row].id, 3, 3)
            self._settle()
            for key in "changed words ":
                found.append(self._timed(partial(QTest.keyClicks, self.view, key)))
        return found

    def type_beside_panels(self) -> list[Step]:
        """Keys in a page with speakers, timeline and player around the text."""
        from PySide6.QtTest import QTest

        from app.editor.editor_page import EditorPage
        from app.editor.workbench import Workbench
        from app.settings import SettingsStore
        from tests.app.editor.silent_sound import SilentSound

        page = EditorPage(self.document, SettingsStore(self.document.path.with_suffix(".toml")))
        bench = Workbench(page, True, SilentSound())
        page.resize(1300, 800)
        page.show()
        page.view.go_to(self.document.segments[2000].id, 3, 3)
        page.view.setFocus()
        self._settle()
        found = [
            self._timed(partial(QTest.keyClicks, page.view, key))
            for key in "changed words once more "
        ]
        bench.close()
        return found

    def rename(self) -> list[Step]:
        """A speaker gets another name."""
        from engine.edits import RenameSpeaker

        names = ("Anna", "Bea", "Anneli")
        return [
            self._timed(partial(self.document.do, RenameSpeaker("SPEAKER_00", name)))
            for name in names
        ]

    def search(self) -> list[Step]:
        """Every "the" is found."""
        from engine.edits import ReplaceEverywhere

        wanted = ReplaceEverywhere("the", "", match_case=False)
        return [self._timed(lambda: wanted.matches(self.document.transcript)) for _ in range(5)]

    def replace(self) -> list[Step]:
        """Every "the" is another word."""
        from engine.edits import ReplaceEverywhere

        pairs = (("the", "that"), ("that", "this"), ("this", "the"))
        return [
            self._timed(partial(self.document.do, ReplaceEverywhere(old, new)))
            for old, new in pairs
        ]

    def merge(self) -> list[Step]:
        """Two speakers are one."""
        from engine.edits import MergeSpeakers

        pairs = [(f"SPEAKER_0{n}", f"SPEAKER_0{n + 1}") for n in (1, 3, 5)]
        return [self._timed(partial(self.document.do, MergeSpeakers(p, p[1]))) for p in pairs]

    def undo(self) -> list[Step]:
        """The merges and replacements are taken back."""
        return [self._timed(self.document.undo) for _ in range(6)]

    def scroll(self) -> list[Step]:
        """Down the film, a notch a frame."""
        bar = self.view.verticalScrollBar()
        bar.setValue(bar.maximum() // 3)
        return [self._timed(lambda: bar.setValue(bar.value() + 72)) for _ in range(240)]

    def jump(self) -> list[Step]:
        """To a page that was never seen."""
        bar = self.view.verticalScrollBar()
        places = [bar.maximum() * n // 17 for n in range(17)]
        return [self._timed(partial(bar.setValue, place)) for place in places]

    def follow(self) -> list[Step]:
        """A minute is played, seen sixty times a second but ten times as fast."""
        self.view.jump_to_playing()
        start = self.document.segments[2000].start
        return [self._timed(partial(self.view.set_playing, start + n / 6)) for n in range(360)]

    def _timed(self, step: Callable[[], object]) -> Step:
        """How long until the step shows."""
        began = _now()
        step()
        self._application.processEvents()
        return _since(began)

    def _settle(self) -> None:
        until = time.monotonic() + 1.0
        while time.monotonic() < until:
            self._application.processEvents()
            time.sleep(0.005)


def _now() -> Step:
    return time.perf_counter(), time.process_time()


def _since(began: Step) -> Step:
    now = _now()
    return (now[0] - began[0]) * 1000, (now[1] - began[1]) * 1000


def _memory() -> float:
    import psutil

    return float(psutil.Process().memory_info().rss / 1e6)


if __name__ == "__main__":
    print(json.dumps(_work(Path(sys.argv[1]))))
