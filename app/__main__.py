"""Starts the app:  python -m app [FILE…]

A frozen app is all of Longtake's programs in one; its first argument says which it is to be.
"""

from __future__ import annotations

import multiprocessing
import os
import sys
from collections.abc import Sequence

from engine import programs


def main(arguments: Sequence[str] | None = None) -> int:
    """Run the app, or the engine or worker of a frozen one, until it ends."""
    multiprocessing.freeze_support()
    given = list(sys.argv[1:] if arguments is None else arguments)
    program = programs.meant(given)
    if program == "app":
        return _run_app(given)
    programs.run(program)
    return 0


def _run_app(paths: Sequence[str]) -> int:
    from PySide6.QtWidgets import QApplication

    from app import theme
    from app.application import Application
    from app.front_door import FrontDoor
    from engine import options

    qt = QApplication([sys.argv[0]])
    qt.setApplicationName("Longtake")
    qt.setApplicationDisplayName("Longtake")
    qt.setDesktopFileName("longtake")
    qt.setWindowIcon(theme.app_icon())
    files = [os.path.abspath(path) for path in paths]
    door = FrontDoor(options.home().root, qt)
    if not door.enter(files):
        return 0
    application = Application(qt)
    door.visited.connect(application.welcome)
    qt.aboutToQuit.connect(door.close)
    sys.excepthook = application.tell_crash
    application.start(files)
    return qt.exec()


if __name__ == "__main__":
    sys.exit(main())
