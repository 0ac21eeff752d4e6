from __future__ import annotations

import os
from pathlib import Path

import pytest
from PySide6.QtCore import QItemSelectionModel, Qt
from PySide6.QtTest import QAbstractItemModelTester
from PySide6.QtWidgets import QLineEdit
from pytestqt.qtbot import QtBot

from app.preferences.glossary_page import GlossaryPage
from app.preferences.glossary_table import GlossaryTableModel
from app.settings import SettingsStore
from app.theme import Theme
from engine.glossary import add, examine, read

CONTENT = (
    "text,spoken,category,weight,language,times\nXochitl,so cheetle,name,2,,\nDel Mar,,place,,,\n"
)


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    made = tmp_path / "glossaries"
    made.mkdir()
    return made


@pytest.fixture
def arctic(folder: Path) -> Path:
    path = folder / "Arctic.csv"
    path.write_text(CONTENT)
    return path


def page_of(folder: Path, qtbot: QtBot) -> GlossaryPage:
    page = GlossaryPage(SettingsStore(folder.parent / "settings.json"))
    qtbot.addWidget(page)
    page.show()
    return page


def type_into(model: GlossaryTableModel, row: int, column: int, text: str) -> None:
    assert model.setData(model.index(row, column), text)


def terms(path: Path) -> list[str]:
    return [term.text for term in read(path)]


# --- the table ------------------------------------------------------------------------------------


def test_the_model_behaves_as_qt_expects(dressed: Theme, arctic: Path) -> None:
    model = GlossaryTableModel()
    tester = QAbstractItemModelTester(
        model, QAbstractItemModelTester.FailureReportingMode.Fatal, model
    )
    model.open(arctic)
    model.add_row()
    type_into(model, 2, 0, "Fram")
    model.remove_rows([0, 1])
    model.undo_stack.undo()
    model.close()
    assert tester.model() is model


def test_what_is_typed_is_written_at_once(dressed: Theme, arctic: Path) -> None:
    model = GlossaryTableModel()
    model.open(arctic)
    type_into(model, 1, 0, "  Del   Mar Beach ")
    assert terms(arctic) == ["Xochitl", "Del Mar Beach"]


def test_what_cannot_be_meant_is_marked_and_not_written(dressed: Theme, arctic: Path) -> None:
    model = GlossaryTableModel()
    model.open(arctic)
    type_into(model, 0, 3, "heavy")
    assert arctic.read_text() == CONTENT
    index = model.index(0, 0)
    assert "weight" in model.data(index, Qt.ItemDataRole.ToolTipRole)
    assert model.data(index, Qt.ItemDataRole.DecorationRole) is not None
    assert model.data(index, Qt.ItemDataRole.ForegroundRole) is not None
    type_into(model, 0, 3, "3")
    assert model.is_sound and read(arctic)[0].weight == 3.0


def test_a_term_that_is_there_already_is_marked_but_written(dressed: Theme, arctic: Path) -> None:
    model = GlossaryTableModel()
    model.open(arctic)
    place = model.add_row()
    type_into(model, place, 0, "Del Mar")
    assert model.repeats == {2} and model.is_sound
    assert "already" in model.data(model.index(2, 0), Qt.ItemDataRole.ToolTipRole)
    assert terms(arctic) == ["Xochitl", "Del Mar"]


def test_every_change_can_be_taken_back_and_made_again(dressed: Theme, arctic: Path) -> None:
    model = GlossaryTableModel()
    model.open(arctic)
    type_into(model, 0, 0, "Sochi")
    model.remove_rows([1])
    assert terms(arctic) == ["Sochi"]
    model.undo_stack.undo()
    model.undo_stack.undo()
    assert terms(arctic) == ["Xochitl", "Del Mar"]
    assert arctic.read_text() == CONTENT
    model.undo_stack.redo()
    assert terms(arctic) == ["Sochi", "Del Mar"]


def test_plain_lines_have_two_columns(dressed: Theme, folder: Path) -> None:
    path = folder / "plain.txt"
    path.write_text("Fram = fram | framm\n")
    model = GlossaryTableModel()
    model.open(path)
    assert model.columnCount() == 2
    type_into(model, 0, 1, "fraam")
    assert path.read_text() == "Fram = fraam\n"


