"""Whisper on CTranslate2, by the layer under whisperx: faster-whisper's `WhisperModel`.

A window's sound is padded with silence to 30 s *before* its spectrogram is made; zeros in the
spectrogram are no silence, and cost one word in fifty. The text is decoded without timestamp
tokens, which lose words; the encoder's output serves the decoder and then the word times.

On a CPU several workers of one thread each are a quarter faster than one worker of all threads, so
batches of windows are heard side by side, across the borders of chunks: no core waits for another.
"""

from __future__ import annotations

import threading
from collections.abc import Iterator, Sequence
from concurrent.futures import Future, ThreadPoolExecutor, wait
from pathlib import Path
from typing import TYPE_CHECKING, Any, NamedTuple

from engine.errors import ModelDamaged
from engine.protocol import ChunkTask, Loaded, RecognitionSettings, SpeechMap
from engine.transcript import SAMPLE_RATE, ChunkText, WindowText
from engine.worker.recognition import Film, Report
from engine.worker.recognition.quality import Again, compression_ratio, mended
from engine.worker.recognition.windows import LONGEST, Window, pack
from engine.worker.recognition.words import Attended, Spelled, spread, timed

if TYPE_CHECKING:
    from faster_whisper import WhisperModel
    from faster_whisper.tokenizer import Tokenizer

BEAM_SIZE = 5
"""One path instead of five saves a tenth of the time and costs a word in a hundred."""
SAMPLES_AT_ONCE = 5
"""Texts drawn at each temperature above 0, of which the likeliest is taken (Whisper's best_of)."""

_MAX_TOKENS = 448
_LANGUAGE_SAMPLES = 5
_POLL = 0.4  # seconds between two reports
_FRAMES_A_SECOND = 100
_THREADS_A_WORKER = 2


class WhisperCt2:
    """A `Recognizer`; its threads live as long as one call of `recognise`."""

    def __init__(self, placement: Loaded, model_path: str) -> None:
        self._batch_size = max(1, placement.batch_size)
        self._workers = _workers(placement)
        self._model = _read_model(placement, model_path, self._workers)

    def detect_language(self, film: Film) -> tuple[str, float]:
        """The language that is likeliest on the average of several windows spread over the film."""
        if not self._model.model.is_multilingual:
            return "en", 1.0
        chances: dict[str, float] = {}
        windows = spread_out(pack(film.speech, 0.0, _end(film.speech)), _LANGUAGE_SAMPLES)
        for window in windows:
            encoded = self._model.encode(_features(self._model, film, [window]))
            for token, chance in self._model.model.detect_language(encoded)[0]:
                chances[token[2:-2]] = chances.get(token[2:-2], 0.0) + chance / len(windows)
        return max(chances.items(), key=lambda item: item[1], default=("en", 0.0))

    def recognise(
        self,
        film: Film,
        tasks: Sequence[ChunkTask],
        settings: RecognitionSettings,
        report: Report,
    ) -> Iterator[ChunkText]:
        """See `Recognizer.recognise`."""
        kind = _Sequential if settings.decoding == "sequential" else _Batched
        with _Crew(self._workers) as crew:
            listener = kind(self._model, film, settings, crew)
            plans = [_Plan(task, crew, listener, self._batch_size) for task in tasks]
            for plan in plans:
                while plan.is_unfinished():
                    report(sum(each.seconds_done() for each in plans))
                yield plan.text()
            report(sum(each.seconds_done() for each in plans))

    def close(self) -> None:
        """Let go of the weights."""
        self._model.model.unload_model()


