"""Words cut into phrases: no word lost, and phrases that read well."""

from __future__ import annotations

import random
from itertools import pairwise

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from engine.orthography import width
from engine.phrases import PAUSE, best_cut, pause_after, phrases, strength, text_of
from engine.transcript import Word
from tests.builders import spoken, word

# Two readers' dialogues of LibriSpeech (1688-142285-0001, 2436-2476-0000; CC BY 4.0) as tiny.en
# hears and times them: 12.6 and 14.9 seconds.
MARGARET = """
Margaret@0.18-1.00 said@1.00-1.54 Mr.@1.54-1.84 Hale,@2.24-2.24 as@2.62-2.70 he@2.70-2.88
returned@2.88-3.16 from@3.16-3.56 showing@3.56-3.88 his@3.88-4.16 guests@4.16-4.42
downstairs.@4.42-5.02 I@5.98-6.04 could@6.04-6.14 not@6.14-6.30 help@6.30-6.50
watching@6.50-6.76 your@6.76-7.04 face@7.04-7.22 with@7.22-7.48 some@7.48-7.64 anxiety@7.64-8.26
when@8.26-9.02 Mr.@9.02-9.18 Thornton@9.42-9.56 made@9.56-9.94 his@9.94-10.22
confession@10.22-10.62 of@10.62-11.02 having@11.02-11.26 been@11.26-11.44 a@11.44-11.62
shock@11.62-11.88 boy.@11.88-12.20
"""
GREG = """
I@0.02-0.54 told@0.54-0.72 him@0.72-0.84 what@0.84-1.04 snap@1.04-1.28 and@1.28-1.42 I@1.42-1.60
had@1.60-1.70 learned.@1.70-2.04 The@2.58-2.70 race@2.70-2.96 from@2.96-3.16 the@3.16-3.28
moon,@3.28-3.58 proving@3.90-4.04 that@4.04-4.28 Grant@4.28-4.48 Line@4.48-4.72 had@4.72-5.16
concentrated@5.16-5.52 a@5.52-5.96 considerable@5.96-6.38 ore@6.38-6.78 body.@6.78-7.12
I@7.92-8.14 also@8.14-8.44 told@8.44-8.66 him@8.66-8.92 of@8.92-9.16 Grant@9.16-9.38
Line's@9.38-9.86 message.@9.86-10.16 We'll@11.07-11.33 stop@11.33-11.53 on@11.53-11.71
the@11.71-11.81 way@11.81-11.97 back@11.97-12.25 as@12.25-12.41 he@12.41-12.57
directs@12.57-12.85 Greg.@12.85-13.29 He@13.73-13.85 bent@13.85-14.07 closer@14.07-14.35
to@14.35-14.51 me.@14.51-14.81
"""


def recorded(listing: str) -> tuple[Word, ...]:
    words = []
    for token in listing.split():
        text, times = token.rsplit("@", 1)
        start, end = map(float, times.split("-"))
        words.append(Word(" " + text, start, end, 0.9))
    return tuple(words)


def texts(words: tuple[Word, ...], language: str = "en") -> list[str]:
    return [text_of(phrase) for phrase in phrases(words, language)]


def test_a_thirteen_second_dialogue_gives_its_four_phrases() -> None:
    assert texts(recorded(MARGARET)) == [
        "Margaret said Mr. Hale,",
        "as he returned from showing his guests downstairs.",
        "I could not help watching your face with some anxiety",
        "when Mr. Thornton made his confession of having been a shock boy.",
    ]


def test_each_sentence_and_each_breath_of_a_long_one_is_a_phrase() -> None:
    assert texts(recorded(GREG)) == [
        "I told him what snap and I had learned.",
        "The race from the moon,",
        "proving that Grant Line had concentrated a considerable ore body.",
        "I also told him of Grant Line's message.",
        "We'll stop on the way back as he directs Greg.",
        "He bent closer to me.",
    ]


def test_a_pause_ends_a_phrase_whatever_was_said() -> None:
    assert texts(spoken("we walked along <0.8> the river")) == ["we walked along", "the river"]
    assert texts(spoken("we walked along <0.5> the river")) == ["we walked along the river"]


def test_a_change_of_speaker_ends_a_phrase() -> None:
    anna, ben = spoken("are you coming", 0.0, speaker="A"), spoken("of course", 0.9, speaker="B")
    assert texts(anna + ben) == ["are you coming", "of course"]


def test_a_title_an_initial_and_a_decimal_end_no_phrase() -> None:
    said = spoken("Mr. J. Smith of the U.S. Army paid 3.5 dollars.")
    assert texts(said) == ["Mr. J. Smith of the U.S. Army paid 3.5 dollars."]


def test_a_short_word_without_a_pause_joins_its_neighbour() -> None:
    assert texts(spoken("No. I do not know.")) == ["No. I do not know."]
    assert texts(spoken("I do not know. No. <0.5> We went home.")) == [
        "I do not know. No.",
        "We went home.",
    ]


def test_a_short_word_between_pauses_stands_alone() -> None:
    assert texts(spoken("are you coming? <0.5> No. <0.5> I am not."))[1] == "No."


def test_a_short_word_of_another_speaker_stands_alone() -> None:
    said = spoken("are you coming?", 0.0, speaker="A") + spoken("No.", 0.9, speaker="B")
    assert texts(said) == ["are you coming?", "No."]


