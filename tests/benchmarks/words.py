"""How exactly it is known when words are said: Longtake's ways to time them, beside its peers'.

Words that were heard are matched with those of the reference by their spelling; how far their
starts and ends lie from the truth is measured, whatever else was heard.
"""

from __future__ import annotations

import sys
from collections.abc import Callable, Iterable, Iterator, Sequence
from itertools import chain
from pathlib import Path
from statistics import median

import msgspec

from tests.benchmarks.processes import measure
from tests.benchmarks.recordings import ROOT, Recording
from tests.benchmarks.report import Report
from tests.benchmarks.scoring import words_of
from tests.benchmarks.systems import Setting, environment, longtake_command, new_folder

COLUMNS = ("times from", "words matched", "start ms", "90 %", "median", "end ms", "90 %")
LARGEST = 0.060
"""Seconds by which word starts from attention may be wrong, in the median."""


class TimedWord(msgspec.Struct, frozen=True):
    """A word and when it is said, as references and transcripts have it."""

    word: str
    start: float | None = None
    end: float | None = None


class Distance(msgspec.Struct, frozen=True):
    """How much later than in truth a word was said to start and to end."""

    start: float
    end: float


class System(msgspec.Struct, frozen=True):
    """A way to time words, and what runs it on all recordings."""

    name: str
    run: Callable[[Sequence[Recording], Setting], dict[str, tuple[TimedWord, ...]]]


class _Segment(msgspec.Struct, frozen=True):
    words: tuple[TimedWord, ...] = ()


class _Heard(msgspec.Struct, frozen=True):
    segments: tuple[_Segment, ...]


class _Item(msgspec.Struct, frozen=True):
    id: str
    words: tuple[TimedWord, ...] = ()


class _Manifest(msgspec.Struct, frozen=True):
    items: tuple[_Item, ...]


def measure_words(
    folder: Path, recordings: Sequence[Recording], setting: Setting, aligner: Path | None
) -> Report:
    """Time the words of the set in `folder` in every way that this machine can."""
    references = read_words(folder)
    timed = [each for each in recordings if references.get(each.id)]
    rows: list[tuple[str, ...]] = []
    failures: list[str] = []
    figures: dict[str, list[Distance]] = {}
    for system in systems(aligner):
        heard = system.run(timed, setting)
        failures += [f"{system.name} gave nothing for {each.id}" for each in timed
                     if each.id not in heard]  # fmt: skip
        figures[system.name] = [
            distance
            for each in timed
            for distance in distances(references[each.id], heard.get(each.id, ()), each.language)
        ]
        rows.append(_row(system.name, figures[system.name]))
    total = sum(len(references[each.id]) for each in timed)
    return Report(
        title=f"Word times: {len(timed)} recordings, {total} words, model {setting.model.name}",
        columns=COLUMNS,
        rows=tuple(rows),
        notes=("median: of the starts, with its sign: above 0 is late.",),
        failures=(*failures, *_too_far(figures.get("attention", []))),
        figures={name: msgspec.to_builtins(found) for name, found in figures.items()},
    )


def read_words(folder: Path) -> dict[str, tuple[TimedWord, ...]]:
    """The reference words of each recording of a set, by its id."""
    manifest = msgspec.json.decode((folder / "manifest.json").read_bytes(), type=_Manifest)
    return {item.id: item.words for item in manifest.items}


def distances(
    reference: Sequence[TimedWord], heard: Sequence[TimedWord], language: str = "en"
) -> list[Distance]:
    """For each word of the reference that was heard: how far off its times are."""
    known = [each for each in heard if each.start is not None and each.end is not None]
    return [
        Distance(_seconds(found.start) - _seconds(true.start),
                 _seconds(found.end) - _seconds(true.end))
        for true, found in matched(reference, known, language)
    ]  # fmt: skip


