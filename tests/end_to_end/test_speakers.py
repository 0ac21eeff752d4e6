"""Who says what, through the command."""

from __future__ import annotations

import json
import shutil
from importlib.util import find_spec
from pathlib import Path

import pytest

from engine.document import Document
from engine.options import Home
from tests.commands import longtake
from tests.conftest import USERS_HOME

pytestmark = pytest.mark.usefixtures("home", "tiny_en")


@pytest.fixture
def telephone(tmp_path: Path) -> Path:
    """Two people on the telephone, as pyannote.audio ships them."""
    found = find_spec("pyannote")
    places = list(found.submodule_search_locations or ()) if found else []
    recording = Path(places[0]) / "audio" / "sample" / "sample.wav" if places else Path()
    if not recording.is_file():
        pytest.skip("needs the sample of pyannote.audio")
    return Path(shutil.copy(recording, tmp_path / "telephone.wav"))


@pytest.fixture
def speaker_models() -> Path:
    folder = USERS_HOME.models / "speaker"
    if not any(folder.glob("*.onnx")):
        pytest.skip("needs the model speaker: longtake models fetch speaker")
    return folder


def diarized(film: Path, *options: object, check: int = 0) -> tuple[dict[str, object], str]:
    out = film.parent / "out"
    run = longtake(
        *("transcribe", film, "--diarize", "--format", "json", "--output-dir", out, "--overwrite"),
        *options,
        check=check,
    )
    written = out / f"{film.stem}.json"
    return (json.loads(written.read_text()) if written.exists() else {}), run.stderr


@pytest.mark.usefixtures("speaker_models")
def test_two_people_are_told_apart_and_not_again(telephone: Path, tmp_path: Path) -> None:
    document = tmp_path / "telephone.longtake"
    first, _ = diarized(telephone, "--document", document)
    names = {segment["speaker"] for segment in first["segments"]}  # type: ignore[attr-defined]
    assert names == {"SPEAKER_00", "SPEAKER_01"}
    with Document.open(document) as opened:
        before = [part.saved_at for part in opened.checkpoints("voices")]
    again, _ = diarized(telephone, "--document", document, "--speakers", "1")
    names = {segment["speaker"] for segment in again["segments"]}  # type: ignore[attr-defined]
    assert names == {"SPEAKER_00"}
    with Document.open(document) as opened:
        assert [part.saved_at for part in opened.checkpoints("voices")] == before


def test_without_models_the_transcript_is_finished_with_a_warning(
    telephone: Path, tmp_path: Path
) -> None:
    nothing = tmp_path / "nothing"
    nothing.mkdir()
    heard, said = diarized(telephone, "--speaker-model", nothing)
    assert heard["segments"]
    assert "not told apart" in said
    assert "not told apart" in str(heard["warnings"])


def test_impossible_bounds_are_a_usage_error(telephone: Path, home: Home) -> None:
    _, said = diarized(telephone, "--min-speakers", 5, "--max-speakers", 2, check=2)
    assert "--min-speakers 5 is more than --max-speakers 2" in said
    assert not home.documents.exists()


def test_a_damaged_model_is_named(telephone: Path, speaker_models: Path, tmp_path: Path) -> None:
    broken = Path(shutil.copytree(speaker_models, tmp_path / "broken"))
    next(broken.glob("*wespeaker*")).write_bytes(b"no network at all")
    _, said = diarized(telephone, "--speaker-model", broken, check=4)
    assert "network for voices" in said
