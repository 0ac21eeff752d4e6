"""Hashes are remembered for files that did not change, and for no others."""

from __future__ import annotations

import hashlib
import os
from pathlib import Path

import pytest

from engine.file_hashes import Hashes, sha256_of


@pytest.fixture
def file(tmp_path: Path) -> Path:
    path = tmp_path / "weights.bin"
    path.write_bytes(b"weights")
    return path


def digest(content: bytes) -> str:
    return hashlib.sha256(content).hexdigest()


def rewrite_unseen(file: Path, content: bytes) -> None:
    """Other bytes of the same number, with the old time."""
    before = file.stat()
    file.write_bytes(content)
    os.utime(file, ns=(before.st_atime_ns, before.st_mtime_ns))


def test_a_file_that_did_not_change_is_not_read_again(file: Path, tmp_path: Path) -> None:
    first = Hashes(tmp_path / "cache")
    assert first.of(file) == digest(b"weights")
    first.save()
    rewrite_unseen(file, b"WEIGHTS")
    assert Hashes(tmp_path / "cache").of(file) == digest(b"weights")


def test_who_does_not_trust_reads_and_remembers_what_is_there(file: Path, tmp_path: Path) -> None:
    first = Hashes(tmp_path / "cache")
    first.of(file)
    first.save()
    rewrite_unseen(file, b"WEIGHTS")
    doubting = Hashes(tmp_path / "cache", trusting=False)
    assert doubting.of(file) == digest(b"WEIGHTS")
    doubting.save()
    assert Hashes(tmp_path / "cache").of(file) == digest(b"WEIGHTS")


@pytest.mark.parametrize("content", [b"longer weights", b"WEIGHTS"])
def test_a_file_that_changed_is_read_again(file: Path, tmp_path: Path, content: bytes) -> None:
    hashes = Hashes(tmp_path / "cache")
    hashes.of(file)
    file.write_bytes(content)
    os.utime(file, (1, 1))
    assert hashes.of(file) == sha256_of(file) == digest(content)


@pytest.mark.parametrize("damage", [b"", b"{", b'{"a": 1}'])
def test_a_damaged_store_only_costs_time(file: Path, tmp_path: Path, damage: bytes) -> None:
    (tmp_path / "cache").mkdir()
    (tmp_path / "cache" / "model-hashes.json").write_bytes(damage)
    assert Hashes(tmp_path / "cache").of(file) == digest(b"weights")


def test_a_store_that_cannot_be_written_is_done_without(file: Path, tmp_path: Path) -> None:
    (tmp_path / "cache").touch()
    hashes = Hashes(tmp_path / "cache")
    assert hashes.of(file) == digest(b"weights")
    hashes.save()
    assert (tmp_path / "cache").read_bytes() == b""


def test_a_file_that_is_not_there_is_an_error_of_the_system(tmp_path: Path) -> None:
    with pytest.raises(FileNotFoundError):
        Hashes(tmp_path / "cache").of(tmp_path / "none")
