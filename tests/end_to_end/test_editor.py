"""A real recording, from hearing it to the exported files, corrected in the real window.

The engine, its worker and the models are real; what the files hold is compared with what the page
showed, also after everything was undone, made again, closed and opened.
"""

from __future__ import annotations

import csv
import json
import os
import shutil
from collections.abc import Callable, Iterator
from itertools import pairwise
from pathlib import Path

import pytest

os.environ.setdefault("QT_QPA_PLATFORM", "offscreen")

from PySide6.QtCore import Qt
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QApplication
from pytestqt.qtbot import QtBot

from app.application import Application
from app.editor.editor_page import EditorPage
from app.editor.export_dialog import ExportDialog
from app.editor.workbench import Workbench
from app.main_window import MainWindow
from engine.edits import AlignSegments, InsertSegment
from engine.errors import ExitCode
from engine.options import Home
from engine.protocol import OutputOptions, Submit
from tests.commands import longtake
from tests.conftest import USERS_HOME
from tests.end_to_end.test_app import PATIENCE, leave, wait_for_the_end
from tests.films import speech_film

Opener = Callable[[], Application]
Screen = list[tuple[str, str]]


@pytest.fixture
def recording(shared: Path, tmp_path: Path) -> Path:
    """Three people who speak one after another, for eighteen seconds."""
    if not any((USERS_HOME.models / "speaker").glob("*.onnx")):
        pytest.skip("needs the model speaker: longtake models fetch speaker")
    source = shared / "speech" / "multi" / "audio" / "falcon-test.flac"
    return Path(shutil.copy(source, tmp_path / "three people.flac"))


@pytest.fixture
def opened(qapp: QApplication, home: Home, tiny_en: Path) -> Iterator[Opener]:
    """Opens the app on the test's home, as often as it is asked; all are closed at the end."""
    made: list[Application] = []

    def open_app() -> Application:
        application = Application(qapp)
        made.append(application)
        application.store.change_options(model="tiny.en", diarize=True)
        application.start()
        return application

    yield open_app
    for application in made:
        leave(application)


def page_of(qtbot: QtBot, application: Application) -> tuple[MainWindow, EditorPage, Workbench]:
    """The first transcript in the list, on the page and read."""
    qtbot.waitUntil(lambda: bool(application.queue.rows), timeout=PATIENCE)
    window = application.windows[0]
    window.show_job(application.queue.rows[0].job)

    def is_read() -> bool:
        editor = window.page.editor
        return editor is not None and editor.document.is_open and not editor.document.is_growing

    qtbot.waitUntil(is_read, timeout=PATIENCE)
    editor, bench = window.page.editor, window.page._workbench
    assert editor is not None and bench is not None
    return window, editor, bench


def screen(editor: EditorPage) -> Screen:
    """Who says what, as it stands on the page."""
    document = editor.document
    rows = range(len(document.segments))
    names = (document.name_of(said.speaker) for said in document.segments)
    return list(zip(names, map(editor.view.pen.text_of, rows), strict=True))


def speakers(editor: EditorPage) -> list[str]:
    return list(dict.fromkeys(said.speaker or "" for said in editor.document.segments))


def correct(qtbot: QtBot, editor: EditorPage, row: int, start: int, end: int, text: str) -> None:
    """Type over characters of a segment."""
    view = editor.view
    view.setFocus()
    view.go_to(editor.document.segments[row].id, start, end)
    QTest.keyClicks(view, text)


def export(qtbot: QtBot, application: Application, window: MainWindow, kind: str) -> Path:
    """Write a file by the dialog of the window."""
    application._act_on_jobs("export", [window.shown_job])
    dialog = window.findChild(ExportDialog)
    assert dialog is not None
    dialog.format.setCurrentIndex(dialog.format.findData(kind))
    with qtbot.waitSignal(dialog.exported, timeout=PATIENCE) as done:
        dialog.go.click()
    dialog.deleteLater()
    QApplication.processEvents()
    return Path(str(done.args[0]))


