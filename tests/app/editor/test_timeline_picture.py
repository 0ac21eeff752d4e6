from __future__ import annotations

from collections.abc import Callable
from itertools import pairwise
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st
from PySide6.QtCore import QSize
from PySide6.QtGui import QColor, QImage, QPainter

from app import theme
from app.editor import timeline_picture
from app.editor.timeline_picture import (
    NAMED,
    RULER,
    WAVE,
    Scale,
    has_names,
    height_for,
    lane_height,
    lanes,
    paint,
    paint_names,
)
from app.editor.transcript_document import TranscriptDocument
from app.editor.waveform import Waveform
from app.theme import Theme
from engine.edits import RenameSpeaker
from engine.transcript import Chunk, Segment, Speaker
from tests.app.editor import talks
from tests.builders import chunk, segment, transcript

Open = Callable[..., TranscriptDocument]
WIDTH = 800
FIRST_LANE = RULER + WAVE + theme.GAP

pytestmark = pytest.mark.usefixtures("dressed")


def painted(
    document: TranscriptDocument,
    scale: Scale,
    chunks: tuple[Chunk, ...] = (),
    wave: Waveform | None = None,
    ratio: float = 1.0,
) -> QImage:
    """The timeline at this scale, on white, on a screen of so fine pixels."""
    size = QSize(WIDTH, height_for(len(lanes(document.transcript))))
    image = QImage(size * ratio, QImage.Format.Format_ARGB32)
    image.setDevicePixelRatio(ratio)
    image.fill(QColor("white"))
    painter = QPainter(image)
    paint(painter, size, scale, document, wave or Waveform(), chunks)
    painter.end()
    return image


def names_of(document: TranscriptDocument, width: int = 104) -> QImage:
    image = QImage(width + 20, 240, QImage.Format.Format_ARGB32)
    image.fill(QColor("white"))
    painter = QPainter(image)
    paint_names(painter, width, document)
    painter.end()
    return image


def inked_columns(image: QImage, top: int, height: int) -> set[int]:
    """Columns in which anything is painted between two rows."""
    return {
        x
        for x in range(image.width())
        if any(image.pixelColor(x, y) != QColor("white") for y in range(top, top + height))
    }


def said(*parts: tuple[float, float], speaker: str | None = "A") -> tuple[Segment, ...]:
    """Segments of one word each, from second to second."""
    return tuple(
        segment("word", start, f"0.{n}", length=end - start, speaker=speaker)
        for n, (start, end) in enumerate(parts)
    )


@pytest.fixture
def of(opening: Open, tmp_path: Path) -> Callable[..., TranscriptDocument]:
    """Opens a document of these segments."""

    def made(*segments: Segment, **fields: object) -> TranscriptDocument:
        return opening(talks.document(tmp_path, transcript(*segments, **fields)))

    return made


Of = Callable[..., TranscriptDocument]


# --- scale and heights ----------------------------------------------------------------------------


@given(st.floats(0, 20_000), st.floats(0.01, 400), st.floats(0, 20_000))
def test_a_moment_comes_back_from_its_pixel(left: float, per_second: float, at: float) -> None:
    scale = Scale(left, per_second)
    assert scale.moment(scale.x(at)) == pytest.approx(at, abs=1e-6)
    assert scale.x(left) == 0.0


@given(st.integers(1, 60))
def test_more_lanes_are_never_higher_lanes(count: int) -> None:
    assert lane_height(count + 1) <= lane_height(count)
    assert height_for(count) == FIRST_LANE + count * lane_height(count) + theme.GAP


@pytest.mark.parametrize(("count", "named"), [(1, True), (6, True), (7, False), (12, False)])
def test_names_stand_where_lanes_are_high_enough(count: int, named: bool) -> None:
    people = tuple(Speaker(f"S{n}") for n in range(count))
    assert has_names(transcript(speakers=people)) is named
    assert (lane_height(count) >= NAMED) is named


def test_lanes_are_in_the_order_of_the_speakers() -> None:
    people = (Speaker("B"), Speaker("A"), Speaker("C"))
    assert lanes(transcript(speakers=people)) == ("B", "A", "C")


