"""The sheet after a drop, as what is learnt of files and models comes in, in any order."""

from __future__ import annotations

import pytest
from PySide6.QtCore import Qt
from PySide6.QtWidgets import QFileDialog
from pytestqt.qtbot import QtBot

from app.jobs.new_job_dialog import NewJobDialog
from app.theme import Theme
from engine.errors import Problem
from engine.options import Options
from engine.protocol import AudioTrack, MediaInfo, ModelsListed, ModelState, OutputOptions, Probed

ENGLISH = ModelState("tiny.en", "Whisper tiny, English", 75_000_000, "en", "MIT", True, 30.0)
FAST = ModelState("base", "Whisper base", 145_000_000, "multilingual", "MIT", True, 10.0)
MODELS = ModelsListed((ENGLISH, FAST), "tiny.en")
REFUSED = Problem("media-unreadable", "There is no audio.")

pytestmark = pytest.mark.usefixtures("dressed")


def sheet(qtbot: QtBot, *sources: str, options: Options | None = None) -> NewJobDialog:
    made = NewJobDialog(sources, options or Options(), OutputOptions(), MODELS)
    qtbot.addWidget(made)
    return made


def heard(source: str, seconds: float = 600.0, *tracks: AudioTrack) -> Probed:
    return Probed(source, 1_000_000, MediaInfo("mov", seconds, tracks))


def refused(source: str) -> Probed:
    return Probed(source, 10, problem=REFUSED)


def tracks_of(made: NewJobDialog) -> list[str]:
    return [made.track.itemText(place) for place in range(made.track.count())]


def model(made: NewJobDialog, name: str) -> None:
    made.model.setCurrentIndex(made.model.findData(name))


# --- what is learnt -------------------------------------------------------------------------------


def test_a_track_is_called_by_title_then_language_then_kind(qtbot: QtBot) -> None:
    made = sheet(qtbot, "/film.mov")
    titled = AudioTrack(0, "aac", 48_000, 2, "de", title="Director")
    spoken, bare = AudioTrack(1, "aac", 48_000, 2, "de"), AudioTrack(2, "opus", 48_000, 2, "")
    made.show_probed(heard("/film.mov", 600.0, titled, spoken, bare))
    assert tracks_of(made) == ["The file's default", "1: Director", "2: Deutsch", "3: opus"]
    made.track.setCurrentIndex(2)
    assert made.options.audio_track == 1


def test_one_track_is_no_choice(qtbot: QtBot) -> None:
    made = sheet(qtbot, "/film.mov")
    made.show_probed(heard("/film.mov", 600.0, AudioTrack(0, "aac", 48_000, 2, "de")))
    assert tracks_of(made) == [] and made.options.audio_track == -1


def test_tracks_are_no_choice_where_several_files_are_dropped(qtbot: QtBot) -> None:
    made = sheet(qtbot, "/a.mov", "/b.mov")
    both = tuple(AudioTrack(n, "aac", 48_000, 2, "de") for n in range(2))
    made.show_probed(heard("/a.mov", 600.0, *both))
    assert tracks_of(made) == [] and made.options.audio_track == -1


def test_a_file_that_is_told_of_twice_counts_once(qtbot: QtBot) -> None:
    made = sheet(qtbot, "/a.mov", "/b.mov")
    made.show_probed(heard("/a.mov", 600.0))
    made.show_probed(heard("/a.mov", 600.0))
    assert "20:00" in made.facts.text() and "Looking" in made.facts.text()


def test_what_is_refused_adds_no_time_and_is_counted(qtbot: QtBot) -> None:
    made = sheet(qtbot, "/a.mov", "/notes.mov", "/b.mov")
    for probed in (heard("/a.mov", 600.0), refused("/notes.mov"), heard("/b.mov", 300.0)):
        made.show_probed(probed)
    assert made.facts.text().startswith("15:00 · ") and "1 of them" in made.facts.text()
    assert [job.source for job in made.submissions()] == ["/a.mov", "/b.mov"]


def test_where_all_are_refused_nothing_can_be_started(qtbot: QtBot) -> None:
    made = sheet(qtbot, "/a.mov", "/b.mov")
    made.show_probed(refused("/a.mov"))
    assert made.go.isEnabled()
    made.show_probed(refused("/b.mov"))
    assert not made.go.isEnabled() and made.submissions() == []
    assert made.estimate.text() == ""


def test_a_file_that_was_being_copied_can_be_used_when_it_is_whole(qtbot: QtBot) -> None:
    made = sheet(qtbot, "/a.mov")
    made.show_probed(refused("/a.mov"))
    assert not made.go.isEnabled()
    made.show_probed(heard("/a.mov", 65.0))
    assert made.go.isEnabled() and made.facts.text().startswith("1:05 · ")


def test_of_a_film_of_unknown_length_no_time_is_promised(qtbot: QtBot) -> None:
    made = sheet(qtbot, "/a.mov")
    made.show_probed(heard("/a.mov", 0.0))
    assert made.estimate.text() == "" and made.go.isEnabled()
    assert "0:00" not in made.facts.text()


def test_another_model_takes_another_time(qtbot: QtBot) -> None:
    made = sheet(qtbot, "/a.mov")
    made.show_probed(heard("/a.mov", 3600.0))
    quick = made.estimate.text()
    model(made, "base")
    assert quick and made.estimate.text() and made.estimate.text() != quick


