"""transformers' decoder in few shapes, against transformers' own way."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path
from typing import Any

import numpy as np
import pytest

from engine.errors import ModelDamaged, SilentFault
from engine.protocol import Loaded
from engine.worker.recognition.one_thread import Rules
from engine.worker.recognition.whisper_torch import TorchWhisper, number_format
from tests.conftest import ROOT, SHARED

START, END, BEFORE, NO_TIMES = 50_257, 50_256, 50_360, 50_362
RULES = Rules(tuple(range(END + 1, 51_864)), (220, END))
CPU = Loaded("torch", "cpu", "float32", 2, 1)


@pytest.fixture(scope="module")
def folder() -> Path:
    found = SHARED / "models" / "whisper-tiny.en-hf"
    if not found.is_dir():
        pytest.skip(f"needs the model in {found}")
    return found


@pytest.fixture(scope="module")
def whisper(folder: Path) -> Iterator[TorchWhisper]:
    model = TorchWhisper(CPU, str(folder))
    yield model
    model.close()


@pytest.fixture(scope="module")
def encoded(whisper: TorchWhisper) -> Any:
    """Two windows of the sample."""
    from faster_whisper.audio import decode_audio
    from faster_whisper.feature_extractor import FeatureExtractor

    samples = decode_audio(str(ROOT / "resources" / "sample.opus"))
    extract = FeatureExtractor()
    windows = [np.pad(samples[start : start + 176_000], (0, 304_000)) for start in (0, 192_000)]
    return whisper.encode(np.stack([extract(window)[:, :3000] for window in windows]), lambda: None)


def greedy(whisper: TorchWhisper, encoded: Any, prompt: list[int], steps: int) -> list[list[int]]:
    """The likeliest token each time, for each window."""
    from engine.worker.recognition.search import Beam

    decoding = whisper.begin(encoded, prompt, START, RULES, rows=1)
    searches = [Beam(1, END, steps) for _ in encoded]
    while True:
        found = decoding.candidates([search.totals for search in searches], 0.0)
        for search, candidates in zip(searches, found, strict=True):
            if not search.is_done:
                search.advance(candidates)
        if all(search.is_done for search in searches):
            return [search.best().tokens for search in searches]
        tokens = [search.last[0] for search in searches]
        decoding.feed(tokens, list(range(len(tokens))))


@pytest.fixture(scope="module")
def reference(folder: Path, whisper: TorchWhisper) -> Any:
    """The same model as transformers runs it by itself, with all of its attention to be seen."""
    import torch
    from transformers import WhisperForConditionalGeneration

    return WhisperForConditionalGeneration.from_pretrained(
        folder, dtype=torch.float32, attn_implementation="eager"
    ).eval()


def alone(reference: Any, encoded: Any, tokens: list[int]) -> Any:
    """The logits of one window's tokens as transformers computes them: no buffers, no filling."""
    import torch

    with torch.inference_mode():
        given = reference(
            encoder_outputs=(encoded,), decoder_input_ids=torch.tensor([tokens]), use_cache=False
        )
    return given.logits[0].clone()


@pytest.mark.parametrize(("words", "steps"), [(0, 63), (20, 5), (60, 5)])
def test_buffers_and_filling_change_no_token(
    whisper: TorchWhisper, reference: Any, encoded: Any, words: int, steps: int
) -> None:
    """Each of them outgrows its first buffer."""
    spoken = whisper.tokenizer.encode(" and so on" * words, add_special_tokens=False).ids
    prompt = [*([BEFORE, *spoken] if spoken else []), START, NO_TIMES]
    for place, text in enumerate(greedy(whisper, encoded, prompt, steps)):
        logits = alone(reference, encoded[place : place + 1], [*prompt, *text])
        logits[:, list(RULES.never)] = -np.inf
        logits[len(prompt) - 1, list(RULES.not_first)] = -np.inf
        assert logits[len(prompt) - 1 :].argmax(-1).tolist()[: len(text)] == text


