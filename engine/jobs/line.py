"""The jobs that wait for their turn, each with the rank that its document keeps. [pure]

Ranks are numbers with room between them, so that moving one job changes no other job's document.
"""

from __future__ import annotations

from collections.abc import Sequence

import msgspec

from engine.protocol import Submit


class Place(msgspec.Struct, frozen=True):
    """A submission that waits; the smallest rank is next."""

    submission: Submit
    rank: float

    def is_of(self, job: str) -> bool:
        """Whether `job` names it, by its document or its source."""
        return is_job(self.submission, job)


class Line:
    """Who waits, in order."""

    def __init__(self) -> None:
        self._places: list[Place] = []

    def __len__(self) -> int:
        return len(self._places)

    @property
    def jobs(self) -> tuple[str, ...]:
        """The documents of those that wait, the next one first."""
        return tuple(place.submission.document for place in self._places)

    def has(self, job: str) -> bool:
        """Whether this job waits."""
        return any(place.is_of(job) for place in self._places)

    def last_rank(self) -> float:
        """The rank behind which the next one comes."""
        return self._places[-1].rank if self._places else 0.0

    def add(self, submission: Submit, rank: float) -> None:
        """Let a job wait behind all others."""
        self._places.append(Place(submission, rank))

    def take(self) -> Submit:
        """The job whose turn it is; it waits no more."""
        return self._places.pop(0).submission

    def drop(self, job: str) -> list[Submit]:
        """Take a job out of the line; what was taken out."""
        dropped = [place for place in self._places if place.is_of(job)]
        self._places = [place for place in self._places if place not in dropped]
        return [place.submission for place in dropped]

    def move(self, jobs: Sequence[str], before: str = "") -> dict[str, float]:
        """Let `jobs` come in this order right before another, or last; the new ranks of these."""
        movers = [place for job in jobs for place in self._places if place.is_of(job)]
        others = [place for place in self._places if place not in movers]
        at = next((i for i, place in enumerate(others) if place.is_of(before)), len(others))
        low = others[at - 1].rank if at else None
        high = others[at].rank if at < len(others) else None
        ranks = _between(low, high, len(movers))
        moved = [Place(place.submission, rank) for place, rank in zip(movers, ranks, strict=True)]
        self._places = [*others[:at], *moved, *others[at:]]
        return {place.submission.document: place.rank for place in moved}


def is_job(submission: Submit, job: str) -> bool:
    """Whether `job` names this submission, by its document or its source."""
    return job in (submission.document, submission.source)


def _between(low: float | None, high: float | None, count: int) -> list[float]:
    """So many ranks above `low` and below `high`, evenly spaced."""
    if low is None:
        low = 0.0 if high is None else high - count - 1
    if high is None:
        high = low + count + 1
    step = (high - low) / (count + 1)
    return [low + step * number for number in range(1, count + 1)]
