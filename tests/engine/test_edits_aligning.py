"""Words that get other times: no text changes, and times stay in order inside their segment."""

from __future__ import annotations

from itertools import pairwise

import msgspec
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from engine.edits import (
    AlignSegments,
    AnyEdit,
    ChangeTimes,
    DeleteSegments,
    History,
    InsertSegment,
    JoinSegments,
    RefuseVoice,
    ReplaceEverywhere,
    SetText,
    Timing,
    apply,
    names_speakers,
    segments_named,
    to_align,
)
from engine.errors import EditMisfit
from engine.transcript import Transcript
from tests.builders import segment, transcript

TALK = transcript(
    segment("The river came back.", 0.0, "0.0"),
    segment("Did it? Nobody saw it.", 10.0, "0.1"),
    segment("We did, from the mill.", 20.0, "0.2"),
)
moments = st.floats(-5.0, 50.0, allow_nan=False)


def timing(number: int, text: str, *starts: float) -> Timing:
    """Words that begin at these times and last a tenth of a second."""
    return Timing(f"0.{number}", text, tuple((start, start + 0.1) for start in starts))


def test_words_are_said_when_they_were_found_to_be() -> None:
    edit = AlignSegments((timing(0, "The river came back.", 0.0, 0.2, 0.7, 0.9),))
    aligned = apply(TALK, edit).segments[0]
    assert [(word.start, word.end) for word in aligned.words] == [
        pytest.approx((0.0, 0.1)),
        pytest.approx((0.2, 0.3)),
        pytest.approx((0.7, 0.8)),
        pytest.approx((0.9, 1.0)),
    ]
    assert aligned.text == "The river came back."
    assert (aligned.start, aligned.end) == (TALK.segments[0].start, TALK.segments[0].end)


@settings(deadline=None)
@given(st.lists(st.tuples(moments, moments), min_size=4, max_size=4))
def test_whatever_times_are_given_they_stay_in_order_and_inside(
    times: list[tuple[float, float]],
) -> None:
    edit = AlignSegments((Timing("0.0", "The river came back.", tuple(times)),))
    aligned = apply(TALK, edit).segments[0]
    assert [word.text for word in aligned.words] == [w.text for w in TALK.segments[0].words]
    assert all(aligned.start <= w.start <= w.end <= aligned.end for w in aligned.words)
    assert all(one.end <= other.start for one, other in pairwise(aligned.words))


def test_what_reads_otherwise_since_is_left_alone() -> None:
    edit = AlignSegments(
        (
            timing(0, "The river never came back.", 0.0, 0.2, 0.4, 0.6, 0.9),
            timing(1, "Did it? Nobody saw it.", 10.0, 10.1, 10.2, 10.3, 10.4),
            timing(7, "Gone.", 70.0),
        )
    )
    aligned = apply(TALK, edit)
    assert aligned.segments[0] is TALK.segments[0]
    assert aligned.segments[1] != TALK.segments[1]


@pytest.mark.parametrize(
    "other",
    [
        timing(0, "The river", 0.0, 0.2),
        timing(0, "The river came back.", 0.0, 0.2),
        timing(9, "The river came back.", 0.0, 0.2, 0.4, 0.6),
    ],
)
def test_where_nothing_is_left_the_edit_does_not_fit(other: Timing) -> None:
    with pytest.raises(EditMisfit, match="changed since"):
        apply(TALK, AlignSegments((other,)))


def test_it_is_a_value_with_a_title_that_rests_on_its_segments_and_can_be_undone() -> None:
    edit = AlignSegments((timing(0, "The river came back.", 0.0, 0.2, 0.7, 0.9),))
    assert msgspec.msgpack.decode(msgspec.msgpack.encode(edit), type=AnyEdit) == edit
    assert segments_named(edit) == ("0.0",)
    assert edit.title(lambda speaker: "") == "Align Again"
    history = History(TALK)
    history.do(edit)
    history.undo()
    assert history.transcript == TALK
    history.redo()
    assert history.transcript == apply(TALK, edit)


# --- what should be aligned -----------------------------------------------------------------------


def waiting(*edits: AnyEdit) -> list[str]:
    history = History(TALK)
    for edit in edits:
        history.do(edit)
    return [said.id for said in to_align(TALK, history.transcript, edits)]


def test_segments_with_words_that_were_not_recognised_there_are_to_be_aligned() -> None:
    assert waiting() == []
    assert waiting(SetText("0.1", "Did it? Everybody saw it.")) == ["0.1"]
    assert waiting(ReplaceEverywhere("did", "saw", match_case=False)) == ["0.1", "0.2"]
    assert waiting(InsertSegment(30.0, 31.0, "Indeed.", new="u1")) == ["u1"]


def test_what_only_lost_words_or_moved_keeps_its_times() -> None:
    assert waiting(SetText("0.1", "Nobody saw it.")) == []
    assert waiting(ChangeTimes("0.1", 10.5, 12.0), JoinSegments(("0.0", "0.1"))) == []
    assert waiting(SetText("0.1", "")) == []
    assert waiting(SetText("0.1", "New."), DeleteSegments(("0.1",))) == []


def test_what_was_aligned_is_aligned_until_it_is_edited_again() -> None:
    typed = SetText("0.0", "The river ran back.")
    aligned = AlignSegments((timing(0, "The river ran back.", 0.0, 0.2, 0.7, 0.9),))
    assert waiting(typed, aligned) == []
    assert waiting(typed, aligned, SetText("0.0", "The rivers ran back.")) == ["0.0"]


def test_an_empty_transcript_has_nothing_to_align() -> None:
    assert to_align(Transcript("en", 0.0), Transcript("en", 0.0), ()) == ()


# --- people whose voice is another ----------------------------------------------------------------


def test_a_voice_that_is_refused_changes_nothing_but_the_log() -> None:
    talk = transcript(segment("Hm.", speaker="SPEAKER_00"))
    edit = RefuseVoice("SPEAKER_00", "Anna")
    assert apply(talk, edit) == talk
    assert msgspec.msgpack.decode(msgspec.msgpack.encode(edit), type=AnyEdit) == edit
    assert names_speakers(edit), "who is told apart anew keeps it"
    assert edit.title(lambda speaker: "Speaker 1") == "Speaker 1 is not Anna"
    with pytest.raises(EditMisfit, match="no speaker"):
        apply(talk, RefuseVoice("SPEAKER_07", "Anna"))
