"""Whisper on CTranslate2, with the default model and real speech."""

from __future__ import annotations

import time
from collections.abc import Iterator
from itertools import pairwise
from pathlib import Path
from typing import Any

import ctranslate2
import msgspec
import numpy as np
import pytest

from engine.errors import Cancelled, ModelDamaged, SilentFault, UsageError
from engine.transcript import SAMPLE_RATE
from engine.worker import recognition
from engine.worker.recognition import Film, Recognizer
from engine.worker.recognition.sanity import check_encoder, largest_of
from engine.worker.recognition.whisper_ct2 import joined, on_host, spread_out, workers_for
from engine.worker.recognition.windows import Window
from tests.hearing import (
    UNPUNCTUATED,
    chunks,
    film_of,
    ignore,
    placement,
    settings,
    speech_without_words,
    text_of,
    word_errors,
)

START = 50_258
"""The token with which a multilingual model begins a text."""


@pytest.fixture(scope="module")
def english(tiny_en: Path) -> Iterator[Recognizer]:
    recognizer = recognition.load(placement(), str(tiny_en))
    yield recognizer
    recognizer.close()


@pytest.fixture(scope="module")
def multilingual(base: Path) -> Iterator[Recognizer]:
    recognizer = recognition.load(placement(), str(base))
    yield recognizer
    recognizer.close()


def test_the_sample_is_heard_nearly_word_for_word(
    english: Recognizer, sample: Film, sample_text: str
) -> None:
    texts = list(english.recognise(sample, chunks(0, 60), settings(), ignore))
    assert word_errors(text_of(texts), sample_text) < 0.15


def test_words_have_times_in_order_inside_their_window_and_where_speech_is(
    english: Recognizer, sample: Film
) -> None:
    (text,) = english.recognise(sample, chunks(0, 60), settings(), ignore)
    for window in text.windows:
        assert all(window.start <= w.start < w.end <= window.end for w in window.words)
        assert all(one.start <= other.start for one, other in pairwise(window.words))
        assert all(0 <= w.probability <= 1 for w in window.words)
    ask = next(word for word in text.words if word.text.strip().lower().startswith("ask"))
    assert 2.5 < ask.start < 6.0


def test_a_prompt_is_written_in_the_tokens_that_the_model_itself_would_write(
    multilingual: Recognizer, sample: Film, monkeypatch: pytest.MonkeyPatch
) -> None:
    read: list[list[int]] = []
    generate = ctranslate2.models.Whisper.generate

    def watched(model: Any, encoded: Any, prompts: list[list[int]], **options: Any) -> Any:
        read.extend(prompts)
        return generate(model, encoded, prompts, **options)

    monkeypatch.setattr(ctranslate2.models.Whisper, "generate", watched)
    list(multilingual.recognise(sample, chunks(0, 12, prompt="the table"), settings(), ignore))
    assert [len(tokens[1 : tokens.index(START)]) for tokens in read] == [2] * len(read)


def test_how_a_film_is_cut_into_chunks_changes_few_words(
    english: Recognizer, sample: Film, sample_text: str
) -> None:
    texts = list(english.recognise(sample, chunks(0, 11.5, 30, 45, 60), settings(), ignore))
    assert [text.index for text in texts] == [0, 1, 2, 3]
    assert word_errors(text_of(texts), sample_text) < 0.15


def test_the_same_film_gives_the_same_words_whatever_the_batch(
    english: Recognizer, tiny_en: Path, sample: Film
) -> None:
    one_by_one = recognition.load(placement(batch_size=1, threads=1), str(tiny_en))
    both = [
        text_of(list(each.recognise(sample, chunks(0, 60), settings(), ignore)))
        for each in (english, one_by_one)
    ]
    one_by_one.close()
    assert both[0] == both[1]


def test_without_alignment_words_share_the_speech_of_their_window(
    english: Recognizer, sample: Film
) -> None:
    aligned = settings(align="none")
    (text,) = english.recognise(sample, chunks(0, 11.5), aligned, ignore)
    (window,) = text.windows
    assert window.words[0].start == pytest.approx(window.start, abs=0.5)
    assert window.words[-1].end == pytest.approx(window.end, abs=0.5)
    assert all(window.start <= each.start < each.end <= window.end for each in window.words)


def test_a_prompt_reaches_every_window(english: Recognizer, sample: Film) -> None:
    texts = list(
        english.recognise(sample, chunks(0, 30, 60, prompt=UNPUNCTUATED), settings(), ignore)
    )
    assert not any(mark in text_of(texts) for mark in ".,")


def test_digital_silence_gives_no_words_even_where_speech_is_claimed(
    english: Recognizer,
) -> None:
    silence = film_of(np.zeros(20 * SAMPLE_RATE, np.int16))
    claimed = Film(silence.hear, speech_without_words(20))
    (text,) = english.recognise(claimed, chunks(0, 20), settings(), ignore)
    assert text.words == ()


def test_a_film_without_speech_is_done_at_once(english: Recognizer) -> None:
    silence = film_of(np.zeros(20 * SAMPLE_RATE, np.int16))
    told: list[float] = []
    (text,) = english.recognise(silence, chunks(0, 20), settings(), told.append)
    assert (text.windows, told) == ((), [20])


