"""Brings the translations up to date with the source, and compiles them.

    python scripts/translations.py            collect what is new, then compile
    python scripts/translations.py --check    change nothing; 1 if something is not translated

English needs a translation too, for its plurals: "1 minute", "2 minutes".
"""

from __future__ import annotations

import subprocess
import sys
import tempfile
import xml.etree.ElementTree as ET
from collections.abc import Iterator
from pathlib import Path

import PySide6

ROOT = Path(__file__).parents[1]
FOLDER = ROOT / "resources" / "translations"
LANGUAGES = ("en", "ru", "de")
ASLEEP = ("obsolete", "vanished")
"""What Qt calls the translation of a string that the source does not have at present."""
TOOLS = Path(PySide6.__path__[0])


def main(arguments: list[str]) -> int:
    """Update and compile, or check."""
    if arguments == ["--check"]:
        with tempfile.TemporaryDirectory() as folder:
            return _report(outdated(Path(folder)))
    update(FOLDER)
    compile_all(FOLDER)
    return _report(unfinished(FOLDER))


def update(folder: Path) -> None:
    """Collect every string of the app into the files of `folder`; what is gone sleeps there."""
    sources = [str(file.relative_to(ROOT)) for file in sorted((ROOT / "app").rglob("*.py"))]
    for language in LANGUAGES:
        plurals = ["-pluralonly"] if language == "en" else []
        target = ["-target-language", language, "-ts", str(folder / f"longtake_{language}.ts")]
        options = ["-silent", "-locations", "none", "-disable-heuristic"]
        _qt("lupdate", *sources, *options, "similartext", *plurals, *target)


def compile_all(folder: Path) -> None:
    """Make of each file of strings the one that Qt reads."""
    for language in LANGUAGES:
        source = folder / f"longtake_{language}.ts"
        _qt("lrelease", "-silent", str(source), "-qm", str(source.with_suffix(".qm")))


def unfinished(folder: Path) -> list[str]:
    """Every string that is not translated, as "language: context: string"."""
    return [
        f"{language}: {context}: {source}"
        for language in LANGUAGES
        for context, source, is_done in strings(folder / f"longtake_{language}.ts")
        if not is_done
    ]


def outdated(folder: Path) -> list[str]:
    """What is not translated, or was collected from a source that has changed since."""
    for language in LANGUAGES:
        name = f"longtake_{language}.ts"
        (folder / name).write_bytes((FOLDER / name).read_bytes())
    update(folder)
    return unfinished(folder)


def strings(file: Path) -> Iterator[tuple[str, str, bool]]:
    """Every string in use: its context, itself, whether it is translated in all its forms."""
    for context in ET.parse(file).getroot().iter("context"):
        for message in context.iter("message"):
            translation = message.find("translation")
            assert translation is not None
            if translation.get("type") in ASLEEP:
                continue
            forms = [form.text for form in translation.iter("numerusform")] or [translation.text]
            is_done = translation.get("type") is None and all(forms)
            yield context.findtext("name", ""), message.findtext("source", ""), is_done


def _qt(tool: str, *arguments: str) -> None:
    run = subprocess.run([TOOLS / tool, *arguments], cwd=ROOT, capture_output=True, text=True)
    if run.returncode:
        sys.exit(f"{tool}: {run.stdout}{run.stderr}")


def _report(lacking: list[str]) -> int:
    for line in lacking:
        print(line, file=sys.stderr)
    return int(bool(lacking))


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
