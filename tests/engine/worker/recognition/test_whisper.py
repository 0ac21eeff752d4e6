"""What every Whisper has in common."""

from __future__ import annotations

import math
from itertools import pairwise
from pathlib import Path
from typing import Any

import numpy as np
import pytest
import tokenizers
from faster_whisper.tokenizer import Tokenizer
from hypothesis import given
from hypothesis import strategies as st

from engine.transcript import SAMPLE_RATE, SpeechMap, Word
from engine.worker.recognition import Film
from engine.worker.recognition.transformers_folder import read_tokenizer
from engine.worker.recognition.whisper import (
    Heard,
    end_of_speech,
    padded_samples,
    spelled,
    spread_out,
    spread_words,
    whole_vocabulary,
    window_text,
)
from engine.worker.recognition.windows import Window


@given(st.lists(st.floats(1, 30), max_size=40), st.integers(1, 8))
def test_windows_are_taken_from_every_part_the_longest_of_each(
    lengths: list[float], count: int
) -> None:
    windows = [Window(30.0 * place, 30.0 * place + length) for place, length in enumerate(lengths)]
    chosen = spread_out(windows, count)
    assert len(chosen) == min(count, len(windows))
    assert all(one.start < two.start for one, two in pairwise(chosen))
    assert (
        not windows
        or max(lengths) in {round(window.duration, 9) for window in chosen}
        or any(math.isclose(window.duration, max(lengths)) for window in chosen)
    )


def test_speech_ends_where_its_last_region_does() -> None:
    assert end_of_speech(SpeechMap(((1.0, 2.0), (5.0, 9.5)), 0.032, b"")) == 9.5
    assert end_of_speech(SpeechMap((), 0.032, b"")) == 0.0


def test_sound_is_followed_by_silence_up_to_thirty_seconds() -> None:
    film = Film(
        lambda start, end: np.ones(round((end - start) * SAMPLE_RATE), np.float32),
        SpeechMap((), 0.032, b""),
    )
    samples = padded_samples(film, Window(2.0, 5.0))
    assert len(samples) == 30 * SAMPLE_RATE
    assert samples[: 3 * SAMPLE_RATE].all() and not samples[3 * SAMPLE_RATE :].any()
    assert len(padded_samples(film, Window(0.0, 30.01))) == 30 * SAMPLE_RATE


def test_words_are_spelled_from_their_tokens(tiny_en: Path) -> None:
    writer = Tokenizer(read_tokenizer(tiny_en), False)
    tokens = writer.encode(" Zebediah's hat, again.")
    words = spelled(writer, tokens)
    assert [word.text for word in words] == [" Zebediah's", " hat", ",", " again", "."]
    assert sum(word.tokens for word in words) == len(tokens)
    assert spelled(writer, []) == []


def test_words_without_times_share_out_their_window(tiny_en: Path) -> None:
    writer = Tokenizer(read_tokenizer(tiny_en), False)
    heard = Heard(Window(10.0, 14.0), writer.encode(" one two"), math.log(0.5), 0.1)
    assert spread_words(writer, heard) == (
        Word(" one", 10.0, 12.0, 0.5),
        Word(" two", 12.0, 14.0, 0.5),
    )


def test_a_window_carries_the_figures_by_which_it_is_judged() -> None:
    loop = tuple(Word(" again", float(place), place + 0.5, 0.5) for place in range(20))
    text = window_text(Heard(Window(0.0, 20.0), [1], -0.123456, 0.654321), loop, 0.4)
    assert (text.start, text.end, text.words, text.temperature) == (0.0, 20.0, loop, 0.4)
    assert (text.avg_logprob, text.no_speech_probability) == (-0.1235, 0.6543)
    assert text.compression_ratio > 2.4
    assert window_text(Heard(Window(0, 1), [], -1.0, 0.0), (), 0.0).compression_ratio == 0.0


def as_delivered(folder: Path) -> Any:
    """The tokenizer as its file has it."""
    return tokenizers.Tokenizer.from_file(str(folder / "tokenizer.json"))


def encoded(vocabulary: Any, text: str) -> list[str]:
    return list(vocabulary.encode(text, add_special_tokens=False).tokens)


@pytest.mark.parametrize("word", ["the", "turned", "that", "toward", "taken", "tell", "and"])
def test_everyday_words_are_one_token_as_the_model_writes_them(base: Path, word: str) -> None:
    """The merge of a space and a t is not in the multilingual models' files."""
    assert encoded(whole_vocabulary(as_delivered(base)), f" {word}") == [f"Ġ{word}"]


def test_a_whole_vocabulary_stays_as_it_is(tiny_en: Path, base: Path) -> None:
    known = as_delivered(tiny_en)
    assert whole_vocabulary(known) is known
    mended = whole_vocabulary(as_delivered(base))
    assert whole_vocabulary(mended) is mended


def test_special_tokens_stay_what_they_are(base: Path) -> None:
    known = as_delivered(base)
    mended = whole_vocabulary(known)
    assert mended.token_to_id("<|startofprev|>") == known.token_to_id("<|startofprev|>")
    assert mended.decode(mended.encode(" a  b, the", add_special_tokens=False).ids) == " a  b, the"
