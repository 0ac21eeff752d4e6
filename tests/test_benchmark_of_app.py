"""The benchmark of the window sees what it is there to see."""

from __future__ import annotations

import os

os.environ.setdefault("QT_QPA_PLATFORM", "offscreen")

import pytest
from PySide6.QtCore import QTimer
from pytestqt.qtbot import QtBot

from tests.benchmarks import app as benchmark
from tests.benchmarks.app import Answer, Loop

GOOD = Answer(memory=100_000_000, pauses=(0.01,), busy=(0.003,))


def failures(ratio: float = 2.5, answer: Answer = GOOD) -> list[str]:
    return benchmark._failures(ratio, answer, max(answer.busy, default=0.0))


def test_a_good_window_fails_nothing() -> None:
    assert failures() == []


@pytest.mark.parametrize(
    ("ratio", "answer", "said"),
    [
        (4.5, GOOD, "4.5 times"),
        (2.5, Answer(memory=160_000_000), "160 MB"),
        (2.5, Answer(busy=(0.01, 0.07)), "70.0 ms"),
        (2.5, Answer(libraries=("torch",)), "torch"),
    ],
)
def test_each_limit_is_held(ratio: float, answer: Answer, said: str) -> None:
    (failure,) = failures(ratio, answer)
    assert said in failure


def test_a_loop_that_is_held_up_is_seen(qtbot: QtBot) -> None:
    loop = Loop()
    loop.begin()

    def compute() -> None:
        sum(number * number for number in range(400_000))

    QTimer.singleShot(20, compute)
    qtbot.waitUntil(lambda: len(loop.busy) > 30, timeout=10_000)
    loop.end()
    usual = sorted(loop.busy)[len(loop.busy) // 2]
    assert max(loop.busy) > 5 * usual


def test_the_queue_of_the_benchmark_has_every_kind_of_job() -> None:
    states = {benchmark._summary(number).state for number in range(benchmark.JOBS)}
    assert states == {"running", "queued", "completed"}
