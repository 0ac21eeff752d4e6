"""Tells whoever looks elsewhere that a job has ended: by the system's notification and a badge."""

from __future__ import annotations

from typing import Protocol

from PySide6.QtCore import QObject, Qt
from PySide6.QtWidgets import QApplication, QSystemTrayIcon, QWidget

from app import theme
from app.jobs import sentences
from app.jobs.job_row import JobRow


class Bell(Protocol):
    """What the system offers to be noticed by; a test rings one of its own."""

    def show_badge(self, number: int) -> None:
        """A number at the app's icon; 0 is none."""

    def alert(self, window: QWidget) -> None:
        """Have the icon bounce, or the task bar blink."""

    def notify(self, title: str, sentence: str) -> None:
        """Show a notification."""


class SystemBell(QObject):
    """The system's own, as far as Qt knows it."""

    def __init__(self, qt: QApplication, parent: QObject | None = None) -> None:
        super().__init__(parent)
        self._qt = qt
        self._tray: QSystemTrayIcon | None = None

    def show_badge(self, number: int) -> None:
        """The dock's badge, or the task bar's where it has one."""
        self._qt.setBadgeNumber(number)

    def alert(self, window: QWidget) -> None:
        """Until the user looks."""
        self._qt.alert(window)

    def notify(self, title: str, sentence: str) -> None:
        """Through the tray, which is Qt's only way; where there is none, nothing is shown."""
        if not QSystemTrayIcon.isSystemTrayAvailable():
            return
        if self._tray is None:
            self._tray = QSystemTrayIcon(theme.app_icon(), self)
            self._tray.show()
        self._tray.showMessage(title, sentence, theme.app_icon())


class Announcer(QObject):
    """Counts what has ended unseen, and says it once."""

    def __init__(self, qt: QApplication, bell: Bell | None = None) -> None:
        super().__init__(qt)
        self._qt = qt
        self._bell = bell or SystemBell(qt, self)
        self._unseen = 0
        qt.applicationStateChanged.connect(self.notice_attention)

    def announce(self, row: JobRow, window: QWidget) -> None:
        """This job has ended; nothing is said to somebody who looks at the app."""
        if self._qt.applicationState() == Qt.ApplicationState.ApplicationActive:
            return
        self._unseen += 1
        self._bell.show_badge(self._unseen)
        self._bell.alert(window)
        self._bell.notify(row.title, sentences.ended(row))

    def notice_attention(self, state: Qt.ApplicationState) -> None:
        """Whoever looks at the app has seen what ended."""
        if state == Qt.ApplicationState.ApplicationActive and self._unseen:
            self._unseen = 0
            self._bell.show_badge(0)
