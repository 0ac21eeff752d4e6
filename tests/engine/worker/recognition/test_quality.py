"""Judging and mending what was heard."""

from __future__ import annotations

from collections.abc import Sequence

import msgspec
import pytest
from hypothesis import given
from hypothesis import strategies as st

from engine.transcript import SpeechMap, WindowText
from engine.worker.recognition import quality
from engine.worker.recognition.quality import Again, Doubt, judge, mended
from engine.worker.recognition.windows import Window
from tests.builders import spoken

FRAME = 0.02


def talk(*regions: tuple[float, float]) -> SpeechMap:
    """A map of speech in these regions."""
    likelihood = bytearray(round(regions[-1][1] / FRAME) + 1)
    for start, end in regions:
        for frame in range(round(start / FRAME), round(end / FRAME)):
            likelihood[frame] = 255
    return SpeechMap(regions, FRAME, bytes(likelihood))


def heard(text: str, start: float = 0.0, end: float = 6.0, **fields: float) -> WindowText:
    """A window's text, said at three words a second from its start."""
    words = spoken(text, start)
    values = {"avg_logprob": -0.2, "compression_ratio": 1.4, "no_speech_probability": 0.01}
    return WindowText(start, end, words, **{**values, **fields})


def text_of(texts: Sequence[WindowText]) -> str:
    return "".join(word.text for text in texts for word in text.words).strip()


def calls(start: float, end: float) -> WindowText:
    """A call that lasts two seconds, over and over, as the decoder would write it."""
    count = round((end - start) / 2)
    words = [word for n in range(count) for word in spoken("please wait for us", start + 2 * n)]
    ratio = quality.compression_ratio("please wait for us " * count)
    text = heard("", start, end, compression_ratio=ratio)
    return msgspec.structs.replace(text, words=tuple(words))


class Ear:
    """Hears what it was told it would, and remembers how it was asked."""

    def __init__(self, *answers: WindowText) -> None:
        self.answers = list(answers)
        self.asked: list[tuple[list[Window], Again]] = []

    def __call__(self, windows: Sequence[Window], how: Again) -> list[WindowText]:
        self.asked.append((list(windows), how))
        return [self.answers.pop(0) for _ in windows]


def deaf(windows: Sequence[Window], how: Again) -> list[WindowText]:
    raise AssertionError("nothing was to be heard again")


TWENTY = " ".join(["word"] * 20)
ALL_TALK = talk((0, 6.1))


def test_a_sound_text_is_kept_as_it_is() -> None:
    text = heard(TWENTY)
    assert judge(text, ALL_TALK) is Doubt.NONE
    assert mended(text, ALL_TALK, deaf) == (text,)


@pytest.mark.parametrize(
    ("fields", "doubt"),
    [
        ({"avg_logprob": -1.1}, Doubt.UNSURE),
        ({"compression_ratio": 2.5}, Doubt.LOOP),
        ({"avg_logprob": -1.1, "no_speech_probability": 0.7}, Doubt.SILENT),
        ({"no_speech_probability": 0.9}, Doubt.NONE),
        ({"avg_logprob": -1.1, "compression_ratio": 2.5}, Doubt.LOOP),
    ],
)
def test_whispers_own_marks_raise_doubt(fields: dict[str, float], doubt: Doubt) -> None:
    assert judge(heard(TWENTY, **fields), ALL_TALK) is doubt


def test_text_on_silence_is_dropped() -> None:
    text = heard("thank you", avg_logprob=-1.4, no_speech_probability=0.8)
    (found,) = mended(text, ALL_TALK, deaf)
    assert (found.words, found.verdict) == ((), "dropped")


def test_text_that_ends_before_the_speech_does_is_incomplete() -> None:
    assert judge(heard("only three words", end=6), ALL_TALK) is Doubt.INCOMPLETE
    (hole,) = quality.holes(heard("only three words", end=6), ALL_TALK)
    assert hole.start == pytest.approx(0.6)
    assert hole.seconds == pytest.approx(6 - 0.6 - 0.4 - 5 * 0.12)


def test_a_pause_is_no_hole() -> None:
    assert judge(heard("only three words", end=6), talk((0, 0.9))) is Doubt.NONE


def test_a_number_takes_long_to_say() -> None:
    speech = talk((0, 2.2))
    assert judge(heard("1455", end=2.2), speech) is Doubt.NONE
    assert judge(heard("four", end=2.2), speech) is Doubt.INCOMPLETE


def test_full_width_characters_take_longer_than_letters() -> None:
    speech = talk((0, 3.0))
    assert judge(heard("私は学生です", end=3.0), speech) is Doubt.NONE
    assert judge(heard("abcdef", end=3.0), speech) is Doubt.INCOMPLETE


def test_what_was_left_out_is_heard_alone_and_joined_on() -> None:
    speech = talk((0, 1.0), (1.5, 6.0))
    first, rest = heard("three words here", end=1.2), heard(" ".join(["more"] * 13), 1.5, 6.0)
    ear = Ear(first, rest)
    found = mended(heard("three words here"), speech, ear)
    assert text_of(found) == text_of([first, rest])
    assert {text.verdict for text in found} == {"repaired"}
    ((windows, how),) = ear.asked
    assert [window.end < 1.25 for window in windows] == [True, False]
    assert how.temperature == 0


