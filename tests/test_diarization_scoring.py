from __future__ import annotations

import pytest

from engine.transcript import SpeakerTurn
from tests.benchmarks.diarization_scoring import diarization_errors, words_by_speaker_errors


def turns(text: str) -> list[SpeakerTurn]:
    """Turns written as "A 0-10, B 8-12"."""
    found = []
    for part in filter(None, text.split(", ")):
        name, span = part.split()
        start, end = span.split("-")
        found.append(SpeakerTurn(float(start), float(end), name))
    return found


@pytest.mark.parametrize(
    ("reference", "found", "missed", "invented", "confused"),
    [
        ("A 0-10", "x 0-10", 0, 0, 0),
        ("A 0-10", "", 10, 0, 0),
        ("A 0-10", "x 0-12", 0, 2, 0),
        ("A 0-10, B 10-20", "x 0-20", 0, 0, 10),
        ("A 0-10, B 10-20", "y 0-10, x 10-20", 0, 0, 0),
        ("A 0-10, B 5-10", "x 0-10", 5, 0, 0),
        ("A 0-10, B 5-10", "x 0-10, y 5-10", 0, 0, 0),
        ("A 0-10", "x 0-6, y 6-10", 0, 0, 4),
        ("A 0-4, B 4-10", "x 0-3, y 3-10", 0, 0, 1),
    ],
)
def test_what_is_wrong_is_counted_in_seconds(
    reference: str, found: str, missed: float, invented: float, confused: float
) -> None:
    errors = diarization_errors(turns(reference), turns(found), 20.0)
    assert (errors.missed, errors.invented, errors.confused) == (missed, invented, confused)


def test_the_rate_is_of_all_that_is_spoken() -> None:
    errors = diarization_errors(turns("A 0-10, B 5-15"), turns("x 0-10"), 20.0)
    assert errors.total == 20
    assert errors.rate == pytest.approx(50.0)


def test_a_collar_forgives_what_is_near_a_boundary() -> None:
    reference, found = turns("A 2-10"), turns("x 2.2-10.2")
    assert diarization_errors(reference, found, 20.0).rate > 4
    assert diarization_errors(reference, found, 20.0, collar=0.25).rate == 0
    assert diarization_errors(reference, found, 20.0, collar=0.1).rate > 2


def test_what_is_beyond_the_end_does_not_count() -> None:
    assert diarization_errors(turns("A 0-10"), turns("x 0-30"), 10.0).rate == 0


def test_errors_of_several_recordings_are_added_by_their_seconds() -> None:
    one = diarization_errors(turns("A 0-10"), turns(""), 10.0)
    other = diarization_errors(turns("A 0-30"), turns("x 0-30"), 30.0)
    assert (one + other).rate == pytest.approx(25.0)


def test_it_is_the_rate_that_pyannote_computes() -> None:
    from pyannote.core import Annotation, Segment, Timeline
    from pyannote.metrics.diarization import DiarizationErrorRate

    reference = turns("A 0.5-7.2, B 6.1-11.4, A 12.0-15.5, C 15.0-22.7")
    found = turns("x 0.9-6.9, y 6.9-11.1, x 11.1-14.2, z 14.8-23.1, x 23.1-24.0")

    def annotation(given: list[SpeakerTurn]) -> Annotation:
        made = Annotation()
        for place, turn in enumerate(given):
            made[Segment(turn.start, turn.end), place] = turn.speaker
        return made

    for collar in (0.0, 0.25):
        metric = DiarizationErrorRate(collar=2 * collar)
        expected = metric(
            annotation(reference), annotation(found), uem=Timeline([Segment(0, 24.5)])
        )
        rate = diarization_errors(reference, found, 24.5, collar).rate
        assert rate == pytest.approx(100 * expected, abs=0.01)


def test_words_are_held_against_whom_they_fit_best() -> None:
    pytest.importorskip("meeteval")
    reference = {"Ann": "how are you", "Bob": "fine"}
    assert words_by_speaker_errors(reference, {"1": "fine", "2": "how are you"}) == (0, 4)
    assert words_by_speaker_errors(reference, {"1": "how are you fine"}) == (2, 4)
    assert words_by_speaker_errors(reference, {}) == (4, 4)
