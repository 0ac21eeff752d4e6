"""Rows of what was found."""

from __future__ import annotations

import msgspec
import pytest
from PySide6.QtCore import QModelIndex, Qt
from PySide6.QtTest import QAbstractItemModelTester

from app import languages
from app.library.results import ResultRole, ResultRow, Results
from app.theme import Theme
from engine.findings import FoundTranscript
from tests.app.library.answers import RIVER, line, transcript


@pytest.fixture
def results(dressed: Theme) -> Results:
    languages.install(dressed.application, "en")
    made = Results()
    QAbstractItemModelTester(made, QAbstractItemModelTester.FailureReportingMode.Fatal, made)
    made.show(RIVER.transcripts)
    return made


def test_each_transcript_is_followed_by_its_lines_and_how_many_more_there_are(
    results: Results,
) -> None:
    kinds = [
        "title" if row.is_title else "line" if row.line is not None else f"{row.more} more"
        for row in results.rows
    ]
    assert kinds == ["title", "line", "line", "3 more", "title", "title", "line"]


def test_rows_can_be_read_aloud(results: Results) -> None:
    texts = [results.index(n).data(Qt.ItemDataRole.AccessibleTextRole) for n in range(4)]
    assert texts == [
        "Mill interview",
        "0:01, Speaker 1, Before. The river came back. After.",
        "0:11, Speaker 1, Before. Which river? After.",
        "Show 3 more",
    ]


def test_a_line_of_nobody_is_read_without_a_name(dressed: Theme) -> None:
    said = line("The river.", "river", speaker="")
    assert ResultRow(transcript("a", "river"), said).text == "0:01, Before. The river. After."


def test_the_same_answer_again_disturbs_nobody(results: Results) -> None:
    resets: list[bool] = []
    results.modelReset.connect(lambda: resets.append(True))
    results.show(list(RIVER.transcripts))
    assert resets == []
    results.show(RIVER.transcripts[1:])
    assert resets == [True]


def test_nothing_is_below_a_row(results: Results) -> None:
    assert results.rowCount(results.index(0)) == 0
    assert results.data(QModelIndex()) is None
    assert isinstance(results.index(0).data(ResultRole.ROW), ResultRow)


def twice(*differences: dict[str, str]) -> list[FoundTranscript]:
    """Transcripts of one film, and another one."""
    one = transcript("Mill", "river", "The river came back.")
    values = {"model": "tiny.en", "made_at": "2026-05-03T10:00:30.000+00:00"}
    same = [
        msgspec.structs.replace(one, document=f"/talks/Mill {n}.longtake", **(values | each))
        for n, each in enumerate(differences)
    ]
    return [*same, transcript("Panel", "river", "A river.")]


@pytest.mark.parametrize(
    ("differences", "marks"),
    [
        ([{}, {"model": "/models/large-v3"}], ["tiny.en · 5/3/26", "large-v3 · 5/3/26"]),
        ([{}, {"made_at": "2026-06-01T12:00:00+00:00"}], ["tiny.en · 5/3/26", "tiny.en · 6/1/26"]),
        ([{}, {}], ["tiny.en · Mill 0.longtake", "tiny.en · Mill 1.longtake"]),
        ([{"made_at": "", "model": ""}, {"model": "a"}], ["", "a · 5/3/26"]),
    ],
)
def test_transcripts_of_one_film_are_told_apart(
    results: Results, differences: list[dict[str, str]], marks: list[str]
) -> None:
    results.show(twice(*differences))
    titles = [row for row in results.rows if row.is_title]
    assert [row.mark for row in titles] == [*marks, ""]
    assert titles[1].text == f"Mill, {marks[1]}" and titles[2].text == "Panel"


def test_transcripts_of_one_day_say_when_they_were_made(results: Results) -> None:
    results.show(twice({}, {"made_at": "2026-05-03T10:01:30.000+00:00"}))
    first, second, _ = (row.mark for row in results.rows if row.is_title)
    assert first != second and "longtake" not in first + second and ":01" in second
