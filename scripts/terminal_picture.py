"""Draws docs/terminal.svg: what a terminal shows of a real run, halfway and at its end.

python scripts/terminal_picture.py FILM
"""

from __future__ import annotations

import io
import re
import subprocess
import sys
import tempfile
from collections.abc import Iterator
from pathlib import Path

from rich.console import Console

from engine import protocol
from engine.display import LiveDisplay
from engine.protocol import AnyEvent, StageProgress

PICTURE = Path(__file__).parents[1] / "docs" / "terminal.svg"


def main(film: str) -> None:
    """Transcribe `film` and keep what the live display shows on the way."""
    console = Console(record=True, width=88, file=io.StringIO(), force_terminal=True)
    display = LiveDisplay(console)
    console.print(f"[bold]$[/] longtake transcribe {Path(film).name}")
    is_drawn = False
    with tempfile.TemporaryDirectory() as folder:
        for line in _events(film, folder):
            event = protocol.decode(line.replace(folder.encode(), b"."), AnyEvent)
            display.show(event)
            if not is_drawn and _is_halfway(event):
                console.print(display.picture(), "")
                is_drawn = True
    PICTURE.write_text(_without_fonts(console.export_svg(title="longtake")))


def _without_fonts(picture: str) -> str:
    """The picture without the fonts that it would fetch from elsewhere."""
    return re.sub(r"@font-face {.*?}", "", picture, flags=re.DOTALL)


def _events(film: str, folder: str) -> Iterator[bytes]:
    command = [sys.executable, "-m", "engine.cli", "transcribe", film, "--events"]
    places = ["--output-dir", folder, "--document", f"{folder}/film.longtake"]
    with subprocess.Popen(command + places, stdout=subprocess.PIPE) as process:
        assert process.stdout is not None
        yield from process.stdout


def _is_halfway(event: protocol.Event) -> bool:
    return (
        isinstance(event, StageProgress)
        and event.stage == "recognise"
        and event.done > 0.6 * event.total
    )


if __name__ == "__main__":
    main(sys.argv[1])
