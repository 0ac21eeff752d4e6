"""What a terminal shows of running jobs: a live picture, plain lines, or protocol lines.

All three hear the same events. The live picture is a strip of the film's chunks, the audio time
done, the speed, the time left and the memory; where the output is not a terminal, plain lines say
the same, a few for each stage.
"""

from __future__ import annotations

import time
import unicodedata
from collections.abc import Callable
from types import TracebackType
from typing import TYPE_CHECKING, BinaryIO, Protocol, Self

from engine import protocol
from engine.protocol import (
    ChunkChanged,
    ChunkState,
    Event,
    Fetching,
    JobEnded,
    JobStarted,
    Noticed,
    Planned,
    StageProgress,
)

if TYPE_CHECKING:
    from rich.console import Console, RenderableType
    from rich.text import Text

Clock = Callable[[], float]

FETCH = "fetch"

STAGES = {
    FETCH: "Fetching the model",
    "prepare": "Reading the film",
    "language": "Hearing the language",
    "recognise": "Recognising",
    "align": "Timing the words",
    "diarize": "Telling speakers apart",
}

SIGNS: dict[ChunkState, tuple[str, str]] = {
    "waiting": ("·", "dim"),
    "working": ("▸", "bold cyan"),
    "done": ("█", "green"),
    "restored": ("▓", "green"),
    "retried": ("▸", "bold yellow"),
    "failed": ("╳", "bold red"),
}
"""How each state of a chunk is drawn: never by colour alone."""

PLAIN_STEP = 0.1
"""Plain lines come at every tenth of a stage."""


class Display(Protocol):
    """Shows events to a person, from when it is entered until it is left."""

    def __enter__(self) -> Self: ...
    def __exit__(
        self,
        kind: type[BaseException] | None,
        error: BaseException | None,
        trace: TracebackType | None,
    ) -> None: ...

    def show(self, event: Event) -> None:
        """Take one event in."""


class JobView:
    """What is known of the job in hand, gathered from its events."""

    def __init__(self, clock: Clock = time.monotonic) -> None:
        self._clock = clock
        self.stage = ""
        self.done = self.total = 0.0
        self.memory = 0
        self.states: list[ChunkState] = []
        self._begun = clock()
        self._done_at_begin = 0.0

    def after(self, event: Event) -> JobView:
        """The view with one event more: this one, or a fresh one where a new job starts."""
        if isinstance(event, JobStarted):
            return JobView(self._clock)
        self._learn(event)
        return self

    def _learn(self, event: Event) -> None:
        if isinstance(event, Planned):
            self.states = ["waiting"] * len(event.chunks)
            for index in event.restored:
                self.states[index] = "restored"
        elif isinstance(event, ChunkChanged) and event.index < len(self.states):
            self.states[event.index] = event.state
        elif isinstance(event, StageProgress):
            self._progress(event.stage, event.done, event.total)
            self.memory = event.memory or self.memory
        elif isinstance(event, Fetching):
            self._progress(FETCH, event.done, event.total)

    @property
    def fraction(self) -> float:
        """How much of the stage is done, 0 to 1."""
        return min(1.0, self.done / self.total) if self.total else 0.0

    @property
    def speed(self) -> float:
        """Seconds of audio a second in this stage and run; 0 while unknown."""
        elapsed = self._clock() - self._begun
        return (self.done - self._done_at_begin) / elapsed if elapsed > 0.5 else 0.0

    @property
    def left(self) -> float | None:
        """Seconds that this stage will still take; None while unknown."""
        return (self.total - self.done) / self.speed if self.speed else None

    @property
    def chunks_done(self) -> int:
        """Chunks that need no more work."""
        return sum(state in ("done", "restored", "failed") for state in self.states)

    def _progress(self, stage: str, done: float, total: float) -> None:
        if stage != self.stage:
            self.stage, self._begun = stage, self._clock()
            self._done_at_begin = done
        self.done, self.total = done, total


