"""Edits about a part of the film that is heard again."""

from __future__ import annotations

from collections.abc import Iterable

import msgspec
from msgspec.structs import replace

from engine.edits.draft import Draft, Edit, Names, fresh_id, origins_of, said_by
from engine.errors import EditMisfit
from engine.transcript import Segment


class HearAgain(Edit, frozen=True, tag=True):
    """The user has a chunk heard again; its `segments` stand until another edit says otherwise.

    Nothing of the transcript changes.
    """

    chunk: int
    segments: tuple[str, ...]

    def title(self, names: Names) -> str:
        """What the undo menu calls it."""
        return "Hear Again"

    def change(self, draft: Draft) -> None:
        """What rests on an edit stays where it is recognised anew."""


class UseNewText(Edit, frozen=True, tag=True):
    """A chunk that was recognised anew reads `heard`, in place of all that was made of `parts`."""

    chunk: int
    heard: tuple[Segment, ...]
    parts: tuple[str, ...]
    new: str = msgspec.field(default_factory=fresh_id)

    @property
    def text(self) -> str:
        """What was heard."""
        return text_of(self.heard)

    def title(self, names: Names) -> str:
        """What the undo menu calls it."""
        return "Use New Text"

    def change(self, draft: Draft) -> None:
        """Put what was heard in place of the old text; its segments are others than they were."""
        wanted = set(self.parts)
        made = [segment for segment in draft.segments if wanted & set(origins_of(segment))]
        if any(not wanted.issuperset(origins_of(segment)) for segment in made):
            raise EditMisfit("Its segments were joined with those of other parts.")
        for number in range(len(self.heard)):
            draft.require_new_segment(f"{self.new}.{number}")
        for segment in made:
            draft.remove(segment.id)
        for number, said in enumerate(self.heard):
            known = said if draft.has_speaker(said.speaker) else said_by(said, None)
            draft.insert(replace(known, id=f"{self.new}.{number}", origins=self.parts))


class KeepText(Edit, frozen=True, tag=True):
    """What the user made of a chunk stays, although it was recognised anew and reads `text`.

    Nothing of the transcript changes.
    """

    chunk: int
    text: str

    def title(self, names: Names) -> str:
        """What the undo menu calls it."""
        return "Keep Text"

    def change(self, draft: Draft) -> None:
        """The log alone remembers it; see `decided`."""


def text_of(segments: Iterable[Segment]) -> str:
    """What segments read, however they are cut."""
    return " ".join(said.text for said in segments)
