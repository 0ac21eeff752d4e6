"""Documents are read once, and again as soon as they have changed."""

from __future__ import annotations

import os
import time
from pathlib import Path

import pytest

from engine.document import Document, Source
from engine.jobs import shelf
from engine.options import Options

LONG_AGO = 60.0


@pytest.fixture
def document(tmp_path: Path) -> Path:
    film = tmp_path / "film.wav"
    film.write_bytes(b"sound" * 100)
    path = tmp_path / "film.longtake"
    Document.create(path, Source.of(film), Options()).close()
    return path


def complete(path: Path) -> None:
    with Document.open(path) as opened:
        opened.set_state("completed")


def date(path: Path, seconds_ago: float) -> None:
    when = time.time() - seconds_ago
    os.utime(path, (when, when))


def states(*paths: Path) -> list[bool]:
    return [known.is_done for known in shelf.films(paths)]


def test_a_document_is_known_by_its_film(document: Path) -> None:
    (known,) = shelf.films([document])
    assert known.path == document
    assert Path(known.source.path).name == "film.wav"
    assert not known.is_done


def test_what_has_not_changed_is_not_read_again(document: Path) -> None:
    date(document, LONG_AGO)
    (before,) = shelf.films([document])
    status = os.stat(document)
    document.write_bytes(bytes(status.st_size))  # nobody could read this
    os.utime(document, ns=(status.st_atime_ns, status.st_mtime_ns))
    assert list(shelf.films([document])) == [before]


def test_what_has_changed_is_read_again(document: Path) -> None:
    date(document, LONG_AGO)
    assert states(document) == [False]
    complete(document)
    assert states(document) == [True]


def test_a_change_within_the_same_tick_of_the_disk_is_seen(document: Path) -> None:
    now = time.time_ns()
    os.utime(document, ns=(now, now))
    assert states(document) == [False]
    size = document.stat().st_size
    complete(document)
    os.utime(document, ns=(now, now))
    assert document.stat().st_size == size
    assert states(document) == [True]


def test_a_document_in_the_place_of_another_is_read(document: Path, tmp_path: Path) -> None:
    assert states(document) == [False]
    other = tmp_path / "other.longtake"
    film = tmp_path / "other.wav"
    film.write_bytes(b"noise" * 100)
    Document.create(other, Source.of(film), Options()).close()
    other.replace(document)
    (known,) = shelf.films([document])
    assert Path(known.source.path).name == "other.wav"


def test_what_cannot_be_read_hinders_nothing_and_is_read_when_it_can_be(
    document: Path, tmp_path: Path
) -> None:
    whole = document.read_bytes()
    broken = tmp_path / "broken.longtake"
    broken.write_bytes(b"no document")
    assert states(broken, tmp_path / "gone.longtake", document) == [False]
    broken.write_bytes(whole)
    assert states(broken, document) == [False, False]


def test_a_text_of_another_program_is_no_films(document: Path) -> None:
    with Document.open(document) as opened:
        opened.save(shelf.IMPORTED, 0, "", "srt", {})
    assert states(document) == []
