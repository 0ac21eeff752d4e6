"""Every sentence that the engine tells by the way stands in one place."""

from __future__ import annotations

import string

import pytest

from engine import notices
from engine.errors import UsageError, WorkerStuck
from engine.notices import FORMS, Form, after, joined


def test_what_varies_is_put_in_its_place() -> None:
    assert notices.MAY_BE("Speaker 2", "Anna") == "Speaker 2 may be Anna, whose voice is known."


@pytest.mark.parametrize("form", FORMS)
def test_a_sentence_is_whole_and_its_gaps_have_no_names(form: Form) -> None:
    assert not form[0].islower()
    assert form.endswith((".", ": {}"))
    assert all(not name for _, name, _, _ in string.Formatter().parse(form))


def test_no_sentence_is_there_twice() -> None:
    assert len(set(FORMS)) == len(FORMS)


def test_several_are_told_in_turn() -> None:
    said = joined(notices.BATTERY_LOW(4), notices.PAUSES())
    assert said == "The battery is at 4 %. Longtake pauses until that is better."


def test_what_went_wrong_comes_first_and_advice_last_where_it_is_wanted() -> None:
    error = WorkerStuck("It hangs.", "Restart the machine.")
    done = notices.ON_PROCESSOR()
    assert after(error, done) == f"It hangs. {done}"
    assert after(error, done, hint=True) == f"It hangs. {done} Restart the machine."


def test_an_error_without_advice_leaves_no_space_behind() -> None:
    assert after(UsageError("No."), notices.GOES_ON(), hint=True) == "No. Longtake goes on."
