"""Each fault is made in a process of its own, and must be what it says that it is."""

from __future__ import annotations

import signal
import subprocess
import sys

import numpy as np
import pytest

from engine.errors import MemoryExhausted, UsageError
from engine.protocol import ChunkTask
from engine.worker import faults
from engine.worker.diagnosis import chunk_of, known
from engine.worker.faults import KINDS, Fault, Saboteur, due, planned, strike
from tests.builders import chunk


def task(index: int, begun: int = 0) -> ChunkTask:
    return ChunkTask(chunk(index, 0, 20), begun=begun)


def test_faults_are_read_from_the_environment() -> None:
    told = {"LONGTAKE_FAULTS": "oom@0, hang-gil@12x3,slow@5"}
    assert planned(told) == (Fault("oom", 0), Fault("hang-gil", 12, 3), Fault("slow", 5))
    assert planned({}) == ()
    assert planned({"LONGTAKE_FAULTS": ""}) == ()


@pytest.mark.parametrize("kind", KINDS)
def test_every_kind_of_the_contract_can_be_asked_for(kind: str) -> None:
    assert planned({"LONGTAKE_FAULTS": f"{kind}@3"}) == (Fault(kind, 3),)


@pytest.mark.parametrize("told", ["fire@3", "oom", "oom@", "oom@-1", "oom@3x", "oom@3 hang@4"])
def test_what_cannot_be_meant_is_refused_with_what_can(told: str) -> None:
    with pytest.raises(UsageError, match="LONGTAKE_FAULTS") as caught:
        planned({"LONGTAKE_FAULTS": told})
    assert "hang-gil" in caught.value.hint


def test_a_fault_strikes_its_chunk_once_unless_told() -> None:
    plan = planned({"LONGTAKE_FAULTS": "segv@3"})
    assert due(plan, task(3)) == "segv"
    assert due(plan, task(3, begun=1)) is None
    assert due(plan, task(4)) is None


def test_a_fault_strikes_as_often_as_its_chunk_is_begun_until_it_is_spent() -> None:
    plan = planned({"LONGTAKE_FAULTS": "segv@3x2,oom@3"})
    assert [due(plan, task(3, begun)) for begun in range(4)] == ["segv", "segv", "oom", None]


def test_memory_runs_out_in_each_of_its_forms() -> None:
    said = set()
    for index in range(len(faults.OUT_OF_MEMORY)):
        with pytest.raises(RuntimeError) as caught:
            strike("oom", task(index))
        assert isinstance(known(caught.value), MemoryExhausted)
        assert chunk_of(caught.value) == index
        said.add(str(caught.value))
    assert len(said) == len(faults.OUT_OF_MEMORY)


def test_an_error_is_raised_again_and_again_as_a_new_one() -> None:
    caught = []
    for _ in range(2):
        with pytest.raises(RuntimeError, match="on purpose") as each:
            strike("error", task(7))
        caught.append(each.value)
    assert caught[0] is not caught[1]
    assert chunk_of(caught[0]) == 7


@pytest.mark.parametrize(("kind", "end"), [("segv", signal.SIGSEGV), ("abort", signal.SIGABRT)])
def test_a_crash_is_a_real_one(kind: str, end: signal.Signals) -> None:
    run = subprocess.run([sys.executable, "-c", _STRIKING.format(kind)], capture_output=True)
    assert run.returncode == -end


@pytest.mark.parametrize(("kind", "is_alive"), [("hang", True), ("hang-gil", False)])
def test_a_hang_leaves_other_threads_alone_only_where_the_gil_is_free(
    kind: str, is_alive: bool
) -> None:
    process = subprocess.Popen(
        [sys.executable, "-c", _BESIDE_A_HANG.format(kind)], stdout=subprocess.PIPE
    )
    assert process.stdout is not None
    try:
        assert process.stdout.readline() == b"about to hang\n"
        # SIGALRM, by the system's own clock, ends it where no thread can say a word any more.
        said = process.stdout.read()
        assert (b"still here" in said) is is_alive
        assert process.wait() == -signal.SIGALRM
    finally:
        process.kill()
        process.stdout.close()


def test_slowness_is_seven_times_the_time_that_a_window_takes(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    rests: list[float] = []
    monkeypatch.setattr(faults.time, "sleep", rests.append)
    saboteur = Saboteur((Fault("slow", 2),), speed=10.0)
    for is_first in (True, False):
        saboteur.strike(task(2), 0.0, 20.0, is_first)
    saboteur.strike(task(3), 20.0, 40.0, True)
    assert rests == [14.0, 14.0]


def test_an_error_strikes_only_the_first_window_of_its_chunk() -> None:
    saboteur = Saboteur((Fault("error", 2),))
    saboteur.strike(task(2), 10.0, 20.0, is_first=False)
    with pytest.raises(RuntimeError):
        saboteur.strike(task(2), 0.0, 10.0, is_first=True)


class Model:
    def encode(self, features: np.ndarray) -> np.ndarray:
        return features + 1


class Recognizer:
    def __init__(self) -> None:
        self._model = Model()


def test_a_dead_encoder_gives_zeros_for_the_windows_of_its_chunk_alone() -> None:
    saboteur, recognizer = Saboteur((Fault("gpu-zero", 2),)), Recognizer()
    saboteur.tamper(recognizer)  # type: ignore[arg-type]
    heard = []
    for index in (1, 2, 3):
        saboteur.strike(task(index), 0.0, 20.0, True)
        heard.append(float(recognizer._model.encode(np.zeros((2, 2))).max()))
    assert heard == [1.0, 0.0, 1.0]


def test_an_encoder_is_left_as_it_is_where_nothing_is_planned_for_it() -> None:
    recognizer = Recognizer()
    Saboteur((Fault("oom", 2),)).tamper(recognizer)  # type: ignore[arg-type]
    assert "encode" not in vars(recognizer._model)


_STRIKING = """
from engine.protocol import ChunkTask
from engine.transcript import Chunk
from engine.worker.faults import strike
strike({!r}, ChunkTask(Chunk(0, 0.0, 20.0, 0.0, 20.0)))
"""
_BESIDE_A_HANG = """
import signal, threading
from engine.protocol import ChunkTask
from engine.transcript import Chunk
from engine.worker.faults import strike
signal.signal(signal.SIGALRM, signal.SIG_DFL)
print("about to hang", flush=True)
signal.setitimer(signal.ITIMER_REAL, 1.0)
hung = threading.Event()
def speak():
    while True:
        hung.wait(0.1)
        print("still here", flush=True)
threading.Thread(target=speak, daemon=True).start()
strike({!r}, ChunkTask(Chunk(0, 0.0, 20.0, 0.0, 20.0)))
"""
