from __future__ import annotations

from collections.abc import Iterator, Mapping
from pathlib import Path

import pytest

from engine import calibration, models
from engine.calibration import Calibration, Measurement
from engine.errors import Cancelled, LongtakeError, SilentFault, WorkerDied
from engine.jobs import self_test
from engine.jobs.supervisor import WorkerProcess
from engine.models import ModelFolder
from engine.options import Home, Options
from engine.protocol import AnyReply, Finished, Request, SelfTest, SelfTested
from engine.worker.accelerator import Backend, Machine
from tests import fakes

GB = 1 << 30
PLAIN = Machine(cores=8, memory=16 * GB)
MAC = Machine(cores=8, memory=16 * GB, is_apple_silicon=True)
CPU, MPS = Backend("torch", "cpu"), Backend("torch", "mps")
TEXT = "and so my fellow americans ask not what your country can do for you"


@pytest.fixture
def folder(tmp_path: Path) -> ModelFolder:
    """A model for transformers, of which only the kind matters here."""
    path = tmp_path / "model"
    path.mkdir()
    (path / "model.safetensors").write_bytes(b"")
    return ModelFolder(path, "transformers", "some", False, "a1b2")


class Answering:
    """A worker that hears on each device what it was told to; an error is what it ends in."""

    def __init__(self, heard: Mapping[str, SelfTested | LongtakeError | type[Cancelled]]) -> None:
        self._heard = heard
        self.asked: list[str] = []
        self.closed = 0

    def start(self) -> None:
        """It is always ready."""

    def ask(self, request: Request) -> Iterator[AnyReply]:
        assert isinstance(request, SelfTest)
        self.asked.append(request.settings.device)
        answer = self._heard[request.settings.device]
        if not isinstance(answer, SelfTested):
            raise answer
        yield answer
        yield Finished()

    def memory(self) -> int:
        return 0

    def rest(self, seconds: float) -> None:
        """It needs none."""

    def cancel(self) -> None:
        """Nothing takes long here."""

    def close(self) -> None:
        self.closed += 1


def test_the_processor_is_tried_first(folder: ModelFolder) -> None:
    assert self_test.backends(folder, MAC) == (CPU, MPS)


def test_with_one_backend_there_is_nothing_to_try(folder: ModelFolder) -> None:
    assert self_test.untested(folder, PLAIN, Calibration()) == ()


def test_what_was_tried_is_not_tried_again(folder: ModelFolder) -> None:
    measurements = tuple(Measurement(*backend, "a1b2", 10.0) for backend in (CPU, MPS))
    assert self_test.untested(folder, MAC, Calibration("", measurements[:1])) == (CPU, MPS)
    assert self_test.untested(folder, MAC, Calibration("", measurements)) == ()


def test_another_model_is_tried_too(folder: ModelFolder) -> None:
    measurements = tuple(Measurement(*backend, "c3d4", 10.0) for backend in (CPU, MPS))
    assert self_test.untested(folder, MAC, Calibration("", measurements)) == (CPU, MPS)


def test_backends_that_agree_are_kept_with_their_speeds(home: Home, folder: ModelFolder) -> None:
    worker = Answering({"cpu": SelfTested(TEXT, 12.0), "mps": SelfTested(TEXT, 40.0)})
    known = self_test.run(folder, (CPU, MPS), home, worker)
    assert worker.asked == ["cpu", "mps"]
    assert calibration.read(home) == known
    assert known.speed("mps", "torch", "a1b2") == 40.0
    assert self_test.remarks(known, folder) == []


def test_each_backend_gets_a_fresh_worker(home: Home, folder: ModelFolder) -> None:
    worker = Answering({"cpu": SelfTested(TEXT, 12.0), "mps": WorkerDied("It died.")})
    self_test.run(folder, (CPU, MPS), home, worker)
    assert worker.closed == 2


def test_a_backend_that_hears_other_words_is_named(home: Home, folder: ModelFolder) -> None:
    worker = Answering({"cpu": SelfTested(TEXT, 12.0), "mps": SelfTested("you you you", 90.0)})
    known = self_test.run(folder, (CPU, MPS), home, worker)
    assert self_test.remarks(known, folder) == [
        "torch on mps is not used: 93% of its words differ from the processor's."
    ]


@pytest.mark.parametrize("error", [WorkerDied("It died."), SilentFault("It cannot be true.")])
def test_a_backend_that_fails_spoils_no_other(
    home: Home, folder: ModelFolder, error: LongtakeError
) -> None:
    worker = Answering({"cpu": SelfTested(TEXT, 12.0), "mps": error})
    known = self_test.run(folder, (CPU, MPS), home, worker)
    assert self_test.remarks(known, folder) == [f"torch on mps is not used: {error.message}"]
    assert known.speed("cpu", "torch", "a1b2") == 12.0


def test_without_the_processors_words_no_other_is_trusted(home: Home, folder: ModelFolder) -> None:
    worker = Answering({"cpu": WorkerDied("It died."), "mps": SelfTested(TEXT, 40.0)})
    known = self_test.run(folder, (CPU, MPS), home, worker)
    found = known.tested("torch", "mps", "a1b2")
    assert found is not None
    assert not found.is_trusted


def test_what_is_measured_before_an_interruption_is_kept(home: Home, folder: ModelFolder) -> None:
    worker = Answering({"cpu": SelfTested(TEXT, 12.0), "mps": Cancelled})
    with pytest.raises(Cancelled):
        self_test.run(folder, (CPU, MPS), home, worker)
    assert calibration.read(home).speed("cpu", "torch", "a1b2") == 12.0


def test_a_worker_without_an_answer_is_a_bug_and_no_measurement(
    home: Home, folder: ModelFolder, tmp_path: Path
) -> None:
    worker = WorkerProcess(tmp_path / "log", fakes.command("obliging"))
    known = self_test.run(folder, (CPU,), home, worker)
    (found,) = known.measurements
    assert found.problem == "The worker gave no result."


def test_a_worker_that_crashes_is_survived(home: Home, folder: ModelFolder, tmp_path: Path) -> None:
    worker = WorkerProcess(tmp_path / "log", fakes.command("segfaulting"))
    known = self_test.run(folder, (CPU, MPS), home, worker)
    assert ["SIGSEGV" in each.problem for each in known.measurements] == [True, True]


def test_before_a_job_nothing_is_asked_where_there_is_no_choice(home: Home, tiny_en: Path) -> None:
    worker = Answering({})
    model = models.resolve("tiny.en", home)
    self_test.ensure(model, Options(device="cpu"), home, worker, pytest.fail)
    assert worker.asked == []


def test_before_a_job_every_backend_is_tried_once(
    home: Home, folder: ModelFolder, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(self_test, "guess", lambda: MAC)
    monkeypatch.setattr(self_test, "survey_apart", lambda: MAC)
    worker = Answering({"cpu": SelfTested(TEXT, 12.0), "mps": SelfTested("!", 90.0)})
    notices: list[str] = []
    for _ in range(2):
        self_test.ensure(folder, Options(), home, worker, notices.append)
    assert worker.asked == ["cpu", "mps"]
    assert len(notices) == 2
    assert "not used" in notices[1]


def test_a_real_worker_hears_the_clip(home: Home, tiny_en: Path, tmp_path: Path) -> None:
    model = models.resolve("tiny.en", home)
    worker = WorkerProcess(tmp_path / "log")
    known = self_test.run(model, (Backend("ct2", "cpu"),), home, worker)
    assert known.speed("cpu", "ct2", model.identity)
    assert known.measurements[0].is_trusted
    assert "memory after load: process" in (tmp_path / "log").read_text()
