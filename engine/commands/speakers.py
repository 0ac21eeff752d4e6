"""`longtake speakers`: who is who in a transcript, corrected without a window.

Every change is an edit in the document's log, as one made in the app is: it can be undone, and
`longtake export` writes the files with it. A speaker is named by label or by name.
"""

from __future__ import annotations

import argparse
import sys
from collections.abc import Callable, Iterable

from engine import display
from engine.commands.arguments import Commands, command, find_document, moment, print_table
from engine.document import Document
from engine.edition import Editing, edited
from engine.edits import (
    AnyEdit,
    AssignFromHere,
    AssignSegments,
    AssignTurn,
    MergeSpeakers,
    RenameSpeaker,
    SplitSpeaker,
    titled,
    titles,
)
from engine.errors import ExitCode, UsageError
from engine.transcript import Segment, Transcript

_FIRST_WORDS = 48  # characters of what a speaker says first
_AT_HAND = 0.5  # seconds beside a segment that a time may miss it


def add(commands: Commands) -> None:
    """Make the commands known to the parser."""
    family = command(commands, "speakers", list_speakers, "list, name, merge or split speakers")
    actions = family.add_subparsers(metavar="ACTION", required=True)
    _action(actions, "list", list_speakers, "who speaks, how long, and what they say first")
    renaming = _action(actions, "rename", rename, "give a speaker a name")
    renaming.add_argument("speaker", metavar="SPEAKER")
    renaming.add_argument("name", metavar="NAME", help="an empty one takes the name away")
    merging = _action(actions, "merge", merge, "make several speakers one")
    merging.add_argument("into", metavar="SPEAKER", help="who they are")
    merging.add_argument("others", nargs="+", metavar="OTHER", help="who they were taken for")
    _add_reassign(actions)
    _add_split(actions)
    _action(actions, "undo", undo, "take the last edit back")
    _action(actions, "redo", redo, "make the edit again that was taken back last")
    _action(actions, "log", show_log, "list all edits that were made")


def list_speakers(arguments: argparse.Namespace) -> int:
    """Everybody who speaks in a transcript."""
    with _opened(arguments, read_only=True) as document:
        transcript = edited(document).transcript
    known = [speaker.id for speaker in transcript.speakers]
    heard = [said.speaker for said in transcript.segments if said.speaker]
    rows = [_row(speaker, transcript) for speaker in dict.fromkeys([*known, *heard])]
    print_table(("speaker", "name", "segments", "time", "share", "first words"), rows)
    return ExitCode.DONE


def rename(arguments: argparse.Namespace) -> int:
    """Give a speaker a name."""
    return _edit(
        arguments, lambda talk: RenameSpeaker(talk.id_of(arguments.speaker), arguments.name)
    )


def merge(arguments: argparse.Namespace) -> int:
    """Make several speakers one."""

    def edit(talk: Transcript) -> AnyEdit:
        others = tuple(talk.id_of(other) for other in arguments.others)
        return MergeSpeakers(others, talk.id_of(arguments.into))

    return _edit(arguments, edit)


def reassign(arguments: argparse.Namespace) -> int:
    """Give what was said to another speaker."""
    return _edit(arguments, lambda talk: _reassignment(talk, arguments))


def split(arguments: argparse.Namespace) -> int:
    """Make two speakers of one."""

    def edit(talk: Transcript) -> AnyEdit:
        speaker = talk.id_of(arguments.speaker)
        theirs = [said for said in _chosen(talk, arguments) if said.speaker == speaker]
        if not theirs:
            raise UsageError(f"{arguments.speaker!r} says nothing there.", _WHERE)
        return SplitSpeaker(speaker, _ids(theirs), arguments.name)

    return _edit(arguments, edit)


def undo(arguments: argparse.Namespace) -> int:
    """Take the last edit back."""
    with _opened(arguments) as document:
        editing = Editing(document)
        edit = editing.undo()
        what = titled(edit, editing.transcript) if edit else ""
    _say(f"Undone: {what}." if what else "There is nothing to undo.")
    return ExitCode.DONE


def redo(arguments: argparse.Namespace) -> int:
    """Make the edit again that was taken back last."""
    with _opened(arguments) as document:
        editing = Editing(document)
        before = editing.transcript
        edit = editing.redo()
        what = titled(edit, before) if edit else ""
    _say(f"Redone: {what}." if what else "There is nothing to redo.")
    return ExitCode.DONE


def show_log(arguments: argparse.Namespace) -> int:
    """All edits, those that are taken back marked so."""
    with _opened(arguments, read_only=True) as document:
        log, cursor = document.edit_log, document.edit_cursor
        called = titles(edited(document).recognised, [logged.edit for logged in log])
    rows = [
        (
            str(logged.number),
            logged.at[:19].replace("T", " "),
            "" if logged.number <= cursor else "undone",
            title,
        )
        for logged, title in zip(log, called, strict=True)
    ]
    print_table(("edit", "made (UTC)", "", "what"), rows)
    return ExitCode.DONE


# --- what is meant --------------------------------------------------------------------------------

_WHERE = "Say where: --at TIME, --from TIME [--to TIME], or --segment ID (`longtake show --ids`)."


