"""Who is who, corrected from the command line."""

from __future__ import annotations

import argparse
import json
from collections.abc import Callable
from pathlib import Path

import pytest

from engine import cli
from engine.commands.arguments import moment
from engine.document import Document, Source
from engine.edition import edited
from engine.errors import ExitCode
from engine.options import Home, Options
from engine.transcript import Transcript
from tests.builders import chunk, heard, segment, transcript
from tests.commands import longtake

TALK = transcript(
    segment("Are you coming?", 0.0, "0.0", speaker="SPEAKER_00"),
    segment("Of course.", 3.0, "0.1", speaker="SPEAKER_01"),
    segment("With a hat.", 5.0, "0.2", speaker="SPEAKER_01"),
    segment("Good.", 7.0, "0.3", speaker="SPEAKER_00"),
    segment("Indeed.", 70.0, "0.4", speaker="SPEAKER_01"),
)
Run = Callable[..., int]


@pytest.fixture
def film(tmp_path: Path) -> Path:
    path = tmp_path / "film.mkv"
    path.write_bytes(b"moving pictures")
    return path


@pytest.fixture
def path(tmp_path: Path, film: Path, home: Home) -> Path:
    """The document of a film in which two people speak."""
    path = tmp_path / "film.longtake"
    with Document.create(path, Source.of(film), Options()) as document:
        document.save_plan((chunk(0, 0.0, 100.0),))
        document.save_language("en")
        words = tuple(TALK.words())
        document.save("recognise", 0, "key", heard(0, words), {})
        document.save("transcript", 0, "", TALK, {})
        document.set_state("completed")
    return path


@pytest.fixture
def run(path: Path, logging_of_its_own: None) -> Run:
    """Run `longtake speakers ACTION DOCUMENT …` in this process."""
    return lambda action, *rest: cli.main(["speakers", action, str(path), *map(str, rest)])


def talk(path: Path) -> Transcript:
    with Document.open(path, read_only=True) as document:
        return edited(document).transcript


def who(path: Path) -> str:
    return "".join((said.speaker or "-")[-1] for said in talk(path).segments)


def test_speakers_are_listed_with_their_share_and_first_words(
    run: Run, capsys: pytest.CaptureFixture[str]
) -> None:
    assert run("list") == ExitCode.DONE
    heading, first, second = capsys.readouterr().out.splitlines()
    assert heading.split()[:3] == ["speaker", "name", "segments"]
    assert first.split() == "SPEAKER_00 2 0:00:01 40 % Are you coming?".split()
    assert second.split() == "SPEAKER_01 3 0:00:02 60 % Of course.".split()


def test_a_speaker_gets_a_name_by_label_and_another_by_that_name(run: Run, path: Path) -> None:
    assert run("rename", "SPEAKER_00", "Anna") == ExitCode.DONE
    assert run("rename", "anna", "Anne") == ExitCode.DONE
    assert talk(path).name_of("SPEAKER_00") == "Anne"


def test_what_was_done_is_said(run: Run, capsys: pytest.CaptureFixture[str]) -> None:
    run("rename", "SPEAKER_00", "Anna")
    assert capsys.readouterr().err == "Done: Rename SPEAKER_00 to Anna.\n"


def test_whoever_is_not_found_is_shown_those_who_are_with_their_names(
    run: Run, capsys: pytest.CaptureFixture[str]
) -> None:
    run("rename", "SPEAKER_00", "Anna")
    assert run("rename", "Zoe", "Zoë") == ExitCode.USAGE
    assert "Those that are: SPEAKER_00 (Anna), SPEAKER_01." in capsys.readouterr().err


def test_merged_speakers_are_one(run: Run, path: Path) -> None:
    assert run("merge", "SPEAKER_01", "SPEAKER_00") == ExitCode.DONE
    assert who(path) == "11111"


@pytest.mark.parametrize(
    ("arguments", "after"),
    [
        (("--at", "3.1"), "00101"),
        (("--at", "0:04", "--scope", "turn"), "00001"),
        (("--segment", "0.1", "--scope", "rest"), "00000"),
        (("--segment", "0.1", "--segment", "0.4"), "00100"),
        (("--from", "4", "--to", "1:00"), "01001"),
        (("--from", "1:00"), "01100"),
        (("--to", "0:04"), "00101"),
    ],
)
def test_what_was_said_is_given_to_another(
    run: Run, path: Path, arguments: tuple[str, ...], after: str
) -> None:
    assert run("reassign", "SPEAKER_00", *arguments) == ExitCode.DONE
    assert who(path) == after


def test_it_may_not_be_known_who_said_it(run: Run, path: Path) -> None:
    assert run("reassign", "nobody", "--at", "70") == ExitCode.DONE
    assert who(path) == "0110-"


def test_one_who_was_two_is_split(run: Run, path: Path) -> None:
    assert run("split", "SPEAKER_01", "--from", "1:00", "--name", "Cora") == ExitCode.DONE
    last = talk(path).segments[-1].speaker
    assert last not in ("SPEAKER_00", "SPEAKER_01")
    assert talk(path).name_of(last) == "Cora"
    assert who(path).startswith("0110")


