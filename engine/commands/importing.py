"""`longtake import`: makes documents of transcripts and subtitles that other programs wrote."""

from __future__ import annotations

import argparse
from pathlib import Path

from engine import options
from engine.commands.arguments import Commands, command
from engine.errors import ExitCode, UsageError
from engine.jobs import imports


def add(commands: Commands) -> None:
    """Add the command to those of the command line."""
    parser = command(
        commands, "import", import_texts, "open whisperX's JSON, SRT or VTT for editing"
    )
    parser.add_argument("files", nargs="+", metavar="FILE")
    parser.add_argument(
        "--media", metavar="FILM", help="what it is a transcript of (default: beside it, if there)"
    )
    parser.add_argument("--language", default="", help="where neither file nor name tells it")


def import_texts(arguments: argparse.Namespace) -> int:
    """Import every file, and print the documents."""
    if arguments.media and len(arguments.files) > 1:
        raise UsageError("--media names one recording, but several files were given.")
    film = Path(arguments.media) if arguments.media else None
    for name in arguments.files:
        print(imports.import_text(Path(name), options.home(), film, arguments.language))
    return ExitCode.DONE
