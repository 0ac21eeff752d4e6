"""What the panel of speakers offers, by menu, by card and by number, and what it does not."""

from __future__ import annotations

import sqlite3
from collections.abc import Callable
from contextlib import closing
from pathlib import Path

import pytest
from PySide6.QtGui import QAction
from PySide6.QtWidgets import QMenu, QPushButton
from pytestqt.qtbot import QtBot

from app import languages
from app.editor.speakers_panel import WIDTH, SpeakersPanel
from app.editor.suggestion_card import Suggestion
from app.editor.transcript_document import TranscriptDocument
from app.theme import Theme
from engine.edits import (
    AssignFromHere,
    AssignSegments,
    DeleteSegments,
    MergeSpeakers,
    RenameSpeaker,
)
from tests.app.editor import talks
from tests.app.editor.talks import portion
from tests.builders import segment, transcript

Open = Callable[..., TranscriptDocument]
ANNA, OKAFOR, THIRD = "SPEAKER_00", "SPEAKER_01", "SPEAKER_02"


@pytest.fixture
def panel(dressed: Theme, talk: TranscriptDocument, qtbot: QtBot) -> SpeakersPanel:
    return shown(talk, qtbot)


def shown(document: TranscriptDocument, qtbot: QtBot) -> SpeakersPanel:
    made = SpeakersPanel(document)
    qtbot.addWidget(made)
    made.resize(264, 600)
    made.show()
    return made


def of(document: TranscriptDocument, speaker: str | None) -> list[str]:
    return [said.id for said in document.segments if said.speaker == speaker]


def names(panel: SpeakersPanel) -> list[str]:
    return [row.name for row in panel._speakers.rows]


def entry(menu: QMenu, words: str) -> QAction | None:
    return next((action for action in menu.actions() if words in action.text()), None)


# --- the menu -------------------------------------------------------------------------------------


def test_the_menu_gives_what_is_selected_in_the_text_to_the_chosen_one(
    panel: SpeakersPanel, talk: TranscriptDocument
) -> None:
    given = of(talk, ANNA)[:2]
    panel.choose(OKAFOR)
    panel.show_selection(portion(given))
    give = entry(panel.menu(), "Give selected segments")
    assert give is not None and give.text().endswith("Mr Okafor")
    give.trigger()
    assert talk.history == [AssignSegments(tuple(given), OKAFOR)]


def test_the_menu_gives_nothing_while_nothing_is_selected_in_the_text(
    panel: SpeakersPanel,
) -> None:
    panel.choose(OKAFOR)
    assert entry(panel.menu(), "Give selected segments") is None


def test_with_several_chosen_the_menu_merges_those_and_no_other(panel: SpeakersPanel) -> None:
    panel.show_selection(portion(["0.0"]))
    panel.view.selectAll()
    menu = panel.menu()
    assert not any(action.menu() for action in menu.actions())
    assert entry(menu, "Give selected segments") is None
    assert panel.merge_action in menu.actions() and panel.merge_action.isEnabled()
    assert not panel.rename_action.isEnabled() and not panel.play_action.isEnabled()


def test_who_is_alone_cannot_be_merged_into_anybody(
    dressed: Theme, opening: Open, tmp_path: Path, qtbot: QtBot
) -> None:
    lonely = opening(talks.document(tmp_path, talks.talk(10, speakers=1)))
    panel = shown(lonely, qtbot)
    panel.choose(ANNA)
    assert not any(action.menu() for action in panel.menu().actions())


def test_the_menu_renames_plays_and_remembers_the_chosen_one(
    panel: SpeakersPanel, qtbot: QtBot
) -> None:
    panel.choose(OKAFOR)
    menu = panel.menu()
    with qtbot.waitSignals([panel.play_asked, panel.enrol_asked]):
        for words in ("Play", "Remember"):
            action = entry(menu, words)
            assert action is not None
            action.trigger()
    rename = entry(menu, "Rename")
    assert rename is not None and rename.isEnabled()


