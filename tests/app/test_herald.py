"""What is said above the page, and what of it can be copied."""

from __future__ import annotations

import logging
from collections.abc import Iterator
from pathlib import Path

import pytest
from PySide6.QtWidgets import QPushButton
from pytestqt.qtbot import QtBot

from app.card import Card
from app.herald import Herald
from app.jobs.job_queue import JobQueue
from app.jobs.job_report import JobReports
from app.jobs.job_row import JobRow
from app.jobs.reading import Reader
from app.settings import SettingsStore
from app.theme import Theme
from app.windows import Windows
from engine.errors import Problem, UsageError
from engine.protocol import VoiceKept
from tests.app.clients import Client

FULL = Problem("no-space", "'a.srt' could not be written.", details="errno 28")


class Square:
    """A herald with a window to speak in."""

    def __init__(self, folder: Path) -> None:
        self.reader, queue = Reader(), JobQueue()
        store = SettingsStore(folder / "settings.json")
        self.windows = Windows(queue, JobReports(self.reader), store, lambda window: None)
        self.client = Client()
        self.herald = Herald(self.windows, self.client)  # type: ignore[arg-type]  # all it uses

    @property
    def banner(self) -> Card:
        return self.windows.current.banner

    @property
    def title(self) -> str:
        assert not self.banner.isHidden()
        return self.banner.accessibleName()

    @property
    def sentence(self) -> str:
        return self.banner.accessibleDescription()

    def offers(self, action: str) -> bool:
        button = self.banner.findChild(QPushButton, action)
        return button is not None and not button.isHidden()


@pytest.fixture
def square(dressed: Theme, tmp_path: Path, qtbot: QtBot) -> Iterator[Square]:
    made = Square(tmp_path)
    yield made
    for window in made.windows.all:
        window.close()
    made.reader.close()


def test_a_problem_is_told_in_plain_words_and_kept_whole_for_copying(square: Square) -> None:
    square.herald.tell_problem(FULL)
    assert square.title == "The disk is full"
    assert "errno" not in square.sentence
    assert "errno 28" in square.herald.details
    assert square.offers("copy-details") and not square.offers("restart-engine")


def test_an_engine_that_was_given_up_can_be_tried_again(square: Square) -> None:
    square.client.state = "given-up"
    square.herald.tell_problem(FULL)
    assert square.offers("restart-engine")


def test_a_text_that_cannot_be_opened_is_named(square: Square) -> None:
    square.herald.tell_unopened("/talks/old.srt", Problem("text-unreadable", "No words in it."))
    assert square.title == "“old.srt” cannot be opened"
    assert "No words in it." in square.herald.details


def test_what_was_removed_can_be_undone(square: Square) -> None:
    square.herald.tell_removed("Interview")
    assert "“Interview”" in square.title
    assert square.offers("undo")


def test_what_has_arrived_is_named_or_counted(square: Square) -> None:
    square.herald.tell_arrived(["/recorder/late.mp3"])
    assert square.title == "“late.mp3” has arrived"
    square.herald.tell_arrived(["/recorder/one.mp3", "/recorder/two.mp3"])
    assert square.title == "2 recordings have arrived"


def test_a_voice_that_is_kept_is_told_with_the_place_where_it_is(square: Square) -> None:
    square.herald.tell_voice(VoiceKept("/d.longtake", "Anna"))
    assert "Anna" in square.title and "Preferences" in square.sentence


def test_a_voice_that_was_not_heard_enough_is_told_what_it_takes(square: Square) -> None:
    square.herald.tell_voice(VoiceKept("/d.longtake", "Anna", UsageError("Too short.").problem()))
    assert "seconds" in square.sentence
    assert "Too short." in square.herald.details


def test_a_voice_that_cannot_be_written_is_told_why(square: Square) -> None:
    square.herald.tell_voice(VoiceKept("/d.longtake", "Anna", FULL))
    assert "Free some space" in square.sentence


def test_a_greeting_counts_and_names_what_is_furthest(square: Square) -> None:
    rows = [JobRow(name, name, "interrupted", progress=share) for name, share in
            (("one", 0.2), ("two", 0.999), ("three", 0.5))]  # fmt: skip
    square.herald.greet(rows)
    assert square.title == "3 recordings were not finished"
    assert "“two” is 99 % done" in square.sentence, "and not 100 %"
    assert square.offers("resume-all")


def test_a_bug_is_logged_whole_and_told(square: Square, caplog: pytest.LogCaptureFixture) -> None:
    try:
        raise ZeroDivisionError("seven by nothing")
    except ZeroDivisionError as error:
        square.herald.tell_crash(type(error), error, error.__traceback__)
    assert "seven by nothing" in square.herald.details
    assert "seven by nothing" not in square.title + square.sentence
    assert [record.levelno for record in caplog.records] == [logging.CRITICAL]


def test_who_ends_the_app_by_a_key_meets_no_bug(
    square: Square, capsys: pytest.CaptureFixture[str]
) -> None:
    square.herald.tell_crash(KeyboardInterrupt, KeyboardInterrupt(), None)
    assert "KeyboardInterrupt" in capsys.readouterr().err
    assert square.herald.details == ""
