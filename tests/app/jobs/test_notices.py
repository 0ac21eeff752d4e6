"""What the engine noticed is told in the language of the interface."""

from __future__ import annotations

import re
from collections.abc import Iterator
from functools import cache

import pytest
from PySide6.QtWidgets import QApplication

from app import languages
from app.jobs import notices
from engine import power
from engine.power import Limits, Readings
from tests.conftest import ROOT


@pytest.fixture
def german(qapp: QApplication) -> Iterator[None]:
    languages.install(qapp, "de")
    yield
    languages.install(qapp, "en")


@cache
def said_by_the_engine() -> str:
    """All strings of the engine as one text, those in pieces joined."""
    texts = (file.read_text(encoding="utf-8") for file in (ROOT / "engine").rglob("*.py"))
    return re.sub(r'"\s*\n?\s*f?"', "", "\n".join(texts))


@pytest.mark.parametrize("sentence", notices.ENGLISH)
def test_the_engine_still_says_each_of_them(sentence: str) -> None:
    words = sentence.split()
    least = min(4, len(words))
    runs = (" ".join(words[at : at + least]) for at in range(len(words) - least + 1))
    assert any(run in said_by_the_engine() for run in runs)


@pytest.mark.parametrize("sentence", notices.ENGLISH)
def test_each_of_them_has_its_words(sentence: str, german: None) -> None:
    notice = sentence.replace("{}", "7")
    said = notices.told(notice)
    assert said != notice
    assert "%1" not in said
    assert sentence.count("{}") == 0 or "7" in said


def test_several_sentences_are_told_one_by_one(german: None) -> None:
    reason = power.reason_to_pause(Readings(4.0, False, None), Limits(10, 0))
    said = notices.told(f"{reason} Longtake pauses until that is better.")
    assert said == "Der Akku steht bei 4 %. Longtake pausiert, bis es besser ist."


def test_what_nobody_worded_is_told_as_it_is(german: None) -> None:
    said = notices.told("Something new happened at 3.5 s. Longtake goes on.")
    assert said == "Something new happened at 3.5 s. Longtake macht weiter."
