"""The speaker models of a pipeline of pyannote.audio, run by torch on any of its devices.

A pipeline is a folder with a `config.yaml` that names the networks and how voices are clustered.
Its weights are Python pickles. They are read in torch's safe mode, in which a pickle may hold
tensors and three plain classes of pyannote.audio and can run no code, so that nobody has to be
trusted: that is more than a known hash would give.
"""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING, Any

import numpy as np

from engine.errors import ModelDamaged, ModelError, ModelMissing
from engine.worker.diarization.clustering import Agglomerative, Clustering
from engine.worker.diarization.speaker_models import POWERSET
from engine.worker.diarization.vbx import Plda, Variational
from engine.worker.diarization.windows import WINDOW_SAMPLES
from engine.worker.torch_audio import admit_torchaudio

if TYPE_CHECKING:
    from numpy.typing import NDArray

    Floats = NDArray[np.float32]
    Masks = NDArray[np.bool_]

_WEIGHTS = "pytorch_model.bin"


class PyannoteModels:
    """See `SpeakerModels`; one thread at a time, for that is what accelerators want."""

    abreast = 1

    def __init__(self, folder: Path, device: str, threads: int, batch_size: int) -> None:
        import torch

        torch.set_num_threads(threads)
        self._device = device if device != "auto" else _best_device()
        self.is_exact = self._device == "cpu"
        self.windows = 4 * batch_size
        self.stretches = batch_size if self._device != "cpu" else 1
        self._segmentation = _network(folder / "segmentation", "PyanNet").to(self._device)
        self._voices = _network(folder / "embedding", "WeSpeakerResNet34").resnet.to(self._device)
        self.features = self._voices.seg_1.in_features // 2

    def activity(self, sound: Floats, step: int) -> Masks:
        """See `SpeakerModels`."""
        import torch

        windows = np.lib.stride_tricks.sliding_window_view(sound, WINDOW_SAMPLES)[::step].copy()
        with torch.inference_mode():
            scores = self._segmentation(self._tensor(windows[:, None]))
            classes = scores.argmax(dim=-1).cpu().numpy()
        return np.asarray(POWERSET[classes].transpose(0, 2, 1))

    def frames(self, spectrograms: Floats) -> Floats:
        """See `SpeakerModels`."""
        import torch

        with torch.inference_mode():
            found = self._voices.forward_frames(self._tensor(spectrograms)).cpu().numpy()
        return np.asarray(found.reshape(len(found), -1, found.shape[-1]).transpose(0, 2, 1))

    def embeddings(self, statistics: Floats) -> Floats:
        """See `SpeakerModels`."""
        import torch

        with torch.inference_mode():
            return np.asarray(self._voices.seg_1(self._tensor(statistics)).cpu().numpy())

    def _tensor(self, values: Floats) -> Any:
        import torch

        return torch.from_numpy(np.ascontiguousarray(values)).to(self._device)


def clustering(folder: Path, step: int) -> Clustering:
    """How the pipeline in `folder` finds out which voices are one person."""
    config = _config(folder)
    kind = config.get("pipeline", {}).get("params", {}).get("clustering", "VBxClustering")
    wanted = config.get("params", {}).get("clustering", {})
    if kind == "AgglomerativeClustering":
        usual = Agglomerative()
        return Agglomerative(
            threshold=float(wanted.get("threshold", usual.threshold)),
            smallest=int(wanted.get("min_cluster_size", usual.smallest)),
        ).every(step)
    if kind == "VBxClustering":
        return Variational(
            plda=Plda.read(folder / "plda"),
            threshold=float(wanted.get("threshold", 0.6)),
            fa=float(wanted.get("Fa", 0.07)),
            fb=float(wanted.get("Fb", 0.8)),
        )
    raise ModelError(
        f"The pipeline in {str(folder)!r} clusters voices by {kind}, which Longtake cannot.",
        "Use --diarizer onnx, or another pipeline.",
    )


def _config(folder: Path) -> dict[str, Any]:
    import yaml

    try:
        found = yaml.safe_load((folder / "config.yaml").read_text(encoding="utf-8"))
    except (OSError, UnicodeDecodeError, yaml.YAMLError) as error:
        raise _damaged(folder / "config.yaml", error) from error
    if not isinstance(found, dict):
        raise _damaged(folder / "config.yaml", TypeError(type(found).__name__))
    return found


def _network(folder: Path, architecture: str) -> Any:
    """The network in `folder`, which must be of this class of pyannote.audio's."""
    checkpoint = _checkpoint(folder / _WEIGHTS)
    found = checkpoint["pyannote.audio"]["architecture"]["class"]
    if found != architecture:
        raise ModelError(
            f"The network in {str(folder)!r} is a {found}, and Longtake knows {architecture}.",
            "Use --diarizer onnx, or another pipeline.",
        )
    network = _class(architecture)(**checkpoint["hyper_parameters"])
    network.specifications = checkpoint["pyannote.audio"]["specifications"]
    network.build()
    try:
        network.load_state_dict(checkpoint["state_dict"])
    except RuntimeError as error:
        raise _damaged(folder / _WEIGHTS, error) from error
    return network.eval()


def _class(architecture: str) -> Any:
    if architecture == "PyanNet":
        from pyannote.audio.models.segmentation import PyanNet

        return PyanNet
    from pyannote.audio.models.embedding import WeSpeakerResNet34

    return WeSpeakerResNet34


def _checkpoint(path: Path) -> dict[str, Any]:
    import pickle

    import torch

    admit_torchaudio()
    import pyannote.audio  # noqa: F401  its modules can be imported in this order only
    from pyannote.audio.core.task import Problem, Resolution, Specifications

    plain = [Problem, Resolution, Specifications, torch.torch_version.TorchVersion]
    try:
        with torch.serialization.safe_globals(plain):
            found = torch.load(path, map_location="cpu", weights_only=True)
        found["state_dict"], found["hyper_parameters"], found["pyannote.audio"]["architecture"]
    except FileNotFoundError as error:
        raise ModelMissing(
            f"The pipeline lacks {str(path)!r}.", "Copy the folder again from where it came from."
        ) from error
    except (pickle.UnpicklingError, RuntimeError, EOFError, KeyError, TypeError) as error:
        raise _damaged(path, error) from error
    return dict(found)


def _damaged(path: Path, error: Exception) -> ModelDamaged:
    return ModelDamaged(
        f"{str(path)!r} is damaged, or not what it should be.",
        "Copy the folder again from where it came from, or use --diarizer onnx.",
        details=repr(error),
    )


def _best_device() -> str:
    import torch

    if torch.backends.mps.is_available():
        return "mps"
    return "cuda" if torch.cuda.is_available() else "cpu"