def spread_out(windows: Sequence[Window], count: int) -> list[Window]:
    """Up to `count` windows, evenly from all over the film, the longest in each part of it."""
    parts = min(count, len(windows))
    return [
        max(
            windows[len(windows) * part // parts : len(windows) * (part + 1) // parts],
            key=lambda window: window.duration,
        )
        for part in range(parts)
    ]


class _Crew:
    """Threads that hear batches; leaving it stops them at their next step."""

    def __init__(self, workers: int) -> None:
        self._pool = ThreadPoolExecutor(workers, "recognise")
        self._stopped = threading.Event()

    def __enter__(self) -> _Crew:
        return self

    def __exit__(self, *exception: object) -> None:
        self._stopped.set()
        self._pool.shutdown(wait=False, cancel_futures=True)

    def submit(self, work: Any, *arguments: Any) -> Future[list[WindowText]]:
        """Do `work` as soon as a thread is free."""
        return self._pool.submit(work, *arguments)

    def check(self) -> None:
        """Called between two steps of work: ends it when nobody waits for it any more."""
        if self._stopped.is_set():
            raise _Stopped


class _Stopped(Exception):
    """Nobody waits for this work any more; seen by no one but the crew's own futures."""


class _Plan:
    """The batches of one chunk."""

    def __init__(self, task: ChunkTask, crew: _Crew, listener: _Batched, batch_size: int) -> None:
        self._chunk = task.chunk
        windows = pack(listener.film.speech, task.chunk.heard_start, task.chunk.heard_end)
        self._batches = listener.batches(windows, batch_size)
        self._futures = [crew.submit(listener.hear, batch, task.prompt) for batch in self._batches]

    def is_unfinished(self) -> bool:
        """Wait a moment for the chunk; an error of its work is raised."""
        done, pending = wait(self._futures, timeout=_POLL)
        for future in done:
            future.result()
        return bool(pending)

    def seconds_done(self) -> float:
        """Seconds of the chunk that are heard."""
        sizes = [sum(window.duration for window in batch) for batch in self._batches]
        done = sum(size for size, future in zip(sizes, self._futures, strict=True) if future.done())
        return self._chunk.duration * (done / sum(sizes) if sizes else 1.0)

    def text(self) -> ChunkText:
        """What was heard, in order of time."""
        windows = (window for future in self._futures for window in future.result())
        return ChunkText(self._chunk.index, tuple(sorted(windows, key=lambda each: each.start)))


class _Heard(NamedTuple):
    """What the decoder made of one window: the text's tokens without any special ones."""

    window: Window
    tokens: list[int]
    avg_logprob: float
    no_speech_probability: float


class _Batched:
    """Hears windows by CTranslate2's own calls, several in one."""

    def __init__(
        self, model: WhisperModel, film: Film, settings: RecognitionSettings, crew: _Crew
    ) -> None:
        from faster_whisper.transcribe import get_suppressed_tokens

        self.film = film
        self._model = model
        self._settings = settings
        self._crew = crew
        self._tokenizer = _tokenizer(model, settings.language)
        self._suppressed = list(get_suppressed_tokens(self._tokenizer, [-1]))

    @staticmethod
    def batches(windows: Sequence[Window], size: int) -> list[list[Window]]:
        """Windows of like length together: the decoder's steps are those of the longest text."""
        by_length = sorted(windows, key=lambda window: -window.duration)
        return [by_length[first : first + size] for first in range(0, len(by_length), size)]

    def hear(self, windows: Sequence[Window], prompt: str) -> list[WindowText]:
        """The texts of these windows, the doubtful ones mended."""

        def again(parts: Sequence[Window], how: Again) -> list[WindowText]:
            return self._hear_once(parts, prompt if how.with_prompt else "", how.temperature)

        return [
            piece
            for text in self._hear_once(windows, prompt, 0.0)
            for piece in mended(text, self.film.speech, again)
        ]

    def _hear_once(
        self, windows: Sequence[Window], prompt: str, temperature: float
    ) -> list[WindowText]:
        self._crew.check()
        encoded = self._model.encode(_features(self._model, self.film, windows))
        self._crew.check()
        heard = self._decode(encoded, windows, prompt, temperature)
        self._crew.check()
        return self._with_words(encoded, heard, temperature)

    def _decode(
        self, encoded: Any, windows: Sequence[Window], prompt: str, temperature: float
    ) -> list[_Heard]:
        tokens = self._model.get_prompt(
            self._tokenizer,
            self._tokenizer.encode(" " + prompt.strip()) if prompt.strip() else [],
            without_timestamps=True,
        )
        results = self._model.model.generate(
            encoded,
            [tokens] * len(windows),
            max_length=_MAX_TOKENS,
            suppress_tokens=self._suppressed,
            return_scores=True,
            return_no_speech_prob=True,
            **self._search(temperature),
        )
        return [self._heard(*pair) for pair in zip(windows, results, strict=True)]

    def _search(self, temperature: float) -> dict[str, Any]:
        if not temperature:
            return {"beam_size": self._settings.beam_size or BEAM_SIZE}
        return {
            "beam_size": 1,
            "num_hypotheses": SAMPLES_AT_ONCE,
            "sampling_topk": 0,
            "sampling_temperature": temperature,
        }

    def _heard(self, window: Window, result: Any) -> _Heard:
        tokens = result.sequences_ids[0]
        return _Heard(
            window,
            [token for token in tokens if token < self._tokenizer.eot],
            result.scores[0] * len(tokens) / (len(tokens) + 1),  # the end of the text counts too
            result.no_speech_prob,
        )

    def _with_words(
        self, encoded: Any, heard: Sequence[_Heard], temperature: float
    ) -> list[WindowText]:
        if self._settings.align == "none":
            words = [self._spread(each) for each in heard]
        else:
            words = self._timed(encoded, heard)
        return [
            WindowText(
                start=each.window.start,
                end=each.window.end,
                words=found,
                avg_logprob=round(each.avg_logprob, 4),
                compression_ratio=round(compression_ratio("".join(w.text for w in found)), 3),
                no_speech_probability=round(each.no_speech_probability, 4),
                temperature=temperature,
            )
            for each, found in zip(heard, words, strict=True)
        ]

    def _timed(self, encoded: Any, heard: Sequence[_Heard]) -> list[Any]:
        results = self._model.model.align(
            encoded,
            self._tokenizer.sot_sequence,
            [each.tokens for each in heard],
            [round(each.window.duration * _FRAMES_A_SECOND) for each in heard],
        )
        return [
            timed(
                self._spelled(each.tokens),
                _attended(result, len(each.tokens)),
                each.window,
                self.film.speech,
            )
            if each.tokens
            else ()
            for each, result in zip(heard, results, strict=True)
        ]

    def _spread(self, heard: _Heard) -> Any:
        import math

        texts = [word.text for word in self._spelled(heard.tokens)]
        return spread(texts, round(math.exp(heard.avg_logprob), 4), heard.window)

    def _spelled(self, tokens: Sequence[int]) -> list[Spelled]:
        words, split = self._tokenizer.split_to_word_tokens([*tokens, self._tokenizer.eot])
        return [Spelled(word, len(part)) for word, part in zip(words, split, strict=True)][:-1]


class _Sequential(_Batched):
    """Hears a chunk's windows one after another by faster-whisper's own loop.

    Each window is heard in the light of the one before, as openai-whisper does it.
    """

    @staticmethod
    def batches(windows: Sequence[Window], size: int) -> list[list[Window]]:
        """All windows of a chunk, for each needs the one before it."""
        return [list(windows)] if windows else []

    def hear(self, windows: Sequence[Window], prompt: str) -> list[WindowText]:
        """The texts of these windows."""
        raise NotImplementedError


def _attended(result: Any, tokens: int) -> Attended:
    starts: dict[int, int] = {}
    for token, frame in result.alignments:
        starts.setdefault(token, frame)
    last = result.alignments[-1][1] if result.alignments else 0
    return Attended(
        tuple(starts.get(token, last) for token in range(tokens + 1)),
        tuple(result.text_token_probs),
    )


def _features(model: WhisperModel, film: Film, windows: Sequence[Window]) -> Any:
    """Spectrograms of windows padded to 30 s, as one array (windows, mel bands, 3000)."""
    import numpy as np

    length = round(LONGEST * SAMPLE_RATE)
    made = []
    for window in windows:
        samples = film.hear(window.start, window.end)[:length]
        made.append(model.feature_extractor(np.pad(samples, (0, length - len(samples))))[:, :3000])
    return np.stack(made).astype(np.float32)


def _tokenizer(model: WhisperModel, language: str) -> Tokenizer:
    from faster_whisper.tokenizer import Tokenizer

    multilingual = model.model.is_multilingual
    return Tokenizer(
        model.hf_tokenizer,
        multilingual,
        task="transcribe",
        language=language if multilingual else "en",
    )


def _workers(placement: Loaded) -> int:
    """How many batches are heard at once. On a GPU, one is prepared while another is computed."""
    if placement.device != "cpu":
        return 2
    threads = max(1, placement.threads)
    return threads if threads <= 2 * _THREADS_A_WORKER else threads // _THREADS_A_WORKER


def _read_model(placement: Loaded, model_path: str, workers: int) -> WhisperModel:
    from faster_whisper import WhisperModel

    if not (Path(model_path) / "tokenizer.json").is_file():
        raise _damaged(model_path, "it has no tokenizer.json")
    on_cpu = placement.device == "cpu"
    try:
        return WhisperModel(
            model_path,
            device=placement.device,
            compute_type=placement.compute_type,
            cpu_threads=max(1, placement.threads // workers) if on_cpu else 1,
            num_workers=workers if on_cpu else 1,
            local_files_only=True,
        )
    except (RuntimeError, ValueError) as error:
        raise _damaged(model_path, str(error)) from error


def _damaged(model_path: str, reason: str) -> ModelDamaged:
    return ModelDamaged(
        f"The model in {model_path!r} cannot be read.",
        "Check it with `longtake models verify`, or choose another.",
        details=reason,
    )


def _end(speech: SpeechMap) -> float:
    return max((end for _, end in speech.regions), default=0.0)
