"""Which text a decoder settles on: a beam of the likeliest, or the best of several drawn. Pure.

The model is asked for one more token of every row; a search takes what it answers (`Candidate`),
says which rows go on and with which token, and in the end which text is the likeliest by the
average log-probability of its tokens, the end of the text included.
"""

from __future__ import annotations

import math
from collections.abc import Sequence
from typing import NamedTuple, Protocol

from engine.errors import SilentFault


class Candidate(NamedTuple):
    """One more token for a row; `total` is the log-probability of the whole row with it."""

    total: float
    row: int
    token: int


class Found(NamedTuple):
    """A text and the average log-probability of its tokens."""

    tokens: list[int]
    avg_logprob: float


class Search(Protocol):
    """The texts that one window may have, a fixed number of rows."""

    totals: list[float]
    """The log-probability of each row so far."""
    last: list[int]
    """The token that each row goes on with."""
    parents: list[int]
    """The row before the last step that each row goes on from."""

    @property
    def is_done(self) -> bool:
        """Nothing better is to be expected."""
        ...

    def advance(self, candidates: Sequence[Candidate]) -> None:
        """Go on with the best of these."""
        ...

    def best(self) -> Found:
        """The likeliest text."""
        ...


class Beam:
    """The `width` likeliest texts at every step; done when as many have ended.

    Candidates come the likeliest first, twice as many as there are rows: no more than half of them
    can be ends of texts.
    """

    def __init__(self, width: int, end: int, longest: int) -> None:
        self.totals = [0.0] + [float("-inf")] * (width - 1)  # all rows begin alike: one counts
        self.last: list[int] = []
        self.parents: list[int] = []
        self._rows: list[list[int]] = [[] for _ in range(width)]
        self._end = end
        self._longest = longest
        self._ended: list[Found] = []

    @property
    def is_done(self) -> bool:
        """As many texts have ended as there are rows, or none may be longer."""
        return len(self._ended) >= len(self._rows) or len(self._rows[0]) >= self._longest

    def advance(self, candidates: Sequence[Candidate]) -> None:
        """Keep the likeliest; set aside those that end."""
        alive: list[Candidate] = []
        for candidate in candidates:
            if candidate.token == self._end:
                self._ended.append(_found(self._rows[candidate.row], candidate.total))
            else:
                alive.append(candidate)
            if len(alive) == len(self._rows):
                break
        self._rows = [[*self._rows[each.row], each.token] for each in alive]
        self.totals, self.parents, self.last = map(list, zip(*alive, strict=True))

    def best(self) -> Found:
        """The likeliest of those that ended, or of all rows where none did."""
        unended = (_found(*pair) for pair in zip(self._rows, self.totals, strict=True))
        return max(self._ended or unended, key=lambda found: found.avg_logprob)


class Draw:
    """Texts drawn at random, each row for itself; done when all have ended."""

    def __init__(self, width: int, end: int, longest: int) -> None:
        self.totals = [0.0] * width
        self.last: list[int] = []
        self.parents = list(range(width))
        self._rows: list[list[int]] = [[] for _ in range(width)]
        self._open = set(range(width))
        self._end = end
        self._longest = longest

    @property
    def is_done(self) -> bool:
        """Every text has ended, or none may be longer."""
        return not self._open or max(map(len, self._rows)) >= self._longest

    def advance(self, candidates: Sequence[Candidate]) -> None:
        """Take the one candidate of each row that has not ended; what has ended stays."""
        for total, row, token in candidates:
            if row not in self._open:
                continue
            self.totals[row] = total
            if token == self._end:
                self._open.remove(row)
            else:
                self._rows[row].append(token)
        self.last = [
            self._rows[row][-1] if row in self._open else self._end for row in self.parents
        ]

    def best(self) -> Found:
        """The likeliest text that was drawn."""
        found = (_found(*pair) for pair in zip(self._rows, self.totals, strict=True))
        return max(found, key=lambda each: each.avg_logprob)


def checked(total: float) -> float:
    """`total`, unless it is not a number, as only a device that fails can make it."""
    if math.isnan(total):
        raise SilentFault(
            "The accelerator gave a result that cannot be true.",
            "The chunk is recognised again; should this go on, use --device cpu.",
            details="a log-probability is not a number",
        )
    return total


def _found(tokens: list[int], total: float) -> Found:
    return Found(tokens, total / (len(tokens) + 1))
