"""What may be chosen, where the choice may stand, and where Longtake keeps its things.

One table, `Options`, declares every choice with its type, default and help. A value is looked for
in this order, and the first that is given wins:

    request (command line or app)  >  environment LONGTAKE_<OPTION>  >  config.toml  >  default
"""

from __future__ import annotations

import difflib
import os
import tomllib
from collections.abc import Callable, Iterable, Iterator, Mapping
from hashlib import blake2b
from pathlib import Path
from typing import Annotated, Any, Literal, get_args

import msgspec
from msgspec import Meta

from engine import languages
from engine.errors import UsageError

Task = Literal["transcribe", "translate"]
"""To write what is said, or to write it in English."""
Device = Literal["auto", "mps", "cuda", "cpu"]
RecognizerName = Literal["auto", "ct2", "whisperx", "torch", "mlx"]
Vad = Literal["silero", "pyannote"]
Decoding = Literal["batched", "sequential"]
Diarizer = Literal["auto", "onnx", "pyannote"]
Alignment = Literal["auto", "wav2vec2", "attention", "none"]
BiasMode = Literal["off", "guarded", "always"]


_YES_OR_NO = {"yes": True, "no": False, "on": True, "off": False}
"""As people say it; true, false, 1 and 0 are understood as well."""


class Options(msgspec.Struct, frozen=True, kw_only=True, forbid_unknown_fields=True):
    """How a film is transcribed. The help of each option is its description here."""

    model: Annotated[
        str, Meta(description="a name from `longtake models list`, or a folder with a Whisper")
    ] = "tiny.en"
    language: Annotated[
        str, Meta(description="a language code such as en or ru, or auto to hear which it is")
    ] = "auto"
    translate: Annotated[
        bool, Meta(description="write in English what is said in any language")
    ] = False
    device: Annotated[
        Device, Meta(description="where to compute; auto takes the fastest that works")
    ] = "auto"
    recognizer: Annotated[
        RecognizerName, Meta(description="the engine that turns speech into words")
    ] = "auto"
    compute_type: Annotated[
        str, Meta(description="number format of the weights, such as int8 or float16")
    ] = "auto"
    batch_size: Annotated[
        int, Meta(ge=0, le=64, description="windows decoded together; 0 lets Longtake choose")
    ] = 0
    beam_size: Annotated[
        int, Meta(ge=0, le=20, description="width of the beam search; 0 lets Longtake choose")
    ] = 0
    threads: Annotated[
        int, Meta(ge=0, le=256, description="processor threads to use; 0 means one per core")
    ] = 0
    chunk_seconds: Annotated[
        float, Meta(ge=0, le=7200, description="length of a chunk; 0 makes one of the whole film")
    ] = 300.0
    vad: Annotated[Vad, Meta(description="what finds the speech")] = "silero"
    decoding: Annotated[
        Decoding, Meta(description="many windows at once, or one after another")
    ] = "batched"
    align: Annotated[
        Alignment, Meta(description="how words get their times; none shares them out by length")
    ] = "auto"
    diarize: Annotated[bool, Meta(description="tell the speakers apart")] = False
    speakers: Annotated[
        int, Meta(ge=0, le=100, description="how many people speak; 0 where nobody knows")
    ] = 0
    min_speakers: Annotated[
        int, Meta(ge=0, le=100, description="how many people speak at least; 0: unknown")
    ] = 0
    max_speakers: Annotated[
        int, Meta(ge=0, le=100, description="how many people speak at most; 0: unknown")
    ] = 0
    diarizer: Annotated[
        Diarizer, Meta(description="what tells speakers apart; onnx needs no account and no torch")
    ] = "auto"
    speaker_model: Annotated[
        str,
        Meta(
            description="a folder with speaker models, or for pyannote a name on the hub; "
            "auto takes those that come with Longtake"
        ),
    ] = "auto"
    apply_voices: Annotated[
        bool, Meta(description="give speakers the names of known voices without asking")
    ] = False
    align_model: Annotated[
        str, Meta(description="a wav2vec2 to align with: a folder, a name on the hub, a bundle")
    ] = ""
    initial_prompt: Annotated[
        str, Meta(description="text that the model should think came before")
    ] = ""
    glossary: Annotated[
        str, Meta(description="file of names and words to expect: .toml, .csv or plain .txt")
    ] = ""
    bias: Annotated[
        BiasMode, Meta(description="use glossaries: not at all, where words are doubtful, always")
    ] = "guarded"
    max_terms: Annotated[
        int, Meta(ge=1, le=200, description="terms of a glossary in one prompt, at most")
    ] = 20
    carry_terms: Annotated[
        bool, Meta(description="expect terms that earlier chunks had; one chunk at a time then")
    ] = False
    audio_track: Annotated[
        int, Meta(ge=-1, description="which audio track, from 0; -1 is the file's default one")
    ] = -1
    keep_awake: Annotated[
        bool, Meta(description="do not let the machine fall asleep while a job runs")
    ] = True
    pause_below_battery: Annotated[
        int, Meta(ge=0, le=100, description="pause below this percent of battery; 0 never does")
    ] = 15
    pause_above_memory: Annotated[
        int,
        Meta(ge=0, le=100, description="pause above this percent of memory; 0 never does"),
    ] = 95

    @property
    def task(self) -> Task:
        """What the recognizer is to do with what is said."""
        return "translate" if self.translate else "transcribe"

    def written(self, spoken: str) -> str:
        """The language of the text, by that which is spoken; either may not be known yet."""
        return "en" if spoken and self.translate else spoken


