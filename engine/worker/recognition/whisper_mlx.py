"""Whisper by mlx-whisper, which is at home on Apple Silicon and also runs on a Linux processor.

The network is mlx-whisper's own; its weights come from a folder of transformers, renamed while they
are read. Search, prompts, quality and word times are those of `one_thread`: mlx-whisper's own
transcriber has no beam, and hears one window after another.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from pathlib import Path
from typing import TYPE_CHECKING, Any

from engine.errors import UsageError
from engine.protocol import Loaded
from engine.worker.recognition.one_thread import Beat, Decoding, OneThreadRecognizer, Rules
from engine.worker.recognition.sanity import check_encoder
from engine.worker.recognition.search import Candidate, checked
from engine.worker.recognition.transformers_folder import (
    Shape,
    damaged,
    read_tokenizer,
    shape,
    timing_heads,
)

if TYPE_CHECKING:
    from engine.worker.recognition.one_thread import Floats

_NAMES = (
    (r"^model\.", ""),
    (r"\.layers\.", ".blocks."),
    (r"\.self_attn_layer_norm\.", ".attn_ln."),
    (r"\.encoder_attn_layer_norm\.", ".cross_attn_ln."),
    (r"\.final_layer_norm\.", ".mlp_ln."),
    (r"\.self_attn\.", ".attn."),
    (r"\.encoder_attn\.", ".cross_attn."),
    (r"\.q_proj\.", ".query."),
    (r"\.k_proj\.", ".key."),
    (r"\.v_proj\.", ".value."),
    (r"\.out_proj\.", ".out."),
    (r"\.fc1\.", ".mlp1."),
    (r"\.fc2\.", ".mlp2."),
    (r"^encoder\.layer_norm\.", "encoder.ln_post."),
    (r"^decoder\.layer_norm\.", "decoder.ln."),
    (r"^decoder\.embed_tokens\.", "decoder.token_embedding."),
    (r"^decoder\.embed_positions\.weight$", "decoder.positional_embedding"),
)
"""What mlx-whisper calls a tensor of transformers."""

_NOT_NEEDED = ("encoder.embed_positions.weight", "proj_out.weight")
"""Sines that are computed anew, and the embedding once more."""


def load_whisper(placement: Loaded, model_path: str) -> OneThreadRecognizer:
    """The recognizer for the transformers Whisper in folder `model_path`.

    Raises `UsageError` where mlx-whisper is not installed, `ModelDamaged` when the folder does not
    hold such a model.
    """
    try:
        import mlx_whisper  # noqa: F401
    except ImportError as error:
        raise UsageError(
            "The recognizer mlx needs mlx-whisper, which is not installed.",
            "Install it with `uv pip install 'longtake[mlx]'`, or choose --recognizer torch.",
            details=str(error),
        ) from error
    return OneThreadRecognizer(MlxWhisper(placement, Path(model_path)), placement)


class MlxWhisper:
    """A `one_thread.Whisper`."""

    def __init__(self, placement: Loaded, folder: Path) -> None:
        import mlx.core as mx

        if placement.device == "cpu":
            mx.set_default_device(mx.cpu)
        is_half = placement.device != "cpu" and placement.compute_type != "float32"
        sizes = shape(folder)
        self._dtype = mx.float16 if is_half else mx.float32
        self._model = _read_model(folder, sizes, self._dtype)
        self._heads = timing_heads(folder)
        self._key = mx.random.key(0)
        self.tokenizer = read_tokenizer(folder)
        self.bands = sizes.num_mel_bins
        self.is_multilingual = sizes.is_multilingual

    def encode(self, spectrograms: Floats, beat: Beat) -> Any:
        """See `one_thread.Whisper`; one window fills a GPU, and a beat comes with each."""
        import mlx.core as mx

        encoded = []
        for each in spectrograms:
            beat()
            given = mx.array(each.T)[None].astype(self._dtype)
            encoded.append(self._model.encoder(given))
            mx.eval(encoded[-1])
            check_encoder([_largest(encoded[-1])])
        return mx.concatenate(encoded)

    def begin(
        self, encoded: Any, prompt: Sequence[int], start: int, rules: Rules, rows: int
    ) -> Decoding:
        """See `one_thread.Whisper`."""
        import mlx.core as mx

        self._key, own = mx.random.split(self._key)
        decoding = MlxDecoding(self._model, self._heads, encoded, rules, rows, own)
        decoding.read(prompt, start)
        return decoding

    def close(self) -> None:
        """Let go of the weights, and of what the device keeps for later."""
        import mlx.core as mx

        del self._model
        mx.clear_cache()


class MlxDecoding:
    """A `one_thread.Decoding`. The cache holds ((keys, values) of text, of sound) for each layer;
    those of sound once for a window, whatever its number of rows."""

    def __init__(
        self,
        model: Any,
        heads: Sequence[tuple[int, int]],
        encoded: Any,
        rules: Rules,
        rows: int,
        key: Any,
    ) -> None:
        self._model = model
        self._heads = heads
        self._encoded = encoded
        self._width = rows
        self._key = key
        self._cache: list[Any] = []
        self._forbidden = self._mask(rules.never)
        self._not_first = self._mask((*rules.never, *rules.not_first))

    def read(self, prompt: Sequence[int], start: int) -> None:
        """Take in what comes before the text; afterwards there are several rows to a window."""
        import mlx.core as mx
        import numpy as np

        tokens = mx.array([list(prompt)] * len(self._encoded))
        logits, self._cache, _ = self._model.decoder(tokens, self._encoded)
        logits = logits.astype(mx.float32)
        opening = mx.softmax(logits[:, list(prompt).index(start)], axis=-1)
        self.opening: Floats = np.array(opening)
        self._next = mx.repeat(logits[:, -1], self._width, axis=0) + self._not_first
        self._cache = [
            (tuple(mx.repeat(part, self._width, axis=0) for part in text), sound)
            for text, sound in self._cache
        ]

    def candidates(
        self, totals: Sequence[Sequence[float]], temperature: float
    ) -> list[list[Candidate]]:
        """See `one_thread.Decoding`; `SilentFault` where a probability is not a number."""
        import mlx.core as mx

        so_far = mx.array([total for row in totals for total in row])
        likely = self._next - mx.logsumexp(self._next, axis=-1, keepdims=True)
        if temperature:
            return self._drawn(likely, so_far, temperature)
        return self._likeliest(likely + so_far[:, None])

    def feed(self, tokens: Sequence[int], parents: Sequence[int]) -> None:
        """See `one_thread.Decoding`."""
        import mlx.core as mx

        if list(parents) != list(range(len(parents))):
            order = mx.array(list(parents))
            self._cache = [
                (tuple(part[order] for part in text), sound) for text, sound in self._cache
            ]
        given = mx.array(list(tokens))[:, None]
        logits, self._cache, _ = self._model.decoder(given, self._encoded, kv_cache=self._cache)
        self._next = logits[:, -1].astype(mx.float32) + self._forbidden
        mx.eval(self._next)

    def attended(self, texts: Sequence[Sequence[int]], end: int) -> list[tuple[Floats, Floats]]:
        """See `one_thread.Decoding`."""
        import mlx.core as mx

        length = max(map(len, texts))
        tokens = mx.array([[*text, *[end] * (length - len(text))] for text in texts])
        blank = [
            (tuple(part[: len(texts), :0] for part in text), sound) for text, sound in self._cache
        ]
        logits, _, scores = self._model.decoder(tokens, self._encoded, kv_cache=blank)
        return [
            (
                self._scores(scores, window, len(text)),
                _chances(logits[window], text, end),
            )
            for window, text in enumerate(texts)
        ]

    def _likeliest(self, totals: Any) -> list[list[Candidate]]:
        import mlx.core as mx

        vocabulary = totals.shape[-1]
        flat = totals.reshape(-1, self._width * vocabulary)
        count = 2 * self._width
        places = mx.argpartition(-flat, kth=count - 1, axis=-1)[:, :count]
        values = mx.take_along_axis(flat, places, axis=-1)
        return [
            sorted(
                (Candidate(checked(total), *divmod(place, vocabulary)) for total, place in pairs),
                reverse=True,
            )
            for pairs in _zipped(values.tolist(), places.tolist())
        ]

    def _drawn(self, likely: Any, so_far: Any, temperature: float) -> list[list[Candidate]]:
        import mlx.core as mx

        self._key, own = mx.random.split(self._key)
        chosen = mx.random.categorical(likely / temperature, key=own)
        totals = so_far + mx.take_along_axis(likely, chosen[:, None], axis=-1)[:, 0]
        shape = (-1, self._width)
        return [
            [Candidate(checked(total), row, token) for row, (total, token) in enumerate(pairs)]
            for pairs in _zipped(totals.reshape(shape).tolist(), chosen.reshape(shape).tolist())
        ]

    def _scores(self, scores: Sequence[Any], window: int, tokens: int) -> Floats:
        import mlx.core as mx
        import numpy as np

        chosen = [scores[layer][window, head, :tokens] for layer, head in self._heads]
        return np.array(mx.stack(chosen).astype(mx.float32))

    def _mask(self, tokens: Sequence[int]) -> Any:
        import mlx.core as mx
        import numpy as np

        mask = np.zeros(self._model.dims.n_vocab, np.float32)
        mask[[token for token in tokens if token < len(mask)]] = -np.inf
        return mx.array(mask)


def renamed(name: str) -> str:
    """What mlx-whisper calls the tensor `name` of transformers; nothing for one it has not."""
    for old, new in _NAMES:
        name = re.sub(old, new, name)
    return "" if name in _NOT_NEEDED else name


def _read_model(folder: Path, sizes: Shape, dtype: Any) -> Any:
    import mlx.core as mx
    from mlx.utils import tree_flatten, tree_unflatten
    from mlx_whisper.whisper import MultiHeadAttention, Whisper

    model = Whisper(_dimensions(sizes), dtype)
    try:
        weights = list(_weights(folder, dtype))
    except (OSError, RuntimeError, ValueError) as error:
        raise damaged(folder, str(error)) from error
    wanted = {name for name, _ in tree_flatten(model.parameters())} - {"alignment_heads"}
    if lacking := sorted(wanted - {name for name, _ in weights}):
        raise damaged(folder, f"these tensors are missing: {', '.join(lacking[:5])}")
    model.update(tree_unflatten(weights))
    shared = _shared_sound(MultiHeadAttention)
    for block in model.decoder.blocks:
        block.cross_attn.__class__ = shared
    mx.eval(model.parameters())
    return model


def _weights(folder: Path, dtype: Any) -> Iterator[tuple[str, Any]]:
    import mlx.core as mx

    for file in sorted(folder.glob("*.safetensors")):
        for old, tensor in mx.load(str(file)).items():
            name = renamed(old)
            if re.search(r"\.conv\d\.weight$", name):
                tensor = tensor.transpose(0, 2, 1)  # (out, in, width) -> (out, width, in)
            if name:
                yield name, tensor.astype(dtype)


def _dimensions(sizes: Shape) -> Any:
    from mlx_whisper.whisper import ModelDimensions

    return ModelDimensions(
        n_mels=sizes.num_mel_bins,
        n_audio_ctx=sizes.max_source_positions,
        n_audio_state=sizes.d_model,
        n_audio_head=sizes.encoder_attention_heads,
        n_audio_layer=sizes.encoder_layers,
        n_vocab=sizes.vocab_size,
        n_text_ctx=sizes.max_target_positions,
        n_text_state=sizes.d_model,
        n_text_head=sizes.decoder_attention_heads,
        n_text_layer=sizes.decoder_layers,
    )


def _shared_sound(attention: Any) -> Any:
    """mlx-whisper's attention, where many rows of queries may look at the same keys.

    No query minds the others, so the rows of a window are as good as one long row.
    """

    class SharedSound(attention):  # type: ignore[misc]
        def qkv_attention(self, q: Any, k: Any, v: Any, mask: Any = None) -> tuple[Any, Any]:
            result, scores = super().qkv_attention(
                q.reshape(k.shape[0], -1, q.shape[-1]), k, v, mask
            )
            return result.reshape(q.shape), scores

    return SharedSound


def _chances(logits: Any, text: Sequence[int], end: int) -> Floats:
    """How likely each token of a text but the first was, among those that are text."""
    import mlx.core as mx
    import numpy as np

    following = mx.array([min(token, end - 1) for token in text[1:]])
    chances = mx.softmax(logits[: len(text) - 1, :end].astype(mx.float32), axis=-1)
    return np.array(mx.take_along_axis(chances, following[:, None], axis=-1)[:, 0])


def _largest(encoded: Any) -> float:
    """The largest absolute value; infinity where something is not a number."""
    import mlx.core as mx

    largest = mx.where(mx.isfinite(encoded).all(), mx.abs(encoded).max(), mx.inf)
    return float(largest.item())


def _zipped(
    totals: Sequence[Sequence[float]], tokens: Sequence[Sequence[int]]
) -> Iterator[Iterator[tuple[float, int]]]:
    for pair in zip(totals, tokens, strict=True):
        yield zip(*pair, strict=True)
