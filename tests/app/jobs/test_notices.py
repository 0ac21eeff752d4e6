"""What the engine noticed is told in the language of the interface."""

from __future__ import annotations

import ast
import re

import pytest
from PySide6.QtWidgets import QApplication

from app.jobs import notices
from engine import notices as engine
from engine import power
from engine.errors import ModelMissing, WorkerHung, WorkerStuck
from engine.notices import Form, after
from engine.power import Limits, Readings
from tests.conftest import ROOT


def filled(form: Form) -> str:
    return form(*range(7, 7 + form.count("{}")))


def test_every_sentence_of_the_engine_has_words_here_and_no_other() -> None:
    assert set(notices.WORDS) == set(engine.FORMS)


def test_the_engine_tells_no_sentence_of_another_place() -> None:
    told = {
        f"{file.name}: {ast.unparse(call)}"
        for file in (ROOT / "engine").rglob("*.py")
        for call in ast.walk(ast.parse(file.read_text(encoding="utf-8")))
        if isinstance(call, ast.Call)
        and re.search(r"\b(_?notice|warn|say|Noticed|joined|after)$", ast.unparse(call.func))
        and not ast.unparse(call.func).startswith(("log.", "warnings."))
        and any(_is_text(part) for part in (*call.args, *(word.value for word in call.keywords)))
    }
    assert told == set()


def _is_text(part: ast.expr) -> bool:
    is_string = isinstance(part, ast.Constant) and isinstance(part.value, str)
    return is_string or isinstance(part, ast.JoinedStr)


@pytest.mark.parametrize("form", engine.FORMS)
def test_each_sentence_is_told_in_german_with_all_that_varies(form: Form, german: None) -> None:
    said = notices.told(filled(form))
    assert said != filled(form)
    assert "%" not in said.replace(" %", "")
    varies = [str(number) for number in range(7, 7 + notices.WORDS[form].count("%1"))]
    assert all(number in said for number in varies)


@pytest.mark.parametrize("form", engine.FORMS)
def test_no_sentence_is_taken_for_another_one(qapp: QApplication, form: Form) -> None:
    words = notices.WORDS[form]
    for number in range(1, words.count("%") + 1):
        words = words.replace(f"%{number}", str(6 + number))
    assert notices.told(filled(form)) == words


def test_several_sentences_are_told_one_by_one(german: None) -> None:
    reason = power.reason_to_pause(Readings(4.0, False, None), Limits(10, 0))
    assert reason is not None
    said = notices.told(engine.joined(reason, engine.PAUSES()))
    assert said == "Der Akku steht bei 4 %. Longtake pausiert, bis es besser ist."


def test_an_error_that_led_to_it_is_told_in_the_language_too(german: None) -> None:
    error = WorkerHung("The worker made no progress for 61.0 s (60.0 s is its limit).", "Kept.")
    said = notices.told(after(error, engine.ON_PROCESSOR()), error.problem())
    assert said == "Die Erkennung antwortet nicht mehr. Den Rest erledigt der Prozessor."


def test_what_to_type_in_a_terminal_is_no_advice_for_a_window(german: None) -> None:
    error = ModelMissing("There are none in '/here'.", "Run `longtake models fetch speaker`.")
    said = notices.told(after(error, engine.NOT_TOLD_APART(), hint=True), error.problem())
    assert "longtake" not in said
    assert said.endswith("Die Sprecher werden nicht unterschieden.")


def test_a_blocked_device_is_told_though_its_hint_speaks_of_going_on(german: None) -> None:
    error = WorkerStuck("It hangs.", "Longtake goes on with the processor; restart the machine.")
    said = notices.told(after(error, engine.ON_PROCESSOR(), hint=True), error.problem())
    assert "macht weiter" not in said
    assert said.endswith("Den Rest erledigt der Prozessor.")


def test_of_a_kept_warning_the_part_that_has_words_is_told(german: None) -> None:
    error = WorkerHung("The worker made no progress for 61.0 s.")
    said = notices.told(after(error, engine.TIMES_KEPT_IN("2, 3")))
    assert said == "Die Wörter in Teil 2, 3 behalten ihre Zeiten."


def test_who_has_no_name_is_called_as_in_the_interface(german: None) -> None:
    assert notices.told(engine.MAY_BE("Speaker 2", "Dr. Okafor")).startswith("Sprecher 2 ")


def test_what_nobody_worded_is_told_as_it_is(german: None) -> None:
    said = "Something new happened at 3.5 s."
    assert notices.told(said) == said
