"""Languages are known by what people call them."""

from __future__ import annotations

import pytest

from engine import languages
from engine.errors import UsageError


def test_the_languages_are_those_that_a_whisper_has_tokens_for() -> None:
    from faster_whisper.tokenizer import _LANGUAGE_CODES

    assert set(_LANGUAGE_CODES) == languages.CODES


@pytest.mark.parametrize("code", sorted(languages.CODES | {languages.AUTO}))
def test_every_code_means_itself_however_it_is_written(code: str) -> None:
    assert languages.code_of(code) == code
    assert languages.code_of(f" {code.upper()} ") == code


@pytest.mark.parametrize(
    ("typed", "code"),
    [
        ("Russian", "ru"),
        ("haitian_creole", "ht"),
        ("Haitian Creole", "ht"),
        ("en-US", "en"),
        ("pt_BR", "pt"),
        ("zh-Hans-CN", "zh"),
        ("iw", "he"),
        ("nb-NO", "no"),
    ],
)
def test_names_and_codes_of_others_are_understood(typed: str, code: str) -> None:
    assert languages.code_of(typed) == code


@pytest.mark.parametrize("typed", ["", "xx", "Klingon", "-", "en ru", "e"])
def test_what_is_no_language_is_refused(typed: str) -> None:
    with pytest.raises(UsageError) as caught:
        languages.code_of(typed)
    assert repr(typed) in caught.value.message
    assert "auto" in caught.value.hint


def test_a_slip_of_the_pen_is_seen() -> None:
    with pytest.raises(UsageError) as caught:
        languages.code_of("Rusian")
    assert "Did you mean ru" in caught.value.hint
