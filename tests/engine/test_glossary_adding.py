"""Terms that are added to the glossaries that every job has: once, and nothing else is touched."""

from __future__ import annotations

from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from engine.bias import Term
from engine.errors import NotWritable, UsageError
from engine.glossary import Addition, add, for_job, read

LINES = "# people\nAnna Lindqvist\n\nXochitl = so cheetle\n# places\nShasta\n"
TABLE = "text,spoken,weight\nAnna,,2\nXochitl,so cheetle,1\n"
TOML = """# people
[[term]]
text = "Xochitl"  # with an X
spoken = ["so cheetle"]

[[term]]
text = "Anna"
weight = 2.0
"""


def file(folder: Path, name: str, text: str) -> Path:
    path = folder / name
    path.write_text(text, encoding="utf-8", newline="")
    return path


def test_the_first_term_of_all_makes_a_glossary(tmp_path: Path) -> None:
    folder = tmp_path / "glossaries"
    added = add(folder, "Xochitl", "so cheetle")
    assert added == Addition(folder / "glossary.csv", True, True)
    assert for_job(folder, "") == (Term("Xochitl", ("so cheetle",)),)
    assert [each.name for each in folder.iterdir()] == ["glossary.csv"]


@pytest.mark.parametrize(
    ("name", "text", "after"),
    [
        ("a.txt", LINES, LINES + "Okafor = oh car for\n"),
        ("a.csv", TABLE, TABLE + "Okafor,oh car for,\n"),
        ("a.toml", TOML, TOML + '\n[[term]]\ntext = "Okafor"\nspoken = ["oh car for"]\n'),
    ],
)
def test_a_new_term_comes_behind_all_others_and_nothing_else_changes(
    tmp_path: Path, name: str, text: str, after: str
) -> None:
    path = file(tmp_path, name, text)
    assert add(tmp_path, "Okafor", "oh car for") == Addition(path, True, True)
    assert path.read_text(encoding="utf-8") == after
    assert read(path)[-1] == Term("Okafor", ("oh car for",))


@pytest.mark.parametrize(
    ("term", "name", "text", "before", "after"),
    [
        ("Xochitl", "a.txt", LINES, "Xochitl = so cheetle\n", "Xochitl = so cheetle | show chee\n"),
        ("Shasta", "a.txt", LINES, "Shasta\n", "Shasta = show chee\n"),
        ("Xochitl", "a.csv", TABLE, "Xochitl,so cheetle,1", "Xochitl,so cheetle | show chee,1"),
        ("Anna", "a.csv", TABLE, "Anna,,2", "Anna,show chee,2"),
        ("Xochitl", "a.toml", TOML, '["so cheetle"]', '["so cheetle", "show chee"]'),
        ("Anna", "a.toml", TOML, 'text = "Anna"\n', 'text = "Anna"\nspoken = ["show chee"]\n'),
    ],
)
def test_a_known_term_gets_the_sound_in_its_own_line(
    tmp_path: Path, term: str, name: str, text: str, before: str, after: str
) -> None:
    path = file(tmp_path, name, text)
    assert add(tmp_path, term, "show chee") == Addition(path, False, True)
    assert path.read_text(encoding="utf-8") == text.replace(before, after)
    terms = {each.text: each for each in read(path)}
    assert terms[term].spoken[-1] == "show chee"


@pytest.mark.parametrize(("name", "text"), [("a.txt", LINES), ("a.csv", TABLE), ("a.toml", TOML)])
@pytest.mark.parametrize("spoken", ["so cheetle", "So  Cheetle", "xochitl", ""])
def test_what_is_there_already_is_not_written_again(
    tmp_path: Path, name: str, text: str, spoken: str
) -> None:
    path = file(tmp_path, name, text)
    assert add(tmp_path, " Xochitl ", spoken) == Addition(path)
    assert path.read_text(encoding="utf-8") == text


def test_a_term_is_looked_for_in_every_file(tmp_path: Path) -> None:
    first, second = file(tmp_path, "a.txt", "Anna\n"), file(tmp_path, "b.txt", "Xochitl\n")
    assert add(tmp_path, "Xochitl", "so cheetle").file == second
    assert first.read_text() == "Anna\n"
    assert add(tmp_path, "Okafor").file == first


