from __future__ import annotations

from collections.abc import Callable, Generator, Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from pathlib import Path
from typing import ClassVar

import pytest

from engine.document import Document, Source
from engine.errors import Cancelled
from engine.jobs import pipeline
from engine.jobs.job import Job
from engine.jobs.pausing import LONGEST_FOR_MEMORY, SHORTEST_BETWEEN, Pausing
from engine.models import ModelFolder
from engine.options import Options
from engine.power import Awake, Limits, Readings
from engine.protocol import (
    AnyReply,
    Event,
    Finished,
    Noticed,
    Progress,
    Recognise,
    Recognised,
    Request,
)
from engine.transcript import ChunkText
from tests.talking import TalkingWorker

LIMITS = Limits(battery=15, memory=95)
WELL = Readings(battery=80, is_plugged=False, memory=50)
LOW = Readings(battery=14, is_plugged=False, memory=50)
PLUGGED = Readings(battery=14, is_plugged=True, memory=50)
SHORT = Readings(battery=80, is_plugged=True, memory=97)


class RecordedAwake(Awake):
    """Remembers whether the machine may sleep."""

    is_held = True

    def hold(self) -> None:
        self.is_held = True

    def release(self) -> None:
        self.is_held = False


@dataclass
class Machine:
    """A machine whose readings change with time, which passes only when somebody waits."""

    script: Callable[[float], Readings]
    time: float = 0.0
    said: list[str] = field(default_factory=list)
    awake: RecordedAwake = field(default_factory=RecordedAwake)
    might_sleep: list[bool] = field(default_factory=list)

    def pausing(self) -> Pausing:
        return Pausing(LIMITS, self.awake, self.wait, self.read, lambda: self.time)

    def read(self) -> Readings:
        return self.script(self.time)

    def wait(self, seconds: float) -> None:
        self.might_sleep.append(not self.awake.is_held)
        self.time += seconds

    @contextmanager
    def paused(self) -> Iterator[None]:
        self.said.append("paused")
        yield
        self.said.append("running")

    def rest(self, pausing: Pausing) -> None:
        pausing.rest(self.paused, self.said.append)


def changing(*stretches: tuple[float, Readings]) -> Callable[[float], Readings]:
    """Readings that hold up to a moment, each after the other; the last for ever."""
    return lambda time: next((r for until, r in stretches if time < until), stretches[-1][1])


def work(closed: list[str]) -> Generator[AnyReply, None, None]:
    """Three chunks of a worker; `closed` tells that nobody waits for more."""
    try:
        for index in range(3):
            yield Progress("recognise", index, 3)
            yield Recognised(ChunkText(index), 1.0)
        yield Finished()
    finally:
        closed.append("closed")


def test_a_machine_that_is_well_is_never_paused() -> None:
    machine, closed = Machine(lambda time: WELL), list[str]()
    pausing = machine.pausing()
    machine.rest(pausing)
    assert len(list(pausing.up_to_a_pause(work(closed)))) == 7
    assert not pausing.is_due
    assert (machine.said, machine.time) == ([], 0)


def test_a_request_ends_behind_the_chunk_in_hand_when_a_pause_is_due() -> None:
    machine, closed = Machine(lambda time: LOW), list[str]()
    pausing = machine.pausing()
    replies = list(pausing.up_to_a_pause(work(closed)))
    assert isinstance(replies[-1], Recognised)
    assert len(replies) == 2
    assert pausing.is_due
    assert closed == ["closed"]


def test_who_stops_listening_closes_the_request_too() -> None:
    closed: list[str] = []
    replies = Machine(lambda time: WELL).pausing().up_to_a_pause(work(closed))
    next(replies)
    replies.close()
    assert closed == ["closed"]


def test_a_job_rests_until_the_machine_is_plugged_in_and_says_so() -> None:
    machine = Machine(changing((3 * 3600, LOW), (0, PLUGGED)))
    pausing = machine.pausing()
    machine.rest(pausing)
    assert machine.time == pytest.approx(3 * 3600, abs=10)
    assert machine.said == [
        "The battery is at 14 %. Longtake pauses until that is better.",
        "paused",
        "running",
        "Longtake goes on.",
    ]


def test_a_battery_must_be_clearly_better_and_not_only_at_the_border() -> None:
    charging = Readings(battery=16, is_plugged=False)
    machine = Machine(changing((100, LOW), (200, charging), (0, WELL)))
    machine.rest(machine.pausing())
    assert machine.time == 200


def test_the_machine_may_sleep_during_a_pause_and_not_after_it() -> None:
    machine = Machine(changing((50, LOW), (0, WELL)))
    machine.rest(machine.pausing())
    assert machine.might_sleep == [True] * 5
    assert machine.awake.is_held


def test_memory_is_waited_for_only_so_long() -> None:
    machine = Machine(lambda time: SHORT)
    machine.rest(machine.pausing())
    assert machine.time == LONGEST_FOR_MEMORY
    assert machine.said[-1] == "Longtake goes on."


