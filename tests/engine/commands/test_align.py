"""Edited words aligned from the command line."""

from __future__ import annotations

from pathlib import Path

import pytest

from engine import cli
from engine.document import Document
from engine.edition import edited
from engine.edits import AlignSegments
from engine.errors import ExitCode
from engine.options import Home
from tests import passages
from tests.films import SAMPLE

pytestmark = pytest.mark.usefixtures("home", "logging_of_its_own")


@pytest.fixture
def path(tmp_path: Path) -> Path:
    return passages.document(tmp_path)


def align(*arguments: object) -> int:
    return cli.main(["align", *map(str, arguments)])


@pytest.mark.usefixtures("tiny_en")
def test_all_that_was_edited_is_aligned_once_as_an_edit(
    path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    passages.correct(path)
    assert align(path, "--edited") == ExitCode.DONE
    assert "Aligned: 1." in capsys.readouterr().err
    with Document.open(path) as document:
        assert isinstance(document.edits[-1], AlignSegments)
        assert passages.late(edited(document).transcript.segments[1]) < 0.15
    assert align(path, "--edited") == ExitCode.DONE
    assert "No segment" in capsys.readouterr().err
    with Document.open(path) as document:
        assert len(document.edits) == 2
        document.undo()
        assert passages.late(edited(document).transcript.segments[1]) > 0.25


@pytest.mark.usefixtures("tiny_en")
def test_a_segment_that_is_named_is_aligned_whatever_was_done_to_it(path: Path) -> None:
    assert align(path, "--segment", "0.0") == ExitCode.DONE
    with Document.open(path) as document:
        (edit,) = document.edits
    assert isinstance(edit, AlignSegments) and edit.segments == ("0.0",)


def test_a_segment_that_is_not_there_is_refused(
    path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    assert align(path, "--segment", "9.9") == ExitCode.USAGE
    assert "'9.9'" in capsys.readouterr().err


def test_a_film_that_is_gone_is_named(
    tmp_path: Path, home: Home, capsys: pytest.CaptureFixture[str]
) -> None:
    film = tmp_path / "film.opus"
    film.write_bytes(SAMPLE.read_bytes())
    path = passages.document(tmp_path, film)
    passages.correct(path)
    film.unlink()
    assert align(path, "--edited") == ExitCode.MEDIA
    assert "film.opus" in capsys.readouterr().err


def test_what_is_to_be_aligned_must_be_said(path: Path) -> None:
    assert align(path) == ExitCode.USAGE
