"""Windows that overlap share their filters, and are told the same as each alone."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import numpy as np
import pytest

from engine.worker.diarization import onnx_segmentation
from engine.worker.diarization.onnx_segmentation import Level, Split, Whole
from tests.diarized import Read


@pytest.fixture(scope="module")
def model(speaker_folder: Path) -> bytes:
    return next(speaker_folder.glob("*segmentation*")).read_bytes()


def opened(model: bytes) -> Any:
    import onnxruntime

    options = onnxruntime.SessionOptions()
    options.log_severity_level = 3
    return onnxruntime.InferenceSession(model, options, providers=["CPUExecutionProvider"])


@pytest.mark.parametrize("step", [16_000, 32_000])
def test_windows_of_speech_get_the_scores_of_the_whole_network(
    model: bytes, two_people_read: Read, step: int
) -> None:
    whole = onnx_segmentation.load(model, opened, is_cut=False)
    split = onnx_segmentation.load(model, opened, is_cut=True)
    assert isinstance(whole, Whole) and isinstance(split, Split)
    sound = two_people_read(4.0, 22.0)
    theirs, ours = whole.scores(sound, step), split.scores(sound, step)
    assert ours.shape == theirs.shape == (1 + 8 * 16_000 // step, 589, 7)
    assert np.abs(ours - theirs).max() < 1e-2


@pytest.mark.parametrize("gain", [0.0, 1e-4, 1.0])
def test_a_quiet_window_beside_a_loud_one_is_heard_as_alone(
    model: bytes, two_people_read: Read, gain: float
) -> None:
    split = onnx_segmentation.load(model, opened, is_cut=True)
    quiet = two_people_read(8.0, 18.0) * np.float32(gain) + np.float32(0.02)
    beside = split.scores(np.concatenate([quiet, two_people_read(8.0, 18.0)]), 160_000)
    alone = split.scores(quiet, 160_000)
    assert np.abs(beside[0] - alone[0]).max() < 2e-2


def test_a_network_of_another_shape_is_asked_for_each_window_alone(model: bytes) -> None:
    operation = b"\x22\x03"
    another = model.replace(operation + b"Abs", operation + b"Neg")
    assert another != model
    assert isinstance(onnx_segmentation.load(another, opened, is_cut=True), Whole)


def test_a_level_is_mean_and_deviation() -> None:
    sound = np.array([1, 3, 1, 3], np.float32)
    assert Level.of(sound) == pytest.approx((2.0, 1.0))
    assert Level.of(sound).deviation == pytest.approx(1.0, abs=1e-4)
