"""Whisper by transformers, on the GPU of a Mac, on CUDA or on the processor.

It reads any local folder with a transformers Whisper, its weights as safetensors only. What it
computes, and in which shapes, is in `torch_decoding`; all else in `one_thread`.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager
from pathlib import Path
from typing import TYPE_CHECKING, Any

from engine.protocol import Loaded
from engine.worker.recognition.one_thread import Beat, Decoding, OneThreadRecognizer, Rules
from engine.worker.recognition.sanity import check_encoder
from engine.worker.recognition.transformers_folder import (
    damaged,
    read_tokenizer,
    shape,
    timing_heads,
)
from engine.worker.torch_audio import admit_torchaudio

if TYPE_CHECKING:
    from engine.worker.recognition.one_thread import Floats


def load_whisper(placement: Loaded, model_path: str) -> OneThreadRecognizer:
    """The recognizer for the transformers Whisper in folder `model_path`.

    Raises `ModelDamaged` when the folder does not hold one.
    """
    return OneThreadRecognizer(TorchWhisper(placement, model_path), placement)


class TorchWhisper:
    """A `one_thread.Whisper`."""

    def __init__(self, placement: Loaded, model_path: str) -> None:
        admit_torchaudio()
        import torch

        if placement.device == "cpu":
            torch.set_num_threads(max(1, placement.threads))
        self._device = torch.device(placement.device)
        self._dtype = number_format(placement)
        folder = Path(model_path)
        self._model = _read_model(folder, self._dtype).to(self._device)
        self._heads = timing_heads(folder)
        self._drawing = torch.Generator(self._device).manual_seed(0)
        self.tokenizer = read_tokenizer(folder)
        sizes = shape(folder)
        self.bands = sizes.num_mel_bins
        self.is_multilingual = sizes.is_multilingual

    def encode(self, spectrograms: Floats, beat: Beat) -> Any:
        """See `one_thread.Whisper`; a beat comes with each of the encoder's layers."""
        import torch

        given = torch.from_numpy(spectrograms).to(self._device, self._dtype)
        encoder = self._model.model.encoder
        with torch.inference_mode(), _called_before_each(encoder.layers, beat):
            encoded = encoder(given).last_hidden_state
            check_encoder(encoded.abs().amax(dim=(1, 2)).tolist())
        return encoded

    def begin(
        self, encoded: Any, prompt: Sequence[int], start: int, rules: Rules, rows: int
    ) -> Decoding:
        """See `one_thread.Whisper`."""
        from engine.worker.recognition.torch_decoding import TorchDecoding

        decoding = TorchDecoding(self._model, self._heads, encoded, rules, rows, self._drawing)
        decoding.read(prompt, start)
        return decoding

    def close(self) -> None:
        """Let go of the weights, and of what the device keeps for later."""
        import torch

        del self._model
        if self._device.type == "mps":
            torch.mps.empty_cache()
        elif self._device.type == "cuda":
            torch.cuda.empty_cache()


def number_format(placement: Loaded) -> Any:
    """The torch type for a placement: half precision on accelerators, unless told otherwise.

    A processor has no fast half precision; the int8 that is best there for others is not for torch.
    """
    import torch

    formats = {"float32": torch.float32, "bfloat16": torch.bfloat16}
    usual = torch.float32 if placement.device == "cpu" else torch.float16
    return formats.get(placement.compute_type, usual)


def _read_model(folder: Path, dtype: Any) -> Any:
    from safetensors import SafetensorError
    from transformers import AttentionInterface, WhisperForConditionalGeneration
    from transformers.utils import logging

    from engine.worker.recognition.torch_decoding import ATTENTION, attend

    AttentionInterface.register(ATTENTION, attend)
    logging.disable_progress_bar()
    try:
        model = WhisperForConditionalGeneration.from_pretrained(
            folder,
            dtype=dtype,
            attn_implementation=ATTENTION,
            use_safetensors=True,
            local_files_only=True,
        )
    except (OSError, RuntimeError, ValueError, KeyError, SafetensorError) as error:
        raise damaged(folder, str(error)) from error
    return model.eval()


@contextmanager
def _called_before_each(layers: Sequence[Any], beat: Callable[[], None]) -> Iterator[None]:
    hooks = [layer.register_forward_pre_hook(lambda *_: beat()) for layer in layers]
    try:
        yield
    finally:
        for hook in hooks:
            hook.remove()
