"""A film is known again by its content, and what is none is named."""

from __future__ import annotations

import os
import shutil
import sys
from pathlib import Path

import pytest

from engine.errors import MediaMissing, UsageError
from engine.source import Source
from tests.strangers import as_a_stranger, folder_for_all


def a_film(path: Path, content: bytes = b"moving pictures") -> Source:
    path.parent.mkdir(parents=True, exist_ok=True)
    path.write_bytes(content)
    return Source.of(path)


def damage(path: Path, offset: int) -> None:
    """Turn one bit, or turn it back."""
    with path.open("r+b") as file:
        file.seek(offset)
        byte = file.read(1)[0]
        file.seek(offset)
        file.write(bytes([byte ^ 1]))


@pytest.fixture
def film(tmp_path: Path) -> Source:
    return a_film(tmp_path / "films" / "film.mkv")


def test_a_film_is_untouched_until_it_is_written_to(film: Source) -> None:
    assert film.is_untouched()
    os.utime(film.path, (1, 1))
    assert not film.is_untouched()
    os.unlink(film.path)
    assert not film.is_untouched()


SIZE = 40 << 20


@pytest.fixture(scope="module")
def long_film(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Forty megabytes, almost all of them a hole."""
    path = tmp_path_factory.mktemp("films") / "long.mkv"
    with path.open("wb") as file:
        file.truncate(SIZE)
    return path


@pytest.mark.parametrize("offset", [0, 1 << 19, SIZE // 2 + 5, SIZE // 16 * 15, SIZE - 1])
def test_a_change_at_either_end_or_between_makes_another_film(long_film: Path, offset: int) -> None:
    before = Source.of(long_film)
    damage(long_film, offset)
    changed = Source.of(long_film)
    damage(long_film, offset)

    assert changed.content_id != before.content_id
    assert Source.of(long_film).content_id == before.content_id


def test_a_film_of_another_length_is_another_film(tmp_path: Path) -> None:
    contents = [b"", b"\0", b"\0\0", bytes(5 << 20), bytes((5 << 20) + 1)]
    films = [a_film(tmp_path / str(number), content) for number, content in enumerate(contents)]

    assert len({film.content_id for film in films}) == len(films)
    assert all(len(film.content_id) == 32 for film in films)


def test_the_same_film_is_known_under_every_name(film: Source, tmp_path: Path) -> None:
    copy = shutil.copy(film.path, tmp_path / "Кино.mov")
    link = tmp_path / "link.mkv"
    link.symlink_to(film.path)

    assert Source.of(Path(copy)).content_id == film.content_id
    assert Source.of(link).content_id == film.content_id
    assert Source.of(Path(copy)).title == "Кино"


def test_a_relative_path_is_kept_whole(film: Source, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.chdir(Path(film.path).parent)

    assert Source.of(Path("../films/film.mkv")) == film


def test_what_is_no_film_is_named(tmp_path: Path) -> None:
    link = tmp_path / "link.mkv"
    link.symlink_to(tmp_path / "gone.mkv")
    loop = tmp_path / "loop.mkv"
    loop.symlink_to(loop)
    pipe = tmp_path / "pipe.mkv"
    os.mkfifo(pipe)
    film_itself = tmp_path / "film.mkv"
    film_itself.touch()

    for path, sentence in {
        tmp_path: "is a folder",
        tmp_path / "gone.mkv": "is not there",
        link: "is a link to a file that is not there",
        loop: "is a link that leads back to itself",
        film_itself / "x": "is not there",
        pipe: "is a device or pipe",
        tmp_path / ("x" * 300): "cannot be read",
    }.items():
        with pytest.raises(MediaMissing, match=sentence) as raised:
            Source.of(path)
        assert str(path) in raised.value.message


def test_a_film_without_permission_is_named() -> None:
    with folder_for_all() as folder:
        film = a_film(folder / "film.mkv")
        os.chmod(film.path, 0)
        with as_a_stranger(), pytest.raises(MediaMissing, match="cannot be read"):
            Source.of(Path(film.path))


@pytest.mark.skipif(sys.platform == "darwin", reason="macOS gives no such names")
def test_a_name_that_is_no_text_is_refused(tmp_path: Path) -> None:
    path = tmp_path / os.fsdecode(b"caf\xe9.mkv")
    path.touch()

    with pytest.raises(UsageError, match="not valid text"):
        Source.of(path)
