from __future__ import annotations

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from app import colour
from app.colour import Rgb

shares = st.floats(0, 1)
colours = st.tuples(shares, shares, shares)
BLACK, WHITE = (0.0, 0.0, 0.0), (1.0, 1.0, 1.0)


def close(one: Rgb, other: Rgb, within: float = 0.004) -> bool:
    return all(abs(a - b) <= within for a, b in zip(one, other, strict=True))


def test_black_on_white_has_the_greatest_contrast_there_is() -> None:
    assert colour.contrast(BLACK, WHITE) == pytest.approx(21)
    assert colour.contrast(WHITE, WHITE) == 1


def test_contrast_is_as_others_work_it_out() -> None:
    grey = colour.from_hex("#767676")  # the lightest grey that passes on white
    assert colour.contrast(grey, WHITE) == pytest.approx(4.54, abs=0.01)
    assert colour.contrast(colour.from_hex("#ff0000"), WHITE) == pytest.approx(4.0, abs=0.01)


@pytest.mark.parametrize(
    ("written", "lightness", "chroma", "hue"),
    [
        ("#ff0000", 0.628, 0.258, 29.2),
        ("#00ff00", 0.866, 0.295, 142.5),
        ("#0000ff", 0.452, 0.313, 264.1),
    ],
)
def test_the_primaries_lie_where_the_paper_has_them(
    written: str, lightness: float, chroma: float, hue: float
) -> None:
    found = colour.to_oklch(colour.from_hex(written))
    assert found[0] == pytest.approx(lightness, abs=0.001)
    assert found[1] == pytest.approx(chroma, abs=0.001)
    assert found[2] == pytest.approx(hue, abs=0.1)


@given(colours)
def test_a_colour_comes_back_from_oklch(rgb: Rgb) -> None:
    assert close(colour.oklch(*colour.to_oklch(rgb)), rgb)


@given(colours)
def test_writing_and_reading_a_colour_changes_nothing_that_is_seen(rgb: Rgb) -> None:
    assert close(colour.from_hex(colour.to_hex(rgb)), rgb, 0.5 / 255 + 1e-9)


@given(colours, colours)
def test_mixing_begins_and_ends_with_the_colours_themselves(one: Rgb, other: Rgb) -> None:
    assert close(colour.mix(one, other, 1.0), one)
    assert close(colour.mix(one, other, 0.0), other)


@given(st.floats(0.1, 1), st.floats(0, 0.4), st.floats(0, 360))
def test_a_colour_that_no_screen_shows_is_made_paler_not_another_hue(
    lightness: float, chroma: float, hue: float
) -> None:
    made = colour.oklch(lightness, chroma, hue)
    assert all(0 <= value <= 1 for value in made)
    assert abs(colour.to_oklch(made)[0] - lightness) < 0.02


@settings(max_examples=40)
@given(colours, st.sampled_from([WHITE, BLACK, (0.95, 0.95, 0.94), (0.12, 0.12, 0.13)]))
def test_what_is_made_legible_has_the_contrast_that_was_asked_for(rgb: Rgb, ground: Rgb) -> None:
    assert colour.contrast(colour.legible(rgb, (ground,), 4.5), ground) >= 4.5


def test_what_is_legible_already_is_left_alone() -> None:
    blue = colour.from_hex("#0a3d91")
    assert colour.legible(blue, (WHITE,), 4.5) == blue


@given(colours)
def test_grey_looks_the_same_to_every_eye(rgb: Rgb) -> None:
    grey = (rgb[0], rgb[0], rgb[0])
    for vision in colour.VISIONS:
        assert close(colour.seen_by(grey, vision), grey, 0.01)


def test_red_and_green_are_near_for_those_who_confuse_them() -> None:
    red, green = colour.oklch(0.6, 0.12, 30), colour.oklch(0.6, 0.12, 110)
    assert colour.distance(red, green, "deutan") < colour.distance(red, green) / 2
