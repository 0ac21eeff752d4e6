"""What a glossary does: errors in its terms (B-WER) and in all other words (U-WER).

As Le et al. define them ("Contextualized streaming end-to-end speech recognition with trie-based
deep biasing and shallow fusion", 2021): the rare words of a reference, those that are not among the
5000 most common, are the terms, together with distractors that nobody says. An inserted word counts
among the terms if it is one. What is common, the order of the vocabulary of GPT-2 (tiny.en's) says:
its words were merged in the order of their frequency.
"""

from __future__ import annotations

import random
from collections.abc import Iterator, Sequence
from pathlib import Path

import msgspec

from tests.benchmarks.noises import MAKERS, write_noise
from tests.benchmarks.recordings import Recording
from tests.benchmarks.report import Report, spread
from tests.benchmarks.scoring import Errors, words_of
from tests.benchmarks.systems import Run, Setting, new_folder, run_longtake

MODES = ("off", "guarded", "always")
COMMON = 5000
DISTRACTORS = 100
SHORTEST_TERM = 3
NOISE_SECONDS = 60.0

FEWER_TERM_ERRORS = 0.30
"""Part of the errors in terms that a glossary must take away."""
MORE_OTHER_ERRORS = 0.1
"""Points by which the error rate of the other words may rise."""
LONGEST = 1.5
"""Times the work of a run without a glossary."""

COLUMNS = (
    "bias",
    "WER %",
    "B-WER %",
    "U-WER %",
    "terms wrong",
    "others wrong",
    "distractors",
    "CPU s",
    "x off",
)


class Case(msgspec.Struct, frozen=True):
    """A recording with the glossary for it: terms that are said in it, and distractors.

    Both are as the scoring normalises words; `written` are the terms as the reference has them.
    """

    recording: Recording
    terms: frozenset[str]
    distractors: frozenset[str]
    written: tuple[str, ...]


class Split(msgspec.Struct, frozen=True):
    """Errors in terms and in other words, and the distractors that were heard."""

    biased: Errors = Errors()
    unbiased: Errors = Errors()
    distractors: int = 0

    def __add__(self, other: Split) -> Split:
        return Split(
            self.biased + other.biased,
            self.unbiased + other.unbiased,
            self.distractors + other.distractors,
        )


class Figures(msgspec.Struct, frozen=True):
    """One mode over all recordings; `cpu` in seconds for each round."""

    mode: str
    split: Split
    cpu: tuple[float, ...]


def measure_bias(
    recordings: Sequence[Recording], setting: Setting, vocabulary: Path, repeat: int
) -> list[Report]:
    """Errors with and without a glossary, then what it does where nobody speaks.

    Each of the `repeat` rounds has other distractors.
    """
    common = common_words(vocabulary)
    english = [each for each in recordings if each.text and each.language == "en"]
    rounds = [[case_of(each, common, draw) for each in english] for draw in range(repeat)]
    return [_errors_report(rounds, setting), _quiet_report(rounds[0][0], setting)]


def common_words(vocabulary: Path) -> list[str]:
    """Whole words of a vocabulary that is in order of frequency, as the scoring has them."""
    lines = vocabulary.read_text(encoding="utf-8").splitlines()
    words = (line[1:].lower() for line in lines if line[:1] in "Ġ ")
    return list(dict.fromkeys(word for word in words if word.isascii() and word.isalpha()))


def case_of(recording: Recording, common: Sequence[str], draw: int = 0) -> Case:
    """The rare words of a recording as terms, and others that are not said in it."""
    known, said = frozenset(common[:COMMON]), frozenset(words_of(recording.text))
    terms: dict[str, str] = {}
    for written in recording.text.split():
        bare = written.strip(".,;:!?\"'()-“”‘’")
        normal = words_of(bare)
        if len(normal) == 1 and _is_term(normal[0]) and normal[0] not in known:
            terms.setdefault(normal[0], bare.lower() if bare.isupper() else bare)
    pool = [word for word in common[COMMON:] if len(word) > SHORTEST_TERM and word not in said]
    others = random.Random(7 + draw).sample(pool, min(DISTRACTORS, len(pool)))
    return Case(recording, frozenset(terms), frozenset(others), (*terms.values(), *others))


def split_errors(case: Case, heard: str) -> Split:
    """The errors of a transcript, told apart by whether a term is meant or inserted."""
    import jiwer

    listed = case.terms | case.distractors
    reference, words = words_of(case.recording.text), words_of(heard)
    found = jiwer.process_words(" ".join(reference), " ".join(words) or "<none>")
    total = Split(distractors=sum(word in case.distractors for word in words))
    for piece in found.alignments[0]:
        for word, errors in _errors_of(piece, reference, words):
            total += Split(errors) if word in listed else Split(unbiased=errors)
    return total


