"""A voice that was enrolled once is known again in another film."""

from __future__ import annotations

import json
from pathlib import Path

import pytest

from engine import models
from engine.errors import LongtakeError
from tests.commands import longtake
from tests.conftest import USERS_HOME

pytestmark = pytest.mark.usefixtures("home", "tiny_en")


@pytest.fixture
def clips(shared: Path) -> Path:
    """Two recordings of each of some people."""
    try:
        models.resolve("speaker", USERS_HOME, purpose="speakers")
    except LongtakeError as error:
        pytest.skip(f"needs the speaker models: {error.message}")
    return shared / "speech" / "short" / "audio" / "en"


def conversation(folder: Path, *clips: Path) -> Path:
    import numpy as np
    import soundfile
    from faster_whisper.audio import decode_audio

    rest = np.zeros(16_000, np.float32)
    said = [part for clip in clips for part in (decode_audio(str(clip)), rest)]
    soundfile.write(folder / "film.wav", np.concatenate(said), 16_000)
    return folder / "film.wav"


def test_people_who_were_enrolled_are_named_in_another_film(clips: Path, tmp_path: Path) -> None:
    for name, clip in (("Ann", "1998-15444"), ("Bob", "1688-142285"), ("Eve", "3331-159605")):
        recording = clips / f"lsto-{clip}-0000.opus"
        longtake("voices", "enroll", name, recording, "--consent", "LibriVox", check=0)
    film = conversation(
        tmp_path, clips / "lsto-1688-142285-0001.opus", clips / "lsto-1998-15444-0001.opus"
    )
    run = longtake("transcribe", film, "--diarize", "--speakers", 2, check=0)
    assert "may be Bob" in run.stderr
    plain = json.loads((tmp_path / "film.json").read_text())
    assert {speaker["name"] for speaker in plain["speakers"]} == {""}

    longtake("voices", "suggest", film, "--apply", check=0)
    longtake("export", film, "--format", "json,vtt", check=0)
    named = json.loads((tmp_path / "film.json").read_text())
    called = {speaker["id"]: speaker["name"] for speaker in named["speakers"]}
    assert set(called.values()) == {"Ann", "Bob"}
    assert called[named["segments"][0]["speaker"]] == "Bob"
    assert "<v Ann>" in (tmp_path / "film.vtt").read_text()
