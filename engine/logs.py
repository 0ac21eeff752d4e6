"""Where the engine writes what happened, for people and support: never to the terminal."""

from __future__ import annotations

import logging
from logging.handlers import RotatingFileHandler

from engine.options import Home

FORMAT = "%(asctime)s %(process)d %(levelname)s %(name)s: %(message)s"
LARGEST = 1_000_000  # bytes of one log file
KEPT = 3  # older files


def log_to(home: Home) -> None:
    """Send the log of this process to `home.logs`; where that cannot be written, nowhere."""
    root = logging.getLogger()
    root.setLevel(logging.INFO)
    root.addHandler(_file(home) or logging.NullHandler())


def _file(home: Home) -> logging.Handler | None:
    try:
        home.logs.mkdir(parents=True, exist_ok=True)
        handler = RotatingFileHandler(
            home.logs / "engine.log", maxBytes=LARGEST, backupCount=KEPT, encoding="utf-8"
        )
    except OSError:
        return None
    handler.setFormatter(logging.Formatter(FORMAT))
    return handler
