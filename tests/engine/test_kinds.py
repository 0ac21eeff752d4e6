"""What a file is meant to be, by its name."""

from __future__ import annotations

from pathlib import Path

import pytest

from engine.kinds import film_beside, is_text, language_in


@pytest.mark.parametrize(
    ("name", "expected"),
    [("a.srt", True), ("A.VTT", True), ("a.json", True), ("a.mp4", False), ("a.longtake", False)],
)
def test_texts_are_known_by_their_endings(name: str, expected: bool) -> None:
    assert is_text(f"/films/{name}") is expected


@pytest.mark.parametrize(
    ("text", "film"),
    [
        ("talk.srt", "talk.mp4"),
        ("talk.de.srt", "talk.mp4"),
        ("talk.de.srt", "talk.de.mkv"),
        ("talk.json", "talk.MP3"),
        ("talk.srt", ""),
    ],
)
def test_the_film_of_a_text_lies_beside_it_under_its_name(
    tmp_path: Path, text: str, film: str
) -> None:
    for name in filter(None, (text, film, "other.mp4", "talk.txt")):
        (tmp_path / name).touch()
    (tmp_path / "talk.wav").mkdir()
    assert film_beside(tmp_path / text) == (tmp_path / film if film else None)


def test_where_there_is_no_folder_there_is_no_film(tmp_path: Path) -> None:
    assert film_beside(tmp_path / "gone" / "talk.srt") is None


@pytest.mark.parametrize(
    ("name", "code"),
    [("talk.de.srt", "de"), ("talk.pt-BR.vtt", "pt"), ("talk.srt", ""), ("talk.v2.srt", "")],
)
def test_a_name_may_tell_the_language(name: str, code: str) -> None:
    assert language_in(Path(name)) == code
