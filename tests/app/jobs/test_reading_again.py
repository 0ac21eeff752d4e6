"""Documents read more than once, early, late, or while others wait."""

from __future__ import annotations

import array
from collections.abc import Iterator
from pathlib import Path

import msgspec
import pytest
from hypothesis import given
from hypothesis import strategies as st
from pytestqt.qtbot import QtBot

from app.jobs.reading import (
    COLUMNS,
    LONGEST_PARAGRAPH,
    PARAGRAPH_PAUSE,
    Reader,
    Reading,
    columns,
    paragraphs,
    read,
    text_so_far,
)
from engine.document import Document, Source
from engine.options import Options
from engine.transcript import Gap, Speaker
from tests.app.documents import add_failure, document
from tests.app.editor import talks, wounds
from tests.builders import heard, segment, spoken, transcript


@pytest.fixture
def reader(qtbot: QtBot) -> Iterator[Reader]:
    made = Reader()
    yield made
    made.close()


def add_part(path: Path, index: int) -> None:
    """Let one more chunk be done."""
    words = spoken(f"This is part number {index}.", index * 10.0 + 1)
    with Document.open(path) as opened:
        opened.save("recognise", index, "key", heard(index, words), {"device": "cuda"})


def test_of_a_damaged_document_the_text_is_read_and_what_else_there_is(tmp_path: Path) -> None:
    path = talks.document(tmp_path, talks.talk(6))
    whole = read(path)
    wounds.damage(path)
    assert read(path) == msgspec.structs.replace(whole, attempts=())
    assert whole.paragraphs and whole.peaks


# --- a document's life ----------------------------------------------------------------------------


def test_a_document_that_has_only_been_made_is_empty_and_whole(tmp_path: Path) -> None:
    film = tmp_path / "film.wav"
    film.write_bytes(b"a film")
    path = tmp_path / "film.longtake"
    with Document.create(path, Source.of(film), Options(model="base")):
        pass
    found = read(path)
    assert (found.title, found.source, found.options.model) == ("film", str(film), "base")
    assert (found.plan, found.done, found.paragraphs, found.words) == ((), frozenset(), (), 0)
    assert found.peaks == () and found.device == ""


def test_a_second_look_tells_the_same_of_the_film(tmp_path: Path) -> None:
    path = document(tmp_path)
    first = read(path)
    again = read(path, first.peaks)
    assert again == first


def test_the_next_look_sees_what_has_been_done_since(tmp_path: Path) -> None:
    path = document(tmp_path)
    first = read(path)
    add_part(path, 2)
    again = read(path, first.peaks)
    assert first.done == {0, 1} and again.done == {0, 1, 2}
    assert again.words == first.words + 5 and "part number 2" in again.paragraphs[-1].text
    assert again.device == "cuda"


def test_the_picture_has_no_more_columns_than_a_window_can_show(tmp_path: Path) -> None:
    found = read(document(tmp_path, chunks=6))
    assert len(found.peaks) == COLUMNS and set(found.peaks) == {(-20, 40)}


def test_the_list_shows_what_the_document_says(tmp_path: Path) -> None:
    path = document(tmp_path)
    line = read(path).summary()
    assert (line.path, line.title, line.done, line.total) == (str(path), "film", 2, 4)
    assert (line.language, line.duration) == ("en", 40.0)
    with Document.open(path, read_only=True) as opened:
        assert line.state == opened.state and line.source == opened.source.path


def test_a_finished_document_is_shown_with_all_its_gaps(tmp_path: Path) -> None:
    path = talks.document(tmp_path, talks.talk(gap=True))
    with Document.open(path, read_only=True) as opened:
        assert [gap.chunk for gap in text_so_far(opened).gaps] == [1]
    assert sum(each.is_gap for each in read(path).paragraphs) == 1
    assert read(path).state == "completed"


def test_of_an_unfinished_document_only_what_was_given_up_is_a_gap(tmp_path: Path) -> None:
    path = document(tmp_path, chunks=5)
    add_failure(path, 3, "usual")
    add_failure(path, 4, "usual", given_up=True)
    with Document.open(path, read_only=True) as opened:
        assert [gap.chunk for gap in text_so_far(opened).gaps] == [4]


# --- paragraphs -----------------------------------------------------------------------------------


def test_a_pause_just_short_enough_begins_no_paragraph() -> None:
    first = segment("One two.", 0.0)
    near = segment("Three.", first.end + PARAGRAPH_PAUSE - 0.05)
    far = segment("Three.", first.end + PARAGRAPH_PAUSE + 0.05)
    assert len(paragraphs(transcript(first, near))) == 1
    assert [each.start for each in paragraphs(transcript(first, far))] == [0.0, far.start]


