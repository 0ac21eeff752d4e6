"""Every edit does what it says, loses no word, and can be taken back."""

from __future__ import annotations

import random
import re
from collections import Counter
from collections.abc import Callable, Iterable
from itertools import pairwise

import msgspec
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from msgspec.structs import replace

from engine.edits import (
    AddSpeaker,
    AlignSegments,
    AnyEdit,
    AssignFromHere,
    AssignSegments,
    AssignTurn,
    AssignWords,
    ChangeTimes,
    DeleteSegments,
    Draft,
    Edit,
    HearAgain,
    History,
    InsertSegment,
    JoinSegments,
    KeepText,
    MergeSpeakers,
    MoveBoundary,
    RefuseVoice,
    RenameSpeaker,
    ReplaceEverywhere,
    RestoreSegments,
    SetText,
    SettleWords,
    SplitSegment,
    SplitSpeaker,
    Timing,
    Together,
    UseNewText,
    apply,
    apply_all,
    fresh_id,
    names_speakers,
    restoring,
    segments_named,
    single,
    titled,
    titles,
)
from engine.errors import EditMisfit
from engine.transcript import Segment, Speaker, SpeakerTurn, Transcript
from tests.builders import segment, transcript

TALK = transcript(
    segment("We sail at dawn.", 1.0, "0.0", speaker="A"),
    segment("Nobody answered him.", 4.0, "0.1", speaker="B"),
    segment("We do, sir.", 6.0, "0.2", speaker="B"),
    replace(segment("Then we sail.", 8.0, "1.0", speaker="A"), chunk=1),
    replace(segment("Aye.", 10.0, "1.1", speaker="B"), chunk=1),
    turns=(SpeakerTurn(1.0, 3.0, "A"), SpeakerTurn(4.0, 7.0, "B")),
)


def texts(talk: Transcript) -> list[str]:
    return [said.text for said in talk.segments]


def speakers(talk: Transcript) -> str:
    return "".join(said.speaker or "-" for said in talk.segments)


def ids(talk: Transcript) -> list[str]:
    return [said.id for said in talk.segments]


def named(talk: Transcript, number: str) -> Segment:
    return next(said for said in talk.segments if said.id == number)


def misfit(talk: Transcript, edit: AnyEdit) -> str:
    with pytest.raises(EditMisfit) as caught:
        apply(talk, edit)
    return caught.value.message


# --- speakers -------------------------------------------------------------------------------------


def test_a_name_is_put_over_the_label_and_the_label_stays() -> None:
    talk = apply(TALK, RenameSpeaker("A", "  Anna\n Smith "))
    assert talk.speakers == (Speaker("A", "Anna Smith"), Speaker("B"))
    assert talk.segments is not TALK.segments
    assert talk.segments == TALK.segments


def test_an_empty_name_takes_the_name_away() -> None:
    talk = apply_all(TALK, [RenameSpeaker("A", "Anna"), RenameSpeaker("A", "")]).transcript
    assert talk == TALK


def test_a_speaker_who_is_only_in_the_segments_can_be_named() -> None:
    bare = transcript(segment("Hello.", speaker="X"), speakers=())
    assert apply(bare, RenameSpeaker("X", "Xenia")).speakers == (Speaker("X", "Xenia"),)


def test_merged_speakers_are_one_in_segments_words_turns_and_list() -> None:
    talk = apply(TALK, MergeSpeakers(("A", "B"), "A"))
    assert speakers(talk) == "AAAAA"
    assert {word.speaker for word in talk.words()} == {"A"}
    assert {turn.speaker for turn in talk.turns} == {"A"}
    assert talk.speakers == (Speaker("A"),)


def test_the_one_who_is_left_takes_over_a_name_if_it_has_none() -> None:
    renamed = apply(TALK, RenameSpeaker("B", "Bert"))
    assert apply(renamed, MergeSpeakers(("B",), "A")).speakers == (Speaker("A", "Bert"),)
    both = apply(renamed, RenameSpeaker("A", "Anna"))
    assert apply(both, MergeSpeakers(("B",), "A")).speakers == (Speaker("A", "Anna"),)


def test_a_speaker_is_not_merged_with_itself() -> None:
    assert "two speakers" in misfit(TALK, MergeSpeakers(("A",), "A"))


def test_an_added_speaker_can_be_given_segments() -> None:
    added = AddSpeaker("Cora")
    talk = apply(apply(TALK, added), AssignSegments(("0.1", "1.1"), added.new))
    assert [said.speaker for said in talk.segments] == ["A", added.new, "B", "A", added.new]
    assert talk.speakers[-1] == Speaker(added.new, "Cora")


