from __future__ import annotations

import math

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from engine.errors import DeviceError, SilentFault
from engine.transcript import ChunkText, WindowText, Word
from engine.worker.recognition import sanity
from engine.worker.recognition.sanity import check_encoder, check_text, is_dead, largest_of
from tests import builders
from tests.conftest import ROOT

FIVE_MINUTES = 300.0
SAMPLE_TEXT = (ROOT / "resources" / "sample.txt").read_text()


def chunk(text: str, **window: float) -> ChunkText:
    words = tuple(Word(f" {word}", 0.0, 0.3, 0.9) for word in text.split())
    return ChunkText(4, (WindowText(0.0, 30.0, words, **window),))  # type: ignore[arg-type]


def test_living_output_of_an_encoder_passes() -> None:
    check_encoder(largest_of(np.random.default_rng(1).normal(size=(2, 1500, 384))))


@pytest.mark.parametrize("value", [0.0, math.nan, math.inf, -math.inf])
def test_one_dead_window_in_a_batch_is_a_fault_of_the_device(value: float) -> None:
    output = np.ones((3, 1500, 8), np.float32)
    output[1] = value
    with pytest.raises(SilentFault) as caught:
        check_encoder(largest_of(output))
    assert "window 1" in caught.value.details


def test_one_number_that_is_none_is_enough() -> None:
    output = np.ones((1, 1500, 8), np.float16)
    output[0, 700, 3] = np.nan
    with pytest.raises(SilentFault):
        check_encoder(largest_of(output))


def test_half_precision_that_overflowed_is_dead() -> None:
    largest = np.float16(60_000)
    assert not is_dead(float(largest))
    with np.errstate(over="ignore"):
        assert is_dead(float(largest * np.float16(2)))


@given(st.floats(min_value=1e-30, max_value=1e30))
def test_any_number_but_zero_is_alive(value: float) -> None:
    assert not is_dead(value)


def test_a_silent_fault_is_one_of_the_device_and_may_be_tried_again() -> None:
    with pytest.raises(DeviceError) as caught:
        check_encoder([0.0])
    assert caught.value.retryable


@pytest.mark.parametrize("on_cpu", [False, True])
@pytest.mark.parametrize("text", ["!" * 200, "! " * 200, "and so my !!!!!!!!!!!!!!!!!!!! fellow"])
def test_a_run_of_exclamation_marks_is_never_text(text: str, on_cpu: bool) -> None:
    with pytest.raises(SilentFault, match="cannot be true") as caught:
        check_text(chunk(text), 20.0, on_cpu)
    assert "chunk 4" in caught.value.details


def test_a_shout_is_text() -> None:
    check_text(chunk("No!!! " * 30 + "Stop!!!!!!"), 20.0)


def test_a_log_probability_that_is_no_number_is_a_fault_even_on_a_processor() -> None:
    with pytest.raises(SilentFault):
        check_text(chunk("quite ordinary words", avg_logprob=math.nan), 20.0, on_cpu=True)


@pytest.mark.parametrize("nothing", [ChunkText(4), chunk("")])
def test_no_word_in_minutes_of_speech_is_a_fault(nothing: ChunkText) -> None:
    with pytest.raises(SilentFault, match="cannot be true") as caught:
        check_text(nothing, FIVE_MINUTES)
    assert "300 s" in caught.value.details


def test_no_word_in_a_little_speech_is_nothing_special() -> None:
    check_text(chunk(""), sanity.MINUTES - 1)


def test_music_in_which_the_model_itself_hears_no_speech_is_no_fault() -> None:
    check_text(chunk("", no_speech_probability=0.9, avg_logprob=-1.5), FIVE_MINUTES)


def test_on_a_processor_an_empty_text_is_what_the_model_has_to_say() -> None:
    check_text(ChunkText(4), FIVE_MINUTES, on_cpu=True)


def test_one_phrase_over_a_whole_chunk_is_a_fault() -> None:
    with pytest.raises(SilentFault):
        check_text(chunk("thank you for watching " * 80), FIVE_MINUTES)


def test_one_phrase_in_a_little_speech_is_left_to_quality_control() -> None:
    check_text(chunk("thank you for watching " * 80), 20.0)


def test_on_a_processor_a_loop_is_left_to_quality_control() -> None:
    check_text(chunk("thank you for watching " * 80), FIVE_MINUTES, on_cpu=True)


def test_a_song_with_its_refrain_is_text() -> None:
    verses = [SAMPLE_TEXT[at : at + 180] for at in range(0, 720, 180)]
    refrain = "hey jude don't make it bad take a sad song and make it better "
    check_text(chunk(refrain.join(verses) + refrain * 4), FIVE_MINUTES)


def test_ordinary_talk_is_far_from_every_mark() -> None:
    check_text(chunk(SAMPLE_TEXT), FIVE_MINUTES)
    check_text(builders.heard(0, builders.spoken(SAMPLE_TEXT)), FIVE_MINUTES)