def test_a_long_paragraph_ends_with_a_sentence_and_not_within_one() -> None:
    parts = [segment("words without an end " * 3, n * 4.0, length=0.3) for n in range(40)]
    assert len(paragraphs(transcript(*parts))) == 1
    ended = [segment("words with an end. " * 3, n * 4.0, length=0.3) for n in range(40)]
    made = paragraphs(transcript(*ended))
    assert len(made) > 1 and all(len(each.text) >= LONGEST_PARAGRAPH for each in made[:-1])


@pytest.mark.parametrize("end", list(".!?…。！？"))
def test_every_end_of_a_sentence_may_end_a_long_paragraph(end: str) -> None:
    parts = [segment("x" * LONGEST_PARAGRAPH + end, 0.0), segment("Next.", 0.5)]
    assert [each.text for each in paragraphs(transcript(*parts))][1:] == ["Next."]


def test_speakers_without_a_name_are_told_by_their_number() -> None:
    parts = (
        segment("One.", 0.0, speaker="SPEAKER_00"),
        segment("Two.", 0.5, speaker="SPEAKER_01"),
        segment("Three.", 1.0),
    )
    people = (Speaker("SPEAKER_00", "Anna"), Speaker("SPEAKER_01"))
    made = paragraphs(transcript(*parts, speakers=people))
    assert [each.speaker for each in made] == ["Anna", "Speaker 2", ""]


def test_a_gap_without_a_reason_is_not_told() -> None:
    gaps = (Gap(0, 5.0, 9.0, ""), Gap(1, 20.0, 30.0, "It hung."))
    made = paragraphs(transcript(segment("One.", 0.0), gaps=gaps))
    assert [(each.start, each.is_gap) for each in made] == [(0.0, False), (20.0, True)]


# --- columns --------------------------------------------------------------------------------------


def test_nothing_has_no_columns() -> None:
    assert columns(b"", 100) == () and columns(b"\x01", 100) == ()
    assert columns(bytes(20), 0) == ()


@given(st.integers(1, 500), st.integers(1, 60))
def test_columns_are_never_more_than_there_are_values(pairs: int, count: int) -> None:
    peaks = array.array("b", [-1, 1] * pairs)
    peaks[2 * (pairs // 2)], peaks[2 * (pairs // 2) + 1] = -100, 100
    found = columns(peaks.tobytes(), count)
    assert len(found) == min(pairs, count)
    assert found.count((-100, 100)) == 1, "the loudest moment is in one column and in no other"


# --- the reader -----------------------------------------------------------------------------------


def test_documents_are_read_one_after_another_in_their_order(
    reader: Reader, qtbot: QtBot, tmp_path: Path
) -> None:
    jobs = [str(document(tmp_path, name=f"film{n}")) for n in range(4)]
    told: list[str] = []
    reader.was_read.connect(lambda job, _: told.append(job))
    for job in jobs:
        reader.read(job)
    qtbot.waitUntil(lambda: len(told) == len(jobs), timeout=10_000)
    assert told == jobs


def test_a_document_that_cannot_be_read_keeps_no_other_from_it(
    reader: Reader, qtbot: QtBot, tmp_path: Path
) -> None:
    good, bad = str(document(tmp_path)), tmp_path / "bad.longtake"
    bad.write_bytes(b"nothing like a document")
    failed: list[str] = []
    reader.failed.connect(lambda job, _: failed.append(job))
    with qtbot.waitSignal(reader.was_read, timeout=10_000) as told:
        reader.read(str(bad))
        reader.read(good)
    assert told.args[0] == good
    qtbot.waitUntil(lambda: failed == [str(bad)], timeout=10_000)


def test_a_wish_made_after_the_answer_is_answered_anew(
    reader: Reader, qtbot: QtBot, tmp_path: Path
) -> None:
    path = document(tmp_path)
    found: list[Reading] = []
    reader.was_read.connect(lambda _, reading: found.append(reading))
    reader.read(str(path))
    qtbot.waitUntil(lambda: len(found) == 1, timeout=10_000)
    add_part(path, 2)
    reader.read(str(path))
    qtbot.waitUntil(lambda: len(found) == 2, timeout=10_000)
    assert found[1].done == {0, 1, 2} and found[1].peaks == found[0].peaks
    assert found[1].duration == found[0].duration


def test_what_failed_once_is_read_when_it_is_there(
    reader: Reader, qtbot: QtBot, tmp_path: Path
) -> None:
    path = tmp_path / "film.longtake"
    with qtbot.waitSignal(reader.failed, timeout=10_000):
        reader.read(str(path))
    document(tmp_path)
    with qtbot.waitSignal(reader.was_read, timeout=10_000) as told:
        reader.read(str(path))
    assert told.args[1].title == "film"
