from __future__ import annotations

import threading
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

import psutil
import pytest

from engine.errors import Cancelled, EngineFault, MediaUnreadable, WorkerDied
from engine.jobs.supervisor import WorkerProcess, tree_memory
from engine.protocol import DetectLanguage, Finished, LanguageHeard, RecognitionSettings
from engine.transcript import SpeechMap
from tests import fakes

SETTINGS = RecognitionSettings(
    "ct2", "/models/x", "cpu", "int8", "auto", 1, 1, 1, "batched", "auto"
)
REQUEST = DetectLanguage("/cache", SpeechMap((), 0.032, b""), SETTINGS)


@contextmanager
def worker(manner: str, folder: Path) -> Iterator[WorkerProcess]:
    process = WorkerProcess(folder / "logs" / "job.log", fakes.command(manner))
    try:
        yield process
    finally:
        process.close()


def test_an_obliging_worker_answers_every_request_it_is_asked(tmp_path: Path) -> None:
    with worker("obliging", tmp_path) as process:
        for _ in range(3):
            assert list(process.ask(REQUEST)) == [LanguageHeard("en", 0.9), Finished()]


def test_a_problem_of_the_work_arrives_as_the_error_that_it_was(tmp_path: Path) -> None:
    with (
        worker("refusing", tmp_path) as process,
        pytest.raises(MediaUnreadable, match="There is no audio") as caught,
    ):
        list(process.ask(REQUEST))
    assert caught.value.hint == "Try another."


@pytest.mark.parametrize(
    ("manner", "end"),
    [("segfaulting", "SIGSEGV"), ("quitting", "exit code 3"), ("interrupted", "SIGKILL")],
)
def test_a_worker_that_dies_is_reported_with_how_it_died(
    manner: str, end: str, tmp_path: Path
) -> None:
    with worker(manner, tmp_path) as process, pytest.raises(WorkerDied, match=end):
        list(process.ask(REQUEST))


def test_the_last_words_of_a_dead_worker_are_in_the_details(tmp_path: Path) -> None:
    with worker("quitting", tmp_path) as process, pytest.raises(WorkerDied) as caught:
        list(process.ask(REQUEST))
    assert "I have had enough" in caught.value.details


def test_after_a_death_the_next_request_finds_a_fresh_worker(tmp_path: Path) -> None:
    with worker("segfaulting", tmp_path) as process:
        for _ in range(2):
            with pytest.raises(WorkerDied):
                list(process.ask(REQUEST))


def test_nonsense_on_the_wire_is_an_engine_fault_that_shows_it(tmp_path: Path) -> None:
    with worker("babbling", tmp_path) as process, pytest.raises(EngineFault) as caught:
        list(process.ask(REQUEST))
    assert "99 bottles" in caught.value.details


def test_a_cancelled_worker_is_killed_with_its_children_even_while_it_hangs(
    tmp_path: Path,
) -> None:
    with worker("hanging", tmp_path) as process:
        replies = process.ask(REQUEST)
        first = next(replies)
        assert isinstance(first, LanguageHeard)
        canceller = threading.Thread(target=process.cancel)
        canceller.start()
        with pytest.raises(Cancelled):
            next(replies)
        canceller.join()
        assert has_ended(int(first.language))


def test_a_request_that_is_given_up_leaves_no_reply_for_the_next(tmp_path: Path) -> None:
    with worker("obliging", tmp_path) as process:
        replies = process.ask(REQUEST)
        next(replies)
        replies.close()  # type: ignore[attr-defined]
        assert list(process.ask(REQUEST)) == [LanguageHeard("en", 0.9), Finished()]


def test_a_cancelled_worker_does_not_start_again(tmp_path: Path) -> None:
    with worker("obliging", tmp_path) as process:
        process.cancel()
        with pytest.raises(Cancelled):
            list(process.ask(REQUEST))


def test_closing_ends_a_worker_that_does_not_listen(tmp_path: Path) -> None:
    with worker("hanging", tmp_path) as process:
        first = next(process.ask(REQUEST))
        assert isinstance(first, LanguageHeard)
        process.close()
        assert has_ended(int(first.language))
        assert process.memory() == 0


def test_memory_counts_the_worker_while_it_lives(tmp_path: Path) -> None:
    with worker("obliging", tmp_path) as process:
        assert process.memory() == 0
        list(process.ask(REQUEST))
        assert process.memory() > 5_000_000


def test_memory_of_a_process_that_is_gone_is_nothing() -> None:
    gone = next(pid for pid in range(2**22 - 1, 1, -1) if not psutil.pid_exists(pid))
    assert tree_memory(gone) == 0


def has_ended(pid: int) -> bool:
    """Wait until a process that is not our child has gone (or is only waiting to be reaped)."""
    try:
        process = psutil.Process(pid)
        process.wait(timeout=10)
    except psutil.NoSuchProcess:
        return True
    except psutil.TimeoutExpired:
        return process.status() == psutil.STATUS_ZOMBIE
    return True
