"""Any film or recording, as 16 kHz mono samples in a cache file, at the times that players show.

    probe(path)            what is in a file, without decoding it
    write_cache(path, …)   decode one track into a cache file; `listen_meanwhile` also hears it
    Samples(cache)         read stretches of it back
    Decoder(path).blocks() the samples themselves, a few seconds at a time

Times never drift: a track that starts late is padded, holes in its timestamps and damaged stretches
are filled with silence. The film is never in memory whole, and only the named file is ever opened:
FFmpeg reads it through an open file and may open nothing else, whatever a hostile file asks for.
"""

from __future__ import annotations

import hashlib
import io
import os
import stat
import threading
from collections import deque
from collections.abc import Callable, Iterable, Iterator, Sequence
from contextlib import contextmanager
from pathlib import Path
from types import TracebackType
from typing import TYPE_CHECKING, Any, Self, TypeVar

import msgspec

from engine.errors import MediaMissing, MediaUnreadable, UsageError, writing
from engine.protocol import AudioTrack, MediaInfo
from engine.transcript import SAMPLE_RATE

if TYPE_CHECKING:
    import numpy as np
    from av.audio.frame import AudioFrame
    from av.audio.stream import AudioStream
    from av.container import InputContainer
    from av.packet import Packet
    from numpy.typing import NDArray

    Block = NDArray[np.int16]

Report = Callable[[float, float], None]
Heard = TypeVar("Heard")

BLOCK = 4 * SAMPLE_RATE
"""Samples of every block but the last."""
PEAK = SAMPLE_RATE // 100
"""Samples behind each pair of waveform peaks."""

_TOLERANCE = 0.1  # seconds; timestamps of mkv, avi and asf jitter by less (ffmpeg's async: 0.1 too)
_JITTER = 0.01  # seconds; right after damage even small holes are filled
_OVERLAP = 10.0  # seconds that timestamps may step back before they are another clock's …
_FREE_OVERLAP = 1.0  # … or of a free clock, which starts anew where broadcasts are joined
_SLACK = 10.0  # seconds by which the length that a film claims may be wrong
_UNKNOWN_HOLE = 600.0  # seconds of silence to believe in where the film's length is unknown
_LONGEST_HOLE = 3600.0  # no claim of a file makes us write more silence than this at once
_SMALL_HOLE = 0.12  # seconds; up to this, clocks run apart rather than something is missing
_SPARSE_HOLE = 0.5  # seconds; codecs that send nothing in pauses leave holes up to this
_MISSING_END = 1.0  # seconds that a recording may be shorter than it says without being cut off
_READ_SIZE = 1 << 20
_READ_FAILURES = 50  # in a row, before the rest of the file is given up
_MPEG_TICK = 1 / 90_000
_MPEG_WRAP = 2**33 * _MPEG_TICK  # MPEG timestamps have 33 bits
_BELT_BLOCKS = 16
_EBML, _SEGMENT = b"\x1a\x45\xdf\xa3", b"\x18\x53\x80\x67"
_PLAYLISTS = (b"#EXTM3U", b"ffconcat", b"[playlist]", b"<MPD", b"<smil", b"<asx", b"<ASX")
# Their clock starts anywhere: 0:00 is where the first stream starts.
_FREE_CLOCKS = {"mpegts", "mpeg", "ogg", "rm", "wtv", "dvr-ms"}
# Their timestamps are counted from what was decoded, so that lost bytes would shift the rest.
_UNTIMED = {"mp3", "aac", "ac3", "eac3", "dts", "truehd", "amr", "loas"}
_GUESSED_LENGTH = _UNTIMED - {"mp3"}
_SPARSE_CODECS = {"opus", "speex", "amr_nb", "amr_wb"}
# ITU-R BS.775 to mono; the low-frequency channel is kept, for six tracks are not always 5.1.
_WEIGHTS = {"FC": 0.71, "FL": 0.5, "FR": 0.5, "DL": 0.5, "DR": 0.5, "NONE": 0.5}
_OTHER_WEIGHT = 0.35


