"""pip and uv, which fetch Python wheels that are taken as mere archives: nothing in them is run.

They know the user's own settings for indexes and proxies, so Longtake need not.
"""

from __future__ import annotations

import importlib.util
import os
import shutil
import signal
import subprocess
import sys
from collections.abc import Callable, Iterator
from contextlib import contextmanager, suppress
from pathlib import Path
from typing import IO

from engine import programs

_SECONDS_BETWEEN_LOOKS = 0.2

Installer = Callable[[str, Path], list[str]]
"""The command that fetches a requirement into a folder."""

_WHEELS_ONLY = ("--no-deps", "--only-binary", ":all:", "--python-version", "3.12")


def installed() -> Iterator[Installer]:
    """What can fetch wheels here; an environment made by uv has no pip."""
    if not programs.is_frozen() and importlib.util.find_spec("pip") is not None:
        yield _own_pip
    if _uv():
        yield _uv_install
    if shutil.which("pip3"):
        yield _pip_on_path


def _own_pip(requirement: str, folder: Path) -> list[str]:
    return [sys.executable, "-m", "pip", *_pip_arguments(requirement, folder)]


def _pip_on_path(requirement: str, folder: Path) -> list[str]:
    return [shutil.which("pip3") or "pip3", *_pip_arguments(requirement, folder)]


def _pip_arguments(requirement: str, folder: Path) -> list[str]:
    quiet = ("--no-input", "--disable-pip-version-check", "--no-cache-dir", "--progress-bar", "off")
    return ["download", *quiet, *_WHEELS_ONLY, "--dest", str(folder), requirement]


def _uv_install(requirement: str, folder: Path) -> list[str]:
    """uv cannot download alone, but unpacking into a folder of its own runs nothing either."""
    own = () if programs.is_frozen() else ("--python", sys.executable)
    alone = ("--no-cache", "--link-mode", "copy", "--no-python-downloads", "--no-progress")
    where = ("--target", str(folder), requirement)
    return [_uv(), "pip", "install", *own, *alone, *_WHEELS_ONLY, *where]


def _uv() -> str:
    named = os.environ.get("UV", "")
    return named if named and os.path.isfile(named) else shutil.which("uv") or ""


def _environment(temporary: Path) -> dict[str, str]:
    """The user's, with temporary files beside the model, and pip's settings for uv as well."""
    few = {"PIP_RETRIES": "1", "UV_HTTP_RETRIES": "1"}  # so that no network is soon known
    environ = {**few, **os.environ, "TMPDIR": str(temporary)}
    for pip, uv in (
        ("PIP_INDEX_URL", "UV_DEFAULT_INDEX"),
        ("PIP_EXTRA_INDEX_URL", "UV_INDEX"),
        ("PIP_FIND_LINKS", "UV_FIND_LINKS"),
        ("PIP_NO_INDEX", "UV_NO_INDEX"),
    ):
        places = [place for place in environ.get(pip, "").split() if not _is_lost(place)]
        if places and uv not in environ:
            environ[uv] = (" " if uv == "UV_INDEX" else ",").join(places)
    return environ


def _is_lost(place: str) -> bool:
    """A folder that is not there: pip passes it over, uv would stop."""
    return os.path.isabs(place) and not os.path.exists(place)


@contextmanager
def running(
    command: list[str], temporary: Path, output: IO[bytes]
) -> Iterator[subprocess.Popen[bytes]]:
    """A program in an empty folder and a session of its own; it does not outlive the block.

    Raises `OSError` where it cannot be started.
    """
    process = subprocess.Popen(
        command,
        cwd=temporary,
        env=_environment(temporary),
        stdin=subprocess.DEVNULL,
        stdout=output,
        stderr=subprocess.STDOUT,
        start_new_session=True,
    )
    try:
        yield process
    finally:
        if process.poll() is None:
            with suppress(ProcessLookupError):
                os.killpg(process.pid, signal.SIGKILL)
        process.wait()


def has_ended(process: subprocess.Popen[bytes]) -> bool:
    """Whether the program has ended, a moment later."""
    try:
        process.wait(_SECONDS_BETWEEN_LOOKS)
    except subprocess.TimeoutExpired:
        return False
    return True
