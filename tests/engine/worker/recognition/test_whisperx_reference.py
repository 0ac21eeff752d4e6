"""whisperx behind the same interface; slow, for its import alone takes ten seconds."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import pytest

from engine.errors import Cancelled, ModelDamaged
from engine.worker import recognition
from engine.worker.recognition import Film, Recognizer
from tests.hearing import (
    UNPUNCTUATED,
    chunks,
    ignore,
    placement,
    settings,
    text_of,
    word_errors,
)

pytestmark = [pytest.mark.slow, pytest.mark.filterwarnings("ignore")]


@pytest.fixture(scope="module")
def whisperx(tiny_en: Path) -> Iterator[Recognizer]:
    recognizer = recognition.load(placement("whisperx"), str(tiny_en))
    yield recognizer
    recognizer.close()


def test_it_hears_the_sample_with_word_times(
    whisperx: Recognizer, sample: Film, sample_text: str
) -> None:
    told: list[float] = []
    texts = list(whisperx.recognise(sample, chunks(0, 30, 60), settings(), told.append))
    assert word_errors(text_of(texts), sample_text) < 0.2
    assert told == sorted(told)
    assert told[-1] == pytest.approx(60)
    assert texts[1].windows[0].start >= 29
    for window in (window for text in texts for window in text.windows):
        assert window.words
        assert all(window.start <= w.start < w.end <= window.end for w in window.words)


def test_it_can_be_cancelled(whisperx: Recognizer, sample: Film) -> None:
    def cancel(done: float) -> None:
        raise Cancelled

    with pytest.raises(Cancelled):
        list(whisperx.recognise(sample, chunks(0, 60), settings(), cancel))


def test_it_can_be_cancelled_while_it_still_seeks_speech(
    whisperx: Recognizer, sample: Film
) -> None:
    steps: list[float] = []

    def cancel(done: float) -> None:
        steps.append(done)
        if len(steps) == 2:
            raise Cancelled

    with pytest.raises(Cancelled):
        list(whisperx.recognise(sample, chunks(0, 60), settings(), cancel))
    assert steps == [0.0, 0.0]


def test_an_english_model_hears_english(whisperx: Recognizer, sample: Film) -> None:
    assert whisperx.detect_language(sample) == ("en", 1.0)


def test_a_prompt_is_passed_on(whisperx: Recognizer, sample: Film) -> None:
    (text,) = whisperx.recognise(sample, chunks(0, 30, prompt=UNPUNCTUATED), settings(), ignore)
    assert not any(mark in text_of([text]) for mark in ".,")


def test_a_folder_without_a_model_is_damaged(tmp_path: Path) -> None:
    with pytest.raises(ModelDamaged, match="whisperx cannot read"):
        recognition.load(placement("whisperx"), str(tmp_path))
