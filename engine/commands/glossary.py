"""`longtake glossary`: check and list glossaries, propose terms from a script or subtitles."""

from __future__ import annotations

import argparse
import sys
from pathlib import Path

from engine import glossary, options
from engine.bias import MOST_OFFERED, Term
from engine.commands.arguments import Commands, command
from engine.display import clock_time, counted
from engine.document import Document
from engine.edition import bias_reports
from engine.errors import ExitCode, UsageError
from engine.extraction import extract
from engine.transcript import TermChange


def add(commands: Commands) -> None:
    """Add the family of commands."""
    parser = command(
        commands, "glossary", list_terms, "check, list or propose names and words to expect"
    )
    parser.set_defaults(files=[])
    actions = parser.add_subparsers(metavar="ACTION")
    checking = command(actions, "check", check, "say what is wrong with glossaries, line by line")
    checking.add_argument("files", nargs="*", type=Path, metavar="FILE", help=_GENERAL)
    listing = command(actions, "list", list_terms, "print the terms")
    listing.add_argument("files", nargs="*", type=Path, metavar="FILE", help=_GENERAL)
    proposing = command(
        actions, "extract", propose, "propose terms from a script, subtitles or text"
    )
    proposing.add_argument("files", nargs="+", type=Path, metavar="FILE")
    proposing.add_argument("--language", default="en", metavar="LANGUAGE", help="of the files")


_GENERAL = "default: the glossaries that every job has"


def check(arguments: argparse.Namespace) -> int:
    """Every fault of every file; the exit code says whether all are sound."""
    code = ExitCode.DONE
    for file in _files(arguments):
        found = glossary.examine(file)
        for fault in found.faults:
            print(f"{file}: {fault}")
        if found.faults or not found.terms:
            code = ExitCode.USAGE
        if found.terms or not found.faults:
            print(f"{file}: {_summary(found)}")
    return code


def list_terms(arguments: argparse.Namespace) -> int:
    """Every term with what is known of it, one a line."""
    for file in _files(arguments):
        for term in glossary.read(file):
            print(_described(term))
    return ExitCode.DONE


def propose(arguments: argparse.Namespace) -> int:
    """Terms for the user to keep or drop, as a glossary of plain lines."""
    for file in arguments.files:
        found = extract(_text_of(file), arguments.language)
        for term in found:
            print(term)
        if not found:
            print(f"No term was found in {str(file)!r}.", file=sys.stderr)
    return ExitCode.DONE


def show_bias(document: Document) -> None:
    """What the glossary did in each chunk: terms offered, found, changed and refused."""
    reports = bias_reports(document)
    if not reports:
        print("No glossary was used.", file=sys.stderr)
    for part, report in reports.items():
        print(f"chunk {part + 1}")
        print(f"  offered  {', '.join(report.offered) or '-'}")
        print(f"  found    {', '.join(report.found) or '-'}")
        for change in report.changed:
            print(f"  changed  {_change(change)}")
        for change in report.refused:
            print(f"  refused  {_change(change)}: {change.reason}")


def _change(change: TermChange) -> str:
    terms = f"{change.heard!r} -> {change.term!r}  " if change.term else ""
    return f"{clock_time(change.start)}  {terms}({change.gain:+.1f})"


def _files(arguments: argparse.Namespace) -> list[Path]:
    folder = options.home().glossaries
    files = list(arguments.files) or glossary.general(folder)
    if not files:
        print(f"There is no glossary in {str(folder)!r}.")
    return files


def _summary(found: glossary.Glossary) -> str:
    if not found.terms:
        return "there is no term in it"
    parts = [counted(len(found.terms), "term")]
    if found.repeated:
        parts.append(f"{found.repeated} said again")
    if len(found.terms) > MOST_OFFERED:
        parts.append(f"of which a chunk is offered the {MOST_OFFERED} that are likeliest there")
    return ", ".join(parts)


def _described(term: Term) -> str:
    parts = [
        term.text,
        f"heard as {' | '.join(term.spoken)}" if term.spoken else "",
        term.category,
        f"weight {term.weight:g}" if term.weight != 1 else "",
        term.language,
        " ".join(f"{start:g}-{end:g} s" for start, end in term.times),
    ]
    return "  ".join(filter(None, parts))


def _text_of(file: Path) -> str:
    try:
        return glossary.text_of(file.read_bytes(), str(file))
    except OSError as error:
        raise UsageError(f"{str(file)!r} cannot be read: {error.strerror}.") from error
