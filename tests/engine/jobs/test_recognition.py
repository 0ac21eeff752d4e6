"""What happens to the chunks of a film when their recognition fails, in this way or that."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator
from dataclasses import dataclass, field
from pathlib import Path

import msgspec
import pytest

from engine import calibration
from engine.document import Document, Source
from engine.errors import (
    DeviceMissing,
    EngineFault,
    LongtakeError,
    MemoryExhausted,
    NoSpace,
    OperationMissing,
    SilentFault,
    WorkerDied,
    WorkerHung,
    WorkerStuck,
)
from engine.jobs import pipeline
from engine.jobs.ladder import BACKOFF
from engine.jobs.recognition import Try
from engine.options import Home, Options
from engine.protocol import (
    AnyReply,
    Began,
    Finished,
    Loaded,
    Noticed,
    Progress,
    Recognise,
    Recognised,
)
from engine.transcript import ChunkText
from tests.builders import chunk, heard, spoken
from tests.engine.jobs.test_pipeline import SECONDS, Bench, ScriptedWorker

CPU = Loaded("ct2", "cpu", "int8", 4, 1)
APPLE = Loaded("mlx", "mps", "float16", 8, 1)
LONG = Options(chunk_seconds=0, language="en")


@dataclass
class Placing(ScriptedWorker):
    """Loads as it is asked to, else as on a certain machine; fails as often as it is told to."""

    machine: Loaded = field(default_factory=lambda: APPLE)

    def _recognise(self, request: Recognise) -> Iterator[AnyReply]:
        asked = request.settings
        self.loaded = Loaded(
            self.machine.recognizer if asked.recognizer == "auto" else asked.recognizer,
            self.machine.device if asked.device == "auto" else asked.device,
            self.machine.compute_type if asked.compute_type == "auto" else asked.compute_type,
            asked.batch_size or self.machine.batch_size,
            1,
        )
        yield from super()._recognise(request)

    def settings(self) -> list[tuple[str, int, str]]:
        """Of every request for chunks: where it was to be computed, and how."""
        found = [request for request in self.requests if isinstance(request, Recognise)]
        return [(e.settings.device, e.settings.batch_size, e.settings.recognizer) for e in found]


@pytest.fixture
def bench(tmp_path: Path) -> Iterator[Bench]:
    made = Bench(tmp_path)
    yield made
    made.document.close()


def rungs(bench: Bench, part: int) -> list[str]:
    return [attempt.rung for attempt in bench.document.attempts if attempt.part == part]


def notices(bench: Bench) -> list[str]:
    return [event.message for event in bench.events if isinstance(event, Noticed)]


# --- the ladder in a job --------------------------------------------------------------------------


def test_a_chunk_out_of_memory_has_a_smaller_batch_and_the_rest_keeps_it(bench: Bench) -> None:
    worker = Placing(failures={1: [MemoryExhausted("full")]})
    assert not pipeline.run(bench.job(worker)).gaps
    assert [batch for _, batch, _ in worker.settings()] == [0, 4, 4]
    assert rungs(bench, 1) == ["usual", "smaller-batch"]


def test_a_chunk_that_failed_is_tried_alone(bench: Bench) -> None:
    worker = ScriptedWorker(failures={1: [WorkerDied("died")]})
    pipeline.run(bench.job(worker))
    asked = [
        [task.chunk.index for task in request.tasks]
        for request in worker.requests
        if isinstance(request, Recognise)
    ]
    assert asked == [[0, 1, 2, 3, 4], [1], [2, 3, 4]]


def test_every_try_has_a_fresh_worker_and_a_longer_rest_before_it(bench: Bench) -> None:
    worker = ScriptedWorker(failures={1: [WorkerDied("died")] * 4})
    pipeline.run(bench.job(worker))
    assert worker.closed == 4
    assert worker.rests == [*BACKOFF, 4.0]


def test_what_a_chunk_needed_for_itself_the_next_one_does_not(bench: Bench) -> None:
    worker = Placing(failures={1: [WorkerDied("died")] * 4}, machine=CPU)
    pipeline.run(bench.job(worker))
    recognizers = [recognizer for *_, recognizer in worker.settings()]
    compute_types = [
        request.settings.compute_type
        for request in worker.requests
        if isinstance(request, Recognise)
    ]
    assert compute_types == ["auto", "auto", "auto", "float32", "auto", "auto"]
    assert recognizers == ["auto"] * 4 + ["whisperx", "auto"]


def test_every_try_is_written_down_with_what_it_took(bench: Bench) -> None:
    worker = ScriptedWorker(failures={1: [WorkerDied("died"), EngineFault("a bug")]})
    pipeline.run(bench.job(worker))
    tries = bench.document.attempts
    assert [(each.part, each.number, each.rung) for each in tries] == [
        (1, 1, "usual"),
        (1, 2, "again"),
        (1, 3, "smaller-batch"),
    ]
    assert [each.problem.code if each.problem else "" for each in tries] == [
        "worker-died",
        "internal",
        "",
    ]
    assert tries[0].memory == 1000
    assert all(each.seconds >= 0 and each.at for each in tries)


def test_a_bug_met_by_one_chunk_leaves_a_gap_and_the_job_goes_on(bench: Bench) -> None:
    worker = ScriptedWorker(failures={1: [EngineFault("bug")] * 9})
    transcript = pipeline.run(bench.job(worker))
    assert [gap.chunk for gap in transcript.gaps] == [1]
    assert transcript.gaps[0].reason == "bug"


def test_where_no_chunk_can_even_be_begun_the_job_fails(bench: Bench) -> None:
    worker = ScriptedWorker(deaths_in=Counter(Recognise=99))
    with pytest.raises(WorkerDied):
        pipeline.run(bench.job(worker))


def test_chunks_after_two_hopeless_ones_are_tried_but_twice(bench: Bench) -> None:
    worker = ScriptedWorker(failures={i: [WorkerDied("died")] * 9 for i in range(5)})
    transcript = pipeline.run(bench.job(worker))
    assert len(transcript.gaps) == 5
    assert len(rungs(bench, 1)) > 3
    assert rungs(bench, 4) == ["usual", "again", "gap"]


def test_a_chunk_of_a_device_that_is_not_there_ends_the_job(bench: Bench) -> None:
    worker = ScriptedWorker(failures={0: [DeviceMissing("no mps")]})
    with pytest.raises(DeviceMissing):
        pipeline.run(bench.job(worker))
    assert worker.rests == []


def test_a_worker_that_dies_with_its_work_done_is_charged_to_nobody(bench: Bench) -> None:
    class DiesAfterwards(ScriptedWorker):
        def _recognise(self, request: Recognise) -> Iterator[AnyReply]:
            yield from super()._recognise(request)
            raise WorkerDied("died")

    assert not pipeline.run(bench.job(DiesAfterwards())).gaps
    assert bench.document.attempts == ()


# --- leaving a device -----------------------------------------------------------------------------


@pytest.mark.parametrize("kind", [WorkerDied, WorkerHung, SilentFault])
def test_after_two_faults_of_the_accelerator_the_processor_does_the_rest(
    bench: Bench, kind: type[LongtakeError]
) -> None:
    worker = Placing(failures={1: [kind("it failed")], 3: [kind("it failed")]})
    assert not pipeline.run(bench.job(worker)).gaps
    assert [device for device, *_ in worker.settings()] == ["auto", "auto", "auto", "cpu", "cpu"]
    assert rungs(bench, 3) == ["usual", "processor"]
    (notice,) = notices(bench)
    assert "processor" in notice


def test_two_crashes_on_the_processor_are_no_reason_to_leave_it(bench: Bench) -> None:
    worker = Placing(failures={1: [WorkerDied("died")], 3: [WorkerDied("died")]}, machine=CPU)
    pipeline.run(bench.job(worker))
    assert {device for device, *_ in worker.settings()} == {"auto"}
    assert notices(bench) == []


def test_what_an_accelerator_cannot_do_is_done_by_the_processor_from_then_on(bench: Bench) -> None:
    worker = Placing(failures={1: [OperationMissing("no such operation")]})
    assert not pipeline.run(bench.job(worker)).gaps
    assert [device for device, *_ in worker.settings()] == ["auto", "cpu", "cpu"]


def test_a_worker_that_cannot_be_ended_is_told_with_advice(bench: Bench) -> None:
    stuck = WorkerStuck("It could not be ended.", "Restart the machine.")
    worker = Placing(failures={1: [stuck]})
    assert not pipeline.run(bench.job(worker)).gaps
    assert [device for device, *_ in worker.settings()] == ["auto", "cpu", "cpu"]
    (notice,) = notices(bench)
    assert "Restart the machine." in notice


def test_an_early_stage_leaves_a_stuck_device_too(bench: Bench) -> None:
    class Blocked(Placing):
        def ask(self, request: object) -> Iterator[AnyReply]:  # type: ignore[override]
            if getattr(request, "settings").device != "cpu":  # noqa: B009
                raise WorkerStuck("It could not be ended.", "Restart the machine.")
            yield from super().ask(request)  # type: ignore[arg-type]

    worker = Blocked()
    assert not pipeline.run(bench.job(worker, Options(chunk_seconds=20))).gaps
    assert len(notices(bench)) == 1


# --- beginning again ------------------------------------------------------------------------------


def test_a_restarted_job_goes_on_at_the_rung_that_it_had_reached(bench: Bench) -> None:
    failures: list[LongtakeError] = [WorkerDied("died"), WorkerDied("died"), NoSpace("full")]
    with pytest.raises(NoSpace):
        pipeline.run(bench.job(Placing(failures={1: failures}, machine=CPU)))
    worker = Placing(failures={1: [WorkerDied("died")]}, machine=CPU)
    pipeline.run(bench.job(worker))
    assert worker.recognised[0] == 0
    assert [batch for _, batch, _ in worker.settings()] == [1, 1, 1]
    asked = [each for each in worker.requests if isinstance(each, Recognise)]
    assert asked[0].tasks[0].begun == 2
    tried = "usual again smaller-batch smaller-batch float32"  # the full disk came in between
    assert " ".join(rungs(bench, 1)) == tried


def test_a_restarted_job_begins_where_the_last_one_had_success(bench: Bench) -> None:
    failures: dict[int, list[LongtakeError]] = {
        0: [MemoryExhausted("full"), MemoryExhausted("full")],
        3: [NoSpace("full")],
    }
    with pytest.raises(NoSpace):
        pipeline.run(bench.job(Placing(failures=failures)))
    worker = Placing()
    pipeline.run(bench.job(worker))
    assert [batch for _, batch, _ in worker.settings()] == [1]


def test_other_means_begin_at_the_foot_of_the_ladder(bench: Bench) -> None:
    failures: dict[int, list[LongtakeError]] = {0: [MemoryExhausted("full")], 3: [NoSpace("full")]}
    with pytest.raises(NoSpace):
        pipeline.run(bench.job(Placing(failures=failures)))
    worker = Placing()
    pipeline.run(bench.job(worker, Options(chunk_seconds=20, language="en", batch_size=16)))
    assert [batch for _, batch, _ in worker.settings()] == [16]


def test_a_gap_that_is_run_again_has_the_whole_ladder_before_it(bench: Bench) -> None:
    pipeline.run(bench.job(ScriptedWorker(failures={1: [WorkerDied("died")] * 9})))
    worker = ScriptedWorker(failures={1: [WorkerDied("died")]})
    assert not pipeline.run(bench.job(worker)).gaps
    assert rungs(bench, 1)[-2:] == ["usual", "again"]
    assert worker.recognised == {1: 1}


# --- a chunk in pieces ----------------------------------------------------------------------------


@dataclass
class Halving(Placing):
    """Dies at a piece that begins after a moment, once it was asked for pieces and not before."""

    dies_after: float = 0.0
    deaths: int = 1
    pieces: list[tuple[float, float]] = field(default_factory=list)

    def _recognise(self, request: Recognise) -> Iterator[AnyReply]:
        yield CPU
        for task in request.tasks:
            yield Began(task.chunk.index)
            whole = len(request.tasks) == 1 and task.chunk.start == 0
            if whole and task.chunk.end > 200:
                raise MemoryExhausted("full")
            if self.deaths and task.chunk.start > self.dies_after:
                self.deaths -= 1
                raise MemoryExhausted("full")
            self.pieces.append((task.chunk.start, task.chunk.end))
            words = spoken("word one two", start=task.chunk.start + 1)
            yield Recognised(heard(task.chunk.index, words), 0.5)


@pytest.fixture
def long(tmp_path: Path) -> Iterator[Bench]:
    """A film of four minutes in one chunk."""
    film = tmp_path / "film.wav"
    film.write_bytes(b"RIFF long film")
    made = Bench(tmp_path)
    made.document.close()
    made.document = Document.create(tmp_path / "long.longtake", Source.of(film), LONG)
    yield made
    made.document.close()


def job_of(bench: Bench, worker: ScriptedWorker) -> pipeline.Job:
    return bench.job(worker, msgspec.structs.replace(LONG, batch_size=1))


@pytest.fixture
def four_minutes(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("tests.engine.jobs.test_pipeline.SECONDS", 240)


SAMPLES = bytes(2 * 16_000 * 240)


@pytest.mark.usefixtures("four_minutes")
def test_what_is_done_of_a_halved_chunk_stays_done(long: Bench) -> None:
    worker = Halving(samples=SAMPLES, dies_after=100.0)
    transcript = pipeline.run(job_of(long, worker))
    assert not transcript.gaps
    assert [start for start, _ in worker.pieces] == [0.0, 119.5, 179.5]  # the second once more
    assert len(list(transcript.words())) == 9
    assert long.document.checkpoints("piece") == ()
    assert [each.part for each in long.document.checkpoints("recognise")] == [0]
    assert "shorter-chunk" in rungs(long, 0)


@pytest.mark.usefixtures("four_minutes")
def test_of_a_chunk_that_fails_for_good_the_pieces_that_are_done_are_text(long: Bench) -> None:
    worker = Halving(samples=SAMPLES, dies_after=100.0, deaths=99)
    transcript = pipeline.run(job_of(long, worker))
    (gap,) = transcript.gaps
    assert 100 < gap.start < 140
    assert gap.end == 240
    assert len(list(transcript.words())) == 3
    assert long.document.checkpoints("recognise") == ()
    again = Halving(samples=SAMPLES, deaths=0)
    assert not pipeline.run(job_of(long, again)).gaps


@pytest.mark.usefixtures("four_minutes")
def test_a_job_that_is_killed_between_two_pieces_does_not_do_the_first_again(long: Bench) -> None:
    class Killed(Halving):
        def _recognise(self, request: Recognise) -> Iterator[AnyReply]:
            for reply in super()._recognise(request):
                if self.pieces:
                    yield reply
                    raise NoSpace("full")
                yield reply

    first = Killed(samples=SAMPLES, deaths=0)
    with pytest.raises(NoSpace):
        pipeline.run(job_of(long, first))
    second = Halving(samples=SAMPLES, deaths=0)
    assert not pipeline.run(job_of(long, second)).gaps
    assert len(first.pieces) == len(second.pieces) == 1
    assert first.pieces[0][1] == second.pieces[0][0]


# --- whom to charge -------------------------------------------------------------------------------

PIECES = [chunk(index, index * 20, index * 20 + 20) for index in range(4)]
DIED, HUNG = WorkerDied("died"), WorkerHung("hung")


def trying(*replies: AnyReply) -> Try:
    """A request for four chunks after these replies."""
    found = Try(list(PIECES))
    for reply in replies:
        found.notice(reply)
        if isinstance(reply, Recognised):
            found.answered(reply)
    return found


def done(index: int) -> Recognised:
    return Recognised(ChunkText(index), 1.0)


def test_a_worker_dies_of_the_chunk_that_it_began_last() -> None:
    assert trying(Began(0), Began(1)).suspect(DIED) == 1
    assert trying(Began(0), Began(1), done(0), Progress("recognise", 1, 2)).suspect(DIED) == 1


def test_of_a_hang_beside_which_others_go_on_the_oldest_chunk_is_the_reason() -> None:
    moving = Progress("recognise", 20.0, 80.0)
    assert trying(Began(0), done(0), Began(1), Began(2), Began(3), moving).suspect(HUNG) == 1


def test_of_a_hang_that_silences_all_the_chunk_begun_last_is_the_reason() -> None:
    assert trying(Began(0), Progress("recognise", 1.0, 80.0), Began(1)).suspect(HUNG) == 1


def test_an_error_that_names_its_chunk_is_believed() -> None:
    error = EngineFault("bug")
    error.chunk = 2
    assert trying(Began(0), Began(2), Began(3)).suspect(error) == 2
    error.chunk = 17
    assert trying(Began(0)).suspect(error) == 0


def test_before_anything_is_begun_the_first_chunk_is_the_reason() -> None:
    assert trying().suspect(DIED) == trying().suspect(HUNG) == 0
    assert trying(Began(0), done(0)).suspect(DIED) == 1


def test_a_chunk_is_told_how_often_it_was_begun_before(bench: Bench) -> None:
    worker = ScriptedWorker(failures={1: [WorkerDied("died")] * 2})
    pipeline.run(bench.job(worker))
    begun = [
        {task.chunk.index: task.begun for task in request.tasks}
        for request in worker.requests
        if isinstance(request, Recognise)
    ]
    assert begun == [dict.fromkeys(range(5), 0), {1: 1}, {1: 2}, {2: 0, 3: 0, 4: 0}]


# --- speed ----------------------------------------------------------------------------------------


def test_how_fast_a_job_went_is_expected_of_the_next(bench: Bench) -> None:
    pipeline.run(bench.job(ScriptedWorker()))  # five chunks of 20 s in half a second each
    known = calibration.read(Home(bench.folder)).speed("cpu", "ct2", "identity")
    assert known == pytest.approx(SECONDS / 2.5)
    bench.document.discard("recognise", range(5))
    worker = ScriptedWorker()
    pipeline.run(bench.job(worker))
    (request,) = (each for each in worker.requests if isinstance(each, Recognise))
    assert request.speed == pytest.approx(known)


def test_a_chunk_that_hung_is_given_more_time(bench: Bench) -> None:
    pipeline.run(bench.job(ScriptedWorker()))
    bench.document.discard("recognise", range(5))
    worker = ScriptedWorker(failures={1: [WorkerHung("hung")] * 2})
    pipeline.run(bench.job(worker))
    speeds = [each.speed for each in worker.requests if isinstance(each, Recognise)]
    assert speeds[1] == pytest.approx(speeds[0] / 2)
    assert speeds[2] == pytest.approx(speeds[0] / 4)
    assert speeds[3] == pytest.approx(speeds[0])


def test_a_worker_that_says_it_has_finished_and_has_not_is_a_bug(bench: Bench) -> None:
    class Lazy(ScriptedWorker):
        def _recognise(self, request: Recognise) -> Iterator[AnyReply]:
            yield CPU
            yield Began(0)
            yield Finished()

    transcript = pipeline.run(bench.job(Lazy()))
    assert len(transcript.gaps) == 5
