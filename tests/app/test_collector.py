"""Garbage is collected on the window's thread, and there it is."""

from __future__ import annotations

import gc
import threading
import weakref
from collections.abc import Iterator

import pytest
from pytestqt.qtbot import QtBot

from app.collector import Collector


class Knot:
    """A cycle, which only the collector can free; it notes on which thread that was."""

    def __init__(self, freed_on: list[int]) -> None:
        self.itself = self
        self._freed_on = freed_on

    def __del__(self) -> None:
        self._freed_on.append(threading.get_ident())


@pytest.fixture
def collector(qtbot: QtBot) -> Iterator[Collector]:
    made = Collector()
    yield made
    made.stop()


def allocate_much() -> None:
    kept = [[number] for number in range(100_000)]
    assert len(kept) == 100_000


def test_another_thread_frees_nothing_of_the_window(collector: Collector) -> None:
    freed: list[int] = []
    Knot(freed)
    thread = threading.Thread(target=allocate_much)
    thread.start()
    thread.join()
    assert freed == []


def test_what_is_due_is_freed_between_two_events(collector: Collector, qtbot: QtBot) -> None:
    freed: list[int] = []
    gc.collect()
    lost = weakref.ref(Knot(freed))
    allocated = [[number] for number in range(2_000)]
    qtbot.waitUntil(lambda: lost() is None)
    assert freed == [threading.get_ident()]
    assert allocated


def test_once_stopped_python_collects_by_itself_again(qtbot: QtBot) -> None:
    Collector().stop()
    assert gc.isenabled()


def test_what_was_there_before_is_not_looked_through_again(qtbot: QtBot) -> None:
    collector = Collector()
    assert gc.get_freeze_count() > 1000
    collector.stop()
    assert gc.get_freeze_count() == 0
