"""The command's manners: what it prints where, and how it ends."""

from __future__ import annotations

import argparse
import os
import subprocess
import sys
from pathlib import Path

import pytest

from engine import cli
from engine.display import LiveDisplay, PlainDisplay
from engine.document import Attempt, Document
from engine.errors import ExitCode, Problem
from engine.options import Home, Options
from engine.protocol import OutputOptions
from engine.source import Source
from engine.transcript import Gap, Transcript
from tests.commands import longtake
from tests.talking import TalkingWorker, transcribe

INTERRUPTED_WHILE_LOADED = """
import sys
class Interrupting:
    def find_spec(self, name, *_):
        if name == "engine.cli":
            raise KeyboardInterrupt
sys.meta_path.insert(0, Interrupting())
from engine.__main__ import main
sys.exit(main())
"""


@pytest.fixture
def failed(home: Home, tmp_path: Path) -> Path:
    """The document of a film that could not be read."""
    film = tmp_path / "film.mp4"
    film.write_text("no film")
    path = tmp_path / "job.longtake"
    problem = Problem("media-unreadable", "'film.mp4' is no recording.")
    with Document.create(path, Source.of(film), Options(), OutputOptions()) as document:
        document.add_attempt(Attempt("prepare", 0, 1, "usual", problem, 4.25))
        document.set_state("failed", problem)
    return path


def test_ctrl_c_is_quiet_even_while_the_command_is_loaded() -> None:
    command = [sys.executable, "-c", INTERRUPTED_WHILE_LOADED]
    run = subprocess.run(command, capture_output=True, text=True, check=False)
    assert (run.returncode, run.stderr) == (ExitCode.INTERRUPTED, "")


def test_the_command_can_be_run_as_a_module() -> None:
    run = subprocess.run(
        [sys.executable, "-m", "engine", "--version"], capture_output=True, text=True, check=True
    )
    assert run.stdout.startswith("longtake ")


def test_letters_that_the_terminal_lacks_are_no_error(home: Home, tmp_path: Path) -> None:
    text = tmp_path / "talk.srt"
    text.write_text("1\n00:00:01,000 --> 00:00:02,000\nПривет\n", encoding="utf-8")
    run = subprocess.run(
        [sys.executable, "-m", "engine.cli", "show", str(text)],
        env={**os.environ, "PYTHONIOENCODING": "ascii"},
        capture_output=True,
        text=True,
        check=True,
    )
    assert "\\u041f" in run.stdout and not run.stderr


@pytest.mark.parametrize(
    ("terminal", "kind"), [("xterm-256color", LiveDisplay), ("dumb", PlainDisplay)]
)
def test_a_terminal_that_cannot_go_back_gets_plain_lines(
    terminal: str, kind: type, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(sys.stderr, "isatty", lambda: True, raising=False)
    monkeypatch.setenv("TERM", terminal)
    assert isinstance(cli._display(argparse.Namespace(events=False)), kind)


def test_a_job_without_a_word_says_why(failed: Path) -> None:
    run = longtake("show", failed, check=ExitCode.DONE)
    assert run.stdout == ""
    assert run.stderr == (
        "Nothing is recognised yet; the job is failed. 'film.mp4' is no recording.\n"
    )


def test_an_attempt_whose_memory_nobody_knows_says_nothing_of_it(failed: Path) -> None:
    shown = longtake("show", failed, "--chunks", check=ExitCode.DONE).stdout
    assert "prepare, attempt 1 (usual, 4.2 s): 'film.mp4' is no recording.\n" in shown


def test_without_a_glossary_there_is_nothing_to_report(failed: Path) -> None:
    run = longtake("show", failed, "--bias", check=ExitCode.DONE)
    assert (run.stdout, run.stderr) == ("", "No glossary was used.\n")


def test_names_stay_in_their_line_and_column(
    home: Home, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    home.documents.mkdir()
    for name in ("wide 映画", "two\nlines\x1b[31m", "plain"):
        film = tmp_path / f"{name}.wav"
        film.write_text(name)
        path = home.documents / f"{len(name)}.longtake"
        Document.create(path, Source.of(film), Options(), OutputOptions()).close()
    assert cli.main(["jobs"]) == ExitCode.DONE
    heading, *rows = capsys.readouterr().out.splitlines()
    assert len(rows) == 3 and "\x1b" not in "".join(rows)
    wide, plain = (next(row for row in rows if name in row) for name in ("wide", "plain"))
    assert heading.index("document") == plain.index(str(home.documents))
    assert plain.index(str(home.documents)) - wide.index(str(home.documents)) == 2


def test_a_switch_of_the_config_file_can_be_turned_off(home: Home) -> None:
    home.config.write_text("diarize = true\n")
    parser = cli.build_parser()
    for given, is_wished in (([], True), (["--no-diarize"], False), (["--diarize"], True)):
        arguments = parser.parse_args(["transcribe", "film.mp4", *given])
        assert cli._chosen_options(arguments, home).diarize is is_wished


@pytest.mark.parametrize(
    ("arguments", "sentence", "hint"),
    [
        (["transcribe"], "The following arguments are required: FILE.", "longtake transcribe"),
        (["show", "x", "--nope"], "`longtake show` has no argument '--nope'.", "longtake show"),
        (["models", "fetch"], "The following arguments are required: MODEL.", "longtake models"),
        (["sing"], "Argument COMMAND: invalid choice: 'sing'", "longtake --help"),
        (["show", "x", "--chunks", "--bias"], "Argument --bias: not allowed with", "show --help"),
    ],
)
def test_a_command_that_cannot_be_meant_is_one_sentence_and_no_page_of_usage(
    arguments: list[str], sentence: str, hint: str, capsys: pytest.CaptureFixture[str]
) -> None:
    assert cli.main(arguments) == ExitCode.USAGE
    first, second = capsys.readouterr().err.splitlines()
    assert first.startswith(f"longtake: {sentence}")
    assert hint in second and second.endswith("says what may be given.")


def test_a_film_can_be_resumed_by_its_own_name(
    home: Home, tmp_path: Path, tiny_en: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    film = tmp_path / "film.wav"
    film.write_text("film")
    assert cli.main(["resume", str(film)]) == ExitCode.USAGE
    assert "No transcript of" in capsys.readouterr().err
    made = transcribe(film, home, TalkingWorker())[0]
    chunk = ["--chunk", "9"]
    assert cli.main(["resume", str(film), *chunk]) == ExitCode.USAGE
    assert "There is no chunk 9; the film has 2 chunks." in capsys.readouterr().err
    assert cli.main(["resume", made.job, *chunk]) == ExitCode.USAGE


def test_a_film_that_was_renamed_beside_its_document_is_found(
    home: Home, tmp_path: Path, tiny_en: Path
) -> None:
    film = tmp_path / "film.wav"
    made = transcribe(film, home, TalkingWorker())[0]
    film.rename(tmp_path / "renamed.wav")
    means = dict.fromkeys((*cli._MEANS, *cli._OTHER_MEANS))
    assert cli._resumption(Path(made.job), means, ()).source == str(tmp_path / "renamed.wav")


def test_a_gap_is_said_once_and_with_its_reason_where_there_is_one(
    capsys: pytest.CaptureFixture[str],
) -> None:
    gaps = (Gap(0, 0.0, 10.0, "not recognised"), Gap(1, 10.0, 20.0, "The disk is full."))
    cli._show_text(Transcript("en", 20.0, gaps=gaps), with_ids=False)
    assert capsys.readouterr().out.splitlines() == [
        "0:00:00  [not recognised]",
        "0:00:10  [not recognised: The disk is full.]",
    ]
