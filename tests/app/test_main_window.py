from __future__ import annotations

from collections.abc import Iterator
from itertools import pairwise
from pathlib import Path

import pytest
from PySide6.QtCore import QMimeData, QPointF, QSize, Qt, QUrl
from PySide6.QtGui import QAction, QDropEvent, QKeySequence
from PySide6.QtWidgets import (
    QApplication,
    QFileDialog,
    QLineEdit,
    QPushButton,
    QToolButton,
    QWidget,
)
from pytestqt.qtbot import QtBot

from app import languages, wording
from app.editor.editor_page import EditorPage
from app.jobs.job_queue import JobQueue
from app.jobs.job_report import JobReports
from app.jobs.reading import Reader
from app.label import Label
from app.languages import LANGUAGES
from app.main_window import SMALLEST, MainWindow
from app.settings import Language, SettingsStore
from app.theme import Theme
from engine.edits import SetText
from engine.errors import Problem
from engine.protocol import JobChanged, JobRemoved, JobsListed, JobState, JobSummary
from tests.app.documents import document


def summary(job: str, state: JobState, **more: object) -> JobSummary:
    values = {"source": f"/films/{Path(job).stem}.mp4", "total": 3, "done": 3, **more}
    return JobSummary(job, Path(job).stem, state, **values)  # type: ignore[arg-type]


class Desk:
    """A window with its models, and what the user asked of it."""

    def __init__(self, qtbot: QtBot, folder: Path) -> None:
        self.qtbot = qtbot
        self.queue = JobQueue()
        self.reader = Reader()
        self.reports = JobReports(self.reader)
        self.store = SettingsStore(folder / "settings.json")
        self.acts: list[tuple[str, list[str]]] = []
        self.window = self.another()

    def another(self) -> MainWindow:
        window = MainWindow(self.queue, self.reports, self.store)
        self.qtbot.addWidget(window)
        window.job_acted.connect(lambda action, jobs: self.acts.append((action, jobs)))
        window.show()
        return window

    def fill(self, *jobs: JobSummary) -> None:
        self.queue.take(JobsListed(jobs))

    def action(self, words: str) -> QAction:
        found = (a for a in self.window.findChildren(QAction) if a.text().replace("&", "") == words)
        return next(found)


@pytest.fixture
def desk(qtbot: QtBot, dressed: Theme, tmp_path: Path) -> Iterator[Desk]:
    made = Desk(qtbot, tmp_path)
    yield made
    made.window.page.leave()
    made.reader.close()


def text_of(window: MainWindow) -> str:
    editor = window.page.editor
    return editor.document.transcript.text if editor else ""


def is_shown(window: MainWindow, page: QWidget) -> bool:
    return window.pages.currentWidget() is page


# --- pages ----------------------------------------------------------------------------------------


def test_an_empty_window_invites_to_drop(desk: Desk) -> None:
    assert is_shown(desk.window, desk.window.drop)


def test_a_selected_job_is_on_the_page(desk: Desk, tmp_path: Path) -> None:
    job = str(document(tmp_path))
    desk.fill(summary(job, "completed"))
    desk.window.show_job(job)
    assert is_shown(desk.window, desk.window.page)
    assert desk.window.shown_job == job
    assert desk.window.windowTitle() == "film"
    desk.qtbot.waitUntil(lambda: "part number 1" in text_of(desk.window), timeout=10_000)


def test_a_job_that_is_removed_leaves_the_page(desk: Desk, tmp_path: Path) -> None:
    job = str(document(tmp_path))
    desk.fill(summary(job, "completed"))
    desk.window.show_job(job)
    desk.queue.take(JobRemoved(job, ""))
    assert is_shown(desk.window, desk.window.drop)


def test_the_page_follows_its_job(desk: Desk, tmp_path: Path) -> None:
    job = str(document(tmp_path))
    desk.fill(summary(job, "queued"))
    desk.window.show_job(job)
    assert desk.window.page.standing.text() == "Waiting for its turn"
    desk.queue.take(JobChanged(summary(job, "paused")))
    desk.queue.announce()
    assert desk.window.page.standing.text() == "Paused"


def test_a_new_list_keeps_what_is_shown(desk: Desk, tmp_path: Path) -> None:
    job = str(document(tmp_path))
    desk.fill(summary(job, "completed"))
    desk.window.show_job(job)
    desk.fill(summary(job, "completed"), summary("/other.longtake", "completed"))
    assert desk.window.shown_job == job
    assert desk.window.jobs.selected == [job]


