"""Which text a search settles on, with a decoder that is a table."""

from __future__ import annotations

import itertools
import math
import random

import pytest
from hypothesis import given
from hypothesis import strategies as st

from engine.errors import SilentFault
from engine.worker.recognition.search import Beam, Candidate, Draw, Found, Search, checked

END = 0
TOKENS = range(4)
Table = dict[tuple[int, ...], list[float]]


def table(seed: int, longest: int) -> Table:
    """For every text, the log-probability of each token that may follow; the longest must end."""
    chance = random.Random(seed)
    made: Table = {}
    for length in range(longest + 1):
        for text in itertools.product(TOKENS[1:], repeat=length):
            weights = [chance.random() + 0.01 for _ in TOKENS]
            made[text] = [math.log(weight / sum(weights)) for weight in weights]
    return made


def searched(search: Search, known: Table, width: int) -> Found:
    """Let `search` ask a decoder that looks into `known`."""
    texts: list[tuple[int, ...]] = [()] * width
    while True:
        candidates = sorted(
            (
                Candidate(search.totals[row] + chance, row, token)
                for row, text in enumerate(texts)
                for token, chance in enumerate(known[text])
            ),
            reverse=True,
        )
        search.advance(candidates[: 2 * width])
        if search.is_done:
            return search.best()
        texts = [
            (*texts[parent], token)
            for parent, token in zip(search.parents, search.last, strict=True)
        ]


def every_text(known: Table, longest: int) -> list[Found]:
    found = []
    for length in range(longest + 1):
        for text in itertools.product(TOKENS[1:], repeat=length):
            steps = [known[text[:place]][token] for place, token in enumerate(text)]
            found.append(Found(list(text), (sum(steps) + known[text][END]) / (length + 1)))
    return found


@given(st.integers(0, 10_000))
def test_one_row_takes_the_likeliest_token_each_time(seed: int) -> None:
    known = table(seed, 5)
    text: tuple[int, ...] = ()
    while len(text) < 4:
        token = max(TOKENS, key=lambda each: known[text][each])
        if token == END:
            break
        text = (*text, token)
    assert searched(Beam(1, END, 4), known, 1).tokens[: len(text)] == list(text)


@given(st.integers(0, 10_000), st.integers(1, 6))
def test_what_a_beam_finds_is_a_text_with_its_own_likelihood(seed: int, width: int) -> None:
    known = table(seed, 5)
    found = searched(Beam(width, END, 5), known, width)
    ended = {tuple(each.tokens): each.avg_logprob for each in every_text(known, 4)}
    if len(found.tokens) < 5:
        assert found.avg_logprob == pytest.approx(ended[tuple(found.tokens)])


def test_a_wider_beam_finds_what_one_row_misses() -> None:
    """Token 1 looks best at first and leads nowhere; 2 is followed by certainty."""
    sure, unsure = [-9.0, -9.0, -9.0, -0.001], [-1.4, -1.4, -1.4, -1.4]
    known = {(): [-9.0, -0.6, -0.9, -9.0]}
    for length in range(1, 5):
        for text in itertools.product(TOKENS[1:], repeat=length):
            known[text] = unsure if text[0] != 2 else sure
    known[(2, 3)] = [-0.001, -9.0, -9.0, -9.0]
    assert searched(Beam(1, END, 4), known, 1).tokens[0] == 1
    assert searched(Beam(3, END, 4), known, 3).tokens == [2, 3]


def test_a_beam_is_done_when_as_many_texts_ended_as_it_has_rows() -> None:
    beam = Beam(2, END, 10)
    beam.advance([Candidate(-0.1, 0, END), Candidate(-0.2, 0, 1), Candidate(-0.3, 0, 2)])
    assert not beam.is_done
    beam.advance([Candidate(-0.4, 1, END), Candidate(-0.5, 0, 1), Candidate(-0.6, 1, 1)])
    assert beam.is_done
    assert beam.best() == Found([], -0.1)


def test_rows_say_which_rows_they_come_from() -> None:
    beam = Beam(2, END, 10)
    beam.advance([Candidate(-0.1, 0, 1), Candidate(-0.2, 0, 2)])
    beam.advance([Candidate(-0.3, 1, 3), Candidate(-0.4, 1, 1), Candidate(-0.5, 0, 1)])
    assert beam.parents == [1, 1]
    assert beam.last == [3, 1]
    assert beam.totals == [-0.3, -0.4]


def test_a_text_that_never_ends_is_cut_at_the_longest() -> None:
    beam = Beam(1, END, 3)
    for step in range(3):
        assert not beam.is_done
        beam.advance([Candidate(-0.1 * (step + 1), 0, 1)])
    assert beam.is_done
    assert beam.best().tokens == [1, 1, 1]


def test_drawn_texts_go_each_their_own_way_and_the_likeliest_is_taken() -> None:
    draw = Draw(2, END, 10)
    draw.advance([Candidate(-1.0, 0, 3), Candidate(-0.2, 1, 2)])
    assert draw.last == [3, 2]
    draw.advance([Candidate(-1.1, 0, END), Candidate(-0.3, 1, 1)])
    assert draw.last == [END, 1] and not draw.is_done
    draw.advance([Candidate(-9.0, 0, 3), Candidate(-0.4, 1, END)])
    assert draw.is_done
    assert draw.best() == Found([2, 1], pytest.approx(-0.4 / 3))
    assert draw.totals == [-1.1, -0.4]
    assert draw.parents == [0, 1]


def test_drawing_ends_at_the_longest_text() -> None:
    draw = Draw(1, END, 2)
    draw.advance([Candidate(-1.0, 0, 1)])
    draw.advance([Candidate(-2.0, 0, 1)])
    assert draw.is_done and draw.best().tokens == [1, 1]


def test_what_is_not_a_number_is_a_fault_of_the_device() -> None:
    assert checked(-math.inf) == -math.inf
    with pytest.raises(SilentFault):
        checked(math.nan)
