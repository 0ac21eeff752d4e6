"""What comes with Longtake is found in a checkout, in a wheel and in a frozen app."""

from __future__ import annotations

import subprocess
import sys
import zipfile
from pathlib import Path

import pytest

from engine.resources import resource, root

ROOT = Path(__file__).parents[2]
_WHERE = "from engine.resources import resource; print(resource('sample.opus'))"


def test_in_a_checkout_the_sample_is_in_its_resources() -> None:
    assert resource("sample.opus").is_file()
    assert root() == ROOT / "resources"


def test_a_frozen_app_looks_where_it_was_unpacked(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(sys, "_MEIPASS", str(tmp_path), raising=False)
    assert resource("sample.opus") == tmp_path / "resources" / "sample.opus"


def test_a_wheel_brings_its_resources(tmp_path: Path) -> None:
    pytest.importorskip("hatchling")
    build = [sys.executable, "-m", "hatchling", "build", "-t", "wheel", "-d", str(tmp_path)]
    subprocess.run(build, cwd=ROOT, check=True, capture_output=True)
    (wheel,) = tmp_path.glob("*.whl")
    with zipfile.ZipFile(wheel) as opened:
        opened.extractall(tmp_path / "site")
    found = subprocess.run(
        [
            sys.executable,
            "-c",
            "from engine.resources import resource as r; print(r('sample.opus'))",
        ],
        cwd=tmp_path / "site",
        check=True,
        capture_output=True,
        text=True,
    ).stdout
    assert Path(found.strip()).is_file()
    assert tmp_path in Path(found.strip()).parents
