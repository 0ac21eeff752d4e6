"""When tokens were said, from attention."""

from __future__ import annotations

import itertools

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st
from hypothesis.extra import numpy as arrays

from engine.worker.recognition.attention import first_frames, median_of_seven, warped

COSTS = arrays.arrays(
    np.float32,
    arrays.array_shapes(min_dims=2, max_dims=2, min_side=1, max_side=6),
    elements=st.integers(-4, 4).map(float),
)


def cheapest(cost: np.ndarray) -> float:
    """The cost of the best path, by trying all of them."""
    rows, columns = cost.shape
    best = np.full(cost.shape, np.inf)
    for row, column in itertools.product(range(rows), range(columns)):
        before = [
            best[row - down, column - on]
            for down, on in ((1, 0), (0, 1), (1, 1))
            if row >= down and column >= on
        ]
        best[row, column] = cost[row, column] + (min(before) if row or column else 0.0)
    return float(best[-1, -1])


def cost_of(cost: np.ndarray, firsts: tuple[int, ...]) -> float:
    """What the path costs whose rows begin at these columns, with the better of the ways between:
    a row ends where the next one begins, or one column before."""
    total, ends = np.inf, itertools.product((0, 1), repeat=len(firsts) - 1)
    for shorter in ends:
        lasts = [first - less for first, less in zip(firsts[1:], shorter, strict=True)]
        lasts.append(cost.shape[1] - 1)
        if all(first <= last for first, last in zip(firsts, lasts, strict=True)):
            rows = zip(cost, firsts, lasts, strict=True)
            total = min(total, sum(float(row[a : b + 1].sum()) for row, a, b in rows))
    return float(total)


@given(COSTS)
def test_no_path_is_cheaper_than_the_one_found(cost: np.ndarray) -> None:
    firsts = warped(cost)
    assert len(firsts) == len(cost)
    assert firsts[0] == 0
    assert list(firsts) == sorted(firsts)
    assert cost_of(cost, firsts) == pytest.approx(cheapest(cost), abs=1e-4)


def test_a_bright_staircase_is_followed() -> None:
    cost = np.zeros((3, 9), np.float32)
    cost[0, :2] = cost[1, 2:6] = cost[2, 6:] = -1.0
    assert warped(cost) == (0, 2, 6)


@pytest.mark.parametrize("values", list(itertools.product((0.0, 1.0), repeat=7)))
def test_the_network_finds_the_median_of_every_seven(values: tuple[float, ...]) -> None:
    """What sorts all zeros and ones right sorts everything right (Knuth)."""
    row = np.array(values, np.float32)
    assert median_of_seven(row)[3] == np.median(row)


def test_edges_are_mirrored() -> None:
    row = np.array([5, 1, 4, 2, 3, 9, 8, 7], np.float32)
    padded = np.pad(row, 3, mode="reflect")
    wanted = [np.median(padded[start : start + 7]) for start in range(len(row))]
    assert median_of_seven(row).tolist() == wanted


def test_a_row_too_short_to_smooth_stays_as_it_is() -> None:
    row = np.array([3.0, 1.0, 2.0], np.float32)
    assert median_of_seven(row) is row


def test_each_token_begins_where_the_heads_look() -> None:
    """Two tokens start the text, three are of it, one ends it; four of them have 40 frames each."""
    scores = np.zeros((2, 6, 160), np.float32)
    for token in range(1, 5):
        scores[:, token, 40 * (token - 1) : 40 * token] = 8.0
    starts = first_frames(scores, before=1)
    assert len(starts) == 4
    assert starts == pytest.approx((0, 40, 80, 120), abs=4)


def test_heads_that_look_nowhere_still_give_times_in_order() -> None:
    starts = first_frames(np.zeros((3, 7, 50), np.float32), before=1)
    assert list(starts) == sorted(starts)
    assert starts[0] >= 0 and starts[-1] < 50
