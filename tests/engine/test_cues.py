"""Subtitle cues that can be read in the time they are shown."""

from __future__ import annotations

import random
from itertools import pairwise

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from engine.orthography import may_begin_line, plain, width
from engine.output.cues import FRAMES_BETWEEN, LONGEST, SHORTEST, Cue, broken, columns, make_cues
from engine.transcript import Segment, Word
from tests.builders import segment, segment_of, spoken, word

LONG = (
    "For although the Chinese took impressions from wood blocks engraved in relief, "
    "the art of printing began for us with the movable types of Gutenberg and his friends"
)


def cues(*segments: Segment, language: str = "en", duration: float = 1e6) -> tuple[Cue, ...]:
    return make_cues(segments, language, duration)


def characters(text: str, start: float = 0.0, length: float = 0.15) -> tuple[Word, ...]:
    return tuple(word(c, start + i * length, start + (i + 1) * length) for i, c in enumerate(text))


def test_a_phrase_that_fits_is_one_line() -> None:
    (cue,) = cues(segment("We sail at dawn.", 1.0))
    assert cue.lines == ("We sail at dawn.",)
    assert cue.start == 1.0


def test_a_longer_phrase_is_two_lines_broken_after_its_comma() -> None:
    (cue,) = cues(segment("In moments of mental energy, Philip was restless."))
    assert cue.lines == ("In moments of mental energy,", "Philip was restless.")


def test_a_line_is_broken_before_a_conjunction_and_never_after_an_article() -> None:
    (cue,) = cues(segment("They ate dinner at the fifth bell and rested two hours."))
    assert cue.lines == ("They ate dinner at the fifth bell", "and rested two hours.")
    lines = broken(spoken("The captain of the northern ship saw the wide harbour"), "en")
    assert lines[0].split()[-1] not in ("the", "of")


def test_a_segment_too_long_for_a_cue_is_split_at_its_word_times() -> None:
    talk = segment(LONG, 10.0)
    split = cues(talk)
    assert len(split) > 1
    starts = {w.start for w in talk.words}
    assert all(cue.start in starts for cue in split)
    assert " ".join(" ".join(cue.lines) for cue in split) == LONG


def test_a_segment_of_half_a_minute_is_split_too() -> None:
    talk = segment(" ".join([LONG] * 3), 0.0, length=0.35)
    assert all(cue.end - cue.start <= LONGEST for cue in cues(talk))


def test_a_short_cue_lasts_on_into_the_silence_after_it() -> None:
    first, second = cues(segment("No.", 1.0), segment("It was not.", 8.0))
    assert first.end - first.start == pytest.approx(SHORTEST)
    assert second.start == 8.0


def test_a_cue_lasts_long_enough_to_be_read() -> None:
    said = tuple(word(f" quick{i}", 1.0 + 0.1 * i, 1.1 + 0.1 * i) for i in range(6))
    (cue,) = cues(segment_of(said))
    assert cue.end - cue.start == pytest.approx(len(cue.text) / 20)
    (slower,) = cues(segment_of(said), language="it")
    assert slower.end > cue.end


def test_cues_that_follow_closely_leave_two_frames_between() -> None:
    first, second = cues(segment("We sail at dawn.", 0.0), segment("And not before.", 1.4))
    assert second.start - first.end == pytest.approx(FRAMES_BETWEEN)


def test_a_flicker_of_nothing_between_two_cues_is_closed() -> None:
    first, second = cues(segment("We will sail at dawn.", 0.0), segment("And not before.", 1.9))
    assert second.start - first.end == pytest.approx(FRAMES_BETWEEN)


def test_a_longer_silence_stays_empty() -> None:
    first, second = cues(segment("We will sail at dawn.", 0.0), segment("Not before.", 5.0))
    assert second.start - first.end > 2


def test_a_hasty_word_shares_the_cue_of_its_neighbour() -> None:
    (cue,) = cues(segment("No.", 0.0), segment("I do not think so.", 0.35))
    assert cue.text == "No. I do not think so."


