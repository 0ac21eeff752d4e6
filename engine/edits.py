"""Every edit that a user can make, as a value; applying it to a transcript gives a new transcript.

    talk = apply(talk, RenameSpeaker("SPEAKER_00", "Anna"))
    done = apply_all(recognised, document.edits)      # done.transcript, done.skipped

An edit names segments and speakers by their lasting ids, so it can be laid over a transcript that
has grown since. What it needs and does not find makes it an `EditMisfit`: `apply` raises that,
`apply_all` leaves the edit out and says so. Edits of everything (a merge, a replacement) mean all
that is there when they are applied, so also what was recognised after they were made.

Edits that make a segment or a speaker carry its id in `new`, drawn when the edit is made: the same
log always gives the same transcript, and an edit that is in it already does not fit twice.

Segments stay in the order of their starts, words in the order of theirs, and every value that an
edit leaves alone is shared between the transcript before and after it.
"""

from __future__ import annotations

import math
import re
import secrets
from bisect import bisect_right
from collections import Counter
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from copy import copy
from itertools import count
from operator import attrgetter
from typing import Annotated

import msgspec
from msgspec import Meta
from msgspec.structs import replace

from engine.errors import EditMisfit
from engine.orthography import SPACELESS, plain
from engine.rewording import Change, Room, in_order, respelled, reworded, settled, spaced
from engine.transcript import Segment, Speaker, SpeakerTurn, Transcript, Word

_ID = attrgetter("id")
Names = Callable[[str | None], str]
"""What people call a speaker, by its id."""


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


def fresh_id() -> str:
    """An id that no segment and no speaker has: "u" and 12 hexadecimal digits."""
    return "u" + secrets.token_hex(6)


def is_fresh(segment: str) -> bool:
    """Whether an id is one that an edit drew, or a part of that."""
    return segment.startswith("u")


class Edit(msgspec.Struct, frozen=True):
    """Base of all edits."""

    def title(self, names: Names) -> str:
        """What the undo menu calls it, as in "Undo …"."""
        raise NotImplementedError

    def change(self, draft: Draft) -> None:
        """Make it in `draft`; whatever does not fit is found before anything is changed."""
        raise NotImplementedError


# --- speakers -------------------------------------------------------------------------------------


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


# --- text -----------------------------------------------------------------------------------------


class SetText(Edit, frozen=True, tag=True):
    """The segment reads `text`; words that are still in it keep their times."""

    segment: str
    text: str

    def title(self, names: Names) -> str:
        """What the undo menu calls it."""
        return "Typing"

    def change(self, draft: Draft) -> None:
        """Put the new words in place of the old."""
        segment = draft.segments[draft.place(self.segment)]
        words = reworded(segment.words, self.text, draft.room(segment))
        draft.put(replace(segment, words=words))


class SettleWords(Edit, frozen=True, tag=True):
    """Words `first` up to `last` of a segment read `text`, for certain: the user has looked.

    `text` may be what they read before, or another reading of them.
    """

    segment: str
    first: int
    last: int
    text: str

    def title(self, names: Names) -> str:
        """What the undo menu calls it."""
        return f"Settle on “{self.text}”"

    def change(self, draft: Draft) -> None:
        """Put the reading in place of the words, with probability 1."""
        segment = draft.segments[draft.place(self.segment)]
        if not 0 <= self.first < self.last <= len(segment.words):
            raise EditMisfit("The segment does not have these words.")
        if not plain(self.text):
            raise EditMisfit("No reading is given.")
        span = self.first, self.last
        draft.put(
            replace(segment, words=settled(segment.words, *span, self.text, draft.room(segment)))
        )


