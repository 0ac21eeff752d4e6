"""A glossary as rows of text, and as the file that the engine reads. [no Qt]

A row has the fields of a term as a person types them. What is wrong with a row is what the engine
says of the file that would be written: there is one set of rules.
"""

from __future__ import annotations

import csv
import io
import json
import shutil
import tempfile
from collections.abc import Iterable, Sequence
from pathlib import Path
from typing import NamedTuple

from app import wording
from engine.bias import Term
from engine.errors import writing
from engine.glossary import examine
from engine.whole import write_whole

Row = tuple[str, ...]
Rows = tuple[Row, ...]

FIELDS = ("text", "spoken", "category", "weight", "language", "times")
PLAIN = 2
"""How many of the fields a file of plain lines has."""
EMPTY: Row = ("",) * len(FIELDS)


def fields_in(suffix: str) -> int:
    """How many of `FIELDS` a file of this kind can hold."""
    return PLAIN if suffix.lower() == ".txt" else len(FIELDS)


def rows_of(terms: Iterable[Term]) -> Rows:
    """Terms as a person would type them."""
    return tuple(
        (
            term.text,
            " | ".join(term.spoken),
            term.category,
            "" if term.weight == 1.0 else f"{term.weight:g}",
            term.language,
            " | ".join(f"{_time(start)}-{_time(end)}" for start, end in term.times),
        )
        for term in terms
    )


class Sheet(NamedTuple):
    """What a file holds as rows, those with faults included.

    Of a file that is not `is_whole` something cannot be shown, and must not be written over.
    """

    rows: Rows
    faults: dict[int, str]
    is_whole: bool = True


def read(path: Path) -> Sheet:
    """The rows of a glossary and what is wrong with them. Raises `UsageError` for what is none."""
    glossary = examine(path)
    if not glossary.faults:
        return Sheet(rows_of(glossary.terms), {})
    typed = _as_typed(path)
    faults = faults_of(typed, path.suffix)
    if len(faults) == len(glossary.faults):
        return Sheet(typed, faults)
    return Sheet(
        rows_of(glossary.terms), {-1: wording.glossary_fault_at(glossary.faults[0])}, is_whole=False
    )


def faults_of(rows: Sequence[Row], suffix: str) -> dict[int, str]:
    """What is wrong with which row, in words; blank rows are passed over."""
    text, lines = _text_of(rows, suffix)
    with tempfile.TemporaryDirectory(prefix="longtake-") as folder:
        file = Path(folder, f"glossary{suffix}")
        file.write_text(text, encoding="utf-8")
        glossary = examine(file)
    by_line = {line: place for place, line in enumerate(lines) if line}
    return {by_line.get(fault.line, 0): wording.glossary_fault(fault) for fault in glossary.faults}


def repeats_in(rows: Sequence[Row]) -> set[int]:
    """The rows that say a term again."""
    seen: set[str] = set()
    found = set()
    for place, row in enumerate(rows):
        text = " ".join(row[0].split())
        if text and text in seen:
            found.add(place)
        seen.add(text)
    return found


def save(rows: Sequence[Row], path: Path) -> None:
    """Write a glossary: whole, or not at all. Raises `StorageError`.

    Of a file that a person wrote with remarks in it, a copy is kept beside it.
    """
    with writing(path):
        _keep_remarks(path)
        write_whole(path, _text_of(rows, path.suffix)[0].encode())


def free_name(folder: Path, stem: str) -> Path:
    """A place for a new table in the folder that no other file has."""
    stem = "".join(sign for sign in stem if sign not in '/\\:*?"<>|\0').strip(" .") or "glossary"
    names = (f"{stem}{number}.csv" for number in ("", *(f" {n}" for n in range(2, 10_000))))
    return next(place for name in names if not (place := folder / name).exists())


def _as_typed(path: Path) -> Rows:
    """The rows as they stand in the file, whatever they mean; none where that cannot be told."""
    text = path.read_text(encoding="utf-8-sig", errors="replace")
    if path.suffix.lower() == ".csv":
        table = csv.DictReader(io.StringIO(text, newline=""), restkey="", restval="")
        return tuple(tuple(str(row.get(name, "")) for name in FIELDS) for row in table)
    if path.suffix.lower() == ".txt":
        parted = (line.partition("=") for line in text.splitlines() if line.lstrip()[:1] != "#")
        return tuple((text.strip(), spoken.strip(), *EMPTY[PLAIN:]) for text, _, spoken in parted)
    return ()


def _text_of(rows: Sequence[Row], suffix: str) -> tuple[str, list[int]]:
    """The file, and the line in which each row begins; 0 for a blank one."""
    make = {".txt": _plain, ".toml": _toml}.get(suffix.lower(), _csv)
    parts = [_csv(FIELDS)] if make is _csv else []
    lines, line = [], 1 + len(parts)
    for row in rows:
        if not any(field.strip() for field in row):
            lines.append(0)
            continue
        part = make([" ".join(field.split()) for field in row])
        lines.append(line)
        line += part.count("\n")
        parts.append(part)
    return "".join(parts), lines


def _csv(row: Sequence[str]) -> str:
    out = io.StringIO(newline="")
    csv.writer(out, lineterminator="\n").writerow(row)
    return out.getvalue()


def _plain(row: Sequence[str]) -> str:
    text, spoken = row[:PLAIN]
    return f"{text} = {spoken}\n" if spoken or not text else f"{text}\n"


def _toml(row: Sequence[str]) -> str:
    given = [(name, value) for name, value in zip(FIELDS, row, strict=True) if value]
    pairs = (f"{name} = {json.dumps(value, ensure_ascii=False)}\n" for name, value in given)
    return "".join(["[[term]]\n", *pairs])


def _keep_remarks(path: Path) -> None:
    if path.suffix.lower() == ".csv" or not path.is_file():
        return
    kept = path.with_name(f"{path.name}.before")
    if not kept.exists() and "#" in path.read_text(encoding="utf-8", errors="replace"):
        shutil.copy2(path, kept)


def _time(seconds: float) -> str:
    whole, rest = divmod(seconds, 1)
    minutes, second = divmod(int(whole), 60)
    hours, minute = divmod(minutes, 60)
    fraction = f"{rest:.3f}".rstrip("0").lstrip("0") if round(rest, 3) else ""
    return f"{hours}:{minute:02}:{second:02}{fraction.rstrip('.')}"
