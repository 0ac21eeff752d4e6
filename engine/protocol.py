"""Every message between app, engine and worker: one JSON object a line, each with its `type`.

Two conversations. The app (or a script) tells the engine what to do and hears `Event`s; the engine
asks a worker for one thing at a time and hears `Reply`s until that thing is `Finished` or `Failed`.
Messages are hints: what counts is in the document before its message is sent.
"""

from __future__ import annotations

from typing import IO, Any, Literal

import msgspec

from engine.bias import ChunkBias
from engine.errors import EngineFault, Problem
from engine.options import Options
from engine.transcript import SAMPLE_RATE, Chunk, ChunkText, SpeechMap

VERSION = 1

Stage = Literal["prepare", "load", "language", "recognise", "export"]
JobState = Literal["queued", "running", "paused", "completed", "failed", "cancelled", "interrupted"]
ChunkState = Literal["waiting", "working", "done", "restored", "retried", "failed"]


# --- values that messages carry -------------------------------------------------------------------


class AudioTrack(msgspec.Struct, frozen=True):
    """One audio stream of a file; `number` counts audio streams from 0."""

    number: int
    codec: str
    rate: int
    channels: int
    language: str = ""
    title: str = ""
    is_default: bool = False


class MediaInfo(msgspec.Struct, frozen=True):
    """What a probe of a file says; `duration` in seconds, as the container claims."""

    container: str
    duration: float
    tracks: tuple[AudioTrack, ...]
    has_video: bool = False


class Prepared(msgspec.Struct, frozen=True):
    """The film as the recognizers want it; `fingerprint` is BLAKE2b-128 of the 16-bit samples.

    `peaks` holds the waveform for display: two signed bytes (lowest, highest) per 1/100 s.
    """

    media: MediaInfo
    track: int
    samples: int
    fingerprint: str
    speech: SpeechMap
    peaks: bytes
    warnings: tuple[str, ...] = ()

    @property
    def duration(self) -> float:
        """Seconds of sound, whatever the container says."""
        return self.samples / SAMPLE_RATE


class RecognitionSettings(msgspec.Struct, frozen=True):
    """Everything that decides which words a worker hears in given samples, but the prompt."""

    recognizer: str
    model_path: str
    device: str
    compute_type: str
    language: str
    batch_size: int
    beam_size: int
    threads: int
    decoding: str
    align: str
    model_identity: str = ""


class ChunkTask(msgspec.Struct, frozen=True):
    """A chunk, or a piece of one, to be recognised, with the prompt for it.

    It was begun `begun` times before without an end. `bias` is what it may use of the glossary.
    """

    chunk: Chunk
    prompt: str = ""
    begun: int = 0
    bias: ChunkBias = ChunkBias()


# --- engine -> worker -----------------------------------------------------------------------------


class Request(msgspec.Struct, frozen=True, kw_only=True, tag_field="type", tag=str.lower):
    """Base of what an engine asks of a worker.

    `patience`: after so many seconds without progress a worker is to end itself; 0: never.
    """

    patience: float = 0.0


class Prepare(Request, frozen=True):
    """Decode `source` into the 16-bit mono cache file `cache` and find its speech.

    `settings`, where given, lets the worker load the model in the meantime.
    """

    source: str
    cache: str
    track: int
    vad: str
    settings: RecognitionSettings | None = None


class DetectLanguage(Request, frozen=True):
    """Hear which language the film is in, from several places where speech is."""

    cache: str
    speech: SpeechMap
    settings: RecognitionSettings


class Recognise(Request, frozen=True):
    """Recognise these chunks, answering with a `Recognised` for each, in their order.

    `speed` is the RTFx that this machine is known for, 0 where it is not.
    """

    cache: str
    speech: SpeechMap
    settings: RecognitionSettings
    tasks: tuple[ChunkTask, ...]
    speed: float = 0.0


class SelfTest(Request, frozen=True):
    """Hear the recording `clip` on the very recognizer and device of `settings`."""

    clip: str
    settings: RecognitionSettings


# --- worker -> engine -----------------------------------------------------------------------------


class Reply(msgspec.Struct, frozen=True, tag_field="type", tag=str.lower):
    """Base of what a worker answers."""


class Ready(Reply, frozen=True):
    """The worker has started and reads requests."""

    pid: int
    version: int = VERSION


class Progress(Reply, frozen=True):
    """Work has moved on: `done` of `total` seconds of audio in this stage."""

    stage: Stage
    done: float
    total: float


class PreparedFilm(Reply, frozen=True):
    """Answer to `Prepare`."""

    prepared: Prepared


class Loaded(Reply, frozen=True):
    """The model is in memory, and this is what `auto` came to on this machine.

    `memory_budget` is how many bytes the worker should need at most; 0 where that is not known.
    """

    recognizer: str
    device: str
    compute_type: str
    batch_size: int
    threads: int
    memory_budget: int = 0


class LanguageHeard(Reply, frozen=True):
    """Answer to `DetectLanguage`: a code and how sure the model is, 0 to 1."""

    language: str
    probability: float


