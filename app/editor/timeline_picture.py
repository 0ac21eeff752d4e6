"""Paints what does not move in the timeline: ruler, waveform, lanes of speakers, chunks, gaps."""

from __future__ import annotations

from collections.abc import Sequence

import msgspec
from PySide6.QtCore import QPointF, QRectF, QSize, Qt
from PySide6.QtGui import QBrush, QColor, QFontMetricsF, QPainter, QPen

from app import theme
from app.editor.transcript_document import TranscriptDocument
from app.editor.waveform import PEAKS_PER_SECOND, Waveform
from app.wording import clock_time
from engine.transcript import Chunk, Segment, Transcript

RULER = 18
WAVE = 56
TOP = RULER + WAVE + theme.GAP
"""Where the lanes begin."""
TICKS = (0.1, 0.5, 1, 5, 10, 30, 60, 300, 600, 1800, 3600)
TOUCHING = 1.0
"""Pixels between two segments of one speaker below which they are painted as one…"""
WIDE = 8.0
"""… unless they are wide enough for each to be seen."""
ROUNDING = 3.0
ROUNDED = 3.0
"""From this width on a bar has round corners; on a narrower one nobody would see them."""
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
        painter.setPen(theme.role("secondary"))
        painter.drawText(QPointF(x + 3, RULER - 5), _tick(number * step, step))
        number += 1


def _tick(moment: float, step: float) -> str:
    text = clock_time(moment + 0.001)
    return f"{text}.{round(moment * 10) % 10}" if step < 1 else text


def _paint_wave(painter: QPainter, width: int, scale: Scale, wave: Waveform) -> None:
    per_column = PEAKS_PER_SECOND / scale.per_second
    middle, half = RULER + WAVE / 2, WAVE / 2 - 2
    columns = wave.columns(scale.left * PEAKS_PER_SECOND, per_column, width)
    each = half / 128
    bars = [
        QRectF(x, middle - each * high - 0.5, 1, each * (high - low) + 1)
        for x, (low, high) in enumerate(columns)
    ]
    painter.setPen(Qt.PenStyle.NoPen)
    painter.setBrush(theme.role("faint"))
    painter.drawRects(bars)


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
    who = lanes(document.transcript)
    height = lane_height(len(who))
    bars = _bars(document, scale, size.width())
    painter.setPen(Qt.PenStyle.NoPen)
    for place, speaker in enumerate(who):
        painter.setBrush(_ink(document, speaker))
        y = TOP + place * height + 2
        boxes = [
            QRectF(left, y, max(1.0, right - left), height - 4)
            for left, right in bars.get(speaker, ())
        ]
        painter.drawRects([box for box in boxes if box.width() < ROUNDED])
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        for box in boxes:
            if box.width() >= ROUNDED:
                rounding = min(ROUNDING, box.width() / 2)
                painter.drawRoundedRect(box, rounding, rounding)
        painter.setRenderHint(QPainter.RenderHint.Antialiasing, False)


def _bars(
    document: TranscriptDocument, scale: Scale, width: int
) -> dict[str | None, list[list[float]]]:
    """From which pixel to which everybody speaks; from far away, what touches is one."""
    bars: dict[str | None, list[list[float]]] = {}
    start, pixels = scale.left, scale.per_second
    for segment in _seen(document, scale, width):
        left, right = (segment.start - start) * pixels, (segment.end - start) * pixels
        theirs = bars.setdefault(segment.speaker, [])
        if right - left > WIDE:
            theirs.append([left, right - 1.0])  # a hairline to the next one
        elif theirs and left - theirs[-1][1] < TOUCHING:
            theirs[-1][1] = max(right, theirs[-1][1])
        else:
            theirs.append([left, right])
    return bars


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
