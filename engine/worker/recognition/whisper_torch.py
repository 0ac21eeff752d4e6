"""Whisper by transformers, on the GPU of a Mac, on CUDA or on the processor.

It reads any local folder with a transformers Whisper, its weights as safetensors only. What it
computes, and in which shapes, is in `torch_decoding`; all else in `one_thread`.
"""

from __future__ import annotations

import json
from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager
from pathlib import Path
from typing import TYPE_CHECKING, Any

from engine.errors import ModelDamaged
from engine.protocol import Loaded
from engine.worker.recognition.one_thread import Beat, Decoding, OneThreadRecognizer, Rules
from engine.worker.recognition.sanity import check_encoder
from engine.worker.torch_audio import admit_torchaudio

if TYPE_CHECKING:
    from engine.worker.recognition.one_thread import Floats

MULTILINGUAL_TOKENS = 51_865
"""A Whisper that knows at least as many tokens knows languages too."""


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
        self._model = _read_model(model_path, self._dtype).to(self._device)
        self._heads = timing_heads(self._model)
        self._drawing = torch.Generator(self._device).manual_seed(0)
        self.tokenizer = read_tokenizer(model_path)
        self.bands = int(self._model.config.num_mel_bins)
        self.is_multilingual = self._model.config.vocab_size >= MULTILINGUAL_TOKENS

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


def timing_heads(model: Any) -> list[tuple[int, int]]:
    """The (layer, head) pairs that tell the time of words.

    A model that was tuned further often lacks the list; then all heads of the upper half of the
    decoder are asked, as in openai-whisper.
    """
    listed = getattr(model.generation_config, "alignment_heads", None)
    if listed:
        return [(int(layer), int(head)) for layer, head in listed]
    config = model.config
    layers = range(config.decoder_layers // 2, config.decoder_layers)
    return [(layer, head) for layer in layers for head in range(config.decoder_attention_heads)]


def read_tokenizer(model_path: str) -> Any:
    """The `tokenizers.Tokenizer` of a folder: tokenizer.json, or what was there before it."""
    import tokenizers

    file = Path(model_path) / "tokenizer.json"
    try:
        if not file.is_file():
            return _older_tokenizer(model_path)
        text = file.read_text("utf-8")
        json.loads(text)  # tokenizers itself raises nothing more telling than Exception
    except (OSError, ValueError) as error:
        raise damaged(model_path, str(error)) from error
    return tokenizers.Tokenizer.from_str(text)


def damaged(model_path: str, reason: str) -> ModelDamaged:
    """The error for a folder that does not hold what it should."""
    return ModelDamaged(
        f"The model in {model_path!r} cannot be read.",
        "Choose a folder with a Whisper of transformers, its weights as safetensors.",
        details=reason,
    )


def _older_tokenizer(model_path: str) -> Any:
    admit_torchaudio()
    from transformers import WhisperTokenizer

    return WhisperTokenizer.from_pretrained(model_path, local_files_only=True).backend_tokenizer


def _read_model(model_path: str, dtype: Any) -> Any:
    from safetensors import SafetensorError
    from transformers import AttentionInterface, WhisperForConditionalGeneration

    from engine.worker.recognition.torch_decoding import ATTENTION, attend

    AttentionInterface.register(ATTENTION, attend)
    try:
        model = WhisperForConditionalGeneration.from_pretrained(
            model_path,
            dtype=dtype,
            attn_implementation=ATTENTION,
            use_safetensors=True,
            local_files_only=True,
        )
    except (OSError, RuntimeError, ValueError, KeyError, SafetensorError) as error:
        raise damaged(model_path, str(error)) from error
    return model.eval()


@contextmanager
def _called_before_each(layers: Sequence[Any], beat: Callable[[], None]) -> Iterator[None]:
    hooks = [layer.register_forward_pre_hook(lambda *_: beat()) for layer in layers]
    try:
        yield
    finally:
        for hook in hooks:
            hook.remove()