class ReplaceEverywhere(Edit, frozen=True, tag=True):
    """Every `find` in the film, or in what `speaker` says, reads `replacement`.

    With `regex`, `find` is a regular expression and `replacement` may name its groups. Whole words
    mean nothing in languages that put no spaces between them.
    """

    find: Annotated[str, Meta(min_length=1)]
    replacement: str
    whole_word: bool = True
    match_case: bool = True
    regex: bool = False
    speaker: str | None = None

    def title(self, names: Names) -> str:
        """What the undo menu calls it."""
        return f"Replace “{self.find}” by “{self.replacement}”"

    def change(self, draft: Draft) -> None:
        """Respell every phrase in which it is found."""
        language = draft.language
        for segment, changes in self._changes(draft.segments, language):
            draft.put(
                replace(segment, words=respelled(segment.words, changes, draft.room(segment)))
            )

    def matches(self, transcript: Transcript) -> tuple[Match, ...]:
        """Where it would be made, in order of time; nothing is changed."""
        found = self._changes(transcript.segments, transcript.language)
        return tuple(
            Match(segment.id, change.start, change.end, change.text)
            for segment, changes in found
            for change in changes
        )

    def _changes(
        self, segments: Sequence[Segment], language: str
    ) -> list[tuple[Segment, list[Change]]]:
        pattern, change = self._pattern(language), self._change()
        found = []
        for segment in segments:
            if self.speaker is None or segment.speaker == self.speaker:
                hits = pattern.finditer(segment.text)
                changes = [change(hit) for hit in hits if hit.end() > hit.start()]
                if changes:
                    found.append((segment, changes))
        return found

    def _pattern(self, language: str) -> re.Pattern[str]:
        source = self.find if self.regex else re.escape(self.find)
        if self.whole_word and language not in SPACELESS:
            source = rf"(?<!\w)(?:{source})(?!\w)"
        try:
            return re.compile(source, 0 if self.match_case else re.IGNORECASE)
        except (re.error, OverflowError) as error:
            raise _bad_pattern(self.find, error) from error

    def _change(self) -> Callable[[re.Match[str]], Change]:
        """What makes a change of each place that is found."""
        if self.regex:
            return self._expanded
        text = plain_inside(self.replacement)
        return lambda hit: Change(hit.start(), hit.end(), text)

    def _expanded(self, hit: re.Match[str]) -> Change:
        try:
            text = hit.expand(self.replacement)
        except (re.error, IndexError) as error:
            raise _bad_pattern(self.replacement, error) from error
        return Change(hit.start(), hit.end(), plain_inside(text))


class Match(msgspec.Struct, frozen=True):
    """Characters `start` to `end` of a segment's text, and what they would become."""

    segment: str
    start: int
    end: int
    text: str


# --- segments -------------------------------------------------------------------------------------


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
            origins=_origins(*parts),
        )
        draft.put(_said_by(joined, first.speaker))


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
        origins = _origins(left, right)
        left = replace(left, words=one, end=max(one[-1].end, left.start), origins=origins)
        start, end = other[0].start, max(right.end, other[-1].end)
        right = replace(right, words=other, start=start, end=end, origins=origins)
        draft.put(_said_by(left, left.speaker))
        draft.put(_said_by(right, right.speaker))


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
        made = [segment for segment in draft.segments if wanted & set(_origins(segment))]
        if any(not wanted.issuperset(_origins(segment)) for segment in made):
            raise EditMisfit("These segments were joined with others since.")
        restored = [_with_speaker_of(made, original, draft) for original in self.originals]
        for segment in made:
            draft.remove(segment.id)
        for original in restored:
            draft.insert(original)


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


def single(edits: Iterable[AnyEdit]) -> Iterator[AnyEdit]:
    """Every edit by itself, those that are made together one after another."""
    for edit in edits:
        if isinstance(edit, Together):
            yield from single(edit.edits)
        else:
            yield edit


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
        made = [segment for segment in draft.segments if wanted & set(_origins(segment))]
        if any(not wanted.issuperset(_origins(segment)) for segment in made):
            raise EditMisfit("Its segments were joined with those of other parts.")
        for number in range(len(self.heard)):
            draft.require_new_segment(f"{self.new}.{number}")
        for segment in made:
            draft.remove(segment.id)
        for number, said in enumerate(self.heard):
            known = said if draft.has_speaker(said.speaker) else _said_by(said, None)
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


def decided(edits: Iterable[AnyEdit]) -> dict[int, str]:
    """About which new text of each chunk the user has decided last."""
    return {
        edit.chunk: edit.text for edit in single(edits) if isinstance(edit, UseNewText | KeepText)
    }


