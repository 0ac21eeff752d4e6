"""What was said, found from the command line."""

from __future__ import annotations

import json
from pathlib import Path

import pytest

from engine import cli
from engine.errors import ExitCode
from engine.options import Home
from tests.engine.library.shelf import saying

pytestmark = pytest.mark.usefixtures("logging_of_its_own")


def run(*arguments: object) -> int:
    return cli.main(["search", *map(str, arguments)])


def test_lines_are_printed_below_their_transcripts(
    home: Home, capsys: pytest.CaptureFixture[str]
) -> None:
    path = saying(home, "talk", "So when?", "Then the river came.", "Nobody saw the river.")
    assert run("river", "the") == ExitCode.DONE
    assert [line.rstrip() for line in capsys.readouterr().out.splitlines()] == [
        "talk  0:00:22 · " + _day(path),
        f"  {path}",
        "   0:00:10  Speaker 2  So when? Then the river came. Nobody saw the river.",
        "   0:00:21  Speaker 1  Then the river came. Nobody saw the river.",
        "",
        "2 lines in 1 of 1 transcript",
    ]


def test_an_argument_of_several_words_is_a_phrase(
    home: Home, capsys: pytest.CaptureFixture[str]
) -> None:
    saying(home, "talk", "the old mill", "old, the mill")
    assert run("old mill") == ExitCode.DONE
    assert "1 line in 1 of 1 transcript" in capsys.readouterr().out
    assert run("old", "mill") == ExitCode.DONE
    assert "2 lines in 1 of 1 transcript" in capsys.readouterr().out


def test_what_is_not_shown_is_counted(home: Home, capsys: pytest.CaptureFixture[str]) -> None:
    for name in ("one", "two"):
        saying(home, name, *["river"] * 5)
    assert run("river", "--lines", 2, "--limit", 1) == ExitCode.DONE
    out = capsys.readouterr().out
    assert out.count("Speaker") == 2
    assert "  and 3 more lines" in out
    assert "10 lines in 2 of 2 transcripts" in out


@pytest.mark.parametrize("typed", ["zzz", "-", "'", '"', "NEAR(", "\udcff"])
def test_nothing_found_is_said_and_is_no_failure(
    home: Home, capsys: pytest.CaptureFixture[str], typed: str
) -> None:
    saying(home, "talk", "river")
    assert run("--", typed) == ExitCode.DONE
    assert capsys.readouterr().out.startswith("Nothing found in 1 transcript.")


def test_where_there_is_no_transcript_it_is_said_what_to_do(
    home: Home, capsys: pytest.CaptureFixture[str]
) -> None:
    assert run("river") == ExitCode.DONE
    assert "`longtake transcribe`" in capsys.readouterr().out


def test_a_title_alone_is_found(home: Home, capsys: pytest.CaptureFixture[str]) -> None:
    saying(home, "Mill interview", "Nothing.")
    assert run("mill") == ExitCode.DONE
    assert "Only titles of 1 of 1 transcript say it." in capsys.readouterr().out


def test_json_holds_all_that_was_found(home: Home, capsys: pytest.CaptureFixture[str]) -> None:
    path = saying(home, "talk", "Then the river came.")
    assert run("river", "--json") == ExitCode.DONE
    found = json.loads(capsys.readouterr().out)
    assert found["count"] == 1 and found["known"] == 1
    (transcript,) = found["transcripts"]
    assert transcript["document"] == str(path)
    assert transcript["lines"][0]["marks"] == [[9, 14]]
    assert transcript["lines"][0]["at"] == pytest.approx(0.6)


def test_the_index_is_made_anew_when_asked(home: Home, capsys: pytest.CaptureFixture[str]) -> None:
    saying(home, "talk", "river")
    assert run("river") == ExitCode.DONE
    first = home.library.stat().st_ino, home.library.read_bytes()[:16]
    home.library.write_bytes(b"\0" * 50_000)
    assert run("river", "--rebuild") == ExitCode.DONE
    assert "1 line in 1 of 1 transcript" in capsys.readouterr().out
    assert home.library.read_bytes()[:16] == first[1]


def test_an_index_that_cannot_be_written_is_a_sentence(
    home: Home, capsys: pytest.CaptureFixture[str]
) -> None:
    saying(home, "talk", "river")
    home.library.mkdir()
    assert run("river") == ExitCode.FAILED
    assert "The index of the library cannot be written." in capsys.readouterr().err


def test_a_document_elsewhere_is_searched_once_it_was_shown(
    home: Home, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    here = saying(home, "here", "river")
    there = saying(home, "there", "river", folder=tmp_path / "mine")
    (tmp_path / "link").symlink_to(home.documents, target_is_directory=True)
    for path in (there, tmp_path / "link" / here.name):
        assert cli.main(["show", str(path)]) == ExitCode.DONE
    assert run("river") == ExitCode.DONE
    assert "2 lines in 2 of 2 transcripts" in capsys.readouterr().out


def _day(path: Path) -> str:
    from engine.document import Document

    with Document.open(path, read_only=True) as document:
        return document.updated_at[:10]


@pytest.mark.parametrize("typed", ["", " "])
def test_without_a_word_there_is_nothing_to_search_for(
    home: Home, typed: str, capsys: pytest.CaptureFixture[str]
) -> None:
    assert cli.main(["search", "--", typed]) == ExitCode.USAGE
    assert capsys.readouterr().err == "longtake: There is no word to search for.\n"


@pytest.mark.parametrize("limit", ["-1", "many", "1.5"])
def test_a_limit_is_a_number_of_things(
    home: Home, limit: str, capsys: pytest.CaptureFixture[str]
) -> None:
    assert cli.main(["search", "word", f"--limit={limit}"]) == ExitCode.USAGE
    assert f"{limit!r} is no number of 0 or more." in capsys.readouterr().err