class Home(msgspec.Struct, frozen=True):
    """The folder tree in which Longtake keeps everything; `LONGTAKE_HOME` moves it."""

    root: Path

    @property
    def documents(self) -> Path:
        """One .longtake file per job, unless the user keeps it elsewhere."""
        return self.root / "documents"

    @property
    def models(self) -> Path:
        """Weights, one folder a model."""
        return self.root / "models"

    @property
    def glossaries(self) -> Path:
        """Glossaries that every job has."""
        return self.root / "glossaries"

    @property
    def cache(self) -> Path:
        """Decoded audio of jobs that are not done; may be deleted at any time."""
        return self.root / "cache"

    def sound_of(self, document: Path) -> Path:
        """Where the decoded film of a job is. Documents that lie elsewhere may be of one name, so
        theirs tells their place too."""
        name = document.stem
        if document.parent != self.documents:
            name += f"-{blake2b(os.fsencode(document), digest_size=4).hexdigest()}"
        return self.cache / f"{name}.s16"

    @property
    def logs(self) -> Path:
        """What happened, for people and support."""
        return self.root / "logs"

    @property
    def voices(self) -> Path:
        """The voices of people who agreed to be known again."""
        return self.root / "voices.json"

    @property
    def library(self) -> Path:
        """The index by which all transcripts are searched; may be deleted at any time."""
        return self.root / "library.sqlite"

    @property
    def config(self) -> Path:
        """The user's own defaults, as TOML."""
        return self.root / "config.toml"


def home(environ: Mapping[str, str] = os.environ) -> Home:
    """Where this user's things are: `LONGTAKE_HOME`, or the place the system has for them."""
    if chosen := environ.get("LONGTAKE_HOME"):
        return Home(Path(chosen).expanduser().absolute())
    import platformdirs

    return Home(platformdirs.user_data_path("Longtake", appauthor=False))


def resolve(
    request: Mapping[str, Any],
    environ: Mapping[str, str] = os.environ,
    config: Mapping[str, Any] | None = None,
) -> Options:
    """Lay the layers over each other; a value that cannot be meant is a `UsageError` saying where.

    `None` in the request means "not given".
    """
    layers: list[tuple[str, Callable[[str], str], Mapping[str, Any]]] = [
        ("in the config file", lambda name: name, dict(config or {})),
        ("in the environment", environment_name, _from_environment(environ)),
        ("on the command line", flag, {k: v for k, v in request.items() if v is not None}),
    ]
    options = Options()
    for place, spelling, values in layers:
        for name, value in values.items():
            options = _with(options, name, value, spelling(name), place)
    speaker_bounds(options)
    return options


