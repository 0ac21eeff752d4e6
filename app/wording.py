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


def clock_time(seconds: float) -> str:
    """1:02:45, or 2:45 of less than an hour."""
    minutes, rest = divmod(int(max(0.0, seconds)), 60)
    hours, minutes = divmod(minutes, 60)
    return f"{hours}:{minutes:02}:{rest:02}" if hours else f"{minutes}:{rest:02}"


def time_left(seconds: float) -> str:
    """About 14 minutes left."""
    minutes = round(seconds / 60)
    return f"about {max(1, minutes)} minutes left"


def duration(seconds: float) -> str:
    """14 minutes."""
    return f"{max(1, round(seconds / 60))} minutes"


def size(number: float) -> str:
    """1.2 GB."""
    return f"{number / 1e9:.1f} GB" if number >= 1e9 else f"{number / 1e6:.0f} MB"
