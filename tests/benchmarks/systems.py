"""The systems that are compared, each run as a process: Longtake, whisperx, faster-whisper.

Every run has the same home: an empty folder for its data, the models that are given, no network.
"""

from __future__ import annotations

import os
import sys
import uuid
from collections.abc import Mapping, Sequence
from pathlib import Path
from typing import Any

import msgspec

from tests.benchmarks.processes import Ended, measure, stdout_of
from tests.benchmarks.recordings import ROOT, Recording

LONGTAKE, WHISPERX, FASTER_WHISPER = "longtake", "whisperx", "faster-whisper"
NAMES = (LONGTAKE, WHISPERX, FASTER_WHISPER)


class Setting(msgspec.Struct, frozen=True, kw_only=True):
    """Where and how the systems work: folder for their files, model folder, threads, batch."""

    folder: Path
    model: Path
    threads: int
    batch_size: int = 8


class HeardSegment(msgspec.Struct, frozen=True):
    """A piece of a transcript."""

    start: float
    end: float
    text: str


class HeardChunk(msgspec.Struct, frozen=True):
    """A chunk as Longtake's JSON tells it."""

    start: float
    end: float


class Seconds(msgspec.Struct, frozen=True):
    """Time inside a peer's process: imports and model, then decoding and transcribing."""

    load: float
    work: float


class Transcription(msgspec.Struct, frozen=True):
    """The JSON that each system leaves: whisperX's shape, with Longtake's chunks."""

    segments: tuple[HeardSegment, ...]
    language: str = ""
    chunks: tuple[HeardChunk, ...] = ()
    seconds: Seconds | None = None

    @property
    def text(self) -> str:
        """All that was heard."""
        return " ".join(segment.text.strip() for segment in self.segments)

    @property
    def seams(self) -> list[float]:
        """Where one chunk ends and the next begins."""
        return [chunk.start for chunk in self.chunks[1:]]


class Run(msgspec.Struct, frozen=True):
    """One run of a system: how it ended and, if well, what it heard."""

    system: str
    ended: Ended
    heard: Transcription | None

    @property
    def failure(self) -> str:
        """A sentence where the run did not give a transcript."""
        if self.heard is not None:
            return ""
        return f"{self.system} ended with {self.ended.exit_code}:\n{self.ended.last_lines}"


def transcribe(name: str, recording: Recording, setting: Setting) -> Run:
    """Run the system called `name` on `recording`."""
    if name == LONGTAKE:
        return run_longtake(recording, setting)
    return _run_peer(name, recording, setting)


def run_longtake(
    recording: Recording,
    setting: Setting,
    options: Sequence[str] = (),
    environ: Mapping[str, str] | None = None,
) -> Run:
    """One new job of Longtake, with a document of its own and further `options`."""
    folder = new_folder(setting.folder)
    command = longtake_command(
        [recording.path], folder, setting, ["--document", str(folder / "job.longtake"), *options]
    )
    log = folder / "longtake.log"
    ended = measure(command, environment(folder) | dict(environ or {}), log, ROOT)
    return Run(LONGTAKE, ended, read_transcription(folder / "out" / f"{recording.path.stem}.json"))


def longtake_command(
    files: Sequence[Path], folder: Path, setting: Setting, options: Sequence[str]
) -> list[str]:
    """`longtake transcribe` for these files, its results going to `folder`/out."""
    command = [sys.executable, "-m", "engine.cli", "transcribe", *map(str, files)]
    command += ["--format", "json", "--output-dir", str(folder / "out"), "--overwrite"]
    return [*command, "--model", str(setting.model), *options]


def environment(folder: Path) -> dict[str, str]:
    """The environment of every run: own data and temporary files, nothing of the user's."""
    temporary = folder / "tmp"
    temporary.mkdir(parents=True, exist_ok=True)
    kept = {k: v for k, v in os.environ.items() if not k.startswith("LONGTAKE_")}
    return kept | _OFFLINE | {"LONGTAKE_HOME": str(folder / "home"), "TMPDIR": str(temporary)}


def new_folder(parent: Path) -> Path:
    """An empty folder for one run."""
    folder = parent / uuid.uuid4().hex[:12]
    folder.mkdir(parents=True)
    return folder


def read_transcription(path: Path) -> Transcription | None:
    """The JSON at `path`, or nothing where there is none."""
    if not path.exists():
        return None
    return msgspec.json.decode(path.read_bytes(), type=Transcription)


def events(log: Path, kind: str) -> list[Mapping[str, Any]]:
    """The messages of one `kind` that a run with `--events` wrote; a torn last line is dropped."""
    lines = stdout_of(log).read_bytes().split(b"\n")[:-1]
    found = (msgspec.json.decode(line) for line in lines if line.startswith(b"{"))
    return [event for event in found if event.get("type") == kind]


def _run_peer(name: str, recording: Recording, setting: Setting) -> Run:
    folder = new_folder(setting.folder)
    out = folder / "heard.json"
    command = [sys.executable, "-m", "tests.benchmarks.peers", name, str(recording.path)]
    command += [str(setting.model), str(out), "--language", recording.language]
    command += ["--threads", str(setting.threads), "--batch-size", str(setting.batch_size)]
    ended = measure(command, environment(folder), folder / "peer.log", ROOT)
    return Run(name, ended, read_transcription(out))


_OFFLINE = {
    "HF_HUB_OFFLINE": "1",
    "TRANSFORMERS_OFFLINE": "1",
    "PYANNOTE_METRICS_ENABLED": "0",
    "PYTHONUNBUFFERED": "1",
}
