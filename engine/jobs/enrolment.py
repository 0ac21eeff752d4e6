"""Between films and known voices: samples of a voice out of a film, and names for its speakers.

samples      stretches of a film or recording as vectors, by a worker of its own
suggestions  which speakers of a document may be which voices, as its edits have them
apply        give them these names, as edits that can be undone
remember     know a speaker of a document again, by what was heard when speakers were told apart
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Sequence
from contextlib import contextmanager
from pathlib import Path
from typing import TypeVar

from engine import logs, voices
from engine.audio import cache
from engine.document import Document
from engine.edition import told_apart
from engine.edits import AnyEdit, MergeSpeakers, RenameSpeaker, refused_voices, single
from engine.errors import EngineFault
from engine.jobs import speaker_models
from engine.jobs.supervisor import Worker
from engine.models_delivery import FetchProgress
from engine.options import Home, Options
from engine.protocol import (
    EmbedVoices,
    Prepare,
    PreparedFilm,
    Reply,
    Request,
    VoicesEmbedded,
)
from engine.relabelling import turns_relabelled
from engine.transcript import Diarization, Transcript
from engine.voices import Policy, Sample, Span, Suggestion, Vector, Voice, VoiceLibrary

WorkerMaker = Callable[[Path], Worker]
Tell = Callable[[FetchProgress], None]
Answer = TypeVar("Answer", bound=Reply)


class Recording:
    """A film or recording that a worker has decoded, to take samples of voices from.

    `speech` are its regions of speech, `model` the speaker model that hears them.
    """

    def __init__(
        self, worker: Worker, cache: Path, model: speaker_models.SpeakerModel, title: str
    ) -> None:
        self.model = model
        self.speech: tuple[Span, ...] = ()
        self._worker = worker
        self._cache = cache
        self._title = title

    def decode(self, source: Path, options: Options) -> None:
        """Have the recording decoded; one that cannot be is a `MediaError`."""
        request = Prepare(str(source), str(self._cache), options.audio_track, options.vad, None)
        film = _answer(self._worker, request, PreparedFilm).prepared
        self.speech = film.speech.regions

    def samples(self, spans: Sequence[Span]) -> tuple[Sample, ...]:
        """What is said in these stretches, each by one voice alone."""
        return voices.samples_of(spans, self._embed, self.model.identity, self._title)

    def spoken(self, start: float, end: float) -> tuple[Span, ...]:
        """Stretches of speech between two moments, where one voice alone is heard throughout."""
        found = ((max(start, first), min(end, last)) for first, last in self.speech)
        whole = voices.joined(span for span in found if span[1] > span[0])
        cut = (part for span in whole for part in voices.stretches(*span))
        return voices.bounded(cut)

    def _embed(self, spans: Sequence[Span]) -> Sequence[Vector]:
        request = EmbedVoices(str(self._cache), tuple(spans), str(self.model.path))
        return _answer(self._worker, request, VoicesEmbedded).vectors


@contextmanager
def listening(
    source: Path, options: Options, home: Home, make_worker: WorkerMaker, tell: Tell
) -> Iterator[Recording]:
    """A recording, decoded for as long as it is needed."""
    model = speaker_models.locate(options, home, tell)
    place = cache.of_this_process(home.cache, "voices")
    place.parent.mkdir(parents=True, exist_ok=True)
    worker = make_worker(logs.log_file(home, Path("voices")))
    try:
        worker.start()
        recording = Recording(worker, place, model, source.stem)
        recording.decode(source, options)
        yield recording
    finally:
        worker.close()
        cache.drop(place)


def suggestions(
    document: Document, home: Home, transcript: Transcript, policy: Policy | None = None
) -> tuple[Suggestion, ...]:
    """Which speakers of a document may be which known voices; who has a name is left out, and
    whom the user said not to be that person."""
    told = told_apart(document)
    known = VoiceLibrary(home.voices).voices()
    if told is None or not known:
        return ()
    nameless = {speaker.id for speaker in transcript.speakers if not speaker.name}
    found = voices.suggest(as_edited(told, document.edits), known, policy=policy)
    refused = refused_voices(document.edits)
    return tuple(
        each
        for each in found
        if each.speaker in nameless and (each.speaker, each.name) not in refused
    )


def apply(document: Document, found: Iterable[Suggestion]) -> tuple[Suggestion, ...]:
    """Give speakers these names, as edits; whose name the user once took back keeps none."""
    log = (logged.edit for logged in document.edit_log)
    decided = {edit.speaker for edit in log if isinstance(edit, RenameSpeaker)}
    given = tuple(each for each in found if each.speaker not in decided)
    for each in given:
        document.append_edit(RenameSpeaker(each.speaker, each.name))
    return given


def remember(document: Document, home: Home, speaker: str, name: str, consent: str) -> Voice:
    """Keep the voice of a speaker as the document has it, with nothing heard anew.

    A `UsageError` where the document has no vector of that speaker, or there is no consent.
    """
    told = as_edited(told_apart(document) or Diarization(), document.edits)
    sample = sample_of(told, speaker, Path(document.source.path).stem)
    return VoiceLibrary(home.voices).enrol(name, (sample,) if sample else (), consent)


def sample_of(told: Diarization, speaker: str, film: str) -> Sample | None:
    """What was heard of a speaker when speakers were told apart; None of one who says too little
    to be known by."""
    seconds = min(voices.spoken_seconds(told).get(speaker, 0.0), voices.MOST_SECONDS)
    vector = dict(zip(told.speakers, told.embeddings, strict=False)).get(speaker, ())
    if seconds < Policy().seconds or not any(vector):
        return None
    return Sample(told.model, voices.unit(vector), seconds, film)


def as_edited(told: Diarization, edits: Iterable[AnyEdit]) -> Diarization:
    """The speakers after those that the user merged have become one."""
    into = {speaker: speaker for speaker in told.speakers}
    for edit in single(edits):
        if isinstance(edit, MergeSpeakers):
            for speaker, now in into.items():
                into[speaker] = edit.into if now in edit.speakers else now
    seconds = voices.spoken_seconds(told)
    known = dict(zip(told.speakers, told.embeddings, strict=False))
    speakers, vectors = tuple(dict.fromkeys(into.values())), []
    for speaker in speakers:
        parts = [part for part in known if into[part] == speaker and known[part]]
        weights = [max(seconds.get(part, 0.0), 0.1) for part in parts]
        vectors.append(voices.mean([known[part] for part in parts], weights) or ())
    return Diarization(
        turns=turns_relabelled(told.turns, into),
        exclusive=turns_relabelled(told.exclusive, into),
        speakers=speakers,
        embeddings=tuple(vectors),
        model=told.model,
    )


def _answer(worker: Worker, request: Request, kind: type[Answer]) -> Answer:
    answers = [reply for reply in worker.ask(request) if isinstance(reply, kind)]
    if not answers:
        raise EngineFault("The worker gave no result.", "This is a bug.", type(request).__name__)
    return answers[-1]
