"""Any film or recording becomes 16 kHz mono samples, heard while they are written."""

from __future__ import annotations

import os
import struct
import wave
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import numpy as np
import pytest

from engine.audio import media
from engine.errors import (
    Cancelled,
)
from engine.transcript import SAMPLE_RATE
from tests.conftest import ROOT
from tests.listening import fresh, heard, on_time

FORMATS = ["wav", "flac", "mp3", "m4a", "mp4", "mov", "mkv", "webm"]
FORMATS += ["ogg", "opus", "ts", "avi", "aac", "ac3", "aiff"]


@pytest.mark.parametrize("ending", FORMATS)
def test_every_format_is_heard_at_the_right_times(ending: str, studio: Any, clock: Any) -> None:
    pictures = 5.0 if ending in ("mp4", "mov", "mkv", "ts", "avi") else 0.0
    samples, warnings = heard(studio.record(f"a.{ending}", clock.sound(5), pictures=pictures))
    told = clock.told(samples)
    assert set(told) >= {1, 2, 3, 4} and on_time(told)
    assert len(samples) / SAMPLE_RATE == pytest.approx(5, abs=0.1)
    assert warnings == ()


@pytest.mark.parametrize("rate", [8_000, 11_025, 16_000, 44_100, 96_000, 192_000])
def test_every_rate_becomes_16_khz_to_the_sample(rate: int, studio: Any, clock: Any) -> None:
    samples, _ = heard(studio.record("a.wav", clock.sound(4.5, rate), rate=rate))
    assert len(samples) == 4.5 * SAMPLE_RATE
    assert set(clock.told(samples)) == {1, 2, 3, 4} and on_time(clock.told(samples), 0.01)