def text_of(segments: Iterable[Segment]) -> str:
    """What segments read, however they are cut."""
    return " ".join(said.text for said in segments)


def restoring(recognised: Transcript, edited: Transcript, segment: str) -> RestoreSegments:
    """The edit that brings back what was recognised where `segment` is now.

    Where segments were joined or split, all that belong together come back; a deleted segment is
    restored by its own id. What the user inserted has no original: `EditMisfit`.
    """
    links = [set(_origins(made)) for made in edited.segments]
    here = next((made for made in edited.segments if made.id == segment), None)
    wanted = set(_origins(here)) if here else {segment}
    grown = True
    while grown:
        reached = wanted.union(*(link for link in links if link & wanted))
        grown, wanted = reached != wanted, reached
    originals = tuple(known for known in recognised.segments if known.id in wanted)
    if not originals:
        raise EditMisfit("This segment was not recognised but inserted.")
    return RestoreSegments(originals, tuple(sorted(wanted)))


def to_align(
    recognised: Transcript, edited: Transcript, edits: Iterable[AnyEdit]
) -> tuple[Segment, ...]:
    """The segments with words that were not recognised there, and so have a share of time only.

    Those whose words were aligned since, as they read now, are left out.
    """
    known = {said.id: said for said in recognised.segments}
    aligned = {
        timing.segment: timing.text
        for edit in single(edits)
        if isinstance(edit, AlignSegments)
        for timing in edit.timings
    }
    return tuple(
        said
        for said in edited.segments
        if said.text and known.get(said.id) is not said
        if aligned.get(said.id) != said.text
        if _heard_of(said.words) - _heard_of(_words_of(known, _origins(said)))
    )


def _words_of(known: Mapping[str, Segment], segments: Iterable[str]) -> Iterator[Word]:
    for segment in segments:
        if segment in known:
            yield from known[segment].words


def _heard_of(words: Iterable[Word]) -> Counter[str]:
    return Counter(word.text.strip() for word in words)


def refused_voices(edits: Iterable[AnyEdit]) -> frozenset[tuple[str, str]]:
    """Which speakers are not which known voices, as the user said; by id and name.

    Who was merged into somebody else takes along who they are not.
    """
    refused: set[tuple[str, str]] = set()
    for edit in single(edits):
        if isinstance(edit, RefuseVoice):
            refused.add((edit.speaker, edit.name))
        elif isinstance(edit, MergeSpeakers):
            gone = {name for speaker, name in refused if speaker in edit.speakers}
            refused |= {(edit.into, name) for name in gone}
    return frozenset(refused)


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


def titled(edit: AnyEdit, transcript: Transcript) -> str:
    """What the undo menu calls an edit of this transcript."""
    known = {speaker.id: speaker.name for speaker in transcript.speakers}
    return edit.title(lambda speaker: known.get(speaker or "") or speaker or "Nobody")


def titles(recognised: Transcript, edits: Iterable[AnyEdit]) -> tuple[str, ...]:
    """What a log's edits are called, each by the names that people had when it was made."""
    known = {speaker.id: speaker.name for speaker in recognised.speakers}
    called = []
    for edit in edits:
        called.append(edit.title(lambda speaker: known.get(speaker or "") or speaker or "Nobody"))
        for part in single((edit,)):
            if isinstance(part, RenameSpeaker):
                known[part.speaker] = part.name
            elif isinstance(part, AddSpeaker | SplitSpeaker):
                known[part.new] = part.name
    return tuple(called)


def segments_named(edit: AnyEdit) -> tuple[str, ...]:
    """The ids of the segments that an edit refers to."""
    if isinstance(edit, Together):
        return tuple(named for part in edit.edits for named in segments_named(part))
    one = (getattr(edit, field, None) for field in ("segment", "left", "right"))
    several = (*getattr(edit, "segments", ()), *getattr(edit, "parts", ()))
    return (*(each for each in one if each is not None), *several)


def names_speakers(edit: AnyEdit) -> bool:
    """Whether an edit refers to speakers by their labels."""
    if isinstance(edit, Together):
        return any(map(names_speakers, edit.edits))
    labels = (getattr(edit, field, None) for field in ("speaker", "speakers", "into"))
    return any(label is not None for label in labels)


