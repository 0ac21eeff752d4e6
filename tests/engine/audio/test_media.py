"""Any film or recording becomes 16 kHz mono samples, at the times that players show."""

from __future__ import annotations

import hashlib
import os
import struct
import subprocess
import sys
import wave
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

import numpy as np
import pytest

from engine.audio import media, timeline
from engine.audio.cache import CacheWriter, Samples
from engine.errors import (
    Cancelled,
    LongtakeError,
    MediaMissing,
    MediaUnreadable,
    NoSpace,
    NotWritable,
    UsageError,
)
from engine.transcript import SAMPLE_RATE

ROOT = Path(__file__).resolve().parents[3]


def heard(path: Path, track: int = -1) -> tuple[Any, tuple[str, ...]]:
    """All samples of a film, and the warnings."""
    decoder = media.Decoder(path, track)
    blocks = list(decoder.blocks())
    return np.concatenate(blocks), decoder.warnings


def on_time(told: dict[int, float], tolerance: float = 0.03) -> bool:
    """Whether every beep is heard in its own second."""
    return all(abs(at - second) < tolerance for second, at in told.items())


def damaged(path: Path, at: float = 0.5, size: int = 3000) -> Path:
    """A copy with `size` bytes of noise at this fraction of the file."""
    raw = bytearray(path.read_bytes())
    start = int(len(raw) * at)
    raw[start : start + size] = np.random.default_rng(0).bytes(size)
    copy = path.with_name("damaged " + path.name)
    copy.write_bytes(raw)
    return copy


def cut_off(path: Path, at: float = 0.6) -> Path:
    """A copy that ends at this fraction of the file."""
    copy = path.with_name("cut off " + path.name)
    copy.write_bytes(path.read_bytes()[: int(path.stat().st_size * at)])
    return copy


def refusal(path: Path) -> LongtakeError:
    """The error that using a file ends with: one clear sentence that names the file."""
    with pytest.raises(LongtakeError) as caught:
        media.write_cache(path, path.parent / "cache.s16")
    error = caught.value
    assert "\n" not in error.message and error.message.endswith(".")
    assert not list(path.parent.glob("cache.s16*"))
    return error


# --- what is in a file ----------------------------------------------------------------------------


def test_a_probe_tells_container_length_and_tracks(studio: Any, clock: Any) -> None:
    sound = clock.sound(2)
    path = studio.record("a.mkv", sound, sound, languages=("eng", "rus"), default=1, pictures=2)
    info = media.probe(path)
    assert (info.container, info.has_video) == ("matroska", True)
    assert info.duration == pytest.approx(2, abs=0.1)
    assert [(t.number, t.codec, t.rate, t.channels, t.language) for t in info.tracks] == [
        (0, "flac", 48000, 1, "eng"),
        (1, "flac", 48000, 1, "rus"),
    ]
    assert [track.is_default for track in info.tracks] == [False, True]


def test_a_probe_names_the_container_as_the_file_does(studio: Any, clock: Any) -> None:
    assert media.probe(studio.record("a.m4a", clock.sound(1))).container == "m4a"


def test_a_cover_picture_is_no_film(studio: Any, clock: Any) -> None:
    plain = studio.record("a.flac", clock.sound(1))
    assert not media.probe(plain).has_video
    assert not media.probe(_with_cover(plain)).has_video


def _with_cover(flac: Path) -> Path:
    """A FLAC file with a one-pixel PNG as its cover."""
    import zlib

    def part(kind: bytes, data: bytes) -> bytes:
        return (
            struct.pack(">I", len(data)) + kind + data + struct.pack(">I", zlib.crc32(kind + data))
        )

    png = b"\x89PNG\r\n\x1a\n" + part(b"IHDR", struct.pack(">IIBBBBB", 1, 1, 8, 2, 0, 0, 0))
    png += part(b"IDAT", zlib.compress(b"\0\0\0\0")) + part(b"IEND", b"")
    picture = struct.pack(">II9sIIIIII", 3, 9, b"image/png", 0, 1, 1, 24, 0, len(png)) + png
    raw = flac.read_bytes()
    header = 4 + 4 + 34  # the marker and the STREAMINFO block come first
    block = struct.pack(">I", 6 << 24 | len(picture)) + picture
    cover = flac.with_name("cover.flac")
    cover.write_bytes(raw[:header] + block + raw[header:])
    return cover


