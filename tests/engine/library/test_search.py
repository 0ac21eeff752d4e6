"""What a search finds, in which order, and what it says about each line."""

from __future__ import annotations

import sqlite3
from contextlib import closing
from pathlib import Path

import msgspec
import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from engine.document import Document
from engine.library import Library, search
from engine.options import Home
from tests.builders import segment, transcript
from tests.engine.library.shelf import indexed, keep, saying, scan, settle, texts

WORDS = ("river", "rivers", "mill", "The", "ßüd", "Straße", "ёлка", "мой", "学校に", "a", "1968")


def test_a_line_comes_with_its_place_its_words_and_what_is_said_around(home: Home) -> None:
    path = saying(home, "talk", "So when?", "Then the river came.", "Nobody saw it.")
    found = indexed(home).search("river")
    (transcript,) = found.transcripts
    (line,) = transcript.lines
    assert (transcript.document, transcript.title, transcript.count) == (str(path), "talk", 1)
    assert (line.segment, line.start, line.word, line.at) == ("0.1", 10.0, 2, 10.6)
    assert line.text[slice(*line.marks[0])] == "river"
    assert (line.before, line.after, line.speaker) == ("So when?", "Nobody saw it.", "SPEAKER_01")
    assert (found.count, found.documents, found.known) == (1, 1, 1)


def test_lines_come_in_order_of_time_and_no_more_than_wanted(home: Home) -> None:
    saying(home, "talk", *(f"river {number}" for number in range(9)))
    found = indexed(home).search("river", lines=4)
    assert texts(found) == ["river 0", "river 1", "river 2", "river 3"]
    assert (found.count, found.transcripts[0].count) == (9, 9)


def test_what_fits_more_closely_comes_first(home: Home) -> None:
    saying(home, "beginnings", "old mills", "old mills", "old mills")
    saying(home, "anywhere", "a mill, and old", "a mill, and old", "x")
    saying(home, "phrase", "the old mill")
    found = indexed(home).search("old mill")
    assert [each.title for each in found.transcripts] == ["phrase", "anywhere", "beginnings"]


def test_lines_that_fit_more_closely_are_shown_before_others(home: Home) -> None:
    saying(home, "talk", "mills", "mills", "mills", "mill")
    assert texts(indexed(home).search("mill", lines=2)) == ["mills", "mill"]


def test_what_says_it_more_often_comes_first_and_then_the_newest(home: Home) -> None:
    saying(home, "seldom", "river")
    saying(home, "older", *["river"] * 8)
    saying(home, "newer", *["river"] * 9)
    found = indexed(home).search("river")
    assert [each.title for each in found.transcripts] == ["newer", "older", "seldom"]


def test_titles_are_searched_too(home: Home) -> None:
    saying(home, "The river interview", "Nothing of it is said here.")
    found = indexed(home).search("river inter")
    (transcript,) = found.transcripts
    assert transcript.title_marks == ((4, 9), (10, 19))
    assert (found.count, found.documents, transcript.lines) == (0, 1, ())


def test_a_transcript_says_with_which_model_it_was_made_and_when(home: Home) -> None:
    path = saying(home, "mill", "The river came back.")
    (found,) = indexed(home).search("river").transcripts
    with Document.open(path, read_only=True) as document:
        assert (found.model, found.made_at) == (document.options.model, document.created_at)
    assert found.model and found.made_at


def test_no_more_transcripts_come_than_wanted_but_all_are_counted(home: Home) -> None:
    for number in range(5):
        saying(home, f"talk {number}", "river")
    found = indexed(home).search("river", documents=2)
    assert (len(found.transcripts), found.documents, found.count) == (2, 5, 5)


def test_one_document_can_be_searched_alone(home: Home) -> None:
    saying(home, "one", "river")
    other = saying(home, "other", "river", "river")
    found = indexed(home).search("river", within=str(other))
    assert [each.document for each in found.transcripts] == [str(other)]
    assert found.count == 2
    assert indexed(home).search("river", within="/nowhere").count == 0


def test_what_is_said_everywhere_is_not_counted_to_the_end(
    home: Home, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(search, "MOST_COUNTED", 5)
    saying(home, "older", *["river"] * 4)
    saying(home, "newer", *["river"] * 4)
    settle(home.documents / "newer.longtake", 2_000_000_000 // 2 + 100)
    found = indexed(home).search("river")
    assert found.is_cut and found.count == 5
    assert found.transcripts[0].title == "newer"


def test_words_and_times_are_those_of_the_first_mark_behind_a_space(home: Home) -> None:
    said = segment("eins zwei drei", 100.0)
    words = (msgspec.structs.replace(said.words[0], text="  eins"), *said.words[1:])
    keep(home, "talk", transcript(msgspec.structs.replace(said, words=words)))
    (line,) = indexed(home).search("drei").transcripts[0].lines
    assert (line.word, line.at) == (2, 100.6)


def test_an_index_that_lost_a_line_is_thrown_away(home: Home) -> None:
    saying(home, "talk", "river")
    library = indexed(home)
    with closing(sqlite3.connect(home.library)) as db:
        db.execute("DELETE FROM segment")
        db.commit()
    assert library.search("river").transcripts == ()
    assert not home.library.exists()
    library.update()
    assert texts(library.search("river")) == ["river"]


def test_a_line_that_does_not_say_it_is_left_out(home: Home) -> None:
    saying(home, "talk", "river")
    library = indexed(home)
    with closing(sqlite3.connect(home.library)) as db:
        db.execute("UPDATE segment SET text = 'mill'")
        db.commit()
    assert library.search("river").transcripts[0].lines == ()
    assert home.library.exists()


@pytest.fixture(scope="module")
def many(tmp_path_factory: pytest.TempPathFactory) -> tuple[Library, list[Path]]:
    """Documents of words in every order."""
    home = Home(tmp_path_factory.mktemp("home"))
    lines = [f"{one} {other}, {third}!" for one in WORDS for other in WORDS for third in WORDS[:3]]
    paths = [saying(home, f"talk {n}", *lines[n::4]) for n in range(4)]
    return indexed(home), paths


@settings(max_examples=60, deadline=None, suppress_health_check=[HealthCheck.too_slow])
@given(
    st.one_of(
        st.text(max_size=40),
        st.lists(
            st.sampled_from([*WORDS, "riv", "STRAS", "sud", "校", '"', "AND", "NEAR(", "*", "-"]),
            max_size=6,
        ).map(" ".join),
    )
)
def test_any_text_is_answered_and_finds_what_a_plain_look_finds(
    many: tuple[Library, list[Path]], typed: str
) -> None:
    library, paths = many
    found = library.search(typed, documents=10, lines=1000)
    lines = {(each.document, line.segment) for each in found.transcripts for line in each.lines}
    assert lines == scan(paths, typed)
    assert found.count == len(lines)


@settings(max_examples=10, deadline=None, suppress_health_check=[HealthCheck.too_slow])
@given(st.lists(st.text(min_size=1, max_size=40), min_size=1, max_size=5), st.data())
def test_any_text_that_is_said_is_found(
    tmp_path_factory: pytest.TempPathFactory, said: list[str], data: st.DataObject
) -> None:
    said = [" ".join(text.split()) for text in said]
    said = [text for text in said if text] or ["word"]
    home = Home(tmp_path_factory.mktemp("home"))
    path = saying(home, "talk", *said)
    library = indexed(home)
    for typed in (data.draw(st.sampled_from(said)), *said[0].split()[:2]):
        found = library.search(typed, lines=100)
        lines = {(each.document, line.segment) for each in found.transcripts for line in each.lines}
        assert lines == scan([path], typed)
