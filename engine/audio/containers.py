"""Opening a file that may be hostile, and what its container says of it.

Only the named file is ever opened: FFmpeg reads it through an open file and may open nothing else,
whatever the file asks for. What cannot be used is a `MediaError` that says why.
"""

from __future__ import annotations

import io
import os
import stat
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import TYPE_CHECKING, Any

from engine.errors import MediaMissing, MediaUnreadable
from engine.protocol import AudioTrack, MediaInfo

if TYPE_CHECKING:
    from av.audio.stream import AudioStream
    from av.container import InputContainer

FREE_CLOCKS = {"mpegts", "mpeg", "ogg", "rm", "wtv", "dvr-ms"}
"""Formats whose clock starts anywhere: 0:00 is where the first stream starts."""
UNTIMED = {"mp3", "aac", "ac3", "eac3", "dts", "truehd", "amr", "loas"}
"""Formats whose timestamps are counted from what was decoded: lost bytes would shift the rest."""

_GUESSED_LENGTH = UNTIMED - {"mp3"}
_WARMING_UP = 0.1  # seconds; a first timestamp below this is the codec's own delay
_READ_SIZE = 1 << 20
_EBML, _SEGMENT = b"\x1a\x45\xdf\xa3", b"\x18\x53\x80\x67"
_PLAYLISTS = (b"#EXTM3U", b"ffconcat", b"[playlist]", b"<MPD", b"<smil", b"<asx", b"<ASX")


@contextmanager
def opened(path: Path) -> Iterator[InputContainer]:
    """The container of a film or recording, for as long as it is read."""
    import av

    with _readable(path) as file:
        try:
            container = av.open(
                file,
                "r",
                options={"protocol_whitelist": "none"},
                metadata_errors="replace",
                buffer_size=_READ_SIZE,
            )
        except av.FFmpegError as error:
            raise _not_media(path, str(error)) from error
        with container:
            yield container


def described(container: InputContainer, path: Path) -> MediaInfo:
    """Format, length and tracks, without decoding anything."""
    names = container.format.name.split(",")
    ending = path.suffix[1:].lower()
    return MediaInfo(
        container=ending if ending in names else names[0],
        duration=end(container),
        tracks=tuple(_track(n, stream) for n, stream in enumerate(container.streams.audio)),
        has_video=any(not _is_still(stream) for stream in container.streams.video),
    )


def only(container: InputContainer, track: int) -> AudioStream:
    """The audio track, with everything else passed over unread (a third of the work for a film)."""
    from av.stream import Discard

    wanted = container.streams.audio[track]
    for stream in container.streams:
        if stream.index != wanted.index:
            stream.discard = Discard.all
    return wanted


def zero(container: InputContainer) -> float:
    """The timestamp, in seconds, that players show as 0:00.

    Containers with a clock that starts at 0 mean it: a late start is silence. But a start of a
    few milliseconds is the codec's warming up, and one of minutes a piece of a running broadcast.
    """
    start = _start(container)
    if container.format.name in FREE_CLOCKS or not -1.0 < start < 60.0 or 0 < start < _WARMING_UP:
        return start
    return 0.0


def end(container: InputContainer) -> float:
    """Where on the film's time line it ends by what the container says; 0 where it says nothing."""
    seconds = (container.duration or 0) / 1_000_000
    if container.format.name.startswith("matroska"):  # here it is the last timestamp
        return max(0.0, seconds - zero(container))
    return seconds + max(0.0, _start(container) - zero(container)) if seconds > 0 else 0.0


def declared_end(container: InputContainer, stream: AudioStream) -> float:
    """Where the track ends by what the file says, or 0 where it does not know."""
    if container.format.name in _GUESSED_LENGTH:
        return 0.0
    if container.format.name == "mp3" and not container.start_time:
        return 0.0  # no Xing header: the length is only guessed from the bit rate
    if stream.duration and stream.time_base:
        start = float((stream.start_time or 0) * stream.time_base)
        return float(stream.duration * stream.time_base) + start - zero(container)
    return 0.0 if container.streams.video else end(container)


def is_cut_off(path: Path) -> bool:
    """Whether a file of a kind that tells its size is shorter than that."""
    head = _head(path)
    size = 0
    if head.startswith(b"RIFF"):
        declared = int.from_bytes(head[4:8], "little")
        size = 0 if declared == 0xFFFFFFFF else declared
    elif head.startswith(_EBML):
        size = _matroska_size(head)
    return path.stat().st_size + 1 < size


def no_sound(path: Path) -> MediaUnreadable:
    """The error for a file in which nothing can be heard."""
    return MediaUnreadable(
        f"{path.name!r} holds no sound: nothing in it could be decoded.",
        "Copy or record it again.",
    )


