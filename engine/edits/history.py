"""Undo and redo."""

from __future__ import annotations

from collections.abc import Sequence

from engine.edits.every import AnyEdit, apply, apply_all
from engine.errors import EditMisfit
from engine.transcript import Transcript

_RECENT = 64  # states kept, so that undo is at once
_EVERY = 64  # and of those before, one in so many


class History:
    """A recognised transcript, the log of its edits, and how many of them count now.

    Undo and redo move the cursor; a new edit drops those that were undone. States are kept, which
    is cheap because they share all that did not change.
    """

    def __init__(
        self,
        recognised: Transcript,
        edits: Sequence[AnyEdit] = (),
        cursor: int | None = None,
        state: Transcript | None = None,
    ) -> None:
        """`state` is the transcript at the cursor, where that is known already."""
        self.recognised = recognised
        self.edits = list(edits)
        self.cursor = len(self.edits) if cursor is None else cursor
        self._states: dict[int, Transcript] = {0: recognised}
        if state is not None:
            self._states[self.cursor] = state

    @property
    def transcript(self) -> Transcript:
        """The transcript as it is now; edits that do not fit are left out."""
        return self._at(self.cursor)

    def copy(self) -> History:
        """Another history, to try an edit in; states are shared."""
        other = History(self.recognised, self.edits, self.cursor)
        other._states = dict(self._states)
        return other

    def do(self, edit: AnyEdit) -> Transcript:
        """Make an edit; one that does not fit is an `EditMisfit`, and nothing has changed."""
        changed = apply(self.transcript, edit)
        self._append(self.cursor, edit, changed)
        return changed

    def amend(self, edit: AnyEdit) -> Transcript:
        """Put `edit` in place of the last one, as typing goes on."""
        if self.cursor == 0:
            raise EditMisfit("There is no edit to go on with.")
        changed = apply(self._at(self.cursor - 1), edit)
        self._append(self.cursor - 1, edit, changed)
        return changed

    def undo(self) -> AnyEdit | None:
        """Take back the last edit, and return it; None where there is none."""
        if self.cursor == 0:
            return None
        self.cursor -= 1
        return self.edits[self.cursor]

    def redo(self) -> AnyEdit | None:
        """Make the edit again that was taken back last, and return it."""
        if self.cursor == len(self.edits):
            return None
        self.cursor += 1
        return self.edits[self.cursor - 1]

    def grow(self, recognised: Transcript) -> Transcript:
        """Lay the edits over what is recognised by now."""
        self.recognised, self._states = recognised, {0: recognised}
        return self.transcript

    def _at(self, cursor: int) -> Transcript:
        """The transcript as it was when `cursor` edits counted."""
        if cursor not in self._states:
            nearest = max(known for known in self._states if known <= cursor)
            between = self.edits[nearest:cursor]
            self._keep(cursor, apply_all(self._states[nearest], between).transcript)
        return self._states[cursor]

    def _append(self, after: int, edit: AnyEdit, changed: Transcript) -> None:
        del self.edits[after:]
        self._states = {known: state for known, state in self._states.items() if known <= after}
        self.edits.append(edit)
        self.cursor = after + 1
        self._keep(self.cursor, changed)

    def _keep(self, cursor: int, state: Transcript) -> None:
        self._states[cursor] = state
        old = cursor - _RECENT
        if old % _EVERY:
            self._states.pop(old, None)
