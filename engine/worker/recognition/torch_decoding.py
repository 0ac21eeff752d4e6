"""transformers' Whisper decoder, run in few shapes and with no more memory than it needs.

Apple's graph compiler keeps a program for every shape that it ever met (13.7 GB after 315 of them),
so a text grows inside buffers of 64, 128, 192 … tokens, with a mask over what is not yet written,
and a prompt is filled up from the left.

All rows of a window look at the same sound: keys and values of the cross-attention are kept once
for a window, not once for a row (5 times less for a beam of 5; for large-v3 that is 245 MB instead
of 1.2 GB). `attend` puts the rows together for that. It also notes what the timing heads look at,
and no others: with transformers' own way all heads of all layers would be kept.

To be imported after `admit_torchaudio`, by loaders only.
"""

from __future__ import annotations

import math
from collections.abc import Callable, Sequence
from typing import TYPE_CHECKING, Any, ParamSpec, TypeVar

import torch
from torch.nn.functional import scaled_dot_product_attention
from transformers.cache_utils import Cache, CacheLayerMixin, EncoderDecoderCache

from engine.worker.recognition.one_thread import Rules
from engine.worker.recognition.search import Candidate, checked

if TYPE_CHECKING:
    from engine.worker.recognition.one_thread import Floats

_P = ParamSpec("_P")
_R = TypeVar("_R")

ATTENTION = "longtake"
"""The name under which transformers knows `attend`."""

_BLOCK = 64  # tokens by which buffers grow
_PROMPTS = (4, 32)  # shapes of prompts: these, then multiples of the last


def _inferring(method: Callable[_P, _R]) -> Callable[_P, _R]:
    """`torch.inference_mode` for a method, with its types kept."""
    wrapped: Callable[_P, _R] = torch.inference_mode()(method)
    return wrapped