def test_what_a_segment_is_given_to_is_given_its_words_too() -> None:
    talk = apply(TALK, AssignSegments(("0.0",), "B"))
    assert {word.speaker for word in talk.segments[0].words} == {"B"}


def test_a_segment_can_be_given_to_nobody() -> None:
    assert speakers(apply(TALK, AssignSegments(("0.1",), None))) == "A-BAB"


def test_a_turn_is_all_that_one_says_in_a_row() -> None:
    assert speakers(apply(TALK, AssignTurn("0.2", "A"))) == "AAAAB"
    assert speakers(apply(TALK, AssignTurn("0.0", "B"))) == "BBBAB"
    assert speakers(apply(TALK, AssignTurn("1.1", "A"))) == "ABBAA"


def test_from_here_on_leaves_what_was_before_and_who_else_speaks() -> None:
    assert speakers(apply(TALK, AssignFromHere("0.2", "A"))) == "ABAAA"


def test_words_given_away_make_a_segment_of_their_own() -> None:
    edit = AssignWords("0.0", 1, 3, "B")
    talk = apply(TALK, edit)
    assert texts(talk)[:3] == ["We", "sail at", "dawn."]
    assert speakers(talk) == "ABABBAB"
    assert ids(talk)[:3] == ["0.0", edit.new, edit.new + ".1"]
    assert (talk.segments[1].start, talk.segments[1].end) == (1.3, 1.9)


def test_words_at_either_end_make_two_segments() -> None:
    assert texts(apply(TALK, AssignWords("0.0", 0, 1, "B")))[:2] == ["We", "sail at dawn."]
    assert speakers(apply(TALK, AssignWords("0.0", 0, 1, "B"))) == "BABBAB"
    assert speakers(apply(TALK, AssignWords("0.0", 2, 4, "B"))) == "ABBBAB"
    assert speakers(apply(TALK, AssignWords("0.0", 0, 4, "B"))) == "BBBAB"


@pytest.mark.parametrize("span", [(2, 2), (3, 1), (-1, 2), (0, 5)])
def test_words_that_are_not_there_cannot_be_given(span: tuple[int, int]) -> None:
    assert "these words" in misfit(TALK, AssignWords("0.0", *span, "B"))


def test_a_speaker_who_was_two_people_is_split() -> None:
    edit = SplitSpeaker("B", ("0.0", "0.1", "1.1"), "Bert")
    talk = apply(TALK, edit)
    assert [said.speaker for said in talk.segments] == ["A", edit.new, "B", "A", edit.new]
    assert talk.speakers[-1] == Speaker(edit.new, "Bert")
    assert "None of these" in misfit(TALK, SplitSpeaker("B", ("0.0",)))


@pytest.mark.parametrize(
    "edit",
    [
        RenameSpeaker("Z", "Zoe"),
        MergeSpeakers(("A", "Z"), "A"),
        MergeSpeakers(("A",), "Z"),
        AssignSegments(("0.0",), "Z"),
        AssignTurn("0.0", "Z"),
        AssignFromHere("0.0", "Z"),
        AssignWords("0.0", 0, 1, "Z"),
        SplitSpeaker("Z", ("0.0",)),
        InsertSegment(0.0, 1.0, "Hm.", "Z"),
    ],
)
def test_a_speaker_who_is_not_in_the_film_is_refused_by_name(edit: AnyEdit) -> None:
    assert "'Z'" in misfit(TALK, edit)


# --- text -----------------------------------------------------------------------------------------


def test_text_is_set_and_words_that_stay_keep_their_times() -> None:
    talk = apply(TALK, SetText("0.0", "We sailed at dawn."))
    assert texts(talk)[0] == "We sailed at dawn."
    assert talk.segments[0].words[2:] == TALK.segments[0].words[2:]
    assert talk.segments[1] is TALK.segments[1]


def test_a_segment_whose_text_is_gone_is_still_there_to_be_written_in() -> None:
    talk = apply(TALK, SetText("1.1", ""))
    assert named(talk, "1.1").words == ()
    again = apply(talk, SetText("1.1", "Aye, sir."))
    said = named(again, "1.1")
    assert (said.text, said.start, said.end) == ("Aye, sir.", 10.0, 10.3)
    assert {word.speaker for word in said.words} == {"B"}


def test_everything_that_is_found_is_replaced() -> None:
    edit = ReplaceEverywhere("sail", "swim")
    assert len(edit.matches(TALK)) == 2
    talk = apply(TALK, edit)
    assert texts(talk)[0] == "We swim at dawn."
    assert texts(talk)[3] == "Then we swim."
    assert talk.segments[1] is TALK.segments[1]
    assert talk.segments[0].words[1].start == TALK.segments[0].words[1].start


