"""What a person types, and the times of the words that come of it."""

from __future__ import annotations

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from engine.orthography import plain
from engine.rewording import Change, Room, in_order, respelled, reworded, shared_out, spaced
from engine.transcript import Word
from tests.builders import spoken, word

ROOM = Room(0.0, 3.0, "en", "A")
LINE = spoken("we sail at dawn", speaker="A")  # 0.3 s each, from 0 to 1.2


def text_of(words: tuple[Word, ...]) -> str:
    return "".join(said.text for said in words).strip()


def times(words: tuple[Word, ...]) -> list[tuple[float, float]]:
    return [(round(said.start, 3), round(said.end, 3)) for said in words]


def is_sane(words: tuple[Word, ...], room: Room) -> bool:
    starts = [said.start for said in words]
    inside = all(room.start <= said.start <= said.end <= room.end for said in words)
    return starts == sorted(starts) and inside


# --- typing ---------------------------------------------------------------------------------------


def test_a_word_that_is_spelled_anew_keeps_its_time() -> None:
    words = reworded(LINE, "we sailed at dawn", ROOM)
    assert times(words) == times(LINE)
    assert [said.text for said in words] == ["we", " sailed", " at", " dawn"]


def test_words_that_stay_are_the_very_same_values() -> None:
    words = reworded(LINE, "we swim at dawn", ROOM)
    assert words[2] is LINE[2]
    assert words[3] is LINE[3]


def test_what_a_person_wrote_is_certain() -> None:
    words = reworded(LINE, "we swim at dawn", ROOM)
    assert [said.probability for said in words] == [0.9, 1.0, 0.9, 0.9]
    assert {said.speaker for said in words} == {"A"}


def test_one_word_for_two_lasts_as_long_as_both() -> None:
    assert times(reworded(LINE, "we swim dawn", ROOM))[1] == (0.3, 0.9)


def test_two_words_for_one_share_its_time_by_their_length() -> None:
    words = reworded(LINE, "we sail at day break", ROOM)
    assert times(words)[3:] == [(0.9, 1.012), (1.012, 1.2)]


def test_a_word_put_into_a_rest_takes_no_time_from_its_neighbours() -> None:
    line = spoken("we sail <1.0> at dawn")
    words = reworded(line, "we sail off at dawn", ROOM)
    assert times(words)[:2] == times(line)[:2]
    assert times(words)[2] == (0.6, 0.88)
    assert times(words)[3:] == times(line)[2:]


def test_a_word_put_where_there_is_no_rest_shares_the_time_of_the_one_before() -> None:
    words = reworded(LINE, "we sail out at dawn", ROOM)
    assert times(words)[1:3] == [(0.3, 0.471), (0.471, 0.6)]
    assert words[1].probability == 0.9


def test_a_word_put_first_takes_the_time_before_the_phrase() -> None:
    line = spoken("sail at dawn", 0.5)
    words = reworded(line, "we sail at dawn", ROOM)
    assert times(words)[0] == (0.0, 0.5)
    assert times(words)[1:] == times(line)


def test_text_in_an_empty_segment_lasts_as_long_as_the_segment() -> None:
    assert times(reworded((), "now this", ROOM)) == [(0.0, 1.286), (1.286, 3.0)]


def test_an_empty_text_leaves_no_word() -> None:
    assert reworded(LINE, "  ", ROOM) == ()


def test_a_lost_space_makes_one_word_and_a_new_one_makes_two() -> None:
    joined = reworded(LINE, "we sailat dawn", ROOM)
    assert [said.text for said in joined] == ["we", " sailat", " dawn"]
    assert times(joined)[1] == (0.3, 0.9)
    again = reworded(joined, "we sail at dawn", ROOM)
    assert [said.text for said in again] == ["we", " sail", " at", " dawn"]


def test_words_that_are_written_without_a_space_stay_two() -> None:
    line = (word("twenty", 0.0), word("-five", 0.3), word(" days", 0.6))
    words = reworded(line, "twenty-five ways", ROOM)
    assert words[:2] == line[:2]


def test_in_a_language_without_spaces_only_the_changed_character_changes() -> None:
    line = (word("我", 0.0), word("们", 0.3), word("今天", 0.6), word("走", 0.9))
    words = reworded(line, "我们明天走", Room(0.0, 3.0, "zh"))
    assert text_of(words) == "我们明天走"
    assert words[:2] == line[:2]
    assert words[-1] == line[-1]
    assert [said.probability for said in words[2:4]] == [1.0, 0.9]


def test_typing_several_words_at_once_keeps_those_between() -> None:
    line = spoken("one two three four five six")
    words = reworded(line, "one 2 three four 5 six", ROOM)
    assert words[2] is line[2]
    assert words[3] is line[3]
    assert times(words) == times(line)


