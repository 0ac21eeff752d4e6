"""What a worker can do: prepare a film, hear its language, recognise its chunks.

The recognizer stays from request to request, so that the model is read once in a worker's life;
while a film is decoded, it loads in the background.
"""

from __future__ import annotations

import logging
import time
from collections.abc import Callable, Iterator
from concurrent.futures import Future, ThreadPoolExecutor
from contextlib import contextmanager
from pathlib import Path

import msgspec

from engine import calibration, options
from engine.audio import media, speech
from engine.audio.cache import Samples
from engine.protocol import (
    Align,
    AlignByAttention,
    Aligned,
    AlignmentSettings,
    AnyReply,
    DetectLanguage,
    EmbedVoices,
    HearVoices,
    Inspect,
    Inspected,
    LanguageHeard,
    Loaded,
    Prepare,
    Prepared,
    PreparedFilm,
    Progress,
    Recognise,
    Recognised,
    RecognitionSettings,
    Request,
    SelfTest,
    TellApart,
)
from engine.transcript import Chunk, ChunkText, SpeechMap
from engine.worker import (
    accelerator,
    alignment,
    diarization,
    faults,
    recognition,
    self_test,
    weights,
)
from engine.worker.alignment import Aligner
from engine.worker.beginnings import announced
from engine.worker.memory import Ledger, memory_of
from engine.worker.recognition import Film, Recognizer
from engine.worker.recognition.sanity import check_text
from engine.worker.recognition.windows import seconds_of_speech

log = logging.getLogger(__name__)

Tell = Callable[[AnyReply], None]
"""Takes replies as they come; what it raises ends the request."""


class Workshop:
    """Does one request at a time."""

    def __init__(self) -> None:
        self._background = ThreadPoolExecutor(1, "loading")
        self._model: _Model | None = None
        self._aligner: tuple[AlignmentSettings, Aligner] | None = None

    def handle(self, request: Request, tell: Tell) -> None:
        """Do `request`, telling every reply but `Finished`."""
        match request:
            case Prepare():
                self._prepare(request, tell)
            case Inspect():
                tell(Inspected(media.probe(Path(request.source))))
            case DetectLanguage():
                self._detect_language(request, tell)
            case Recognise():
                self._recognise(request, tell)
            case HearVoices():
                self._hear_voices(request, tell)
            case TellApart():
                tell(diarization.tell_apart(request))
            case EmbedVoices():
                with Samples(Path(request.cache)) as samples:
                    tell(diarization.embed(request, samples.read))
            case Align():
                self._align(request, tell)
            case AlignByAttention():
                self._align_by_attention(request, tell)
            case SelfTest():
                self._test_itself(request, tell)

    def _prepare(self, request: Prepare, tell: Tell) -> None:
        """Decode, find speech and load the model, all at the same time."""
        if request.settings is not None:
            self._start_loading(request.settings)
        decoded, heard = media.listen_meanwhile(
            Path(request.source),
            Path(request.cache),
            lambda blocks: speech.find(blocks, request.vad),
            track=request.track,
            report=lambda done, total: tell(Progress("prepare", done, total)),
        )
        tell(PreparedFilm(Prepared(**msgspec.structs.asdict(decoded), speech=heard)))

    def _detect_language(self, request: DetectLanguage, tell: Tell) -> None:
        recognizer = self._recognizer(request.settings, tell)
        with _film(request) as film:
            tell(LanguageHeard(*recognizer.detect_language(film)))

    def _recognise(self, request: Recognise, tell: Tell) -> None:
        recognizer = self._recognizer(request.settings, tell)
        placement = self._placement(request.settings)
        ledger = _ledger(placement)
        total = sum(task.chunk.duration for task in request.tasks)
        since = time.monotonic()
        tasks = iter(request.tasks)
        saboteur = faults.Saboteur(faults.planned(), request.speed)
        saboteur.tamper(recognizer)
        with _film(request) as film, ledger.stage("recognise"):
            for text in recognizer.recognise(
                announced(film, request.tasks, tell, saboteur.strike),
                request.tasks,
                request.settings,
                lambda done: tell(Progress("recognise", done, total)),
            ):
                _check(text, next(tasks).chunk, request.speech, placement)
                now = time.monotonic()
                tell(Recognised(text, now - since, ledger.chunk_done()))
                since = now

    def _hear_voices(self, request: HearVoices, tell: Tell) -> None:
        """The recognizer, if there is one, is let go first: nobody needs it any more."""
        self._let_go()
        with Samples(Path(request.cache)) as samples:
            for heard in diarization.hear(request, samples.read, tell):
                tell(heard)

    def _align(self, request: Align, tell: Tell) -> None:
        """Times for words; the recognizer makes room, for nothing is left to recognise."""
        self._let_go()
        device = _device_for(request.settings)
        aligner = self._ready_aligner(request.settings, device)
        windows = (window for text in request.texts for window in text.windows)
        total = sum(alignment.seconds_of(window) for window in windows if window.words)
        since = time.monotonic()
        with Samples(Path(request.cache)) as samples:
            for text, unaligned in aligner.align(
                request.texts, samples.read, lambda done: tell(Progress("align", done, total))
            ):
                now = time.monotonic()
                tell(Aligned(text, now - since, unaligned, device))
                since = now

    def _align_by_attention(self, request: AlignByAttention, tell: Tell) -> None:
        """Times for given words, by the recognizer."""
        recognizer = self._recognizer(request.settings, tell)
        device = self._placement(request.settings).device
        total = sum(alignment.seconds_of(each) for text in request.texts for each in text.windows)
        since = time.monotonic()
        with _film(request) as film:
            for text, unaligned in recognizer.align(
                film,
                request.texts,
                request.settings,
                lambda done: tell(Progress("align", done, total)),
            ):
                now = time.monotonic()
                tell(Aligned(text, now - since, unaligned, device))
                since = now

    def _ready_aligner(self, settings: AlignmentSettings, device: str) -> Aligner:
        """The aligner for `settings`, loaded now unless it is already."""
        if self._aligner is None or self._aligner[0] != settings:
            if self._aligner is not None:
                self._aligner[1].close()
            self._aligner = None
            self._aligner = settings, Aligner(settings, device)
        return self._aligner[1]

    def _test_itself(self, request: SelfTest, tell: Tell) -> None:
        recognizer = self._recognizer(request.settings, tell)
        tell(
            self_test.run(
                Path(request.clip),
                recognizer,
                self._placement(request.settings),
                request.settings,
                lambda done: tell(Progress("recognise", done, 0.0)),
            )
        )

    def _placement(self, settings: RecognitionSettings) -> Loaded:
        return self._start_loading(settings).loading.result()[1]

    def _recognizer(self, settings: RecognitionSettings, tell: Tell) -> Recognizer:
        """The recognizer for `settings`, loaded now unless it is already."""
        model = self._start_loading(settings)
        recognizer, placement = model.loading.result()
        tell(placement)
        return recognizer

    def _start_loading(self, settings: RecognitionSettings) -> _Model:
        wanted = _what_is_loaded(settings)
        if self._model is None or self._model.settings != wanted:
            self._let_go()
            self._model = _Model(wanted, self._background.submit(_load, settings))
        return self._model

    def _let_go(self) -> None:
        """Unload the model; what goes wrong with that is logged and hides no other error."""
        model, self._model = self._model, None
        if model is None or model.loading.exception() is not None:
            return
        recognizer, placement = model.loading.result()
        if problem := self._background.submit(recognizer.close).exception():
            log.error("the model could not be unloaded", exc_info=problem)
        _ledger(placement).chunk_done()


