from __future__ import annotations

import os
import signal
import subprocess
import sys
from collections.abc import Iterator
from contextlib import suppress
from pathlib import Path

import psutil
import pytest

from engine import options, protocol
from engine.options import Options
from engine.protocol import (
    AnyEvent,
    Cancel,
    ChunkChanged,
    EngineFailed,
    EngineReady,
    Event,
    Hello,
    JobEnded,
    OutputOptions,
    Shutdown,
    StageProgress,
    Submit,
)
from tests.films import speech_film


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
