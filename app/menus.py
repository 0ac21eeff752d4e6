"""The menus and the tools of a window: what there is, its keys, and when it can be done.

They say by signals what is wished for; the window and the app know how it is done.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence

from PySide6.QtCore import QObject, QPoint, QSize, Qt, Signal
from PySide6.QtGui import QAction, QKeySequence
from PySide6.QtWidgets import QMainWindow, QMenu, QToolBar, QWidget

from app import theme
from app.editor.editor_page import EditorPage
from app.jobs.job_row import JobRow
from app.undoing import Undoing
from engine.kinds import is_text

Slot = Callable[[], object]
Keys = QKeySequence.StandardKey


class Menus(QObject):
    """The menu bar and the tool bar of one window."""

    window_asked = Signal(str)
    """Something of this window: "open", "open-folder", "search", "close" …"""
    app_asked = Signal(str)
    """Something of the app: "preferences", "sample", "undo", "quit" …"""
    job_asked = Signal(str)
    """Something that is done to the selected jobs: "pause", "resume", "remove" …"""

    def __init__(self, window: QMainWindow, sidebar: QWidget, inspector: QWidget) -> None:
        super().__init__(window)
        self._window = window
        self._job_actions: dict[str, QAction] = {}
        self._editor_menus: Sequence[QMenu] = ()
        self._build_file_menu()
        self._build_edit_menu()
        self._build_job_menu()
        self._build_view_menu(sidebar, inspector)
        self._build_window_menu()
        self._build_tools()

    def fit(self, rows: Sequence[JobRow]) -> None:
        """Offer what can be done with these selected jobs."""
        for name, action in self._job_actions.items():
            action.setEnabled(any(can_be_done(name, row) for row in rows))
        is_working = any(row.is_working and not row.is_pausing for row in rows)
        self._job_actions["pause"].setVisible(is_working or not rows)
        self._job_actions["resume"].setVisible(bool(rows) and not is_working)

    def popup(self, at: QPoint) -> None:
        """Show what can be done with the selected jobs, at a place of the screen."""
        menu = QMenu(self._window)
        menu.setAttribute(Qt.WidgetAttribute.WA_DeleteOnClose)
        menu.addActions(self.job_menu.actions())
        menu.addSeparator()
        menu.addActions([self._job_actions["reveal"], self._job_actions["new-window"]])
        menu.popup(at)

    def take_editor(self, editor: EditorPage | None) -> None:
        """The menus of the transcript on the page are the window's while it is there."""
        self.undoing.take_editor(editor)
        bar = self._window.menuBar()
        for menu in self._editor_menus:
            bar.removeAction(menu.menuAction())
        self._editor_menus = editor.menus if editor is not None else ()
        for menu in self._editor_menus:
            bar.insertMenu(self.window_menu.menuAction(), menu)

    # --- the menus ----------------------------------------------------------------------------

    def _build_file_menu(self) -> None:
        menu = self._menu(self.tr("&File"))
        self.add_action = self._here(menu, "open", self.tr("&Open…"), Keys.Open, "add")
        self._here(menu, "open-folder", self.tr("Open &Folder…"), "Ctrl+Shift+O")
        self._everywhere(menu, "sample", self.tr("Sample &Recording"))
        menu.addSeparator()
        self._of_job(menu, "reveal", self.tr("&Show in Folder"), "Ctrl+Alt+R", "reveal")
        self._of_job(menu, "export", self.tr("&Export…"), "Ctrl+Shift+E", "output")
        self._of_job(menu, "copy-text", self.tr("Copy Whole &Text"), "Ctrl+Shift+C", "copy")
        menu.addSeparator()
        self._here(menu, "close", self.tr("&Close Window"), Keys.Close)
        leave = self._everywhere(menu, "quit", self.tr("&Quit"), Keys.Quit)
        leave.setMenuRole(QAction.MenuRole.QuitRole)

    def _build_edit_menu(self) -> None:
        self.edit_menu = menu = self._menu(self.tr("&Edit"))
        self.undoing = Undoing(menu, self._window)
        self.undoing.put_back_asked.connect(lambda: self.app_asked.emit("undo"))
        self.undo_action, self.redo_action = self.undoing.undo_action, self.undoing.redo_action
        self._here(menu, "copy", self.tr("&Copy"), Keys.Copy, "copy")
        self._here(menu, "select-all", self.tr("Select &All"), Keys.SelectAll)
        menu.addSeparator()
        words = self.tr("&Search All Transcripts…")
        self.search_action = self._here(menu, "search", words, "Ctrl+Shift+F", "search")
        menu.addSeparator()
        words = self.tr("&Preferences…")
        settings = self._everywhere(menu, "preferences", words, Keys.Preferences, "settings")
        settings.setMenuRole(QAction.MenuRole.PreferencesRole)

    def _build_job_menu(self) -> None:
        self.job_menu = menu = self._menu(self.tr("&Job"))
        self._of_job(menu, "pause", self.tr("&Pause"), "Ctrl+Shift+P", "pause")
        self._of_job(menu, "resume", self.tr("&Resume"), "Ctrl+Shift+R", "resume")
        self._of_job(menu, "cancel", self.tr("&Stop"), "Ctrl+.", "stop")
        self._of_job(menu, "restart", self.tr("Begin &Anew…"), "", "retry")
        menu.addSeparator()
        self._of_job(menu, "sooner", self.tr("Move &Up"), "Ctrl+Shift+Up", "up")
        self._of_job(menu, "later", self.tr("Move &Down"), "Ctrl+Shift+Down", "down")
        menu.addSeparator()
        self._of_job(menu, "remove", self.tr("Re&move from List"), "Ctrl+Backspace", "remove")

    def _build_view_menu(self, sidebar: QWidget, inspector: QWidget) -> None:
        menu = self._menu(self.tr("&View"))
        self.sidebar_action = _toggling(sidebar, self.tr("&Sidebar"), "Ctrl+Alt+S", "sidebar")
        self.sidebar_action.setChecked(True)
        self.inspector_action = _toggling(inspector, self.tr("&Details"), "Ctrl+I", "inspector")
        menu.addActions([self.sidebar_action, self.inspector_action])
        menu.addSeparator()
        self._here(menu, "full-screen", self.tr("&Full Screen"), Keys.FullScreen)

    def _build_window_menu(self) -> None:
        self.window_menu = menu = self._menu(self.tr("&Window"))
        self._here(menu, "minimise", self.tr("&Minimise"), "Ctrl+M")
        self._of_job(menu, "new-window", self.tr("Open in New &Window"), "Ctrl+Shift+N")
        helping = self._menu(self.tr("&Help"))
        self._here(helping, "shortcuts", self.tr("&Keyboard Shortcuts"), "Ctrl+/")
        self._everywhere(helping, "show-log", self.tr("Show &Log"), "", "log")

    def _build_tools(self) -> None:
        bar = QToolBar(self.tr("Tools"))
        bar.setMovable(False)
        bar.setIconSize(QSize(theme.ICON, theme.ICON))
        bar.setContextMenuPolicy(Qt.ContextMenuPolicy.PreventContextMenu)
        self._window.addToolBar(bar)
        self._window.setContextMenuPolicy(Qt.ContextMenuPolicy.NoContextMenu)
        spring = QWidget()
        fill = spring.sizePolicy().Policy
        spring.setSizePolicy(fill.Expanding, fill.Preferred)
        bar.addActions([self.sidebar_action, self.add_action])
        bar.addWidget(spring)
        bar.addActions([self._job_actions["pause"], self._job_actions["resume"]])
        bar.addActions([self.search_action, self.inspector_action])

    # --- their actions ------------------------------------------------------------------------

    def _menu(self, words: str) -> QMenu:
        return self._window.menuBar().addMenu(words)

    def _here(
        self, menu: QMenu, name: str, words: str, keys: Keys | str = "", icon: str = ""
    ) -> QAction:
        return self._action(menu, words, lambda: self.window_asked.emit(name), keys, icon)

    def _everywhere(
        self, menu: QMenu, name: str, words: str, keys: Keys | str = "", icon: str = ""
    ) -> QAction:
        return self._action(menu, words, lambda: self.app_asked.emit(name), keys, icon)

    def _of_job(
        self, menu: QMenu, name: str, words: str, keys: Keys | str = "", icon: str = ""
    ) -> None:
        act = lambda: self.job_asked.emit(name)  # noqa: E731 - as its neighbours have it
        self._job_actions[name] = self._action(menu, words, act, keys, icon)

    def _action(self, menu: QMenu, words: str, slot: Slot, keys: Keys | str, icon: str) -> QAction:
        action = QAction(words, self._window)
        if keys:
            action.setShortcut(QKeySequence(keys))
        if icon:
            action.setIcon(theme.icon(icon))
            action.setIconVisibleInMenu(False)
        action.triggered.connect(lambda _=False: slot())
        menu.addAction(action)
        return action


def can_be_done(action: str, row: JobRow) -> bool:
    """Whether something can be done to a job as it stands now."""
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


def _toggling(pane: QWidget, words: str, keys: str, icon: str) -> QAction:
    """What shows and hides a pane."""
    action = QAction(theme.icon(icon), words, pane.window())
    action.setIconVisibleInMenu(False)
    action.setCheckable(True)
    action.setShortcut(QKeySequence(keys))
    action.toggled.connect(pane.setVisible)
    return action