def test_the_files_own_default_track_is_decoded_unless_another_is_wanted(
    studio: Any, clock: Any
) -> None:
    sounds = [clock.sound(3, first=10 * number) for number in range(3)]
    path = studio.record("a.mkv", *sounds, default=1)
    assert media.Decoder(path).track == 1
    assert set(clock.told(heard(path)[0])) == {11, 12}
    assert set(clock.told(heard(path, track=2)[0])) == {21, 22}


def test_without_a_default_the_first_track_is_decoded(studio: Any, clock: Any) -> None:
    sound = clock.sound(1)
    assert media.Decoder(studio.record("a.mkv", sound, sound, default=-1)).track == 0


def test_a_track_that_is_not_there_is_a_usage_error(studio: Any, clock: Any) -> None:
    path = studio.record("a.mkv", clock.sound(1), clock.sound(1))
    with pytest.raises(UsageError, match="has 2 audio tracks; there is no track 2"):
        media.Decoder(path, 2)


# --- every kind of file ---------------------------------------------------------------------------

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


# --- many channels --------------------------------------------------------------------------------


@pytest.mark.parametrize("layout", ["stereo", "3.0", "quad", "5.1", "7.1"])
def test_a_voice_in_any_channel_is_heard(layout: str, studio: Any, clock: Any) -> None:
    count = {"stereo": 2, "3.0": 3, "quad": 4, "5.1": 6, "7.1": 8}[layout]
    sound = np.zeros((count, 48_000 * count), np.float32)
    for channel in range(count):  # each channel has its own second
        second = slice(48_000 * channel, 48_000 * (channel + 1))
        sound[channel, second] = clock.sound(1, first=channel + 1)[0]
    for name in ("a.wav", "a.m4a"):
        samples, _ = heard(studio.record(name, sound, layout=layout))
        loud = abs(samples[: count * SAMPLE_RATE].reshape(count, SAMPLE_RATE)).max(1)
        if count > 4 and name == "a.m4a":  # AAC itself keeps nothing but the bass of this one
            loud = np.delete(loud, 3)
        assert loud.min() > 0.3 * 0.5 * 32768


def test_channels_that_nobody_named_are_all_heard(tmp_path: Path) -> None:
    path = tmp_path / "a.wav"
    sound = np.zeros((SAMPLE_RATE, 7), np.int16)
    for channel in range(7):
        sound[channel * 2000 : channel * 2000 + 1000, channel] = 10_000
    with wave.open(str(path), "wb") as file:
        file.setnchannels(7)
        file.setsampwidth(2)
        file.setframerate(SAMPLE_RATE)
        file.writeframes(sound.tobytes())
    samples, _ = heard(path)
    assert all(samples[c * 2000 : c * 2000 + 1000].mean() > 3000 for c in range(7))


def test_one_silent_channel_of_two_is_no_harm(studio: Any, clock: Any) -> None:
    sound = np.concatenate([clock.sound(4), np.zeros((1, 4 * 48_000), np.float32)])
    told = clock.told(heard(studio.record("a.flac", sound, layout="stereo"))[0])
    assert set(told) == {1, 2, 3}


@pytest.mark.parametrize("loudness", [1.0, 0.8])
def test_channels_of_opposite_polarity_do_not_cancel_each_other(
    loudness: float, studio: Any, clock: Any
) -> None:
    voice = clock.sound(4)
    path = studio.record("a.flac", np.concatenate([voice, -loudness * voice]), layout="stereo")
    samples, _ = heard(path)
    assert set(clock.told(samples)) == {1, 2, 3}
    assert abs(samples).max() / 32768 == pytest.approx(0.25 * (1 + loudness), abs=0.02)


def test_opposite_polarity_in_a_part_of_the_film_only_loses_nothing(
    studio: Any, clock: Any
) -> None:
    voice = clock.sound(20)
    other = voice.copy()
    other[:, 8 * 48_000 : 14 * 48_000] *= -1
    path = studio.record("a.flac", np.concatenate([voice, other]), layout="stereo")
    assert set(clock.told(heard(path)[0])) == set(range(1, 20))