def test_edits_are_undone_and_redone_one_by_one(
    run: Run, path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    run("rename", "SPEAKER_00", "Anna")
    run("merge", "SPEAKER_00", "SPEAKER_01")
    for _ in range(3):
        assert run("undo") == ExitCode.DONE
    assert talk(path) == TALK
    said = capsys.readouterr().err.splitlines()[-3:]
    assert said[0] == "Undone: Merge SPEAKER_01 into Anna."
    assert said[2] == "There is nothing to undo."
    run("redo")
    assert capsys.readouterr().err == "Redone: Rename SPEAKER_00 to Anna.\n"
    assert talk(path).name_of("SPEAKER_00") == "Anna"
    run("log")
    rows = capsys.readouterr().out.splitlines()
    assert len(rows) == 3
    assert rows[1].endswith("Rename SPEAKER_00 to Anna")
    assert "undone" not in rows[1]
    assert rows[2].endswith("undone  Merge SPEAKER_01 into Anna")


@pytest.mark.parametrize(
    ("arguments", "complaint"),
    [
        (("rename", "Zoe", "Zoë"), "no speaker 'Zoe'"),
        (("merge", "SPEAKER_00", "Zoe"), "no speaker 'Zoe'"),
        (("merge", "SPEAKER_00", "SPEAKER_00"), "two speakers"),
        (("reassign", "SPEAKER_00"), "not said which"),
        (("reassign", "SPEAKER_00", "--at", "30"), "Nothing is said at 0:00:30"),
        (("reassign", "SPEAKER_00", "--from", "80"), "Nothing is said in that time"),
        (("reassign", "SPEAKER_00", "--segment", "9.9"), "no segment '9.9'"),
        (("reassign", "SPEAKER_00", "--from", "0", "--scope", "turn"), "begins at one segment"),
        (("split", "SPEAKER_01", "--at", "0"), "says nothing there"),
        (("reassign", "SPEAKER_00", "--at", "0", "--from", "1"), "said in two ways"),
        (("split", "SPEAKER_00", "--at", "0", "--segment", "0.0"), "said in two ways"),
    ],
)
def test_what_cannot_be_meant_is_refused_in_a_sentence(
    run: Run,
    path: Path,
    arguments: tuple[str, ...],
    complaint: str,
    capsys: pytest.CaptureFixture[str],
) -> None:
    assert run(*arguments) == ExitCode.USAGE
    assert complaint in capsys.readouterr().err
    assert talk(path) == TALK


def test_a_name_that_two_share_is_not_enough(run: Run, capsys: pytest.CaptureFixture[str]) -> None:
    run("rename", "SPEAKER_00", "Kim")
    run("rename", "SPEAKER_01", "Kim")
    assert run("rename", "Kim", "Tim") == ExitCode.USAGE
    assert "Several are called 'Kim'" in capsys.readouterr().err


def test_all_formats_have_the_new_names(run: Run, path: Path, tmp_path: Path) -> None:
    run("rename", "SPEAKER_00", "Анна")
    out = tmp_path / "out"
    export = ["export", str(path), "--output-dir", str(out), "--format", "srt,vtt,txt,json,tsv"]
    assert cli.main(export) == ExitCode.DONE
    assert "Анна: Are you coming?" in (out / "film.srt").read_text()
    assert "<v Анна>Are you coming?" in (out / "film.vtt").read_text()
    assert "Анна: Are you coming?" in (out / "film.txt").read_text()
    assert "Анна" in (out / "film.tsv").read_text()
    whole = json.loads((out / "film.json").read_text())
    assert {"id": "SPEAKER_00", "name": "Анна"} in whole["speakers"]
    assert whole["segments"][0]["speaker"] == "SPEAKER_00"

    run("rename", "SPEAKER_00", "Anna")
    assert cli.main(export) == ExitCode.DONE, "its own files may be replaced"
    assert "Anna: Are" in (out / "film.srt").read_text()
    assert cli.main([*export, "--original"]) == ExitCode.DONE
    assert "Speaker 1: Are" in (out / "film.srt").read_text()


def test_the_command_itself_finds_the_document_of_a_film(
    film: Path, home: Home, path: Path
) -> None:
    home.documents.mkdir(parents=True)
    path.rename(home.documents / "film.longtake")
    longtake("speakers", "rename", film, "SPEAKER_00", "Anna", check=0)
    shown = longtake("show", film, "--ids", check=0).stdout.splitlines()
    assert shown[0].split() == "0.0 0:00:00 Anna: Are you coming?".split()
    assert "Speaker 1: Are" in longtake("show", film, "--original", check=0).stdout


@pytest.mark.parametrize(
    ("text", "seconds"), [("75.5", 75.5), ("1:15", 75.0), ("1:02:03", 3723.0), ("90:00", 5400.0)]
)
def test_times_are_given_as_people_write_them(text: str, seconds: float) -> None:
    assert moment(text) == seconds


@pytest.mark.parametrize("text", ["", "soon", "-1", "1:2:3:4", "1::2", "1:60", "9:99:99", "٣"])
def test_what_is_no_time_is_refused(text: str) -> None:
    with pytest.raises(argparse.ArgumentTypeError):
        moment(text)


def test_a_name_cannot_command_the_terminal(run: Run, capsys: pytest.CaptureFixture[str]) -> None:
    run("rename", "SPEAKER_00", "An\x1b[31mna")
    run("list")
    shown = capsys.readouterr()
    assert "\x1b" not in shown.err + shown.out
