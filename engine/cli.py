"""The `longtake` command: transcribe, and look after jobs, models and transcripts.

Each command is one function that takes the parsed arguments and returns an exit code. What goes
wrong is one sentence on stderr; `--debug` adds the traceback.
"""

from __future__ import annotations

import argparse
import io
import os
import signal
import sys
from collections.abc import Callable, Mapping, Sequence
from contextlib import suppress
from pathlib import Path
from types import FrameType
from typing import Any

import msgspec

from engine import __version__, display, edition, models, options, telemetry
from engine.commands import align, app, glossary, importing, request, search, speakers, voices
from engine.commands.arguments import Commands, Parser, complain, parsed, remember
from engine.commands.arguments import command as _command
from engine.commands.arguments import find_document as _find_document
from engine.commands.arguments import print_table as _print_table
from engine.display import Display
from engine.document import SUFFIX, Attempt, Document
from engine.errors import (
    Cancelled,
    DocumentHeld,
    ExitCode,
    LongtakeError,
    NotWritable,
    UsageError,
)
from engine.jobs import exports, queue, runner
from engine.jobs.supervisor import Worker, WorkerProcess
from engine.logs import log_to
from engine.options import Home, Options
from engine.output import formats
from engine.protocol import JobEnded, JobSummary, OutputOptions, Submit
from engine.transcript import Transcript

_MEANS = ("device", "batch_size", "threads")
"""Options that change no word, so that what is done of a job stays done."""

_OTHER_MEANS = ("recognizer", "compute_type", "beam_size", "decoding")
"""Options by which a chunk that has failed may be tried differently."""

_UNITS = {
    name: unit
    for unit, names in {
        "N": "batch_size beam_size threads speakers min_speakers max_speakers max_terms",
        "CODE": "language",
        "FILE": "glossary",
        "TEXT": "initial_prompt",
        "PERCENT": "pause_below_battery pause_above_memory",
    }.items()
    for name in names.split()
}
"""What the values of options are counted in, where the option's name does not tell."""

DEFAULT_FORMATS = "srt,txt,json"


def main(argv: Sequence[str] | None = None) -> int:
    """Run one command; the exit code is the contract of `errors.ExitCode`."""
    argv = sys.argv[1:] if argv is None else argv
    if app.is_meant(argv):
        app.become(argv)
    arguments = argparse.Namespace(debug="--debug" in argv)
    try:
        arguments = parsed(build_parser(), argv)
        _die_politely()
        _print_anything()
        telemetry.switch_off()
        log_to(options.home())
        code = arguments.command(arguments)
        sys.stdout.flush()
        return int(code)
    except (Cancelled, KeyboardInterrupt):
        return ExitCode.INTERRUPTED
    except BrokenPipeError:
        os.dup2(os.open(os.devnull, os.O_WRONLY), sys.stdout.fileno())
        return ExitCode.DONE
    except LongtakeError as error:
        complain(error, arguments)
        return error.exit_code


def build_parser() -> argparse.ArgumentParser:
    """Every command with its arguments and help."""
    parser = Parser(
        prog="longtake",
        description="Turns long recordings and films into transcripts, and never loses its place.",
    )
    parser.add_argument("--version", action="version", version=f"longtake {__version__}")
    parser.set_defaults(
        command=lambda arguments: _show_help(parser), debug=False, program=parser.prog
    )
    commands = parser.add_subparsers(metavar="COMMAND")
    for add in (
        _add_transcribe,
        _add_jobs,
        _add_resume,
        _add_show,
        _add_export,
        importing.add,
        search.add,
        speakers.add,
        align.add,
        voices.add,
        _add_models,
        _add_doctor,
        request.add,
        glossary.add,
    ):
        add(commands)
    return parser


# --- transcribe and resume ------------------------------------------------------------------------


def transcribe(arguments: argparse.Namespace) -> int:
    """Transcribe every file; one that fails does not stop the others."""
    if not all(arguments.files):
        raise UsageError("The name of a file is empty.")
    if arguments.document:
        _check_document(arguments.document, len(arguments.files))
    home = options.home()
    chosen = _chosen_options(arguments, home)
    output = _output_options(arguments)
    submissions = [
        Submit(str(file), chosen, output, arguments.document or "", arguments.restart)
        for file in arguments.files
    ]
    return _run_all(submissions, home, arguments)


def _check_document(document: str, films: int) -> None:
    if films > 1:
        raise UsageError("--document names one document, but several files were given.")
    if Path(document).suffix != SUFFIX:
        raise UsageError(
            f"The name of a document ends with {SUFFIX}, and {document!r} does not.",
            f"Write --document {Path(document).stem or 'film'}{SUFFIX}.",
        )


