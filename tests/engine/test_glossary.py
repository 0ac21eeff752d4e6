"""Glossaries as files, good and bad."""

from __future__ import annotations

from pathlib import Path

import pytest

from engine import glossary
from engine.bias import Term
from engine.errors import UsageError


def file(folder: Path, name: str, content: str | bytes) -> Path:
    path = folder / name
    path.write_bytes(content if isinstance(content, bytes) else content.encode())
    return path


def faults(path: Path) -> list[str]:
    return [str(fault) for fault in glossary.examine(path).faults]


def test_plain_lines_are_terms_with_how_they_sound(tmp_path: Path) -> None:
    path = file(tmp_path, "g.txt", "# names\nXochitl = so cheetle | show chee\n\n  Del   Mar \n")
    assert glossary.read(path) == (
        Term("Xochitl", ("so cheetle", "show chee")),
        Term("Del Mar"),
    )


def test_a_table_gives_every_field(tmp_path: Path) -> None:
    text = (
        "text,spoken,category,weight,language,times\n"
        'Xochitl,so cheetle,name,2.5,es,0:10:00-0:12:30|15:00-15:01.5\n"Mar, Del",,,,,\n'
    )
    first, second = glossary.read(file(tmp_path, "g.csv", text))
    assert first == Term(
        "Xochitl", ("so cheetle",), "name", 2.5, "es", ((600.0, 750.0), (900.0, 901.5))
    )
    assert second == Term("Mar, Del")


def test_toml_gives_every_field(tmp_path: Path) -> None:
    text = """
[[term]]
text = "Xochitl"
spoken = ["so cheetle"]
weight = 2
times = ["0:10:00-0:12:30", [900, 901.5]]

[[term]]
text = "Ana"
"""
    first, second = glossary.read(file(tmp_path, "g.toml", text))
    assert (first.weight, first.times) == (2.0, ((600.0, 750.0), (900.0, 901.5)))
    assert second == Term("Ana")


@pytest.mark.parametrize("encoding", ["utf-8", "utf-8-sig", "utf-16"])
def test_files_of_editors_with_a_mark_of_their_encoding_are_read(
    tmp_path: Path, encoding: str
) -> None:
    path = file(tmp_path, "g.txt", "Žofie\nСоня\n".encode(encoding))
    assert [term.text for term in glossary.read(path)] == ["Žofie", "Соня"]


def test_accents_written_in_two_ways_are_the_same_term(tmp_path: Path) -> None:
    found = glossary.examine(file(tmp_path, "g.txt", "Zoe\u0308\nZo\u00eb\n"))
    assert ([term.text for term in found.terms], found.repeated) == (["Zoë"], 1)


def test_a_file_in_another_encoding_is_refused_with_the_line(tmp_path: Path) -> None:
    path = file(tmp_path, "g.txt", "Ana\nZoë\n".encode("latin-1"))
    assert faults(path) == ["line 2: this is not UTF-8; save the file as UTF-8"]
    with pytest.raises(UsageError, match="line 2: this is not UTF-8"):
        glossary.read(path)


@pytest.mark.parametrize(
    ("row", "complaint"),
    [
        ("\x07bell,,,,,", "control character"),
        ("...,,,,,", "a letter or a digit"),
        ("one two three four five six seven eight nine,,,,,", "at most 8 words"),
        (f"{'x' * 101},,,,,", "at most 8 words and 100 characters"),
        ("Ana,,,-1,,", "a weight is above 0"),
        ("Ana,,,nan,,", "a weight is above 0"),
        ("Ana,,,much,,", "'much' is no weight"),
        ("Ana,,,,English,", "no language code"),
        ("Ana,,,,,9:00-8:00", "ends before it begins"),
        ("Ana,,,,,1:00-2:00|1:30-3:00", "the time ranges overlap"),
        ("Ana,,,,,soon", "no time range"),
        ("Ana,,,,,1::0-2:00", "is no time"),
        ("Ana,,,,,,,", "more cells than the heading"),
    ],
)
def test_what_cannot_be_meant_is_named_with_its_line(
    tmp_path: Path, row: str, complaint: str
) -> None:
    text = f"text,spoken,category,weight,language,times\nBea,,,,,\n{row}\n"
    (fault,) = faults(file(tmp_path, "g.csv", text))
    assert fault.startswith("line 3: ")
    assert complaint in fault