def test_a_match_says_where_it_is_and_what_it_would_become() -> None:
    (match, _) = ReplaceEverywhere("sail", "swim").matches(TALK)
    assert TALK.segments[0].text[match.start : match.end] == "sail"
    assert (match.segment, match.text) == ("0.0", "swim")


@pytest.mark.parametrize(
    ("edit", "count"),
    [
        (ReplaceEverywhere("we", "I"), 1),
        (ReplaceEverywhere("we", "I", match_case=False), 3),
        (ReplaceEverywhere("we", "I", whole_word=False), 2),
        (ReplaceEverywhere("we", "I", match_case=False, speaker="B"), 1),
        (ReplaceEverywhere("w.", "I", regex=True), 1),
        (ReplaceEverywhere("w.", "I"), 0),
        (ReplaceEverywhere("at dawn.", "now", whole_word=False), 1),
        (ReplaceEverywhere("x*", "y", regex=True), 0),
    ],
)
def test_as_many_are_replaced_as_were_counted(edit: ReplaceEverywhere, count: int) -> None:
    assert len(edit.matches(TALK)) == count
    before, after = "".join(texts(TALK)), "".join(texts(apply(TALK, edit)))
    assert after.count(edit.replacement) - before.count(edit.replacement) == count


def test_a_replacement_may_name_groups_of_its_expression() -> None:
    edit = ReplaceEverywhere(r"(\w+) at (\w+)", r"\2 at \1", regex=True)
    assert texts(apply(TALK, edit))[0] == "We dawn at sail."


def test_without_regex_a_backslash_is_a_backslash() -> None:
    assert texts(apply(TALK, ReplaceEverywhere("Aye", r"\1")))[4] == "\\1."


@pytest.mark.parametrize(
    "edit",
    [ReplaceEverywhere("(", "x", regex=True), ReplaceEverywhere("A", r"\7", regex=True)],
)
def test_a_broken_expression_is_refused_with_its_reason(edit: ReplaceEverywhere) -> None:
    talk = transcript(segment("A."))
    assert "no regular expression" in misfit(talk, edit)


def test_whole_words_are_not_asked_for_where_there_are_no_spaces() -> None:
    talk = transcript(segment("我 们 走", spaced=False), language="zh")
    assert texts(apply(talk, ReplaceEverywhere("们", "俩"))) == ["我俩走"]


def test_what_is_recognised_later_is_replaced_too() -> None:
    first = transcript(*TALK.segments[:1])
    log = [ReplaceEverywhere("sail", "swim")]
    assert texts(apply_all(first, log).transcript) == ["We swim at dawn."]
    assert texts(apply_all(TALK, log).transcript)[3] == "Then we swim."


# --- segments -------------------------------------------------------------------------------------


def test_a_segment_is_split_between_two_words() -> None:
    edit = SplitSegment("0.0", 2)
    talk = apply(TALK, edit)
    left, right = talk.segments[:2]
    assert (left.text, right.text) == ("We sail", "at dawn.")
    assert (left.id, right.id) == ("0.0", edit.new)
    assert (left.start, left.end, right.start, right.end) == (1.0, 1.6, 1.6, 2.2)
    assert (right.speaker, right.chunk) == ("A", 0)


@pytest.mark.parametrize("at", [0, 4, -1, 9])
def test_a_segment_is_not_split_outside_its_words(at: int) -> None:
    assert "between two of its words" in misfit(TALK, SplitSegment("0.0", at))


def test_joined_segments_are_one_of_the_first_speaker() -> None:
    talk = apply(TALK, JoinSegments(("0.0", "0.1", "0.2")))
    assert texts(talk)[0] == "We sail at dawn. Nobody answered him. We do, sir."
    assert ids(talk) == ["0.0", "1.0", "1.1"]
    assert (talk.segments[0].start, talk.segments[0].end) == (1.0, 6.9)
    assert {word.speaker for word in talk.segments[0].words} == {"A"}


def test_a_space_is_put_where_a_language_wants_one_when_segments_are_joined() -> None:
    written = apply(TALK, SetText("0.1", "nobody"))
    assert texts(apply(written, JoinSegments(("0.0", "0.1"))))[0] == "We sail at dawn. nobody"
    chinese = transcript(
        segment("我 们", 0.0, "0.0", spaced=False),
        segment("走", 2.0, "0.1", spaced=False),
        language="zh",
    )
    assert texts(apply(chinese, JoinSegments(("0.0", "0.1")))) == ["我们走"]


@pytest.mark.parametrize("chosen", [("0.0",), ("0.0", "0.2"), ("0.1", "0.0"), ("0.0", "0.0"), ()])
def test_only_segments_in_a_row_are_joined(chosen: tuple[str, ...]) -> None:
    misfit(TALK, JoinSegments(chosen))