def resume(arguments: argparse.Namespace) -> int:
    """Go on with the given documents, or with everything that was interrupted or has gaps."""
    home = options.home()
    if arguments.chunk and len(arguments.documents) != 1:
        raise UsageError("--chunk means chunks of one document; name it.")
    known = _with_failed_chunks(home) if arguments.failed else queue.interrupted(home)
    documents = [str(_find_document(name)) for name in arguments.documents]
    documents = documents or [job.path for job in known]
    if not documents:
        print("No chunk has failed." if arguments.failed else "Nothing was interrupted.")
    means = {name: getattr(arguments, name) for name in (*_MEANS, *_OTHER_MEANS)}
    _refuse_other_words(means, arguments)
    submissions = [_resumption(Path(path), means, _again(arguments)) for path in documents]
    return _run_all(submissions, home, arguments)


def _run_all(
    submissions: Sequence[Submit], home: Home, arguments: argparse.Namespace
) -> ExitCode | int:
    ended: list[JobEnded] = []
    with _display(arguments) as shown:
        for submission in submissions:
            maker = _worker_maker(arguments)
            ended.append(runner.run(submission, home, shown.show, maker))
            if submission.document:
                remember(Path(submission.document))
            _explain(ended[-1], arguments)
            if ended[-1].exit_code == ExitCode.INTERRUPTED:
                break
    if len(submissions) > 1 and not arguments.events:
        _summarise(submissions, ended)
    return next((job.exit_code for job in ended if job.exit_code), ExitCode.DONE)


def _chosen_options(arguments: argparse.Namespace, home: Home) -> Options:
    request = {name: getattr(arguments, name) for name, *_ in options.fields()}
    chosen = options.resolve(request, os.environ, options.read_config(home.config))
    if not chosen.glossary:
        return chosen
    place = os.path.abspath(
        os.path.expanduser(chosen.glossary)
    )  # a resumed job may begin elsewhere
    return msgspec.structs.replace(chosen, glossary=place)


def _output_options(arguments: argparse.Namespace) -> OutputOptions:
    wished = tuple(name.strip() for name in arguments.format.split(",") if name.strip())
    if unknown := [name for name in wished if name not in formats.FORMATS]:
        raise UsageError(
            f"There is no format {unknown[0]!r}.", f"One of: {', '.join(formats.FORMATS)}."
        )
    return OutputOptions(wished, arguments.output_dir or "", arguments.overwrite)


def _with_failed_chunks(home: Home) -> list[JobSummary]:
    """The finished jobs that have a gap, in the order in which they were begun."""
    found = (job for job in queue.jobs(home) if job.state == "completed" and job.done < job.total)
    return sorted(found, key=lambda job: job.created_at)


def _again(arguments: argparse.Namespace) -> tuple[int, ...]:
    """The chunks that are to be heard although they are done, as the engine counts them."""
    if any(number < 1 for number in arguments.chunk):
        raise UsageError("Chunks are counted from 1, as in `longtake show --chunks`.")
    return tuple(number - 1 for number in arguments.chunk)


def _resumption(document: Path, means: Mapping[str, Any], again: tuple[int, ...]) -> Submit:
    """The same job once more, as it was asked for but for other `means`.

    Chunks that are heard `again` are decoded in another way unless it is said how.
    """
    before = queue.resumption(document)
    _require_chunks(document, again)
    if again and not any(means[name] is not None for name in _OTHER_MEANS):
        means = {**means, "decoding": queue.other_decoding(before.options)}
    as_before = msgspec.structs.asdict(before.options)
    chosen = options.resolve(as_before | {k: v for k, v in means.items() if v is not None}, {})
    return msgspec.structs.replace(before, means=chosen, again=again)


def _require_chunks(document: Path, again: tuple[int, ...]) -> None:
    total = queue.summarise(document).total
    if missing := [index + 1 for index in again if index >= total]:
        raise UsageError(
            f"There is no chunk {missing[0]}; the film has {display.counted(total, 'chunk')}.",
            "`longtake show --chunks` lists them.",
        )


def _refuse_other_words(means: Mapping[str, Any], arguments: argparse.Namespace) -> None:
    """Half a film must not be heard in one way and half in another by accident."""
    given = [name for name in _OTHER_MEANS if means[name] is not None]
    if given and not arguments.failed and not arguments.chunk:
        raise UsageError(
            f"{options.flag(given[0])} could change the words of what is left to do.",
            "Use it with --failed or --chunk, or begin anew with `longtake transcribe --restart`.",
        )


