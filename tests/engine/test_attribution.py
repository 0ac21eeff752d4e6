"""Who said what: speakers for words, and segments cut where somebody else goes on."""

from __future__ import annotations

from itertools import groupby, pairwise

import msgspec
import pytest
from hypothesis import given
from hypothesis import strategies as st

from engine.attribution import with_speakers
from engine.transcript import Diarization, Segment, Speaker, SpeakerTurn, Transcript, Word
from tests.builders import segment, segment_of, spoken, transcript, word
from tests.conftest import manifest

A, B, C = "SPEAKER_00", "SPEAKER_01", "SPEAKER_02"


def turn(start: float, end: float, speaker: str = A) -> SpeakerTurn:
    return SpeakerTurn(start, end, speaker)


def diarization(*turns: SpeakerTurn, exclusive: tuple[SpeakerTurn, ...] = ()) -> Diarization:
    speakers = tuple(dict.fromkeys(each.speaker for each in turns))
    return Diarization(turns, exclusive or turns, speakers)


def lines(result: Transcript) -> list[tuple[str | None, str]]:
    return [(each.speaker, each.text) for each in result.segments]


def ids(result: Transcript) -> list[str]:
    return [each.id for each in result.segments]


def test_a_phrase_belongs_to_the_speaker_in_whose_turn_it_is_said() -> None:
    film = transcript(segment("Shall we go?", 1.0), segment("Not yet.", 3.0, "0.1"))
    result = with_speakers(film, diarization(turn(0.9, 2.1, A), turn(2.8, 4.0, B)))
    assert lines(result) == [(A, "Shall we go?"), (B, "Not yet.")]
    assert [each.speaker for each in result.words()] == [A, A, A, B, B]
    assert ids(result) == ["0.0", "0.1"]


def test_a_phrase_of_two_speakers_is_cut_where_the_other_goes_on() -> None:
    film = transcript(segment("I would like to say that we did not agree at all", 1.0))
    result = with_speakers(film, diarization(turn(1.0, 2.8, A), turn(2.8, 4.4, B)))
    assert lines(result) == [(A, "I would like to say that"), (B, "we did not agree at all")]
    first, second = result.segments
    assert (first.id, second.id) == ("0.0", "0.0.6")
    assert (first.start, first.end, second.start) == (1.0, 2.8, 2.8)
    assert second.end == film.segments[0].end
    assert second.chunk == first.chunk


def test_a_part_is_named_by_its_first_word_however_many_parts_there_are() -> None:
    film = transcript(segment("a1 a2 a3 a4 b1 b2 b3 b4 c1 c2 c3 c4", number="2.7"))
    turns = (turn(0.0, 1.2, A), turn(1.2, 2.4, B), turn(2.4, 3.6, C))
    assert ids(with_speakers(film, diarization(*turns))) == ["2.7", "2.7.4", "2.7.8"]
    assert ids(with_speakers(film, diarization(turn(0.0, 2.4, A), turns[2]))) == ["2.7", "2.7.8"]


@pytest.mark.parametrize("border", [2.4, 2.5, 2.9, 3.0])
def test_the_cut_goes_to_the_best_place_near_the_border(border: float) -> None:
    film = transcript(
        segment_of(spoken("You never told me that, <0.2> because you did not ask me", 1.0), "0.0")
    )
    result = with_speakers(film, diarization(turn(1.0, border, A), turn(border, 4.6, B)))
    assert lines(result) == [(A, "You never told me that,"), (B, "because you did not ask me")]


def test_a_lone_word_at_the_border_does_not_change_hands() -> None:
    film = transcript(segment("so this is how it ends", 1.0), segment("It does.", 3.4, "0.1"))
    result = with_speakers(film, diarization(turn(1.0, 2.5, A), turn(2.5, 4.2, B)))
    assert lines(result) == [(A, "so this is how it ends"), (B, "It does.")]


def test_a_phrase_said_through_anothers_mhm_stays_whole() -> None:
    film = transcript(segment("and then we went down to the river to swim", 1.0))
    exclusive = (turn(1.0, 2.2, A), turn(2.2, 2.8, B), turn(2.8, 4.2, A))
    result = with_speakers(
        film, diarization(turn(1.0, 4.2, A), turn(2.2, 2.8, B), exclusive=exclusive)
    )
    assert lines(result) == [(A, "and then we went down to the river to swim")]


