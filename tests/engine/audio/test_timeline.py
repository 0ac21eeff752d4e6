"""Sound is where players show it, whatever was lost on the way."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

import numpy as np
import pytest

from engine.audio import media, timeline
from engine.errors import (
    MediaUnreadable,
)
from engine.transcript import SAMPLE_RATE
from tests.listening import cut_off, damaged, heard, on_time


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
