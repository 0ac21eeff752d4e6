from __future__ import annotations

import tempfile
from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from app.preferences import glossary_file
from app.preferences.glossary_file import EMPTY, FIELDS, Row
from engine.bias import Term
from engine.errors import StorageError, UsageError
from engine.glossary import SUFFIXES, examine

TERMS = (
    Term("Xochitl", ("so cheetle", "show chee"), "name", 2.0, "es", ((600.0, 750.5),)),
    Term("Del Mar"),
    Term('the "Fram"', category="ship"),
)

words = st.text("abcdeäøжя'-", min_size=1, max_size=12).filter(
    lambda text: any(sign.isalnum() for sign in text)
)
terms = st.builds(
    Term,
    text=words,
    spoken=st.lists(words, max_size=3, unique=True).map(tuple),
    category=words | st.just(""),
    weight=st.sampled_from([1.0, 0.5, 2.0, 99.5]),
    language=st.sampled_from(["", "en", "pt-BR"]),
    times=st.lists(st.integers(0, 8000), max_size=4, unique=True).map(
        lambda ends: tuple(
            (float(a), float(b)) for a, b in zip(*[iter(sorted(ends))] * 2, strict=False)
        )
    ),
)


def row(text: str, **fields: str) -> Row:
    return tuple({"text": text, **fields}.get(name, "") for name in FIELDS)


@pytest.mark.parametrize("suffix", [".csv", ".toml"])
def test_what_is_written_is_what_the_engine_reads(tmp_path: Path, suffix: str) -> None:
    path = tmp_path / f"names{suffix}"
    glossary_file.save(glossary_file.rows_of(TERMS), path)
    assert examine(path).terms == TERMS
    assert glossary_file.read(path).rows == glossary_file.rows_of(TERMS)


@settings(deadline=None, max_examples=30)
@given(st.lists(terms, min_size=1, max_size=6, unique_by=lambda term: term.text))
def test_no_term_is_lost_on_its_way_through_a_table(some: list[Term]) -> None:
    rows = glossary_file.rows_of(some)
    assert glossary_file.faults_of(rows, ".csv") == {}
    with tempfile.TemporaryDirectory() as folder:
        for suffix in (".csv", ".toml"):
            path = Path(folder, f"names{suffix}")
            glossary_file.save(rows, path)
            assert examine(path).terms == tuple(some)


def test_plain_lines_hold_a_term_and_its_sound(tmp_path: Path) -> None:
    path = tmp_path / "names.txt"
    glossary_file.save([row("Xochitl", spoken="so cheetle | show chee"), row("Del Mar")], path)
    assert path.read_text() == "Xochitl = so cheetle | show chee\nDel Mar\n"
    assert [glossary_file.fields_in(suffix) for suffix in SUFFIXES] == [6, 6, 2]


@pytest.mark.parametrize("suffix", SUFFIXES)
def test_what_is_wrong_is_said_of_the_row_it_is_in(suffix: str) -> None:
    rows = [row("Del Mar"), EMPTY, row("???"), row("x" * 200)]
    faults = glossary_file.faults_of(rows, suffix)
    assert sorted(faults) == [2, 3]
    assert "letter" in faults[2] and "characters" in faults[3]


def test_every_field_is_checked_as_the_engine_checks_it() -> None:
    rows = [
        row("one", weight="heavy"),
        row("two", language="Klingon!"),
        row("three", times="5-3"),
        row("four", weight="2", language="en", times="0:01:00-0:02:00"),
    ]
    assert sorted(glossary_file.faults_of(rows, ".csv")) == [0, 1, 2]


def test_a_term_that_is_said_again_is_found() -> None:
    rows = [row("Del Mar"), row("Xochitl"), row("Del  Mar"), EMPTY, EMPTY]
    assert glossary_file.repeats_in(rows) == {2}


@pytest.mark.parametrize(
    ("name", "content"),
    [
        ("a.csv", "text,language\nDel Mar,\nShasta,klingon!\n"),
        ("a.txt", "Del Mar\n??? = what\n"),
    ],
)
def test_rows_with_faults_are_shown_as_they_were_typed(
    tmp_path: Path, name: str, content: str
) -> None:
    path = tmp_path / name
    path.write_text(content)
    sheet = glossary_file.read(path)
    assert sheet.is_whole
    assert [each[0] for each in sheet.rows] == [
        "Del Mar",
        content.splitlines()[-1][:6].split()[0].split(",")[0],
    ]
    assert list(sheet.faults) == [1]


@pytest.mark.parametrize(
    ("name", "content"),
    [
        ("a.toml", '[[term]]\ntext = "Del Mar"\n[[term]]\ntext = "???"\n'),
        ("a.toml", "[[term]\n"),
        ("a.csv", "name,what\nDel Mar,place\n"),
        ("a.csv", "text\nDel Mar,too,many\n"),
    ],
)
def test_what_cannot_be_shown_whole_is_not_to_be_written_over(
    tmp_path: Path, name: str, content: str
) -> None:
    path = tmp_path / name
    path.write_text(content)
    sheet = glossary_file.read(path)
    assert not sheet.is_whole
    assert "Line" in sheet.faults[-1]


def test_a_file_that_is_no_glossary_is_refused(tmp_path: Path) -> None:
    with pytest.raises(UsageError):
        glossary_file.read(tmp_path / "film.mp4")


def test_a_persons_remarks_are_kept_beside_the_file(tmp_path: Path) -> None:
    path = tmp_path / "names.txt"
    path.write_text("# from the captain's log\nFram\n")
    for name in ("Fram", "Maud"):
        glossary_file.save([row(name)], path)
    assert path.read_text() == "Maud\n"
    assert (tmp_path / "names.txt.before").read_text() == "# from the captain's log\nFram\n"
    assert examine(path).terms == (Term("Maud"),)


def test_a_glossary_that_cannot_be_written_is_an_error_of_storage(tmp_path: Path) -> None:
    (tmp_path / "names.csv").mkdir()
    with pytest.raises(StorageError):
        glossary_file.save([row("Maud")], tmp_path / "names.csv")


def test_a_new_name_is_free_and_every_file_system_takes_it(tmp_path: Path) -> None:
    assert glossary_file.free_name(tmp_path, "Arctic").name == "Arctic.csv"
    (tmp_path / "Arctic.csv").touch()
    assert glossary_file.free_name(tmp_path, "Arctic").name == "Arctic 2.csv"
    assert glossary_file.free_name(tmp_path, "../a:b").name == "ab.csv"
    assert glossary_file.free_name(tmp_path, " / ").name == "glossary.csv"
