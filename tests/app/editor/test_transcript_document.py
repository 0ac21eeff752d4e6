from __future__ import annotations

import sqlite3
import subprocess
import sys
from collections.abc import Callable
from pathlib import Path

import msgspec
import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from pytestqt.qtbot import QtBot

from app.editor.transcript_document import TranscriptDocument, difference
from engine.document import Document
from engine.edition import edited
from engine.edits import (
    AssignSegments,
    DeleteSegments,
    JoinSegments,
    MergeSpeakers,
    RenameSpeaker,
    ReplaceEverywhere,
    SetText,
    SplitSegment,
)
from engine.errors import Problem
from engine.protocol import ToldApart
from engine.transcript import Diarization, SpeakerTurn, Transcript
from tests.app import documents
from tests.app.editor import talks
from tests.builders import heard, segment, spoken

PATIENCE = 30_000
"""Milliseconds: of two that write one file, who finds it held tries again some seconds later."""

Open = Callable[..., TranscriptDocument]


def saved(document: TranscriptDocument, qtbot: QtBot) -> Transcript:
    """What the file holds once all is written."""
    qtbot.waitUntil(lambda: document.is_saved, timeout=PATIENCE)
    with Document.open(document.path, read_only=True) as file:
        return edited(file).transcript


def test_an_edit_shows_at_once_and_is_in_the_file_soon(
    talk: TranscriptDocument, qtbot: QtBot
) -> None:
    first = talk.segments[0].id
    assert talk.do(SetText(first, "Something else entirely."))
    assert talk.segments[0].text == "Something else entirely."
    assert saved(talk, qtbot).segments == talk.segments


def test_undo_and_redo_go_on_after_reopening(
    talk: TranscriptDocument, opening: Open, qtbot: QtBot
) -> None:
    before = talk.transcript
    talk.do(RenameSpeaker("SPEAKER_02", "Bea"))
    talk.do(SplitSegment(talk.segments[1].id, 2))
    after = talk.transcript
    talk.close()
    again = opening(talk.path)
    assert again.transcript == after
    assert (again.undo_title, again.redo_title) == ("split", "")
    again.undo(), again.undo()
    assert again.transcript == before and not again.undo_title
    again.redo(), again.redo()
    assert again.transcript == after
    assert saved(again, qtbot).segments == after.segments


def test_typing_in_a_segment_is_one_edit_until_it_pauses(
    talk: TranscriptDocument, qtbot: QtBot
) -> None:
    first, second = talk.segments[0].id, talk.segments[1].id
    for place in range(1, 9):
        talk.type_text(first, "Anything"[:place], goes_on=place > 1)
    talk.type_text(second, "More", goes_on=True)
    talk.type_text(second, "More words", goes_on=False)
    assert [type(edit) for edit in talk.history] == [SetText] * 3
    assert talk.history[0] == SetText(first, "Anything")
    assert saved(talk, qtbot).segments == talk.segments


def test_several_edits_are_undone_as_one(talk: TranscriptDocument) -> None:
    before, ids = talk.transcript, [said.id for said in talk.segments]
    assert talk.do_all([SetText(ids[0], "One"), DeleteSegments((ids[1],)), SetText(ids[2], "Two")])
    after = talk.transcript
    talk.undo()
    assert talk.transcript == before
    talk.redo()
    assert talk.transcript == after


def test_several_edits_are_undone_as_one_also_after_reopening(
    talk: TranscriptDocument, opening: Open, qtbot: QtBot
) -> None:
    before, ids = talk.transcript, [said.id for said in talk.segments]
    talk.do_all([JoinSegments((ids[0], ids[1])), SetText(ids[0], "One"), SetText(ids[2], "Two")])
    after = talk.transcript
    qtbot.waitUntil(lambda: talk.is_saved, timeout=PATIENCE)
    talk.close()
    again = opening(talk.path)
    assert again.transcript == after and again.undo_title == "typing"
    again.undo()
    assert again.transcript == before and not again.undo_title
    again.redo()
    assert again.transcript == after


