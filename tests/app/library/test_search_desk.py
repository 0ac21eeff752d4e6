"""What is asked of the engine, and when it is asked again."""

from __future__ import annotations

import pytest
from PySide6.QtCore import QObject

from app.library.search_desk import ALL_LINES, SearchDesk
from engine.errors import Problem
from engine.protocol import (
    ChunkChanged,
    Command,
    JobEnded,
    LibraryRead,
    LibraryReading,
    LibrarySearched,
    Pong,
    SearchLibrary,
    UpdateLibrary,
)
from tests.app.library.answers import RIVER, findings, transcript

MILL = RIVER.transcripts[0]
TROUBLE = Problem("no-space", "The disk is full.")


class Ear(QObject):
    """A desk, and what it asked and told."""

    def __init__(self) -> None:
        super().__init__()
        self.desk = SearchDesk(self)
        self.asked: list[Command] = []
        self.changes = 0
        self.desk.asked.connect(self.asked.append)
        self.desk.changed.connect(self._count)

    def answer(self, **fields: object) -> None:
        """What the engine says to the last search."""
        last = self.asked[-1]
        assert isinstance(last, SearchLibrary)
        values = {"findings": RIVER, "asker": last.asker, "within": last.within, **fields}
        self.desk.hear(LibrarySearched(last.typed, **values))  # type: ignore[arg-type]

    def _count(self) -> None:
        self.changes += 1


@pytest.fixture
def ear(qapp: QObject) -> Ear:
    return Ear()


def test_an_answer_is_shown_and_one_to_something_else_is_not(ear: Ear) -> None:
    ear.desk.search("riv")
    ear.desk.search("river")
    ear.desk.hear(LibrarySearched("riv", findings("riv"), asker=ear.asked[0].asker))  # type: ignore[attr-defined]
    assert ear.desk.findings is None
    ear.answer()
    assert ear.desk.findings == RIVER
    assert list(ear.desk.transcripts) == list(RIVER.transcripts)


def test_answers_to_another_window_are_left_alone(ear: Ear) -> None:
    other = Ear()
    for each in (ear, other):
        each.desk.search("river")
    ear.answer()
    assert ear.desk.findings == RIVER
    last = ear.asked[-1]
    assert isinstance(last, SearchLibrary)
    other.desk.hear(LibrarySearched("river", RIVER, asker=last.asker))
    assert other.desk.findings is None


def test_nothing_typed_asks_nothing_and_forgets_the_answer(ear: Ear) -> None:
    ear.desk.search("river")
    ear.answer()
    ear.desk.search("  ")
    assert ear.desk.findings is None
    assert len(ear.asked) == 1


def test_what_has_changed_is_asked_again(ear: Ear) -> None:
    ear.desk.search("river")
    ear.answer()
    ear.desk.hear(LibraryRead(False))
    assert len(ear.asked) == 1
    ear.desk.hear(LibraryRead(True))
    assert ear.asked[-1] == ear.asked[0]
    assert len(ear.asked) == 2


def test_how_far_reading_is_is_told_until_it_ends(ear: Ear) -> None:
    ear.desk.hear(LibraryReading(3, 9))
    assert ear.desk.reading == (3, 9)
    ear.desk.hear(LibraryRead())
    assert ear.desk.reading is None


def test_all_lines_of_a_transcript_can_be_asked_for_and_are_kept_up_to_date(ear: Ear) -> None:
    ear.desk.search("river")
    ear.answer()
    ear.desk.show_all(MILL.document)
    last = ear.asked[-1]
    assert isinstance(last, SearchLibrary)
    assert (last.within, last.lines) == (MILL.document, ALL_LINES)
    whole = transcript("Mill interview", "river", *["The river."] * 5)
    ear.answer(findings=findings("river", whole))
    assert ear.desk.transcripts[0] == whole
    assert ear.desk.transcripts[1] == RIVER.transcripts[1]
    ear.desk.hear(LibraryRead(True))
    assert [each.within for each in ear.asked[-2:]] == ["", MILL.document]  # type: ignore[attr-defined]


def test_another_search_shows_few_lines_again(ear: Ear) -> None:
    ear.desk.search("river")
    ear.answer()
    ear.desk.show_all(MILL.document)
    ear.desk.search("rivers")
    ear.answer()
    assert list(ear.desk.transcripts) == list(RIVER.transcripts)


def test_jobs_are_followed_while_somebody_looks(ear: Ear) -> None:
    events = [ChunkChanged("/a.longtake", 0, "done"), JobEnded("/a.longtake", "/a", "completed", 0)]
    for event in events:
        ear.desk.hear(event)
    assert ear.asked == []
    ear.desk.watch(True)
    for event in (*events, ChunkChanged("/a.longtake", 1, "working"), Pong()):
        ear.desk.hear(event)
    assert ear.asked == [UpdateLibrary()] * 3
    ear.desk.watch(False)
    ear.desk.hear(events[0])
    assert len(ear.asked) == 3


def test_a_problem_is_kept_until_there_is_an_answer(ear: Ear) -> None:
    ear.desk.search("river")
    ear.answer(findings=None, problem=TROUBLE)
    assert ear.desk.problem == TROUBLE
    ear.desk.hear(LibraryRead(False))
    ear.answer()
    assert ear.desk.problem is None
    ear.desk.hear(LibraryRead(problem=TROUBLE))
    assert ear.desk.problem == TROUBLE and ear.desk.findings == RIVER


def test_another_engine_is_asked_what_somebody_waits_for(ear: Ear) -> None:
    ear.desk.search("river")
    ear.desk.hear(LibraryReading(3, 9))
    ear.desk.start_anew()
    assert ear.desk.reading is None
    assert len(ear.asked) == 1
    ear.desk.watch(True)
    ear.desk.start_anew()
    assert ear.asked[-1] == ear.asked[0]
