from __future__ import annotations

from typing import get_args

import pytest
from pytestqt.qtbot import QtBot

from app.jobs import sentences
from app.jobs.job_row import JobRow, State
from engine.errors import Problem
from engine.protocol import JobState, Stage


def row(state: State = "running", **more: object) -> JobRow:
    return JobRow("/d", "The film", state, **more)  # type: ignore[arg-type]


@pytest.mark.parametrize("state", [s for s in get_args(JobState) if s not in ("completed",)])
def test_every_state_is_told(state: State) -> None:
    assert sentences.standing(row(state))


@pytest.mark.parametrize("stage", get_args(Stage))
def test_every_stage_is_told(stage: str) -> None:
    assert sentences.stage(row(stage=stage))
    assert sentences.stage(row(stage=stage)) != sentences.stage(row(stage=""))


def test_work_says_what_and_how_long(qtbot: QtBot) -> None:
    said = sentences.standing(row(stage="recognise", left=840.0))
    assert said.startswith("Recognising · ")
    assert "14 minute" in said


def test_a_pause_that_has_not_begun_yet_says_so() -> None:
    said = sentences.standing(row(stage="recognise", left=840.0, is_pausing=True))
    assert said == "Pausing"


def test_while_nobody_knows_how_long_nothing_is_said_of_it() -> None:
    assert sentences.standing(row(stage="prepare")) == "Reading the recording"


def test_a_transcript_says_how_long_it_is() -> None:
    assert sentences.standing(row("completed", duration=3725.0)) == "1:02:05"
    assert "missing" in sentences.standing(row("completed", duration=3725.0, failed=2))


def test_a_failure_says_what_failed() -> None:
    problem = Problem("no-space", "x")
    assert "disk" in sentences.standing(row("failed", problem=problem)).lower()
    assert sentences.standing(row("failed")) == "Failed"


def test_a_screen_reader_hears_name_state_and_progress() -> None:
    said = sentences.described(row(stage="recognise", progress=0.456))
    assert said == "The film, Recognising, 46 percent"
    assert sentences.described(row("paused")) == "The film, Paused"


def test_speed_has_no_more_figures_than_mean_something() -> None:
    assert sentences.speed(31.26) == "31×"
    assert sentences.speed(0.83) == "0.8×"


def test_where_there_is_little_room_the_time_left_is_what_is_said() -> None:
    running = row(stage="recognise", left=840.0)
    assert sentences.brief(running) == "About 14 minutes left"
    assert sentences.brief(row(stage="load")) == sentences.standing(row(stage="load"))
    pausing = row(stage="recognise", left=840.0, is_pausing=True)
    assert sentences.brief(pausing) == "Pausing"


def test_a_speed_is_written_as_the_language_writes_numbers(german: None) -> None:
    assert sentences.speed(9.31) == "9,3×"
    assert sentences.speed(31.7) == "32×"
