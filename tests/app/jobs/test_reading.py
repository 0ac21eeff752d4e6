from __future__ import annotations

from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st
from pytestqt.qtbot import QtBot

from app.jobs.reading import (
    LONGEST_PARAGRAPH,
    Paragraph,
    Reader,
    Reading,
    columns,
    paragraphs,
    read,
    text_so_far,
)
from engine.document import Document
from engine.transcript import Gap, Speaker
from tests.app.documents import add_failure, document
from tests.builders import segment, transcript


def test_a_document_in_progress_gives_its_text_so_far(tmp_path: Path) -> None:
    found = read(document(tmp_path))
    assert found.done == {0, 1}
    assert [chunk.index for chunk in found.plan] == [0, 1, 2, 3]
    assert "part number 0" in found.paragraphs[0].text
    assert found.words == 10
    assert (found.title, found.language, found.device) == ("film", "en", "cpu")


def test_what_is_not_done_yet_is_no_gap(tmp_path: Path) -> None:
    assert not any(paragraph.is_gap for paragraph in read(document(tmp_path)).paragraphs)


def test_a_chunk_that_was_given_up_is_a_gap(tmp_path: Path) -> None:
    path = document(tmp_path)
    add_failure(path, 2, "usual", "again", given_up=True)
    gaps = [paragraph for paragraph in read(path).paragraphs if paragraph.is_gap]
    assert [gap.start for gap in gaps] == [20.0]


def test_a_finished_transcript_is_taken_as_it_is(tmp_path: Path) -> None:
    path = document(tmp_path, done=4)
    whole = transcript(segment("Something quite different."))
    with Document.open(path) as opened:
        opened.save("transcript", 0, "", whole, {})
        opened.set_state("completed")
        assert text_so_far(opened) == whole


def test_the_waveform_is_read_once(tmp_path: Path) -> None:
    path = document(tmp_path)
    first = read(path)
    assert len(first.peaks) == 1600
    assert first.peaks[0] == (-20, 40)
    assert read(path, ((1, 2),)).peaks == ((1, 2),)


def test_how_a_chunk_is_tried_next_is_known(tmp_path: Path) -> None:
    path = document(tmp_path)
    with Document.open(path) as opened:
        opened.save("climb", 3, "key", {"rung": "smaller-batch", "tried": ["usual"]}, {})
    assert read(path).climbs == {3: "smaller-batch"}


# --- paragraphs -----------------------------------------------------------------------------------


def test_phrases_of_one_voice_are_read_together() -> None:
    made = paragraphs(transcript(segment("One.", 0.0), segment("Two.", 1.0)))
    assert made == [Paragraph(0.0, "One. Two.")]


def test_a_pause_begins_a_new_paragraph() -> None:
    made = paragraphs(transcript(segment("One.", 0.0), segment("Two.", 9.0)))
    assert [paragraph.text for paragraph in made] == ["One.", "Two."]


def test_another_voice_begins_a_new_paragraph_under_its_name() -> None:
    parts = segment("One.", 0.0, speaker="S1"), segment("Two.", 0.5, speaker="S2")
    named = transcript(*parts, speakers=(Speaker("S1", "Anna"), Speaker("S2")))
    assert [paragraph.speaker for paragraph in paragraphs(named)] == ["Anna", "S2"]


def test_a_paragraph_does_not_go_on_for_ever() -> None:
    parts = [segment("Many words are said here.", n * 1.5) for n in range(100)]
    made = paragraphs(transcript(*parts))
    assert len(made) > 3
    assert max(len(paragraph.text) for paragraph in made) < LONGEST_PARAGRAPH + 60


def test_gaps_stand_where_they_are() -> None:
    parts = segment("One.", 0.0), segment("Two.", 30.0)
    made = paragraphs(transcript(*parts, gaps=(Gap(1, 10.0, 20.0, "It failed."),)))
    assert [paragraph.is_gap for paragraph in made] == [False, True, False]


@given(st.lists(st.floats(0, 5000), max_size=30, unique=True))
def test_no_word_is_lost_in_paragraphs(starts: list[float]) -> None:
    parts = [segment(f"word{n}", start) for n, start in enumerate(sorted(starts))]
    text = " ".join(paragraph.text for paragraph in paragraphs(transcript(*parts)))
    assert text.split() == [f"word{n}" for n in range(len(parts))]


# --- waveform -------------------------------------------------------------------------------------


@given(st.lists(st.tuples(st.integers(-128, 0), st.integers(0, 127)), max_size=300))
def test_columns_keep_the_loudest(pairs: list[tuple[int, int]]) -> None:
    raw = b"".join(bytes([low % 256, high]) for low, high in pairs)
    made = columns(raw, 40)
    assert len(made) == min(40, len(pairs))
    assert max((high for _, high in made), default=0) == max((h for _, h in pairs), default=0)
    assert min((low for low, _ in made), default=0) == min((low for low, _ in pairs), default=0)


# --- the reader -----------------------------------------------------------------------------------


@pytest.fixture
def reader(qtbot: QtBot) -> Reader:
    return Reader()


def test_reading_happens_away_from_the_window(reader: Reader, qtbot: QtBot, tmp_path: Path) -> None:
    path = document(tmp_path)
    with qtbot.waitSignal(reader.was_read, timeout=10_000) as told:
        reader.read(str(path))
    job, found = told.args
    assert job == str(path)
    assert isinstance(found, Reading)
    reader.close()


def test_many_wishes_for_one_document_are_one(reader: Reader, qtbot: QtBot, tmp_path: Path) -> None:
    path = str(document(tmp_path))
    told: list[str] = []
    reader.was_read.connect(lambda job, _: told.append(job))
    for _ in range(50):
        reader.read(path)
    qtbot.waitUntil(lambda: reader._errands.is_idle, timeout=10_000)
    reader.close()
    assert 1 <= len(told) < 25


def test_what_cannot_be_read_is_told(reader: Reader, qtbot: QtBot, tmp_path: Path) -> None:
    with qtbot.waitSignal(reader.failed, timeout=10_000) as told:
        reader.read(str(tmp_path / "gone.longtake"))
    assert told.args[1].code == "document-missing"
    reader.close()
