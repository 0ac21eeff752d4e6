from __future__ import annotations

import threading
from collections.abc import Iterator
from contextlib import contextmanager
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path

import pytest

from engine import options
from engine.errors import ModelError, ModelMissing, UsageError
from engine.jobs.speaker_models import locate
from engine.models_delivery import FetchProgress
from engine.options import Home, Options
from tests.conftest import USERS_HOME


def quiet(progress: FetchProgress) -> None:
    """Nobody wants to know."""


@pytest.fixture
def networks(tmp_path: Path) -> Path:
    folder = tmp_path / "networks"
    folder.mkdir()
    (folder / "segmentation.onnx").write_bytes(b"one")
    (folder / "wespeaker.onnx").write_bytes(b"two")
    return folder


@pytest.fixture
def pipeline(tmp_path: Path) -> Path:
    folder = tmp_path / "pipeline"
    (folder / "segmentation").mkdir(parents=True)
    (folder / "config.yaml").write_text("pipeline: {}\n")
    (folder / "segmentation" / "pytorch_model.bin").write_bytes(b"weights")
    return folder


@contextmanager
def hub(status: int) -> Iterator[str]:
    """A hub that answers everything with this status."""

    class Handler(BaseHTTPRequestHandler):
        def do_GET(self) -> None:
            self.send_response(status)
            self.send_header("Content-Length", "0")
            self.end_headers()

        do_HEAD = do_GET

        def log_message(self, *args: object) -> None: ...

    server = ThreadingHTTPServer(("127.0.0.1", 0), Handler)
    thread = threading.Thread(target=server.serve_forever)
    thread.start()
    try:
        yield f"http://127.0.0.1:{server.server_port}"
    finally:
        server.shutdown()
        thread.join()
        server.server_close()


def chosen(model: Path | str = "auto", **wishes: object) -> Options:
    return Options(diarize=True, speaker_model=str(model), **wishes)  # type: ignore[arg-type]


def test_a_folder_is_known_by_what_is_in_it(home: Home, networks: Path, pipeline: Path) -> None:
    assert locate(chosen(networks), home, quiet).diarizer == "onnx"
    assert locate(chosen(pipeline), home, quiet).diarizer == "pyannote"


def test_the_same_networks_are_the_same_wherever_they_lie(
    home: Home, networks: Path, tmp_path: Path
) -> None:
    here = locate(chosen(networks), home, quiet)
    there = locate(chosen(networks.rename(tmp_path / "elsewhere")), home, quiet)
    assert here.identity == there.identity
    (there.path / "wespeaker.onnx").write_bytes(b"another")
    assert locate(chosen(there.path), home, quiet).identity != here.identity


def test_another_config_is_another_pipeline(home: Home, pipeline: Path) -> None:
    before = locate(chosen(pipeline), home, quiet).identity
    (pipeline / "config.yaml").write_text("pipeline: {changed: true}\n")
    assert locate(chosen(pipeline), home, quiet).identity != before


def test_a_folder_of_the_other_kind_is_refused(home: Home, networks: Path) -> None:
    with pytest.raises(UsageError, match="for the diarizer onnx, not pyannote"):
        locate(chosen(networks, diarizer="pyannote"), home, quiet)


def test_an_empty_folder_has_no_models(home: Home, tmp_path: Path) -> None:
    with pytest.raises(ModelMissing, match="no speaker models"):
        locate(chosen(tmp_path), home, quiet)


def test_those_of_the_catalogue_are_the_usual_ones(home: Home) -> None:
    if not (USERS_HOME.models / "speaker").is_dir():
        pytest.skip("needs the model speaker: longtake models fetch speaker")
    found = locate(chosen(), home, quiet)
    assert (found.diarizer, found.path.name) == ("onnx", "speaker")


def test_without_those_of_the_catalogue_and_offline_there_are_none(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("LONGTAKE_OFFLINE", "1")
    with pytest.raises(ModelMissing, match="speaker"):
        locate(chosen(), options.Home(tmp_path), quiet)


def test_a_model_that_recognises_tells_nobody_apart(home: Home) -> None:
    with pytest.raises(UsageError, match="tell speakers apart"):
        locate(chosen("tiny.en"), home, quiet)


def test_offline_the_hub_has_no_models(home: Home, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("HF_TOKEN", "hf_mine")
    with pytest.raises(ModelMissing, match="not on this machine"):
        locate(chosen("someone/a-pipeline"), home, quiet)


@pytest.mark.parametrize("status", [401, 403])
def test_a_token_that_the_hub_refuses_is_an_error(
    home: Home, monkeypatch: pytest.MonkeyPatch, status: int
) -> None:
    with hub(status) as address:
        online(monkeypatch, address, "hf_wrong")
        with pytest.raises(ModelError, match="refuses your token") as caught:
            locate(chosen("someone/a-pipeline"), home, quiet)
    assert not isinstance(caught.value, ModelMissing)
    assert "hf_wrong" not in f"{caught.value} {caught.value.hint} {caught.value.details}"


def test_without_a_token_a_gated_model_is_missing(
    home: Home, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("engine.secrets.hub_token", lambda: "")
    with hub(401) as address:
        online(monkeypatch, address, "")
        with pytest.raises(ModelMissing, match="need a token"):
            locate(chosen(diarizer="pyannote"), home, quiet)


def online(monkeypatch: pytest.MonkeyPatch, address: str, token: str) -> None:
    monkeypatch.delenv("LONGTAKE_OFFLINE")
    monkeypatch.setenv("HF_ENDPOINT", address)
    monkeypatch.setenv("HF_TOKEN", token)
