"""Subtitles as they stand over the picture."""

from __future__ import annotations

import pytest
from pytestqt.qtbot import QtBot

from app.editor.subtitles import AROUND, Subtitles
from app.editor.transcript_document import TranscriptDocument
from engine.edits import RenameSpeaker, SetText
from engine.output.cues import make_cues


@pytest.fixture
def subtitles(talk: TranscriptDocument) -> Subtitles:
    return Subtitles(talk)


def test_wherever_one_looks_stands_the_cue_of_the_whole_film(
    subtitles: Subtitles, talk: TranscriptDocument
) -> None:
    cues = make_cues(talk.segments, "en", talk.transcript.duration)
    assert len(talk.segments) > 2 * AROUND
    for cue in (*cues[::7], *reversed(cues[::5])):
        assert subtitles.cue_at((cue.start + cue.end) / 2) == cue
    assert subtitles.cue_at(-1.0) is None and subtitles.cue_at(1e6) is None


def test_a_subtitle_says_who_speaks_unless_the_file_will_not(
    subtitles: Subtitles, talk: TranscriptDocument, qtbot: QtBot
) -> None:
    said = talk.segments[0]
    assert subtitles.text_at(said.start + 0.1).startswith(f"{talk.name_of(said.speaker)}: ")
    with qtbot.waitSignal(subtitles.changed):
        subtitles.name_speakers(False)
    assert subtitles.text_at(said.start + 0.1).startswith(said.text.split()[0])


def test_an_edit_is_in_the_subtitle_at_once(
    subtitles: Subtitles, talk: TranscriptDocument, qtbot: QtBot
) -> None:
    said = talk.segments[0]
    before = subtitles.text_at(said.start + 0.1)
    with qtbot.waitSignal(subtitles.changed):
        talk.do(SetText(said.id, "Quite another thing."))
    talk.do(RenameSpeaker(said.speaker or "", "Zoë"))
    assert subtitles.text_at(said.start + 0.1) == "Zoë: Quite another thing." != before


def test_between_subtitles_nothing_stands_there(
    subtitles: Subtitles, talk: TranscriptDocument
) -> None:
    assert subtitles.text_at(talk.segments[0].start / 2) == ""
