"""The decoded sound of a film in a file: written once, from 0:00 to the end, read in stretches."""

from __future__ import annotations

import hashlib
import os
from pathlib import Path
from types import TracebackType
from typing import TYPE_CHECKING, Self

from engine.errors import MediaMissing, writing
from engine.programs import is_running
from engine.transcript import SAMPLE_RATE

if TYPE_CHECKING:
    import numpy as np
    from numpy.typing import NDArray

    Block = NDArray[np.int16]

PEAK = SAMPLE_RATE // 100
"""Samples behind each pair of waveform peaks."""


def unfinished(cache: Path) -> Path:
    """Where the samples are until the file is whole."""
    return cache.with_name(cache.name + ".part")


def drop(cache: Path) -> None:
    """Remove the samples, and what a worker left that was killed while it wrote them."""
    cache.unlink(missing_ok=True)
    unfinished(cache).unlink(missing_ok=True)


def of_this_process(folder: Path, use: str) -> Path:
    """A cache for as long as this process lives; those of processes that were killed are removed.

    A process has one for each `use` at a time.
    """
    for left in folder.glob(f"{use}-*.s16*"):
        number = left.name.removeprefix(f"{use}-").partition(".")[0]
        if number.isdecimal() and not is_running(int(number)):
            left.unlink(missing_ok=True)
    return folder / f"{use}-{os.getpid()}.s16"


class CacheWriter:
    """Samples on their way into a cache file, which gets its name when it is whole.

    As a context manager: what was not committed is removed.
    """

    def __init__(self, path: Path) -> None:
        self.path = path
        self.samples = 0
        self._partial = unfinished(path)
        self._hash = hashlib.blake2b(digest_size=16)
        self._peaks = _Peaks()
        with writing(path):
            self._file = open(self._partial, "wb", buffering=0)  # noqa: SIM115

    def write(self, block: Block) -> None:
        """Append int16 samples."""
        import numpy as np

        raw = np.ascontiguousarray(block, "<i2").data.cast("B")
        with writing(self.path):
            written = 0
            while written < len(raw):  # a disk that fills up takes a part first
                written += self._file.write(raw[written:]) or 0
        self._hash.update(raw)
        self._peaks.add(block)
        self.samples += len(block)

    @property
    def fingerprint(self) -> str:
        """BLAKE2b-128 of the samples so far, in hex."""
        return self._hash.hexdigest()

    @property
    def peaks(self) -> bytes:
        """Lowest and highest value of each 1/100 s as signed bytes."""
        return self._peaks.pairs()

    def commit(self) -> None:
        """Give the finished file its name."""
        with writing(self.path):
            self._file.close()
            os.replace(self._partial, self.path)

    def __enter__(self) -> Self:
        return self

    def __exit__(
        self,
        kind: type[BaseException] | None,
        error: BaseException | None,
        trace: TracebackType | None,
    ) -> None:
        self._file.close()
        self._partial.unlink(missing_ok=True)


class Samples:
    """A finished cache file, for reading stretches of it; safe for several threads.

    Read, not mapped: the pages of a mapping would count as this process's memory, and a long film
    would grow it by hundreds of megabytes.
    """

    def __init__(self, cache: Path) -> None:
        try:
            self._file = open(cache, "rb", buffering=0)  # noqa: SIM115
        except OSError as error:
            raise MediaMissing(
                f"The decoded sound {str(cache)!r} cannot be read ({error.strerror})."
            ) from error
        self.count = os.fstat(self._file.fileno()).st_size // 2

    @property
    def duration(self) -> float:
        """Length in seconds."""
        return self.count / SAMPLE_RATE

    def read(self, start: float = 0.0, end: float = float("inf")) -> NDArray[np.float32]:
        """The samples from `start` to `end` seconds, -1 to 1; fewer where the film ends before."""
        import numpy as np

        first = min(max(0, round(start * SAMPLE_RATE)), self.count)
        last = max(first, round(min(end * SAMPLE_RATE, self.count)))
        raw = self._bytes(2 * first, 2 * (last - first))
        return np.frombuffer(raw, "<i2").astype(np.float32) / np.float32(32768)

    def close(self) -> None:
        """Let the file go."""
        self._file.close()

    def __enter__(self) -> Self:
        return self

    def __exit__(self, *exception: object) -> None:
        self.close()

    def _bytes(self, offset: int, size: int) -> bytes:
        parts = []
        while size and (part := os.pread(self._file.fileno(), size, offset)):
            parts.append(part)
            offset, size = offset + len(part), size - len(part)
        return b"".join(parts)


class _Peaks:
    """The waveform for display, gathered block by block."""

    def __init__(self) -> None:
        self._pairs = bytearray()
        self._left: Block | None = None

    def add(self, block: Block) -> None:
        """Take blocks of any length."""
        import numpy as np

        if self._left is not None:
            block = np.concatenate((self._left, block))
        whole = len(block) // PEAK * PEAK
        self._pairs += _extremes(block[:whole].reshape(-1, PEAK))
        self._left = block[whole:].copy() if whole < len(block) else None

    def pairs(self) -> bytes:
        """All pairs so far, one of the last started 1/100 s included."""
        rest = b"" if self._left is None else _extremes(self._left[None])
        return bytes(self._pairs) + rest


def _extremes(rows: Block) -> bytes:
    import numpy as np

    pairs = np.stack((rows.min(1, initial=0), rows.max(1, initial=0)), 1) >> 8
    return pairs.astype(np.int8).tobytes()
