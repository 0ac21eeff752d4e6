"""Words of segments that a person has edited, timed by the sound again.

    with Realigner(document, home, WorkerProcess) as realigner:
        found = realigner.align(segments)      # found.edit is to be made, by whoever asked

New words only share the time of those that they replaced. Here a worker hears the segment again,
with its text given: by a wav2vec2 where the job's language has one at hand, else by the attention
of the very model that recognised the film. The film stays decoded and the model loaded until
`close`, so that the next segment takes a moment only. No text ever changes.
"""

from __future__ import annotations

import logging
from collections.abc import Callable, Iterator, Sequence
from contextlib import suppress
from functools import cached_property
from itertools import pairwise
from pathlib import Path
from types import TracebackType
from typing import Self

import msgspec

from engine import aligners, logs, models
from engine.aligners import AlignerFiles
from engine.audio import cache
from engine.document import Document
from engine.edits import AlignSegments, Timing
from engine.errors import LongtakeError, ModelError, ModelMissing
from engine.jobs.job import no_answer
from engine.jobs.supervisor import Worker
from engine.merge import settled
from engine.models import ModelFolder
from engine.options import Home, Options
from engine.protocol import (
    Align,
    AlignByAttention,
    Aligned,
    AligningAgain,
    AlignmentSettings,
    DetectLanguage,
    LanguageHeard,
    Prepare,
    Prepared,
    PreparedFilm,
    Progress,
    RecognitionSettings,
)
from engine.transcript import ChunkText, Segment, WindowText, Word

log = logging.getLogger(__name__)

LONGEST = 30.0
"""Seconds that a model hears at once."""
PADDING = 0.2
"""Seconds heard beside the words: with them the times of one in ten strayed by 40 ms from those in
the light of the whole film, without by 56."""

Tell = Callable[[AligningAgain], None]


class Realigned(msgspec.Struct, frozen=True):
    """The edit that gives words their times, and how many segments could not be aligned."""

    edit: AlignSegments | None
    unaligned: int = 0


class Realigner:
    """A film at hand, and a worker that aligns segments of its document; used by one thread.

    `on_processor`: something else computes, and has the accelerator if there is one.
    """

    def __init__(
        self,
        document: Path,
        home: Home,
        make_worker: Callable[[Path], Worker],
        on_processor: bool = False,
    ) -> None:
        self.document = document
        self._home = home
        self._make_worker = make_worker
        self.on_processor = on_processor
        self._cache = cache.of_this_process(home.cache, "align")
        self._worker: Worker | None = None
        self._film: Prepared | None = None
        self.is_cancelled = False

    def align(self, segments: Sequence[Segment], tell: Tell = lambda told: None) -> Realigned:
        """When the words of these segments are said, as an edit that nobody has made yet.

        Raises `MediaMissing` or `MediaChanged` for the film, `ModelMissing` for the model, or what
        the worker ends with; after that another worker is asked the next time.
        """
        spoken = [said for said in segments if said.words]
        texts = tuple(ChunkText(place, passages(said)) for place, said in enumerate(spoken))
        try:
            found = self._aligned(texts, tell) if texts else {}
        except LongtakeError:
            self.close()
            raise
        timings = tuple(
            timing
            for place, said in enumerate(spoken)
            if place in found and (timing := _timing(said, found[place])) is not None
        )
        return Realigned(AlignSegments(timings) if timings else None, len(spoken) - len(timings))

    def cancel(self) -> None:
        """From any thread: end what is being done with `Cancelled`, and never begin again."""
        self.is_cancelled = True
        if (worker := self._worker) is not None:
            worker.cancel()

    def close(self) -> None:
        """Let the worker and the decoded film go."""
        worker, self._worker, self._film = self._worker, None, None
        if worker is not None:
            worker.close()
        cache.drop(self._cache)

    def __enter__(self) -> Self:
        return self

    def __exit__(
        self,
        kind: type[BaseException] | None,
        error: BaseException | None,
        trace: TracebackType | None,
    ) -> None:
        self.close()

    # --- how it is done -----------------------------------------------------------------------

    def _aligned(self, texts: tuple[ChunkText, ...], tell: Tell) -> dict[int, ChunkText]:
        """The texts with new times, by their index; those that kept a time are left out."""
        request = _Request(self.document, self._home, self.on_processor)
        film = self._prepared(request, tell)
        if not request.language:
            request.language = self._heard_language(request, film)
        aligner = request.aligner()
        if aligner is not None:
            try:
                return self._answers(request.by(aligner, self._cache, texts), texts, tell)
            except ModelError as error:
                log.warning("aligned by attention instead: %s %s", error.message, error.details)
        return self._answers(request.by_attention(film, self._cache, texts), texts, tell)

    def _answers(
        self, request: Align | AlignByAttention, texts: Sequence[ChunkText], tell: Tell
    ) -> dict[int, ChunkText]:
        total, found = _seconds(texts), {}
        for reply in self._hired().ask(request):
            if isinstance(reply, Aligned) and not reply.unaligned:
                found[reply.text.index] = reply.text
            elif isinstance(reply, Progress):
                tell(AligningAgain(str(self.document), reply.done, total))
        return found

    def _prepared(self, request: _Request, tell: Tell) -> Prepared:
        """The film, decoded now unless it is already."""
        if self._film is None:
            self._cache.parent.mkdir(parents=True, exist_ok=True)
            decoding = request.decoding(self._cache)
            for reply in self._hired().ask(decoding):
                if isinstance(reply, Progress):
                    tell(AligningAgain(str(self.document), reply.done, reply.total, True))
                elif isinstance(reply, PreparedFilm):
                    self._film = reply.prepared
            if self._film is None:
                raise no_answer(decoding)
        return self._film

    def _heard_language(self, request: _Request, film: Prepared) -> str:
        """The language of a film of which nothing was recognised, but a text was imported."""
        if not request.model.is_multilingual:
            return "en"
        question = request.listening(film, self._cache)
        # All that is said is heard: a worker that nobody listens to any more is ended.
        heard = [said for said in self._hired().ask(question) if isinstance(said, LanguageHeard)]
        if not heard:
            raise no_answer(question)
        return heard[-1].language

    def _hired(self) -> Worker:
        if self._worker is None:
            self._worker = self._make_worker(logs.log_file(self._home, Path("align")))
            if self.is_cancelled:
                self._worker.cancel()
        return self._worker