def test_files_hold_what_the_page_showed_after_all_was_undone_made_again_and_reopened(
    opened: Opener, qtbot: QtBot, recording: Path
) -> None:
    application = opened()
    application.desk.submit(
        [Submit(str(recording), application.store.value.options, OutputOptions(formats=()))]
    )
    row = wait_for_the_end(qtbot, application)
    assert (row.state, row.problem) == ("completed", None)
    window, editor, bench = page_of(qtbot, application)
    document = editor.document
    recognised, people = screen(editor), speakers(editor)
    assert len(people) >= 2 and len(recognised) >= 2

    moments = [recognised]
    bench.speakers.rename(people[0], "Anna")
    moments.append(screen(editor))
    bench.speakers.merge(people[1:], people[1])
    bench.speakers.rename(people[1], "Bertil Öst")
    moments.append(screen(editor))
    assert set(name for name, _ in moments[-1]) == {"Anna", "Bertil Öst"}
    correct(qtbot, editor, 0, 0, len(document.segments[0].text), "Quite another sentence here.")
    QTest.keyClick(editor.view, Qt.Key.Key_Home)
    bench.realigning.align_selected()
    qtbot.waitUntil(lambda: isinstance(document.history[-1], AlignSegments), timeout=PATIENCE)
    first = document.segments[0]
    assert all(one.end <= other.start for one, other in pairwise(first.words))
    moments.append(screen(editor))
    assert moments[-1][0] == ("Anna", "Quite another sentence here.")

    done = document.position
    while window.menus.undo_action.isEnabled() and document.position:
        window.menus.undo_action.trigger()
    assert screen(editor) == recognised
    while document.position < done:
        window.menus.redo_action.trigger()
    assert screen(editor) == moments[-1]
    times = [(said.start, said.end) for said in document.segments]
    words = [(word.text.strip(), word.start) for word in document.segments[0].words]
    leave(application)

    again = opened()
    window, editor, _ = page_of(qtbot, again)
    assert screen(editor) == moments[-1]
    assert editor.document.undo_title == "align again"
    vtt = export(qtbot, again, window, "vtt").read_text()
    assert "<v Anna>Quite another sentence here." in vtt and "<v Bertil Öst>" in vtt
    written = json.loads(export(qtbot, again, window, "json").read_text())
    names = {speaker["id"]: speaker["name"] for speaker in written["speakers"]}
    told = [(names[said["speaker"]], said["text"].strip()) for said in written["segments"]]
    assert told == moments[-1]
    assert [(said["start"], said["end"]) for said in written["segments"]] == [
        pytest.approx(span, abs=0.002) for span in times
    ]
    assert [(w["word"].strip(), w["start"]) for w in written["segments"][0]["words"]] == [
        (text, pytest.approx(start, abs=0.002)) for text, start in words
    ]
    with export(qtbot, again, window, "tsv").open(newline="") as file:
        lines = [line["text"] for line in csv.DictReader(file, delimiter="\t")]
    assert [line.partition(": ")[2] or line for line in lines] == [text for _, text in told]
    plain = export(qtbot, again, window, "txt").read_text()
    assert plain.startswith("Anna: Quite another sentence here.")
    assert recognised[0][1] not in plain


def test_what_was_written_into_a_gap_and_what_is_heard_there_later_are_never_both_on_the_page(
    opened: Opener, qtbot: QtBot, home: Home, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    film, path = speech_film(tmp_path, seconds=20), home.documents / "film.longtake"
    path.parent.mkdir(parents=True)
    monkeypatch.setenv("LONGTAKE_FAULTS", "error@1x99")
    longtake(
        "transcribe", film, "--document", path, "--chunk-seconds", "10", "--model", "tiny.en",
        "--batch-size", "1", "--threads", "1", "--compute-type", "float32", "--format", "txt",
        check=ExitCode.FAILED_CHUNKS,
    )  # fmt: skip
    monkeypatch.delenv("LONGTAKE_FAULTS")

    application = opened()
    window, editor, _ = page_of(qtbot, application)
    document = editor.document
    (gap,) = document.gaps
    written = InsertSegment(gap.start + 1.0, gap.end - 1.0, "I wrote this down myself.")
    document.do(written)
    with qtbot.waitSignal(window.job_acted) as acted:
        editor.run_again_asked.emit(gap.chunk)
    assert acted.args == ["run-gaps", [str(path)]]
    qtbot.waitUntil(lambda: bool(document.new_texts), timeout=PATIENCE)
    assert document.segments[-1].text == "I wrote this down myself." and not document.gaps
    assert editor.card.isVisible()
    (new,) = document.new_texts
    editor.card.acted.emit("use-new")
    texts = [said.text for said in document.segments]
    assert "I wrote this down myself." not in texts and texts[-1] in new.text
    window.menus.undo_action.trigger()
    assert document.segments[-1].text == "I wrote this down myself."
