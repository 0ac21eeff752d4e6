"""The window: jobs and transcripts at the side, a page in the middle, details when asked for.

It shows what its models say and asks, by signals, for what the user wishes. Recordings may be
dropped anywhere on it.
"""

from __future__ import annotations

import base64
from collections.abc import Callable, Sequence
from functools import cached_property
from typing import NamedTuple

from PySide6.QtCore import QByteArray, QPoint, QSize, Qt, Signal
from PySide6.QtGui import (
    QCloseEvent,
    QDragEnterEvent,
    QDragLeaveEvent,
    QDropEvent,
)
from PySide6.QtWidgets import (
    QFileDialog,
    QMainWindow,
    QSplitter,
    QStackedWidget,
    QVBoxLayout,
    QWidget,
)

from app import theme
from app.card import DISMISS, Card
from app.drop_page import DropPage
from app.dropping import DOCUMENT, paths_in
from app.jobs.job_details import JobDetails
from app.jobs.job_page import JobPage
from app.jobs.job_queue import JobQueue
from app.jobs.job_report import JobReports
from app.jobs.jobs_view import JobsView
from app.library.search_desk import SearchDesk
from app.library.search_page import SearchPage
from app.menus import Menus
from app.settings import SettingsStore
from app.shortcuts import ShortcutsDialog, sections_of
from engine.kinds import MEDIA, TEXTS

SIZE = QSize(1120, 720)
SMALLEST = QSize(760, 520)

Slot = Callable[[], object]


Told = tuple[str, str, dict[str, str] | None, str]
"""What `MainWindow.tell` was given."""


class Standing(NamedTuple):
    """What one window hands on to another: its place, its job, the moment of it, what it said."""

    name: str
    place: str
    job: str
    moment: float
    told: Told | None
    is_shown: bool