def test_many_loud_channels_are_turned_down_and_not_clipped(studio: Any) -> None:
    time = np.arange(48_000) / 48_000
    tone = 0.9 * np.sin(2 * np.pi * 440 * time).astype(np.float32)
    samples, _ = heard(studio.record("a.wav", np.repeat(tone[None], 6, axis=0), layout="5.1"))
    spectrum = np.abs(np.fft.rfft(samples / 32768))
    assert spectrum[440] > 5000
    assert spectrum[880:].max() < 0.01 * spectrum[440]  # clipping would sound at 1320 Hz


# --- times ----------------------------------------------------------------------------------------


@pytest.mark.parametrize("ending", ["mkv", "mp4", "ts"])
def test_sound_that_starts_after_the_pictures_is_padded(
    ending: str, studio: Any, clock: Any
) -> None:
    path = studio.record(
        f"a.{ending}", clock.sound(6)[:, 93_120:], pictures=6, moved=lambda at: at + 1.94
    )
    samples, warnings = heard(path)
    told = clock.told(samples)
    assert set(told) >= {2, 3, 4, 5} and on_time(told)
    assert abs(samples[: int(1.8 * SAMPLE_RATE)]).max() < 100
    assert warnings == ()


def test_a_recording_whose_only_track_starts_late_is_padded(studio: Any, clock: Any) -> None:
    for name in ("a.mkv", "a.m4a"):
        path = studio.record(name, clock.sound(6)[:, 93_120:], moved=lambda at: at + 1.94)
        samples, warnings = heard(path)
        assert on_time(clock.told(samples)) and warnings == ()
        assert media.probe(path).duration == pytest.approx(6, abs=0.1)


def test_a_piece_of_a_running_broadcast_begins_at_its_own_start(studio: Any, clock: Any) -> None:
    for name in ("a.ts", "a.mkv"):
        path = studio.record(name, clock.sound(4), moved=lambda at: at + 5000)
        samples, warnings = heard(path)
        assert len(samples) / SAMPLE_RATE == pytest.approx(4, abs=0.1)
        assert on_time(clock.told(samples)) and warnings == ()
        assert media.probe(path).duration == pytest.approx(4, abs=0.1)


def test_sound_from_before_the_films_start_is_cut(studio: Any, clock: Any) -> None:
    path = studio.record("a.avi", clock.sound(4))
    line = timeline.Timeline(0.001, 0.0, 10.0, timeline.Damage("aac"))
    placed = list(line.placed((0.0, frame) for frame in _frames(-300, 0, 300)))
    assert [(silence, frame.samples) for silence, frame in placed] == [(0, 4800), (0, 4800)]
    assert on_time(clock.told(heard(path)[0]))


def _frames(*stamps: int | None, samples: int = 4800) -> Iterator[Any]:
    """Frames of 0.3 s (by default) at 16 kHz with these timestamps in milliseconds."""
    import av

    for stamp in stamps:
        array = np.zeros((1, samples), np.int16)
        frame = av.AudioFrame.from_ndarray(array, "s16", "mono")
        frame.sample_rate, frame.pts = SAMPLE_RATE, stamp
        yield frame


def test_a_hole_in_the_timestamps_is_filled_with_silence(studio: Any, clock: Any) -> None:
    begin = 41 * 4608  # where one of the encoder's packets begins, in second 3.94
    sound = np.delete(clock.sound(12), slice(begin, begin + 3 * 48_000), axis=1)
    path = studio.record("a.mkv", sound, moved=lambda at: at + 3 * (at > 3.9), pictures=12)
    samples, warnings = heard(path)
    told = clock.told(samples)
    assert set(told) == {1, 2, 3, 7, 8, 9, 10, 11} and on_time(told)
    assert warnings == (
        "The recording is damaged or has gaps in 1 place; 3.0 seconds of it are silence.",
    )


