from __future__ import annotations

from itertools import pairwise

import pytest
from PySide6.QtCore import QPoint
from PySide6.QtGui import QImage, QPainter, QTextLayout

from app import theme
from app.editor.ink import Ink
from app.editor.row_painter import (
    DOUBT,
    FAINTEST,
    RowPainter,
    Scene,
    chip_rect,
    chip_text,
    gap_button,
    gap_rect,
    gap_text,
    is_doubtful,
    shade,
    span_rects,
)
from app.editor.rows import HEAD, Rows
from app.theme import Theme
from engine.transcript import Gap
from tests.app.editor.pages import unsure
from tests.builders import segment

LONG = " ".join(["wandering"] * 12)
LEFT, WIDTH = 120.0, 300.0


@pytest.fixture
def ink(dressed: Theme) -> Ink:
    return Ink(0)


@pytest.fixture
def rows(ink: Ink) -> Rows:
    """A long row with two doubtful words, and a short one."""
    made = Rows(ink)
    said = unsure(segment(LONG, 0.0, "0.0", speaker="S1"), 1, 4)
    made.show([said, segment("Yes.", 9.0, "0.1", speaker="S1")], [Gap(1, 30.0, 90.0, "hung")])
    made.dress(Ink(0), WIDTH)
    return made


def drawn(rows: Rows, row: int = 0, **what: object) -> QImage:
    """A row as it is drawn, at the top of a small page."""
    image = QImage(480, 260, QImage.Format.Format_RGB32)
    image.fill(theme.role("page"))
    painter = QPainter(image)
    scene = Scene(LEFT, WIDTH, **{"name": "Anna", "colour": 0, **what})  # type: ignore[arg-type]
    RowPainter(painter, Ink(0)).draw(rows[row], rows.layout(row), 0.0, scene)
    painter.end()
    return image


def layout(rows: Rows) -> QTextLayout:
    return rows.layout(0)


# --- boxes of spans -------------------------------------------------------------------------------


def test_a_span_on_one_line_is_one_box(rows: Rows, ink: Ink) -> None:
    (box,) = span_rects(layout(rows), (0, 9), ink.leading)
    assert box.left() == 0 and box.top() == 0 and box.height() == ink.leading
    assert box.width() == pytest.approx(ink.metrics.horizontalAdvance("wandering"), abs=2)


def test_a_span_over_lines_is_a_box_on_each(rows: Rows, ink: Ink) -> None:
    boxes = list(span_rects(layout(rows), (3, len(LONG)), ink.leading))
    assert len(boxes) == layout(rows).lineCount() > 2
    assert boxes[0].left() > 0 and {box.left() for box in boxes[1:]} == {0}
    assert [box.top() for box in boxes] == [n * ink.leading for n in range(len(boxes))]


@pytest.mark.parametrize("span", [(0, 0), (5, 5), (7, 3)])
def test_an_empty_span_has_no_box(rows: Rows, ink: Ink, span: tuple[int, int]) -> None:
    assert list(span_rects(layout(rows), span, ink.leading)) == []


def test_boxes_of_neighbouring_spans_do_not_overlap(rows: Rows, ink: Ink) -> None:
    boxes = [box for span in rows[0].spans for box in span_rects(layout(rows), span, ink.leading)]
    for one, other in pairwise(boxes):
        assert one.top() < other.top() or one.right() <= other.left()


# --- where things are -----------------------------------------------------------------------------


def test_a_chip_is_as_wide_as_its_name_and_never_wider_than_the_text(ink: Ink) -> None:
    short = chip_rect(Scene(LEFT, WIDTH, name="Jo"), HEAD, ink)
    long = chip_rect(Scene(LEFT, WIDTH, name="Jo and all of her friends"), HEAD, ink)
    endless = chip_rect(Scene(LEFT, WIDTH, name="Jo " * 99), HEAD, ink)
    assert short.width() < long.width() < endless.width() == WIDTH
    assert short.top() >= 0 and short.bottom() <= HEAD


def test_the_button_of_a_gap_is_on_its_card(ink: Ink) -> None:
    scene = Scene(LEFT, WIDTH)
    card = gap_rect(scene, 100.0)
    assert card.contains(gap_button(scene, card, ink)) and card.top() > 100


