"""Documents as an engine would have left them, for tests of what the app reads."""

from __future__ import annotations

from pathlib import Path

from engine.document import Attempt, Document, Source
from engine.errors import Problem
from engine.options import Options
from engine.protocol import MediaInfo, Prepared
from engine.transcript import Chunk, SpeechMap
from tests.builders import chunk, heard, spoken

HUNG = Problem("worker-hung", "The worker made no progress for 60.0 s.")


def plan(count: int, length: float = 10.0) -> tuple[Chunk, ...]:
    return tuple(chunk(n, n * length, (n + 1) * length) for n in range(count))


def document(folder: Path, *, chunks: int = 4, done: int = 2, name: str = "film") -> Path:
    """A job of `chunks` chunks, the first `done` of which have a text."""
    film = folder / f"{name}.wav"
    film.parent.mkdir(parents=True, exist_ok=True)
    film.write_bytes(name.encode() * 100)
    path = folder / f"{name}.longtake"
    with Document.create(path, Source.of(film), Options()) as made:
        made.save_plan(plan(chunks))
        made.save_language("en")
        made.save("prepare", 0, "key", prepared(chunks * 10.0), {})
        for index in range(done):
            words = spoken(f"This is part number {index}.", index * 10.0 + 1)
            made.save("recognise", index, "key", heard(index, words), {"device": "cpu"})
    return path


def prepared(seconds: float) -> Prepared:
    peaks = bytes([256 - 20, 40]) * round(seconds * 100)
    speech = SpeechMap(((0.0, seconds),), 0.1, b"")
    return Prepared(MediaInfo("wav", seconds, ()), 0, round(seconds * 16000), "", speech, peaks)


def add_failure(path: Path, part: int, *rungs: str, given_up: bool = False) -> None:
    with Document.open(path) as opened:
        for number, rung in enumerate(rungs, start=1):
            opened.add_attempt(Attempt("recognise", part, number, rung, HUNG))
        if given_up:
            opened.add_attempt(Attempt("recognise", part, len(rungs), "gap", HUNG))
