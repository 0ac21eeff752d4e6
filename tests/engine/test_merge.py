"""Joining chunks: each word once, in order, with sane times."""

from __future__ import annotations

import random
from itertools import pairwise

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from engine.merge import chunk_words, merge, settled, share_words
from engine.orthography import core
from engine.transcript import Chunk, ChunkText, Gap, Transcript, WindowText, Word
from tests.builders import chunk, heard, spoken, word

FILM = spoken(
    "We sail at dawn, said the captain, <0.4> and nobody on the deck answered him. <0.5> "
    "The wind had turned in the night <0.3> and it was cold. He looked at the sea again. "
    "No no no, it was not the wind, he thought; it was the sea itself that had changed.",
    start=1.0,
    length=0.32,
)


def names(words: tuple[Word, ...] | list[Word]) -> list[str]:
    return [core(w.text) for w in words]


def joined(result: Transcript) -> list[Word]:
    return list(result.words())


def between(words: tuple[Word, ...], low: float, high: float) -> list[Word]:
    """What a chunk hears of `words`: those of which more than a third lies in `low` to `high`."""
    return [w for w in words if min(w.end, high) - max(w.start, low) > (w.end - w.start) / 3]


def in_order(words: list[Word] | tuple[Word, ...]) -> bool:
    return all(w.start < w.end for w in words) and all(a.end <= b.start for a, b in pairwise(words))


def test_chunks_that_meet_in_a_pause_are_laid_end_to_end() -> None:
    left, right = spoken("one two three.", 1.0), spoken("Four five.", 11.0)
    result = merge(
        [chunk(0, 0, 10), chunk(1, 10, 20)],
        {0: heard(0, left), 1: heard(1, right)},
        "en",
        20.0,
    )
    assert result.text == "one two three.\nFour five."
    assert [s.id for s in result.segments] == ["0.0", "1.0"]
    assert [s.chunk for s in result.segments] == [0, 1]
    assert (result.language, result.duration, result.gaps) == ("en", 20.0, ())


def test_words_that_two_chunks_heard_are_there_once() -> None:
    chunks = [chunk(0, 0, 10, after=4), chunk(1, 10, 30, before=4)]
    texts = {0: heard(0, between(FILM, 0, 14)), 1: heard(1, between(FILM, 6, 30))}
    assert names(joined(merge(chunks, texts, "en", 30.0))) == names(FILM)


def test_the_seam_prefers_the_end_of_a_sentence() -> None:
    chunks = [chunk(0, 0, 10, after=4), chunk(1, 10, 30, before=4)]
    texts = {0: heard(0, between(FILM, 0, 14)), 1: heard(1, between(FILM, 6, 30))}
    shares = share_words(chunks, texts, "en")
    assert shares[0][-1].text.endswith(".")
    assert shares[1][0].text.strip()[0].isupper()


def test_where_all_places_are_as_good_the_seam_is_in_the_middle() -> None:
    said = spoken(" ".join(f"number{n}" for n in range(60)), 0.0, 0.25)
    chunks = [chunk(0, 0, 8, after=4), chunk(1, 8, 20, before=4)]
    texts = {0: heard(0, between(said, 0, 12)), 1: heard(1, between(said, 4, 20))}
    shares = share_words(chunks, texts, "en")
    assert abs(shares[1][0].start - 8.0) < 0.5


def test_a_word_cut_off_at_the_edge_of_hearing_is_taken_from_the_other_side() -> None:
    left = [*spoken("the quick brown fox jumped over", 5.0, 0.5), word(" the", 8.0, 8.2)]
    left.append(word(" lay", 8.2, 8.4))
    right = [word(" mp", 7.0, 7.1), *spoken("over the lazy dog again", 7.5, 0.5)]
    chunks = [chunk(0, 0, 7.5, after=0.9), chunk(1, 7.5, 20, before=0.5)]
    result = merge(chunks, {0: heard(0, left), 1: heard(1, right)}, "en", 20.0)
    assert names(joined(result)) == "the quick brown fox jumped over the lazy dog again".split()


