from __future__ import annotations

import time
from collections.abc import Callable
from pathlib import Path

import pytest
from PySide6.QtCore import QPoint, Qt
from PySide6.QtGui import QAccessible
from PySide6.QtWidgets import QAbstractItemView, QLineEdit, QMenu, QToolButton
from pytestqt.qtbot import QtBot

from app.editor.giving import Portion
from app.editor.speakers_panel import SpeakersPanel
from app.editor.suggestion_card import Suggestion
from app.editor.transcript_document import TranscriptDocument
from app.theme import Theme
from engine.edits import AssignFromHere, AssignTurn, MergeSpeakers, SetText
from tests.app.editor import talks
from tests.app.editor.talks import portion
from tests.builders import segment, transcript

Open = Callable[..., TranscriptDocument]
ANNA, OKAFOR, THIRD = "SPEAKER_00", "SPEAKER_01", "SPEAKER_02"


@pytest.fixture
def panel(dressed: Theme, talk: TranscriptDocument, qtbot: QtBot) -> SpeakersPanel:
    made = SpeakersPanel(talk)
    qtbot.addWidget(made)
    made.resize(264, 600)
    made.show()
    return made


def names(panel: SpeakersPanel) -> list[str]:
    model = panel.view.model()
    return [model.index(row, 0).data() for row in range(model.rowCount())]


def of(document: TranscriptDocument, speaker: str | None) -> list[str]:
    return [said.id for said in document.segments if said.speaker == speaker]


def typed(panel: SpeakersPanel, text: str, qtbot: QtBot) -> None:
    """Type a name into the field that is open in the list."""
    field = panel.view.findChild(QLineEdit)
    assert field is not None, "no name is being edited"
    field.selectAll()
    qtbot.keyClicks(field, text)
    qtbot.keyClick(field, Qt.Key.Key_Return)
    qtbot.waitUntil(lambda: panel.view.state() != QAbstractItemView.State.EditingState)


def test_everybody_is_shown_with_name_and_share(panel: SpeakersPanel) -> None:
    assert names(panel) == ["Anna Lindqvist", "Mr Okafor", "Speaker 3"]
    assert "%" in panel.view.model().index(0, 0).data(Qt.ItemDataRole.ToolTipRole)


def test_a_name_is_typed_in_place_and_holds_for_the_whole_film(
    panel: SpeakersPanel, talk: TranscriptDocument, qtbot: QtBot
) -> None:
    panel.choose(THIRD)
    qtbot.keyClick(panel.view, Qt.Key.Key_Return)
    typed(panel, "Bea", qtbot)
    assert names(panel)[2] == "Bea" and talk.name_of(THIRD) == "Bea"
    assert len(talk.history) == 1, "one edit, however much they say"
    talk.undo()
    assert names(panel)[2] == "Speaker 3"


def test_escape_leaves_the_name_as_it_was(
    panel: SpeakersPanel, talk: TranscriptDocument, qtbot: QtBot
) -> None:
    panel.choose(ANNA)
    panel.rename_action.trigger()
    field = panel.view.findChild(QLineEdit)
    qtbot.keyClicks(field, "Nonsense")
    qtbot.keyClick(field, Qt.Key.Key_Escape)
    assert names(panel)[0] == "Anna Lindqvist" and not talk.history


def test_several_that_are_selected_become_the_one_who_says_most(
    panel: SpeakersPanel, talk: TranscriptDocument
) -> None:
    rows = {row.id: row.seconds for row in panel._speakers.rows}
    most = max(rows, key=lambda speaker: rows[speaker])
    panel.view.selectAll()
    panel.merge_action.trigger()
    assert [speaker.id for speaker in talk.speakers] == [most]
    assert len(of(talk, most)) == len(talk.segments)
    talk.undo()
    assert len(names(panel)) == 3


def test_merging_needs_two(panel: SpeakersPanel) -> None:
    assert not panel.merge_action.isEnabled()
    panel.choose(ANNA)
    assert not panel.merge_action.isEnabled()
    panel.view.selectAll()
    assert panel.merge_action.isEnabled()


