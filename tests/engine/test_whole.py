from __future__ import annotations

import resource
from pathlib import Path

import pytest

from engine.whole import write_whole


def test_a_file_is_made_with_its_folder(tmp_path: Path) -> None:
    write_whole(tmp_path / "deep" / "down" / "file", b"new")
    assert (tmp_path / "deep" / "down" / "file").read_bytes() == b"new"


def test_what_was_there_is_replaced_and_nothing_else_is_left(tmp_path: Path) -> None:
    write_whole(tmp_path / "file", b"old and long")
    write_whole(tmp_path / "file", b"new")
    assert [each.name for each in tmp_path.iterdir()] == ["file"]
    assert (tmp_path / "file").read_bytes() == b"new"


def test_where_it_cannot_be_written_nothing_is_left(tmp_path: Path) -> None:
    (tmp_path / "file").mkdir()
    with pytest.raises(OSError, match="directory"):
        write_whole(tmp_path / "file", b"new")
    assert [each.name for each in tmp_path.iterdir()] == ["file"]


def test_a_disk_that_gets_full_in_the_middle_keeps_the_old_content(tmp_path: Path) -> None:
    write_whole(tmp_path / "file", b"old")
    before = resource.getrlimit(resource.RLIMIT_FSIZE)
    resource.setrlimit(resource.RLIMIT_FSIZE, (1_000, before[1]))
    try:
        with pytest.raises(OSError, match="too large"):
            write_whole(tmp_path / "file", bytes(2_000))
    finally:
        resource.setrlimit(resource.RLIMIT_FSIZE, before)
    assert (tmp_path / "file").read_bytes() == b"old"
    assert [each.name for each in tmp_path.iterdir()] == ["file"]


def test_whoever_reads_has_the_old_content_until_the_new_is_whole(tmp_path: Path) -> None:
    write_whole(tmp_path / "file", b"old")
    with (tmp_path / "file").open("rb") as reader:
        write_whole(tmp_path / "file", b"new")
        assert reader.read() == b"old"


def test_a_link_still_leads_to_its_file(tmp_path: Path) -> None:
    write_whole(tmp_path / "kept" / "glossary", b"old")
    (tmp_path / "link").symlink_to(tmp_path / "kept" / "glossary")
    write_whole(tmp_path / "link", b"new")
    assert (tmp_path / "link").is_symlink()
    assert (tmp_path / "kept" / "glossary").read_bytes() == b"new"


def test_a_name_of_the_longest_kind_can_be_written(tmp_path: Path) -> None:
    write_whole(tmp_path / ("n" * 255), b"new")
    assert (tmp_path / ("n" * 255)).read_bytes() == b"new"