def test_a_file_with_a_fault_is_left_alone(tmp_path: Path) -> None:
    broken = file(tmp_path, "a.txt", "Anna\n= what\n")
    added = add(tmp_path, "Xochitl", "so cheetle")
    assert added.file != broken and broken.read_text() == "Anna\n= what\n"
    assert read(added.file) == (Term("Xochitl", ("so cheetle",)),)


def test_what_a_kind_of_file_cannot_hold_goes_into_another(tmp_path: Path) -> None:
    plain = file(tmp_path, "a.txt", "Anna\n")
    bare = file(tmp_path, "b.csv", "text\nBert\n")
    added = add(tmp_path, "a=b", "a is b")
    assert plain.read_text() == "Anna\n" and bare.read_text() == "text\nBert\n"
    assert read(added.file) == (Term("a=b", ("a is b",)),)


def test_how_a_file_is_saved_stays(tmp_path: Path) -> None:
    windows = tmp_path / "a.txt"
    windows.write_bytes("Ann\r\nBeå".encode("utf-16"))
    add(tmp_path, "Cora")
    assert windows.read_bytes().decode("utf-16") == "Ann\r\nBeå\r\nCora\r\n"
    marked = tmp_path / "a.csv"
    marked.write_bytes("text,spoken\nAnn,\n".encode("utf-8-sig"))
    add(tmp_path, "Ann", "an")
    assert marked.read_bytes() == "text,spoken\nAnn,an\n".encode("utf-8-sig")


def test_cells_with_commas_and_lines_stay_whole(tmp_path: Path) -> None:
    text = 'text,spoken\n"Smith, Jo","smith | jo"\nAnna,\n'
    path = file(tmp_path, "a.csv", text)
    add(tmp_path, "Smith, Jo", "smiths jo")
    assert path.read_text() == 'text,spoken\n"Smith, Jo",smith | jo | smiths jo\nAnna,\n'


def test_a_list_over_several_lines_is_not_touched(tmp_path: Path) -> None:
    text = '[[term]]\ntext = "Anna"\nspoken = [\n  "an",\n]\n'
    path = file(tmp_path, "a.toml", text)
    added = add(tmp_path, "Anna", "hannah")
    assert (added, path.read_text()) == (Addition(path), text)


@pytest.mark.parametrize(
    ("term", "spoken"), [("", "x"), ("…", "x"), ("x" * 101, ""), ("a", "b " * 9), ("a", "…")]
)
def test_what_is_no_term_is_refused(tmp_path: Path, term: str, spoken: str) -> None:
    with pytest.raises(UsageError, match=r"cannot be in a glossary: a term (needs|has at most) "):
        add(tmp_path, term, spoken)
    assert not list(tmp_path.iterdir())


def test_a_file_that_may_not_be_written_is_an_error_and_stays(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    path = file(tmp_path, "a.txt", "Anna\n")

    def refuse(*_: object) -> None:
        raise PermissionError(13, "Permission denied")

    monkeypatch.setattr(Path, "replace", refuse)
    with pytest.raises(NotWritable):
        add(tmp_path, "Bert")
    assert path.read_text() == "Anna\n"


words = st.from_regex(r"[A-Za-zÄé'\-]{1,9}( [A-Za-zÄé'=|\"#,\[]{1,5}x){0,2}", fullmatch=True)


@settings(deadline=None, max_examples=60)
@given(st.sampled_from([("a.txt", LINES), ("a.csv", TABLE), ("a.toml", TOML)]), words, words)
def test_whatever_is_added_is_known_then_and_the_rest_as_before(
    tmp_path_factory: pytest.TempPathFactory, kind: tuple[str, str], text: str, spoken: str
) -> None:
    folder = tmp_path_factory.mktemp("glossaries")
    path = file(folder, *kind)
    before = {term.text: term for term in read(path)}
    try:
        added = add(folder, text, spoken)
    except UsageError:
        assert path.read_text(encoding="utf-8") == kind[1]
        return
    after = {term.text: term for term in for_job(folder, "")}
    term = " ".join(text.split())
    assert term in after
    assert {name: each for name, each in after.items() if name != term} == {
        name: each for name, each in before.items() if name != term
    }
    assert add(folder, text, spoken) == Addition(added.file)
