"""Processes that work on documents and may be killed at it: `document_process.py VERB PATH [ARG]`.

Each says on stdout what it has done, one line at a time, as soon as it is done.
"""

from __future__ import annotations

import itertools
import os
import random
import resource
import signal
import sqlite3
import sys
from pathlib import Path

import msgspec

from engine.document import Document, Source
from engine.edits import SetText
from engine.errors import LongtakeError
from engine.options import Options

PARTS = 7


class Noise(msgspec.Struct, frozen=True):
    """A result that fills pages: `round` says which, `noise` cannot be compressed away."""

    round: int
    noise: bytes


def say(line: object) -> None:
    os.write(1, f"{line}\n".encode())


def save(path: Path, first: str) -> None:
    """Save results for ever, from round `first` on, over a few parts; says each that is in."""
    with Document.open(path) as document, document.hold("engine"):
        for number in itertools.count(int(first)):
            noise = random.randbytes(random.choice((10, 3_000, 80_000)))
            value = Noise(number, noise)
            document.save("recognise", number % PARTS, str(number), value, {"round": number})
            say(number)


def edit(path: Path, first: str) -> None:
    """Append edits for ever, from number `first` on; says each that is in."""
    with Document.open(path) as document:
        for number in itertools.count(int(first)):
            document.append_edit(SetText("0.0", str(number)))
            say(number)


def create(folder: Path, first: str) -> None:
    """Begin documents for ever; says the name of each that is begun."""
    source = Source("/films/film.mkv", 1, 1, "0" * 32)
    for number in itertools.count(int(first)):
        Document.create(folder / f"{number}.longtake", source, Options()).close()
        say(number)


def hold(path: Path, role: str) -> None:
    """Hold the document until stdin ends; says "held", or who holds it."""
    try:
        with Document.open(path) as document, document.hold(role):
            say("held")
            sys.stdin.read()
    except LongtakeError as error:
        say(f"{error.code}: {error.message}")


def write(path: Path, sentence: str) -> None:
    """Write once, without patience; says "written" or what hindered it."""
    try:
        with Document.open(path, patience=0) as document:
            document.add_warning(sentence)
            say("written")
    except LongtakeError as error:
        say(f"{error.code}: {error.message}")


def die_writing(path: Path, _: str) -> None:
    """Die in the middle of a transaction of which half is in the file already."""
    db = sqlite3.connect(path, isolation_level=None)
    db.execute("PRAGMA cache_size = 1")  # so that changed pages go to the file before the commit
    db.execute("BEGIN IMMEDIATE")
    db.execute("UPDATE checkpoint SET payload = randomblob(500000)")
    db.execute("UPDATE fact SET payload = randomblob(5000)")
    os.kill(os.getpid(), signal.SIGKILL)


def fill(path: Path, limit: str) -> None:
    """Save ever more where files may not pass `limit` bytes; says each part, then the error."""
    resource.setrlimit(resource.RLIMIT_FSIZE, (int(limit), resource.RLIM_INFINITY))
    with Document.open(path) as document:
        for part in itertools.count():
            try:
                document.save("recognise", part, "key", Noise(part, bytes(20_000)), {})
            except LongtakeError as error:
                say(f"{error.code}: {error.message}")
                return
            say(part)


if __name__ == "__main__":
    globals()[sys.argv[1]](Path(sys.argv[2]), sys.argv[3] if len(sys.argv) > 3 else "")
