"""Longtake's programs, started from a checkout and from a frozen app."""

from __future__ import annotations

import ast
import subprocess
import sys
from importlib import import_module
from pathlib import Path

import pytest

from engine import programs
from engine.programs import command, meant
from tests.conftest import ROOT


@pytest.fixture
def frozen(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(sys, "frozen", True, raising=False)


@pytest.mark.parametrize(
    ("program", "module"),
    [
        ("app", "app"),
        ("engine", "engine.service"),
        ("worker", "engine.worker"),
        ("survey", "engine.worker.accelerator"),
    ],
)
def test_a_checkout_starts_modules(program: programs.Program, module: str) -> None:
    assert command(program, "x") == [sys.executable, "-m", module, "x"]


def test_a_frozen_app_starts_itself_by_another_name(frozen: None) -> None:
    assert command("app", "film.mp4") == [sys.executable, "film.mp4"]
    assert command("survey") == [sys.executable, "--survey"]


@pytest.mark.parametrize("program", ["engine", "worker", "survey"])
def test_what_a_frozen_app_starts_it_knows_to_be(frozen: None, program: programs.Program) -> None:
    assert meant(command(program)[1:]) == program


@pytest.mark.parametrize("words", [[], ["film.mp4"], ["film.mp4", "--engine"], ["engine"], ["--x"]])
def test_anything_else_is_the_window(words: list[str]) -> None:
    assert meant(words) == "app"


@pytest.mark.parametrize("module", ["engine.service", "engine.worker.__main__"])
def test_every_program_has_a_main(module: str) -> None:
    assert callable(import_module(module).main)


def test_nobody_starts_a_child_of_ours_in_another_way() -> None:
    """A child started with `python -m` would be missing from a frozen app."""
    allowed = {"engine/programs.py", "engine/models_installers.py"}  # the latter starts pip
    found = {
        str(file.relative_to(ROOT))
        for folder in ("app", "engine")
        for file in (ROOT / folder).rglob("*.py")
        if _names_the_interpreter(file)
    }
    assert found <= allowed


def _names_the_interpreter(file: Path) -> bool:
    tree = ast.parse(file.read_text(encoding="utf-8"))
    return any(
        isinstance(node, ast.Attribute) and node.attr == "executable" for node in ast.walk(tree)
    )


def test_a_process_is_running_until_it_has_ended() -> None:
    process = subprocess.Popen([sys.executable, "-c", "input()"], stdin=subprocess.PIPE)
    assert programs.is_running(process.pid)
    process.communicate()
    assert not programs.is_running(process.pid)
    assert programs.is_running(1), "another's is one too"
    assert programs.is_running(1 << 80), "what cannot be asked is not believed to have ended"