def _display(arguments: argparse.Namespace) -> Display:
    if arguments.events:
        return display.EventLines(os.fdopen(os.dup(1), "wb"))
    if sys.stderr.isatty() and os.environ.get("TERM") not in ("dumb", "unknown"):
        from rich.console import Console

        return display.LiveDisplay(Console(stderr=True, highlight=False))
    return display.PlainDisplay(lambda line: print(line, file=sys.stderr, flush=True))


def _worker_maker(arguments: argparse.Namespace) -> Callable[[Path], Worker]:
    if arguments.in_process:
        from engine.worker.in_process import InProcessWorker

        return lambda log_file: InProcessWorker()
    return WorkerProcess


def _explain(ended: JobEnded, arguments: argparse.Namespace) -> None:
    if arguments.debug and ended.problem is not None and ended.problem.details:
        print(ended.problem.details, file=sys.stderr)


def _summarise(submissions: Sequence[Submit], ended: Sequence[JobEnded]) -> None:
    print(file=sys.stderr)
    for submission, job in zip(submissions, ended, strict=False):
        words = f"{job.words} words" if job.problem is None else job.problem.message
        print(f"{job.state:<12} {Path(submission.source).name!r}: {words}", file=sys.stderr)
    for submission in submissions[len(ended) :]:
        print(f"{'not begun':<12} {Path(submission.source).name!r}", file=sys.stderr)


# --- looking at jobs and transcripts --------------------------------------------------------------


def list_jobs(arguments: argparse.Namespace) -> int:
    """Every job that this user has, newest first."""
    jobs = queue.jobs(options.home())
    rows = [
        (
            job.state,
            f"{job.done}/{job.total}",
            display.clock_time(job.duration),
            job.updated_at[:16].replace("T", " "),
            job.title,
            job.path,
        )
        for job in jobs
    ]
    _print_table(("state", "chunks", "length", "changed", "film", "document"), rows)
    return ExitCode.DONE


def show(arguments: argparse.Namespace) -> int:
    """A transcript as text with times, or how its chunks came about."""
    with Document.open(_find_document(arguments.document), read_only=True) as document:
        if arguments.chunks:
            _show_chunks(document)
        elif arguments.bias:
            glossary.show_bias(document)
        else:
            _show_text(_transcript(document, arguments), arguments.ids)
            _explain_nothing(document)
    return ExitCode.DONE


def export(arguments: argparse.Namespace) -> int:
    """Write a transcript's files anew, from what is in its document."""
    path = _find_document(arguments.document)
    with Document.open(path, read_only=True) as document:
        transcript = _transcript(document, arguments)
        files = exports.write(document, transcript, _output_options(arguments))
    for file in files:
        print(file)
    with suppress(NotWritable, DocumentHeld), Document.open(path, verify=False) as document:
        exports.remember(document, files)
    return ExitCode.DONE


def _transcript(document: Document, arguments: argparse.Namespace) -> Transcript:
    """What the user made of the recognised text, or with --original that itself."""
    if arguments.original:
        return edition.transcript_so_far(document)
    return edition.edited(document).transcript


def _show_text(transcript: Transcript, with_ids: bool) -> None:
    for segment in transcript.segments:
        number = f"{segment.id:<14} " if with_ids else ""
        name = transcript.called(segment.speaker)
        speaker = f"{name}: " if name else ""
        said = display.printable(f"{speaker}{segment.text}")
        print(f"{number}{display.clock_time(segment.start)}  {said}")
    for gap in transcript.gaps:
        reason = gap.reason.removeprefix("not recognised")  # so are those called that wait still
        print(f"{display.clock_time(gap.start)}  [not recognised{reason and f': {reason}'}]")


def _explain_nothing(document: Document) -> None:
    """Why there may be no text, where the job is not done."""
    if document.state != "completed" and not document.count("recognise"):
        reason = f" {document.problem.message}" if document.problem else ""
        print(f"Nothing is recognised yet; the job is {document.state}.{reason}", file=sys.stderr)


def _show_chunks(document: Document) -> None:
    made = {part.part: part.provenance for part in document.checkpoints("recognise")}
    failed = {attempt.part for attempt in document.attempts if attempt.rung == "gap"}
    rows = [
        (
            str(chunk.index + 1),
            display.clock_time(chunk.start),
            display.clock_time(chunk.end),
            "done" if chunk.index in made else "failed" if chunk.index in failed else "waiting",
            *(str(made.get(chunk.index, {}).get(name, "")) for name in ("device", "seconds")),
        )
        for chunk in document.plan
    ]
    _print_table(("chunk", "from", "to", "state", "device", "seconds"), rows)
    for attempt in document.attempts:
        print(_attempt_line(attempt))