def test_an_answer_of_one_word_inside_a_phrase_is_the_others() -> None:
    words = spoken("You are coming too? <0.05> Yes. <0.05> Then stay here with us", 1.0)
    result = with_speakers(
        transcript(segment_of(words)),
        diarization(turn(1.0, 2.2, A), turn(2.22, 2.58, B), turn(2.6, 4.2, A)),
    )
    assert lines(result) == [(A, "You are coming too?"), (B, "Yes."), (A, "Then stay here with us")]


def test_a_short_remark_in_a_segment_of_its_own_needs_no_more_evidence() -> None:
    film = transcript(
        segment("We are late", 1.0), segment("yes", 2.0, "0.1"), segment("so run", 2.4, "0.2")
    )
    result = with_speakers(
        film, diarization(turn(1.0, 1.9, A), turn(2.0, 2.2, B), turn(2.3, 3.2, A))
    )
    assert [speaker for speaker, _ in lines(result)] == [A, B, A]


def test_parts_of_one_written_word_stay_together() -> None:
    parts = spoken("about 3 .5 percent of them all were lost then")
    words = tuple(
        msgspec.structs.replace(each, text=".5") if each.text == " .5" else each for each in parts
    )
    result = with_speakers(
        transcript(segment_of(words)), diarization(turn(0.0, 0.6, A), turn(0.6, 2.7, B))
    )
    assert all(".5" not in each.text or "3" in each.text for each in result.segments)


def test_text_that_was_edited_is_never_cut() -> None:
    film = transcript(segment("I would like to say that we did not agree at all", 1.0))
    who = diarization(turn(1.0, 2.5, A), turn(2.5, 4.4, B))
    result = with_speakers(film, who, edited=frozenset({"0.0"}))
    (only,) = result.segments
    assert (only.id, only.speaker, only.text) == ("0.0", B, film.segments[0].text)
    assert {each.speaker for each in only.words} == {B}


def test_an_edited_segment_keeps_the_times_that_it_was_given() -> None:
    said = msgspec.structs.replace(segment("two words", 1.0), start=0.7, end=2.9)
    result = with_speakers(transcript(said), diarization(turn(0.0, 3.0)), frozenset({"0.0"}))
    assert (result.segments[0].start, result.segments[0].end) == (0.7, 2.9)


LONG = "a1 a2 a3 a4 b1 b2 b3 b4 c1 c2 c3 c4"
THREE = (turn(0.0, 1.2, A), turn(1.2, 2.4, B), turn(2.4, 3.6, C))


@pytest.mark.parametrize("edited", ["0.0", "0.0.4", "0.0.8"])
def test_an_edited_part_stays_what_it_was_when_others_are_told_apart(edited: str) -> None:
    film = transcript(segment(LONG))
    before = with_speakers(film, diarization(*THREE))
    two = diarization(turn(0.0, 1.8, A), turn(1.8, 3.6, B))
    assert ids(with_speakers(film, two)) == ["0.0", "0.0.6"]
    after = with_speakers(film, two, {edited}, before)
    (kept,) = [each for each in before.segments if each.id == edited]
    (found,) = [each for each in after.segments if each.id == edited]
    assert (found.text, found.start, found.end) == (kept.text, kept.start, kept.end)
    assert " ".join(each.text for each in after.segments) == film.segments[0].text


def test_an_edited_part_gets_its_speaker_from_the_new_diarization() -> None:
    film = transcript(segment(LONG))
    before = with_speakers(film, diarization(*THREE))
    after = with_speakers(film, diarization(turn(0.0, 3.6, C)), {"0.0.4"}, before)
    assert lines(after) == [(C, "a1 a2 a3 a4"), (C, "b1 b2 b3 b4"), (C, "c1 c2 c3 c4")]


def test_what_was_edited_before_anybody_was_told_apart_stays_whole() -> None:
    film = transcript(segment(LONG), segment("d1 d2", 5.0, "0.1"))
    after = with_speakers(film, diarization(*THREE, turn(4.9, 6.0)), {"0.0"}, film)
    assert ids(after) == ["0.0", "0.1"]


def test_edits_of_a_text_that_is_no_longer_there_lock_nothing() -> None:
    film = transcript(segment("a1 a2", number="0.0"))
    before = with_speakers(transcript(segment(LONG)), diarization(*THREE))
    after = with_speakers(film, diarization(*THREE), {"0.0.8", "7.7"}, before)
    assert lines(after) == [(A, "a1 a2")]


def test_what_is_said_beside_all_turns_goes_to_the_nearest() -> None:
    film = transcript(segment("hello there", 5.0))
    result = with_speakers(film, diarization(turn(3.0, 4.2, A), turn(6.0, 8.0, B)))
    assert lines(result) == [(B, "hello there")]


