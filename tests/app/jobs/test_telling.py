from __future__ import annotations

from pathlib import Path
from typing import get_args

import pytest

from app.jobs.reading import read
from app.jobs.telling import notes_of, rung_in_words
from engine.document import Attempt, Document
from engine.errors import Problem
from engine.jobs.ladder import Rung
from tests.app.documents import add_failure, document


def told(path: Path) -> list[str]:
    return [note.text for note in notes_of(read(path))]


def test_a_hang_and_what_was_done_about_it_are_told_in_plain_words(tmp_path: Path) -> None:
    path = document(tmp_path)
    add_failure(path, 2, "usual", "smaller-batch")
    assert told(path)[0] == (
        "Recognition stopped answering at 0:20. Restarted with less at a time; nothing was lost."
    )


def test_while_nobody_knows_what_helps_it_is_what_is_tried_next(tmp_path: Path) -> None:
    path = document(tmp_path)
    add_failure(path, 2, "usual")
    with Document.open(path) as opened:
        opened.save("climb", 2, "key", {"rung": "processor"}, {})
    assert "Went on with the processor" in told(path)[0]


def test_a_part_that_was_given_up_is_grave(tmp_path: Path) -> None:
    path = document(tmp_path)
    add_failure(path, 2, "usual", given_up=True)
    notes = notes_of(read(path))
    assert len(notes) == 1
    assert notes[0].is_grave
    assert notes[0].at == 20.0
    assert "can be tried again" in notes[0].text


def test_what_went_well_is_not_told(tmp_path: Path) -> None:
    path = document(tmp_path)
    with Document.open(path) as opened:
        opened.add_attempt(Attempt("recognise", 0, 1, "usual"))
    assert told(path) == []


@pytest.mark.parametrize("code", ["worker-died", "out-of-memory", "silent-fault", "internal"])
def test_every_failure_has_its_words(tmp_path: Path, code: str) -> None:
    path = document(tmp_path)
    with Document.open(path) as opened:
        opened.add_attempt(Attempt("recognise", 1, 1, "usual", Problem(code, "x")))
    (sentence,) = told(path)
    assert "0:10" in sentence
    assert "%1" not in sentence


@pytest.mark.parametrize("rung", [rung for rung in get_args(Rung) if rung != "stop"])
def test_every_rung_has_its_words(rung: str) -> None:
    assert rung_in_words(rung) != rung or rung == "float32"


def test_a_rung_of_a_newer_engine_is_named_as_it_is() -> None:
    assert rung_in_words("magic") == "magic"
