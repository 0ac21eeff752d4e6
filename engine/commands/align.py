"""`longtake align`: words that were edited get their times from the sound again.

What is found is an edit in the document's log, as one made in the app is.
"""

from __future__ import annotations

import argparse
import sys

from engine import options
from engine.commands.arguments import Commands, command, find_document
from engine.document import Document
from engine.edition import Editing
from engine.edits import to_align
from engine.errors import ExitCode, UsageError
from engine.jobs.realignment import Realigner
from engine.jobs.supervisor import WorkerProcess
from engine.transcript import Segment


def add(commands: Commands) -> None:
    """Make the command known to the parser."""
    parser = command(commands, "align", align, "time the words of edited segments by the sound")
    parser.add_argument("document", metavar="FILE", help="a film or its document")
    which = parser.add_mutually_exclusive_group(required=True)
    which.add_argument(
        "--edited", action="store_true", help="all segments with words that were not recognised"
    )
    which.add_argument(
        "--segment",
        action="append",
        default=[],
        metavar="ID",
        help="this segment (`longtake show --ids`); may be given several times",
    )


def align(arguments: argparse.Namespace) -> int:
    """Find the times, and make the edit."""
    path, home = find_document(arguments.document), options.home()
    with Document.open(path) as document, Realigner(path, home, WorkerProcess) as realigner:
        editing = Editing(document)
        chosen = _chosen(editing, document, arguments.segment)
        if not chosen:
            print("No segment has words that are to be aligned.", file=sys.stderr)
            return ExitCode.DONE
        found = realigner.align(chosen)
        if found.edit is not None:
            editing.do(found.edit)
    aligned = len(found.edit.timings) if found.edit is not None else 0
    print(f"Aligned: {aligned}. Not possible: {found.unaligned}.", file=sys.stderr)
    return ExitCode.DONE if aligned else ExitCode.FAILED


def _chosen(editing: Editing, document: Document, ids: list[str]) -> tuple[Segment, ...]:
    if not ids:
        return to_align(editing.recognised, editing.transcript, document.edits)
    known = {said.id: said for said in editing.transcript.segments}
    if unknown := [segment for segment in ids if segment not in known]:
        raise UsageError(
            f"There is no segment {unknown[0]!r}.", "`longtake show --ids` prints all of them."
        )
    return tuple(known[segment] for segment in ids)
