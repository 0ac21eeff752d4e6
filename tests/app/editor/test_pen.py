from __future__ import annotations

import pytest

from app.editor.pen import Pen, Place
from app.editor.transcript_document import TranscriptDocument
from engine.edits import (
    AssignSegments,
    AssignWords,
    DeleteSegments,
    JoinSegments,
    SetText,
    SplitSegment,
)


@pytest.fixture
def pen(talk: TranscriptDocument) -> Pen:
    return Pen(talk)


def text(pen: Pen, row: int = 0) -> str:
    return pen._document.segments[row].text


def test_what_is_typed_is_in_the_document_with_every_key(
    pen: Pen, talk: TranscriptDocument
) -> None:
    before = text(pen)
    pen.go(Place(0, 0))
    for count, key in enumerate("Well, ", start=1):
        pen.insert(key)
        assert pen.text_of(0) == "Well, "[:count] + before
        assert text(pen).split() == pen.text_of(0).split()
    assert pen.caret == Place(0, 6) and len(talk.history) == 1
    pen.undo()
    assert text(pen) == before and pen.text_of(0) == before


def test_a_space_at_the_end_waits_for_the_next_word(pen: Pen, talk: TranscriptDocument) -> None:
    before = text(pen)
    pen.go(Place(0, len(before)))
    pen.insert(" ")
    assert pen.text_of(0) == before + " " and not talk.history
    pen.insert("y")
    pen.insert("e")
    assert text(pen) == before + " ye"
    pen.remove(-1), pen.remove(-1)
    assert text(pen) == before
    pen.go(Place(1, 0))
    assert pen.text_of(0) == before


def test_a_move_begins_another_edit(pen: Pen, talk: TranscriptDocument) -> None:
    pen.go(Place(0, 0))
    pen.insert("a"), pen.insert("b")
    pen.go(Place(0, 0))
    pen.insert("c")
    assert [type(edit) for edit in talk.history] == [SetText, SetText]
    pen.undo()
    assert text(pen).startswith("ab")


def test_enter_splits_at_the_nearest_word_and_backspace_joins_again(
    pen: Pen, talk: TranscriptDocument
) -> None:
    before, words = text(pen), talk.segments[0].words
    pen.go(Place(0, len(words[0].text) + len(words[1].text) - 1))
    pen.split()
    assert text(pen) + " " + text(pen, 1) == before
    assert pen.caret == Place(1, 0) and len(talk.segments) == 41
    pen.remove(-1)
    assert text(pen) == before and len(talk.segments) == 40
    assert before[: pen.caret.offset].count(" ") == 2
    assert [w.start for w in talk.segments[0].words] == [w.start for w in words]


def test_enter_at_an_end_goes_on_without_an_edit(pen: Pen, talk: TranscriptDocument) -> None:
    pen.go(Place(0, len(text(pen))))
    pen.split()
    assert pen.caret == Place(1, 0) and not talk.history


def test_delete_at_the_end_joins_with_the_next(pen: Pen, talk: TranscriptDocument) -> None:
    first, second = text(pen), text(pen, 1)
    pen.go(Place(0, len(first)))
    pen.remove(1)
    assert text(pen) == f"{first} {second}"
    assert isinstance(talk.history[0], JoinSegments)


def test_typing_over_several_segments_makes_one_of_them(pen: Pen, talk: TranscriptDocument) -> None:
    first, last = text(pen), text(pen, 2)
    untouched = talk.segments[2].words[-1]
    pen.go(Place(0, 5))
    pen.go(Place(2, 3), True)
    assert pen.selected_text.count("\n") == 2
    pen.insert("x")
    assert text(pen) == f"{first[:5]}x{last[3:]}"
    assert talk.segments[0].words[-1].start == untouched.start
    pen.undo()
    assert [text(pen), text(pen, 2)] == [first, last]


