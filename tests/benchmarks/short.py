"""Every short clip, in every language of the set, in one command: do all end well, how right?"""

from __future__ import annotations

from collections import Counter
from collections.abc import Mapping, Sequence
from pathlib import Path
from typing import Any

import msgspec

from tests.benchmarks.processes import measure
from tests.benchmarks.recordings import ROOT, Recording
from tests.benchmarks.report import Report
from tests.benchmarks.scoring import WITHOUT_SPACES, Errors, count_errors
from tests.benchmarks.systems import (
    Setting,
    Transcription,
    environment,
    events,
    longtake_command,
    new_folder,
    read_transcription,
)

COLUMNS = ("language", "clips", "ended well", "language heard", "error rate %", "ins/del/sub", "of")


class Clip(msgspec.Struct, frozen=True):
    """A clip, how its job ended and what was heard in it."""

    recording: Recording
    exit_code: int | None
    heard: Transcription | None

    @property
    def ended_well(self) -> bool:
        """Whether there is a transcript and the job says so."""
        return self.exit_code == 0 and self.heard is not None

    @property
    def errors(self) -> Errors:
        """Errors of the clip; a clip without a transcript has lost all its words."""
        heard = self.heard.text if self.heard else ""
        return count_errors(self.recording.text, heard, self.recording.language)


def measure_short(recordings: Sequence[Recording], setting: Setting, told: bool) -> Report:
    """Transcribe all clips; `told` gives the language of each instead of letting it be heard."""
    clips: list[Clip] = []
    by_language = _grouped(recordings)
    for language, group in by_language.items() if told else [("auto", list(recordings))]:
        clips += _transcribe(group, language, setting)
    rows = [_row(code, [c for c in clips if c.recording.language == code]) for code in by_language]
    ill = [clip for clip in clips if not clip.ended_well]
    return Report(
        title=f"{len(clips)} short clips, model {setting.model.name}, language "
        + ("given" if told else "heard"),
        columns=COLUMNS,
        rows=(*rows, _row("all", clips)),
        notes=("Languages written without spaces are scored by character.",),
        failures=tuple(f"{clip.recording.id} ended with {clip.exit_code}" for clip in ill),
        figures={code: msgspec.to_builtins(_total(clips, code)) for code in by_language},
    )


def _grouped(recordings: Sequence[Recording]) -> dict[str, list[Recording]]:
    counted = Counter(recording.language for recording in recordings)
    return {
        code: [recording for recording in recordings if recording.language == code]
        for code, _ in counted.most_common()
    }


def _transcribe(group: Sequence[Recording], language: str, setting: Setting) -> list[Clip]:
    folder = new_folder(setting.folder)
    log = folder / "longtake.log"
    command = longtake_command(
        [clip.path for clip in group], folder, setting, ["--language", language, "--events"]
    )
    measure(command, environment(folder), log, ROOT)
    ended = {event["source"]: event for event in events(log, "jobended")}
    return [_clip(recording, ended, folder / "out") for recording in group]


def _clip(recording: Recording, ended: Mapping[str, Any], out: Path) -> Clip:
    end = ended.get(str(recording.path))
    heard = read_transcription(out / f"{recording.path.stem}.json")
    return Clip(recording, end["exit_code"] if end else None, heard)


def _row(label: str, clips: Sequence[Clip]) -> tuple[str, ...]:
    errors = sum((clip.errors for clip in clips), Errors())
    right = sum(bool(c.heard and c.heard.language == c.recording.language) for c in clips)
    return (
        label,
        str(len(clips)),
        str(sum(clip.ended_well for clip in clips)),
        str(right),
        f"{errors.rate:.1f}",
        f"{errors.insertions}/{errors.deletions}/{errors.substitutions}",
        f"{errors.words} {'characters' if label in WITHOUT_SPACES else 'words'}",
    )


def _total(clips: Sequence[Clip], language: str) -> Errors:
    return sum((c.errors for c in clips if c.recording.language == language), Errors())
