"""Which aligner for a language, and where it is looked for."""

from __future__ import annotations

import subprocess
import sys
from pathlib import Path

import pytest

from engine import aligners
from engine.errors import ModelDamaged, ModelMissing
from engine.options import Home
from tests.conftest import ROOT

FILES = {"config.json": b"{}", "vocab.json": b"{}", "model.safetensors": b"weights"}


@pytest.fixture(autouse=True)
def bare_machine(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """Caches of other programs are empty, and there is no network."""
    for name in ("HF_HUB_CACHE", "HUGGINGFACE_HUB_CACHE", "HF_HOME", "TORCH_HOME"):
        monkeypatch.delenv(name, raising=False)
    monkeypatch.setenv("XDG_CACHE_HOME", str(tmp_path / "caches"))
    monkeypatch.setenv("LONGTAKE_OFFLINE", "1")
    return tmp_path / "caches"


@pytest.fixture
def home(tmp_path: Path) -> Home:
    return Home(tmp_path / "home")


def written(folder: Path, files: dict[str, bytes] | None = None) -> Path:
    folder.mkdir(parents=True)
    for name, content in (FILES if files is None else files).items():
        (folder / name).write_bytes(content)
    return folder


def test_nothing_is_found_on_a_bare_machine(home: Home) -> None:
    assert aligners.find("en", "", home) is None
    assert aligners.find("cs", "", home) is None
    assert aligners.find("xx", "", home) is None
    assert aligners.find("en", "someone/wav2vec2", home) is None


def test_a_folder_is_taken_wherever_it_lies(home: Home, tmp_path: Path) -> None:
    folder = written(tmp_path / "mine")
    found = aligners.find("xx", str(folder), home)
    assert found is not None
    assert (found.path, found.name, found.bundle) == (folder, "mine", "")


def test_a_folder_may_be_named_from_where_one_is(
    home: Home, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    written(tmp_path / "mine")
    monkeypatch.chdir(tmp_path)
    found = aligners.find("en", "mine", home)
    assert found is not None
    assert found.path == tmp_path / "mine"


def test_a_folder_that_is_not_there_or_holds_no_model_is_told(home: Home, tmp_path: Path) -> None:
    with pytest.raises(ModelMissing, match="There is no folder"):
        aligners.find("en", str(tmp_path / "none"), home)
    for lost in FILES:
        folder = written(
            tmp_path / lost, {name: each for name, each in FILES.items() if name != lost}
        )
        with pytest.raises(ModelDamaged, match="holds no alignment model"):
            aligners.find("en", str(folder), home)


def test_the_usual_one_of_a_language_is_found_among_longtakes_models(home: Home) -> None:
    folder = written(home.models / aligners.USUAL["cs"].replace("/", "--"))
    found = aligners.find("cs", "", home)
    assert found is not None
    assert (found.path, found.name) == (folder, aligners.USUAL["cs"])


def test_what_another_program_had_from_the_hub_is_found(home: Home, bare_machine: Path) -> None:
    name = aligners.USUAL["ru"]
    cached = bare_machine / "huggingface" / "hub" / f"models--{name.replace('/', '--')}"
    folder = written(cached / "snapshots" / "abc123")
    assert aligners.find("ru", "", home) is None
    (cached / "refs").mkdir()
    (cached / "refs" / "main").write_text("abc123")
    found = aligners.find("ru", "", home)
    assert found is not None
    assert found.path == folder


@pytest.mark.parametrize("name", ["HF_HUB_CACHE", "HUGGINGFACE_HUB_CACHE"])
def test_the_hubs_cache_may_be_elsewhere(
    home: Home, tmp_path: Path, monkeypatch: pytest.MonkeyPatch, name: str
) -> None:
    monkeypatch.setenv(name, str(tmp_path / "elsewhere"))
    cached = tmp_path / "elsewhere" / "models--a--b"
    written(cached / "snapshots" / "1")
    (cached / "refs").mkdir()
    (cached / "refs" / "main").write_text("1")
    assert aligners.find("en", "a/b", home) is not None


def test_a_bundle_is_found_where_torch_keeps_it(home: Home, bare_machine: Path) -> None:
    file = aligners.BUNDLES[aligners.USUAL["en"]]
    folder = written(bare_machine / "torch" / "hub" / "checkpoints", {file: b"weights"})
    found = aligners.find("en", "", home)
    assert found is not None
    assert (found.path, found.bundle) == (folder / file, "WAV2VEC2_ASR_BASE_960H")


def test_longtakes_own_bundle_comes_before_anothers(home: Home, bare_machine: Path) -> None:
    file = aligners.BUNDLES["VOXPOPULI_ASR_BASE_10K_DE"]
    written(bare_machine / "torch" / "hub" / "checkpoints", {file: b"theirs"})
    own = written(home.models / "aligners", {file: b"ours"})
    found = aligners.find("de", "", home)
    assert found is not None
    assert found.path == own / file


@pytest.mark.parametrize("changed", ["config.json", "vocab.json", "model.safetensors"])
def test_the_identity_is_that_of_what_the_model_hears(
    home: Home, tmp_path: Path, changed: str
) -> None:
    identities = set()
    for name, content in (("one", b"{}"), ("same", b"{}"), ("other", b"{ }")):
        folder = written(tmp_path / name, FILES | {changed: content, "README.md": name.encode()})
        found = aligners.find("en", str(folder), home)
        assert found is not None
        identities.add(found.identity)
    assert len(identities) == 2


def test_of_two_kinds_of_weights_what_is_read_counts(home: Home, tmp_path: Path) -> None:
    one = written(tmp_path / "one")
    other = written(tmp_path / "other", FILES | {"pytorch_model.bin": b"older"})
    found = [aligners.find("en", str(folder), home) for folder in (one, other)]
    assert found[0] and found[1]
    assert found[0].identity == found[1].identity


def test_what_is_here_need_not_be_fetched(home: Home, tmp_path: Path) -> None:
    folder = written(tmp_path / "mine")
    assert aligners.fetch("en", str(folder), home).path == folder


@pytest.mark.parametrize(
    ("language", "wished"), [("en", ""), ("cs", ""), ("en", "someone/wav2vec2")]
)
def test_without_a_network_what_is_not_here_is_told(home: Home, language: str, wished: str) -> None:
    with pytest.raises(ModelMissing, match="not on this machine") as told:
        aligners.fetch(language, wished, home)
    assert "network" in told.value.details
    assert "--align" in told.value.hint


def test_a_language_that_nobody_aligns_is_told(home: Home) -> None:
    with pytest.raises(ModelMissing, match="'xx'"):
        aligners.fetch("xx", "", home)


FETCHING = """
import sys
from pathlib import Path
from engine import aligners
from engine.errors import ModelMissing
from engine.options import Home
try:
    aligners.fetch("en", sys.argv[1], Home(Path(sys.argv[2])))
except ModelMissing as error:
    print(error.message, "because", error.details)
"""


@pytest.mark.parametrize("name", ["someone/wav2vec2", "no such name"])
def test_a_hub_that_cannot_be_reached_is_told(
    home: Home, monkeypatch: pytest.MonkeyPatch, name: str
) -> None:
    for switch in ("LONGTAKE_OFFLINE", "HF_HUB_OFFLINE"):
        monkeypatch.delenv(switch, raising=False)
    monkeypatch.setenv("HF_ENDPOINT", "http://127.0.0.1:9")  # nobody listens there
    command = [sys.executable, "-c", FETCHING, name, str(home.root)]
    run = subprocess.run(command, cwd=ROOT, capture_output=True, check=False)
    assert run.returncode == 0, run.stderr.decode()
    said, _, why = run.stdout.decode().strip().partition(" because ")
    assert "not on this machine and cannot be fetched" in said
    assert why


def test_a_bundle_is_fetched_whole_or_not_at_all(
    home: Home, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    name = "VOXPOPULI_ASR_BASE_10K_FR"
    source = written(tmp_path / "server", {aligners.BUNDLES[name]: b"weights"})
    monkeypatch.delenv("LONGTAKE_OFFLINE")
    monkeypatch.delenv("HF_HUB_OFFLINE", raising=False)
    monkeypatch.setattr(aligners, "BUNDLES_FROM", (tmp_path / "none").as_uri() + "/")
    with pytest.raises(ModelMissing, match="cannot be fetched"):
        aligners.fetch("fr", "", home)
    assert not any((home.models / "aligners").iterdir())
    monkeypatch.setattr(aligners, "BUNDLES_FROM", source.as_uri() + "/")
    found = aligners.fetch("fr", "", home)
    assert found.path.read_bytes() == b"weights"
    assert found.bundle == name


def test_every_usual_model_is_a_bundle_that_is_known_or_a_name_on_the_hub() -> None:
    assert all(name in aligners.BUNDLES or name.count("/") == 1 for name in aligners.USUAL.values())
    assert len(aligners.USUAL) >= 40


def test_the_bundles_are_those_of_torchaudio() -> None:
    from engine.worker.torch_audio import admit_torchaudio

    admit_torchaudio()
    from torchaudio import pipelines

    for name, file in aligners.BUNDLES.items():
        assert getattr(pipelines, name)._path == file


@pytest.mark.parametrize(
    ("wished", "is_path"),
    [
        ("a/b", False),
        ("/a/b", True),
        ("./a", True),
        ("~/a", True),
        ("a/b/c", True),
        ("NAME", False),
    ],
)
def test_names_of_the_hub_are_told_from_paths(wished: str, is_path: bool) -> None:
    assert aligners.is_path(wished) is is_path