def test_many_rows_hear_the_sound_of_their_own_window(
    whisper: TorchWhisper, reference: Any, encoded: Any
) -> None:
    import torch

    prompt = [START, NO_TIMES]
    many = whisper.begin(encoded, prompt, START, RULES, rows=3)
    many.candidates([[0.0, -1.0, -2.0]] * 2, 0.0)
    many.feed([400, 401, 402, 500, 501, 502], [0, 0, 1, 4, 3, 5])
    found = many.candidates([[0.0, -np.inf, -np.inf], [-np.inf, 0.0, -np.inf]], 0.0)
    for place, (row, token) in enumerate([(0, 400), (1, 501)]):
        logits = alone(reference, encoded[place : place + 1], [*prompt, token])[-1]
        logits[list(RULES.never)] = -np.inf
        wanted = torch.log_softmax(logits, -1)
        best = found[place][0]
        assert (best.row, best.token) == (row, int(wanted.argmax()))
        assert best.total == pytest.approx(float(wanted.max()), abs=1e-3)


def test_rows_go_on_from_their_parents(whisper: TorchWhisper, reference: Any, encoded: Any) -> None:
    import torch

    prompt = [START, NO_TIMES]
    decoding = whisper.begin(encoded[:1], prompt, START, RULES, rows=2)
    decoding.feed([400, 500], [0, 1])
    decoding.feed([401, 501], [1, 0])
    (found,) = decoding.candidates([[0.0, -np.inf]], 0.0)
    logits = alone(reference, encoded[:1], [*prompt, 500, 401])[-1]
    logits[list(RULES.never)] = -np.inf
    wanted = torch.log_softmax(logits, -1)
    assert found[0].total == pytest.approx(float(wanted.max()), abs=1e-3)


def test_the_first_chances_are_those_at_the_start_of_the_text(
    whisper: TorchWhisper, reference: Any, encoded: Any
) -> None:
    prompt = [BEFORE, 400, 401, 402, START, NO_TIMES]
    decoding = whisper.begin(encoded, prompt, START, RULES, rows=1)
    wanted = alone(reference, encoded[:1], prompt)[prompt.index(START)].softmax(-1).numpy()
    assert decoding.opening.shape == (2, 51_864)
    assert np.abs(decoding.opening[0] - wanted).max() < 1e-4


def test_only_a_handful_of_shapes_is_ever_met(
    whisper: TorchWhisper, encoded: Any, monkeypatch: pytest.MonkeyPatch
) -> None:
    from transformers.models.whisper.modeling_whisper import WhisperDecoder

    shapes = set()
    original = WhisperDecoder.forward

    def watched(*arguments: Any, **named: Any) -> Any:
        shapes.add((tuple(named["input_ids"].shape), tuple(named["attention_mask"].shape)))
        return original(*arguments, **named)

    monkeypatch.setattr(WhisperDecoder, "forward", watched)
    for words in (0, 9, 25, 28, 40, 58):
        spoken = list(range(1000, 1000 + words))
        prompt = [*([BEFORE, *spoken] if spoken else []), START, NO_TIMES]
        greedy(whisper, encoded, prompt, steps=2)
    assert len(shapes) <= 6


def test_the_scores_are_those_of_the_timing_heads(
    whisper: TorchWhisper, reference: Any, encoded: Any
) -> None:
    """After softmax they are the attention that transformers gives when asked for all of it."""
    import torch

    texts = [[START, NO_TIMES, 400, 401, END], [START, NO_TIMES, 500, END]]
    decoding = whisper.begin(encoded, [START, NO_TIMES], START, RULES, rows=3)
    scores, chances = decoding.attended(texts, END)[1]
    with torch.inference_mode():
        given = reference(
            encoder_outputs=(encoded[1:],),
            decoder_input_ids=torch.tensor(texts[1:]),
            output_attentions=True,
        )
    listed = sorted(whisper._heads)
    wanted = torch.stack([given.cross_attentions[layer][0, head] for layer, head in listed])
    found = torch.from_numpy(scores).softmax(-1)
    assert scores.shape == (len(listed), 4, 1500)
    assert float((found - wanted).abs().max()) < 1e-4
    likely = given.logits[0, :, :END].softmax(-1)
    assert chances[:2] == pytest.approx(
        [float(likely[0, END - 1]), float(likely[1, 500])], rel=0.01
    )


