"""Whisper on CTranslate2, by the layer under whisperx: faster-whisper's `WhisperModel`.

A window's sound is padded with silence to 30 s *before* its spectrogram is made; zeros in the
spectrogram are no silence, and cost one word in fifty. The text is decoded without timestamp
tokens, which lose words; the encoder's output serves the decoder and then the word times.

On a CPU several workers of one thread each are a quarter faster than one worker of all threads.
There the encoder takes windows one by one, for its attention needs 54 MB and more for each and
gains nothing from company; the decoder takes them by the batch, which saves it a third.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from pathlib import Path
from typing import TYPE_CHECKING, Any

from engine.errors import ModelDamaged, UsageError
from engine.protocol import ChunkTask, Loaded, RecognitionSettings
from engine.transcript import ChunkText, SpeechMap, WindowText, Word
from engine.worker.recognition import Film, Report
from engine.worker.recognition.biasing import biased
from engine.worker.recognition.crew import Batch, Check, batches_of, chunk_batches, hear_chunks
from engine.worker.recognition.forcing import laid_along
from engine.worker.recognition.quality import Again, mended, without_unspoken
from engine.worker.recognition.sanity import check_encoder, largest_of
from engine.worker.recognition.whisper import (
    BEAM_SIZE,
    DRAWN,
    FRAMES,
    FRAMES_A_SECOND,
    LANGUAGE_SAMPLES,
    MAX_TOKENS,
    Heard,
    end_of_speech,
    padded_samples,
    spelled,
    spread_out,
    spread_words,
    tokenizer_for,
    whole_vocabulary,
    window_text,
)
from engine.worker.recognition.windows import Window, pack
from engine.worker.recognition.words import Attended, timed

if TYPE_CHECKING:
    from faster_whisper import WhisperModel
    from faster_whisper.tokenizer import Tokenizer


_FEW_FRAMES = 8  # of sound to align with where only likelihoods are asked for: it saves a third


class WhisperCt2:
    """A `Recognizer`; its threads live as long as one call of `recognise`."""

    def __init__(self, placement: Loaded, model_path: str) -> None:
        self._placement = placement
        self._workers = workers_for(placement)
        self._model = _read_model(placement, model_path, self._workers)

    def detect_language(self, film: Film) -> tuple[str, float]:
        """The language that is likeliest on the average of several windows spread over the film."""
        if not self._model.model.is_multilingual:
            return "en", 1.0
        chances: dict[str, float] = {}
        windows = spread_out(pack(film.speech, 0.0, end_of_speech(film.speech)), LANGUAGE_SAMPLES)
        for window in windows:
            encoded = self._model.encode(spectrogram(self._model, film, window))
            for token, chance in self._model.model.detect_language(encoded)[0]:
                language = token.strip("<|>")
                chances[language] = chances.get(language, 0.0) + chance / len(windows)
        return max(chances.items(), key=lambda item: item[1], default=("en", 0.0))

    def recognise(
        self,
        film: Film,
        tasks: Sequence[ChunkTask],
        settings: RecognitionSettings,
        report: Report,
    ) -> Iterator[ChunkText]:
        """See `Recognizer.recognise`."""
        if settings.decoding == "sequential":
            from engine.worker.recognition.sequential import SequentialListener

            batches = list(chunk_batches(tasks, film.speech))
            in_turn = SequentialListener(self._model, film, settings)
            glossary = BatchedListener(self._model, film, settings)

            def listen(batch: Batch, check: Check) -> list[tuple[WindowText, ...]]:
                return glossary.with_glossary(in_turn.hear(batch, check), batch, check)

            return hear_chunks(tasks, batches, listen, self._workers, report)
        size = max(1, self._placement.batch_size)
        batches = list(batches_of(tasks, film.speech, size, self._workers))
        listener = BatchedListener(self._model, film, settings)
        return hear_chunks(tasks, batches, listener.hear, self._workers, report)

    def align(
        self,
        film: Film,
        texts: Sequence[ChunkText],
        settings: RecognitionSettings,
        report: Report,
    ) -> Iterator[tuple[ChunkText, int]]:
        """See `Recognizer.align`."""
        listener = BatchedListener(self._model, film, settings, abreast=self._workers)
        return laid_along(texts, listener, film.speech, report)

    def close(self) -> None:
        """Let go of the weights."""
        self._model.model.unload_model()


def workers_for(placement: Loaded) -> int:
    """How many batches are heard at once. On a GPU, one is prepared while another is computed."""
    if placement.device != "cpu":
        return 2
    threads = max(1, placement.threads)
    return threads if threads <= 4 else threads // 2


class BatchedListener:
    """Hears windows by CTranslate2's own calls, several in one."""

    def __init__(
        self, model: WhisperModel, film: Film, settings: RecognitionSettings, abreast: int = 1
    ) -> None:
        from faster_whisper.transcribe import get_suppressed_tokens

        self.abreast = abreast

        self._model = model
        self._film = film
        self._settings = settings
        self.writer = tokenizer(model, settings)
        self._suppressed = list(get_suppressed_tokens(self.writer, [-1]))

    def hear(self, batch: Batch, check: Check) -> list[tuple[WindowText, ...]]:
        """See `crew.Listen`; doubtful texts are mended."""

        def again(windows: Sequence[Window], how: Again) -> list[WindowText]:
            check()
            return self._hear_once(windows, batch.prompt if how.with_prompt else "", how, check)

        groups = self._encode(batch.windows, check)
        texts = self._hear_encoded(groups, batch.windows, batch.prompt, Again(), check)
        pieces = [
            tuple(self._checked(piece) for piece in mended(text, self._film.speech, again))
            for text in texts
        ]
        apart = zip(batch.windows, groups, strict=True) if len(groups) == len(texts) else ()
        return self.with_glossary(pieces, batch, check, dict(apart))

    def with_glossary(
        self,
        pieces: list[tuple[WindowText, ...]],
        batch: Batch,
        check: Check,
        known: dict[Window, Any] | None = None,
    ) -> list[tuple[WindowText, ...]]:
        """The texts with the terms that were said; `known` are windows with their sound."""
        if not batch.bias.is_active:
            return pieces
        ear = _GlossaryEar(self, known or {}, check)
        return [
            tuple(biased(piece, batch.prompt, batch.bias, ear) for piece in heard)
            for heard in pieces
        ]

    def hear_prompted(self, encoded: Any, window: Window, prompt: str, check: Check) -> WindowText:
        """A window's text after a prompt, its words without times; `encoded` is its sound."""
        (heard,) = self._decode(encoded, [window], prompt, 0.0, width=1)  # it only proposes
        check()
        return window_text(heard, spread_words(self.writer, heard), 0.0)

    def encoded(self, window: Window, check: Check) -> Any:
        """The encoder's output for one window."""
        return self._encode([window], check)[0]

    def likelihoods(self, encoded: Any, tokens: Sequence[int]) -> Sequence[float]:
        """How likely each token of a text is for the sound `encoded`, after those before it."""
        (result,) = self._model.model.align(
            encoded, self.writer.sot_sequence, [[*tokens]], [_FEW_FRAMES]
        )
        likely: Sequence[float] = result.text_token_probs
        return likely

    def attend(self, window: Window, tokens: Sequence[int]) -> Attended:
        """Where the model attends to each token of a text that it did not write itself."""
        encoded = self.encoded(window, _ignore)
        (result,) = self._model.model.align(
            encoded, self.writer.sot_sequence, [[*tokens]], [_frames(window)]
        )
        return _attended(result, len(tokens))

    def _checked(self, text: WindowText) -> WindowText:
        has_times = self._settings.align != "none"
        return without_unspoken(text, self._film.speech) if has_times else text

    def _hear_once(
        self, windows: Sequence[Window], prompt: str, how: Again, check: Check
    ) -> list[WindowText]:
        return self._hear_encoded(self._encode(windows, check), windows, prompt, how, check)

    def _hear_encoded(
        self,
        groups: Sequence[Any],
        windows: Sequence[Window],
        prompt: str,
        how: Again,
        check: Check,
    ) -> list[WindowText]:
        heard = self._decode(joined(groups), windows, prompt, how.temperature)
        check()
        words = self._words(groups, heard)
        return [
            window_text(each, found, how.temperature)
            for each, found in zip(heard, words, strict=True)
        ]

    def _encode(self, windows: Sequence[Window], check: Check) -> list[Any]:
        """The encoder's outputs: on a CPU one for each window, else one for all of them."""
        import numpy as np

        spectrograms = [spectrogram(self._model, self._film, window) for window in windows]
        if self._model.model.device != "cpu":
            together = self._model.encode(np.stack(spectrograms))
            check_encoder(largest_of(on_host(together)))
            return [together]
        outputs = []
        for each in spectrograms:
            check()
            outputs.append(self._model.encode(each))
        check_encoder(largest_of(np.concatenate([np.asarray(each) for each in outputs])))
        return outputs

    def _decode(
        self,
        encoded: Any,
        windows: Sequence[Window],
        prompt: str,
        temperature: float,
        width: int = 0,
    ) -> list[Heard]:
        before = self.writer.encode(" " + prompt.strip()) if prompt.strip() else []
        tokens = self._model.get_prompt(self.writer, before, without_timestamps=True)
        results = self._model.model.generate(
            encoded,
            [tokens] * len(windows),
            max_length=MAX_TOKENS,
            suppress_tokens=self._suppressed,
            return_scores=True,
            return_no_speech_prob=True,
            **self._search(temperature, width),
        )
        return [self._heard(*pair) for pair in zip(windows, results, strict=True)]

    def _search(self, temperature: float, width: int) -> dict[str, Any]:
        if not temperature:
            return {"beam_size": width or self._settings.beam_size or BEAM_SIZE}
        return {
            "beam_size": 1,
            "num_hypotheses": DRAWN,
            "sampling_topk": 0,
            "sampling_temperature": temperature,
        }

    def _heard(self, window: Window, result: Any) -> Heard:
        tokens = result.sequences_ids[0]
        return Heard(
            window,
            [token for token in tokens if token < self.writer.eot],
            result.scores[0] * len(tokens) / (len(tokens) + 1),  # the end of the text counts too
            result.no_speech_prob,
        )

    def _words(self, groups: Sequence[Any], heard: Sequence[Heard]) -> list[tuple[Word, ...]]:
        if self._settings.align == "none":
            return [spread_words(self.writer, each, self._film.speech) for each in heard]
        words, left = [], list(heard)
        for encoded in groups:
            size = encoded.shape[0]
            words += attended_words(
                self._model, self.writer, self._film.speech, encoded, left[:size]
            )
            del left[:size]
        return words