def test_one_dragged_onto_another_is_merged_into_them(
    panel: SpeakersPanel, talk: TranscriptDocument
) -> None:
    model = panel.view.model()
    dragged = model.mimeData([model.index(2, 0)])
    model.dropMimeData(dragged, Qt.DropAction.MoveAction, -1, -1, model.index(0, 0))
    assert names(panel) == ["Anna Lindqvist", "Mr Okafor"]
    assert not of(talk, THIRD)
    assert talk.history == [MergeSpeakers((THIRD,), ANNA)]


def test_the_menu_merges_without_a_mouse(panel: SpeakersPanel, talk: TranscriptDocument) -> None:
    panel.choose(THIRD)
    menu = panel.menu()
    into = next(action.menu() for action in menu.actions() if action.menu())
    assert isinstance(into, QMenu)
    assert [action.text() for action in into.actions()] == ["Anna Lindqvist", "Mr Okafor"]
    into.actions()[1].trigger()
    assert talk.history == [MergeSpeakers((THIRD,), OKAFOR)]


def test_somebody_new_is_added_and_asked_for_a_name(
    panel: SpeakersPanel, talk: TranscriptDocument, qtbot: QtBot
) -> None:
    panel.add_action.trigger()
    assert names(panel)[3] == "Speaker 4"
    typed(panel, "Dora", qtbot)
    assert names(panel)[3] == "Dora"
    talk.undo()
    talk.undo()
    assert len(names(panel)) == 3


def test_no_two_new_speakers_have_one_name(panel: SpeakersPanel) -> None:
    panel.hide()
    for _ in range(3):
        panel.add()
    assert names(panel)[3:] == ["Speaker 4", "Speaker 5", "Speaker 6"]


def test_selected_segments_that_are_another_person_s_get_a_speaker_of_their_own(
    panel: SpeakersPanel, talk: TranscriptDocument, qtbot: QtBot
) -> None:
    theirs = of(talk, ANNA)
    panel.show_selection(portion([*theirs[:2], of(talk, OKAFOR)[0]]))
    panel.split_action.trigger()
    typed(panel, "Not Anna", qtbot)
    new = talk.speakers[-1]
    assert new.name == "Not Anna" and of(talk, new.id) == theirs[:2]
    assert of(talk, ANNA) == theirs[2:]


def test_selected_words_that_are_another_person_s_are_one_edit_too(
    panel: SpeakersPanel, talk: TranscriptDocument, qtbot: QtBot
) -> None:
    said = talk.segments[0]
    panel.show_selection(Portion((said.id,), (1, 3)))
    panel.split_action.trigger()
    new = talk.speakers[-1].id
    theirs = " ".join(word.text.strip() for word in said.words[1:3])
    assert [part.text for part in talk.segments if part.speaker == new] == [theirs]
    talk.undo()
    assert len(talk.speakers) == 3 and talk.segments[0].text == said.text


def test_words_are_given_without_the_rest_of_their_segment(
    panel: SpeakersPanel, talk: TranscriptDocument
) -> None:
    said = talk.segments[0]
    other = OKAFOR if said.speaker != OKAFOR else ANNA
    panel.show_selection(Portion((said.id,), (0, 2)))
    panel.give(other)
    assert [part.speaker for part in talk.segments[:2]] == [other, said.speaker]


def test_nothing_can_be_split_or_given_while_nothing_is_selected(
    panel: SpeakersPanel, talk: TranscriptDocument
) -> None:
    assert not panel.split_action.isEnabled()
    assert not panel.give_actions[1].isEnabled()
    panel.give(OKAFOR)
    panel.split()
    assert not talk.history
    panel.show_selection(portion([talk.segments[0].id]))
    assert panel.split_action.isEnabled() and panel.give_actions[1].isEnabled()