class Decoded(msgspec.Struct, frozen=True):
    """What decoding found: everything of `protocol.Prepared` but the speech."""

    media: MediaInfo
    track: int
    samples: int
    fingerprint: str
    peaks: bytes
    warnings: tuple[str, ...] = ()


def probe(path: Path) -> MediaInfo:
    """Container, length and tracks; a file that cannot be used is a `MediaError` saying why."""
    with _opened(path) as container:
        return _described(container, path)


def write_cache(
    source: Path,
    cache: Path,
    *,
    track: int = -1,
    report: Report = lambda done, total: None,
    sink: Callable[[Block], None] = lambda block: None,
) -> Decoded:
    """Decode a track of `source` into the file `cache`, giving each block to `sink` as well.

    `report` hears seconds done and in all. `cache` appears when it is whole, or not at all.
    """
    decoder = Decoder(source, track)
    with CacheWriter(cache) as writer:
        for block in decoder.blocks():
            writer.write(block)
            sink(block)
            done = writer.samples / SAMPLE_RATE
            report(done, max(done, decoder.media.duration))
        if not writer.samples:
            raise _no_sound(source)
        writer.commit()
    return Decoded(
        decoder.media,
        decoder.track,
        writer.samples,
        writer.fingerprint,
        writer.peaks,
        decoder.warnings,
    )


def listen_meanwhile(
    source: Path,
    cache: Path,
    listen: Callable[[Iterator[Block]], Heard],
    *,
    track: int = -1,
    report: Report = lambda done, total: None,
) -> tuple[Decoded, Heard]:
    """`write_cache`, while `listen` hears the same blocks in a thread of its own.

    At most a minute of sound waits between the two. An error of either ends both.
    """
    from concurrent.futures import ThreadPoolExecutor

    belt = _Belt()
    with ThreadPoolExecutor(1, "listen") as pool:
        heard = pool.submit(listen, belt.taken())
        heard.add_done_callback(lambda _: belt.stop())

        def hand_over(block: Block) -> None:
            belt.put(block)
            if heard.done():
                heard.result()  # its error ends the decoding at once

        try:
            decoded = write_cache(source, cache, track=track, report=report, sink=hand_over)
        finally:
            belt.stop()
        return decoded, heard.result()


class Decoder:
    """One track of a film as blocks of 16 kHz mono samples, from the film's 0:00 on.

    `media` and `track` are known at once, `warnings` when the last block has been taken.
    """

    def __init__(self, path: Path, track: int = -1) -> None:
        self.path = path
        self.media = probe(path)
        self.track = chosen_track(self.media, track, path)
        codec = self.media.tracks[self.track].codec
        self._damage = _Damage(_SPARSE_HOLE if codec in _SPARSE_CODECS else _SMALL_HOLE)
        self._ended = 0.0
        self._declared = 0.0

    def blocks(self) -> Iterator[Block]:
        """int16 arrays of `BLOCK` samples, the last one shorter."""
        with _opened(self.path) as container:
            stream = _only(container, self.track)
            self._declared = _declared_end(container, stream)
            for block in _evened(self._stretches(container, stream)):
                self._ended += len(block) / SAMPLE_RATE
                yield block

    @property
    def warnings(self) -> tuple[str, ...]:
        """Sentences about what is missing from the recording."""
        found = [self._damage.sentence()]
        if self._ended < self._declared - _MISSING_END or _is_cut_off(self.path):
            found.append(
                "The recording is incomplete: it breaks off at "
                f"{_clock_time(self._ended)}, as after an interrupted copy."
            )
        return tuple(sentence for sentence in found if sentence)

    def _stretches(self, container: InputContainer, stream: AudioStream) -> Iterator[Block]:
        frames = _decoded(container, stream, self._damage)
        timeline = _timeline(container, stream, self._damage)
        converter: _Converter | None = None
        for silence, frame in timeline.placed(frames):
            converter = converter or _Converter(frame)
            if silence:
                yield from converter.silence(silence)
            if not converter.took(frame):  # another format begins within the track
                yield from converter.rest()
                converter = _Converter(frame)
                converter.took(frame)
            if converter.is_full:
                yield from converter.ready()
        if converter:
            yield from converter.rest()