def test_timestamps_that_run_ahead_slowly_never_drift(studio: Any, clock: Any) -> None:
    path = studio.record("a.mkv", clock.sound(40), moved=lambda at: at * 1.05, pictures=42)
    told = clock.told(heard(path)[0])
    assert len(told) >= 38
    assert all(abs(at - second * 1.05) < 0.15 for second, at in told.items())


def test_timestamps_that_fall_behind_slowly_never_drift(studio: Any, clock: Any) -> None:
    path = studio.record("a.mkv", clock.sound(40), moved=lambda at: at * 0.98)
    samples, _ = heard(path)
    assert len(samples) / SAMPLE_RATE == pytest.approx(39.2, abs=0.2)
    late = {second: at - second * 0.98 for second, at in clock.told(samples).items()}
    assert len(late) >= 30 and all(abs(error) < 0.2 for error in late.values())


def placed(*stamps: int | None, length: float = 100.0) -> list[tuple[int, int]]:
    """(silence, samples) of frames of 0.3 s with these timestamps in milliseconds."""
    line = timeline.Timeline(0.001, 0.0, length, timeline.Damage("aac"))
    frames = line.placed((0.0, frame) for frame in _frames(*stamps))
    return [(silence, frame.samples) for silence, frame in frames]


@pytest.mark.parametrize(
    ("stamps", "expected"),
    [
        ((0, 300, 600), [(0, 4800)] * 3),
        ((0, 303, 597), [(0, 4800)] * 3),
        ((0, None, 600), [(0, 4800)] * 3),
        ((50, 350), [(800, 4800), (0, 4800)]),
        ((0, 1300, 1600), [(0, 4800), (16_000, 4800), (0, 4800)]),
        ((0, 1300), [(0, 4800), (16_000, 4800)]),
        ((0, 1300, 300 + 300, 900), [(0, 4800)] * 4),
        ((0, 300, 100, 900), [(0, 4800)] * 4),
        ((0, 300, 450, 750), [(0, 4800), (0, 4800), (0, 2400), (0, 4800)]),
        ((0, 300, 0, 300, 600), [(0, 4800), (0, 4800), (0, 4800)]),
        ((0, 300, 0, 600, 900), [(0, 4800)] * 4),
        ((50_000, 50_300, 0, 300), [(800_000, 4800)] + [(0, 4800)] * 3),
        ((0, 300, 9_000_000, 9_000_300), [(0, 4800)] * 4),
        ((0, 700, 1400, 2100), [(0, 4800), (6400, 4800), (6400, 4800), (6400, 4800)]),
    ],
    ids=[
        "in a row",
        "jittering",
        "missing",
        "a little late from the start",
        "a hole",
        "a hole before the last",
        "one that lies ahead",
        "one that lies behind",
        "an overlap",
        "a repetition",
        "one frame twice",
        "another clock, earlier",
        "another clock, beyond the film's length",
        "nothing sent in pauses",
    ],
)
def test_frames_are_put_where_their_timestamps_say_unless_those_lie(
    stamps: tuple[int | None, ...], expected: list[tuple[int, int]]
) -> None:
    assert placed(*stamps) == expected


def test_a_file_of_unknown_length_may_have_holes_of_minutes_but_not_of_days() -> None:
    assert placed(0, 300_000, 300_300, length=0.0)[1] == (round(299.7 * SAMPLE_RATE), 4800)
    assert placed(0, 90_000_000, 90_000_300, length=0.0)[1] == (0, 4800)


# --- damage ---------------------------------------------------------------------------------------


@pytest.mark.parametrize("ending", ["mp3", "m4a", "mkv", "ogg", "webm", "ts", "avi", "ac3", "flac"])
def test_damage_in_the_middle_is_silence_of_the_same_length(
    ending: str, studio: Any, clock: Any
) -> None:
    whole = studio.record(f"a.{ending}", clock.sound(28))
    for size in (3000, 30_000):
        samples, warnings = heard(damaged(whole, size=size))
        told = {second: at for second, at in clock.told(samples).items() if 0 < second < 28}
        hurt = range(10, 24)
        assert set(told) >= {*range(1, 10), *range(24, 27)}
        assert on_time({second: at for second, at in told.items() if second not in hurt}, 0.04)
        assert len(samples) / SAMPLE_RATE == pytest.approx(28, abs=0.1)
        if (ending, size) != ("flac", 3000):  # the loss of one short frame goes without saying
            assert len(warnings) == 1 and "damaged or has gaps in" in warnings[0]


