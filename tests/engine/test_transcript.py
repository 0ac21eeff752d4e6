from __future__ import annotations

import pytest

from engine.edits import fresh_id
from engine.errors import UsageError
from engine.transcript import Speaker, unnamed
from tests.builders import segment, transcript

TALK = transcript(
    segment("Are you coming?", 0.0, "0.0", speaker="SPEAKER_00"),
    segment("Of course.", 3.0, "0.1", speaker="SPEAKER_01"),
    segment("With a hat.", 5.0, "0.2", speaker="SPEAKER_11"),
    segment("Who says that?", 7.0, "0.3"),
    speakers=(Speaker("SPEAKER_00", "Anna"), Speaker("SPEAKER_01")),
)


@pytest.mark.parametrize(
    ("label", "word", "read"),
    [
        ("SPEAKER_00", "Speaker", "Speaker 1"),
        ("SPEAKER_09", "Sprecher", "Sprecher 10"),
        ("SPEAKER_123", "Говорящий", "Говорящий 124"),
        ("narrator", "Speaker", "narrator"),
        ("SPEAKER_", "Speaker", "SPEAKER_"),
        ("", "Speaker", ""),
    ],
)
def test_a_label_is_read_as_a_number_that_counts_from_one(label: str, word: str, read: str) -> None:
    assert unnamed(label, word) == read


def test_nobody_reads_the_id_of_somebody_who_was_added() -> None:
    assert unnamed(fresh_id()) == "Speaker"


def test_a_name_comes_before_a_number_and_programs_get_the_label() -> None:
    ids = ("SPEAKER_00", "SPEAKER_01", "SPEAKER_11", None)
    assert [TALK.called(each) for each in ids] == ["Anna", "Speaker 2", "Speaker 12", ""]
    assert [TALK.name_of(each) for each in ids] == ["Anna", "SPEAKER_01", "SPEAKER_11", ""]


def test_a_name_that_looks_like_a_label_is_a_name() -> None:
    named = transcript(speakers=(Speaker("SPEAKER_00", "SPEAKER_07"),))
    assert named.called("SPEAKER_00") == "SPEAKER_07"


def test_everybody_who_is_heard_can_be_introduced() -> None:
    made = TALK.introduced("Sprecher")
    assert [known.name for known in made.speakers] == ["Anna", "Sprecher 2", "Sprecher 12"]
    assert made.segments == TALK.segments


def test_a_speaker_is_found_by_what_people_read() -> None:
    assert TALK.id_of("speaker 2") == "SPEAKER_01"
    assert TALK.id_of("SPEAKER_11") == "SPEAKER_11"
    with pytest.raises(UsageError):
        TALK.id_of("Speaker 1")  # that one is called Anna


def test_a_name_that_was_given_counts_more_than_a_number() -> None:
    named = transcript(
        segment("Yes.", 0.0, "0.0", speaker="SPEAKER_00"),
        speakers=(Speaker("SPEAKER_00"), Speaker("SPEAKER_04", "Speaker 1")),
    )
    assert named.id_of("Speaker 1") == "SPEAKER_04"
