"""One job is one `.longtake` file, and the file is the truth about it.

    with Document.open(path) as document, document.hold("engine"):
        film = document.verify_source()
        text = document.load("recognise", chunk.index, key, ChunkText)   # None: to be computed
        document.save("recognise", chunk.index, key, text, {"seconds": 9.5})

When `save` returns, the result is on the disk and outlives a kill at any instant, a full disk and
a power cut. Whatever is read is checked first: a checkpoint that is stale or damaged reads as
"not there", so that it is computed again, and a file that cannot be trusted is not opened.

A document belongs to the thread that opened it; other threads and processes open their own.
"""

from __future__ import annotations

import logging
import os
import platform
import sqlite3
import time
import uuid
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from contextlib import ExitStack, closing, contextmanager, suppress
from datetime import UTC, datetime
from pathlib import Path
from typing import Any, TypeVar

import msgspec

from engine.document_file import (
    already_there,
    checksum_of,
    connect,
    damaged,
    for_reading,
    for_writing,
    held,
    migrate,
    new_file_beside,
    put_in_place,
    require_document,
    require_ours,
    require_sound,
    speaking_of,
)
from engine.edits import AnyEdit, names_speakers
from engine.errors import LongtakeError, MediaChanged, MediaMissing, Problem, writing
from engine.options import Options
from engine.protocol import JobState, OutputOptions, ToldApart
from engine.source import Source as Source
from engine.transcript import Chunk, Diarization, Segment, SpeakerTurn

logger = logging.getLogger(__name__)

SUFFIX = ".longtake"

Clock = Callable[[], float]
"""Seconds since 1970, as `time.time`."""

T = TypeVar("T")


class Attempt(msgspec.Struct, frozen=True):
    """One try at a part of a stage: on which rung of the ladder, how it ended, what it took.

    `seconds` of work, `memory` at its peak in bytes, `at` as ISO 8601 in UTC.
    """

    stage: str
    part: int
    number: int
    rung: str
    problem: Problem | None = None
    seconds: float = 0.0
    memory: int = 0
    at: str = ""


class Checkpoint(msgspec.Struct, frozen=True):
    """A finished part of a stage, without its result: of which key, since when, and whence."""

    part: int
    key: str
    saved_at: str
    provenance: dict[str, Any]


class Holder(msgspec.Struct, frozen=True):
    """Who is at work on a document: a process, known by its id together with its time of start."""

    role: str
    pid: int
    started: float
    host: str
    since: str
    token: str

    def __str__(self) -> str:
        there = "" if self.host == platform.node() else f" on {self.host!r}"
        return f"the {self.role} (process {self.pid}{there}) since {self.since[:19]} UTC"


class LoggedEdit(msgspec.Struct, frozen=True):
    """An edit as it stands in the log: its number, counted from 1, and when it was made (UTC)."""

    number: int
    edit: AnyEdit
    at: str


