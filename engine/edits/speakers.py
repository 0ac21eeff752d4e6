"""Edits of who says what."""

from __future__ import annotations

import msgspec

from engine.edits.draft import Draft, Edit, Names, fresh_id
from engine.errors import EditMisfit
from engine.orthography import plain
from engine.transcript import Speaker


class RenameSpeaker(Edit, frozen=True, tag=True):
    """Give a speaker a name; an empty one takes it away. The id stays."""

    speaker: str
    name: str

    def title(self, names: Names) -> str:
        """What the undo menu calls it."""
        return f"Rename {names(self.speaker)} to {self.name}" if self.name else "Remove Name"

    def change(self, draft: Draft) -> None:
        """Put the name over the id."""
        draft.require_speaker(self.speaker)
        draft.put_speaker(Speaker(self.speaker, plain(self.name)))


class RefuseVoice(Edit, frozen=True, tag=True):
    """A speaker is not the person with the known voice `name`, and is not to be taken for them.

    Nothing of the transcript changes.
    """

    speaker: str
    name: str

    def title(self, names: Names) -> str:
        """What the undo menu calls it."""
        return f"{names(self.speaker)} is not {self.name}"

    def change(self, draft: Draft) -> None:
        """The log alone remembers it; see `refused_voices`."""
        draft.require_speaker(self.speaker)


class MergeSpeakers(Edit, frozen=True, tag=True):
    """Several speakers are one: `into`, which takes over the first name if it has none."""

    speakers: tuple[str, ...]
    into: str

    def title(self, names: Names) -> str:
        """What the undo menu calls it."""
        others = [names(speaker) for speaker in self.speakers if speaker != self.into]
        return f"Merge {', '.join(others)} into {names(self.into)}"

    def change(self, draft: Draft) -> None:
        """Give all that they said to one of them."""
        for speaker in (*self.speakers, self.into):
            draft.require_speaker(speaker)
        gone = frozenset(self.speakers) - {self.into}
        if not gone:
            raise EditMisfit("It takes two speakers to merge.")
        draft.relabel(gone, self.into)


class AddSpeaker(Edit, frozen=True, tag=True):
    """Someone whom diarization did not find, to whom segments can be given then."""

    name: str = ""
    new: str = msgspec.field(default_factory=fresh_id)

    def title(self, names: Names) -> str:
        """What the undo menu calls it."""
        return f"Add {self.name or 'Speaker'}"

    def change(self, draft: Draft) -> None:
        """Add the speaker to the list."""
        draft.require_new_speaker(self.new)
        draft.put_speaker(Speaker(self.new, plain(self.name)))


class SplitSpeaker(Edit, frozen=True, tag=True):
    """Two people under one label: what `speaker` says in `segments` was said by somebody new."""

    speaker: str
    segments: tuple[str, ...]
    name: str = ""
    new: str = msgspec.field(default_factory=fresh_id)

    def title(self, names: Names) -> str:
        """What the undo menu calls it."""
        return f"Split {names(self.speaker)}"

    def change(self, draft: Draft) -> None:
        """Make the new speaker and give the segments to it."""
        draft.require_speaker(self.speaker)
        draft.require_new_speaker(self.new)
        places = draft.places(self.segments)
        theirs = [place for place in places if draft.segments[place].speaker == self.speaker]
        if not theirs:
            raise EditMisfit("None of these segments is of that speaker.")
        draft.put_speaker(Speaker(self.new, plain(self.name)))
        draft.assign(theirs, self.new)


class AssignSegments(Edit, frozen=True, tag=True):
    """These segments were said by `speaker`, or by nobody known where that is None."""

    segments: tuple[str, ...]
    speaker: str | None

    def title(self, names: Names) -> str:
        """What the undo menu calls it."""
        what = "Segment" if len(self.segments) == 1 else f"{len(self.segments)} Segments"
        return f"Give {what} to {names(self.speaker)}"

    def change(self, draft: Draft) -> None:
        """Give the segments to the speaker."""
        draft.require_speaker(self.speaker)
        draft.assign(draft.places(self.segments), self.speaker)


class AssignTurn(Edit, frozen=True, tag=True):
    """This segment, and those around it that one speaker says in a row, were said by `speaker`."""

    segment: str
    speaker: str | None

    def title(self, names: Names) -> str:
        """What the undo menu calls it."""
        return f"Give Turn to {names(self.speaker)}"

    def change(self, draft: Draft) -> None:
        """Give the turn to the speaker."""
        draft.require_speaker(self.speaker)
        place, segments = draft.place(self.segment), draft.segments
        first, last = place, place + 1
        while first and segments[first - 1].speaker == segments[place].speaker:
            first -= 1
        while last < len(segments) and segments[last].speaker == segments[place].speaker:
            last += 1
        draft.assign(range(first, last), self.speaker)


class AssignFromHere(Edit, frozen=True, tag=True):
    """This segment, and all after it that have the same speaker, were said by `speaker`."""

    segment: str
    speaker: str | None

    def title(self, names: Names) -> str:
        """What the undo menu calls it."""
        return f"Give All from Here to {names(self.speaker)}"

    def change(self, draft: Draft) -> None:
        """Give this segment and its like after it to the speaker."""
        draft.require_speaker(self.speaker)
        place, segments = draft.place(self.segment), draft.segments
        before = segments[place].speaker
        later = (n for n in range(place, len(segments)) if segments[n].speaker == before)
        draft.assign(list(later), self.speaker)


class AssignWords(Edit, frozen=True, tag=True):
    """Words `first` up to `last` of a segment were said by `speaker`: they get one of their own."""

    segment: str
    first: int
    last: int
    speaker: str | None
    new: str = msgspec.field(default_factory=fresh_id)

    def title(self, names: Names) -> str:
        """What the undo menu calls it."""
        return f"Give Words to {names(self.speaker)}"

    def change(self, draft: Draft) -> None:
        """Cut the segment in two or three, and give one part to the speaker."""
        draft.require_speaker(self.speaker)
        segment = draft.segments[draft.place(self.segment)]
        if not 0 <= self.first < self.last <= len(segment.words):
            raise EditMisfit("The segment does not have these words.")
        after = self.new + ".1"
        for new in (self.new, after):
            draft.require_new_segment(new)
        if self.last < len(segment.words):
            draft.cut(self.segment, self.last, after)
        if self.first:
            draft.cut(self.segment, self.first, self.new)
        draft.assign([draft.place(self.new if self.first else self.segment)], self.speaker)
