"""Recordings become jobs: the sheet and what is remembered of it."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import msgspec
import pytest
from PySide6.QtWidgets import QWidget
from pytestqt.qtbot import QtBot

from app.jobs.job_desk import JobDesk
from app.jobs.job_queue import JobQueue
from app.jobs.new_job_dialog import NewJobDialog
from app.jobs.new_jobs import SAMPLE, NewJobs
from app.settings import SettingsStore
from app.theme import Theme
from engine.protocol import MediaInfo, ModelsListed, ModelState, Probe, Probed, Submit
from tests.app.clients import Client

BASE = ModelState("base", "Whisper base", 145_000_000, "multilingual", "MIT", True)
FILM = "/films/film.mov"


class Counter:
    """Where recordings are taken in."""

    def __init__(self, folder: Path) -> None:
        self.client = Client()
        self.store = SettingsStore(folder / "settings.json")
        self.below = QWidget()
        self.below.show()
        desk = JobDesk(self.client, JobQueue())  # type: ignore[arg-type]  # all that it uses
        self.jobs = NewJobs(self.client, desk, self.store, lambda: self.below)  # type: ignore[arg-type]

    @property
    def sheet(self) -> NewJobDialog:
        assert self.jobs.sheet is not None
        return self.jobs.sheet

    @property
    def submitted(self) -> list[Submit]:
        return [told for told in self.client.told if isinstance(told, Submit)]


@pytest.fixture
def counter(dressed: Theme, tmp_path: Path, qtbot: QtBot) -> Iterator[Counter]:
    made = Counter(tmp_path)
    qtbot.addWidget(made.below)
    yield made
    if made.jobs.sheet is not None:
        made.jobs.sheet.reject()


def probed() -> Probed:
    return Probed(FILM, 734_000_000, MediaInfo("mov", 3600.0, ()))


def test_a_recording_is_asked_about_before_anything_is_done(counter: Counter) -> None:
    counter.jobs.ask_how([FILM])
    assert counter.sheet.isVisible()
    assert counter.client.told == [Probe((FILM,))]


def test_what_the_engine_knows_of_it_is_shown(counter: Counter) -> None:
    counter.jobs.ask_how([FILM])
    counter.jobs.hear(probed())
    assert counter.sheet.facts.text().startswith("1:00:00")


def test_models_that_were_listed_before_are_offered(counter: Counter) -> None:
    counter.jobs.hear(ModelsListed((BASE,), "base"))
    counter.jobs.ask_how([FILM])
    names = [counter.sheet.model.itemData(at) for at in range(counter.sheet.model.count())]
    assert "base" in names


def test_what_comes_after_the_sheet_is_gone_hurts_nobody(counter: Counter) -> None:
    counter.jobs.ask_how([FILM])
    counter.sheet.reject()
    counter.jobs.hear(probed())
    assert counter.jobs.sheet is None
    assert counter.client.told[-1] == Probe(()), "the engine need not look any more"


def test_what_was_answered_is_done_and_remembered(counter: Counter) -> None:
    counter.jobs.ask_how([FILM])
    counter.sheet.speakers.setChecked(True)
    counter.sheet.accept()
    assert [(each.source, each.options.diarize) for each in counter.submitted] == [(FILM, True)]
    assert counter.store.value.options.diarize


def test_a_sheet_that_is_taken_away_comes_back_as_it_was_answered(counter: Counter) -> None:
    counter.jobs.ask_how([FILM])
    counter.sheet.speakers.setChecked(True)
    before = counter.sheet
    show_again = counter.jobs.take_sheet()
    assert counter.jobs.sheet is None
    show_again()
    assert counter.sheet is not before
    assert counter.sheet.speakers.isChecked() and counter.sheet.sources == before.sources
    assert not counter.submitted


def test_where_nothing_is_asked_nothing_comes_back(counter: Counter) -> None:
    counter.jobs.take_sheet()()
    assert counter.jobs.sheet is None


def test_another_engine_is_asked_again(counter: Counter) -> None:
    counter.jobs.ask_how([FILM])
    counter.client.told.clear()
    counter.jobs.ask_again()
    assert counter.client.told == [Probe((FILM,))]


def test_what_nobody_is_asked_about_is_done_as_the_last_was(counter: Counter) -> None:
    counter.store.change_options(model="base")
    counter.jobs.transcribe(["/one.mp3", "/two.mp3"])
    assert [(each.source, each.options.model) for each in counter.submitted] == [
        ("/one.mp3", "base"),
        ("/two.mp3", "base"),
    ]


def test_the_sample_is_made_as_chosen_and_leaves_no_files(counter: Counter) -> None:
    counter.store.change_options(diarize=True)
    counter.jobs.transcribe_sample()
    (asked,) = counter.submitted
    assert asked.source == str(SAMPLE) and SAMPLE.is_file()
    assert asked.options == msgspec.structs.replace(counter.store.value.options)
    assert asked.output.formats == ()
