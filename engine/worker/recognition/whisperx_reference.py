"""whisperx's own pipeline, unchanged, as the reference that the other recognizer has to beat.

It cuts each chunk by its own voice activity detection (pyannote) and decodes once, without any
fallback. It gives text without word times; these are found by the same attention as everywhere
here. Importing it takes ten seconds and 600 MB.
"""

from __future__ import annotations

import dataclasses
from collections import Counter
from collections.abc import Callable, Iterator, Sequence
from typing import Any, NamedTuple

from engine.errors import ModelDamaged
from engine.protocol import ChunkTask, Loaded, RecognitionSettings
from engine.transcript import ChunkText, WindowText
from engine.worker.recognition import Film, Report
from engine.worker.recognition.biasing import biased
from engine.worker.recognition.whisper import (
    LANGUAGE_SAMPLES,
    Heard,
    end_of_speech,
    spread_out,
    spread_words,
    whole_vocabulary,
    window_text,
)
from engine.worker.recognition.whisper_ct2 import (
    BatchedListener,
    attended_words,
    spectrogram,
    tokenizer,
)
from engine.worker.recognition.windows import Window, pack
from engine.worker.torch_audio import admit_torchaudio


class WhisperxReference:
    """A `Recognizer` that is whisperx."""

    def __init__(self, placement: Loaded, model_path: str) -> None:
        admit_torchaudio()
        import whisperx

        self._batch_size = max(1, placement.batch_size)
        try:
            self._pipeline: Any = whisperx.load_model(
                model_path,
                placement.device,
                compute_type=placement.compute_type,
                threads=placement.threads,
                local_files_only=True,
            )
        except (RuntimeError, ValueError) as error:
            raise ModelDamaged(
                f"whisperx cannot read the model in {model_path!r}.",
                "Choose a folder with a CTranslate2 Whisper.",
                details=str(error),
            ) from error
        model = self._pipeline.model
        model.hf_tokenizer = whole_vocabulary(model.hf_tokenizer)

    def detect_language(self, film: Film) -> tuple[str, float]:
        """The language that whisperx hears in most of several windows, and in what part of them."""
        if not self._pipeline.model.model.is_multilingual:
            return "en", 1.0
        windows = spread_out(pack(film.speech, 0.0, end_of_speech(film.speech)), LANGUAGE_SAMPLES)
        heard = Counter(
            self._pipeline.detect_language(film.hear(window.start, window.end))
            for window in windows
        )
        language, votes = max(heard.items(), key=lambda item: item[1], default=("en", 0))
        return language, votes / max(1, len(windows))

    def recognise(
        self,
        film: Film,
        tasks: Sequence[ChunkTask],
        settings: RecognitionSettings,
        report: Report,
    ) -> Iterator[ChunkText]:
        """See `Recognizer.recognise`; it reports after every window."""
        judge = BatchedListener(self._pipeline.model, film, settings)
        language = tokenizer(self._pipeline.model, settings.language).language_code
        done = 0.0
        for task in tasks:
            segments = self._segments(film, task, language, _share(report, done, task))
            texts = (self._text(film, judge, language, task, segment) for segment in segments)
            yield ChunkText(task.chunk.index, tuple(texts))
            done += task.chunk.duration
        report(done)

    def close(self) -> None:
        """Let go of the weights."""
        self._pipeline.model.model.unload_model()

    def _segments(
        self, film: Film, task: ChunkTask, language: str, progress: Callable[[float], None]
    ) -> list[dict[str, Any]]:
        samples = film.hear(task.chunk.heard_start, task.chunk.heard_end)
        return self._transcribed(samples, task.prompt, language, progress)

    def _transcribed(
        self, samples: Any, prompt: str, language: str, progress: Callable[[float], None] | None
    ) -> list[dict[str, Any]]:
        """whisperx's segments; the prompt is an option of each call, the model stays as it is."""
        self._pipeline.options = dataclasses.replace(
            self._pipeline.options, initial_prompt=prompt.strip() or None
        )
        result = self._pipeline.transcribe(
            samples,
            batch_size=self._batch_size,
            language=language,
            progress_callback=progress,
        )
        segments: list[dict[str, Any]] = result["segments"]
        return segments

    def hear_prompted(self, film: Film, window: Window, prompt: str, language: str) -> WindowText:
        """What whisperx makes of a window after a prompt, its words without times."""
        writer = tokenizer(self._pipeline.model, language)
        samples = film.hear(window.start, window.end)
        segments = self._transcribed(samples, prompt, language, None)
        tokens = writer.encode("".join(segment["text"] for segment in segments))
        levels = [segment["avg_logprob"] for segment in segments]
        heard = Heard(window, tokens, sum(levels) / max(1, len(levels)), 0.0)
        return window_text(heard, spread_words(writer, heard), 0.0)

    def _text(
        self,
        film: Film,
        judge: BatchedListener,
        language: str,
        task: ChunkTask,
        segment: dict[str, Any],
    ) -> WindowText:
        """A segment's text with word times and with the terms of the glossary."""
        model, writer = self._pipeline.model, tokenizer(self._pipeline.model, language)
        begin, end = task.chunk.heard_start, task.chunk.heard_end
        window = Window(begin + segment["start"], min(begin + segment["end"], end))
        heard = Heard(window, writer.encode(segment["text"]), segment["avg_logprob"], 0.0)
        encoded = model.encode(spectrogram(model, film, window))
        (words,) = attended_words(model, writer, film.speech, encoded, [heard])
        text = window_text(heard, words, 0.0)
        if not task.bias.is_active:
            return text
        return biased(
            text, task.prompt, task.bias, _GlossaryEar(self, judge, film, language, encoded)
        )


class _GlossaryEar(NamedTuple):
    """A `biasing.Ear` for one window, whose sound `encoded` is: texts are scored by the very model
    that whisperx decodes with, and heard again by whisperx's pipeline."""

    recognizer: WhisperxReference
    judge: BatchedListener
    film: Film
    language: str
    encoded: Any

    def encode(self, text: str) -> list[int]:
        return self.judge.encode_text(text)

    def score(self, window: Window, tokens: Sequence[int]) -> Sequence[float]:
        return self.judge.likelihoods(self.encoded, tokens)

    def hear(self, window: Window, prompt: str) -> WindowText:
        return self.recognizer.hear_prompted(self.film, window, prompt, self.language)


def _share(report: Report, done: float, task: ChunkTask) -> Callable[[float], None]:
    """whisperx reports percents of one chunk."""
    return lambda percent: report(done + task.chunk.duration * percent / 100)