def test_a_split_and_a_join_give_back_the_words() -> None:
    split = SplitSegment("0.0", 2)
    talk = apply_all(TALK, [split, JoinSegments(("0.0", split.new))]).transcript
    assert [said.words for said in talk.segments] == [said.words for said in TALK.segments]


def test_a_boundary_moves_words_from_one_speaker_to_the_other() -> None:
    talk = apply(TALK, MoveBoundary("0.0", "0.1", 3))
    assert texts(talk)[:2] == ["We sail at", "dawn. Nobody answered him."]
    assert talk.segments[0].end == talk.segments[1].start == 1.9
    assert [word.speaker for word in talk.segments[1].words] == ["B"] * 4
    back = apply(talk, MoveBoundary("0.0", "0.1", 4))
    assert [said.words for said in back.segments] == [said.words for said in TALK.segments]


@pytest.mark.parametrize("at", [0, 7, -3])
def test_a_boundary_leaves_each_side_a_word(at: int) -> None:
    assert "keep a word" in misfit(TALK, MoveBoundary("0.0", "0.1", at))


def test_a_segment_that_only_moves_takes_its_words_along() -> None:
    talk = apply(TALK, ChangeTimes("0.0", 2.0, 3.2))
    assert [round(word.start, 3) for word in talk.segments[0].words] == [2.0, 2.3, 2.6, 2.9]


def test_words_stay_where_they_are_in_a_longer_segment() -> None:
    talk = apply(TALK, ChangeTimes("0.0", 0.5, 3.2))
    assert talk.segments[0].words == TALK.segments[0].words


def test_words_are_drawn_together_in_a_shorter_segment() -> None:
    talk = apply(TALK, ChangeTimes("0.0", 1.0, 1.6))
    assert [round(word.start, 3) for word in talk.segments[0].words] == [1.0, 1.15, 1.3, 1.45]


def test_a_segment_that_moves_past_another_changes_places_with_it() -> None:
    talk = apply(TALK, ChangeTimes("0.0", 7.0, 8.2))
    assert ids(talk) == ["0.1", "0.2", "0.0", "1.0", "1.1"]


@pytest.mark.parametrize("span", [(3.0, 3.0), (3.0, 2.0), (-1.0, 2.0), (0.0, float("nan"))])
def test_times_that_cannot_be_are_refused(span: tuple[float, float]) -> None:
    assert "Nothing can last" in misfit(TALK, ChangeTimes("0.0", *span))
    assert "Nothing can last" in misfit(TALK, InsertSegment(*span, "Hm."))


def test_deleted_segments_are_gone_and_all_others_are_shared() -> None:
    talk = apply(TALK, DeleteSegments(("0.1", "1.0", "0.1")))
    assert ids(talk) == ["0.0", "0.2", "1.1"]
    assert talk.segments[1] is TALK.segments[2]


def test_an_inserted_segment_stands_where_its_start_belongs() -> None:
    edit = InsertSegment(9.0, 9.5, "What was that?", "B")
    talk = apply(TALK, edit)
    assert ids(talk)[3:] == ["1.0", edit.new, "1.1"]
    said = named(talk, edit.new)
    assert (said.text, said.chunk, said.words[0].start, said.words[-1].end) == (
        "What was that?",
        1,
        9.0,
        9.5,
    )
    assert apply(transcript(), InsertSegment(0.0, 1.0, "First.")).text == "First."


# --- looked at ------------------------------------------------------------------------------------


def test_a_word_that_the_user_settles_is_certain_and_keeps_its_time() -> None:
    talk = apply(TALK, SettleWords("0.0", 1, 2, "sail"))
    before, after = TALK.segments[0].words, talk.segments[0].words
    assert [word.probability for word in after] == [before[0].probability, 1.0, *[0.9] * 2]
    assert [replace(word, probability=0.9) for word in after] == list(before)
    assert talk.segments[1:] == TALK.segments[1:]


def test_another_reading_takes_the_time_of_the_words_it_replaces() -> None:
    talk = apply(TALK, SettleWords("0.0", 1, 3, "set sail at last on"))
    said, before = talk.segments[0], TALK.segments[0]
    assert said.text == "We set sail at last on dawn."
    assert said.words[1].start == before.words[1].start
    assert said.words[5].end == before.words[2].end
    assert {word.probability for word in said.words[1:6]} == {1.0}
    assert said.words[0] == before.words[0] and said.words[-1] == before.words[-1]


