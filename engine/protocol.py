"""Every message between app, engine and worker: one JSON object a line, each with its `type`.

Two conversations. The app (or a script) tells the engine what to do and hears `Event`s; the engine
asks a worker for one thing at a time and hears `Reply`s until that thing is `Finished` or `Failed`.
Messages are hints: what counts is in the document before its message is sent.
"""

from __future__ import annotations

from typing import IO, Any, Literal

import msgspec

from engine.bias import ChunkBias
from engine.edits import AlignSegments
from engine.errors import EngineFault, Problem
from engine.findings import Findings
from engine.options import Options, Task
from engine.transcript import SAMPLE_RATE, Chunk, ChunkText, Diarization, Segment, SpeechMap

VERSION = 1

Stage = Literal["prepare", "language", "recognise", "align", "diarize"]
JobState = Literal["queued", "running", "paused", "completed", "failed", "cancelled", "interrupted"]
ModelAct = Literal["fetched", "paused", "verified", "removed"]
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


class JobSummary(msgspec.Struct, frozen=True):
    """One line of the list of jobs; `path` is the document's.

    `done` of `total` chunks; `duration` in seconds, 0 while the film is not planned; times as ISO
    8601 in UTC; `rank` orders those that wait, the smallest first. Of a document that cannot be
    read only path, title and problem are known.
    """

    path: str
    title: str
    state: JobState | Literal["unreadable"]
    source: str = ""
    done: int = 0
    total: int = 0
    duration: float = 0.0
    language: str = ""
    created_at: str = ""
    updated_at: str = ""
    problem: Problem | None = None
    rank: float = 0.0


class ModelState(msgspec.Struct, frozen=True):
    """A model that could be chosen: whether it is here, and the RTFx seen with it (0: none yet).

    `arrived` bytes of an unfinished download wait to go on; `memory` is about what work with it
    takes, in bytes. A folder of the user's own among the models is not `is_known`. Whether it
    `translates` into English is known of those of the catalogue.
    """

    name: str
    title: str
    size: int
    languages: str
    licence: str
    is_here: bool
    speed: float = 0.0
    arrived: int = 0
    memory: int = 0
    fits: bool = True
    is_recommended: bool = False
    is_known: bool = True
    translates: bool = True


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
    task: Task = "transcribe"


class AlignmentSettings(msgspec.Struct, frozen=True):
    """Which model finds when words are said, and where it is computed.

    `model` is a folder; for one of torchaudio's bundles, the file of its weights. `threads` 0: all.
    """

    model: str
    language: str
    device: str
    bundle: str = ""
    threads: int = 0


class ChunkTask(msgspec.Struct, frozen=True):
    """A chunk, or a piece of one, to be recognised, with the prompt for it.

    It was begun `begun` times before without an end. `bias` is what it may use of the glossary.
    """

    chunk: Chunk
    prompt: str = ""
    begun: int = 0
    bias: ChunkBias = ChunkBias()


class SpeakerSettings(msgspec.Struct, frozen=True):
    """Which networks know the speakers, and where they run; `batch_size` stretches of 16 s."""

    diarizer: str
    model_path: str
    device: str
    threads: int
    batch_size: int


class VoiceTask(msgspec.Struct, frozen=True):
    """A part of the film in which voices are to be heard: windows `first` to `last`, it excluded.

    A window of ten seconds begins every so many seconds of the film as the request's `step` says.
    """

    part: int
    first: int
    last: int


class HeardVoices(msgspec.Struct, frozen=True):
    """Who talks in some windows in a row, by local speakers, and each such voice as a vector.

    `masks` are bits of (windows, 3 speakers, 589 frames), `vectors` 16-bit floats of (voices,
    size), a row for each local speaker who talks, in order.
    """

    windows: int
    size: int
    masks: bytes
    vectors: bytes


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


class Inspect(Request, frozen=True):
    """Say what is in the file `source`, without decoding it."""

    source: str


class Recognise(Request, frozen=True):
    """Recognise these chunks, answering with a `Recognised` for each, in their order.

    `speed` is the RTFx that this machine is known for, 0 where it is not.
    """

    cache: str
    speech: SpeechMap
    settings: RecognitionSettings
    tasks: tuple[ChunkTask, ...]
    speed: float = 0.0