@pytest.mark.parametrize("ending", ["mp3", "wav", "flac", "mkv", "avi", "aiff"])
@pytest.mark.parametrize("pictures", [0, 20])
def test_what_is_there_of_a_recording_cut_off_is_heard_with_a_warning(
    ending: str, pictures: int, studio: Any, clock: Any
) -> None:
    if pictures and ending not in ("mkv", "avi"):
        pytest.skip("a kind of file without pictures")
    whole = studio.record(f"a.{ending}", clock.sound(20), pictures=pictures)
    samples, warnings = heard(cut_off(whole))
    told = clock.told(samples)
    assert set(told) >= set(range(1, 11)) and on_time(told)
    assert len(samples) / SAMPLE_RATE < 13
    assert "The recording is incomplete: it breaks off at 0:00:1" in warnings[-1]


def test_a_whole_recording_without_a_length_is_not_called_incomplete(
    studio: Any, clock: Any
) -> None:
    for name in ("a.aac", "a.ac3", "a.ts"):
        assert heard(studio.record(name, clock.sound(6)))[1] == ()


def test_pictures_that_go_on_after_the_sound_are_no_damage(studio: Any, clock: Any) -> None:
    for name in ("a.mp4", "a.mkv", "a.avi", "a.ts"):
        assert heard(studio.record(name, clock.sound(3), pictures=9))[1] == ()


def test_a_wav_that_was_streamed_without_knowing_its_length_is_whole(
    studio: Any, clock: Any
) -> None:
    path = studio.record("a.wav", clock.sound(3))
    raw = bytearray(path.read_bytes())
    raw[4:8] = b"\xff\xff\xff\xff"
    path.write_bytes(raw)
    assert heard(path)[1] == ()


@pytest.mark.parametrize("ending", ["mkv", "mp4", "ts", "avi", "ogg", "mp3"])
def test_noise_all_over_a_file_is_an_error_or_a_film(ending: str, studio: Any, clock: Any) -> None:
    pictures = 0 if ending in ("ogg", "mp3") else 8
    whole = studio.record(f"a.{ending}", clock.sound(8), pictures=pictures).read_bytes()
    noise = np.random.default_rng(5)
    for number in range(8):
        raw = np.frombuffer(whole, np.uint8).copy()
        places = noise.integers(0, len(raw), 40)
        raw[places] = noise.integers(0, 256, 40)
        path = studio.folder / f"{number}.{ending}"
        path.write_bytes(raw.tobytes())
        try:
            decoded = media.write_cache(path, studio.folder / "cache.s16")
        except MediaUnreadable:
            continue
        assert decoded.samples < 60 * SAMPLE_RATE


# --- bad input ------------------------------------------------------------------------------------


def test_an_empty_file_says_so(tmp_path: Path) -> None:
    (tmp_path / "a.mp3").touch()
    error = refusal(tmp_path / "a.mp3")
    assert isinstance(error, MediaUnreadable) and error.message == "'a.mp3' is empty."


@pytest.mark.parametrize("name", ["a.mp3", "a.mp4", "a.wav", "a.mkv", "a.aac", "a", "a.ogg"])
def test_a_text_with_the_name_of_a_recording_says_so(name: str, tmp_path: Path) -> None:
    (tmp_path / name).write_text("This is what I wanted to say. " * 300)
    error = refusal(tmp_path / name)
    assert isinstance(error, MediaUnreadable) and "is not a recording" in error.message


@pytest.mark.parametrize("name", ["a.txt", "a.png", "a.mp4"])
def test_a_file_without_audio_says_so(name: str, studio: Any) -> None:
    path = studio.folder / name
    if name == "a.mp4":
        path = studio.record(name, pictures=1)
    elif name == "a.txt":
        path.write_text("This is what I wanted to say. " * 300)
    else:
        studio.record("a.mp4", pictures=1).rename(path)
    error = refusal(path)
    assert isinstance(error, MediaUnreadable) and error.message == f"{name!r} has no audio."