class _Request:
    """What a document asks of the worker: by the options that it was recognised with."""

    def __init__(self, path: Path, home: Home, on_processor: bool) -> None:
        with Document.open(path, read_only=True, verify=False) as document:
            self._source = document.verify_source()
            self.language = document.language
            self._options: Options = document.options
        self._home = home
        self._on_processor = on_processor

    def decoding(self, cache: Path) -> Prepare:
        options = self._options
        return Prepare(self._source.path, str(cache), options.audio_track, options.vad)

    @cached_property
    def model(self) -> ModelFolder:
        """The model that recognised the film; for a text that was imported, one that knows its
        language."""
        chosen = models.resolve(self._options.model, self._home)
        if chosen.is_multilingual or self.language in ("", "en"):
            return chosen
        for other in models.installed(self._home):
            with suppress(LongtakeError):  # it may be one for other work
                found = models.resolve(other.name, self._home)
                if found.is_multilingual:
                    return found
        raise ModelMissing(
            f"The model {chosen.name!r} knows English only, not {self.language!r}.",
            "Fetch a multilingual model: `longtake models fetch base`.",
        )

    def listening(self, film: Prepared, cache: Path) -> DetectLanguage:
        return DetectLanguage(str(cache), film.speech, self._settings())

    def aligner(self) -> AlignerFiles | None:
        """The wav2vec2 that is at hand, if that is wanted."""
        if self._options.align in ("none", "attention") or self._options.translate:
            return None
        try:
            return aligners.find(self.language, self._options.align_model, self._home)
        except ModelError as error:
            log.warning("no aligner: %s", error.message)
            return None

    def by(self, aligner: AlignerFiles, cache: Path, texts: tuple[ChunkText, ...]) -> Align:
        options = self._options
        settings = AlignmentSettings(
            str(aligner.path), self.language, self._device, aligner.bundle, options.threads
        )
        return Align(str(cache), settings, texts)

    def by_attention(
        self, film: Prepared, cache: Path, texts: tuple[ChunkText, ...]
    ) -> AlignByAttention:
        return AlignByAttention(str(cache), film.speech, self._settings(), texts)

    def _settings(self) -> RecognitionSettings:
        options, model = self._options, self.model
        return RecognitionSettings(
            recognizer=options.recognizer,
            model_path=str(model.path),
            device=self._device,
            # What a GPU computes in, a processor may not know.
            compute_type="auto" if self._on_processor else options.compute_type,
            language=self.language,
            batch_size=1,
            beam_size=options.beam_size,
            threads=options.threads,
            decoding=options.decoding,
            align="attention",
            model_identity=model.identity,
            task=options.task,
        )

    @property
    def _device(self) -> str:
        return "cpu" if self._on_processor else self._options.device


def passages(said: Segment) -> tuple[WindowText, ...]:
    """The words of a segment in windows that are heard at once; cut in its rests where it is long.

    A little sound beside them is heard too, for the edges of words are soft.
    """
    return tuple(
        WindowText(max(0.0, start - PADDING), end + PADDING, words)
        for start, end, words in _parts(said.start, said.end, said.words)
    )


def _parts(
    start: float, end: float, words: tuple[Word, ...]
) -> Iterator[tuple[float, float, tuple[Word, ...]]]:
    if end - start + 2 * PADDING <= LONGEST or len(words) < 2:
        yield start, end, words
        return
    middle = (start + end) / 2
    rests = [
        (right.start - left.end, -abs(right.start - middle), place)
        for place, (left, right) in enumerate(pairwise(words), 1)
    ]
    place = max(rests)[2]
    cut = (words[place - 1].end + words[place].start) / 2
    yield from _parts(start, cut, words[:place])
    yield from _parts(cut, end, words[place:])


def _timing(said: Segment, found: ChunkText) -> Timing | None:
    """The times of a segment's words: in order, inside the segment; nothing if one is lacking."""
    words = settled(found.words, said.start, said.end)
    if len(words) != len(said.words):
        return None
    times = tuple((round(word.start, 3), round(word.end, 3)) for word in words)
    return Timing(said.id, said.text, times)


def _seconds(texts: Sequence[ChunkText]) -> float:
    return sum(window.end - window.start for text in texts for window in text.windows)
