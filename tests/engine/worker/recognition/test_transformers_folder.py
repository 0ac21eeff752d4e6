"""What a folder of transformers says about itself."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

import pytest

from engine.errors import ModelDamaged
from engine.worker.recognition.transformers_folder import read_tokenizer, shape, timing_heads

CONFIG: dict[str, Any] = {
    "model_type": "whisper",
    "vocab_size": 51_866,
    "d_model": 1280,
    "encoder_layers": 32,
    "encoder_attention_heads": 20,
    "decoder_layers": 4,
    "decoder_attention_heads": 20,
    "num_mel_bins": 128,
}


def written(folder: Path, config: dict[str, Any], generation: dict[str, Any] | None = None) -> Path:
    (folder / "config.json").write_text(json.dumps(config))
    if generation is not None:
        (folder / "generation_config.json").write_text(json.dumps(generation))
    return folder


def test_the_sizes_are_read(tmp_path: Path) -> None:
    sizes = shape(written(tmp_path, CONFIG))
    assert (sizes.num_mel_bins, sizes.decoder_layers, sizes.is_multilingual) == (128, 4, True)


def test_a_small_vocabulary_is_english_only(tmp_path: Path) -> None:
    assert not shape(written(tmp_path, {**CONFIG, "vocab_size": 51_864})).is_multilingual


def test_the_timing_heads_are_those_that_the_folder_lists(tmp_path: Path) -> None:
    folder = written(tmp_path, CONFIG, {"alignment_heads": [[2, 4], [3, 11]]})
    assert timing_heads(folder) == [(2, 4), (3, 11)]


@pytest.mark.parametrize("generation", [None, {}, {"alignment_heads": None}])
def test_without_a_list_all_heads_of_the_upper_half_are_asked(
    tmp_path: Path, generation: dict[str, Any] | None
) -> None:
    heads = timing_heads(written(tmp_path, CONFIG, generation))
    assert heads == [(layer, head) for layer in (2, 3) for head in range(20)]


@pytest.mark.parametrize("text", ["", "{", "[]", '{"d_model": "wide"}'])
def test_a_config_that_is_none_is_named(tmp_path: Path, text: str) -> None:
    (tmp_path / "config.json").write_text(text)
    with pytest.raises(ModelDamaged, match=tmp_path.name) as caught:
        shape(tmp_path)
    assert "config.json" in caught.value.details


def test_a_tokenizer_that_is_none_is_named(tmp_path: Path) -> None:
    (tmp_path / "tokenizer.json").write_text('{"model"')
    with pytest.raises(ModelDamaged, match=tmp_path.name):
        read_tokenizer(tmp_path)


def test_a_tokenizer_writes_the_tokens_of_whisper(tiny_en: Path) -> None:
    tokenizer = read_tokenizer(tiny_en)
    assert tokenizer.token_to_id("<|startoftranscript|>") == 50_257
    assert tokenizer.encode("!", add_special_tokens=False).ids == [0]


def test_a_tokenizer_lacks_no_merge(base: Path) -> None:
    tokenizer = read_tokenizer(base)
    assert tokenizer.encode(" the", add_special_tokens=False).tokens == ["Ġthe"]
