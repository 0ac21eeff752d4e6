"""The support bundle: what helps to find a fault, without what belongs to the user.

    longtake doctor --bundle FILE

A zip with what `doctor` says, the logs and how each document came about: states, attempts, chunks,
figures. No word that was said, typed or enrolled is in it, no token, no name of a file, a person or
a machine. Every text goes through one `Mask` on its way into the zip:

- names of films, folders and documents become `name-` and eight digits, the same throughout one
  bundle but not in the next;
- words of a transcript, a prompt or a title become `[…]`, but for those that any software says;
- letters beyond ASCII do too: no message of ours has any, so they are the user's;
- logs of documents that are not here any more stay out, since their words are not known.
"""

from __future__ import annotations

import getpass
import json
import logging
import os
import platform
import re
import secrets
import sys
import zipfile
from collections.abc import Iterable, Iterator, Sequence
from contextlib import suppress
from hashlib import blake2b
from importlib import metadata
from itertools import pairwise
from pathlib import Path
from typing import Any, get_args

import msgspec

from engine.document import Document
from engine.errors import FileExists, LongtakeError, Problem, writing
from engine.jobs import queue
from engine.logs import Line, redacted
from engine.options import Home, Options
from engine.protocol import ChunkState, JobState, Prepared, Stage
from engine.transcript import ChunkText, Transcript

log = logging.getLogger(__name__)

STAGES = ("prepare", "language", "recognise", "align", "voices", "diarize", "transcript", "export")

LATEST = 20
"""So many documents, the last to be worked on, go into a bundle with their logs."""

README = """Longtake support bundle

doctor.txt      what this machine has and what Longtake would use of it
packages.txt    versions of what is installed
options.json    the settings in force; texts only by their length
documents/      each job: state, attempts, chunks, figures; none of its words
logs/           what happened

Names are replaced by name-… and your words by […]. Please look through it before you send it.
"""


def write_bundle(target: Path, home: Home, options: Options, findings: str) -> None:
    """Write the bundle to `target`, whole or not at all; `findings` is what doctor says.

    What is there already is a `FileExists`: it might be a film.
    """
    if target.exists():
        raise FileExists(f"{str(target)!r} is there already.", "Choose another name.")
    with writing(target):
        target.parent.mkdir(parents=True, exist_ok=True)
        fresh = target.with_name(f".{target.name}.{secrets.token_hex(4)}.new")
        try:
            with zipfile.ZipFile(fresh, "w", zipfile.ZIP_DEFLATED) as bundle:
                for name, text in contents(home, options, findings):
                    bundle.writestr(name, text)
            fresh.rename(target)
        finally:
            fresh.unlink(missing_ok=True)


def contents(home: Home, options: Options, findings: str) -> Iterator[tuple[str, str]]:
    """Every file of a bundle, as its name and its text."""
    documents = [_look_into(path) for path in _documents(home)]
    mask = Mask.of(documents, home, options)
    yield "README.txt", README
    yield "doctor.txt", mask.text(findings)
    yield "packages.txt", "\n".join(_packages())
    yield "options.json", _json(mask.options(options))
    latest = sorted(documents, key=lambda document: document.changed, reverse=True)[:LATEST]
    for document in latest:
        yield f"documents/{mask.name(document.path.stem)}.json", _json(mask.document(document))
    for path, stem in _log_files(home, latest):
        yield f"logs/{mask.name(stem) if stem else 'engine'}{_ending(path)}", mask.log(path)


# --- what is looked at ------------------------------------------------------------------------


class Dossier(msgspec.Struct, frozen=True):
    """A document as far as it can be read: `facts` hold no words but sentences about it.

    `words` and `names` are what must not be told.
    """

    path: Path
    facts: dict[str, Any]
    changed: float
    words: frozenset[str] = frozenset()
    names: tuple[str, ...] = ()
    options: Options | None = None


def _documents(home: Home) -> list[Path]:
    """The documents of the home, and those elsewhere that the logs tell of."""
    found = set(queue.documents(home))
    for path in home.logs.glob("*.jsonl*"):
        for line in _lines(path):
            elsewhere = line.data.get("document")
            if isinstance(elsewhere, str) and Path(elsewhere).is_file():
                found.add(Path(elsewhere))
    return sorted(found)


def _time_of(path: Path) -> float:
    with suppress(OSError):
        return path.stat().st_mtime
    return 0.0