class Began(Reply, frozen=True):
    """The first window of the chunk with this index is about to be heard."""

    chunk: int


class Recognised(Reply, frozen=True):
    """One chunk is recognised; `seconds` of work went into it since the one before.

    `memory` is what the worker holds after it, in bytes, on the processor or the accelerator.
    """

    text: ChunkText
    seconds: float
    memory: int = 0


class SelfTested(Reply, frozen=True):
    """Answer to `SelfTest`: what was heard, and how fast (audio time ÷ processing time)."""

    text: str
    rtfx: float


class Finished(Reply, frozen=True):
    """The request is done; `peak_memory` of the worker in bytes."""

    peak_memory: int = 0


class Failed(Reply, frozen=True):
    """The request ended with a problem; the worker can be asked again unless it dies.

    `chunk` is the one in which it arose, where that is known.
    """

    problem: Problem
    chunk: int | None = None


# --- engine -> app --------------------------------------------------------------------------------


class Event(msgspec.Struct, frozen=True, tag_field="type", tag=str.lower):
    """Base of what the engine tells; `job` is the path of the job's document."""


class EngineReady(Event, frozen=True):
    """The engine listens."""

    engine: str
    version: int = VERSION


class JobStarted(Event, frozen=True):
    """A job begins or goes on; `resumed` chunks were found done."""

    job: str
    source: str
    title: str


class Fetching(Event, frozen=True):
    """A model is being fetched: `done` of `total` bytes; 0 in all where the source does not say."""

    model: str
    done: int
    total: int


class StageProgress(Event, frozen=True):
    """`done` of `total` seconds of audio in this stage; never goes backwards within a stage."""

    job: str
    stage: Stage
    done: float
    total: float
    memory: int = 0


class Planned(Event, frozen=True):
    """The film is cut into these chunks; `restored` of them are in the document already."""

    job: str
    duration: float
    speech: float
    language: str
    chunks: tuple[Chunk, ...]
    restored: tuple[int, ...] = ()


class ChunkChanged(Event, frozen=True):
    """A chunk is in a new state; when done, its text is in the document."""

    job: str
    index: int
    state: ChunkState
    attempt: int = 1
    problem: Problem | None = None


class Noticed(Event, frozen=True):
    """Something the user should know that stops nothing."""

    job: str
    message: str


class JobEnded(Event, frozen=True):
    """A job has ended; `files` were written."""

    job: str
    source: str
    state: JobState
    exit_code: int
    duration: float = 0.0
    seconds: float = 0.0
    words: int = 0
    failed_chunks: int = 0
    files: tuple[str, ...] = ()
    problem: Problem | None = None


class EngineFailed(Event, frozen=True):
    """A command could not be understood or done; no job is touched by it."""

    problem: Problem


# --- app -> engine --------------------------------------------------------------------------------


class Command(msgspec.Struct, frozen=True, tag_field="type", tag=str.lower):
    """Base of what the engine may be told."""


class Hello(Command, frozen=True):
    """First line of a conversation: the protocol version that the app speaks."""

    version: int


class OutputOptions(msgspec.Struct, frozen=True):
    """Which files to write, and where; an empty folder means beside the film."""

    formats: tuple[str, ...] = ("srt", "txt", "json")
    folder: str = ""
    overwrite: bool = False


class Submit(Command, frozen=True):
    """Transcribe `source`; an empty `document` lets the engine choose or find its place."""

    source: str
    options: Options = Options()
    output: OutputOptions = OutputOptions()
    document: str = ""
    restart: bool = False


class Cancel(Command, frozen=True):
    """Stop a job; what is done of it stays done."""

    job: str


class Shutdown(Command, frozen=True):
    """Stop all work and end."""


def encode(message: msgspec.Struct) -> bytes:
    """One line for the wire."""
    return msgspec.json.encode(message) + b"\n"


def decode(line: bytes, kind: Any) -> Any:
    """The message in `line`, of the union `kind`; nonsense is an `EngineFault`."""
    try:
        return msgspec.json.decode(line, type=kind)
    except (msgspec.DecodeError, msgspec.ValidationError) as error:
        raise EngineFault(
            "A message between Longtake's processes could not be understood.",
            details=f"{error}: {line[:200]!r}",
        ) from error


def send(wire: IO[bytes], message: msgspec.Struct) -> None:
    """Write one message and let it go."""
    wire.write(encode(message))
    wire.flush()


AnyRequest = Prepare | DetectLanguage | Recognise | SelfTest
AnyReply = (
    Ready
    | Progress
    | PreparedFilm
    | Began
    | Loaded
    | LanguageHeard
    | Recognised
    | SelfTested
    | Finished
    | Failed
)
AnyEvent = (
    EngineReady
    | JobStarted
    | Fetching
    | StageProgress
    | Planned
    | ChunkChanged
    | Noticed
    | JobEnded
    | EngineFailed
)
AnyCommand = Hello | Submit | Cancel | Shutdown
