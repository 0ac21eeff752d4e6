"""Where the engine and its workers write what happened: for people and support, not the terminal.

    engine.log, engine.jsonl          what a process says while no job runs in it
    <document>.log, <document>.jsonl  all that the engine and the workers of a job say

Each `.log` is for reading and its `.jsonl` twin, one `Line` a line, for programs. Several processes
append to the same files and rotate them; each record is one write, so that none tears another.

Libraries may not print for themselves, and their warnings are records too. Neither tokens nor what
users say or type belongs into a log: `redacted` takes out what would get in through an error's
text, and nothing here logs a word of a transcript.
"""

from __future__ import annotations

import copy
import fcntl
import logging
import os
import re
import sys
import threading
from collections.abc import Iterator, Mapping
from contextlib import contextmanager, suppress
from datetime import UTC, datetime
from pathlib import Path
from typing import Any, Literal, TextIO

import msgspec

from engine.options import Home

FORMAT = "%(asctime)s %(process)d %(levelname)s %(name)s: %(message)s"
LARGEST = 1_000_000  # bytes of one log file
KEPT = 3  # older files, named .1 (the latest) to .3
VARIABLE = "LONGTAKE_LOG"
"""Tells a worker the readable log of its job; the other lies beside it."""

Role = Literal["engine", "worker"]

log = logging.getLogger(__name__)
_events = logging.getLogger("engine.events")


class Line(msgspec.Struct, frozen=True, omit_defaults=True):
    """One record of a `.jsonl` log: `time` as ISO 8601 in UTC, `data` what belongs to an event."""

    time: str
    level: str
    process: int
    role: str
    logger: str
    message: str
    data: dict[str, Any] = {}
    trace: str = ""


def log_to(home: Home) -> None:
    """Send the log of this process to `home.logs`; where that cannot be written, nowhere."""
    _listen_to_everything()
    _add_pair(home.logs / "engine.log", "engine")


def configure_worker(environ: Mapping[str, str] = os.environ) -> None:
    """Send the log of this worker to its job's files, or to stderr where it was not told which.

    Called once stdout is stderr and before any library is loaded. Where the engine made stderr the
    readable log, what native code prints there moves on with the log when that is rotated.
    """
    _listen_to_everything()
    if path := environ.get(VARIABLE):
        _add_pair(Path(path), "worker")
        return
    handler = _Stderr()
    handler.setFormatter(_Readable(FORMAT))
    logging.getLogger().addHandler(handler)


@contextmanager
def of_job(home: Home, document: Path, *hidden: str) -> Iterator[None]:
    """Write what is said from now on into the log of the job that `document` is, not elsewhere.

    Only one job runs in a process at a time, so all that any thread says meanwhile is about it.
    `hidden` are texts of the user, such as a prompt, that must not get in.
    """
    root = logging.getLogger()
    others = [handler for handler in root.handlers if isinstance(handler, _SharedFile)]
    log.info("job %s begins", document.stem)
    for handler in others:
        root.removeHandler(handler)
    ours = _add_pair(log_file(home, document), "engine")
    known = dict(_hidden)
    hide(*hidden)
    log.info("job %s begins", document.stem, extra={"data": {"document": str(document)}})
    try:
        yield
    finally:
        _hidden.clear()
        _hidden.update(known)
        for handler in ours:
            root.removeHandler(handler)
            handler.close()
        for handler in others:
            root.addHandler(handler)
        log.info("job %s has ended", document.stem)


def log_file(home: Home, document: Path) -> Path:
    """The readable log of the job that `document` is."""
    return home.logs / f"{document.stem}.log"


def note(event: msgspec.Struct) -> None:
    """Log an event by its name and fields, but the lists and the long texts in it."""
    fields = {
        name: round(value, 3) if isinstance(value, float) else value
        for name, value in msgspec.to_builtins(event).items()
        if isinstance(value, str | int | float | bool) and value != ""
    }
    if problem := getattr(event, "problem", None):
        fields["problem"] = f"{problem.code}: {problem.message}"
    told = (item for item in fields.items() if item[0] not in ("type", "job"))
    words = " ".join(f"{name}={_quoted(value)}" for name, value in told)
    _events.info("%s %s", fields.get("type", type(event).__name__), words, extra={"data": fields})


def _quoted(value: object) -> str:
    """`value` in quotes where one could not see its end otherwise."""
    return repr(value) if " " in str(value) else str(value)


