from __future__ import annotations

import os
import signal
import subprocess
import sys
from collections.abc import Iterator
from contextlib import suppress
from pathlib import Path
from typing import TypeVar

import psutil
import pytest

from engine import options, protocol
from engine.jobs import queue
from engine.options import Options
from engine.protocol import (
    AnyEvent,
    Arrange,
    Cancel,
    ChunkChanged,
    EngineFailed,
    EngineReady,
    Event,
    Hello,
    JobChanged,
    JobEnded,
    JobRemoved,
    JobsListed,
    JobSummary,
    ListJobs,
    ListModels,
    ModelsListed,
    OutputOptions,
    Pause,
    Ping,
    Planned,
    Pong,
    Probe,
    Probed,
    PutBack,
    Remove,
    Resume,
    Shutdown,
    StageProgress,
    Submit,
    SuggestVoices,
)
from tests.commands import longtake
from tests.films import speech_film

T = TypeVar("T", bound=Event)


class Engine:
    """A real engine, spoken to as the app speaks to it."""

    def __init__(self) -> None:
        self.process = subprocess.Popen(
            [sys.executable, "-m", "engine.service"],
            stdin=subprocess.PIPE,
            stdout=subprocess.PIPE,
            stderr=subprocess.DEVNULL,
        )

    def tell(self, command: protocol.Command) -> None:
        assert self.process.stdin is not None
        protocol.send(self.process.stdin, command)

    def hear(self) -> Event:
        assert self.process.stdout is not None
        event: Event = protocol.decode(self.process.stdout.readline(), AnyEvent)
        return event

    def hear_until(self, kind: type[Event]) -> list[Event]:
        heard = [self.hear()]
        while not isinstance(heard[-1], kind):
            heard.append(self.hear())
        return heard

    def end(self) -> None:
        self.process.kill()
        self.process.wait()
        for pipe in (self.process.stdin, self.process.stdout):
            assert pipe is not None
            with suppress(BrokenPipeError):
                pipe.close()

    def children(self) -> list[psutil.Process]:
        return psutil.Process(self.process.pid).children(recursive=True)


@pytest.fixture
def engine(home: options.Home) -> Iterator[Engine]:
    made = Engine()
    assert isinstance(made.hear(), EngineReady)
    yield made
    made.end()


def test_the_engine_loads_no_model_library_and_stays_small(engine: Engine) -> None:
    memory = psutil.Process(engine.process.pid).memory_info().rss
    assert memory < 60_000_000
    code = (
        "import sys, engine.service, engine.cli\n"
        "heavy = {'torch', 'numpy', 'av', 'ctranslate2', 'faster_whisper', 'onnxruntime',"
        " 'transformers', 'PySide6', 'huggingface_hub'}\n"
        "print(sorted(heavy & set(sys.modules)))"
    )
    run = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=True)
    assert run.stdout.strip() == "[]"


def test_an_app_of_another_version_is_told_so(engine: Engine) -> None:
    engine.tell(Hello(version=99))
    answer = engine.hear()
    assert isinstance(answer, EngineFailed)
    assert "99" in answer.problem.message


@pytest.mark.parametrize(
    "command",
    [Resume(("a\0b",)), Submit("a\0b"), Submit("film.mp4", document="a\0b"), Remove(("a\0b",))],
)
def test_what_nobody_expected_is_told_and_the_engine_goes_on(
    engine: Engine, command: protocol.Command
) -> None:
    engine.tell(command)
    engine.hear()
    engine.tell(Ping())
    engine.hear_until(Pong)


def test_a_bug_in_a_question_silences_no_other_question(engine: Engine) -> None:
    engine.tell(SuggestVoices("a\0b"))
    assert hear_of(engine, EngineFailed).problem.code == "internal"
    engine.tell(ListJobs())
    assert hear_of(engine, JobsListed).jobs == ()


def test_nonsense_is_answered_and_the_engine_goes_on(engine: Engine) -> None:
    assert engine.process.stdin is not None
    engine.process.stdin.write(b"what is this\n")
    engine.process.stdin.flush()
    assert isinstance(engine.hear(), EngineFailed)
    engine.tell(Submit("/there/is/no/film.mp4"))
    ended = engine.hear_until(JobEnded)[-1]
    assert isinstance(ended, JobEnded)
    assert (ended.state, ended.exit_code) == ("failed", 3)


