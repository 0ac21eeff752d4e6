"""What an editor asks of a real engine about a transcript that is there."""

from __future__ import annotations

from collections.abc import Iterator
from itertools import pairwise
from pathlib import Path

import pytest

from engine.document import Document, Source
from engine.edition import Editing
from engine.edits import HearAgain, SetText, to_align
from engine.options import Home, Options
from engine.protocol import (
    AlignAgain,
    AlignedAgain,
    AligningAgain,
    ChunkChanged,
    EngineReady,
    JobEnded,
    OutputOptions,
    RunAgain,
    Submit,
)
from tests.engine.test_service import Engine
from tests.films import speech_film

NOTHING = OutputOptions(formats=())


@pytest.fixture
def engine(home: Home) -> Iterator[Engine]:
    made = Engine()
    assert isinstance(made.hear(), EngineReady)
    yield made
    made.end()


def ended(engine: Engine) -> JobEnded:
    event = engine.hear_until(JobEnded)[-1]
    assert isinstance(event, JobEnded) and event.problem is None
    return event


@pytest.mark.usefixtures("tiny_en")
def test_edited_words_are_aligned_and_a_part_is_heard_again(engine: Engine, tmp_path: Path) -> None:
    film = speech_film(tmp_path, seconds=20)
    options = Options(model="tiny.en", chunk_seconds=10.0)
    engine.tell(Submit(str(film), options, NOTHING))
    job = Path(ended(engine).job)

    with Document.open(job) as document:
        editing = Editing(document)
        first = editing.transcript.segments[0]
        editing.do(SetText(first.id, first.text.replace("Americans", "fellow countrymen")))
        (edited,) = to_align(editing.recognised, editing.transcript, document.edits)
    engine.tell(AlignAgain(str(job), (edited,)))
    *progress, answer = engine.hear_until(AlignedAgain)
    assert isinstance(answer, AlignedAgain) and answer.edit is not None, answer
    assert all(isinstance(event, AligningAgain) for event in progress) and progress
    with Document.open(job) as document:
        editing = Editing(document)
        editing.do(answer.edit)
        aligned = editing.transcript.segments[0]
        assert aligned.text == edited.text and aligned.words != edited.words
        assert all(one.end <= other.start for one, other in pairwise(aligned.words))
        assert aligned.start <= aligned.words[0].start < aligned.words[-1].end <= aligned.end
        editing.do(HearAgain(0, (first.id,)))

    engine.tell(RunAgain(str(job), (0,)))
    events = engine.hear_until(JobEnded)
    done = [e.index for e in events if isinstance(e, ChunkChanged) and e.state == "done"]
    assert done == [0]
    with Document.open(job) as document:
        assert document.state == "completed"
        assert Editing(document).transcript.segments[0].text == edited.text


def test_a_document_that_is_gone_is_told_for_either(engine: Engine, tmp_path: Path) -> None:
    gone = str(tmp_path / "gone.longtake")
    engine.tell(RunAgain(gone, (0,)))
    event = engine.hear_until(JobEnded)[-1]
    assert isinstance(event, JobEnded) and event.problem is not None
    assert event.problem.code == "document-missing"
    with Document.create(tmp_path / "film.longtake", *_nothing(tmp_path)) as document:
        path = str(document.path)
    engine.tell(AlignAgain(path, ()))
    answer = engine.hear_until(AlignedAgain)[-1]
    assert answer == AlignedAgain(path)


def _nothing(folder: Path) -> tuple[Source, Options]:
    film = folder / "film.mkv"
    film.write_bytes(b"moving pictures")
    return Source.of(film), Options()