def test_nothing_is_written_into_what_must_not_be_written(
    pen: Pen, talk: TranscriptDocument, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(TranscriptDocument, "is_read_only", True)
    before = talk.transcript
    pen.insert("x"), pen.remove(1), pen.split(), pen.join(0), pen.delete_segments()
    assert talk.transcript is before


def test_selected_segments_get_a_speaker_together(pen: Pen, talk: TranscriptDocument) -> None:
    pen.go(Place(3, 2))
    pen.go(Place(5, 1), True)
    pen.assign("SPEAKER_02")
    assert {talk.segments[row].speaker for row in (3, 4, 5)} == {"SPEAKER_02"}
    assert len(talk.history) == 1


def test_a_new_segment_can_be_typed_into(pen: Pen, talk: TranscriptDocument) -> None:
    pen.go(Place(2, 0))
    pen.insert_segment()
    assert pen.caret == Place(3, 0) and text(pen, 3) == ""
    pen.insert("hello"), pen.insert(" there")
    assert text(pen, 3) == "hello there"
    assert talk.segments[3].speaker == talk.segments[2].speaker


def test_the_caret_stays_in_its_segment_when_others_go(pen: Pen, talk: TranscriptDocument) -> None:
    here = talk.segments[10]
    pen.go(Place(10, 4))
    talk.do(DeleteSegments((talk.segments[2].id, talk.segments[3].id)))
    assert pen.caret == Place(8, 4) and talk.segments[8] == here
    talk.do(DeleteSegments((here.id,)))
    assert pen.caret.row == 8 and pen.caret.offset <= len(text(pen, 8))


def test_moves_go_by_characters_and_words_across_segments(pen: Pen) -> None:
    end = len(text(pen))
    pen.go(Place(0, 0))
    assert pen.beside(-1) == Place(0, 0)
    assert pen.beside(1) == Place(0, 1)
    assert pen.beside(1, True).offset == len(text(pen).split()[0])
    pen.go(Place(0, end))
    assert pen.beside(1) == Place(1, 0)
    pen.go(Place(1, 0))
    assert pen.beside(-1) == Place(0, end)


def test_a_character_that_is_written_with_several_counts_as_one(pen: Pen) -> None:
    pen.go(Place(0, 0))
    pen.insert("e\u0301🎬👨‍👩‍👧x")
    pen.go(Place(0, 0))
    stops = []
    for _ in range(4):
        pen.go(pen.beside(1))
        stops.append(pen.caret.offset)
    assert stops == [2, 3, 8, 9]
    pen.remove(-1), pen.remove(-1)
    assert pen.text_of(0).startswith("e\u0301🎬") and "👧" not in pen.text_of(0)


def test_words_are_found_around_a_place(pen: Pen) -> None:
    first = text(pen).split()[0]
    assert pen.word_around(Place(0, 1)) == (0, len(first))


def test_words_of_a_segment_are_given_away_alone(pen: Pen, talk: TranscriptDocument) -> None:
    words = text(pen).split()
    start = len(words[0]) + 2
    pen.go(Place(0, start))
    pen.go(Place(0, start + len(words[1]) + 2), True)
    assert pen.selected_words == (1, 3)
    pen.assign("SPEAKER_02")
    assert isinstance(talk.history[0], AssignWords)
    assert [text(pen, row).split() for row in range(3)] == [words[:1], words[1:3], words[3:]]
    assert talk.segments[1].speaker == "SPEAKER_02" != talk.segments[0].speaker


def test_a_whole_selected_segment_is_given_as_one(pen: Pen, talk: TranscriptDocument) -> None:
    pen.select(0, 0, len(text(pen)))
    assert pen.selected_words is None
    pen.assign("SPEAKER_01")
    assert talk.history == [AssignSegments((talk.segments[0].id,), "SPEAKER_01")]


def test_words_are_handed_over_to_the_neighbours(pen: Pen, talk: TranscriptDocument) -> None:
    one, other = text(pen).split(), text(pen, 1).split()
    pen.go(Place(1, len(other[0])))
    pen.hand_over(back=True)
    assert text(pen).split() == [*one, other[0]] and text(pen, 1).split() == other[1:]
    pen.go(Place(0, len(" ".join(one))))
    pen.hand_over(back=False)
    assert text(pen).split() == one and text(pen, 1).split() == other
    pen.go(Place(0, 3))
    pen.hand_over(back=True)
    assert len(talk.history) == 2, "nobody is before the first"


# --- undo leads where the edit was ----------------------------------------------------------------


def test_undo_and_redo_put_the_caret_where_it_was(pen: Pen, talk: TranscriptDocument) -> None:
    talk.do(SetText(talk.segments[2].id, "A book on the table"))
    pen.go(Place(2, 4))
    for key in "oo":  # the very letters that stand there
        pen.insert(key)
    pen.go(Place(7, 3))
    pen.undo()
    assert text(pen, 2) == "A book on the table" and pen.caret == Place(2, 4)
    pen.go(Place(9, 0))
    pen.redo()
    assert text(pen, 2) == "A booook on the table" and pen.caret == Place(2, 6)


def test_undo_selects_again_what_was_typed_over(pen: Pen, talk: TranscriptDocument) -> None:
    pen.select(1, 2, 6)
    pen.insert("x"), pen.insert("y")
    pen.undo()
    assert pen.selection == (Place(1, 2), Place(1, 6))
    pen.redo()
    assert pen.selection == (Place(1, 4), Place(1, 4))


def test_undo_of_a_space_that_was_typed_between(pen: Pen) -> None:
    pen.go(Place(0, 0))
    for key in "so it ":
        pen.insert(key)
    pen.undo()
    assert pen.caret == Place(0, 0)


@pytest.mark.parametrize("deed", ["split", "join", "boundary", "rows", "delete", "insert"])
def test_undo_of_any_deed_leads_to_where_it_was_done(
    deed: str, pen: Pen, talk: TranscriptDocument
) -> None:
    place = Place(3, len(talk.segments[3].words[0].text) - 1)
    pen.go(Place(3, 0) if deed == "join" else place)
    if deed == "rows":
        pen.go(Place(5, 2), selects=True)
    began, before = pen.selection, talk.segments
    {
        "split": pen.split,
        "join": lambda: pen.remove(-1),
        "boundary": lambda: pen.hand_over(True),
        "rows": lambda: pen.insert("x"),
        "delete": pen.delete_segments,
        "insert": pen.insert_segment,
    }[deed]()
    ended = pen.selection
    assert len(talk.history) == 1
    pen.go(Place(20, 1))
    pen.undo()
    assert pen.selection == began and talk.segments == before
    pen.go(Place(20, 1))
    pen.redo()
    assert pen.selection == ended


def test_undo_of_what_others_did_leads_to_what_has_changed(
    pen: Pen, talk: TranscriptDocument
) -> None:
    said = talk.segments[4]
    talk.do(SetText(said.id, f"{said.text} And more"))
    talk.undo()
    pen.redo()
    assert pen.caret == Place(4, len(said.text) + 9)
    pen.undo()
    assert pen.caret == Place(4, len(said.text))
    talk.do(SplitSegment(said.id, 1))
    pen.undo()
    assert pen.caret == Place(4, len(said.words[0].text) - 1)


def test_a_text_from_which_all_was_deleted_can_be_written_anew(
    pen: Pen, talk: TranscriptDocument
) -> None:
    pen.select_all()
    pen.delete_segments()
    assert not talk.segments and pen.selected_text == ""
    pen.insert_segment()
    pen.insert("The river came back.")
    assert [said.text for said in talk.segments] == ["The river came back."]
    assert pen.caret == Place(0, len("The river came back."))
    pen.undo()
    pen.undo()
    pen.undo()
    assert len(talk.segments) == 40
