"""What the user made of a document, whatever is recognised meanwhile."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import pytest

from engine.document import Attempt, Document, Source
from engine.edition import Editing, edited, laid_over, told_apart, transcript_so_far
from engine.edits import (
    AddSpeaker,
    AssignSegments,
    DeleteSegments,
    InsertSegment,
    JoinSegments,
    MergeSpeakers,
    RenameSpeaker,
    ReplaceEverywhere,
    SetText,
    SplitSegment,
    apply,
    restoring,
)
from engine.errors import DocumentHeld, EditMisfit, NotWritable
from engine.jobs.diarization import TOLD
from engine.options import Options
from engine.protocol import OutputOptions, ToldApart
from engine.transcript import Diarization, Speaker, SpeakerTurn, Transcript, Word
from tests.builders import chunk, heard, segment, spoken, transcript

PLAN = (chunk(0, 0.0, 300.0), chunk(1, 300.0, 600.0))
FIRST = spoken("We sail at dawn. <2> Nobody answered him.", 10.0)
SECOND = spoken("Then we sail. <2> Aye, sir.", 310.0)


@pytest.fixture
def document(tmp_path: Path) -> Iterator[Document]:
    film = tmp_path / "film.mkv"
    film.write_bytes(b"moving pictures")
    with Document.create(tmp_path / "film.longtake", Source.of(film), Options()) as document:
        document.save_plan(PLAN)
        document.save_language("en")
        yield document


@pytest.fixture
def begun(document: Document) -> Document:
    """A document of which one chunk of two is recognised."""
    recognise(document, 0, FIRST)
    return document


def recognise(document: Document, index: int, words: tuple[Word, ...], key: str = "key") -> None:
    document.save("recognise", index, key, heard(index, words), {})


def texts(talk: Transcript) -> list[str]:
    return [said.text for said in talk.segments]


# --- laying edits over what was recognised --------------------------------------------------------


def test_without_edits_it_reads_as_it_was_recognised(begun: Document) -> None:
    edition = edited(begun)
    assert edition.transcript == edition.recognised == transcript_so_far(begun)
    assert texts(edition.transcript) == ["We sail at dawn.", "Nobody answered him."]


def test_edits_are_made_and_what_was_recognised_can_be_had_beside_them(begun: Document) -> None:
    Editing(begun).do(SetText("0.0", "We swim at dawn."))
    edition = edited(begun)
    assert texts(edition.transcript)[0] == "We swim at dawn."
    assert edition.recognised == transcript_so_far(begun)


def test_a_chunk_that_comes_later_joins_what_is_edited_already(begun: Document) -> None:
    editing = Editing(begun)
    editing.do(SetText("0.1", "Nobody spoke."))
    editing.do(ReplaceEverywhere("sail", "swim"))

    recognise(begun, 1, SECOND)
    assert texts(editing.refresh()) == [
        "We swim at dawn.",
        "Nobody spoke.",
        "Then we swim.",
        "Aye, sir.",
    ]
    editing.undo()
    assert texts(editing.transcript)[2] == "Then we sail."


def test_text_that_was_edited_stays_where_its_chunk_is_recognised_anew(begun: Document) -> None:
    recognise(begun, 1, SECOND)
    editing = Editing(begun)
    editing.do(SetText("0.1", "Nobody spoke."))
    for index, words in enumerate((spoken("Other words.", 10.0), spoken("New words.", 310.0))):
        recognise(begun, index, words, "another model")

    edition = edited(begun)
    assert texts(edition.transcript) == ["We sail at dawn.", "Nobody spoke.", "New words."]
    assert edition.kept == (0,)
    assert edition.skipped == ()
    assert texts(edition.recognised)[1] == "Nobody answered him."
    assert edition.transcript.warnings == (
        "The text that you edited stays in a chunk that was recognised anew.",
    )


def anew(document: Document) -> Editing:
    """The first chunk was edited, and is recognised anew."""
    editing = Editing(document)
    editing.do(SetText("0.1", "Nobody spoke."))
    recognise(document, 0, spoken("Other words. <2> And more.", 10.0), "another model")
    editing.refresh()
    return editing


def test_the_new_text_is_taken_when_the_user_asks_for_it_and_can_be_given_back(
    begun: Document,
) -> None:
    editing = anew(begun)
    (new,) = editing.asks
    assert (new.chunk, new.text) == (0, "Other words. And more.")
    editing.do(new.used(editing.transcript))
    assert texts(editing.transcript) == ["Other words.", "And more."]
    assert editing.asks == () and edited(begun).transcript.warnings == ()
    editing.do(SetText(editing.transcript.segments[1].id, "And much more."))

    again = Editing(begun)
    assert texts(again.transcript) == ["Other words.", "And much more."]
    again.undo()
    again.undo()
    assert texts(again.transcript) == ["We sail at dawn.", "Nobody spoke."]
    assert again.asks == (new,), "nothing is decided any more"


def test_who_keeps_the_text_is_not_asked_again_until_it_reads_otherwise(begun: Document) -> None:
    editing = anew(begun)
    (new,) = editing.asks
    editing.do(new.refused())
    assert texts(editing.transcript) == ["We sail at dawn.", "Nobody spoke."]
    assert Editing(begun).asks == ()
    recognise(begun, 0, spoken("A third reading.", 10.0), "a third model")
    (third,) = Editing(begun).asks
    assert third.text == "A third reading."


def test_what_was_recognised_first_can_be_restored_over_the_new_text(begun: Document) -> None:
    editing = anew(begun)
    editing.do(editing.asks[0].used(editing.transcript))
    segment = editing.transcript.segments[1].id
    editing.do(restoring(editing.recognised, editing.transcript, segment))
    assert texts(editing.transcript) == ["We sail at dawn.", "Nobody answered him."]


def test_the_new_text_takes_the_place_of_all_that_was_made_of_the_old(begun: Document) -> None:
    editing = Editing(begun)
    alone, joined = InsertSegment(11.0, 11.5, "Aye."), InsertSegment(14.5, 15.0, "Hm.")
    editing.do(alone)
    editing.do(joined)
    editing.do(JoinSegments(("0.1", joined.new)))
    editing.do(SplitSegment("0.0", 2))
    editing.do(AddSpeaker("Anna", new="u1"))
    recognise(begun, 0, spoken("Other words.", 10.0), "another model")
    editing.refresh()
    editing.do(editing.asks[0].used(editing.transcript))
    assert texts(editing.transcript) == ["Other words.", "Aye."], "what was added alone stays"


def test_parts_that_were_joined_with_other_parts_are_not_torn_apart(begun: Document) -> None:
    recognise(begun, 1, SECOND)
    editing = Editing(begun)
    editing.do(JoinSegments(("0.1", "1.0")))
    recognise(begun, 0, spoken("Other words.", 10.0), "another model")
    editing.refresh()
    with pytest.raises(EditMisfit, match="joined"):
        editing.do(editing.asks[0].used(editing.transcript))
    editing.do(editing.asks[0].refused())
    assert editing.asks == ()


def test_a_speaker_who_is_no_more_says_nothing_of_the_new_text(begun: Document) -> None:
    named = transcript(segment("We sail.", 10.0, "0.0", speaker="A"))
    begun.append_edit(SetText("0.0", "We swim."), bases={0: named.segments})
    later = transcript(segment("We fly.", 10.0, "0.0", speaker="B"))
    edition = laid_over(begun, later)
    (new,) = edition.new_texts
    used = apply(transcript(*named.segments), new.used(edition.transcript))
    assert [(said.text, said.speaker) for said in used.segments] == [("We fly.", None)]


def test_nobody_is_asked_about_the_same_words_or_about_none(begun: Document) -> None:
    editing = Editing(begun)
    editing.do(SetText("0.1", "Nobody spoke."))
    begun.discard("recognise", [0])
    editing.refresh()
    assert editing.kept == (0,) and editing.asks == ()
    cut = transcript(segment("We sail", 10.0, "0.0"), segment("at dawn. Nobody answered him.", 11))
    edition = laid_over(begun, cut)
    assert edition.kept == (0,) and edition.new_texts == ()


# --- text that was written into a gap -------------------------------------------------------------


@pytest.fixture
def gap(begun: Document) -> Document:
    """The second chunk has failed, and the user wrote down what is said there."""
    begun.add_attempt(Attempt("recognise", 1, 3, "gap"))
    begun.append_edit(InsertSegment(310.0, 311.5, "So we sail, then.", new="u1"))
    return begun


def test_what_was_written_into_a_gap_stands_alone_when_that_is_recognised(gap: Document) -> None:
    assert texts(edited(gap).transcript)[2:] == ["So we sail, then."]
    recognise(gap, 1, SECOND)
    edition = edited(gap)
    assert texts(edition.transcript)[2:] == ["So we sail, then."]
    assert edition.transcript.gaps == ()
    (new,) = edition.new_texts
    assert (new.chunk, new.text, new.parts) == (1, "Then we sail. Aye, sir.", ("u1",))


def test_the_filled_gap_takes_its_place_when_asked_and_gives_it_back(gap: Document) -> None:
    recognise(gap, 1, SECOND)
    editing = Editing(gap)
    editing.do(editing.asks[0].used(editing.transcript))
    assert texts(editing.transcript)[2:] == ["Then we sail.", "Aye, sir."]
    assert Editing(gap).asks == ()
    editing.undo()
    assert texts(editing.transcript)[2:] == ["So we sail, then."]
    editing.undo()
    assert texts(Editing(gap).transcript)[2:] == ["Then we sail.", "Aye, sir."]


def test_who_keeps_what_was_written_has_nothing_twice(gap: Document) -> None:
    recognise(gap, 1, SECOND)
    editing = Editing(gap)
    editing.do(editing.asks[0].refused())
    assert texts(Editing(gap).transcript)[2:] == ["So we sail, then."]
    assert Editing(gap).asks == ()


def test_what_was_deleted_again_or_stands_beside_what_is_said_hinders_nothing(
    gap: Document,
) -> None:
    gap.append_edit(DeleteSegments(("u1",)))
    gap.append_edit(InsertSegment(400.0, 401.0, "[Music]", new="u2"))
    recognise(gap, 1, SECOND)
    assert texts(edited(gap).transcript)[2:] == ["Then we sail.", "Aye, sir.", "[Music]"]
    assert edited(gap).new_texts == ()


def test_text_beside_a_chunk_that_never_failed_is_crosstalk(begun: Document) -> None:
    begun.append_edit(InsertSegment(310.0, 311.5, "Hear, hear!", new="u1"))
    recognise(begun, 1, SECOND)
    assert len(texts(edited(begun).transcript)) == 5


def test_edits_that_do_not_fit_are_told_in_the_transcript(begun: Document) -> None:
    begun.append_edit(SetText("0.9", "Who said that?"))
    assert "An edit does not fit" in edited(begun).transcript.warnings[0]
    begun.append_edit(DeleteSegments(("7.7",)))
    assert "2 edits do not fit" in edited(begun).transcript.warnings[0]


def test_a_chunk_that_failed_when_it_was_tried_again_keeps_what_was_edited(begun: Document) -> None:
    Editing(begun).do(SetText("0.1", "Nobody spoke."))
    begun.discard("recognise", [0])

    edition = edited(begun)
    assert texts(edition.transcript) == ["We sail at dawn.", "Nobody spoke."]
    assert [gap.chunk for gap in edition.transcript.gaps] == [1]


def test_speakers_told_apart_later_are_put_under_the_edited_text(begun: Document) -> None:
    Editing(begun).do(SplitSegment("0.0", 2))
    again = transcript(
        segment("We sail", 10.0, "0.0", speaker="A"),
        segment("at dawn.", 10.6, "0.0.2", speaker="B"),
        segment("Nobody answered him.", 13.2, "0.1", speaker="B"),
    )
    edition = laid_over(begun, again)
    assert edition.kept == (0,)
    assert [said.speaker for said in edition.transcript.segments] == ["A", "A", "B"]
    assert texts(edition.transcript) == ["We sail", "at dawn.", "Nobody answered him."]
    assert {word.speaker for word in edition.transcript.segments[2].words} == {"B"}


def test_a_segment_that_nobody_edited_may_be_cut_where_somebody_else_goes_on(
    begun: Document,
) -> None:
    Editing(begun).do(SetText("0.0", "We swim at dawn."))
    again = transcript(
        segment("We sail at dawn.", 10.4, "0.0", speaker="A"),
        segment("Nobody", 13.2, "0.1", speaker="A"),
        segment("answered him.", 13.5, "0.1.1", speaker="B"),
    )
    edition = laid_over(begun, again)
    assert edition.kept == edition.skipped == ()
    assert texts(edition.transcript) == ["We swim at dawn.", "Nobody", "answered him."]
    assert edition.transcript.segments[0].start == 10.4


def test_the_same_words_elsewhere_are_not_what_was_edited(begun: Document) -> None:
    Editing(begun).do(SetText("0.0", "We swim at dawn."))
    elsewhere = transcript(segment("We sail at dawn.", 20.0, "0.0"))
    assert laid_over(begun, elsewhere).kept == (0,)


def told(*turns: tuple[float, float, str]) -> Diarization:
    made = tuple(SpeakerTurn(*turn) for turn in turns)
    return Diarization(made, made, tuple(dict.fromkeys(turn.speaker for turn in made)))


def test_people_keep_their_labels_and_names_when_they_are_told_apart_anew(
    document: Document,
) -> None:
    document.set_options(Options(diarize=True), OutputOptions())
    recognise(document, 0, FIRST)
    document.save(TOLD, 0, "two", ToldApart(told((9, 12, "S0"), (12, 16, "S1"))), {})
    editing = Editing(document)
    assert [said.speaker for said in editing.transcript.segments] == ["S0", "S1"]
    editing.do(RenameSpeaker("S0", "Anna"))
    editing.do(AssignSegments(("0.1",), "S0"))

    again = told((0, 2, "S0"), (9, 12, "S1"), (12, 16, "S0"))
    document.save(TOLD, 0, "two again", ToldApart(again), {})
    assert told_apart(document) == told((0, 2, "S1"), (9, 12, "S0"), (12, 16, "S1"))
    talk = editing.refresh()
    assert talk.name_of("S0") == "Anna"
    assert [said.speaker for said in talk.segments] == ["S0", "S0"]
    assert editing.undo() == AssignSegments(("0.1",), "S0")
    assert [said.speaker for said in editing.transcript.segments] == ["S0", "S1"]


def test_a_job_that_is_under_way_shows_the_speakers_that_were_told_apart(
    document: Document,
) -> None:
    recognise(document, 0, FIRST)
    document.save(TOLD, 0, "key", ToldApart(told((9, 12, "S0"), (12, 16, "S1"))), {})
    assert {said.speaker for said in edited(document).transcript.segments} == {None}
    document.set_options(Options(diarize=True), OutputOptions())
    assert [said.speaker for said in edited(document).transcript.segments] == ["S0", "S1"]


def test_a_segment_outside_all_that_is_heard_now_keeps_a_speaker_who_is_still_known(
    begun: Document,
) -> None:
    named = transcript(segment("We sail.", 10.0, "0.0", speaker="A"))
    begun.append_edit(SetText("0.0", "We swim."), bases={0: named.segments})
    elsewhere = segment("Hm.", 100.0, "0.0", speaker="B")

    known = laid_over(begun, transcript(elsewhere, speakers=(Speaker("A"), Speaker("B"))))
    assert [said.speaker for said in known.transcript.segments] == ["A"]
    unknown = laid_over(begun, transcript(elsewhere))
    assert [said.speaker for said in unknown.transcript.segments] == [None]


# --- editing --------------------------------------------------------------------------------------


def test_every_edit_is_in_the_document_when_it_is_seen(begun: Document) -> None:
    editing = Editing(begun)
    editing.do(SetText("0.0", "We swim"))
    editing.do(SetText("0.0", "We swim."), amend=True)
    assert begun.edits == (SetText("0.0", "We swim."),)
    assert edited(begun).transcript == editing.transcript


def test_an_edit_that_does_not_fit_is_not_written_down(begun: Document) -> None:
    editing = Editing(begun)
    with pytest.raises(EditMisfit):
        editing.do(SetText("8.8", "x"))
    assert begun.edit_log == ()


def test_an_edit_that_cannot_be_written_down_is_not_made(begun: Document) -> None:
    with Document.open(begun.path, read_only=True) as reader:
        editing = Editing(reader)
        before = editing.transcript
        with pytest.raises(NotWritable):
            editing.do(SetText("0.0", "x"))
        with pytest.raises(NotWritable):
            editing.undo()
        assert editing.transcript == before


def test_undo_and_redo_go_on_after_reopening(begun: Document) -> None:
    editing = Editing(begun)
    states = [editing.transcript]
    split = SplitSegment("0.0", 2)
    for edit in (split, JoinSegments((split.new, "0.1")), DeleteSegments(("0.0",))):
        states.append(editing.do(edit))

    with Document.open(begun.path) as again:
        later = Editing(again)
        for state in reversed(states):
            assert later.transcript == state
            later.undo()
        for state in states:
            assert later.transcript == state
            later.redo()


def test_two_who_edit_one_document_do_not_overwrite_each_other(begun: Document) -> None:
    one = Editing(begun)
    with Document.open(begun.path) as document:
        other = Editing(document)
        other.do(SetText("0.0", "We swim."))
        with pytest.raises(DocumentHeld):
            one.do(SetText("0.0", "We fly."))
        assert texts(one.refresh())[0] == "We swim."
        one.do(SetText("0.1", "He smiled."))
        assert other.undo() == SetText("0.1", "He smiled.")
        assert texts(other.transcript) == ["We swim.", "Nobody answered him."]


def test_what_an_edit_rests_on_is_kept_for_the_chunks_it_touches_alone(begun: Document) -> None:
    recognise(begun, 1, SECOND)
    editing = Editing(begun)
    editing.do(AddSpeaker("Anna", new="u1"))
    editing.do(RenameSpeaker("u1", "Anne"))
    assert begun.bases == {}
    editing.do(AssignSegments(("1.0",), "u1"))
    assert begun.bases.keys() == {1}
    inserted = InsertSegment(50.0, 51.0, "Hm.")
    editing.do(inserted)
    editing.do(SetText(inserted.new, "Ha."))
    assert begun.bases.keys() == {1}
    editing.do(JoinSegments(("0.0", "0.1")))
    assert begun.bases.keys() == {0, 1}


def test_a_restored_segment_rests_on_its_original(begun: Document) -> None:
    editing = Editing(begun)
    editing.do(DeleteSegments(("0.0",)))
    editing.do(restoring(editing.recognised, editing.transcript, "0.0"))
    assert editing.transcript.segments == editing.recognised.segments
    assert begun.bases.keys() == {0}


def test_speakers_that_were_merged_stay_so_in_what_is_recognised_later(begun: Document) -> None:
    named = transcript(segment("Hm.", 1.0, "0.0", speaker="A"), segment("Ha.", 2.0, speaker="B"))
    begun.append_edit(MergeSpeakers(("B",), "A"))
    begun.append_edit(RenameSpeaker("A", "Anna"))
    later = transcript(*named.segments, segment("Ho.", 3.0, "1.0", speaker="B"))
    edition = laid_over(begun, later)
    assert [said.speaker for said in edition.transcript.segments] == ["A", "A", "A"]
    assert edition.transcript.speakers == (Speaker("A", "Anna"),)
