"""The speaker models of the catalogue, run by onnxruntime: no torch, no token, no pickle.

The network for voices is cut in two before it averages over time. Its first half is asked for the
tensor there (`onnx_graph`), its second half is one matrix, which is read out in the same way.
"""

from __future__ import annotations

import logging
from pathlib import Path
from typing import TYPE_CHECKING, Any

import numpy as np

from engine.errors import ModelDamaged, ModelMissing
from engine.worker.diarization import onnx_graph, onnx_segmentation
from engine.worker.diarization.speaker_models import POWERSET

if TYPE_CHECKING:
    from numpy.typing import NDArray

    Floats = NDArray[np.float32]
    Masks = NDArray[np.bool_]

SEGMENTATION = "*segmentation*.onnx"
VOICES = "*wespeaker*.onnx"

log = logging.getLogger(__name__)

_PROVIDERS = {"cuda": "CUDAExecutionProvider", "mps": "CoreMLExecutionProvider"}


class OnnxModels:
    """See `SpeakerModels`. On a processor several threads hear at once, each on one core: the
    networks are too small to share one window among cores."""

    def __init__(self, folder: Path, device: str, threads: int, batch_size: int) -> None:
        voices = _read(folder, VOICES)
        self._frames_name, weight, bias = _cut(voices)
        self._weight, self._bias = _constants(voices, [weight, bias])
        self.features = self._weight.shape[1] // 2
        network = onnx_graph.with_outputs(voices, [self._frames_name])
        self.device, self._voices = self._trusted(network, actual(device))
        on_cpu = self.device == "cpu"
        self.is_exact = on_cpu
        self.abreast = max(1, min(threads, batch_size)) if on_cpu else 1
        self.windows = 8 if on_cpu else 4 * batch_size
        self.stretches = 1 if on_cpu else batch_size
        # CoreML cannot compute the LSTMs of this one.
        where = "cuda" if self.device == "cuda" else "cpu"
        self._segmentation = onnx_segmentation.load(
            _read(folder, SEGMENTATION), lambda part: _session(part, where), is_cut=where == "cpu"
        )

    def _trusted(self, network: bytes, device: str) -> tuple[str, Any]:
        """The network for voices on `device`, or on the processor where the two disagree."""
        reference = _session(network, "cpu")
        if device == "cpu":
            return device, reference
        session = _session(network, device)
        noise = np.random.default_rng(0).standard_normal((1, 160, 80)).astype(np.float32)
        heard, expected = (
            each.run([self._frames_name], {_input(each): noise})[0] for each in (session, reference)
        )
        if np.allclose(heard, expected, rtol=0.05, atol=0.05):
            return device, session
        log.warning("%s computes other voices than the processor does; it is not used", device)
        return "cpu", reference

    def activity(self, sound: Floats, step: int) -> Masks:
        """See `SpeakerModels`."""
        scores = self._segmentation.scores(sound, step)
        return np.asarray(POWERSET[scores.argmax(axis=-1)].transpose(0, 2, 1))

    def frames(self, spectrograms: Floats) -> Floats:
        """See `SpeakerModels`."""
        feed = {_input(self._voices): spectrograms}
        (found,) = self._voices.run([self._frames_name], feed)
        return np.asarray(found.reshape(len(found), -1, found.shape[-1]).transpose(0, 2, 1))

    def embeddings(self, statistics: Floats) -> Floats:
        """See `SpeakerModels`."""
        return np.asarray(statistics @ self._weight.T + self._bias, np.float32)


def actual(device: str) -> str:
    """The device that onnxruntime can use on this machine where `device` is asked for."""
    import onnxruntime

    here = onnxruntime.get_available_providers()
    able = [name for name, provider in _PROVIDERS.items() if provider in here]
    if device == "auto":
        return next(iter(able), "cpu")
    return device if device in able else "cpu"


def _cut(model: bytes) -> tuple[str, str, str]:
    """The names of the tensor before the average over time, and of the last matrix and its bias."""
    try:
        found = onnx_graph.nodes(model)
        frames = next(inputs[0] for name, inputs, _ in found if name == "ReduceMean")
        weight, bias = next(inputs[1:] for name, inputs, _ in reversed(found) if name == "Gemm")
    except (ValueError, StopIteration) as error:
        raise ModelDamaged(
            "The network for voices is not one that Longtake can read.",
            "Run `longtake models fetch speaker`.",
            details=repr(error),
        ) from error
    return frames, weight, bias


def _constants(model: bytes, names: list[str]) -> list[Floats]:
    session = _session(onnx_graph.with_outputs(model, names), "cpu")
    short = np.zeros((1, 16, 80), np.float32)
    return [np.asarray(value) for value in session.run(names, {_input(session): short})]


def _session(model: bytes, device: str) -> Any:
    import onnxruntime

    options = onnxruntime.SessionOptions()
    options.intra_op_num_threads = 1
    options.inter_op_num_threads = 1
    options.enable_mem_pattern = False  # it would keep a plan for every length of a stretch
    chosen = [*([_PROVIDERS[device]] if device in _PROVIDERS else []), "CPUExecutionProvider"]
    options.log_severity_level = 3  # the extra output has no declared shape, which is no problem
    try:
        return onnxruntime.InferenceSession(model, options, providers=chosen)
    except _refusals() as error:
        raise _damaged(error) from error


def _refusals() -> tuple[type[Exception], ...]:
    """What onnxruntime raises for a file that it cannot use; they have no common base."""
    from onnxruntime.capi import onnxruntime_pybind11_state as state

    return (
        RuntimeError,
        state.Fail,
        state.InvalidArgument,
        state.InvalidGraph,
        state.InvalidProtobuf,
    )


def _damaged(error: Exception) -> ModelDamaged:
    return ModelDamaged(
        "The speaker models are damaged.",
        "Run `longtake models fetch speaker`.",
        details=repr(error),
    )


def _input(session: Any) -> str:
    return str(session.get_inputs()[0].name)


def _read(folder: Path, pattern: str) -> bytes:
    found = sorted(folder.glob(pattern))
    if not found:
        raise ModelMissing(
            f"The folder {str(folder)!r} holds no speaker models ({pattern}).",
            "Run `longtake models fetch speaker`, or give another folder.",
        )
    return found[0].read_bytes()