class Document:
    """An open `.longtake` file."""

    def __init__(self, path: Path, db: sqlite3.Connection, clock: Clock) -> None:
        """Use `create` or `open`."""
        self.path = path
        self._db = db
        self._clock = clock

    @classmethod
    def create(
        cls,
        path: Path,
        source: Source,
        options: Options,
        output: OutputOptions | None = None,
        *,
        begin: Callable[[Document], None] = lambda _: None,
        clock: Clock = time.time,
    ) -> Document:
        """Begin a document, with all that `begin` saves; one that is there already is a
        `FileExists`.

        It appears under its name whole or not at all.
        """
        path = Path(os.path.abspath(path))
        if os.path.lexists(path):
            raise already_there(path)
        with writing(path):
            path.parent.mkdir(parents=True, exist_ok=True)
            with new_file_beside(path) as fresh:
                with speaking_of(path), closing(connect(fresh, "rwc")) as db:
                    # It is nobody's file yet: the disk is waited for once, when it is whole.
                    db.execute("PRAGMA journal_mode = MEMORY")
                    db.execute("PRAGMA synchronous = OFF")
                    migrate(db)
                    document = cls(path, db, clock)
                    with document._writing():
                        document._put("created_at", document._now())
                        document._begin(source, options, output or OutputOptions())
                    begin(document)
                put_in_place(fresh, path)
        return cls.open(path, clock=clock)

    @classmethod
    def open(
        cls,
        path: Path,
        *,
        read_only: bool = False,
        verify: bool = True,
        patience: float = 15.0,
        clock: Clock = time.time,
    ) -> Document:
        """Open what is there, and bring an older one up to date.

        `verify=False` skips the integrity check, for a quick look at many. `patience` is how many
        seconds each step may wait while another process writes, before it is a `DocumentHeld`.
        """
        path = Path(os.path.abspath(path))
        require_document(path)
        with speaking_of(path), ExitStack() as at_failure:
            # "rw" opens also what may only be read, and undoes what a kill left half done.
            db = connect(path, "rw", patience)
            at_failure.callback(db.close)
            require_ours(db, path)
            if verify:
                require_sound(db, path)
            db = for_reading(db) if read_only else for_writing(db)
            at_failure.pop_all()
        return cls(path, db, clock)

    def __enter__(self) -> Document:
        return self

    def __exit__(self, *_: object) -> None:
        self.close()

    def close(self) -> None:
        """Let go of the file; nothing is pending, every change was written when it was made."""
        self._db.close()

    # --- what was asked -------------------------------------------------------------------------

    @property
    def source(self) -> Source:
        """The film that this document is about."""
        return self._require("source", Source)

    @property
    def options(self) -> Options:
        """The options of the last run."""
        known = {field.name for field in msgspec.structs.fields(Options)}
        stored = self._require("options", dict[str, Any])
        try:
            # A newer Longtake may have written options that this one does not have.
            return msgspec.convert({k: v for k, v in stored.items() if k in known}, Options)
        except msgspec.ValidationError as error:
            raise damaged(self.path, f"options: {error}") from error

    @property
    def output(self) -> OutputOptions:
        """Which files the last run was to write."""
        return self._get("output", OutputOptions, OutputOptions())

    def set_options(self, options: Options, output: OutputOptions) -> None:
        """Remember what is asked of this run; what is done already is kept."""
        with self._writing():
            self._put_request(options, output)

    def verify_source(self) -> Source:
        """The film as it is now; `MediaMissing` says where it was, `MediaChanged` if it is new."""
        known = self.source
        if known.is_untouched():
            return known
        try:
            found = Source.of(Path(known.path))
        except MediaMissing as error:
            raise _film_missing(known, error) from error
        self._require_same(known, found)
        return found

    def relocate(self, source: Source) -> None:
        """The film is at another place now; another film is a `MediaChanged`."""
        known = self.source
        self._require_same(known, source)
        if source != known:
            with self._writing():
                self._put("source", source)

    def attach(self, source: Source) -> None:
        """Say which film this is about: of a text that came without one, or of another copy."""
        with self._writing():
            self._put("source", source)

    def restart(
        self, source: Source, options: Options, output: OutputOptions, *, keep: str = ""
    ) -> None:
        """Begin again, with another film if need be: all but the stage `keep` is forgotten.

        Edits are taken back, so that `redo` brings them again; those of another film are forgotten.
        """
        is_another = source.content_id != self.source.content_id
        with self._writing():
            self._put("edit_cursor", 0)
            if is_another:
                self._forget_edits(0)
            self._db.execute("DELETE FROM checkpoint WHERE stage != ?", (keep,))
            self._db.execute("DELETE FROM attempt")
            self._db.execute("DELETE FROM fact WHERE name IN ('plan', 'language', 'warnings')")
            self._begin(source, options, output)

    # --- what is done ---------------------------------------------------------------------------

    def save(
        self, stage: str, part: int, key: str, value: Any, provenance: Mapping[str, Any]
    ) -> None:
        """Commit the result of a part of a stage, in place of an older one.

        `key` names all that determines the result; `provenance` tells how it came about (versions,
        device, seconds) and decides nothing.
        """
        payload = msgspec.msgpack.encode(value)
        origin = msgspec.json.encode(provenance).decode()
        saved_at = self._now()
        checksum = checksum_of(stage, part, key, saved_at, origin, payload)
        with self._writing():
            self._db.execute(
                "INSERT OR REPLACE INTO checkpoint VALUES (?, ?, ?, ?, ?, ?, ?)",
                (stage, part, key, saved_at, origin, payload, checksum),
            )

    def load(self, stage: str, part: int, key: str, kind: type[T]) -> T | None:
        """The result that was saved under this very key, or None: then it is to be computed."""
        for checkpoint, payload in self._intact(stage, part):
            if checkpoint.key == key:
                return self._decode(f"{stage} {part}", payload, kind)
            logger.info("%s: %s %d is of another request", self.path.name, stage, part)
        return None

    def checkpoints(self, stage: str) -> tuple[Checkpoint, ...]:
        """The finished parts of a stage in their order, damaged ones left out."""
        return tuple(checkpoint for checkpoint, _ in self._intact(stage))

    def count(self, stage: str) -> int:
        """How many parts of a stage are saved; quick, for nothing is checked."""
        with speaking_of(self.path):
            query = "SELECT count(*) FROM checkpoint WHERE stage = ?"
            return int(self._db.execute(query, (stage,)).fetchone()[0])

    def discard(self, stage: str, parts: Iterable[int]) -> None:
        """Forget results that are to be computed again, so that what is counted is true."""
        rows = [(stage, part) for part in parts]
        with self._writing():
            self._db.executemany("DELETE FROM checkpoint WHERE stage = ? AND part = ?", rows)

    @property
    def told_apart(self) -> Diarization | None:
        """Who speaks when, by the labels of the last run; None where nobody was told apart."""
        for checkpoint, payload in self._intact("diarize"):
            told = self._decode(f"diarize {checkpoint.part}", payload, ToldApart)
            if told is not None:
                return told.diarization
        return None

    @property
    def plan(self) -> tuple[Chunk, ...]:
        """The chunks that the film is cut into; empty while that is not known."""
        return self._get("plan", tuple[Chunk, ...], ())

    def save_plan(self, plan: Sequence[Chunk]) -> None:
        """Keep the chunks; results of chunks that exist no more are forgotten."""
        with self._writing():
            self._put("plan", tuple(plan))
            self._db.execute(
                "DELETE FROM checkpoint WHERE stage = 'recognise' AND part >= ?", (len(plan),)
            )

    # --- what the user made of it ---------------------------------------------------------------

    @property
    def edits(self) -> tuple[AnyEdit, ...]:
        """The edits that count, in their order: those that were made and not undone."""
        cursor = self.edit_cursor
        return tuple(logged.edit for logged in self.edit_log if logged.number <= cursor)

    @property
    def edit_log(self) -> tuple[LoggedEdit, ...]:
        """All edits that `undo` and `redo` can reach; damaged ones are left out."""
        with speaking_of(self.path):
            query = "SELECT number, at, payload, checksum FROM edit ORDER BY number"
            rows = self._db.execute(query).fetchall()
        return tuple(
            LoggedEdit(number, edit, at)
            for number, at, payload, checksum in rows
            if self._is_intact(f"edit {number}", checksum, number, at, payload)
            if (edit := self._decode_edit(number, payload)) is not None
        )

    @property
    def edit_cursor(self) -> int:
        """The number of the last edit that counts; 0 where none does."""
        with speaking_of(self.path):
            last = self._db.execute("SELECT coalesce(max(number), 0) FROM edit").fetchone()[0]
        return min(self._get("edit_cursor", int, int(last)), int(last))

    @property
    def edit_mark(self) -> tuple[int, str]:
        """The cursor with the checksum of its edit: another one also when that was amended."""
        with speaking_of(self.path):
            cursor = self.edit_cursor
            query = "SELECT checksum FROM edit WHERE number = ?"
            row = self._db.execute(query, (cursor,)).fetchone()
        return cursor, str(row[0]) if row else ""

    def append_edit(
        self,
        edit: AnyEdit,
        *,
        amend: bool = False,
        after: int | None = None,
        bases: Mapping[int, Sequence[Segment]] | None = None,
    ) -> int:
        """Commit an edit and return its number; what was undone before cannot be redone any more.

        `amend` puts it in place of the last one, as typing goes on. `after` is where the caller
        believes the cursor to be: a `DocumentHeld` says that somebody else edits too. `bases` are
        the recognised segments, by chunk, that it was made on; see there.
        """
        at = self._now()
        payload = msgspec.msgpack.encode(edit)
        with self._writing():
            cursor = self.edit_cursor
            if after is not None and after != cursor:
                raise held(self.path, "another window or command, which has edited it since")
            number = max(cursor, 1) if amend else cursor + 1
            self._forget_edits(number - 1)
            self._db.execute(
                "INSERT INTO edit VALUES (?, ?, ?, ?)",
                (number, at, payload, checksum_of(number, at, payload)),
            )
            self._put("edit_cursor", number)
            self._put_bases(number, bases or {}, names_speakers(edit))
        return number

    def undo(self) -> AnyEdit | None:
        """Take back the last edit that counts, and return it; None where there is none."""
        with self._writing():
            cursor = self.edit_cursor
            counting = [logged for logged in self.edit_log if logged.number <= cursor]
            if not counting:
                return None
            self._put("edit_cursor", counting[-1].number - 1)
        return counting[-1].edit

    def redo(self) -> AnyEdit | None:
        """Make the edit again that was undone last, and return it; None where there is none."""
        with self._writing():
            cursor = self.edit_cursor
            undone = [logged for logged in self.edit_log if logged.number > cursor]
            if not undone:
                return None
            self._put("edit_cursor", undone[0].number)
        return undone[0].edit

    @property
    def bases(self) -> dict[int, tuple[Segment, ...]]:
        """What was recognised in each chunk that an edit touches, as it was when it did.

        A chunk that is recognised anew may read differently, and then the edits would not fit.
        """
        chunks = self._bases("chunk >= 0", tuple[Segment, ...])
        return {chunk: segments for chunk, segments in chunks.items() if segments is not None}

    @property
    def base_turns(self) -> tuple[SpeakerTurn, ...]:
        """Who spoke when, as it was when a speaker was first edited.

        Speakers that are told apart anew have other labels, and edits would mean somebody else.
        """
        return self._bases(f"chunk = {_TURNS}", tuple[SpeakerTurn, ...]).get(_TURNS) or ()

    def _bases(self, which: str, kind: type[T]) -> dict[int, T | None]:
        """What the edits that count rest on."""
        with speaking_of(self.path):
            query = (
                f"SELECT chunk, number, payload, checksum FROM base WHERE {which} AND number <= ?"
            )
            rows = self._db.execute(query, (self.edit_cursor,)).fetchall()
        return {
            int(chunk): self._decode(f"base {chunk}", payload, kind)
            for chunk, number, payload, checksum in rows
            if self._is_intact(f"base {chunk}", checksum, chunk, number, payload)
        }

    def _put_bases(
        self, number: int, bases: Mapping[int, Sequence[Segment]], with_turns: bool
    ) -> None:
        known = {row[0] for row in self._db.execute("SELECT chunk FROM base")}
        grounds: dict[int, tuple[Any, ...]] = {
            chunk: tuple(bases[chunk]) for chunk in bases.keys() - known
        }
        if with_turns and _TURNS not in known and (turns := self._turns()):
            grounds[_TURNS] = turns
        for chunk, ground in grounds.items():
            payload = msgspec.msgpack.encode(ground)
            self._db.execute(
                "INSERT INTO base VALUES (?, ?, ?, ?)",
                (chunk, number, payload, checksum_of(chunk, number, payload)),
            )

    def _turns(self) -> tuple[SpeakerTurn, ...]:
        told = self.told_apart
        return () if told is None else told.turns or told.exclusive

    def _forget_edits(self, after: int) -> None:
        """Strike the edits beyond a number, and what only they rest on."""
        self._db.execute("DELETE FROM edit WHERE number > ?", (after,))
        self._db.execute("DELETE FROM base WHERE number > ?", (after,))

    def _decode_edit(self, number: int, payload: bytes) -> AnyEdit | None:
        try:
            edit: AnyEdit = _EDITS.decode(payload)
        except msgspec.DecodeError as error:
            logger.warning("%s: edit %d cannot be understood: %s", self.path.name, number, error)
            return None
        return edit

    # --- how it stands --------------------------------------------------------------------------

    @property
    def state(self) -> JobState:
        """How the job stands; "running" with nobody at work on it reads as "interrupted"."""
        state = self._get("state", _State, _State("interrupted")).state
        is_alive = state in ("running", "paused")
        return "interrupted" if is_alive and self.holder is None else state

    @property
    def problem(self) -> Problem | None:
        """What the last run ended with, if it did not end well."""
        return self._get("state", _State, _State("interrupted")).problem

    def set_state(self, state: JobState, problem: Problem | None = None) -> None:
        """Say how the job stands."""
        with self._writing():
            self._put("state", _State(state, problem))

    @property
    def language(self) -> str:
        """The code of the language that was heard or given; empty while that is not known."""
        return self._get("language", str, "")

    @property
    def written_language(self) -> str:
        """The code of the language of the text, which may be a translation."""
        return self.options.written(self.language)

    def save_language(self, language: str) -> None:
        """Keep the language of the film."""
        with self._writing():
            self._put("language", language)

    @property
    def warnings(self) -> tuple[str, ...]:
        """What the user should know and that stopped nothing, each sentence once."""
        return self._get("warnings", tuple[str, ...], ())

    def add_warning(self, sentence: str) -> None:
        """Keep a warning."""
        with self._writing():
            self._put("warnings", tuple(dict.fromkeys((*self.warnings, sentence))))

    @property
    def attempts(self) -> tuple[Attempt, ...]:
        """Every try since the job was begun, oldest first."""
        with speaking_of(self.path):
            rows = self._db.execute("SELECT payload, checksum FROM attempt ORDER BY id").fetchall()
        found = (
            self._decode("an attempt", payload, Attempt)
            for payload, checksum in rows
            if self._is_intact("an attempt", checksum, payload)
        )
        return tuple(attempt for attempt in found if attempt is not None)

    def add_attempt(self, attempt: Attempt) -> None:
        """Keep a try; `at` is filled in where it is empty."""
        if not attempt.at:
            attempt = msgspec.structs.replace(attempt, at=self._now())
        payload = msgspec.msgpack.encode(attempt)
        with self._writing():
            self._db.execute(
                "INSERT INTO attempt (payload, checksum) VALUES (?, ?)",
                (payload, checksum_of(payload)),
            )

    @property
    def created_at(self) -> str:
        """When the document was begun: ISO 8601, UTC."""
        return self._get("created_at", str, "")

    @property
    def updated_at(self) -> str:
        """When it was last written to: ISO 8601, UTC."""
        return self._get("updated_at", str, "")

    # --- who is at work on it -------------------------------------------------------------------

    @contextmanager
    def hold(self, role: str) -> Iterator[None]:
        """Claim the document for this process while it works; `DocumentHeld` names who has it.

        A holder that does not live any more is replaced. Reading, and small writes such as an
        edit, need no claim.
        """
        me = _this_process(role, self._now())
        with self._writing():
            if other := self.holder:
                raise held(self.path, str(other))
            self._put("holder", me)
            _tokens.add(me.token)
        try:
            yield
        finally:
            self._release(me)

    @property
    def holder(self) -> Holder | None:
        """Who is at work on the document now, if anybody is."""
        found = self._get("holder", Holder | None, None)
        return found if found and self._is_at_work(found) else None

    def _is_at_work(self, holder: Holder) -> bool:
        if holder.host != platform.node():
            return self._quiet_for() < _ANOTHER_HOST_IS_GONE_AFTER
        if holder.pid == os.getpid():
            return holder.token in _tokens
        return _lives(holder)

    def _quiet_for(self) -> float:
        with suppress(ValueError):
            return self._clock() - datetime.fromisoformat(self.updated_at).timestamp()
        return float("inf")

    def _release(self, me: Holder) -> None:
        try:
            with self._writing():
                if self._get("holder", Holder | None, None) == me:
                    self._db.execute("DELETE FROM fact WHERE name = 'holder'")
        except LongtakeError as error:
            # A full disk, say: the row stays, and whoever comes next sees that it is void.
            logger.warning("%s could not be released: %s", self.path.name, error)
        finally:
            _tokens.discard(me.token)

    # --- rows -----------------------------------------------------------------------------------

    def _begin(self, source: Source, options: Options, output: OutputOptions) -> None:
        self._put("source", source)
        self._put_request(options, output)
        self._put("state", _State("queued"))

    def _put_request(self, options: Options, output: OutputOptions) -> None:
        self._put("options", options)
        self._put("output", output)

    def _put(self, name: str, value: Any) -> None:
        payload = msgspec.msgpack.encode(value)
        self._db.execute(
            "INSERT OR REPLACE INTO fact VALUES (?, ?, ?)",
            (name, payload, checksum_of(name, payload)),
        )

    def _get(self, name: str, kind: Any, default: T) -> T:
        with speaking_of(self.path):
            query = "SELECT payload, checksum FROM fact WHERE name = ?"
            row = self._db.execute(query, (name,)).fetchone()
        if row is None or not self._is_intact(f"its {name}", row[1], name, row[0]):
            return default
        value: T | None = self._decode(f"its {name}", row[0], kind)
        return default if value is None else value

    def _require(self, name: str, kind: type[T]) -> T:
        value: T | None = self._get(name, kind, None)
        if value is None:
            raise damaged(self.path, f"its {name} is lost")
        return value

    def _intact(self, stage: str, part: int | None = None) -> Iterator[tuple[Checkpoint, bytes]]:
        """The saved parts of a stage, or the one asked for, whose checksum is right."""
        query = (
            "SELECT part, key, saved_at, provenance, payload, checksum FROM checkpoint"
            " WHERE stage = ?1 AND (?2 IS NULL OR part = ?2) ORDER BY part"
        )
        with speaking_of(self.path):
            rows = self._db.execute(query, (stage, part)).fetchall()
        for number, key, saved_at, origin, payload, checksum in rows:
            fields = (stage, number, key, saved_at, origin, payload)
            if self._is_intact(f"{stage} {number}", checksum, *fields):
                yield Checkpoint(number, key, saved_at, msgspec.json.decode(origin)), payload

    def _is_intact(self, what: str, checksum: bytes, *fields: str | int | bytes) -> bool:
        if checksum == checksum_of(*fields):
            return True
        logger.warning("%s: %s is damaged and left aside", self.path.name, what)
        return False

    def _decode(self, what: str, payload: bytes, kind: type[T]) -> T | None:
        try:
            return msgspec.msgpack.decode(payload, type=kind)
        except msgspec.DecodeError as error:
            logger.warning("%s: %s cannot be understood: %s", self.path.name, what, error)
        return None

    def _require_same(self, known: Source, found: Source) -> None:
        if known.content_id != found.content_id:
            raise MediaChanged(
                f"{found.path!r} is not the film that {self.path.name!r} was begun with.",
                "Give it a document of its own, or begin this one again with --restart.",
            )

    def _now(self) -> str:
        return datetime.fromtimestamp(self._clock(), UTC).isoformat(timespec="milliseconds")

    @contextmanager
    def _writing(self) -> Iterator[None]:
        """A short transaction: all that is written in it stays, or nothing."""
        with speaking_of(self.path):
            self._db.execute("BEGIN IMMEDIATE")
            try:
                yield
                self._put("updated_at", self._now())
                self._db.execute("COMMIT")
            finally:
                if self._db.in_transaction:
                    with suppress(sqlite3.Error):  # the error under way says more
                        self._db.execute("ROLLBACK")


