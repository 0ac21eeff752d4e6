"""The app's windows: one main window, and others that show a transcript each.

All of them show the same models. In another language of the interface they are built anew, each as
it stood: what is typed is written, and jobs run on, for nothing of them is kept in a window.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence

from PySide6.QtCore import QObject, Qt
from PySide6.QtWidgets import QApplication

from app.jobs.job_queue import JobQueue
from app.jobs.job_report import JobReports
from app.main_window import MainWindow
from app.settings import SettingsStore

Connect = Callable[[MainWindow], None]
"""Connects a new window with whoever does what it asks for."""


class Windows(QObject):
    """Every window that is open, the oldest first."""

    def __init__(
        self,
        queue: JobQueue,
        reports: JobReports,
        store: SettingsStore,
        connect: Connect,
        parent: QObject | None = None,
    ) -> None:
        super().__init__(parent)
        self._queue = queue
        self._reports = reports
        self._store = store
        self._connect = connect
        self._open: list[MainWindow] = []

    @property
    def all(self) -> Sequence[MainWindow]:
        """The windows of now."""
        return tuple(self._open)

    @property
    def current(self) -> MainWindow:
        """The window that the user looks at, or a new one."""
        active = [window for window in self._open if window.isActiveWindow()]
        return (active or self._open or [self.open()])[0]

    def open(self, job: str = "") -> MainWindow:
        """Another window on the same jobs; with a job it shows that one alone."""
        window = self._made("transcript" if job else "main")
        if job:
            window.show_job(job)
            window.menus.sidebar_action.setChecked(False)
        return window

    def come_forward(self) -> MainWindow:
        """Bring the current window before all others of the screen."""
        window = self.current
        window.setWindowState(window.windowState() & ~Qt.WindowState.WindowMinimized)
        window.show()
        window.raise_()
        window.activateWindow()
        return window

    def showing(self, jobs: Sequence[str]) -> MainWindow | None:
        """A window that has one of these jobs on its page."""
        return next((window for window in self._open if window.shown_job in jobs), None)

    def offer_undo(self, is_offered: bool) -> None:
        """Whether the app can take something back, in every window."""
        for window in self._open:
            window.offer_undo(is_offered)

    def build_anew(self) -> None:
        """Replace every window by a new one that stands as it stood."""
        quits = QApplication.quitOnLastWindowClosed()
        QApplication.setQuitOnLastWindowClosed(False)
        for old in self.all:
            standing = old.standing
            old.close()
            self._made(standing.name).stand(standing)
        QApplication.setQuitOnLastWindowClosed(quits)

    def _made(self, name: str) -> MainWindow:
        window = MainWindow(self._queue, self._reports, self._store, name)
        window.closed.connect(lambda: self._forget(window))
        self._open.append(window)
        self._connect(window)
        return window

    def _forget(self, window: MainWindow) -> None:
        if window in self._open:
            self._open.remove(window)
            window.deleteLater()
