"""mlx-whisper with the weights of transformers."""

from __future__ import annotations

import json
import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path
from typing import TYPE_CHECKING, Any

import numpy as np
import pytest

from engine.errors import ModelDamaged, SilentFault
from engine.protocol import Loaded
from engine.worker.recognition.one_thread import Rules
from engine.worker.recognition.whisper_mlx import MlxWhisper, renamed
from tests.conftest import ROOT, SHARED

if TYPE_CHECKING:
    from engine.worker.recognition.whisper_torch import TorchWhisper

START, END, BEFORE, NO_TIMES = 50_257, 50_256, 50_360, 50_362
RULES = Rules(tuple(range(END + 1, 51_864)), (220, END))


@pytest.mark.parametrize(
    ("theirs", "ours"),
    [
        ("model.encoder.conv1.weight", "encoder.conv1.weight"),
        ("model.encoder.layers.3.self_attn.q_proj.bias", "encoder.blocks.3.attn.query.bias"),
        ("model.encoder.layers.0.fc2.weight", "encoder.blocks.0.mlp2.weight"),
        ("model.encoder.layers.0.final_layer_norm.bias", "encoder.blocks.0.mlp_ln.bias"),
        ("model.encoder.layer_norm.weight", "encoder.ln_post.weight"),
        ("model.decoder.layers.11.encoder_attn.k_proj.weight",
         "decoder.blocks.11.cross_attn.key.weight"),
        ("model.decoder.layers.1.encoder_attn_layer_norm.bias",
         "decoder.blocks.1.cross_attn_ln.bias"),
        ("model.decoder.layers.1.self_attn_layer_norm.bias", "decoder.blocks.1.attn_ln.bias"),
        ("model.decoder.layer_norm.bias", "decoder.ln.bias"),
        ("model.decoder.embed_tokens.weight", "decoder.token_embedding.weight"),
        ("model.decoder.embed_positions.weight", "decoder.positional_embedding"),
        ("decoder.layer_norm.bias", "decoder.ln.bias"),
        ("model.encoder.embed_positions.weight", ""),
        ("proj_out.weight", ""),
    ],
)  # fmt: skip
def test_tensors_are_found_under_their_other_name(theirs: str, ours: str) -> None:
    assert renamed(theirs) == ours


def test_without_mlx_the_sentence_says_how_to_get_it(tmp_path: Path) -> None:
    program = (
        "import sys; sys.modules['mlx_whisper'] = None\n"
        "from engine.errors import UsageError\n"
        "from engine.protocol import Loaded\n"
        "from engine.worker.recognition import load\n"
        "try: load(Loaded('mlx', 'cpu', 'float32', 1, 1), sys.argv[1])\n"
        "except UsageError as error: print(error.message, error.hint)\n"
    )
    ran = subprocess.run(
        [sys.executable, "-c", program, str(tmp_path)],
        cwd=ROOT, capture_output=True, text=True, check=True,
    )  # fmt: skip
    assert "not installed" in ran.stdout and "longtake[mlx]" in ran.stdout


# --- with mlx and the model -----------------------------------------------------------------------


@pytest.fixture(scope="module")
def folder() -> Path:
    pytest.importorskip("mlx_whisper", reason="needs mlx-whisper, the extra `mlx`")
    found = SHARED / "models" / "whisper-tiny.en-hf"
    if not found.is_dir():
        pytest.skip(f"needs the model in {found}")
    return found


@pytest.fixture(scope="module")
def whisper(folder: Path) -> Iterator[MlxWhisper]:
    model = MlxWhisper(Loaded("mlx", "cpu", "float32", 2, 2), folder)
    yield model
    model.close()


@pytest.fixture(scope="module")
def torch_whisper(folder: Path) -> TorchWhisper:
    from engine.worker.recognition.whisper_torch import TorchWhisper

    return TorchWhisper(Loaded("torch", "cpu", "float32", 2, 1), str(folder))


