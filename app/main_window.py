"""The window: jobs and transcripts at the side, a page in the middle, details when asked for.

It shows what its models say and asks, by signals, for what the user wishes. Recordings may be
dropped anywhere on it.
"""

from __future__ import annotations

import base64
from collections.abc import Callable, Sequence
from typing import NamedTuple

from PySide6.QtCore import QByteArray, QPoint, QSize, Qt, Signal
from PySide6.QtGui import (
    QAction,
    QCloseEvent,
    QDragEnterEvent,
    QDragLeaveEvent,
    QDropEvent,
    QKeySequence,
)
from PySide6.QtWidgets import (
    QFileDialog,
    QMainWindow,
    QMenu,
    QSplitter,
    QStackedWidget,
    QToolBar,
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
from app.jobs.job_row import JobRow
from app.jobs.jobs_view import JobsView
from app.library.search_desk import SearchDesk
from app.library.search_page import SearchPage
from app.settings import SettingsStore
from app.shortcuts import ShortcutsDialog, sections_of
from app.undoing import Undoing
from engine.kinds import MEDIA, TEXTS, is_text

SIZE = QSize(1120, 720)
SMALLEST = QSize(640, 440)

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
        self._editor_menus: list[QMenu] = []
        self._job_actions: dict[str, QAction] = {}
        self.setWindowTitle("Longtake")
        self.setAcceptDrops(True)
        self.setUnifiedTitleAndToolBarOnMac(True)
        self.setMinimumSize(SMALLEST)
        self._build()
        self._build_menus()
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
        self._undoing.offer_put_back(is_offered)

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

    # --- menus --------------------------------------------------------------------------------

    def _build_menus(self) -> None:
        bar = QToolBar(self.tr("Tools"))
        bar.setMovable(False)
        bar.setIconSize(QSize(theme.ICON, theme.ICON))
        bar.setContextMenuPolicy(Qt.ContextMenuPolicy.PreventContextMenu)
        self.addToolBar(bar)
        self.setContextMenuPolicy(Qt.ContextMenuPolicy.NoContextMenu)
        self._build_file_menu()
        self._build_edit_menu()
        self._build_job_menu()
        self._build_view_menu()
        self._build_window_menu()
        spring = QWidget()
        spring.setSizePolicy(
            spring.sizePolicy().Policy.Expanding, spring.sizePolicy().Policy.Preferred
        )
        bar.addActions([self.sidebar_action, self.add_action])
        bar.addWidget(spring)
        bar.addActions([self._job_actions["pause"], self._job_actions["resume"]])
        bar.addActions([self.search_action, self.inspector_action])

    def _build_file_menu(self) -> None:
        menu = self.menuBar().addMenu(self.tr("&File"))
        self.add_action = self._action(
            menu, self.tr("&Open…"), self.choose_files, QKeySequence.StandardKey.Open, "add"
        )
        self._action(menu, self.tr("Open &Folder…"), self.choose_folder, "Ctrl+Shift+O")
        self._action(menu, self.tr("Sample &Recording"), self._asks("sample"))
        menu.addSeparator()
        self._job_action(menu, "reveal", self.tr("&Show in Folder"), "Ctrl+Alt+R", "reveal")
        self._job_action(menu, "export", self.tr("&Export…"), "Ctrl+Shift+E", "output")
        self._job_action(menu, "copy-text", self.tr("Copy Whole &Text"), "Ctrl+Shift+C", "copy")
        menu.addSeparator()
        self._action(menu, self.tr("&Close Window"), self.close, QKeySequence.StandardKey.Close)
        leave = self._action(
            menu, self.tr("&Quit"), self._asks("quit"), QKeySequence.StandardKey.Quit
        )
        leave.setMenuRole(QAction.MenuRole.QuitRole)

    def _build_edit_menu(self) -> None:
        self.edit_menu = menu = self.menuBar().addMenu(self.tr("&Edit"))
        keys = QKeySequence.StandardKey
        self._undoing = Undoing(menu, self)
        self._undoing.put_back_asked.connect(self._asks("undo"))
        self.undo_action, self.redo_action = self._undoing.undo_action, self._undoing.redo_action
        self.page.editor_changed.connect(self._take_editor)
        self._action(menu, self.tr("&Copy"), self._copy, keys.Copy, "copy")
        self._action(menu, self.tr("Select &All"), self._select_all, keys.SelectAll)
        menu.addSeparator()
        self.search_action = self._action(
            menu, self.tr("&Search All Transcripts…"), self.show_search, "Ctrl+Shift+F", "search"
        )
        menu.addSeparator()
        settings = self._action(
            menu, self.tr("&Preferences…"), self._asks("preferences"), keys.Preferences, "settings"
        )
        settings.setMenuRole(QAction.MenuRole.PreferencesRole)

    def _build_job_menu(self) -> None:
        self.job_menu = menu = self.menuBar().addMenu(self.tr("&Job"))
        add = self._job_action
        add(menu, "pause", self.tr("&Pause"), "Ctrl+Shift+P", "pause")
        add(menu, "resume", self.tr("&Resume"), "Ctrl+Shift+R", "resume")
        add(menu, "cancel", self.tr("&Stop"), "Ctrl+.", "stop")
        add(menu, "restart", self.tr("Begin &Anew…"), "", "retry")
        menu.addSeparator()
        add(menu, "sooner", self.tr("Move &Up"), "Ctrl+Shift+Up", "up")
        add(menu, "later", self.tr("Move &Down"), "Ctrl+Shift+Down", "down")
        menu.addSeparator()
        add(menu, "remove", self.tr("Re&move from List"), "Ctrl+Backspace", "remove")

    def _build_view_menu(self) -> None:
        menu = self.menuBar().addMenu(self.tr("&View"))
        self.sidebar_action = self._toggle(
            menu, self.tr("&Sidebar"), "Ctrl+Alt+S", "sidebar", self.jobs, True
        )
        self.inspector_action = self._toggle(
            menu, self.tr("&Details"), "Ctrl+I", "inspector", self.details, False
        )
        menu.addSeparator()
        self._action(
            menu, self.tr("&Full Screen"), self._toggle_full, QKeySequence.StandardKey.FullScreen
        )

    def _build_window_menu(self) -> None:
        self.window_menu = menu = self.menuBar().addMenu(self.tr("&Window"))
        self._action(menu, self.tr("&Minimise"), self.showMinimized, "Ctrl+M")
        self._job_action(menu, "new-window", self.tr("Open in New &Window"), "Ctrl+Shift+N")
        helping = self.menuBar().addMenu(self.tr("&Help"))
        self._action(helping, self.tr("&Keyboard Shortcuts"), self.show_shortcuts, "Ctrl+/")
        self._action(helping, self.tr("Show &Log"), self._asks("show-log"), icon="log")

    def _action(
        self,
        menu: QMenu,
        text: str,
        slot: Slot,
        keys: QKeySequence.StandardKey | str = "",
        icon: str = "",
    ) -> QAction:
        action = QAction(text, self)
        if keys:
            action.setShortcut(QKeySequence(keys))
        if icon:
            action.setIcon(theme.icon(icon))
            action.setIconVisibleInMenu(False)
        action.triggered.connect(lambda _=False: slot())
        menu.addAction(action)
        return action

    def _job_action(
        self, menu: QMenu, name: str, text: str, keys: str = "", icon: str = ""
    ) -> QAction:
        action = self._action(
            menu, text, lambda: self.job_acted.emit(name, self.jobs.selected), keys, icon
        )
        self._job_actions[name] = action
        return action

    def _toggle(
        self, menu: QMenu, text: str, keys: str, icon: str, widget: QWidget, is_on: bool
    ) -> QAction:
        action = QAction(theme.icon(icon), text, self)
        action.setIconVisibleInMenu(False)
        action.setCheckable(True)
        action.setChecked(is_on)
        action.setShortcut(QKeySequence(keys))
        action.toggled.connect(widget.setVisible)
        menu.addAction(action)
        return action

    def _asks(self, action: str) -> Slot:
        return lambda: self.app_acted.emit(action)

    def _fit_actions(self) -> None:
        """Offer what can be done with what is selected."""
        rows = [row for job in self.jobs.selected if (row := self._queue.row_of(job)) is not None]
        for name, action in self._job_actions.items():
            action.setEnabled(any(_offers(name, row) for row in rows))
        is_working = any(row.is_working and not row.is_pausing for row in rows)
        self._job_actions["pause"].setVisible(is_working or not rows)
        self._job_actions["resume"].setVisible(bool(rows) and not is_working)

    def _show_menu(self, jobs: Sequence[str], at: QPoint) -> None:
        self._fit_actions()
        menu = QMenu(self)
        menu.addActions(self.job_menu.actions())
        menu.addSeparator()
        menu.addActions([self._job_actions["reveal"], self._job_actions["new-window"]])
        menu.popup(at)

    def _select_all(self) -> None:
        if self.jobs.hasFocus():
            self.jobs.selectAll()
        else:
            self._of_focus("selectAll")

    def _copy(self) -> None:
        self._of_focus("copy")

    def _of_focus(self, verb: str) -> None:
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

    def _take_editor(self) -> None:
        """The menus of the transcript on the page are the window's while it is there."""
        editor = self.page.editor
        self._undoing.take_editor(editor)
        for menu in self._editor_menus:
            self.menuBar().removeAction(menu.menuAction())
        self._editor_menus = editor.menus if editor is not None else []
        for menu in self._editor_menus:
            self.menuBar().insertMenu(self.window_menu.menuAction(), menu)

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
        panes = {"sidebar": self.sidebar_action, "details": self.inspector_action}
        shown = ",".join(name for name, action in panes.items() if action.isChecked())
        return " ".join((_text(self.saveGeometry()), _text(self.splitter.saveState()), shown))

    def restore(self, place: str = "") -> None:
        """Stand at this place, or else where this window stood the last time."""
        kept = place or self._store.value.windows.get(self._name, "")
        geometry, sides, shown = (*kept.split(" "), "", "", "")[:3]
        if not self.restoreGeometry(_bytes(geometry)):
            self.resize(SIZE)
        if sides and self.splitter.restoreState(_bytes(sides)):
            self.sidebar_action.setChecked("sidebar" in shown)
            self.inspector_action.setChecked("details" in shown)

    def closeEvent(self, event: QCloseEvent) -> None:  # noqa: D102
        self._store.remember_window(self._name, self.place)
        self.page.leave()
        self.closed.emit()
        super().closeEvent(event)


def _offers(action: str, row: JobRow) -> bool:
    """Whether an action can be done to a job."""
    match action:
        case "pause":
            return row.is_working and not row.is_pausing
        case "cancel":
            return row.is_working or row.state == "paused"
        case "resume":
            return row.can_resume
        case "restart":
            is_over = row.state not in ("running", "queued", "unreadable")
            return is_over and not is_text(row.source)
        case "export":
            return row.done > 0 or row.is_done
        case "sooner" | "later":
            return row.state == "queued"
        case _:
            return True


def _bytes(text: str) -> QByteArray:
    try:
        return QByteArray(base64.b64decode(text, validate=True))
    except ValueError:
        return QByteArray()


def _text(raw: QByteArray) -> str:
    return base64.b64encode(raw.data()).decode()
