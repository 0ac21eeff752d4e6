"""Segments that are aligned again while the app waits for the answer."""

from __future__ import annotations

import queue as queues
from collections.abc import Iterator
from pathlib import Path

import pytest

from engine import inquiries as asked_of
from engine.document import Document
from engine.edition import Editing
from engine.inquiries import Inquiries
from engine.jobs.supervisor import Worker, WorkerProcess
from engine.options import Home
from engine.protocol import AlignAgain, AlignedAgain, AligningAgain, Event, JobsListed
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
def inquiries(home: Home, heard: Heard) -> Iterator[Inquiries]:
    made = Inquiries(home, heard.events.put, heard.make_worker, lambda: heard.is_busy)
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
    inquiries: Inquiries, heard: Heard, path: Path
) -> None:
    asked = AlignAgain(str(path), segments(path))
    inquiries.align(asked)
    first = heard.answer()
    assert first.edit is not None and first.edit.segments == (passages.PHRASE,)
    assert (first.job, first.problem, first.unaligned) == (str(path), None, 0)
    with Document.open(path) as document:
        assert len(document.edits) == 1, "who asked makes the edit"
    inquiries.align(asked)
    assert heard.answer() == first
    assert len(heard.workers) == 1
    inquiries.close()
    assert heard.workers[0].memory() == 0


@pytest.mark.usefixtures("tiny_en")
def test_while_a_job_computes_another_worker_uses_the_processor(
    inquiries: Inquiries, heard: Heard, path: Path, home: Home
) -> None:
    inquiries.align(AlignAgain(str(path), segments(path)))
    heard.answer()
    heard.is_busy = True
    inquiries.align(AlignAgain(str(path), segments(path)))
    assert heard.answer().edit is not None
    assert len(heard.workers) == 2
    assert heard.workers[0].memory() == 0


@pytest.mark.usefixtures("tiny_en")
def test_when_nobody_asks_for_long_the_worker_and_the_film_go(
    heard: Heard, path: Path, home: Home, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(asked_of, "STAYS_FOR", 0.0)
    inquiries = Inquiries(home, heard.events.put, heard.make_worker)
    inquiries.align(AlignAgain(str(path), segments(path)))
    heard.answer()
    inquiries.list_jobs()
    assert isinstance(heard.events.get(timeout=60), JobsListed)
    inquiries.list_jobs()  # whoever takes this has waited, and let go before
    assert isinstance(heard.events.get(timeout=60), JobsListed)
    inquiries.close()
    assert heard.workers[0].memory() == 0
    assert not list(home.cache.glob("*.s16"))


def test_a_film_that_is_gone_is_the_answer_and_the_next_question_is_heard(
    inquiries: Inquiries, heard: Heard, tmp_path: Path
) -> None:
    film = tmp_path / "film.opus"
    film.write_bytes(SAMPLE.read_bytes())
    path = passages.document(tmp_path, film)
    film.unlink()
    inquiries.align(AlignAgain(str(path), segments(path)))
    problem = heard.answer().problem
    assert problem is not None and problem.code == "media-missing"
    inquiries.align(AlignAgain(str(tmp_path / "gone.longtake"), ()))
    assert heard.answer().edit is None
