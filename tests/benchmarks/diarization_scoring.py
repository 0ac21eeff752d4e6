"""How right it is who speaks when: the diarization error rate, and words by speaker.

The error rate is NIST's: of all time that somebody speaks (each speaker counted), how much is
missed, invented or given to somebody else, under the best assignment of labels to people. Overlap
is scored. A collar leaves out so many seconds on each side of every boundary of the reference.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from itertools import pairwise

import msgspec

from engine.transcript import SpeakerTurn


class DiarizationErrors(msgspec.Struct, frozen=True):
    """Seconds of speech in the reference, and of what is wrong."""

    total: float = 0.0
    missed: float = 0.0
    invented: float = 0.0
    confused: float = 0.0

    @property
    def rate(self) -> float:
        """Diarization error rate in percent."""
        return 100 * (self.missed + self.invented + self.confused) / max(self.total, 1e-9)

    def __add__(self, other: DiarizationErrors) -> DiarizationErrors:
        return DiarizationErrors(
            self.total + other.total,
            self.missed + other.missed,
            self.invented + other.invented,
            self.confused + other.confused,
        )


class _Span(msgspec.Struct, frozen=True):
    """A stretch in which nothing changes."""

    seconds: float
    real: frozenset[str]
    told: frozenset[str]


def diarization_errors(
    reference: Sequence[SpeakerTurn],
    found: Sequence[SpeakerTurn],
    duration: float,
    collar: float = 0.0,
) -> DiarizationErrors:
    """What is wrong in `found`, from the start to `duration` seconds."""
    spans = list(_spans(reference, found, duration, collar))
    meant = _assignment(spans)
    missed = invented = confused = total = 0.0
    for span in spans:
        right = sum(meant.get(label) in span.real for label in span.told)
        total += span.seconds * len(span.real)
        missed += span.seconds * max(0, len(span.real) - len(span.told))
        invented += span.seconds * max(0, len(span.told) - len(span.real))
        confused += span.seconds * (min(len(span.real), len(span.told)) - right)
    return DiarizationErrors(total, missed, invented, confused)


def words_by_speaker_errors(
    reference: Mapping[str, str], found: Mapping[str, str]
) -> tuple[int, int] | None:
    """Errors and words of cpWER: each speaker's words joined, under the best assignment.

    None where meeteval is not installed.
    """
    import logging

    try:
        from meeteval.wer import cp_word_error_rate
    except ImportError:
        return None
    logging.getLogger("preprocess").setLevel(logging.ERROR)  # meeteval's: it sorts nothing
    score = cp_word_error_rate(dict(reference), dict(found) or {"nobody": ""})
    return int(score.errors), int(score.length)


def _spans(
    reference: Sequence[SpeakerTurn], found: Sequence[SpeakerTurn], duration: float, collar: float
) -> Iterable[_Span]:
    bounds = [moment for turn in reference for moment in (turn.start, turn.end)]
    left_out = [(moment - collar, moment + collar) for moment in bounds] if collar else []
    edges = {0.0, duration, *bounds, *(edge for pair in left_out for edge in pair)}
    edges |= {moment for turn in found for moment in (turn.start, turn.end)}
    for start, end in pairwise(sorted(edge for edge in edges if 0 <= edge <= duration)):
        middle = (start + end) / 2
        if not any(low < middle < high for low, high in left_out):
            yield _Span(end - start, _at(reference, middle), _at(found, middle))


def _at(turns: Sequence[SpeakerTurn], moment: float) -> frozenset[str]:
    return frozenset(turn.speaker for turn in turns if turn.start <= moment < turn.end)


def _assignment(spans: Sequence[_Span]) -> dict[str, str]:
    """The person whom each label means, so that most time is right."""
    import numpy as np
    from scipy.optimize import linear_sum_assignment

    people = sorted(set().union(*(span.real for span in spans))) if spans else []
    labels = sorted(set().union(*(span.told for span in spans))) if spans else []
    shared = np.zeros((len(labels), len(people)))
    for span in spans:
        for label in span.told:
            for person in span.real:
                shared[labels.index(label), people.index(person)] += span.seconds
    rows, columns = linear_sum_assignment(shared, maximize=True)
    return {labels[row]: people[column] for row, column in zip(rows, columns, strict=True)}