def test_a_hasty_word_of_another_speaker_keeps_its_own_cue() -> None:
    both = cues(segment("No.", 0.0, speaker="A"), segment("I think so.", 0.35, speaker="B"))
    assert [cue.speaker for cue in both] == ["A", "B"]


def test_no_cue_lasts_beyond_the_film() -> None:
    (cue,) = cues(segment("No.", 9.6), duration=10.0)
    assert cue.end == 10.0


def test_segments_that_overlap_give_cues_that_do_not() -> None:
    both = cues(segment("one two three four", 0.0), segment("five six seven", 0.5))
    assert both[0].end <= both[1].start


@pytest.mark.parametrize(("language", "most"), [("zh", 32), ("ja", 26), ("ko", 32), ("en", 42)])
def test_full_width_lines_are_as_long_as_their_readers_expect(language: str, most: int) -> None:
    assert columns(language) == most
    text = "海" * 20 if language != "en" else "sea " * 15
    words = characters(text) if language != "en" else spoken(text)
    assert all(width(line) <= most for line in broken(words, language))


def test_japanese_lines_are_broken_between_phrases_and_never_before_a_mark() -> None:
    said = characters("今日はとても静かな海を見ながら、友達と話しました")
    (cue,) = cues(segment_of(said), language="ja")
    assert len(cue.lines) == 2
    assert "".join(cue.lines) == "今日はとても静かな海を見ながら、友達と話しました"
    assert cue.lines[0].endswith(("、", "を", "は", "な"))
    assert may_begin_line(cue.lines[1])


def test_a_word_wider_than_any_line_stands_as_it_is() -> None:
    address = "https://example.org/" + "a" * 60
    said = (word(" " + address, 0.0, 3.0), word(" yes", 3.0))
    assert [line for cue in cues(segment_of(said)) for line in cue.lines] == [address, "yes"]


def test_a_word_that_never_ends_is_not_shown_for_ever() -> None:
    (cue,) = cues(segment_of((word(" hm", 0.0, 30.0),)))
    assert cue.end - cue.start == LONGEST


def test_a_segment_of_control_characters_makes_no_cue() -> None:
    assert cues(segment_of((word(" \x00\x07", 0.0),))) == ()


def test_no_segments_make_no_cues() -> None:
    assert cues() == ()


def film(seed: int, language: str) -> list[Segment]:
    """Segments of any length, closeness and speaker."""
    rng = random.Random(seed)
    tokens = ["海", "静か", "、", "です"] if language == "ja" else LONG.split()
    now, segments = 0.0, []
    for number in range(rng.randint(0, 25)):
        text = " ".join(rng.choice(tokens) for _ in range(rng.choice([1, 2, 8, 15, 60])))
        speaker = rng.choice([None, "A", "B"])
        words = spoken(text, now, rng.choice([0.03, 0.2, 0.4]), speaker, language != "ja")
        segments.append(segment_of(words, f"0.{number}"))
        now = words[-1].end + rng.choice([0.0, 0.0, 0.05, 0.4, 3.0])
    return segments


@settings(deadline=None)
@given(st.integers(0, 2**32), st.sampled_from(["en", "ja", "ru"]))
def test_whatever_is_said_cues_are_in_order_narrow_and_complete(seed: int, language: str) -> None:
    segments = film(seed, language)
    made = make_cues(segments, language, 1e6)
    said = "".join(plain(s.text).replace(" ", "") for s in segments)
    shown = "".join("".join(cue.lines).replace(" ", "") for cue in made)
    assert shown == said
    for cue in made:
        assert 0 < cue.end - cue.start <= LONGEST + 1e-9
        assert 1 <= len(cue.lines) <= 2
        assert all(0 < width(line) <= columns(language) for line in cue.lines)
    assert all(a.end <= b.start for a, b in pairwise(made))
    assert make_cues(segments, language, 1e6) == made
