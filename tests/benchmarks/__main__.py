"""Measures what Longtake must show, and prints it as tables.

    python -m tests.benchmarks                    the main table: Longtake beside its peers
    python -m tests.benchmarks seams crash        other questions, one after another
    python -m tests.benchmarks all --json figures.json

Nothing is downloaded: recordings come from `shared/speech` beside the checkout (or `--set`), models
from Longtake's own folder (or `--models`). The exit code says whether all ran and held.
"""

from __future__ import annotations

import argparse
import os
import sys
import tempfile
from collections.abc import Callable, Iterable, Iterator, Sequence
from pathlib import Path

from engine.options import home
from tests.benchmarks.app import measure_app
from tests.benchmarks.bias import measure_bias
from tests.benchmarks.cancel import measure_cancel
from tests.benchmarks.chaos import Mayhem, measure_chaos, measure_queue
from tests.benchmarks.crash import Attack, measure_crash
from tests.benchmarks.editor import measure_editor
from tests.benchmarks.library import measure_library
from tests.benchmarks.memory import measure_memory
from tests.benchmarks.overhead import measure_overhead
from tests.benchmarks.recognition import compare
from tests.benchmarks.recordings import Recording, read_set, shared
from tests.benchmarks.report import Report, console, show, write_figures
from tests.benchmarks.seams import measure_seams
from tests.benchmarks.short import measure_short
from tests.benchmarks.silence import measure_silence
from tests.benchmarks.speakers import (
    measure_speaker_memory,
    measure_speakers,
    measure_who_says_what,
)
from tests.benchmarks.systems import NAMES, Setting
from tests.benchmarks.timeline import measure_timeline
from tests.benchmarks.voices import measure_voices
from tests.benchmarks.words import measure_words

Arguments = argparse.Namespace


def main() -> int:
    """Run what was asked for; 0 where everything ran and held."""
    arguments = _arguments()
    out, reports = console(), list[Report]()
    with tempfile.TemporaryDirectory(prefix="longtake-benchmark-") as temporary:
        folder = arguments.keep.absolute() if arguments.keep else Path(temporary)
        for name in arguments.what:
            for report in _BENCHMARKS[name](arguments, folder / name):
                show(report, out)
                reports.append(report)
    if arguments.json:
        write_figures(reports, arguments.json)
    return 1 if any(report.failures for report in reports) else 0


def _recognition(arguments: Arguments, folder: Path) -> Iterable[Report]:
    setting = _setting(arguments, folder, "tiny.en")
    return compare(_set(arguments, "long"), arguments.systems, setting, arguments.repeat)


def _short(arguments: Arguments, folder: Path) -> Iterable[Report]:
    setting = _setting(arguments, folder, "base")
    return [measure_short(_set(arguments, "short"), setting, arguments.language_given)]


def _silence(arguments: Arguments, folder: Path) -> Iterable[Report]:
    setting = _setting(arguments, folder, "tiny.en")
    return [measure_silence(_set(arguments, "long"), arguments.without_speech, setting)]


def _seams(arguments: Arguments, folder: Path) -> Iterable[Report]:
    return measure_seams(_set(arguments, "long"), _setting(arguments, folder, "tiny.en"))


def _overhead(arguments: Arguments, folder: Path) -> Iterator[Report]:
    setting = _setting(arguments, folder, "tiny.en")
    for recording in _set(arguments, "long"):
        yield measure_overhead(recording, setting, arguments.repeat)


def _crash(arguments: Arguments, folder: Path) -> Iterator[Report]:
    setting = _setting(arguments, folder, "tiny.en")
    attack = Attack(kills=arguments.kills, seed=arguments.seed)
    for recording in _set(arguments, "long"):
        yield measure_crash(recording, setting, attack)


def _chaos(arguments: Arguments, folder: Path) -> Iterator[Report]:
    setting = _setting(arguments, folder, "tiny.en")
    mayhem = Mayhem(faults=arguments.faults, seed=arguments.seed)
    for recording in _set(arguments, "long")[:1]:
        yield measure_chaos(recording, setting, mayhem)
        yield measure_queue(recording, setting, mayhem)


def _cancel(arguments: Arguments, folder: Path) -> Iterator[Report]:
    setting = _setting(arguments, folder, "tiny.en")
    for recording in _set(arguments, "long")[:1]:
        yield measure_cancel(recording, setting, arguments.seed)


def _words(arguments: Arguments, folder: Path) -> Iterable[Report]:
    setting = _setting(arguments, folder, "tiny.en")
    recordings = _set(arguments, "words")
    where = arguments.set or shared() / "speech" / "words"
    return [measure_words(where, recordings, setting, arguments.align_model)]


def _voices(arguments: Arguments, folder: Path) -> Iterable[Report]:
    usual = [shared() / "speech" / name for name in ("multi", "short", "long")]
    return [measure_voices([arguments.set] if arguments.set else usual, home())]