def chosen_track(media: MediaInfo, wanted: int, path: Path) -> int:
    """The number of the wanted audio track; -1 is the file's default one."""
    count = len(media.tracks)
    if not count:
        raise MediaUnreadable(f"{path.name!r} has no audio.", "Choose a file with sound in it.")
    if wanted >= count:
        raise UsageError(
            f"{path.name!r} has {_counted(count, 'audio track')}; there is no track {wanted}.",
            "Tracks are counted from 0.",
        )
    if wanted >= 0:
        return wanted
    usable = [track for track in media.tracks if track.channels] or list(media.tracks)
    return next((track for track in usable if track.is_default), usable[0]).number


class CacheWriter:
    """Samples on their way into a cache file, which gets its name when it is whole.

    As a context manager: what was not committed is removed.
    """

    def __init__(self, path: Path) -> None:
        self.path = path
        self.samples = 0
        self._partial = path.with_name(path.name + ".part")
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


# --- opening a file -------------------------------------------------------------------------------


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
def _opened(path: Path) -> Iterator[InputContainer]:
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
        return _no_sound(path)
    return MediaUnreadable(
        f"{path.name!r} is not a recording that Longtake can read.",
        "Audio and video files of nearly every kind are understood; this may be another kind "
        "of file with the name of one, or damaged.",
        details,
    )


def _no_sound(path: Path) -> MediaUnreadable:
    return MediaUnreadable(
        f"{path.name!r} holds no sound: nothing in it could be decoded.",
        "Copy or record it again.",
    )


def _head(path: Path) -> bytes:
    with open(path, "rb") as file:
        return file.read(1024)


# --- what a container says ------------------------------------------------------------------------


def _described(container: InputContainer, path: Path) -> MediaInfo:
    names = container.format.name.split(",")
    ending = path.suffix[1:].lower()
    return MediaInfo(
        container=ending if ending in names else names[0],
        duration=_end(container),
        tracks=tuple(_track(n, stream) for n, stream in enumerate(container.streams.audio)),
        has_video=any(not _is_still(stream) for stream in container.streams.video),
    )


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


def _zero(container: InputContainer) -> float:
    """The timestamp, in seconds, that players show as 0:00.

    Containers with a clock that starts at 0 mean it: a late start is silence. But a start of a
    few milliseconds is the codec's warming up, and one of minutes a piece of a running broadcast.
    """
    start = _start(container)
    if container.format.name in _FREE_CLOCKS or not -1.0 < start < 60.0 or 0 < start < _TOLERANCE:
        return start
    return 0.0


def _start(container: InputContainer) -> float:
    return (container.start_time or 0) / 1_000_000


def _end(container: InputContainer) -> float:
    """Where on the film's time line it ends by what the container says; 0 where it says nothing."""
    seconds = (container.duration or 0) / 1_000_000
    if container.format.name.startswith("matroska"):  # here it is the last timestamp
        return max(0.0, seconds - _zero(container))
    return seconds + max(0.0, _start(container) - _zero(container)) if seconds > 0 else 0.0


def _declared_end(container: InputContainer, stream: AudioStream) -> float:
    """Where the track ends by what the file says, or 0 where it does not know."""
    if container.format.name in _GUESSED_LENGTH:
        return 0.0
    if container.format.name == "mp3" and not container.start_time:
        return 0.0  # no Xing header: the length is only guessed from the bit rate
    if stream.duration and stream.time_base:
        start = float((stream.start_time or 0) * stream.time_base)
        return float(stream.duration * stream.time_base) + start - _zero(container)
    return 0.0 if container.streams.video else _end(container)


