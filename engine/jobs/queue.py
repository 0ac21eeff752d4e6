"""The library of documents: where a film's document lies, which jobs there are, what was cut short.

Nothing is kept beside the documents themselves: whatever lies in the folder is the list of jobs, so
a document that is deleted, renamed or brought back from a copy needs no repair anywhere.
"""

from __future__ import annotations

import logging
import os
import re
import shutil
import unicodedata
import uuid
from collections.abc import Callable, Iterator
from functools import partial
from itertools import islice
from pathlib import Path

import msgspec

from engine.audio import cache
from engine.document import SUFFIX, Document, Source
from engine.errors import (
    DocumentDamaged,
    DocumentMissing,
    FileExists,
    LongtakeError,
    UsageError,
    writing,
)
from engine.jobs import exports, shelf
from engine.jobs.shelf import IMPORTED
from engine.kinds import is_text
from engine.options import Decoding, Home, Options
from engine.protocol import JobState, JobSummary, Submit

logger = logging.getLogger(__name__)

TURN = "turn"
"""Where a document keeps when its job is to run."""
ASIDE = ".removed"
"""The folder in which documents lie that were taken out of the list."""

# File systems allow 255 bytes (eCryptfs 143), and SQLite adds "-journal" to the document's name.
_LONGEST_STEM = 100

_MOST_FILES = 50_000  # that are looked at for a film that moved: a disk is not searched
_MOST_FITTING = 100  # of which the content is read


class Turn(msgspec.Struct, frozen=True):
    """When a job that does not run is to: the smallest rank first, but not while it is paused."""

    rank: float = 0.0
    is_paused: bool = False


def documents(home: Home) -> list[Path]:
    """The documents of the list, by name; what begins with a dot is not whole yet."""
    return [Path(path) for path in shelf.documents(home.documents)]


def jobs(home: Home) -> list[JobSummary]:
    """Every job there is, the one that was last worked on first."""
    found = (summarise(path) for path in documents(home))
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


def enter(
    submission: Submit, home: Home, is_known: Callable[[str], bool], rank: float = 0.0
) -> Submit | None:
    """Give a submission its document, in which it waits for its turn; the same, with that named.

    So it is in the list of jobs from now on, whatever happens to this process. None where the
    document is one that waits already.
    """
    source = recording(Path(submission.source))
    path = document_for(submission, source, home)
    if is_known(str(path)):
        return None
    if not path.exists():
        wish, keep = (submission.options, submission.output), partial(_keep_turn, turn=Turn(rank))
        Document.create(path, source, *wish, begin=keep).close()
    else:
        with Document.open(path) as document, document.hold("engine"):
            _ask_again(document, source, submission)
            _keep_turn(document, Turn(rank))
    return msgspec.structs.replace(submission, document=str(path), restart=False)


def recording(path: Path) -> Source:
    """The film at `path`; a text of another program is refused before anything is given up for it.

    Raises `MediaMissing` and `UsageError`.
    """
    source = Source.of(path)
    if is_text(source.path):
        raise UsageError(
            f"{path.name!r} is a text and no recording.", "`longtake import` opens it for editing."
        )
    return source


def is_imported(path: Path) -> bool:
    """Whether a document holds a text of another program, which no job is to replace unasked."""
    with Document.open(path, read_only=True, verify=False) as document:
        return document.count(IMPORTED) > 0


def attach_film(path: Path, film: Path) -> None:
    """Let an imported text be heard with this film."""
    source = Source.of(film)
    with Document.open(path) as document:
        document.attach(source)


def document_of(submission: Submit, home: Home) -> Path:
    """The document of a submission whose film has one."""
    return document_for(submission, Source.of(Path(submission.source)), home)


def document_for(submission: Submit, source: Source, home: Home) -> Path:
    """The document of a submission: as it says, or the film's own, which need not exist yet."""
    if submission.document:
        return Path(submission.document)
    return find(source, home) or place_for(source, home)


def resumption(path: Path, restart: bool = False) -> Submit:
    """The job of a document once more, as it was asked for; a film that moved is looked for."""
    with Document.open(path, read_only=True) as document:
        source = _where_it_is(document)
        return Submit(source, document.options, document.output, str(path), restart=restart)


def rerun(path: Path, chunks: tuple[int, ...]) -> Submit:
    """The job of a document once more, with these chunks heard in another way than they were."""
    before = resumption(path)
    means = msgspec.structs.replace(before.options, decoding=other_decoding(before.options))
    return msgspec.structs.replace(before, means=means, again=chunks)


def other_decoding(options: Options) -> Decoding:
    """Another way to hear a chunk, for the same would give the same words: many windows at once, or
    one after another, each in the light of the one before."""
    return "batched" if options.decoding == "sequential" else "sequential"


def take_turn(path: Path, turn: Turn) -> None:
    """Keep when a job is to run."""
    with Document.open(path, verify=False) as document:
        _keep_turn(document, turn)


def stop(path: Path, state: JobState) -> None:
    """Write down that somebody has paused or cancelled a job that does not run."""
    with Document.open(path, verify=False) as document:
        _keep_turn(document, Turn(_turn(document).rank, state == "paused"))
        document.set_state(state)


