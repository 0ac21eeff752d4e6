"""Edits of the segments: where they begin and end, and which there are."""

from __future__ import annotations

import math
from collections.abc import Iterator, Sequence

import msgspec
from msgspec.structs import replace

from engine.edits.draft import Draft, Edit, Names, fresh_id, origins_of, said_by
from engine.errors import EditMisfit
from engine.rewording import Room, in_order, reworded, spaced
from engine.transcript import Segment, Transcript, Word


class SplitSegment(Edit, frozen=True, tag=True):
    """The segment ends before its word number `at`, and a new one begins with that word."""

    segment: str
    at: int
    new: str = msgspec.field(default_factory=fresh_id)

    def title(self, names: Names) -> str:
        """What the undo menu calls it."""
        return "Split Segment"

    def change(self, draft: Draft) -> None:
        """Cut the segment in two."""
        segment = draft.segments[draft.place(self.segment)]
        if not 0 < self.at < len(segment.words):
            raise EditMisfit("A segment can be split between two of its words only.")
        draft.require_new_segment(self.new)
        draft.cut(self.segment, self.at, self.new)


class JoinSegments(Edit, frozen=True, tag=True):
    """Segments that follow one another are one, said by the speaker of the first."""

    segments: tuple[str, ...]

    def title(self, names: Names) -> str:
        """What the undo menu calls it."""
        return "Join Segments"

    def change(self, draft: Draft) -> None:
        """Put all words into the first segment, and take the others away."""
        parts = draft.neighbours(self.segments)
        first = parts[0]
        words = list(first.words)
        for part in parts[1:]:
            words += spaced(part.words, draft.language) if words else part.words
        for part in parts[1:]:
            draft.remove(part.id)
        joined = replace(
            first,
            end=max(part.end for part in parts),
            words=in_order(words),
            origins=origins_of(*parts),
        )
        draft.put(said_by(joined, first.speaker))


class MoveBoundary(Edit, frozen=True, tag=True):
    """Of the words of two segments in a row, the first `at` belong to the left one."""

    left: str
    right: str
    at: int

    def title(self, names: Names) -> str:
        """What the undo menu calls it."""
        return "Move Boundary"

    def change(self, draft: Draft) -> None:
        """Hand words from one segment to the other."""
        left, right = draft.neighbours((self.left, self.right))
        words = in_order((*left.words, *spaced(right.words, draft.language)))
        if not 0 < self.at < len(words):
            raise EditMisfit("Each of the two segments must keep a word.")
        if self.at == len(left.words):
            return
        one, other = words[: self.at], words[self.at :]
        origins = origins_of(left, right)
        left = replace(left, words=one, end=max(one[-1].end, left.start), origins=origins)
        start, end = other[0].start, max(right.end, other[-1].end)
        right = replace(right, words=other, start=start, end=end, origins=origins)
        draft.put(said_by(left, left.speaker))
        draft.put(said_by(right, right.speaker))


class ChangeTimes(Edit, frozen=True, tag=True):
    """The segment lasts from `start` to `end`.

    If it only moved, its words move along; else they stay where they are if they can, and are
    drawn together or apart if they cannot.
    """

    segment: str
    start: float
    end: float

    def title(self, names: Names) -> str:
        """What the undo menu calls it."""
        return "Change Times"

    def change(self, draft: Draft) -> None:
        """Fit the words into the new times."""
        segment = draft.segments[draft.place(self.segment)]
        _require_span(self.start, self.end)
        words = tuple(_fitted(segment, self.start, self.end))
        draft.put(replace(segment, start=self.start, end=self.end, words=words))


class Timing(msgspec.Struct, frozen=True):
    """When the words of a segment that reads `text` are said: start and end of each."""

    segment: str
    text: str
    times: tuple[tuple[float, float], ...]


class AlignSegments(Edit, frozen=True, tag=True):
    """The words of segments are said at these times, as the sound has it; no text changes.

    A segment that is gone, or reads otherwise since, is left alone; one at least must be left.
    """

    timings: tuple[Timing, ...]

    @property
    def segments(self) -> tuple[str, ...]:
        """The ids of the segments that were aligned."""
        return tuple(timing.segment for timing in self.timings)

    def title(self, names: Names) -> str:
        """What the undo menu calls it."""
        return "Align Again"

    def change(self, draft: Draft) -> None:
        """Give the words their times, in order and inside their segment."""
        aligned = [segment for timing in self.timings for segment in _aligned(timing, draft)]
        if not aligned:
            raise EditMisfit("The text was changed since it was aligned.")
        for segment in aligned:
            draft.put(segment)


