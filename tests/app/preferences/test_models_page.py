from __future__ import annotations

from pathlib import Path

import msgspec
import pytest
from PySide6.QtWidgets import QMessageBox
from pytestqt.qtbot import QtBot

from app.preferences.model_list import ModelRow, Pace
from app.preferences.models_page import ModelsPage
from app.preferences.speakers_page import SpeakersPage
from app.settings import SettingsStore
from app.theme import Theme
from engine.errors import Problem
from engine.models_service import listed
from engine.options import Home
from engine.protocol import (
    Fetching,
    FetchModel,
    KeepToken,
    ModelDone,
    ModelsListed,
    ModelState,
    PauseFetch,
    RemoveModel,
    TokenTold,
    VerifyModel,
)


@pytest.fixture
def store(tmp_path: Path) -> SettingsStore:
    return SettingsStore(tmp_path / "settings.json")


@pytest.fixture
def told(tmp_path: Path) -> ModelsListed:
    """A machine on which only `tiny.en` is."""
    known = listed(Home(tmp_path))
    here = [
        msgspec.structs.replace(model, is_here=model.name == "tiny.en", speed=36.0, fits=True)
        for model in known.models
    ]
    return msgspec.structs.replace(known, models=tuple(here))


@pytest.fixture
def page(dressed: Theme, store: SettingsStore, told: ModelsListed, qtbot: QtBot) -> ModelsPage:
    made = ModelsPage(store)
    qtbot.addWidget(made)
    made.show()
    made.hear(told)
    return made


@pytest.fixture
def asked(page: ModelsPage) -> list[object]:
    commands: list[object] = []
    page.asked.connect(commands.append)
    return commands


def changed(told: ModelsListed, name: str, **fields: object) -> ModelsListed:
    models = tuple(
        msgspec.structs.replace(model, **fields) if model.name == name else model
        for model in told.models
    )
    return msgspec.structs.replace(told, models=models)


def test_it_says_what_is_awaited_until_the_engine_has_told(
    dressed: Theme, store: SettingsStore, told: ModelsListed, qtbot: QtBot
) -> None:
    page = ModelsPage(store)
    qtbot.addWidget(page)
    assert not page.waiting.isHidden() and page.models.isHidden()
    page.hear(told)
    assert page.waiting.isHidden() and not page.models.isHidden()


def test_every_model_says_what_it_costs(page: ModelsPage, told: ModelsListed) -> None:
    for model in told.models:
        row = page.models.row(model.name)
        assert row.title.text() == model.title
        assert "MIT" in row.facts.text() and ("MB" in row.facts.text() or "GB" in row.facts.text())
    assert "36 × real time" in page.models.row("tiny.en").facts.text()
    assert "English only" in page.models.row("tiny.en").facts.text()


def test_only_a_model_that_is_here_can_be_chosen(page: ModelsPage, store: SettingsStore) -> None:
    assert page.models.row("tiny.en").radio.isChecked()
    assert not page.models.row("base").radio.isEnabled()
    assert page.models.row("tiny.en").button.isHidden()


def test_the_chosen_model_is_what_new_jobs_begin_with(
    page: ModelsPage, store: SettingsStore, told: ModelsListed
) -> None:
    page.hear(changed(told, "base", is_here=True))
    page.models.row("base").radio.click()
    assert store.value.options.model == "base"
    checked = [name for name in ("tiny.en", "base") if page.models.row(name).radio.isChecked()]
    assert checked == ["base"]


def test_one_model_is_recommended_and_the_reason_given(
    page: ModelsPage, told: ModelsListed
) -> None:
    best = next(model for model in told.models if model.is_recommended)
    shown = [
        model.name for model in told.models if not page.models.row(model.name).badge.isHidden()
    ]
    assert shown == [best.name]
    assert best.title in page.advice.text() and "memory" in page.advice.text()


def test_a_model_is_downloaded_paused_and_gone_on_with(
    page: ModelsPage, told: ModelsListed, asked: list[object]
) -> None:
    row = page.models.row("base")
    row.button.click()
    page.hear(Fetching("base", 74_000_000, 148_000_000))
    assert row.progress.value() == 500 and not row.progress.isHidden()
    assert row.facts.text() == "74 MB of 148 MB"
    row.button.click()
    page.hear(ModelDone("base", "paused"))
    page.hear(changed(told, "base", arrived=74_000_000))
    assert row.button.text() == "Go on"
    assert "74 MB of it here" in row.facts.text()
    row.button.click()
    assert asked == [FetchModel("base"), PauseFetch("base"), FetchModel("base")]


def test_a_list_that_comes_meanwhile_does_not_hide_a_download(
    page: ModelsPage, told: ModelsListed
) -> None:
    row = page.models.row("base")
    page.hear(Fetching("base", 74_000_000, 148_000_000))
    page.hear(told)
    assert row.button.text() == "Pause"
    assert page.models.row("base") is row


def test_a_download_that_ended_leaves_a_model_that_can_be_chosen(
    page: ModelsPage, told: ModelsListed
) -> None:
    page.hear(Fetching("base", 148_000_000, 148_000_000))
    page.hear(ModelDone("base", "fetched"))
    page.hear(changed(told, "base", is_here=True))
    row = page.models.row("base")
    assert row.radio.isEnabled() and row.progress.isHidden() and row.button.isHidden()
    assert not row.more.isHidden()


