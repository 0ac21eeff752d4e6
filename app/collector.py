"""Collects garbage on the window's thread only.

Python collects cycles on whichever thread happens to allocate. Where a cycle holds a widget, a
thread that reads a document would free it under the window's hands, and Qt ends the process.
"""

from __future__ import annotations

import gc

from PySide6.QtCore import QObject, QTimer

EVERY_MS = 500


class Collector(QObject):
    """While it lives, garbage is collected between two events of the thread that made it."""

    def __init__(self, parent: QObject | None = None) -> None:
        super().__init__(parent)
        self._thresholds = gc.get_threshold()
        gc.disable()
        # Modules and classes stay as long as the app: looking through them again and again would
        # hold up the window for 15 ms each time.
        gc.freeze()
        self._timer = QTimer(self)
        self._timer.timeout.connect(self.look)
        self._timer.start(EVERY_MS)

    def look(self) -> None:
        """Collect the oldest generation that is due, as Python itself would."""
        due = [age for age, count in enumerate(gc.get_count()) if count > self._thresholds[age]]
        if due:
            gc.collect(max(due))

    def stop(self) -> None:
        """Let Python collect again where and when it likes."""
        self._timer.stop()
        gc.unfreeze()
        gc.enable()
