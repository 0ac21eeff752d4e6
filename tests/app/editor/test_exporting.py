"""What an export writes, and what its preview shows of it."""

from __future__ import annotations

from pathlib import Path

import msgspec
import pytest

from app.editor.exporting import (
    PREVIEW,
    beginning,
    free_name,
    rendered,
    shown,
    written,
)
from app.settings import Export
from engine.errors import FileExists
from engine.output.formats import Context
from engine.transcript import Gap
from tests.app.editor import talks
from tests.builders import transcript


def test_what_was_not_recognised_is_noted_only_where_it_is_wanted() -> None:
    talk = talks.talk(5)
    gap = Gap(1, talk.segments[1].start, talk.segments[1].end, "It hung.")
    talk = msgspec.structs.replace(talk, gaps=(gap,))
    noted = rendered(talk, Export("txt"), Context())
    silent = rendered(talk, Export("txt", has_gaps=False), Context())
    assert "not recognised" in noted and "not recognised" not in silent
    assert len(silent.splitlines()) == 5


def test_a_long_film_is_previewed_by_its_beginning_alone() -> None:
    film = talks.film(2_000, 400, 3)
    text = beginning(film, Export("txt"), Context())
    assert text.endswith("…") and len(text.splitlines()) == PREVIEW + 1
    whole = beginning(talks.talk(5), Export("txt"), Context())
    assert len(whole.splitlines()) == 5 and "…" not in whole
    assert beginning(transcript(), Export("txt"), Context()) == ""


def test_all_segments_stay_when_the_speakers_go() -> None:
    talk = talks.talk(20)
    plain = shown(talk, Export(has_speakers=False))
    assert [said.text for said in plain.segments] == [said.text for said in talk.segments]
    assert all(word.speaker is None for word in plain.words()) and not plain.speakers
    assert shown(talk, Export()).segments == talk.segments
    assert shown(talk, Export("json")) is talk, "programs get what there is"


def test_a_preview_has_so_many_lines_and_no_more() -> None:
    talk = talks.talk(13)
    text = beginning(talk, Export("json"), Context())
    assert text.endswith("\n…") and len(text.splitlines()) == 61


def test_what_is_shown_keeps_the_rest_of_the_transcript() -> None:
    talk = talks.talk(10, gap=True)
    bare = shown(talk, Export(has_speakers=False, has_gaps=False))
    assert not bare.gaps and not bare.speakers and not bare.turns
    assert (bare.language, bare.duration) == (talk.language, talk.duration)
    times = [(each.id, each.start, each.end) for each in bare.segments]
    assert times == [(each.id, each.start, each.end) for each in talk.segments]
    assert msgspec.structs.replace(talk, gaps=()) == shown(talk, Export("json", has_gaps=False))


def test_a_file_is_replaced_only_when_that_is_allowed(tmp_path: Path) -> None:
    place, talk = tmp_path / "talk.txt", talks.talk(3)
    place.write_text("mine")
    with pytest.raises(FileExists):
        written(talk, Export("txt"), place, Context(), False)
    assert place.read_text() == "mine"
    assert written(talk, Export("txt"), place, Context(), True) == place
    assert "Anna" in place.read_text() and list(tmp_path.iterdir()) == [place]


def test_a_free_name_is_the_first_with_a_number_that_no_file_has(tmp_path: Path) -> None:
    place = tmp_path / "talk.srt"
    assert free_name(place) == tmp_path / "talk 2.srt"
    (tmp_path / "talk 2.srt").touch()
    assert free_name(place) == tmp_path / "talk 3.srt"
