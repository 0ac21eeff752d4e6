from __future__ import annotations

import shutil
from pathlib import Path

import numpy as np
import pytest

from engine.errors import ModelDamaged, ModelMissing
from engine.worker.diarization.onnx_models import OnnxModels, actual
from engine.worker.diarization.speaker_models import POWERSET, pooled
from engine.worker.diarization.spectrogram import spectrogram
from engine.worker.diarization.windows import WINDOW_SAMPLES
from tests.diarized import Read


def test_the_two_halves_are_the_whole_network(
    onnx: OnnxModels, speaker_folder: Path, two_people_read: Read
) -> None:
    import onnxruntime

    features = spectrogram(two_people_read(8.0, 12.0))
    features -= features.mean(axis=0)
    whole = onnxruntime.InferenceSession(
        next(speaker_folder.glob("*wespeaker*")), providers=["CPUExecutionProvider"]
    )
    (expected,) = whole.run(None, {"feats": features[None]})
    frames = onnx.frames(features[None])[0]
    found = onnx.embeddings(pooled(frames, np.ones((1, len(frames)), np.bool_)))
    assert np.abs(found - expected).max() < 1e-3


def test_who_talks_is_one_of_the_sets_that_the_network_knows(
    onnx: OnnxModels, two_people_read: Read
) -> None:
    (mask,) = onnx.activity(two_people_read(8.0, 18.0), WINDOW_SAMPLES)
    assert mask.shape == (3, 589)
    assert mask.any()
    assert mask.sum(axis=0).max() <= 2
    assert {tuple(each) for each in mask.T.tolist()} <= {tuple(each) for each in POWERSET.tolist()}


def test_nobody_talks_in_silence(onnx: OnnxModels) -> None:
    assert not onnx.activity(np.zeros(320_000, np.float32), WINDOW_SAMPLES).any()


def test_windows_that_overlap_are_heard_as_one_by_one(
    onnx: OnnxModels, two_people_read: Read
) -> None:
    together = onnx.activity(two_people_read(6.0, 20.0), 32_000)
    windows = [two_people_read(start, start + 10.0) for start in (6.0, 8.0, 10.0)]
    alone = np.concatenate([onnx.activity(window, WINDOW_SAMPLES) for window in windows])
    assert together.shape == alone.shape
    assert (together != alone).mean() < 1e-3


def test_no_model_is_said_so(tmp_path: Path) -> None:
    with pytest.raises(ModelMissing, match="no speaker models"):
        OnnxModels(tmp_path, "cpu", 1, 1)


@pytest.mark.parametrize("which", ["*wespeaker*", "*segmentation*"])
@pytest.mark.parametrize("damage", ["cut", "nonsense"])
def test_a_damaged_model_is_said_so(
    speaker_folder: Path, tmp_path: Path, which: str, damage: str
) -> None:
    for file in speaker_folder.glob("*.onnx"):
        shutil.copy(file, tmp_path)
    broken = next(tmp_path.glob(which))
    whole = broken.read_bytes()
    broken.write_bytes(whole[: len(whole) // 2] if damage == "cut" else b"no model" * 100)
    with pytest.raises(ModelDamaged):
        OnnxModels(tmp_path, "cpu", 1, 1)


def test_a_model_of_another_kind_is_no_network_for_voices(
    speaker_folder: Path, tmp_path: Path
) -> None:
    segmentation = next(speaker_folder.glob("*segmentation*"))
    shutil.copy(segmentation, tmp_path)
    shutil.copy(segmentation, tmp_path / "wespeaker.onnx")
    with pytest.raises(ModelDamaged, match="voices"):
        OnnxModels(tmp_path, "cpu", 1, 1)


def test_a_device_that_is_not_here_is_the_processor() -> None:
    import onnxruntime

    here = onnxruntime.get_available_providers()
    assert actual("cpu") == "cpu"
    assert (actual("cuda") == "cuda") == ("CUDAExecutionProvider" in here)
    assert (actual("mps") == "mps") == ("CoreMLExecutionProvider" in here)
    assert actual("auto") in ("cpu", "cuda", "mps")


def test_no_more_threads_than_a_batch_has_stretches(speaker_folder: Path) -> None:
    assert OnnxModels(speaker_folder, "cpu", 4, 8).abreast == 4
    assert OnnxModels(speaker_folder, "cpu", 4, 1).abreast == 1


def test_pooling_is_mean_and_deviation_over_a_mask() -> None:
    frames = np.random.default_rng(0).standard_normal((50, 8)).astype(np.float32)
    masks = np.zeros((3, 50), np.bool_)
    masks[0, 10:40] = True
    masks[1, 7] = True
    found = pooled(frames, masks)
    assert np.allclose(found[0, :8], frames[10:40].mean(axis=0), atol=1e-5)
    assert np.allclose(found[0, 8:], frames[10:40].std(axis=0, ddof=1), atol=1e-4)
    assert np.allclose(found[1], np.concatenate([frames[7], np.zeros(8)]), atol=1e-3)
    assert not found[2].any()
