from __future__ import annotations

import msgspec
from PySide6.QtCore import QMimeData, QModelIndex, Qt
from pytestqt.modeltest import ModelTester
from pytestqt.qtbot import QtBot

from app.editor.giving import Portion, as_mime
from app.editor.speaker_list import (
    LONGEST_SAMPLE,
    SPEAKERS_MIME,
    SpeakerList,
    SpeakerRow,
    ids_in,
    rows_of,
    share_in_words,
)
from engine.edits import AddSpeaker, MergeSpeakers, RenameSpeaker, apply
from engine.transcript import Segment, Speaker, Transcript
from tests.builders import segment, transcript


def said(speaker: str, start: float, end: float, number: str, **fields: object) -> Segment:
    one = segment(f"Words of {speaker}.", start, number, speaker=speaker)
    return msgspec.structs.replace(one, end=end, **fields)


def three() -> Transcript:
    """A says most, B less, and C nothing."""
    return transcript(
        said("A", 0, 3, "0.0"),
        said("B", 4, 6, "0.1"),
        said("A", 7, 27, "0.2"),
        speakers=(Speaker("A", "Anna"), Speaker("B"), Speaker("C")),
    )


def rows(talk: Transcript | None = None) -> tuple[SpeakerRow, ...]:
    colours = {"A": 0, "B": 1, "C": 2}
    return rows_of(talk or three(), lambda speaker: colours.get(speaker, 7))


def shown(*ids: str) -> tuple[SpeakerRow, ...]:
    return tuple(SpeakerRow(each, each.lower()) for each in ids)


def test_everybody_has_a_row_in_the_order_of_the_film_s_list() -> None:
    assert [(row.id, row.name, row.segments) for row in rows()] == [
        ("A", "Anna", 2),
        ("B", "B", 1),
        ("C", "C", 0),
    ]


def test_the_shares_are_of_all_that_is_said() -> None:
    shares = [row.share for row in rows()]
    assert shares == [23 / 25, 2 / 25, 0.0]
    assert [row.seconds for row in rows()] == [23, 2, 0]


def test_a_speaker_whom_no_list_names_is_shown_all_the_same() -> None:
    stray = msgspec.structs.replace(three(), speakers=(Speaker("A"),))
    assert [row.id for row in rows(stray)] == ["A", "B"]


def test_an_empty_transcript_has_nobody() -> None:
    assert rows(transcript()) == ()


def test_the_first_words_are_the_first_that_somebody_says() -> None:
    assert [row.words for row in rows()] == ["Words of A.", "Words of B.", ""]


def test_the_best_sample_is_a_long_one_and_never_too_long() -> None:
    first, second = rows()[0].samples
    assert first == (7, 7 + LONGEST_SAMPLE)
    assert second == (0, 3)


def test_a_voice_is_heard_alone_where_it_can_be() -> None:
    both = transcript(said("A", 0, 9, "0.0", overlaps=True), said("A", 10, 12, "0.1"))
    assert rows(both)[0].samples == ((10, 12),)
    never = transcript(said("A", 0, 4, "0.0", overlaps=True))
    assert rows(never)[0].samples == ((0, 4),)


def test_a_little_is_never_nothing() -> None:
    assert [share_in_words(share) for share in (0, 0.001, 0.5, 1)] == [
        "0 %",
        "< 1 %",
        "50 %",
        "100 %",
    ]


def test_the_list_keeps_what_a_model_must(qtmodeltester: ModelTester, qtbot: QtBot) -> None:
    model = SpeakerList()
    model.show_rows(rows())
    qtmodeltester.check(model)
    talk = three()
    for edit in (RenameSpeaker("B", "Bo"), AddSpeaker("Cy", new="u1"), MergeSpeakers(("A",), "B")):
        talk = apply(talk, edit)
        model.show_rows(rows(talk))
    assert [row.id for row in model.rows] == ["B", "C", "u1"]


