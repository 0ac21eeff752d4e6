"""What the app asks of the engine besides work, asked of the very object that answers."""

from __future__ import annotations

import queue as queues
from collections.abc import Iterator
from pathlib import Path

import pytest

from engine.document import Document, Source
from engine.edits import MergeSpeakers, RenameSpeaker
from engine.errors import DocumentMissing
from engine.inquiries import Inquiries
from engine.jobs.diarization import TOLD
from engine.jobs.queue import place_for
from engine.jobs.supervisor import Worker, WorkerProcess
from engine.options import Home, Options
from engine.protocol import (
    EngineFailed,
    Event,
    JobsListed,
    KeepVoice,
    Probed,
    ToldApart,
    VoiceKept,
    VoiceMatch,
    VoicesSuggested,
)
from engine.transcript import Diarization, Speaker, SpeakerTurn
from engine.voices import Sample, VoiceLibrary
from tests import fakes
from tests.builders import chunk, segment, transcript
from tests.films import SAMPLE


class Heard:
    """Keeps what is told, and how many workers were made."""

    def __init__(self) -> None:
        self.events: queues.SimpleQueue[Event] = queues.SimpleQueue()
        self.workers: list[WorkerProcess] = []
        self.command: list[str] | None = None

    def make_worker(self, log: Path) -> Worker:
        self.workers.append(WorkerProcess(log, self.command))
        return self.workers[-1]

    def next(self) -> Event:
        return self.events.get(timeout=60)

    def probed(self) -> Probed:
        event = self.next()
        assert isinstance(event, Probed)
        return event


@pytest.fixture
def heard() -> Heard:
    return Heard()


@pytest.fixture
def inquiries(home: Home, heard: Heard) -> Iterator[Inquiries]:
    made = Inquiries(home, heard.events.put, heard.make_worker)
    yield made
    made.close()


def test_a_recording_is_described(inquiries: Inquiries, heard: Heard) -> None:
    inquiries.probe((str(SAMPLE),))
    probed = heard.probed()
    assert probed.media is not None
    assert probed.media.container == "ogg"
    assert probed.media.duration == pytest.approx(59.2, abs=0.2)
    assert probed.document == ""


def test_several_are_looked_at_by_one_worker(inquiries: Inquiries, heard: Heard) -> None:
    inquiries.probe((str(SAMPLE), str(SAMPLE), str(SAMPLE)))
    assert [heard.probed().source for _ in range(3)] == [str(SAMPLE)] * 3
    assert len(heard.workers) == 1


def test_a_worker_that_crashes_over_a_file_is_replaced_for_the_next(
    inquiries: Inquiries, heard: Heard
) -> None:
    heard.command = fakes.command("segfaulting")
    inquiries.probe((str(SAMPLE), str(SAMPLE)))
    codes = [problem.code for _ in range(2) if (problem := heard.probed().problem)]
    assert codes == ["worker-died"] * 2
    assert len(heard.workers) == 2


def test_a_worker_that_says_nothing_of_the_file_is_a_bug(
    inquiries: Inquiries, heard: Heard
) -> None:
    heard.command = fakes.command("obliging")
    inquiries.probe((str(SAMPLE),))
    problem = heard.probed().problem
    assert problem is not None
    assert problem.code == "internal"


def test_a_newer_question_drops_what_waits_of_the_older(
    inquiries: Inquiries, heard: Heard, tmp_path: Path
) -> None:
    many = tuple(str(tmp_path / f"{number}.mp3") for number in range(3000))
    inquiries.probe(many)
    inquiries.probe((str(SAMPLE),))
    count = 1
    while heard.probed().source != str(SAMPLE):
        count += 1
    assert count < len(many)


def test_a_film_that_was_begun_is_known(inquiries: Inquiries, heard: Heard, home: Home) -> None:
    source = Source.of(SAMPLE)
    place = place_for(source, home)
    Document.create(place, source, Options()).close()
    inquiries.probe((str(SAMPLE),))
    assert heard.probed().document == str(place)


def test_jobs_are_listed_with_those_that_cannot_be_read(
    inquiries: Inquiries, heard: Heard, home: Home
) -> None:
    home.documents.mkdir(parents=True)
    (home.documents / "broken.longtake").write_bytes(b"no document")
    inquiries.list_jobs()
    listed = heard.next()
    assert isinstance(listed, JobsListed)
    assert [(job.title, job.state) for job in listed.jobs] == [("broken", "unreadable")]


def test_what_goes_wrong_is_told_and_the_next_is_answered(
    home: Home, heard: Heard, monkeypatch: pytest.MonkeyPatch
) -> None:
    def fail(home: Home) -> list[object]:
        raise DocumentMissing("The disk has gone.")

    monkeypatch.setattr("engine.inquiries.queue.jobs", fail)
    inquiries = Inquiries(home, heard.events.put, heard.make_worker)
    inquiries.list_jobs()
    failed = heard.next()
    assert isinstance(failed, EngineFailed)
    assert failed.problem.code == "document-missing"
    inquiries.probe((str(SAMPLE),))
    assert heard.probed().media is not None
    inquiries.close()