@pytest.mark.parametrize(("number", "speaker"), [(2, OKAFOR), (3, THIRD), (0, None)])
def test_a_number_key_gives_the_selected_segments(
    panel: SpeakersPanel,
    talk: TranscriptDocument,
    qtbot: QtBot,
    number: int,
    speaker: str | None,
) -> None:
    chosen = of(talk, ANNA)[:3]
    panel.show_selection(portion(chosen))
    qtbot.keyClick(panel.view, Qt.Key(Qt.Key.Key_0 + number))
    assert set(chosen) <= set(of(talk, speaker))
    talk.undo()
    panel.give_actions[number].trigger()
    assert set(chosen) <= set(of(talk, speaker))


def test_a_number_that_nobody_has_does_nothing(
    panel: SpeakersPanel, talk: TranscriptDocument, qtbot: QtBot
) -> None:
    panel.show_selection(portion([talk.segments[0].id]))
    qtbot.keyClick(panel.view, Qt.Key.Key_9)
    assert not talk.history
    assert not panel.give_actions[9].isVisible()


def test_what_is_given_may_be_the_turn_or_all_from_here_or_all(
    panel: SpeakersPanel, talk: TranscriptDocument
) -> None:
    segment = of(talk, ANNA)[1]
    panel.show_selection(portion([segment]))
    made = []
    for scope in ("turn", "onwards", "all"):
        panel.scope.setCurrentIndex(panel.scope.findData(scope))
        panel.give(THIRD)
        made.append(talk.history[0])
        talk.undo()
    assert made == [
        AssignTurn(segment, THIRD),
        AssignFromHere(segment, THIRD),
        MergeSpeakers((ANNA,), THIRD),
    ]


def test_all_that_a_voice_says_can_be_nobody_s_and_somebody_s_again(
    panel: SpeakersPanel, talk: TranscriptDocument
) -> None:
    theirs = of(talk, THIRD)
    panel.show_selection(portion(theirs[:1]))
    panel.scope.setCurrentIndex(panel.scope.findData("all"))
    panel.give(THIRD)
    assert not talk.history, "it is theirs already"
    panel.give(None)
    assert of(talk, None) == theirs and THIRD in {speaker.id for speaker in talk.speakers}
    panel.give(THIRD)
    assert of(talk, THIRD) == theirs


def test_segments_dropped_on_a_speaker_are_theirs(
    panel: SpeakersPanel, talk: TranscriptDocument
) -> None:
    chosen = of(talk, ANNA)[:2]
    panel._speakers.portion_dropped.emit(portion(chosen), OKAFOR)
    assert set(chosen) <= set(of(talk, OKAFOR))


def test_a_voice_is_played_by_key_and_by_its_button(panel: SpeakersPanel, qtbot: QtBot) -> None:
    panel.choose(ANNA)
    asked: list[tuple[float, float]] = []
    panel.play_asked.connect(lambda start, end: asked.append((start, end)))
    qtbot.keyClick(panel.view, Qt.Key.Key_Space)
    row = panel.view.visualRect(panel.view.model().index(0, 0))
    button = QPoint(row.right() - 20, row.top() + 20)
    qtbot.mouseClick(panel.view.viewport(), Qt.MouseButton.LeftButton, pos=button)
    assert len(asked) == 2 and asked[0] != asked[1], "the second time another sample"
    assert all(0 < end - start <= 8 for start, end in asked)
    assert asked == list(panel._speakers.rows[0].samples[:2])


def test_a_known_voice_is_offered_and_taken(
    panel: SpeakersPanel, talk: TranscriptDocument, qtbot: QtBot
) -> None:
    like_bea = Suggestion(THIRD, "Bea", "As in 3 recordings")
    panel.suggest([like_bea])
    card = panel.suggestion
    assert card.isVisible() and "Speaker 3" in card.title.text() and "Bea" in card.title.text()
    assert "3 recordings" in card.evidence.text()
    with qtbot.waitSignal(panel.suggestion_accepted) as heard:
        card.accept.click()
    assert heard.args == [like_bea]
    assert talk.name_of(THIRD) == "Bea" and not card.isVisible()
    talk.undo()
    assert talk.name_of(THIRD) == "Speaker 3"


