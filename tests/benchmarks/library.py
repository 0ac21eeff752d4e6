"""How quickly a thousand transcripts are searched: generated ones, through a real engine.

Twenty films of three hours and 980 recordings of twenty minutes, in a language of 30 000 words that
come as often as words do (Zipf). The engine is asked as the app asks it; each time is that from the
question to the answer, understood.
"""

from __future__ import annotations

import os
import random
import shutil
import subprocess
import sys
import time
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from functools import cache
from itertools import accumulate, product
from pathlib import Path
from statistics import median
from typing import Any

import msgspec
import psutil

from engine import protocol
from engine.document import Document
from engine.edition import Editing
from engine.edits import SetText
from engine.findings import Findings
from engine.options import Home
from engine.protocol import (
    AnyEvent,
    Event,
    LibraryRead,
    LibrarySearched,
    SearchLibrary,
    UpdateLibrary,
)
from engine.transcript import Segment, Speaker, Transcript, Word
from tests.app.editor import talks
from tests.benchmarks.report import MEGABYTE, Report

MAY_TAKE = 100.0
"""Milliseconds for a search, in the median."""
TIMES = 15
WORDS = 30_000
COLUMNS = ("searched", "lines", "in transcripts", "median ms", "worst ms", "engine ms", "may take")

Length = tuple[int, int]
"""How many words and segments a film has."""
THREE_HOURS: Length = (25_000, 4_000)
TWENTY_MINUTES: Length = (2_800, 450)


class Answer(msgspec.Struct, frozen=True):
    """What a question found; each time in milliseconds by the clock, and of the processor."""

    findings: Findings
    times: tuple[tuple[float, float], ...]

    @property
    def median(self) -> float:
        """Milliseconds by the clock."""
        return median(time for time, _ in self.times)


def measure_library(folder: Path, films: int = 20, recordings: int = 980) -> Report:
    """Make the transcripts, have them read, change one, and search."""
    home = Home(folder)
    paths = make_documents(home, films, recordings)
    with _Engine(home) as engine:
        idle = engine.memory
        first = engine.update()
        peak = engine.memory
        again = engine.update()
        with Document.open(paths[0]) as document:
            said = Editing(document).transcript.segments[7]
            Editing(document).do(SetText(said.id, "an unmistakable kingfisher"))
        changed = engine.update()
        answers = {what: engine.search(typed) for what, typed in _questions().items()}
    notes = (
        f"reading all {len(paths)} for the first time: {_seconds(first)}; with nothing new: "
        f"{_seconds(again)}; after an edit in a film of three hours: {_seconds(changed)}",
        f"the engine: {idle:.0f} MB before, {peak:.0f} MB when all was read; the index: "
        f"{home.library.stat().st_size / MEGABYTE:.0f} MB, the documents: "
        f"{sum(path.stat().st_size for path in paths) / MEGABYTE:.0f} MB",
        "engine ms are of the processor, what a search takes where nothing else runs",
    )
    return Report(
        title=f"The library of {len(paths)} transcripts, {films} of them of three hours",
        columns=COLUMNS,
        rows=tuple(_row(what, answer) for what, answer in answers.items()),
        notes=notes,
        failures=tuple(failures(answers, len(paths))),
        figures={
            "searches": {what: answer.times for what, answer in answers.items()},
            "reading": {"first": first, "nothing new": again, "an edit": changed},
            "memory": {"idle": idle, "read": peak},
        },
    )


def failures(answers: dict[str, Answer], documents: int) -> list[str]:
    """What must not be and was."""
    slow = [
        f"{what} took {answer.median:.0f} ms, more than {MAY_TAKE:.0f}"
        for what, answer in answers.items()
        if answer.median > MAY_TAKE
    ]
    missed = [
        f"{what}: {answer.findings.known} of {documents} transcripts were searched"
        for what, answer in answers.items()
        if answer.findings.known != documents
    ]
    edited = answers.get("an edited word")
    lost = ["an edit was not found"] if edited and edited.findings.count != 1 else []
    return [*slow, *missed, *lost]


def make_documents(home: Home, films: int, recordings: int) -> list[Path]:
    """Transcripts of generated talk, the same at every run."""
    template = talks.document(home.root / "template", Transcript("en", 60.0), "template")
    home.documents.mkdir(parents=True)
    paths = []
    for number in range(films + recordings):
        path = home.documents / f"talk {number:04}.longtake"
        shutil.copy(template, path)
        length = THREE_HOURS if number < films else TWENTY_MINUTES
        with Document.open(path, verify=False) as document:
            document.save("transcript", 0, "", talk(number, length), {})
        paths.append(path)
    return paths


