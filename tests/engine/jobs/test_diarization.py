from __future__ import annotations

from collections import Counter
from collections.abc import Iterator
from dataclasses import dataclass, field
from hashlib import blake2b
from importlib.util import find_spec
from itertools import pairwise
from pathlib import Path

import pytest
from msgspec.structs import asdict, replace

from engine.document import Document, Source
from engine.errors import (
    DeviceError,
    EngineFault,
    LongtakeError,
    MemoryExhausted,
    ModelDamaged,
    NoSpace,
    UsageError,
    WorkerDied,
)
from engine.jobs import diarization, pipeline
from engine.jobs.diarization import diarize, gather, step_of, tasks
from engine.jobs.job import Job
from engine.jobs.supervisor import Worker, WorkerProcess, kill_group
from engine.models import ModelFolder
from engine.options import Options
from engine.protocol import (
    AnyReply,
    AudioTrack,
    Event,
    Finished,
    HeardVoices,
    HearVoices,
    MediaInfo,
    Noticed,
    Prepare,
    Prepared,
    PreparedFilm,
    Progress,
    Recognise,
    Recognised,
    Request,
    StageProgress,
    TellApart,
    ToldApart,
    VoicesHeard,
)
from engine.transcript import SAMPLE_RATE, Diarization, SpeakerTurn, SpeechMap
from tests.builders import heard, spoken
from tests.conftest import USERS_HOME

SECONDS = 1000
OPTIONS = Options(chunk_seconds=0, language="en", diarize=True, align="none")
TOLD = Diarization(
    turns=(SpeakerTurn(0.0, 500.0, "SPEAKER_00"), SpeakerTurn(500.0, 1000.0, "SPEAKER_01")),
    exclusive=(SpeakerTurn(0.0, 500.0, "SPEAKER_00"), SpeakerTurn(500.0, 1000.0, "SPEAKER_01")),
    speakers=("SPEAKER_00", "SPEAKER_01"),
    embeddings=((1.0, 0.0), (0.0, 1.0)),
)


@dataclass
class ScriptedWorker:
    """Tells two people apart, and fails in the parts where it is told to."""

    failures: dict[int, list[LongtakeError]] = field(default_factory=dict)
    telling: list[LongtakeError] = field(default_factory=list)
    doubts: tuple[str, ...] = ()
    samples: int = SAMPLE_RATE * SECONDS
    asked: list[Request] = field(default_factory=list)
    parts: Counter[int] = field(default_factory=Counter)
    rests: list[float] = field(default_factory=list)
    closed: int = 0

    def start(self) -> None: ...

    def cancel(self) -> None: ...

    def rest(self, seconds: float) -> None:
        self.rests.append(seconds)

    def memory(self) -> int:
        return 1000

    def close(self) -> None:
        self.closed += 1

    def ask(self, request: Request) -> Iterator[AnyReply]:
        self.asked.append(request)
        match request:
            case Prepare():
                Path(request.cache).write_bytes(bytes(2 * self.samples))
                yield PreparedFilm(prepared(self.samples))
            case Recognise():
                words = (*spoken("one", start=100.0), *spoken("two", start=600.0))
                yield Recognised(heard(0, words), 1.0)
            case HearVoices():
                yield from self._hear(request)
            case TellApart():
                if self.telling:
                    raise self.telling.pop(0)
                yield ToldApart(TOLD, self.doubts)
        yield Finished()

    def _hear(self, request: HearVoices) -> Iterator[AnyReply]:
        for done, task in enumerate(request.tasks, start=1):
            yield Progress("diarize", float(done), float(len(request.tasks)))
            if script := self.failures.get(task.part):
                raise script.pop(0)
            self.parts[task.part] += 1
            yield VoicesHeard(task.part, HeardVoices(task.last - task.first, 2, b"m", b"v"), 0.5)

    def requests(self, kind: type[Request]) -> list[Request]:
        return [each for each in self.asked if isinstance(each, kind)]


def prepared(samples: int) -> Prepared:
    return Prepared(
        media=MediaInfo("wav", float(SECONDS), (AudioTrack(0, "pcm_s16le", 16000, 1),)),
        track=0,
        samples=samples,
        fingerprint=blake2b(bytes(2 * samples), digest_size=16).hexdigest(),
        speech=SpeechMap(((0.0, float(SECONDS)),), 0.032, b"\xff" * round(SECONDS / 0.032)),
        peaks=b"",
    )


