"""How right a transcript is: errors counted word by word, in all or near certain moments.

Texts are normalised as is usual for Whisper (case, punctuation, numbers, spelling) and aligned with
the fewest edits. Languages written without spaces are scored by character.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from functools import cache
from importlib import import_module
from typing import Any

import msgspec

from tests.benchmarks.recordings import SpokenSegment

WITHOUT_SPACES = frozenset({"ja", "zh", "th"})


class Errors(msgspec.Struct, frozen=True):
    """Edits between a reference of `words` words and what was heard."""

    words: int = 0
    insertions: int = 0
    deletions: int = 0
    substitutions: int = 0

    @property
    def rate(self) -> float:
        """Word error rate in percent; without any reference, insertions count as one each."""
        edits = self.insertions + self.deletions + self.substitutions
        return 100 * edits / max(self.words, 1)

    def __add__(self, other: Errors) -> Errors:
        return Errors(
            self.words + other.words,
            self.insertions + other.insertions,
            self.deletions + other.deletions,
            self.substitutions + other.substitutions,
        )


class TimedWord(msgspec.Struct, frozen=True):
    """A normalised word of the reference and about when it is said."""

    text: str
    time: float


class JudgedWord(msgspec.Struct, frozen=True):
    """What became of the words at `time`: a correct word is `Errors(1)`."""

    time: float
    errors: Errors


def count_errors(reference: str, heard: str, language: str = "en") -> Errors:
    """Errors of `heard` against `reference`, both normalised for `language`."""
    return _count(words_of(reference, language), words_of(heard, language))


def words_of(text: str, language: str = "en") -> list[str]:
    """The normalised words of `text` (characters where no spaces are written)."""
    normal: str = _normaliser(language)(text)
    return normal.split()


def timed_words(segments: Iterable[SpokenSegment], language: str = "en") -> list[TimedWord]:
    """The words of a reference, spread evenly over the segments that they stand in."""
    return [word for segment in segments for word in _spread(segment, language)]


def judge(reference: Sequence[TimedWord], heard: str, language: str = "en") -> list[JudgedWord]:
    """What became of each word of the reference, with what was inserted beside it."""
    import jiwer

    result = jiwer.process_words(
        " ".join(word.text for word in reference), " ".join(words_of(heard, language)) or "<none>"
    )
    return [
        JudgedWord(_time_at(reference, index), errors)
        for piece in result.alignments[0]
        for index, errors in _errors_of(piece)
    ]


def near(judged: Iterable[JudgedWord], marks: Sequence[float], within: float) -> Errors:
    """The errors among words at most `within` seconds from one of `marks`."""
    return total(word.errors for word in judged if _is_near(word.time, marks, within))


def elsewhere(judged: Iterable[JudgedWord], marks: Sequence[float], within: float) -> Errors:
    """The errors among words farther than `within` seconds from all `marks`."""
    return total(word.errors for word in judged if not _is_near(word.time, marks, within))


def total(errors: Iterable[Errors]) -> Errors:
    """The errors of many words together."""
    return sum(errors, Errors())


def _count(reference: list[str], heard: list[str]) -> Errors:
    import jiwer

    if not reference or not heard:
        return Errors(len(reference), insertions=len(heard), deletions=len(reference))
    result = jiwer.process_words(" ".join(reference), " ".join(heard))
    return Errors(len(reference), result.insertions, result.deletions, result.substitutions)


@cache
def _normaliser(language: str) -> Any:
    if language == "en":
        return import_module("whisper_normalizer.english").EnglishTextNormalizer()
    basic = import_module("whisper_normalizer.basic")
    return basic.BasicTextNormalizer(split_letters=language in WITHOUT_SPACES)


def _spread(segment: SpokenSegment, language: str) -> Iterator[TimedWord]:
    words = words_of(segment.text, language)
    step = (segment.end - segment.start) / max(len(words), 1)
    for place, text in enumerate(words):
        yield TimedWord(text, segment.start + (place + 0.5) * step)


def _errors_of(piece: Any) -> Iterator[tuple[int, Errors]]:
    """Each place of the reference that jiwer's alignment `piece` covers, with its errors."""
    if piece.type == "insert":
        yield piece.ref_start_idx, Errors(insertions=piece.hyp_end_idx - piece.hyp_start_idx)
        return
    errors = {
        "equal": Errors(1),
        "delete": Errors(1, deletions=1),
        "substitute": Errors(1, substitutions=1),
    }[piece.type]
    for index in range(piece.ref_start_idx, piece.ref_end_idx):
        yield index, errors


def _time_at(reference: Sequence[TimedWord], index: int) -> float:
    return reference[min(index, len(reference) - 1)].time


def _is_near(time: float, marks: Sequence[float], within: float) -> bool:
    return any(abs(time - mark) <= within for mark in marks)
