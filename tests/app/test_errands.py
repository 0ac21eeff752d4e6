"""Work away from the window's thread: who hears of it, in which order, and who does not."""

from __future__ import annotations

import threading
from functools import partial

import pytest
import shiboken6
from PySide6.QtCore import QObject
from pytestqt.exceptions import capture_exceptions
from pytestqt.qtbot import QtBot

from app.errands import Errands

PATIENCE = 10


class Gate:
    """Work that goes on when it is told to."""

    def __init__(self) -> None:
        self._opened = threading.Event()
        self.entered = threading.Event()
        self.left = threading.Event()

    def __call__(self) -> str:
        self.entered.set()
        assert self._opened.wait(PATIENCE)
        self.left.set()
        return "through"

    def open(self) -> None:
        self._opened.set()


def test_what_came_of_it_is_told_on_the_thread_of_the_window(qtbot: QtBot) -> None:
    errands, told = Errands(), list[tuple[str, str]]()
    errands.send(here, lambda worked: told.append((worked, here())))
    qtbot.waitUntil(lambda: errands.is_idle)
    ((worked, heard),) = told
    assert heard == here() != worked


def test_errands_are_done_one_after_another_in_their_order(qtbot: QtBot) -> None:
    errands, done, told = Errands(), list[int](), list[int]()
    for number in range(50):
        errands.send(partial(noted, number, done), told.append)
    qtbot.waitUntil(lambda: errands.is_idle)
    assert done == told == list(range(50))


def test_nobody_waits_for_the_errand_of_who_has_gone(qtbot: QtBot) -> None:
    owner, gate, told = QObject(), Gate(), list[str]()
    Errands(owner).send(gate, told.append)
    assert gate.entered.wait(PATIENCE)
    shiboken6.delete(owner)
    assert not gate.left.is_set(), "the window's thread has waited"
    gate.open()
    assert gate.left.wait(PATIENCE)
    after_all_that_was_handed_in(qtbot)
    assert told == []


def test_who_closes_waits_for_the_errand_in_hand_and_hears_of_none(qtbot: QtBot) -> None:
    errands, gate, done, told = Errands(), Gate(), list[int](), list[object]()
    errands.send(gate, told.append)
    errands.send(partial(noted, 1, done), told.append)
    assert gate.entered.wait(PATIENCE)
    gate.open()
    errands.close()
    assert gate.left.is_set() and done in ([], [1])
    errands.send(partial(noted, 2, done), told.append)
    after_all_that_was_handed_in(qtbot)
    assert 2 not in done
    assert told == []


def test_what_one_errand_tells_may_send_the_next(qtbot: QtBot) -> None:
    errands, told = Errands(), list[int]()

    def go_on(number: int) -> None:
        told.append(number)
        if number < 5:
            errands.send(lambda: number + 1, go_on)

    errands.send(lambda: 1, go_on)
    qtbot.waitUntil(lambda: told == [1, 2, 3, 4, 5])


def test_an_error_is_a_bug_of_the_window_and_holds_nothing_up(qtbot: QtBot) -> None:
    errands, told = Errands(), list[int]()
    with capture_exceptions() as bugs:
        errands.send(lambda: 1 // 0, told.append)
        errands.send(lambda: 2, told.append)
        qtbot.waitUntil(lambda: errands.is_idle)
    assert [kind for kind, *_ in bugs] == [ZeroDivisionError] and told == [2]


@pytest.mark.parametrize("wait", [True, False])
def test_owners_that_go_while_they_are_told_take_nothing_with_them(
    qtbot: QtBot, wait: bool
) -> None:
    # Signals of the owners themselves, emitted by the threads, ended the process here at times.
    told: list[int] = []
    for number in range(300):
        owner = QObject()
        errands = Errands(owner)
        errands.send(partial(sum, range(number * 10)), told.append)
        if wait:
            qtbot.waitUntil(lambda errands=errands: errands.is_idle)  # type: ignore[misc]
        shiboken6.delete(owner)
    after_all_that_was_handed_in(qtbot)
    assert len(told) == (300 if wait else 0)


def here() -> str:
    return threading.current_thread().name


def noted(number: int, done: list[int]) -> int:
    done.append(number)
    return number


def after_all_that_was_handed_in(qtbot: QtBot) -> None:
    """Go on when what was handed in before has been given to whom it is for."""
    errands = Errands()
    errands.send(lambda: None, lambda _: None)
    qtbot.waitUntil(lambda: errands.is_idle)