@pytest.mark.parametrize("span", [(-1, 1), (1, 1), (2, 1), (3, 9)])
def test_words_that_are_not_there_cannot_be_settled(span: tuple[int, int]) -> None:
    assert "does not have" in misfit(TALK, SettleWords("0.0", *span, "x"))
    assert "reading" in misfit(TALK, SettleWords("0.0", 0, 1, " \n"))


# --- several as one -------------------------------------------------------------------------------


def test_edits_made_together_are_made_in_their_order() -> None:
    both = Together((JoinSegments(("0.0", "0.1")), SetText("0.0", "We sail.")))
    assert texts(apply(TALK, both))[:2] == ["We sail.", "We do, sir."]
    history = History(TALK)
    history.do(both)
    assert history.undo() == both and history.transcript == TALK


def test_where_one_of_them_does_not_fit_none_is_made() -> None:
    new = AddSpeaker("Cora")
    half = Together((DeleteSegments(("0.0",)), new, MergeSpeakers(("A",), "B"), SetText("no", "")))
    done = apply_all(TALK, [half, SetText("0.0", "Still there.")])
    assert [skipped.edit for skipped in done.skipped] == [half]
    assert done.transcript == apply(TALK, SetText("0.0", "Still there."))


def test_edits_made_together_name_what_each_of_them_names() -> None:
    new = AddSpeaker("Cora")
    both = Together((new, Together((AssignTurn("0.1", new.new), SetText("1.1", "No.")))))
    assert segments_named(both) == ("0.1", "1.1") and names_speakers(both)
    assert not names_speakers(Together((SetText("0.0", "x"),)))
    assert list(single([both])) == [new, AssignTurn("0.1", new.new), SetText("1.1", "No.")]
    log = [both, AssignTurn("0.0", new.new)]
    assert titles(TALK, log)[1] == "Give Turn to Cora"


# --- the recognised original ----------------------------------------------------------------------


def restored(log: Iterable[AnyEdit], number: str) -> Transcript:
    edited = apply_all(TALK, log).transcript
    return apply(edited, restoring(TALK, edited, number))


def test_a_changed_text_is_restored() -> None:
    assert restored([SetText("0.0", "Gone."), SetText("0.1", "Kept.")], "0.0").segments == (
        TALK.segments[0],
        named(apply(TALK, SetText("0.1", "Kept.")), "0.1"),
        *TALK.segments[2:],
    )


def test_split_and_joined_segments_are_restored_together() -> None:
    split = SplitSegment("0.1", 1)
    log = [split, JoinSegments(("0.0", "0.1")), SetText(split.new, "nothing")]
    for number in ("0.0", split.new):
        assert restored(log, number).segments == TALK.segments


def test_a_deleted_segment_is_restored_by_its_id() -> None:
    assert restored([DeleteSegments(("0.2",))], "0.2").segments == TALK.segments


def test_what_is_restored_stays_with_the_speaker_that_the_user_chose() -> None:
    talk = restored([SetText("0.0", "x"), AssignSegments(("0.0",), "B")], "0.0")
    assert texts(talk)[0] == "We sail at dawn."
    assert speakers(talk) == "BBBAB"
    merged = restored([DeleteSegments(("0.0",)), MergeSpeakers(("A",), "B")], "0.0")
    assert speakers(merged) == "-BBBB"


def test_what_the_user_inserted_has_no_original() -> None:
    inserted = InsertSegment(3.0, 4.0, "Hm.")
    talk = apply(TALK, inserted)
    with pytest.raises(EditMisfit, match="inserted"):
        restoring(TALK, talk, inserted.new)


def test_a_restoration_does_not_swallow_what_was_joined_since() -> None:
    edit = restoring(TALK, apply(TALK, SetText("0.0", "x")), "0.0")
    joined = apply(TALK, JoinSegments(("0.0", "0.1")))
    assert "joined with others" in misfit(joined, edit)


# --- logs -----------------------------------------------------------------------------------------

EVERY: list[AnyEdit] = [
    RenameSpeaker("A", "Анна"),
    RefuseVoice("A", "Anna"),
    MergeSpeakers(("A",), "B"),
    AddSpeaker("Cora"),
    SplitSpeaker("B", ("0.1",)),
    AssignSegments(("0.0", "0.1"), None),
    AssignTurn("0.1", "A"),
    AssignFromHere("0.1", "A"),
    AssignWords("0.0", 1, 2, "B"),
    SetText("0.0", "Hello"),
    SettleWords("0.0", 1, 2, "sailed"),
    ReplaceEverywhere("a", "b"),
    SplitSegment("0.0", 1),
    JoinSegments(("0.0", "0.1")),
    MoveBoundary("0.0", "0.1", 2),
    ChangeTimes("0.0", 1.0, 2.0),
    AlignSegments((Timing("0.0", "Hello.", ((0.0, 0.3),)),)),
    DeleteSegments(("0.0",)),
    InsertSegment(1.0, 2.0, "Hm."),
    RestoreSegments(TALK.segments[:1], ("0.0",)),
    Together((JoinSegments(("0.0", "0.1")), SetText("0.0", "Hello"))),
    UseNewText(0, TALK.segments[:2], ("0.0", "0.1")),
    KeepText(0, "Hm."),
    HearAgain(0, ("0.0", "0.1")),
]


