from __future__ import annotations

import struct
from pathlib import Path

import pytest

from engine.worker.weights import Weights, look


def test_the_default_model_is_known_by_the_headers_of_its_weights(tiny_en: Path) -> None:
    size = (tiny_en / "model.bin").stat().st_size
    assert look(tiny_en) == Weights("ct2", size, 384, 4, 4, 51_864)
    assert look(tiny_en).heads == 6


def test_a_larger_model_is_seen_to_be_larger(tiny_en: Path, base: Path) -> None:
    assert look(base).width == 512
    assert look(base).heads == 8
    assert look(base).vocabulary == 51_865
    assert look(base).size > look(tiny_en).size


def test_a_transformers_model_is_known_by_its_config(shared: Path) -> None:
    folder = shared / "models" / "whisper-tiny.en-hf"
    size = (folder / "model.safetensors").stat().st_size
    assert look(folder) == Weights("transformers", size, 384, 4, 4, 51_864)


def test_weights_in_several_files_count_together(tmp_path: Path) -> None:
    for part in (1, 2):
        (tmp_path / f"model-0000{part}-of-00002.safetensors").write_bytes(b"x" * 100)
    assert look(tmp_path).size == 200


@pytest.mark.parametrize("content", ["", "{", "[]", '{"d_model": "wide"}'])
def test_a_config_that_says_nothing_stands_for_the_largest_model(
    tmp_path: Path, content: str
) -> None:
    (tmp_path / "config.json").write_text(content)
    assert look(tmp_path) == Weights("transformers", 0)
    assert look(tmp_path).heads == 20


@pytest.mark.parametrize(
    "content",
    [
        b"",
        b"\x06\x00\x00\x00",
        struct.pack("<IH", 6, 3) + b"ab\0" + struct.pack("<II", 3, 2) + b"\x05\x00abc",
        struct.pack("<IH", 6, 3) + b"ab\0" + struct.pack("<II", 3, 0),
    ],
)
def test_weights_that_break_off_stand_for_the_largest_model(tmp_path: Path, content: bytes) -> None:
    (tmp_path / "model.bin").write_bytes(content)
    assert look(tmp_path) == Weights("ct2", len(content))