def test_what_chips_and_gaps_say(dressed: Theme) -> None:
    assert chip_text("") == "Nobody" and chip_text("Jo") == "Jo"
    assert gap_text(Gap(1, 3600.0, 3660.0, "hung")).endswith(
        "from 1:00:00 on could not be recognised"
    )


def test_doubt_begins_below_its_threshold() -> None:
    assert is_doubtful(DOUBT - 0.01) and not is_doubtful(DOUBT)


# --- what is drawn --------------------------------------------------------------------------------


def test_every_sign_is_seen(rows: Rows) -> None:
    signs: list[dict[str, object]] = [
        {},
        {"selected": (0, 9)},
        {"selected": (0, 9), "is_focused": False},
        {"found": [(0, 9)]},
        {"found": [(0, 9)], "current": (0, 9)},
        {"playing": 0},
        {"caret": 4},
        {"is_active": True},
        {"shows_doubts": False},
        {"hovered": "chip"},
        {"hovered": "time"},
        {"colour": 1},
        {"colour": -1},
        {"name": "Bea"},
    ]
    images = [drawn(rows, **sign) for sign in signs]
    same = [(a, b) for a in range(len(images)) for b in range(a) if images[a] == images[b]]
    assert same == []


def test_a_word_that_is_not_there_is_not_marked(rows: Rows) -> None:
    assert drawn(rows, playing=99) == drawn(rows) == drawn(rows, playing=-1)


def test_the_less_probable_a_word_is_the_deeper_is_its_shade(ink: Ink) -> None:
    depths = [shade(ink, probability).alphaF() for probability in (0.0, 0.2, 0.4, 0.59)]
    assert depths == sorted(depths, reverse=True) and depths[0] == 1.0
    assert depths[-1] >= FAINTEST - 0.01 and depths[0] > shade(ink, 0.9).alphaF() >= FAINTEST - 0.01


def test_words_of_the_glossary_are_underlined(rows: Rows) -> None:
    plain, marked = drawn(rows, 1), drawn(rows, 1, changed=((0, 4),))
    accent = theme.role("accent").rgb()
    pixels = [(x, y) for x in range(480) for y in range(260)]
    lines = {y for x, y in pixels if marked.pixel(x, y) == accent != plain.pixel(x, y)}
    assert len(lines) in (1, 2)


def test_a_sure_row_looks_the_same_with_and_without_doubts(rows: Rows) -> None:
    assert drawn(rows, 1) == drawn(rows, 1, shows_doubts=False)


def test_the_playing_word_lies_on_its_colour(rows: Rows, ink: Ink) -> None:
    (box,) = span_rects(layout(rows), rows[0].spans[0], ink.leading)
    point = QPoint(round(LEFT + box.left()), round(rows[0].above + box.top() + 5))
    assert drawn(rows, playing=0).pixelColor(point) == theme.role("playing")
    assert drawn(rows).pixelColor(point) != theme.role("playing")


def test_the_last_row_holds_gaps_and_no_text(rows: Rows) -> None:
    image = drawn(rows, 2)
    card = gap_rect(Scene(LEFT, WIDTH), 0.0)
    inside = QPoint(round(card.left()) + 8, round(card.center().y()))
    assert image.pixelColor(inside) == theme.role("failure-ground")
    assert image.pixelColor(QPoint(200, round(card.bottom()) + 20)) == theme.role("page")
    assert drawn(rows, 2, hovered="gap") != image


def test_the_rule_of_a_turn_has_its_colour(rows: Rows, ink: Ink) -> None:
    for colour in (0, 2):
        point = QPoint(round(LEFT - 15), round(rows[0].above + ink.leading))
        seen = drawn(rows, colour=colour).pixelColor(point)
        assert seen.rgb() == ink.speaker(colour)[0].rgb()


def test_a_right_to_left_text_has_boxes_too(ink: Ink) -> None:
    made = Rows(ink)
    made.show([segment("שלום לכולם", 0.0, "0.0")], ())
    first, second = (
        next(iter(span_rects(made.layout(0), span, ink.leading))) for span in made[0].spans
    )
    assert first.width() > 0 and second.width() > 0
    assert first.left() >= second.right() - 1, "it begins on the right"