def _speakers(arguments: Arguments, folder: Path) -> Iterator[Report]:
    where = arguments.set or shared() / "speech" / "multi"
    setting = _setting(arguments, folder, "tiny.en")
    peer = shared() / "models" / "pyannote-diarization"
    with_peer = peer.is_dir() and not arguments.without_peer
    models = arguments.models.absolute() / "speaker"
    yield from measure_speakers(where, models, peer if with_peer else None, setting)
    yield measure_who_says_what(where, setting)


def _speaker_memory(arguments: Arguments, folder: Path) -> Iterator[Report]:
    setting = _setting(arguments, folder, "tiny.en")
    for recording in _set(arguments, "long")[:1]:
        yield measure_speaker_memory(recording, arguments.models.absolute() / "speaker", setting)


def _memory(arguments: Arguments, folder: Path) -> Iterator[Report]:
    setting = _setting(arguments, folder, "tiny.en")
    for recording in _set(arguments, "long"):
        yield measure_memory(recording, setting)


def _app(arguments: Arguments, folder: Path) -> Iterator[Report]:
    yield measure_app(arguments.repeat)


def _editor(arguments: Arguments, folder: Path) -> Iterator[Report]:
    yield measure_editor(folder, arguments.repeat)


def _timeline(arguments: Arguments, folder: Path) -> Iterator[Report]:
    yield measure_timeline(folder)


def _library(arguments: Arguments, folder: Path) -> Iterator[Report]:
    yield measure_library(folder)


def _bias(arguments: Arguments, folder: Path) -> Iterable[Report]:
    vocabulary = arguments.models.absolute() / "tiny.en" / "vocabulary.txt"
    if not vocabulary.is_file():
        sys.exit(f"No list of words: {vocabulary} is not there (`longtake models fetch tiny.en`).")
    setting = _setting(arguments, folder, "tiny.en")
    return measure_bias(_set(arguments, "long"), setting, vocabulary, arguments.repeat)


_BENCHMARKS: dict[str, Callable[[Arguments, Path], Iterable[Report]]] = {
    "bias": _bias,
    "recognition": _recognition,
    "seams": _seams,
    "overhead": _overhead,
    "memory": _memory,
    "speakers": _speakers,
    "speaker-memory": _speaker_memory,
    "editor": _editor,
    "timeline": _timeline,
    "library": _library,
    "silence": _silence,
    "short": _short,
    "words": _words,
    "voices": _voices,
    "crash": _crash,
    "chaos": _chaos,
    "cancel": _cancel,
    "app": _app,
}


def _set(arguments: Arguments, usual: str) -> Sequence[Recording]:
    folder = arguments.set or shared() / "speech" / usual
    if not (folder / "manifest.json").is_file():
        sys.exit(f"No recordings: {folder} has no manifest.json (--set says another folder).")
    return read_set(folder)


def _setting(arguments: Arguments, folder: Path, usual: str) -> Setting:
    chosen = Path(arguments.model or usual)
    model = chosen.absolute() if chosen.is_dir() else arguments.models.absolute() / chosen
    if not (model / "model.bin").is_file():
        sys.exit(f"No model in {model}: `longtake models fetch {usual}`, or --model FOLDER.")
    return Setting(
        folder=folder, model=model, threads=arguments.threads, batch_size=arguments.batch_size
    )


def _arguments() -> Arguments:
    parser = argparse.ArgumentParser(
        prog="python -m tests.benchmarks",
        description=__doc__,
        formatter_class=argparse.RawDescriptionHelpFormatter,
    )
    parser.add_argument(
        "what", nargs="*", default=["recognition"], help=", ".join([*_BENCHMARKS, "all"])
    )
    attack = Attack()
    add = parser.add_argument
    add("--set", type=Path, help="folder of recordings with a manifest.json")
    add("--model", help="folder with a CTranslate2 Whisper, or its name under --models")
    add("--models", type=Path, default=home().models, help="folder of models, one folder each")
    add("--repeat", type=int, default=1, help="rounds of every system, interleaved")
    add("--systems", nargs="+", choices=NAMES, default=list(NAMES), help="who is compared")
    add("--threads", type=int, default=os.cpu_count() or 1, help="processor threads of the peers")
    add("--batch-size", type=int, default=8, help="windows decoded together by the peers")
    add("--language-given", action="store_true", help="short: say each language, do not hear it")
    add("--without-speech", type=Path, nargs="+", default=[], help="silence: further recordings")
    add("--align-model", type=Path, help="words: folder of a wav2vec2, for its times as well")
    add("--kills", type=int, default=attack.kills, help="crash: how many")
    add("--faults", type=int, default=Mayhem().faults, help="chaos: how many, of every kind")
    add("--seed", type=int, default=attack.seed, help="crash and chaos: which random moments")
    add("--without-peer", action="store_true", help="speakers: Longtake alone, which is quick")
    add("--json", type=Path, help="write all figures to this file")
    add("--keep", type=Path, help="keep what every run wrote in this folder")
    arguments = parser.parse_args()
    if unknown := set(arguments.what) - {*_BENCHMARKS, "all"}:
        parser.error(f"no such benchmark: {', '.join(sorted(unknown))}")
    if "all" in arguments.what:
        arguments.what = list(_BENCHMARKS)
    return arguments


if __name__ == "__main__":
    sys.exit(main())
