"""The transcript as rows one below the other: how high each is, and where.

A row is a segment with what stands above it: the head of its turn, and gaps where nothing could be
recognised. Rows far from view are as high as their text's length suggests; `layout` and `measure`
make that exact. A last row without a segment ends the page and holds what gaps are left.
"""

from __future__ import annotations

import re
from bisect import bisect_right
from collections.abc import Callable, Sequence
from difflib import SequenceMatcher
from itertools import accumulate
from operator import attrgetter

from PySide6.QtCore import QPointF
from PySide6.QtGui import QTextCharFormat, QTextLayout, QTextOption

from app import theme
from app.editor.ink import Ink
from engine.transcript import Gap, Segment

TOP = theme.GRID
"""Pixels above the first row."""
HEAD = 5 * theme.GRID
"""Pixels from the top of a turn's head to its text: a gap, the chip, a hairline."""
CHIP = 22
SPACE = theme.GAP
"""Pixels below the text of every row."""
GAP_CARD = 7 * theme.GRID
KEPT_LAYOUTS = 300
_HEIGHT = attrgetter("height")


class Row:
    """A segment on the page; `text` is what it shows, also while it is being typed."""

    __slots__ = (
        "_spans", "below", "composed", "gaps", "has_head", "height", "is_exact", "layout", "lines",
        "original", "segment", "text", "under",
    )  # fmt: skip

    def __init__(self, segment: Segment | None) -> None:
        self.segment = segment
        self.text = segment.text if segment else ""
        self.gaps: tuple[Gap, ...] = ()
        self.has_head = False
        self.lines = 1
        self.height = 0.0
        self.is_exact = segment is None
        self.layout: QTextLayout | None = None
        self.original = ""
        """What was recognised here, where that is to be shown below the text."""
        self.under: QTextLayout | None = None
        self.below = 0
        """Lines of the original."""
        self.composed: tuple[int, str] = (0, "")
        """What an input method composes, and where, as Qt counts it."""
        self._spans: tuple[tuple[int, int], ...] | None = None

    @property
    def above(self) -> float:
        """Pixels above the first line of text."""
        return len(self.gaps) * GAP_CARD + (HEAD if self.has_head else 0)

    @property
    def all_lines(self) -> int:
        """Lines of the text and of the original below it."""
        return self.lines + self.below

    @property
    def spans(self) -> tuple[tuple[int, int], ...]:
        """Where in the text each word begins and ends; (0, 0) for one that is not there."""
        if self._spans is None:
            self._spans = tuple(word_spans(self.segment, self.text)) if self.segment else ()
        return self._spans

    def units(self, span: tuple[int, int]) -> tuple[int, int]:
        """A span of the text as Qt counts it, with what is composed."""
        start, end = span if self._is_plain else _units_of(self.text, span)
        at, composed = self.composed
        if not composed:
            return start, end
        more = units(composed)
        return start + (more if start >= at else 0), end + (more if end > at else 0)

    @property
    def _is_plain(self) -> bool:
        return self.text.isascii() or max(self.text) <= "\uffff"

    def word_at(self, offset: int) -> int:
        """The number of the word that holds or follows this place in the text; -1 for none."""
        for number, (_, end) in enumerate(self.spans):
            if offset < end:
                return number
        return len(self.spans) - 1

    def hold(self, segment: Segment, text: str | None = None) -> None:
        """Show another segment in this row; a layout whose text stays is kept."""
        if segment is self.segment and text is None:
            return
        text = segment.text if text is None else text
        if text != self.text:
            self.text, self.layout, self.is_exact, self.composed = text, None, False, (0, "")
        self.segment, self._spans = segment, None