def _look_into(path: Path) -> Dossier:
    try:
        with Document.open(path, read_only=True, verify=False, patience=1.0) as document:
            return _dossier(document)
    except LongtakeError as error:
        facts = {"unreadable": _problem(error.problem())}
        return Dossier(path, facts, _time_of(path), names=(path.stem,))


def _dossier(document: Document) -> Dossier:
    source = document.source
    return Dossier(
        path=document.path,
        facts={
            "state": document.state,
            "problem": _problem(document.problem),
            "created_at": document.created_at,
            "updated_at": document.updated_at,
            "source": {"size": source.size, "is_untouched": source.is_untouched()},
            "language": document.language,
            "formats": list(document.output.formats),
            "warnings": list(document.warnings),
            "attempts": [
                {**msgspec.to_builtins(attempt), "problem": _problem(attempt.problem)}
                for attempt in document.attempts
            ],
            "chunks": _chunks(document),
            "film": _film(document),
            "stages": {stage: _checkpoints(document, stage) for stage in STAGES},
        },
        changed=_time_of(document.path),
        words=frozenset(_words(document)),
        names=_names(document),
        options=document.options,
    )


def _problem(problem: Problem | None) -> dict[str, str] | None:
    """A problem without its details, but for where in the code it arose."""
    if problem is None:
        return None
    trace = [line for line in problem.details.splitlines() if _FRAME.match(line)]
    return {"code": problem.code, "message": problem.message, "trace": "\n".join(trace)}


def _film(document: Document) -> dict[str, Any] | None:
    """What its container and its sound are like."""
    film = _first(document, "prepare", Prepared)
    if film is None:
        return None
    return {
        "container": film.media.container,
        "duration": film.media.duration,
        "has_video": film.media.has_video,
        "tracks": [
            [track.codec, track.rate, track.channels, track.is_default]
            for track in film.media.tracks
        ],
        "track": film.track,
        "samples": film.samples,
        "speech": round(sum(end - start for start, end in film.speech.regions), 1),
        "regions": len(film.speech.regions),
    }


def _checkpoints(document: Document, stage: str) -> list[dict[str, Any]]:
    return [
        {
            "part": checkpoint.part,
            "saved_at": checkpoint.saved_at,
            "provenance": checkpoint.provenance,
        }
        for checkpoint in document.checkpoints(stage)
    ]


def _chunks(document: Document) -> list[dict[str, Any]]:
    texts = {text.index: text for text in _texts(document)}
    return [
        {**msgspec.to_builtins(chunk), "heard": _figures(texts.get(chunk.index))}
        for chunk in document.plan
    ]


def _figures(text: ChunkText | None) -> list[dict[str, Any]]:
    """By what each window was judged, and how many words it has."""
    return [
        {**msgspec.to_builtins(window), "words": len(window.words)}
        for window in (text.windows if text else ())
    ]


def _texts(document: Document) -> Iterator[ChunkText]:
    for checkpoint in document.checkpoints("recognise"):
        text = document.load("recognise", checkpoint.part, checkpoint.key, ChunkText)
        if text is not None:
            yield text


def _words(document: Document) -> Iterator[str]:
    """Every word of the document that is the user's, in lower case."""
    for text in _texts(document):
        yield from _tokens("".join(word.text for word in text.words))
    if transcript := _first(document, "transcript", Transcript):
        for segment in transcript.segments:
            yield from _tokens(segment.text)
        for speaker in transcript.speakers:
            yield from _tokens(speaker.name)
    for logged in document.edit_log:
        for field in ("text", "name", "find", "replacement"):
            yield from _tokens(getattr(logged.edit, field, ""))
    yield from _tokens(document.options.initial_prompt)
    yield from _tokens(f"{document.source.title} {document.path.stem}")


def _names(document: Document) -> tuple[str, ...]:
    source = Path(document.source.path)
    folders = [part.name for part in (source.parent, document.path.parent)]
    film = _first(document, "prepare", Prepared)
    titles = [track.title for track in film.media.tracks] if film else []
    return (source.name, source.stem, document.path.stem, *folders, *titles)


def _first(document: Document, stage: str, kind: type[Any]) -> Any:
    for checkpoint in document.checkpoints(stage):
        return document.load(stage, checkpoint.part, checkpoint.key, kind)
    return None


def _packages() -> list[str]:
    found = {
        f"{package.metadata['Name']} {package.version}" for package in metadata.distributions()
    }
    return sorted(found, key=str.lower)