# --- suggestions ----------------------------------------------------------------------------------


def test_a_suggestion_taken_bears_its_name_before_it_is_told(
    panel: SpeakersPanel, talk: TranscriptDocument
) -> None:
    borne: list[str] = []
    panel.suggestion_accepted.connect(lambda each: borne.append(talk.name_of(each.speaker)))
    panel.suggest([Suggestion(THIRD, "Bea")])
    panel.suggestion.accept.click()
    assert borne == ["Bea"]


def test_where_no_name_can_be_written_a_suggestion_is_not_told_as_taken(
    dressed: Theme, opening: Open, tmp_path: Path, qtbot: QtBot
) -> None:
    path = talks.document(tmp_path, talks.talk(6))
    damage(path)
    document = opening(path)
    assert document.is_read_only
    panel = shown(document, qtbot)
    accepted: list[Suggestion] = []
    panel.suggestion_accepted.connect(accepted.append)
    panel.suggest([Suggestion(ANNA, "Bea")])
    panel.suggestion.accept.click()
    assert document.name_of(ANNA) == "Anna Lindqvist" and not accepted
    assert panel.suggestion.isVisible(), "the question stands"


def damage(path: Path) -> None:
    """Wipe out the table of attempts, which holds no text."""
    with closing(sqlite3.connect(path)) as db:
        page = db.execute("SELECT rootpage FROM sqlite_master WHERE name = 'attempt'").fetchone()[0]
        size = db.execute("PRAGMA page_size").fetchone()[0]
    raw = bytearray(path.read_bytes())
    raw[(page - 1) * size : (page - 1) * size + 40] = bytes(40)
    path.write_bytes(raw)


def test_suggestions_come_one_after_another_and_say_how_many_wait(panel: SpeakersPanel) -> None:
    panel.suggest([Suggestion(ANNA, "A"), Suggestion(OKAFOR, "B"), Suggestion(THIRD, "C")])
    card = panel.suggestion
    assert "2 more" in card.evidence.text()
    card.accept.click()
    assert card.title.text() == "Mr Okafor sounds like B" and "1 more" in card.evidence.text()
    card.refuse.click()
    assert "C" in card.title.text() and card.evidence.text() == ""
    card.refuse.click()
    assert not card.isVisible()


def test_new_suggestions_take_the_place_of_the_old(panel: SpeakersPanel) -> None:
    panel.suggest([Suggestion(ANNA, "A"), Suggestion(OKAFOR, "B")])
    panel.suggest([Suggestion(THIRD, "C")])
    assert "C" in panel.suggestion.title.text() and "more" not in panel.suggestion.evidence.text()
    panel.suggest([])
    assert not panel.suggestion.isVisible()


def test_a_suggestion_names_the_speaker_as_they_are_called_now(
    panel: SpeakersPanel, talk: TranscriptDocument
) -> None:
    panel.suggest([Suggestion(THIRD, "Beatrice")])
    talk.do(RenameSpeaker(THIRD, "B."))
    assert panel.suggestion.title.text() == "B. sounds like Beatrice"


def test_a_suggestion_comes_back_when_the_merging_is_undone_only_if_made_again(
    panel: SpeakersPanel, talk: TranscriptDocument
) -> None:
    panel.suggest([Suggestion(THIRD, "Bea"), Suggestion(ANNA, "Ann")])
    talk.do(MergeSpeakers((THIRD,), OKAFOR))
    assert "Ann" in panel.suggestion.title.text()
    talk.undo()
    assert "Ann" in panel.suggestion.title.text()


def test_the_card_says_all_to_those_who_hear_the_window(panel: SpeakersPanel) -> None:
    panel.suggest([Suggestion(THIRD, "Bea", "As in 3 recordings")])
    card = panel.suggestion
    assert card.accessibleName() == card.title.text()
    assert "3 recordings" in card.accessibleDescription()


