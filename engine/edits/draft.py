"""What every edit is, and a transcript while edits are made in it."""

from __future__ import annotations

import secrets
from bisect import bisect_right
from collections.abc import Callable, Iterable, Sequence
from copy import copy
from itertools import count
from operator import attrgetter

import msgspec
from msgspec.structs import replace

from engine.errors import EditMisfit
from engine.rewording import Room
from engine.transcript import Segment, Speaker, SpeakerTurn, Transcript, Word

Names = Callable[[str | None], str]
"""What people call a speaker, by its id."""

_ID = attrgetter("id")


class Edit(msgspec.Struct, frozen=True):
    """Base of all edits."""

    def title(self, names: Names) -> str:
        """What the undo menu calls it, as in "Undo …"."""
        raise NotImplementedError

    def change(self, draft: Draft) -> None:
        """Make it in `draft`; whatever does not fit is found before anything is changed."""
        raise NotImplementedError


def fresh_id() -> str:
    """An id that no segment and no speaker has: "u" and 12 hexadecimal digits."""
    return "u" + secrets.token_hex(6)


def is_fresh(segment: str) -> bool:
    """Whether an id is one that an edit drew, or a part of that."""
    return segment.startswith("u")


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
        origins = origins_of(whole)
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
            self.segments[place] = said_by(self.segments[place], speaker)

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


def _nearest(segments: Sequence[Segment], wanted: str, hint: int) -> int:
    """Where a segment is that stood at `hint` some insertions ago."""
    for distance in range(len(segments) + abs(hint) + 1):
        for place in (hint - distance, hint + distance):
            if 0 <= place < len(segments) and segments[place].id == wanted:
                return place
    raise LookupError(wanted)


def origins_of(*segments: Segment) -> tuple[str, ...]:
    """The recognised segments of which these were made."""
    named = (origin for segment in segments for origin in segment.origins or (segment.id,))
    return tuple(dict.fromkeys(named))


def said_by(segment: Segment, speaker: str | None) -> Segment:
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