def test_closing_ends_the_worker_and_answers_no_more(
    home: Home, heard: Heard, tmp_path: Path
) -> None:
    inquiries = Inquiries(home, heard.events.put, heard.make_worker)
    inquiries.probe((str(SAMPLE),))
    heard.probed()
    inquiries.close()
    assert all(worker.memory() == 0 for worker in heard.workers)
    inquiries.list_jobs()
    assert heard.events.empty()


def test_closing_may_wait_until_all_is_answered(home: Home, heard: Heard) -> None:
    inquiries = Inquiries(home, heard.events.put, heard.make_worker)
    inquiries.list_jobs()
    inquiries.probe((str(SAMPLE),))
    inquiries.close(finish=True)
    assert isinstance(heard.next(), JobsListed)
    assert heard.probed().media is not None


# --- known voices ---------------------------------------------------------------------------------

TURNS = (
    SpeakerTurn(0.0, 30.0, "SPEAKER_00"),
    SpeakerTurn(30.0, 58.0, "SPEAKER_01"),
    SpeakerTurn(58.0, 60.0, "SPEAKER_02"),
)
VECTORS = ((1.0, 0.0, 0.0), (0.0, 1.0, 0.0), (0.0, 0.0, 1.0))


@pytest.fixture
def told(tmp_path: Path) -> Path:
    """A document of three speakers; the last one says hardly anything."""
    path, film = tmp_path / "film.longtake", tmp_path / "film.mkv"
    film.write_bytes(b"moving pictures")
    ids = tuple(turn.speaker for turn in TURNS)
    talk = transcript(
        *(segment("Hm.", t.start, f"0.{t.speaker}", speaker=t.speaker) for t in TURNS),
        speakers=tuple(map(Speaker, ids)),
        turns=TURNS,
    )
    with Document.create(path, Source.of(film), Options()) as made:
        made.save_plan((chunk(0, 0.0, 60.0),))
        made.save(TOLD, 0, "key", ToldApart(Diarization(TURNS, TURNS, ids, VECTORS, "m")), {})
        made.save("transcript", 0, "", talk, {})
        made.set_state("completed")
    return path


def test_known_voices_are_suggested_for_whoever_has_no_name(
    inquiries: Inquiries, heard: Heard, home: Home, told: Path
) -> None:
    library = VoiceLibrary(home.voices)
    library.enrol("Anna", [Sample("m", VECTORS[0], 9.0)], "asked")
    inquiries.suggest_voices(str(told))
    assert heard.next() == VoicesSuggested(str(told), (VoiceMatch("SPEAKER_00", "Anna", 1.0),))
    with Document.open(told) as document:
        document.append_edit(RenameSpeaker("SPEAKER_00", "Anneli"))
    inquiries.suggest_voices(str(told))
    assert heard.next() == VoicesSuggested(str(told))


def test_where_nothing_can_be_suggested_nobody_is_bothered(
    inquiries: Inquiries, heard: Heard, home: Home, told: Path, tmp_path: Path
) -> None:
    home.voices.parent.mkdir(parents=True, exist_ok=True)
    home.voices.write_text("no voices")
    for job in (str(told), str(tmp_path / "gone.longtake")):
        inquiries.suggest_voices(job)
        assert heard.next() == VoicesSuggested(job)


def test_a_voice_of_a_film_is_known_in_the_next_one(
    inquiries: Inquiries, heard: Heard, home: Home, told: Path
) -> None:
    inquiries.keep_voice(KeepVoice(str(told), "SPEAKER_01", "Bea", "asked on 3 May"))
    assert heard.next() == VoiceKept(str(told), "Bea")
    (voice,) = VoiceLibrary(home.voices).voices()
    assert (voice.name, voice.consent) == ("Bea", "asked on 3 May")
    assert voice.samples == (Sample("m", VECTORS[1], 28.0, "film"),)
    inquiries.suggest_voices(str(told))
    assert heard.next() == VoicesSuggested(str(told), (VoiceMatch("SPEAKER_01", "Bea", 1.0),))
    assert heard.workers == [], "nothing is heard anew"


def test_speakers_who_are_one_are_remembered_as_one(
    inquiries: Inquiries, heard: Heard, home: Home, told: Path
) -> None:
    with Document.open(told) as document:
        document.append_edit(MergeSpeakers(("SPEAKER_00", "SPEAKER_01"), "SPEAKER_01"))
    inquiries.keep_voice(KeepVoice(str(told), "SPEAKER_01", "Bea", "asked"))
    assert heard.next() == VoiceKept(str(told), "Bea")
    ((sample,),) = (voice.samples for voice in VoiceLibrary(home.voices).voices())
    assert sample.seconds == pytest.approx(58.0)
    assert sample.vector[0] > 0.6 < sample.vector[1]


@pytest.mark.parametrize(
    ("speaker", "consent"),
    [("SPEAKER_00", " "), ("SPEAKER_02", "asked"), ("u0123456789ab", "asked")],
)
def test_without_consent_or_enough_of_the_voice_it_is_not_kept_and_said_why(
    inquiries: Inquiries, heard: Heard, home: Home, told: Path, speaker: str, consent: str
) -> None:
    inquiries.keep_voice(KeepVoice(str(told), speaker, "Bea", consent))
    kept = heard.next()
    assert isinstance(kept, VoiceKept) and kept.problem is not None
    assert kept.problem.code == "usage"
    assert not VoiceLibrary(home.voices).voices()