# --- logs -------------------------------------------------------------------------------------


def _log_files(home: Home, documents: Sequence[Dossier]) -> Iterator[tuple[Path, str]]:
    """The logs of the engine and of the documents that could be read, with the document's stem."""
    known = {document.path.stem for document in documents if document.options is not None}
    for path in sorted(home.logs.glob("*")):
        stem = path.name.removesuffix(_ending(path))
        if stem == "engine":
            yield path, ""
        elif stem in known:
            yield path, stem


def _ending(path: Path) -> str:
    """`.log`, `.jsonl`, and which rotated one it is."""
    found = re.search(r"\.(log|jsonl)(\.\d+)?$", path.name)
    return found.group() if found else ""


def _lines(path: Path) -> Iterator[Line]:
    """What can be read of a log for programs."""
    try:
        raw = path.read_bytes().splitlines()
    except OSError:
        return
    for line in raw:
        try:
            yield msgspec.json.decode(line, type=Line)
        except (msgspec.DecodeError, msgspec.ValidationError):
            continue  # a disk was full in the middle of it


# --- the mask ---------------------------------------------------------------------------------

MASKED = "[…]"

_FRAME = re.compile(r'\s*File "[^"]*", line \d+')
_HEAD = re.compile(r"^(\d{4}-\d\d-\d\d [\d:,]+ \d+ [A-Z]+ [\w.-]+: )(.*)$")
_PATH = re.compile(r"""(?<=")~?/[^"\n]*(?=")|(?<=')~?/[^'\n]*(?=')|~?(?<![\w/])/[^\s'"():,;]+""")
_FILE = re.compile(r"""(?<=")[^"/\n]+\.\w{2,8}(?=")|(?<=')[^'/\n]+\.\w{2,8}(?=')""")
_NAME = re.compile(r"name-[0-9a-f]{8}")
_TOKEN = re.compile(r"[^\W\d_]+(?:['’][^\W\d_]+)*")
_NAME_OR_TOKEN = re.compile(rf"\b{_NAME.pattern}\b|{_TOKEN.pattern}")
_CODE = (".py", ".so", ".dylib", ".pyx", ".cpp", ".cc", ".mm")

_STOCK = """
a about after again all allocate already also an and another any are argument as at available be
because been before begins best both but by byte bytes cache call can cannot change channel
channels check chunk code command compute could count cpu cuda data dead default desktop device did
disk do document documents does done down downloads driver each empty end ended ends engine enough
error errors exception exit expected fail failed failure fault fetch file files film first float
for format found free from full get given go goes got gpu had half has have here home host if in
index info input int into invalid is it item its job killed kind known large last left less line
list load loaded log longtake lost machine made mask match me media memory message met missing
model more most movies name new next no none not now null number of off old on one only open
operation option options or other out output over part path pause pauses process progress prompt
python ran range read ready request result resumed root run running same samples seconds see
segment set shape signal size so some source speech stage start started state still stop such sure
system task text than that the their them then there these they this thread time times tmp to too
tried try two type unit unknown until up us use used user users value version wait was we went were
what when where which while who why will window windows with without word words work worker would
write wrong you your
"""
STOCK = frozenset(_STOCK.split()) | {
    word
    for names in (JobState, ChunkState, Stage)
    for name in get_args(names)
    for word in name.split("-")
}
"""Words that say nothing of who says them, and that a log cannot do without."""


