"""whisperx's own pipeline, unchanged, as the reference that the other recognizer has to beat.

It cuts each chunk by its own voice activity detection (pyannote) and decodes once, without any
fallback. It gives text without word times; these are found by the same attention as everywhere
here. Importing it takes ten seconds and 600 MB.
"""

from __future__ import annotations

import dataclasses
from collections import Counter
from collections.abc import Callable, Iterator, Sequence
from typing import TYPE_CHECKING, Any

from engine.errors import ModelDamaged
from engine.protocol import ChunkTask, Loaded, RecognitionSettings
from engine.transcript import Chunk, ChunkText, WindowText
from engine.worker.recognition import Film, Report
from engine.worker.recognition.whisper import (
    LANGUAGE_SAMPLES,
    Heard,
    end_of_speech,
    spread_out,
    window_text,
)
from engine.worker.recognition.whisper_ct2 import attended_words, spectrogram, tokenizer
from engine.worker.recognition.windows import Window, pack
from engine.worker.torch_audio import admit_torchaudio

if TYPE_CHECKING:
    from faster_whisper.tokenizer import Tokenizer


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
        writer = tokenizer(self._pipeline.model, settings.language)
        done = 0.0
        for task in tasks:
            segments = self._segments(film, task, writer.language_code, _share(report, done, task))
            windows = (self._text(film, writer, task.chunk, segment) for segment in segments)
            yield ChunkText(task.chunk.index, tuple(windows))
            done += task.chunk.duration
        report(done)

    def close(self) -> None:
        """Let go of the weights."""
        self._pipeline.model.model.unload_model()

    def _segments(
        self, film: Film, task: ChunkTask, language: str, progress: Callable[[float], None]
    ) -> list[dict[str, Any]]:
        self._pipeline.options = dataclasses.replace(
            self._pipeline.options, initial_prompt=task.prompt.strip() or None
        )
        samples = film.hear(task.chunk.heard_start, task.chunk.heard_end)
        result = self._pipeline.transcribe(
            samples,
            batch_size=self._batch_size,
            language=language,
            progress_callback=progress,
        )
        segments: list[dict[str, Any]] = result["segments"]
        return segments

    def _text(
        self, film: Film, writer: Tokenizer, chunk: Chunk, segment: dict[str, Any]
    ) -> WindowText:
        window = Window(
            chunk.heard_start + segment["start"],
            min(chunk.heard_start + segment["end"], chunk.heard_end),
        )
        heard = Heard(window, writer.encode(segment["text"]), segment["avg_logprob"], 0.0)
        encoded = self._pipeline.model.encode(spectrogram(self._pipeline.model, film, window))
        (words,) = attended_words(self._pipeline.model, writer, film.speech, encoded, [heard])
        return window_text(heard, words, 0.0)


def _share(report: Report, done: float, task: ChunkTask) -> Callable[[float], None]:
    """whisperx reports percents of one chunk."""
    return lambda percent: report(done + task.chunk.duration * percent / 100)
