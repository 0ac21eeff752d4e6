"""Starts the app:  python -m app [FILE…]

A frozen app is all of Longtake's programs in one; its first argument says which it is to be.
"""

from __future__ import annotations

import multiprocessing
import sys
from collections.abc import Sequence


def main(arguments: Sequence[str] | None = None) -> int:
    """Run the app, or the engine or worker of a frozen one, until it ends."""
    multiprocessing.freeze_support()
    given = list(sys.argv[1:] if arguments is None else arguments)
    if given[:1] == ["--engine"]:
        from engine import service

        service.main()
        return 0
    if given[:1] == ["--worker"]:
        from engine.worker import __main__ as worker

        worker.main()
        return 0
    return _run_app(given)


def _run_app(paths: Sequence[str]) -> int:
    from PySide6.QtWidgets import QApplication

    from app import theme
    from app.application import Application

    qt = QApplication([sys.argv[0]])
    qt.setApplicationName("Longtake")
    qt.setApplicationDisplayName("Longtake")
    qt.setDesktopFileName("longtake")
    qt.setWindowIcon(theme.app_icon())
    application = Application(qt)
    sys.excepthook = application.tell_crash
    application.start(paths)
    return qt.exec()


if __name__ == "__main__":
    sys.exit(main())