@pytest.fixture(scope="module")
def spectrograms() -> Any:
    """Two windows of the sample."""
    from faster_whisper.audio import decode_audio
    from faster_whisper.feature_extractor import FeatureExtractor

    samples = decode_audio(str(ROOT / "resources" / "sample.opus"))
    extract = FeatureExtractor()
    windows = [np.pad(samples[start : start + 176_000], (0, 304_000)) for start in (0, 192_000)]
    return np.stack([extract(window)[:, :3000] for window in windows]).astype(np.float32)


def test_it_computes_what_torch_computes(
    whisper: MlxWhisper, torch_whisper: TorchWhisper, spectrograms: Any
) -> None:
    """The same weights under another name: encoder, candidates of a beam, and attention."""
    ours, theirs = (each.encode(spectrograms, lambda: None) for each in (whisper, torch_whisper))
    assert np.abs(np.array(ours) - theirs.numpy()).mean() < 0.005
    prompt = [BEFORE, 400, 401, START, NO_TIMES]
    one, two = (
        model.begin(encoded, prompt, START, RULES, rows=2)
        for model, encoded in ((whisper, ours), (torch_whisper, theirs))
    )
    assert np.abs(one.opening - two.opening).max() < 1e-3
    one.feed([400, 401, 500, 501], [1, 0, 2, 2])
    two.feed([400, 401, 500, 501], [1, 0, 2, 2])
    totals = [[0.0, -0.5], [0.0, -0.1]]
    for mine, other in zip(one.candidates(totals, 0.0), two.candidates(totals, 0.0), strict=True):
        assert [(each.row, each.token) for each in mine] == [
            (each.row, each.token) for each in other
        ]
        assert [each.total for each in mine] == pytest.approx(
            [each.total for each in other], abs=0.01
        )
    texts = [[START, NO_TIMES, 400, 401, END], [START, NO_TIMES, 500, END]]
    for (scores, chances), (others, likely) in zip(
        one.attended(texts, END), two.attended(texts, END), strict=True
    ):
        assert scores.shape == others.shape
        assert np.abs(scores - others).mean() < 0.005
        assert chances == pytest.approx(likely, abs=0.02)


def test_drawn_tokens_are_of_their_own_rows(whisper: MlxWhisper, spectrograms: Any) -> None:
    encoded = whisper.encode(spectrograms[:1], lambda: None)
    decoding = whisper.begin(encoded, [START, NO_TIMES], START, RULES, rows=50)
    (drawn,) = decoding.candidates([[0.0] * 50], 0.01)
    (best, *_) = decoding.candidates([[0.0] + [-np.inf] * 49], 0.0)[0]
    assert [each.row for each in drawn] == list(range(50))
    assert {each.token for each in drawn} == {best.token}


def test_every_window_is_a_beat(whisper: MlxWhisper, spectrograms: Any) -> None:
    beats: list[int] = []
    whisper.encode(spectrograms, lambda: beats.append(1))
    assert len(beats) == 2


def test_sound_that_is_not_a_number_is_a_fault_of_the_device(whisper: MlxWhisper) -> None:
    with pytest.raises(SilentFault):
        whisper.encode(np.full((1, 80, 3000), np.nan, np.float32), lambda: None)


def test_a_model_that_lacks_tensors_is_named(folder: Path, tmp_path: Path) -> None:
    config = json.loads((folder / "config.json").read_text())
    (tmp_path / "config.json").write_text(json.dumps({**config, "decoder_layers": 5}))
    (tmp_path / "model.safetensors").symlink_to(folder / "model.safetensors")
    (tmp_path / "tokenizer.json").symlink_to(folder / "tokenizer.json")
    with pytest.raises(ModelDamaged, match=tmp_path.name) as caught:
        MlxWhisper(Loaded("mlx", "cpu", "float32", 2, 2), tmp_path)
    assert "decoder.blocks.4" in caught.value.details
