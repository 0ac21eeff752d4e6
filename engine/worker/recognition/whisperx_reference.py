"""whisperx's own pipeline, unchanged, as the reference that the other recognizer has to beat.

It cuts each chunk by its own voice activity detection (pyannote) and decodes once, without any
fallback. It gives text without word times; these are found by the same attention as everywhere
here. Importing it takes ten seconds and 600 MB.
"""

from __future__ import annotations

import dataclasses
from collections import Counter
from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager
from typing import TYPE_CHECKING, Any, NamedTuple

from engine.errors import ModelDamaged
from engine.protocol import ChunkTask, Loaded, RecognitionSettings
from engine.transcript import Chunk, ChunkText, WindowText
from engine.worker.recognition import Film, Report
from engine.worker.recognition.biasing import biased
from engine.worker.recognition.crew import Check
from engine.worker.recognition.forcing import laid_along
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
        """See `Recognizer.recognise`; it reports after every window, and at every step between."""
        done = 0.0
        for task in tasks:
            progress = _Progress(report, done, task.chunk.duration)
            with self._seeking_speech(progress.step):
                text = self._chunk(film, task, settings, progress)
            yield text
            done += task.chunk.duration
        report(done)

    def align(
        self,
        film: Film,
        texts: Sequence[ChunkText],
        settings: RecognitionSettings,
        report: Report,
    ) -> Iterator[tuple[ChunkText, int]]:
        """See `Recognizer.align`; by the very model that whisperx decodes with."""
        judge = BatchedListener(self._pipeline.model, film, settings)
        return laid_along(texts, judge, film.speech, report)

    def close(self) -> None:
        """Let go of the weights."""
        self._pipeline.model.model.unload_model()

    @contextmanager
    def _seeking_speech(self, step: Check) -> Iterator[None]:
        """Its voice detection takes seconds and says nothing: `step` is called at every batch."""
        segmentation = self._pipeline.vad_model.vad_pipeline._segmentation.model
        hook = segmentation.register_forward_pre_hook(lambda *_: step())
        try:
            yield
        finally:
            hook.remove()

    def _chunk(
        self, film: Film, task: ChunkTask, settings: RecognitionSettings, progress: _Progress
    ) -> ChunkText:
        writer = tokenizer(self._pipeline.model, settings)
        judge = BatchedListener(self._pipeline.model, film, settings)
        samples = film.hear(task.chunk.heard_start, task.chunk.heard_end)
        segments = self._transcribed(samples, task.prompt, writer, progress.percent)
        texts = []
        for segment in segments:
            progress.step()
            text, encoded = self._text(film, writer, task.chunk, segment)
            if task.bias.is_active:
                ear = _GlossaryEar(self, judge, film, writer, encoded, progress.step)
                text = biased(text, task.prompt, task.bias, ear)
            texts.append(text)
        return ChunkText(task.chunk.index, tuple(texts))

    def _transcribed(
        self, samples: Any, prompt: str, writer: Tokenizer, progress: Callable[[float], None] | None
    ) -> list[dict[str, Any]]:
        """whisperx's segments; the prompt is an option of each call, the model stays as it is."""
        self._pipeline.options = dataclasses.replace(
            self._pipeline.options, initial_prompt=prompt.strip() or None
        )
        result = self._pipeline.transcribe(
            samples,
            batch_size=self._batch_size,
            language=writer.language_code,
            task="translate" if writer.task == writer.translate else "transcribe",
            progress_callback=progress,
        )
        segments: list[dict[str, Any]] = result["segments"]
        return segments

    def hear_prompted(
        self, film: Film, window: Window, prompt: str, writer: Tokenizer
    ) -> WindowText:
        """What whisperx makes of a window after a prompt, its words without times."""
        samples = film.hear(window.start, window.end)
        segments = self._transcribed(samples, prompt, writer, None)
        tokens = writer.encode("".join(segment["text"] for segment in segments))
        levels = [segment["avg_logprob"] for segment in segments]
        heard = Heard(window, tokens, sum(levels) / max(1, len(levels)), 0.0)
        return window_text(heard, spread_words(writer, heard), 0.0)

    def _text(
        self, film: Film, writer: Tokenizer, chunk: Chunk, segment: dict[str, Any]
    ) -> tuple[WindowText, Any]:
        """A segment's text with word times, and the encoder's output from which they come."""
        window = Window(
            chunk.heard_start + segment["start"],
            min(chunk.heard_start + segment["end"], chunk.heard_end),
        )
        heard = Heard(window, writer.encode(segment["text"]), segment["avg_logprob"], 0.0)
        encoded = self._pipeline.model.encode(spectrogram(self._pipeline.model, film, window))
        (words,) = attended_words(self._pipeline.model, writer, film.speech, encoded, [heard])
        return window_text(heard, words, 0.0), encoded


class _GlossaryEar(NamedTuple):
    """A `biasing.Ear` for one window, whose sound `encoded` is: texts are scored by the very model
    that whisperx decodes with, and heard again by whisperx's pipeline."""

    recognizer: WhisperxReference
    judge: BatchedListener
    film: Film
    writer: Tokenizer
    encoded: Any
    step: Check

    def encode(self, text: str) -> list[int]:
        return list(self.writer.encode(text))

    def score(self, window: Window, tokens: Sequence[int]) -> Sequence[float]:
        self.step()
        return self.judge.likelihoods(self.encoded, tokens)

    def hear(self, window: Window, prompt: str) -> WindowText:
        self.step()
        return self.recognizer.hear_prompted(self.film, window, prompt, self.writer)


class _Progress:
    """Where the work on one chunk is, told in seconds of sound; whoever hears it may cancel."""

    def __init__(self, report: Report, before: float, duration: float) -> None:
        self._report = report
        self._before = before
        self._duration = duration
        self._share = 0.0

    def percent(self, percent: float) -> None:
        """whisperx has heard this much of the chunk."""
        self._share = percent / 100
        self.step()

    def step(self) -> None:
        """Something was done that adds nothing to what is heard."""
        self._report(self._before + self._duration * self._share)
