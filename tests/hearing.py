"""What tests of recognizers share: films made of samples, requests, and how wrong a text is."""

from __future__ import annotations

from itertools import pairwise
from typing import Any

import numpy as np

from engine.audio import speech
from engine.protocol import ChunkTask, Loaded, RecognitionSettings
from engine.transcript import SAMPLE_RATE, Chunk, ChunkText, SpeechMap
from engine.worker.recognition import Film

UNPUNCTUATED = (
    "and so my fellow americans without any capitals or marks we go on and on like this all day"
)
"""A prompt that can be seen to be obeyed: text after it has no marks either."""


def film_of(samples: Any) -> Film:
    """16-bit samples as a film."""
    sound = samples.astype(np.float32) / 32768

    def hear(start: float, end: float) -> Any:
        return sound[round(start * SAMPLE_RATE) : round(end * SAMPLE_RATE)]

    return Film(hear, speech.find([samples]))


def speech_without_words(seconds: float) -> SpeechMap:
    """A map that claims speech throughout."""
    frames = round(seconds / 0.032)
    return SpeechMap(((0.0, seconds),), 0.032, b"\xff" * frames)


def placement(recognizer: str = "ct2", **fields: object) -> Loaded:
    """On the processor, with two threads."""
    values: dict[str, Any] = {
        "device": "cpu",
        "compute_type": "int8",
        "batch_size": 3,
        "threads": 2,
        **fields,
    }
    return Loaded(recognizer, **values)


def settings(language: str = "en", **fields: object) -> RecognitionSettings:
    """As a request has them, but for what the placement says."""
    values: dict[str, Any] = {"decoding": "batched", "align": "auto", "beam_size": 0, **fields}
    return RecognitionSettings(
        recognizer="ct2",
        model_path="",
        device="cpu",
        compute_type="int8",
        language=language,
        batch_size=3,
        threads=2,
        **values,
    )


def chunks(*bounds: float, prompt: str = "") -> tuple[ChunkTask, ...]:
    """Chunks between these times."""
    return tuple(
        ChunkTask(Chunk(index, start, end, start, end), prompt)
        for index, (start, end) in enumerate(pairwise(bounds))
    )


def text_of(texts: list[ChunkText]) -> str:
    return "".join(word.text for text in texts for word in text.words).strip()


def word_errors(found: str, wanted: str) -> float:
    """The part of words that are wrong, punctuation and case aside."""
    import jiwer

    transforms: list[Any] = [jiwer.ToLowerCase, jiwer.RemovePunctuation, jiwer.RemoveMultipleSpaces]
    plain = jiwer.Compose([each() for each in transforms])
    return float(jiwer.wer(plain(wanted), plain(found)))


def ignore(done: float) -> None:
    """Nobody listens to the progress."""
