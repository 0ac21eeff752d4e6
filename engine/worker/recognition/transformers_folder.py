"""What a folder with a Whisper of transformers says about itself, without loading any library."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any, TypeVar

import msgspec

from engine.errors import ModelDamaged
from engine.worker.recognition.whisper import whole_vocabulary

_T = TypeVar("_T")

MULTILINGUAL_TOKENS = 51_865
"""A Whisper that knows at least as many tokens knows languages too."""


class Shape(msgspec.Struct, frozen=True):
    """The sizes of a Whisper, by the names that its config.json has for them."""

    vocab_size: int
    d_model: int
    encoder_layers: int
    encoder_attention_heads: int
    decoder_layers: int
    decoder_attention_heads: int
    num_mel_bins: int = 80
    max_source_positions: int = 1500
    max_target_positions: int = 448

    @property
    def is_multilingual(self) -> bool:
        """Whether it can be told, and can tell, the language."""
        return self.vocab_size >= MULTILINGUAL_TOKENS


def shape(folder: Path) -> Shape:
    """The sizes of the model in `folder`; `ModelDamaged` where it does not say them."""
    return _json(folder / "config.json", Shape)


def timing_heads(folder: Path) -> list[tuple[int, int]]:
    """The (layer, head) pairs of the decoder that tell the time of words.

    A model that was tuned further often lacks the list; then all heads of the upper half of the
    decoder are asked, as in openai-whisper.
    """
    file = folder / "generation_config.json"
    listed = _json(file, _Generation).alignment_heads if file.is_file() else None
    if listed:
        return listed
    sizes = shape(folder)
    upper = range(sizes.decoder_layers // 2, sizes.decoder_layers)
    return [(layer, head) for layer in upper for head in range(sizes.decoder_attention_heads)]


def read_tokenizer(folder: Path) -> Any:
    """The `tokenizers.Tokenizer` of a folder: tokenizer.json, or what was there before it."""
    import tokenizers

    file = folder / "tokenizer.json"
    try:
        if not file.is_file():
            return whole_vocabulary(_older_tokenizer(folder))
        text = file.read_text("utf-8")
        json.loads(text)  # tokenizers itself raises nothing more telling than Exception
    except (OSError, ValueError) as error:
        raise damaged(folder, str(error)) from error
    return whole_vocabulary(tokenizers.Tokenizer.from_str(text))


def damaged(folder: Path, reason: str) -> ModelDamaged:
    """The error for a folder that does not hold what it should."""
    return ModelDamaged(
        f"The model in {str(folder)!r} cannot be read.",
        "Choose a folder with a Whisper of transformers, its weights as safetensors.",
        details=reason,
    )


class _Generation(msgspec.Struct):
    alignment_heads: list[tuple[int, int]] | None = None


def _older_tokenizer(folder: Path) -> Any:
    from engine.worker.torch_audio import admit_torchaudio

    admit_torchaudio()
    from transformers import WhisperTokenizer

    return WhisperTokenizer.from_pretrained(folder, local_files_only=True).backend_tokenizer


def _json(path: Path, kind: type[_T]) -> _T:
    try:
        return msgspec.json.decode(path.read_bytes(), type=kind)
    except (OSError, msgspec.DecodeError) as error:
        raise damaged(path.parent, f"{path.name}: {error}") from error
