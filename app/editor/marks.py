"""Words that should be looked at, in their order: those that were heard with doubt.

A place is where a word begins, and the number of the character behind it.
"""

from __future__ import annotations

from collections.abc import Sequence

from app.editor.pen import Place
from app.editor.row_painter import is_doubtful
from app.editor.rows import Rows

Marked = tuple[Place, int]


def doubtful(rows: Rows) -> list[Marked]:
    """Every doubtful word that the text still has."""
    return [
        (Place(number, span[0]), span[1])
        for number in range(len(rows))
        if (segment := rows[number].segment) is not None
        if any(is_doubtful(word.probability) for word in segment.words)
        for word, span in zip(segment.words, rows[number].spans, strict=False)
        if is_doubtful(word.probability) and span[1] > span[0]
    ]


def beside(places: Sequence[Marked], selected: tuple[Place, Place], back: bool) -> Marked | None:
    """The first place behind what is selected, or the last one before it; None for none."""
    if back:
        return max((place for place in places if place[0] < selected[0]), default=None)
    return min((place for place in places if place[0] >= selected[1]), default=None)
