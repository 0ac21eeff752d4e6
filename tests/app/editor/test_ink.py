from __future__ import annotations

from app import theme
from app.editor.ink import MEASURE, Ink
from app.theme import Theme


def test_lines_are_higher_and_longer_in_larger_type(dressed: Theme) -> None:
    small, large = Ink(20), Ink(40)
    assert small.leading == round(20 * theme.TRANSCRIPT_LEADING) > 20
    assert large.leading == 2 * small.leading
    assert 1.8 < large.measure / small.measure < 2.2


def test_a_line_holds_so_many_characters(dressed: Theme) -> None:
    ink = Ink(0)
    assert round(ink.measure / ink.metrics.averageCharWidth()) == MEASURE


def test_nobody_is_grey_and_two_people_differ(dressed: Theme) -> None:
    ink = Ink(0)
    assert ink.speaker(-1) == (theme.role("secondary"), theme.role("hover"))
    assert ink.speaker(0) != ink.speaker(1) and ink.speaker(0) is ink.speaker(0)


def test_the_ink_of_another_theme_is_made_anew(dressed: Theme) -> None:
    light = Ink(0)
    page, voice = light.role("page"), light.speaker(0)
    theme.apply(dressed.application, "dark")
    dark = Ink(0)
    assert dark.role("page") != page and dark.speaker(0) != voice
    assert light.role("page") == page, "what is drawn now is drawn in one theme"