# --- undo and redo --------------------------------------------------------------------------------

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


# --- a transcript under change --------------------------------------------------------------------


class Draft:
    """A transcript while edits are made in it: segments by place and by id, in order of start."""

    def __init__(self, transcript: Transcript) -> None:
        self.segments = list(transcript.segments)
        self.language = transcript.language
        self._whole = transcript
        self._speakers = {speaker.id: speaker for speaker in transcript.speakers}
        self._turns = transcript.turns
        # Where each segment was when last seen: near there it still is.
        self._hints = dict(zip(map(_ID, self.segments), count(), strict=False))

    def copy(self) -> Draft:
        """Another draft of the same; what they share is never changed."""
        other = copy(self)
        other.become(self)
        return other

    def become(self, other: Draft) -> None:
        """Be what another draft is now."""
        self.segments, self._turns = list(other.segments), other._turns
        self._speakers, self._hints = dict(other._speakers), dict(other._hints)

    def transcript(self) -> Transcript:
        """What it has become."""
        return replace(
            self._whole,
            segments=tuple(self.segments),
            speakers=tuple(self._speakers.values()),
            turns=self._turns,
        )

    def room(self, segment: Segment) -> Room:
        """The segment as a place for words."""
        return Room(segment.start, segment.end, self.language, segment.speaker)

    def place(self, segment: str) -> int:
        """Where a segment is; `EditMisfit` if it is not there."""
        hint = self._hints.get(segment)
        if hint is None:
            raise EditMisfit(f"There is no segment {segment!r}.")
        if hint >= len(self.segments) or self.segments[hint].id != segment:
            hint = self._hints[segment] = _nearest(self.segments, segment, hint)
        return hint

    def places(self, segments: Sequence[str]) -> list[int]:
        """Where segments are; at least one must be asked for, and all be there."""
        if not segments:
            raise EditMisfit("No segment is named.")
        return [self.place(segment) for segment in segments]

    def neighbours(self, segments: Sequence[str]) -> list[Segment]:
        """Two segments or more that must follow one another."""
        places = self.places(segments)
        if len(places) < 2 or places != list(range(places[0], places[0] + len(places))):
            raise EditMisfit("These segments do not follow one another.")
        return [self.segments[place] for place in places]

    def chunk_at(self, moment: float) -> int:
        """The chunk in which somebody speaks at this moment or before it."""
        place = bisect_right(self.segments, moment, key=lambda segment: segment.start)
        return self.segments[max(place - 1, 0)].chunk if self.segments else 0

    def put(self, segment: Segment) -> None:
        """Put a segment in place of the one with its id."""
        place = self.place(segment.id)
        if self._is_in_order(place, segment.start):
            self.segments[place] = segment
        else:
            self.remove(segment.id)
            self.insert(segment)

    def insert(self, segment: Segment) -> None:
        """Put a new segment after those that start before it or with it."""
        place = bisect_right(self.segments, segment.start, key=lambda other: other.start)
        self.segments.insert(place, segment)
        self._hints[segment.id] = place

    def remove(self, segment: str) -> None:
        """Take a segment out."""
        del self.segments[self.place(segment)]
        del self._hints[segment]

    def cut(self, segment: str, at: int, new: str) -> None:
        """Give the words from `at` on to a new segment right behind."""
        place = self.place(segment)
        whole = self.segments[place]
        one, other = whole.words[:at], whole.words[at:]
        origins = _origins(whole)
        end = min(max(one[-1].end, whole.start), whole.end)
        start = min(max(other[0].start, whole.start), whole.end)
        self.segments[place] = replace(whole, words=one, end=end, origins=origins)
        part = replace(whole, id=new, words=other, start=start, origins=origins)
        following = self.segments[place + 1 : place + 2]
        if following and following[0].start < start:
            self.insert(part)
        else:
            self.segments.insert(place + 1, part)
            self._hints[new] = place + 1

    def assign(self, places: Iterable[int], speaker: str | None) -> None:
        """Give segments to a speaker."""
        for place in places:
            self.segments[place] = _said_by(self.segments[place], speaker)

    def relabel(self, gone: frozenset[str], into: str) -> None:
        """Give all that some speakers said to another one, and strike them from the list."""
        for place, segment in enumerate(self.segments):
            if segment.speaker in gone or any(word.speaker in gone for word in segment.words):
                self.segments[place] = _relabelled(segment, gone, into)
        self._turns = tuple(
            SpeakerTurn(turn.start, turn.end, into) if turn.speaker in gone else turn
            for turn in self._turns
        )
        known = [speaker for speaker in self._speakers.values() if speaker.id in gone]
        name = next((speaker.name for speaker in known if speaker.name), "")
        kept = self._speakers.get(into, Speaker(into))
        self.put_speaker(kept if kept.name else Speaker(into, name))
        for speaker in gone:
            self._speakers.pop(speaker, None)

    def put_speaker(self, speaker: Speaker) -> None:
        """Add a speaker, or put it in place of the one with its id."""
        self._speakers[speaker.id] = speaker

    def has_speaker(self, speaker: str | None) -> bool:
        """Whether this speaker is known, from the list or from what is said; nobody always is."""
        return (
            speaker is None
            or speaker in self._speakers
            or any(segment.speaker == speaker for segment in self.segments)
        )

    def has_segment(self, segment: str) -> bool:
        """Whether this segment is there."""
        return segment in self._hints

    def require_speaker(self, speaker: str | None) -> None:
        """Refuse a speaker who is not in this film."""
        if not self.has_speaker(speaker):
            known = ", ".join(self._speakers) or "none"
            raise EditMisfit(f"There is no speaker {speaker!r}.", f"Those that are: {known}.")

    def require_new_speaker(self, speaker: str) -> None:
        """Refuse an id that is taken."""
        if self.has_speaker(speaker):
            raise EditMisfit(f"There is a speaker {speaker!r} already.")

    def require_new_segment(self, segment: str) -> None:
        """Refuse an id that is taken."""
        if segment in self._hints:
            raise EditMisfit(f"There is a segment {segment!r} already.")

    def _is_in_order(self, place: int, start: float) -> bool:
        before = self.segments[place - 1].start if place else float("-inf")
        after = self.segments[place + 1 : place + 2]
        return before <= start and (not after or start <= after[0].start)


