"""SHA-256 of files, remembered while they do not change."""

from __future__ import annotations

import hashlib
from contextlib import suppress
from pathlib import Path

import msgspec

from engine.whole import write_whole


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
            write_whole(self._store, msgspec.json.encode(self._known))

    def _load(self) -> dict[str, tuple[int, int, str]]:
        try:
            return msgspec.json.decode(
                self._store.read_bytes(), type=dict[str, tuple[int, int, str]]
            )
        except (OSError, msgspec.DecodeError):
            return {}