def test_a_refused_voice_changes_nothing_and_the_next_is_offered(
    panel: SpeakersPanel, talk: TranscriptDocument, qtbot: QtBot
) -> None:
    panel.suggest([Suggestion(ANNA, "Somebody"), Suggestion(OKAFOR, "Else")])
    with qtbot.waitSignal(panel.suggestion_refused):
        panel.suggestion.refuse.click()
    assert "Else" in panel.suggestion.title.text() and not talk.history


def test_a_suggestion_for_somebody_who_is_gone_is_not_made(
    panel: SpeakersPanel, talk: TranscriptDocument
) -> None:
    panel.suggest([Suggestion(THIRD, "Bea")])
    talk.do(MergeSpeakers((THIRD,), ANNA))
    assert not panel.suggestion.isVisible()


def test_a_voice_can_be_asked_to_be_remembered(panel: SpeakersPanel, qtbot: QtBot) -> None:
    assert not panel.enrol_action.isEnabled()
    panel.choose(OKAFOR)
    with qtbot.waitSignal(panel.enrol_asked) as heard:
        panel.enrol_action.trigger()
    assert heard.args == [OKAFOR]


def test_what_was_selected_stays_so_when_others_come_and_go(
    panel: SpeakersPanel, talk: TranscriptDocument
) -> None:
    panel.choose(THIRD)
    talk.do(MergeSpeakers((OKAFOR,), ANNA))
    assert panel.view.chosen == [THIRD]
    talk.undo()
    assert panel.view.chosen == [THIRD]


def test_typing_elsewhere_is_counted_when_the_fingers_rest(
    panel: SpeakersPanel, talk: TranscriptDocument, qtbot: QtBot
) -> None:
    first = talk.segments[0]
    row = panel._speakers.place_of(first.speaker or "")
    talk.do(SetText(first.id, "Entirely other words."))
    qtbot.waitUntil(lambda: panel._speakers.rows[row].words == "Entirely other words.")


def test_a_film_without_speakers_says_what_to_do(
    dressed: Theme, opening: Open, tmp_path: Path, qtbot: QtBot
) -> None:
    silent = opening(talks.document(tmp_path, transcript(segment("Who is it?"))))
    panel = SpeakersPanel(silent)
    qtbot.addWidget(panel)
    panel.show()
    assert panel.nobody.isVisible() and not panel.view.isVisible()
    panel.add_action.trigger()
    assert panel.view.isVisible() and names(panel) == ["Speaker 1"]


def test_a_document_that_may_not_be_written_shows_its_speakers_and_changes_none(
    dressed: Theme, tmp_path: Path, qtbot: QtBot
) -> None:
    unread = TranscriptDocument(tmp_path / "none.longtake")
    panel = SpeakersPanel(unread)
    qtbot.addWidget(panel)
    panel.show_selection(portion(["0.0"]))
    actions = (panel.add_action, panel.rename_action, panel.split_action, *panel.give_actions)
    assert not any(action.isEnabled() for action in actions)


def test_everything_has_a_name_for_those_who_hear_the_window(panel: SpeakersPanel) -> None:
    for button in panel.findChildren(QToolButton):
        assert button.accessibleName() and button.toolTip()
    assert panel.view.accessibleName()
    listed = QAccessible.queryAccessibleInterface(panel.view)
    assert "Anna Lindqvist" in listed.child(0).text(QAccessible.Text.Name)


def test_a_long_film_is_renamed_in_it_at_once(
    dressed: Theme, opening: Open, tmp_path: Path, qtbot: QtBot
) -> None:
    film = opening(talks.document(tmp_path, talks.film()))
    panel = SpeakersPanel(film)
    qtbot.addWidget(panel)
    panel.show()
    began = time.perf_counter()
    panel.rename(ANNA, "Anna")
    panel.merge([OKAFOR], ANNA)
    print(f"rename and merge: {(time.perf_counter() - began) * 1000:.0f} ms")
    assert len(names(panel)) == 7