def _is_cut_off(path: Path) -> bool:
    """Whether a file of a kind that tells its size is shorter than that."""
    head = _head(path)
    size = 0
    if head.startswith(b"RIFF"):
        declared = int.from_bytes(head[4:8], "little")
        size = 0 if declared == 0xFFFFFFFF else declared
    elif head.startswith(_EBML):
        size = _matroska_size(head)
    return path.stat().st_size + 1 < size


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


# --- from packets to frames in their places -------------------------------------------------------


class _Damage:
    """What was lost on the way: places, and seconds of silence that stand for it.

    Holes of up to `harmless` seconds are none of it, unless something failed there.
    """

    def __init__(self, harmless: float) -> None:
        self._harmless = harmless
        self.places = 0
        self.seconds = 0.0
        self.is_open = False

    def open(self) -> None:
        """Packets cannot be decoded from here on."""
        self.places += not self.is_open
        self.is_open = True

    def close(self) -> None:
        """Sound again."""
        self.is_open = False

    def fill(self, seconds: float) -> None:
        """A hole is filled with silence."""
        if self.is_open or seconds > self._harmless:
            self.open()
            self.seconds += seconds

    def sentence(self) -> str:
        """For the user; empty where nothing was lost."""
        if not self.places:
            return ""
        silence = f"; {self.seconds:.1f} seconds of it are silence" if self.seconds > 0.05 else ""
        places = _counted(self.places, "place")
        return f"The recording is damaged or has gaps in {places}{silence}."


def _only(container: InputContainer, track: int) -> AudioStream:
    """The audio track, with everything else passed over unread (a third of the work for a film)."""
    from av.stream import Discard

    wanted = container.streams.audio[track]
    for stream in container.streams:
        if stream.index != wanted.index:
            stream.discard = Discard.all
    return wanted


class _LostBytes:
    """The time of bytes that gave no sound, where a format has no timestamps to show it.

    At the mean bit rate so far and in whole frames, which is exact for constant bit rates.
    """

    def __init__(self) -> None:
        self._bytes = self._lost = 0
        self._seconds = 0.0
        self._next: int | None = None

    def follow(
        self, packet: Packet[AudioStream], frames: Sequence[AudioFrame], has_failed: bool
    ) -> float:
        """Seconds that are missing before the first of `frames`."""
        if packet.pos is not None:
            self._lost += max(0, packet.pos - (self._next or packet.pos))
            self._next = packet.pos + packet.size
        if not frames:
            self._lost += packet.size if has_failed or self._seconds else 0
            return 0.0
        self._bytes += packet.size
        self._seconds += sum(frame.samples / frame.sample_rate for frame in frames)
        return self._taken(frames[0])

    def _taken(self, frame: AudioFrame) -> float:
        if not self._lost:
            return 0.0
        whole = frame.samples / frame.sample_rate
        lost = self._lost * self._seconds / max(1, self._bytes)
        self._lost = 0
        return round(lost / whole) * whole


def _decoded(
    container: InputContainer, stream: AudioStream, damage: _Damage
) -> Iterator[tuple[float, AudioFrame]]:
    """Every frame that can be decoded, each with the seconds known to be lost before it."""
    import av

    bytes_lost = _LostBytes() if container.format.name in _UNTIMED else None
    for packet in _packets(container, stream, damage):
        frames: Sequence[AudioFrame] = ()
        has_failed = False
        if packet.is_corrupt:  # what the container knows; the decoder may still make sound of it
            damage.open()
        try:
            frames = packet.decode()
        except av.FFmpegError:
            has_failed = True
            damage.open()
        lost = bytes_lost.follow(packet, frames, has_failed) if bytes_lost else 0.0
        for frame in frames:
            yield lost, frame
            lost = 0.0