class Align(Request, frozen=True):
    """Find when the words of these chunks are said, answering with an `Aligned` for each."""

    cache: str
    settings: AlignmentSettings
    texts: tuple[ChunkText, ...]


class AlignByAttention(Request, frozen=True):
    """As `Align`, by what the recognizer of `settings` attends to while these texts are forced on
    it; no window is longer than it hears at once."""

    cache: str
    speech: SpeechMap
    settings: RecognitionSettings
    texts: tuple[ChunkText, ...]


class SelfTest(Request, frozen=True):
    """Hear the recording `clip` on the very recognizer and device of `settings`."""

    clip: str
    settings: RecognitionSettings


class HearVoices(Request, frozen=True):
    """Hear who talks when in these parts, answering with a `VoicesHeard` for each, in order."""

    cache: str
    settings: SpeakerSettings
    tasks: tuple[VoiceTask, ...]
    step: int = 1


class TellApart(Request, frozen=True):
    """Find the speakers of a whole film from the voices of all its parts, in order.

    `least` and `most` bound how many there are, 0 where nobody knows; `duration` in seconds.
    """

    settings: SpeakerSettings
    voices: tuple[HeardVoices, ...]
    duration: float
    step: int = 1
    least: int = 0
    most: int = 0
    model: str = ""


class EmbedVoices(Request, frozen=True):
    """Turn stretches of a film, each of one voice, into vectors by the model in `model_path`."""

    cache: str
    spans: tuple[tuple[float, float], ...]
    model_path: str


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


class Inspected(Reply, frozen=True):
    """Answer to `Inspect`."""

    media: MediaInfo


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


class VoicesHeard(Reply, frozen=True):
    """One part is heard; `seconds` of work went into it since the one before."""

    part: int
    voices: HeardVoices
    seconds: float


class ToldApart(Reply, frozen=True):
    """Answer to `TellApart`."""

    diarization: Diarization
    warnings: tuple[str, ...] = ()


class VoicesEmbedded(Reply, frozen=True):
    """Answer to `EmbedVoices`: a unit vector for each span, in order; empty where it is too short
    or silent."""

    vectors: tuple[tuple[float, ...], ...]


class Aligned(Reply, frozen=True):
    """A chunk's words have new times, but those of `unaligned` windows, which kept theirs.

    `seconds` of work went into it since the one before, on `device`.
    """

    text: ChunkText
    seconds: float
    unaligned: int = 0
    device: str = ""


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
    """Something the user should know that stops nothing; `problem` led to it, if one did."""

    job: str
    message: str
    problem: Problem | None = None


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


class Pong(Event, frozen=True):
    """The engine hears."""


class JobsListed(Event, frozen=True):
    """Every job there is, as its document says."""

    jobs: tuple[JobSummary, ...]


class JobChanged(Event, frozen=True):
    """A job that does not run stands otherwise than before: it waits, rests, or is new."""

    summary: JobSummary


class JobRemoved(Event, frozen=True):
    """A job is in the list no more; its document was put at `kept`, from where it can come back.

    `kept` is empty where there was none, or where it lies outside of the list and was left there.
    """

    job: str
    kept: str


class Probed(Event, frozen=True):
    """What a file is, without decoding it; `size` in bytes, `document` what it has already."""

    source: str
    size: int = 0
    media: MediaInfo | None = None
    document: str = ""
    problem: Problem | None = None


class Imported(Event, frozen=True):
    """The text `source` of another program has the document `job` now, or why it has none."""

    source: str
    job: str = ""
    problem: Problem | None = None


class ModelsListed(Event, frozen=True):
    """The models that can recognise; `chosen` is the one that is used unless told.

    `others` do other work, such as telling speakers apart. `folder` holds all of them, with `space`
    bytes free; `memory` is the machine's.
    """

    models: tuple[ModelState, ...]
    chosen: str = ""
    others: tuple[ModelState, ...] = ()
    folder: str = ""
    space: int = 0
    memory: int = 0


