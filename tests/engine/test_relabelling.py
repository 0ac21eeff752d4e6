"""Whoever talks at the same times keeps the label."""

from __future__ import annotations

from hypothesis import given, settings
from hypothesis import strategies as st

from engine.relabelling import labels, relabelled, turns_relabelled
from engine.transcript import Speaker, SpeakerTurn
from tests.builders import segment, transcript


def turns(*spans: tuple[float, float, str]) -> tuple[SpeakerTurn, ...]:
    return tuple(SpeakerTurn(start, end, who) for start, end, who in spans)


BEFORE = turns((0, 10, "S0"), (10, 20, "S1"), (20, 30, "S0"))


def test_the_same_people_keep_their_labels() -> None:
    assert labels(BEFORE, BEFORE) == {"S0": "S0", "S1": "S1"}


def test_labels_that_were_exchanged_are_put_back() -> None:
    now = turns((0, 9, "S1"), (10, 21, "S0"), (21, 30, "S1"))
    assert labels(BEFORE, now) == {"S1": "S0", "S0": "S1"}


def test_somebody_new_gets_a_label_that_nobody_had() -> None:
    now = turns((0, 10, "S1"), (10, 20, "S0"), (20, 29, "S1"), (40, 45, "S2"))
    assert labels(BEFORE, now) == {"S1": "S0", "S0": "S1", "S2": "S2"}
    shifted = turns((40, 45, "S0"), (0, 10, "S1"), (10, 20, "S2"))
    assert labels(BEFORE, shifted) == {"S1": "S0", "S2": "S1", "S0": "S00"}


def test_one_who_became_two_stays_the_one_who_talks_longer() -> None:
    now = turns((0, 10, "S0"), (10, 13, "S1"), (13, 20, "S2"), (20, 30, "S0"))
    assert labels(BEFORE, now) == {"S0": "S0", "S2": "S1", "S1": "S00"}


def test_two_who_became_one_are_the_one_who_talks_longer() -> None:
    assert labels(BEFORE, turns((0, 30, "S7"))) == {"S7": "S0"}


def test_a_moment_in_common_is_not_enough() -> None:
    assert labels(turns((0, 10, "S0")), turns((9, 30, "S1"))) == {"S1": "S1"}


def test_all_of_a_transcript_gets_the_labels() -> None:
    talk = transcript(
        segment("Hm.", 0.0, "0.0", speaker="S1"),
        segment("Ha.", 2.0, "0.1", speaker="S9"),
        segment("Ho.", 4.0, "0.2"),
        speakers=(Speaker("S1", "Anna"), Speaker("S9")),
        turns=turns((0, 1, "S1")),
    )
    made = relabelled(talk, {"S1": "S0"})
    assert [said.speaker for said in made.segments] == ["S0", "S9", None]
    assert [word.speaker for word in made.words()] == ["S0", "S9", None]
    assert made.speakers == (Speaker("S0", "Anna"), Speaker("S9"))
    assert made.turns == turns((0, 1, "S0"))
    assert made.text == talk.text


def test_labels_that_stay_leave_the_transcript_as_it_is() -> None:
    talk = transcript(segment("Hm.", speaker="S1"))
    assert relabelled(talk, {"S1": "S1"}) is talk
    assert relabelled(talk, {}) is talk
    assert turns_relabelled(BEFORE, {}) == BEFORE


spoken = st.lists(
    st.tuples(st.floats(0, 50), st.floats(0.1, 9), st.sampled_from(["S0", "S1", "S2", "S3"])),
    max_size=8,
).map(lambda found: turns(*((start, start + length, who) for start, length, who in found)))


@settings(deadline=None)
@given(spoken, spoken)
def test_no_two_people_get_one_label(
    before: tuple[SpeakerTurn, ...], now: tuple[SpeakerTurn, ...]
) -> None:
    found = labels(before, now)
    assert found.keys() == {turn.speaker for turn in now}
    assert len(set(found.values())) == len(found)


@settings(deadline=None)
@given(spoken, st.permutations(["S0", "S1", "S2", "S3"]))
def test_other_labels_for_the_same_turns_are_undone(
    before: tuple[SpeakerTurn, ...], others: list[str]
) -> None:
    alone = tuple(
        turn for n, turn in enumerate(before) if all(turn.start >= o.end for o in before[:n])
    )
    exchanged = dict(zip(["S0", "S1", "S2", "S3"], others, strict=True))
    now = turns_relabelled(alone, exchanged)
    assert turns_relabelled(now, labels(alone, now)) == alone