def test_a_phrase_too_long_is_cut_at_a_comma_before_a_bare_word() -> None:
    said = "the ship had been at sea for many long and weary months, the captain thought of nothing"
    assert texts(spoken(said))[0].endswith("months,")


def test_a_phrase_too_long_without_marks_is_cut_before_a_little_word() -> None:
    said = (
        "the old captain of the northern whaling ship remembered the winter nights "
        "and the endless frozen silence lying over every distant northern harbour"
    )
    first, *rest = texts(spoken(said, length=0.25))
    assert rest
    assert rest[0].split()[0] in ("and", "the", "over", "of")
    assert first.split()[-1] not in ("the", "and", "of", "a")


def test_a_long_phrase_is_cut_in_balanced_parts() -> None:
    said = " ".join(["verylong"] * 24)
    lengths = [len(phrase) for phrase in phrases(spoken(said, length=0.2), "en")]
    assert max(lengths) <= 2 * min(lengths)


def test_a_capital_after_missing_punctuation_is_a_good_place_to_cut() -> None:
    said = (
        "toward evening of the following day the promised fire relief came "
        "The whole town was watching it quietly as everything slowly burned"
    )
    assert texts(spoken(said))[1].startswith("The whole town")


def test_chinese_is_cut_by_its_own_marks() -> None:
    said = tuple(
        word(character, 0.2 * i, 0.2 * i + 0.2) for i, character in enumerate("我们走吧。他说好，")
    )
    assert texts(said, "zh") == ["我们走吧。", "他说好，"]


def test_japanese_without_marks_is_cut_at_half_the_columns_of_latin_text() -> None:
    said = tuple(word("海", 0.2 * i, 0.2 * i + 0.2) for i in range(90))
    parts = texts(said, "ja")
    assert "".join(parts) == "海" * 90
    assert max(map(width, parts)) <= 65


def test_no_phrase_begins_with_a_closing_mark() -> None:
    said = tuple(
        word(c, 0.2 * i, 0.2 * i + 0.2) for i, c in enumerate("静かな海" * 12 + "、" + "空" * 40)
    )
    assert not any(text.startswith("、") for text in texts(said, "ja"))


def test_a_phrase_is_not_cut_before_the_mark_that_lengthens_a_vowel() -> None:
    said = "海" * 40 + "ー" + "海" * 39
    words = tuple(word(c, 0.2 * i, 0.2 * i + 0.2) for i, c in enumerate(said))
    assert not any(text.startswith("ー") for text in texts(words, "ja"))


def test_a_cut_leaves_no_word_alone_where_another_place_is_as_good() -> None:
    said = spoken("However, the captain stayed on the bridge and went below")
    index, _ = best_cut(said, "en")
    assert said[index].text == " and"


def test_a_pause_that_hides_in_a_long_last_word_is_seen() -> None:
    ended, following = word(" home,", 1.0, 2.9), word(" and", 2.9)
    assert pause_after(ended, following) > PAUSE
    assert pause_after(word(" home", 1.0, 2.9), following) == 0.0


def test_the_best_cut_of_two_words_is_between_them() -> None:
    assert best_cut(spoken("so be"), "en")[0] == 1


@pytest.mark.parametrize(
    ("better", "worse"),
    [
        ("sea. <0.0> Then", "sea, then"),
        ("sea, then", "sea then"),
        ("sea and", "sea then"),
        ("sea then", "the sea"),
        ("sea <0.4> then", "sea then"),
    ],
)
def test_places_to_cut_are_ranked_as_a_reader_would(better: str, worse: str) -> None:
    def at(text: str) -> float:
        left, right = spoken(text)
        return strength(left, right, "en")

    assert at(better) > at(worse)


def test_no_words_make_no_phrases() -> None:
    assert phrases((), "en") == ()


# --- whatever is said -----------------------------------------------------------------------------

TOKENS = [
    "a",
    "the",
    "and",
    "sea,",
    "ship.",
    "Mr.",
    "no",
    "wonderful",
    "海",
    "。",
    "3.",
    "I",
    "...",
]


def talk(seed: int) -> tuple[Word, ...]:
    rng = random.Random(seed)
    now, words = 0.0, []
    for _ in range(rng.randint(0, 200)):
        length = rng.choice([0.02, 0.2, 0.3, 0.5, 2.5])
        speaker = rng.choice([None, None, None, "A"])
        words.append(Word(" " + rng.choice(TOKENS), now, now + length, 0.9, speaker))
        now += length + rng.choice([0.0, 0.0, 0.0, 0.1, 0.4, 1.0])
    return tuple(words)


@settings(deadline=None)
@given(st.integers(0, 2**32), st.sampled_from(["en", "de", "ja", "zh", "xx"]))
def test_no_word_is_lost_doubled_or_moved(seed: int, language: str) -> None:
    said = talk(seed)
    parts = phrases(said, language)
    assert tuple(w for part in parts for w in part) == said
    assert all(parts)
    assert phrases(said, language) == parts


@settings(deadline=None)
@given(st.integers(0, 2**32), st.sampled_from(["en", "ja"]))
def test_no_phrase_is_too_long_holds_a_long_pause_or_two_speakers(seed: int, language: str) -> None:
    for part in phrases(talk(seed), language):
        assert len({w.speaker for w in part}) == 1
        assert len(part) == 1 or width(text_of(part)) <= 100
        assert len(part) == 1 or part[-1].end - part[0].start <= 12.0
        assert all(b.start - a.end < PAUSE for a, b in pairwise(part))
