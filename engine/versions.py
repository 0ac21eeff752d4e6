"""The libraries that Longtake was tested with, and which of those installed are others.

Another version is a warning, never a refusal: it may well be better. But whoever looks for the
reason of a fault should see it at once.
"""

from __future__ import annotations

import logging
from importlib import metadata

import msgspec

log = logging.getLogger(__name__)

TESTED = {
    "torch": "2.13",
    "torchaudio": "2.11",
    "pyannote.audio": "4.0",
    "ctranslate2": "4.8",
    "faster-whisper": "1.2",
    "whisperx": "3.8",
    "transformers": "5",
    "onnxruntime": "1",
    "av": "18",
    "PySide6-Essentials": "6",
}
"""How a version begins that passed all tests; shorter where newer ones have proved harmless."""


class Library(msgspec.Struct, frozen=True):
    """A library that Longtake needs; `version` is empty where it is missing."""

    name: str
    version: str
    tested: str

    @property
    def is_tested(self) -> bool:
        """This version is among those that were tested."""
        release = self.version.partition("+")[0]  # without the build, such as +cpu
        return f"{release}.".startswith(f"{self.tested}.")

    @property
    def remark(self) -> str:
        """What is to be said about it, if anything."""
        if not self.version:
            return "missing"
        return "" if self.is_tested else f"not tested; {self.tested} was"

    @property
    def described(self) -> str:
        """Name, version and remark."""
        return " ".join(filter(None, (self.name, self.version, f"({self.remark})")))


def installed() -> tuple[Library, ...]:
    """Every library of the table as it is here."""
    return tuple(Library(name, _version(name), tested) for name, tested in TESTED.items())


def log_untested() -> None:
    """One line in the log for those that differ from the tested ones."""
    if remarks := [each.described for each in installed() if each.remark]:
        log.warning("Libraries that Longtake was not tested with: %s", ", ".join(remarks))


def _version(library: str) -> str:
    try:
        return metadata.version(library)
    except metadata.PackageNotFoundError:
        return ""