# --- what it rests on -------------------------------------------------------------------------

_EDITS = msgspec.msgpack.Decoder[AnyEdit](AnyEdit)
_TURNS = -1  # the row of bases that is of no chunk, but of the whole film's turns
_ANOTHER_HOST_IS_GONE_AFTER = 3600.0  # seconds without a write; no chunk takes so long
_tokens: set[str] = set()  # the claims of this process


class _State(msgspec.Struct, frozen=True):
    state: JobState
    problem: Problem | None = None


def _film_missing(known: Source, error: MediaMissing) -> MediaMissing:
    return MediaMissing(
        f"The film is no longer where it was: {error.message}",
        "Put it back, or transcribe it from its new place: it is known by its content.",
        details=f"size {known.size}, content {known.content_id}",
    )


# --- processes --------------------------------------------------------------------------------


def _this_process(role: str, now: str) -> Holder:
    import psutil

    started = psutil.Process().create_time()
    return Holder(role, os.getpid(), started, platform.node(), now, uuid.uuid4().hex)


def _lives(holder: Holder) -> bool:
    """Whether the very process lives, not another that was given its number since."""
    import psutil

    try:
        process = psutil.Process(holder.pid)
        # The start is reckoned from the clock, which may have been set since.
        same = abs(float(process.create_time()) - holder.started) < 5.0
        return same and bool(process.status() != psutil.STATUS_ZOMBIE)
    except psutil.NoSuchProcess:
        return False
    except psutil.AccessDenied:
        return True