def _errors_of(
    piece: object, reference: Sequence[str], words: Sequence[str]
) -> Iterator[tuple[str, Errors]]:
    kind = getattr(piece, "type")  # noqa: B009 - jiwer's classes have no types
    if kind == "insert":
        for place in range(piece.hyp_start_idx, piece.hyp_end_idx):  # type: ignore[attr-defined]
            yield words[place], Errors(insertions=1)
        return
    errors = {
        "equal": Errors(1),
        "delete": Errors(1, deletions=1),
        "substitute": Errors(1, substitutions=1),
    }[kind]
    for place in range(piece.ref_start_idx, piece.ref_end_idx):  # type: ignore[attr-defined]
        yield reference[place], errors


def _errors_report(rounds: Sequence[Sequence[Case]], setting: Setting) -> Report:
    runs: dict[str, list[list[Run]]] = {mode: [[] for _ in rounds] for mode in MODES}
    for number, cases in enumerate(rounds):
        for case in cases:
            for mode in MODES:
                runs[mode][number].append(_run(case, mode, case.recording, setting))
    failures = [
        run.failure for each in runs.values() for some in each for run in some if run.failure
    ]
    figures = [] if failures else [_figures(mode, rounds, runs[mode]) for mode in MODES]
    seconds = sum(case.recording.duration for case in rounds[0])
    return Report(
        title=f"Glossary: {len(rounds[0])} recordings, {seconds:.0f} s, model "
        f"{setting.model.name}, {sum(len(case.terms) for case in rounds[0])} terms and "
        f"{DISTRACTORS} distractors each, drawn {len(rounds)} times",
        columns=COLUMNS,
        rows=tuple(_row(each, figures[0]) for each in figures),
        failures=(*failures, *_faults(figures)),
        figures={"modes": [msgspec.to_builtins(each) for each in figures]},
    )


def _quiet_report(case: Case, setting: Setting) -> Report:
    """A full glossary on recordings in which nobody speaks: there must be no word."""
    folder = new_folder(setting.folder)
    rows, failures = [], []
    for name in MAKERS:
        path = write_noise(name, NOISE_SECONDS, folder / f"{name.replace(' ', '-')}.flac")
        recording = Recording(name, path, NOISE_SECONDS, "en", "")
        for mode in MODES[1:]:
            run = _run(case, mode, recording, setting)
            words = len(run.heard.text.split()) if run.heard else 0
            rows.append((name, mode, str(words)))
            if words or run.failure:
                failures.append(run.failure or f"{name}, {mode}: {words} words")
    return Report(
        title=f"The glossary of {case.recording.id} where nobody speaks",
        columns=("what is heard", "bias", "words"),
        rows=tuple(rows),
        failures=tuple(failures),
        labels=2,
    )


def _run(case: Case, mode: str, recording: Recording, setting: Setting) -> Run:
    glossary = new_folder(setting.folder) / "glossary.txt"
    glossary.write_text("".join(f"{term}\n" for term in case.written), encoding="utf-8")
    options = ["--glossary", str(glossary), "--bias", mode, "--language", "en"]
    return run_longtake(recording, setting, options)


def _figures(mode: str, rounds: Sequence[Sequence[Case]], runs: Sequence[Sequence[Run]]) -> Figures:
    split = Split()
    for cases, some in zip(rounds, runs, strict=True):
        for case, run in zip(cases, some, strict=True):
            assert run.heard is not None
            split += split_errors(case, run.heard.text)
    return Figures(mode, split, tuple(sum(run.ended.usage.cpu for run in some) for some in runs))


def _row(each: Figures, off: Figures) -> tuple[str, ...]:
    biased, unbiased = each.split.biased, each.split.unbiased
    return (
        each.mode,
        f"{(biased + unbiased).rate:.2f}",
        f"{biased.rate:.2f}",
        f"{unbiased.rate:.2f}",
        f"{_edits(biased)} of {biased.words}",
        f"{_edits(unbiased)} of {unbiased.words}",
        str(each.split.distractors),
        spread(each.cpu, 1),
        spread(_times(each, off)),
    )


def _faults(figures: Sequence[Figures]) -> Iterator[str]:
    """What a guarded glossary must do and did not."""
    if not figures:
        return
    off, guarded = figures[0], figures[1]
    if guarded.split.biased.rate > off.split.biased.rate * (1 - FEWER_TERM_ERRORS):
        yield f"guarded: less than {FEWER_TERM_ERRORS:.0%} of the errors in terms are gone"
    if guarded.split.unbiased.rate > off.split.unbiased.rate + MORE_OTHER_ERRORS:
        yield f"guarded: other words have over {MORE_OTHER_ERRORS} points more errors"
    if guarded.split.distractors > off.split.distractors:
        yield f"guarded: {guarded.split.distractors} distractors"
    if min(_times(guarded, off)) > LONGEST:
        yield f"guarded: more than {LONGEST} times the work"


def _times(each: Figures, off: Figures) -> list[float]:
    return [mine / theirs for mine, theirs in zip(each.cpu, off.cpu, strict=True)]


def _edits(errors: Errors) -> int:
    return errors.insertions + errors.deletions + errors.substitutions


def _is_term(word: str) -> bool:
    return len(word) >= SHORTEST_TERM and word.isalpha()
