"""Finding and replacing by hand: patterns, one speaker's words, places that move."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path

import pytest
from PySide6.QtTest import QTest
from pytestqt.qtbot import QtBot

from app.editor.find_bar import FindBar
from app.editor.pen import Place
from app.editor.transcript_document import TranscriptDocument
from app.theme import Theme
from engine.edits import DeleteSegments, RenameSpeaker, ReplaceEverywhere, SetText
from tests.app.editor import talks, wounds
from tests.app.editor.pages import CONTROL, SHIFT, Key, saying, shown

Open = Callable[..., TranscriptDocument]
MILL = ("The mill by the mill.", "A mill? The Mill.", "No mill at all.")


@pytest.fixture
def bar(opening: Open, tmp_path: Path, dressed: Theme, qtbot: QtBot) -> FindBar:
    return barred(opening(saying(tmp_path, *MILL)), qtbot)


def barred(document: TranscriptDocument, qtbot: QtBot) -> FindBar:
    made = FindBar(shown(document, qtbot))
    qtbot.addWidget(made)
    made.open(replaces=True)
    return made


def find(bar: FindBar, text: str, by: str = "") -> None:
    bar.replacement.setText(by)
    bar.wanted.setText(text)
    bar.look()


def texts(bar: FindBar) -> list[str]:
    return [said.text for said in bar._document.segments]


def current(bar: FindBar) -> str:
    """Where the mark of the current place stands, as `segment:start`."""
    segment, start, _ = bar._view._current
    return f"{segment}:{start}"


# --- finding --------------------------------------------------------------------------------------


def test_the_first_place_is_that_at_the_caret(bar: FindBar) -> None:
    bar._view.pen.go(Place(1, 3))
    find(bar, "mill")
    assert bar.count.text() == "4 of 5" and current(bar) == "0.1:12"
    bar._view.pen.go(Place(2, 10))
    find(bar, "mill")
    assert bar.count.text() == "1 of 5", "behind the last one it begins again"


def test_steps_go_through_every_place_in_order_and_round(bar: FindBar) -> None:
    find(bar, "mill")
    seen = []
    for _ in range(6):
        seen.append(current(bar))
        bar.step(1)
    assert seen == ["0.0:4", "0.0:16", "0.1:2", "0.1:12", "0.2:3", "0.0:4"]


def test_enter_goes_on_and_with_shift_back(bar: FindBar) -> None:
    find(bar, "mill")
    QTest.keyClick(bar.wanted, Key.Key_Return)
    QTest.keyClick(bar.wanted, Key.Key_Return)
    assert bar.count.text() == "3 of 5"
    QTest.keyClick(bar.wanted, Key.Key_Return, SHIFT)
    assert bar.count.text() == "2 of 5"


def test_enter_right_after_typing_shows_the_first_place(bar: FindBar) -> None:
    QTest.keyClicks(bar.wanted, "mill")
    assert not bar.matches
    QTest.keyClick(bar.wanted, Key.Key_Return)
    assert bar.count.text() == "1 of 5"


def test_nothing_wanted_is_neither_found_nor_missed(bar: FindBar) -> None:
    find(bar, "mill")
    find(bar, "")
    assert bar.count.text() == "" and not bar.matches and not bar._view._found
    bar.step(1), bar.do_one(), bar.do_all()
    assert texts(bar) == list(MILL)


def test_what_is_selected_is_wanted_unless_it_is_lines(bar: FindBar) -> None:
    bar._view.pen.select(0, 0, 8)
    bar.open()
    assert bar.wanted.text() == "The mill" and len(bar.matches) == 3
    bar._view.pen.go(Place(0, 0))
    bar._view.pen.go(Place(1, 3), True)
    bar.open()
    assert bar.wanted.text() == "The mill"


@pytest.mark.parametrize(("pattern", "by"), [("(", ""), ("[a", ""), ("(mill)", r"\2"), ("*", "")])
def test_a_pattern_or_a_replacement_that_is_none_changes_nothing(
    bar: FindBar, pattern: str, by: str
) -> None:
    bar.regex.setChecked(True)
    find(bar, pattern, by)
    assert bar.count.text() == "This is no regular expression"
    bar.replace_all.click(), bar.do_one()
    assert texts(bar) == list(MILL) and not bar._document.history


def test_a_pattern_is_taken_by_the_letter_until_it_is_said_to_be_one(bar: FindBar) -> None:
    find(bar, "l.")
    assert {found.end - found.start for found in bar.matches} == {2} and len(bar.matches) == 3
    bar.regex.setChecked(True)
    assert len(bar.matches) == 6, "each mill, and all"


def test_an_empty_hit_of_a_pattern_is_none(bar: FindBar) -> None:
    bar.regex.setChecked(True)
    find(bar, "x*")
    assert bar.count.text() == "Not found"


def test_a_new_name_is_in_the_list_and_the_choice_stays(bar: FindBar) -> None:
    bar.speaker.setCurrentIndex(2)
    bar._document.do(RenameSpeaker("SPEAKER_01", "Bea"))
    assert bar.speaker.currentText() == "Bea" and bar.speaker.currentData() == "SPEAKER_01"


def test_who_speaks_alone_need_not_be_chosen(
    opening: Open, tmp_path: Path, dressed: Theme, qtbot: QtBot
) -> None:
    alone = barred(opening(talks.document(tmp_path, talks.talk(3, speakers=1))), qtbot)
    assert alone.speaker.isHidden()


# --- replacing ------------------------------------------------------------------------------------


def test_one_place_after_the_other_is_replaced(bar: FindBar) -> None:
    find(bar, "mill", "dam")
    bar.replace_one.click()
    assert texts(bar)[0] == "The dam by the mill." and current(bar) == "0.0:15"
    bar.step(1)
    bar.replace_one.click()
    assert texts(bar)[:2] == ["The dam by the mill.", "A dam? The Mill."]
    assert [type(edit) for edit in bar._document.history] == [SetText, SetText]


def test_what_holds_the_wanted_word_again_is_not_replaced_for_ever(bar: FindBar) -> None:
    find(bar, "mill", "windmill")
    bar.replace_one.click(), bar.replace_one.click()
    assert texts(bar) == ["The windmill by the windmill.", *MILL[1:]]


def test_all_that_one_speaker_says_is_replaced(bar: FindBar) -> None:
    bar.speaker.setCurrentIndex(bar.speaker.findData("SPEAKER_00"))
    find(bar, "mill", "dam")
    assert bar.replace_all.text() == "Replace all 3"
    bar.replace_all.click()
    assert texts(bar) == ["The dam by the dam.", MILL[1], "No dam at all."]
    assert len(bar._document.history) == 1
    bar._document.undo()
    assert texts(bar) == list(MILL)


def test_one_place_of_one_speaker_is_replaced_and_the_next_is_theirs(bar: FindBar) -> None:
    bar.speaker.setCurrentIndex(bar.speaker.findData("SPEAKER_01"))
    find(bar, "mill", "dam")
    bar.replace_one.click()
    assert texts(bar) == [MILL[0], "A dam? The Mill.", MILL[2]] and current(bar) == "0.1:11"


def test_groups_of_a_pattern_come_back_in_what_replaces_it(bar: FindBar) -> None:
    bar.regex.setChecked(True)
    bar.case.setChecked(True)
    find(bar, r"([Tt]he) (mill)", r"\2 of \1 river")
    bar.replace_one.click()
    assert texts(bar)[0] == "mill of The river by the mill."
    bar.replace_all.click()
    assert texts(bar)[0] == "mill of The river by mill of the river."


def test_whole_words_are_replaced_as_they_are_found(bar: FindBar) -> None:
    bar._document.do(SetText("0.2", "A windmill, a mill."))
    bar.whole.setChecked(True)
    find(bar, "mill", "dam")
    bar.replace_all.click()
    assert texts(bar)[2] == "A windmill, a dam."


def test_a_word_can_be_replaced_by_nothing(bar: FindBar) -> None:
    find(bar, "No ", "")
    bar.replace_one.click()
    assert texts(bar)[2] == "mill at all."


def test_enter_right_after_another_replacement_replaces_by_that(bar: FindBar) -> None:
    find(bar, "mill", "da")
    QTest.keyClicks(bar.replacement, "m")
    QTest.keyClick(bar.replacement, Key.Key_Return)
    assert texts(bar)[0] == "The dam by the mill."


# --- beside the bar -------------------------------------------------------------------------------


def test_a_place_that_is_gone_is_not_gone_to(bar: FindBar) -> None:
    find(bar, "mill")
    bar._view.pen.go(Place(1, 2))
    bar._document.do(DeleteSegments(("0.0",)))
    bar.shut()
    assert bar.isHidden() and bar._view.pen.caret.row == 0 and not bar._view._found


def test_the_next_place_is_found_when_the_bar_is_shut(bar: FindBar) -> None:
    find(bar, "mill")
    bar.shut()
    assert bar._view.pen.selection == (Place(0, 4), Place(0, 8))
    bar.step(1)
    assert bar._view.pen.selection == (Place(0, 16), Place(0, 20))
    assert not bar._view._found, "marks belong to the bar"


def test_a_shut_bar_goes_by_what_the_text_is_now(bar: FindBar) -> None:
    find(bar, "mill")
    bar.shut()
    bar._document.do(ReplaceEverywhere("mill", "dam", speaker="SPEAKER_00"))
    bar._view.pen.go(Place(0, 0))
    bar.step(1)
    assert bar._view.pen.selected_text == "mill" and bar._view.pen.caret.row == 1
    bar.step(-1)
    assert bar._view.pen.selected_text == "Mill"


def test_what_is_for_reading_is_searched_but_not_replaced(
    opening: Open, tmp_path: Path, dressed: Theme, qtbot: QtBot
) -> None:
    path = saying(tmp_path, *MILL)
    wounds.damage(path)
    bar = barred(opening(path), qtbot)
    find(bar, "mill", "dam")
    assert bar.count.text() == "1 of 5" and bar.replacement.isHidden()
    assert not bar.replace_one.isEnabled() and not bar.replace_all.isEnabled()
    bar.do_one(), bar.do_all()
    assert texts(bar) == list(MILL)


def test_what_is_selected_while_it_is_typed_over_is_found_again(bar: FindBar) -> None:
    find(bar, "mill")
    QTest.keyClick(bar.wanted, Key.Key_Escape)
    QTest.keyClicks(bar._view, "dam")
    bar.open()
    assert texts(bar)[0] == "The dam by the mill." and bar.wanted.text() == "mill"
    bar.look()
    assert bar.count.text() == "1 of 4"
    QTest.keyClick(bar._view, Key.Key_Z, CONTROL)
    bar.look()
    assert len(bar.matches) == 5
    QTest.keyClick(bar._view, Key.Key_Z, CONTROL | SHIFT)
    assert texts(bar)[0] == "The dam by the mill."
