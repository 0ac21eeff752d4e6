from __future__ import annotations

from pathlib import Path

import pytest
from PySide6.QtCore import QMimeData, QUrl
from pytestqt.qtbot import QtBot

from app.dropping import Finder, Found, paths_in, sorted_out


def made(folder: Path, *names: str) -> list[str]:
    files = [folder / name for name in names]
    for file in files:
        file.parent.mkdir(parents=True, exist_ok=True)
        file.touch()
    return [str(file) for file in files]


def test_recordings_documents_and_texts_are_told_apart(tmp_path: Path) -> None:
    film, song, job, json, srt, photo = made(
        tmp_path, "film.MP4", "song.mp3", "job.longtake", "a.json", "b.srt", "photo.jpg"
    )
    found = sorted_out([film, song, job, json, srt, photo])
    assert found == Found((film, song), (job,), (json, srt), (photo,))


def test_folders_are_walked_in_order(tmp_path: Path) -> None:
    files = made(tmp_path, "b/two.wav", "a/one.wav", "a/deep/three.mkv")
    made(tmp_path, "a/notes.txt", "a/cover.jpg", "a/old.srt")
    one, three, two = files[1], files[2], files[0]
    assert sorted_out([str(tmp_path)]).media == (one, three, two)


def test_hidden_files_and_folders_are_left_alone(tmp_path: Path) -> None:
    made(tmp_path, ".hidden.wav", ".Trash/film.mp4", "._film.mp4")
    assert sorted_out([str(tmp_path)]) == Found()


def test_the_same_recording_counts_once(tmp_path: Path) -> None:
    (film,) = made(tmp_path, "film.mp4")
    assert sorted_out([film, film, str(tmp_path)]).media == (film,)


def test_a_file_without_an_ending_may_be_a_recording(tmp_path: Path) -> None:
    (voice,) = made(tmp_path, "voice")
    assert sorted_out([voice]).media == (voice,)


def test_what_has_vanished_is_left_to_the_engine_to_tell(tmp_path: Path) -> None:
    gone = str(tmp_path / "gone.mp4")
    assert sorted_out([gone]).media == (gone,)


@pytest.mark.timeout(60)
def test_five_thousand_files_are_found_away_from_the_window(qtbot: QtBot, tmp_path: Path) -> None:
    made(tmp_path, *(f"{n % 50}/{n}.mp3" for n in range(5000)))
    finder = Finder()
    with qtbot.waitSignal(finder.found, timeout=30_000) as told:
        finder.look([str(tmp_path)])
        assert told.args is None, "look returned before anything was found"
    assert len(told.args[0].media) == 5000
    finder.close()


def test_only_files_of_this_machine_are_dragged() -> None:
    data = QMimeData()
    data.setUrls([QUrl.fromLocalFile("/a/film.mp4"), QUrl("https://example.org/film.mp4")])
    assert paths_in(data) == ["/a/film.mp4"]