def test_of_several_edits_all_are_made_or_none(talk: TranscriptDocument, qtbot: QtBot) -> None:
    before = talk.transcript
    with qtbot.waitSignal(talk.problem_found):
        assert not talk.do_all([SetText(talk.segments[0].id, "One"), SetText("nowhere", "x")])
    assert not talk.do_all([])
    assert talk.transcript is before and not talk.history


def test_an_edit_that_does_not_fit_is_told_and_changes_nothing(
    talk: TranscriptDocument, qtbot: QtBot
) -> None:
    before = talk.transcript
    with qtbot.waitSignal(talk.problem_found) as told:
        assert not talk.do(SetText("nowhere", "text"))
    assert told.args[0].code == "edit-misfit"
    assert talk.transcript is before and not talk.history


def test_what_has_changed_is_told_exactly(talk: TranscriptDocument) -> None:
    heard_of: list[tuple[int, int, int]] = []
    talk.segments_changed.connect(lambda *change: heard_of.append(change))
    ids = [said.id for said in talk.segments]
    talk.do(SetText(ids[3], "Changed."))
    talk.do(SplitSegment(ids[5], 1))
    talk.do(JoinSegments((ids[0], ids[1])))
    talk.do(DeleteSegments((ids[-1],)))
    assert heard_of == [(3, 1, 1), (5, 1, 2), (0, 2, 1), (39, 1, 0)]


def test_a_new_name_changes_speakers_and_no_segment(talk: TranscriptDocument, qtbot: QtBot) -> None:
    with qtbot.waitSignal(talk.speakers_changed), qtbot.assertNotEmitted(talk.segments_changed):
        talk.do(RenameSpeaker("SPEAKER_00", "Anneli"))
    assert talk.name_of("SPEAKER_00") == "Anneli"
    assert talk.undo_title == "rename to Anneli"


def test_a_speakers_colour_stays_when_others_are_merged(talk: TranscriptDocument) -> None:
    colours = [talk.colour_of(speaker.id) for speaker in talk.speakers]
    assert colours == [0, 1, 2] and talk.colour_of(None) == -1
    talk.do(MergeSpeakers(("SPEAKER_00", "SPEAKER_01"), "SPEAKER_01"))
    assert [talk.colour_of(speaker.id) for speaker in talk.speakers] == [1, 2]


def test_the_original_comes_back_for_one_segment(talk: TranscriptDocument) -> None:
    original = talk.segments[4]
    talk.do(SetText(original.id, "Nothing of the kind"))
    talk.do(SplitSegment(original.id, 2))
    assert talk.originals_of(talk.segments[5]) == (original,)
    assert talk.restore(talk.segments[5].id)
    assert talk.segments[4] == original and talk.transcript == talk.recognised


def test_history_restores_any_moment(talk: TranscriptDocument) -> None:
    states = [talk.transcript]
    for number in range(5):
        talk.do(SetText(talk.segments[number].id, f"Line {number}"))
        states.append(talk.transcript)
    for position in (2, 5, 0, 4):
        talk.go_to(position)
        assert talk.transcript == states[position] and talk.position == position


def test_two_windows_on_one_document_show_the_same(
    talk: TranscriptDocument, opening: Open, qtbot: QtBot
) -> None:
    other = opening(talk.path)
    talk.do(SetText(talk.segments[0].id, "From the one."))
    qtbot.waitUntil(lambda: other.segments[0].text == "From the one.", timeout=PATIENCE)
    other.do(AssignSegments((other.segments[1].id,), "SPEAKER_02"))
    other.undo()
    other.do(SetText(other.segments[2].id, "From the other."))
    qtbot.waitUntil(lambda: talk.segments[2].text == "From the other.", timeout=PATIENCE)
    assert talk.transcript == other.transcript


def test_windows_that_edit_at_the_same_time_lose_neither_edit(
    talk: TranscriptDocument, opening: Open, qtbot: QtBot
) -> None:
    other = opening(talk.path)
    talk.do(SetText(talk.segments[0].id, "From the one."))
    other.do(SetText(other.segments[1].id, "From the other."))
    for each in (talk, other):
        qtbot.waitUntil(
            lambda each=each: each.segments[0].text == "From the one.", timeout=PATIENCE
        )
        qtbot.waitUntil(
            lambda each=each: each.segments[1].text == "From the other.", timeout=PATIENCE
        )
    assert saved(talk, qtbot).segments == talk.segments == other.segments


