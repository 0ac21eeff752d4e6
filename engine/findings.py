"""What a search of the library found, as values: transcripts, and in each the lines that say it.

    for transcript in findings.transcripts:
        for line in transcript.lines:
            print(line.excerpt(120).text)

They cross the border between engine and app, and are what `longtake search --json` prints.
"""

from __future__ import annotations

import msgspec

Span = tuple[int, int]
"""Where something stands in a text: the first sign and the one behind the last."""

CUT = "…"


class Excerpt(msgspec.Struct, frozen=True):
    """Part of what is said; in it the marks, and which of it is the line that was found."""

    text: str
    marks: tuple[Span, ...]
    own: Span


class FoundLine(msgspec.Struct, frozen=True):
    """A segment that says what was searched; `marks` are where, in its `text`.

    `start` is the segment's, `at` that of the first marked word, whose number in it is `word`.
    `before` and `after` are what is said around it. `speaker` is a name, or else a label.
    """

    segment: str
    start: float
    at: float
    word: int
    speaker: str
    text: str
    marks: tuple[Span, ...]
    before: str = ""
    after: str = ""

    def excerpt(self, room: int) -> Excerpt:
        """About `room` signs around the first mark.

        What is said before and after fills the room that the line leaves.
        """
        whole = " ".join(filter(None, (self.before, self.text, self.after)))
        own = len(self.before) + 1 if self.before else 0
        marks = [(start + own, end + own) for start, end in self.marks]
        first, last = _window(whole, marks[0] if marks else (own, own), room)
        lead = CUT if first > 0 else ""
        by = first - len(lead)
        return Excerpt(
            text=lead + whole[first:last] + (CUT if last < len(whole) else ""),
            marks=tuple((a - by, b - by) for a, b in marks if a >= first and b <= last),
            own=(max(own, first) - by, min(own + len(self.text), last) - by),
        )


class FoundTranscript(msgspec.Struct, frozen=True):
    """A transcript that says it in `count` lines, of which the best are here, in order of time.

    `document` is its path; `title_marks` are where the title says it; `duration` in seconds;
    `updated_at`, and `made_at`, when it was begun with this `model`, as ISO 8601 in UTC.
    """

    document: str
    title: str
    count: int = 0
    lines: tuple[FoundLine, ...] = ()
    title_marks: tuple[Span, ...] = ()
    duration: float = 0.0
    updated_at: str = ""
    made_at: str = ""
    model: str = ""


class Findings(msgspec.Struct, frozen=True):
    """The answer to what was `typed`: the transcripts that fit best first.

    `count` lines in `documents` transcripts say it, of which not all are here; `is_cut`: it was
    found so often that counting was given up. `known`: how many transcripts were searched.
    """

    typed: str
    transcripts: tuple[FoundTranscript, ...] = ()
    count: int = 0
    documents: int = 0
    known: int = 0
    is_cut: bool = False


def _window(text: str, mark: Span, room: int) -> Span:
    """A part of the text around a mark that begins and ends between words."""
    if len(text) <= room:
        return 0, len(text)
    start = max(0, min(mark[0] - room // 3, len(text) - room))
    end = min(len(text), max(start + room, mark[1]))
    if start > 0:
        start = text.find(" ", start, mark[0]) + 1 or start
    if end < len(text):
        end = max(text.rfind(" ", mark[1], end), 0) or end
    return start, end