def _attempt_line(attempt: Attempt) -> str:
    """How a chunk or a stage was tried on which rung, how that ended, and what it took."""
    outcome = attempt.problem.message if attempt.problem else "It succeeded."
    cost = f"{attempt.seconds:.1f} s"
    cost += f", {display.size(attempt.memory)}" if attempt.memory else ""
    what = f"chunk {attempt.part + 1}" if attempt.stage == "recognise" else attempt.stage
    return f"{what}, attempt {attempt.number} ({attempt.rung}, {cost}): {outcome}"


# --- models and doctor ----------------------------------------------------------------------------


def list_models(arguments: argparse.Namespace) -> int:
    """The catalogue, and which of it is on this machine."""
    here = {entry.name for entry in models.installed(options.home())}
    rows = [
        (
            entry.name,
            "here" if entry.name in here else "",
            display.size(entry.size),
            entry.languages,
            entry.licence,
            entry.title,
        )
        for entry in models.catalogue()
    ]
    _print_table(("model", "", "size", "languages", "licence", ""), rows)
    return ExitCode.DONE


def fetch_models(arguments: argparse.Namespace) -> int:
    """Fetch models, so that everything works without a network from then on."""
    with _display(arguments) as shown:
        for name in arguments.names:
            models.fetch(name, options.home(), runner.fetching(shown.show), arguments.source)
            print(f"{name} is here.", file=sys.stderr)
    return ExitCode.DONE


def verify_models(arguments: argparse.Namespace) -> int:
    """Check every file of the models against its hash."""
    home = options.home()
    code = ExitCode.DONE
    here = [model.name for model in models.installed(home) if model.is_in_catalogue]
    for name in arguments.names or here:
        damaged = [file for file in models.verify(name, home) if not file.is_ok]
        faults = ", ".join(f"{file.name} is {file.state}" for file in damaged)
        print(f"{name}: {faults or 'whole'}")
        code = ExitCode.MODEL if damaged else code
    return code


def remove_models(arguments: argparse.Namespace) -> int:
    """Delete models from this machine."""
    for name in arguments.names:
        models.remove(name, options.home())
        print(f"{name} is removed.", file=sys.stderr)
    return ExitCode.DONE


def doctor(arguments: argparse.Namespace) -> int:
    """What this machine has, and what Longtake would use of it."""
    from engine import doctor as examination

    home = options.home()
    chosen = options.resolve({}, os.environ, options.read_config(home.config))
    if arguments.self_test:
        examination.self_test(home, chosen, lambda line: print(line, file=sys.stderr, flush=True))
    sections = examination.examine(home, chosen)
    print(examination.rendered(sections, sys.stdout.isatty()))
    if arguments.bundle:
        from engine.support import write_bundle

        write_bundle(arguments.bundle, home, chosen, examination.rendered(sections))
        print(f"The bundle for support is {str(arguments.bundle)!r}.", file=sys.stderr)
    return ExitCode.DONE


# --- arguments ------------------------------------------------------------------------------------


def _add_transcribe(commands: Commands) -> None:
    parser = _command(commands, "transcribe", transcribe, "turn films and recordings into text")
    parser.add_argument("files", nargs="+", metavar="FILE", help="audio or video files")
    parser.add_argument("--document", metavar="FILE", help="keep the job in this .longtake file")
    parser.add_argument(
        "--restart", action="store_true", help="forget what was done and begin anew"
    )
    _add_output_arguments(parser)
    _add_run_arguments(parser)
    group = parser.add_argument_group(
        "recognition",
        "Each is also read from LONGTAKE_<OPTION> and from config.toml in Longtake's folder, "
        "which `longtake doctor` names.",
    )
    for name, description, default, choices in options.fields():
        shown = f"{description} (default: {options.spelled(default) or 'none'})"
        if default is False:
            switch = argparse.BooleanOptionalAction
            group.add_argument(options.flag(name), action=switch, default=None, help=shown)
        else:
            group.add_argument(options.flag(name), metavar=_metavar(name, choices), help=shown)


