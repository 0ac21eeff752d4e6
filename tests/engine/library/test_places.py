"""The list of documents that lie elsewhere."""

from __future__ import annotations

import shutil
from pathlib import Path

import pytest

from engine.library.places import Places


@pytest.fixture
def places(tmp_path: Path) -> Places:
    return Places(tmp_path / "home" / "places.json")


def test_places_are_kept_in_the_order_in_which_they_came(places: Places, tmp_path: Path) -> None:
    for name in ("b", "a", "b"):
        (tmp_path / name).touch()
        places.add(str(tmp_path / name))
    known = [str(tmp_path / "b"), str(tmp_path / "a")]
    assert places.present() == Places(tmp_path / "home" / "places.json").present() == known


def test_what_was_deleted_is_forgotten(places: Places, tmp_path: Path) -> None:
    place = tmp_path / "a"
    place.touch()
    places.add(str(place))
    place.unlink()
    assert places.present() == []
    place.touch()
    assert places.present() == []


def test_what_lies_on_a_disk_that_is_away_comes_back(places: Places, tmp_path: Path) -> None:
    disk = tmp_path / "disk"
    disk.mkdir()
    (disk / "a").touch()
    places.add(str(disk / "a"))
    shutil.move(disk, tmp_path / "drawer")
    assert places.present() == [str(disk / "a")]


@pytest.mark.parametrize("content", [b"", b"\xff", b"{}", b"[1]"])
def test_a_damaged_list_is_empty(places: Places, tmp_path: Path, content: bytes) -> None:
    (tmp_path / "home").mkdir()
    (tmp_path / "home" / "places.json").write_bytes(content)
    assert places.present() == []
    (tmp_path / "a").touch()
    places.add(str(tmp_path / "a"))
    assert places.present() == [str(tmp_path / "a")]