class LiveDisplay:
    """The live picture, for terminals; drawn by rich."""

    def __init__(self, console: Console, clock: Clock = time.monotonic) -> None:
        from rich.live import Live

        self._console = console
        self._view = JobView(clock)
        self._live = Live(
            console=console,
            get_renderable=self.picture,
            refresh_per_second=8,
            transient=True,
        )

    def __enter__(self) -> Self:
        self._live.start()
        return self

    def __exit__(self, *_: object) -> None:
        self._live.stop()

    def show(self, event: Event) -> None:
        """Take one event in; what is said once stays above the picture."""
        self._view = self._view.after(event)
        if (line := said(event)) is not None:
            self._console.print(styled(event, line), soft_wrap=True)

    def picture(self) -> RenderableType:
        """The stage with its place, the strip, and the figures."""
        from rich.console import Group
        from rich.text import Text

        view = self._view
        if not view.stage:
            return Text("Starting …", style="dim")
        heading = Text.assemble((STAGES[view.stage], "bold"), "  ", (_where(view), "dim"))
        lines = (heading, self._strip(), Text(_figures(view), style="dim"))
        for line in lines:  # what is too long for a narrow terminal would move all below it
            line.no_wrap, line.overflow = True, "ellipsis"
        return Group(*lines)

    def _strip(self) -> Text:
        """One sign a chunk once the film is cut, and a bar until then."""
        from rich.text import Text

        width = max(10, min(self._console.width - 8, 72))
        percent = (f"  {self._view.fraction:4.0%}", "bold")
        if self._view.stage == "recognise" and self._view.states:
            return Text.assemble(*chunk_strip(self._view.states, width), percent)
        full = round(width * self._view.fraction)
        return Text.assemble(("━" * full, "cyan"), ("━" * (width - full), "bright_black"), percent)


class PlainDisplay:
    """Plain lines, for pipes, logs and screen readers."""

    def __init__(self, write: Callable[[str], object], clock: Clock = time.monotonic) -> None:
        self._write = write
        self._view = JobView(clock)
        self._next = 0.0
        self._stage = ""

    def __enter__(self) -> Self:
        return self

    def __exit__(self, *_: object) -> None:
        return None

    def show(self, event: Event) -> None:
        """Take one event in, and write a line where there is something new to say."""
        self._view = self._view.after(event)
        if (line := said(event)) is not None:
            self._write(line)
        elif isinstance(event, StageProgress | Fetching):
            self._step()

    def _step(self) -> None:
        view = self._view
        if view.stage != self._stage:
            self._stage, self._next = view.stage, PLAIN_STEP
        if view.fraction >= self._next:
            self._next = view.fraction + PLAIN_STEP
            place = _where(view)
            self._write(f"{STAGES[view.stage]}: {place}, {_figures(view)}")


class EventLines:
    """Every event as a protocol line, for programs."""

    def __init__(self, wire: BinaryIO) -> None:
        self._wire = wire

    def __enter__(self) -> Self:
        return self

    def __exit__(self, *_: object) -> None:
        return None

    def show(self, event: Event) -> None:
        """Send one event."""
        protocol.send(self._wire, event)


def said(event: Event) -> str | None:
    """The sentence for an event that is told once; None for what only moves the picture."""
    if isinstance(event, JobStarted):
        return printable(event.title)
    if isinstance(event, Planned):
        return _planned(event)
    if isinstance(event, Noticed):
        return f"Note: {event.message}"
    if isinstance(event, ChunkChanged) and event.problem is not None:
        verb = "is left as a gap" if event.state == "failed" else "is tried again"
        return f"Chunk {event.index + 1} {verb}: {event.problem.message}"
    if isinstance(event, JobEnded):
        return ending(event)
    return None


def styled(event: Event, line: str) -> Text:
    """A told sentence in the colour of its weight."""
    from rich.text import Text

    if isinstance(event, JobStarted):
        return Text(line, style="bold")
    if isinstance(event, JobEnded):
        style = "green" if event.exit_code == 0 else "red" if event.problem else "yellow"
        return Text(line, style=style)
    is_warning = isinstance(event, ChunkChanged | Noticed)
    return Text(line, style="yellow" if is_warning else "dim")


