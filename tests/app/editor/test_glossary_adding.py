"""A word that is put right everywhere, and known in the recordings to come."""

from __future__ import annotations

from pathlib import Path

import pytest

from app.editor.editor_page import EditorPage
from app.editor.find_bar import FindBar
from app.editor.transcript_document import TranscriptDocument
from engine.bias import Term
from engine.edits import ReplaceEverywhere
from engine.glossary import for_job
from tests.app.editor.conftest import Open, Page
from tests.app.editor.pages import saying

TALK = ("So cheetle went home.", "Did so cheetle go?", "She did.")


@pytest.fixture
def document(opening: Open, tmp_path: Path) -> TranscriptDocument:
    return opening(saying(tmp_path, *TALK))


@pytest.fixture
def page(showing: Page, document: TranscriptDocument) -> EditorPage:
    made = showing(document)
    made.find_bar.open(replaces=True)
    return made


def learn(bar: FindBar, wanted: str, by: str) -> None:
    bar.wanted.setText(wanted)
    bar.replacement.setText(by)
    bar.look()
    bar.replace_and_learn.click()


def told(page: EditorPage) -> str:
    return page.card.accessibleName() if page.card.isVisible() else ""


def test_what_is_put_right_everywhere_is_expected_from_then_on(
    page: EditorPage, document: TranscriptDocument, tmp_path: Path
) -> None:
    learn(page.find_bar, "so cheetle", "Xochitl")
    assert [said.text for said in document.segments][:2] == [
        "Xochitl went home.",
        "Did Xochitl go?",
    ]
    assert isinstance(document.history[-1], ReplaceEverywhere) and document.position == 1
    folder = tmp_path / "glossaries"
    assert for_job(folder, "") == (Term("Xochitl", ("so cheetle",)),)
    assert told(page) == "“Xochitl” is in the glossary now"
    assert "“so cheetle”" in page.card.accessibleDescription()


def test_a_term_is_added_once_and_remarks_stay(
    page: EditorPage, document: TranscriptDocument, tmp_path: Path
) -> None:
    file = tmp_path / "glossaries" / "people.txt"
    file.parent.mkdir()
    file.write_text("# who is who\nXochitl = show chee\n")
    learn(page.find_bar, "so cheetle", "Xochitl")
    assert file.read_text() == "# who is who\nXochitl = show chee | so cheetle\n"
    document.undo()
    learn(page.find_bar, "so cheetle", "Xochitl")
    assert file.read_text() == "# who is who\nXochitl = show chee | so cheetle\n"
    assert told(page) == "“Xochitl” is in the glossary already"


def test_only_another_spelling_needs_no_sound(page: EditorPage, tmp_path: Path) -> None:
    learn(page.find_bar, "so cheetle", "So Cheetle")
    assert for_job(tmp_path / "glossaries", "") == (Term("So Cheetle"),)
    assert "look out for it" in page.card.accessibleDescription()


def test_what_is_no_term_is_replaced_all_the_same_and_said(
    page: EditorPage, document: TranscriptDocument, tmp_path: Path
) -> None:
    learn(page.find_bar, "so cheetle", "one two three four five six seven eight nine")
    assert document.segments[0].text.startswith("one two")
    assert not (tmp_path / "glossaries").exists()
    assert told(page).endswith("cannot be in the glossary")


def test_a_glossary_that_cannot_be_written_is_told(
    page: EditorPage, document: TranscriptDocument, tmp_path: Path
) -> None:
    (tmp_path / "glossaries").write_text("a file where the folder should be")
    learn(page.find_bar, "so cheetle", "Xochitl")
    assert document.segments[0].text == "Xochitl went home."
    assert told(page) and "glossary now" not in told(page)


def test_it_is_offered_for_words_alone(page: EditorPage) -> None:
    bar = page.find_bar
    bar.wanted.setText("so cheetle")
    bar.look()
    assert not bar.replace_and_learn.isEnabled(), "there is nothing to expect"
    bar.replacement.setText("Xochitl")
    bar.look()
    assert bar.replace_and_learn.isEnabled()
    bar.regex.setChecked(True)
    assert not bar.replace_and_learn.isEnabled(), "a pattern is no word"
    bar.regex.setChecked(False)
    bar.wanted.setText("nowhere")
    bar.look()
    assert not bar.replace_and_learn.isEnabled()
