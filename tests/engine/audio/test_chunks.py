"""Cutting a film into chunks."""

from __future__ import annotations

from bisect import bisect_left, bisect_right
from itertools import pairwise

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from engine.audio import chunks
from engine.transcript import SAMPLE_RATE, Chunk, SpeechMap

FRAME = 0.032
SILENCE = SpeechMap((), FRAME, b"")


def talking_but_for(*pauses: tuple[float, float], until: float) -> SpeechMap:
    """A map of speech everywhere but in these pauses."""
    starts = [0.0, *(end for _, end in pauses)]
    ends = [*(start for start, _ in pauses), until]
    return SpeechMap(tuple(zip(starts, ends, strict=True)), FRAME, b"\xff" * int(until / FRAME))


def crowd(until: float, *, calm: tuple[float, ...] = (), level: int = 200) -> SpeechMap:
    """Speech without any pause, a little less likely for a third of a second at `calm` moments."""
    likelihood = bytearray([level]) * int(until / FRAME)
    for moment in calm:
        centre = round(moment / FRAME)
        likelihood[centre - 6 : centre + 6] = bytes([level // 2]) * 12
    return SpeechMap(((0.0, until),), FRAME, bytes(likelihood))


def lengths(plan: tuple[Chunk, ...]) -> list[float]:
    return [chunk.duration for chunk in plan]


def test_a_film_is_cut_in_the_middle_of_the_longest_pause_near_each_mark() -> None:
    speech = talking_but_for((285, 286), (301, 301.4), (310, 310.5), (590, 592), until=900)
    plan = chunks.plan(900, speech, 300)
    assert [chunk.start for chunk in plan] == [0, 285.5, 591]


def test_a_pause_out_of_reach_of_the_mark_is_not_looked_at() -> None:
    speech = talking_but_for((270, 279), (305, 305.3), until=600)
    assert chunks.plan(600, speech, 300)[0].end == pytest.approx(305.15)


def test_of_two_equal_pauses_the_one_nearer_to_the_mark_is_taken() -> None:
    speech = talking_but_for((282, 283), (303, 304), until=600)
    assert chunks.plan(600, speech, 300)[0].end == pytest.approx(303.5)


def test_the_next_mark_is_counted_from_the_cut_before_it() -> None:
    speech = talking_but_for((318, 320), (601, 602), (617, 620), until=1000)
    assert [chunk.end for chunk in chunks.plan(1000, speech, 300)][:2] == [319, 618.5]


def test_a_long_silence_around_the_mark_is_cut_at_the_mark() -> None:
    speech = talking_but_for((200, 400), until=600)
    assert chunks.plan(600, speech, 300)[0].end == 300


def test_a_cut_at_a_pause_lets_no_chunk_hear_its_neighbour() -> None:
    plan = chunks.plan(600, talking_but_for((299, 301), until=600), 300)
    assert all((c.heard_start, c.heard_end) == (c.start, c.end) for c in plan)


def test_where_nobody_pauses_the_cut_falls_where_speech_is_least_likely() -> None:
    cut = chunks.plan(600, crowd(600, calm=(150, 288.4)), 300)[0].end
    assert cut == pytest.approx(288.4, abs=0.1)


def test_where_nobody_pauses_both_neighbours_hear_eight_seconds_in_common() -> None:
    before, after = chunks.plan(600, crowd(600), 300)
    assert before.heard_end - after.heard_start == chunks.OVERLAP == 8
    assert before.heard_end - before.end == after.start - after.heard_start == 4
    assert (before.heard_start, after.heard_end) == (0, 600)


def test_a_crowd_that_is_equally_loud_everywhere_is_cut_at_the_mark() -> None:
    assert chunks.plan(600, crowd(600), 300)[0].end == pytest.approx(300, abs=FRAME)


def test_a_breath_inside_a_phrase_is_no_pause() -> None:
    plan = chunks.plan(600, talking_but_for((300, 300.1), until=600), 300)
    assert plan[0].heard_end > plan[0].end


def test_a_map_without_likelihoods_is_cut_at_the_mark() -> None:
    speech = SpeechMap(((0.0, 600.0),), 0.0, b"")
    assert chunks.plan(600, speech, 300)[0].end == 300


def test_no_chunk_seconds_means_one_chunk() -> None:
    assert chunks.plan(9000, crowd(9000), 0) == (Chunk(0, 0, 9000, 0, 9000),)


def test_a_short_film_is_one_chunk() -> None:
    assert chunks.plan(0.1, SILENCE, 300) == (Chunk(0, 0, 0.1, 0, 0.1),)


def test_a_film_of_nothing_has_no_chunks() -> None:
    assert chunks.plan(0, SILENCE, 300) == ()


def test_a_short_rest_stays_with_the_chunk_before_it() -> None:
    assert lengths(chunks.plan(655, SILENCE, 300)) == [300, 355]
    assert len(chunks.plan(665, SILENCE, 300)) == 3


def test_a_pause_that_would_leave_a_crumb_at_the_end_is_not_taken() -> None:
    speech = talking_but_for((312, 319), until=365)
    assert chunks.plan(365, speech, 300)[-1].duration >= 60


def test_reach_and_overlap_shrink_with_the_chunks() -> None:
    plan = chunks.plan(40, crowd(40), 10)
    assert all(7.5 <= length <= 12.5 for length in lengths(plan))
    assert plan[0].heard_end - plan[0].end == 2


def test_a_chunk_can_be_halved_at_its_best_place() -> None:
    speech = talking_but_for((140, 143), until=300)
    assert chunks.best_cut(speech, 150, 60, 240) == (141.5, True)


@st.composite
def speech_maps(draw: st.DrawFn) -> tuple[float, SpeechMap]:
    """Films with no speech, nothing else, thousands of regions, touching and overlapping ones."""
    samples = draw(st.integers(1, 4000 * SAMPLE_RATE))
    duration = samples / SAMPLE_RATE
    edges = st.floats(-5, duration + 5)
    regions = draw(
        st.one_of(
            st.just(()),
            st.just(((0.0, duration),)),
            st.lists(st.tuples(edges, edges).map(sorted).map(tuple), max_size=30).map(tuple),
            st.floats(0.05, 3).map(lambda step: _comb(duration, step)),
            st.floats(0.5, 9).map(lambda step: _comb(duration, step, gap=0.0)),
        )
    )
    frame = draw(st.sampled_from([0.0, 0.01, FRAME, 1.0]))
    pattern = draw(st.binary(min_size=1, max_size=50))
    count = int(duration / frame) if frame else 0
    likelihood = (pattern * (count // len(pattern) + 1))[: draw(st.sampled_from([0, count]))]
    return duration, SpeechMap(regions, frame, likelihood)


def _comb(duration: float, step: float, gap: float = 0.3) -> tuple[tuple[float, float], ...]:
    count = min(5000, int(duration / step))
    return tuple((i * step, (i + 1) * step - gap * step) for i in range(count))


CHUNK_SECONDS = st.one_of(st.just(0.0), st.just(300.0), st.just(60.0), st.floats(0.5, 7200))


@settings(deadline=None)
@given(speech_maps(), CHUNK_SECONDS)
def test_every_sample_belongs_to_exactly_one_chunk(
    film: tuple[float, SpeechMap], chunk_seconds: float
) -> None:
    duration, speech = film
    plan = chunks.plan(duration, speech, chunk_seconds)
    assert [chunk.index for chunk in plan] == list(range(len(plan)))
    assert plan[0].start == 0
    assert plan[-1].end == duration
    assert all(one.end == other.start for one, other in pairwise(plan))
    assert all(chunk.start < chunk.end for chunk in plan)


@settings(deadline=None)
@given(speech_maps(), CHUNK_SECONDS)
def test_chunks_lie_on_whole_samples_and_hear_at_least_what_they_own(
    film: tuple[float, SpeechMap], chunk_seconds: float
) -> None:
    duration, speech = film
    for chunk in chunks.plan(duration, speech, chunk_seconds):
        for time in (chunk.start, chunk.end, chunk.heard_start, chunk.heard_end):
            assert round(time * SAMPLE_RATE) / SAMPLE_RATE == time
        assert 0 <= chunk.heard_start <= chunk.start
        assert chunk.end <= chunk.heard_end <= duration
        assert max(chunk.start - chunk.heard_start, chunk.heard_end - chunk.end) <= 4


@settings(deadline=None)
@given(speech_maps(), st.floats(1, 7200))
def test_chunks_have_about_the_wanted_length(
    film: tuple[float, SpeechMap], chunk_seconds: float
) -> None:
    duration, speech = film
    *most, last = lengths(chunks.plan(duration, speech, chunk_seconds))
    sample = 2 / SAMPLE_RATE
    reach = min(chunks.REACH, chunk_seconds / 4)
    assert all(abs(length - chunk_seconds) <= reach + sample for length in most)
    assert last <= chunk_seconds * 1.2 + sample
    assert not most or last >= chunk_seconds * 0.2 - sample


@settings(deadline=None)
@given(speech_maps(), st.floats(5, 7200))
def test_a_cut_without_overlap_splits_no_speech(
    film: tuple[float, SpeechMap], chunk_seconds: float
) -> None:
    duration, speech = film
    regions = [(start, end) for start, end in speech.regions if start < end]
    plan = chunks.plan(duration, speech, chunk_seconds)[:-1]
    clean = [chunk.end for chunk in plan if chunk.heard_end == chunk.end]
    assert not any(bisect_right(clean, start) < bisect_left(clean, end) for start, end in regions)