def test_an_mp4_without_its_index_says_so(studio: Any, clock: Any) -> None:
    error = refusal(cut_off(studio.record("a.mp4", clock.sound(5), pictures=5)))
    assert isinstance(error, MediaUnreadable) and "is incomplete: the index" in error.message


@pytest.mark.parametrize("filler", [b"", b"LIST" + bytes([200, 0, 0, 0]) + bytes(200)])
def test_a_wav_header_without_samples_says_so(filler: bytes, tmp_path: Path) -> None:
    path = tmp_path / "a.wav"
    with wave.open(str(path), "wb") as file:
        file.setnchannels(1)
        file.setsampwidth(2)
        file.setframerate(16000)
    raw = path.read_bytes()
    path.write_bytes(raw[:36] + filler + raw[36:])
    error = refusal(path)
    assert isinstance(error, MediaUnreadable) and "holds no sound" in error.message


def test_a_folder_a_broken_link_and_nothing_are_told_apart(tmp_path: Path) -> None:
    (tmp_path / "folder.mp3").mkdir()
    (tmp_path / "link.mp3").symlink_to(tmp_path / "gone.mp3")
    (tmp_path / "round.mp3").symlink_to(tmp_path / "round.mp3")
    sentences = {
        "folder.mp3": "'folder.mp3' is a folder, not a recording.",
        "link.mp3": "'link.mp3' is a link to a file that is not there.",
        "gone.mp3": f"There is no file {str(tmp_path / 'gone.mp3')!r}.",
    }
    for name, sentence in sentences.items():
        error = refusal(tmp_path / name)
        assert isinstance(error, MediaMissing) and error.message == sentence
    assert isinstance(refusal(tmp_path / "round.mp3"), MediaMissing)
    assert isinstance(refusal(tmp_path / ("long" * 100)), MediaMissing)


def test_a_pipe_is_refused_and_not_waited_for(tmp_path: Path) -> None:
    os.mkfifo(tmp_path / "a.mp3")
    assert isinstance(refusal(tmp_path / "a.mp3"), MediaMissing)


def test_a_file_that_may_not_be_read_says_so(studio: Any, clock: Any) -> None:
    path = studio.record("a.wav", clock.sound(1))
    path.chmod(0)
    told = _as_somebody("from engine.audio import media; media.probe(path)", path)
    assert told == "MediaMissing: 'a.wav' may not be read."


def _as_somebody(code: str, path: Path) -> str:
    """The error that `code` ends with when no super-user runs it."""
    whole = (
        "import os, sys; from pathlib import Path; path = Path(sys.argv[1])\n"
        "from engine.audio import media; import av, numpy\n"
        "if os.getuid() == 0: os.setgroups([]); os.setuid(65534)\n"
        f"try: {code}\nexcept Exception as error: print(f'{{type(error).__name__}}: {{error}}')"
    )
    for folder in path.parents:  # pytest's own folders are closed to others
        if folder.stat().st_uid == os.getuid() and folder != folder.parent:
            folder.chmod(folder.stat().st_mode | 0o055)
        if folder.name.startswith("pytest-of-"):
            break
    done = subprocess.run(
        [sys.executable, "-c", whole, str(path)], cwd=ROOT, capture_output=True, text=True
    )
    return done.stdout.strip() or done.stderr


@pytest.mark.parametrize(
    "name",
    [
        "two words.wav",
        'it\'s "quoted".wav',
        "line\nbreak.wav",
        "Интервью 采访 مقابلة.wav",
        "-i.wav",
        "file:a.wav",
        "concat:a.wav|b.wav",
        "http:a.wav",
        "pipe:0",
        "%03d.wav",
        "a.WAV",
        "no ending",
        "a.b c",
        "caf\udce9.wav",
    ],
)
def test_any_name_is_only_a_name(name: str, studio: Any, clock: Any) -> None:
    path = studio.record("a.wav", clock.sound(2))
    path.rename(path.with_name(name))
    assert set(clock.told(heard(path.with_name(name))[0])) == {1}


