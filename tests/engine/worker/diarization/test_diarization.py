from __future__ import annotations

from pathlib import Path

import numpy as np
import pytest

from engine.protocol import (
    AnyReply,
    EmbedVoices,
    HearVoices,
    Progress,
    SpeakerSettings,
    TellApart,
    VoicesHeard,
    VoiceTask,
    decode,
    encode,
)
from engine.transcript import Diarization, SpeakerTurn
from engine.worker import diarization
from engine.worker.diarization import packed, unpacked
from tests.diarized import Read, error_rate, heard, reader

TASKS = (VoiceTask(0, 0, 8), VoiceTask(1, 8, 21))


@pytest.fixture
def settings(speaker_folder: Path) -> SpeakerSettings:
    return SpeakerSettings("onnx", str(speaker_folder), "cpu", 2, 8)


def answers(settings: SpeakerSettings, read: Read) -> tuple[list[VoicesHeard], list[AnyReply]]:
    told: list[AnyReply] = []
    request = HearVoices(cache="", settings=settings, tasks=TASKS)
    return list(diarization.hear(request, read, told.append)), told


def told_apart(settings: SpeakerSettings, read: Read, **bounds: int) -> Diarization:
    voices = tuple(reply.voices for reply in answers(settings, read)[0])
    request = TellApart(settings=settings, voices=voices, duration=30.0, model="them", **bounds)
    crossed = decode(encode(request), TellApart)
    return diarization.tell_apart(crossed).diarization


def test_two_people_on_the_telephone_are_told_apart(
    settings: SpeakerSettings, two_people: tuple[Path, list[SpeakerTurn]], two_people_read: Read
) -> None:
    told = told_apart(settings, two_people_read)
    assert told.speakers == ("SPEAKER_00", "SPEAKER_01")
    assert told.model == "them"
    assert error_rate(two_people[1], told.turns) <= 0.055


def test_the_number_of_speakers_reaches_the_clustering(
    settings: SpeakerSettings, two_people_read: Read
) -> None:
    assert len(told_apart(settings, two_people_read, least=3, most=3).speakers) == 3
    assert len(told_apart(settings, two_people_read, most=1).speakers) == 1


@pytest.mark.parametrize(
    ("start", "seconds", "people"), [(10.6, 2.0, 1), (15.0, 0.3, 1), (0.0, 5.0, 0), (0.0, 0.01, 0)]
)
def test_a_moment_of_speech_is_somebody_and_silence_nobody(
    settings: SpeakerSettings, two_people_read: Read, start: float, seconds: float, people: int
) -> None:
    read = reader(two_people_read(start, start + seconds))
    request = HearVoices(cache="", settings=settings, tasks=(VoiceTask(0, 0, 1),))
    (heard,) = diarization.hear(request, read, lambda reply: None)
    told = diarization.tell_apart(
        TellApart(settings=settings, voices=(heard.voices,), duration=seconds)
    )
    assert len(told.diarization.speakers) <= people
    assert bool(told.warnings) == (not told.diarization.speakers)


def test_every_part_is_answered_and_progress_is_told(
    settings: SpeakerSettings, two_people_read: Read
) -> None:
    replies, told = answers(settings, two_people_read)
    assert [(reply.part, reply.voices.windows) for reply in replies] == [(0, 8), (1, 13)]
    assert all(reply.seconds > 0 for reply in replies)
    done = [reply.done for reply in told if isinstance(reply, Progress)]
    assert done == sorted(done)
    assert done[-1] == pytest.approx(21)


def test_a_voice_is_the_same_after_the_wire() -> None:
    voices = heard([(0.0, 14.0, 0), (12.0, 25.0, 1)], 30.0)
    crossed = unpacked(decode(encode(packed(voices)), type(packed(voices))))
    assert (crossed.masks == voices.masks).all()
    assert np.allclose(crossed.vectors, voices.vectors, atol=2e-3, equal_nan=True)


def test_silence_crosses_the_wire_too() -> None:
    crossed = unpacked(packed(heard([], 30.0)))
    assert not crossed.masks.any()
    assert np.isnan(crossed.vectors).all()


def test_an_hour_of_voices_is_small() -> None:
    voices = heard([(start, start + 9.0, 0) for start in range(0, 300, 10)], 300.0)
    assert len(encode(packed(voices))) * 12 < 8_000_000


def test_stretches_become_vectors(speaker_folder: Path, two_people_read: Read) -> None:
    spans = ((10.6, 14.2), (18.5, 21.4), (14.8, 17.8), (3.0, 3.1))
    request = EmbedVoices(cache="", spans=spans, model_path=str(speaker_folder))
    a, again, b, short = diarization.embed(request, two_people_read).vectors
    assert short == ()
    assert np.dot(a, again) > np.dot(a, b) + 0.2


@pytest.mark.shared
def test_pyannotes_own_networks_stand_behind_the_same_door(
    shared: Path, two_people: tuple[Path, list[SpeakerTurn]], two_people_read: Read
) -> None:
    folder = shared / "models" / "pyannote-diarization"
    if not folder.is_dir():
        pytest.skip(f"needs {folder}")
    told = told_apart(SpeakerSettings("pyannote", str(folder), "cpu", 2, 4), two_people_read)
    assert error_rate(two_people[1], told.turns) <= 0.055
