from __future__ import annotations

import re
import signal
import subprocess
import sys
from collections.abc import Callable, Iterator
from pathlib import Path

import pytest
from PySide6.QtCore import Qt, QUrl
from PySide6.QtGui import QFileOpenEvent, QGuiApplication
from PySide6.QtWidgets import QApplication, QPushButton
from pytestqt.qtbot import QtBot

from app import languages, theme
from app.application import Application
from app.engine_client import EngineClient
from app.main_window import MainWindow
from app.theme import Theme
from engine.document import Document
from engine.errors import Problem
from engine.options import Home
from engine.protocol import JobChanged, JobSummary, ToldApart
from engine.transcript import Diarization, SpeakerTurn
from engine.voices import Sample, VoiceLibrary
from tests import engines
from tests.app.documents import document
from tests.app.editor import talks
from tests.app.running import leave
from tests.conftest import ROOT

PATIENCE = 30_000
Opener = Callable[..., Application]


@pytest.fixture
def opened(qapp: QApplication, dressed: Theme, home: Home, tmp_path: Path) -> Iterator[Opener]:
    made: list[Application] = []

    def open_app(manner: str = "obliging", *paths: Path, is_real: bool = False) -> Application:
        command = None if is_real else engines.command(manner)
        application = Application(qapp, client=EngineClient(tmp_path / "log", command))
        made.append(application)
        application.start([str(path) for path in paths])
        return application

    yield open_app
    for application in made:
        leave(application)
    languages.install(qapp, "en")


def film(folder: Path, name: str = "film.mp3") -> Path:
    made = folder / name
    made.write_bytes(b"no sound at all")
    return made


def text_of(window: MainWindow) -> str:
    editor = window.page.editor
    return editor.document.transcript.text if editor else ""


def wait_for_sheet(qtbot: QtBot, application: Application) -> None:
    qtbot.waitUntil(lambda: application.sheet is not None, timeout=PATIENCE)


# --- a fresh interpreter --------------------------------------------------------------------------


def test_the_app_loads_no_model_library_nor_what_is_opened_later() -> None:
    code = (
        "import sys, app.application, app.__main__\n"
        "later = {'app.preferences.dialog', 'app.editor.export_dialog'}\n"
        "heavy = {'torch', 'numpy', 'av', 'ctranslate2', 'faster_whisper', 'onnxruntime',"
        " 'transformers', 'whisperx', 'pyannote', 'huggingface_hub', 'soundfile'}\n"
        "print(sorted((heavy | later) & set(sys.modules)))"
    )
    run = subprocess.run(
        [sys.executable, "-c", code], capture_output=True, text=True, check=True, cwd=ROOT
    )
    assert run.stdout.strip() == "[]"


# --- what is given --------------------------------------------------------------------------------


def test_files_of_the_command_line_are_asked_about(
    opened: Opener, qtbot: QtBot, tmp_path: Path
) -> None:
    application = opened("obliging", film(tmp_path))
    wait_for_sheet(qtbot, application)
    assert application.sheet is not None
    assert application.sheet.title.text() == "film.mp3"


def test_files_from_the_dock_and_open_with_are_asked_about(
    opened: Opener, qtbot: QtBot, qapp: QApplication, tmp_path: Path
) -> None:
    application = opened()
    QApplication.sendEvent(qapp, QFileOpenEvent(QUrl.fromLocalFile(str(film(tmp_path)))))
    wait_for_sheet(qtbot, application)


def test_a_second_start_brings_the_window_to_the_front_with_its_files(
    opened: Opener, qtbot: QtBot, tmp_path: Path
) -> None:
    application = opened()
    window = application.windows[0]
    window.showMinimized()
    application.welcome([str(film(tmp_path))])
    assert not window.isMinimized()
    assert window.isVisible()
    wait_for_sheet(qtbot, application)


def test_another_drop_replaces_the_sheet(opened: Opener, qtbot: QtBot, tmp_path: Path) -> None:
    application = opened("obliging", film(tmp_path))
    wait_for_sheet(qtbot, application)
    application.finder.look([str(film(tmp_path, "other.mp3"))])

    def is_other() -> bool:
        return application.sheet is not None and application.sheet.title.text() == "other.mp3"

    qtbot.waitUntil(is_other, timeout=PATIENCE)


