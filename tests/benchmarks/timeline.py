"""How quickly the timeline paints a film of three hours at any zoom, on a screen of fine pixels.

Each step is timed from the call to the end of the painting that shows it, by the processor's time:
what it takes where nothing else runs.
"""

from __future__ import annotations

import json
import os
import random
import subprocess
import sys
import time
from collections.abc import Callable
from pathlib import Path
from statistics import median
from typing import TYPE_CHECKING, Any

from tests.app.editor import talks
from tests.benchmarks.report import Report

if TYPE_CHECKING:
    from app.editor.timeline import Timeline

MAY_TAKE = 8.0
"""Milliseconds of the processor that any painting may take, in the median."""
WIDTH = 1400
SPANS = {
    "the whole film": 1e6,
    "an hour": 3600.0,
    "ten minutes": 600.0,
    "a minute": 60.0,
    "five seconds": 5.0,
}
TIMES = 40
COLUMNS = (
    "what is seen",
    "zoom and scroll, ms",
    "worst ms",
    "playhead ms",
    "edge or lane in hand ms",
)


def measure_timeline(folder: Path) -> Report:
    """Zoom, scroll, play and drag at several zooms."""
    folder.mkdir(parents=True, exist_ok=True)
    path = talks.document(folder, talks.film(), "three hours")
    here = Path(__file__).parents[2]
    screen = {"QT_QPA_PLATFORM": "offscreen", "QT_SCALE_FACTOR": "2", "PYTHONPATH": str(here)}
    command = [sys.executable, "-m", "tests.benchmarks.timeline", str(path)]
    ended = subprocess.run(
        command,
        env={**os.environ, **screen},
        cwd=here,
        stdout=subprocess.PIPE,
        check=True,
        timeout=300,
    )
    found: dict[str, dict[str, list[float]]] = json.loads(ended.stdout)
    return Report(
        title="The timeline on a film of three hours: 8 lanes, 4 000 segments, 2 800 pixels wide",
        columns=COLUMNS,
        rows=tuple(_row(span, steps) for span, steps in found.items()),
        failures=tuple(
            f"{span}: {step} takes {median(times):.1f} ms, more than {MAY_TAKE:.0f}"
            for span, steps in found.items()
            for step, times in steps.items()
            if median(times) > MAY_TAKE
        ),
        figures=found,
    )


def _row(span: str, steps: dict[str, list[float]]) -> tuple[str, ...]:
    anew = steps["anew"]
    others = (f"{median(steps[step]):.2f}" for step in ("playhead", "drag"))
    return span, f"{median(anew):.1f}", f"{max(anew):.1f}", *others


# --- in the child ---------------------------------------------------------------------------------


def _work(path: Path) -> dict[str, dict[str, list[float]]]:
    from PySide6.QtCore import QEventLoop
    from PySide6.QtWidgets import QApplication

    from app import theme
    from app.editor.timeline import Timeline
    from app.editor.transcript_document import TranscriptDocument

    application = QApplication([])
    theme.apply(application)
    document = TranscriptDocument(path)
    waiting = QEventLoop()
    document.opened.connect(waiting.quit)
    document.open()
    waiting.exec()
    chance = random.Random(5)
    peaks = bytes(chance.randrange(256) for _ in range(200 * round(document.transcript.duration)))
    timeline = Timeline(document, peaks)
    timeline.drawn.connect(waiting.quit)
    waiting.exec()
    timeline.resize(WIDTH, 260)
    timeline.show()
    found = {name: _at(timeline, seconds) for name, seconds in SPANS.items()}
    document.close()
    return found


def _at(timeline: Timeline, seconds: float) -> dict[str, list[float]]:
    canvas: Any = timeline.canvas
    middle = canvas.duration / 2
    seconds = min(seconds, canvas.duration)

    def look(number: int) -> None:
        start = (canvas.duration - seconds) * number / TIMES
        timeline.show_span(start, start + seconds)
        canvas._repaint()

    def drag(number: int) -> None:
        canvas.hand.dragged_to = canvas.scale.moment(number * 10)
        canvas.update()

    found = {
        "anew": [_timed(look, number) for number in range(TIMES)],
        "playhead": [
            _timed(lambda n: timeline.show_position(middle + n * seconds / 99), number)
            for number in range(TIMES)
        ],
        "drag": [_timed(drag, number) for number in range(TIMES)],
    }
    canvas.hand.dragged_to = None
    return found


def _timed(step: Callable[[int], None], number: int) -> float:
    """Milliseconds of the processor until a step shows."""
    from PySide6.QtWidgets import QApplication

    began = time.process_time()
    step(number)
    QApplication.processEvents()
    return (time.process_time() - began) * 1000


if __name__ == "__main__":
    print(json.dumps(_work(Path(sys.argv[1]))))
