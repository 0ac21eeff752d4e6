"""Where tests find recordings and models; what is not here is skipped with the reason."""

from __future__ import annotations

import gc
import json
import logging
import os
import sys
import threading
from collections.abc import Generator, Iterator
from pathlib import Path
from typing import Any

import hypothesis
import pytest

from engine import logs, models, options
from engine.errors import LongtakeError

ROOT = Path(__file__).parents[1]
SHARED = Path(os.environ.get("LONGTAKE_SHARED", ROOT.parent / "shared"))
USERS_HOME = options.home()
"""Where the models are that `longtake models fetch` brought, before any test moves the home."""

hypothesis.settings.register_profile("patient", deadline=None)  # a busy machine is no failure
hypothesis.settings.load_profile("patient")


@pytest.hookimpl(wrapper=True)
def pytest_runtest_protocol() -> Generator[None, bool | None, bool | None]:
    """Garbage is freed between two tests and on this thread, as `app.collector` does it.

    A thread of some later test would free widgets that an earlier one left, and a timer among them
    then ends the process. What has outlived its test is not looked through again.
    """
    gc.disable()
    try:
        return (yield)
    finally:
        gc.collect()
        gc.freeze()


@pytest.fixture(scope="session")
def shared() -> Path:
    """The folder with recordings and references."""
    if not (SHARED / "speech").is_dir():
        pytest.skip(f"needs the recordings in {SHARED}")
    return SHARED


@pytest.fixture(scope="session")
def tiny_en() -> Path:
    """The folder of the default model."""
    return model_folder("tiny.en")


@pytest.fixture(scope="session")
def base() -> Path:
    """The folder of the multilingual model."""
    return model_folder("base")


@pytest.fixture
def home(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> options.Home:
    """A home of the test's own, with the models of the user."""
    made = options.Home(tmp_path / "home")
    made.root.mkdir()
    if USERS_HOME.models.is_dir():
        made.models.symlink_to(USERS_HOME.models, target_is_directory=True)
    monkeypatch.setenv("LONGTAKE_HOME", str(made.root))
    monkeypatch.setenv("LONGTAKE_OFFLINE", "1")
    return made


@pytest.fixture
def logging_of_its_own(monkeypatch: pytest.MonkeyPatch) -> Iterator[None]:
    """Logging is the process's; a test that sets it up gives back what it found."""
    root, ours = logging.getLogger(), logging.getLogger("engine")
    levels, handlers, kind = (root.level, ours.level), list(root.handlers), logging.getLoggerClass()
    monkeypatch.setattr(logs, "_hidden", {})
    monkeypatch.setattr(threading, "excepthook", threading.excepthook)
    monkeypatch.setattr(sys, "unraisablehook", sys.unraisablehook)
    yield
    logging.captureWarnings(False)
    logging.setLoggerClass(kind)
    for handler in set(root.handlers) - set(handlers):
        handler.close()
    root.handlers = handlers
    root.level, ours.level = levels


def model_folder(name: str) -> Path:
    """Where a catalogue model lies on this machine, or a skipped test."""
    try:
        return models.resolve(name, USERS_HOME).path
    except LongtakeError as error:
        pytest.skip(f"needs the model {name}: {error.message}")


def manifest(name: str) -> list[dict[str, Any]]:
    """The items of a set of recordings; empty where they are not here."""
    file = SHARED / "speech" / name / "manifest.json"
    return json.loads(file.read_text())["items"] if file.is_file() else []