def test_a_file_that_cannot_be_shown_whole_is_left_alone(dressed: Theme, folder: Path) -> None:
    path = folder / "hand.toml"
    path.write_text('[[term]]\ntext = "Fram"\n[[term]]\ntext = "???"\n')
    before = path.read_text()
    model = GlossaryTableModel()
    model.open(path)
    assert model.is_locked
    assert not model.flags(model.index(0, 0)) & Qt.ItemFlag.ItemIsEditable
    model.remove_rows([0])
    model.setData(model.index(0, 0), "Maud")
    assert path.read_text() == before and len(model.rows) == 1


# --- the page -------------------------------------------------------------------------------------


def test_an_empty_folder_offers_what_to_do(dressed: Theme, tmp_path: Path, qtbot: QtBot) -> None:
    page = page_of(tmp_path / "glossaries", qtbot)
    assert page.empty.isVisible() and not page.table.isVisible()
    page.first.click()
    assert page.question is not None and page.question.isVisible()
    page.question.reject()
    page.make("Arctic")
    assert page.table.isVisible() and not page.empty.isVisible()
    assert (tmp_path / "glossaries" / "Arctic.csv").is_file()
    assert page.table.state() == page.table.State.EditingState, "it waits for the first term"


def test_a_new_term_is_typed_right_into_the_table(
    dressed: Theme, arctic: Path, qtbot: QtBot
) -> None:
    page = page_of(arctic.parent, qtbot)
    page.add_button.click()
    editor = page.table.findChild(QLineEdit)
    qtbot.keyClicks(editor, "Fram")
    qtbot.keyClick(editor, Qt.Key.Key_Return)
    qtbot.waitUntil(lambda: len(terms(arctic)) == 3)
    assert terms(arctic) == ["Xochitl", "Del Mar", "Fram"]
    assert page.status.text() == "3 terms"


def test_selected_terms_are_removed_and_come_back(
    dressed: Theme, arctic: Path, qtbot: QtBot
) -> None:
    page = page_of(arctic.parent, qtbot)
    flags = QItemSelectionModel.SelectionFlag
    index = page.model.index(0, 0)
    page.table.selectionModel().select(index, flags.ClearAndSelect | flags.Rows)
    page.remove_button.click()
    assert terms(arctic) == ["Del Mar"]
    page.undo_button.click()
    assert terms(arctic) == ["Xochitl", "Del Mar"]


def test_a_fault_is_told_below_the_table_with_its_row(
    dressed: Theme, arctic: Path, qtbot: QtBot
) -> None:
    page = page_of(arctic.parent, qtbot)
    type_into(page.model, 1, 4, "Klingon!")
    assert page.status.text().startswith("Row 2:") and "not used" in page.status.text()
    assert page.sign.isVisible()
    page.undo_button.click()
    assert page.status.text() == "2 terms" and not page.sign.isVisible()


def test_the_glossaries_of_the_folder_can_be_chosen(
    dressed: Theme, arctic: Path, qtbot: QtBot
) -> None:
    (arctic.parent / "Birds.txt").write_text("Skua\n")
    page = page_of(arctic.parent, qtbot)
    assert [page.names.itemText(place) for place in range(2)] == ["Arctic", "Birds"]
    page.names.setCurrentIndex(1)
    page.names.activated.emit(1)
    assert page.model.rows[0][0] == "Skua"


def test_a_file_is_imported_as_a_table_and_stays_where_it_is(
    dressed: Theme, arctic: Path, tmp_path: Path, qtbot: QtBot
) -> None:
    source = tmp_path / "Arctic.toml"
    source.write_text('[[term]]\ntext = "Fram"\nlanguage = "no"\n')
    page = page_of(arctic.parent, qtbot)
    page.bring(source)
    assert page.names.currentText() == "Arctic 2"
    assert examine(arctic.parent / "Arctic 2.csv").terms[0].language == "no"
    assert source.is_file()


def test_what_is_no_glossary_is_not_imported_and_the_reason_said(
    dressed: Theme, arctic: Path, tmp_path: Path, qtbot: QtBot
) -> None:
    page = page_of(arctic.parent, qtbot)
    page.bring(tmp_path / "film.mp4")
    assert "film.mp4" in page.status.text()
    broken = tmp_path / "broken.toml"
    broken.write_text("[[term]\n")
    page.bring(broken)
    assert "Line 1" in page.status.text()
    assert [file.name for file in arctic.parent.iterdir()] == ["Arctic.csv"]


