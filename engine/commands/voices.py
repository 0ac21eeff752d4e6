"""`longtake voices`: people who are known again in other films, because they agreed to be."""

from __future__ import annotations

import argparse
import sys
from contextlib import AbstractContextManager
from pathlib import Path

import msgspec

from engine import display, options
from engine.commands.arguments import Commands, command, find_document, moment, print_table
from engine.document import SUFFIX, Document
from engine.edition import edited, told_apart
from engine.errors import ExitCode, UsageError
from engine.jobs import enrolment
from engine.jobs.supervisor import WorkerProcess
from engine.models_delivery import FetchProgress
from engine.options import Options
from engine.transcript import Transcript
from engine.voices import Sample, VoiceLibrary, spans_of


def add(commands: Commands) -> None:
    """Make the commands known to the parser."""
    family = command(commands, "voices", list_voices, "know people again in other films")
    actions = family.add_subparsers(metavar="ACTION", required=True)
    _add_enroll(actions)
    command(actions, "list", list_voices, "everybody who is known")
    suggesting = command(actions, "suggest", suggest, "say who the speakers of a film may be")
    suggesting.add_argument("document", metavar="DOCUMENT|FILM")
    suggesting.add_argument("--apply", action="store_true", help="give them these names")
    forgetting = command(actions, "forget", forget, "remove voices without a trace")
    forgetting.add_argument("names", nargs="*", metavar="NAME")
    forgetting.add_argument("--all", action="store_true", help="everybody")
    exporting = command(actions, "export", export, "write voices to a file for another machine")
    exporting.add_argument("file", type=Path, metavar="FILE")
    exporting.add_argument("names", nargs="*", metavar="NAME", help="default: everybody")
    importing = command(actions, "import", bring, "take in voices that were exported")
    importing.add_argument("file", type=Path, metavar="FILE")


def enroll(arguments: argparse.Namespace) -> int:
    """Keep a voice, from what a speaker says in a film or from a recording of one person."""
    samples = _from_film(arguments) if arguments.speaker else _from_recording(arguments)
    voice = _library().enrol(arguments.name, samples, arguments.consent)
    heard = display.clock_time(sum(sample.seconds for sample in samples))
    print(f"{voice.name} is known by {heard} of this recording.", file=sys.stderr)
    return ExitCode.DONE


def list_voices(arguments: argparse.Namespace) -> int:
    """Everybody who is known, how well, and what they agreed to."""
    rows = [
        (
            voice.name,
            str(len(voice.samples)),
            display.clock_time(voice.seconds),
            voice.enrolled_at[:10],
            voice.consent,
        )
        for voice in _library().voices()
    ]
    print_table(("name", "samples", "heard", "since", "consent"), rows)
    if not rows:
        print("Nobody is known yet: `longtake voices enroll`.", file=sys.stderr)
    return ExitCode.DONE


def suggest(arguments: argparse.Namespace) -> int:
    """Say who the speakers of a film may be; with --apply give them these names."""
    path, home = find_document(arguments.document), options.home()
    with Document.open(path, read_only=not arguments.apply) as document:
        if told_apart(document) is None:
            raise UsageError(
                "The speakers of this film were not told apart.",
                "Transcribe it with --diarize first.",
            )
        found = enrolment.suggestions(document, home, edited(document).transcript)
        given = enrolment.apply(document, found) if arguments.apply else ()
    rows = [
        (
            each.speaker,
            each.name,
            f"{each.score:.2f}",
            f"{each.lead:.2f}",
            "named" if each in given else "",
        )
        for each in found
    ]
    print_table(("speaker", "may be", "alike", "ahead by", ""), rows)
    if not rows:
        print("No speaker without a name is like a voice that is known.", file=sys.stderr)
    return ExitCode.DONE


def forget(arguments: argparse.Namespace) -> int:
    """Remove voices without a trace."""
    if bool(arguments.names) == arguments.all:
        raise UsageError("Name whom to forget, or everybody with --all.")
    library = _library()
    for name in arguments.names:
        print(f"{library.forget(name).name} is forgotten.", file=sys.stderr)
    if arguments.all:
        library.forget_all()
        print("Everybody is forgotten.", file=sys.stderr)
    return ExitCode.DONE


def export(arguments: argparse.Namespace) -> int:
    """Write voices to a file for another machine."""
    written = _library().export(arguments.file, arguments.names)
    number = "1 voice is" if len(written) == 1 else f"{len(written)} voices are"
    print(f"{number} in {str(arguments.file)!r}.", file=sys.stderr)
    return ExitCode.DONE


def bring(arguments: argparse.Namespace) -> int:
    """Take in voices that were exported."""
    brought = _library().bring(arguments.file)
    print(f"Known now: {', '.join(voice.name for voice in brought)}.", file=sys.stderr)
    return ExitCode.DONE


def _from_film(arguments: argparse.Namespace) -> tuple[Sample, ...]:
    """What a speaker says in a film that was transcribed, or in a stretch of it."""
    with Document.open(find_document(arguments.source), read_only=True) as document:
        transcript = _between(edited(document).transcript, arguments)
        film, chosen = Path(document.verify_source().path), document.options
    speaker = transcript.id_of(arguments.speaker)
    spans = spans_of(transcript, speaker)
    if not spans:
        raise UsageError(
            f"{arguments.speaker!r} is never heard alone for long enough.",
            "It takes two seconds or more in which nobody else talks.",
        )
    with _listening(film, chosen) as recording:
        return recording.samples(spans)


def _from_recording(arguments: argparse.Namespace) -> tuple[Sample, ...]:
    """A recording of one person, or a stretch of one."""
    if arguments.source.endswith(SUFFIX):
        raise UsageError("It is not said whose voice is meant.", "Name the --speaker.")
    with _listening(Path(arguments.source), options.resolve({})) as recording:
        return recording.samples(recording.spoken(*_limits(arguments)))


def _listening(source: Path, chosen: Options) -> AbstractContextManager[enrolment.Recording]:
    return enrolment.listening(source, chosen, options.home(), WorkerProcess, _say)


def _say(progress: FetchProgress) -> None:
    if progress.done == 0:
        print(f"Fetching {progress.model}.", file=sys.stderr)


def _between(transcript: Transcript, arguments: argparse.Namespace) -> Transcript:
    start, end = _limits(arguments)
    inside = tuple(said for said in transcript.segments if start <= said.start and said.end <= end)
    return msgspec.structs.replace(transcript, segments=inside)


def _limits(arguments: argparse.Namespace) -> tuple[float, float]:
    start = 0.0 if arguments.start is None else arguments.start
    return start, float("inf") if arguments.end is None else arguments.end


def _library() -> VoiceLibrary:
    return VoiceLibrary(options.home().voices)


def _add_enroll(actions: Commands) -> None:
    parser = command(actions, "enroll", enroll, "keep a voice, with the person's consent")
    parser.add_argument("name", metavar="NAME", help="what the person is called")
    parser.add_argument(
        "source",
        metavar="DOCUMENT|FILM|RECORDING",
        help="a film that was transcribed, with --speaker, or a recording of the person alone",
    )
    parser.add_argument("--speaker", help="who it is in the transcript; else all that is spoken")
    parser.add_argument(
        "--from", dest="start", type=moment, metavar="TIME", help="hear only from here on"
    )
    parser.add_argument(
        "--to", dest="end", type=moment, metavar="TIME", help="hear only up to here"
    )
    parser.add_argument(
        "--consent", required=True, metavar="NOTE", help="how the person agreed to be known again"
    )
