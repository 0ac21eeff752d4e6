from __future__ import annotations

import dataclasses
from collections import Counter
from collections.abc import Iterator
from dataclasses import dataclass, field
from hashlib import blake2b
from pathlib import Path

import msgspec
import pytest

from engine.document import Document, Source
from engine.edition import transcript_so_far
from engine.errors import (
    LongtakeError,
    MediaChanged,
    NoSpace,
    UsageError,
    WorkerDied,
)
from engine.jobs import pipeline
from engine.jobs.job import Job
from engine.models import ModelFolder
from engine.options import Options
from engine.protocol import (
    AnyReply,
    AudioTrack,
    Began,
    ChunkChanged,
    DetectLanguage,
    Event,
    Finished,
    LanguageHeard,
    Loaded,
    MediaInfo,
    Planned,
    Prepare,
    Prepared,
    PreparedFilm,
    Progress,
    Recognise,
    Recognised,
    Request,
    StageProgress,
)
from engine.transcript import SAMPLE_RATE, SpeechMap
from tests.builders import heard, spoken

SECONDS = 100
OPTIONS = Options(chunk_seconds=20, language="en")


@dataclass
class ScriptedWorker:
    """Hears "word one two" in every chunk, and fails where it is told to, once for each telling."""

    samples: bytes = bytes(2 * SAMPLE_RATE * SECONDS)
    failures: dict[int, list[LongtakeError]] = field(default_factory=dict)
    asked: Counter[str] = field(default_factory=Counter)
    recognised: Counter[int] = field(default_factory=Counter)
    deaths_in: Counter[str] = field(default_factory=Counter)
    loaded: Loaded = field(default_factory=lambda: Loaded("ct2", "cpu", "int8", 4, 1))
    requests: list[Request] = field(default_factory=list)
    rests: list[float] = field(default_factory=list)
    closed: int = 0

    def start(self) -> None:
        pass

    def ask(self, request: Request) -> Iterator[AnyReply]:
        name = type(request).__name__
        self.asked[name] += 1
        self.requests.append(request)
        if self.deaths_in[name] > 0:
            self.deaths_in[name] -= 1
            raise WorkerDied("died")
        if isinstance(request, Prepare):
            yield from self._prepare(request)
        elif isinstance(request, DetectLanguage):
            yield LanguageHeard("de", 0.8)
        elif isinstance(request, Recognise):
            yield from self._recognise(request)
        yield Finished()

    def _prepare(self, request: Prepare) -> Iterator[AnyReply]:
        Path(request.cache).write_bytes(self.samples)
        yield Progress("prepare", SECONDS, SECONDS)
        media = MediaInfo("wav", float(SECONDS), (AudioTrack(0, "pcm_s16le", 16000, 1),))
        regions = tuple((start + 1.0, start + 8.0) for start in range(0, SECONDS, 10))
        likelihood = bytes(255 * (1 <= i * 0.032 % 10 < 8) for i in range(int(SECONDS / 0.032)))
        yield PreparedFilm(
            Prepared(
                media=media,
                track=0,
                samples=len(self.samples) // 2,
                fingerprint=blake2b(self.samples, digest_size=16).hexdigest(),
                speech=SpeechMap(regions, 0.032, likelihood),
                peaks=b"",
            )
        )

    def _recognise(self, request: Recognise) -> Iterator[AnyReply]:
        done = 0.0
        yield self.loaded
        for task in request.tasks:
            yield Began(task.chunk.index)
            if script := self.failures.get(task.chunk.index):
                raise script.pop(0)
            self.recognised[task.chunk.index] += 1
            done += task.chunk.duration
            yield Progress("recognise", done, SECONDS)
            words = spoken("word one two", start=task.chunk.start + 1)
            yield Recognised(heard(task.chunk.index, words), 0.5)

    def rest(self, seconds: float) -> None:
        self.rests.append(seconds)

    def memory(self) -> int:
        return 1000

    def cancel(self) -> None:
        pass

    def close(self) -> None:
        self.closed += 1


@dataclass
class Bench:
    """A film with its document, ready to be run again and again with other workers."""

    folder: Path
    events: list[Event] = field(default_factory=list)

    def __post_init__(self) -> None:
        film = self.folder / "film.wav"
        film.write_bytes(b"RIFF film")
        self.document = Document.create(self.folder / "film.longtake", Source.of(film), OPTIONS)

    def job(
        self, worker: ScriptedWorker, options: Options = OPTIONS, is_multilingual: bool = True
    ) -> Job:
        self.events.clear()
        model = ModelFolder(Path("/model"), "ct2", "scripted", is_multilingual, "identity")
        cache = self.folder / "cache" / "film.s16"
        return Job(self.document, options, model, worker, cache, self.events.append, options)

    def states(self, index: int) -> list[str]:
        found = (event for event in self.events if isinstance(event, ChunkChanged))
        return [event.state for event in found if event.index == index]


