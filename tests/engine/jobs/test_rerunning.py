"""Parts of a finished film that are heard once more: nothing is lost, and edits stay."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import pytest

from engine import cli
from engine.document import Document
from engine.edition import Editing, edited
from engine.edits import HearAgain, SetText
from engine.errors import Cancelled, ExitCode, MemoryExhausted, WorkerDied
from engine.jobs import queue, runner
from engine.options import Home
from engine.protocol import (
    AnyReply,
    Event,
    JobEnded,
    Noticed,
    Recognise,
    Request,
    Submit,
)
from tests.talking import TalkingWorker, transcribe


class Noting(TalkingWorker):
    """A talking worker that notes what it is to recognise."""

    def __init__(self, words: str, *failures: BaseException) -> None:
        super().__init__(words, *failures)  # type: ignore[arg-type]
        self.asked: list[Recognise] = []

    def ask(self, request: Request) -> Iterator[AnyReply]:
        if isinstance(request, Recognise):
            self.asked.append(request)
        return super().ask(request)


@pytest.fixture
def path(tmp_path: Path, home: Home) -> Path:
    """A finished job of two chunks, in each of which are two words."""
    ended, _ = transcribe(tmp_path / "film.wav", home, TalkingWorker("plain words"))
    assert ended.state == "completed"
    return Path(ended.job)


def again(
    path: Path, home: Home, worker: TalkingWorker, *chunks: int
) -> tuple[JobEnded, list[Event]]:
    told: list[Event] = []
    return runner.run(queue.rerun(path, chunks), home, told.append, worker.made), told


def texts(path: Path) -> list[str]:
    with Document.open(path, read_only=True) as document:
        return [said.text for said in edited(document).transcript.segments]


def test_a_chosen_part_is_heard_in_another_way_and_the_others_not_at_all(
    path: Path, home: Home
) -> None:
    worker = Noting("other words")
    ended, _ = again(path, home, worker, 1)
    assert (ended.state, ended.failed_chunks) == ("completed", 0)
    (asked,) = worker.asked
    assert [task.chunk.index for task in asked.tasks] == [1]
    assert asked.settings.decoding == "sequential"
    assert texts(path) == ["plain words", "other words"]
    with Document.open(path, read_only=True) as document:
        assert document.options.decoding == "batched", "what was asked for at first stays"


def test_what_was_edited_there_stays_until_the_user_decides(path: Path, home: Home) -> None:
    with Document.open(path) as document:
        Editing(document).do(SetText("1.0", "mended words"))
    again(path, home, Noting("other words"), 1)
    assert texts(path) == ["plain words", "mended words"]
    with Document.open(path) as document:
        editing = Editing(document)
        (new,) = editing.asks
        editing.do(new.used(editing.transcript))
    assert texts(path) == ["plain words", "other words"]


def test_who_asked_from_the_editor_decides_about_unedited_text_too(path: Path, home: Home) -> None:
    with Document.open(path) as document:
        Editing(document).do(HearAgain(1, ("1.0",)))
    again(path, home, Noting("other words"), 1)
    assert texts(path) == ["plain words", "plain words"]
    with Document.open(path) as document:
        assert [new.text for new in Editing(document).asks] == ["other words"]


def test_a_part_that_cannot_be_heard_again_keeps_its_text(path: Path, home: Home) -> None:
    failures = [MemoryExhausted("The memory is full.") for _ in range(20)]
    ended, told = again(path, home, Noting("other words", *failures), 0)
    assert (ended.state, ended.exit_code, ended.failed_chunks) == ("completed", ExitCode.DONE, 0)
    assert texts(path) == ["plain words", "plain words"]
    assert any(isinstance(e, Noticed) and "keeps the text" in e.message for e in told)


def test_who_stops_it_in_the_middle_has_what_was_there(path: Path, home: Home) -> None:
    ended, _ = again(path, home, Noting("other words", Cancelled()), 0, 1)
    assert ended.state == "interrupted"
    resumed = runner.run(queue.resumption(path), home, lambda _: None, Noting("third").made)
    assert resumed.state == "completed"
    assert texts(path) == ["plain words", "plain words"]


def test_one_failure_is_tried_again_as_ever(path: Path, home: Home) -> None:
    worker = Noting("other words", WorkerDied("The worker was killed."))
    again(path, home, worker, 0)
    assert texts(path) == ["other words", "plain words"]
    assert len(worker.asked) == 2


def test_what_was_heard_sequentially_is_heard_many_windows_at_once(
    tmp_path: Path, home: Home
) -> None:
    ended, _ = transcribe(tmp_path / "film.wav", home, TalkingWorker(), decoding="sequential")
    submission = queue.rerun(Path(ended.job), (0,))
    assert submission.means is not None and submission.means.decoding == "batched"


# --- the command ----------------------------------------------------------------------------------


def submitted(monkeypatch: pytest.MonkeyPatch, *arguments: object) -> list[Submit]:
    """What the command would have run."""
    found: list[Submit] = []

    def run(submission: Submit, *_: object) -> JobEnded:
        found.append(submission)
        return JobEnded(submission.document, submission.source, "completed", 0)

    monkeypatch.setattr(runner, "run", run)
    assert cli.main(["resume", *map(str, arguments)]) == ExitCode.DONE
    return found


@pytest.mark.usefixtures("logging_of_its_own")
def test_the_command_names_chunks_as_they_are_listed(
    path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    (submission,) = submitted(monkeypatch, path, "--chunk", 2)
    assert submission.again == (1,)
    assert submission.means is not None and submission.means.decoding == "sequential"
    (other,) = submitted(monkeypatch, path, "--chunk", 1, "--chunk", 2, "--beam-size", 8)
    assert other.again == (0, 1) and other.means is not None
    assert (other.means.decoding, other.means.beam_size) == ("batched", 8)


@pytest.mark.usefixtures("logging_of_its_own")
@pytest.mark.parametrize("wrong", [["--chunk", "0", "DOCUMENT"], ["--chunk", "1"]])
def test_chunks_that_cannot_be_meant_are_refused(
    path: Path, wrong: list[str], capsys: pytest.CaptureFixture[str]
) -> None:
    arguments = [str(path) if each == "DOCUMENT" else each for each in wrong]
    assert cli.main(["resume", *arguments]) == ExitCode.USAGE
    assert "chunk" in capsys.readouterr().err.lower()
