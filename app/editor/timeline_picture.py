"""Paints what does not move in the timeline: ruler, waveform, lanes of speakers, chunks, gaps."""

from __future__ import annotations

from collections.abc import Sequence
from functools import cache
from math import ceil

import msgspec
from PySide6.QtCore import QPointF, QRectF, QSize, Qt
from PySide6.QtGui import QBrush, QColor, QFontMetricsF, QImage, QPainter, QPen

from app import theme
from app.editor.transcript_document import TranscriptDocument
from app.editor.waveform import PEAKS_PER_SECOND, Waveform
from app.wording import clock_time
from engine.transcript import Chunk, Segment, Transcript

RULER = 18
WAVE = 56
MARGIN = 2
"""Pixels above and below the loudest sound."""
FINE = 2
"""Steps of loudness in a pixel of height, for screens that can show them."""
TOP = RULER + WAVE + theme.GAP
"""Where the lanes begin."""
TICKS = (0.1, 0.5, 1, 5, 10, 30, 60, 300, 600, 1800, 3600)
WIDE = 4.0
"""From so many pixels on, a segment is a bar of its own, with round corners."""
ROUNDING = 3.0
NAMED = 14
"""From this height on a lane has room for a name."""


class Scale(msgspec.Struct, frozen=True):
    """What second stands at the left, and how many pixels a second has."""

    left: float
    per_second: float

    def x(self, moment: float) -> float:
        """Where a second stands."""
        return (moment - self.left) * self.per_second

    def moment(self, x: float) -> float:
        """What second stands at a pixel."""
        return self.left + x / self.per_second


def lanes(transcript: Transcript) -> tuple[str | None, ...]:
    """Who has a lane: every speaker, or nobody where no speakers are told apart."""
    return tuple(speaker.id for speaker in transcript.speakers) or (None,)


def lane_height(count: int) -> int:
    """The more lanes, the lower each."""
    return 16 if count <= 6 else 10 if count <= 9 else 7


def height_for(count: int) -> int:
    """Pixels that so many lanes need, with all that is above them."""
    return TOP + count * lane_height(count) + theme.GAP


def lane_box(transcript: Transcript, speaker: str | None) -> tuple[float, float]:
    """Top and height of a speaker's lane."""
    who = lanes(transcript)
    height = lane_height(len(who))
    return TOP + who.index(speaker) * height, height