def test_every_kind_of_edit_is_known_to_the_log() -> None:
    kinds = {kind for kind in Edit.__subclasses__()}
    assert kinds == set(AnyEdit.__args__) == {type(edit) for edit in EVERY}


@pytest.mark.parametrize("edit", EVERY, ids=lambda edit: type(edit).__name__)
def test_an_edit_is_the_same_after_it_was_written_down(edit: AnyEdit) -> None:
    assert msgspec.msgpack.decode(msgspec.msgpack.encode(edit), type=AnyEdit) == edit
    assert msgspec.json.decode(msgspec.json.encode(edit), type=AnyEdit) == edit


@pytest.mark.parametrize("edit", EVERY, ids=lambda edit: type(edit).__name__)
def test_every_edit_has_a_name_for_the_menu(edit: AnyEdit) -> None:
    title = titled(edit, TALK)
    assert title[0].isupper()
    assert "None" not in title


def test_the_menu_speaks_of_people_by_their_names() -> None:
    talk = apply(TALK, RenameSpeaker("B", "Bert"))
    assert titled(RenameSpeaker("B", "Bob"), talk) == "Rename Bert to Bob"
    assert titled(MergeSpeakers(("A", "B"), "B"), talk) == "Merge A into Bert"
    assert titled(AssignTurn("0.0", None), talk) == "Give Turn to Nobody"


def test_a_log_speaks_of_people_by_the_names_they_had_then() -> None:
    split = SplitSpeaker("B", ("0.1",), "Bert")
    log = [
        RenameSpeaker("A", "Anna"),
        RenameSpeaker("A", "Ann"),
        split,
        AssignTurn("0.0", split.new),
    ]
    assert titles(TALK, log) == (
        "Rename A to Anna",
        "Rename Anna to Ann",
        "Split B",
        "Give Turn to Bert",
    )


@pytest.mark.parametrize(
    "edit", [edit for edit in EVERY if hasattr(edit, "new")], ids=lambda edit: type(edit).__name__
)
def test_what_is_made_by_an_edit_is_not_made_twice(edit: AnyEdit) -> None:
    misfit(apply(TALK, edit), edit)


def test_an_id_that_is_taken_is_refused() -> None:
    assert "already" in misfit(TALK, SplitSegment("0.0", 1, "0.1"))
    assert "already" in misfit(TALK, AssignWords("0.0", 1, 2, "B", "0.1"))
    assert "already" in misfit(TALK, AddSpeaker("Ann", "A"))


def test_ids_that_are_drawn_differ() -> None:
    assert len({fresh_id() for _ in range(1000)}) == 1000
    assert re.fullmatch(r"u[0-9a-f]{12}", AddSpeaker().new)


@pytest.mark.parametrize(
    "edit",
    [
        SetText("9.9", "x"),
        SplitSegment("9.9", 1),
        JoinSegments(("0.0", "9.9")),
        MoveBoundary("9.9", "0.0", 1),
        ChangeTimes("9.9", 1.0, 2.0),
        DeleteSegments(("0.0", "9.9")),
        DeleteSegments(()),
        AssignSegments(("9.9",), "A"),
        AssignTurn("9.9", "A"),
        AssignFromHere("9.9", "A"),
        AssignWords("9.9", 0, 1, "A"),
        SplitSpeaker("A", ("9.9",)),
        SettleWords("9.9", 0, 1, "x"),
        Together((SetText("0.0", "x"), DeleteSegments(("9.9",)))),
    ],
)
def test_an_edit_whose_segment_is_gone_is_left_out_and_reported(edit: AnyEdit) -> None:
    done = apply_all(TALK, [RenameSpeaker("A", "Anna"), edit, SetText("1.1", "No.")])
    (skipped,) = done.skipped
    assert (skipped.number, skipped.edit) == (1, edit)
    assert "segment" in skipped.reason
    assert (
        done.transcript
        == apply_all(TALK, [RenameSpeaker("A", "Anna"), SetText("1.1", "No.")]).transcript
    )