class _OnlyThisFile(io.FileIO):
    """The file as FFmpeg sees it: bytes and a harmless name that keeps the ending."""

    def __init__(self, path: Path) -> None:
        super().__init__(path, "rb")
        ending = path.suffix[1:]
        self._ending = ending if ending.isascii() and ending.isalnum() else "bin"

    def __setattr__(self, name: str, value: object) -> None:
        if name != "name":  # the base class would tell the real one, perhaps no UTF-8
            super().__setattr__(name, value)

    @property
    def name(self) -> str:
        """What FFmpeg may know: some formats are known by the ending alone."""
        return f"recording.{self._ending}"

    def seek(self, offset: int, whence: int = 0, /) -> int:
        """Like any seek, but one before the start is answered, not raised (tiny damaged files)."""
        try:
            return super().seek(offset, whence)
        except OSError:
            return -1


@contextmanager
def _readable(path: Path) -> Iterator[_OnlyThisFile]:
    try:
        mode = os.stat(path).st_mode
        if stat.S_ISDIR(mode):
            raise MediaMissing(
                f"{path.name!r} is a folder, not a recording.", "Name the files in it instead."
            )
        if not stat.S_ISREG(mode):
            raise MediaMissing(f"{path.name!r} is not a file that can be read twice.")
        file = _OnlyThisFile(path)
    except (OSError, ValueError) as error:
        raise _missing(path, error) from error
    with file:
        if not os.fstat(file.fileno()).st_size:
            raise MediaUnreadable(f"{path.name!r} is empty.", "Copy or record it again.")
        yield file


def _missing(path: Path, error: OSError | ValueError) -> MediaMissing:
    if isinstance(error, FileNotFoundError):
        if path.is_symlink():
            return MediaMissing(f"{path.name!r} is a link to a file that is not there.")
        return MediaMissing(f"There is no file {str(path)!r}.", "Check its name and folder.")
    if isinstance(error, PermissionError):
        return MediaMissing(f"{path.name!r} may not be read.", "Change its permissions.")
    reason = error.strerror if isinstance(error, OSError) else str(error)
    return MediaMissing(f"{path.name!r} cannot be opened ({reason}).")


def _not_media(path: Path, details: str) -> MediaUnreadable:
    head = _head(path)
    if any(mark in head for mark in _PLAYLISTS):
        return MediaUnreadable(
            f"{path.name!r} is a playlist, which only points to recordings.",
            "Open the recordings themselves.",
            details,
        )
    if head[4:8] in (b"ftyp", b"mdat", b"wide", b"free", b"moov"):
        return MediaUnreadable(
            f"{path.name!r} is incomplete: the index that an MP4 or QuickTime file needs is "
            "missing, as after an interrupted copy or recording.",
            "Copy it again from where it came from.",
            details,
        )
    if head.startswith((b"RIFF", b"RF64")):
        return no_sound(path)
    return MediaUnreadable(
        f"{path.name!r} is not a recording that Longtake can read.",
        "Audio and video files of nearly every kind are understood; this may be another kind "
        "of file with the name of one, or damaged.",
        details,
    )


def _head(path: Path) -> bytes:
    with open(path, "rb") as file:
        return file.read(1024)


def _track(number: int, stream: AudioStream) -> AudioTrack:
    context: Any = stream.codec_context
    return AudioTrack(
        number=number,
        codec=context.codec.canonical_name if context else "unknown",
        rate=(context.sample_rate or 0) if context else 0,
        channels=(context.channels or 0) if context else 0,
        language=stream.language or "",
        title=stream.metadata.get("title", ""),
        is_default=bool(stream.disposition & stream.disposition.default),
    )


def _is_still(stream: Any) -> bool:
    return bool(stream.disposition & stream.disposition.attached_pic)


def _start(container: InputContainer) -> float:
    return (container.start_time or 0) / 1_000_000


def _matroska_size(head: bytes) -> int:
    """The size of a Matroska file by its Segment element (RFC 9559), or 0."""
    length, width = _ebml_number(head, len(_EBML))
    segment = len(_EBML) + width + length
    if head[segment : segment + 4] != _SEGMENT:
        return 0
    length, width = _ebml_number(head, segment + 4)
    is_unknown = length == (1 << 7 * width) - 1  # a stream: it goes on to the end of the file
    return 0 if is_unknown else segment + 4 + width + length


def _ebml_number(data: bytes, at: int) -> tuple[int, int]:
    """A number and its width in bytes, which its leading zeros tell."""
    width = 9 - data[at].bit_length()
    return int.from_bytes(data[at : at + width], "big") & (1 << 7 * width) - 1, width