def test_who_cancels_is_not_kept_waiting(english: Recognizer, sample: Film) -> None:
    def cancel(done: float) -> None:
        raise Cancelled

    asked = time.monotonic()
    with pytest.raises(Cancelled):
        list(english.recognise(sample, chunks(0, 60), settings(), cancel))
    assert time.monotonic() - asked < 5


def test_after_a_cancelled_request_the_recognizer_hears_the_next(
    english: Recognizer, sample: Film
) -> None:
    def cancel(done: float) -> None:
        raise Cancelled

    with pytest.raises(Cancelled):
        list(english.recognise(sample, chunks(0, 60), settings(), cancel))
    (text,) = english.recognise(sample, chunks(0, 11.5), settings(), ignore)
    assert "country" in text_of([text])


def test_an_english_model_hears_english_everywhere(english: Recognizer, sample: Film) -> None:
    assert english.detect_language(sample) == ("en", 1.0)
    (text,) = english.recognise(sample, chunks(0, 11.5), settings("ru"), ignore)
    assert "country" in text_of([text])


def test_the_language_is_heard_from_several_places(multilingual: Recognizer, sample: Film) -> None:
    language, probability = multilingual.detect_language(sample)
    assert language == "en"
    assert 0.8 < probability <= 1.0


def test_without_speech_the_language_is_a_guess_without_weight(multilingual: Recognizer) -> None:
    silence = film_of(np.zeros(5 * SAMPLE_RATE, np.int16))
    assert multilingual.detect_language(silence) == ("en", 0.0)


def test_words_are_kept_apart_in_a_language_without_spaces(
    multilingual: Recognizer, shared: Path
) -> None:
    from engine.audio.media import Decoder

    clip = next((shared / "speech" / "short" / "audio" / "ja").iterdir())
    film = film_of(np.concatenate(list(Decoder(clip).blocks())))
    assert multilingual.detect_language(film)[0] == "ja"
    (text,) = multilingual.recognise(film, chunks(0, 30), settings("ja"), ignore)
    assert len(text.words) > 3
    assert not any(word.text.startswith(" ") for word in text.words)


def test_a_folder_without_a_model_is_damaged(tmp_path: Path) -> None:
    with pytest.raises(ModelDamaged, match="cannot be read"):
        recognition.load(placement(), str(tmp_path))


def test_a_cut_off_model_is_damaged(tiny_en: Path, tmp_path: Path) -> None:
    for name in ("config.json", "tokenizer.json", "vocabulary.txt"):
        (tmp_path / name).write_bytes((tiny_en / name).read_bytes())
    (tmp_path / "model.bin").write_bytes((tiny_en / "model.bin").read_bytes()[:1_000_000])
    with pytest.raises(ModelDamaged, match="cannot be read"):
        recognition.load(placement(), str(tmp_path))


def test_an_unknown_recognizer_is_a_usage_error() -> None:
    with pytest.raises(UsageError, match="no recognizer 'parrot'"):
        recognition.load(placement("parrot"), "")


def test_language_samples_come_from_all_over_the_film() -> None:
    windows = [Window(start, start + 10 + start % 30) for start in range(0, 1000, 10)]
    found = spread_out(windows, 4)
    assert [int(window.start // 250) for window in found] == [0, 1, 2, 3]
    assert all(window.duration > 29 for window in found)
    assert spread_out(windows[:2], 5) == windows[:2]
    assert spread_out([], 5) == []


@pytest.mark.parametrize(("threads", "workers"), [(1, 1), (2, 2), (4, 4), (8, 4), (0, 1)])
def test_few_threads_work_each_for_itself(threads: int, workers: int) -> None:
    assert workers_for(placement(threads=threads)) == workers


def test_encoder_outputs_are_joined_in_order() -> None:
    import ctranslate2

    parts = [np.full((1, 2, 3), number, np.float32) for number in (1, 2)]
    whole = joined([ctranslate2.StorageView.from_array(part) for part in parts])
    assert np.array_equal(np.asarray(whole), np.concatenate(parts))


@pytest.mark.parametrize("kind", [np.float32, np.float16])
def test_output_in_any_format_can_be_judged(kind: type) -> None:
    import ctranslate2

    output = np.ones((2, 3, 4), kind)
    output[1] *= 5
    view = ctranslate2.StorageView.from_array(output)
    assert largest_of(on_host(view)) == [1.0, 5.0]
    with pytest.raises(SilentFault):
        check_encoder(largest_of(on_host(ctranslate2.StorageView.from_array(output * 0))))


def test_a_number_format_that_the_processor_lacks_is_not_blamed_on_the_model(tiny_en: Path) -> None:
    wished = msgspec.structs.replace(placement(), compute_type="int7")
    with pytest.raises(UsageError, match="cannot compute in 'int7' on cpu") as caught:
        recognition.load(wished, str(tiny_en))
    assert "int8" in caught.value.hint


def test_a_language_without_a_token_of_its_own_is_refused(
    multilingual: Recognizer, sample: Film
) -> None:
    with pytest.raises(UsageError, match="'yue'"):
        list(multilingual.recognise(sample, chunks(0, 6), settings(language="yue"), ignore))
