"""Any film or recording, as 16 kHz mono samples in a cache file, at the times that players show.

    probe(path)            what is in a file, without decoding it
    write_cache(path, …)   decode one track into a cache file; `listen_meanwhile` also hears it
    Decoder(path).blocks() the samples themselves, a few seconds at a time

Times never drift: a track that starts late is padded, holes in its timestamps and damaged stretches
are filled with silence. The film is never in memory whole.
"""

from __future__ import annotations

import threading
from collections import deque
from collections.abc import Callable, Iterable, Iterator
from pathlib import Path
from typing import TYPE_CHECKING, TypeVar

import msgspec

from engine import notices
from engine.audio import containers, timeline
from engine.audio.cache import CacheWriter
from engine.audio.mono import Converter
from engine.errors import MediaUnreadable, UsageError
from engine.protocol import MediaInfo
from engine.transcript import SAMPLE_RATE

if TYPE_CHECKING:
    from av.audio.stream import AudioStream
    from av.container import InputContainer

    from engine.audio.cache import Block

Report = Callable[[float, float], None]
Heard = TypeVar("Heard")

BLOCK = 4 * SAMPLE_RATE
"""Samples of every block but the last."""

_MISSING_END = 1.0  # seconds that a recording may be shorter than it says without being cut off
_BELT_BLOCKS = 16


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
    with containers.opened(path) as container:
        return containers.described(container, path)


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
            raise containers.no_sound(source)
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
        self._damage = timeline.Damage(codec)
        self._ended = 0.0
        self._declared = 0.0

    def blocks(self) -> Iterator[Block]:
        """int16 arrays of `BLOCK` samples, the last one shorter."""
        with containers.opened(self.path) as container:
            stream = containers.only(container, self.track)
            self._declared = containers.declared_end(container, stream)
            for block in _evened(self._stretches(container, stream)):
                self._ended += len(block) / SAMPLE_RATE
                yield block

    @property
    def warnings(self) -> tuple[str, ...]:
        """Sentences about what is missing from the recording."""
        found = [self._damage.sentence()]
        if self._ended < self._declared - _MISSING_END or containers.is_cut_off(self.path):
            found.append(notices.INCOMPLETE(_clock_time(self._ended)))
        return tuple(sentence for sentence in found if sentence)

    def _stretches(self, container: InputContainer, stream: AudioStream) -> Iterator[Block]:
        frames = timeline.frames(container, stream, self._damage)
        line = timeline.of(container, stream, self._damage)
        converter: Converter | None = None
        for silence, frame in line.placed(frames):
            converter = converter or Converter(frame)
            if silence:
                yield from converter.silence(silence)
            if not converter.took(frame):  # another format begins within the track
                yield from converter.rest()
                converter = Converter(frame)
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
        tracks = "1 audio track" if count == 1 else f"{count} audio tracks"
        raise UsageError(
            f"{path.name!r} has {tracks}; there is no track {wanted}.",
            "Tracks are counted from 0.",
        )
    if wanted >= 0:
        return wanted
    usable = [track for track in media.tracks if track.channels] or list(media.tracks)
    return next((track for track in usable if track.is_default), usable[0]).number


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


def _clock_time(seconds: float) -> str:
    minutes, second = divmod(round(seconds), 60)
    return f"{minutes // 60}:{minutes % 60:02}:{second:02}"
