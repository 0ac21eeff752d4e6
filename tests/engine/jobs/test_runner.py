from __future__ import annotations

import os
from collections.abc import Iterator
from pathlib import Path

import msgspec
import pytest

from engine import protocol
from engine.audio.cache import unfinished
from engine.document import Document
from engine.errors import Cancelled, LongtakeError, WorkerDied
from engine.jobs import runner
from engine.logs import Line, log_to
from engine.options import Home, Options
from engine.protocol import (
    AnyEvent,
    AnyReply,
    Event,
    JobEnded,
    Noticed,
    Prepare,
    Request,
    Submit,
)
from tests.talking import TalkingWorker, transcribe

pytestmark = pytest.mark.usefixtures("tiny_en", "logging_of_its_own")


@pytest.fixture(autouse=True)
def logged(home: Home) -> None:
    log_to(home)


def lines(worker: TalkingWorker) -> list[Line]:
    path = worker.log_file.with_suffix(".jsonl")
    return [msgspec.json.decode(line, type=Line) for line in path.read_bytes().splitlines()]


def test_a_job_writes_its_events_into_its_own_log(home: Home, tmp_path: Path) -> None:
    worker = TalkingWorker()
    ended, told = transcribe(tmp_path / "film.wav", home, worker)
    assert ended.state == "completed"
    assert isinstance(told[-1], JobEnded)
    types = [line.data.get("type") for line in lines(worker)]
    assert types == [
        None,
        "jobstarted",
        "planned",
        *["chunkchanged"] * 4,
        "jobended",
    ]
    assert worker.log_file.read_text().count("state=done") == 2


def test_neither_words_nor_prompt_of_a_job_are_in_its_log(home: Home, tmp_path: Path) -> None:
    worker = TalkingWorker("Quetzal sings")
    transcribe(tmp_path / "film.wav", home, worker, initial_prompt="Nightingale")
    for path in home.logs.iterdir():
        assert "quetzal" not in path.read_text().lower()
        assert "Nightingale" not in path.read_text()


def test_an_error_of_our_tree_is_in_the_jobs_log_with_its_trace(home: Home, tmp_path: Path) -> None:
    worker = TalkingWorker("words", LongtakeError("nothing fits"))
    ended, _ = transcribe(tmp_path / "film.wav", home, worker)
    assert ended.state == "failed"
    assert any("nothing fits" in line.trace for line in lines(worker))
    assert lines(worker)[-1].data["problem"] == "failed: nothing fits"


def test_a_failed_attempt_is_in_the_log_with_its_reason(home: Home, tmp_path: Path) -> None:
    worker = TalkingWorker("words", WorkerDied("The worker was ended by SIGSEGV."))
    transcribe(tmp_path / "film.wav", home, worker)
    retried = [line for line in lines(worker) if line.data.get("state") == "retried"]
    assert "SIGSEGV" in str(retried[0].data["problem"])


def test_a_second_job_does_not_write_into_the_log_of_the_first(home: Home, tmp_path: Path) -> None:
    first, second = TalkingWorker(), TalkingWorker()
    transcribe(tmp_path / "one.wav", home, first)
    before = first.log_file.read_bytes()
    transcribe(tmp_path / "two.wav", home, second)
    assert first.log_file != second.log_file
    assert first.log_file.read_bytes() == before


def test_a_job_pauses_says_why_and_can_be_cancelled_meanwhile(home: Home, tmp_path: Path) -> None:
    film = tmp_path / "film.wav"
    film.write_bytes(b"RIFF film")
    told: list[Event] = []

    class Cancelling(TalkingWorker):
        def rest(self, seconds: float) -> None:
            raise Cancelled

    options = Options(pause_above_memory=1, keep_awake=False)
    ended = runner.run(Submit(str(film), options), home, told.append, Cancelling().made)
    assert ended.state == "interrupted"
    assert next(event.message for event in told if isinstance(event, Noticed)).endswith(
        "Longtake pauses until that is better."
    )
    with Document.open(Path(ended.job), read_only=True) as document:
        assert document.state == "interrupted"


def test_a_film_whose_name_is_no_text_fails_alone(home: Home, tmp_path: Path) -> None:
    film = tmp_path / os.fsdecode(b"bad\xff.wav")
    told: list[Event] = []
    ended = runner.run(Submit(str(film), Options()), home, told.append, TalkingWorker().made)
    assert (ended.state, ended.exit_code) == ("failed", 2)
    assert ended.source.endswith("bad\ufffd.wav")
    assert protocol.decode(protocol.encode(told[-1]), AnyEvent) == ended
    assert "bad" in (home.logs / "engine.log").read_text()


def test_what_was_half_decoded_is_gone_when_the_job_is(home: Home, tmp_path: Path) -> None:
    class Killed(TalkingWorker):
        def ask(self, request: Request) -> Iterator[AnyReply]:
            assert isinstance(request, Prepare)
            unfinished(Path(request.cache)).write_bytes(b"half a film")
            raise Cancelled
            yield

    ended, _ = transcribe(tmp_path / "film.wav", home, Killed())
    assert ended.state == "interrupted"
    assert not list(home.cache.glob("*.s16*"))