class _GlossaryEar:
    """The `Ear` of a batch; on a CPU each window's sound is still there from its plain decoding."""

    def __init__(self, listener: BatchedListener, known: dict[Window, Any], check: Check) -> None:
        self._listener = listener
        self._known = known
        self._check = check

    def encode(self, text: str) -> list[int]:
        return list(self._listener.writer.encode(text))

    def score(self, window: Window, tokens: Sequence[int]) -> Sequence[float]:
        self._check()
        return self._listener.likelihoods(self._sound(window), tokens)

    def hear(self, window: Window, prompt: str) -> WindowText:
        self._check()
        return self._listener.hear_prompted(self._sound(window), window, prompt, self._check)

    def _sound(self, window: Window) -> Any:
        if window not in self._known:
            self._known[window] = self._listener.encoded(window, self._check)
        return self._known[window]


def attended_words(
    model: WhisperModel,
    tokenizer: Tokenizer,
    speech: SpeechMap,
    encoded: Any,
    heard: Sequence[Heard],
) -> list[tuple[Word, ...]]:
    """The words of windows, timed by the cross-attention of the model over `encoded`."""
    results = model.model.align(
        encoded,
        tokenizer.sot_sequence,
        [each.tokens for each in heard],
        [_frames(each.window) for each in heard],
    )
    return [
        timed(
            spelled(tokenizer, each.tokens),
            _attended(result, len(each.tokens)),
            each.window,
            speech,
        )
        for each, result in zip(heard, results, strict=True)
    ]


