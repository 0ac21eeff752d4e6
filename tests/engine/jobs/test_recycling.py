"""Workers that have done enough, or hold too much, make room for fresh ones between two chunks."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, field
from pathlib import Path

import msgspec
import pytest

from engine.jobs import pipeline
from engine.protocol import AnyReply, Loaded, Recognise, Recognised
from engine.worker import accelerator
from tests.engine.jobs.test_pipeline import Bench, ScriptedWorker

BUDGET = 1000
CPU = Loaded("ct2", "cpu", "int8", 4, 1, BUDGET)
APPLE = Loaded("torch", "mps", "float16", 8, 1, BUDGET)


@dataclass
class Growing(ScriptedWorker):
    """Holds so much more after each chunk, until it is closed."""

    grows: int = 0
    held: int = field(default=0, init=False)

    def _recognise(self, request: Recognise) -> Iterator[AnyReply]:
        for reply in super()._recognise(request):
            if isinstance(reply, Recognised):
                self.held += self.grows
                yield msgspec.structs.replace(reply, memory=self.held)
            else:
                yield reply

    def close(self) -> None:
        super().close()
        self.held = 0


@pytest.fixture
def bench(tmp_path: Path) -> Iterator[Bench]:
    made = Bench(tmp_path)
    yield made
    made.document.close()


def requests(worker: ScriptedWorker) -> list[list[int]]:
    """The chunks of each request."""
    return [
        [task.chunk.index for task in each.tasks]
        for each in worker.requests
        if isinstance(each, Recognise)
    ]


def test_a_worker_above_its_budget_is_replaced_between_two_chunks(bench: Bench) -> None:
    worker = Growing(loaded=CPU, grows=400)
    transcript = pipeline.run(bench.job(worker))
    assert requests(worker) == [[0, 1, 2, 3, 4], [3, 4]]
    assert not transcript.gaps
    assert set(worker.recognised.values()) == {1}


def test_a_worker_that_is_always_above_its_budget_does_one_chunk_at_a_time(bench: Bench) -> None:
    worker = Growing(loaded=CPU, grows=BUDGET + 1)
    transcript = pipeline.run(bench.job(worker))
    assert [len(each) for each in requests(worker)] == [5, 4, 3, 2, 1]
    assert not transcript.gaps


def test_a_worker_on_an_accelerator_is_replaced_after_enough_chunks(
    bench: Bench, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(accelerator, "CHUNKS_A_WORKER", 2)
    worker = Growing(loaded=APPLE)
    pipeline.run(bench.job(worker))
    assert requests(worker) == [[0, 1, 2, 3, 4], [2, 3, 4], [4]]


def test_a_processor_wears_nothing_out(bench: Bench, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(accelerator, "CHUNKS_A_WORKER", 2)
    worker = Growing(loaded=CPU)
    pipeline.run(bench.job(worker))
    assert len(requests(worker)) == 1


def test_what_was_begun_when_a_worker_was_replaced_does_not_count_as_a_try(bench: Bench) -> None:
    worker = Growing(loaded=CPU, grows=BUDGET + 1)
    pipeline.run(bench.job(worker))
    begun = {
        task.chunk.index: task.begun
        for each in worker.requests
        if isinstance(each, Recognise)
        for task in each.tasks
    }
    assert set(begun.values()) == {0}
    assert not bench.document.attempts