class Rows:
    """All rows of a transcript, in the width and the type of the page."""

    def __init__(self, ink: Ink) -> None:
        self._ink = ink
        self._width = ink.measure
        self._rows: list[Row] = [Row(None)]
        self._tops: list[float] | None = None
        self._laid_out: list[Row] = []
        self._unmeasured: list[Row] = []
        self._original: Callable[[Segment], str] = _nothing
        self._option = QTextOption()
        self._option.setWrapMode(QTextOption.WrapMode.WrapAtWordBoundaryOrAnywhere)

    def __len__(self) -> int:
        return len(self._rows)

    def __getitem__(self, place: int) -> Row:
        return self._rows[place]

    # --- what is shown ------------------------------------------------------------------------

    def show(self, segments: Sequence[Segment], gaps: Sequence[Gap]) -> None:
        """Show these and nothing else."""
        self._rows = [*map(Row, segments), Row(None)]
        self._laid_out.clear()
        self._unmeasured.clear()
        self._guess(self._rows)
        self.show_gaps(gaps)

    def splice(self, first: int, removed: int, added: Sequence[Segment]) -> None:
        """Of the rows from `first` on, `removed` are replaced by rows of the segments `added`."""
        old = self._rows[first : first + removed]
        if removed == len(added):
            self._hold(first, added)
            return
        new = [Row(segment) for segment in added]
        self._guess(new)
        self._rows[first : first + removed] = new
        if gaps := tuple(gap for row in old for gap in row.gaps):
            self._rows[first].gaps = (*gaps, *self._rows[first].gaps)
        self._set_heads(first, first + len(added) + 1)
        self._tops = None

    def _hold(self, first: int, segments: Sequence[Segment]) -> None:
        """Show other segments in as many rows; most of them may be the same as before."""
        for place, segment in enumerate(segments, first):
            row = self._rows[place]
            if row.segment is segment:
                continue
            is_same_speaker = row.segment is not None and row.segment.speaker == segment.speaker
            row.hold(segment)
            self._note_original(row)
            if not row.is_exact:
                self._unmeasured.append(row)
            if not is_same_speaker:
                self._set_heads(place, place + 2)

    def show_gaps(self, gaps: Sequence[Gap]) -> None:
        """Put each gap above the first segment that starts after it."""
        for row in self._rows:
            row.gaps = ()
        starts = [row.segment.start for row in self._rows if row.segment]
        for gap in sorted(gaps, key=lambda gap: gap.start):
            row = self._rows[bisect_right(starts, gap.start)]
            row.gaps = (*row.gaps, gap)
        self._set_heads(0, len(self._rows))
        self._tops = None

    def compare(self, original: Callable[[Segment], str] | None) -> None:
        """Show below each row what `original` says of its segment; None: nothing any more."""
        self._original = original or _nothing
        for row in self._rows:
            if self._note_original(row):
                self._unmeasured.append(row)

    def _note_original(self, row: Row) -> bool:
        """Whether another original is to be shown below a row than before."""
        original = self._original(row.segment) if row.segment is not None else ""
        if original == row.original:
            return False
        row.original, row.layout, row.is_exact = original, None, False
        row.below = min(len(original), 1)
        self._set_height(row)
        return True

    def write(self, place: int, text: str) -> None:
        """Show another text in a row than its segment has yet."""
        row = self._rows[place]
        assert row.segment is not None
        row.hold(row.segment, text)

    def dress(self, ink: Ink, width: float) -> None:
        """Set the text in this type and to this width."""
        if ink is self._ink and width == self._width:
            return
        self._ink, self._width = ink, width
        self._laid_out.clear()
        self._unmeasured.clear()
        for row in self._rows:
            row.layout, row.is_exact = None, row.segment is None
        self._guess(self._rows)

    # --- where it is --------------------------------------------------------------------------

    @property
    def height(self) -> float:
        """Of all rows together."""
        return self._all_tops[-1]

    def top(self, place: int) -> float:
        """Where a row begins."""
        return self._all_tops[place]

    def text_top(self, place: int) -> float:
        """Where the first line of a row's text begins."""
        return self._all_tops[place] + self._rows[place].above

    def height_of(self, place: int) -> float:
        """Of one row, as far as it is known."""
        return self._rows[place].height

    def at(self, y: float) -> int:
        """The row at this height; the first or the last where there is none."""
        place = bisect_right(self._all_tops, y, hi=len(self._rows)) - 1
        return min(max(place, 0), len(self._rows) - 1)

    def layout(self, place: int) -> QTextLayout:
        """A row's text in lines; its height is exact from now on."""
        row = self._rows[place]
        if row.layout is None:
            row.layout = self._made(row.text, row.composed)
            row.under = self._under(row) if row.original else None
            self._laid_out.append(row)
            self._count(row, row.layout, row.under)
            self._drop_some()
        return row.layout

    def measure_some(self, portion: int) -> bool:
        """Make the heights of so many rows exact; False when all are."""
        while portion and self._unmeasured:
            row = self._unmeasured.pop()
            if not row.is_exact:
                portion -= 1
                under = self._made(row.original) if row.original else None
                self._count(row, row.layout or self._made(row.text), under)
        return bool(self._unmeasured)

    def compose(self, place: int, at: int, text: str) -> None:
        """Show what an input method composes, without it being text yet; `at` as Qt counts."""
        row = self._rows[place]
        row.composed, row.layout = (at, text), None
        self.layout(place)

    @property
    def is_measured(self) -> bool:
        """Every height is exact."""
        return not self._unmeasured

    @property
    def _all_tops(self) -> list[float]:
        if self._tops is None:
            self._tops = list(accumulate(map(_HEIGHT, self._rows), initial=float(TOP)))
        return self._tops

    def _under(self, row: Row) -> QTextLayout:
        """The original below a row, with the words that the text has no more."""
        look = QTextCharFormat()
        look.setForeground(self._ink.role("text"))
        look.setFontUnderline(True)
        formats = [_format(row.original, span, look) for span in gone(row.original, row.text)]
        return self._made(row.original, formats=formats)

    def _made(
        self,
        text: str,
        composed: tuple[int, str] = (0, ""),
        formats: Sequence[QTextLayout.FormatRange] = (),
    ) -> QTextLayout:
        layout = QTextLayout(text, self._ink.font)
        layout.setTextOption(self._option)
        layout.setFormats(formats)
        if composed[1]:
            layout.setPreeditArea(*composed)
        layout.setCacheEnabled(True)
        self._break(layout)
        return layout

    def _break(self, layout: QTextLayout) -> None:
        leading, y = self._ink.leading, 0.0
        layout.beginLayout()
        line = layout.createLine()
        while line.isValid():
            line.setLineWidth(self._width)
            line.setPosition(QPointF(0, y + (leading - line.height()) / 2))
            y += leading
            line = layout.createLine()
        layout.endLayout()

    def _count(self, row: Row, layout: QTextLayout, under: QTextLayout | None) -> None:
        row.is_exact = True
        row.lines, row.below = layout.lineCount(), under.lineCount() if under else 0
        self._set_height(row)

    def _set_height(self, row: Row) -> None:
        height = row.above + row.all_lines * self._ink.leading + SPACE
        if height != row.height:
            row.height = height
            self._tops = None

    def _guess(self, rows: Sequence[Row]) -> None:
        a_line = max(1.0, self._width / self._ink.metrics.averageCharWidth())
        for row in rows:
            self._note_original(row)
            row.lines = 1 if len(row.text) < a_line else int(len(row.text) * 1.05 // a_line) + 1
            self._set_height(row)
        self._unmeasured += [row for row in reversed(rows) if not row.is_exact]

    def _set_heads(self, first: int, last: int) -> None:
        for place in range(max(first, 0), min(last, len(self._rows))):
            row = self._rows[place]
            row.has_head = _begins_turn(row, self._rows[place - 1].segment if place else None)
            self._set_height(row)

    def _drop_some(self) -> None:
        if len(self._laid_out) > 2 * KEPT_LAYOUTS:
            for row in self._laid_out[:KEPT_LAYOUTS]:
                row.layout = None
            del self._laid_out[:KEPT_LAYOUTS]


def _nothing(_: Segment) -> str:
    return ""


def _begins_turn(row: Row, before: Segment | None) -> bool:
    """Whether who speaks is said above a row; nobody is, only where somebody spoke before."""
    if row.segment is None:
        return False
    speaker, previous = row.segment.speaker, before.speaker if before else None
    return speaker != previous or (speaker is not None and bool(row.gaps))


def _units_of(text: str, span: tuple[int, int]) -> tuple[int, int]:
    start = units(text[: span[0]])
    return start, start + units(text[span[0] : span[1]])


def _format(text: str, span: tuple[int, int], look: QTextCharFormat) -> QTextLayout.FormatRange:
    made = QTextLayout.FormatRange()
    made.start, end = _units_of(text, span)
    made.length = end - made.start
    made.format = look
    return made


def gone(before: str, now: str) -> list[tuple[int, int]]:
    """Where in a text the words are that stand in it no more, each run of them as one span."""
    words = list(re.finditer(r"\S+", before))
    matcher = SequenceMatcher(None, [word[0] for word in words], now.split(), autojunk=False)
    return [
        (words[first].start(), words[last - 1].end())
        for tag, first, last, _, _ in matcher.get_opcodes()
        if tag in ("replace", "delete")
    ]


def word_spans(segment: Segment, text: str) -> list[tuple[int, int]]:
    """Where in `text` each word of a segment begins and ends; (0, 0) for one that is not there."""
    found, at = [], 0
    for word in segment.words:
        bare = word.text.strip()
        start = text.find(bare, at) if bare else -1
        if start < 0:
            found.append((0, 0))
        else:
            at = start + len(bare)
            found.append((start, at))
    return found


def units(text: str) -> int:
    """How many UTF-16 units Qt counts in a text."""
    return len(text) if text.isascii() else len(text) + sum(c > "\uffff" for c in text)


def characters(text: str, count: int) -> int:
    """How many characters of a text are in so many UTF-16 units."""
    if text.isascii() or units(text) == len(text):
        return count
    return len(text.encode("utf-16-le")[: 2 * count].decode("utf-16-le", "ignore"))