class TorchDecoding:
    """A `one_thread.Decoding`."""

    def __init__(
        self,
        model: Any,
        heads: Sequence[tuple[int, int]],
        encoded: torch.Tensor,
        rules: Rules,
        rows: int,
        drawing: torch.Generator,
    ) -> None:
        self._model = model
        self._heads = heads
        self._encoded = encoded
        self._width = rows
        self._drawing = drawing
        layers = range(model.config.decoder_layers)
        self._sound = Cache(layers=[_Sound() for _ in layers])
        self._text = Cache(layers=[_Text() for _ in layers])
        self._cache = EncoderDecoderCache(self._text, self._sound)
        self._forbidden = self._mask(rules.never)
        self._not_first = self._mask((*rules.never, *rules.not_first))

    @_inferring
    def read(self, prompt: Sequence[int], start: int) -> None:
        """Take in what comes before the text; afterwards there are several rows to a window."""
        length = prompt_length(len(prompt))
        self._filling = length - len(prompt)
        windows = len(self._encoded)
        tokens = self._tensor([[prompt[0]] * self._filling + list(prompt)] * windows)
        hidden = self._run(tokens, self._cache, self._prompt_mask(length))
        place = self._filling + list(prompt).index(start)
        self.opening: Floats = self._logits(hidden[:, place]).softmax(-1).cpu().numpy()
        self._next = self._logits(hidden[:, -1]).repeat_interleave(self._width, 0)
        self._next += self._not_first
        for layer in self._text.layers:
            layer.branch(self._width)

    @_inferring
    def candidates(
        self, totals: Sequence[Sequence[float]], temperature: float
    ) -> list[list[Candidate]]:
        """See `one_thread.Decoding`; `SilentFault` where a probability is not a number."""
        so_far = self._tensor([total for row in totals for total in row], torch.float32)
        likely = self._next.log_softmax(-1)
        if temperature:
            return self._drawn(likely, so_far, temperature)
        return self._likeliest(likely + so_far[:, None])

    @_inferring
    def feed(self, tokens: Sequence[int], parents: Sequence[int]) -> None:
        """See `one_thread.Decoding`."""
        if list(parents) != list(range(len(parents))):
            order = self._tensor(parents)
            for layer in self._text.layers:
                layer.reorder_cache(order)
        hidden = self._run(self._tensor(tokens)[:, None], self._cache, self._step_mask())
        self._next = self._logits(hidden[:, -1]) + self._forbidden

    @_inferring
    def attended(self, texts: Sequence[Sequence[int]], end: int) -> list[tuple[Floats, Floats]]:
        """See `one_thread.Decoding`."""
        length = rounded_up(max(map(len, texts)), _BLOCK)
        tokens = self._tensor([[*text, *[end] * (length - len(text))] for text in texts])
        places = torch.arange(length, device=self._device)
        mask = places <= places[:, None]
        layers = self._model.model.decoder.layers
        fresh = Cache(layers=[_Passing() for _ in layers])
        with _Watch(layers, self._heads) as watch:
            cache = EncoderDecoderCache(fresh, self._sound)
            hidden = self._run(tokens, cache, mask, places)
        return [
            (watch.scores(window, len(text)), self._chances(hidden[window], text, end))
            for window, text in enumerate(texts)
        ]

    def _run(
        self,
        tokens: torch.Tensor,
        cache: EncoderDecoderCache,
        mask: torch.Tensor,
        positions: torch.Tensor | None = None,
    ) -> torch.Tensor:
        """The decoder's output (rows, tokens, width); `mask` is (tokens, keys)."""
        if positions is None:
            written = self._text.layers[0].written
            places = torch.arange(written, written + tokens.shape[1], device=self._device)
            positions = (places - self._filling).clamp(min=0)
        hidden: torch.Tensor = self._model.model.decoder(
            input_ids=tokens,
            attention_mask=mask[None, None],
            encoder_hidden_states=self._encoded,
            past_key_values=cache,
            position_ids=positions[None],
            use_cache=True,
        ).last_hidden_state
        return hidden

    def _prompt_mask(self, length: int) -> torch.Tensor:
        """What fills the prompt up sees itself only (a row that sees nothing is not a number)."""
        keys = torch.arange(rounded_up(length, _BLOCK), device=self._device)
        places = torch.arange(length, device=self._device)[:, None]
        return (keys <= places) & ((keys >= self._filling) | (places < self._filling))

    def _step_mask(self) -> torch.Tensor:
        written = self._text.layers[0].written
        keys = torch.arange(rounded_up(written + 1, _BLOCK), device=self._device)
        return ((keys <= written) & (keys >= self._filling))[None]

    def _likeliest(self, totals: torch.Tensor) -> list[list[Candidate]]:
        vocabulary = totals.shape[-1]
        best = totals.view(-1, self._width * vocabulary).topk(2 * self._width)
        return [
            [
                Candidate(checked(total), *divmod(place, vocabulary))
                for total, place in zip(*pair, strict=True)
            ]
            for pair in zip(best.values.tolist(), best.indices.tolist(), strict=True)
        ]

    def _drawn(
        self, likely: torch.Tensor, so_far: torch.Tensor, temperature: float
    ) -> list[list[Candidate]]:
        """One token for each row, by the Gumbel trick: it needs no sums over the vocabulary."""
        noise = torch.rand(likely.shape, generator=self._drawing, device=self._device)
        chosen = (likely / temperature - (-noise.clamp(1e-20, 1 - 1e-7).log()).log()).argmax(-1)
        totals = so_far + likely.gather(-1, chosen[:, None])[:, 0]
        shape = (-1, self._width)
        return [
            [
                Candidate(checked(total), row, token)
                for row, (total, token) in enumerate(zip(*pair, strict=True))
            ]
            for pair in zip(totals.view(shape).tolist(), chosen.view(shape).tolist(), strict=True)
        ]

    def _chances(self, hidden: torch.Tensor, text: Sequence[int], end: int) -> Floats:
        """How likely each token of a text but the first was, among those that are text."""
        lacking = len(hidden) - len(text) + 1
        following = self._tensor([*(min(token, end - 1) for token in text[1:]), *[0] * lacking])
        chances = self._logits(hidden)[:, :end].softmax(-1).gather(-1, following[:, None])
        found: Floats = chances[:, 0].cpu().numpy()[: len(text) - 1]
        return found

    def _logits(self, hidden: torch.Tensor) -> torch.Tensor:
        logits: torch.Tensor = self._model.proj_out(hidden).float()
        return logits

    def _mask(self, tokens: Sequence[int]) -> torch.Tensor:
        mask = torch.zeros(self._model.config.vocab_size)
        mask[[token for token in tokens if token < len(mask)]] = -math.inf
        return mask.to(self._device)

    def _tensor(self, values: Any, dtype: torch.dtype = torch.long) -> torch.Tensor:
        return torch.tensor(values, dtype=dtype, device=self._device)

    @property
    def _device(self) -> torch.device:
        return self._encoded.device