def is_unfinished(path: Path) -> bool:
    """Whether there is a job of this document that nobody works on and that is not done."""
    return path.suffix == SUFFIX and summarise(path).state in ("queued", "interrupted", "paused")


def is_listed(path: Path, home: Home) -> bool:
    """Whether this is a document of the list: not a film, nor a document kept elsewhere."""
    return path.suffix == SUFFIX and path.parent == home.documents


def put_aside(path: Path, home: Home) -> Path:
    """Take a document out of the list without destroying it; where it is now.

    What is not of the list is the user's own and is never moved: a `UsageError`.
    """
    if not is_listed(path, home):
        raise UsageError(f"{str(path)!r} is not in the list of transcripts.")
    _require_free(path)
    place = home.documents / ASIDE / f"{uuid.uuid4().hex[:8]}-{path.name}"
    with writing(place):
        place.parent.mkdir(parents=True, exist_ok=True)
        shutil.move(path, place)
    cache.drop(home.sound_of(path))
    return place


def put_back(kept: Path, home: Home) -> Path:
    """Bring back what was put aside; where it is now."""
    name = kept.name.partition("-")[2]
    place = home.documents / name
    if os.path.lexists(place):
        raise FileExists(f"There is another transcript named {place.stem!r} now.")
    if not kept.is_file():
        raise DocumentMissing(f"The removed transcript {name!r} is no longer there.")
    with writing(place):
        os.replace(kept, place)
    return place


def place_for(source: Source, home: Home) -> Path:
    """Where the document of a film belongs: the film's name and eight digits of its content."""
    return home.documents / f"{file_name(source.title)}-{source.content_id[:8]}{SUFFIX}"


def file_name(title: str) -> str:
    """A title as a file name that every file system takes; letters of any script stay."""
    title = unicodedata.normalize("NFC", title)
    title = re.sub(r'[\x00-\x1f\x7f<>:"/\\|?*\s]+', " ", title).strip(" .")
    return _cut(title, _LONGEST_STEM).strip(" .") or "film"


def find(source: Source, home: Home) -> Path | None:
    """The document that a film has already, wherever the film lay before.

    Failing that, the document of an unfinished job whose film lay at this very place: the film has
    changed, which `Document.relocate` refuses. A finished one stands in nobody's way.
    """
    place = place_for(source, home)
    if os.path.lexists(place):
        return place
    known = list(shelf.films(shelf.documents(home.documents)))
    for path, other, _ in known:
        if other.content_id == source.content_id:
            return path
    for path, other, is_done in known:
        if other.path == source.path and not is_done:
            return path
    return None


def locate(document: Document, folder: Path) -> Source | None:
    """The document's film, somewhere in `folder`: known by its content, whatever its name is."""
    wanted = document.source
    name = Path(wanted.path).name
    fitting = islice(_files(folder, wanted.size), _MOST_FITTING)
    for path in sorted(fitting, key=lambda path: (path.name != name, path)):
        try:
            found = Source.of(path)
        except LongtakeError:
            continue
        if found.content_id == wanted.content_id:
            return found
    return None


def _ask_again(document: Document, source: Source, submission: Submit) -> None:
    if submission.restart:
        document.restart(source, submission.options, submission.output, keep=exports.STAGE)
    document.relocate(source)
    document.set_options(submission.options, submission.output)
    document.set_state("queued")


def _turn(document: Document) -> Turn:
    return document.load(TURN, 0, "", Turn) or Turn()


def _keep_turn(document: Document, turn: Turn) -> None:
    document.save(TURN, 0, "", turn, {})


def _where_it_is(document: Document) -> str:
    """The path of a document's film: where it was or, renamed or moved, near there."""
    known = Path(document.source.path)
    if known.exists() or not known.parent.is_dir():
        return str(known)
    found = locate(document, known.parent)
    return found.path if found else str(known)


def _require_free(path: Path) -> None:
    """Refuse a document on which somebody works; opening it undoes what a kill left half done."""
    try:
        with Document.open(path) as document, document.hold("engine"):
            pass
    except DocumentDamaged:
        return


def _summary(document: Document) -> JobSummary:
    source, plan = document.source, document.plan
    turn = _turn(document)
    state = document.state
    return JobSummary(
        path=str(document.path),
        title=source.title,
        state="paused" if state == "interrupted" and turn.is_paused else state,
        source=source.path,
        done=document.count("recognise"),
        total=len(plan),
        duration=plan[-1].end if plan else 0.0,
        language=document.language,
        created_at=document.created_at,
        updated_at=document.updated_at,
        problem=document.problem,
        rank=turn.rank,
    )


def _cut(text: str, size: int) -> str:
    return text.encode()[:size].decode(errors="ignore")


def _files(folder: Path, size: int) -> Iterator[Path]:
    every = (Path(root, name) for root, _, names in os.walk(folder) for name in names)
    for path in islice(every, _MOST_FILES):
        try:
            if path.stat().st_size == size:
                yield path
        except OSError:
            continue  # a broken link, or gone since