def test_a_transcript_that_grows_keeps_its_edits(
    opening: Open, tmp_path: Path, qtbot: QtBot
) -> None:
    document = opening(documents.document(tmp_path, chunks=3, done=1))
    assert document.is_growing and len(document.segments) == 1
    document.do(SetText(document.segments[0].id, "Mended."))
    qtbot.waitUntil(lambda: document.is_saved, timeout=PATIENCE)
    with Document.open(document.path) as engine, qtbot.waitSignal(document.segments_changed):
        engine.save("recognise", 1, "key", heard(1, spoken("Later text.", 11.0)), {})
        document.reload()
    assert [said.text for said in document.segments] == ["Mended.", "Later text."]


def test_a_chunk_that_was_given_up_is_a_gap(opening: Open, tmp_path: Path) -> None:
    path = documents.document(tmp_path, chunks=3, done=1)
    documents.add_failure(path, 1, "again", given_up=True)
    assert [gap.chunk for gap in opening(path).gaps] == [1]


def test_what_a_command_edits_is_seen_without_asking(
    talk: TranscriptDocument, qtbot: QtBot
) -> None:
    with qtbot.waitSignal(talk.speakers_changed), Document.open(talk.path) as command:
        command.append_edit(RenameSpeaker("SPEAKER_02", "Bea"))
    assert talk.name_of("SPEAKER_02") == "Bea"


def test_a_newer_document_is_refused(tmp_path: Path, qtbot: QtBot, qapp: object) -> None:
    path = talks.document(tmp_path, talks.talk(3))
    with sqlite3.connect(path) as db:
        db.execute("PRAGMA user_version = 99")
    db.close()
    assert problem_of(path, qtbot).code == "document-newer"


def test_a_document_that_is_gone_is_named(tmp_path: Path, qtbot: QtBot, qapp: object) -> None:
    assert problem_of(tmp_path / "no.longtake", qtbot).code == "document-missing"


def problem_of(path: Path, qtbot: QtBot) -> Problem:
    document = TranscriptDocument(path)
    with qtbot.waitSignal(document.failed) as told:
        document.open()
    document.close()
    problem: Problem = told.args[0]
    return problem


def test_a_damaged_document_opens_for_reading_only(
    opening: Open, tmp_path: Path, qtbot: QtBot
) -> None:
    path = talks.document(tmp_path, talks.talk(6))
    with sqlite3.connect(path) as db:  # an index that does not fit its table
        db.execute("PRAGMA writable_schema = 1")
        db.execute("UPDATE sqlite_master SET sql = sql || ' ' WHERE name = 'base'")
        page = db.execute("SELECT rootpage FROM sqlite_master WHERE name = 'attempt'").fetchone()[0]
        size = db.execute("PRAGMA page_size").fetchone()[0]
    db.close()
    raw = bytearray(path.read_bytes())
    raw[(page - 1) * size : (page - 1) * size + 40] = bytes(40)
    path.write_bytes(raw)
    document = opening(path)
    assert document.why_read_only == "document-damaged"
    assert len(document.segments) == 6
    assert not document.do(SetText(document.segments[0].id, "no"))
    assert path.read_bytes() == raw


def test_a_killed_editor_loses_at_most_the_last_key(tmp_path: Path, qtbot: QtBot) -> None:
    path = talks.document(tmp_path, talks.talk(6))
    child = subprocess.run(
        [sys.executable, "-c", TYPIST, str(path)],
        cwd=Path(__file__).parents[3],
        timeout=60,
        check=False,
        capture_output=True,
    )
    assert child.returncode == -9, child.stderr.decode()
    with Document.open(path) as document:
        assert edited(document).transcript.segments[0].text in ("typed 11", "typed 12")


