"""The speaker models, and a recording of two people with who speaks when."""

from __future__ import annotations

from pathlib import Path

import pytest

from engine.transcript import SpeakerTurn
from engine.worker.diarization.onnx_models import OnnxModels
from tests.conftest import USERS_HOME
from tests.diarized import Read, read_rttm, reader


@pytest.fixture(scope="session")
def speaker_folder() -> Path:
    """The folder with the catalogue's speaker models."""
    folder = USERS_HOME.models / "speaker"
    if not any(folder.glob("*.onnx")):
        pytest.skip("needs the model speaker: longtake models fetch speaker")
    return folder


@pytest.fixture(scope="session")
def onnx(speaker_folder: Path) -> OnnxModels:
    """The catalogue's speaker models, loaded."""
    return OnnxModels(speaker_folder, "cpu", 2, 8)


@pytest.fixture(scope="session")
def two_people() -> tuple[Path, list[SpeakerTurn]]:
    """The recording that pyannote.audio ships: 30 s of a telephone call."""
    from importlib.util import find_spec

    found = find_spec("pyannote")
    places = list(found.submodule_search_locations or ()) if found else []
    folder = Path(places[0]) / "audio" / "sample" if places else Path()
    if not (folder / "sample.wav").is_file():
        pytest.skip("needs the sample of pyannote.audio")
    return folder / "sample.wav", read_rttm((folder / "sample.rttm").read_text())


@pytest.fixture(scope="session")
def two_people_read(two_people: tuple[Path, list[SpeakerTurn]]) -> Read:
    """The samples of that recording."""
    import soundfile

    samples, _ = soundfile.read(two_people[0], dtype="float32")
    return reader(samples)
