"""What a glossary means for the chunks of a job: what each is offered, which are done again."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

import msgspec
import pytest

from engine.bias import ChunkBias, Term
from engine.jobs import pipeline
from engine.options import Options
from engine.protocol import AnyReply, Recognise, Recognised
from engine.transcript import BiasReport, ChunkText, Transcript, WindowText
from tests.engine.jobs.test_pipeline import OPTIONS, Bench, ScriptedWorker

ANA, BEA = Term("Ana"), Term("Bea")
LATE = Term("Late", times=((90.0, 95.0),))


@dataclass
class Knowing(ScriptedWorker):
    """Finds the last term that it is offered in every chunk, and is as sure of it as told."""

    certainty: float = 0.9

    def _recognise(self, request: Recognise) -> Iterator[AnyReply]:
        terms = {task.chunk.index: task.bias.terms for task in request.tasks}
        for reply in super()._recognise(request):
            if isinstance(reply, Recognised) and (known := terms[reply.text.index]):
                reply = msgspec.structs.replace(
                    reply, text=self._finding(reply.text, known[-1].text)
                )
            yield reply

    def _finding(self, text: ChunkText, term: str) -> ChunkText:
        def having(window: WindowText) -> WindowText:
            last = msgspec.structs.replace(
                window.words[-1], text=f" {term}.", probability=self.certainty
            )
            report = BiasReport(offered=(term,), found=(term,))
            words = (*window.words[:-1], last)
            return msgspec.structs.replace(window, words=words, bias=report)

        return ChunkText(text.index, tuple(map(having, text.windows)))


@pytest.fixture
def bench(tmp_path: Path) -> Iterator[Bench]:
    made = Bench(tmp_path)
    yield made
    made.document.close()


def run(
    bench: Bench,
    *terms: Term,
    options: Options = OPTIONS,
    certainty: float = 0.9,
    **fields: object,
) -> tuple[ScriptedWorker, Transcript]:
    worker = Knowing(certainty=certainty)
    job = bench.job(worker, msgspec.structs.replace(options, **fields))
    job.terms = terms
    return worker, pipeline.run(job)


def offered(worker: ScriptedWorker) -> dict[int, ChunkBias]:
    asked = [request for request in worker.requests if isinstance(request, Recognise)]
    return {task.chunk.index: task.bias for request in asked for task in request.tasks}


def texts(bias: ChunkBias) -> list[str]:
    return [term.text for term in bias.terms]


def test_each_chunk_is_offered_the_terms_of_its_time_and_language(bench: Bench) -> None:
    worker, _ = run(bench, ANA, LATE, Term("Wo", language="de"))
    found = offered(worker)
    assert texts(found[0]) == ["Ana"]
    assert texts(found[4]) == ["Late", "Ana"]
    assert {bias.mode for bias in found.values()} == {"guarded"}


def test_how_it_is_used_is_an_option(bench: Bench) -> None:
    worker, _ = run(bench, ANA, bias="always", max_terms=3)
    assert offered(worker)[0] == ChunkBias("always", (ANA,), 3)


def test_without_a_glossary_nothing_is_offered(bench: Bench) -> None:
    worker, transcript = run(bench)
    assert not any(bias.is_active for bias in offered(worker).values())
    assert all(segment.windows == () for segment in transcript.segments)


def test_the_same_glossary_asks_for_nothing_new(bench: Bench) -> None:
    run(bench, ANA, LATE)
    worker, _ = run(bench, ANA, LATE)
    assert not worker.recognised


def test_what_was_done_without_a_glossary_stays_when_it_is_off(bench: Bench) -> None:
    run(bench)
    worker, _ = run(bench, ANA, bias="off")
    assert not worker.recognised


def test_a_new_term_for_one_scene_has_only_its_chunks_done_again(bench: Bench) -> None:
    run(bench, ANA)
    worker, _ = run(bench, ANA, LATE)
    assert set(worker.recognised) == set(offered(worker)) < {0, 1, 2, 3, 4}
    assert 4 in worker.recognised and 0 not in worker.recognised


@pytest.mark.parametrize("change", [{"bias": "always"}, {"max_terms": 5}])
def test_another_use_of_the_glossary_is_another_request(
    bench: Bench, change: dict[str, object]
) -> None:
    run(bench, ANA)
    worker, _ = run(bench, ANA, **change)
    assert set(worker.recognised) == {0, 1, 2, 3, 4}


def test_terms_are_carried_on_from_chunk_to_chunk_where_asked_for(bench: Bench) -> None:
    worker, _ = run(bench, BEA, Term("Annabel"), carry_terms=True)
    assert worker.asked["Recognise"] == 5
    assert texts(offered(worker)[0]) == ["Annabel", "Bea"]
    assert texts(offered(worker)[1]) == ["Bea", "Annabel"]


def test_a_term_that_was_a_guess_is_not_carried_on(bench: Bench) -> None:
    worker, _ = run(bench, BEA, Term("Annabel"), carry_terms=True, certainty=0.3)
    assert texts(offered(worker)[1]) == ["Annabel", "Bea"]


def test_otherwise_all_chunks_are_asked_for_at_once(bench: Bench) -> None:
    worker, _ = run(bench, BEA, Term("Annabel"))
    assert worker.asked["Recognise"] == 1
    assert texts(offered(worker)[1]) == ["Annabel", "Bea"]


def test_a_job_that_carries_terms_is_resumed_without_doing_anything_again(bench: Bench) -> None:
    run(bench, BEA, ANA, carry_terms=True)
    worker, _ = run(bench, BEA, ANA, carry_terms=True)
    assert not worker.recognised


def test_segments_know_their_windows_and_what_was_offered(bench: Bench) -> None:
    _, transcript = run(bench, ANA)
    first, *_, last = transcript.segments
    assert (first.windows, first.offered) == ((0,), ("Ana",))
    assert last.start > 80
    assert last.windows == (3, 4, 5)