@pytest.mark.parametrize("keys", [1, 4, 9, 25])
def test_an_editor_killed_while_it_writes_has_all_that_it_said_is_saved(
    keys: int, tmp_path: Path, qtbot: QtBot
) -> None:
    """Fingers faster than the disk: what is typed during one write is all that can be lost."""
    path = talks.document(tmp_path, talks.talk(6))
    child = subprocess.run(
        [sys.executable, "-c", FAST_TYPIST, str(path), str(keys)],
        cwd=Path(__file__).parents[3],
        timeout=60,
        check=False,
        capture_output=True,
        text=True,
    )
    assert child.returncode == -9, child.stderr
    saved_at_least = int(child.stdout.split()[-1]) if child.stdout else 0
    with Document.open(path) as document:
        text = edited(document).transcript.segments[0].text
    typed = int(text.split()[-1]) if text.startswith("typed ") else 0
    assert saved_at_least <= typed <= keys


def test_closing_writes_all_that_is_not_written_yet(talk: TranscriptDocument) -> None:
    for number in range(30):
        talk.do(SetText(talk.segments[number].id, f"Line {number}"))
    talk.undo()
    expected = talk.segments
    talk.close()
    with Document.open(talk.path) as file:
        assert edited(file).transcript.segments == expected


def test_closing_lays_what_is_left_over_what_others_wrote(
    talk: TranscriptDocument, opening: Open
) -> None:
    other = opening(talk.path)
    ids = [said.id for said in talk.segments]
    talk.do(SetText(ids[0], "From the one."))
    other.do(SetText(ids[1], "From the other."))
    other.type_text(ids[2], "Typed too.", goes_on=False)
    talk.close()
    other.close()
    with Document.open(talk.path) as file:
        texts = [said.text for said in edited(file).transcript.segments[:3]]
    assert texts == ["From the one.", "From the other.", "Typed too."]


def test_what_cannot_be_written_is_told_kept_and_tried_again(
    talk: TranscriptDocument, qtbot: QtBot
) -> None:
    with sqlite3.connect(talk.path, isolation_level=None) as db:
        db.execute("BEGIN IMMEDIATE")  # somebody writes, and does not come to an end
        with qtbot.waitSignal(talk.problem_found, timeout=20_000):
            talk.do(SetText(talk.segments[0].id, "Not lost."))
        assert not talk.is_saved and talk.segments[0].text == "Not lost."
        db.execute("ROLLBACK")
    db.close()
    talk._retry.stop()
    with qtbot.waitSignal(talk.saved_changed):
        talk.try_again()
    assert saved(talk, qtbot).segments[0].text == "Not lost."


def test_what_did_not_change_stays_the_very_same_when_more_is_recognised(
    opening: Open, tmp_path: Path, qtbot: QtBot
) -> None:
    document = opening(documents.document(tmp_path, chunks=4, done=2))
    before = document.segments
    with Document.open(document.path) as engine, qtbot.waitSignal(document.segments_changed) as at:
        engine.save("recognise", 2, "key", heard(2, spoken("Later text.", 21.0)), {})
    assert at.args == [2, 0, 1]
    assert all(now is old for now, old in zip(document.segments, before, strict=False))


def test_an_edit_of_speakers_rests_on_who_spoke_when(
    talk: TranscriptDocument, qtbot: QtBot
) -> None:
    told = ToldApart(Diarization(turns=(SpeakerTurn(0.0, 4.0, "SPEAKER_02"),)))
    with Document.open(talk.path) as engine:
        engine.save("diarize", 0, "key", told, {})
    talk.do(RenameSpeaker("SPEAKER_02", "Bea"))
    qtbot.waitUntil(lambda: talk.is_saved, timeout=PATIENCE)
    with Document.open(talk.path, read_only=True) as file:
        assert file.base_turns == told.diarization.turns


TYPIST = """
import os, signal, sys
from pathlib import Path
os.environ["QT_QPA_PLATFORM"] = "offscreen"
from PySide6.QtCore import QCoreApplication, QTimer
from app.editor.transcript_document import TranscriptDocument
application = QCoreApplication([])
document = TranscriptDocument(Path(sys.argv[1]))
typed = 0
def type_one():
    global typed
    if typed == 12:
        os.kill(os.getpid(), signal.SIGKILL)
    if document.is_saved:
        typed += 1
        document.type_text(document.segments[0].id, f"typed {typed}", goes_on=True)
    QTimer.singleShot(5, type_one)
document.opened.connect(type_one)
document.open()
application.exec()
"""