def test_what_looks_like_an_address_is_looked_for_on_the_disk(
    monkeypatch: pytest.MonkeyPatch, tmp_path: Path
) -> None:
    monkeypatch.chdir(tmp_path)
    for name in ("http://localhost/a.mp3", "concat:a|b", "file:///etc/hostname", "lavfi:sine", "-"):
        with pytest.raises(MediaMissing, match="There is no file"):
            media.probe(Path(name))


HLS = "#EXTM3U\n#EXT-X-TARGETDURATION:10\n#EXTINF:10,\n{}\n#EXT-X-ENDLIST\n"
CONCAT = "ffconcat version 1.0\nfile '{}'\n"
DASH = (
    '<?xml version="1.0"?><MPD xmlns="urn:mpeg:dash:schema:mpd:2011" type="static"><Period>'
    '<AdaptationSet mimeType="audio/mp4"><Representation id="1"><BaseURL>{}</BaseURL>'
    "</Representation></AdaptationSet></Period></MPD>"
)


@pytest.mark.parametrize("playlist", [HLS, CONCAT, DASH], ids=["hls", "concat", "dash"])
@pytest.mark.parametrize("ending", ["m3u8", "mp3", "mp4"])
def test_a_playlist_opens_no_other_file(
    playlist: str, ending: str, studio: Any, clock: Any
) -> None:
    secret = studio.record("secret.wav", clock.sound(2))
    path = studio.folder / f"a.{ending}"
    for target in (secret, f"file:{secret}", secret.name):
        path.write_text(playlist.format(target))
        error = refusal(path)
        assert isinstance(error, MediaUnreadable) and "is a playlist" in error.message


# --- the cache ------------------------------------------------------------------------------------


def test_the_cache_holds_what_was_decoded_and_its_fingerprint(studio: Any, clock: Any) -> None:
    path, cache = studio.record("a.ogg", clock.sound(9)), studio.folder / "cache.s16"
    parts: list[Any] = []
    decoded = media.write_cache(path, cache, sink=parts.append)
    raw = cache.read_bytes()
    assert raw == np.concatenate(parts).tobytes() == heard(path)[0].tobytes()
    assert decoded.fingerprint == hashlib.blake2b(raw, digest_size=16).hexdigest()
    assert decoded.samples == len(raw) // 2
    assert (decoded.media, decoded.track, decoded.warnings) == (media.probe(path), 0, ())


def test_the_same_sound_has_the_same_fingerprint_in_another_file(studio: Any, clock: Any) -> None:
    cache = studio.folder / "cache.s16"
    prints = {
        media.write_cache(studio.record(name, clock.sound(3)), cache).fingerprint
        for name in ("a.wav", "a.flac", "a.mov", "a.aiff")
    }
    assert len(prints) == 1
    other = media.write_cache(studio.record("b.wav", clock.sound(3, first=1)), cache)
    assert other.fingerprint not in prints


def test_peaks_are_lowest_and_highest_of_each_hundredth(studio: Any) -> None:
    sound = np.zeros((1, 16_080), np.float32)
    sound[0, 1600:1760] = 0.5
    sound[0, 3200:3360] = -0.25
    path = studio.record("a.wav", sound, rate=16_000)
    peaks = media.write_cache(path, studio.folder / "cache.s16").peaks
    pairs = np.frombuffer(peaks, np.int8).reshape(-1, 2)
    assert pairs.shape == (101, 2)
    assert pairs[[9, 10, 11, 20]].tolist() == [[0, 0], [0, 64], [0, 0], [-32, 0]]


def test_peaks_do_not_depend_on_how_the_samples_come(tmp_path: Path) -> None:
    samples = np.random.default_rng(0).integers(-30_000, 30_000, 10_000).astype(np.int16)
    peaks = set()
    for step in (10_000, 160, 77):
        with CacheWriter(tmp_path / "cache") as writer:
            for start in range(0, len(samples), step):
                writer.write(samples[start : start + step])
            peaks.add(writer.peaks)
    assert len(peaks) == 1


