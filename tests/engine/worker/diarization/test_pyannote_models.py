from __future__ import annotations

import pickle
import shutil
from pathlib import Path

import numpy as np
import pytest

from engine.errors import ModelDamaged, ModelError, ModelMissing
from engine.worker.diarization.clustering import Agglomerative
from engine.worker.diarization.onnx_models import OnnxModels
from engine.worker.diarization.pyannote_models import PyannoteModels, clustering
from engine.worker.diarization.spectrogram import spectrogram
from engine.worker.diarization.vbx import Variational
from engine.worker.diarization.windows import WINDOW_SAMPLES
from tests.diarized import Read

pytestmark = pytest.mark.shared


@pytest.fixture(scope="session")
def pipeline(shared: Path) -> Path:
    folder = shared / "models" / "pyannote-diarization"
    if not (folder / "config.yaml").is_file():
        pytest.skip(f"needs {folder}")
    return folder


@pytest.fixture(scope="session")
def networks(pipeline: Path) -> PyannoteModels:
    return PyannoteModels(pipeline, "cpu", 2, 2)


@pytest.fixture
def copied(pipeline: Path, tmp_path: Path) -> Path:
    return Path(shutil.copytree(pipeline, tmp_path / "pipeline"))


def test_torch_hears_what_onnxruntime_hears(
    networks: PyannoteModels, onnx: OnnxModels, two_people_read: Read
) -> None:
    window = two_people_read(8.0, 18.0)
    theirs, ours = (each.activity(window, WINDOW_SAMPLES) for each in (networks, onnx))
    assert (theirs != ours).mean() < 0.01
    features = spectrogram(window)[None] - 8.0
    assert np.abs(networks.frames(features) - onnx.frames(features)).max() < 0.05
    statistics = np.random.default_rng(0).random((3, 2 * networks.features)).astype(np.float32)
    assert np.abs(networks.embeddings(statistics) - onnx.embeddings(statistics)).max() < 1e-2


def test_the_pipelines_own_figures_are_used(copied: Path) -> None:
    assert clustering(copied, 1) == Agglomerative(threshold=0.7045654963945799, smallest=12)
    config = copied / "config.yaml"
    config.write_text(config.read_text().replace("min_cluster_size: 12", "min_cluster_size: 4"))
    assert clustering(copied, 2) == Agglomerative(threshold=0.7045654963945799, smallest=2)


def test_a_pipeline_with_vbx_is_clustered_by_it(copied: Path) -> None:
    (copied / "config.yaml").write_text(
        "pipeline: {params: {clustering: VBxClustering}}\n"
        "params: {clustering: {threshold: 0.6, Fa: 0.07, Fb: 0.8}}\n"
    )
    found = clustering(copied, 1)
    assert isinstance(found, Variational)
    assert (found.threshold, found.fa, found.fb) == (0.6, 0.07, 0.8)


def test_a_clustering_that_is_not_known_is_said_so(copied: Path) -> None:
    (copied / "config.yaml").write_text("pipeline: {params: {clustering: OracleClustering}}\n")
    with pytest.raises(ModelError, match="OracleClustering"):
        clustering(copied, 1)


@pytest.mark.parametrize("text", ["[1, 2", "just words", "- a list"])
def test_a_damaged_config_is_said_so(copied: Path, text: str) -> None:
    (copied / "config.yaml").write_text(text)
    with pytest.raises(ModelDamaged, match=r"config\.yaml"):
        clustering(copied, 1)


class Trap:
    """A pickle that writes a file when it is read."""

    def __init__(self, mark: Path) -> None:
        self.mark = mark

    def __reduce__(self) -> tuple[object, tuple[object, ...]]:
        return (Path.write_text, (self.mark, "caught"))


def test_a_pickle_cannot_run_code(copied: Path, tmp_path: Path) -> None:
    import torch

    mark = tmp_path / "mark"
    torch.save({"state_dict": Trap(mark)}, copied / "segmentation" / "pytorch_model.bin")
    with pytest.raises(ModelDamaged):
        PyannoteModels(copied, "cpu", 1, 1)
    (copied / "segmentation" / "pytorch_model.bin").write_bytes(
        pickle.dumps(Trap(mark), protocol=2)
    )
    with pytest.raises(ModelDamaged):
        PyannoteModels(copied, "cpu", 1, 1)
    assert not mark.exists()


def test_a_damaged_network_is_said_so(copied: Path) -> None:
    weights = copied / "embedding" / "pytorch_model.bin"
    weights.write_bytes(weights.read_bytes()[:100_000])
    with pytest.raises(ModelDamaged, match="pytorch_model"):
        PyannoteModels(copied, "cpu", 1, 1)


def test_a_missing_network_is_said_so(copied: Path) -> None:
    (copied / "segmentation" / "pytorch_model.bin").unlink()
    with pytest.raises(ModelMissing, match="pytorch_model"):
        PyannoteModels(copied, "cpu", 1, 1)


def test_a_network_of_another_kind_is_said_so(copied: Path) -> None:
    shutil.copy(copied / "embedding" / "pytorch_model.bin", copied / "segmentation")
    with pytest.raises(ModelError, match="WeSpeakerResNet34"):
        PyannoteModels(copied, "cpu", 1, 1)