def speaker_bounds(options: Options) -> tuple[int, int]:
    """The fewest and the most speakers, 0 where that is not known; a `UsageError` where no number
    of speakers fits."""
    least, most = options.min_speakers, options.max_speakers
    if least and most and least > most:
        raise UsageError(
            f"--min-speakers {least} is more than --max-speakers {most}.",
            "Exchange them, or give only one of them.",
        )
    known = options.speakers
    if known and (known < least or (most and known > most)):
        bound = (
            f"less than --min-speakers {least}"
            if known < least
            else f"more than --max-speakers {most}"
        )
        raise UsageError(
            f"--speakers {known} is {bound}.", "Give the exact number or the bounds, not both."
        )
    return (known, known) if known else (least, most)


def read_config(path: Path) -> dict[str, Any]:
    """The user's config file; a missing one is empty, a broken one a `UsageError` with its line."""
    try:
        return tomllib.loads(path.read_text(encoding="utf-8"))
    except (FileNotFoundError, NotADirectoryError):
        return {}
    except OSError as error:
        raise UsageError(
            f"The config file {str(path)!r} cannot be read ({error.strerror})."
        ) from error
    except (tomllib.TOMLDecodeError, UnicodeDecodeError) as error:
        raise UsageError(f"The config file {str(path)!r} is not valid TOML: {error}.") from error


def flag(name: str) -> str:
    """How an option is spelled on the command line."""
    return "--" + name.replace("_", "-")


def environment_name(name: str) -> str:
    """How an option is spelled in the environment."""
    return "LONGTAKE_" + name.upper()


def fields() -> Iterator[tuple[str, str, Any, tuple[str, ...]]]:
    """Every option as (name, help, default, choices); choices are empty where any value goes."""
    for field in msgspec.structs.fields(Options):
        value, meta = get_args(field.type)
        yield field.name, meta.description, field.default, _choices(value)


def spelled(value: Any) -> str:
    """A value as it is given on the command line."""
    if isinstance(value, bool):
        return "yes" if value else "no"
    return f"{value:g}" if isinstance(value, float) else str(value)


def _choices(kind: Any) -> tuple[str, ...]:
    """The values of a kind, in the order in which it declares them."""
    return ("yes", "no") if kind is bool else get_args(kind)


def _from_environment(environ: Mapping[str, str]) -> dict[str, str]:
    names = (name for name, *_ in fields())
    return {name: environ[key] for name in names if (key := environment_name(name)) in environ}


def _with(options: Options, name: str, value: Any, spelling: str, place: str) -> Options:
    kinds = {field.name: get_args(field.type) for field in msgspec.structs.fields(Options)}
    if name not in kinds:
        raise UsageError(f"There is no option {spelling!r} {place}.", _nearest(name, kinds))
    try:
        return msgspec.convert(
            {**msgspec.structs.asdict(options), name: _read(name, value)}, Options, strict=False
        )
    except msgspec.ValidationError as error:
        demand = _demand(*kinds[name])
        raise UsageError(f"{spelling} {place} must be {demand}, not {value!r}.") from error


def _read(name: str, value: Any) -> Any:
    """A value as people write it, in the form in which the option keeps it."""
    if not isinstance(value, str):
        return value
    if name == "language":
        return languages.code_of(value)
    return _YES_OR_NO.get(value.lower(), value) if name in _SWITCHES else value


def _nearest(name: str, known: Iterable[str]) -> str:
    alike = difflib.get_close_matches(name, known, n=1)
    return f"Did you mean {alike[0]!r}?" if alike else "`longtake transcribe --help` has them all."


def _demand(kind: Any, meta: Meta) -> str:
    """What a value has to be."""
    if choices := _choices(kind):
        return f"one of {', '.join(choices)}"
    if kind is str:
        return "a text"
    number = "a whole number" if kind is int else "a number"
    if meta.le is None:
        return f"{number} of at least {meta.ge}"
    return f"{number} from {meta.ge} to {meta.le}"


_SWITCHES = frozenset(
    field.name for field in msgspec.structs.fields(Options) if get_args(field.type)[0] is bool
)