# --- numbers and giving ---------------------------------------------------------------------------


def test_numbers_are_offered_to_as_many_as_there_are(
    panel: SpeakersPanel, talk: TranscriptDocument
) -> None:
    offered = [action.text() for action in panel.give_actions if action.isVisible()]
    wanted = ["nobody", "Anna Lindqvist", "Mr Okafor", "Speaker 3"]
    assert offered == [f"Give to {name}" for name in wanted]
    talk.do(MergeSpeakers((THIRD,), ANNA))
    assert not panel.give_actions[3].isVisible() and panel.give_actions[2].isVisible()


def test_a_new_name_is_on_its_number_at_once(
    panel: SpeakersPanel, talk: TranscriptDocument
) -> None:
    talk.do(RenameSpeaker(OKAFOR, "Judge Okafor"))
    assert panel.give_actions[2].text() == "Give to Judge Okafor"


def test_how_far_is_asked_only_while_something_is_selected(panel: SpeakersPanel) -> None:
    assert not panel.giving.isVisible() and "Select segments" in panel.hint.text()
    panel.show_selection(portion(["0.0", "0.1"]))
    assert panel.giving.isVisible() and panel.hint.text().startswith("2 segment")
    assert all(key in panel.hint.text() for key in ("1", "9", "0"))
    panel.show_selection(portion([]))
    assert not panel.giving.isVisible() and "Select segments" in panel.hint.text()


def test_what_is_selected_and_gone_since_is_given_to_nobody(
    panel: SpeakersPanel, talk: TranscriptDocument
) -> None:
    gone = talk.segments[0]
    panel.show_selection(portion([gone.id]))
    talk.do(DeleteSegments((gone.id,)))
    panel.scope.setCurrentIndex(panel.scope.findData("all"))
    panel.give(OKAFOR)
    panel.split()
    assert len(talk.history) == 1


def test_giving_all_to_the_one_who_has_it_changes_nothing(
    panel: SpeakersPanel, talk: TranscriptDocument
) -> None:
    panel.scope.setCurrentIndex(panel.scope.findData("all"))
    panel.show_selection(portion(of(talk, ANNA)[:1]))
    panel.give(ANNA)
    assert not talk.history


def test_all_from_here_on_begins_with_the_first_that_is_selected(
    panel: SpeakersPanel, talk: TranscriptDocument
) -> None:
    theirs = of(talk, ANNA)
    panel.scope.setCurrentIndex(panel.scope.findData("onwards"))
    panel.show_selection(portion(theirs[2:4]))
    panel.give(OKAFOR)
    assert talk.history == [AssignFromHere(theirs[2], OKAFOR)]
    assert of(talk, ANNA) == theirs[:2]


def test_splitting_takes_only_segments_of_the_first_one_s_speaker(
    panel: SpeakersPanel, talk: TranscriptDocument
) -> None:
    panel.hide()  # so that no name is asked for
    anna, okafor = of(talk, ANNA), of(talk, OKAFOR)
    panel.show_selection(portion([okafor[0], anna[0], okafor[1]]))
    panel.split()
    new = talk.speakers[-1]
    assert of(talk, new.id) == okafor[:2] and of(talk, ANNA) == anna


def test_segments_of_nobody_cannot_be_split_from_anybody(
    dressed: Theme, opening: Open, tmp_path: Path, qtbot: QtBot
) -> None:
    silent = opening(talks.document(tmp_path, transcript(segment("Who is it?"))))
    panel = shown(silent, qtbot)
    panel.show_selection(portion([silent.segments[0].id]))
    assert not panel.split_action.isEnabled()
    panel.split()
    assert not silent.history


# --- nobody, and those who say nothing ------------------------------------------------------------