def test_what_is_no_recording_is_told(opened: Opener, qtbot: QtBot, tmp_path: Path) -> None:
    application = opened("obliging", film(tmp_path, "photo.jpg"))
    banner = application.windows[0].banner
    qtbot.waitUntil(lambda: not banner.isHidden(), timeout=PATIENCE)
    assert application.sheet is None


def test_a_document_from_anywhere_is_shown(opened: Opener, qtbot: QtBot, tmp_path: Path) -> None:
    path = document(tmp_path / "elsewhere", done=4)
    with Document.open(path) as made:
        made.set_state("completed")
    application = opened("obliging", path)
    window = application.windows[0]
    qtbot.waitUntil(lambda: window.shown_job == str(path), timeout=PATIENCE)
    qtbot.waitUntil(lambda: "part number 3" in text_of(window), timeout=PATIENCE)


CUES = "WEBVTT\n\n00:01.000 --> 00:02.000\n<v Anna>Hello there.\n"


def test_subtitles_open_for_editing_with_their_speakers(
    opened: Opener, qtbot: QtBot, home: Home, tmp_path: Path
) -> None:
    text = tmp_path / "talk.vtt"
    text.write_text(CUES)
    application = opened("", text, is_real=True)
    window = application.windows[0]
    qtbot.waitUntil(lambda: text_of(window) == "Hello there.", timeout=PATIENCE)
    assert window.page.editor is not None
    shown = window.page.editor.document
    assert not shown.is_read_only
    assert [shown.name_of(each.id) for each in shown.speakers] == ["Anna"]
    assert Path(window.shown_job).parent == home.documents


def test_subtitles_without_a_word_are_told_by_their_name(
    opened: Opener, qtbot: QtBot, tmp_path: Path
) -> None:
    application = opened("obliging", film(tmp_path, "empty.srt"))
    banner = application.windows[0].banner
    qtbot.waitUntil(lambda: "empty.srt" in banner.accessibleName(), timeout=PATIENCE)
    assert "subtitles" in banner.accessibleDescription()


def test_what_is_no_document_is_told(opened: Opener, qtbot: QtBot, tmp_path: Path) -> None:
    application = opened("obliging", film(tmp_path, "broken.longtake"))
    banner = application.windows[0].banner
    qtbot.waitUntil(lambda: not banner.isHidden(), timeout=PATIENCE)
    assert "cannot be used" in banner.accessibleName()


def test_the_sheet_asks_again_when_the_engine_was_not_there_yet(
    opened: Opener, qtbot: QtBot, tmp_path: Path
) -> None:
    application = opened("obliging", film(tmp_path), is_real=True)
    wait_for_sheet(qtbot, application)
    sheet = application.sheet
    assert sheet is not None
    qtbot.waitUntil(lambda: "sound" in sheet.facts.text(), timeout=PATIENCE)
    assert not sheet.go.isEnabled()


def test_choices_are_remembered(opened: Opener, qtbot: QtBot, tmp_path: Path) -> None:
    application = opened("obliging", film(tmp_path))
    wait_for_sheet(qtbot, application)
    assert application.sheet is not None
    application.sheet.speakers.setChecked(True)
    application.sheet.accept()
    assert application.store.value.options.diarize
    qtbot.waitUntil(lambda: len(application.queue.rows) == 1, timeout=PATIENCE)


# --- at the start and at the end ------------------------------------------------------------------


def queued(home: Home) -> str:
    return str(document(home.documents))


def unfinished(home: Home, name: str, done: int) -> str:
    path = document(home.documents, name=name, done=done)
    with Document.open(path) as made:
        made.set_state("running")
    return str(path)


def shown(window: MainWindow, name: str) -> list[QPushButton]:
    """The buttons of this name that can be seen."""
    return [each for each in window.findChildren(QPushButton, name) if not each.isHidden()]


def test_what_was_not_finished_is_greeted_with_how_far_it_is_and_goes_on_with_a_click(
    opened: Opener, qtbot: QtBot, home: Home
) -> None:
    job = unfinished(home, "film", 2)
    application = opened(is_real=True)
    window = application.windows[0]
    qtbot.waitUntil(lambda: window.shown_job == job, timeout=PATIENCE)
    card = window.page.card
    assert re.search(r"[1-9]\d % is done", card.accessibleName())
    # The card may just be drawn anew: a button that is to go, and one that is not shown yet.
    qtbot.waitUntil(lambda: len(shown(window, "resume")) == 1, timeout=PATIENCE)
    (resume,) = shown(window, "resume")
    assert card.isAncestorOf(resume)
    assert window.banner.isHidden(), "one act has one button"
    qtbot.mouseClick(resume, Qt.MouseButton.LeftButton)

    def has_gone_on() -> bool:
        row = application.queue.row_of(job)
        return row is not None and row.state in ("running", "failed")

    qtbot.waitUntil(has_gone_on, timeout=PATIENCE)


