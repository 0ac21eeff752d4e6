"""From tokens and attention to words with times."""

from __future__ import annotations

from itertools import pairwise

import pytest
from hypothesis import given
from hypothesis import strategies as st

from engine.transcript import SpeechMap
from engine.worker.recognition.windows import Window
from engine.worker.recognition.words import (
    SHORTEST,
    Attended,
    Spelled,
    joined_punctuation,
    spread,
    timed,
)
from tests.builders import word

NO_MAP = SpeechMap((), 0.02, b"")
WINDOW = Window(100.0, 110.0)


def attended(*starts: int, chances: tuple[float, ...] = ()) -> Attended:
    return Attended(starts, chances or (0.5,) * (len(starts) - 1))


def times(words: tuple[object, ...]) -> list[tuple[str, float, float]]:
    return [(w.text, w.start, w.end) for w in words]  # type: ignore[attr-defined]


def test_a_word_lasts_from_its_first_token_to_the_next_word() -> None:
    words = timed(
        [Spelled(" gutta", 2), Spelled(" percha", 1)], attended(0, 10, 50, 100), WINDOW, NO_MAP
    )
    assert times(words) == [(" gutta", 100.0, 101.0), (" percha", 101.0, 102.0)]


def test_a_words_probability_is_the_mean_of_its_tokens() -> None:
    (found,) = timed([Spelled(" ab", 2)], attended(0, 1, 50, chances=(0.2, 0.6)), WINDOW, NO_MAP)
    assert found.probability == pytest.approx(0.4)


def test_rests_that_the_speech_map_knows_are_taken_out_of_a_word() -> None:
    likelihood = bytearray(6000)
    likelihood[5020:5040] = b"\xff" * 20  # speech from 100.4 to 100.8 s
    speech = SpeechMap((), 0.02, bytes(likelihood))
    (found,) = timed([Spelled(" word", 1)], attended(0, 200), WINDOW, speech)
    assert (found.start, found.end) == (100.4, 100.8)


def test_a_word_where_the_map_hears_nothing_keeps_its_time() -> None:
    speech = SpeechMap((), 0.02, bytes(6000))
    (found,) = timed([Spelled(" word", 1)], attended(10, 60), WINDOW, speech)
    assert (found.start, found.end) == (100.2, 101.2)


def test_words_without_length_are_given_a_moment_in_their_order() -> None:
    words = timed(
        [Spelled(" a", 1), Spelled(" b", 1), Spelled(" c", 1)],
        attended(50, 50, 50, 60),
        WINDOW,
        NO_MAP,
    )
    assert all(each.end - each.start >= SHORTEST - 1e-9 for each in words)
    assert [each.text for each in words] == [" a", " b", " c"]


def heard_at(*spans: tuple[float, float]) -> SpeechMap:
    """A map of speech in these seconds after the window begins."""
    likelihood = bytearray(6000)
    for start, end in spans:
        first, last = round((100 + start) / 0.02), round((100 + end) / 0.02)
        likelihood[first:last] = b"\xff" * (last - first)
    return SpeechMap((), 0.02, bytes(likelihood))


def test_a_word_begins_where_its_speech_begins_though_attention_came_late() -> None:
    speech = heard_at((0.0, 0.5), (0.8, 1.4))
    words = timed([Spelled(" six", 1), Spelled(" one", 1)], attended(0, 50, 70), WINDOW, speech)
    assert times(words) == [(" six", 100.0, 100.5), (" one", 100.8, 101.4)]


def test_the_pause_that_a_mark_was_given_does_not_hide_a_beginning() -> None:
    speech = heard_at((0.0, 0.5), (0.8, 2.0))
    spelled = [Spelled(" six", 1), Spelled(",", 1), Spelled(" one", 1)]
    words = timed(spelled, attended(0, 20, 60, 100), WINDOW, speech)
    assert times(words) == [(" six,", 100.0, 100.4), (" one", 100.8, 102.0)]


def test_a_beginning_long_before_the_attention_is_not_the_words() -> None:
    speech = heard_at((0.0, 0.4), (0.6, 2.0))
    words = timed([Spelled(" six", 1), Spelled(" one", 1)], attended(0, 50, 100), WINDOW, speech)
    assert times(words) == [(" six", 100.0, 101.0), (" one", 101.0, 102.0)]


def test_the_speech_of_the_only_word_before_stays_with_it() -> None:
    speech = heard_at((0.3, 2.0))
    words = timed([Spelled(" six", 1), Spelled(" one", 1)], attended(10, 20, 100), WINDOW, speech)
    assert times(words) == [(" six", 100.3, 100.4), (" one", 100.4, 102.0)]


