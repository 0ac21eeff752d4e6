"""What a benchmark found, as tables for people and figures for scripts."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from pathlib import Path
from statistics import median
from typing import Any

import msgspec
from rich.console import Console, JustifyMethod
from rich.table import Table

MEGABYTE = 1_000_000
NARROWEST = 160


class Report(msgspec.Struct, frozen=True):
    """One table with notes under it; `failures` are what must not be and was.

    The first `labels` columns are words; the others are numbers, aligned on the right.
    """

    title: str
    columns: tuple[str, ...]
    rows: tuple[tuple[str, ...], ...]
    notes: tuple[str, ...] = ()
    failures: tuple[str, ...] = ()
    figures: dict[str, Any] = {}
    labels: int = 1


def show(report: Report, console: Console) -> None:
    """Print the table, its notes and what failed."""
    table = Table(title=report.title, title_justify="left", header_style="bold")
    for place, name in enumerate(report.columns):
        side: JustifyMethod = "left" if place < report.labels else "right"
        table.add_column(name, justify=side, no_wrap=place >= report.labels)
    for row in report.rows:
        table.add_row(*row)
    console.print(table)
    for note in report.notes:
        console.print(f"  {note}", highlight=False, markup=False, soft_wrap=True)
    for failure in report.failures:
        console.print(
            f"  FAILED: {failure}", style="red", highlight=False, markup=False, soft_wrap=True
        )
    console.print()


def console() -> Console:
    """Where tables go; wide enough for them where there is no terminal to ask."""
    usual = Console()
    return usual if usual.is_terminal else Console(width=max(usual.width, NARROWEST))


def write_figures(reports: Sequence[Report], path: Path) -> None:
    """All reports as one JSON file, written beside and renamed."""
    beside = path.with_name(path.name + ".part")
    beside.write_bytes(msgspec.json.format(msgspec.json.encode(list(reports)), indent=2))
    beside.rename(path)


def spread(values: Iterable[float], digits: int = 2) -> str:
    """A median with the lowest and highest, where there are several."""
    known = sorted(values)
    if len(known) < 2:
        return "".join(f"{value:.{digits}f}" for value in known) or "-"
    return f"{median(known):.{digits}f} ({known[0]:.{digits}f}–{known[-1]:.{digits}f})"


def megabytes(size: float) -> str:
    """A size in MB of a million bytes."""
    return f"{size / MEGABYTE:.0f}"