def test_rows_come_and_go_one_by_one(qtbot: QtBot) -> None:
    model = SpeakerList()
    resets: list[None] = []
    model.modelReset.connect(lambda: resets.append(None))
    for ids in ("ABC", "AC", "ABC", "DABCE", "B", ""):
        model.show_rows(shown(*ids))
        assert [row.id for row in model.rows] == list(ids)
    assert not resets
    model.show_rows(shown(*"AB"))
    model.show_rows(shown(*"BA"))
    assert [row.id for row in model.rows] == ["B", "A"] and resets


def test_only_rows_that_differ_are_told(qtbot: QtBot) -> None:
    model = SpeakerList()
    model.show_rows(rows())
    told: list[int] = []
    model.dataChanged.connect(lambda first, _last: told.append(first.row()))
    model.show_rows(rows(apply(three(), RenameSpeaker("B", "Bo"))))
    assert told == [1]


def test_a_typed_name_is_asked_for_and_the_same_name_is_not(qtbot: QtBot) -> None:
    model = SpeakerList()
    model.show_rows(rows())
    asked: list[tuple[str, str]] = []
    model.rename_asked.connect(lambda speaker, name: asked.append((speaker, name)))
    assert model.setData(model.index(0), " Anna ")
    assert model.setData(model.index(0), "Anne")
    assert model.setData(model.index(1), "")
    assert asked == [("A", "Anne"), ("B", "")]
    assert not model.setData(QModelIndex(), "Nobody")


def test_a_row_says_all_that_it_shows_to_those_who_hear_it(qtbot: QtBot) -> None:
    model = SpeakerList()
    model.show_rows(rows())
    told = model.index(0).data(Qt.ItemDataRole.AccessibleTextRole)
    assert "Anna" in told and "92 %" in told and "23" in told
    assert model.index(2).data(Qt.ItemDataRole.AccessibleDescriptionRole) == "Says nothing yet"
    assert model.data(QModelIndex()) is None


def drop(model: SpeakerList, data: QMimeData, row: int) -> None:
    action, onto = Qt.DropAction.MoveAction, model.index(row)
    if model.canDropMimeData(data, action, -1, -1, onto):
        assert not model.dropMimeData(data, action, -1, -1, onto), "the view would remove the row"


def test_a_speaker_dropped_on_another_is_merged_into_them(qtbot: QtBot) -> None:
    model = SpeakerList()
    model.show_rows(rows())
    asked: list[tuple[list[str], str]] = []
    model.merge_asked.connect(lambda speakers, into: asked.append((speakers, into)))
    dragged = model.mimeData([model.index(1), model.index(2)])
    drop(model, dragged, 0)
    assert asked == [(["B", "C"], "A")]


def test_nobody_is_dropped_on_themselves_or_beside_the_rows(qtbot: QtBot) -> None:
    model = SpeakerList()
    model.show_rows(rows())
    dragged = model.mimeData([model.index(1)])
    copy = Qt.DropAction.CopyAction
    assert not model.canDropMimeData(dragged, copy, -1, -1, model.index(1))
    assert not model.canDropMimeData(dragged, copy, 1, 0, QModelIndex())
    assert not model.dropMimeData(dragged, copy, -1, -1, model.index(1))


def test_segments_dropped_on_a_speaker_are_theirs(qtbot: QtBot) -> None:
    model = SpeakerList()
    model.show_rows(rows())
    asked: list[tuple[Portion, str]] = []
    model.portion_dropped.connect(lambda portion, onto: asked.append((portion, onto)))
    two = Portion(("0.1", "0.2"))
    drop(model, as_mime(two), 2)
    assert asked == [(two, "C")]


def test_what_other_programs_drag_means_nothing() -> None:
    for content in (b"", b"\xff\x00", b'{"a": 1}', b"[1, 2]"):
        data = QMimeData()
        data.setData(SPEAKERS_MIME, content)
        assert ids_in(data) == []


def test_where_nothing_may_be_edited_rows_can_only_be_read(qtbot: QtBot) -> None:
    model = SpeakerList()
    model.show_rows(rows())
    assert model.flags(model.index(0)) & Qt.ItemFlag.ItemIsEditable
    model.is_fixed = True
    fixed = model.flags(model.index(0))
    assert not fixed & (Qt.ItemFlag.ItemIsEditable | Qt.ItemFlag.ItemIsDropEnabled)
    assert fixed & Qt.ItemFlag.ItemIsSelectable
