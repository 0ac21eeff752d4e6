from __future__ import annotations

from pathlib import Path

import pytest
from pytestqt.qtbot import QtBot

from app.jobs.wishes import Wishes
from engine.options import Options
from engine.protocol import OutputOptions, Submit


@pytest.fixture
def file(tmp_path: Path) -> Path:
    return tmp_path / "home" / "wishes.json"


def wish(name: str, model: str = "tiny.en") -> Submit:
    return Submit(f"/films/{name}.mp4", Options(model=model), OutputOptions(("srt",), "/out"))


def test_what_is_wished_is_there_for_the_next_session_word_for_word(
    qapp: object, file: Path
) -> None:
    Wishes(file).add([wish("b"), wish("a")])
    assert Wishes(file).first(9, ()) == [wish("b"), wish("a")]


def test_of_two_wishes_for_one_recording_the_later_counts(qapp: object, file: Path) -> None:
    wishes = Wishes(file)
    wishes.add([wish("a"), wish("b")])
    wishes.add([wish("a", "base")])
    assert len(wishes) == 2 and wish("a").source in wishes
    assert wishes.first(1, ()) == [wish("a", "base")]
    assert wishes.first(2, {wish("a").source}) == [wish("b")]


def test_what_is_fulfilled_leaves_the_file_and_the_last_one_takes_it_along(
    qtbot: QtBot, file: Path
) -> None:
    wishes = Wishes(file)
    wishes.add([wish("a"), wish("b")])
    assert wishes.fulfil(wish("a").source) and not wishes.fulfil(wish("a").source)
    qtbot.waitUntil(lambda: len(Wishes(file)) == 1)
    wishes.fulfil(wish("b").source)
    qtbot.waitUntil(lambda: not file.exists())
    assert list(file.parent.iterdir()) == []


def test_a_file_that_means_nothing_is_as_none(qapp: object, file: Path) -> None:
    file.parent.mkdir()
    file.write_text('[{"type": "sub')
    wishes = Wishes(file)
    assert len(wishes) == 0
    wishes.add([wish("a")])
    assert len(Wishes(file)) == 1


def test_where_nothing_can_be_written_wishes_hold_as_long_as_the_app_lives(
    qapp: object, tmp_path: Path
) -> None:
    (tmp_path / "home").write_text("a file where a folder should be")
    wishes = Wishes(tmp_path / "home" / "wishes.json")
    wishes.add([wish("a")])
    assert len(wishes) == 1


def test_without_a_file_nothing_is_kept(qapp: object) -> None:
    wishes = Wishes()
    wishes.add([wish("a")])
    wishes.keep()
    assert len(wishes) == 1