def test_progress_goes_forward_to_the_whole_length(studio: Any, clock: Any) -> None:
    told: list[tuple[float, float]] = []
    path = studio.record("a.mp3", clock.sound(13))
    media.write_cache(
        path, studio.folder / "cache", report=lambda done, total: told.append((done, total))
    )
    assert [done for done, _ in told] == [4, 8, 12, 13]
    assert all(done <= total for done, total in told) and told[-1] == (13, 13)


@pytest.mark.parametrize("problem", [RuntimeError("no"), Cancelled(), KeyboardInterrupt()])
def test_a_cache_that_is_not_finished_leaves_no_file(
    problem: BaseException, studio: Any, clock: Any
) -> None:
    def stop(block: Any) -> None:
        raise problem

    path = studio.record("a.wav", clock.sound(9))
    with pytest.raises(type(problem)):
        media.write_cache(path, studio.folder / "cache.s16", sink=stop)
    assert os.listdir(studio.folder) == ["a.wav"]


def test_a_full_disk_is_told_and_leaves_no_file(studio: Any, clock: Any) -> None:
    if not Path("/dev/full").exists():
        pytest.skip("this system has no /dev/full")
    path = studio.record("a.wav", clock.sound(9))
    (studio.folder / "cache.s16.part").symlink_to("/dev/full")
    with pytest.raises(NoSpace):
        media.write_cache(path, studio.folder / "cache.s16")
    assert os.listdir(studio.folder) == ["a.wav"]


def test_a_folder_that_is_not_there_is_told(studio: Any, clock: Any) -> None:
    path = studio.record("a.wav", clock.sound(1))
    with pytest.raises(NotWritable, match="cannot be written"):
        media.write_cache(path, studio.folder / "gone" / "cache.s16")


def test_a_read_only_folder_is_told(studio: Any, clock: Any) -> None:
    path = studio.record("a.wav", clock.sound(1))
    locked = studio.folder / "locked"
    locked.mkdir(mode=0o555)
    told = _as_somebody("media.write_cache(path, path.parent / 'locked' / 'cache')", path)
    assert told.startswith("NotWritable: ")


def test_stretches_are_read_back_by_their_times(tmp_path: Path) -> None:
    cache = tmp_path / "cache.s16"
    whole = np.arange(-32_000, 32_000, dtype=np.int16)
    cache.write_bytes(whole.tobytes())
    with Samples(cache) as samples:
        assert (samples.count, samples.duration) == (64_000, 4.0)
        stretch = samples.read(1, 1.5)
        assert stretch.dtype == np.float32
        assert stretch.tolist() == (whole[16_000:24_000] / 32768).tolist()
        assert len(samples.read()) == 64_000
        assert len(samples.read(3.5, 99)) == 8000
        assert len(samples.read(-5, 0.5)) == 8000
        assert len(samples.read(99, 100)) == len(samples.read(2, 1)) == 0


def test_a_cache_that_is_gone_is_told(tmp_path: Path) -> None:
    with pytest.raises(MediaMissing, match="cannot be read"):
        Samples(tmp_path / "cache.s16")


# --- listening meanwhile --------------------------------------------------------------------------


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


# --- cost -----------------------------------------------------------------------------------------


def _fresh(code: str, *arguments: str) -> str:
    done = subprocess.run(
        [sys.executable, "-c", code, *arguments], cwd=ROOT, capture_output=True, text=True
    )
    assert not done.returncode, done.stderr
    return done.stdout.strip()


def test_the_module_loads_nothing_heavy() -> None:
    code = "import sys, engine.audio.media, engine.audio.chunks; print(*sys.modules)"
    assert not {"av", "numpy"} & set(_fresh(code).split())


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
    short, long = (int(_fresh(code, str(_silence(tmp_path, h)))) for h in (0.1, 1.5))
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


@pytest.mark.parametrize(
    ("wanted", "expected"), [(-1, 1), (0, 0)], ids=["the default", "the first"]
)
def test_the_track_to_use_is_known_from_the_probe_alone(
    wanted: int, expected: int, studio: Any, clock: Any
) -> None:
    info = media.probe(studio.record("a.mkv", clock.sound(1), clock.sound(1), default=1))
    choose: Callable[..., int] = media.chosen_track
    assert choose(info, wanted, Path("a.mkv")) == expected