def test_edits_of_chunks_that_are_done_hold_when_later_ones_come() -> None:
    log = [SetText("0.0", "Hello."), RenameSpeaker("A", "Anna"), SplitSegment("0.1", 1)]
    early = apply_all(transcript(*TALK.segments[:3]), log)
    later = apply_all(TALK, log)
    assert early.skipped == later.skipped == ()
    assert later.transcript.segments[:4] == early.transcript.segments
    assert later.transcript.segments[4:] == TALK.segments[3:]


# --- undo and redo --------------------------------------------------------------------------------


def test_undo_and_redo_walk_along_the_log() -> None:
    history = History(TALK)
    edits = [SetText("0.0", "One."), SetText("0.1", "Two."), RenameSpeaker("A", "Anna")]
    states = [TALK, *(history.do(edit) for edit in edits)]
    assert [history.undo() for _ in range(4)] == [*reversed(edits), None]
    assert history.transcript == TALK
    assert [history.redo() for _ in range(4)] == [*edits, None]
    assert history.transcript == states[-1]


def test_a_new_edit_drops_those_that_were_undone() -> None:
    history = History(TALK, [SetText("0.0", "One."), SetText("0.0", "Two.")])
    history.undo()
    history.do(SetText("0.0", "Three."))
    assert history.edits == [SetText("0.0", "One."), SetText("0.0", "Three.")]
    assert history.redo() is None


def test_typing_that_goes_on_is_one_edit() -> None:
    history = History(TALK)
    history.do(SetText("0.0", "We sail o"))
    history.amend(SetText("0.0", "We sail on at dawn."))
    assert history.edits == [SetText("0.0", "We sail on at dawn.")]
    assert history.transcript == apply(TALK, history.edits[0])
    history.undo()
    assert history.transcript == TALK
    with pytest.raises(EditMisfit):
        history.amend(SetText("0.0", "x"))


def test_an_edit_that_does_not_fit_changes_no_history() -> None:
    history = History(TALK, [SetText("0.0", "One."), SetText("0.0", "Two.")])
    history.undo()
    with pytest.raises(EditMisfit):
        history.do(SetText("9.9", "x"))
    assert history.redo() == SetText("0.0", "Two.")


def test_a_history_goes_on_where_the_film_has_grown() -> None:
    history = History(transcript(*TALK.segments[:3], speakers=TALK.speakers))
    history.do(SetText("0.0", "Hello."))
    grown = history.grow(TALK)
    assert grown == apply(TALK, SetText("0.0", "Hello."))
    history.undo()
    assert history.transcript == TALK


def test_a_long_history_can_be_undone_to_its_beginning() -> None:
    history = History(TALK)
    states = [TALK, *(history.do(SetText("0.0", f"word {number}")) for number in range(300))]
    for state in reversed(states):
        assert history.transcript == state
        history.undo()


# --- whatever users do ----------------------------------------------------------------------------

WORDS = "we sail at dawn nobody answered him aye sir then do".split()
films = st.builds(
    lambda lines: transcript(
        *(
            segment(" ".join(line), 2.0 * number, f"{number // 3}.{number % 3}", speaker=speaker)
            for number, (line, speaker) in enumerate(lines)
        ),
        speakers=(Speaker("A"), Speaker("B"), Speaker("C")),
    ),
    st.lists(
        st.tuples(
            st.lists(st.sampled_from(WORDS), min_size=1, max_size=6),
            st.sampled_from(["A", "B", "C"]),
        ),
        min_size=1,
        max_size=8,
    ),
)


REWRITES = (
    SetText
    | SettleWords
    | ReplaceEverywhere
    | DeleteSegments
    | InsertSegment
    | UseNewText
    | Together
)


def drawn(chance: random.Random, talk: Transcript) -> AnyEdit:
    """Some edit of what is there, and now and then of what is not."""
    segments = [*ids(talk), "9.9"]
    place = chance.randrange(len(segments))
    one, two = segments[place], tuple(segments[place : place + 2])
    several = tuple(chance.choices(segments, k=chance.randint(1, 3)))
    people = [*(speaker.id for speaker in talk.speakers), "Z"]
    who, other = chance.choice(people), chance.choice(people)
    first, last = chance.randint(0, 4), chance.randint(0, 6)
    start, end = chance.uniform(0.0, 20.0), chance.uniform(0.0, 20.0)
    text = " ".join(chance.choices(WORDS, k=chance.randint(0, 5)))
    makers: list[Callable[[], AnyEdit]] = [
        lambda: RenameSpeaker(who, text),
        lambda: MergeSpeakers((who,), other),
        lambda: AddSpeaker(text),
        lambda: SplitSpeaker(who, several, text),
        lambda: AssignSegments(several, who),
        lambda: AssignTurn(one, who),
        lambda: AssignFromHere(one, who),
        lambda: AssignWords(one, first, last, who),
        lambda: SetText(one, text),
        lambda: SettleWords(one, first, last, text),
        lambda: Together((JoinSegments(two), SetText(two[0], text))),
        lambda: ReplaceEverywhere(chance.choice(WORDS), text, first > 1, last > 1),
        lambda: SplitSegment(one, first),
        lambda: JoinSegments(two),
        lambda: MoveBoundary(two[0], two[-1], last),
        lambda: ChangeTimes(one, start, end),
        lambda: _aligning(talk, one, chance),
        lambda: RefuseVoice(who, text),
        lambda: UseNewText(0, TALK.segments[:first], several),
        lambda: DeleteSegments(several),
        lambda: InsertSegment(start, end, text, who),
    ]
    return chance.choice(makers)()


