from __future__ import annotations

import io
import typing

import msgspec
import pytest
from hypothesis import given
from hypothesis import strategies as st

from engine import protocol
from engine.errors import EngineFault, Problem
from engine.options import Options
from engine.protocol import (
    AnyCommand,
    AnyEvent,
    AnyReply,
    AnyRequest,
    ChunkChanged,
    Failed,
    JobEnded,
    Noticed,
    Recognised,
    Submit,
)
from engine.transcript import ChunkText, WindowText, Word

UNIONS = (AnyCommand, AnyEvent, AnyReply, AnyRequest)


@pytest.mark.parametrize("union", UNIONS)
def test_every_message_is_told_from_the_others_by_its_type(union: typing.Any) -> None:
    tags = [kind.__struct_config__.tag for kind in typing.get_args(union)]
    assert len(set(tags)) == len(tags)


@given(st.text(), st.floats(0, 1e5), st.floats(0, 1))
def test_words_arrive_as_they_were_sent(text: str, start: float, probability: float) -> None:
    word = Word(text, start, start + 0.5, probability)
    sent = Recognised(ChunkText(3, (WindowText(start, start + 30, (word,)),)), 1.5)
    assert protocol.decode(protocol.encode(sent), AnyReply) == sent


@given(st.text())
def test_a_message_is_always_one_line(text: str) -> None:
    line = protocol.encode(Noticed("job", text))
    assert line.count(b"\n") == 1
    assert line.endswith(b"\n")


def test_a_command_may_leave_out_what_has_a_default() -> None:
    command = protocol.decode(b'{"type":"submit","source":"film.mp4"}', AnyCommand)
    assert command == Submit("film.mp4", Options())


def test_a_problem_travels_inside_an_event() -> None:
    event = ChunkChanged("job", 3, "retried", 2, Problem("worker-died", "It died."))
    assert protocol.decode(protocol.encode(event), AnyEvent) == event


@pytest.mark.parametrize(
    "line", [b"", b"hello", b"{}", b'{"type":"dance"}', b'{"type":"submit","source":3}', b"\xff"]
)
def test_nonsense_is_an_engine_fault_that_shows_the_line(line: bytes) -> None:
    with pytest.raises(EngineFault) as caught:
        protocol.decode(line, AnyCommand)
    assert repr(line)[2:-1] in caught.value.details


def test_what_is_sent_is_on_the_wire_at_once() -> None:
    class Wire(io.BytesIO):
        flushed = b""

        def flush(self) -> None:
            Wire.flushed = self.getvalue()

    protocol.send(Wire(), Failed(Problem("media", "Broken.")))
    assert msgspec.json.decode(Wire.flushed)["problem"]["message"] == "Broken."


def test_an_ended_job_says_which_files_it_wrote() -> None:
    event = JobEnded("job", "film.mp4", "completed", 0, files=("film.srt",))
    assert msgspec.json.decode(protocol.encode(event))["files"] == ["film.srt"]
