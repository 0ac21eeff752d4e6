"""Ends an app that a test has opened, as far as a test can that goes on."""

from __future__ import annotations

from app.application import Application


def leave(application: Application) -> None:
    """Close its windows and let its engine go."""
    for window in list(application.windows):
        window.close()
    application.close()
