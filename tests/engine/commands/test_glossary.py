"""Glossaries from the command line, and what they did."""

from __future__ import annotations

from pathlib import Path

import msgspec
import pytest

from engine import cli
from engine.document import Document, Source
from engine.errors import ExitCode
from engine.options import Home, Options
from engine.transcript import BiasReport, ChunkText, TermChange
from tests.builders import chunk, heard, spoken

pytestmark = pytest.mark.usefixtures("logging_of_its_own")


def run(*arguments: object) -> int:
    return cli.main(list(map(str, arguments)))


def test_check_says_what_is_wrong_line_by_line(
    home: Home, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    file = tmp_path / "g.txt"
    file.write_text("Ana\n---\nAna\n= x\n")
    assert run("glossary", "check", file) == ExitCode.USAGE
    out = capsys.readouterr().out
    assert f"{file}: line 2: a term needs a letter or a digit" in out
    assert f"{file}: line 4: " in out
    assert f"{file}: 1 term, 1 said again" in out


def test_check_of_a_sound_glossary_is_content(
    home: Home, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    file = tmp_path / "g.csv"
    file.write_text("text\n" + "".join(f"name{number}\n" for number in range(3000)))
    assert run("glossary", "check", file) == ExitCode.DONE
    assert "3000 terms, of which a chunk is offered the 2000" in capsys.readouterr().out


def test_an_empty_glossary_does_not_pass_the_check(
    home: Home, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    file = tmp_path / "g.txt"
    file.write_text("# nothing\n")
    assert run("glossary", "check", file) == ExitCode.USAGE
    assert capsys.readouterr().out == f"{file}: there is no term in it\n"


def test_list_prints_the_terms_of_every_job(home: Home, capsys: pytest.CaptureFixture[str]) -> None:
    home.glossaries.mkdir()
    (home.glossaries / "names.csv").write_text(
        "text,spoken,category,weight,language,times\nXochitl,so cheetle,name,2,es,1:00-2:00\nAna\n"
    )
    assert run("glossary", "list") == ExitCode.DONE
    out = capsys.readouterr().out
    assert out.splitlines() == [
        "Xochitl  heard as so cheetle  name  weight 2  es  60-120 s",
        "Ana",
    ]


def test_list_without_a_glossary_says_where_they_would_be(
    home: Home, capsys: pytest.CaptureFixture[str]
) -> None:
    assert run("glossary") == ExitCode.DONE
    assert str(home.glossaries) in capsys.readouterr().out


def test_extract_proposes_a_glossary_that_can_be_read(
    home: Home, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    script = tmp_path / "script.srt"
    script.write_text("1\n00:00:01,000 --> 00:00:02,000\nWith Xochitl to Del Mar.\n")
    assert run("glossary", "extract", script) == ExitCode.DONE
    file = tmp_path / "g.txt"
    file.write_text(capsys.readouterr().out)
    assert run("glossary", "check", file) == ExitCode.DONE
    assert file.read_text() == "Xochitl\nDel Mar\n"


@pytest.mark.parametrize("action", ["check", "list", "extract"])
def test_a_file_that_is_not_there_is_a_sentence(
    home: Home, tmp_path: Path, action: str, capsys: pytest.CaptureFixture[str]
) -> None:
    assert run("glossary", action, tmp_path / "none.txt") == ExitCode.USAGE
    assert "cannot be read" in capsys.readouterr().err


def test_a_bad_glossary_ends_a_job_before_it_begins(
    home: Home, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    film, file = tmp_path / "film.wav", tmp_path / "g.txt"
    film.write_bytes(b"RIFF")
    file.write_bytes("Zoë".encode("latin-1"))
    assert run("transcribe", film, "--glossary", file) == ExitCode.USAGE
    assert "line 1: this is not UTF-8" in capsys.readouterr().err


def test_show_tells_what_the_glossary_did(
    home: Home, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    path, film = tmp_path / "film.longtake", tmp_path / "film.mkv"
    film.write_bytes(b"moving pictures")
    report = BiasReport(
        offered=("Deryck", "Ana"),
        found=("Deryck",),
        changed=(TermChange("Deryck", "Derek", 12.0, 12.5, 3.25),),
        refused=(TermChange("Ana", "and a", 20.0, 20.5, -4.0, "less likely than what was heard"),),
    )
    (window,) = heard(0, spoken("we met Deryck")).windows
    text = ChunkText(0, (msgspec.structs.replace(window, bias=report),))
    with Document.create(path, Source.of(film), Options()) as made:
        made.save_plan((chunk(0, 0.0, 60.0),))
        made.save("recognise", 0, "key", text, {})
    assert run("show", "--bias", path) == ExitCode.DONE
    assert capsys.readouterr().out.splitlines() == [
        "chunk 1",
        "  offered  Deryck, Ana",
        "  found    Deryck",
        "  changed  0:00:12  'Derek' -> 'Deryck'  (+3.2)",
        "  refused  0:00:20  'and a' -> 'Ana'  (-4.0): less likely than what was heard",
    ]


def test_extract_names_the_file_that_it_cannot_read_and_the_one_without_a_term(
    home: Home, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    latin, plain = tmp_path / "latin.txt", tmp_path / "plain.txt"
    latin.write_bytes("Café".encode("latin-1"))
    plain.write_text("and so it goes\n")
    assert run("glossary", "extract", latin) == ExitCode.USAGE
    assert f"{str(latin)!r} cannot be read: line 1: this is not UTF-8" in capsys.readouterr().err
    assert run("glossary", "extract", plain) == ExitCode.DONE
    assert capsys.readouterr() == ("", f"No term was found in {str(plain)!r}.\n")