def speaker_at(transcript: Transcript, y: float) -> str | None:
    """Whose lane is at so many pixels from the top; None where none is."""
    who = lanes(transcript)
    place = int((y - TOP) // lane_height(len(who)))
    return who[place] if 0 <= place < len(who) else None


def paint(
    painter: QPainter,
    size: QSize,
    scale: Scale,
    document: TranscriptDocument,
    wave: Waveform,
    chunks: tuple[Chunk, ...],
) -> None:
    """Paint it all; what lies outside of `size` is not even looked at."""
    _paint_gaps(painter, size, scale, document)
    _paint_chunks(painter, size, scale, chunks)
    _paint_wave(painter, size.width(), scale, wave)
    _paint_lanes(painter, size, scale, document)
    _paint_ruler(painter, size.width(), scale)


def _paint_ruler(painter: QPainter, width: int, scale: Scale) -> None:
    painter.setFont(theme.font("small"))
    metrics = QFontMetricsF(painter.font())
    room = metrics.horizontalAdvance("0:00:00") * 1.8
    step = next((tick for tick in TICKS if tick * scale.per_second >= room), TICKS[-1])
    number = int(scale.left / step)
    while (x := scale.x(number * step)) < width:
        painter.setPen(theme.role("separator"))
        painter.drawLine(QPointF(x, RULER - 4), QPointF(x, RULER))
        text = _tick(number * step, step)
        if x + 3 + metrics.horizontalAdvance(text) <= width:
            painter.setPen(theme.role("secondary"))
            painter.drawText(QPointF(x + 3, RULER - 5), text)
        number += 1


def _tick(moment: float, step: float) -> str:
    text = clock_time(moment + 0.001)
    return f"{text}.{round(moment * 10) % 10}" if step < 1 else text


def _paint_wave(painter: QPainter, width: int, scale: Scale, wave: Waveform) -> None:
    """Painted lying on its side, where a column is a row of bytes and quickly put together."""
    per_column = PEAKS_PER_SECOND / scale.per_second
    columns = wave.columns(scale.left * PEAKS_PER_SECOND, per_column, width)
    below, above = _halves()
    side = b"".join([below[low] + above[high] for low, high in columns])
    painter.save()
    painter.translate(0, RULER + WAVE)
    painter.rotate(-90)
    painter.drawImage(QRectF(0, 0, WAVE, width), _inked(side, WAVE * FINE, theme.role("faint")))
    painter.restore()


@cache
def _halves() -> tuple[list[bytes], list[bytes]]:
    """A column below the middle by its lowest value, and above it by its highest, bottom to top.

    In these lists negative values count from the end. Even silence is a line.
    """
    room, least = WAVE * FINE // 2, FINE // 2
    bars = [b"\1" * max(least, round((room - MARGIN * FINE) * value / 128)) for value in range(129)]
    none = bars[:1] * 128
    below, above = none + bars[:0:-1], bars[:128] + none
    return [bar.rjust(room, b"\0") for bar in below], [bar.ljust(room, b"\0") for bar in above]


def _inked(pixels: bytes | bytearray, width: int, ink: QColor) -> QImage:
    """An image of bytes, in one colour where they are 1."""
    made = QImage(bytes(pixels), width, len(pixels) // width, width, QImage.Format.Format_Indexed8)
    made.setColorTable([0, ink.rgba()])
    # Qt paints this one several times faster than the one it was made of.
    return made.convertToFormat(QImage.Format.Format_ARGB32_Premultiplied)


def _paint_chunks(painter: QPainter, size: QSize, scale: Scale, chunks: tuple[Chunk, ...]) -> None:
    painter.setPen(QPen(theme.role("separator"), 1, Qt.PenStyle.DashLine))
    for chunk in chunks[1:]:
        x = scale.x(chunk.start)
        if 0 <= x < size.width():
            painter.drawLine(QPointF(x, RULER), QPointF(x, size.height()))


def _paint_gaps(painter: QPainter, size: QSize, scale: Scale, document: TranscriptDocument) -> None:
    for gap in document.gaps:
        left, right = max(-2.0, scale.x(gap.start)), min(scale.x(gap.end), size.width() + 2.0)
        box = QRectF(left, RULER, right - left, size.height() - RULER)
        if right > left:
            painter.fillRect(box, theme.role("failure-ground"))
            painter.fillRect(box, QBrush(theme.role("chunk-failed"), Qt.BrushStyle.BDiagPattern))


def _paint_lanes(
    painter: QPainter, size: QSize, scale: Scale, document: TranscriptDocument
) -> None:
    who, ratio = lanes(document.transcript), painter.device().devicePixelRatio()
    height = lane_height(len(who))
    said: dict[str | None, list[Segment]] = {speaker: [] for speaker in who}
    for segment in _seen(document, scale, size.width()):
        said.setdefault(segment.speaker, []).append(segment)
    for place, speaker in enumerate(who):
        if said[speaker]:
            lane = Lane(said[speaker], scale, size.width(), ratio)
            lane.paint(painter, TOP + place * height + 2, height - 4, _ink(document, speaker))


class Lane:
    """What one speaker says: bars, and as pixels in a row whatever is too short for a bar.

    From far away there are thousands of segments. As pixels they cost little, and those that touch
    become one by themselves.
    """

    def __init__(self, segments: Sequence[Segment], scale: Scale, width: int, ratio: float) -> None:
        longest = ceil(WIDE * ratio) + 1
        self._ratio = ratio
        self._before = longest  # a short one may begin so far left of what is seen
        self._pixels = bytearray(self._before + ceil(width * ratio) + longest)
        self._bars: list[tuple[float, float]] = []
        self._share_out(segments, scale, [b"\x01" * count for count in range(longest + 1)])

    def _share_out(self, segments: Sequence[Segment], scale: Scale, marks: Sequence[bytes]) -> None:
        wide, per_second = WIDE / scale.per_second, scale.per_second * self._ratio
        origin = scale.left - self._before / per_second
        pixels, last = self._pixels, len(self._pixels) - self._before
        for said in segments:
            start, end = said.start, said.end
            if end - start > wide:
                self._bars.append((scale.x(start), scale.x(end)))
                continue
            first = int((start - origin) * per_second)
            if 0 <= first < last:
                mark = marks[int((end - origin) * per_second) - first + 1]
                pixels[first : first + len(mark)] = mark

    def paint(self, painter: QPainter, top: float, height: float, ink: QColor) -> None:
        """Paint it all in one colour."""
        count = len(self._pixels)
        left, width = -self._before / self._ratio, count / self._ratio
        painter.drawImage(QRectF(left, top, width, height), _inked(self._pixels, count, ink))
        painter.setPen(Qt.PenStyle.NoPen)
        painter.setBrush(ink)
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        for start, end in self._bars:
            bar = QRectF(start, top, end - start - 1.0, height)  # a hairline to the next one
            painter.drawRoundedRect(bar, ROUNDING, ROUNDING)
        painter.setRenderHint(QPainter.RenderHint.Antialiasing, False)


def _ink(document: TranscriptDocument, speaker: str | None) -> QColor:
    if speaker is None:
        return theme.role("faint")
    return theme.speaker_colour(document.colour_of(speaker))


def paint_names(painter: QPainter, width: int, document: TranscriptDocument) -> None:
    """Whose lane each is, right of which the lanes begin."""
    who = lanes(document.transcript)
    height = lane_height(len(who))
    painter.setFont(theme.font("small"))
    metrics = QFontMetricsF(painter.font())
    for place, speaker in enumerate(who):
        if speaker is not None:
            name = document.name_of(speaker)
            text = metrics.elidedText(name, Qt.TextElideMode.ElideRight, width)
            box = QRectF(0, TOP + place * height, width, height)
            painter.setPen(theme.speaker_colour(document.colour_of(speaker)))
            painter.drawText(box, Qt.AlignmentFlag.AlignVCenter, text)


def has_names(transcript: Transcript) -> bool:
    """The lanes are high enough for names, and there are any."""
    who = lanes(transcript)
    return who != (None,) and lane_height(len(who)) >= NAMED


def _seen(document: TranscriptDocument, scale: Scale, width: int) -> Sequence[Segment]:
    """Segments of which something is seen; a long one may begin some segments earlier."""
    first = max(0, document.place_at(scale.left) - 8)
    return document.segments[first : document.place_at(scale.moment(width)) + 1]
