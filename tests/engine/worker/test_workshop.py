from __future__ import annotations

import logging
from collections.abc import Iterator, Sequence
from pathlib import Path

import msgspec
import pytest

from engine import calibration
from engine.calibration import Measurement
from engine.errors import ModelDamaged, SilentFault
from engine.options import Home
from engine.protocol import (
    AnyReply,
    ChunkTask,
    DetectLanguage,
    LanguageHeard,
    Loaded,
    Progress,
    Recognise,
    Recognised,
    RecognitionSettings,
    SelfTest,
    SelfTested,
)
from engine.transcript import Chunk, ChunkText, SpeechMap
from engine.worker import recognition
from engine.worker.accelerator import Machine
from engine.worker.recognition import Film, Report
from engine.worker.workshop import Workshop
from tests.films import SAMPLE

LENGTH = 120.0
SPEECH = SpeechMap(((0.0, LENGTH),), 0.032, b"\xff" * round(LENGTH / 0.032))
CHUNK = Chunk(0, 0.0, LENGTH, 0.0, LENGTH)


class Mute:
    """A recognizer that hears nothing in anything, and refuses to be unloaded."""

    def detect_language(self, film: Film) -> tuple[str, float]:
        return "en", 1.0

    def recognise(
        self,
        film: Film,
        tasks: Sequence[ChunkTask],
        settings: RecognitionSettings,
        report: Report,
    ) -> Iterator[ChunkText]:
        for task in tasks:
            yield ChunkText(task.chunk.index)

    def close(self) -> None:
        raise RuntimeError("the driver does not answer")


def settings(model: Path, **wishes: object) -> RecognitionSettings:
    usual = RecognitionSettings("auto", str(model), "cpu", "auto", "en", 1, 1, 1, "batched", "none")
    return msgspec.structs.replace(usual, **wishes)


@pytest.fixture
def cache(tmp_path: Path) -> str:
    """A decoded film, of silence; what is said to be in it is in its speech map."""
    file = tmp_path / "film.s16"
    file.write_bytes(bytes(round(LENGTH * 32_000)))
    return str(file)


@pytest.fixture
def mute(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(recognition, "load", lambda placement, model_path: Mute())


def ask(workshop: Workshop, request: object) -> list[AnyReply]:
    replies: list[AnyReply] = []
    workshop.handle(request, replies.append)  # type: ignore[arg-type]
    return replies


@pytest.mark.usefixtures("mute", "home")
def test_on_a_processor_a_chunk_without_words_is_what_was_heard(tiny_en: Path, cache: str) -> None:
    request = Recognise(cache, SPEECH, settings(tiny_en), (ChunkTask(CHUNK),))
    (answer,) = [each for each in ask(Workshop(), request) if isinstance(each, Recognised)]
    assert answer.text == ChunkText(0)
    assert answer.memory > 10 << 20


@pytest.mark.usefixtures("mute", "home")
def test_on_an_accelerator_it_is_a_fault_of_the_device(
    tiny_en: Path, cache: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    placement = Loaded("ct2", "cuda", "float16", 1, 1)
    monkeypatch.setattr("engine.worker.accelerator.place", lambda *values: placement)
    request = Recognise(cache, SPEECH, settings(tiny_en), (ChunkTask(CHUNK),))
    with pytest.raises(SilentFault, match="cannot be true"):
        ask(Workshop(), request)


@pytest.mark.usefixtures("mute", "home")
def test_a_model_that_cannot_be_unloaded_keeps_no_other_from_work(
    tiny_en: Path, cache: str, caplog: pytest.LogCaptureFixture
) -> None:
    workshop = Workshop()
    ask(workshop, DetectLanguage(cache, SPEECH, settings(tiny_en)))
    with caplog.at_level(logging.ERROR):
        replies = ask(workshop, DetectLanguage(cache, SPEECH, settings(tiny_en, batch_size=2)))
    assert LanguageHeard("en", 1.0) in replies
    errors = [each.getMessage() for each in caplog.records if each.levelno >= logging.ERROR]
    assert errors == ["the model could not be unloaded"]


@pytest.mark.usefixtures("home")
def test_a_model_that_cannot_be_loaded_keeps_no_other_from_work(
    tiny_en: Path, cache: str, tmp_path: Path
) -> None:
    damaged = tmp_path / "damaged"
    damaged.mkdir()
    (damaged / "model.bin").write_bytes(b"nothing")
    workshop = Workshop()
    with pytest.raises(ModelDamaged):
        ask(workshop, DetectLanguage(cache, SPEECH, settings(damaged)))
    assert LanguageHeard("en", 1.0) in ask(
        workshop, DetectLanguage(cache, SPEECH, settings(tiny_en))
    )


def test_a_worker_can_test_itself(tiny_en: Path, home: Home) -> None:
    replies = ask(Workshop(), SelfTest(str(SAMPLE), settings(tiny_en)))
    (answer,) = [each for each in replies if isinstance(each, SelfTested)]
    assert "country" in answer.text
    assert any(isinstance(each, Progress) for each in replies)
    assert any(isinstance(each, Loaded) and each.memory_budget > 0 for each in replies)


def test_what_the_self_test_found_decides_where_a_model_is_loaded(
    tiny_en: Path, home: Home, cache: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    gpu = Machine(cores=1, memory=16 << 30, cuda_devices=1, cuda_memory=16 << 30)
    monkeypatch.setattr("engine.worker.accelerator.survey", lambda: gpu)
    known = calibration.read(home).having(Measurement("ct2", "cpu", "a1b2", 20.0))
    broken = Measurement("ct2", "cuda", "a1b2", 300.0, difference=0.9)
    calibration.keep(known.having(broken), home)
    wish = settings(tiny_en, device="auto", model_identity="a1b2")
    replies = ask(Workshop(), DetectLanguage(cache, SPEECH, wish))
    assert [each.device for each in replies if isinstance(each, Loaded)] == ["cpu"]


@pytest.mark.usefixtures("home")
def test_an_error_in_the_middle_of_a_film_is_told_as_it_was(tiny_en: Path, cache: str) -> None:
    def refuse(reply: AnyReply) -> None:
        if isinstance(reply, Progress):
            raise MemoryError("the first")

    request = Recognise(cache, SPEECH, settings(tiny_en), (ChunkTask(CHUNK),))
    with pytest.raises(MemoryError, match="the first"):
        Workshop().handle(request, refuse)
