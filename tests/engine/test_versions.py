from __future__ import annotations

import logging
import re
import subprocess
import sys

import pytest

from engine import versions
from engine.versions import TESTED, Library
from tests.conftest import ROOT


@pytest.mark.parametrize(
    ("version", "tested", "remark"),
    [
        ("2.13.0", "2.13", ""),
        ("2.13.0+cpu", "2.13", ""),
        ("2.13", "2.13", ""),
        ("2.130.0", "2.13", "not tested; 2.13 was"),
        ("2.8.0", "2.13", "not tested; 2.13 was"),
        ("5.23.0", "5", ""),
        ("", "2.13", "missing"),
    ],
)
def test_a_version_is_held_against_the_tested_one(version: str, tested: str, remark: str) -> None:
    assert Library("torch", version, tested).remark == remark


def test_every_library_of_the_table_is_looked_for() -> None:
    assert [each.name for each in versions.installed()] == list(TESTED)


def test_what_this_project_installs_is_what_it_was_tested_with() -> None:
    pins = dict(re.findall(r"^([\w.-]+)==([\w.]+)", requirements(), re.MULTILINE))
    for name, tested in TESTED.items():
        pinned = pins[name.lower().replace(".", "-")]
        assert Library(name, pinned, tested).is_tested, f"{name} {pinned}"


def test_another_version_is_one_line_in_the_log(
    caplog: pytest.LogCaptureFixture, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(versions, "TESTED", {"torch": "1.0", "msgspec": "0.0", "no-such": "1"})
    with caplog.at_level(logging.WARNING):
        versions.log_untested()
    (line,) = [record.getMessage() for record in caplog.records]
    assert "torch" in line
    assert "not tested; 1.0 was" in line
    assert "no-such (missing)" in line


def test_the_tested_set_is_not_worth_a_line(
    caplog: pytest.LogCaptureFixture, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(versions, "TESTED", {"msgspec": "0"})
    with caplog.at_level(logging.WARNING):
        versions.log_untested()
    assert not caplog.records


def requirements() -> str:
    return (ROOT / "requirements" / "macos.txt").read_text()


def test_a_worker_says_so_as_it_starts() -> None:
    script = (
        "from engine import versions; versions.TESTED['torch'] = '1.0';"
        "import engine.worker.__main__ as worker; worker.main()"
    )
    run = subprocess.run(
        [sys.executable, "-c", script],
        stdin=subprocess.DEVNULL,
        capture_output=True,
        text=True,
        check=True,
    )
    assert "not tested; 1.0 was" in run.stderr