def spectrogram(model: WhisperModel, film: Film, window: Window) -> Any:
    """A window padded with silence to 30 s, as (mel bands, 3000)."""
    import numpy as np

    samples = padded_samples(film, window)
    return model.feature_extractor(samples)[:, :FRAMES].astype(np.float32)


def on_host(encoded: Any) -> Any:
    """An encoder's output as an array of float32, wherever it lies and in whatever format."""
    import ctranslate2
    import numpy as np

    host = encoded.to_device(ctranslate2.Device.cpu)
    return np.asarray(host.to(ctranslate2.DataType.float32))


def joined(groups: Sequence[Any]) -> Any:
    """Encoder outputs, in the memory of the processor unless there is only one, as one."""
    import ctranslate2
    import numpy as np

    if len(groups) == 1:
        return groups[0]
    return ctranslate2.StorageView.from_array(np.concatenate([np.asarray(each) for each in groups]))


def tokenizer(model: WhisperModel, settings: RecognitionSettings) -> Tokenizer:
    """The model's tokenizer for what is spoken and asked for."""
    return tokenizer_for(model.hf_tokenizer, model.model.is_multilingual, settings)


def _frames(window: Window) -> int:
    return min(FRAMES, round(window.duration * FRAMES_A_SECOND))


def _ignore() -> None:
    """Nobody cancels between two steps of one window."""


