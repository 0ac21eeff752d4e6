"""The arithmetic of `tests.benchmarks voices`, without any model."""

from __future__ import annotations

from engine.transcript import SpeakerTurn
from engine.voices import Sample, Vector
from tests.benchmarks.voices import Heard, Item, alone, diarization, enrolled, outcome, spoken

ANNA, BERT, CORA = (1.0, 0.0, 0.0), (0.0, 1.0, 0.0), (0.0, 0.0, 1.0)


def heard(name: str, seconds: float = 9.0, **people: Vector) -> Heard:
    samples = {who: (Sample("model", vector, seconds),) for who, vector in people.items()}
    return Heard(name, samples)


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


def test_who_says_too_little_is_not_expected() -> None:
    brief, other = heard("one", seconds=2.0, Anna=ANNA), heard("other", Anna=ANNA)
    found = outcome(brief, [brief, other])
    assert (found.known, found.found, found.brief) == (0, 0, 1)


def test_everybody_is_enrolled_from_all_their_recordings() -> None:
    (anna, bert) = enrolled([heard("one", Anna=ANNA, Bert=BERT), heard("other", Anna=CORA)])
    assert (anna.name, len(anna.samples)) == ("Anna", 2)
    assert (bert.name, len(bert.samples)) == ("Bert", 1)


def test_the_people_of_a_recording_have_one_vector_each() -> None:
    told = diarization(heard("one", Anna=ANNA, Bert=BERT))
    assert (told.speakers, told.embeddings, told.model) == (("Anna", "Bert"), (ANNA, BERT), "model")
    assert spoken(heard("one", 4.0, Anna=ANNA)) == {"Anna": 4.0}
    assert diarization(heard("nobody")).speakers == ()


def test_people_are_heard_where_nobody_else_talks() -> None:
    turns = (
        SpeakerTurn(0.0, 10.0, "Anna"),
        SpeakerTurn(4.0, 6.0, "Bert"),
        SpeakerTurn(9.0, 15.0, "Bert"),
    )
    found = alone(Item("one", "one.wav", 20.0, ("Anna", "Bert"), turns))
    assert found == {"Anna": ((0.05, 4.0), (6.0, 9.0)), "Bert": ((10.0, 14.95),)}
    assert alone(Item("one", "one.wav", 5.0, ("Anna",))) == {"Anna": ((0.0, 5.0),)}