def test_jobs_run_in_the_order_of_their_submission(engine: Engine, tmp_path: Path) -> None:
    for name in ("one", "two", "three"):
        engine.tell(Submit(str(tmp_path / name)))
    ended = [engine.hear_until(JobEnded)[-1] for _ in range(3)]
    assert [Path(event.source).name for event in ended if isinstance(event, JobEnded)] == [
        "one",
        "two",
        "three",
    ]


def test_a_shutdown_ends_the_engine(engine: Engine) -> None:
    engine.tell(Shutdown())
    assert engine.process.wait(timeout=20) == 0


def submission(film: Path, folder: Path) -> Submit:
    return Submit(
        str(film), Options(chunk_seconds=10), OutputOptions(("json",), str(folder / "out"))
    )


def test_a_film_is_transcribed_on_command(engine: Engine, tiny_en: Path, tmp_path: Path) -> None:
    engine.tell(submission(speech_film(tmp_path, seconds=15), tmp_path))
    ended = engine.hear_until(JobEnded)[-1]
    assert isinstance(ended, JobEnded)
    assert (ended.state, ended.problem) == ("completed", None)
    assert ended.words > 10


def test_a_running_job_can_be_cancelled_and_its_worker_goes(
    engine: Engine, tiny_en: Path, tmp_path: Path
) -> None:
    film = speech_film(tmp_path, seconds=60)
    engine.tell(submission(film, tmp_path))
    engine.hear_until(StageProgress)
    workers = engine.children()
    assert workers
    engine.tell(Cancel(str(film)))
    ended = engine.hear_until(JobEnded)[-1]
    assert isinstance(ended, JobEnded)
    assert (ended.state, ended.exit_code) == ("cancelled", 130)
    assert psutil.wait_procs(workers, timeout=10)[1] == []


def test_a_waiting_job_can_be_cancelled_before_it_begins(
    engine: Engine, tiny_en: Path, tmp_path: Path
) -> None:
    film = speech_film(tmp_path, seconds=60)
    engine.tell(submission(film, tmp_path))
    engine.hear_until(StageProgress)
    following = tmp_path / "next.mp4"
    following.write_bytes(b"no film")
    engine.tell(Submit(str(following)))
    engine.tell(Cancel(str(following)))
    cancelled = engine.hear_until(JobEnded)[-1]
    assert isinstance(cancelled, JobEnded)
    assert (cancelled.source, cancelled.state) == (str(following), "cancelled")


@pytest.mark.parametrize("number", [signal.SIGKILL, signal.SIGTERM])
def test_an_engine_that_is_killed_leaves_no_worker_behind(
    engine: Engine, tiny_en: Path, tmp_path: Path, number: int
) -> None:
    engine.tell(submission(speech_film(tmp_path, seconds=60), tmp_path))
    engine.hear_until(StageProgress)
    workers = engine.children()
    assert workers
    os.kill(engine.process.pid, number)
    assert psutil.wait_procs(workers, timeout=10)[1] == []


def test_when_the_app_goes_the_engine_stops_its_worker_and_ends(
    engine: Engine, tiny_en: Path, tmp_path: Path
) -> None:
    engine.tell(submission(speech_film(tmp_path, seconds=60), tmp_path))
    engine.hear_until(StageProgress)
    workers = engine.children()
    assert engine.process.stdin is not None
    engine.process.stdin.close()
    assert engine.process.wait(timeout=20) == 0
    assert psutil.wait_procs(workers, timeout=10)[1] == []


def test_chunks_are_in_the_document_before_the_app_hears_of_them(
    engine: Engine, tiny_en: Path, tmp_path: Path
) -> None:
    engine.tell(submission(speech_film(tmp_path, seconds=30), tmp_path))
    done = []
    while not done or not isinstance(done[-1], JobEnded):
        event = engine.hear()
        if isinstance(event, JobEnded) or (
            isinstance(event, ChunkChanged) and event.state == "done"
        ):
            done.append(event)
        if isinstance(event, ChunkChanged) and event.state == "done":
            from engine.document import Document

            with Document.open(Path(event.job), read_only=True) as document:
                assert event.index in {part.part for part in document.checkpoints("recognise")}
    assert len(done) >= 3