def test_a_word_that_attention_found_in_time_is_not_moved() -> None:
    speech = heard_at((0.0, 0.5), (0.8, 1.4))
    words = timed([Spelled(" six", 1), Spelled(" one", 1)], attended(0, 30, 70), WINDOW, speech)
    assert times(words) == [(" six", 100.0, 100.5), (" one", 100.8, 101.4)]


def test_a_mark_does_not_end_the_word_before_it_sooner() -> None:
    speech = heard_at((0.0, 0.5), (0.6, 2.0))
    spelled = [Spelled(" six", 1), Spelled(",", 1), Spelled(" one", 1)]
    words = timed(spelled, attended(0, 35, 70, 100), WINDOW, speech)
    assert times(words) == [(" six,", 100.0, 100.7), (" one", 101.4, 102.0)]


def test_loose_punctuation_belongs_to_its_word() -> None:
    parts = [" “", "Go", ",", " he", " said", ".", "”", " ¿", "Qué", "?"]
    found = [each.text for each in joined_punctuation(word(part) for part in parts)]
    assert found == [" “Go,", " he", " said.”", " ¿Qué?"]


def test_marks_that_the_tokenizer_gives_as_one_word_belong_to_the_word_before() -> None:
    found = [
        each.text for each in joined_punctuation(word(part) for part in [" Wait", "...", "?!"])
    ]
    assert found == [" Wait...?!"]


def test_punctuation_alone_is_not_lost() -> None:
    assert [each.text for each in joined_punctuation([word("...")])] == ["..."]
    assert list(joined_punctuation([])) == []


def test_punctuation_does_not_lengthen_its_word() -> None:
    (found,) = joined_punctuation([word(" end", 1.0, 1.4), word(".", 1.4, 3.0)])
    assert (found.start, found.end) == (1.0, 1.4)


def test_without_attention_the_time_is_shared_out_by_length() -> None:
    words = spread([" four", " by", " twelve"], 0.7, Window(10.0, 25.0))
    assert times(words) == [(" four", 10.0, 15.0), (" by", 15.0, 18.0), (" twelve", 18.0, 25.0)]
    assert {each.probability for each in words} == {0.7}


def test_only_the_speech_of_a_window_is_shared_out() -> None:
    speech = heard_at((1.0, 2.0), (5.0, 8.0))
    words = spread([" one", " fourfour", " two"], 0.7, WINDOW, speech)
    found = [(round(each.start, 3), round(each.end, 3)) for each in words]
    assert found == [(101.0, 101.941), (101.941, 107.059), (107.059, 108.0)]


def test_a_word_begins_after_a_rest_and_ends_before_one() -> None:
    speech = heard_at((1.0, 2.0), (5.0, 6.0))
    words = spread([" one", " two"], 0.7, WINDOW, speech)
    assert [(each.start, each.end) for each in words] == [(101.0, 102.0), (105.0, 106.0)]


def test_where_the_map_hears_nothing_the_whole_window_is_shared_out() -> None:
    assert times(spread([" one", " two"], 0.7, WINDOW, SpeechMap((), 0.02, bytes(6000)))) == [
        (" one", 100.0, 105.0),
        (" two", 105.0, 110.0),
    ]


@given(st.lists(st.text("ab ", max_size=6), max_size=40), st.binary(max_size=500))
def test_words_shared_out_are_in_order_and_inside_their_window(
    texts: list[str], likelihood: bytes
) -> None:
    speech = SpeechMap((), 0.02, bytes(5000) + likelihood)
    words = spread(texts, 0.5, WINDOW, speech)
    assert [each.text for each in words] == texts
    assert all(WINDOW.start <= each.start < each.end <= WINDOW.end for each in words)
    assert all(one.start <= other.start for one, other in pairwise(words))


def test_nothing_said_is_nothing_spread() -> None:
    assert spread([], 0.7, WINDOW) == ()


@given(
    st.lists(st.tuples(st.integers(1, 4), st.integers(0, 400)), max_size=40),
    st.binary(max_size=500),
)
def test_words_are_in_order_and_inside_their_window(
    spelling: list[tuple[int, int]], likelihood: bytes
) -> None:
    spelled = [Spelled(f" w{index}", count) for index, (count, _) in enumerate(spelling)]
    starts = sorted(start for count, start in spelling for _ in range(count))
    speech = SpeechMap((), 0.02, bytes(5000) + likelihood)
    words = timed(spelled, attended(*starts, 500), WINDOW, speech)
    assert [each.text for each in words] == [each.text for each in spelled]
    assert all(WINDOW.start <= each.start < each.end <= WINDOW.end for each in words)
    assert all(one.start <= other.start for one, other in pairwise(words))