def test_drawn_tokens_follow_the_chances(whisper: TorchWhisper, encoded: Any) -> None:
    decoding = whisper.begin(encoded[:1], [START, NO_TIMES], START, RULES, rows=400)
    (cold,) = decoding.candidates([[0.0] * 400], 0.01)
    (likeliest, *_) = decoding.candidates([[0.0] + [-np.inf] * 399], 0.0)[0]
    assert {drawn.token for drawn in cold} == {likeliest.token}
    (warm,) = decoding.candidates([[0.0] * 400], 1.0)
    assert [drawn.row for drawn in warm] == list(range(400))
    share = sum(drawn.token == likeliest.token for drawn in warm) / 400
    assert share == pytest.approx(float(np.exp(likeliest.total)), abs=0.1)
    assert all(drawn.total <= likeliest.total + 1e-6 for drawn in warm)


@pytest.mark.parametrize("value", [0.0, float("nan"), float("inf")])
def test_a_dead_encoder_is_a_fault_of_the_device(whisper: TorchWhisper, value: float) -> None:
    norm = whisper._model.model.encoder.layer_norm
    hook = norm.register_forward_hook(lambda *arguments: arguments[-1] * 0 + value)
    try:
        with pytest.raises(SilentFault):
            whisper.encode(np.zeros((1, 80, 3000), np.float32), lambda: None)
    finally:
        hook.remove()


def test_a_decoder_that_counts_nonsense_is_a_fault_of_the_device(
    whisper: TorchWhisper, encoded: Any
) -> None:
    decoding = whisper.begin(encoded * float("nan"), [START, NO_TIMES], START, RULES, rows=2)
    for temperature in (0.0, 0.5):
        with pytest.raises(SilentFault):
            decoding.candidates([[0.0, 0.0]] * 2, temperature)


def test_every_layer_of_the_encoder_is_a_beat(whisper: TorchWhisper) -> None:
    beats: list[int] = []
    whisper.encode(np.zeros((1, 80, 3000), np.float32), lambda: beats.append(1))
    assert len(beats) == whisper._model.config.encoder_layers


def test_a_number_format_is_half_on_accelerators_unless_told(whisper: TorchWhisper) -> None:
    import torch

    formats = {
        ("cpu", "int8"): torch.float32,
        ("cpu", "float16"): torch.float32,
        ("mps", "auto"): torch.float16,
        ("cuda", "float16"): torch.float16,
        ("mps", "float32"): torch.float32,
        ("cuda", "bfloat16"): torch.bfloat16,
    }
    for (device, asked), wanted in formats.items():
        assert number_format(Loaded("torch", device, asked, 1, 1)) is wanted


def test_weights_that_are_a_pickle_are_not_read(folder: Path, tmp_path: Path) -> None:
    for name in ("config.json", "generation_config.json", "tokenizer.json"):
        (tmp_path / name).write_bytes((folder / name).read_bytes())
    (tmp_path / "pytorch_model.bin").write_bytes(b"\x80\x04N.")
    with pytest.raises(ModelDamaged, match=tmp_path.name):
        TorchWhisper(CPU, str(tmp_path))


def test_weights_cut_short_are_named(folder: Path, tmp_path: Path) -> None:
    for name in ("config.json", "generation_config.json", "tokenizer.json"):
        (tmp_path / name).write_bytes((folder / name).read_bytes())
    whole = (folder / "model.safetensors").read_bytes()
    (tmp_path / "model.safetensors").write_bytes(whole[: len(whole) // 2])
    with pytest.raises(ModelDamaged, match=tmp_path.name):
        TorchWhisper(CPU, str(tmp_path))


@pytest.mark.cuda
def test_cuda_hears_what_the_processor_hears(whisper: TorchWhisper, folder: Path) -> None:
    same_on(whisper, folder, "cuda")


@pytest.mark.mps
def test_mps_hears_what_the_processor_hears(whisper: TorchWhisper, folder: Path) -> None:
    same_on(whisper, folder, "mps")


def same_on(whisper: TorchWhisper, folder: Path, device: str) -> None:
    import torch

    is_here = torch.cuda.is_available() if device == "cuda" else torch.backends.mps.is_available()
    if not is_here:
        pytest.skip(f"needs {device}")
    other = TorchWhisper(Loaded("torch", device, "float16", 2, 2), str(folder))
    sound = np.random.default_rng(0).normal(-1.0, 0.3, (2, 80, 3000)).astype(np.float32)
    texts = [
        greedy(each, each.encode(sound, lambda: None), [START, NO_TIMES], steps=8)
        for each in (whisper, other)
    ]
    assert texts[0][0][:2] == texts[1][0][:2]
