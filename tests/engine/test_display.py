from __future__ import annotations

import io
from dataclasses import dataclass

import pytest
from rich.console import Console

from engine import display, protocol
from engine.display import EventLines, JobView, LiveDisplay, PlainDisplay
from engine.errors import Problem
from engine.protocol import (
    AnyEvent,
    ChunkChanged,
    Event,
    Fetching,
    JobEnded,
    JobStarted,
    Noticed,
    Planned,
    StageProgress,
)
from engine.transcript import Chunk

STARTED = JobStarted("job", "/films/Alien.mkv", "Alien")
CHUNKS = tuple(Chunk(i, i * 300.0, i * 300.0 + 300, i * 300.0, i * 300.0 + 300) for i in range(4))
PLANNED = Planned("job", 1200.0, 900.0, "en", CHUNKS, restored=(0,))
DIED = Problem("worker-died", "The worker was ended by SIGSEGV.")


@dataclass
class Clock:
    now: float = 0.0

    def __call__(self) -> float:
        return self.now


def recognised(done: float) -> StageProgress:
    return StageProgress("job", "recognise", done, 1200.0, 300_000_000)


def view_of(clock: Clock, *events: Event) -> JobView:
    view = JobView(clock)
    for event in events:
        view = view.after(event)
    return view


def test_the_speed_counts_only_what_this_run_has_done() -> None:
    clock = Clock()
    view = view_of(clock, STARTED, PLANNED, recognised(300))
    clock.now = 10
    view = view.after(recognised(500))
    assert view.speed == pytest.approx(20)
    assert view.left == pytest.approx(35)


def test_nothing_is_claimed_before_it_is_known() -> None:
    view = view_of(Clock(), STARTED)
    assert (view.speed, view.left, view.fraction) == (0, None, 0)


def test_every_stage_is_timed_for_itself() -> None:
    clock = Clock()
    view = view_of(clock, STARTED, StageProgress("job", "prepare", 1200, 1200))
    clock.now = 100
    view = view.after(recognised(0))
    clock.now = 102
    assert view.after(recognised(100)).speed == pytest.approx(50)


def test_chunks_show_their_state() -> None:
    view = view_of(Clock(), STARTED, PLANNED, ChunkChanged("job", 1, "done"))
    view = view.after(ChunkChanged("job", 2, "failed", 3, DIED))
    assert view.states == ["restored", "done", "failed", "waiting"]
    assert view.chunks_done == 3


def test_a_new_job_starts_with_a_clean_view() -> None:
    view = view_of(Clock(), STARTED, PLANNED, recognised(300), STARTED)
    assert (view.states, view.done, view.stage) == ([], 0.0, "")


def test_speech_is_never_more_than_the_film() -> None:
    lines: list[str] = []
    with PlainDisplay(lines.append, Clock()) as shown:
        shown.show(Planned("job", 2.0, 2.016, "en", CHUNKS[:1]))
    assert lines == ["0:00:02, 100% of it speech, language en, 1 chunk"]


def test_plain_lines_tell_a_job_from_beginning_to_end() -> None:
    lines: list[str] = []
    clock = Clock()
    with PlainDisplay(lines.append, clock) as shown:
        for event in (STARTED, PLANNED, recognised(0)):
            shown.show(event)
        clock.now = 10
        shown.show(recognised(600))
        shown.show(
            JobEnded("job", "x", "completed", 0, 1200, 20, 1500, files=("/films/Alien.srt",))
        )
    assert lines == [
        "Alien",
        "0:20:00, 75% of it speech, language en, 4 chunks, 1 done before",
        "Recognising: 0:10:00 of 0:20:00, chunk 2 of 4, "
        "60× real time, about 10 seconds left, 300 MB",
        "0:20:00 transcribed in 20 seconds: 1500 words, 60× real time.\n  /films/Alien.srt",
    ]


def test_plain_lines_do_not_flood() -> None:
    lines: list[str] = []
    with PlainDisplay(lines.append, Clock()) as shown:
        for second in range(1200):
            shown.show(recognised(second))
    assert 8 <= len(lines) <= 11