def test_the_button_for_nobody_adds_the_first_speaker(
    dressed: Theme, opening: Open, tmp_path: Path, qtbot: QtBot
) -> None:
    silent = opening(talks.document(tmp_path, transcript(segment("Who is it?"))))
    panel = shown(silent, qtbot)
    assert not panel.hint.isVisible()
    panel.nobody.findChild(QPushButton).click()
    assert names(panel) == ["Speaker 1"] and not panel.nobody.isVisible()
    silent.undo()
    assert panel.nobody.isVisible() and not panel.view.isVisible()


def test_who_says_nothing_has_no_sample_and_no_voice_to_remember(panel: SpeakersPanel) -> None:
    panel.hide()
    asked: list[float] = []
    panel.play_asked.connect(lambda start, _: asked.append(start))
    panel.add()
    assert panel.view.chosen == [panel._speakers.rows[-1].id]
    panel.play(panel._speakers.rows[-1].id)
    panel.play("nobody at all")
    assert not asked
    assert not panel.play_action.isEnabled() and not panel.enrol_action.isEnabled()
    assert panel.rename_action.isEnabled()


def test_samples_come_round_again(panel: SpeakersPanel) -> None:
    asked: list[tuple[float, float]] = []
    panel.play_asked.connect(lambda start, end: asked.append((start, end)))
    samples = panel._speakers.rows[0].samples
    for _ in range(len(samples) + 1):
        panel.play(ANNA)
    assert asked == [*samples, samples[0]]


def test_choosing_who_is_not_there_leaves_the_choice(panel: SpeakersPanel) -> None:
    panel.choose(OKAFOR)
    panel.choose("nobody at all")
    assert panel.view.chosen == [OKAFOR]


def test_hidden_the_panel_rests_and_shown_it_is_up_to_date(
    panel: SpeakersPanel, talk: TranscriptDocument, qtbot: QtBot
) -> None:
    before = panel._speakers.rows[0].segments
    panel.hide()
    talk.do(DeleteSegments(tuple(of(talk, ANNA)[:3])))
    panel.show()
    assert panel._speakers.rows[0].segments == before - 3


def test_who_was_called_so_meanwhile_is_not_asked_about(
    panel: SpeakersPanel, talk: TranscriptDocument
) -> None:
    panel.suggest([Suggestion(THIRD, "Bea")])
    talk.do(RenameSpeaker(THIRD, "Bea"))
    assert not panel.suggestion.isVisible()


def test_with_little_room_the_list_keeps_its_rows_and_is_scrolled(
    panel: SpeakersPanel, qtbot: QtBot
) -> None:
    panel.suggest([Suggestion(THIRD, "Bea")])
    panel.resize(264, 260)
    rows = panel.view.model().rowCount()
    assert panel.view.height() == rows * panel.view.sizeHintForRow(0)
    assert panel.view.geometry().top() >= panel.suggestion.geometry().bottom()
    bar = panel._room.verticalScrollBar()
    assert bar.maximum() > 0
    panel.choose(THIRD)
    qtbot.waitUntil(lambda: bar.value() == bar.maximum())


def test_with_the_least_room_the_hint_gives_way_to_the_list(panel: SpeakersPanel) -> None:
    assert panel.hint.isVisible()
    panel.resize(264, 160)
    assert not panel.hint.isVisible()
    panel.resize(264, 500)
    assert panel.hint.isVisible()


@pytest.mark.parametrize("language", ["en", "de", "ru"])
def test_in_no_language_the_panel_is_wider_than_its_place(
    dressed: Theme, talk: TranscriptDocument, qtbot: QtBot, language: languages.Language
) -> None:
    languages.install(dressed.application, language)
    try:
        panel = SpeakersPanel(talk)
    finally:
        languages.install(dressed.application, "en")
    qtbot.addWidget(panel)
    panel.suggest([Suggestion(THIRD, "Jonas", "The voices are alike.")])
    panel.show_selection(talks.portion([talk.segments[0].id]))
    panel.show()
    assert panel.minimumSizeHint().width() <= WIDTH
