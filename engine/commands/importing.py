"""`longtake import`: the documents of other programs' transcripts and subtitles, to be edited."""

from __future__ import annotations

import argparse
from pathlib import Path

from engine import languages, options
from engine.commands.arguments import Commands, command, complain
from engine.errors import ExitCode, LongtakeError, UsageError
from engine.jobs import imports


def add(commands: Commands) -> None:
    """Make the command known to the parser."""
    parser = command(
        commands, "import", import_texts, "open whisperX's JSON, SRT or VTT for editing"
    )
    parser.add_argument("files", nargs="+", metavar="FILE", help="texts with times")
    parser.add_argument(
        "--media", metavar="FILM", help="what it is a transcript of (default: beside it, if there)"
    )
    parser.add_argument(
        "--language", metavar="CODE", default="", help="where neither file nor name tells it"
    )


def import_texts(arguments: argparse.Namespace) -> int:
    """Import every file and print its document; one that fails does not stop the others."""
    if arguments.media and len(arguments.files) > 1:
        raise UsageError("--media names one recording, but several files were given.")
    language = languages.code_of(arguments.language) if arguments.language else ""
    codes = [_import(Path(name), language, arguments) for name in arguments.files]
    return next(filter(None, codes), ExitCode.DONE)


def _import(text: Path, language: str, arguments: argparse.Namespace) -> ExitCode:
    film = Path(arguments.media) if arguments.media else None
    try:
        known = "" if language == languages.AUTO else language
        print(imports.import_text(text, options.home(), film, known))
    except LongtakeError as error:
        complain(error, arguments)
        return error.exit_code
    return ExitCode.DONE
