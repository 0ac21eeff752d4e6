"""The arithmetic of `tests.benchmarks voices`, without any model."""

from __future__ import annotations

from engine.transcript import Diarization, SpeakerTurn
from engine.voices import Sample, Vector, spans_of
from tests.benchmarks.voices import (
    Heard,
    Item,
    as_transcript,
    enrolled,
    outcome,
    people,
    reference,
)

ANNA, BERT, CORA = (1.0, 0.0, 0.0), (0.0, 1.0, 0.0), (0.0, 0.0, 1.0)


def heard(name: str, seconds: float = 9.0, **people: Vector) -> Heard:
    """A recording in which each of these talks for so long, one after another."""
    labels = {who: f"SPEAKER_{place:02d}" for place, who in enumerate(people)}
    turns = tuple(
        SpeakerTurn(place * seconds, (place + 1) * seconds, label)
        for place, label in enumerate(labels.values())
    )
    return Heard(
        name,
        Diarization(turns, turns, tuple(labels.values()), tuple(people.values()), "model"),
        {label: who for who, label in labels.items()},
        {who: (Sample("model", vector, seconds),) for who, vector in people.items()},
    )


def test_who_is_in_another_recording_is_found() -> None:
    one, other = heard("one", Anna=ANNA, Bert=BERT), heard("other", Anna=ANNA, Cora=CORA)
    found = outcome(one, [one, other])
    assert (found.known, found.found, found.strangers, found.wrong) == (1, 1, 1, ())


def test_a_recording_is_not_known_by_itself() -> None:
    one = heard("one", Anna=ANNA)
    assert outcome(one, [one]).found == 0


def test_somebody_who_is_taken_for_another_is_told() -> None:
    one, other = heard("one", Bert=ANNA), heard("other", Anna=ANNA)
    assert outcome(one, [one, other]).wrong == ("one: Bert is taken for Anna",)


def test_noise_that_is_taken_for_somebody_is_told() -> None:
    noise, other = heard("one", Bert=ANNA), heard("other", Anna=ANNA)
    noise.people.clear()
    assert outcome(noise, [noise, other]).wrong == ("one: noise is taken for Anna",)


def test_who_says_too_little_is_not_expected() -> None:
    brief, other = heard("one", seconds=2.0, Anna=ANNA), heard("other", Anna=ANNA)
    found = outcome(brief, [brief, other])
    assert (found.known, found.found, found.brief) == (0, 0, 1)


def test_everybody_is_enrolled_from_all_their_recordings() -> None:
    (anna, bert) = enrolled([heard("one", Anna=ANNA, Bert=BERT), heard("other", Anna=CORA)])
    assert (anna.name, len(anna.samples)) == ("Anna", 2)
    assert (bert.name, len(bert.samples)) == ("Bert", 1)


def test_a_speaker_is_whoever_talks_most_in_their_turns() -> None:
    told = (SpeakerTurn(0.0, 6.0, "X"), SpeakerTurn(6.0, 9.0, "Y"), SpeakerTurn(20.0, 30.0, "Z"))
    real = (
        SpeakerTurn(0.0, 2.0, "Anna"),
        SpeakerTurn(1.0, 5.0, "Bert"),
        SpeakerTurn(6.0, 7.0, "Anna"),
    )
    assert people(Diarization(told, told), real) == {"X": "Bert", "Y": "Anna"}


def test_a_recording_without_turns_is_of_one_person() -> None:
    assert reference(Item("one", "one.wav", 5.0, ("Anna",))) == (SpeakerTurn(0.0, 5.0, "Anna"),)
    turns = (SpeakerTurn(1.0, 2.0, "Bert"),)
    assert reference(Item("one", "one.wav", 5.0, ("Anna", "Bert"), turns)) == turns


def test_voices_are_taken_from_turns_in_which_nobody_else_talks() -> None:
    turns = (
        SpeakerTurn(0.0, 10.0, "Anna"),
        SpeakerTurn(4.0, 14.0, "Bert"),
        SpeakerTurn(20.0, 25.0, "Anna"),
    )
    talk = as_transcript(Diarization(turns, turns, ("Anna", "Bert")))
    assert spans_of(talk, "Anna") == ((0.1, 3.9), (20.1, 24.9))
    assert spans_of(talk, "Bert") == ((10.1, 13.9),)
