"""Drops of folders and of many things at once, as people really make them."""

from __future__ import annotations

import os
from collections.abc import Iterator
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st
from PySide6.QtCore import QMimeData, QUrl
from pytestqt.qtbot import QtBot

from app.dropping import MEDIA, TEXTS, Finder, Found, paths_in, sorted_out


@pytest.fixture
def finder(qtbot: QtBot) -> Iterator[Finder]:
    made = Finder()
    yield made
    made.close()


def made(folder: Path, *names: str) -> list[str]:
    files = [folder / name for name in names]
    for file in files:
        file.parent.mkdir(parents=True, exist_ok=True)
        file.touch()
    return [str(file) for file in files]


def test_nothing_is_found_in_nothing(tmp_path: Path) -> None:
    assert sorted_out([]) == Found() == sorted_out([str(tmp_path)])


@pytest.mark.parametrize("suffix", sorted(MEDIA))
def test_every_kind_of_recording_is_one_in_a_folder_too(tmp_path: Path, suffix: str) -> None:
    small, large = made(tmp_path, f"a{suffix}", f"b{suffix.upper()}")
    assert sorted_out([str(tmp_path)]).media == (small, large)
    assert sorted_out([small, large]).media == (small, large)


@given(st.sampled_from([".jpg", ".txt", ".pdf", ".docx", ".zip", ".mp", ".wave", ".longtak"]))
def test_what_is_nothing_of_ours_is_strange(suffix: str) -> None:
    assert sorted_out([f"/somewhere/file{suffix}"]) == Found(strange=(f"/somewhere/file{suffix}",))


@pytest.mark.parametrize("suffix", sorted(TEXTS))
def test_texts_of_other_programs_are_known_in_any_case(suffix: str) -> None:
    path = f"/somewhere/talk{suffix.upper()}"
    assert sorted_out([path]) == Found(texts=(path,))


def test_of_a_folder_only_recordings_are_taken(tmp_path: Path) -> None:
    film, *_ = made(tmp_path, "film.mov", "film.longtake", "film.srt", "film.json", "read me")
    assert sorted_out([str(tmp_path)]) == Found(media=(film,))


def test_a_folder_that_is_called_like_a_recording_is_a_folder(tmp_path: Path) -> None:
    (inner,) = made(tmp_path, "film.mov/part.wav")
    assert sorted_out([str(tmp_path / "film.mov")]).media == (inner,)
    assert sorted_out([str(tmp_path)]).media == (inner,)


def test_a_hidden_file_that_was_given_itself_is_taken(tmp_path: Path) -> None:
    (hidden,) = made(tmp_path, ".take.wav")
    assert sorted_out([hidden]).media == (hidden,)


def test_a_relative_path_is_made_whole(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    (film,) = made(tmp_path, "films/film.mov")
    monkeypatch.chdir(tmp_path)
    found = sorted_out(["films/../films/film.mov", "films"])
    assert found.media == (os.path.abspath(film),)


def test_files_stay_in_the_order_in_which_they_were_given(tmp_path: Path) -> None:
    files = made(tmp_path, "c.wav", "a.wav", "b.wav")
    assert sorted_out(files).media == tuple(files)


def test_a_folder_that_leads_back_to_itself_is_walked_once(tmp_path: Path) -> None:
    (film,) = made(tmp_path, "films/film.mov")
    (tmp_path / "films" / "again").symlink_to(tmp_path / "films", target_is_directory=True)
    assert sorted_out([str(tmp_path)]).media == (film,)


def test_one_gift_is_answered_after_another(finder: Finder, qtbot: QtBot, tmp_path: Path) -> None:
    gifts = [made(tmp_path / str(n), f"{n}.wav") for n in range(5)]
    told: list[Found] = []
    finder.found.connect(told.append)
    for gift in gifts:
        finder.look(gift)
    qtbot.waitUntil(lambda: len(told) == 5, timeout=10_000)
    assert [found.media for found in told] == [tuple(gift) for gift in gifts]


def test_a_gift_that_changes_while_it_waits_is_the_one_that_was_given(
    finder: Finder, qtbot: QtBot, tmp_path: Path
) -> None:
    gift = made(tmp_path, "film.mov")
    with qtbot.waitSignal(finder.found, timeout=10_000) as told:
        finder.look(gift)
        gift.clear()
    assert len(told.args[0].media) == 1


def test_what_is_dragged_without_files_has_no_paths() -> None:
    words = QMimeData()
    words.setText("/a/film.mp4")
    assert paths_in(words) == [] == paths_in(QMimeData())


def test_names_with_spaces_and_umlauts_come_whole() -> None:
    data = QMimeData()
    names = ["/a/Gespräch mit Frau Weiß.mov", "/a/100 % über.wav", "/a/李雷#1.mp3"]
    data.setUrls([QUrl.fromLocalFile(name) for name in names])
    assert paths_in(data) == names
