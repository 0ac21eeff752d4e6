"""Rows of what was found."""

from __future__ import annotations

import pytest
from PySide6.QtCore import QModelIndex, Qt
from PySide6.QtTest import QAbstractItemModelTester

from app import languages
from app.library.results import ResultRole, ResultRow, Results
from app.theme import Theme
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
