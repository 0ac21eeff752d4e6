"""The benchmark of the library sees what it is there to see."""

from __future__ import annotations

from pathlib import Path

import pytest

from engine.findings import Findings
from tests.benchmarks import library as benchmark
from tests.benchmarks.library import THREE_HOURS, Answer, measure_library, talk


def answer(milliseconds: float = 20.0, known: int = 9, count: int = 1) -> Answer:
    return Answer(Findings("river", count=count, known=known), ((milliseconds, 5.0),) * 3)


def test_a_good_library_fails_nothing() -> None:
    assert benchmark.failures({"a word": answer(), "an edited word": answer()}, 9) == []


@pytest.mark.parametrize(
    ("found", "said"),
    [
        ({"a word": answer(120.0)}, "a word took 120 ms"),
        ({"a word": answer(known=8)}, "8 of 9 transcripts"),
        ({"an edited word": answer(count=0)}, "an edit was not found"),
    ],
)
def test_each_limit_is_held(found: dict[str, Answer], said: str) -> None:
    (failure,) = benchmark.failures(found, 9)
    assert said in failure


def test_a_film_of_three_hours_has_its_words_and_is_the_same_at_every_run() -> None:
    film = talk(1, THREE_HOURS)
    assert (sum(1 for _ in film.words()), len(film.segments)) == THREE_HOURS
    assert talk(1, (50, 5)) == talk(1, (50, 5)) != talk(2, (50, 5))


def test_everything_is_measured_through_a_real_engine(tmp_path: Path) -> None:
    report = measure_library(tmp_path, films=0, recordings=2)
    rows = {row[0]: row for row in report.rows}
    assert rows["an edited word"][1] == "1"
    assert rows["what nobody says"][1] == "0"
    assert int(rows["the commonest word"][1].rstrip("+")) > 100
    assert not [failure for failure in report.failures if " ms" not in failure]
