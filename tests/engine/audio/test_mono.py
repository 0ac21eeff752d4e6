"""Every channel is heard in one."""

from __future__ import annotations

import wave
from pathlib import Path
from typing import Any

import numpy as np
import pytest

from engine.transcript import SAMPLE_RATE
from tests.listening import heard


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