@pytest.fixture
def bench(tmp_path: Path) -> Iterator[Bench]:
    made = Bench(tmp_path)
    yield made
    made.document.close()


def test_a_film_becomes_its_text_and_the_cache_is_dropped(bench: Bench) -> None:
    worker = ScriptedWorker()
    job = bench.job(worker)
    transcript = pipeline.run(job)
    assert [word.text for word in transcript.words()] == [" word", " one", " two"] * 5
    assert (transcript.language, transcript.duration, transcript.gaps) == ("en", 100.0, ())
    assert not job.cache.exists()
    assert worker.asked == {"Prepare": 1, "Recognise": 1}


def test_a_finished_job_asks_the_worker_for_nothing(bench: Bench) -> None:
    first = pipeline.run(bench.job(ScriptedWorker()))
    worker = ScriptedWorker()
    assert pipeline.run(bench.job(worker)) == first
    assert not worker.asked


@pytest.mark.parametrize("stage", ["Prepare", "DetectLanguage"])
def test_a_worker_that_dies_before_the_first_chunk_is_replaced(bench: Bench, stage: str) -> None:
    worker = ScriptedWorker(deaths_in=Counter({stage: 2}))
    transcript = pipeline.run(bench.job(worker, Options(chunk_seconds=20)))
    assert len(list(transcript.words())) == 15
    assert worker.asked[stage] == 3
    name = {"Prepare": "prepare", "DetectLanguage": "language"}[stage]
    tried = [(each.stage, each.number, each.rung) for each in bench.document.attempts]
    assert tried == [(name, 1, "usual"), (name, 2, "again")]


@pytest.mark.parametrize("stage", ["Prepare", "DetectLanguage"])
def test_a_film_that_kills_every_worker_ends_the_job(bench: Bench, stage: str) -> None:
    worker = ScriptedWorker(deaths_in=Counter({stage: 99}))
    with pytest.raises(WorkerDied):
        pipeline.run(bench.job(worker, Options(chunk_seconds=20)))
    assert worker.asked[stage] == 3


def test_a_chunk_whose_worker_dies_is_asked_for_again_and_no_other_is(bench: Bench) -> None:
    worker = ScriptedWorker(failures={2: [WorkerDied("died")]})
    transcript = pipeline.run(bench.job(worker))
    assert not transcript.gaps
    assert worker.recognised == dict.fromkeys(range(5), 1)
    assert bench.states(2) == ["working", "retried", "working", "done"]
    assert worker.closed == 1


def test_a_chunk_that_never_succeeds_is_a_gap_and_the_rest_is_text(bench: Bench) -> None:
    worker = ScriptedWorker(failures={1: [WorkerDied(f"died {i}") for i in range(9)]})
    transcript = pipeline.run(bench.job(worker))
    assert [gap.chunk for gap in transcript.gaps] == [1]
    assert worker.recognised == dict.fromkeys((0, 2, 3, 4), 1)
    assert bench.states(1)[-1] == "failed"
    attempts = [attempt.rung for attempt in bench.document.attempts if attempt.part == 1]
    assert attempts == "usual again smaller-batch float32 next-recognizer gap".split()


def test_a_gap_is_tried_again_by_the_next_run(bench: Bench) -> None:
    worker = ScriptedWorker(failures={1: [WorkerDied("died")] * 5})
    assert pipeline.run(bench.job(worker)).gaps
    again = ScriptedWorker()
    assert not pipeline.run(bench.job(again)).gaps
    assert again.recognised == {1: 1}


def test_failures_of_one_chunk_do_not_count_against_the_next(bench: Bench) -> None:
    deaths = {index: [WorkerDied("died"), WorkerDied("died")] for index in range(5)}
    transcript = pipeline.run(bench.job(ScriptedWorker(failures=deaths)))
    assert not transcript.gaps


def test_what_is_no_fault_of_a_chunk_ends_the_job_and_keeps_what_is_done(bench: Bench) -> None:
    worker = ScriptedWorker(failures={3: [NoSpace("full")]})
    with pytest.raises(NoSpace):
        pipeline.run(bench.job(worker))
    again = ScriptedWorker()
    pipeline.run(bench.job(again))
    assert again.recognised == {3: 1, 4: 1}


def test_restored_chunks_are_announced_and_progress_starts_behind_them(bench: Bench) -> None:
    with pytest.raises(NoSpace):
        pipeline.run(bench.job(ScriptedWorker(failures={3: [NoSpace("full")]})))
    pipeline.run(bench.job(ScriptedWorker()))
    planned = next(event for event in bench.events if isinstance(event, Planned))
    assert planned.restored == (0, 1, 2)
    done = [
        event.done
        for event in bench.events
        if isinstance(event, StageProgress) and event.stage == "recognise"
    ]
    assert done == sorted(done)
    assert done[0] > 60
    assert done[-1] == SECONDS


