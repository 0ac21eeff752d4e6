"""A tiny wav2vec2 with random weights, in the form in which real ones are given away."""

from __future__ import annotations

import json
from pathlib import Path

LETTERS = "etaonihsrdlumwcfgypbvk'xjqz"


def write_aligner(folder: Path, seed: int = 3, do_normalize: bool = False) -> Path:
    """Write it into `folder`; what it hears is nonsense, but decided and always the same."""
    from engine.worker.torch_audio import admit_torchaudio

    admit_torchaudio()
    import torch
    from transformers import Wav2Vec2Config, Wav2Vec2ForCTC

    labels = ["<pad>", "<s>", "</s>", "<unk>", "|", *LETTERS.upper()]
    config = Wav2Vec2Config(
        vocab_size=len(labels),
        pad_token_id=0,
        hidden_size=32,
        num_hidden_layers=2,
        num_attention_heads=2,
        intermediate_size=48,
        conv_dim=(24,) * 7,
        num_conv_pos_embeddings=16,
        num_conv_pos_embedding_groups=4,
    )
    torch.manual_seed(seed)
    net = Wav2Vec2ForCTC(config)
    with torch.no_grad():
        # Letters stand out, and between them is mostly none, as it is with a trained model.
        net.lm_head.weight.mul_(40.0)
        net.lm_head.bias[0] = 9.0
    net.save_pretrained(folder)
    (folder / "vocab.json").write_text(json.dumps({sign: n for n, sign in enumerate(labels)}))
    (folder / "tokenizer_config.json").write_text(
        json.dumps({"tokenizer_class": "Wav2Vec2CTCTokenizer", "do_lower_case": False})
    )
    (folder / "preprocessor_config.json").write_text(
        json.dumps(
            {
                "feature_extractor_type": "Wav2Vec2FeatureExtractor",
                "do_normalize": do_normalize,
                "sampling_rate": 16000,
                "feature_size": 1,
                "padding_value": 0.0,
            }
        )
    )
    return folder
