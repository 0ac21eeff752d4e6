from __future__ import annotations

import errno
import pickle
from collections.abc import Iterator
from pathlib import Path

import pytest

from engine import errors
from engine.errors import (
    Cancelled,
    EngineFault,
    LongtakeError,
    MediaUnreadable,
    NoSpace,
    NotWritable,
    Problem,
)


def every_error(root: type[LongtakeError] = LongtakeError) -> Iterator[type[LongtakeError]]:
    yield root
    for child in root.__subclasses__():
        yield from every_error(child)


@pytest.mark.parametrize("kind", list(every_error()))
def test_an_error_survives_the_way_through_another_process(kind: type[LongtakeError]) -> None:
    error = kind("What happened.", "What to do.", "Traceback …")
    again = LongtakeError.from_problem(error.problem())
    assert type(again) is kind
    assert again.problem() == error.problem()


def test_no_two_errors_have_the_same_code() -> None:
    kinds = list(list(every_error()))
    assert len({kind.code for kind in kinds}) == len(kinds)


def test_every_error_stands_in_the_drawn_tree() -> None:
    drawn = errors.__doc__ or ""
    assert [kind.__name__ for kind in every_error() if kind.__name__ not in drawn] == []


def test_a_code_that_we_do_not_know_is_a_bug_with_its_sentence() -> None:
    error = LongtakeError.from_problem(Problem("of-tomorrow", "Something new."))
    assert isinstance(error, EngineFault)
    assert error.message == "Something new."


def test_an_error_can_be_pickled() -> None:
    error = pickle.loads(pickle.dumps(MediaUnreadable("No audio.", "Try another.")))
    assert (error.message, error.hint) == ("No audio.", "Try another.")


def test_cancelling_is_not_swallowed_by_those_who_handle_errors() -> None:
    assert not issubclass(Cancelled, Exception)


@pytest.mark.parametrize(
    ("number", "kind"),
    [(errno.ENOSPC, NoSpace), (errno.EDQUOT, NoSpace), (errno.EACCES, NotWritable)],
)
def test_what_the_system_refuses_to_write_becomes_our_error(
    number: int, kind: type[LongtakeError]
) -> None:
    with pytest.raises(kind, match=r"film\.srt"), errors.writing(Path("/out/film.srt")):
        raise OSError(number, "refused")


def test_an_error_of_the_tree_is_understood_as_it_is() -> None:
    known = errors.NoSpace("The disk is full.")
    assert errors.understood(known) is known


def test_any_other_is_a_bug_with_its_whole_trace() -> None:
    try:
        int("seven")
    except ValueError as error:
        fault = errors.understood(error)
    assert (fault.code, fault.exit_code) == ("internal", errors.ExitCode.FAILED)
    assert "invalid literal" in fault.details and "test_errors.py" in fault.details