FAST_TYPIST = """
import os, signal, sys
from pathlib import Path
os.environ["QT_QPA_PLATFORM"] = "offscreen"
from PySide6.QtCore import QCoreApplication, QTimer
from app.editor.transcript_document import TranscriptDocument
application = QCoreApplication([])
document = TranscriptDocument(Path(sys.argv[1]))
typed = 0
def type_one():
    global typed
    if typed == int(sys.argv[2]):
        os.kill(os.getpid(), signal.SIGKILL)
    typed += 1
    document.type_text(document.segments[0].id, f"typed {typed}", goes_on=True)
    QTimer.singleShot(1, type_one)
def note(is_saved):
    if is_saved:
        os.write(1, f"{typed} ".encode())
document.saved_changed.connect(note)
document.opened.connect(type_one)
document.open()
application.exec()
"""


def test_difference_finds_the_smallest_stretch() -> None:
    a, b, c, d = (segment(text, number=text) for text in "abcd")
    assert difference((a, b, c), (a, d, c)) == (1, 1, 1)
    assert difference((a, b, c), (a, c)) == (1, 1, 0)
    assert difference((), (a,)) == (0, 0, 1)
    assert difference((a, a), (a, a, a)) == (2, 0, 1)
    assert difference((a, b), (a, b)) == (2, 0, 0)


WAYS = ("text", "split", "join", "delete", "assign", "merge", "replace", "undo", "redo")


@given(steps=st.lists(st.tuples(st.sampled_from(WAYS), st.integers(0, 30)), max_size=12))
@settings(
    max_examples=12, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture]
)
def test_any_edits_show_what_the_file_holds(
    steps: list[tuple[str, int]], talk: TranscriptDocument, qtbot: QtBot
) -> None:
    mirror = list(talk.segments)

    def follow(first: int, removed: int, added: int) -> None:
        mirror[first : first + removed] = talk.segments[first : first + added]

    talk.segments_changed.connect(follow)
    for way, number in steps:
        take(talk, way, number)
    talk.segments_changed.disconnect(follow)
    assert tuple(mirror) == tuple(talk.segments)
    assert saved(talk, qtbot).segments == talk.segments
    assert [said.start for said in talk.segments] == sorted(said.start for said in talk.segments)


def take(talk: TranscriptDocument, way: str, number: int) -> None:
    if way in ("undo", "redo"):
        talk.undo() if way == "undo" else talk.redo()
        return
    here = talk.segments[number % len(talk.segments)]
    after = talk.segments[(number + 1) % len(talk.segments)]
    edit = {
        "text": SetText(here.id, f"Line {number}, which reads otherwise now"),
        "split": SplitSegment(here.id, 1),
        "join": JoinSegments((here.id, after.id)),
        "delete": DeleteSegments((here.id,)),
        "assign": AssignSegments((here.id,), talk.speakers[number % len(talk.speakers)].id),
        "merge": MergeSpeakers((talk.speakers[0].id, talk.speakers[-1].id), talk.speakers[0].id),
        "replace": ReplaceEverywhere("the", f"the{number}"),
    }[way]
    talk.do(edit)  # what does not fit changes nothing


@pytest.mark.parametrize("count", [1, 4])
def test_segments_are_found_by_id_and_by_time(count: int, opening: Open, tmp_path: Path) -> None:
    talk = opening(talks.document(tmp_path, talks.talk(count)))
    for place, said in enumerate(talk.segments):
        assert talk.place_of(said.id) == place and talk.segment(said.id) is said
        assert talk.place_at(said.start) == place
    assert talk.place_at(0.0) == -1 and talk.segment("no") is None
    assert next(iter(talk.turn_at(0))) == 0
    assert msgspec.structs.asdict(talk.source or 0)["path"].endswith("talk.wav")


def test_nobody_reads_a_label(talk: TranscriptDocument) -> None:
    talk.do(AssignSegments((talk.segments[0].id,), "SPEAKER_02"))
    assert talk.name_of("SPEAKER_02") == "Speaker 3"
    assert talk.undo_title == "give to Speaker 3"
