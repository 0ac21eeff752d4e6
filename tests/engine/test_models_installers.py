"""pip and uv as they are started: what they are told, and that they do not outlive their use."""

from __future__ import annotations

import os
import sys
from pathlib import Path

import pytest

from engine import models_installers as installers


def test_every_program_fetches_wheels_only_and_nothing_that_they_need(tmp_path: Path) -> None:
    for program in installers.installed():
        command = program("thing==1", tmp_path)
        assert {"--no-deps", "--only-binary", "thing==1", str(tmp_path)} <= set(command)


def test_a_program_does_not_outlive_the_block(tmp_path: Path) -> None:
    sleeper = [sys.executable, "-c", "import time; time.sleep(600)"]
    with (
        (tmp_path / "log").open("wb") as log,
        installers.running(sleeper, tmp_path, log) as process,
    ):
        assert not installers.has_ended(process)
    assert process.returncode == -9


def test_a_program_runs_in_the_given_folder_and_leaves_its_files_there(tmp_path: Path) -> None:
    saying = [sys.executable, "-c", "import os; print(os.getcwd(), os.environ['TMPDIR'])"]
    with (
        (tmp_path / "log").open("wb") as log,
        installers.running(saying, tmp_path, log) as process,
    ):
        assert process.wait() == 0
    place = os.path.realpath(tmp_path)
    assert [os.path.realpath(each) for each in (tmp_path / "log").read_text().split()] == [
        place
    ] * 2


def test_what_cannot_be_started_is_an_error_of_the_system(tmp_path: Path) -> None:
    with (
        (tmp_path / "log").open("wb") as log,
        pytest.raises(OSError, match="no-such-program"),
        installers.running(["/no-such-program"], tmp_path, log),
    ):
        pass


def test_uv_is_told_where_pip_would_look(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    for name in ("UV_FIND_LINKS", "UV_INDEX"):
        monkeypatch.delenv(name, raising=False)
    monkeypatch.setenv("PIP_FIND_LINKS", f"{tmp_path} /not/there")
    monkeypatch.setenv("PIP_EXTRA_INDEX_URL", "https://one.example https://two.example")
    told = installers._environment(tmp_path)
    assert told["UV_FIND_LINKS"] == str(tmp_path)  # a lost folder would stop uv
    assert told["UV_INDEX"] == "https://one.example https://two.example"