def attend(
    module: Any,
    query: torch.Tensor,
    key: torch.Tensor,
    value: torch.Tensor,
    attention_mask: torch.Tensor | None,
    scaling: float,
    **_: Any,
) -> tuple[torch.Tensor, None]:
    """An attention function for transformers; all arrays are (rows, heads, tokens, width).

    Where there are more rows of queries than of keys, so many rows look at the same keys.
    """
    watched = getattr(module, "watched_heads", None)
    if watched is not None:
        module.watched_scores = _scores(query, key, watched) * scaling
    rows, heads, tokens, width = query.shape
    share = rows // key.shape[0]
    together = query.view(-1, share, heads, tokens, width).transpose(1, 2)
    result = scaled_dot_product_attention(
        together.reshape(-1, heads, share * tokens, width),
        key,
        value,
        attn_mask=attention_mask,
        scale=scaling,
    )
    apart = result.view(-1, heads, share, tokens, width).transpose(1, 2)
    return apart.reshape(rows, heads, tokens, width).transpose(1, 2), None


def prompt_length(tokens: int) -> int:
    """The shape that a prompt of so many tokens is filled up to."""
    return next((shape for shape in _PROMPTS if tokens <= shape), rounded_up(tokens, _PROMPTS[-1]))


def rounded_up(count: int, step: int) -> int:
    """The multiple of `step` that is not below `count`."""
    return -(-count // step) * step


def _scores(query: torch.Tensor, key: torch.Tensor, heads: Sequence[int]) -> torch.Tensor:
    return query[:, heads].float() @ key[:, heads].float().transpose(2, 3)


class _Watch:
    """While it is open, what some heads of the cross-attention look at is kept."""

    def __init__(self, layers: Sequence[Any], heads: Sequence[tuple[int, int]]) -> None:
        self._watched = {
            number: [head for each, head in heads if each == number] for number, _ in heads
        }
        self._modules = [layers[number].encoder_attn for number in self._watched]

    def __enter__(self) -> _Watch:
        for module, heads in zip(self._modules, self._watched.values(), strict=True):
            module.watched_heads = heads
        return self

    def __exit__(self, *_: object) -> None:
        for module in self._modules:
            module.watched_heads = None

    def scores(self, window: int, tokens: int) -> Floats:
        """What the heads said of one window's first tokens: (heads, tokens, frames)."""
        kept = torch.cat([module.watched_scores[window] for module in self._modules])
        scores: Floats = kept.cpu()[:, :tokens].numpy()
        return scores


class _Text(CacheLayerMixin):  # type: ignore[misc]
    """Keys and values of the text so far, in a buffer that grows by blocks."""

    is_sliding = False

    def __init__(self) -> None:
        super().__init__()
        self.written = 0

    def lazy_initialization(self, key_states: torch.Tensor, value_states: torch.Tensor) -> None:
        """Begin with empty buffers like these."""
        self.keys = key_states[:, :, :0]
        self.values = value_states[:, :, :0]
        self.is_initialized = True

    def update(
        self, key_states: torch.Tensor, value_states: torch.Tensor, *_: Any, **__: Any
    ) -> tuple[torch.Tensor, torch.Tensor]:
        """Write on; the whole buffers are given, with what is not yet written as zeros."""
        if not self.is_initialized:
            self.lazy_initialization(key_states, value_states)
        after = self.written + key_states.shape[2]
        lacking = rounded_up(after, _BLOCK) - self.keys.shape[2]
        if lacking > 0:
            self.keys = torch.nn.functional.pad(self.keys, (0, 0, 0, lacking))
            self.values = torch.nn.functional.pad(self.values, (0, 0, 0, lacking))
        self.keys[:, :, self.written : after] = key_states
        self.values[:, :, self.written : after] = value_states
        self.written = after
        return self.keys, self.values

    def branch(self, rows: int) -> None:
        """So many rows of each."""
        self.keys = self.keys.repeat_interleave(rows, 0)
        self.values = self.values.repeat_interleave(rows, 0)

    def get_mask_sizes(self, query_length: int) -> tuple[int, int]:
        """Asked by transformers where it makes the masks itself."""
        return rounded_up(self.written + query_length, _BLOCK), 0

    def get_seq_length(self) -> int:
        """Tokens written."""
        return self.written

    def get_max_length(self) -> int:
        """None."""
        return -1


class _Passing(_Text):
    """Keeps nothing: for a text that is read once, as a whole."""

    def update(
        self, key_states: torch.Tensor, value_states: torch.Tensor, *_: Any, **__: Any
    ) -> tuple[torch.Tensor, torch.Tensor]:
        """What was given."""
        return key_states, value_states


class _Sound(_Passing):
    """Keys and values of the sound, computed once for each window."""

    def update(
        self, key_states: torch.Tensor, value_states: torch.Tensor, *_: Any, **__: Any
    ) -> tuple[torch.Tensor, torch.Tensor]:
        """Keep them."""
        self.keys, self.values = key_states, value_states
        self.written = key_states.shape[2]
        return key_states, value_states
