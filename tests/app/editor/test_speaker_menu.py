from __future__ import annotations

from collections.abc import Callable
from pathlib import Path

import pytest
from PySide6.QtGui import QColor
from PySide6.QtWidgets import QMenu, QWidget
from pytestqt.qtbot import QtBot

from app import theme
from app.editor import speaker_menu
from app.editor.transcript_document import TranscriptDocument
from app.theme import Theme
from engine.edits import AddSpeaker, AssignSegments, AssignWords, MergeSpeakers, RenameSpeaker
from tests.app.editor import talks, wounds

Open = Callable[..., TranscriptDocument]


@pytest.fixture
def menu(dressed: Theme, qtbot: QtBot) -> QMenu:
    made = QMenu()
    qtbot.addWidget(made)
    return made


def fill(menu: QMenu, talk: TranscriptDocument, row: int = 0) -> list[str]:
    """Fill a menu for one segment; calls to rename are returned as they come."""
    renamed: list[str] = []
    ids = (talk.segments[row].id,)
    speaker_menu.fill(menu, talk, ids, lambda: renamed.append(ids[0]))
    return renamed


def below(menu: QMenu, title: str) -> QMenu:
    found = next(action.menu() for action in menu.actions() if action.text() == title)
    assert isinstance(found, QMenu)
    return found


def choose(menu: QMenu, name: str) -> None:
    next(action for action in menu.actions() if action.text() == name).trigger()


def speakers(talk: TranscriptDocument) -> list[str | None]:
    return [said.speaker for said in talk.segments]


def test_everybody_and_somebody_new_are_offered(menu: QMenu, talk: TranscriptDocument) -> None:
    fill(menu, talk)
    names = [action.text() for action in below(menu, "Give this turn to").actions()]
    assert names == ["Anna Lindqvist", "Mr Okafor", "Speaker 3", "", "New speaker"]


def test_a_segment_is_given_alone(menu: QMenu, talk: TranscriptDocument) -> None:
    before = speakers(talk)
    fill(menu, talk, 1)
    choose(below(menu, "Give this segment to"), "Speaker 3")
    assert speakers(talk) == [before[0], "SPEAKER_02", *before[2:]]


def test_a_turn_is_given_whole(menu: QMenu, talk: TranscriptDocument) -> None:
    row = next(n for n in range(39) if len(talk.turn_at(n)) > 1)
    turn, before = talk.turn_at(row), speakers(talk)
    other = next(s.id for s in talk.speakers if s.id not in (before[row], before[turn.stop]))
    fill(menu, talk, row)
    choose(below(menu, "Give this turn to"), talk.name_of(other))
    assert all(speakers(talk)[n] == other for n in turn)
    assert speakers(talk)[turn.stop :] == before[turn.stop :]


def test_all_of_a_speaker_from_here_on_is_given(menu: QMenu, talk: TranscriptDocument) -> None:
    before = speakers(talk)
    fill(menu, talk, 10)
    choose(below(menu, "Give all from here to"), "New speaker")
    new = talk.speakers[-1].id
    changed = [n for n in range(40) if speakers(talk)[n] != before[n]]
    assert changed == [n for n in range(10, 40) if before[n] == before[10]]
    assert {speakers(talk)[n] for n in changed} == {new}


def test_two_who_are_one_become_one(menu: QMenu, talk: TranscriptDocument) -> None:
    gone = talk.segments[0].speaker
    fill(menu, talk)
    merging = below(menu, "They are the same as")
    assert talk.name_of(gone) not in [action.text() for action in merging.actions()]
    choose(merging, "Speaker 3")
    assert gone not in speakers(talk) and len(talk.speakers) == 2
    assert isinstance(talk.history[0], MergeSpeakers)


def test_who_is_alone_is_nobody_else(opening: Open, tmp_path: Path, menu: QMenu) -> None:
    fill(menu, opening(talks.document(tmp_path, talks.talk(3, speakers=1))))
    assert not below(menu, "They are the same as").isEnabled()


def test_rename_is_offered_where_somebody_is_known(menu: QMenu, talk: TranscriptDocument) -> None:
    renamed = fill(menu, talk)
    assert menu.actions()[0].text() == f"Rename “{talk.name_of(talk.segments[0].speaker)}”…"
    menu.actions()[0].trigger()
    assert renamed == [talk.segments[0].id]


def test_nobody_can_neither_be_renamed_nor_merged(menu: QMenu, talk: TranscriptDocument) -> None:
    talk.do(AssignSegments((talk.segments[0].id,), None))
    fill(menu, talk)
    assert [action.text() for action in menu.actions()] == [
        "Give this segment to",
        "Give this turn to",
        "Give all from here to",
    ]


def test_a_selection_is_given_in_its_own_way(menu: QMenu, talk: TranscriptDocument) -> None:
    first = talk.segments[0].id
    words = talk.segments[0].words
    speaker_menu.fill(
        menu, talk, (first,), lambda: None, lambda speaker: AssignWords(first, 0, 2, speaker)
    )
    choose(below(menu, "Give the selection to"), "Speaker 3")
    assert isinstance(talk.history[0], AssignWords) and len(talk.segments) == 41
    assert speakers(talk)[0] == "SPEAKER_02" and len(talk.segments[0].words) == 2
    assert len(talk.segments[1].words) == len(words) - 2


def test_an_ampersand_in_a_name_is_no_shortcut(menu: QMenu, talk: TranscriptDocument) -> None:
    talk.do(RenameSpeaker("SPEAKER_02", "Smith & Sons"))
    fill(menu, talk)
    names = [action.text() for action in below(menu, "Give this turn to").actions()]
    assert "Smith && Sons" in names


def test_a_new_name_is_never_one_that_is_taken(talk: TranscriptDocument) -> None:
    assert speaker_menu.new_name(talk) == "Speaker 4"
    talk.do(RenameSpeaker("SPEAKER_02", "Speaker 4"))
    assert speaker_menu.new_name(talk) == "Speaker 5"
    talk.do(AddSpeaker("Speaker 5"))
    assert speaker_menu.new_name(talk) == "Speaker 6"


def test_a_document_for_reading_offers_nothing(opening: Open, tmp_path: Path, menu: QMenu) -> None:
    path = talks.document(tmp_path, talks.talk(3))
    wounds.damage(path)
    fill(menu, opening(path))
    assert menu.isEmpty()


def test_a_segment_that_is_gone_offers_nothing(menu: QMenu, talk: TranscriptDocument) -> None:
    speaker_menu.fill(menu, talk, ("nowhere",), lambda: None)
    assert menu.isEmpty()


def test_a_dot_has_the_colour_of_its_speaker(dressed: Theme, qtbot: QtBot) -> None:
    widget = QWidget()
    qtbot.addWidget(widget)

    def middle(colour: int) -> QColor:
        image = speaker_menu.dot(colour, widget).pixmap(16, 16).toImage()
        return image.pixelColor(8, 8)

    assert middle(1) == theme.speaker_colour(1) != middle(2)
    assert middle(-1) == theme.role("secondary")