def test_several_files_take_the_time_of_all(qtbot: QtBot) -> None:
    alone, both = sheet(qtbot, "/a.mov"), sheet(qtbot, "/a.mov", "/b.mov")
    alone.show_probed(heard("/a.mov", 7200.0))
    for source in ("/a.mov", "/b.mov"):
        both.show_probed(heard(source, 3600.0))
    assert alone.estimate.text() == both.estimate.text() != ""


# --- models and languages -------------------------------------------------------------------------


def test_a_language_that_was_chosen_gives_way_to_an_english_model_alone(qtbot: QtBot) -> None:
    made = sheet(qtbot, "/a.mov", options=Options(model="base", language="de"))
    assert made.options.language == "de" and made.language.isEnabled()
    model(made, "tiny.en")
    assert made.options.language == "en" and not made.language.isEnabled()
    model(made, "base")
    assert made.language.isEnabled()


def test_a_language_that_is_to_be_heard_stays_so_with_an_english_model(qtbot: QtBot) -> None:
    made = sheet(qtbot, "/a.mov", options=Options(model="base"))
    model(made, "tiny.en")
    assert made.options.language == "auto"


def test_a_language_that_nobody_offers_is_heard_instead(qtbot: QtBot) -> None:
    made = sheet(qtbot, "/a.mov", options=Options(model="base", language="xx"))
    assert made.options.language == "auto"


def test_a_model_that_is_gone_from_the_list_can_still_be_used(qtbot: QtBot) -> None:
    made = sheet(qtbot, "/a.mov", options=Options(model="/models/mine"))
    assert made.model.currentText() == "mine" and made.options.model == "/models/mine"
    assert not made.model_note.isVisibleTo(made) and made.estimate.text() == ""


def test_a_list_that_comes_anew_offers_each_model_once(qtbot: QtBot) -> None:
    made = sheet(qtbot, "/a.mov")
    model(made, "base")
    made.show_models(MODELS)
    names = [made.model.itemData(place) for place in range(made.model.count())]
    assert names == ["tiny.en", "base"] and made.options.model == "base"


# --- the rest -------------------------------------------------------------------------------------


def test_words_to_expect_are_taken_without_the_spaces_around(qtbot: QtBot) -> None:
    made = sheet(qtbot, "/a.mov")
    made.prompt.setText("  Okafor, Lindqvist ")
    assert made.options.initial_prompt == "Okafor, Lindqvist"


def test_what_the_sheet_does_not_ask_stays_as_it_was(qtbot: QtBot) -> None:
    options = Options(model="base", device="cpu")
    made = sheet(qtbot, "/a.mov", options=options)
    assert made.options == options
    assert all(job.options == made.options for job in made.submissions())


def test_a_glossary_is_listed_once_and_can_be_left_again(qtbot: QtBot) -> None:
    made = sheet(qtbot, "/a.mov")
    for _ in range(2):
        made.take_glossary("/words/rivers.toml")
    assert made.glossary.count() == 3 and made.options.glossary == "/words/rivers.toml"
    assert made.glossary.currentText() == "rivers"
    made.glossary.setCurrentIndex(0)
    assert made.options.glossary == ""


def test_the_last_line_of_glossaries_asks_for_a_file(qtbot: QtBot) -> None:
    made = sheet(qtbot, "/a.mov")
    made.show()
    last = made.glossary.count() - 1
    made.glossary.setCurrentIndex(last)
    made.glossary.activated.emit(last)
    asking = made.findChild(QFileDialog)
    assert asking is not None and "*.toml" in asking.nameFilters()[0]
    assert made.options.glossary == "" and made.glossary.currentIndex() == 0
    asking.fileSelected.emit("/words/rivers.csv")
    assert made.options.glossary == "/words/rivers.csv"
    asking.close()


def test_a_glossary_that_is_chosen_asks_for_nothing(qtbot: QtBot) -> None:
    made = sheet(qtbot, "/a.mov", options=Options(glossary="/words/rivers.toml"))
    made.glossary.activated.emit(1)
    assert made.findChild(QFileDialog) is None
    assert made.options.glossary == "/words/rivers.toml"


def test_what_is_behind_more_counts_without_being_opened(qtbot: QtBot) -> None:
    made = sheet(qtbot, "/a.mov", options=Options(diarize=True, speakers=4, initial_prompt="Jo"))
    assert not made.rest.isVisibleTo(made)
    assert (made.options.speakers, made.options.initial_prompt) == (4, "Jo")


def test_the_labels_of_both_parts_are_one_column(qtbot: QtBot, dressed: Theme) -> None:
    made = sheet(qtbot, "/a.mov")
    made.more.setChecked(True)
    made.show()
    fields = (made.language, made.model, made.prompt, made.glossary, made.count)
    assert len({field.mapTo(made, field.rect().topLeft()).x() for field in fields}) == 1


def test_return_transcribes(qtbot: QtBot) -> None:
    made = sheet(qtbot, "/a.mov")
    made.show()
    with qtbot.waitSignal(made.submitted) as told:
        qtbot.keyClick(made, Qt.Key.Key_Return)
    jobs, options = told.args
    assert [job.source for job in jobs] == ["/a.mov"] and options == made.options
    assert not made.isVisible()
