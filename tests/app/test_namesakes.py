from __future__ import annotations

import pytest
from PySide6.QtWidgets import QApplication

from app import languages
from app.namesakes import Namesake, Namesakes, marks_of

MORNING, EVENING = "2026-05-03T08:00:30.000+00:00", "2026-05-03T18:00:30.000+00:00"


def named(document: str, made_at: str = MORNING, **more: str) -> Namesake:
    return Namesake(f"/docs/{document}.longtake", "Mill", made_at, **more)


@pytest.mark.parametrize(
    ("one", "other", "marks"),
    [
        (named("a"), named("b", "2026-06-01T12:00:00+00:00"), ["5/3/26", "6/1/26"]),
        (named("a", model="x/tiny"), named("b", model="base"), ["tiny · 5/3/26", "base · 5/3/26"]),
        (named("a", source="/one/f.mp4"), named("b", source="/two/f.mp4"), ["one", "two"]),
        (named("a"), named("b"), ["a.longtake", "b.longtake"]),
        (named("a"), named("b", ""), ["5/3/26", ""]),
    ],
)
def test_as_little_as_is_enough_tells_two_apart(
    speaking: QApplication, one: Namesake, other: Namesake, marks: list[str]
) -> None:
    assert list(marks_of([one, other]).values()) == marks


def test_two_of_one_day_say_when_they_were_made(speaking: QApplication) -> None:
    first, second = marks_of([named("a"), named("b", EVENING)]).values()
    assert first.startswith("5/3/26") and first != second and ":00" in second


def test_who_is_alone_needs_no_mark_and_gets_one_when_another_comes(
    speaking: QApplication,
) -> None:
    known = Namesakes()
    assert known.put(named("a")) and not known.put(named("a")), "told once"
    assert known.mark_of(named("a").document) == ""
    known.put(named("b", "2026-06-01T12:00:00+00:00"))
    assert known.mark_of(named("a").document) == "5/3/26"
    known.drop(named("b").document)
    assert known.mark_of(named("a").document) == ""
    assert known.mark_of("/nobody.longtake") == ""


def test_another_title_parts_them(speaking: QApplication) -> None:
    known = Namesakes()
    known.put(named("a"))
    known.put(named("b"))
    known.put(named("b")._replace(title="Panel"))
    assert [known.mark_of(named(each).document) for each in "ab"] == ["", ""]


def test_days_are_said_in_the_language_of_the_interface(speaking: QApplication) -> None:
    known = Namesakes()
    known.put(named("a"))
    known.put(named("b", "2026-06-01T12:00:00+00:00"))
    assert known.mark_of(named("a").document) == "5/3/26"
    languages.install(speaking, "de")
    assert known.mark_of(named("a").document) == "03.05.26"