@pytest.mark.parametrize(("surer", "expected"), [("left", "gazed"), ("right", "case")])
def test_of_two_spellings_the_one_heard_with_more_certainty_is_taken(
    surer: str, expected: str
) -> None:
    left = spoken("and I know the picture, as I gazed upon them, I wondered at it", 5.0, 0.35)
    right = spoken("and I know the picture, as I case upon them, I wondered at it", 5.0, 0.35)
    doubtful = {"left": right, "right": left}[surer]
    unsure = [Word(w.text, w.start, w.end, 0.3) for w in doubtful]
    hearings = (left, unsure) if surer == "left" else (unsure, right)
    chunks = [chunk(0, 0, 7.6, after=2.6), chunk(1, 7.6, 20, before=2.6)]
    texts = {index: heard(index, words) for index, words in enumerate(hearings)}
    assert expected in names(joined(merge(chunks, texts, "en", 20.0)))


def test_a_word_that_only_one_side_heard_is_kept() -> None:
    both = spoken("alpha bravo charlie delta echo foxtrot golf hotel india juliet", 2.0, 0.6)
    left = [w for w in both if "charlie" not in w.text and w.start < 7.0]
    right = [w for w in both if "golf" not in w.text and w.start > 2.5]
    chunks = [chunk(0, 0, 5, after=3), chunk(1, 5, 20, before=3)]
    result = merge(chunks, {0: heard(0, left), 1: heard(1, right)}, "en", 20.0)
    lost = set(names(both)) - set(names(joined(result)))
    assert len(lost) <= 1  # one seam cannot keep both: charlie is left of golf
    assert in_order(joined(result))


def test_a_chunk_that_heard_only_the_first_half_loses_nothing_of_the_second() -> None:
    both = spoken("alpha bravo charlie delta echo foxtrot golf hotel india juliet", 4.0, 0.5)
    chunks = [chunk(0, 0, 6, after=4), chunk(1, 6, 20, before=4)]
    texts = {0: heard(0, both[:4]), 1: heard(1, both[2:])}
    assert names(joined(merge(chunks, texts, "en", 20.0))) == names(both)


def test_sides_that_agree_on_no_word_are_cut_at_their_common_rest() -> None:
    left = spoken("ah beh <1.0> cet deh", 5.0, 0.4)
    right = spoken("one two <1.0> three four", 5.0, 0.4)
    chunks = [chunk(0, 0, 5.5, after=2), chunk(1, 5.5, 20, before=2)]
    result = merge(chunks, {0: heard(0, left), 1: heard(1, right)}, "en", 20.0)
    assert names(joined(result)) == ["ah", "beh", "three", "four"]


def test_sides_that_agree_on_nothing_and_never_rest_are_cut_at_the_mark() -> None:
    left, right = spoken("a b c d e f", 5.0, 0.4), spoken("q r s t u v", 5.0, 0.4)
    chunks = [chunk(0, 0, 6.2, after=2), chunk(1, 6.2, 20, before=2)]
    result = merge(chunks, {0: heard(0, left), 1: heard(1, right)}, "en", 20.0)
    assert names(joined(result)) == ["a", "b", "c", "t", "u", "v"]


@pytest.mark.parametrize("silent", [0, 1])
def test_beside_a_chunk_without_words_the_other_keeps_all_that_it_heard(silent: int) -> None:
    chunks = [chunk(0, 0, 10, after=4), chunk(1, 10, 30, before=4)]
    words = [between(FILM, 0, 14), between(FILM, 6, 30)]
    words[silent] = []
    texts = {index: heard(index, words[index]) for index in (0, 1)}
    assert names(joined(merge(chunks, texts, "en", 30.0))) == names(words[1 - silent])


def test_beside_a_failed_chunk_the_other_keeps_all_and_the_failure_is_a_gap() -> None:
    chunks = [chunk(0, 0, 10, after=4), chunk(1, 10, 30, before=4)]
    kept = between(FILM, 0, 14)
    result = merge(chunks, {0: heard(0, kept)}, "en", 30.0)
    assert names(joined(result)) == names(kept)
    assert result.gaps == (Gap(1, 10, 30, "not recognised"),)