# --- the queue ------------------------------------------------------------------------------------


def waiting_films(folder: Path, count: int) -> list[Path]:
    """Files that the engine takes for films until their turn comes."""
    films = [folder / f"waiting {number}.mp3" for number in range(count)]
    for number, film in enumerate(films):
        film.write_bytes(bytes([number]) * 5000)
    return films


def hear_of(engine: Engine, kind: type[T]) -> T:
    event = engine.hear_until(kind)[-1]
    assert isinstance(event, kind)
    return event


def busy(engine: Engine, folder: Path) -> str:
    """Give the engine work for a while; the document of it."""
    engine.tell(submission(speech_film(folder, seconds=120), folder))
    return hear_of(engine, StageProgress).job


def submit_waiting(engine: Engine, folder: Path, count: int) -> list[str]:
    found = []
    for film in waiting_films(folder, count):
        engine.tell(submission(film, folder))
        found.append(hear_of(engine, JobChanged).summary.path)
    return found


def listed(engine: Engine) -> dict[str, JobSummary]:
    engine.tell(ListJobs())
    return {summary.path: summary for summary in hear_of(engine, JobsListed).jobs}


def test_a_ping_is_answered_while_a_job_runs(engine: Engine, tiny_en: Path, tmp_path: Path) -> None:
    busy(engine, tmp_path)
    engine.tell(Ping())
    hear_of(engine, Pong)


def test_a_job_that_waits_has_its_document_already(
    engine: Engine, home: options.Home, tiny_en: Path, tmp_path: Path
) -> None:
    busy(engine, tmp_path)
    (document,) = submit_waiting(engine, tmp_path, 1)
    engine.end()
    found = queue.summarise(Path(document))
    assert (found.state, found.title) == ("queued", "waiting 0")


def test_the_order_of_the_queue_outlives_the_engine(
    engine: Engine, home: options.Home, tiny_en: Path, tmp_path: Path
) -> None:
    busy(engine, tmp_path)
    a, b, c = submit_waiting(engine, tmp_path, 3)
    engine.tell(Arrange((c,), before=a))
    hear_of(engine, JobChanged)
    engine.end()
    waiting = [job for job in queue.jobs(home) if job.state == "queued"]
    assert [job.path for job in sorted(waiting, key=lambda job: job.rank)] == [c, a, b]


def test_a_running_job_can_be_paused_and_goes_on_where_it_was(
    engine: Engine, tiny_en: Path, tmp_path: Path
) -> None:
    job = busy(engine, tmp_path)
    while not (isinstance(event := engine.hear(), ChunkChanged) and event.state == "done"):
        pass
    engine.tell(Pause((job,)))
    assert hear_of(engine, JobEnded).state == "paused"
    assert listed(engine)[job].state == "paused"
    engine.tell(Resume((job,)))
    assert len(hear_of(engine, Planned).restored) >= 1


def test_a_paused_job_lets_the_next_one_go(engine: Engine, tiny_en: Path, tmp_path: Path) -> None:
    job = busy(engine, tmp_path)
    (waiting,) = submit_waiting(engine, tmp_path, 1)
    engine.tell(Pause((job,)))
    assert hear_of(engine, JobEnded).job == job
    assert hear_of(engine, JobEnded).job == waiting


def test_a_waiting_job_can_be_paused(engine: Engine, tiny_en: Path, tmp_path: Path) -> None:
    busy(engine, tmp_path)
    (waiting,) = submit_waiting(engine, tmp_path, 1)
    engine.tell(Pause((waiting,)))
    ended = hear_of(engine, JobEnded)
    assert (ended.job, ended.state) == (waiting, "paused")


def test_the_same_film_waits_only_once(engine: Engine, tiny_en: Path, tmp_path: Path) -> None:
    running = busy(engine, tmp_path)
    (waiting,) = submit_waiting(engine, tmp_path, 1)
    for film in waiting_films(tmp_path, 1):
        engine.tell(submission(film, tmp_path))
    engine.tell(Resume((waiting, running)))
    engine.tell(Cancel(waiting))
    assert hear_of(engine, JobEnded).job == waiting
    engine.tell(Cancel(running))
    assert hear_of(engine, JobEnded).job == running