# --- dropping -------------------------------------------------------------------------------------


def test_files_may_be_dropped_anywhere(desk: Desk) -> None:
    data = QMimeData()
    data.setUrls([QUrl.fromLocalFile("/films/a.mp4"), QUrl.fromLocalFile("/films")])
    event = QDropEvent(
        QPointF(10, 10),
        Qt.DropAction.CopyAction,
        data,
        Qt.MouseButton.LeftButton,
        Qt.KeyboardModifier.NoModifier,
    )
    with desk.qtbot.waitSignal(desk.window.paths_given) as given:
        desk.window.dropEvent(event)
    assert given.args == [["/films/a.mp4", "/films"]]


# --- actions --------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("state", "offered", "refused"),
    [
        ("running", {"Pause", "Stop", "Export…"}, {"Resume", "Begin Anew…", "Move Up"}),
        ("queued", {"Pause", "Stop", "Move Up", "Move Down"}, {"Resume"}),
        ("paused", {"Resume", "Stop", "Begin Anew…"}, {"Pause"}),
        ("interrupted", {"Resume"}, {"Pause"}),
        ("failed", {"Resume", "Begin Anew…"}, {"Pause", "Stop"}),
        ("completed", {"Begin Anew…", "Show in Folder"}, {"Pause", "Resume", "Stop"}),
    ],
)
def test_only_what_can_be_done_is_offered(
    desk: Desk, state: JobState, offered: set[str], refused: set[str]
) -> None:
    desk.fill(summary("/job.longtake", state))
    desk.window.show_job("/job.longtake")
    assert {name for name in offered if desk.action(name).isEnabled()} == offered
    assert not {name for name in refused if desk.action(name).isEnabled()}


def test_nothing_selected_nothing_offered(desk: Desk) -> None:
    assert not desk.action("Pause").isEnabled()
    assert not desk.action("Remove from List").isEnabled()


def test_an_action_is_about_all_that_are_selected(desk: Desk) -> None:
    desk.fill(summary("/a.longtake", "queued"), summary("/b.longtake", "queued"))
    desk.window.jobs.selectAll()
    desk.action("Pause").trigger()
    assert [(action, sorted(jobs)) for action, jobs in desk.acts] == [
        ("pause", ["/a.longtake", "/b.longtake"])
    ]


def test_a_button_on_the_page_is_about_its_job(desk: Desk) -> None:
    problem = Problem("no-space", "x")
    desk.fill(summary("/a.longtake", "failed", problem=problem))
    desk.window.show_job("/a.longtake")
    button = desk.window.page.card.findChild(QPushButton, "copy-details")
    assert button is not None
    desk.qtbot.mouseClick(button, Qt.MouseButton.LeftButton)
    assert desk.acts == [("copy-details", ["/a.longtake"])]


def test_delete_in_the_list_removes(desk: Desk) -> None:
    desk.fill(summary("/a.longtake", "completed"))
    desk.window.show_job("/a.longtake")
    desk.qtbot.keyClick(desk.window.jobs, Qt.Key.Key_Delete)
    assert desk.acts == [("remove", ["/a.longtake"])]


def test_standard_keys_are_where_they_belong(desk: Desk) -> None:
    keys = QKeySequence.StandardKey
    for words, key in (("Open…", keys.Open), ("Copy", keys.Copy), ("Undo", keys.Undo)):
        assert desk.action(words).shortcut() == QKeySequence(key)


def test_no_two_actions_share_a_key_with_a_transcript_on_the_page(
    desk: Desk, tmp_path: Path
) -> None:
    editing(desk, tmp_path)
    actions = desk.window.findChildren(QAction)
    used = [keys.toString() for action in actions for keys in action.shortcuts()]
    assert sorted(used) == sorted(set(used))


def test_tools_are_few_and_say_what_they_do(desk: Desk) -> None:
    from PySide6.QtWidgets import QToolBar

    (bar,) = desk.window.findChildren(QToolBar)
    tools = [action for action in bar.actions() if action.text()]
    assert len([tool for tool in tools if tool.isVisible()]) <= 6
    assert all(tool.toolTip() and not tool.icon().isNull() for tool in tools)


@pytest.mark.parametrize(
    ("words", "wish"),
    [("Preferences…", "preferences"), ("Sample Recording", "sample"), ("Show Log", "show-log")],
)
def test_what_the_whole_app_does_is_asked_of_it(desk: Desk, words: str, wish: str) -> None:
    with desk.qtbot.waitSignal(desk.window.app_acted) as asked:
        desk.action(words).trigger()
    assert asked.args == [wish]