def _reassignment(talk: Transcript, arguments: argparse.Namespace) -> AnyEdit:
    speaker = _recipient(talk, arguments.speaker)
    segments = _ids(_chosen(talk, arguments))
    if arguments.scope == "segment":
        return AssignSegments(segments, speaker)
    if len(segments) > 1:
        raise UsageError(f"--scope {arguments.scope} begins at one segment, not at several.")
    kind = AssignTurn if arguments.scope == "turn" else AssignFromHere
    return kind(segments[0], speaker)


def _recipient(talk: Transcript, name: str) -> str | None:
    return None if name.casefold() == "nobody" else talk.id_of(name)


def _chosen(talk: Transcript, arguments: argparse.Namespace) -> list[Segment]:
    """The segments that the arguments name by id, by a time, or by a stretch of time."""
    is_stretch = arguments.start is not None or arguments.end is not None
    if bool(arguments.segment) + (arguments.at is not None) + is_stretch > 1:
        raise UsageError("It is said in two ways which segments are meant.", _WHERE)
    if arguments.segment:
        return [_by_id(talk, name) for name in arguments.segment]
    if arguments.at is not None:
        return [_at(talk, arguments.at)]
    if not is_stretch:
        raise UsageError("It is not said which segments are meant.", _WHERE)
    start = 0.0 if arguments.start is None else arguments.start
    end = float("inf") if arguments.end is None else arguments.end
    found = [said for said in talk.segments if start <= (said.start + said.end) / 2 < end]
    if not found:
        raise UsageError("Nothing is said in that time.", _WHERE)
    return found


def _by_id(talk: Transcript, name: str) -> Segment:
    for said in talk.segments:
        if said.id == name:
            return said
    raise UsageError(f"There is no segment {name!r}.", "`longtake show --ids` prints them all.")


def _at(talk: Transcript, time: float) -> Segment:
    def missed(said: Segment) -> float:
        return max(said.start - time, time - said.end, 0.0)

    nearest = min(talk.segments, key=missed, default=None)
    if nearest is None or missed(nearest) > _AT_HAND:
        raise UsageError(f"Nothing is said at {display.clock_time(time)}.", _WHERE)
    return nearest


def _ids(segments: Iterable[Segment]) -> tuple[str, ...]:
    return tuple(said.id for said in segments)


def _row(speaker: str, transcript: Transcript) -> tuple[str, ...]:
    theirs = [said for said in transcript.segments if said.speaker == speaker]
    seconds = sum(said.duration for said in theirs)
    whole = sum(said.duration for said in transcript.segments)
    name = transcript.name_of(speaker)
    return (
        speaker,
        name if name != speaker else "",
        str(len(theirs)),
        display.clock_time(seconds),
        f"{100 * seconds / whole:.0f} %" if whole else "",
        _shortened(theirs[0].text) if theirs else "",
    )


def _shortened(text: str) -> str:
    return text if len(text) <= _FIRST_WORDS else text[: _FIRST_WORDS - 1].rstrip() + "…"


# --- doing it -------------------------------------------------------------------------------------


def _edit(arguments: argparse.Namespace, make: Callable[[Transcript], AnyEdit]) -> int:
    with _opened(arguments) as document:
        editing = Editing(document)
        before = editing.transcript
        edit = make(before)
        editing.do(edit)
    _say(f"Done: {titled(edit, before)}.")
    return ExitCode.DONE


def _say(sentence: str) -> None:
    print(display.printable(sentence), file=sys.stderr)


def _opened(arguments: argparse.Namespace, read_only: bool = False) -> Document:
    return Document.open(find_document(arguments.document), read_only=read_only)


# --- arguments ------------------------------------------------------------------------------------


def _add_reassign(actions: Commands) -> None:
    parser = _action(actions, "reassign", reassign, "give what was said to another speaker")
    parser.add_argument("speaker", metavar="SPEAKER", help="who said it; “nobody” if unknown")
    _add_places(parser)
    parser.add_argument(
        "--scope",
        choices=("segment", "turn", "rest"),
        default="segment",
        help="only that, all that is said in a row there, or all of that speaker from there on",
    )


def _add_split(actions: Commands) -> None:
    parser = _action(actions, "split", split, "make two speakers of one")
    parser.add_argument("speaker", metavar="SPEAKER", help="who is two people")
    _add_places(parser)
    parser.add_argument("--name", default="", help="the name of the new speaker")


def _add_places(parser: argparse.ArgumentParser) -> None:
    parser.add_argument("--segment", action="append", metavar="ID", help="may be given again")
    parser.add_argument("--at", type=moment, metavar="TIME", help="what is said at 1:02:03")
    parser.add_argument(
        "--from", dest="start", type=moment, metavar="TIME", help="what is said from here on"
    )
    parser.add_argument(
        "--to", dest="end", type=moment, metavar="TIME", help="what is said up to here"
    )


def _action(
    actions: Commands, name: str, run: Callable[[argparse.Namespace], int], description: str
) -> argparse.ArgumentParser:
    parser = command(actions, name, run, description)
    parser.add_argument("document", metavar="DOCUMENT|FILM")
    return parser