def test_what_is_said_far_from_all_turns_is_nobodys() -> None:
    film = transcript(segment("hello there", 5.0))
    result = with_speakers(film, diarization(turn(1.0, 3.0, A), turn(9.0, 12.0, B)))
    assert lines(result) == [(None, "hello there")]
    assert result.segments == film.segments


def test_a_turn_in_the_pause_of_a_phrase_is_near() -> None:
    film = transcript(segment_of(spoken("well <1.0> yes", 5.0)))
    assert lines(with_speakers(film, diarization(turn(5.5, 6.0, B)))) == [(B, "well yes")]


def test_words_outside_a_turn_go_with_their_phrase() -> None:
    film = transcript(segment("it was so very late that night", 5.0))
    result = with_speakers(film, diarization(turn(5.7, 6.1, A)))
    assert {each.speaker for each in result.words()} == {A}


def test_a_segment_that_two_speak_in_is_marked() -> None:
    film = transcript(segment("one two three four", 0.0), segment("five six", 2.0, "0.1"))
    result = with_speakers(film, diarization(turn(0.0, 3.0, A), turn(0.8, 1.3, B)))
    assert [each.overlaps for each in result.segments] == [True, False]


def test_a_moment_of_two_voices_is_no_overlap_and_half_of_a_short_segment_is() -> None:
    long, short = segment("one two three four", 0.0), segment("oh", 2.0, "0.1")
    result = with_speakers(
        transcript(long, short),
        diarization(turn(0.0, 3.0, A), turn(1.0, 1.2, B), turn(2.1, 2.3, B)),
    )
    assert [each.overlaps for each in result.segments] == [False, True]


def test_one_speakers_turns_do_not_overlap_each_other() -> None:
    film = transcript(segment("one two three four", 0.0))
    result = with_speakers(film, diarization(turn(0.0, 3.0, A), turn(0.5, 1.5, A)))
    assert [each.overlaps for each in result.segments] == [False]


def test_where_only_overlapping_turns_are_known_they_serve() -> None:
    film = transcript(segment("one two", 0.0))
    result = with_speakers(film, Diarization(turns=(turn(0.0, 1.0, B),)))
    assert lines(result) == [(B, "one two")]
    assert result.speakers == (Speaker(B),)


def test_everybody_told_apart_is_named_also_who_says_no_word() -> None:
    film = transcript(segment("one two", 0.0))
    who = Diarization((turn(0.0, 1.0, B), turn(5.0, 6.0, C)), (), (A, B, C))
    result = with_speakers(film, who)
    assert [each.id for each in result.speakers] == [A, B, C]
    assert result.turns == who.turns


def test_names_that_people_gave_lie_over_the_ids() -> None:
    film = transcript(segment("one two", 0.0), speakers=(Speaker(B, "Ada"), Speaker("old", "Eve")))
    result = with_speakers(film, diarization(turn(0.0, 1.0, A), turn(2.0, 3.0, B)))
    assert result.speakers == (Speaker(A), Speaker(B, "Ada"))


def test_without_any_turn_a_transcript_stays_as_it_is() -> None:
    film = transcript(segment("one two", 0.0, speaker=A))
    assert with_speakers(film, Diarization()) is film


def test_a_segment_without_words_is_kept() -> None:
    empty = Segment("0.0", 1.0, 2.0, ())
    (only,) = with_speakers(transcript(empty), diarization(turn(0.0, 3.0))).segments
    assert (only.id, only.start, only.end, only.words, only.speaker) == ("0.0", 1.0, 2.0, (), A)


def test_a_new_diarization_takes_the_place_of_the_old_one() -> None:
    film = transcript(segment("one two three", 0.0))
    once = with_speakers(film, diarization(turn(0.0, 1.0, A)))
    again = with_speakers(once, diarization(turn(0.0, 1.0, B)))
    assert again == with_speakers(film, diarization(turn(0.0, 1.0, B)))


times = st.floats(0, 12, allow_nan=False).map(lambda time: round(time, 2))
turns = st.lists(
    st.tuples(times, st.floats(0.05, 4), st.sampled_from([A, B, C])).map(
        lambda each: turn(each[0], each[0] + each[1], each[2])
    ),
    max_size=12,
)
texts = st.lists(
    st.tuples(
        st.sampled_from([" a", " yes.", " No,", " because", " you", ".5", " Well?", "好", ""]),
        st.sampled_from([0.02, 0.1, 0.3, 0.8, 2.5]),
        st.sampled_from([0.0, 0.0, 0.0, 0.1, 0.4, 1.2]),
    ),
    max_size=30,
)