def test_a_removed_document_is_put_aside_and_comes_back(
    engine: Engine, home: options.Home, tiny_en: Path, tmp_path: Path
) -> None:
    busy(engine, tmp_path)
    (waiting,) = submit_waiting(engine, tmp_path, 1)
    engine.tell(Remove((waiting,)))
    removed = hear_of(engine, JobRemoved)
    assert removed.job == waiting
    assert waiting not in listed(engine)
    engine.tell(PutBack(removed.kept))
    assert hear_of(engine, JobChanged).summary.path == waiting
    assert waiting in listed(engine)


def test_a_running_job_is_stopped_before_it_is_removed(
    engine: Engine, tiny_en: Path, tmp_path: Path
) -> None:
    job = busy(engine, tmp_path)
    engine.tell(Remove((job,)))
    assert hear_of(engine, JobEnded).state == "cancelled"
    assert hear_of(engine, JobRemoved).job == job
    assert not Path(job).exists()


def test_removing_a_job_that_has_no_document_leaves_its_film_alone(
    engine: Engine, tmp_path: Path
) -> None:
    film = tmp_path / "film.mp3"
    film.write_bytes(b"precious")
    own = tmp_path / "own.longtake"
    own.write_bytes(b"precious too")
    engine.tell(Remove((str(film), str(own))))
    assert [hear_of(engine, JobRemoved).kept for _ in range(2)] == ["", ""]
    assert film.is_file()
    assert own.is_file()


def test_what_is_no_document_cannot_be_resumed(engine: Engine) -> None:
    engine.tell(Resume(("/there/is/none.longtake",)))
    ended = hear_of(engine, JobEnded)
    assert ended.problem is not None
    assert ended.problem.code == "document-missing"


def test_a_command_that_cannot_be_done_is_told_and_ends_nothing(engine: Engine) -> None:
    engine.tell(PutBack("/nothing/was/kept-here.longtake"))
    assert hear_of(engine, EngineFailed).problem.code == "document-missing"
    engine.tell(Ping())
    hear_of(engine, Pong)


# --- questions ------------------------------------------------------------------------------------


def test_a_file_is_looked_at_without_decoding_it(engine: Engine, tmp_path: Path) -> None:
    film = speech_film(tmp_path, seconds=30)
    engine.tell(Probe((str(film),)))
    probed = hear_of(engine, Probed)
    assert probed.media is not None
    assert probed.media.duration == pytest.approx(30.0, abs=0.1)
    assert probed.size == film.stat().st_size


def test_what_is_no_recording_is_said_to_be_none(engine: Engine, tmp_path: Path) -> None:
    (film,) = waiting_films(tmp_path, 1)
    engine.tell(Probe((str(film), str(tmp_path / "gone.mp3"))))
    codes = [probed.problem.code for _ in range(2) if (probed := hear_of(engine, Probed)).problem]
    assert codes == ["media-unreadable", "media-missing"]


def test_files_are_looked_at_while_a_job_runs(
    engine: Engine, tiny_en: Path, tmp_path: Path
) -> None:
    job = busy(engine, tmp_path)
    engine.tell(Probe((str(tmp_path / "film.wav"),)))
    assert hear_of(engine, Probed).document == job


def test_models_are_told_with_what_is_here(engine: Engine, tiny_en: Path) -> None:
    engine.tell(ListModels())
    told = hear_of(engine, ModelsListed)
    assert told.chosen == "tiny.en"
    assert {model.name for model in told.models if model.is_here} >= {"tiny.en"}


# --- for scripts ----------------------------------------------------------------------------------


def test_a_script_may_speak_with_the_engine(home: options.Home, tmp_path: Path) -> None:
    gone = str(tmp_path / "gone.mp3")
    commands = (ListJobs(), Probe((gone,)), Submit(gone))
    run = longtake("request", *(protocol.encode(command).decode() for command in commands), check=0)
    kinds = [type(protocol.decode(line.encode(), AnyEvent)) for line in run.stdout.splitlines()]
    assert set(kinds) == {EngineReady, JobsListed, Probed, JobEnded}
