"""Where the files are that come with Longtake: sample recording, icons, translations, licences.

In a checkout they are in `resources/`, in an installed wheel beside the engine's code, and in a
frozen app in the folder that the frozen program unpacks itself into.
"""

from __future__ import annotations

import sys
from pathlib import Path

_ENGINE = Path(__file__).parent


def resource(name: str) -> Path:
    """The file or folder `name`, such as "sample.opus"; it need not be there."""
    return root() / name


def root() -> Path:
    """The folder of all resources of this installation."""
    if frozen := getattr(sys, "_MEIPASS", ""):
        return Path(frozen) / "resources"
    beside = _ENGINE / "_resources"
    return beside if beside.is_dir() else _ENGINE.parent / "resources"