class DeleteSegments(Edit, frozen=True, tag=True):
    """Take segments out of the transcript."""

    segments: tuple[str, ...]

    def title(self, names: Names) -> str:
        """What the undo menu calls it."""
        many = len(self.segments) > 1
        return f"Delete {len(self.segments)} Segments" if many else "Delete Segment"

    def change(self, draft: Draft) -> None:
        """Take them out."""
        draft.places(self.segments)
        for segment in dict.fromkeys(self.segments):
            draft.remove(segment)


class InsertSegment(Edit, frozen=True, tag=True):
    """Somebody says `text` from `start` to `end`, which recognition did not hear."""

    start: float
    end: float
    text: str
    speaker: str | None = None
    new: str = msgspec.field(default_factory=fresh_id)

    def title(self, names: Names) -> str:
        """What the undo menu calls it."""
        return "Insert Segment"

    def change(self, draft: Draft) -> None:
        """Put the segment where its start belongs."""
        draft.require_speaker(self.speaker)
        draft.require_new_segment(self.new)
        _require_span(self.start, self.end)
        words = reworded((), self.text, Room(self.start, self.end, draft.language, self.speaker))
        chunk = draft.chunk_at(self.start)
        draft.insert(
            Segment(self.new, self.start, self.end, words, chunk=chunk, speaker=self.speaker)
        )


class RestoreSegments(Edit, frozen=True, tag=True):
    """All that was made of `parts` is again as it was recognised; `restoring` makes the edit.

    `parts` are the ids of the originals, and of what the user inserted and joined to them.
    """

    originals: tuple[Segment, ...]
    parts: tuple[str, ...]

    def title(self, names: Names) -> str:
        """What the undo menu calls it."""
        return "Restore Original"

    def change(self, draft: Draft) -> None:
        """Put the originals in place of all that was made of them."""
        wanted = set(self.parts)
        made = [segment for segment in draft.segments if wanted & set(origins_of(segment))]
        if any(not wanted.issuperset(origins_of(segment)) for segment in made):
            raise EditMisfit("These segments were joined with others since.")
        restored = [_with_speaker_of(made, original, draft) for original in self.originals]
        for segment in made:
            draft.remove(segment.id)
        for original in restored:
            draft.insert(original)


def restoring(recognised: Transcript, edited: Transcript, segment: str) -> RestoreSegments:
    """The edit that brings back what was recognised where `segment` is now.

    Where segments were joined or split, all that belong together come back; a deleted segment is
    restored by its own id. What the user inserted has no original: `EditMisfit`.
    """
    links = [set(origins_of(made)) for made in edited.segments]
    here = next((made for made in edited.segments if made.id == segment), None)
    wanted = set(origins_of(here)) if here else {segment}
    grown = True
    while grown:
        reached = wanted.union(*(link for link in links if link & wanted))
        grown, wanted = reached != wanted, reached
    originals = tuple(known for known in recognised.segments if known.id in wanted)
    if not originals:
        raise EditMisfit("This segment was not recognised but inserted.")
    return RestoreSegments(originals, tuple(sorted(wanted)))


def _fitted(segment: Segment, start: float, end: float) -> Iterator[Word]:
    """The words of a segment that is to last from `start` to `end`."""
    moved = start - segment.start
    scale = (end - start) / segment.duration if segment.duration > 0 else 0.0
    fits = all(start <= word.start and word.end <= end for word in segment.words)
    for word in segment.words:
        if abs((end - start) - segment.duration) < 1e-6:
            first, last = word.start + moved, word.end + moved
        elif fits:
            first, last = word.start, word.end
        else:
            first = start + (word.start - segment.start) * scale
            last = start + (word.end - segment.start) * scale
        first = min(max(first, start), end)
        yield replace(word, start=first, end=min(max(last, first), end))


def _aligned(timing: Timing, draft: Draft) -> Iterator[Segment]:
    """The segment with the times that were found for its words; nothing where it is another."""
    if not draft.has_segment(timing.segment):
        return
    segment = draft.segments[draft.place(timing.segment)]
    if segment.text != timing.text or len(segment.words) != len(timing.times):
        return
    words = []
    for word, times in zip(segment.words, timing.times, strict=True):
        start, end = (min(max(time, segment.start), segment.end) for time in times)
        words.append(replace(word, start=start, end=end))
    yield replace(segment, words=in_order(words))


def _require_span(start: float, end: float) -> None:
    if not (math.isfinite(start) and math.isfinite(end) and 0 <= start < end):
        raise EditMisfit(f"Nothing can last from {start:.3f} to {end:.3f} s.")


def _with_speaker_of(made: Sequence[Segment], original: Segment, draft: Draft) -> Segment:
    """The original, said by whom the user gave its words to, where that is one speaker."""
    theirs = {segment.speaker for segment in made if original.id in origins_of(segment)}
    if len(theirs) == 1:
        return said_by(original, theirs.pop())
    return original if draft.has_speaker(original.speaker) else said_by(original, None)
