"""Hearing windows one after another."""

from __future__ import annotations

from collections.abc import Iterator
from itertools import pairwise
from pathlib import Path

import pytest

from engine.errors import Cancelled
from engine.transcript import WindowText
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

IN_TURN = settings(decoding="sequential")


@pytest.fixture(scope="module")
def english(tiny_en: Path) -> Iterator[Recognizer]:
    recognizer = recognition.load(placement(), str(tiny_en))
    yield recognizer
    recognizer.close()


def test_the_sample_is_heard_nearly_word_for_word(
    english: Recognizer, sample: Film, sample_text: str
) -> None:
    texts = list(english.recognise(sample, chunks(0, 30, 60), IN_TURN, ignore))
    assert [text.index for text in texts] == [0, 1]
    assert word_errors(text_of(texts), sample_text) < 0.15


def test_words_have_times_in_order_inside_their_window(english: Recognizer, sample: Film) -> None:
    (text,) = english.recognise(sample, chunks(0, 11.5), IN_TURN, ignore)
    (window,) = text.windows
    assert window.avg_logprob < 0
    assert all(window.start <= w.start <= w.end <= window.end for w in window.words)
    assert all(one.start <= other.start for one, other in pairwise(window.words))


def test_a_window_is_heard_in_the_light_of_the_one_before(
    english: Recognizer, sample: Film
) -> None:
    # How far a model goes along with it differs from processor to processor, not that it does.
    plain, prompted = (
        next(english.recognise(sample, chunks(0, 60, prompt=prompt), IN_TURN, ignore))
        for prompt in ("", UNPUNCTUATED)
    )
    assert len(plain.windows) == len(prompted.windows) > 1
    assert marks(prompted.windows[-1]) < marks(plain.windows[-1])


def test_it_can_be_cancelled(english: Recognizer, sample: Film) -> None:
    def cancel(done: float) -> None:
        raise Cancelled

    with pytest.raises(Cancelled):
        list(english.recognise(sample, chunks(0, 60), IN_TURN, cancel))


def marks(window: WindowText) -> int:
    return sum(word.text.count(".") + word.text.count(",") for word in window.words)
