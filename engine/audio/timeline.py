"""Frames of sound in their places on the film's time line, whatever was lost on the way.

frames(container, …)             every frame that can be decoded
of(container, …).placed(frames)  each with the silence that belongs before it
Damage(codec).sentence()         what the user has to know about it
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from typing import TYPE_CHECKING

from engine import notices
from engine.audio import containers
from engine.errors import MediaMissing

if TYPE_CHECKING:
    from av.audio.frame import AudioFrame
    from av.audio.stream import AudioStream
    from av.container import InputContainer
    from av.packet import Packet

_TOLERANCE = 0.1  # seconds; timestamps of mkv, avi and asf jitter by less (ffmpeg's async: 0.1 too)
_JITTER = 0.01  # seconds; right after damage even small holes are filled
_OVERLAP = 10.0  # seconds that timestamps may step back before they are another clock's …
_FREE_OVERLAP = 1.0  # … or of a free clock, which starts anew where broadcasts are joined
_SLACK = 10.0  # seconds by which the length that a film claims may be wrong
_UNKNOWN_HOLE = 600.0  # seconds of silence to believe in where the film's length is unknown
_LONGEST_HOLE = 3600.0  # no claim of a file makes us write more silence than this at once
_SMALL_HOLE = 0.12  # seconds; up to this, clocks run apart rather than something is missing
_SPARSE_HOLE = 0.5  # seconds; codecs that send nothing in pauses leave holes up to this
_READ_FAILURES = 50  # in a row, before the rest of the file is given up
_MPEG_TICK = 1 / 90_000
_MPEG_WRAP = 2**33 * _MPEG_TICK  # MPEG timestamps have 33 bits
_SPARSE_CODECS = {"opus", "speex", "amr_nb", "amr_wb"}


class Damage:
    """What was lost on the way: places, and seconds of silence that stand for it.

    Small holes are none of it, unless something failed there.
    """

    def __init__(self, codec: str) -> None:
        self._harmless = _SPARSE_HOLE if codec in _SPARSE_CODECS else _SMALL_HOLE
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
        if self.seconds <= 0.05:
            return notices.DAMAGED(self.places) if self.places > 1 else notices.DAMAGED_ONCE()
        silence = f"{self.seconds:.1f}"
        if self.places == 1:
            return notices.SILENT_ONCE(silence)
        return notices.SILENT(self.places, silence)


def frames(
    container: InputContainer, stream: AudioStream, damage: Damage
) -> Iterator[tuple[float, AudioFrame]]:
    """Every frame that can be decoded, each with the seconds known to be lost before it."""
    import av

    bytes_lost = _LostBytes() if container.format.name in containers.UNTIMED else None
    for packet in _packets(container, stream, damage):
        sound: Sequence[AudioFrame] = ()
        has_failed = False
        if packet.is_corrupt:  # what the container knows; the decoder may still make sound of it
            damage.open()
        try:
            sound = packet.decode()
        except av.FFmpegError:
            has_failed = True
            damage.open()
        lost = bytes_lost.follow(packet, sound, has_failed) if bytes_lost else 0.0
        for frame in sound:
            yield lost, frame
            lost = 0.0


def of(container: InputContainer, stream: AudioStream, damage: Damage) -> Timeline:
    """The time line of a film whose `stream` is heard."""
    is_timed = container.format.name not in containers.UNTIMED and stream.time_base
    return Timeline(
        float(stream.time_base or 0) if is_timed else None,
        containers.zero(container),
        containers.end(container),
        damage,
        _FREE_OVERLAP if container.format.name in containers.FREE_CLOCKS else _OVERLAP,
    )


class Timeline:
    """Puts frames in their places on the film's time line, whatever their timestamps do.

    `tick` is the seconds of a timestamp's unit, or None where timestamps say nothing. Positions
    are seconds of the film.
    """

    def __init__(
        self,
        tick: float | None,
        zero: float,
        length: float,
        damage: Damage,
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


def _packets(
    container: InputContainer, stream: AudioStream, damage: Damage
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


def _without_front(frame: AudioFrame, samples: int) -> AudioFrame:
    import av

    fifo = av.AudioFifo()
    frame.pts = None
    fifo.write(frame)
    fifo.read(samples)
    rest = fifo.read()
    assert rest is not None
    return rest
