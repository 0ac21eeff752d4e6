from __future__ import annotations

import pytest
from PySide6.QtCore import Qt
from pytestqt.qtbot import QtBot

from app.jobs.languages import named
from app.jobs.new_job_dialog import MOST_PROBED, NewJobDialog
from app.theme import Theme
from engine.errors import Problem
from engine.options import Options
from engine.protocol import AudioTrack, MediaInfo, ModelsListed, ModelState, OutputOptions, Probed

ENGLISH = ModelState("tiny.en", "Whisper tiny, English", 75_000_000, "en", "MIT", True, 30.0)
EVERY = ModelState("base", "Whisper base", 145_000_000, "multilingual", "MIT", False)
MODELS = ModelsListed((ENGLISH, EVERY), "tiny.en")


def sheet(
    qtbot: QtBot, *sources: str, options: Options | None = None, models: ModelsListed = MODELS
) -> NewJobDialog:
    made = NewJobDialog(sources, options or Options(), OutputOptions(), models)
    qtbot.addWidget(made)
    return made


def probed(source: str, seconds: float = 3600.0, tracks: int = 1, **more: object) -> Probed:
    made = tuple(AudioTrack(n, "aac", 48000, 2, ("en", "de", "")[n % 3]) for n in range(tracks))
    return Probed(source, 734_000_000, MediaInfo("mov", seconds, made), **more)  # type: ignore[arg-type]


@pytest.fixture(autouse=True)
def _dressed(dressed: Theme) -> None:
    """Every sheet stands in a dressed application."""


def test_a_film_can_be_translated_by_a_model_that_can(qtbot: QtBot) -> None:
    turbo = ModelState("turbo", "Whisper turbo", 1, "multilingual", "MIT", True, translates=False)
    models = ModelsListed((ENGLISH, EVERY, turbo), "base")
    chosen = Options(model="base", translate=True)
    made = sheet(qtbot, "/films/film.mov", options=chosen, models=models)
    assert made.translate.isEnabled() and made.options.translate
    made.model.setCurrentIndex(made.model.findData("turbo"))
    assert not made.translate.isEnabled() and not made.options.translate
    made.model.setCurrentIndex(made.model.findData("base"))
    made.language.setCurrentIndex(made.language.findData("en"))
    assert not made.translate.isEnabled()
    made.language.setCurrentIndex(made.language.findData("de"))
    assert made.translate.isEnabled() and made.options.translate


# --- what was dropped -----------------------------------------------------------------------------


def test_one_recording_is_named_with_what_is_known_of_it(qtbot: QtBot) -> None:
    made = sheet(qtbot, "/films/film.mov")
    assert made.title.text() == "film.mov"
    assert "Looking" in made.facts.text()
    made.show_probed(probed("/films/film.mov", tracks=2))
    assert made.facts.text().startswith("1:00:00 · ")
    assert "2 audio track" in made.facts.text()
    assert "734" in made.facts.text()


@pytest.mark.parametrize(
    ("name", "tags", "guess"),
    [
        ("film.mov", ("ger",), "probably Deutsch"),
        ("film.mov", ("deu", "de"), "probably Deutsch"),
        ("film.ru.mov", ("und",), "probably Русский"),
        ("film.mov", ("en", "de"), ""),
        ("film.mov", ("und", ""), ""),
    ],
)
def test_the_language_is_guessed_from_what_the_file_says(
    qtbot: QtBot, name: str, tags: tuple[str, ...], guess: str
) -> None:
    made = sheet(qtbot, f"/{name}", models=ModelsListed((EVERY,), "base"))
    tracks = tuple(AudioTrack(n, "aac", 48000, 2, tag) for n, tag in enumerate(tags))
    made.show_probed(Probed(f"/{name}", 1, MediaInfo("mov", 60.0, tracks)))
    assert [part for part in made.facts.text().split(" · ") if "probably" in part] == (
        [guess] if guess else []
    )
    made.language.setCurrentIndex(made.language.findData("fr"))
    assert "probably" not in made.facts.text(), "the user knows better"


def test_several_recordings_are_counted_and_added_up(qtbot: QtBot) -> None:
    made = sheet(qtbot, "/a.mp3", "/b.mp3", "/c.mp3")
    assert made.title.text().startswith("3 ")
    made.show_probed(probed("/a.mp3", 600.0))
    made.show_probed(probed("/b.mp3", 600.0))
    assert "30:00" in made.facts.text(), "the third counts as long as the others are"
    made.show_probed(probed("/c.mp3", 1200.0))
    assert made.facts.text() == "40:00"


def test_what_was_begun_earlier_is_said_to_be_kept(qtbot: QtBot) -> None:
    made = sheet(qtbot, "/a.mp3")
    made.show_probed(probed("/a.mp3", document="/d.longtake"))
    assert "what is done stays" in made.facts.text()


def test_what_is_no_recording_cannot_be_transcribed(qtbot: QtBot) -> None:
    made = sheet(qtbot, "/a.mp3")
    made.show_probed(Probed("/a.mp3", problem=Problem("media-unreadable", "x")))
    assert not made.go.isEnabled()
    assert "no sound" in made.facts.text()


def test_of_several_the_good_ones_are_transcribed(qtbot: QtBot) -> None:
    made = sheet(qtbot, "/a.mp3", "/b.mp3")
    made.show_probed(probed("/a.mp3"))
    made.show_probed(Probed("/b.mp3", problem=Problem("media-unreadable", "x")))
    assert [submission.source for submission in made.submissions()] == ["/a.mp3"]
    assert "cannot be used" in made.facts.text()