def test_an_unfinished_job_can_be_read_with_its_gaps(bench: Bench) -> None:
    with pytest.raises(NoSpace):
        pipeline.run(bench.job(ScriptedWorker(failures={3: [NoSpace("full")]})))
    transcript = transcript_so_far(bench.document)
    assert len(list(transcript.words())) == 9
    assert [gap.chunk for gap in transcript.gaps] == [3, 4]


@pytest.mark.parametrize(
    "change", [{"beam_size": 3}, {"initial_prompt": "Xochitl"}, {"decoding": "sequential"}]
)
def test_options_that_decide_the_words_have_all_chunks_done_anew(
    bench: Bench, change: dict[str, object]
) -> None:
    pipeline.run(bench.job(ScriptedWorker()))
    worker = ScriptedWorker()
    pipeline.run(bench.job(worker, Options(chunk_seconds=20, language="en", **change)))  # type: ignore[arg-type]
    assert worker.recognised == dict.fromkeys(range(5), 1)


@pytest.mark.parametrize("change", [{"device": "cpu"}, {"batch_size": 1}, {"threads": 1}])
def test_options_that_only_decide_where_and_how_fast_keep_what_is_done(
    bench: Bench, change: dict[str, object]
) -> None:
    pipeline.run(bench.job(ScriptedWorker()))
    worker = ScriptedWorker()
    pipeline.run(bench.job(worker, Options(chunk_seconds=20, language="en", **change)))  # type: ignore[arg-type]
    assert not worker.recognised


def test_the_language_is_heard_once_and_kept(bench: Bench) -> None:
    options = Options(chunk_seconds=20)
    worker = ScriptedWorker()
    assert pipeline.run(bench.job(worker, options)).language == "de"
    assert worker.asked["DetectLanguage"] == 1
    again = ScriptedWorker()
    assert pipeline.run(bench.job(again, options)).language == "de"
    assert not again.asked
    assert bench.document.language == "de"


def test_a_model_of_english_alone_is_not_asked_which_language_it_is(bench: Bench) -> None:
    worker = ScriptedWorker()
    job = bench.job(worker, Options(chunk_seconds=20), is_multilingual=False)
    assert pipeline.run(job).language == "en"
    assert not worker.asked["DetectLanguage"]


def test_a_model_of_english_alone_refuses_another_language(bench: Bench) -> None:
    worker = ScriptedWorker()
    job = bench.job(worker, Options(language="ru"), is_multilingual=False)
    with pytest.raises(UsageError, match="English only"):
        pipeline.run(job)
    assert not worker.asked  # not even the film was read


def test_the_text_of_a_film_that_is_translated_is_english(bench: Bench) -> None:
    worker = ScriptedWorker()
    job = bench.job(worker, Options(chunk_seconds=20, translate=True))
    assert pipeline.run(job).language == "en"
    assert bench.document.language == "de"  # which is spoken


def test_what_was_transcribed_is_not_taken_for_a_translation(bench: Bench) -> None:
    pipeline.run(bench.job(ScriptedWorker(), Options(chunk_seconds=20)))
    worker = ScriptedWorker()
    pipeline.run(bench.job(worker, Options(chunk_seconds=20, translate=True)))
    assert worker.asked["Recognise"]
    again = ScriptedWorker()
    pipeline.run(bench.job(again, Options(chunk_seconds=20, translate=True)))
    assert not again.asked


@pytest.mark.parametrize(
    ("name", "is_multilingual"), [("tiny.en", False), ("large-v3-turbo", True)]
)
def test_a_model_that_cannot_translate_is_refused_before_the_film_is_read(
    bench: Bench, name: str, is_multilingual: bool
) -> None:
    worker = ScriptedWorker()
    job = bench.job(worker, Options(translate=True), is_multilingual)
    job = dataclasses.replace(job, model=msgspec.structs.replace(job.model, name=name))
    with pytest.raises(UsageError, match="cannot translate"):
        pipeline.run(job)
    assert not worker.asked


def test_what_is_no_language_is_refused_before_the_film_is_read(bench: Bench) -> None:
    worker = ScriptedWorker()
    with pytest.raises(UsageError, match="Klingon"):
        pipeline.run(bench.job(worker, Options(language="Klingon")))
    assert not worker.asked


def test_a_lost_cache_is_made_again_where_it_is_needed(bench: Bench) -> None:
    with pytest.raises(NoSpace):
        pipeline.run(bench.job(ScriptedWorker(failures={3: [NoSpace("full")]})))
    worker = ScriptedWorker()
    job = bench.job(worker)
    job.cache.write_bytes(b"damaged")
    assert not pipeline.run(job).gaps
    assert worker.asked["Prepare"] == 1


def test_a_film_whose_samples_have_changed_is_refused(bench: Bench) -> None:
    with pytest.raises(NoSpace):
        pipeline.run(bench.job(ScriptedWorker(failures={3: [NoSpace("full")]})))
    job = bench.job(ScriptedWorker(samples=b"\1\2" * SAMPLE_RATE * SECONDS))
    job.cache.unlink()
    with pytest.raises(MediaChanged, match=r"film\.wav"):
        pipeline.run(job)