def plain_inside(text: str) -> str:
    """`text` on one line, with the spaces at its ends kept."""
    head = " " if text[:1].isspace() else ""
    tail = " " if text.strip() and text[-1:].isspace() else ""
    return head + plain(text) + tail


def _nearest(segments: Sequence[Segment], wanted: str, hint: int) -> int:
    """Where a segment is that stood at `hint` some insertions ago."""
    for distance in range(len(segments) + abs(hint) + 1):
        for place in (hint - distance, hint + distance):
            if 0 <= place < len(segments) and segments[place].id == wanted:
                return place
    raise LookupError(wanted)


def _origins(*segments: Segment) -> tuple[str, ...]:
    """The recognised segments of which these were made."""
    named = (origin for segment in segments for origin in segment.origins or (segment.id,))
    return tuple(dict.fromkeys(named))


def _said_by(segment: Segment, speaker: str | None) -> Segment:
    """The segment with all its words said by one."""
    if segment.speaker == speaker and all(word.speaker == speaker for word in segment.words):
        return segment
    words = tuple(_by(word, speaker) for word in segment.words)
    return replace(segment, speaker=speaker, words=words)


def _relabelled(segment: Segment, gone: frozenset[str], into: str) -> Segment:
    words = tuple(_by(word, into) if word.speaker in gone else word for word in segment.words)
    speaker = into if segment.speaker in gone else segment.speaker
    return replace(segment, speaker=speaker, words=words)


def _by(word: Word, speaker: str | None) -> Word:
    return Word(word.text, word.start, word.end, word.probability, speaker)


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
    theirs = {segment.speaker for segment in made if original.id in _origins(segment)}
    if len(theirs) == 1:
        return _said_by(original, theirs.pop())
    return original if draft.has_speaker(original.speaker) else _said_by(original, None)


def _bad_pattern(text: str, error: Exception) -> EditMisfit:
    return EditMisfit(f"{text!r} is no regular expression that can be used: {error}.")