class VoicesSuggested(Event, frozen=True):
    """Which speakers of a document may be known voices, the surest first."""

    job: str
    matches: tuple[VoiceMatch, ...] = ()


class VoiceKept(Event, frozen=True):
    """The voice of `name` is known now, or why it is not."""

    job: str
    name: str
    problem: Problem | None = None


class AligningAgain(Event, frozen=True):
    """What `AlignAgain` asked for is on its way: `done` of `total` seconds of sound in this stage.

    `is_decoding`: the film is being read first; its seconds are counted.
    """

    job: str
    done: float
    total: float
    is_decoding: bool = False


class AlignedAgain(Event, frozen=True):
    """Answer to `AlignAgain`: the edit that would give the words their times, or why there is none.

    Nothing is written; who asked makes the edit. `unaligned` segments could not be aligned. There
    is neither edit nor problem where it was stopped.
    """

    job: str
    edit: AlignSegments | None = None
    unaligned: int = 0
    problem: Problem | None = None


class LibrarySearched(Event, frozen=True):
    """What the transcripts say of `typed`, or why that is not known.

    `within` is the one document that was searched, or empty for all; `asker` as it was asked.
    """

    typed: str
    findings: Findings | None = None
    within: str = ""
    asker: int = 0
    problem: Problem | None = None


class LibraryReading(Event, frozen=True):
    """So many of the transcripts that are new or have changed can be searched."""

    done: int
    total: int


class LibraryRead(Event, frozen=True):
    """The transcripts can be searched as they are now; `has_changed`: otherwise than before."""

    has_changed: bool = False
    problem: Problem | None = None


class ModelDone(Event, frozen=True):
    """What was asked of a model is done, or ended with a problem; `ModelsListed` follows."""

    model: str
    act: ModelAct
    problem: Problem | None = None


class TokenTold(Event, frozen=True):
    """Whether there is a token for the hub; never the token itself."""

    is_there: bool
    problem: Problem | None = None


# --- app -> engine --------------------------------------------------------------------------------


class Command(msgspec.Struct, frozen=True, tag_field="type", tag=str.lower):
    """Base of what the engine may be told."""


class Hello(Command, frozen=True):
    """First line of a conversation: the protocol version that the app speaks."""

    version: int


class VoiceMatch(msgspec.Struct, frozen=True):
    """A speaker without a name may be the known voice `name`; `score` is their cosine."""

    speaker: str
    name: str
    score: float


class OutputOptions(msgspec.Struct, frozen=True):
    """Which files to write, and where; an empty folder means beside the film."""

    formats: tuple[str, ...] = ("srt", "txt", "json")
    folder: str = ""
    overwrite: bool = False


class Submit(Command, frozen=True):
    """Transcribe `source`; an empty `document` lets the engine choose or find its place.

    `means`, where given, are other options for the chunks that are not done: they stand for
    `options` in this run only, and no finished chunk is computed anew for them, but those whose
    indices are in `again`: what was heard there stays until something else was.
    """

    source: str
    options: Options = Options()
    output: OutputOptions = OutputOptions()
    document: str = ""
    restart: bool = False
    means: Options | None = None
    again: tuple[int, ...] = ()


class Cancel(Command, frozen=True):
    """Stop a job; what is done of it stays done."""

    job: str


class Pause(Command, frozen=True):
    """Let these jobs rest until they are resumed; others go on."""

    jobs: tuple[str, ...]


class Resume(Command, frozen=True):
    """Put the jobs of these documents into the queue, as they were asked for; what is done stays.

    `restart` forgets what was done.
    """

    jobs: tuple[str, ...]
    restart: bool = False


class RunAgain(Command, frozen=True):
    """Hear these chunks of a document once more, in another way than they were heard."""

    job: str
    chunks: tuple[int, ...]


class Arrange(Command, frozen=True):
    """Let these waiting jobs come in this order right before another, or last."""

    jobs: tuple[str, ...]
    before: str = ""


class Remove(Command, frozen=True):
    """Take jobs out of the list, stopping those that run; their documents are put aside."""

    jobs: tuple[str, ...]


