"""Recordings in which nobody speaks, made on the spot: silence, noise, hum, music.

All is written in blocks, so that an hour needs no memory. The music is plain (chords, a melody and
a beat made of sines and noise), but it is tonal and rhythmic, which is what tempts a recognizer.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

import numpy as np
import soundfile
from numpy.typing import NDArray

RATE = 16_000
BLOCK_SECONDS = 10

Samples = NDArray[np.float32]
Maker = Callable[[NDArray[np.float64], np.random.Generator], Any]


def write_noise(name: str, seconds: float, path: Path) -> Path:
    """Write `seconds` of the noise called `name` to `path` (FLAC by its suffix)."""
    return write_blocks(_blocks(MAKERS[name], seconds), RATE, path)


def write_blocks(blocks: Iterator[Any], rate: int, path: Path) -> Path:
    """Write mono blocks one after another."""
    with soundfile.SoundFile(path, "w", rate, 1, "PCM_16") as file:
        for block in blocks:
            file.write(block)
    return path


def write_pieces(source: Path, stretches: list[tuple[float, float]], path: Path) -> Path:
    """Write the `stretches` (seconds) of `source` one after another as one recording."""
    with soundfile.SoundFile(source) as file:
        return write_blocks(_pieces(file, stretches), file.samplerate, path)


def silence(time: NDArray[np.float64], _: np.random.Generator) -> Any:
    """Digital silence."""
    return np.zeros(len(time))


def white(time: NDArray[np.float64], chance: np.random.Generator) -> Any:
    """White noise, as of an untuned radio."""
    return 0.1 * chance.standard_normal(len(time))


def pink(time: NDArray[np.float64], chance: np.random.Generator) -> Any:
    """Noise with as much power in every octave, as of rain or traffic."""
    spectrum = np.fft.rfft(chance.standard_normal(len(time)))
    shaped = np.fft.irfft(spectrum / np.sqrt(np.maximum(np.arange(len(spectrum)), 1)), len(time))
    return 0.1 * shaped / shaped.std()


def hum(time: NDArray[np.float64], chance: np.random.Generator) -> Any:
    """Mains hum with its overtones over a little hiss."""
    overtones = (0.2 / n * np.sin(2 * np.pi * 50 * n * time) for n in range(1, 7))
    return sum(overtones) + 0.003 * chance.standard_normal(len(time))


def music(time: NDArray[np.float64], chance: np.random.Generator) -> Any:
    """Chords, a melody over them and a beat, at 120 beats a minute."""
    beat = (time * 2).astype(int)
    root = np.array([0, 9, 5, 7])[beat // 8 % 4]
    chord = sum(_tone(time, root + third - 12) for third in (0, 4, 7))
    steps = np.array([0, 4, 7, 12, 11, 7, 4, 2])[(beat * 5 + beat // 16) % 8]
    fading = np.exp(-4 * (time * 2 % 1))
    drum = chance.standard_normal(len(time)) * np.exp(-30 * (time * 2 % 1))
    return 0.06 * chord + 0.15 * fading * _tone(time, root + steps) + 0.08 * drum


MAKERS: dict[str, Maker] = {
    "silence": silence,
    "white noise": white,
    "pink noise": pink,
    "hum": hum,
    "music": music,
}


def _tone(time: NDArray[np.float64], semitones: Any) -> Any:
    """A tone with overtones, `semitones` over middle C, with a slow vibrato."""
    pitch = 261.63 * 2 ** (np.asarray(semitones) / 12)
    phase = 2 * np.pi * pitch * time + 0.3 * np.sin(2 * np.pi * 5 * time)
    return np.sin(phase) + 0.4 * np.sin(2 * phase) + 0.2 * np.sin(3 * phase)


def _blocks(make: Maker, seconds: float) -> Iterator[Samples]:
    chance = np.random.default_rng(1)
    length = round(seconds * RATE)
    for begin in range(0, length, BLOCK_SECONDS * RATE):
        samples = np.arange(begin, min(begin + BLOCK_SECONDS * RATE, length))
        yield np.asarray(make(samples / RATE, chance), dtype=np.float32).clip(-1, 1)


def _pieces(file: soundfile.SoundFile, stretches: list[tuple[float, float]]) -> Iterator[Any]:
    for start, end in stretches:
        file.seek(int(start * file.samplerate))
        samples = file.read(int((end - start) * file.samplerate), dtype="float32", always_2d=True)
        yield samples.mean(axis=1)