def test_a_machine_that_stays_short_of_memory_works_between_its_pauses() -> None:
    machine, closed = Machine(lambda time: SHORT), list[str]()
    pausing = machine.pausing()
    machine.rest(pausing)
    assert len(list(pausing.up_to_a_pause(work(closed)))) == 7
    machine.time += SHORTEST_BETWEEN
    assert len(list(pausing.up_to_a_pause(work(closed)))) == 2


def test_memory_that_only_the_worker_took_costs_one_restart_and_no_wait() -> None:
    machine, closed = Machine(lambda time: SHORT), list[str]()
    pausing = machine.pausing()
    assert len(list(pausing.up_to_a_pause(work(closed)))) == 2
    machine.script = lambda time: WELL  # its end gave all of it back
    machine.rest(pausing)
    assert (machine.said, machine.time, pausing.is_due) == ([], 0, False)
    machine.script = lambda time: SHORT
    assert len(list(pausing.up_to_a_pause(work(closed)))) == 7


def test_a_low_battery_is_heeded_also_right_after_a_pause_for_memory() -> None:
    machine, closed = Machine(lambda time: SHORT), list[str]()
    pausing = machine.pausing()
    machine.rest(pausing)
    machine.script = lambda time: LOW
    assert len(list(pausing.up_to_a_pause(work(closed)))) == 2


def test_without_limits_the_machine_is_not_even_asked() -> None:
    def refuse() -> Readings:
        raise AssertionError("asked")

    closed: list[str] = []
    pausing = Pausing(read=refuse)
    pausing.rest(Machine(lambda time: WELL).paused, lambda words: None)
    assert len(list(pausing.up_to_a_pause(work(closed)))) == 7


# --- in a job ---------------------------------------------------------------------------------


class NoWorker:
    """Nobody asks it for anything here."""

    def start(self) -> None: ...

    def ask(self, request: Request) -> Iterator[AnyReply]:
        yield Finished()

    def memory(self) -> int:
        return 0

    def rest(self, seconds: float) -> None: ...

    def cancel(self) -> None: ...

    def close(self) -> None: ...


@pytest.fixture
def document(tmp_path: Path) -> Iterator[Document]:
    film = tmp_path / "film.wav"
    film.write_bytes(b"RIFF film")
    path = tmp_path / "film.longtake"
    with Document.create(path, Source.of(film), Options()) as made, made.hold("engine"):
        yield made


def job_on(machine: Machine, document: Document, tell: Callable[[Event], None]) -> Job:
    model = ModelFolder(Path("/model"), "ct2", "scripted", True, "identity")
    pausing = machine.pausing()
    return Job(document, Options(), model, NoWorker(), Path("/cache"), tell, Options(), pausing)


def test_a_resting_job_is_paused_for_all_to_see(document: Document) -> None:
    machine = Machine(changing((30, LOW), (0, WELL)))
    seen: list[str] = []

    def wait(seconds: float) -> None:
        seen.append(document.state)
        machine.wait(seconds)

    events: list[Event] = []
    job = job_on(machine, document, events.append)
    job.pausing.wait = wait
    document.set_state("running")
    job.rest()
    assert seen == ["paused"] * 3
    assert document.state == "running"
    assert [event.message for event in events if isinstance(event, Noticed)] == [
        "The battery is at 14 %. Longtake pauses until that is better.",
        "Longtake goes on.",
    ]


def test_a_pause_ends_at_once_when_the_job_is_cancelled(document: Document) -> None:
    def cancelled(seconds: float) -> None:
        raise Cancelled

    job = job_on(Machine(lambda time: LOW), document, lambda event: None)
    job.pausing.wait = cancelled
    with pytest.raises(Cancelled):
        job.rest()


def test_a_job_whose_engine_died_in_a_pause_was_interrupted(tmp_path: Path) -> None:
    film = tmp_path / "film.wav"
    film.write_bytes(b"RIFF film")
    with Document.create(tmp_path / "film.longtake", Source.of(film), Options()) as document:
        with document.hold("engine"):
            document.set_state("paused")
            assert document.state == "paused"
        assert document.state == "interrupted"


def test_a_job_that_paused_between_two_chunks_goes_on_with_the_next(
    document: Document, tmp_path: Path
) -> None:
    class Counting(TalkingWorker):
        asked: ClassVar[list[list[int]]] = []

        def ask(self, request: Request) -> Iterator[AnyReply]:
            if isinstance(request, Recognise):
                self.asked.append([task.chunk.index for task in request.tasks])
            return super().ask(request)

    states = iter([WELL, LOW, LOW, LOW, LOW])
    machine = Machine(lambda time: next(states, PLUGGED))
    model = ModelFolder(Path("/model"), "ct2", "scripted", False, "identity")
    options, cache = Options(chunk_seconds=20), tmp_path / "film.s16"
    worker, events = Counting(), list[Event]()
    job = Job(document, options, model, worker, cache, events.append, options, machine.pausing())
    transcript = pipeline.run(job)
    assert not transcript.gaps
    assert worker.asked == [[0, 1], [1]]
    assert machine.might_sleep
    assert not document.attempts