class PutBack(Command, frozen=True):
    """Bring back a document that `JobRemoved` told of."""

    kept: str


class Probe(Command, frozen=True):
    """Say what these files are, one after another; what an earlier `Probe` left is forgotten."""

    sources: tuple[str, ...]


class Import(Command, frozen=True):
    """Make documents of these transcripts and subtitles; an `Imported` answers each."""

    sources: tuple[str, ...]


class ListJobs(Command, frozen=True):
    """Ask for every job."""


class ListModels(Command, frozen=True):
    """Ask for the models."""


class SuggestVoices(Command, frozen=True):
    """Ask which speakers of a document may be known voices."""

    job: str


class KeepVoice(Command, frozen=True):
    """Know the voice of a speaker of a document again; `consent` says how the person agreed."""

    job: str
    speaker: str
    name: str
    consent: str


class AlignAgain(Command, frozen=True):
    """Find when the words of these segments of a document are said, as they read now.

    `AligningAgain` tells how far that is, `AlignedAgain` what came of it.
    """

    job: str
    segments: tuple[Segment, ...]


class SearchLibrary(Command, frozen=True):
    """Search all transcripts, as they were when they were read last; any text is a query.

    So many transcripts are wanted at most, and so many lines of each; `within` is the one document
    that is to be searched. Of the searches of one `asker` that wait only the last is answered.
    """

    typed: str
    documents: int = 50
    lines: int = 3
    within: str = ""
    asker: int = 0


class UpdateLibrary(Command, frozen=True):
    """Read the transcripts that are new or have changed, and from now on these elsewhere too.

    `LibraryReading` tells how far that is, `LibraryRead` its end.
    """

    documents: tuple[str, ...] = ()


class StopAligning(Command, frozen=True):
    """Nobody waits for what `AlignAgain` asked for this document; `AlignedAgain` says so."""

    job: str


class FetchModel(Command, frozen=True):
    """Bring a model of the catalogue here; `Fetching` tells how far it is, `ModelDone` its end."""

    model: str


class PauseFetch(Command, frozen=True):
    """Stop fetching a model; what has come is kept, and `FetchModel` goes on from there."""

    model: str


class VerifyModel(Command, frozen=True):
    """Read every file of a model and compare its hash."""

    model: str


class RemoveModel(Command, frozen=True):
    """Delete a model, and what has come of one that is not here yet."""

    model: str


class AskToken(Command, frozen=True):
    """Ask whether there is a token for the hub."""


class KeepToken(Command, frozen=True):
    """Put a token into the system's keyring; an empty one takes it out of there."""

    token: str


class Ping(Command, frozen=True):
    """Ask whether the engine hears; it answers at once, whatever it does meanwhile."""


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


AnyRequest = (
    Inspect
    | Prepare
    | DetectLanguage
    | Recognise
    | Align
    | AlignByAttention
    | HearVoices
    | TellApart
    | EmbedVoices
    | SelfTest
)
AnyReply = (
    Ready
    | Progress
    | PreparedFilm
    | Inspected
    | Began
    | Loaded
    | LanguageHeard
    | Recognised
    | VoicesHeard
    | ToldApart
    | VoicesEmbedded
    | Aligned
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
    | Pong
    | JobsListed
    | JobChanged
    | JobRemoved
    | Probed
    | Imported
    | ModelsListed
    | ModelDone
    | TokenTold
    | VoicesSuggested
    | VoiceKept
    | AligningAgain
    | AlignedAgain
    | LibrarySearched
    | LibraryReading
    | LibraryRead
)
AnyCommand = (
    Hello
    | Submit
    | Cancel
    | Pause
    | Resume
    | RunAgain
    | Arrange
    | Remove
    | PutBack
    | Probe
    | Import
    | ListJobs
    | ListModels
    | SuggestVoices
    | KeepVoice
    | AlignAgain
    | StopAligning
    | SearchLibrary
    | UpdateLibrary
    | FetchModel
    | PauseFetch
    | VerifyModel
    | RemoveModel
    | AskToken
    | KeepToken
    | Ping
    | Shutdown
)
