"""A film as a file: enough to see that it changed, and to know it again elsewhere."""

from __future__ import annotations

import errno
import os
import stat
from collections.abc import Iterator
from hashlib import blake2b
from pathlib import Path
from typing import BinaryIO

import msgspec

from engine.errors import MediaMissing, UsageError


class Source(msgspec.Struct, frozen=True):
    """A film as it was found: enough to see that it changed, and to know it again elsewhere.

    `content_id` is the BLAKE2b-128 of the size, both ends and some places between: cheap, however
    long the film. Whether every sample is the same, only the fingerprint in `Prepared` tells.
    """

    path: str
    size: int
    mtime_ns: int
    content_id: str

    @classmethod
    def of(cls, path: Path) -> Source:
        """The film at `path`; what is no readable file is a `MediaMissing`."""
        place = os.path.abspath(path)
        _require_text(place)
        try:
            status = os.stat(place)
            _require_file(place, status)
            with open(place, "rb") as film:
                content_id = _content_id(film, status.st_size)
        except OSError as error:
            raise _unreadable(place, error) from error
        return cls(place, status.st_size, status.st_mtime_ns, content_id)

    @property
    def title(self) -> str:
        """What people call the film: its name without folder and ending."""
        return Path(self.path).stem

    def is_untouched(self) -> bool:
        """Whether the file is there with the size and time that it had; its content is not read."""
        try:
            status = os.stat(self.path)
        except OSError:
            return False
        return (status.st_size, status.st_mtime_ns) == (self.size, self.mtime_ns)


_MIB = 1 << 20


def _content_id(film: BinaryIO, size: int) -> str:
    digest = blake2b(str(size).encode(), digest_size=16)
    for start, length in _places(size):
        film.seek(start)
        digest.update(film.read(length))
    return digest.hexdigest()


def _places(size: int) -> Iterator[tuple[int, int]]:
    """Where to look, as (start, length): all of a small file; both ends of a long one and between.

    Between, because a film that is still being fetched may have its size and ends already.
    """
    if size <= 4 * _MIB:
        yield 0, size
        return
    yield 0, _MIB
    yield size - _MIB, _MIB
    for step in range(1, 16):
        yield size * step // 16, _MIB // 16


def _require_text(place: str) -> None:
    try:
        is_text = b"\0" not in place.encode()
    except UnicodeEncodeError:
        is_text = False
    if not is_text:
        raise UsageError(f"The name {place!r} is not valid text.", "Rename the file and try again.")


def _require_file(place: str, status: os.stat_result) -> None:
    """Refuse what is no file before it is opened, for opening a pipe waits for ever."""
    if stat.S_ISDIR(status.st_mode):
        raise MediaMissing(f"{place!r} is a folder, not a recording.")
    if not stat.S_ISREG(status.st_mode):
        raise MediaMissing(f"{place!r} is a device or pipe, not a recording.")


def _unreadable(place: str, error: OSError) -> MediaMissing:
    if error.errno == errno.ELOOP:
        return MediaMissing(f"{place!r} is a link that leads back to itself.")
    if isinstance(error, FileNotFoundError | NotADirectoryError):
        what = "is a link to a file that is not there" if os.path.islink(place) else "is not there"
        return MediaMissing(f"{place!r} {what}.", "Check its name, and that its disk is connected.")
    return MediaMissing(f"{place!r} cannot be read ({error.strerror}).", "Check its permissions.")