@dataclass
class Bench:
    """A film with its document and speaker models, to be run again and again."""

    folder: Path
    events: list[Event] = field(default_factory=list)

    def __post_init__(self) -> None:
        film = self.folder / "film.wav"
        film.write_bytes(b"RIFF film")
        self.models = self.folder / "networks"
        self.models.mkdir()
        (self.models / "segmentation.onnx").write_bytes(b"one network")
        (self.models / "wespeaker.onnx").write_bytes(b"another network")
        self.document = Document.create(self.folder / "film.longtake", Source.of(film), OPTIONS)

    def job(self, worker: Worker, **wishes: object) -> Job:
        self.events.clear()
        chosen = {**asdict(OPTIONS), "speaker_model": str(self.models), **wishes}
        options = Options(**chosen)
        model = ModelFolder(Path("/model"), "ct2", "scripted", True, "identity")
        cache = self.folder / "cache" / "film.s16"
        return Job(self.document, options, model, worker, cache, self.events.append, options)

    @property
    def notices(self) -> list[str]:
        return [event.message for event in self.events if isinstance(event, Noticed)]


@pytest.fixture
def speaker_folder() -> Path:
    folder = USERS_HOME.models / "speaker"
    if not any(folder.glob("*.onnx")):
        pytest.skip("needs the model speaker: longtake models fetch speaker")
    return folder


@pytest.fixture
def bench(tmp_path: Path) -> Iterator[Bench]:
    made = Bench(tmp_path)
    yield made
    made.document.close()


def test_words_get_the_speakers_who_say_them(bench: Bench) -> None:
    transcript = pipeline.run(bench.job(ScriptedWorker()))
    assert [word.speaker for word in transcript.words()] == ["SPEAKER_00", "SPEAKER_01"]
    assert [speaker.id for speaker in transcript.speakers] == ["SPEAKER_00", "SPEAKER_01"]
    assert transcript.warnings == ()


def test_nobody_is_told_apart_who_was_not_asked_for(bench: Bench) -> None:
    worker = ScriptedWorker()
    transcript = pipeline.run(bench.job(worker, diarize=False))
    assert not worker.requests(HearVoices)
    assert transcript.speakers == ()


def test_every_part_is_heard_once_and_then_all_at_once(bench: Bench) -> None:
    worker = ScriptedWorker()
    pipeline.run(bench.job(worker))
    assert worker.parts == {0: 1, 1: 1, 2: 1, 3: 1}
    (told,) = worker.requests(TellApart)
    assert isinstance(told, TellApart)
    assert [each.windows for each in told.voices] == [150, 150, 150, 46]
    assert told.duration == SECONDS


def test_what_is_done_is_not_done_again(bench: Bench) -> None:
    first = pipeline.run(bench.job(ScriptedWorker()))
    worker = ScriptedWorker()
    assert pipeline.run(bench.job(worker)) == first
    assert not worker.asked


@dataclass
class Doomed(ScriptedWorker):
    """With its worker the engine dies, when it would answer for so many times of the stage."""

    lives: int = 0

    def ask(self, request: Request) -> Iterator[AnyReply]:
        for reply in super().ask(request):
            if isinstance(request, HearVoices | TellApart):
                self.lives -= 1
            if self.lives < 0:
                raise KeyboardInterrupt
            yield reply


