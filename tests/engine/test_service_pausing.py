"""A pause of the running job: with the chunk in hand where that is soon, and not at all if the user
thinks better of it. The service is real; its job is what these tests say it tells."""

from __future__ import annotations

import io
import threading
from collections.abc import Iterator
from pathlib import Path

import pytest

from engine import service
from engine.options import Home
from engine.protocol import (
    Cancel,
    ChunkChanged,
    JobEnded,
    JobStarted,
    Pause,
    Planned,
    Resume,
    StageProgress,
    Submit,
)
from engine.service import Service
from tests.builders import chunk

JOB = "/docs/film.longtake"
PLAN = tuple(chunk(n, n * 300.0, (n + 1) * 300.0) for n in range(3))


class Worker:
    """Notes that it was cancelled."""

    def __init__(self) -> None:
        self.cancelled = threading.Event()

    def cancel(self) -> None:
        self.cancelled.set()


class Running:
    """A service in the middle of a job that is ten times as fast as speech."""

    def __init__(self, home: Home, monkeypatch: pytest.MonkeyPatch) -> None:
        self.now = 0.0
        monkeypatch.setattr(service.time, "monotonic", lambda: self.now)
        self.service = Service(io.BytesIO(), io.BytesIO(), home)
        self.worker = Worker()
        self.service._current = Submit("/film.mp4", document=JOB)
        self.service._worker = self.worker  # type: ignore[assignment]  # all that it uses
        self.tells = self.service._tell_of_job
        self.tells(JobStarted(JOB, "/film.mp4", "film"))
        self.tells(Planned(JOB, 900.0, 900.0, "en", PLAN))
        self.goes_on(0.0)

    def goes_on(self, done: float, speed: float = 10.0) -> None:
        self.now = done / speed
        self.tells(StageProgress(JOB, "recognise", done, 900.0))

    def close(self) -> None:
        self.service._wait_no_more()
        self.service._models.close()
        self.service._inquiries.close()


@pytest.fixture
def running(home: Home, monkeypatch: pytest.MonkeyPatch) -> Iterator[Running]:
    made = Running(home, monkeypatch)
    yield made
    made.close()


def test_a_pause_waits_for_the_chunk_in_hand_where_that_is_soon(running: Running) -> None:
    running.goes_on(200.0)
    running.service._obey(Pause((JOB,)))
    assert not running.worker.cancelled.is_set()
    running.tells(ChunkChanged(JOB, 0, "done"))
    assert running.worker.cancelled.is_set()
    assert running.service._wish == "paused"


def test_a_pause_does_not_wait_for_what_takes_long(running: Running) -> None:
    running.goes_on(60.0, speed=1.0)
    running.service._obey(Pause((JOB,)))
    assert running.worker.cancelled.is_set()


def test_a_chunk_that_takes_longer_than_reckoned_is_not_waited_for(running: Running) -> None:
    running.goes_on(299.9)
    running.service._obey(Pause((JOB,)))
    assert not running.worker.cancelled.is_set()
    assert running.worker.cancelled.wait(60), "somebody waits for ever"


def test_a_pause_can_be_taken_back_before_it_begins(running: Running) -> None:
    running.goes_on(200.0)
    running.service._obey(Pause((JOB,)))
    running.service._obey(Resume((JOB,)))
    running.tells(ChunkChanged(JOB, 0, "done"))
    assert not running.worker.cancelled.is_set()
    assert running.service._wish is None


def test_stopping_waits_for_nothing(running: Running) -> None:
    running.goes_on(200.0)
    running.service._obey(Pause((JOB,)))
    running.service._obey(Cancel(JOB))
    assert running.worker.cancelled.is_set()
    assert running.service._wish == "cancelled"


def test_a_job_that_ends_meanwhile_has_ended(running: Running, tmp_path: Path) -> None:
    running.goes_on(200.0)
    running.service._obey(Pause((JOB,)))
    running.tells(JobEnded(JOB, "/film.mp4", "completed", 0))
    assert running.service._waiting is None
    assert not running.worker.cancelled.is_set()
