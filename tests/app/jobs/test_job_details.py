from __future__ import annotations

from pathlib import Path

import pytest
from PySide6.QtCore import Qt
from PySide6.QtWidgets import QFormLayout, QLabel
from pytestqt.qtbot import QtBot

from app.jobs.job_details import JobDetails
from app.jobs.job_report import JobReport
from app.jobs.job_row import JobRow
from app.jobs.reading import read
from app.theme import Theme
from tests.app.documents import add_failure, document

LABEL, FIELD = QFormLayout.ItemRole.LabelRole, QFormLayout.ItemRole.FieldRole


@pytest.fixture
def details(qtbot: QtBot, dressed: Theme) -> JobDetails:
    made = JobDetails()
    qtbot.addWidget(made)
    made.resize(264, 500)
    made.show()
    return made


@pytest.fixture
def path(tmp_path: Path) -> Path:
    return document(tmp_path)


def row(**more: object) -> JobRow:
    return JobRow("/films/The film.longtake", "The film", "running", **more)  # type: ignore[arg-type]


def told(path: Path) -> JobReport:
    """The report of a job whose document has been read."""
    made = JobReport(str(path))
    made.read(read(path))
    return made


def facts(details: JobDetails) -> dict[str, str]:
    """What the form says: {name: value}, in its order."""
    form = details._form
    found = {}
    for place in range(form.rowCount()):
        pair = [form.itemAt(place, role).widget() for role in (LABEL, FIELD)]
        name, value = (each.text() for each in pair if isinstance(each, QLabel))
        found[name] = value.replace("\u200b", "")
    return found


def test_all_that_is_known_is_told_in_one_order(details: JobDetails, path: Path) -> None:
    about = row(source="/films/The film.mov", duration=3725.0, language="de", done=2, total=4)
    details.watch(about, told(path))
    found = facts(details)
    assert list(found) == [
        "File",
        "Length",
        "Language",
        "Words",
        "Parts",
        "Model",
        "Device",
        "Document",
    ]
    assert found["File"] == "/films/The film.mov" and found["Length"] == "1:02:05"
    assert found["Language"] == "Deutsch" and found["Words"] == "10"
    assert found["Model"] == "tiny.en" and found["Device"] == "CPU"
    assert found["Document"] == "/films/The film.longtake"


def test_what_nobody_knows_is_left_out(details: JobDetails) -> None:
    details.watch(row(), JobReport("/films/The film.longtake"))
    assert facts(details) == {"Document": "/films/The film.longtake"}


def test_the_length_comes_from_the_document_where_the_list_has_none(
    details: JobDetails, path: Path
) -> None:
    details.watch(row(), told(path))
    assert facts(details)["Length"] == "0:40"


def test_what_was_in_vain_is_noted(details: JobDetails, path: Path) -> None:
    details.watch(row(), told(path))
    assert details._notes.text() == ""
    add_failure(path, 2, "usual")
    add_failure(path, 3, "usual", "again", given_up=True)
    details.watch(row(), told(path))
    assert len(details._notes.text().split("\n\n")) >= 2


def test_another_job_takes_the_place_of_the_first(details: JobDetails, path: Path) -> None:
    details.watch(row(source="/films/one.mov", language="de"), told(path))
    details.watch(row(source="/films/two.mov"), JobReport("/films/The film.longtake"))
    found = facts(details)
    assert found["File"] == "/films/two.mov"
    assert "Language" not in found and "Model" not in found


def test_the_same_again_is_not_laid_out_again(details: JobDetails, path: Path) -> None:
    report = told(path)
    details.watch(row(language="de"), report)
    before = details._form.itemAt(0, FIELD).widget()
    details.watch(row(language="de"), report)
    assert details._form.itemAt(0, FIELD).widget() is before


def test_what_changed_while_it_was_hidden_is_there_when_it_is_shown(
    details: JobDetails, path: Path
) -> None:
    details.hide()
    details.watch(row(done=1, total=4), told(path))
    details.watch(row(done=3, total=4), told(path))
    assert not facts(details)
    details.show()
    assert facts(details)["Parts"] == "3 / 4"


def test_a_long_path_breaks_at_its_folders_and_stays_in_the_page(
    details: JobDetails, path: Path, qtbot: QtBot
) -> None:
    deep = "/" + "/".join(f"a-folder-with-a-name-{n}" for n in range(9)) + "/film.mov"
    details.watch(row(source=deep), told(path))
    field, page = details._form.itemAt(0, FIELD).widget(), details.widget()
    qtbot.waitUntil(lambda: 0 < field.geometry().right() < page.width(), timeout=5000)
    assert page.width() <= details.viewport().width()
    assert field.height() > 3 * field.fontMetrics().height()


def test_whoever_wants_a_value_can_take_it_with_the_mouse(details: JobDetails, path: Path) -> None:
    details.watch(row(language="de"), told(path))
    for place in range(details._form.rowCount()):
        field = details._form.itemAt(place, FIELD).widget()
        assert isinstance(field, QLabel)
        assert field.textInteractionFlags() & Qt.TextInteractionFlag.TextSelectableByMouse


def test_a_name_with_marks_is_shown_as_it_is(details: JobDetails) -> None:
    details.watch(row(source="/films/<b>bold & co</b>.mov"), JobReport("/x.longtake"))
    field = details._form.itemAt(0, FIELD).widget()
    assert isinstance(field, QLabel) and field.textFormat() == Qt.TextFormat.PlainText
    assert facts(details)["File"] == "/films/<b>bold & co</b>.mov"