def _packets(
    container: InputContainer, stream: AudioStream, damage: _Damage
) -> Iterator[Packet[AudioStream]]:
    import av

    failures = 0
    stamps = _avi_stamps(stream) if container.format.name == "avi" else {}
    while failures < _READ_FAILURES:
        try:
            for packet in container.demux(stream):
                failures = 0
                if stamps and packet.pos is not None:
                    packet.pts = stamps.get(packet.pos, packet.pts)
                yield packet
            return
        except av.FFmpegError:
            failures += 1
            damage.open()
        except IndexError:
            return  # at the very end: PyAV 18 counts streams that appeared on the way
        except OSError as error:
            raise MediaMissing(
                f"The recording could not be read to its end ({error.strerror}).",
                "Check the disk or the connection to it.",
            ) from error


def _avi_stamps(stream: AudioStream) -> dict[int, int]:
    """Timestamps by place in the file, from the index: counted chunks would miss damaged ones."""
    header = 8
    return {entry.pos + header: entry.timestamp for entry in stream.index_entries}


class _Timeline:
    """Puts frames in their places on the film's time line, whatever their timestamps do.

    `tick` is the seconds of a timestamp's unit, or None where timestamps say nothing. Positions
    are seconds of the film.
    """

    def __init__(
        self,
        tick: float | None,
        zero: float,
        length: float,
        damage: _Damage,
        overlap: float = _OVERLAP,
    ) -> None:
        self._tick = tick
        self._zero = zero
        self._length = length
        self._damage = damage
        self._overlap = overlap
        self._position = 0.0
        self._excess = 0.0  # seconds already heard, to be cut from what comes
        self._has_begun = False
        self._is_sure = True  # the frame before had a timestamp

    def placed(
        self, frames: Iterable[tuple[float, AudioFrame]]
    ) -> Iterator[tuple[int, AudioFrame]]:
        """Each frame with the samples of silence that belong before it.

        A frame whose timestamp jumps is held until the next one says whether the jump is true.
        """
        held: AudioFrame | None = None
        for lost, frame in frames:
            if held is not None:
                yield from self._settled(held, self._start(frame))
                held = None
            start = self._start(frame)
            late = 0.0 if start is None else start - self._position
            if not self._has_begun:
                yield from self._begun(frame, late)
            elif lost:
                self._damage.fill(lost)
                yield from self._passed(frame, lost)
            elif -_TOLERANCE < late < self._patience:
                yield from self._passed(frame)
            else:
                held = frame
        if held is not None:
            yield from self._settled(held, None)

    def _start(self, frame: AudioFrame) -> float | None:
        if self._tick is None or frame.pts is None:
            return None
        start = frame.pts * self._tick - self._zero
        if start - self._position > _MPEG_WRAP / 2 and self._tick == _MPEG_TICK:
            start -= _MPEG_WRAP
        return start

    @property
    def _patience(self) -> float:
        return _TOLERANCE if self._is_sure and not self._damage.is_open else _JITTER

    def _begun(self, frame: AudioFrame, late: float) -> Iterator[tuple[int, AudioFrame]]:
        self._has_begun = True
        yield from self._passed(frame, self._jumped(late))

    def _settled(
        self, held: AudioFrame, following: float | None
    ) -> Iterator[tuple[int, AudioFrame]]:
        late = (self._start(held) or 0.0) - self._position
        seconds = held.samples / held.sample_rate
        expected = self._position + seconds + max(0.0, late) - _TOLERANCE
        is_true = following is None or (following >= expected) == (late > 0)
        silence = self._jumped(late) if is_true else 0.0
        if silence:
            self._damage.fill(silence)
        yield from self._passed(held, silence)

    def _jumped(self, late: float) -> float:
        """Follow a jump of the timestamps; returns the seconds of silence that it takes."""
        if late > self._longest_hole or late < -self._overlap:
            self._zero += late  # another clock begins: the sound goes on where it was
            return 0.0
        if late < 0:
            self._excess -= late
            self._position += late
            return 0.0
        heard = min(self._excess, late)
        self._excess -= heard
        self._position += heard
        return late - heard

    @property
    def _longest_hole(self) -> float:
        if not self._length:
            return _UNKNOWN_HOLE
        return min(_LONGEST_HOLE, self._length + _SLACK - self._position)

    def _passed(self, frame: AudioFrame, silence: float = 0.0) -> Iterator[tuple[int, AudioFrame]]:
        self._damage.close()
        self._is_sure = frame.pts is not None
        rate = frame.sample_rate
        self._position += silence + frame.samples / rate
        cut = min(frame.samples, round(self._excess * rate)) if self._excess else 0
        if cut:
            self._excess = max(0.0, self._excess - cut / rate)
        if cut < frame.samples:
            yield round(silence * rate), _without_front(frame, cut) if cut else frame


