"""Opens the app: `longtake` alone, or with the files that it is to open.

The app is another program, for the engine knows nothing of it: this process becomes it.
"""

from __future__ import annotations

import os
import sys
from collections.abc import Mapping, Sequence

from engine import programs


def is_meant(argv: Sequence[str], environ: Mapping[str, str] = os.environ) -> bool:
    """Whether these arguments ask for the app: none, or files and folders only."""
    if not argv:
        return has_screen(environ)
    return all(not word.startswith("-") and os.path.exists(word) for word in argv)


def has_screen(environ: Mapping[str, str]) -> bool:
    """Whether a window could be shown at all; where not, help is of more use."""
    if sys.platform == "darwin":
        return True
    return any(environ.get(n) for n in ("DISPLAY", "WAYLAND_DISPLAY", "QT_QPA_PLATFORM"))


def command(paths: Sequence[str]) -> list[str]:
    """How to start the app with these files."""
    return programs.command("app", *map(os.path.abspath, paths))


def become(paths: Sequence[str]) -> None:
    """Be the app from now on; does not return."""
    sys.stdout.flush()
    program = command(paths)
    os.execv(program[0], program)