def test_several_that_were_not_finished_go_on_together(
    opened: Opener, qtbot: QtBot, home: Home
) -> None:
    jobs = [unfinished(home, "one", 1), unfinished(home, "two", 3), queued(home)]
    application = opened(is_real=True)
    window = application.windows[0]
    qtbot.waitUntil(lambda: not window.banner.isHidden(), timeout=PATIENCE)
    assert window.shown_job == jobs[1], "the one that is furthest"
    assert "“two”" in window.banner.accessibleDescription()
    button = window.banner.findChild(QPushButton, "resume-all")
    assert button is not None and button.text() == "Resume all"
    qtbot.mouseClick(button, Qt.MouseButton.LeftButton)
    qtbot.waitUntil(
        lambda: all(row.state not in ("interrupted", "queued") for row in application.queue.rows),
        timeout=PATIENCE,
    )
    assert window.banner.isHidden()


def test_a_greeting_leaves_the_page_to_what_was_opened(
    opened: Opener, qtbot: QtBot, home: Home, tmp_path: Path
) -> None:
    job = unfinished(home, "film", 2)
    path = document(tmp_path / "elsewhere", done=4)
    application = opened("", path, is_real=True)
    window = application.windows[0]
    qtbot.waitUntil(lambda: application.queue.row_of(job) is not None, timeout=PATIENCE)
    qtbot.waitUntil(lambda: window.shown_job == str(path), timeout=PATIENCE)


def test_nobody_waits_for_a_turn_that_no_engine_will_give(
    opened: Opener, qtbot: QtBot, home: Home
) -> None:
    job = str(document(home.documents, done=0))
    application = opened(is_real=True)
    qtbot.waitUntil(lambda: application.window.shown_job == job, timeout=PATIENCE)
    row = application.queue.row_of(job)
    assert row is not None and row.state == "interrupted"
    assert not application.desk.is_busy
    assert "still to be transcribed" in application.window.page.card.accessibleName()


def test_with_the_setting_it_goes_on_by_itself(opened: Opener, qtbot: QtBot, home: Home) -> None:
    job = queued(home)
    (home.root / "settings.json").write_text('{"version": 1, "resumes_by_itself": true}')
    application = opened(is_real=True)

    def has_gone_on() -> bool:
        row = application.queue.row_of(job)
        return row is not None and row.state in ("running", "failed")

    qtbot.waitUntil(has_gone_on, timeout=PATIENCE)


def test_closing_the_app_ends_its_engine(opened: Opener, qtbot: QtBot) -> None:
    application = opened()
    qtbot.waitUntil(lambda: application.client.state == "ready", timeout=PATIENCE)
    application.close()
    assert application.client.state == "stopped"


def many(folder: Path, count: int) -> list[str]:
    """Files that an engine takes for films until it opens them."""
    folder.mkdir()
    made = [folder / f"film {number}.mp3" for number in range(count)]
    for number, each in enumerate(made):
        each.write_bytes(number.to_bytes(2, "big") * 100)
    return list(map(str, made))


def wait_for_all(qtbot: QtBot, application: Application, films: list[str]) -> None:
    def are_there() -> bool:
        return {row.source for row in application.queue.rows} == set(films)

    qtbot.waitUntil(are_there, timeout=PATIENCE)
    kept = application.home.root / "wishes.json"
    qtbot.waitUntil(lambda: not kept.exists(), timeout=PATIENCE)


def test_whoever_quits_before_the_engine_has_taken_everything_in_loses_nothing(
    opened: Opener, qtbot: QtBot, home: Home, tmp_path: Path
) -> None:
    films = many(tmp_path / "films", 200)
    application = opened(is_real=True)
    qtbot.waitUntil(lambda: application.client.state == "ready", timeout=PATIENCE)
    application.new_jobs.transcribe(films)
    qtbot.waitUntil(lambda: len(application.queue.rows) > 3, timeout=PATIENCE)
    leave(application)
    assert len(list(home.documents.glob("*.longtake"))) < len(films)
    wait_for_all(qtbot, opened(is_real=True), films)


