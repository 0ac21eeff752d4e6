"""What the app asks of the engine besides work, asked of the very object that answers."""

from __future__ import annotations

import queue as queues
from collections.abc import Iterator
from pathlib import Path

import pytest

from engine.document import Document, Source
from engine.errors import DocumentMissing
from engine.inquiries import Inquiries
from engine.jobs.queue import place_for
from engine.jobs.supervisor import Worker, WorkerProcess
from engine.options import Home, Options
from engine.protocol import EngineFailed, Event, JobsListed, Probed
from tests import fakes
from tests.films import SAMPLE


class Heard:
    """Keeps what is told, and how many workers were made."""

    def __init__(self) -> None:
        self.events: queues.SimpleQueue[Event] = queues.SimpleQueue()
        self.workers: list[WorkerProcess] = []
        self.command: list[str] | None = None

    def make_worker(self, log: Path) -> Worker:
        self.workers.append(WorkerProcess(log, self.command))
        return self.workers[-1]

    def next(self) -> Event:
        return self.events.get(timeout=60)

    def probed(self) -> Probed:
        event = self.next()
        assert isinstance(event, Probed)
        return event


@pytest.fixture
def heard() -> Heard:
    return Heard()


@pytest.fixture
def inquiries(home: Home, heard: Heard) -> Iterator[Inquiries]:
    made = Inquiries(home, heard.events.put, heard.make_worker)
    yield made
    made.close()


def test_a_recording_is_described(inquiries: Inquiries, heard: Heard) -> None:
    inquiries.probe((str(SAMPLE),))
    probed = heard.probed()
    assert probed.media is not None
    assert probed.media.container == "ogg"
    assert probed.media.duration == pytest.approx(59.2, abs=0.2)
    assert probed.document == ""


def test_several_are_looked_at_by_one_worker(inquiries: Inquiries, heard: Heard) -> None:
    inquiries.probe((str(SAMPLE), str(SAMPLE), str(SAMPLE)))
    assert [heard.probed().source for _ in range(3)] == [str(SAMPLE)] * 3
    assert len(heard.workers) == 1


def test_a_worker_that_crashes_over_a_file_is_replaced_for_the_next(
    inquiries: Inquiries, heard: Heard
) -> None:
    heard.command = fakes.command("segfaulting")
    inquiries.probe((str(SAMPLE), str(SAMPLE)))
    codes = [problem.code for _ in range(2) if (problem := heard.probed().problem)]
    assert codes == ["worker-died"] * 2
    assert len(heard.workers) == 2


def test_a_worker_that_says_nothing_of_the_file_is_a_bug(
    inquiries: Inquiries, heard: Heard
) -> None:
    heard.command = fakes.command("obliging")
    inquiries.probe((str(SAMPLE),))
    problem = heard.probed().problem
    assert problem is not None
    assert problem.code == "internal"


def test_a_newer_question_drops_what_waits_of_the_older(
    inquiries: Inquiries, heard: Heard, tmp_path: Path
) -> None:
    many = tuple(str(tmp_path / f"{number}.mp3") for number in range(3000))
    inquiries.probe(many)
    inquiries.probe((str(SAMPLE),))
    count = 1
    while heard.probed().source != str(SAMPLE):
        count += 1
    assert count < len(many)


def test_a_film_that_was_begun_is_known(inquiries: Inquiries, heard: Heard, home: Home) -> None:
    source = Source.of(SAMPLE)
    place = place_for(source, home)
    Document.create(place, source, Options()).close()
    inquiries.probe((str(SAMPLE),))
    assert heard.probed().document == str(place)


def test_jobs_are_listed_with_those_that_cannot_be_read(
    inquiries: Inquiries, heard: Heard, home: Home
) -> None:
    home.documents.mkdir(parents=True)
    (home.documents / "broken.longtake").write_bytes(b"no document")
    inquiries.list_jobs()
    listed = heard.next()
    assert isinstance(listed, JobsListed)
    assert [(job.title, job.state) for job in listed.jobs] == [("broken", "unreadable")]


def test_what_goes_wrong_is_told_and_the_next_is_answered(
    home: Home, heard: Heard, monkeypatch: pytest.MonkeyPatch
) -> None:
    def fail(home: Home) -> list[object]:
        raise DocumentMissing("The disk has gone.")

    monkeypatch.setattr("engine.inquiries.queue.jobs", fail)
    inquiries = Inquiries(home, heard.events.put, heard.make_worker)
    inquiries.list_jobs()
    failed = heard.next()
    assert isinstance(failed, EngineFailed)
    assert failed.problem.code == "document-missing"
    inquiries.probe((str(SAMPLE),))
    assert heard.probed().media is not None
    inquiries.close()


def test_closing_ends_the_worker_and_answers_no_more(
    home: Home, heard: Heard, tmp_path: Path
) -> None:
    inquiries = Inquiries(home, heard.events.put, heard.make_worker)
    inquiries.probe((str(SAMPLE),))
    heard.probed()
    inquiries.close()
    assert all(worker.memory() == 0 for worker in heard.workers)
    inquiries.list_jobs()
    assert heard.events.empty()


def test_closing_may_wait_until_all_is_answered(home: Home, heard: Heard) -> None:
    inquiries = Inquiries(home, heard.events.put, heard.make_worker)
    inquiries.list_jobs()
    inquiries.probe((str(SAMPLE),))
    inquiries.close(finish=True)
    assert isinstance(heard.next(), JobsListed)
    assert heard.probed().media is not None