# --- the ruler ------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("moment", "step", "text"),
    [
        (0.0, 1, "0:00"),
        (59.999999, 1, "1:00"),
        (90.0, 30, "1:30"),
        (3600.0, 600, "1:00:00"),
        (0.30000000000000004, 0.1, "0:00.3"),
        (12.5, 0.5, "0:12.5"),
    ],
)
def test_a_tick_says_its_second(moment: float, step: float, text: str) -> None:
    assert timeline_picture._tick(moment, step) == text


@pytest.mark.parametrize("per_second", [0.05, 0.5, 7.0, 80.0, 400.0])
def test_the_ruler_is_written_at_every_zoom_and_never_too_close(of: Of, per_second: float) -> None:
    image = painted(of(duration=60.0), Scale(0.0, per_second))
    line = theme.role("separator")
    ticks = [x for x in range(WIDTH) if image.pixelColor(x, RULER - 2) == line]
    gaps = [after - before for before, after in pairwise(ticks)]
    assert ticks and all(gap >= 60 for gap in gaps)


# --- what is painted ------------------------------------------------------------------------------


def test_a_wide_segment_is_a_bar_with_a_hairline_to_the_next(of: Of) -> None:
    document = of(*said((10.0, 20.0), (20.0, 30.0)), duration=80.0)
    inked = inked_columns(painted(document, Scale(0.0, 10.0)), FIRST_LANE + 7, 2)
    assert {100, 150, 198, 201, 250, 298} <= inked
    assert 199 not in inked and 99 not in inked and 301 not in inked


def test_from_far_away_what_touches_is_one_bar(of: Of) -> None:
    parts = [(10.0 + n, 10.9 + n) for n in range(40)]
    document = of(*said(*parts), duration=800.0)
    inked = inked_columns(painted(document, Scale(0.0, 1.0)), FIRST_LANE + 7, 2)
    assert set(range(11, 49)) <= inked and max(inked) <= 50


def test_the_shortest_word_can_be_seen_from_the_farthest(of: Of) -> None:
    document = of(*said((400.0, 400.2)), duration=8000.0)
    assert inked_columns(painted(document, Scale(0.0, 0.1)), FIRST_LANE + 7, 2)


def test_without_speakers_the_words_are_in_one_faint_lane(of: Of) -> None:
    document = of(*said((10.0, 20.0), speaker=None), duration=80.0)
    image = painted(document, Scale(0.0, 10.0))
    assert image.pixelColor(150, FIRST_LANE + 8) == theme.role("faint")


def test_what_is_outside_is_not_painted(of: Of) -> None:
    document = of(*said((10.0, 12.0), (500.0, 510.0)), duration=600.0)
    image = painted(document, Scale(100.0, 10.0))
    assert not inked_columns(image, FIRST_LANE, lane_height(1))


def test_a_segment_that_began_before_the_left_end_is_seen(of: Of) -> None:
    document = of(*said((10.0, 60.0)), duration=100.0)
    image = painted(document, Scale(30.0, 10.0))
    assert {0, 100, 290} <= inked_columns(image, FIRST_LANE + 7, 2)


@pytest.mark.parametrize("ratio", [1.0, 1.5, 2.0])
def test_short_ones_are_where_they_are_said_on_any_screen(of: Of, ratio: float) -> None:
    document = of(*said((9.85, 10.15), (20.0, 20.3), (89.9, 90.2)), duration=100.0)
    inked = inked_columns(
        painted(document, Scale(10.0, 10.0), ratio=ratio), round((FIRST_LANE + 7) * ratio), 1
    )
    columns, spoken = {int(x / ratio) for x in inked}, {0, 1, *range(100, 103), 799}
    assert spoken <= columns <= spoken | {2, 103, 798}


def test_the_last_time_on_the_ruler_is_whole_or_not_there(of: Of) -> None:
    document = of(duration=1000.0)
    times = range(2, RULER - 5)
    cut, whole = painted(document, Scale(1.0, 10.0)), painted(document, Scale(6.0, 10.0))
    assert not [x for x in inked_columns(cut, times.start, len(times)) if x > 790]
    assert [x for x in inked_columns(whole, times.start, len(times)) if x > 740]