@pytest.mark.parametrize(
    ("text", "fault"),
    [
        ("[[term]]\ntext = Ana\n", "line 2: this is not valid TOML"),
        (
            '[[term]]\ntext = "Ana"\n\n[[term]]\nname = "Bea"\n',
            "line 4: there is no column or field 'name'",
        ),
        ('[[term]]\ntext = "Ana"\n\n[[term]]\ntext = 3\n', "line 4: text has to be text"),
        ('[[term]]\ntext = "Ana"\nspoken = 3\n', "line 1: spoken has to be a list"),
        ('terms = ["Ana"]\n', "line 1: only tables with the heading [[term]]"),
        ('[[term]]\ntext = "Ana"\ntimes = [[5, true]]\n', "line 1: 'True' is no time"),
    ],
)
def test_faults_of_toml_have_the_line_of_their_term(tmp_path: Path, text: str, fault: str) -> None:
    (found,) = faults(file(tmp_path, "g.toml", text))
    assert found.startswith(fault)


@pytest.mark.parametrize(
    ("heading", "fault"),
    [
        ("name,spoken", "line 1: the heading of a table has to name a column 'text'"),
        ("text,colour", "line 1: there is no column or field 'colour'"),
    ],
)
def test_a_table_needs_a_heading_that_is_known(tmp_path: Path, heading: str, fault: str) -> None:
    (found,) = faults(file(tmp_path, "g.csv", f"{heading}\nAna,x\n"))
    assert found.startswith(fault)


def test_all_faults_are_found_and_the_first_is_told(tmp_path: Path) -> None:
    path = file(tmp_path, "g.txt", "Ana\n---\nBea\n= spoken\n")
    assert [fault.split(":")[0] for fault in faults(path)] == ["line 2", "line 4"]
    with pytest.raises(UsageError, match=r"line 2: .* 1 more"):
        glossary.read(path)


@pytest.mark.parametrize(("name", "text"), [("g.txt", "# none\n"), ("g.csv", ""), ("g.toml", "")])
def test_an_empty_glossary_is_refused(tmp_path: Path, name: str, text: str) -> None:
    with pytest.raises(UsageError, match="holds no term"):
        glossary.read(file(tmp_path, name, text))


def test_fifty_thousand_terms_are_read(tmp_path: Path) -> None:
    path = file(tmp_path, "g.txt", "".join(f"name{number}\n" for number in range(50_000)))
    assert len(glossary.read(path)) == 50_000


def test_more_than_the_most_terms_are_refused_with_the_line(tmp_path: Path) -> None:
    path = file(tmp_path, "g.txt", "".join(f"n{n}\n" for n in range(glossary.MOST_TERMS + 1)))
    assert faults(path) == ["line 100001: a glossary has at most 100000 terms"]


@pytest.mark.parametrize("name", ["none.txt", "g.doc"])
def test_a_file_that_is_no_glossary_is_refused(tmp_path: Path, name: str) -> None:
    file(tmp_path, "g.doc", "Ana")
    with pytest.raises(UsageError, match=r"cannot be read|is no glossary"):
        glossary.read(tmp_path / name)


def test_a_job_has_the_terms_of_everybody_and_its_own_which_win(tmp_path: Path) -> None:
    folder = tmp_path / "glossaries"
    folder.mkdir()
    file(folder, "b.txt", "Ana = hannah\nBea\n")
    file(folder, "a.csv", "text\nCleo\n")
    file(folder, "notes.md", "nothing")
    own = file(tmp_path, "own.txt", "Ana = anna\n")
    found = glossary.for_job(folder, str(own))
    assert {term.text: term.spoken for term in found} == {
        "Ana": ("anna",),
        "Bea": (),
        "Cleo": (),
    }
    assert glossary.for_job(tmp_path / "missing", "") == ()


def test_faults_are_said_as_they_stand_in_the_file(tmp_path: Path) -> None:
    path = file(tmp_path, "g.toml", '[[term]]\ntext = "Ana"\ntimes = [["0:10", "0:05"]]\n')
    assert faults(path) == ["line 1: the time range '0:10-0:05' ends before it begins"]
    (broken,) = faults(file(tmp_path, "b.toml", "[[term\n"))
    assert broken.startswith("line 1: this is not valid TOML: ") and broken.count("line") == 1