@pytest.mark.parametrize(("name", "written"), [("a.toml", "a.toml"), ("a", "a.csv")])
def test_a_glossary_is_exported_in_the_form_its_name_says(
    dressed: Theme, arctic: Path, tmp_path: Path, qtbot: QtBot, name: str, written: str
) -> None:
    page = page_of(arctic.parent, qtbot)
    page.send(tmp_path / name)
    assert terms(tmp_path / written) == ["Xochitl", "Del Mar"]
    assert written in page.status.text()


def test_a_removed_glossary_is_not_used_but_not_lost(
    dressed: Theme, arctic: Path, qtbot: QtBot
) -> None:
    page = page_of(arctic.parent, qtbot)
    page.remove_action.trigger()
    assert arctic.is_file(), "it asks first"
    page.put_away()
    assert [file.name for file in arctic.parent.iterdir()] == ["Arctic.csv.removed"]
    assert page.empty.isVisible()


def test_a_folder_that_refuses_is_told_of(dressed: Theme, tmp_path: Path, qtbot: QtBot) -> None:
    (tmp_path / "glossaries").write_text("a file where the folder should be")
    page = page_of(tmp_path / "glossaries", qtbot)
    page.make("Arctic")
    assert "Nothing may be written there" in page.status.text()


# --- others who write -----------------------------------------------------------------------------


def test_a_term_that_was_added_from_a_transcript_is_shown_and_not_written_over(
    dressed: Theme, folder: Path, arctic: Path, qtbot: QtBot
) -> None:
    page = page_of(folder, qtbot)
    page.hide()
    add(folder, "Shasta", "shaster")
    page.show()
    assert [row[0] for row in page.model.rows] == ["Xochitl", "Del Mar", "Shasta"]
    type_into(page.model, 0, 0, "Xóchitl")
    assert terms(arctic) == ["Xóchitl", "Del Mar", "Shasta"]


def test_the_first_glossary_that_is_made_elsewhere_is_there_when_the_page_is_shown(
    dressed: Theme, folder: Path, qtbot: QtBot
) -> None:
    page = page_of(folder, qtbot)
    assert page.empty.isVisible()
    page.hide()
    add(folder, "Shasta", "shaster")
    page.show()
    assert not page.empty.isVisible() and page.names.currentText() == "glossary"


def test_rows_that_could_not_be_written_yet_are_not_taken_away(
    dressed: Theme, folder: Path, arctic: Path, qtbot: QtBot
) -> None:
    page = page_of(folder, qtbot)
    type_into(page.model, 0, 3, "heavy")
    add(folder, "Shasta", "shaster")
    page.hide()
    page.show()
    assert page.model.rows[0][3] == "heavy"


def test_what_is_no_glossary_is_told_in_the_language_of_the_interface(
    dressed: Theme, german: None, arctic: Path, tmp_path: Path, qtbot: QtBot
) -> None:
    page = page_of(arctic.parent, qtbot)
    page.bring(tmp_path / "film.mp4")
    assert page.status.text() == "„film.mp4“ lässt sich nicht als Glossar lesen."
    assert "film.mp4" in page.status.toolTip(), "what the engine said of it"
    page.open(arctic)
    assert "film.mp4" not in page.status.toolTip()


@pytest.mark.skipif(os.geteuid() == 0, reason="nothing is refused to the superuser")
def test_a_glossary_in_a_protected_folder_cannot_be_put_away(
    dressed: Theme, arctic: Path, qtbot: QtBot
) -> None:
    page = page_of(arctic.parent, qtbot)
    arctic.parent.chmod(0o500)
    try:
        page.put_away()
    finally:
        arctic.parent.chmod(0o700)
    assert arctic.is_file()
    assert "Nothing may be written there" in page.status.text()


def test_a_glossary_that_somebody_deleted_meanwhile_cannot_be_put_away(
    dressed: Theme, arctic: Path, qtbot: QtBot
) -> None:
    page = page_of(arctic.parent, qtbot)
    arctic.unlink()
    page.put_away()
    assert page.status.text()