def matched(
    reference: Sequence[TimedWord], heard: Sequence[TimedWord], language: str = "en"
) -> Iterator[tuple[TimedWord, TimedWord]]:
    """The pairs of words that are spelled alike, by the alignment with the fewest edits."""
    import jiwer

    names = [[_name(each.word, language) for each in side] for side in (reference, heard)]
    if not all(names):
        return
    said, found = (" ".join(side) for side in names)
    (pieces,) = jiwer.process_words(said, found).alignments
    for piece in pieces:
        if piece.type == "equal":
            yield from zip(
                reference[piece.ref_start_idx : piece.ref_end_idx],
                heard[piece.hyp_start_idx : piece.hyp_end_idx],
                strict=True,
            )


def systems(aligner: Path | None) -> Iterator[System]:
    """Longtake's ways first; what needs a wav2vec2 only where one is given."""
    yield _longtake("attention")
    yield _longtake("none")
    if aligner is not None:
        yield _longtake("wav2vec2", "--align-model", str(aligner))
        yield _peer("whisperx-words", "--align-model", str(aligner))
    yield _peer("faster-whisper-words")


def _longtake(align: str, *options: str) -> System:
    def run(recordings: Sequence[Recording], setting: Setting) -> dict[str, tuple[TimedWord, ...]]:
        folder = new_folder(setting.folder)
        files = [each.path for each in recordings]
        wishes = ["--align", align, "--language", recordings[0].language, *options]
        command = longtake_command(files, folder, setting, wishes)
        measure(command, environment(folder), folder / "longtake.log", ROOT)
        return _read((each.id, folder / "out" / f"{each.path.stem}.json") for each in recordings)

    return System(align, run)


def _peer(name: str, *options: str) -> System:
    def run(recordings: Sequence[Recording], setting: Setting) -> dict[str, tuple[TimedWord, ...]]:
        folder = new_folder(setting.folder)
        written = {each.id: folder / f"{each.id}.json" for each in recordings}
        for each in recordings:
            command = [sys.executable, "-m", "tests.benchmarks.peers", name, str(each.path)]
            command += [str(setting.model), str(written[each.id]), "--language", each.language]
            command += ["--threads", str(setting.threads), *options]
            measure(command, environment(folder), folder / f"{each.id}.log", ROOT)
        return _read(written.items())

    return System(name.removesuffix("-words"), run)


def _read(files: Iterable[tuple[str, Path]]) -> dict[str, tuple[TimedWord, ...]]:
    found: dict[str, tuple[TimedWord, ...]] = {}
    for name, file in files:
        if file.is_file():
            heard = msgspec.json.decode(file.read_bytes(), type=_Heard)
            found[name] = tuple(chain.from_iterable(each.words for each in heard.segments))
    return found


def _row(name: str, found: Sequence[Distance]) -> tuple[str, ...]:
    starts, ends = [each.start for each in found], [each.end for each in found]
    if not found:
        return (name, "0", *["-"] * (len(COLUMNS) - 2))
    return (
        name,
        str(len(found)),
        _milliseconds(median(map(abs, starts))),
        _milliseconds(ninetieth(map(abs, starts))),
        f"{1000 * median(starts):+.0f}",
        _milliseconds(median(map(abs, ends))),
        _milliseconds(ninetieth(map(abs, ends))),
    )


def ninetieth(values: Iterable[float]) -> float:
    """The value that nine tenths do not exceed."""
    ordered = sorted(values)
    return ordered[min(len(ordered) - 1, int(0.9 * len(ordered)))]


def _too_far(found: Sequence[Distance]) -> Iterator[str]:
    if found and (far := median(abs(each.start) for each in found)) > LARGEST:
        yield f"word starts by attention are {1000 * far:.0f} ms off, not {1000 * LARGEST:.0f}"


def _milliseconds(seconds: float) -> str:
    return f"{1000 * seconds:.0f}"


def _name(text: str, language: str) -> str:
    """A word's spelling for comparison, never empty."""
    return "".join(words_of(text, language)) or "<none>"


def _seconds(time: float | None) -> float:
    assert time is not None
    return time