def ending(event: JobEnded) -> str:
    """How a job ended, in a sentence or two."""
    if event.problem is not None:
        return " ".join(filter(None, (event.problem.message, event.problem.hint)))
    if event.state == "interrupted":
        return "Interrupted; the same command goes on where it stopped."
    lines = [f"{clock_time(event.duration)} transcribed in {spoken(event.seconds)}: "]
    lines[0] += f"{counted(event.words, 'word')}, {times_real(event.duration / event.seconds)}."
    if event.failed_chunks:
        lines.append(f"{counted(event.failed_chunks, 'chunk')} could not be recognised; ")
        lines[-1] += "`longtake resume --failed` tries again."
    lines += [f"  {printable(file)}" for file in event.files]
    return "\n".join(lines)


def chunk_strip(states: list[ChunkState], width: int) -> list[tuple[str, str]]:
    """The chunks as (signs, style) over at most `width` columns, all of the same width."""
    each = max(1, min(6, width // len(states)))
    shown = states if len(states) <= width else _thinned(states, width)
    return [(SIGNS[state][0] * each, SIGNS[state][1]) for state in shown]


def clock_time(seconds: float) -> str:
    """A time of the film, as 1:02:45."""
    minutes, rest = divmod(round(seconds), 60)
    hours, minutes = divmod(minutes, 60)
    return f"{hours}:{minutes:02}:{rest:02}"


def spoken(seconds: float) -> str:
    """A duration as people say it."""
    if seconds < 90:
        return counted(max(1, round(seconds)), "second")
    if seconds < 5400:
        return counted(round(seconds / 60), "minute")
    return f"{seconds / 3600:.1f} hours"


def times_real(speed: float) -> str:
    """How much faster than real time, as 12× real time; slow work with one decimal."""
    return f"{speed:.0f}× real time" if speed >= 9.5 else f"{speed:.1f}× real time"


def printable(text: str) -> str:
    """Text of strangers, such as a file's name, on one line and without commands to a terminal."""
    return "".join("\N{REPLACEMENT CHARACTER}" if _is_command(sign) else sign for sign in text)


def _is_command(sign: str) -> bool:
    return unicodedata.category(sign) in ("Cc", "Cs", "Zl", "Zp")


def counted(number: int, noun: str) -> str:
    """A number with its noun, as 1 chunk or 3 chunks."""
    return f"{number} {noun}" if number == 1 else f"{number} {noun}s"


def size(number: float) -> str:
    """Bytes as people read them."""
    for unit in ("bytes", "KB", "MB"):
        if number < 1000:
            return f"{number:.0f} {unit}"
        number /= 1000
    return f"{number:.1f} GB"


def _planned(event: Planned) -> str:
    share = min(1.0, event.speech / event.duration) if event.duration else 0.0
    text = f"{clock_time(event.duration)}, {share:.0%} of it speech, language {event.language}, "
    text += counted(len(event.chunks), "chunk")
    return f"{text}, {len(event.restored)} done before" if event.restored else text


def _where(view: JobView) -> str:
    if view.stage == FETCH:
        return f"{size(view.done)} of {size(view.total)}"
    place = f"{clock_time(view.done)} of {clock_time(view.total)}"
    if view.stage == "recognise" and view.states:
        place += f", chunk {min(view.chunks_done + 1, len(view.states))} of {len(view.states)}"
    return place


def _figures(view: JobView) -> str:
    figures = []
    if view.speed and view.stage != FETCH:
        figures.append(times_real(view.speed))
    if view.left is not None and view.left >= 1:
        figures.append(f"about {spoken(view.left)} left")
    if view.memory:
        figures.append(size(view.memory))
    return ", ".join(figures) or "…"


def _thinned(states: list[ChunkState], width: int) -> list[ChunkState]:
    """`width` states that stand for all: of each bundle, the one that wants attention most."""
    urgency: list[ChunkState] = ["restored", "done", "waiting", "working", "retried", "failed"]
    bundles = (
        states[len(states) * i // width : len(states) * (i + 1) // width] for i in range(width)
    )
    return [max(bundle, key=urgency.index) for bundle in bundles]
