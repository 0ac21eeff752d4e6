"""Homes with documents that say what a test wants to find."""

from __future__ import annotations

import os
import sqlite3
from pathlib import Path

from engine.document import Document, Source
from engine.findings import Findings
from engine.library import Library
from engine.options import Home, Options
from engine.query import parse
from engine.transcript import Transcript
from tests.builders import chunk, segment, transcript

LONG_AGO = 1_000_000_000


def saying(home: Home, name: str, *texts: str, folder: Path | None = None) -> Path:
    """A finished job whose segments read so, ten seconds each, by two people in turns."""
    said = [
        segment(text, 10.0 * number, f"0.{number}", speaker=f"SPEAKER_{number % 2:02}")
        for number, text in enumerate(texts)
    ]
    return keep(home, name, transcript(*said), folder)


def keep(home: Home, name: str, said: Transcript, folder: Path | None = None) -> Path:
    """A finished job with this transcript."""
    path = (folder or home.documents) / f"{name}.longtake"
    film = home.root / "films" / f"{name}.wav"
    film.parent.mkdir(parents=True, exist_ok=True)
    film.write_bytes(name.encode() * 100)
    with Document.create(path, Source.of(film), Options()) as made:
        made.save_plan([chunk(0, 0.0, said.duration)])
        made.save("transcript", 0, "", said, {})
        made.set_state("completed")
    settle(path)
    return path


def settle(path: Path, seconds: int = LONG_AGO) -> None:
    """Let a document have been written to long ago, so that its time can be relied on."""
    os.utime(path, (seconds, seconds))


def texts(found: Findings) -> list[str]:
    """The lines that were found."""
    return [line.text for each in found.transcripts for line in each.lines]


def indexed(home: Home) -> Library:
    """The home's library, up to date."""
    library = Library(home)
    library.update()
    return library


def scan(paths: list[Path], typed: str) -> set[tuple[str, str]]:
    """What a plain look at every document finds: paths and segments."""
    query, found = parse(typed), set()
    for path in paths:
        with Document.open(path, read_only=True) as document:
            whole = document.load("transcript", 0, "", Transcript)
        assert whole is not None
        found |= {(str(path), said.id) for said in whole.segments if query.find(said.text)}
    return found


def count_rows(home: Home) -> int:
    """How many lines the index holds."""
    with sqlite3.connect(home.library) as db:
        rows: int = db.execute("SELECT count(*) FROM segment").fetchone()[0]
    db.close()
    return rows