def film_of(said: list[tuple[str, float, float]], cuts: set[int]) -> Transcript:
    """Words one after another, in segments that begin at `cuts`."""
    now, words = 0.5, list[Word]()
    for text, length, rest in said:
        words.append(word(text, round(now, 3), round(now + length, 3)))
        now += length + rest
    borders = sorted({0, len(words), *(cut for cut in cuts if cut < len(words))})
    return transcript(
        *(
            segment_of(words[first:last], f"0.{number}")
            for number, (first, last) in enumerate(pairwise(borders))
        )
    )


def plain(result: Transcript) -> list[tuple[str, float, float, float]]:
    return [(each.text, each.start, each.end, each.probability) for each in result.words()]


@given(texts, st.sets(st.integers(1, 30)), turns, turns, st.sets(st.integers(0, 5)))
def test_no_word_is_lost_or_moved(
    said: list[tuple[str, float, float]],
    cuts: set[int],
    spoken_turns: list[SpeakerTurn],
    exclusive: list[SpeakerTurn],
    edited: set[int],
) -> None:
    film = film_of(said, cuts)
    locked = frozenset(f"0.{number}" for number in edited)
    who = Diarization(tuple(spoken_turns), tuple(exclusive))
    result = with_speakers(film, who, locked)
    assert plain(result) == plain(film)
    assert len(set(ids(result))) == len(result.segments)
    assert set(ids(film)) <= set(ids(result))
    for each in result.segments:
        assert {part.speaker for part in each.words} <= {each.speaker}
    for kept in film.segments:
        parts = [each for each in result.segments if each.id.startswith(kept.id + ".")]
        assert not (kept.id in locked and parts)
    assert with_speakers(film, who, locked) == result


@given(texts, st.sets(st.integers(1, 30)), turns, turns, st.sets(st.integers(0, 30)))
def test_edited_parts_outlive_another_diarization(
    said: list[tuple[str, float, float]],
    cuts: set[int],
    first: list[SpeakerTurn],
    second: list[SpeakerTurn],
    chosen: set[int],
) -> None:
    film = film_of(said, cuts)
    before = with_speakers(film, Diarization(tuple(first)))
    edited = {each.id for place, each in enumerate(before.segments) if place in chosen}
    after = with_speakers(film, Diarization(tuple(second)), edited, before)
    assert plain(after) == plain(film)
    known = {each.id: each.text for each in after.segments}
    if second:
        assert all(known[each.id] == each.text for each in before.segments if each.id in edited)


@given(texts, st.sets(st.integers(1, 30)), turns)
def test_no_phrase_is_torn_without_evidence(
    said: list[tuple[str, float, float]], cuts: set[int], spoken_turns: list[SpeakerTurn]
) -> None:
    film = film_of(said, cuts)
    result = with_speakers(film, Diarization(tuple(spoken_turns)))
    for _, group in groupby(result.segments, key=lambda each: ".".join(each.id.split(".")[:2])):
        parts = list(group)
        assert all(one.speaker != other.speaker for one, other in pairwise(parts))
        if len(parts) > 1:
            assert all(part.end - part.start >= 0.15 for part in parts)


@pytest.mark.shared
@pytest.mark.parametrize("name", ["ls-conv-3spk-overlap", "ls-conv-5spk-noise"])
def test_sentences_of_a_conversation_find_their_speakers(name: str) -> None:
    (item,) = [each for each in manifest("multi") if each["id"] == name] or [None]
    if item is None:
        pytest.skip("needs the recordings beside the checkout")
    said = sorted(item["segments"], key=lambda each: float(each["start"]))
    film = transcript(*(_evenly(each, number) for number, each in enumerate(said)))
    truth = {f"0.{number}": each["speaker"] for number, each in enumerate(said)}
    who = diarization(
        *(turn(each["start"], each["end"], each["speaker"]) for each in item["turns"])
    )
    result = with_speakers(film, who)
    wrong = sum(
        len(each.words)
        for each in result.segments
        if truth[".".join(each.id.split(".")[:2])] != each.speaker
    )
    assert wrong <= 0.02 * sum(1 for _ in film.words())
    assert any(each.overlaps for each in result.segments) == (item["overlap_s"] > 1)


def _evenly(said: dict[str, object], number: int) -> Segment:
    """A sentence with its words spread over its time."""
    start, end = float(str(said["start"])), float(str(said["end"]))
    texts = str(said["text"]).split()
    step = (end - start) / len(texts)
    words = [
        word(f" {text}", start + step * place, start + step * (place + 1))
        for place, text in enumerate(texts)
    ]
    return segment_of(words, f"0.{number}")
