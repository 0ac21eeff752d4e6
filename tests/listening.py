"""Listening to what a film has become, and harm done to copies of it."""

from __future__ import annotations

import os
import subprocess
import sys
from pathlib import Path
from typing import Any

import numpy as np
import pytest

from engine.audio import media
from engine.errors import (
    LongtakeError,
)
from tests.conftest import ROOT


def heard(path: Path, track: int = -1) -> tuple[Any, tuple[str, ...]]:
    """All samples of a film, and the warnings."""
    decoder = media.Decoder(path, track)
    blocks = list(decoder.blocks())
    return np.concatenate(blocks), decoder.warnings


def on_time(told: dict[int, float], tolerance: float = 0.03) -> bool:
    """Whether every beep is heard in its own second."""
    return all(abs(at - second) < tolerance for second, at in told.items())


def damaged(path: Path, at: float = 0.5, size: int = 3000) -> Path:
    """A copy with `size` bytes of noise at this fraction of the file."""
    raw = bytearray(path.read_bytes())
    start = int(len(raw) * at)
    raw[start : start + size] = np.random.default_rng(0).bytes(size)
    copy = path.with_name("damaged " + path.name)
    copy.write_bytes(raw)
    return copy


def cut_off(path: Path, at: float = 0.6) -> Path:
    """A copy that ends at this fraction of the file."""
    copy = path.with_name("cut off " + path.name)
    copy.write_bytes(path.read_bytes()[: int(path.stat().st_size * at)])
    return copy


def refusal(path: Path) -> LongtakeError:
    """The error that using a file ends with: one clear sentence that names the file."""
    with pytest.raises(LongtakeError) as caught:
        media.write_cache(path, path.parent / "cache.s16")
    error = caught.value
    assert "\n" not in error.message and error.message.endswith(".")
    assert not list(path.parent.glob("cache.s16*"))
    return error


def fresh(code: str, *arguments: str) -> str:
    """What a new interpreter prints that runs `code`."""
    done = subprocess.run(
        [sys.executable, "-c", code, *arguments], cwd=ROOT, capture_output=True, text=True
    )
    assert not done.returncode, done.stderr
    return done.stdout.strip()


def as_somebody(code: str, path: Path) -> str:
    """The error that `code` ends with when no super-user runs it."""
    whole = (
        "import os, sys; from pathlib import Path; path = Path(sys.argv[1])\n"
        "from engine.audio import media; import av, numpy\n"
        "if os.getuid() == 0: os.setgroups([]); os.setuid(65534)\n"
        f"try: {code}\nexcept Exception as error: print(f'{{type(error).__name__}}: {{error}}')"
    )
    for folder in path.parents:  # pytest's own folders are closed to others
        if folder.stat().st_uid == os.getuid() and folder != folder.parent:
            folder.chmod(folder.stat().st_mode | 0o055)
        if folder.name.startswith("pytest-of-"):
            break
    done = subprocess.run(
        [sys.executable, "-c", whole, str(path)], cwd=ROOT, capture_output=True, text=True
    )
    return done.stdout.strip() or done.stderr