def _timeline(container: InputContainer, stream: AudioStream, damage: _Damage) -> _Timeline:
    is_timed = container.format.name not in _UNTIMED and stream.time_base
    return _Timeline(
        float(stream.time_base or 0) if is_timed else None,
        _zero(container),
        _end(container),
        damage,
        _FREE_OVERLAP if container.format.name in _FREE_CLOCKS else _OVERLAP,
    )


def _without_front(frame: AudioFrame, samples: int) -> AudioFrame:
    import av

    fifo = av.AudioFifo()
    frame.pts = None
    fifo.write(frame)
    fifo.read(samples)
    rest = fifo.read()
    assert rest is not None
    return rest


# --- from frames to 16 kHz mono -------------------------------------------------------------------


class _Converter:
    """Frames of one format -> int16 mono at 16 kHz, about a second at a time.

    Frames are gathered first: one call of the resampler per 20 ms packet cost more than a third of
    the whole (4.5 against 2.7 s of processor time for 1950 s of Opus).
    """

    def __init__(self, first: AudioFrame) -> None:
        import av

        self._rate = first.sample_rate
        self._fifo = av.AudioFifo()
        self._resampler = av.AudioResampler("s16", "mono", SAMPLE_RATE)
        self._channels = first.layout.nb_channels
        self._downmix = _Downmix(first) if self._channels > 1 else None
        self._format = "flt" if self._downmix else first.format.name
        self._waiting = 0

    def took(self, frame: AudioFrame) -> bool:
        """Whether the frame is of this format; if so, it is taken."""
        if frame.layout.nb_channels != self._channels:
            return False  # PyAV's own check misses this, and the process dies
        frame.pts = None  # times are settled; the resampler is to see one endless stream
        try:
            self._fifo.write(frame)
        except ValueError:
            return False
        self._waiting += frame.samples
        return True

    @property
    def is_full(self) -> bool:
        """Whether it is time to call `ready`."""
        return self._waiting >= self._rate

    def ready(self) -> Iterator[Block]:
        """What the frames so far have become."""
        frame = self._fifo.read()
        self._waiting = 0
        if frame is not None:
            yield from self._resampled(self._downmix.mixed(frame) if self._downmix else frame)

    def silence(self, samples: int) -> Iterator[Block]:
        """So many samples of nothing, at the rate of the frames."""
        yield from self.ready()
        while samples:
            part = min(samples, self._rate)
            yield from self._resampled(_silent_frame(self._format, part, self._rate))
            samples -= part

    def rest(self) -> Iterator[Block]:
        """All that was held back; nothing may follow."""
        yield from self.ready()
        yield from self._resampled(None)

    def _resampled(self, mono: AudioFrame | None) -> Iterator[Block]:
        for frame in self._resampler.resample(mono):
            samples: Any = frame.to_ndarray()[0]
            yield samples