def test_a_gap_keeps_the_reason_that_it_came_with() -> None:
    gap = Gap(0, 0, 10, "the worker ran out of memory")
    assert merge([chunk(0, 0, 10)], {}, "en", 10.0, gaps=[gap]).gaps == (gap,)


def test_a_short_last_chunk_inside_two_overlaps_doubles_nothing() -> None:
    chunks = [
        chunk(0, 0, 10, after=4),
        chunk(1, 10, 12, before=4, after=4),
        chunk(2, 12, 30, before=4),
    ]
    texts = {c.index: heard(c.index, between(FILM, c.heard_start, c.heard_end)) for c in chunks}
    assert names(joined(merge(chunks, texts, "en", 30.0))) == names(FILM)


def test_a_chunk_that_heard_less_far_than_the_one_before_it_doubles_nothing() -> None:
    chunks = [chunk(0, 0, 10, after=5), chunk(1, 10, 11, before=4), chunk(2, 11, 30)]
    texts = {c.index: heard(c.index, between(FILM, c.heard_start, c.heard_end)) for c in chunks}
    assert names(joined(merge(chunks, texts, "en", 30.0))) == names(FILM)


def test_words_at_the_edge_that_nobody_talks_over_are_kept() -> None:
    left = [*spoken("the harshly feel", 2.0), word(" steel", 9.0, 9.4), word(" rings", 9.4, 9.8)]
    right = spoken("suspected to be one <1.5> steel rings <0.3> out", 6.1)
    chunks = [chunk(0, 0, 8, after=2), chunk(1, 8, 20, before=2)]
    result = merge(chunks, {0: heard(0, left), 1: heard(1, right)}, "en", 20.0)
    expected = "the harshly feel suspected to be one steel rings out"
    assert names(joined(result)) == expected.split()


def test_the_same_holds_at_the_edge_where_the_left_side_ends() -> None:
    left = spoken("the steel rings <0.6> out", 7.0, 0.5)
    right = [*spoken("the steel rings", 7.05, 0.5), *spoken("and dies", 12.0)]
    chunks = [chunk(0, 0, 8, after=1.8), chunk(1, 8, 20, before=1.8)]
    result = merge(chunks, {0: heard(0, left), 1: heard(1, right)}, "en", 20.0)
    assert names(joined(result)) == "the steel rings out and dies".split()


def test_chunks_may_come_in_any_order() -> None:
    chunks = [chunk(1, 10, 20), chunk(0, 0, 10)]
    texts = {0: heard(0, spoken("first", 1)), 1: heard(1, spoken("second", 11))}
    assert merge(chunks, texts, "en", 20.0).text == "first\nsecond"


def test_nothing_heard_makes_an_empty_transcript() -> None:
    result = merge([chunk(0, 0, 10)], {0: ChunkText(0)}, "en", 10.0, warnings=["quiet"])
    assert (result.segments, result.gaps, result.warnings) == ((), (), ("quiet",))


def test_a_dropped_window_gives_no_words() -> None:
    window = WindowText(0, 5, spoken("thanks for watching"), verdict="dropped")
    assert chunk_words(chunk(0, 0, 10), ChunkText(0, (window,))) == ()


def test_a_word_far_outside_its_window_drags_no_other_along() -> None:
    stray = (word(" one", 1.0), word(" two", 90.0), word(" three", 2.0))
    windows = (WindowText(0, 5, stray), WindowText(5, 10, spoken("four five", 6.0)))
    words = chunk_words(chunk(0, 0, 100), ChunkText(0, windows))
    assert in_order(words)
    assert [round(w.start, 1) for w in words[3:]] == [6.0, 6.3]


def test_a_word_of_nothing_but_space_is_no_word() -> None:
    assert settled([word("  ", 1.0), word(" so", 2.0)], 0, 10) == (word(" so", 2.0),)


times = st.floats(-20, 120, allow_nan=False)
wild_words = st.lists(
    st.builds(lambda a, b: Word(" x", a, b, 0.5), times, times), min_size=0, max_size=60
)