def test_what_is_no_better_heard_again_stays_as_it_was() -> None:
    speech = talk((0, 1.0), (1.5, 6.0))
    text = heard("three words here")
    ear = Ear(heard("three words", end=1.2), heard("more", 1.5, 6.0), heard("no"), heard("no"))
    assert mended(text, speech, ear, depth=1) == (text,)


def test_few_words_for_much_speech_that_the_model_does_not_hear_are_dropped() -> None:
    text = heard("you", avg_logprob=-0.4, no_speech_probability=0.95)
    (found,) = mended(text, ALL_TALK, deaf)
    assert (found.words, found.verdict) == ((), "dropped")


def test_words_made_up_in_a_pause_are_taken_out() -> None:
    text = heard("all that was said thank you very much")
    found = quality.without_unspoken(text, talk((0, 1.2), (4, 6)))
    assert text_of([found]) == "all that was said"
    assert found.verdict == "repaired"


def test_a_short_word_beside_speech_is_left_where_it_is() -> None:
    words = (*spoken("all that"), *spoken("a", 0.7, 0.1), *spoken("was said", 0.9))
    text = msgspec.structs.replace(heard(""), words=words)
    assert quality.without_unspoken(text, talk((0, 0.66), (0.84, 6))) is text


def test_a_window_of_nothing_but_made_up_words_is_dropped() -> None:
    found = quality.without_unspoken(heard("thank you"), talk((4, 6)))
    assert (found.words, found.verdict) == ((), "dropped")


def test_without_a_pause_to_cut_at_an_incomplete_text_stays() -> None:
    text = heard("three words here")
    assert mended(text, ALL_TALK, deaf) == (text,)


def test_cutting_in_two_comes_to_an_end() -> None:
    speech = talk(*((start, start + 1.5) for start in range(0, 60, 2)))
    asked = 0

    def hopeless(windows: Sequence[Window], how: Again) -> list[WindowText]:
        nonlocal asked
        asked += len(windows)
        return [heard("", window.start, window.end) for window in windows]

    mended(heard("", 0, 30), speech, hopeless)
    assert asked <= 2 + 4 + 8


def test_a_loop_is_heard_again_at_rising_temperatures_until_it_is_sound() -> None:
    ear = Ear(heard(TWENTY, compression_ratio=3.0), heard(TWENTY, temperature=0.4))
    (found,) = mended(heard(TWENTY, compression_ratio=9.0), ALL_TALK, ear)
    assert [how.temperature for _, how in ear.asked] == [0.2, 0.4]
    assert (found.temperature, found.verdict) == (0.4, "repaired")


def test_what_is_really_said_over_and_over_is_heard_in_parts_that_are_no_loops() -> None:
    speech = talk(*((start, start + 1.9) for start in range(0, 16, 2)))

    def announced(windows: Sequence[Window], how: Again) -> list[WindowText]:
        assert how.temperature == 0
        return [calls(window.start, window.end) for window in windows]

    found = mended(calls(0.0, 15.9), speech, announced)
    assert text_of(found).count("please") == 8
    assert {text.verdict for text in found} == {"repaired"}


def test_a_part_that_is_a_loop_still_is_not_taken_for_speech() -> None:
    speech = talk((0, 2.9), (3.1, 6.0))
    loop = heard("la la la", compression_ratio=8.0)
    sound = heard(TWENTY, compression_ratio=1.5)
    ear = Ear(sound, loop, sound)
    (found,) = mended(loop, speech, ear, depth=1)
    assert [how.temperature for _, how in ear.asked] == [0, 0.2]
    assert text_of([found]) == TWENTY


def test_of_unsure_texts_the_likeliest_that_is_no_loop_is_kept() -> None:
    loop = heard("again and again", avg_logprob=-1.01, compression_ratio=5.0)
    guesses = [heard(TWENTY, avg_logprob=level) for level in (-1.5, -1.2, -1.4)]
    (found,) = mended(heard("x", avg_logprob=-1.6), ALL_TALK, Ear(loop, *guesses, loop))
    assert found.avg_logprob == -1.2


def test_a_loop_at_every_temperature_does_not_reach_the_transcript() -> None:
    loops = [heard("la la", compression_ratio=8.0)] * len(quality.TEMPERATURES)
    (found,) = mended(heard("la la", compression_ratio=8.0), ALL_TALK, Ear(*loops))
    assert (found.words, found.verdict) == ((), "dropped")


def test_a_repetition_compresses_well_and_speech_does_not() -> None:
    assert quality.compression_ratio("I am so sorry. " * 20) > quality.COMPRESSION_RATIO
    assert quality.compression_ratio("The stillness was awful, creepy and uncomfortable.") < 1.5
    assert quality.compression_ratio("") == 0


@given(
    st.floats(-3, 0),
    st.floats(0, 5),
    st.floats(0, 1),
    st.integers(0, 25),
)
def test_a_window_is_never_without_an_answer(
    logprob: float, ratio: float, silence: float, count: int
) -> None:
    text = heard(
        " ".join(["word"] * count),
        avg_logprob=logprob,
        compression_ratio=ratio,
        no_speech_probability=silence,
    )

    def same(windows: Sequence[Window], how: Again) -> list[WindowText]:
        return [
            msgspec.structs.replace(text, start=window.start, end=window.end) for window in windows
        ]

    found = mended(text, talk((0, 2), (2.5, 6)), same)
    assert found
    assert all(each.verdict in ("kept", "repaired", "dropped") for each in found)
