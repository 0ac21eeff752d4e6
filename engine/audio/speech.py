"""Where in a film somebody speaks, heard while it is decoded and never held in memory whole.

`silero` is the small network that faster-whisper carries (ONNX, one processor thread, about 500
times as fast as the film); `pyannote` is the one that whisperx carries (torch, better in noise,
ten times slower). Both give a likelihood for every frame; regions are cut from it by hysteresis:
speech begins where it passes an upper mark and lasts until it falls below a lower one.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator
from importlib.util import find_spec
from pathlib import Path
from typing import TYPE_CHECKING, Any, NamedTuple

from engine.errors import UsageError
from engine.transcript import SAMPLE_RATE, SpeechMap

if TYPE_CHECKING:
    import numpy as np
    from numpy.typing import NDArray

    Block = NDArray[np.int16]
    Samples = NDArray[np.float32]


class Detector(NamedTuple):
    """A network that hears speech: seconds between its frames, its marks, and how to run it."""

    frame: float
    onset: float
    offset: float
    likelihoods: Callable[[Iterable[Block]], Iterator[bytes]]


SHORTEST_SPEECH = 0.1
"""Seconds; a shorter burst is a click, not a word (pyannote's own VAD pipeline: 0.1 too)."""


def find(blocks: Iterable[Block], vad: str = "silero") -> SpeechMap:
    """Hear a film given as blocks of 16-bit samples, each any number of them."""
    if vad not in DETECTORS:
        raise UsageError(
            f"There is no speech detector {vad!r}.", f"Choose of {', '.join(DETECTORS)}."
        )
    detector = DETECTORS[vad]
    likelihood = b"".join(detector.likelihoods(blocks))
    return SpeechMap(
        regions(likelihood, detector.frame, detector.onset, detector.offset),
        detector.frame,
        likelihood,
    )


def regions(
    likelihood: bytes, frame: float, onset: float, offset: float
) -> tuple[tuple[float, float], ...]:
    """Stretches of speech in seconds: from a frame at `onset` or over to the next under `offset`.

    Method: Gelly and Gauvain, "Minimum Word Error Training of RNN-based Voice Activity Detection",
    Interspeech 2015.
    """
    edges = _edges(likelihood, round(255 * onset), round(255 * offset))
    shortest = SHORTEST_SPEECH / frame
    return tuple((start * frame, end * frame) for start, end in edges if end - start >= shortest)


def _edges(likelihood: bytes, onset: int, offset: int) -> Iterator[tuple[int, int]]:
    start: int | None = None
    for index, value in enumerate(likelihood):
        if start is None:
            if value >= onset:
                start = index
        elif value < offset:
            yield start, index
            start = None
    if start is not None:
        yield start, len(likelihood)


# --- silero ---------------------------------------------------------------------------------------

_SILERO_FRAME = 512  # samples
_SILERO_CONTEXT = 64  # samples of the frame before that each frame is heard with
_SILERO_STATE = (1, 1, 128)


def _silero(blocks: Iterable[Block]) -> Iterator[bytes]:
    import numpy as np

    session = _silero_session()
    state = [np.zeros(_SILERO_STATE, np.float32), np.zeros(_SILERO_STATE, np.float32)]
    context = np.zeros(_SILERO_CONTEXT, np.float32)
    for samples in _whole_frames(blocks, _SILERO_FRAME):
        frames = samples.reshape(-1, _SILERO_FRAME)
        tails = frames[:, -_SILERO_CONTEXT:]
        heard = np.concatenate([np.vstack([context, tails[:-1]]), frames], axis=1)
        chances, *state = session.run(None, {"input": heard, "h": state[0], "c": state[1]})
        context = tails[-1]
        yield _as_bytes(chances)


def _silero_session() -> Any:
    import onnxruntime

    options = onnxruntime.SessionOptions()
    options.inter_op_num_threads = options.intra_op_num_threads = 1
    options.enable_cpu_mem_arena = False
    options.log_severity_level = 4
    return onnxruntime.InferenceSession(
        _asset("faster_whisper", "silero_vad_v6.onnx"),
        providers=["CPUExecutionProvider"],
        sess_options=options,
    )


def _asset(package: str, name: str) -> str:
    """The path of a file that a package carries, without importing the package."""
    spec = find_spec(package)
    if spec is None or spec.origin is None:
        raise ModuleNotFoundError(f"{package} is not installed", name=package)
    return str(Path(spec.origin).parent / "assets" / name)


def _whole_frames(blocks: Iterable[Block], size: int) -> Iterator[Samples]:
    """The samples of all blocks, -1 to 1, in runs of whole frames; silence fills the last."""
    import numpy as np

    rest = np.zeros(0, np.float32)
    for block in blocks:
        samples = np.concatenate([rest, _as_float(block)])
        whole = len(samples) // size * size
        rest = samples[whole:]
        if whole:
            yield samples[:whole]
    if len(rest):
        yield np.pad(rest, (0, size - len(rest)))


def _as_float(block: Block) -> Samples:
    import numpy as np

    return block.astype(np.float32) / np.float32(32768)


def _as_bytes(chances: Any) -> bytes:
    import numpy as np

    levels = np.rint(255 * np.ravel(chances)).clip(0, 255).astype(np.uint8)
    return bytes(levels.tobytes())


# --- pyannote -------------------------------------------------------------------------------------

_PYANNOTE_FRAME = 0.02  # seconds; its own frames, every 16.9 ms, fit no whole number of seconds
_PYANNOTE_BLOCK = 300 * SAMPLE_RATE  # samples heard at once
_PYANNOTE_CONTEXT = 5 * SAMPLE_RATE  # samples heard around them: the length of its own window


def _pyannote(blocks: Iterable[Block]) -> Iterator[bytes]:
    pipeline = _pyannote_pipeline()
    for heard, start, length in _in_context(blocks, _PYANNOTE_BLOCK, _PYANNOTE_CONTEXT):
        yield _pyannote_likelihoods(pipeline, heard, start, length)


def _pyannote_likelihoods(pipeline: Any, heard: Samples, start: int, length: int) -> bytes:
    """One byte for each frame of `length` samples from `start` of what is heard."""
    import numpy as np
    import torch

    scores = pipeline({"waveform": torch.from_numpy(heard)[None], "sample_rate": SAMPLE_RATE})
    count = -(-length // round(_PYANNOTE_FRAME * SAMPLE_RATE))
    middles = start / SAMPLE_RATE + (np.arange(count) + 0.5) * _PYANNOTE_FRAME
    window = scores.sliding_window
    nearest = np.rint((middles - window.start - window.duration / 2) / window.step).astype(int)
    return _as_bytes(scores.data[nearest.clip(0, len(scores.data) - 1)].max(axis=1))


def _pyannote_pipeline() -> Any:
    from engine.worker.torch_audio import admit_torchaudio

    admit_torchaudio()
    from whisperx.vads.pyannote import load_vad_model

    return load_vad_model("cpu")


def _in_context(
    blocks: Iterable[Block], size: int, context: int
) -> Iterator[tuple[Samples, int, int]]:
    """Runs of `size` samples with up to `context` more on either side.

    Each comes as what is heard, where in that the run begins, and how long the run is.
    """
    import numpy as np

    held, start = np.zeros(0, np.float32), 0
    for block in blocks:
        held = np.concatenate([held, _as_float(block)])
        while len(held) - start >= size + context:
            yield held[: start + size + context], start, size
            drop = max(0, start + size - context)
            held, start = held[drop:], start + size - drop
    if len(held) > start:
        yield held, start, len(held) - start


DETECTORS = {
    "silero": Detector(_SILERO_FRAME / SAMPLE_RATE, 0.5, 0.35, _silero),
    "pyannote": Detector(_PYANNOTE_FRAME, 0.5, 0.363, _pyannote),
}