@pytest.mark.parametrize(
    "codec", ["pcm_u8", "pcm_s16le", "pcm_s24le", "pcm_s32le", "pcm_f32le", "pcm_f64le"]
)
@pytest.mark.parametrize("layout", ["mono", "stereo"])
def test_every_sample_format_keeps_its_level(
    codec: str, layout: str, studio: Any, clock: Any
) -> None:
    sound = np.repeat(clock.sound(2), 2 if layout == "stereo" else 1, axis=0)
    samples, _ = heard(studio.record("a.wav", sound, codec=codec, layout=layout))
    assert abs(samples).max() / 32768 == pytest.approx(0.5, abs=0.02)
    assert abs(samples[: SAMPLE_RATE // 2]).max() / 32768 < 0.02


def test_a_tenth_of_a_second_is_enough(studio: Any, clock: Any) -> None:
    samples, _ = heard(studio.record("a.wav", clock.sound(0.1)))
    assert len(samples) == SAMPLE_RATE // 10


def test_blocks_are_even_but_for_the_last(studio: Any, clock: Any) -> None:
    blocks = list(media.Decoder(studio.record("a.mp3", clock.sound(9))).blocks())
    assert [len(block) for block in blocks] == [media.BLOCK, media.BLOCK, SAMPLE_RATE]
    assert all(block.dtype == np.int16 for block in blocks)


def test_a_broadcast_may_change_its_channels_on_the_way(studio: Any, clock: Any) -> None:
    parts = []
    for first, layout in ((0, "stereo"), (10, "5.1"), (20, "mono"), (30, "stereo")):
        count = {"mono": 1, "stereo": 2, "5.1": 6}[layout]
        sound = np.repeat(clock.sound(5, first=first), count, axis=0)
        parts.append(studio.record(f"{first}.ac3", sound, layout=layout).read_bytes())
    joined = studio.folder / "joined.ac3"
    joined.write_bytes(b"".join(parts))
    samples, _ = heard(joined)
    assert set(clock.told(samples)) >= {1, 2, 3, 4, 11, 12, 13, 14, 21, 22, 23, 24, 31, 32, 33, 34}
    assert len(samples) / SAMPLE_RATE == pytest.approx(20, abs=0.2)


def test_a_track_may_change_its_format_on_the_way(studio: Any, clock: Any) -> None:
    first = studio.record("a.ts", clock.sound(5))
    stereo = np.repeat(clock.sound(5, 44_100, first=20), 2, axis=0)
    second = studio.record("b.ts", stereo, rate=44_100, layout="stereo")
    joined = first.with_name("joined.ts")
    joined.write_bytes(first.read_bytes() + second.read_bytes())
    samples, _ = heard(joined)
    told = clock.told(samples)
    assert set(told) >= {1, 2, 3, 4, 21, 22, 23, 24}
    assert len(samples) / SAMPLE_RATE == pytest.approx(10, abs=0.15)


def test_pictures_that_appear_on_the_way_are_no_harm(studio: Any, clock: Any) -> None:
    first = studio.record("a.ts", clock.sound(5))
    second = studio.record("b.ts", clock.sound(5, first=20), pictures=5)
    joined = first.with_name("joined.ts")
    joined.write_bytes(first.read_bytes() * 12 + second.read_bytes())
    samples, _ = heard(joined)
    assert set(clock.told(samples)) >= {1, 2, 3, 4}


def test_real_speech_is_decoded_whole(shared_speech: Path) -> None:
    path = shared_speech / "short" / "audio" / "en" / "jfk.flac"
    if not path.exists():
        path = next((shared_speech / "short" / "audio" / "en").glob("jfk.*"))
    samples, warnings = heard(path)
    assert len(samples) / SAMPLE_RATE == pytest.approx(11.0, abs=0.01)
    assert abs(samples).max() > 3000 and warnings == ()


def test_the_sample_recording_is_whole_and_has_its_text() -> None:
    samples, warnings = heard(ROOT / "resources" / "sample.opus")
    assert len(samples) / SAMPLE_RATE == pytest.approx(59.2, abs=0.1) and warnings == ()
    assert len((ROOT / "resources" / "sample.txt").read_text(encoding="utf-8").split()) == 141


def test_a_listener_hears_every_sample_while_the_cache_is_written(studio: Any, clock: Any) -> None:
    path, cache = studio.record("a.flac", clock.sound(120, 8000), rate=8000), studio.folder / "c"
    decoded, count = media.listen_meanwhile(path, cache, lambda blocks: sum(map(len, blocks)))
    assert count == decoded.samples == 120 * SAMPLE_RATE


def test_a_listener_that_has_heard_enough_stops_nothing(studio: Any, clock: Any) -> None:
    path, cache = studio.record("a.flac", clock.sound(120, 8000), rate=8000), studio.folder / "c"
    decoded, first = media.listen_meanwhile(path, cache, lambda blocks: len(next(blocks)))
    assert (decoded.samples, first) == (120 * SAMPLE_RATE, media.BLOCK)


def test_an_error_of_the_listener_ends_the_decoding(studio: Any, clock: Any) -> None:
    def fail(blocks: Iterator[Any]) -> None:
        next(blocks)
        raise RuntimeError("deaf")

    path = studio.record("a.flac", clock.sound(600, 8000), rate=8000)
    reached: list[float] = []
    with pytest.raises(RuntimeError, match="deaf"):
        media.listen_meanwhile(
            path, studio.folder / "c", fail, report=lambda done, total: reached.append(done)
        )
    assert os.listdir(studio.folder) == ["a.flac"]
    assert not reached or reached[-1] < 600


def test_an_error_of_the_decoding_ends_the_listening(studio: Any, clock: Any) -> None:
    path = studio.record("a.flac", clock.sound(60, 8000), rate=8000)
    listened: list[int] = []

    def cancel(done: float, total: float) -> None:
        raise Cancelled

    with pytest.raises(Cancelled):
        media.listen_meanwhile(
            path,
            studio.folder / "c",
            lambda blocks: listened.extend(map(len, blocks)),
            report=cancel,
        )
    assert listened == [media.BLOCK]


def test_the_module_loads_nothing_heavy() -> None:
    code = "import sys, engine.audio.media, engine.audio.chunks; print(*sys.modules)"
    assert not {"av", "numpy"} & set(fresh(code).split())


def test_memory_does_not_grow_with_the_film(tmp_path: Path) -> None:
    code = (
        "import resource, sys; from pathlib import Path; from engine.audio import media\n"
        "from engine.audio.cache import Samples\n"
        "path = Path(sys.argv[1])\n"
        "media.write_cache(path, path.with_suffix('.s16'))\n"
        "with Samples(path.with_suffix('.s16')) as samples:\n"
        "    for at in range(0, int(samples.duration), 60): samples.read(at, at + 60)\n"
        "print(resource.getrusage(resource.RUSAGE_SELF).ru_maxrss // 1024)"
    )
    short, long = (int(fresh(code, str(_silence(tmp_path, h)))) for h in (0.1, 1.5))
    assert long < short + 20


def _silence(folder: Path, hours: float) -> Path:
    """A wav of so many hours of silence at 8 kHz, nearly free on the disk."""
    path = folder / f"{hours}.wav"
    size = int(hours * 3600 * 8000) * 2
    with wave.open(str(path), "wb") as file:
        file.setnchannels(1)
        file.setsampwidth(2)
        file.setframerate(8000)
    header = bytearray(path.read_bytes())
    header[4:8], header[40:44] = struct.pack("<I", size + 36), struct.pack("<I", size)
    path.write_bytes(header)
    os.truncate(path, 44 + size)
    return path
