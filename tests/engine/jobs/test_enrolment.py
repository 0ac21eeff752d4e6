"""Voices out of films, and names for the speakers of others."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import pytest

from engine import models
from engine.document import Document, Source
from engine.edition import edited, told_apart
from engine.edits import MergeSpeakers, RefuseVoice, RenameSpeaker, refused_voices
from engine.errors import EngineFault, LongtakeError, MediaUnreadable
from engine.jobs import enrolment
from engine.jobs.diarization import TOLD
from engine.jobs.speaker_models import SpeakerModel
from engine.jobs.supervisor import WorkerProcess
from engine.options import Home, Options
from engine.protocol import ToldApart
from engine.transcript import Diarization, SpeakerTurn, Transcript
from engine.voices import MOST_SECONDS, Sample, Suggestion, VoiceLibrary, cosine
from tests.builders import chunk, segment, transcript
from tests.conftest import USERS_HOME
from tests.talking import TalkingWorker

ANNA, BERT, CORA = (1.0, 0.0, 0.0), (0.0, 1.0, 0.0), (0.0, 0.0, 1.0)
TURNS = (SpeakerTurn(0.0, 30.0, "A"), SpeakerTurn(30.0, 40.0, "B"), SpeakerTurn(40.0, 60.0, "C"))
TOLD_APART = Diarization(TURNS, TURNS, ("A", "B", "C"), (ANNA, BERT, CORA), "wespeaker")
TALK = transcript(
    *(segment("Hm.", turn.start, f"0.{turn.speaker}", speaker=turn.speaker) for turn in TURNS)
)


@pytest.fixture
def document(tmp_path: Path) -> Iterator[Document]:
    film = tmp_path / "film.mkv"
    film.write_bytes(b"moving pictures")
    with Document.create(tmp_path / "film.longtake", Source.of(film), Options()) as document:
        document.save_plan((chunk(0, 0.0, 60.0),))
        document.save(TOLD, 0, "key", ToldApart(TOLD_APART), {})
        document.save("transcript", 0, "", TALK, {})
        document.set_state("completed")
        yield document


@pytest.fixture
def library(home: Home) -> VoiceLibrary:
    library = VoiceLibrary(home.voices)
    for name, vector in (("Anna", ANNA), ("Bert", BERT)):
        library.enrol(name, [Sample("wespeaker", vector, 9.0)], "yes")
    return library


def found(document: Document, home: Home) -> dict[str, str]:
    talk = edited(document).transcript
    return {each.speaker: each.name for each in enrolment.suggestions(document, home, talk)}


# --- suggestions ----------------------------------------------------------------------------------


def test_speakers_of_a_film_are_taken_for_known_voices(
    document: Document, home: Home, library: VoiceLibrary
) -> None:
    assert found(document, home) == {"A": "Anna", "B": "Bert"}


def test_whoever_has_a_name_is_not_asked_about(
    document: Document, home: Home, library: VoiceLibrary
) -> None:
    document.append_edit(RenameSpeaker("A", "Somebody else"))
    assert found(document, home) == {"B": "Bert"}


def test_without_voices_or_speakers_nobody_is_suggested(document: Document, home: Home) -> None:
    assert found(document, home) == {}
    document.discard(TOLD, [0])
    assert told_apart(document) is None
    VoiceLibrary(home.voices).enrol("Anna", [Sample("wespeaker", ANNA, 9.0)], "yes")
    assert found(document, home) == {}


def test_speakers_that_were_merged_are_heard_as_one(
    document: Document, home: Home, library: VoiceLibrary
) -> None:
    document.append_edit(MergeSpeakers(("B",), "A"))
    assert found(document, home) == {"A": "Anna"}


def test_a_merged_voice_is_the_mean_of_its_parts_by_how_long_they_talk() -> None:
    merged = enrolment.as_edited(
        TOLD_APART, [MergeSpeakers(("B",), "A"), MergeSpeakers(("A",), "C")]
    )
    assert merged.speakers == ("C",)
    (vector,) = merged.embeddings
    assert cosine(vector, ANNA) > cosine(vector, CORA) > cosine(vector, BERT) > 0
    assert {turn.speaker for turn in (*merged.turns, *merged.exclusive)} == {"C"}
    assert enrolment.as_edited(TOLD_APART, []) == TOLD_APART


def test_who_was_said_to_be_somebody_else_is_not_suggested_again(
    document: Document, home: Home, library: VoiceLibrary
) -> None:
    document.append_edit(RefuseVoice("A", "Anna"))
    assert found(document, home) == {"B": "Bert"}
    document.append_edit(RefuseVoice("B", "Anna"))
    assert found(document, home) == {"B": "Bert"}, "only that name was refused"
    document.undo()
    document.undo()
    assert found(document, home) == {"A": "Anna", "B": "Bert"}


def test_a_refusal_goes_along_with_a_speaker_who_is_merged(
    document: Document, home: Home, library: VoiceLibrary
) -> None:
    document.append_edit(RefuseVoice("A", "Anna"))
    document.append_edit(MergeSpeakers(("A",), "C"))
    assert refused_voices(document.edits) == {("A", "Anna"), ("C", "Anna")}
    assert found(document, home) == {"B": "Bert"}


# --- names that are given -------------------------------------------------------------------------


def names(talk: Transcript) -> list[str]:
    return [speaker.name for speaker in talk.speakers]


def test_names_are_given_as_edits_that_can_be_undone(
    document: Document, home: Home, library: VoiceLibrary
) -> None:
    talk = edited(document).transcript
    given = enrolment.apply(document, enrolment.suggestions(document, home, talk))
    assert len(given) == 2
    assert names(edited(document).transcript) == ["Anna", "Bert", ""]
    document.undo()
    document.undo()
    assert names(edited(document).transcript) == ["", "", ""]


def test_a_name_that_was_taken_back_is_not_given_again(document: Document) -> None:
    wrong = Suggestion("A", "v1", "Anna", 0.9, 0.5)
    assert enrolment.apply(document, [wrong]) == (wrong,)
    document.undo()
    assert enrolment.apply(document, [wrong]) == ()
    assert names(edited(document).transcript) == ["", "", ""]


# --- samples --------------------------------------------------------------------------------------


@pytest.fixture
def speaker_model(home: Home) -> None:
    try:
        models.resolve("speaker", USERS_HOME, purpose="speakers")
    except LongtakeError as error:
        pytest.skip(f"needs the speaker models: {error.message}")


def enrolled(recording: Path, home: Home) -> tuple[Sample, ...]:
    with enrolment.listening(
        recording, Options(), home, WorkerProcess, lambda progress: None
    ) as heard:
        return heard.samples(heard.spoken(0.0, float("inf")))


@pytest.mark.usefixtures("speaker_model")
def test_a_voice_is_more_like_itself_in_another_recording_than_like_any_other(
    shared: Path, home: Home
) -> None:
    clips = shared / "speech" / "short" / "audio" / "en"
    one, again, other = (
        enrolled(clips / f"{name}.opus", home)
        for name in ("lsto-1998-15444-0000", "lsto-1998-15444-0001", "lsto-3005-163389-0000")
    )
    assert (
        cosine(one[0].vector, again[0].vector) > 0.6 > 0.4 > cosine(one[0].vector, other[0].vector)
    )
    assert {sample.film for sample in one} == {"lsto-1998-15444-0000"}
    assert len({sample.model for sample in (*one, *other)}) == 1
    assert not list(home.cache.glob("*.s16")), "no sound is left behind"


@pytest.mark.usefixtures("speaker_model")
def test_a_file_that_is_no_recording_is_named(tmp_path: Path, home: Home) -> None:
    (tmp_path / "letter.wav").write_bytes(b"Dear Anna")
    with pytest.raises(MediaUnreadable):
        enrolled(tmp_path / "letter.wav", home)


def recording(*speech: tuple[float, float]) -> enrolment.Recording:
    made = enrolment.Recording(
        TalkingWorker(), Path("cache"), SpeakerModel("onnx", Path("models"), "wespeaker"), "film"
    )
    made.speech = speech
    return made


def test_samples_are_taken_where_somebody_speaks() -> None:
    film = recording((0.0, 1.0), (1.5, 3.0), (5.0, 6.0), (10.0, 35.0))
    assert film.spoken(0.0, float("inf")) == ((0.0, 3.0), (10.0, 22.5), (22.5, 35.0))
    assert film.spoken(11.0, 14.0) == ((11.0, 14.0),)
    assert film.spoken(40.0, 50.0) == ()


def test_of_a_long_recording_no_more_is_taken_than_is_needed() -> None:
    spans = recording((0.0, 4000.0)).spoken(0.0, float("inf"))
    assert sum(end - start for start, end in spans) <= MOST_SECONDS


def test_a_worker_that_gives_no_answer_is_a_bug() -> None:
    with pytest.raises(EngineFault, match="no result"):
        recording().samples([(0.0, 3.0)])