class _Downmix:
    """Several channels -> one, so that nobody who is heard in any of them is lost.

    Channels of opposite polarity (a cable soldered wrong, L = -R) would cancel each other: where
    less than a tenth of the power is left that unrelated channels would give, those that oppose
    the loudest are turned round. Decided for each second anew, so that no part is lost.
    """

    def __init__(self, first: AudioFrame) -> None:
        import av
        import numpy as np

        self._rate = first.sample_rate
        self._channels = first.layout.nb_channels
        # Packed: PyAV 18 miscounts the planes of frames with eight channels.
        self._floats = av.AudioResampler("flt", first.layout, self._rate)
        names = [channel.name for channel in first.layout.channels]
        self._weights = np.array([_WEIGHTS.get(name, _OTHER_WEIGHT) for name in names], np.float32)

    def mixed(self, frame: AudioFrame) -> AudioFrame:
        """The frame as one channel of floats."""
        import av
        import numpy as np

        packed: Any = np.concatenate(
            [part.to_ndarray()[0] for part in self._floats.resample(frame)]
        )
        channels = packed.reshape(-1, self._channels) * self._weights
        mono = np.einsum("ij->i", channels)
        if _power(mono) < 0.1 * _power(channels):
            mono = np.einsum("ij,j->i", channels, self._polarities(channels))
        loudest = float(np.abs(mono).max())
        if loudest > 1.0:  # turned down rather than clipped
            mono /= loudest
        output = av.AudioFrame.from_ndarray(mono[None], "flt", "mono")
        output.sample_rate = self._rate
        return output

    @staticmethod
    def _polarities(channels: NDArray[np.float32]) -> NDArray[np.float32]:
        import numpy as np

        loudest = channels[:, np.einsum("ij,ij->j", channels, channels).argmax()]
        opposes = np.einsum("ij,i->j", channels, loudest) < 0
        return np.where(opposes, np.float32(-1), np.float32(1))


def _power(samples: NDArray[np.float32]) -> float:
    import numpy as np

    flat = samples.reshape(-1)
    return float(np.einsum("i,i->", flat, flat))


def _silent_frame(kind: str, samples: int, rate: int) -> AudioFrame:
    import av

    frame = av.AudioFrame(kind, "mono", samples)
    frame.sample_rate = rate
    zero = b"\x80" if kind.startswith("u8") else b"\0"
    for plane in frame.planes:
        plane.update(zero * plane.buffer_size)
    return frame


def _evened(stretches: Iterable[Block]) -> Iterator[Block]:
    import numpy as np

    waiting: list[Block] = []
    count = 0
    for stretch in stretches:
        waiting.append(stretch)
        count += len(stretch)
        while count >= BLOCK:
            joined = np.concatenate(waiting)
            yield joined[:BLOCK]
            waiting, count = [joined[BLOCK:]], count - BLOCK
    if count:
        yield np.concatenate(waiting)


# --- beside the samples ---------------------------------------------------------------------------


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


class _Belt:
    """Blocks on their way from decoding to listening; it stops when either side does."""

    def __init__(self) -> None:
        self._blocks: deque[Block] = deque()
        self._changed = threading.Condition()
        self._is_stopped = False

    def put(self, block: Block) -> None:
        """Hand a block over; waits while many are waiting."""
        with self._changed:
            self._changed.wait_for(lambda: self._is_stopped or len(self._blocks) < _BELT_BLOCKS)
            if not self._is_stopped:
                self._blocks.append(block)
            self._changed.notify_all()

    def taken(self) -> Iterator[Block]:
        """Every block, until the belt is stopped and empty."""
        while (block := self._next()) is not None:
            yield block

    def stop(self) -> None:
        """No more blocks come, or none are wanted."""
        with self._changed:
            self._is_stopped = True
            self._changed.notify_all()

    def _next(self) -> Block | None:
        with self._changed:
            self._changed.wait_for(lambda: self._is_stopped or bool(self._blocks))
            block = self._blocks.popleft() if self._blocks else None
            self._changed.notify_all()
            return block


def _counted(count: int, noun: str) -> str:
    return f"{count} {noun}{'' if count == 1 else 's'}"


def _clock_time(seconds: float) -> str:
    minutes, second = divmod(round(seconds), 60)
    return f"{minutes // 60}:{minutes % 60:02}:{second:02}"
