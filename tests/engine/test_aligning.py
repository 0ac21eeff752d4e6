"""Segments that are aligned again while the app waits for the answer."""

from __future__ import annotations

import queue as queues
from collections.abc import Iterator
from pathlib import Path

import pytest

from engine import aligning as on_its_thread
from engine.aligning import Aligning
from engine.document import Document
from engine.edition import Editing
from engine.jobs.supervisor import Worker, WorkerProcess
from engine.options import Home
from engine.protocol import AlignAgain, AlignedAgain, AligningAgain, Event
from engine.transcript import Segment
from tests import passages
from tests.films import SAMPLE


class Heard:
    """Keeps what is told, and every worker that was made."""

    def __init__(self) -> None:
        self.events: queues.SimpleQueue[Event] = queues.SimpleQueue()
        self.workers: list[WorkerProcess] = []
        self.is_busy = False

    def make_worker(self, log: Path) -> Worker:
        log.parent.mkdir(parents=True, exist_ok=True)
        self.workers.append(WorkerProcess(log))
        return self.workers[-1]

    def answer(self) -> AlignedAgain:
        while isinstance(event := self.events.get(timeout=120), AligningAgain):
            pass
        assert isinstance(event, AlignedAgain)
        return event


@pytest.fixture
def heard() -> Heard:
    return Heard()


@pytest.fixture
def aligning(home: Home, heard: Heard) -> Iterator[Aligning]:
    made = Aligning(home, heard.events.put, heard.make_worker, lambda: heard.is_busy)
    yield made
    made.close()


@pytest.fixture
def path(tmp_path: Path) -> Path:
    made = passages.document(tmp_path)
    passages.correct(made)
    return made


def segments(path: Path) -> tuple[Segment, ...]:
    with Document.open(path) as document:
        return Editing(document).transcript.segments[1:2]


@pytest.mark.usefixtures("tiny_en")
def test_the_answer_is_an_edit_and_the_worker_stays_for_the_next_question(
    aligning: Aligning, heard: Heard, path: Path
) -> None:
    asked = AlignAgain(str(path), segments(path))
    aligning.align(asked)
    first = heard.answer()
    assert first.edit is not None and first.edit.segments == (passages.PHRASE,)
    assert (first.job, first.problem, first.unaligned) == (str(path), None, 0)
    with Document.open(path) as document:
        assert len(document.edits) == 1, "who asked makes the edit"
    aligning.align(asked)
    assert heard.answer() == first
    assert len(heard.workers) == 1
    aligning.close()
    assert heard.workers[0].memory() == 0


@pytest.mark.usefixtures("tiny_en")
def test_while_a_job_computes_another_worker_uses_the_processor(
    aligning: Aligning, heard: Heard, path: Path, home: Home
) -> None:
    aligning.align(AlignAgain(str(path), segments(path)))
    heard.answer()
    heard.is_busy = True
    aligning.align(AlignAgain(str(path), segments(path)))
    assert heard.answer().edit is not None
    assert len(heard.workers) == 2
    assert heard.workers[0].memory() == 0


@pytest.mark.usefixtures("tiny_en")
def test_when_nobody_asks_for_long_the_worker_and_the_film_go(
    heard: Heard, path: Path, home: Home, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(on_its_thread, "STAYS_FOR", 0.0)
    aligning = Aligning(home, heard.events.put, heard.make_worker)
    aligning.align(AlignAgain(str(path), segments(path)))
    heard.answer()
    aligning.align(AlignAgain(str(path), segments(path)))
    heard.answer()
    aligning.close()
    assert [worker.memory() for worker in heard.workers] == [0, 0]
    assert not list(home.cache.glob("*.s16"))


def test_a_film_that_is_gone_is_the_answer_and_the_next_question_is_heard(
    aligning: Aligning, heard: Heard, tmp_path: Path
) -> None:
    film = tmp_path / "film.opus"
    film.write_bytes(SAMPLE.read_bytes())
    path = passages.document(tmp_path, film)
    film.unlink()
    aligning.align(AlignAgain(str(path), segments(path)))
    problem = heard.answer().problem
    assert problem is not None and problem.code == "media-missing"
    aligning.align(AlignAgain(str(tmp_path / "gone.longtake"), ()))
    assert heard.answer().edit is None


@pytest.mark.usefixtures("tiny_en")
def test_who_stops_it_has_an_answer_without_times_and_may_ask_again(
    aligning: Aligning, heard: Heard, path: Path
) -> None:
    asked = AlignAgain(str(path), segments(path))
    aligning.align(asked)
    aligning.align(asked)
    assert isinstance(heard.events.get(timeout=60), AligningAgain), "the first is on its way"
    aligning.stop(str(path))
    assert [heard.answer() for _ in range(2)] == [AlignedAgain(str(path))] * 2
    aligning.stop(str(path))
    aligning.align(asked)
    assert heard.answer().edit is not None
    assert heard.workers[0].memory() == 0


def test_stopping_one_film_leaves_the_others(
    aligning: Aligning, heard: Heard, path: Path, tmp_path: Path
) -> None:
    aligning.stop("/never/asked.longtake")
    aligning.align(AlignAgain(str(path), ()))
    assert heard.answer() == AlignedAgain(str(path))


def test_closing_may_wait_until_all_is_answered(home: Home, heard: Heard, path: Path) -> None:
    aligning = Aligning(home, heard.events.put, heard.make_worker)
    for _ in range(3):
        aligning.align(AlignAgain(str(path), ()))
    aligning.close(finish=True)
    assert heard.events.qsize() == 3