def test_each_chunk_but_the_first_begins_with_a_dashed_line(of: Of) -> None:
    chunks = (chunk(0, 0.0, 30.0), chunk(1, 30.0, 60.0), chunk(2, 60.0, 500.0), chunk(3, 500, 900))
    document = of(duration=900.0)
    image = painted(document, Scale(0.0, 10.0), chunks)
    plain = painted(document, Scale(0.0, 10.0))
    changed = {
        x
        for x in range(WIDTH)
        if any(image.pixel(x, y) != plain.pixel(x, y) for y in range(RULER, image.height()))
    }
    lines = {x for x in changed if x not in {each + 1 for each in changed}}
    assert len(lines) == 2 and all(
        abs(line - place) <= 1 for line, place in zip(sorted(lines), (300, 600), strict=True)
    )
    column = [image.pixel(300, y) != plain.pixel(300, y) for y in range(RULER, image.height())]
    other = [image.pixel(299, y) != plain.pixel(299, y) for y in range(RULER, image.height())]
    assert not all(column) and not all(other), "dashed, so that it is told from an edge"


def test_what_was_not_recognised_is_hatched_over_its_whole_length(
    opening: Open, tmp_path: Path
) -> None:
    document = opening(talks.document(tmp_path, talks.talk(gap=True)))
    (gap,) = document.gaps
    scale = Scale(gap.start - 5.0, 10.0)
    image = painted(document, scale)
    ground, hatch = theme.role("failure-ground"), theme.role("chunk-failed")
    rows = range(RULER + 2, RULER + WAVE // 2 - 4)

    def colours(first: int, last: int) -> set[str]:
        return {image.pixelColor(x, y).name() for x in range(first, last) for y in rows}

    left, right = round(scale.x(gap.start)), round(scale.x(gap.end))
    assert ground.name() in colours(left + 2, left + 40)
    assert len(colours(left + 2, left + 40)) > 1, "hatched, for those who see no colours"
    assert colours(right + 2, right + 40) == {"#ffffff"}
    assert colours(2, left - 2) == {"#ffffff"}
    assert hatch != ground


def test_loud_and_quiet_are_told_apart_in_the_wave(of: Of) -> None:
    quiet, loud = bytes([256 - 10, 10]) * 2000, bytes([256 - 120, 120]) * 2000
    image = painted(of(duration=40.0), Scale(0.0, 20.0), wave=Waveform(quiet + loud))
    middle, ink = RULER + WAVE // 2, theme.role("faint")
    assert image.pixelColor(200, middle) == ink and image.pixelColor(600, middle) == ink
    assert image.pixelColor(200, middle - 15) != ink
    assert image.pixelColor(600, middle - 15) == ink
    assert image.pixelColor(600, middle + 15) == ink


# --- names ----------------------------------------------------------------------------------------


def test_every_name_is_written_in_its_colour_beside_its_lane(talk: TranscriptDocument) -> None:
    image = names_of(talk)
    height = lane_height(3)
    for place, speaker in enumerate(lanes(talk.transcript)):
        top = FIRST_LANE + place * height
        assert inked_columns(image, top, height)
        ink = theme.speaker_colour(talk.colour_of(speaker))
        near = [
            abs(image.pixelColor(x, y).hue() - ink.hue()) <= 12
            for x in range(image.width())
            for y in range(top, top + height)
            if image.pixelColor(x, y) != QColor("white")
        ]
        assert any(near)


def test_a_name_too_long_for_its_room_is_cut(talk: TranscriptDocument) -> None:
    talk.do(RenameSpeaker("SPEAKER_00", "Somebody with a name as long as a whole sentence is"))
    image = names_of(talk)
    inked = inked_columns(image, FIRST_LANE, lane_height(3))
    assert inked and max(inked) <= 105


def test_nobody_has_no_name(of: Of) -> None:
    document = of(*said((10.0, 20.0), speaker=None), duration=80.0)
    assert not inked_columns(names_of(document), 0, 240)


def test_the_picture_is_another_in_the_dark(talk: TranscriptDocument, dressed: Theme) -> None:
    light = painted(talk, Scale(0.0, 10.0))
    theme.apply(dressed.application, "dark")
    assert painted(talk, Scale(0.0, 10.0)) != light
