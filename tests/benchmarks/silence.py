"""Where nobody speaks there must be no words: silence, noise, hum, music, pauses of a programme."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from pathlib import Path

import msgspec

from tests.benchmarks.noises import MAKERS, write_noise, write_pieces
from tests.benchmarks.recordings import Recording
from tests.benchmarks.report import Report
from tests.benchmarks.systems import Run, Setting, new_folder, run_longtake

SECONDS = {"silence": 3600.0}
USUAL_SECONDS = 300.0
SHORTEST_PAUSE = 1.3
MARGIN = 0.1

COLUMNS = ("what is heard", "seconds", "exit code", "words", "run, s", "first words")


class Quiet(msgspec.Struct, frozen=True):
    """A recording without speech."""

    name: str
    path: Path
    seconds: float


def measure_silence(
    recordings: Sequence[Recording], further: Iterable[Path], setting: Setting
) -> Report:
    """Transcribe what has no speech in it: made noise, pauses of `recordings`, `further` files."""
    folder = new_folder(setting.folder)
    quiet = [*_made(folder), *_pauses(recordings, folder), *map(_further, further)]
    runs = [(each, run_longtake(_as_recording(each), setting)) for each in quiet]
    return Report(
        title=f"Recordings without speech, model {setting.model.name}",
        columns=COLUMNS,
        rows=tuple(_row(each, run) for each, run in runs),
        failures=tuple(_failure(each, run) for each, run in runs if _failure(each, run)),
        figures={"words": {each.name: _words(run) for each, run in runs}},
    )


def _made(folder: Path) -> Iterator[Quiet]:
    for name in MAKERS:
        seconds = SECONDS.get(name, USUAL_SECONDS)
        path = write_noise(name, seconds, folder / f"{name.replace(' ', '-')}.flac")
        yield Quiet(f"{name} (made)", path, seconds)


def _pauses(recordings: Sequence[Recording], folder: Path) -> Iterator[Quiet]:
    """What lies between the spoken segments of a programme: noise beds, music, room tone."""
    for recording in recordings:
        gaps = recording.speechless(SHORTEST_PAUSE)
        stretches = [(start + MARGIN, end - MARGIN) for start, end in gaps]
        if stretches:
            path = write_pieces(recording.path, stretches, folder / f"{recording.id}-pauses.flac")
            seconds = sum(end - start for start, end in stretches)
            yield Quiet(f"{recording.id}, {len(stretches)} pauses", path, seconds)


def _further(path: Path) -> Quiet:
    import soundfile

    return Quiet(path.name, path.absolute(), soundfile.info(path).duration)


def _as_recording(quiet: Quiet) -> Recording:
    return Recording(quiet.name, quiet.path, quiet.seconds, language="en", text="")


def _row(quiet: Quiet, run: Run) -> tuple[str, ...]:
    return (
        quiet.name,
        f"{quiet.seconds:.0f}",
        str(run.ended.exit_code),
        str(_words(run)),
        f"{run.ended.usage.wall:.1f}",
        run.heard.text[:40] if run.heard else "",
    )


def _words(run: Run) -> int:
    return len(run.heard.text.split()) if run.heard else 0


def _failure(quiet: Quiet, run: Run) -> str:
    if run.failure or run.ended.exit_code:
        return f"{quiet.name}: {run.failure or f'exit code {run.ended.exit_code}'}"
    return f"{quiet.name}: {_words(run)} words where there is no speech" if _words(run) else ""