def test_what_went_wrong_is_said_in_the_row_with_its_remedy(
    page: ModelsPage, asked: list[object]
) -> None:
    problem = Problem("model-damaged", "model.bin is damaged.", details="sha256 …")
    page.hear(ModelDone("tiny.en", "verified", problem))
    row = page.models.row("tiny.en")
    assert row.trouble.text().startswith("The model is damaged.")
    assert "sha256" not in row.trouble.text() and "sha256" in row.trouble.toolTip()
    assert row.button.text() == "Repair" and not row.button.isHidden()
    row.button.click()
    assert asked == [FetchModel("tiny.en")]
    page.hear(Fetching("tiny.en", 1, 2))
    assert row.trouble.isHidden()


def test_a_model_is_verified_on_request(page: ModelsPage, asked: list[object]) -> None:
    row = page.models.row("tiny.en")
    row.verify.trigger()
    assert asked == [VerifyModel("tiny.en")]
    assert row.facts.text() == "Reading every file…"
    page.hear(ModelDone("tiny.en", "verified"))
    assert row.facts.text().startswith("Every file is as it should be")


def test_a_model_is_removed_only_after_a_question(
    page: ModelsPage, asked: list[object], qtbot: QtBot
) -> None:
    row = page.models.row("tiny.en")
    row.remove.trigger()
    assert asked == []
    buttons = {row.confirmation.buttonRole(each): each for each in row.confirmation.buttons()}
    assert "78 MB" in row.confirmation.informativeText()
    buttons[QMessageBox.ButtonRole.DestructiveRole].click()
    assert asked == [RemoveModel("tiny.en")]


def test_a_model_that_is_too_large_says_what_it_needs(page: ModelsPage, told: ModelsListed) -> None:
    page.hear(changed(told, "large-v3", fits=False))
    assert "needs 4.5 GB of memory" in page.models.row("large-v3").facts.text()


def test_a_folder_of_the_users_own_is_a_row_and_is_chosen(
    page: ModelsPage, store: SettingsStore, tmp_path: Path
) -> None:
    page.take_folder(str(tmp_path / "my whisper"))
    assert store.value.options.model == str(tmp_path / "my whisper")
    row = page.models.row(str(tmp_path / "my whisper"))
    assert row.title.text() == "my whisper"
    assert row.radio.isChecked() and row.more.isHidden()


def test_how_long_a_download_takes_is_said_once_it_is_known() -> None:
    now = [0.0]
    pace = Pace(lambda: now[0])
    assert pace.seconds_left(0, 1000) is None
    now[0] = 1.0
    assert pace.seconds_left(100, 1000) is None, "too early"
    now[0] = 10.0
    assert pace.seconds_left(500, 1000) == pytest.approx(10.0)
    assert pace.seconds_left(0, 1000) is None, "it began anew"


def test_a_row_is_what_its_model_is(dressed: Theme, qtbot: QtBot) -> None:
    model = ModelState("mine", "mine", 0, "", "", is_here=True, is_known=False)
    row = ModelRow(model)
    qtbot.addWidget(row)
    assert row.more.isHidden() and row.button.isHidden() and row.progress.isHidden()


# --- speakers -------------------------------------------------------------------------------------


@pytest.fixture
def speakers(
    dressed: Theme, store: SettingsStore, told: ModelsListed, qtbot: QtBot
) -> SpeakersPage:
    made = SpeakersPage(store)
    qtbot.addWidget(made)
    made.show()
    made.hear(told)
    return made


def test_the_speaker_models_are_fetched_where_they_are_listed(speakers: SpeakersPage) -> None:
    asked: list[object] = []
    speakers.asked.connect(asked.append)
    row = speakers.models.row("speaker")
    assert row.radio.isHidden(), "there is nothing to choose between"
    row.button.click()
    assert asked == [FetchModel("speaker")]


def test_a_token_is_handed_over_and_shown_nowhere(speakers: SpeakersPage, qtbot: QtBot) -> None:
    asked: list[object] = []
    speakers.asked.connect(asked.append)
    speakers.hear(TokenTold(False))
    assert not speakers.keep.isEnabled()
    qtbot.keyClicks(speakers.token, " hf_secret ")
    assert speakers.token.displayText() != " hf_secret "
    speakers.keep.click()
    assert asked == [KeepToken("hf_secret")]
    assert speakers.token.text() == ""


def test_a_token_that_is_there_can_be_forgotten(speakers: SpeakersPage) -> None:
    asked: list[object] = []
    speakers.asked.connect(asked.append)
    speakers.hear(TokenTold(True))
    assert speakers.token.isHidden() and not speakers.forget.isHidden()
    speakers.forget.click()
    assert asked == [KeepToken("")]
    speakers.hear(TokenTold(False))
    assert not speakers.token.isHidden() and speakers.forget.isHidden()


def test_a_keyring_that_refuses_is_told_in_place(speakers: SpeakersPage) -> None:
    speakers.hear(TokenTold(False, Problem("not-writable", "No keyring.", details="KeyringError")))
    assert "keyring does not take it" in speakers.token_row.hint.text()
    assert "KeyringError" in speakers.token_row.hint.toolTip()