class MainWindow(QMainWindow):
    """One window. Signals that carry a list carry documents of jobs."""

    paths_given = Signal(list)
    """Files and folders were dropped or chosen."""
    job_acted = Signal(str, list)
    """The user wants an action ("pause", "resume", …) done to these jobs."""
    app_acted = Signal(str)
    """The user wants something of the app: "preferences", "sample", "undo", "new-window" …"""
    closed = Signal()

    def __init__(
        self,
        queue: JobQueue,
        reports: JobReports,
        store: SettingsStore,
        name: str = "main",
        parent: QWidget | None = None,
    ) -> None:
        super().__init__(parent)
        self._queue = queue
        self._reports = reports
        self._store = store
        self._name = name
        self._shown = ""
        self._told: Told | None = None
        self.setWindowTitle("Longtake")
        self.setAcceptDrops(True)
        self.setUnifiedTitleAndToolBarOnMac(True)
        self.setMinimumSize(SMALLEST)
        self._build()
        self.menus = Menus(self, self.jobs, self.details)
        self._connect_menus()
        queue.row_changed.connect(self._refresh)
        queue.modelReset.connect(self._refresh_shown)
        queue.rowsRemoved.connect(self._refresh_shown)
        self.restore()
        self._fit_actions()

    # --- what the app tells it ----------------------------------------------------------------

    @property
    def shown_job(self) -> str:
        """The document of the job on the page, if one is."""
        return self._shown

    def show_job(self, job: str) -> None:
        """Bring this job to the page."""
        self.jobs.select(job)
        self._open(job)
        self.leave_search()

    def show_search(self) -> None:
        """Let the user search all transcripts."""
        self.pages.setCurrentWidget(self.search)
        self.search.start()

    def leave_search(self) -> None:
        """Go back to what was shown before."""
        if self.is_searching:
            before = self.page if self._shown else self.drop
            self.pages.setCurrentWidget(before)
            before.setFocus()

    @property
    def is_searching(self) -> bool:
        """The page shows the search of all transcripts."""
        return self.pages.currentWidget() is self.search

    def tell(
        self, title: str, sentence: str = "", actions: dict[str, str] | None = None, tint: str = ""
    ) -> None:
        """Say something above the page, until it is put away or something else is said."""
        icon = {"failure": "failure", "warning": "warning"}.get(tint, "info")
        self._told = (title, sentence, actions, tint)
        self.banner.say(title, sentence, actions, icon=icon, tint=tint)

    def offer_undo(self, is_offered: bool) -> None:
        """Whether there is something that the app can take back, as a job that was removed."""
        self.menus.undoing.offer_put_back(is_offered)

    def tell_nothing(self) -> None:
        """Put away what was said."""
        self._told = None
        self.banner.hide()

    # --- pages --------------------------------------------------------------------------------

    def _open(self, job: str) -> None:
        row = self._queue.row_of(job) if job else None
        before, self._shown = self._shown, job if row is not None else ""
        if row is None:
            self.page.leave()
        else:
            report = self._reports.of(job)
            self.page.show_job(row, report)
            self.details.watch(row, report)
        if not self.is_searching or self._shown != before:  # a list that is new changes no page
            self.pages.setCurrentWidget(self.page if row is not None else self.drop)
        self.setWindowTitle(row.title if row else "Longtake")
        self._fit_actions()

    def _refresh(self, job: str) -> None:
        row = self._queue.row_of(job)
        if job == self._shown and row is not None:
            self.page.show_row(row)
            self.details.watch(row, self._reports.of(job))
        self._fit_actions()

    def _refresh_shown(self) -> None:
        if self._shown and self._queue.row_of(self._shown) is None:
            self._open("")
        elif self._shown:
            if self._shown not in self.jobs.selected:
                self.jobs.select(self._shown)
            self._refresh(self._shown)

    # --- building -----------------------------------------------------------------------------

    def _build(self) -> None:
        self.jobs = JobsView(self._queue)
        self.drop = DropPage()
        self.page = JobPage(self._store)
        self.search_desk = SearchDesk(self)
        self.search = SearchPage(self.search_desk)
        self.details = JobDetails()
        self.details.hide()
        self.banner = Card(can_be_dismissed=True)
        self.pages = QStackedWidget()
        self.pages.addWidget(self.drop)
        self.pages.addWidget(self.page)
        self.pages.addWidget(self.search)
        self.splitter = QSplitter()
        for widget in (self.jobs, self._middle(), self.details):
            self.splitter.addWidget(widget)
        self.splitter.setChildrenCollapsible(False)
        self.splitter.setStretchFactor(1, 1)
        self.splitter.setHandleWidth(1)
        self.splitter.setSizes([theme.SIDEBAR, SIZE.width() - theme.SIDEBAR, 264])
        self.setCentralWidget(self.splitter)
        self.drop.choose_asked.connect(self.choose_files)
        self.drop.sample_asked.connect(lambda: self.app_acted.emit("sample"))
        self.search.left.connect(self.leave_search)
        self.search.choose_asked.connect(self.choose_files)
        self.jobs.opened.connect(self._open)
        self.jobs.selectionModel().selectionChanged.connect(lambda *_: self._fit_actions())
        self.jobs.clicked.connect(self.leave_search)
        self.jobs.activated.connect(self.leave_search)
        self.jobs.menu_asked.connect(self._show_menu)
        self.jobs.remove_asked.connect(lambda jobs: self.job_acted.emit("remove", jobs))
        self.page.acted.connect(lambda job, action: self.job_acted.emit(action, [job]))
        self.banner.acted.connect(self._act_on_banner)

    def _middle(self) -> QWidget:
        middle = QWidget()
        middle.setAutoFillBackground(True)
        middle.setBackgroundRole(middle.palette().ColorRole.Base)
        column = QVBoxLayout(middle)
        column.setContentsMargins(0, 0, 0, 0)
        column.setSpacing(0)
        above = QVBoxLayout()
        side = theme.WIDE_MARGIN
        above.setContentsMargins(side, theme.GRID, side, 0)
        above.addWidget(self.banner)
        column.addLayout(above)
        column.addWidget(self.pages, 1)
        return middle

    def _act_on_banner(self, action: str) -> None:
        self.tell_nothing()
        if action != DISMISS:
            self.app_acted.emit(action)

    # --- what its menus ask -------------------------------------------------------------------

    def _connect_menus(self) -> None:
        self.menus.app_asked.connect(self.app_acted)
        self.menus.job_asked.connect(lambda name: self.job_acted.emit(name, self.jobs.selected))
        self.menus.window_asked.connect(lambda name: self._verbs[name]())
        self.page.editor_changed.connect(lambda: self.menus.take_editor(self.page.editor))

    @cached_property
    def _verbs(self) -> dict[str, Slot]:
        return {
            "open": self.choose_files,
            "open-folder": self.choose_folder,
            "search": self.show_search,
            "copy": lambda: self._let_focus("copy"),
            "select-all": lambda: self._let_focus("selectAll"),
            "minimise": self.showMinimized,
            "full-screen": self._toggle_full,
            "shortcuts": self.show_shortcuts,
            "close": self.close,
        }

    def _fit_actions(self) -> None:
        """Offer what can be done with what is selected."""
        rows = (self._queue.row_of(job) for job in self.jobs.selected)
        self.menus.fit([row for row in rows if row is not None])

    def _show_menu(self, jobs: Sequence[str], at: QPoint) -> None:
        self._fit_actions()
        self.menus.popup(at)

    def _let_focus(self, verb: str) -> None:
        """Let whatever has the focus do what it can; the text does most by itself."""
        act = getattr(self.focusWidget(), verb, None)
        if callable(act):
            act()

    def show_shortcuts(self) -> None:
        """Show every key that does something in this window now."""
        self.shortcuts = ShortcutsDialog(sections_of(self), self)
        self.shortcuts.setAttribute(Qt.WidgetAttribute.WA_DeleteOnClose)
        self.shortcuts.open()

    def _toggle_full(self) -> None:
        self.setWindowState(self.windowState() ^ Qt.WindowState.WindowFullScreen)

    # --- files --------------------------------------------------------------------------------

    def choose_files(self) -> None:
        """Let the user choose recordings and transcripts."""
        endings = " ".join(f"*{suffix}" for suffix in sorted({*MEDIA, *TEXTS, DOCUMENT}))
        dialog = QFileDialog(self, self.tr("Open"))
        dialog.setFileMode(QFileDialog.FileMode.ExistingFiles)
        dialog.setNameFilters(
            [
                self.tr("Recordings and transcripts") + f" ({endings})",
                self.tr("All files") + " (*)",
            ]
        )
        self._open_dialog(dialog)

    def choose_folder(self) -> None:
        """Let the user choose a folder full of recordings."""
        dialog = QFileDialog(self, self.tr("Open Folder"))
        dialog.setFileMode(QFileDialog.FileMode.Directory)
        self._open_dialog(dialog)

    def _open_dialog(self, dialog: QFileDialog) -> None:
        dialog.setAttribute(Qt.WidgetAttribute.WA_DeleteOnClose)
        dialog.filesSelected.connect(lambda paths: self.paths_given.emit(paths))
        dialog.open()

    def dragEnterEvent(self, event: QDragEnterEvent) -> None:  # noqa: D102 - Qt's name
        if paths_in(event.mimeData()):
            event.acceptProposedAction()
            self.drop.show_over(True)

    def dragLeaveEvent(self, event: QDragLeaveEvent) -> None:  # noqa: D102
        self.drop.show_over(False)

    def dropEvent(self, event: QDropEvent) -> None:  # noqa: D102
        self.drop.show_over(False)
        event.acceptProposedAction()
        self.paths_given.emit(paths_in(event.mimeData()))

    # --- its place ----------------------------------------------------------------------------

    @property
    def standing(self) -> Standing:
        """How this window stands, for another one that is to take its place."""
        is_shown = self.isVisible()
        return Standing(self._name, self.place, self._shown, self.page.moment, self._told, is_shown)

    def stand(self, standing: Standing) -> None:
        """Stand as another window stood."""
        self.restore(standing.place)
        if standing.job:
            self.show_job(standing.job)
            self.page.show_moment(standing.moment)
        if standing.told is not None:
            self.tell(*standing.told)
        self.setVisible(standing.is_shown)

    @property
    def place(self) -> str:
        """Where it stands on the screen and how its panes are parted."""
        panes = {"sidebar": self.menus.sidebar_action, "details": self.menus.inspector_action}
        shown = ",".join(name for name, action in panes.items() if action.isChecked())
        return " ".join((_text(self.saveGeometry()), _text(self.splitter.saveState()), shown))

    def restore(self, place: str = "") -> None:
        """Stand at this place, or else where this window stood the last time."""
        kept = place or self._store.value.windows.get(self._name, "")
        geometry, sides, shown = (*kept.split(" "), "", "", "")[:3]
        if not self.restoreGeometry(_bytes(geometry)):
            self.resize(SIZE)
        if sides and self.splitter.restoreState(_bytes(sides)):
            self.menus.sidebar_action.setChecked("sidebar" in shown)
            self.menus.inspector_action.setChecked("details" in shown)

    def closeEvent(self, event: QCloseEvent) -> None:  # noqa: D102
        self._store.remember_window(self._name, self.place)
        self.page.leave()
        self.closed.emit()
        super().closeEvent(event)


def _bytes(text: str) -> QByteArray:
    try:
        return QByteArray(base64.b64decode(text, validate=True))
    except ValueError:
        return QByteArray()


def _text(raw: QByteArray) -> str:
    return base64.b64encode(raw.data()).decode()