def _aligning(talk: Transcript, one: str, chance: random.Random) -> AlignSegments:
    """Any times for the words of a segment; those of one that is not there do not fit."""
    said = next((said for said in talk.segments if said.id == one), None)
    words = said.words if said else ()
    times = tuple((chance.uniform(0, 20), chance.uniform(0, 20)) for _ in words)
    return AlignSegments((Timing(one, said.text if said else "", times),))


def check_sane(talk: Transcript) -> None:
    assert len(set(ids(talk))) == len(talk.segments)
    assert len({speaker.id for speaker in talk.speakers}) == len(talk.speakers)
    starts = [said.start for said in talk.segments]
    assert starts == sorted(starts)
    known = {None, *(speaker.id for speaker in talk.speakers)}
    for said in talk.segments:
        assert said.speaker in known
        spoken = [moment for word in said.words for moment in (word.start, word.end)]
        assert all(a <= b + 1e-9 for a, b in pairwise(spoken))
        assert {word.speaker for word in said.words} <= {said.speaker}
        for word in said.words:
            assert said.start - 1e-9 <= word.start <= word.end <= said.end + 1e-9


def spelled(talk: Transcript) -> Counter[str]:
    return Counter(word.text.strip() for word in talk.words())


@settings(deadline=None, max_examples=150)
@given(films, st.integers(0, 2**32).map(random.Random))
def test_whatever_is_edited_the_transcript_is_sound_and_undo_brings_it_back(
    film: Transcript, chance: random.Random
) -> None:
    history = History(film)
    states = [film]
    for _ in range(chance.randint(1, 12)):
        before = history.transcript
        edit = drawn(chance, before)
        try:
            after = history.do(edit)
        except EditMisfit:
            assert history.transcript == before
            continue
        states.append(after)
        check_sane(after)
        if not isinstance(edit, REWRITES):
            assert spelled(after) == spelled(before)
    replayed = apply_all(film, history.edits)
    assert replayed.skipped == ()
    assert replayed.transcript == states[-1]
    for state in reversed(states):
        assert history.transcript == state
        history.undo()
    assert history.transcript == film


@settings(deadline=None, max_examples=60)
@given(films, st.integers(0, 2**32).map(random.Random))
def test_every_segment_can_be_restored_whatever_was_done(
    film: Transcript, chance: random.Random
) -> None:
    history = History(film)
    for _ in range(chance.randint(1, 8)):
        edit = drawn(chance, history.transcript)
        try:
            history.do(edit)
        except EditMisfit:
            continue
    for number in ids(film):
        history.do(restoring(film, history.transcript, number))
        check_sane(history.transcript)
    whole = {said.id: (said.text, said.start, said.end) for said in history.transcript.segments}
    for said in film.segments:
        assert whole[said.id] == (said.text, said.start, said.end)


@settings(deadline=None, max_examples=60)
@given(films, films, st.integers(0, 2**32).map(random.Random))
def test_edits_laid_over_another_recognition_keep_it_sound(
    film: Transcript, again: Transcript, chance: random.Random
) -> None:
    history = History(film)
    for _ in range(chance.randint(1, 8)):
        edit = drawn(chance, history.transcript)
        try:
            history.do(edit)
        except EditMisfit:
            continue
    done = apply_all(again, history.edits)
    check_sane(done.transcript)
    fitting = [e for n, e in enumerate(history.edits) if n not in {s.number for s in done.skipped}]
    assert apply_all(again, fitting).transcript == done.transcript


def test_a_segment_is_found_wherever_insertions_have_moved_it() -> None:
    draft = Draft(transcript(*(segment("x", float(n), f"0.{n}") for n in range(50))))
    chance = random.Random(1)
    for number in range(200):
        start = chance.uniform(0.0, 50.0)
        if number % 3:
            draft.insert(segment("y", start, f"new{number}"))
        elif draft.segments:
            draft.remove(chance.choice(draft.segments).id)
        for place, said in enumerate(draft.segments):
            assert draft.place(said.id) == place