class Mask:
    """Takes out of texts what is the user's."""

    def __init__(self, names: Iterable[str], words: Iterable[str], folders: Iterable[str]) -> None:
        self._salt = secrets.token_bytes(16)
        self._names = sorted({name for name in names if len(name) > 1}, key=len, reverse=True)
        self._words = frozenset(words) - STOCK
        self._folders = sorted(folders, key=len, reverse=True)

    @classmethod
    def of(cls, documents: Sequence[Dossier], home: Home, options: Options) -> Mask:
        """The mask for all that these documents, these options and this machine could tell."""
        names = {name for document in documents for name in document.names}
        names |= {path.name.removesuffix(_ending(path)) for path in home.logs.glob("*")}
        names |= {platform.node(), platform.node().split(".")[0], _user()}
        words = frozenset[str]().union(*(document.words for document in documents))
        return cls(
            (name for name in names if name.lower() not in STOCK),
            words | frozenset(_tokens(options.initial_prompt)),
            (str(home.root), os.path.expanduser("~")),
        )

    def name(self, name: str) -> str:
        """What stands for `name` in this bundle."""
        digest = blake2b(name.encode(errors="replace"), key=self._salt, digest_size=4)
        return f"name-{digest.hexdigest()}"

    def text(self, text: str) -> str:
        """`text` without secrets, names, foreign paths and words of the user."""
        lines = redacted(text).split("\n")
        return "\n".join(
            self._line(line, is_code=_is_code(line, before))
            for before, line in pairwise(["", *lines])
        )

    def log(self, path: Path) -> str:
        """The log at `path`; its lines keep their heads."""
        if _ending(path).startswith(".jsonl"):
            return "".join(_json(self._record(line), indent=None) + "\n" for line in _lines(path))
        lines = path.read_text(encoding="utf-8", errors="replace").splitlines()
        return self.text("\n".join(lines)) + "\n"

    def options(self, options: Options) -> dict[str, Any]:
        """Settings; a free text only by its length, a folder only as a name."""
        fields: dict[str, Any] = msgspec.to_builtins(options)
        fields["initial_prompt"] = f"{len(options.initial_prompt)} characters"
        fields["model"] = self.tree(options.model)
        return fields

    def document(self, dossier: Dossier) -> dict[str, Any]:
        """How a document came about."""
        options = self.options(dossier.options) if dossier.options else None
        masked: dict[str, Any] = self.tree(dossier.facts)
        return {"options": options, **masked}

    def tree(self, value: Any) -> Any:
        """`value` with every text in it masked; keys are ours."""
        match value:
            case str() if value.startswith("/"):
                return self._path(value)
            case str():
                return self.text(value)
            case dict():
                return {key: self.tree(inner) for key, inner in value.items()}
            case list() | tuple():
                return [self.tree(inner) for inner in value]
        return value

    def _record(self, line: Line) -> dict[str, Any]:
        kept = msgspec.structs.replace(line, message="", data={}, trace="")
        return {
            **msgspec.to_builtins(kept),
            "message": self.text(line.message),
            "data": self.tree(line.data),
            "trace": self.text(line.trace),
        }

    def _line(self, line: str, is_code: bool) -> str:
        head, message = "", line
        if found := _HEAD.match(line):
            head, message = found.groups()
        for folder in self._folders:
            message = message.replace(folder, "~")
        for name in self._names:
            if name in message:
                message = _whole(name).sub(self._file(name), message)
        message = _PATH.sub(lambda path: self._path(path.group()), message)
        if is_code:
            return head + message
        message = _FILE.sub(lambda name: self._file(name.group()), message)
        return head + _NAME_OR_TOKEN.sub(lambda word: self._word(word.group()), message)

    def _path(self, path: str) -> str:
        """A path of software as it is below its folder of packages, any other as a name."""
        if path.endswith(_CODE) or path.startswith((sys.prefix, sys.base_prefix)):
            for border in ("/site-packages/", "/engine/", "/lib/"):
                if border in path:
                    return f"…{border}{path.rsplit(border, 1)[1]}"
        return self._file(path)

    def _file(self, path: str) -> str:
        """A name for the file, which is the same wherever it lies, with the file's ending."""
        stem, ending = os.path.splitext(os.path.basename(path))
        if not re.fullmatch(r"\.[A-Za-z0-9]{1,8}", ending):
            stem, ending = stem + ending, ""
        return (stem if _NAME.fullmatch(stem) else self.name(stem)) + ending

    def _word(self, word: str) -> str:
        if _NAME.fullmatch(word):
            return word
        is_theirs = not word.isascii() or word.lower() in self._words
        return MASKED if is_theirs else word


def _is_code(line: str, before: str) -> bool:
    """Whether a line of a traceback says where in the code it was."""
    return bool(_FRAME.match(line) or (_FRAME.match(before) and line.startswith("    ")))


def _whole(name: str) -> re.Pattern[str]:
    """`name` where it is not a part of a longer word."""
    return re.compile(rf"(?<!\w){re.escape(name)}(?!\w)")


def _tokens(text: str) -> Iterator[str]:
    return (found.group().lower() for found in _TOKEN.finditer(text))


def _user() -> str:
    try:
        return getpass.getuser()
    except (KeyError, OSError):
        return ""


def _json(value: Any, indent: int | None = 1) -> str:
    return json.dumps(value, indent=indent, ensure_ascii=False)
