"""The library, asked of a real engine as the app asks it."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import psutil
import pytest

from engine import protocol
from engine.errors import StorageError
from engine.library_service import LibraryService
from engine.options import Home
from engine.protocol import (
    AnyCommand,
    AnyEvent,
    EngineReady,
    Event,
    LibraryRead,
    LibraryReading,
    LibrarySearched,
    Ping,
    Pong,
    SearchLibrary,
    UpdateLibrary,
)
from tests.engine.library.shelf import saying
from tests.engine.test_service import Engine


@pytest.fixture
def engine(home: Home) -> Iterator[Engine]:
    made = Engine()
    assert isinstance(made.hear(), EngineReady)
    yield made
    made.end()


def found(engine: Engine, command: SearchLibrary) -> LibrarySearched:
    engine.tell(command)
    told = engine.hear_until(LibrarySearched)[-1]
    assert isinstance(told, LibrarySearched)
    return told


@pytest.mark.parametrize(
    "message",
    [
        SearchLibrary("river", 10, 2, "/a.longtake", 3),
        UpdateLibrary(("/a.longtake",)),
        LibrarySearched("river", problem=StorageError("No.").problem()),
        LibraryReading(1, 2),
        LibraryRead(True),
    ],
)
def test_messages_survive_the_wire(message: protocol.Command | protocol.Event) -> None:
    kind = AnyCommand if isinstance(message, protocol.Command) else AnyEvent
    assert protocol.decode(protocol.encode(message), kind) == message


def test_what_was_read_is_found(engine: Engine, home: Home) -> None:
    path = saying(home, "talk", "Then the river came.")
    assert found(engine, SearchLibrary("river")).findings is not None
    engine.tell(UpdateLibrary())
    told = engine.hear_until(LibraryRead)
    assert LibraryReading(1, 1) in told and told[-1] == LibraryRead(True)
    answer = found(engine, SearchLibrary("river", asker=7))
    assert answer.findings is not None and answer.asker == 7
    assert [each.document for each in answer.findings.transcripts] == [str(path)]
    engine.tell(UpdateLibrary())
    assert engine.hear_until(LibraryRead)[-1] == LibraryRead(False)


def test_documents_elsewhere_are_read_when_they_are_named(
    engine: Engine, home: Home, tmp_path: Path
) -> None:
    path = saying(home, "talk", "river", folder=tmp_path / "elsewhere")
    engine.tell(UpdateLibrary((str(path),)))
    engine.hear_until(LibraryRead)
    answer = found(engine, SearchLibrary("river", within=str(path)))
    assert answer.findings is not None and answer.findings.count == 1
    assert answer.within == str(path)


def test_an_index_that_cannot_be_written_is_told_and_ends_nothing(
    engine: Engine, home: Home
) -> None:
    saying(home, "talk", "river")
    home.library.mkdir()
    engine.tell(UpdateLibrary())
    read = engine.hear_until(LibraryRead)[-1]
    assert isinstance(read, LibraryRead)
    assert read.problem is not None and read.problem.code == "not-writable"
    assert found(engine, SearchLibrary("river")).problem is not None
    home.library.rmdir()
    engine.tell(UpdateLibrary())
    engine.hear_until(LibraryRead)
    answer = found(engine, SearchLibrary("river"))
    assert answer.findings is not None and answer.findings.count == 1


def test_the_engine_hears_while_it_reads(engine: Engine, home: Home) -> None:
    for number in range(5):
        saying(home, f"talk {number}", *["river"] * 200)
    engine.tell(UpdateLibrary())
    engine.tell(Ping())
    assert any(isinstance(event, Pong) for event in engine.hear_until(Pong))
    engine.hear_until(LibraryRead)
    assert psutil.Process(engine.process.pid).memory_info().rss < 70_000_000


def test_of_what_one_asker_asks_the_last_is_answered(home: Home) -> None:
    saying(home, "talk", "river")
    told: list[Event] = []
    service = LibraryService(home, told.append)
    service.obey(UpdateLibrary())
    for number in range(50):
        service.obey(SearchLibrary(f"river {number}", asker=1))
    service.obey(SearchLibrary("river", asker=2))
    service.close(finish=True)
    answers = [event for event in told if isinstance(event, LibrarySearched)]
    assert "river 49" in {event.typed for event in answers if event.asker == 1}
    assert [event.typed for event in answers if event.asker == 2] == ["river"]
    assert any(isinstance(event, LibraryRead) for event in told)


def test_closing_does_not_wait_for_what_nobody_needs(home: Home) -> None:
    told: list[Event] = []
    service = LibraryService(home, told.append)
    service.close()
    service.close(finish=True)
    assert told == []
