"""What the families of commands share: how one is declared, a document named, a table printed."""

from __future__ import annotations

import argparse
import re
import sys
import traceback
from collections.abc import Callable, Sequence
from contextlib import suppress
from pathlib import Path
from typing import Any, NoReturn

from engine import options
from engine.display import printable
from engine.document import SUFFIX, Source
from engine.errors import LongtakeError, UsageError
from engine.jobs import imports, queue
from engine.kinds import is_text
from engine.library import Library

Command = Callable[[argparse.Namespace], int]
Commands = Any  # argparse does not name the type that add_subparsers returns


class Parser(argparse.ArgumentParser):
    """Says what is wrong in one sentence, as every other error is said, not in a page of usage."""

    def error(self, message: str) -> NoReturn:
        """Raise a `UsageError`."""
        sentence = f"{message[0].upper()}{message[1:]}"
        raise UsageError(
            sentence if sentence.endswith(".") else f"{sentence}.",
            f"`{self.prog} --help` says what may be given.",
        )


def parsed(parser: argparse.ArgumentParser, argv: Sequence[str]) -> argparse.Namespace:
    """The arguments; one that the command does not know is a `UsageError`."""
    arguments, unknown = parser.parse_known_args(argv)
    if unknown:
        raise UsageError(
            f"`{arguments.program}` has no argument {unknown[0]!r}.",
            f"`{arguments.program} --help` says what may be given.",
        )
    return arguments


def count(text: str) -> int:
    """A whole number of things, 0 or more."""
    if not text.strip().isdecimal():
        raise argparse.ArgumentTypeError(f"{text!r} is no number of 0 or more")
    return int(text)


def command(
    commands: Commands, name: str, run: Command, description: str
) -> argparse.ArgumentParser:
    """Declare a command; the parser, for its arguments."""
    parser: argparse.ArgumentParser = commands.add_parser(
        name, help=description, description=f"{description[0].upper()}{description[1:]}."
    )
    parser.add_argument("--debug", action="store_true", help="show tracebacks")
    parser.set_defaults(command=run, program=parser.prog)
    return parser


def complain(error: LongtakeError, arguments: argparse.Namespace) -> None:
    """Say what went wrong in a sentence and, if there is one, what to do; more with --debug."""
    if arguments.debug:
        traceback.print_exception(error)
    print(f"longtake: {error.message}", file=sys.stderr)
    if error.hint:
        print(f"  {error.hint}", file=sys.stderr)


def find_document(name: str) -> Path:
    """The document that `name` is, or that was made of the film or text `name`."""
    path = Path(name)
    if path.suffix == SUFFIX:
        remember(path)
        return path
    if is_text(name):
        return imports.import_text(path, options.home())
    found = queue.find(Source.of(path), options.home())
    if found is None:
        raise UsageError(
            f"No transcript of {name!r} was begun.", "Begin it with `longtake transcribe`."
        )
    return found


def remember(document: Path) -> None:
    """Let a document be searched that the user has elsewhere; where that fails, it can be read."""
    if document.is_file():
        with suppress(LongtakeError):
            Library(options.home()).remember(document)


def print_table(heading: Sequence[str], rows: Sequence[Sequence[str]]) -> None:
    """Columns as wide as their widest cell; nothing is cut off, so that scripts can read it."""
    from rich.cells import cell_len

    lines = [[printable(cell) for cell in row] for row in (heading, *rows)]
    widths = [max(map(cell_len, column)) for column in zip(*lines, strict=True)]
    for line in lines:
        cells = (
            cell + " " * (width - cell_len(cell)) for cell, width in zip(line, widths, strict=True)
        )
        print("  ".join(cells).rstrip())


def moment(text: str) -> float:
    """Seconds of `text`, which is seconds, minutes:seconds or hours:minutes:seconds."""
    if not re.fullmatch(r"\d+(:[0-5]?\d){0,2}(\.\d*)?", text.strip(), re.ASCII):
        raise argparse.ArgumentTypeError(f"{text!r} is no time such as 75.5, 1:15 or 1:02:03")
    seconds = 0.0
    for part in text.strip().split(":"):
        seconds = seconds * 60 + float(part)
    return seconds
