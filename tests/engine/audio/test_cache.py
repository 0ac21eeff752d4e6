"""Decoded sound in a file: whole or not at all, and read back in stretches."""

from __future__ import annotations

import hashlib
import os
import subprocess
import sys
from pathlib import Path
from typing import Any

import numpy as np
import pytest

from engine.audio import media
from engine.audio.cache import CacheWriter, Samples, drop, of_this_process, unfinished
from engine.errors import (
    Cancelled,
    MediaMissing,
    NoSpace,
    NotWritable,
)
from tests.listening import as_somebody, heard


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
    told = as_somebody("media.write_cache(path, path.parent / 'locked' / 'cache')", path)
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


def test_what_is_dropped_is_gone_half_written_or_whole(tmp_path: Path) -> None:
    path = tmp_path / "film.s16"
    for place in (path, unfinished(path)):
        place.write_bytes(b"sound")
    drop(path)
    drop(path)
    assert not list(tmp_path.iterdir())


def test_a_process_that_was_killed_leaves_no_sound_for_ever(tmp_path: Path) -> None:
    process = subprocess.Popen([sys.executable, "-c", ""])
    process.wait()
    of_the_dead = [tmp_path / f"align-{process.pid}.s16{end}" for end in ("", ".part")]
    others = [
        tmp_path / name
        for name in (f"align-{os.getppid()}.s16", f"voices-{process.pid}.s16", "align-x.s16")
    ]
    for place in (*of_the_dead, *others):
        place.write_bytes(b"sound")
    assert of_this_process(tmp_path, "align") == tmp_path / f"align-{os.getpid()}.s16"
    assert sorted(tmp_path.iterdir()) == sorted(others)