# --- what stays out ---------------------------------------------------------------------------

HIDDEN = "[hidden]"

_TOKEN = re.compile(
    r"\b(?:hf_|api_org_|gh[pousr]_|github_pat_|sk-|xox[abp]-|pypi-)[\w-]{8,}|\beyJ[\w-]{8,}\.[\w.-]+"
)
_BEARER = re.compile(r"(?i)\b(bearer|basic)\s+(?=\S*[\d=])[\w.~+/=-]{8,}")
_ASSIGNED = re.compile(
    r"(?i)([\w-]*(?:token|secret|passw(?:or)?d|api[_-]?key|credential)[\w-]*['\"]?\s*[=:]\s*['\"]?)"
    r"(?!\d+\b)[^\s'\",;&)\]}]{4,}"
)
_LOGIN = re.compile(r"(\w+://)[^/\s@]+@")
_QUERY = re.compile(r"(https?://[^\s?'\"]+)\?[^\s'\"]+")  # signed addresses carry their key here
_SECRET_NAME = re.compile(r"TOKEN|SECRET|PASSWORD|API_?KEY|CREDENTIAL")
_SHORTEST = 4  # letters; hiding less would leave holes everywhere
_hidden: dict[str, None] = {}


def hide(*texts: str) -> None:
    """Keep these very texts out of every log of this process."""
    for text in texts:
        if len(text.strip()) >= _SHORTEST:
            _hidden[text.strip()] = None


def redacted(text: str) -> str:
    """`text` without tokens, passwords and whatever was told to `hide`; valid whatever it holds."""
    text = text.encode(errors="backslashreplace").decode()  # names of files may be no text
    for known in sorted(_hidden, key=len, reverse=True):
        text = text.replace(known, HIDDEN)
    text = _TOKEN.sub(HIDDEN, text)
    text = _BEARER.sub(rf"\1 {HIDDEN}", text)
    text = _ASSIGNED.sub(rf"\1{HIDDEN}", text)
    text = _LOGIN.sub(rf"\1{HIDDEN}@", text)
    return _QUERY.sub(rf"\1?{HIDDEN}", text)


def _discreet(record: logging.LogRecord) -> logging.LogRecord:
    """A copy of `record` with its message made out, and of a library's without what it quotes.

    Libraries quote what they work on: whisperx's alignment warns with the text of a segment.
    """
    record = copy.copy(record)
    try:
        record.msg = record.getMessage()
    except (TypeError, ValueError, KeyError):  # a library's bug must not end a job
        record.msg = f"{record.msg} {len(record.args or ())} arguments do not fit"
    record.args = None
    if not _is_ours(record):
        record.msg = re.sub(r'"[^\n]*"', '"…"', record.msg)
    return record


def _is_ours(record: logging.LogRecord) -> bool:
    return record.name.split(".")[0] in ("engine", "__main__")


def _redacted_tree(value: Any) -> Any:
    if isinstance(value, str):
        return redacted(value)
    if isinstance(value, dict):
        return {key: _redacted_tree(inner) for key, inner in value.items()}
    return value


# --- how it looks -----------------------------------------------------------------------------


class _Readable(logging.Formatter):
    """A line for people, with the traceback below it."""

    def format(self, record: logging.LogRecord) -> str:
        return redacted(super().format(record))


class _JsonLine(logging.Formatter):
    """A `Line`."""

    def __init__(self, role: Role) -> None:
        super().__init__()
        self._role = role

    def format(self, record: logging.LogRecord) -> str:
        trace = self.formatException(record.exc_info) if record.exc_info else ""
        line = Line(
            time=datetime.fromtimestamp(record.created, UTC).isoformat(timespec="milliseconds"),
            level=record.levelname,
            process=record.process or 0,
            role=self._role,
            logger=record.name,
            message=redacted(record.getMessage()),
            data=_redacted_tree(getattr(record, "data", {})),
            trace=redacted(trace),
        )
        return msgspec.json.encode(line).decode()


# --- where it goes ----------------------------------------------------------------------------


def _add_pair(path: Path, role: Role) -> tuple[_SharedFile, _SharedFile]:
    readable = _SharedFile(path, _Readable(FORMAT))
    for_programs = _SharedFile(path.with_suffix(".jsonl"), _JsonLine(role))
    for handler in (readable, for_programs):
        logging.getLogger().addHandler(handler)
    return readable, for_programs


