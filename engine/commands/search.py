"""`longtake search`: what was said, in all transcripts."""

from __future__ import annotations

import argparse
import sys
from collections.abc import Iterator
from typing import TYPE_CHECKING

import msgspec

from engine import options
from engine.commands.arguments import Commands, command, count
from engine.display import clock_time, counted
from engine.errors import ExitCode, UsageError
from engine.findings import Findings, FoundLine, FoundTranscript
from engine.library import Library
from engine.transcript import unnamed

if TYPE_CHECKING:
    from rich.text import Text

WIDTH = 100
"""Columns where the output is not a terminal."""

_SPEAKER = 20  # columns; longer names are cut
_INDENT = 2


def add(commands: Commands) -> None:
    """Add the command."""
    parser = command(commands, "search", search, "find what was said, in all transcripts")
    parser.add_argument(
        "words",
        nargs="+",
        metavar="WORD",
        help="all must be said, in any order; one also stands for longer words that begin with it; "
        "several in quotes must follow each other",
    )
    parser.add_argument("--limit", type=count, default=20, metavar="N", help="transcripts at most")
    parser.add_argument("--lines", type=count, default=3, metavar="N", help="lines of each at most")
    parser.add_argument("--json", action="store_true", help="print what was found as JSON")
    parser.add_argument("--rebuild", action="store_true", help="make the index anew first")


def search(arguments: argparse.Namespace) -> int:
    """Bring the index up to date, search it, and print what was found."""
    if not any(word.strip() for word in arguments.words):
        raise UsageError("There is no word to search for.")
    library = Library(options.home())
    if arguments.rebuild:
        library.discard()
    library.update(_tell)
    typed = " ".join(_as_typed(word) for word in arguments.words)
    found = library.search(typed, documents=arguments.limit, lines=arguments.lines)
    if arguments.json:
        print(msgspec.json.encode(found).decode())
    else:
        _show(found)
    return ExitCode.DONE


def _as_typed(word: str) -> str:
    """A shell takes the quotes away that made several words one argument."""
    return f'"{word}"' if " " in word and '"' not in word else word


def _tell(done: int, total: int) -> None:
    if sys.stderr.isatty():
        end = "\n" if done == total else ""
        print(f"\rReading {done} of {counted(total, 'transcript')}", end=end, file=sys.stderr)


def _show(found: Findings) -> None:
    from rich.console import Console

    console = Console(highlight=False, width=None if sys.stdout.isatty() else WIDTH)
    for transcript in found.transcripts:
        for line in _picture(transcript, console.width):
            console.print(line, soft_wrap=True)  # nothing is cut off that may be copied
        console.print()
    console.print(_summary(found), style="dim")


def _picture(transcript: FoundTranscript, width: int) -> Iterator[Text]:
    """A transcript's title, what is said in it, and how much more there is."""
    from rich.text import Text

    title = Text(transcript.title, style="bold")
    for start, end in transcript.title_marks:
        title.stylize("yellow", start, end)
    facts = filter(None, (clock_time(transcript.duration), transcript.updated_at[:10]))
    yield Text.assemble(title, "  ", (" · ".join(facts), "dim"))
    yield Text(" " * _INDENT + transcript.document, style="dim")
    speakers = [_speaker(line) for line in transcript.lines]
    column = max(map(len, speakers), default=0)
    for line, speaker in zip(transcript.lines, speakers, strict=True):
        yield _line(line, speaker.ljust(column + 2 * bool(column)), width)
    if (more := transcript.count - len(transcript.lines)) > 0 and transcript.lines:
        yield Text(f"{'':{_INDENT}}and {counted(more, 'more line')}", style="dim")


def _line(line: FoundLine, speaker: str, width: int) -> Text:
    from rich.text import Text

    lead = f"{'':{_INDENT}}{clock_time(line.at):>8}  "
    excerpt = line.excerpt(max(width - len(lead) - len(speaker) - 2, 24))
    said = Text(excerpt.text, style="dim")
    said.stylize("not dim", *excerpt.own)
    for start, end in excerpt.marks:
        said.stylize("not dim bold yellow", start, end)
    return Text.assemble((lead, "cyan"), (speaker, "dim"), said)


def _speaker(line: FoundLine) -> str:
    name = unnamed(line.speaker)
    return name if len(name) <= _SPEAKER else f"{name[: _SPEAKER - 1]}…"


def _summary(found: Findings) -> str:
    if not found.known:
        return "There are no transcripts yet. Make one with `longtake transcribe`."
    among = counted(found.known, "transcript")
    if not found.documents:
        return f"Nothing found in {among}. Fewer or shorter words find more."
    if not found.count:
        return f"Only titles of {found.documents} of {among} say it."
    lines = f"more than {found.count}" if found.is_cut else f"{found.count}"
    noun = "line" if lines == "1" else "lines"
    return f"{lines} {noun} in {found.documents} of {among}"
