from __future__ import annotations

from pathlib import Path

import pytest
from PySide6.QtCore import QModelIndex, QPersistentModelIndex, Qt
from pytestqt.qtbot import QtBot

from app import theme
from app.preferences.glossary_file import EMPTY, FIELDS
from app.preferences.glossary_table import GlossaryTableModel
from app.theme import Theme
from engine.errors import Problem, UsageError
from engine.glossary import read

ROLE = Qt.ItemDataRole


@pytest.fixture
def path(tmp_path: Path) -> Path:
    made = tmp_path / "ships.csv"
    made.write_text("text,spoken\nFram,framm\nMaud,\nGjøa,yoa\n")
    return made


@pytest.fixture
def model(dressed: Theme, path: Path) -> GlossaryTableModel:
    made = GlossaryTableModel()
    made.open(path)
    return made


def names(model: GlossaryTableModel) -> list[str]:
    return [model.data(model.index(row, 0)) for row in range(model.rowCount())]


def test_a_table_is_what_its_file_says(model: GlossaryTableModel) -> None:
    assert names(model) == ["Fram", "Maud", "Gjøa"]
    assert model.data(model.index(0, 1), ROLE.EditRole) == "framm"
    assert model.columnCount() == len(FIELDS)


def test_there_is_nothing_below_a_cell(model: GlossaryTableModel) -> None:
    cell = model.index(0, 0)
    assert model.rowCount(cell) == model.columnCount(cell) == 0
    assert model.data(QModelIndex()) is None
    assert not model.setData(QModelIndex(), "Endurance")


def test_every_column_says_what_belongs_there(model: GlossaryTableModel) -> None:
    across = Qt.Orientation.Horizontal
    titles = [model.headerData(place, across) for place in range(model.columnCount())]
    hints = [model.headerData(place, across, ROLE.ToolTipRole) for place in range(len(titles))]
    assert len(set(titles)) == len(set(hints)) == len(FIELDS)
    assert all(titles) and all(hints)
    assert model.headerData(0, Qt.Orientation.Vertical) is None
    assert model.headerData(99, across) is None


def test_typing_the_same_changes_nothing(model: GlossaryTableModel) -> None:
    assert not model.setData(model.index(0, 0), " Fram ")
    assert not model.undo_stack.canUndo()


def test_lines_of_a_pasted_text_become_one(model: GlossaryTableModel) -> None:
    assert model.setData(model.index(1, 0), "Maud\n of\tNorway")
    assert names(model)[1] == "Maud of Norway"


def test_who_types_keeps_the_place_when_rows_come(model: GlossaryTableModel) -> None:
    held = QPersistentModelIndex(model.index(1, 0))
    model.add_row()
    model.setData(model.index(0, 0), "Frám")
    assert held.isValid() and held.row() == 1


def test_a_blank_row_is_not_written(model: GlossaryTableModel, path: Path) -> None:
    assert model.add_row() == 3
    assert model.rows[-1] == EMPTY
    assert [term.text for term in read(path)] == ["Fram", "Maud", "Gjøa"]


def test_several_rows_go_and_come_back_together(model: GlossaryTableModel) -> None:
    model.remove_rows([0, 2])
    assert names(model) == ["Maud"]
    model.undo_stack.undo()
    assert names(model) == ["Fram", "Maud", "Gjøa"]


def test_a_row_with_a_fault_says_so_in_three_ways(model: GlossaryTableModel) -> None:
    model.setData(model.index(1, 4), "not a language")
    cell = model.index(1, 0)
    assert model.faults.keys() == {1}
    assert "language code" in model.data(cell, ROLE.ToolTipRole)
    assert model.data(cell, ROLE.AccessibleDescriptionRole)
    assert model.data(cell, ROLE.ForegroundRole) == theme.role("failure")
    assert not model.data(cell, ROLE.DecorationRole).isNull()
    sound = model.index(0, 0)
    assert model.data(sound, ROLE.DecorationRole) is None
    assert model.data(sound, ROLE.ForegroundRole) is None
    assert not model.data(sound, ROLE.ToolTipRole)


def test_a_mended_row_is_written_with_all_that_waited(
    model: GlossaryTableModel, path: Path
) -> None:
    model.setData(model.index(1, 4), "not a language")
    model.setData(model.index(0, 0), "Fram II")
    assert read(path)[0].text == "Fram", "the last sound state is what jobs use"
    model.setData(model.index(1, 4), "no")
    assert read(path)[0].text == "Fram II" and read(path)[1].language == "no"


def test_every_change_is_announced_as_checked(model: GlossaryTableModel, qtbot: QtBot) -> None:
    with qtbot.waitSignal(model.checked):
        model.setData(model.index(0, 0), "Endurance")
    with qtbot.waitSignal(model.checked):
        model.undo_stack.undo()


def test_what_cannot_be_written_is_told_and_stays_in_the_table(
    model: GlossaryTableModel, path: Path, qtbot: QtBot
) -> None:
    path.unlink()
    path.mkdir()
    with qtbot.waitSignal(model.not_kept) as told:
        model.setData(model.index(0, 0), "Endurance")
    assert told.args is not None
    assert isinstance(told.args[0], Problem) and told.args[0].code == "not-writable"
    assert names(model)[0] == "Endurance"


def test_another_glossary_takes_nothing_of_the_last_one_along(
    model: GlossaryTableModel, tmp_path: Path
) -> None:
    model.setData(model.index(0, 4), "not a language")
    other = tmp_path / "birds.txt"
    other.write_text("Skua\nSkua\n")
    model.open(other)
    assert names(model) == ["Skua"]
    assert model.is_sound and not model.undo_stack.canUndo()
    model.close()
    assert model.rowCount() == 0 and model.path is None


def test_a_file_that_is_none_leaves_the_table_as_it_was(
    model: GlossaryTableModel, tmp_path: Path
) -> None:
    with pytest.raises(UsageError):
        model.open(tmp_path / "missing.csv")
    assert names(model) == ["Fram", "Maud", "Gjøa"]