KILLED = """
import os, signal, sys
from PySide6.QtWidgets import QApplication
from app.application import Application
application = Application(QApplication([]))
application.start()
application.new_jobs.transcribe(sys.argv[1:])
os.kill(os.getpid(), signal.SIGKILL)
"""


def test_what_was_accepted_outlives_a_kill(
    opened: Opener, qtbot: QtBot, home: Home, tmp_path: Path
) -> None:
    films = many(tmp_path / "films", 40)
    run = subprocess.run([sys.executable, "-c", KILLED, *films], cwd=ROOT, capture_output=True)
    assert run.returncode == -signal.SIGKILL, run.stderr
    wait_for_all(qtbot, opened(is_real=True), films)


# --- problems -------------------------------------------------------------------------------------


def test_an_engine_that_cannot_live_is_told_with_its_log(opened: Opener, qtbot: QtBot) -> None:
    application = opened("dead")
    with qtbot.waitSignal(application.client.gave_up, timeout=PATIENCE):
        pass
    window = application.windows[0]
    assert not window.banner.isHidden()
    window.app_acted.emit("copy-details")
    assert "no engine in this engine" in QGuiApplication.clipboard().text()
    with qtbot.waitSignal(application.client.state_changed, timeout=PATIENCE):
        window.app_acted.emit("restart-engine")


def test_a_bug_is_told_and_ends_nothing(opened: Opener, caplog: pytest.LogCaptureFixture) -> None:
    application = opened()
    try:
        raise ZeroDivisionError("seven by nothing")
    except ZeroDivisionError as error:
        application.tell_crash(type(error), error, error.__traceback__)
    window = application.windows[0]
    assert not window.banner.isHidden()
    window.app_acted.emit("copy-details")
    assert "seven by nothing" in QGuiApplication.clipboard().text()
    assert "a bug in the app" in caplog.text


# --- jobs -----------------------------------------------------------------------------------------


def add(application: Application, job: str, **more: object) -> None:
    values = {"source": "/films/film.mp4", **more}
    summary = JobSummary(job, "film", "completed", **values)  # type: ignore[arg-type]
    application.queue.take(JobChanged(summary))


def test_the_whole_text_can_be_copied(opened: Opener, qtbot: QtBot, tmp_path: Path) -> None:
    application = opened()
    job = str(document(tmp_path))
    add(application, job)
    application.window.show_job(job)
    qtbot.waitUntil(lambda: application.reports.of(job).reading is not None, timeout=PATIENCE)
    application.window.job_acted.emit("copy-text", [job])
    assert "part number 0" in QGuiApplication.clipboard().text()


def test_details_of_a_failure_can_be_copied(opened: Opener) -> None:
    application = opened()
    problem = Problem("worker-died", "It died.", details="Traceback: everything")
    summary = JobSummary("/d.longtake", "film", "failed", problem=problem)
    application.queue.take(JobChanged(summary))
    application.window.job_acted.emit("copy-details", ["/d.longtake"])
    assert "Traceback: everything" in QGuiApplication.clipboard().text()


def test_removing_can_be_undone(opened: Opener, qtbot: QtBot, home: Home) -> None:
    job = queued(home)
    application = opened(is_real=True)
    qtbot.waitUntil(lambda: application.queue.row_of(job) is not None, timeout=PATIENCE)
    window = application.windows[0]
    window.job_acted.emit("remove", [job])
    qtbot.waitUntil(lambda: application.queue.row_of(job) is None, timeout=PATIENCE)
    assert window.menus.undo_action.isEnabled()
    window.menus.undo_action.trigger()
    qtbot.waitUntil(lambda: application.queue.row_of(job) is not None, timeout=PATIENCE)
    assert Path(job).is_file()
    assert not window.menus.undo_action.isEnabled()


def test_a_transcript_has_a_window_of_its_own(opened: Opener, tmp_path: Path) -> None:
    application = opened()
    job = str(document(tmp_path))
    add(application, job)
    application.window.job_acted.emit("new-window", [job])
    assert len(application.windows) == 2
    other = application.windows[1]
    assert other.shown_job == job
    assert other.jobs.isHidden()
    other.close()
    assert len(application.windows) == 1


def test_preferences_open_and_follow(opened: Opener, qtbot: QtBot) -> None:
    application = opened()
    application.window.app_acted.emit("preferences")
    assert application.preferences is not None
    assert application.preferences.isVisible()
    application.store.change(appearance="dark")
    assert theme.current().is_dark
    application.preferences.close()