@pytest.mark.parametrize(
    ("event", "line"),
    [
        (ChunkChanged("job", 2, "retried", 1, DIED), "Chunk 3 is tried again: The worker"),
        (ChunkChanged("job", 2, "failed", 3, DIED), "Chunk 3 is left as a gap: The worker"),
        (Noticed("job", "The film ends early."), "Note: The film ends early."),
        (JobEnded("job", "x", "interrupted", 130), "Interrupted; the same command goes on"),
        (
            JobEnded("job", "x", "failed", 3, problem=Problem("m", "No audio.", "Try.")),
            "No audio. Try.",
        ),
        (
            JobEnded("job", "x", "completed", 7, 600, 10, 9, failed_chunks=1),
            "0:10:00 transcribed in 10 seconds: 9 words, 60× real time.\n1 chunk could not",
        ),
    ],
)
def test_what_happens_is_said_in_a_sentence(event: Event, line: str) -> None:
    assert (display.said(event) or "").startswith(line)


def test_what_only_moves_the_picture_is_not_said() -> None:
    assert display.said(recognised(3)) is None
    assert display.said(ChunkChanged("job", 2, "done")) is None


def test_the_live_picture_shows_stage_place_speed_and_chunks() -> None:
    console = Console(file=io.StringIO(), width=100, force_terminal=True, color_system=None)
    clock = Clock()
    live = LiveDisplay(console, clock)
    for event in (STARTED, PLANNED, recognised(300), ChunkChanged("job", 1, "working")):
        live.show(event)
    clock.now = 5
    live.show(recognised(400))
    with console.capture() as capture:
        console.print(live.picture())
    picture = capture.get()
    assert "Recognising  0:06:40 of 0:20:00, chunk 2 of 4" in picture
    assert "▓▓▓▓▓▓▸▸▸▸▸▸············" in picture
    assert "33%" in picture
    assert "20× real time, about 40 seconds left, 300 MB" in picture


def test_a_narrow_terminal_cuts_lines_and_breaks_none() -> None:
    console = Console(file=io.StringIO(), width=26, force_terminal=True, color_system=None)
    live = LiveDisplay(console, Clock())
    for event in (STARTED, PLANNED, recognised(300)):
        live.show(event)
    with console.capture() as capture:
        console.print(live.picture())
    assert len(capture.get().splitlines()) == 3


def test_a_model_that_is_fetched_is_counted_in_bytes() -> None:
    lines: list[str] = []
    clock = Clock()
    with PlainDisplay(lines.append, clock) as shown:
        shown.show(Fetching("base", 0, 145_000_000))
        clock.now = 2
        shown.show(Fetching("base", 29_000_000, 145_000_000))
    assert lines == ["Fetching the model: 29 MB of 145 MB, about 8 seconds left"]


def test_a_film_of_many_chunks_fits_and_hides_no_failure() -> None:
    states: list[protocol.ChunkState] = ["done"] * 500
    states[333] = "failed"
    strip = display.chunk_strip(states, 60)
    assert sum(len(signs) for signs, _ in strip) == 60
    assert "╳" in "".join(signs for signs, _ in strip)


def test_programs_get_every_event_as_a_line() -> None:
    wire = io.BytesIO()
    with EventLines(wire) as shown:
        shown.show(STARTED)
        shown.show(recognised(3))
    lines = wire.getvalue().splitlines(keepends=True)
    assert [protocol.decode(line, AnyEvent) for line in lines] == [STARTED, recognised(3)]


@pytest.mark.parametrize(
    ("seconds", "words"),
    [(0.4, "1 second"), (59, "59 seconds"), (100, "2 minutes"), (9000, "2.5 hours")],
)
def test_durations_are_said_as_people_say_them(seconds: float, words: str) -> None:
    assert display.spoken(seconds) == words


def test_times_of_the_film_are_a_clock() -> None:
    assert display.clock_time(3765.4) == "1:02:45"
    assert display.clock_time(59.6) == "0:01:00"


@pytest.mark.parametrize(
    ("speed", "words"),
    [
        (0.42, "0.4× real time"),
        (3.04, "3.0× real time"),
        (9.7, "10× real time"),
        (212, "212× real"),
    ],
)
def test_slow_work_is_not_said_to_be_none(speed: float, words: str) -> None:
    assert display.times_real(speed).startswith(words)


def test_a_name_cannot_command_the_terminal_nor_break_the_line() -> None:
    name = "red\x1b[31m\nand\u2028more\x9b"
    assert display.printable(name) == "red\ufffd[31m\ufffdand\ufffdmore\ufffd"
    started = JobStarted("job", "/films/x.mkv", name)
    ended = JobEnded("job", "x", "completed", 0, 60.0, 6.0, files=(f"/films/{name}.srt",))
    for event in (started, ended):
        assert "\x1b" not in (display.said(event) or "")


def test_names_of_any_script_are_shown_as_they_are() -> None:
    name = "Фильм 映画 👩\u200d🚀 « quotes »"
    assert display.printable(name) == name
