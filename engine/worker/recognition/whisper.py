"""What every Whisper has in common here, whatever library computes it."""

from __future__ import annotations

import json
import math
from collections.abc import Sequence
from itertools import pairwise
from typing import TYPE_CHECKING, Any, NamedTuple

from engine.errors import UsageError
from engine.transcript import SAMPLE_RATE, SpeechMap, WindowText, Word
from engine.worker.recognition import Film
from engine.worker.recognition.quality import compression_ratio
from engine.worker.recognition.windows import LONGEST, Window
from engine.worker.recognition.words import Spelled, spread

if TYPE_CHECKING:
    from faster_whisper.tokenizer import Tokenizer

    from engine.protocol import RecognitionSettings

BEAM_SIZE = 5
"""One path instead of five saves a sixth of the time and costs one word in a hundred."""
DRAWN = 5
"""Texts drawn at each temperature above 0, of which the likeliest is taken (Whisper's best_of)."""
LANGUAGE_SAMPLES = 5
"""Places in a film at which its language is heard."""
MAX_TOKENS = 448
"""Tokens that the decoder can hold, prompt and text together."""
FRAMES = 3000
"""Of the spectrogram of `LONGEST` seconds."""
FRAMES_A_SECOND = 100

_SPACE = "Ġ"  # how vocabularies of bytes write a space
_LOST = "t"  # whose merge with a space some tokenizers lack


class Heard(NamedTuple):
    """What the decoder made of one window: the text's tokens without any special ones."""

    window: Window
    tokens: list[int]
    avg_logprob: float
    no_speech_probability: float


def spread_out(windows: Sequence[Window], count: int) -> list[Window]:
    """Up to `count` windows, evenly from all over the film, the longest in each part of it."""
    parts = min(count, len(windows))
    borders = [len(windows) * part // parts for part in range(parts + 1)] if parts else []
    return [
        max(windows[first:last], key=lambda window: window.duration)
        for first, last in pairwise(borders)
    ]


def end_of_speech(speech: SpeechMap) -> float:
    """When the last of all speech ends, in seconds."""
    return max((end for _, end in speech.regions), default=0.0)


def padded_samples(film: Film, window: Window) -> Any:
    """A window's sound with silence after it, 30 s in all."""
    import numpy as np

    length = round(LONGEST * SAMPLE_RATE)
    samples = film.hear(window.start, window.end)[:length]
    return np.pad(samples, (0, length - len(samples)))


def spelled(tokenizer: Tokenizer, tokens: Sequence[int]) -> list[Spelled]:
    """Text tokens as words, by spaces or, where a language has none, by characters."""
    words, split = tokenizer.split_to_word_tokens([*tokens, tokenizer.eot])
    return [Spelled(word, len(part)) for word, part in zip(words, split, strict=True)][:-1]


def whole_vocabulary(known: Any) -> Any:
    """A `tokenizers.Tokenizer` that writes texts in the tokens that the model itself would write.

    The tokenizer.json of the multilingual models lacks its very first merge, of a space and a t
    (a converter took it for the heading of the file): of " turned" it makes three tokens where the
    model writes one, and finds what it is given impossible.
    """
    import tokenizers

    if len(known.encode(f" {_LOST}", add_special_tokens=False).ids) == 1:
        return known
    described = json.loads(known.to_str())
    merges = described["model"].get("merges", [])
    if not merges or known.token_to_id(f"{_SPACE}{_LOST}") is None:
        return known
    merges.insert(0, [_SPACE, _LOST] if isinstance(merges[0], list) else f"{_SPACE} {_LOST}")
    return tokenizers.Tokenizer.from_str(json.dumps(described))


def tokenizer_for(known: Any, is_multilingual: bool, settings: RecognitionSettings) -> Tokenizer:
    """What turns texts into the tokens of a model, of its `tokenizers.Tokenizer`, and begins them
    with the language that is spoken and with what is to be done.

    Raises `UsageError` for a language that the model has no token for.
    """
    from faster_whisper.tokenizer import Tokenizer

    language = settings.language
    if is_multilingual and known.token_to_id(f"<|{language}|>") is None:
        raise UsageError(
            f"The model does not know the language {language!r}.",
            "Choose another model, or --language auto to hear which language it is.",
        )
    return Tokenizer(
        known,
        is_multilingual,
        task=settings.task,
        language=language if is_multilingual else "en",
    )


def spread_words(
    tokenizer: Tokenizer, heard: Heard, speech: SpeechMap | None = None
) -> tuple[Word, ...]:
    """The words of a window whose times nobody asks for: shared out by length."""
    texts = [word.text for word in spelled(tokenizer, heard.tokens)]
    return spread(texts, round(math.exp(heard.avg_logprob), 4), heard.window, speech)


def window_text(heard: Heard, words: tuple[Word, ...], temperature: float) -> WindowText:
    """What was heard, with the figures by which it is judged."""
    return WindowText(
        start=heard.window.start,
        end=heard.window.end,
        words=words,
        avg_logprob=round(heard.avg_logprob, 4),
        compression_ratio=round(compression_ratio("".join(word.text for word in words)), 3),
        no_speech_probability=round(heard.no_speech_probability, 4),
        temperature=temperature,
    )
