"""The library of documents: where a film's document lies, which jobs there are, what was cut short.

Nothing is kept beside the documents themselves: whatever lies in the folder is the list of jobs, so
a document that is deleted, renamed or brought back from a copy needs no repair anywhere.
"""

from __future__ import annotations

import logging
import os
import re
import unicodedata
from collections.abc import Iterator
from pathlib import Path
from typing import Literal

import msgspec

from engine.document import SUFFIX, Document, Source
from engine.errors import LongtakeError, Problem
from engine.options import Home
from engine.protocol import JobState

logger = logging.getLogger(__name__)

# File systems allow 255 bytes (eCryptfs 143), and SQLite adds "-journal" to the document's name.
_LONGEST_STEM = 100


class JobSummary(msgspec.Struct, frozen=True):
    """One line of the list of jobs; `path` is the document's.

    `done` of `total` chunks; `duration` in seconds, 0 while the film is not planned; times as ISO
    8601 in UTC. Of a document that cannot be read only path, title and problem are known.
    """

    path: str
    title: str
    state: JobState | Literal["unreadable"]
    source: str = ""
    done: int = 0
    total: int = 0
    duration: float = 0.0
    language: str = ""
    created_at: str = ""
    updated_at: str = ""
    problem: Problem | None = None


def jobs(home: Home) -> list[JobSummary]:
    """Every job there is, the one that was last worked on first."""
    found = (summarise(path) for path in _documents(home))
    return sorted(found, key=lambda job: job.updated_at, reverse=True)


def interrupted(home: Home) -> list[JobSummary]:
    """The jobs that were cut short, in the order in which they were begun."""
    found = (job for job in jobs(home) if job.state == "interrupted")
    return sorted(found, key=lambda job: job.created_at)


def summarise(path: Path) -> JobSummary:
    """How the job of the document at `path` stands; whatever is wrong with it is its `problem`."""
    try:
        with Document.open(path, read_only=True, verify=False) as document:
            return _summary(document)
    except LongtakeError as error:
        logger.info("%s: %s %s", path.name, error.message, error.details)
        return JobSummary(str(path), path.stem, "unreadable", problem=error.problem())


def place_for(source: Source, home: Home) -> Path:
    """Where the document of a film belongs: the film's name and eight digits of its content."""
    return home.documents / f"{_file_name(source.title)}-{source.content_id[:8]}{SUFFIX}"


def find(source: Source, home: Home) -> Path | None:
    """The document that a film has already, wherever the film lay before.

    Failing that, the document of an unfinished job whose film lay at this very place: the film has
    changed, which `Document.relocate` refuses. A finished one stands in nobody's way.
    """
    place = place_for(source, home)
    if os.path.lexists(place):
        return place
    known = list(_sources(home))
    for path, other, _ in known:
        if other.content_id == source.content_id:
            return path
    for path, other, state in known:
        if other.path == source.path and state != "completed":
            return path
    return None


def locate(document: Document, folder: Path) -> Source | None:
    """The document's film, somewhere in `folder`: known by its content, whatever its name is."""
    wanted = document.source
    name = Path(wanted.path).name
    for path in sorted(_files(folder, wanted.size), key=lambda path: (path.name != name, path)):
        try:
            found = Source.of(path)
        except LongtakeError:
            continue
        if found.content_id == wanted.content_id:
            return found
    return None


def _documents(home: Home) -> list[Path]:
    return sorted(path for path in home.documents.glob(f"*{SUFFIX}") if path.name[0] != ".")


def _sources(home: Home) -> Iterator[tuple[Path, Source, JobState]]:
    for path in _documents(home):
        try:
            with Document.open(path, read_only=True, verify=False) as document:
                found = path, document.source, document.state
        except LongtakeError:
            continue  # listed by `jobs` with what is wrong with it
        yield found


def _summary(document: Document) -> JobSummary:
    source, plan = document.source, document.plan
    return JobSummary(
        path=str(document.path),
        title=source.title,
        state=document.state,
        source=source.path,
        done=document.count("recognise"),
        total=len(plan),
        duration=plan[-1].end if plan else 0.0,
        language=document.language,
        created_at=document.created_at,
        updated_at=document.updated_at,
        problem=document.problem,
    )


def _file_name(title: str) -> str:
    """A title as a file name that every file system takes; letters of any script stay."""
    title = unicodedata.normalize("NFC", title)
    title = re.sub(r'[\x00-\x1f\x7f<>:"/\\|?*\s]+', " ", title).strip(" .")
    return _cut(title, _LONGEST_STEM).strip(" .") or "film"


def _cut(text: str, size: int) -> str:
    return text.encode()[:size].decode(errors="ignore")


def _files(folder: Path, size: int) -> Iterator[Path]:
    for root, _, names in os.walk(folder):
        for path in (Path(root, name) for name in names):
            try:
                if path.stat().st_size == size:
                    yield path
            except OSError:
                continue  # a broken link, or gone since
