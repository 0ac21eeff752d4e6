"""Films for tests, made of the sample recording that Longtake ships."""

from __future__ import annotations

from pathlib import Path

from tests.conftest import ROOT

SAMPLE = ROOT / "resources" / "sample.opus"


def speech_film(folder: Path, seconds: float, name: str = "film.wav") -> Path:
    """A recording of real speech of this length, the sample over and over."""
    import numpy as np
    import soundfile
    from faster_whisper.audio import decode_audio

    sample = decode_audio(str(SAMPLE))
    looped = np.resize(sample, int(seconds * 16_000))
    film = folder / name
    soundfile.write(film, looped, 16_000)
    return film
