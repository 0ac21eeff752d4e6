"""Where caret and selection were before and after each edit, so that undo and redo lead there.

An edit is known by its number in the history, from 1. What others did to the same number since is
another edit, and nothing is remembered of it.
"""

from __future__ import annotations

import msgspec

from engine.edits import AnyEdit


class Mark(msgspec.Struct, frozen=True):
    """An end of a selection: a place that is found again wherever its segment is by then."""

    segment: str
    row: int
    offset: int


Marks = tuple[Mark, Mark]
"""Where a selection begins, and its caret."""


class Step(msgspec.Struct, frozen=True):
    """An edit with what was selected before and after it."""

    edit: AnyEdit
    before: Marks
    after: Marks


class Trail:
    """The steps of one pen."""

    def __init__(self) -> None:
        self._steps: dict[int, Step] = {}

    def note(self, number: int, step: Step, amended: AnyEdit | None = None) -> None:
        """Remember a step; one that goes on where `amended` was began where that began."""
        known = self._steps.get(number)
        if amended is not None and known is not None and known.edit == amended:
            step = msgspec.structs.replace(step, before=known.before)
        self._steps = {n: each for n, each in self._steps.items() if n < number}
        self._steps[number] = step

    def marks(self, number: int, edit: AnyEdit, back: bool) -> Marks | None:
        """Where an edit that is taken back, or made again, leads; None where it is not known."""
        step = self._steps.get(number)
        if step is None or step.edit != edit:
            return None
        return step.before if back else step.after