def test_what_comes_into_the_watched_folder_is_transcribed_as_the_last_one_was(
    opened: Opener, qtbot: QtBot, tmp_path: Path
) -> None:
    application = opened()
    folder = tmp_path / "Recorder"
    folder.mkdir()
    application.watched._timer.setInterval(20)
    with qtbot.waitSignal(application.watched.looked, timeout=PATIENCE):
        application.store.change(watched=str(folder))
    film(folder, "late.mp3")
    qtbot.waitUntil(lambda: len(application.queue.rows) == 1, timeout=PATIENCE)
    assert application.queue.rows[0].title == "late"
    assert application.window.banner.accessibleName() == "“late.mp3” has arrived"
    assert application.sheet is None


def test_the_sample_writes_nothing_beside_itself(
    opened: Opener, qtbot: QtBot, home: Home, tiny_en: Path
) -> None:
    before = sorted((ROOT / "resources").iterdir())
    application = opened(is_real=True)
    qtbot.waitUntil(lambda: application.client.state == "ready", timeout=PATIENCE)
    application.window.app_acted.emit("sample")
    qtbot.waitUntil(
        lambda: [row.state for row in application.queue.rows] == ["completed"], timeout=120_000
    )
    assert sorted((ROOT / "resources").iterdir()) == before


def test_a_voice_is_remembered_by_the_engine_and_suggested_in_the_editor(
    opened: Opener, qtbot: QtBot, home: Home
) -> None:
    path = talks.document(home.documents, talks.talk(named=1, speakers=2))
    turns = (SpeakerTurn(0.0, 30.0, "SPEAKER_00"), SpeakerTurn(30.0, 60.0, "SPEAKER_01"))
    ids, vectors = ("SPEAKER_00", "SPEAKER_01"), ((1.0, 0.0), (0.0, 1.0))
    with Document.open(path) as document_:
        told = ToldApart(Diarization(turns, turns, ids, vectors, "m"))
        document_.save("diarize", 0, "key", told, {})
    VoiceLibrary(home.voices).enrol("Bea", [Sample("m", vectors[1], 30.0)], "asked")
    application = opened(is_real=True)
    window, job = application.windows[0], str(path)
    qtbot.waitUntil(lambda: application.queue.row_of(job) is not None, timeout=PATIENCE)
    window.show_job(job)
    qtbot.waitUntil(lambda: window.page._workbench is not None, timeout=PATIENCE)
    bench = window.page._workbench
    assert bench is not None
    card = bench.speakers.suggestion
    qtbot.waitUntil(lambda: not card.isHidden(), timeout=PATIENCE)
    assert card.title.text() == "Speaker 2 sounds like Bea"
    bench.speakers.enrol_asked.emit("SPEAKER_00")
    assert bench.sheet is not None
    bench.sheet.consent.setText("asked on 3 May")
    bench.sheet.accept()
    qtbot.waitUntil(lambda: len(VoiceLibrary(home.voices).voices()) == 2, timeout=PATIENCE)
    qtbot.waitUntil(lambda: not window.banner.isHidden(), timeout=PATIENCE)
    assert "Anna Lindqvist" in window.banner._title.text()


def test_another_language_is_spoken_at_once(
    opened: Opener, qtbot: QtBot, tmp_path: Path, qapp: QApplication
) -> None:
    application = opened("obliging", film(tmp_path))
    wait_for_sheet(qtbot, application)
    assert application.sheet is not None
    application.sheet.speakers.setChecked(True)
    application.window.app_acted.emit("preferences")
    assert application.preferences is not None
    application.preferences.show_page("files")
    client = application.client.pid
    application.store.change(language="de")

    def is_german() -> bool:
        sheet, preferences = application.sheet, application.preferences
        return (
            application.windows[0].menuBar().actions()[0].text() == "&Datei"
            and sheet is not None
            and sheet.go.text() == "Transkribieren"
            and preferences is not None
            and preferences.windowTitle() == "Einstellungen"
        )

    qtbot.waitUntil(is_german, timeout=PATIENCE)
    assert application.sheet is not None and application.preferences is not None
    assert application.sheet.speakers.isChecked()
    assert application.preferences.page == "files"
    assert application.client.pid == client, "the engine has nothing to do with it"
    application.preferences.close()
