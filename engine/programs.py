"""The programs that Longtake is made of, and how each is started as a process of its own.

    command("worker")     python -m engine.worker, or the frozen app with --worker

A frozen app has no `python -m`: it is all of its programs in one, and its first argument says which
it is to be (`meant`). With no such argument it is the window.
"""

from __future__ import annotations

import os
import sys
from collections.abc import Sequence
from importlib import import_module
from typing import Literal

Program = Literal["app", "engine", "worker", "survey"]

_MODULES: dict[Program, str] = {
    "engine": "engine.service",
    "worker": "engine.worker.__main__",
    "survey": "engine.worker.accelerator",
}
"""Each has a `main` that takes no arguments."""


def is_frozen() -> bool:
    """Whether this is a packaged app, whose executable is no Python."""
    return bool(getattr(sys, "frozen", False))


def command(program: Program, *arguments: str) -> list[str]:
    """How to start one of our programs."""
    if is_frozen():
        which = [] if program == "app" else [f"--{program}"]
        return [sys.executable, *which, *arguments]
    module = _MODULES.get(program, program).removesuffix(".__main__")
    return [sys.executable, "-m", module, *arguments]


def meant(arguments: Sequence[str]) -> Program:
    """Which program a frozen app is to be."""
    first = arguments[0].removeprefix("--") if arguments else ""
    is_option = bool(arguments) and arguments[0].startswith("--")
    return next((name for name in _MODULES if is_option and name == first), "app")


def run(program: Program) -> None:
    """Be a program other than the window, until it ends."""
    import_module(_MODULES[program]).main()


def is_running(pid: int) -> bool:
    """Whether there is a process of this number, whosever it is."""
    try:
        os.kill(pid, 0)
    except ProcessLookupError:
        return False
    except (OSError, OverflowError):
        return True
    return True