class _Stderr(logging.StreamHandler[TextIO]):
    """Where a worker speaks that has no log."""

    def emit(self, record: logging.LogRecord) -> None:
        """Write one record."""
        super().emit(_discreet(record))


class _SharedFile(logging.Handler):
    """A log file that several processes append to; whoever finds it too large rotates it."""

    def __init__(self, path: Path, formatter: logging.Formatter) -> None:
        super().__init__()
        self._path = path
        self._file = -1
        self.setFormatter(formatter)

    def emit(self, record: logging.LogRecord) -> None:
        """Append one record; a full disk or a folder in the way only loses the log."""
        line = self.format(_discreet(record)).encode(errors="backslashreplace") + b"\n"
        with suppress(OSError):
            self._follow()
            if os.fstat(self._file).st_size + len(line) > LARGEST:
                with suppress(OSError):  # too large is better than silent
                    self._rotate()
            os.write(self._file, line)

    def close(self) -> None:
        """Let go of the file."""
        if self._file >= 0:
            os.close(self._file)
            self._file = -1
        super().close()

    def _follow(self) -> None:
        """Open the file that has the log's name now, which another process may have rotated."""
        if self._file >= 0 and self._is_current():
            return
        self._path.parent.mkdir(parents=True, exist_ok=True)
        flags = os.O_WRONLY | os.O_APPEND | os.O_CREAT | os.O_CLOEXEC
        fresh = os.open(self._path, flags, 0o600)
        if self._file >= 0:
            _redirect_standard_streams(self._file, fresh)
            os.close(self._file)
        self._file = fresh

    def _is_current(self) -> bool:
        try:
            return os.path.samestat(os.fstat(self._file), os.stat(self._path))
        except FileNotFoundError:
            return False

    def _rotate(self) -> None:
        """Move the files on, unless another process does so at this moment or just has."""
        fcntl.flock(self._file, fcntl.LOCK_EX | fcntl.LOCK_NB)
        try:
            if self._is_current():
                for number in range(KEPT, 0, -1):
                    with suppress(FileNotFoundError):
                        os.replace(self._older(number - 1), self._older(number))
        finally:
            fcntl.flock(self._file, fcntl.LOCK_UN)
        self._follow()

    def _older(self, number: int) -> Path:
        return self._path.with_name(f"{self._path.name}.{number}") if number else self._path


def _redirect_standard_streams(old: int, new: int) -> None:
    """Let what native code prints go where the log goes, if it went there before."""
    for stream in (1, 2):
        with suppress(OSError):
            if os.path.samestat(os.fstat(stream), os.fstat(old)):
                os.dup2(new, stream)


# --- whom it hears ----------------------------------------------------------------------------


def _listen_to_everything() -> None:
    """Hear our own records from INFO on, and of all others warnings and errors."""
    root = logging.getLogger()
    root.setLevel(logging.WARNING)
    logging.getLogger("engine").setLevel(logging.INFO)
    logging.captureWarnings(True)
    logging.setLoggerClass(_Guest)
    threading.excepthook = _log_thread_death
    sys.unraisablehook = _log_unraisable
    hide(*(value for name, value in os.environ.items() if _SECRET_NAME.search(name)))


class _Guest(logging.Logger):
    """A library's logger: it speaks through ours and not to the terminal, whatever it sets up."""

    def addHandler(self, hdlr: logging.Handler) -> None:
        """Files are welcome; the terminal and the worker's wire are not a library's to use."""
        if isinstance(hdlr, logging.FileHandler) or not isinstance(hdlr, logging.StreamHandler):
            super().addHandler(hdlr)

    @property
    def propagate(self) -> bool:
        """Always: transformers and the hub turn it off for themselves."""
        return True

    @propagate.setter
    def propagate(self, value: bool) -> None:
        """Not a library's to say."""


def _log_thread_death(death: threading.ExceptHookArgs) -> None:
    if death.exc_value is None or death.exc_type is SystemExit:
        return
    name = death.thread.name if death.thread else "?"
    trace = (death.exc_type, death.exc_value, death.exc_traceback)
    log.error("the thread %s has died", name, exc_info=trace)


def _log_unraisable(error: sys.UnraisableHookArgs) -> None:
    log.error("%s", error.err_msg or "an exception was ignored", exc_info=error.exc_value)