tokens = st.text(st.sampled_from("ab -'я你"), max_size=4)
texts = st.lists(tokens, max_size=8).map(" ".join)


@settings(deadline=None)
@given(st.lists(texts, min_size=1, max_size=6), st.sampled_from(["en", "zh", "ja", "th"]))
def test_whatever_is_typed_the_words_say_it_in_order(typed: list[str], language: str) -> None:
    room = Room(1.0, 4.0, language)
    words: tuple[Word, ...] = ()
    for text in typed:
        words = reworded(words, text, room)
        assert text_of(words) == plain(text)
        assert is_sane(words, room)


@settings(deadline=None)
@given(st.lists(tokens, max_size=6), texts)
def test_words_however_recognised_become_what_is_typed(heard: list[str], text: str) -> None:
    line = tuple(word(said, i * 0.4) for i, said in enumerate(heard))
    words = reworded(line, text, ROOM)
    assert text_of(words) == plain(text)
    assert is_sane(words, ROOM)


@settings(deadline=None)
@given(texts)
def test_typing_what_is_there_changes_nothing(text: str) -> None:
    words = reworded((), text, ROOM)
    assert reworded(words, text, ROOM) == words


# --- changes at known places ----------------------------------------------------------------------


def test_a_change_touches_only_the_words_it_is_in() -> None:
    words = respelled(LINE, [Change(3, 7, "swim")], ROOM)
    assert text_of(words) == "we swim at dawn"
    assert words[2:] == LINE[2:]


def test_several_changes_are_made_at_the_places_of_the_old_text() -> None:
    words = respelled(LINE, [Change(0, 2, "they"), Change(8, 10, "by the")], ROOM)
    assert text_of(words) == "they sail by the dawn"
    assert times(words)[2:4] == [(0.6, 0.72), (0.72, 0.9)]


def test_a_change_inside_a_word_keeps_the_rest_of_it() -> None:
    assert text_of(respelled(LINE, [Change(4, 6, "ou")], ROOM)) == "we soul at dawn"


def test_a_change_over_a_space_makes_one_word() -> None:
    words = respelled(LINE, [Change(7, 8, "-")], ROOM)
    assert [said.text for said in words] == ["we", " sail-at", " dawn"]
    assert times(words)[1] == (0.3, 0.9)


def test_a_change_to_nothing_takes_the_word_away() -> None:
    assert text_of(respelled(LINE, [Change(0, 2, "")], ROOM)) == "sail at dawn"
    assert respelled(spoken("gone"), [Change(0, 4, "")], ROOM) == ()


@settings(deadline=None)
@given(st.data())
def test_changes_give_the_text_that_they_would_give_in_a_string(data: st.DataObject) -> None:
    words = spoken(
        data.draw(st.lists(st.sampled_from("ab cd efg".split()), min_size=1).map(" ".join))
    )
    text = text_of(words)
    cuts = sorted(data.draw(st.sets(st.integers(0, len(text)), min_size=2, max_size=4)))
    cuts = cuts[: len(cuts) // 2 * 2]
    changes = [Change(a, b, "xy") for a, b in zip(cuts[::2], cuts[1::2], strict=True)]
    expected = text
    for change in reversed(changes):
        expected = expected[: change.start] + change.text + expected[change.end :]
    changed = respelled(words, changes, Room(0.0, 20.0, "en"))
    assert text_of(changed) == expected
    assert is_sane(changed, Room(0.0, 20.0, "en"))


# --- times and spaces -----------------------------------------------------------------------------


def test_time_is_shared_out_by_length() -> None:
    words = shared_out(["a", " bbb"], 1.0, 3.0, None)
    assert times(words) == [(1.0, 1.5), (1.5, 3.0)]


def test_no_time_at_all_is_shared_out_too() -> None:
    assert times(shared_out(["a", " b"], 1.0, 1.0, None)) == [(1.0, 1.0), (1.0, 1.0)]


def test_times_that_run_backwards_are_put_in_order() -> None:
    words = in_order((word(" a", 1.0), word(" b", 0.5, 0.6), word(" c", 2.0, 9.0), word(" d", 3.0)))
    assert times(words) == [(1.0, 1.0), (1.0, 1.0), (2.0, 3.0), (3.0, 3.3)]


def test_times_in_order_are_left_alone() -> None:
    assert in_order(LINE) == LINE


@pytest.mark.parametrize(("language", "text"), [("en", " a"), ("ja", "a")])
def test_a_space_is_put_between_words_where_the_language_has_one(language: str, text: str) -> None:
    assert spaced((word("a"),), language)[0].text == text
    assert spaced((word(" a"),), language)[0].text == " a"
    assert spaced((), language) == ()


def test_no_words_are_in_order() -> None:
    assert in_order(()) == ()
