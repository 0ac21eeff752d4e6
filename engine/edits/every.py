"""Every edit there is, and how edits are made."""

from __future__ import annotations

from collections.abc import Iterable, Iterator

import msgspec

from engine.edits.chunks import HearAgain, KeepText, UseNewText
from engine.edits.draft import Draft, Edit, Names
from engine.edits.segments import (
    AlignSegments,
    ChangeTimes,
    DeleteSegments,
    InsertSegment,
    JoinSegments,
    MoveBoundary,
    RestoreSegments,
    SplitSegment,
)
from engine.edits.speakers import (
    AddSpeaker,
    AssignFromHere,
    AssignSegments,
    AssignTurn,
    AssignWords,
    MergeSpeakers,
    RefuseVoice,
    RenameSpeaker,
    SplitSpeaker,
)
from engine.edits.wording import ReplaceEverywhere, SetText, SettleWords
from engine.errors import EditMisfit
from engine.transcript import Transcript


def apply(transcript: Transcript, edit: AnyEdit) -> Transcript:
    """The transcript with one edit made; one that does not fit is an `EditMisfit`."""
    draft = Draft(transcript)
    edit.change(draft)
    return draft.transcript()


def apply_all(transcript: Transcript, edits: Iterable[AnyEdit]) -> Applied:
    """The transcript with all `edits` made in their order, those that do not fit left out."""
    draft, skipped = Draft(transcript), []
    for number, edit in enumerate(edits):
        try:
            edit.change(draft)
        except EditMisfit as error:
            skipped.append(Skipped(number, edit, error.message))
    return Applied(draft.transcript(), tuple(skipped))


class Skipped(msgspec.Struct, frozen=True):
    """An edit that did not fit: its number in the log from 0, and why."""

    number: int
    edit: AnyEdit
    reason: str


class Applied(msgspec.Struct, frozen=True):
    """A transcript with edits made, and those that could not be."""

    transcript: Transcript
    skipped: tuple[Skipped, ...] = ()


class Together(Edit, frozen=True, tag=True):
    """Several edits that are made and undone as one: all of them fit, or none is made."""

    edits: tuple[AnyEdit, ...]

    def title(self, names: Names) -> str:
        """What the undo menu calls it: by the last, for which the others make ready."""
        return self.edits[-1].title(names) if self.edits else ""

    def change(self, draft: Draft) -> None:
        """Make each after the other; where one does not fit, `draft` stays as it was."""
        before = draft.copy()
        try:
            for edit in self.edits:
                edit.change(draft)
        except EditMisfit:
            draft.become(before)
            raise


AnyEdit = (
    RenameSpeaker
    | RefuseVoice
    | MergeSpeakers
    | AddSpeaker
    | SplitSpeaker
    | AssignSegments
    | AssignTurn
    | AssignFromHere
    | AssignWords
    | SetText
    | SettleWords
    | ReplaceEverywhere
    | SplitSegment
    | JoinSegments
    | MoveBoundary
    | ChangeTimes
    | AlignSegments
    | DeleteSegments
    | InsertSegment
    | RestoreSegments
    | HearAgain
    | Together
    | UseNewText
    | KeepText
)


def single(edits: Iterable[AnyEdit]) -> Iterator[AnyEdit]:
    """Every edit by itself, those that are made together one after another."""
    for edit in edits:
        if isinstance(edit, Together):
            yield from single(edit.edits)
        else:
            yield edit