def test_answers_about_other_files_are_passed_over(qtbot: QtBot) -> None:
    made = sheet(qtbot, "/a.mp3")
    made.show_probed(probed("/other.mp3"))
    assert "Looking" in made.facts.text()


def test_not_all_of_five_thousand_files_are_looked_at(qtbot: QtBot) -> None:
    made = sheet(qtbot, *(f"/{n}.mp3" for n in range(5000)))
    with qtbot.waitSignal(made.probe_asked) as asked:
        made.ask_about_files()
    assert len(asked.args[0]) == MOST_PROBED
    assert len(made.submissions()) == 5000


# --- how long -------------------------------------------------------------------------------------


def test_the_time_is_what_this_machine_takes_with_the_model(qtbot: QtBot) -> None:
    made = sheet(qtbot, "/a.mp3")
    assert made.estimate.text() == ""
    made.show_probed(probed("/a.mp3", 3600.0))
    assert "2 minute" in made.estimate.text()


def test_nothing_is_promised_of_a_model_that_was_never_measured(qtbot: QtBot) -> None:
    made = sheet(qtbot, "/a.mp3", options=Options(model="base"))
    made.show_probed(probed("/a.mp3"))
    assert made.estimate.text() == ""


# --- choices --------------------------------------------------------------------------------------


def choose(made: NewJobDialog, model: str) -> None:
    made.model.setCurrentIndex(made.model.findData(model))


def test_the_last_choices_are_there_again(qtbot: QtBot) -> None:
    options = Options(
        model="base", language="de", diarize=True, speakers=3, initial_prompt="Longtake",
        glossary="/words/names.toml",
    )  # fmt: skip
    assert sheet(qtbot, "/a.mp3", options=options).options == options


def test_an_english_model_fixes_the_language(qtbot: QtBot) -> None:
    made = sheet(qtbot, "/a.mp3", options=Options(model="base", language="de"))
    assert made.language.isEnabled()
    choose(made, "tiny.en")
    assert not made.language.isEnabled()
    assert made.options.language == "en"
    assert "English only" in made.model_note.text()


def test_a_model_that_is_not_here_says_what_it_costs(qtbot: QtBot) -> None:
    made = sheet(qtbot, "/a.mp3")
    choose(made, "base")
    assert "145" in made.model_note.text()


def test_models_that_are_learnt_of_later_keep_the_choice(qtbot: QtBot) -> None:
    made = sheet(qtbot, "/a.mp3", options=Options(model="base"), models=ModelsListed(()))
    assert made.options.model == "base"
    made.show_models(MODELS)
    assert made.options.model == "base"
    assert made.model.count() == 2


def test_a_folder_of_ones_own_stays_chosen(qtbot: QtBot) -> None:
    made = sheet(qtbot, "/a.mp3", options=Options(model="/my/whisper"))
    assert made.options.model == "/my/whisper"
    assert made.model.currentText() == "whisper"


def test_a_track_can_be_chosen_where_there_are_several(qtbot: QtBot) -> None:
    made = sheet(qtbot, "/a.mkv")
    made.show_probed(probed("/a.mkv", tracks=3))
    assert made.options.audio_track == -1
    made.track.setCurrentIndex(2)
    assert made.options.audio_track == 1
    assert "Deutsch" in made.track.currentText()


def test_a_glossary_of_its_own_can_be_chosen(qtbot: QtBot) -> None:
    made = sheet(qtbot, "/a.mp3")
    assert made.options.glossary == ""
    made.take_glossary("/words/names.toml")
    made.take_glossary("/words/names.toml")
    assert made.options.glossary == "/words/names.toml"
    assert [made.glossary.itemText(n) for n in range(made.glossary.count())].count("names") == 1


def test_leaving_the_choice_of_a_file_chooses_nothing(qtbot: QtBot) -> None:
    made = sheet(qtbot, "/a.mp3")
    made.glossary.setCurrentIndex(made.glossary.count() - 1)
    assert made.options.glossary == ""


def test_how_many_speak_can_be_said_where_they_are_told_apart(qtbot: QtBot) -> None:
    made = sheet(qtbot, "/a.mp3")
    assert not made.count.isEnabled()
    made.speakers.setChecked(True)
    made.count.setValue(2)
    assert made.options.speakers == 2


def test_the_rest_is_behind_more(qtbot: QtBot) -> None:
    made = sheet(qtbot, "/a.mp3")
    assert made.rest.isHidden()
    matters = (made.language, made.model, made.glossary, made.speakers)
    assert all(each.isVisibleTo(made) for each in matters)
    made.more.setChecked(True)
    assert not made.rest.isHidden()


def test_every_language_of_whisper_is_offered_by_name(qtbot: QtBot) -> None:
    made = sheet(qtbot, "/a.mp3")
    assert made.language.count() == len(named()) + 1
    assert made.language.itemData(0) == "auto"
    assert ("ru", "Русский") in named()
    assert all(name for _, name in named())


# --- the answer -----------------------------------------------------------------------------------


def test_transcribe_submits_what_is_chosen(qtbot: QtBot) -> None:
    made = sheet(qtbot, "/a.mp3", options=Options(model="base"))
    made.language.setCurrentIndex(made.language.findData("ru"))
    made.speakers.setChecked(True)
    with qtbot.waitSignal(made.submitted) as told:
        qtbot.mouseClick(made.go, Qt.MouseButton.LeftButton)
    submissions, chosen = told.args
    assert chosen == Options(model="base", language="ru", diarize=True)
    assert [submission.options for submission in submissions] == [chosen]


def test_cancel_submits_nothing(qtbot: QtBot) -> None:
    made = sheet(qtbot, "/a.mp3")
    with qtbot.assertNotEmitted(made.submitted):
        made.reject()