def _attended(result: Any, tokens: int) -> Attended:
    starts: dict[int, int] = {}
    for token, frame in result.alignments:
        starts.setdefault(token, frame)
    last = result.alignments[-1][1] if result.alignments else 0
    return Attended(
        tuple(starts.get(token, last) for token in range(tokens + 1)),
        tuple(result.text_token_probs),
    )


def _read_model(placement: Loaded, model_path: str, workers: int) -> WhisperModel:
    from faster_whisper import WhisperModel

    if not (Path(model_path) / "tokenizer.json").is_file():
        raise _damaged(model_path, "it has no tokenizer.json")
    on_cpu = placement.device == "cpu"
    _require_computable(placement)
    try:
        model = WhisperModel(
            model_path,
            device=placement.device,
            compute_type=placement.compute_type,
            cpu_threads=max(1, placement.threads // workers) if on_cpu else 1,
            num_workers=workers if on_cpu else 1,
            local_files_only=True,
        )
    except (RuntimeError, ValueError) as error:
        raise _damaged(model_path, str(error)) from error
    model.hf_tokenizer = whole_vocabulary(model.hf_tokenizer)
    return model


def _require_computable(placement: Loaded) -> None:
    """CTranslate2 says of a number format that it does not have that the model is wrong."""
    import ctranslate2

    known = ctranslate2.get_supported_compute_types(placement.device)
    if placement.compute_type not in {*known, "default"}:
        raise UsageError(
            f"CTranslate2 cannot compute in {placement.compute_type!r} on {placement.device}.",
            f"--compute-type may be auto or one of {', '.join(sorted(known))}.",
        )


def _damaged(model_path: str, reason: str) -> ModelDamaged:
    return ModelDamaged(
        f"The model in {model_path!r} cannot be read.",
        "Check it with `longtake models verify`, or choose another.",
        details=reason,
    )