class _Model(msgspec.Struct, frozen=True):
    """A recognizer that is loading or loaded, and for which settings."""

    settings: RecognitionSettings
    loading: Future[tuple[Recognizer, Loaded]]


def _what_is_loaded(settings: RecognitionSettings) -> RecognitionSettings:
    """The settings without those that matter only when something is recognised."""
    return msgspec.structs.replace(settings, language="", beam_size=0, decoding="", align="")


def _device_for(settings: AlignmentSettings) -> str:
    """Where to align: where it is asked for, or on the best device that this machine has."""
    here = accelerator.survey().devices
    if settings.device == "auto":
        return here[0]
    return settings.device if settings.device in here else "cpu"


def _load(settings: RecognitionSettings) -> tuple[Recognizer, Loaded]:
    placement = accelerator.place(
        settings,
        accelerator.survey(),
        weights.look(Path(settings.model_path)),
        calibration.read(options.home()),
    )
    with _ledger(placement).stage("load"):
        return recognition.load(placement, settings.model_path), placement


def _ledger(placement: Loaded) -> Ledger:
    return Ledger(lambda: memory_of(placement.recognizer, placement.device))


def _check(text: ChunkText, chunk: Chunk, speech: SpeechMap, placement: Loaded) -> None:
    """Raise `SilentFault` where the device, not the film, is the reason for this text."""
    spoken = seconds_of_speech(speech, chunk.heard_start, chunk.heard_end)
    check_text(text, spoken, on_cpu=placement.device == "cpu")


@contextmanager
def _film(request: DetectLanguage | Recognise | AlignByAttention) -> Iterator[Film]:
    with Samples(Path(request.cache)) as samples:
        yield Film(samples.read, request.speech)
