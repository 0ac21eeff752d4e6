"""Hears windows one after another, each in the light of the one before, as openai-whisper does.

This is faster-whisper's own loop, with its temperature fallback and thresholds. It is slower than
batches by half, and carries a mistake on from window to window; it is there for recordings where
names and spelling should stay the same throughout.
"""

from __future__ import annotations

from collections.abc import Sequence
from typing import TYPE_CHECKING, Any

from engine.protocol import RecognitionSettings
from engine.transcript import SAMPLE_RATE, WindowText, Word
from engine.worker.recognition import Film
from engine.worker.recognition.crew import Batch, Check
from engine.worker.recognition.quality import (
    COMPRESSION_RATIO,
    LOG_PROBABILITY,
    NO_SPEECH,
    TEMPERATURES,
    compression_ratio,
)
from engine.worker.recognition.windows import LONGEST, Window
from engine.worker.recognition.words import in_order

if TYPE_CHECKING:
    from faster_whisper import WhisperModel

_FORGET_ABOVE = 0.5
"""Text drawn at a higher temperature is no context for what follows (Whisper's own mark)."""


class SequentialListener:
    """A `crew.Listen` for batches that hold one chunk's windows in order."""

    def __init__(self, model: WhisperModel, film: Film, settings: RecognitionSettings) -> None:
        self._model = model
        self._film = film
        self._settings = settings

    def hear(self, batch: Batch, check: Check) -> list[tuple[WindowText, ...]]:
        """The texts of a chunk's windows."""
        texts: list[WindowText] = []
        context = batch.prompt
        for window in batch.windows:
            text = self._hear_window(window, context, check)
            texts.append(text)
            is_sound = text.temperature <= _FORGET_ABOVE
            context = "".join(word.text for word in text.words) if is_sound else batch.prompt
        return [(text,) for text in texts]

    def _hear_window(self, window: Window, context: str, check: Check) -> WindowText:
        segments, _ = self._model.transcribe(
            self._samples(window),
            language=self._settings.language if self._model.model.is_multilingual else "en",
            task=self._settings.task,
            beam_size=self._settings.beam_size or 5,
            temperature=[0.0, *TEMPERATURES],
            compression_ratio_threshold=COMPRESSION_RATIO,
            log_prob_threshold=LOG_PROBABILITY,
            no_speech_threshold=NO_SPEECH,
            initial_prompt=context.strip() or None,
            word_timestamps=True,
            vad_filter=False,
        )
        heard = []
        for segment in segments:
            check()
            heard.append(segment)
        return _text(window, heard)

    def _samples(self, window: Window) -> Any:
        """A window's sound with silence after it: zeros in the spectrogram are no silence."""
        import numpy as np

        samples = self._film.hear(window.start, window.end)
        return np.pad(samples, (0, max(0, round(LONGEST * SAMPLE_RATE) - len(samples))))


def _text(window: Window, segments: Sequence[Any]) -> WindowText:
    found = (_word(window, word) for segment in segments for word in segment.words or ())
    words = tuple(in_order(found, window))
    weight = sum(len(segment.tokens) for segment in segments) or 1
    return WindowText(
        start=window.start,
        end=window.end,
        words=words,
        avg_logprob=sum(each.avg_logprob * len(each.tokens) for each in segments) / weight,
        compression_ratio=round(compression_ratio("".join(word.text for word in words)), 3),
        no_speech_probability=max((each.no_speech_prob for each in segments), default=0.0),
        temperature=max((each.temperature for each in segments), default=0.0),
    )


def _word(window: Window, word: Any) -> Word:
    start, end = window.start + float(word.start), window.start + float(word.end)
    return Word(word.word, start, end, round(float(word.probability), 4))
