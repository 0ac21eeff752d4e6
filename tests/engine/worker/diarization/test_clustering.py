from __future__ import annotations

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from engine.worker.diarization import clustering
from engine.worker.diarization.clustering import (
    Agglomerative,
    Bounds,
    centroids,
    chosen,
    nearest,
    scatter,
    unit,
)
from tests.diarized import SIZE, around, voice

ANY = Bounds()


def film(*counts: int, scatter: float = 0.02) -> np.ndarray:
    """So many voices of each of some people."""
    return np.concatenate([around(who, count, scatter) for who, count in enumerate(counts)])


def people(vectors: np.ndarray, bounds: Bounds = ANY, **means: object) -> list[int]:
    """Whose voice each centre is, by number; people are at right angles."""
    centres = Agglomerative(**means).centres(vectors, bounds)  # type: ignore[arg-type]
    return sorted(int(np.argmax(centre)) for centre in centres)


@pytest.mark.parametrize("count", [1, 2, 5, 40])
def test_everybody_is_found_whose_voice_is_heard_often(count: int) -> None:
    assert people(film(*[30] * count)) == list(range(count))


def test_a_centre_is_what_a_person_sounds_like() -> None:
    (centre,) = Agglomerative().centres(film(50), ANY)
    assert unit(centre) @ voice(0) > 0.99


def test_who_speaks_a_moment_is_no_person_of_their_own() -> None:
    assert people(film(200, 200, 5)) == [0, 1]


def test_in_a_short_film_a_few_windows_make_a_person() -> None:
    assert people(film(10, 10, 3)) == [0, 1, 2]


@pytest.mark.parametrize("wished", [1, 2, 3, 4, 6])
def test_the_number_of_people_can_be_given(wished: int) -> None:
    vectors = film(40, 40, 40, 40, scatter=0.05)
    assert len(Agglomerative().centres(vectors, Bounds(wished, wished))) == wished


def test_the_number_of_people_can_be_bounded() -> None:
    vectors = film(40, 40, 40, 40)
    assert len(Agglomerative().centres(vectors, Bounds(most=2))) == 2
    assert len(Agglomerative().centres(vectors, Bounds(least=3))) == 4
    assert len(Agglomerative().centres(vectors, Bounds(least=1, most=9))) == 4


def test_there_are_never_more_people_than_voices() -> None:
    assert len(Agglomerative().centres(film(1), Bounds(5, 5))) == 1
    assert len(Agglomerative().centres(film(2), Bounds(5, 5))) <= 2


def test_one_who_lies_in_two_small_clusters_is_one_person() -> None:
    """As in a noisy recording: each half too small, and a hair beyond the threshold apart."""
    film = np.concatenate([around(0, 200), around(1, 200), _half(+1), _half(-1)])
    assert people(film) == [0, 1, 2]


def test_where_voices_do_not_scatter_chance_explains_no_distance() -> None:
    film = np.concatenate([around(0, 200, 0.0), around(1, 200, 0.0), _half(+1), _half(-1)])
    assert people(film) == [0, 1]


def _half(side: int) -> np.ndarray:
    """Nine voices, 0.71 apart from the other nine after scaling to length one."""
    lean = 0.71 / 2
    towards = np.sqrt(1 - lean**2) * voice(2) + side * lean * voice(3)
    return np.tile(3 * towards, (9, 1)).astype(np.float32)


def test_noise_is_not_made_a_person_by_that() -> None:
    strangers = np.concatenate([3 * voice(number)[None] for number in range(10, 30)])
    assert people(np.concatenate([film(200, 200, scatter=0.03), strangers])) == [0, 1]


@pytest.mark.parametrize("dimension", [0.02, 0.05])
def test_scatter_is_the_variance_within_clusters(dimension: float) -> None:
    vectors = film(400, 400, scatter=dimension) / 3
    labels = np.repeat([0, 1], 400)
    assert scatter(vectors, labels) == pytest.approx(SIZE * dimension**2, rel=0.02)
    assert scatter(vectors[:1], labels[:1]) == 0.0


def test_heard_half_as_often_half_as_much_makes_a_person() -> None:
    assert Agglomerative().every(2).smallest == 6
    assert Agglomerative(smallest=1).every(2).smallest == 1


def test_of_many_voices_few_are_chosen_and_nobody_is_lost(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(clustering, "AT_ONCE", 400)
    monkeypatch.setattr(clustering, "PIECE", 150)
    vectors = np.random.default_rng(0).permutation(film(900, 500, 300, 20))
    some = chosen(unit(vectors), Agglomerative().threshold)
    assert len(some) <= 400
    whose = vectors[some].argmax(axis=1)
    assert np.bincount(whose)[3] == 20  # all of the one who speaks little
    assert np.bincount(whose)[:3].min() > 100
    assert people(vectors) == [0, 1, 2, 3]


def test_voices_are_chosen_evenly(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(clustering, "AT_ONCE", 100)
    monkeypatch.setattr(clustering, "PIECE", 500)
    some = chosen(unit(film(1000)), Agglomerative().threshold)
    assert len(some) == 100
    assert np.diff(some).max() <= 11
    assert (some[0], some[-1]) == (0, 999)


def test_no_candidate_stands_for_more_than_its_share(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(clustering, "PIECE", 700)
    some = chosen(unit(film(800, 600)), Agglomerative().threshold)
    assert len(some) == 2 * clustering.PER_CANDIDATE


def test_a_few_voices_stand_for_themselves() -> None:
    assert chosen(unit(film(20, 30)), 0.7).tolist() == list(range(50))


def test_a_voice_belongs_to_the_nearest_direction_however_loud() -> None:
    centres = np.stack([voice(0), 5 * voice(1)])
    vectors = np.stack([0.1 * voice(0), 9 * voice(1), voice(0) + 2 * voice(1)])
    assert nearest(unit(vectors), centres).tolist() == [0, 1, 1]


def test_no_voice_at_all_has_no_direction() -> None:
    assert not unit(np.zeros((1, SIZE), np.float32)).any()


def test_centroids_are_means() -> None:
    vectors = np.arange(8, dtype=np.float32).reshape(4, 2)
    assert centroids(vectors, np.array([0, 1, 0, 1])).tolist() == [[2, 3], [4, 5]]


@settings(max_examples=40, deadline=None)
@given(
    counts=st.lists(st.integers(1, 30), min_size=1, max_size=6),
    bounds=st.tuples(st.integers(0, 4), st.integers(0, 8)).filter(
        lambda pair: not pair[1] or pair[0] <= pair[1]
    ),
)
def test_the_people_found_are_within_bounds_wherever_that_can_be(
    counts: list[int], bounds: tuple[int, int]
) -> None:
    vectors = film(*counts)
    found = len(Agglomerative().centres(vectors, Bounds(*bounds)))
    assert 1 <= found <= len(vectors)
    if bounds[1]:
        assert found <= bounds[1]
