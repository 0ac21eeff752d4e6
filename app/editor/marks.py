"""Words that should be looked at, in their order: heard with doubt, or changed by the glossary.

A place is where a word begins, and the number of the character behind it.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence

from app.editor.pen import Place
from app.editor.readings import Reading, span_of
from app.editor.row_painter import is_doubtful
from app.editor.rows import Row, Rows
from app.editor.transcript_document import TranscriptDocument

Marked = tuple[Place, int]


def to_look_at(document: TranscriptDocument, rows: Rows) -> list[Marked]:
    """Every word that the text still has and nobody has settled."""
    return [
        (Place(number, start), end)
        for number, segment in enumerate(document.segments)
        for start, end in sorted(_spans(rows[number], document.readings_of(segment)))
    ]


def beside(places: Sequence[Marked], selected: tuple[Place, Place], back: bool) -> Marked | None:
    """The first place behind what is selected, or the last one before it; None for none."""
    if back:
        return max((place for place in places if place[0] < selected[0]), default=None)
    return min((place for place in places if place[0] >= selected[1]), default=None)


def _spans(row: Row, readings: Sequence[Reading]) -> Iterator[tuple[int, int]]:
    words = row.segment.words if row.segment else ()
    if not readings and not any(is_doubtful(word.probability) for word in words):
        return
    changed = {number for each in readings for number in range(each.first, each.last)}
    for each in readings:
        yield span_of(row.spans, each)
    for number, (word, span) in enumerate(zip(words, row.spans, strict=False)):
        if is_doubtful(word.probability) and span[1] > span[0] and number not in changed:
            yield span
