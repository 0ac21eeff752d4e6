"""Words for people. (Stand-in.)"""

from __future__ import annotations

import msgspec

from engine.errors import Problem


class Worded(msgspec.Struct, frozen=True):
    """A problem in words."""

    title: str
    sentence: str
    button: str = ""
    action: str = ""


def worded(problem: Problem) -> Worded:
    """A problem as it is told to people."""
    return Worded(problem.message, problem.hint)