@given(wild_words)
def test_whatever_the_times_words_end_up_in_order_inside_what_was_heard(words: list[Word]) -> None:
    result = settled(words, 10.0, 70.0)
    assert len(result) == len(words)
    assert in_order(result)
    assert all(w.start >= 10.0 and w.end <= 70.0 + 1e-6 for w in result)


@given(wild_words)
def test_times_in_order_are_left_alone(words: list[Word]) -> None:
    once = settled(words, 10.0, 70.0)
    again = settled(once, 10.0, 70.0)
    assert all(
        abs(a.start - b.start) < 1e-9 and abs(a.end - b.end) < 1e-6
        for a, b in zip(once, again, strict=True)
    )


# --- two hearings of one film ---------------------------------------------------------------------

VOCABULARY = "the a no yes and I we sea wind it was he on of ship captain two one very".split()


def film_of(rng: random.Random, vocabulary: list[str]) -> tuple[Word, ...]:
    """A talk of 40 to 120 words with its pauses, at the speed at which people speak."""
    now, words = 0.5, []
    for _ in range(rng.randint(40, 120)):
        text = rng.choice(vocabulary) + ("." if rng.random() < 0.1 else "")
        length = rng.uniform(0.2, 0.6)
        words.append(Word(" " + text, now, now + length, 0.9))
        now += length + (rng.uniform(0.1, 0.9) if rng.random() < 0.15 else 0.0)
    return tuple(words)


def jittered(words: list[Word], rng: random.Random) -> list[Word]:
    """The words as another pass would time them: each edge up to 0.15 s away, still in order."""
    moved = [
        Word(
            w.text,
            w.start + rng.uniform(-0.15, 0.15),
            w.end + rng.uniform(-0.15, 0.15),
            w.probability,
        )
        for w in words
    ]
    return list(settled(moved, words[0].start - 0.2, words[-1].end + 0.2)) if moved else []


def misheard(words: list[Word], low: float, high: float, rng: random.Random) -> list[Word]:
    """The words with some near the edges of `low` to `high` heard as something else."""

    def hear(w: Word) -> Word:
        depth = min(w.middle - low, high - w.middle)
        wrong = rng.random() < 0.6 - 0.6 * depth / 1.5
        return Word(f" mumble{rng.randrange(99)}", w.start, w.end, w.probability) if wrong else w

    return [hear(w) for w in words]


def two_hearings(
    film: tuple[Word, ...], overlap: float, rng: random.Random, mishearing: bool = True
) -> list[Word]:
    """The film joined from two chunks that meet at some moment in its middle."""
    end = film[-1].end + 1
    mark = rng.uniform(0.4, 0.6) * end
    low, high = max(0.0, mark - overlap / 2), min(end, mark + overlap / 2)
    chunks = [Chunk(0, 0, mark, 0, high), Chunk(1, mark, end, low, end)]
    left, right = jittered(between(film, 0, high), rng), jittered(between(film, low, end), rng)
    if mishearing:  # where hearing breaks off, not at the film's own ends
        left, right = misheard(left, -9, high, rng), misheard(right, low, end + 9, rng)
    return joined(merge(chunks, {0: heard(0, left), 1: heard(1, right)}, "en", end))


@settings(max_examples=300, deadline=None)
@given(st.integers(0, 2**32), st.floats(3.0, 8.0), st.sampled_from([3, len(VOCABULARY)]))
def test_two_hearings_of_a_film_give_each_word_once(
    seed: int, overlap: float, vocabulary: int
) -> None:
    rng = random.Random(seed)
    film = film_of(rng, VOCABULARY[:vocabulary])
    words = two_hearings(film, overlap, rng)
    assert in_order(words)
    assert len(words) == len(film)
    for said, got in zip(film, words, strict=True):
        assert core(got.text) == core(said.text) or (overlap < 5 and "mumble" in got.text)
        assert abs(got.middle - said.middle) < 0.5


@settings(deadline=None)
@given(st.integers(0, 2**32), st.floats(3.0, 8.0))
def test_one_word_said_again_and_again_is_counted_by_its_times(seed: int, overlap: float) -> None:
    rng = random.Random(seed)
    film = film_of(rng, ["no"])
    assert len(two_hearings(film, overlap, rng, mishearing=False)) == len(film)
