"""What a folder of weights is and how large its network: what the memory needed depends on.

Nothing is loaded: sizes come from config.json or, for CTranslate2, from the headers in model.bin.
"""

from __future__ import annotations

import struct
from collections.abc import Iterator
from pathlib import Path
from typing import BinaryIO, Literal

import msgspec

Kind = Literal["ct2", "transformers"]

_HEAD_WIDTH = 64  # of every Whisper


class Weights(msgspec.Struct, frozen=True):
    """A Whisper on disk; `size` in bytes, `width` of its layers. Defaults: the largest there is."""

    kind: Kind
    size: int
    width: int = 1280
    encoder_layers: int = 32
    decoder_layers: int = 32
    vocabulary: int = 51_866

    @property
    def heads(self) -> int:
        """Attention heads of the encoder."""
        return max(1, self.width // _HEAD_WIDTH)


def look(folder: Path) -> Weights:
    """What lies in `folder`; what it does not say is taken for the largest Whisper."""
    if (folder / "model.bin").is_file():
        return _ct2(folder / "model.bin")
    config = _config(folder / "config.json")
    size = sum(file.stat().st_size for file in folder.glob("*.safetensors"))
    if not config.d_model:
        return Weights("transformers", size)
    return Weights(
        "transformers",
        size,
        config.d_model,
        config.encoder_layers,
        config.decoder_layers,
        config.vocab_size,
    )


class _Config(msgspec.Struct):
    """What is asked of config.json."""

    d_model: int = 0
    encoder_layers: int = 0
    decoder_layers: int = 0
    vocab_size: int = 0


def _config(file: Path) -> _Config:
    try:
        return msgspec.json.decode(file.read_bytes(), type=_Config)
    except (OSError, msgspec.DecodeError):
        return _Config()


def _ct2(file: Path) -> Weights:
    size = file.stat().st_size
    try:
        with file.open("rb") as stream:
            shapes = dict(_shapes(stream))
    except (OSError, struct.error, UnicodeDecodeError):
        return Weights("ct2", size)
    vocabulary, width = shapes.get("decoder/embeddings/weight", (0, 0))[:2]
    if not width:
        return Weights("ct2", size)
    return Weights(
        "ct2", size, width, _layers(shapes, "encoder"), _layers(shapes, "decoder"), vocabulary
    )


def _shapes(stream: BinaryIO) -> Iterator[tuple[str, tuple[int, ...]]]:
    """Name and shape of every variable.

    The format: version, architecture, revision, count; then name, rank, shape, type, size, data.
    """
    _numbers(stream, "<I")
    _name(stream)
    _, count = _numbers(stream, "<II")
    for _ in range(count):
        name = _name(stream)
        (rank,) = _numbers(stream, "<B")
        shape = _numbers(stream, f"<{rank}I")
        _, size = _numbers(stream, "<BI")
        stream.seek(size, 1)
        yield name, shape


def _name(stream: BinaryIO) -> str:
    (length,) = _numbers(stream, "<H")
    return stream.read(length).rstrip(b"\0").decode()


def _numbers(stream: BinaryIO, form: str) -> tuple[int, ...]:
    return struct.unpack(form, stream.read(struct.calcsize(form)))


def _layers(shapes: dict[str, tuple[int, ...]], part: str) -> int:
    names = (name.split("/")[1] for name in shapes if name.startswith(f"{part}/layer_"))
    return len({name for name in names if name != "layer_norm"})