# --- undo -----------------------------------------------------------------------------------------


def editing(desk: Desk, folder: Path, name: str = "film") -> EditorPage:
    """The editor of a job that is on the page, once its text is there."""
    job = str(document(folder, name=name))
    desk.fill(summary(job, "completed"))
    desk.window.show_job(job)
    desk.qtbot.waitUntil(lambda: "part number 1" in text_of(desk.window), timeout=10_000)
    assert desk.window.page.editor is not None
    return desk.window.page.editor


def history_menus(window: MainWindow) -> list[str]:
    """The menus in the menu of edits."""
    return [action.text() for action in window.menus.edit_menu.actions() if action.menu()]


def test_undo_of_the_window_is_that_of_the_transcript_on_the_page(
    desk: Desk, tmp_path: Path
) -> None:
    editor, window = editing(desk, tmp_path), desk.window
    assert not window.menus.undo_action.isEnabled() and not window.menus.redo_action.isEnabled()
    first = editor.document.segments[0]
    editor.document.do(SetText(first.id, "Something else."))
    assert (
        window.menus.undo_action.isEnabled() and window.menus.undo_action.text() == "Undo: typing"
    )
    window.menus.undo_action.trigger()
    assert editor.document.segments[0].text == first.text
    assert (
        not window.menus.undo_action.isEnabled()
        and window.menus.redo_action.text() == "Redo: typing"
    )
    window.menus.redo_action.trigger()
    assert editor.document.segments[0].text == "Something else."


def test_the_key_works_wherever_the_focus_is_and_is_not_ambiguous(
    desk: Desk, tmp_path: Path
) -> None:
    editor, window = editing(desk, tmp_path), desk.window
    first = editor.document.segments[0]
    for widget in (window.jobs, editor.view, editor.find_bar):
        editor.document.do(SetText(first.id, "Something else."))
        widget.setFocus()
        desk.qtbot.keyClick(widget, Qt.Key.Key_Z, Qt.KeyboardModifier.ControlModifier)
        assert editor.document.segments[0].text == first.text


def test_in_a_field_undo_is_the_field_s(desk: Desk, tmp_path: Path) -> None:
    editor, window = editing(desk, tmp_path), desk.window
    editor.document.do(SetText(editor.document.segments[0].id, "Something else."))
    editor.find_action.trigger()
    field = editor.find_bar.findChildren(QLineEdit)[0]
    window.activateWindow()
    field.setFocus()
    desk.qtbot.waitUntil(lambda: window.focusWidget() is field)
    desk.qtbot.keyClicks(field, "river")
    window.menus.edit_menu.aboutToShow.emit()
    assert window.menus.undo_action.text() == "&Undo" and window.menus.undo_action.isEnabled()
    window.menus.undo_action.trigger()
    assert field.text() == "" and len(editor.document.history) == 1
    window.menus.edit_menu.aboutToShow.emit()
    window.menus.redo_action.trigger()
    assert field.text() == "river"
    field.clearFocus()
    window.menus.edit_menu.aboutToHide.emit()
    desk.qtbot.waitUntil(lambda: window.menus.undo_action.text() == "Undo: typing")


def test_what_the_app_can_take_back_is_offered_without_a_transcript_and_after_its_edits(
    desk: Desk, tmp_path: Path
) -> None:
    window = desk.window
    window.offer_undo(True)
    with desk.qtbot.waitSignal(window.app_acted) as asked:
        window.menus.undo_action.trigger()
    assert asked.args == ["undo"]
    editor = editing(desk, tmp_path)
    editor.document.do(SetText(editor.document.segments[0].id, "Something else."))
    with desk.qtbot.assertNotEmitted(window.app_acted):
        window.menus.undo_action.trigger()
    assert editor.document.position == 0 and window.menus.undo_action.isEnabled()
    with desk.qtbot.waitSignal(window.app_acted):
        window.menus.undo_action.trigger()


def test_the_history_is_in_the_menu_as_long_as_its_transcript_is_on_the_page(
    desk: Desk, tmp_path: Path
) -> None:
    assert not history_menus(desk.window)
    editing(desk, tmp_path)
    assert history_menus(desk.window) == ["Restore to"]
    editing(desk, tmp_path / "other", name="other")
    assert history_menus(desk.window) == ["Restore to"]
    desk.window.page.leave()
    assert not history_menus(desk.window)
    assert (
        desk.window.menus.undo_action.text() == "&Undo"
        and not desk.window.menus.undo_action.isEnabled()
    )


