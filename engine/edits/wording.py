"""Edits of what is said."""

from __future__ import annotations

import re
from collections.abc import Callable, Sequence
from typing import Annotated

import msgspec
from msgspec import Meta
from msgspec.structs import replace

from engine.edits.draft import Draft, Edit, Names
from engine.errors import EditMisfit
from engine.orthography import SPACELESS, plain
from engine.rewording import Change, respelled, reworded, settled
from engine.transcript import Segment, Transcript


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


def plain_inside(text: str) -> str:
    """`text` on one line, with the spaces at its ends kept."""
    head = " " if text[:1].isspace() else ""
    tail = " " if text.strip() and text[-1:].isspace() else ""
    return head + plain(text) + tail


def _bad_pattern(text: str, error: Exception) -> EditMisfit:
    return EditMisfit(f"{text!r} is no regular expression that can be used: {error}.")