def talk(seed: int, length: Length) -> Transcript:
    """A transcript of so many words and segments."""
    chance = random.Random(seed)
    words, segments = length
    vocabulary, weights = _vocabulary()
    spoken = [f" {word}" for word in chance.choices(vocabulary, cum_weights=weights, k=words)]
    each = words / segments
    parts = [spoken[round(n * each) : round((n + 1) * each)] for n in range(segments)]
    said = tuple(_segment(n, part, n * each * 0.4) for n, part in enumerate(parts) if part)
    people = tuple(Speaker(f"SPEAKER_{n:02}", f"Person {n}") for n in range(4))
    return Transcript("en", words * 0.4 + 1, said, (), people)


@cache
def _vocabulary() -> tuple[list[str], list[float]]:
    """Words of one to four syllables, the most frequent first, and their weights summed up."""
    syllables = [one + other for one, other in product("bdfgklmnprstvz", "aeiou")]
    chance = random.Random(1)
    words: dict[str, None] = {}
    while len(words) < WORDS:
        length = min(1 + len(words) // 60, 2) + chance.randrange(3)
        words["".join(chance.choices(syllables, k=length))] = None
    return list(words), list(accumulate(1 / (rank + 2.7) for rank in range(WORDS)))


def _segment(number: int, spoken: Sequence[str], start: float) -> Segment:
    speaker = f"SPEAKER_{number // 5 % 4:02}"
    words = tuple(
        Word(text, start + 0.4 * n, start + 0.4 * n + 0.3, 0.9, speaker)
        for n, text in enumerate(spoken)
    )
    return Segment(f"0.{number}", start, words[-1].end, words, 0, (), speaker)


def _questions() -> dict[str, str]:
    vocabulary, _ = _vocabulary()
    often, usual, seldom = vocabulary[0], vocabulary[400], vocabulary[20_000]
    return {
        "the commonest word": often,
        "a usual word": usual,
        "a rare word": seldom,
        "two words": f"{often} {usual}",
        "three words": f"{vocabulary[1]} {vocabulary[2]} {usual}",
        "two in quotes": f'"{often} {vocabulary[1]}"',
        "a beginning of two letters": often[:2],
        "a beginning of three letters": vocabulary[70][:3],
        "a beginning of four letters": vocabulary[70][:4],
        "an edited word": "kingfisher",
        "what nobody says": "xylophone",
    }


def _row(what: str, answer: Answer) -> tuple[str, ...]:
    found = answer.findings
    more = "+" if found.is_cut else ""
    worst, busy = max(time for time, _ in answer.times), median(busy for _, busy in answer.times)
    figures = (f"{answer.median:.1f}", f"{worst:.1f}", f"{busy:.1f}", f"{MAY_TAKE:.0f}")
    return what, f"{found.count}{more}", str(found.documents), *figures


def _seconds(took: tuple[float, float]) -> str:
    return f"{took[0]:.1f} s ({took[1]:.1f} s of the processor)"


class _Engine:
    """A real engine, asked as the app asks it."""

    def __init__(self, home: Home) -> None:
        here = Path(__file__).parents[2]
        environment = {**os.environ, "LONGTAKE_HOME": str(home.root), "PYTHONPATH": str(here)}
        self._process = subprocess.Popen(
            [sys.executable, "-m", "engine.service"],
            env=environment,
            stdin=subprocess.PIPE,
            stdout=subprocess.PIPE,
            stderr=subprocess.DEVNULL,
        )
        self._hear()

    def __enter__(self) -> _Engine:
        return self

    def __exit__(self, *_: object) -> None:
        self._process.communicate()

    @property
    def memory(self) -> float:
        """Megabytes that it holds."""
        return float(psutil.Process(self._process.pid).memory_info().rss / MEGABYTE)

    def update(self) -> tuple[float, float]:
        """Have it read what is new; seconds by the clock, and of the processor."""
        with self._timed() as took:
            self._ask(UpdateLibrary(), LibraryRead)
        return took[0], took[1]

    def search(self, typed: str) -> Answer:
        """Search several times."""
        times, findings = [], Findings(typed)
        for _ in range(TIMES):
            with self._timed() as took:
                told = self._ask(SearchLibrary(typed), LibrarySearched)
            assert isinstance(told, LibrarySearched) and told.findings is not None
            findings = told.findings
            times.append((1000 * took[0], 1000 * took[1]))
        return Answer(findings, tuple(times))

    @contextmanager
    def _timed(self) -> Iterator[list[float]]:
        took: list[float] = []
        busy, began = self._busy(), time.perf_counter()
        yield took
        took += [time.perf_counter() - began, self._busy() - busy]

    def _busy(self) -> float:
        spent: Any = psutil.Process(self._process.pid).cpu_times()
        return float(spent.user + spent.system)

    def _ask(self, command: protocol.Command, kind: type[Event]) -> Event:
        assert self._process.stdin is not None
        protocol.send(self._process.stdin, command)
        while not isinstance(event := self._hear(), kind):
            pass
        return event

    def _hear(self) -> Event:
        assert self._process.stdout is not None
        event: Event = protocol.decode(self._process.stdout.readline(), AnyEvent)
        return event