# --- what is said ---------------------------------------------------------------------------------


def test_what_is_told_stands_above_the_page_until_it_is_acted_on(desk: Desk) -> None:
    desk.window.tell("Two recordings were not finished", "", {"resume-all": "Resume"})
    assert not desk.window.banner.isHidden()
    button = desk.window.banner.findChild(QPushButton, "resume-all")
    assert button is not None
    with desk.qtbot.waitSignal(desk.window.app_acted) as acted:
        desk.qtbot.mouseClick(button, Qt.MouseButton.LeftButton)
    assert acted.args == ["resume-all"]
    assert desk.window.banner.isHidden()


# --- panes ----------------------------------------------------------------------------------------


def test_details_are_hidden_until_they_are_asked_for(desk: Desk, tmp_path: Path) -> None:
    job = str(document(tmp_path))
    desk.fill(summary(job, "completed", duration=3725.0, language="en"))
    desk.window.show_job(job)
    assert desk.window.details.isHidden()
    desk.window.menus.inspector_action.trigger()
    assert not desk.window.details.isHidden()
    shown = desk.window.details.findChildren(QWidget)
    assert any(getattr(label, "text", str)() == "1:02:05" for label in shown)


def test_the_sidebar_can_be_put_away(desk: Desk) -> None:
    desk.window.menus.sidebar_action.trigger()
    assert desk.window.jobs.isHidden()


def test_a_window_stands_where_it_stood(desk: Desk) -> None:
    desk.window.resize(780, 540)
    desk.window.menus.sidebar_action.trigger()
    desk.window.close()
    again = desk.another()
    assert (again.width(), again.height()) == (780, 540)
    assert again.jobs.isHidden()
    assert not again.menus.sidebar_action.isChecked()


def test_a_place_that_means_nothing_is_forgotten(desk: Desk) -> None:
    desk.store.remember_window("main", "no place at all")
    assert desk.another().width() > 600


def cut_off(window: MainWindow) -> list[str]:
    """The words of buttons and labels that are not seen whole, and what lies over what."""
    found = [
        button.text()
        for button in window.findChildren(QPushButton)
        if button.isVisible() and button.width() < button.sizeHint().width()
    ]
    labels = [each for each in window.findChildren(Label) if each.isVisible() and each.text()]
    found += [each.text() for each in labels if each.height() < each.heightForWidth(each.width())]
    page = window.page
    parts = (page.title, page.standing, page.card, page.strip, page.notes, page.waiting)
    for above, below in pairwise(each for each in parts if each.isVisible()):
        if above.geometry().bottom() > below.geometry().top():
            found.append(f"{type(above).__name__} over {type(below).__name__}")
    return found


@pytest.mark.parametrize("language", LANGUAGES)
@pytest.mark.parametrize("state", ["failed", "interrupted", "running"])
def test_in_the_smallest_window_no_language_is_cut_off(
    desk: Desk, speaking: QApplication, language: Language, state: JobState, tmp_path: Path
) -> None:
    job = str(document(tmp_path))
    problem = Problem("document-held", "x") if state == "failed" else None
    desk.fill(summary(job, state, problem=problem))
    languages.install(speaking, language)
    window = desk.another()
    window.show_job(job)
    said = wording.worded(Problem("internal", "x"))
    window.tell(said.title, said.sentence, {"a": said.button, "b": said.button}, "failure")
    for size in (SMALLEST, QSize(1024, 640)):
        window.resize(size)
        desk.qtbot.waitUntil(lambda: cut_off(window) == [])
    window.page.leave()


@pytest.mark.parametrize("folder", [False, True])
def test_files_and_folders_can_be_chosen(desk: Desk, tmp_path: Path, folder: bool) -> None:
    given: list[list[str]] = []
    desk.window.paths_given.connect(given.append)
    (desk.window.choose_folder if folder else desk.window.choose_files)()
    dialog = desk.window.findChildren(QFileDialog)[-1]
    if not folder:
        for ending in ("*.mp4", "*.longtake", "*.srt", "*.vtt", "*.json"):
            assert ending in dialog.nameFilters()[0]
    dialog.filesSelected.emit([str(tmp_path)])
    assert given == [[str(tmp_path)]]


def test_a_message_can_be_closed(desk: Desk) -> None:
    desk.window.tell("Something happened")
    (close,) = (b for b in desk.window.banner.findChildren(QToolButton) if b.isVisible())
    close.click()
    assert desk.window.banner.isHidden()
    assert desk.window.standing.told is None