def _add_resume(commands: Commands) -> None:
    parser = _command(commands, "resume", resume, "go on with what was interrupted")
    parser.add_argument(
        "documents", nargs="*", metavar="DOCUMENT|FILM", help="default: all of them"
    )
    parser.add_argument(
        "--failed", action="store_true", help="the finished jobs of which a chunk has failed"
    )
    parser.add_argument(
        "--chunk",
        action="append",
        type=int,
        default=[],
        metavar="NUMBER",
        help="hear this chunk again in another way, though it is done (`longtake show --chunks`); "
        "what was edited in it stays",
    )
    for name, description, _, choices in options.fields():
        if name in (*_MEANS, *_OTHER_MEANS):
            only = "" if name in _MEANS else ", only with --failed or --chunk"
            parser.add_argument(
                options.flag(name),
                metavar=_metavar(name, choices),
                help=f"{description} (default: as before{only})",
            )
    _add_run_arguments(parser)


def _metavar(name: str, choices: Sequence[str]) -> str:
    """What stands for an option's value in the help: its choices, or its unit."""
    return "|".join(choices) or _UNITS.get(name, name.rpartition("_")[2].upper())


def _add_jobs(commands: Commands) -> None:
    _command(commands, "jobs", list_jobs, "list all jobs and how they stand")


def _add_show(commands: Commands) -> None:
    parser = _command(commands, "show", show, "print a transcript")
    parser.add_argument("document", metavar="DOCUMENT|FILM")
    what = parser.add_mutually_exclusive_group()
    what.add_argument("--chunks", action="store_true", help="print how each chunk came about")
    what.add_argument("--bias", action="store_true", help="print what the glossary did")
    parser.add_argument("--ids", action="store_true", help="print the id of each segment")
    _add_original(parser)


def _add_export(commands: Commands) -> None:
    parser = _command(commands, "export", export, "write a transcript's files anew")
    parser.add_argument("document", metavar="DOCUMENT|FILM")
    _add_original(parser)
    _add_output_arguments(parser)


def _add_original(parser: argparse.ArgumentParser) -> None:
    parser.add_argument(
        "--original", action="store_true", help="as it was recognised, without any edit"
    )


def _add_models(commands: Commands) -> None:
    parser = _command(commands, "models", list_models, "list, fetch, verify or remove models")
    actions = parser.add_subparsers(metavar="ACTION")
    _command(actions, "list", list_models, "the catalogue and what is on this machine")
    fetching = _command(actions, "fetch", fetch_models, "bring models to this machine")
    fetching.set_defaults(events=False)
    fetching.add_argument("names", nargs="+", metavar="MODEL")
    fetching.add_argument(
        "--from", dest="source", type=Path, metavar="FOLDER", help="take the files from here"
    )
    verifying = _command(actions, "verify", verify_models, "check every file against its hash")
    verifying.add_argument("names", nargs="*", metavar="MODEL", help="default: all that are here")
    removing = _command(actions, "remove", remove_models, "delete models from this machine")
    removing.add_argument("names", nargs="+", metavar="MODEL")


def _add_doctor(commands: Commands) -> None:
    parser = _command(
        commands, "doctor", doctor, "say what this machine has and what would be used"
    )
    parser.add_argument(
        "--self-test", action="store_true", help="try every way to recognise on this machine"
    )
    parser.add_argument(
        "--bundle",
        type=Path,
        metavar="FILE",
        help="also write a zip for support: logs and states, without your words and names",
    )


def _add_output_arguments(parser: argparse.ArgumentParser) -> None:
    parser.add_argument("--output-dir", metavar="DIR", help="default: beside the film")
    parser.add_argument(
        "--format",
        default=DEFAULT_FORMATS,
        metavar="LIST",
        help=f"any of {','.join(formats.FORMATS)} (default: {DEFAULT_FORMATS})",
    )
    parser.add_argument("--overwrite", action="store_true", help="replace files that are there")


def _add_run_arguments(parser: argparse.ArgumentParser) -> None:
    parser.add_argument("--events", action="store_true", help="protocol messages on stdout")
    parser.add_argument(
        "--in-process", action="store_true", help="for debugging: no worker process"
    )


# --- manners --------------------------------------------------------------------------------------


def _show_help(parser: argparse.ArgumentParser) -> int:
    parser.print_help(sys.stderr)
    return ExitCode.USAGE


def _print_anything() -> None:
    """A letter that the terminal's encoding lacks is written by its number; it is no error."""
    if isinstance(sys.stdout, io.TextIOWrapper):
        sys.stdout.reconfigure(errors="backslashreplace")


def _die_politely() -> None:
    """A request to end is obeyed like Ctrl-C: the job is left so that it can be resumed."""

    def interrupt(number: int, frame: FrameType | None) -> None:
        raise Cancelled

    for number in (signal.SIGTERM, signal.SIGHUP):
        signal.signal(number, interrupt)


if __name__ == "__main__":
    sys.exit(main())