@pytest.mark.parametrize("lives", range(11))
def test_a_diarization_that_is_killed_anywhere_resumes_with_no_part_done_twice(
    bench: Bench, lives: int
) -> None:
    """Four parts make nine answers, telling apart two."""
    doomed, worker = Doomed(lives=lives), ScriptedWorker()
    with pytest.raises(KeyboardInterrupt):
        pipeline.run(bench.job(doomed))
    kept = {each.part for each in bench.document.checkpoints("voices")}
    assert kept == set(range(min(lives // 2, 4)))
    transcript = pipeline.run(bench.job(worker))
    assert set(worker.parts) == set(range(4)) - kept
    assert not worker.requests(Recognise)
    assert len(worker.requests(TellApart)) == 1
    assert len(transcript.speakers) == 2


def test_a_worker_that_dies_is_replaced_and_no_part_is_heard_twice(bench: Bench) -> None:
    worker = ScriptedWorker(failures={1: [WorkerDied("died"), WorkerDied("died again")]})
    transcript = pipeline.run(bench.job(worker))
    assert transcript.speakers
    assert worker.parts == dict.fromkeys(range(4), 1)
    tried = [(each.stage, each.part) for each in bench.document.attempts]
    assert tried == [("voices", 1), ("voices", 1)]


def test_another_number_of_speakers_hears_no_part_again(bench: Bench) -> None:
    pipeline.run(bench.job(ScriptedWorker()))
    worker = ScriptedWorker()
    pipeline.run(bench.job(worker, speakers=3))
    assert not worker.requests(HearVoices)
    (told,) = worker.requests(TellApart)
    assert isinstance(told, TellApart)
    assert (told.least, told.most) == (3, 3)


def test_other_models_hear_every_part_again(bench: Bench) -> None:
    pipeline.run(bench.job(ScriptedWorker()))
    (bench.models / "wespeaker.onnx").write_bytes(b"a better network")
    worker = ScriptedWorker()
    pipeline.run(bench.job(worker))
    assert len(worker.parts) == 4
    assert not worker.requests(Recognise)


def test_after_memory_ran_out_the_batch_is_smaller(bench: Bench) -> None:
    shortage = [MemoryExhausted("out of memory") for _ in range(2)]
    worker = ScriptedWorker(failures={1: shortage})
    pipeline.run(bench.job(worker))
    batches = [each.settings.batch_size for each in worker.requests(HearVoices)]  # type: ignore[attr-defined]
    assert batches == [8, 4, 1]
    assert [each.rung for each in bench.document.attempts] == ["smaller-batch"] * 2
    assert worker.parts == dict.fromkeys(range(4), 1)


def test_a_device_that_fails_is_left(bench: Bench) -> None:
    worker = ScriptedWorker(failures={0: [DeviceError("failed"), DeviceError("failed")]})
    pipeline.run(bench.job(worker, device="mps"))
    devices = [each.settings.device for each in worker.requests(HearVoices)]  # type: ignore[attr-defined]
    assert devices == ["mps", "mps", "cpu"]


def test_a_processor_that_fails_is_no_device_to_be_left(bench: Bench) -> None:
    worker = ScriptedWorker(failures={0: [WorkerDied("died"), WorkerDied("died")]})
    pipeline.run(bench.job(worker, device="cpu"))
    assert {each.rung for each in bench.document.attempts} == {"again"}
    assert not bench.notices


@pytest.mark.parametrize("error", [WorkerDied, EngineFault, MemoryExhausted])
def test_where_it_cannot_be_done_the_transcript_is_finished_with_a_warning(
    bench: Bench, error: type[LongtakeError]
) -> None:
    worker = ScriptedWorker(failures={0: [error("It broke.") for _ in range(99)]})
    transcript = pipeline.run(bench.job(worker))
    assert [word.text for word in transcript.words()] == [" one", " two"]
    assert transcript.speakers == ()
    assert any(
        sentence.startswith("It broke. The speakers are not told apart.")
        for sentence in transcript.warnings
    )
    assert any("not told apart" in sentence for sentence in bench.notices)


def test_what_failed_yesterday_is_tried_again_today(bench: Bench) -> None:
    pipeline.run(bench.job(ScriptedWorker(failures={0: [WorkerDied("died") for _ in range(99)]})))
    transcript = pipeline.run(bench.job(ScriptedWorker()))
    assert len(transcript.speakers) == 2
    assert transcript.warnings == ()


def test_telling_apart_is_tried_again(bench: Bench) -> None:
    worker = ScriptedWorker(telling=[WorkerDied("died")])
    assert pipeline.run(bench.job(worker)).speakers
    assert len(worker.requests(HearVoices)) == 1
    assert [each.stage for each in bench.document.attempts] == ["diarize"]


def test_a_full_disk_ends_the_job(bench: Bench, monkeypatch: pytest.MonkeyPatch) -> None:
    job = bench.job(ScriptedWorker(failures={1: [NoSpace("full")]}))
    with pytest.raises(NoSpace):
        pipeline.run(job)


def test_a_damaged_model_ends_the_job(bench: Bench) -> None:
    with pytest.raises(ModelDamaged):
        pipeline.run(bench.job(ScriptedWorker(failures={0: [ModelDamaged("damaged")]})))


def test_what_the_worker_doubts_is_told(bench: Bench) -> None:
    worker = ScriptedWorker(doubts=("Nobody was heard speaking.",))
    assert pipeline.run(bench.job(worker)).warnings == ("Nobody was heard speaking.",)
    assert pipeline.run(bench.job(ScriptedWorker())).warnings == ("Nobody was heard speaking.",)


def test_no_models_are_no_error_but_a_warning(bench: Bench, tmp_path: Path) -> None:
    empty = tmp_path / "empty"
    empty.mkdir()
    worker = ScriptedWorker()
    transcript = pipeline.run(bench.job(worker, speaker_model=str(empty)))
    assert [word.text for word in transcript.words()] == [" one", " two"]
    assert "not told apart" in transcript.warnings[0]
    assert not worker.requests(HearVoices)


def test_impossible_bounds_end_the_job_before_any_work(bench: Bench) -> None:
    worker = ScriptedWorker()
    with pytest.raises(UsageError, match="min-speakers 5 is more than --max-speakers 2"):
        pipeline.run(bench.job(worker, min_speakers=5, max_speakers=2))
    assert not worker.asked


def test_progress_counts_what_was_done_before(bench: Bench) -> None:
    with pytest.raises(KeyboardInterrupt):
        pipeline.run(bench.job(ScriptedWorker(failures={3: [KeyboardInterrupt()]})))  # type: ignore[list-item]
    pipeline.run(bench.job(ScriptedWorker()))
    told = [event for event in bench.events if isinstance(event, StageProgress)]
    assert told[-1].stage == "diarize"
    assert told[-1].done > 900


def test_a_worker_that_forgets_a_part_is_a_bug(
    bench: Bench, monkeypatch: pytest.MonkeyPatch
) -> None:
    class Forgetful(ScriptedWorker):
        def _hear(self, request: HearVoices) -> Iterator[AnyReply]:
            yield from ()

    transcript = pipeline.run(bench.job(Forgetful()))
    assert "gave no result" in transcript.warnings[0]


@pytest.mark.parametrize(
    ("seconds", "step", "windows"),
    [(0.0, 1, 1), (2.0, 1, 1), (10.0, 1, 1), (10.1, 1, 2), (130.0, 1, 121), (131.0, 2, 62)],
)
def test_windows_reach_to_the_end_of_the_film(seconds: float, step: int, windows: int) -> None:
    (task,) = tasks(round(seconds * SAMPLE_RATE), step)
    assert (task.part, task.first, task.last) == (0, 0, windows)


@pytest.mark.parametrize("step", [1, 2])
def test_parts_follow_one_another(step: int) -> None:
    found = tasks(9000 * SAMPLE_RATE, step)
    assert [task.part for task in found] == list(range(30))
    assert all(a.last == b.first for a, b in pairwise(found))
    assert found[-1].last == 1 + (9000 - 10) // step


def test_a_long_film_is_heard_every_two_seconds() -> None:
    assert step_of(30.0, "onnx") == 1
    assert step_of(130.0, "onnx") == 2
    assert step_of(130.0, "pyannote") == 1


def test_the_models_are_looked_for_first(bench: Bench) -> None:
    job = bench.job(ScriptedWorker())
    model = gather(job)
    assert model is not None
    assert (model.diarizer, model.path) == ("onnx", bench.models)
    assert gather(bench.job(ScriptedWorker(), diarize=False)) is None


def test_a_result_names_the_speakers(bench: Bench) -> None:
    worker = ScriptedWorker()
    job = bench.job(worker)
    model = gather(job)
    assert model is not None
    film = prepared(worker.samples)
    job.cache.parent.mkdir(exist_ok=True)
    job.cache.write_bytes(bytes(2 * worker.samples))
    assert diarize(job, film, model) == TOLD
    kept = bench.document.checkpoints(diarization.TOLD)
    assert [each.part for each in kept] == [0]


class Mortal(WorkerProcess):
    """A real worker that is killed when it has heard the second part, once."""

    heard: list[int]
    is_dead = False

    def ask(self, request: Request) -> Iterator[AnyReply]:
        for reply in super().ask(request):
            if isinstance(reply, VoicesHeard):
                self.heard.append(reply.part)
            yield reply
            if isinstance(reply, VoicesHeard) and reply.part == 1 and not self.is_dead:
                self.is_dead = True
                assert self._process is not None
                kill_group(self._process)


def test_a_real_worker_killed_between_parts_is_replaced(
    bench: Bench, tmp_path: Path, speaker_folder: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(diarization, "PART", 8)
    samples, rate = two_voices()
    job = bench.job(Mortal(tmp_path / "log"), speaker_model=str(speaker_folder))
    job.worker.heard = []  # type: ignore[attr-defined]
    job.cache.parent.mkdir(exist_ok=True)
    job.cache.write_bytes(samples)
    film = replace(
        prepared(len(samples) // 2), fingerprint=blake2b(samples, digest_size=16).hexdigest()
    )
    model = gather(job)
    assert model is not None
    told = diarize(job, film, model)
    job.worker.close()
    assert told is not None
    assert len(told.speakers) == 2
    assert job.worker.heard == [0, 1, 2]  # type: ignore[attr-defined]
    assert [each.stage for each in bench.document.attempts] == ["voices"]
    assert rate == SAMPLE_RATE


def two_voices() -> tuple[bytes, int]:
    """Thirty seconds of two people on the telephone, as 16-bit samples."""
    import soundfile

    found = find_spec("pyannote")
    places = list(found.submodule_search_locations or ()) if found else []
    if not places:
        pytest.skip("needs the sample of pyannote.audio")
    samples, rate = soundfile.read(Path(places[0]) / "audio/sample/sample.wav", dtype="int16")
    return samples.tobytes(), rate
